"""A lesson under way: its steps are walked, and the own work is set aside until it is left."""

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from linreg_gui.lessons.answers import Answers, Result
from linreg_gui.lessons.hide_and_lock import Lockable, Permissions
from linreg_gui.lessons.lesson import Lesson, Opening, Step
from linreg_gui.lessons.table import Table, changed_table, table_of
from linreg_gui.lessons.task import Answer, Blanks, Goal, Predict, needs_line
from linreg_gui.session.lesson_attempt import Attempt
from linreg_gui.session.lesson_prediction import PredictAttempt
from linreg_gui.session.lesson_step import Stage, StepState
from linreg_gui.session.lesson_table import options_after, put_table, table_now
from linreg_gui.session.lesson_tasks import AnswerAttempt, BlanksAttempt, GoalAttempt
from linreg_gui.session.wording_lessons import CURVE_STARTS_AS_IT_IS

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame
    from linreg_gui.session.session import Session

ATTEMPTS: dict[type, type[Attempt[Any]]] = {
    Predict: PredictAttempt,
    Goal: GoalAttempt,
    Answer: AnswerAttempt,
    Blanks: BlanksAttempt,
    type(None): Attempt,
}


class LessonRun(QObject):
    """One lesson on the table of a session: which step is open, and how far the others are.

    What is said and done in the step is judged by its `Attempt`.

    Parameters
    ----------
    session : Session
    lesson : Lesson
    states : sequence of StepState, optional
        How far its steps are, where it is gone on with.

    Attributes
    ----------
    lesson : Lesson
    index : int
        The step shown, from 0.
    attempt : Attempt
        What is said and done in it.
    """

    changed = Signal()
    """Another step is open, or something is said of it."""
    opened = Signal(object)
    """A step has opened; the Table put, or None where it is as it was left."""
    left = Signal()

    def __init__(
        self, session: "Session", lesson: Lesson, states: Sequence[StepState] = ()
    ) -> None:
        super().__init__(session)
        self._session = session
        self.lesson = lesson
        self._states = list(states) or [StepState() for _ in lesson.steps]
        self.index = 0
        self.attempt = self._attempt_of(0)
        self._own_kind = session.asking.state.kind
        """The kind of bet that the user chose outside of lessons."""

    def _attempt_of(self, index: int) -> Attempt[Any]:
        step = self.lesson.steps[index]
        kind, permissions = ATTEMPTS[type(step.task)], self.lesson.permissions(index)
        return kind(self._session, step, self._states[index], permissions, self.changed.emit)

    # ---- what is true now

    @property
    def step(self) -> Step:
        """The step shown."""
        return self.lesson.steps[self.index]

    @property
    def state(self) -> StepState:
        """How far the step shown is."""
        return self.attempt.state

    @property
    def states(self) -> list[StepState]:
        """How far all steps are."""
        states = self._states.copy()
        states[self.index] = self.attempt.state
        return states

    @property
    def stage(self) -> Stage:
        """The present stage of the step."""
        return self.attempt.stage

    @property
    def is_at_end(self) -> bool:
        """Whether the last step is behind."""
        return self.attempt.is_over

    @property
    def n_behind(self) -> int:
        """How many steps are before the farthest one that was open; all of them at the end."""
        states = self.states
        if self.is_at_end:
            return len(states)
        return max(index for index, state in enumerate(states) if state.opening is not None)

    def answers(self, learner: str, saved: str) -> Answers:
        """Return the answers given so far, as they are saved for a teacher.

        Parameters
        ----------
        learner : str
            A name; may be empty.
        saved : str
            A date.
        """
        lesson = self.lesson
        steps = tuple(map(StepState.answer, self.states, lesson.steps))
        return Answers(lesson.digest, lesson.title, learner, saved, steps)

    def judge(self, frame: "Frame") -> None:
        """Judge the step on a frame; called at most once for each that is drawn."""
        self.attempt.judge(frame)

    # ---- begin and leave

    def begin(self, index: int = 0) -> None:
        """Set the own work aside, and open a step as it was left, or as it opens by itself."""
        session = self._session
        session.own_work.set_aside()
        session.asking.close()
        self._own_kind = session.asking.state.kind
        session.gate.set_guard(self._refusal)
        with session.gate.opened():
            session.set_view_options(session.view_options.with_usual_layers())
        self._open(index, self._table_of(index), self._openings_to(index))

    def _refusal(self, lock: Lockable) -> str:
        is_curve = self._session.problem.surface.degree > 1
        if is_curve and lock in {Lockable.START, Lockable.LINE}:
            return CURVE_STARTS_AS_IT_IS
        return self.attempt.refusal(lock)

    def leave(self) -> None:
        """Put the own work on the table again."""
        self._leave_step()
        session = self._session
        session.asking.close()
        session.asking.choose_first_kind(self._own_kind)
        session.gate.set_guard(None)
        session.gate.set_permissions(Permissions())
        session.own_work.bring_back()
        self.left.emit()

    # ---- from step to step

    def go_on(self) -> None:
        """Open the next step, or come to the end."""
        if not self.attempt.can_go_on:
            return
        if self.step.task is None:
            self.attempt.set(result=Result.PASSED)
        self._open_after()

    def skip(self) -> None:
        """Go on without having passed."""
        if not self.is_at_end:
            if self.state.result is Result.OPEN:
                self.attempt.set(result=Result.SKIPPED)
            self._open_after()

    def back(self) -> None:
        """Open the step before, as it was left."""
        if self.is_at_end or self.index > 0:
            self.go_to(self.index - (not self.is_at_end))

    def can_go_to(self, index: int) -> bool:
        """Return whether a step other than the one shown is behind, or was open before."""
        if index == self.index:
            return self.is_at_end
        return index < self.index or self._states[index].opening is not None

    def go_to(self, index: int) -> None:
        """Open a step as it was left, or as it opens by itself if it is behind."""
        if not self.can_go_to(index):
            return
        if index == self.index:
            self.attempt.is_over = False
            self.changed.emit()
            return
        self._leave_step()
        self._open(index, self._table_of(index), self._openings_to(index))

    def again(self) -> None:
        """Open the present step as it was found; what was passed stays so."""
        state = self.state
        if state.opening is None or self.is_at_end:
            return
        self._states[self.index] = StepState(before=state.counted, opening=state.opening)
        self._open(self.index, state.opening, self._openings_to(self.index))

    def _open_after(self) -> None:
        self._leave_step()
        index = self.index + 1
        if index == len(self.lesson.steps):
            self.attempt.is_over = True
            self._session.asking.close()
            self.attempt.permit()
            self.changed.emit()
            return
        opening = self.lesson.steps[index].opening
        table = self._states[index].left
        if table is None and opening.state is not None:
            table = changed_table(table_now(self._session), opening.state)
        self._open(index, table, (opening,))

    def _leave_step(self) -> None:
        self.attempt.set(left=table_now(self._session))
        self._states[self.index] = self.state

    def _table_of(self, index: int) -> Table:
        state = self._states[index]
        return state.left or state.opening or table_of(self.lesson, index)

    def _openings_to(self, index: int) -> tuple[Opening, ...]:
        return (self.lesson.setup, *(step.opening for step in self.lesson.steps[: index + 1]))

    def _open(self, index: int, table: Table | None, openings: tuple[Opening, ...]) -> None:
        """Open a step: the table, what is hidden and locked, then what is asked."""
        session = self._session
        session.asking.close()
        self.index, self.attempt = index, self._attempt_of(index)
        if self.stage is Stage.BOUND:  # what was said is gone with its run
            table = self.state.opening
            self.attempt.set(is_bound=False, said="", chosen=0)
        with session.gate.opened():
            session.player.pause()
            session.edits.end_drag()
            session.step.end_phases()
            session.gate.set_permissions(Permissions())
            session.set_view_options(reduce(options_after, openings, session.view_options))
            session.hand.forget()
            # A run that ends while the table is put says what this step lets it say.
            session.gate.set_permissions(self.attempt.permissions)
            if table is not None:
                put_table(session, table)
            if needs_line(self.step.task):  # of a curve the learner has chosen
                session.set_degree(1)
            session.edits.stack.clear()
        if self.state.opening is None:
            self.attempt.set(opening=table_now(session))
        self.attempt.open()
        self.opened.emit(table)
        self.changed.emit()
