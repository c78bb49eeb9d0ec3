"""Which notice is shown: one after the other, each as long as it is true."""

from typing import TYPE_CHECKING, NamedTuple

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.curve import Curve
from linreg_gui.session.session import Session
from linreg_gui.session.state import DocumentId
from linreg_gui.session.values import Notice, Severity

if TYPE_CHECKING:
    from linreg_gui.session.lesson_step import Stage

LASTING = frozenset({Severity.WARNING, Severity.BET})


class Act(NamedTuple):
    """What the user's last act left: it differs after the next one.

    Attributes
    ----------
    dataset : Dataset
    origin : DocumentId
    settings : DescentConfig
    start : Curve
    branch : int
        The number of the branch shown.
    n_runs : int
        How many runs were asked for.
    lesson : tuple or None
        Step and stage of a lesson, which what is said moves on, and whether a bet is set in it;
        None outside of one.
    """

    dataset: Dataset
    origin: DocumentId
    settings: DescentConfig
    start: Curve
    branch: int
    n_runs: int
    lesson: "tuple[int, Stage, bool] | None"

    @classmethod
    def of(cls, session: Session, n_runs: int) -> "Act":
        """Return what there is in a session now."""
        problem, runs = session.problem, session.runs
        origin, start = session.opening.origin, problem.start
        run = session.lesson
        is_bet = session.asking.state.bet is not None
        lesson = None if run is None else (run.index, run.stage, is_bet)
        number = runs.shown_number
        return cls(problem.dataset, origin, runs.settings, start, number, n_runs, lesson)

    def is_other_than(self, before: "Act") -> bool:
        """Return whether the user did something in between; points are compared by identity."""
        return self.dataset is not before.dataset or self[1:-1] != before[1:-1]


class Posted(NamedTuple):
    """A notice, and the act it was posted after."""

    notice: Notice
    act: Act

    def is_over(self, act: Act) -> bool:
        """Return whether it is outdated after an act."""
        notice = self.notice
        if notice.is_still_true is not None:
            return not notice.is_still_true()
        if notice.ends_with_edit and act.lesson != self.act.lesson:
            return True  # what was refused in a step may be done now
        ends_with_act = notice.ends_with_edit or notice.severity not in LASTING
        return ends_with_act and act.is_other_than(self.act)

    @property
    def is_pressing(self) -> bool:
        """Whether it warns and says what helps: another warning waits until it is over."""
        return self.notice.severity is Severity.WARNING and bool(self.notice.choices)

    @property
    def comes_back(self) -> bool:
        """Whether it is shown again after the one that takes its place."""
        lasts = self.notice.severity in LASTING or bool(self.notice.choices)
        return lasts and self.notice.is_still_true is not None


class NoticeQueue:
    """The notice shown, and those that wait for its end.

    A new notice takes the place of the one shown. A notice that knows whether it is still true
    comes back afterwards. A warning waits while another one with a button is shown.
    """

    def __init__(self) -> None:
        self._shown: Posted | None = None
        self._waiting: list[Posted] = []
        """The next one last."""

    @property
    def shown(self) -> Notice | None:
        """The notice shown; None while there is none."""
        return None if self._shown is None else self._shown.notice

    def post(self, notice: Notice, act: Act) -> None:
        """Show a notice, now or later."""
        self.check(act)
        new, shown = Posted(notice, act), self._shown
        self._waiting = [one for one in self._waiting if one.notice.text != notice.text]
        if shown is not None and shown.is_pressing and notice.severity is Severity.WARNING:
            if shown.notice.text != notice.text:
                self._waiting.insert(0, new)
                return
        elif shown is not None and shown.comes_back and shown.notice.text != notice.text:
            self._waiting.append(shown)
        self._shown = new

    def end(self, act: Act) -> None:
        """End the notice shown: it was closed, or its time is over."""
        self._shown = None
        self.check(act)

    def check(self, act: Act) -> None:
        """Drop the notices that are over, and show the next one if none is left."""
        self._waiting = [one for one in self._waiting if not one.is_over(act)]
        if self._shown is not None and self._shown.is_over(act):
            self._shown = None
        if self._shown is None and self._waiting:
            self._shown = self._waiting.pop()
