"""How far a learner is with one step of a lesson."""

from dataclasses import dataclass
from enum import Enum

from linreg_gui.lessons.answers import Given, Result
from linreg_gui.lessons.table import ByHand, Table

BEST_FIRST = (Result.PASSED, Result.SHOWN, Result.SKIPPED, Result.OPEN)


class Stage(Enum):
    """What a card shows of a step."""

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
    """Of the lesson."""


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
