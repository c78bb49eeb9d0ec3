"""The step that is open: what the learner says and does in it, judged by what its task asks."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from linreg_gui.lessons.answers import Given, Result
from linreg_gui.lessons.conditions import (
    Verdict,
    hidden_quantities,
    judge_conditions,
)
from linreg_gui.lessons.hide_and_lock import Lockable, Permissions
from linreg_gui.lessons.lesson import Step
from linreg_gui.lessons.quantities import find_quantity
from linreg_gui.lessons.task import Answer, Blanks, Condition, Goal, Task
from linreg_gui.lessons.wording import value_text
from linreg_gui.session import wording_lessons as words
from linreg_gui.session.lesson_step import Stage, StepState
from linreg_gui.session.lesson_table import hand_now, moment_of_frame, table_now

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame
    from linreg_gui.session.session import Session

Kind = TypeVar("Kind", bound=Task | None)


class Attempt(Generic[Kind]):
    """A step that is open, to be read; each kind of task has a subclass.

    Parameters
    ----------
    session : Session
    step : Step
    state : StepState
        How far it is.
    permissions : Permissions
        What it hides and locks.
    changed : callable
        Called when something is said of it.

    Attributes
    ----------
    task : Predict, Goal, Answer, Blanks or None
    state : StepState
    verdicts : tuple of Verdict
        How the conditions of the step stand, as last judged.
    is_over : bool
        Whether the lesson has come to its end with it.
    """

    open_stage = Stage.READING
    """The stage until it is done."""

    def __init__(
        self,
        session: "Session",
        step: Step,
        state: StepState,
        permissions: Permissions,
        changed: Callable[[], None],
    ) -> None:
        self.session, self.step, self.state = session, step, state
        self.task = cast("Kind", step.task)
        self.permissions, self._changed = permissions, changed
        self.verdicts: tuple[Verdict, ...] = ()
        self.is_over = False
        self._judged: tuple[object, ...] = ()

    # ---- what is true now

    @property
    def stage(self) -> Stage:
        """The present stage of the step."""
        if self.is_over:
            return Stage.END
        return self.open_stage if self.state.result is Result.OPEN else Stage.DONE

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.stage not in {Stage.DONE, Stage.END}

    @property
    def can_go_on(self) -> bool:
        """Whether the next step may be opened."""
        return not self.is_over and (self.step.task is None or self.state.is_done)

    @property
    def is_gated(self) -> bool:
        """Whether something must be done before the next step may be opened."""
        return not (self.is_over or self.can_go_on)

    @property
    def can_show(self) -> bool:
        """Whether *Show me* is offered: after the last hint."""
        state = self.state
        has_help = state.n_hints > 0 or state.n_tries > 0
        can_be_shown = isinstance(self.step.task, Answer | Goal | Blanks)
        return can_be_shown and self.is_open and has_help and not self.can_hint

    @property
    def can_hint(self) -> bool:
        """Whether there is another hint."""
        return self.is_open and self.state.n_hints < len(self.step.hints)

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of the step; empty for none."""
        return ()

    @property
    def open_choices(self) -> tuple[str, ...]:
        """The choices that can be made now."""
        return self.choices if self.stage is Stage.ASKING else ()

    @property
    def wants_number(self) -> bool:
        """Whether a number is to be typed now."""
        return False

    @property
    def blanks(self) -> frozenset[str] | None:
        """The cells of the worksheet that are blank; None where the step asks for none."""
        return None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of a goal, or those before a prediction is resolved."""
        return ()

    @property
    def hidden_quantities(self) -> frozenset[str]:
        """Names of quantities whose values are not to be written."""
        return hidden_quantities(self.permissions.hidden)

    # ---- what the learner says and does

    def open(self) -> None:
        """Hide and lock as the step does, and put its question."""
        self.permit()

    def choose(self, choice: int) -> None:
        """Choose one of the choices, by its number from 1."""
        if 1 <= choice <= len(self.open_choices):
            self._choose(choice)

    def say_number(self, value: float) -> None:
        """Answer with a number, or predict one."""
        if self.wants_number:
            self._say_number(value)

    def _choose(self, choice: int) -> None:
        """Take a choice that can be made."""

    def _say_number(self, value: float) -> None:
        """Take a number that is asked for."""

    def fill_blanks(self, *, is_shown: bool) -> None:
        """Pass a step whose blanks of the worksheet are all filled in."""

    def miss_blank(self) -> None:
        """Count a blank that was filled in with something else, and give a hint."""

    def hint(self) -> None:
        """Give the next hint."""
        if self.can_hint:
            self.set(n_hints=self.state.n_hints + 1)
            self._changed()

    def show_me(self) -> None:
        """Show how it is done; the step counts as shown."""
        if self.can_show:
            self.press_on()

    def press_on(self) -> None:
        """Do what brings the step to its end, as a speaker wants who is not asked."""
        if self.is_open:
            self.end(Result.SHOWN)

    def judge(self, frame: "Frame") -> None:
        """Judge the step on a frame; called at most once for each that is drawn."""

    def refusal(self, _lock: Lockable) -> str:
        """Return why a gesture that is not locked is refused; empty where it is not."""
        return ""

    # ---- for the kinds of tasks

    def permit(self) -> None:
        """Hide and lock as the step has it now."""
        session = self.session
        session.gate.set_permissions(self.permissions, self._held())
        with session.gate.opened():
            session.set_view_options(session.view_options)

    def _held(self) -> dict[Lockable, str] | None:
        """Return what is locked beyond the step's own locks, with the reason."""
        return None

    def set(self, **changes: object) -> None:
        """Change how far the step is."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def note(self, given: Given) -> None:
        """Note an answer or a prediction, to be saved."""
        first = given if self.state.first is None else self.state.first
        self.set(first=first, last=given)

    def end(self, result: Result, told: str = "") -> None:
        """Let the step be passed or shown, and note what is on the table.

        What was reached can be computed again from that.
        """
        told = told or self.values_text(self.step.tell)
        end, by_hand = table_now(self.session), hand_now(self.session)
        self.set(result=result, told=told, end=end, by_hand=by_hand)
        self.permit()
        self._changed()

    def values_text(self, names: tuple[str, ...], *, are_after_words: bool = False) -> str:
        """Write values that are told with the result; those that are hidden are left out."""
        moment = moment_of_frame(self.session.frame())
        if moment is None:
            return ""
        parts = []
        for name in names:
            found = find_quantity(name)
            value = None if found is None else found.of(moment)
            if found is not None and value is not None and name not in self.hidden_quantities:
                parts.append((found.title, value_text(name, value)))
        return words.values_told(parts, are_after_words=are_after_words)

    def count_wrong_try(self) -> None:
        """Count a try, and give the next hint with it."""
        state = self.state
        hints = min(state.n_hints + 1, len(self.step.hints))
        self.set(n_tries=state.n_tries + 1, n_hints=hints)
        self._changed()

    def hold_at_rest(self, frame: "Frame") -> bool:
        """Judge the conditions; return whether all of them hold while nothing moves."""
        moment = moment_of_frame(frame)
        self.verdicts = () if moment is None else judge_conditions(self.conditions, moment)
        is_met = bool(self.verdicts) and all(verdict.is_met for verdict in self.verdicts)
        is_at_rest = self.is_at_rest(frame)
        if is_at_rest and not is_met:
            self._count_state(frame)
        return is_at_rest and is_met

    def is_at_rest(self, frame: "Frame") -> bool:
        """Return whether nothing is dragged, run or worked out."""
        is_moving = frame.is_dragging or frame.run_state.is_running
        return not (is_moving or self.session.player.is_busy)

    def _count_state(self, frame: "Frame") -> None:
        """Count what is at rest, not there yet, and another state than the last one."""
        records = (
            None if frame.history is None else (frame.history.revision, frame.history.n_records)
        )
        now = (frame.dataset, frame.settings, frame.start, records)
        if self._judged and now != self._judged:
            self.set(n_tries=self.state.n_tries + 1)
        self._judged = now
