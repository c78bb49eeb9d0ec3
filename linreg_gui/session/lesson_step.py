"""How far a learner is with one step of a lesson."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from linreg_gui.lessons.answers import (
    MOST_COUNTED,
    MOST_STEPS,
    Given,
    Result,
    StepAnswer,
    StepKind,
    can_be_read,
    read_given,
    read_text,
)
from linreg_gui.lessons.lesson import Step
from linreg_gui.lessons.table import ByHand, Table
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.json_value import JsonValue, parse_json
from linreg_gui.storage.projects.settings_json import read_member

BEST_FIRST = (Result.PASSED, Result.SHOWN, Result.SKIPPED, Result.OPEN)
LONGEST_KEPT = 2_000
"""Characters of a text that is kept."""


class Stage(Enum):
    """The stages of a step, as its card shows them."""

    READING = "reading"
    ASKING = "asking"
    """A prediction or an answer is wanted."""
    BOUND = "bound"
    """Something was predicted, and what comes is awaited."""
    OPEN = "open"
    """A goal is to be reached."""
    DONE = "done"
    """Passed, shown or skipped."""
    END = "end"
    """The end of the lesson."""


@dataclass(frozen=True)
class StepState:
    """One step as it stands.

    Attributes
    ----------
    result : Result
    before : StepState or None
        The step as it counted when it was started again.
    is_bound : bool
        Whether a prediction stands, or is done without.
    said : str
        What was predicted, in a sentence.
    chosen : int
        The number of the choice predicted, from 1; 0 for none.
    tried : tuple of int
        The numbers of the choices tried that were not it.
    reply : str
        What is said of the last try.
    n_hints, n_tries : int
    told : str
        What came, said with the result.
    first, last : str, int, float or None
        The first and the last answer or prediction: a choice by its number, a number, or words.
    opening, left : Table or None
        The table as the step found it, and as it was left.
    end : Table or None
        The table when the step was passed.
    by_hand : ByHand
        What was done beside the run by then.
    """

    result: Result = Result.OPEN
    before: "StepState | None" = None
    is_bound: bool = False
    said: str = ""
    chosen: int = 0
    tried: tuple[int, ...] = ()
    reply: str = ""
    n_hints: int = 0
    n_tries: int = 0
    told: str = ""
    first: Given = None
    last: Given = None
    opening: Table | None = None
    left: Table | None = None
    end: Table | None = None
    by_hand: ByHand = ByHand()  # noqa: RUF009 - a named tuple

    @property
    def is_done(self) -> bool:
        """Whether the lesson may go on."""
        return self.counted.result is not Result.OPEN

    @property
    def counted(self) -> "StepState":
        """The best of the times it was done, the earliest where they are equal; it is saved."""
        if self.before is None:
            return self
        return min(self.before, self, key=lambda state: BEST_FIRST.index(state.result))

    def answer(self, step: Step) -> StepAnswer:
        """Return what was answered to the step, as it is saved for a teacher."""
        state = self.counted
        return StepAnswer(
            kind=StepKind.of(step),
            result=state.result,
            first=state.first,
            last=state.last,
            tries=state.n_tries,
            hints=state.n_hints,
            end=state.end if state.end is not None and can_be_read(state.end) else None,
            by_hand=state.by_hand,
        )


# ---- from one start of the program to the next


def kept_values(state: StepState) -> dict[str, Any]:
    """Return what is kept of a step, as JSON knows values: words and numbers, no table.

    A prediction that nothing has answered yet is gone with its run.
    """
    state, usual = state.counted, StepState()
    if state.result is Result.OPEN:
        state = replace(state, said="", chosen=0)
    values = {name: getattr(state, name) for name in KEPT}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value != getattr(usual, name)
    }


def read_kept(text: str) -> list[StepState]:
    """Read how far the steps of a lesson were; nothing where that is not as it was written.

    Parameters
    ----------
    text : str
        A list in JSON of what `kept_values` returned of each step.
    """
    try:
        steps = parse_json(text.encode(), "the preferences").items(MOST_STEPS, "steps")
        return [StepState(**step.read_members(KEPT, optional=KEPT)) for step in steps]
    except StorageError:
        return []


def _kept_text(value: JsonValue) -> str:
    return read_text(value, LONGEST_KEPT)


def _count(value: JsonValue) -> int:
    return value.whole(0, MOST_COUNTED)


KEPT: Mapping[str, Callable[[JsonValue], Any]] = {
    "result": lambda value: read_member(Result, value),
    "said": _kept_text,
    "chosen": _count,
    "tried": lambda value: tuple(map(_count, value.items(MOST_STEPS, "choices"))),
    "reply": _kept_text,
    "n_hints": _count,
    "n_tries": _count,
    "told": _kept_text,
    "first": read_given,
    "last": read_given,
}
