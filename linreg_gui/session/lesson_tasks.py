"""Steps with something to get right: a goal to reach, a question to answer, blanks to fill in."""

from typing import TYPE_CHECKING

from linreg_gui.lessons.answers import Result
from linreg_gui.lessons.conditions import all_hold, is_right, judge_conditions, right_number
from linreg_gui.lessons.task import Answer, Blanks, Condition, Goal
from linreg_gui.session import wording_lessons as words
from linreg_gui.session.lesson_attempt import Attempt
from linreg_gui.session.lesson_step import Stage
from linreg_gui.session.lesson_table import moment_of_frame, put_solution

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame


class GoalAttempt(Attempt[Goal]):
    """Conditions that are to hold at one moment of rest."""

    open_stage = Stage.OPEN

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that are to hold."""
        return self.task.conditions

    def open(self) -> None:
        """Pass at once where the goal holds already."""
        super().open()
        moment = moment_of_frame(self.session.frame())
        if self.is_open and moment is not None and all_hold(self.conditions, moment):
            self.set(result=Result.PASSED, reply=words.SO_ALREADY)

    def judge(self, frame: "Frame") -> None:
        """Pass when all conditions hold at rest."""
        if self.is_open and self.hold_at_rest(frame):
            self.end(Result.PASSED)

    def press_on(self) -> None:
        """Do what the lesson says is one way there."""
        if not self.is_open:
            return
        session = self.session
        if self.task.solution is not None:
            with session.gate.opened():
                put_solution(session, self.task.solution)
        moment = moment_of_frame(session.frame())
        self.verdicts = () if moment is None else judge_conditions(self.conditions, moment)
        is_met = moment is not None and all_hold(self.conditions, moment)
        self.set(reply="" if is_met else words.UNREACHABLE)
        self.end(Result.SHOWN)


class AnswerAttempt(Attempt[Answer]):
    """A question with a right answer: one of the choices, or a number."""

    open_stage = Stage.ASKING

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices; empty where a number is asked for."""
        return self.task.choices

    @property
    def wants_number(self) -> bool:
        """Whether a number is to be typed now."""
        return self.stage is Stage.ASKING and not self.choices

    def press_on(self) -> None:
        """Tell the number that is right; a choice that is right has its mark."""
        if not self.wants_number:
            super().press_on()
            return
        right = right_number(self.task, moment_of_frame(self.session.frame()))
        values = self.values_text(self.step.tell)
        told = "" if right is None else words.right_is(right, self.task.unit)
        self.end(Result.SHOWN, f"{told} {values}".strip())

    def _choose(self, choice: int) -> None:
        self.note(choice)
        if choice == self.task.right:
            self.set(reply="")
            self.end(Result.PASSED)
        elif choice not in self.state.tried:
            replies = self.task.replies
            reply = replies[choice - 1] if replies else ""
            self.set(tried=(*self.state.tried, choice), reply=reply)
            self.count_wrong_try()

    def _say_number(self, value: float) -> None:
        self.note(value)
        moment = moment_of_frame(self.session.frame())
        right = right_number(self.task, moment)
        if right is None:
            self.set(reply=words.NO_VALUE_YET)
            self._changed()
        elif is_right(self.task, value, moment):
            self.set(said=words.said_number(value, self.task.unit), reply="")
            self.end(Result.PASSED)
        else:
            self.set(reply=words.missed(value, right))
            self.count_wrong_try()


class BlanksAttempt(Attempt[Blanks]):
    """Blanks of the worksheet to be filled in."""

    open_stage = Stage.ASKING

    @property
    def blanks(self) -> frozenset[str] | None:
        """The cells that are blank; None once they are shown."""
        is_shown = self.state.result is Result.SHOWN or self.is_over
        return None if is_shown else frozenset(self.task.cells)

    def fill_blanks(self, *, is_shown: bool) -> None:
        """Pass once all blanks are filled in."""
        if self.is_open and self.task.epoch == self.session.player.cursor:
            self.end(Result.SHOWN if is_shown else Result.PASSED)

    def miss_blank(self) -> None:
        """Count a blank that was filled in with something else, and give a hint."""
        if self.is_open:
            self.count_wrong_try()
