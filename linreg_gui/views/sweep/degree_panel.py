"""A small panel that compares the degrees of a curve."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from linreg_gui.core.degrees import DegreeErrors, errors_of_degrees
from linreg_gui.core.validation import DatasetError
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.last_value import LastValue
from linreg_gui.session.session import Session
from linreg_gui.session.wording import count
from linreg_gui.session.wording_bets import YOUR_TURN
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.sweep.degree_plot import DegreePlot
from linreg_gui.views.sweep.run_errors import errors_of_runs
from linreg_gui.views.sweep.sweep_dialog import SweepDialog
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

SIZE = QSize(560, 420)
NO_POINTS = "Add points to compare degrees"
GUESS_FIRST = "Guess first: the errors would tell how good the best fit is."
TITLE = "Mean squared error at the best fit of each degree"
WITH_PENALTY = "Mean squared error at the best fit of each degree, with the penalty"
TIP = (
    "Where a descent ends in the long run, if it converges. Open squares: where the runs are at "
    "the epoch shown. A click on a degree takes it; the arrow keys choose one, and Enter takes it."
)
NEVER_RISES = "The training error never rises with the degree."
HOLD_SOME_OUT = (
    "How good a curve is on points that it has not seen, held-out points tell: choose how many "
    "under More in Training."
)
MOST_DRAGGED = 10_000
"""Of so many points the errors follow a drag; of more they wait for its end."""


class DegreePanel(SweepDialog):
    """The error of each degree in training and on held-out points; a click takes a degree.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    parent : QWidget
    """

    drawn_fields = (
        "dataset",
        "settings",
        "objective",
        "branches",
        "cursor",
        "shown_parameters",
        "race_epoch",
        "is_dragging",
        "bet",
        "permissions",
        "view_options",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, parent: QWidget) -> None:
        super().__init__(session, "Sweep of degrees", SIZE, parent)
        self._errors: LastValue[DegreeErrors | str] = LastValue()
        self.title, self.sentence = QLabel(), QLabel()
        self.plot = DegreePlot(clock.theme)
        self.plots = (self.plot,)
        self._assemble()
        self.plot.taken.connect(self._on_taken)
        self._ask = clock.add(self)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(4)
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        set_tip(self.title, TIP)
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(3 * self.sentence.fontMetrics().height())
        column.addWidget(self.title)
        column.addWidget(self.plot, 1)
        column.addWidget(self.sentence)

    def is_hidden_in(self, frame: ThemedFrame) -> bool:
        """Return whether a lesson hides it, or does not let the degree be chosen."""
        return super().is_hidden_in(frame) or frame.locks(Lockable.DEGREE)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the errors of the present points and settings."""
        is_waiting = frame.is_dragging and frame.dataset.n_samples > MOST_DRAGGED
        if not self.is_seen_in(frame) or is_waiting:
            return
        found = self._found(frame)
        errors, hint = (None, found) if isinstance(found, str) else (found, "")
        self.plot.render_errors(errors, frame.settings.degree, hint, errors_of_runs(frame))
        n_held_out, has_penalty = frame.dataset.n_held_out, frame.settings.l2 > 0.0
        self.title.setText(WITH_PENALTY if has_penalty else TITLE)
        self.sentence.setText(
            "" if errors is None else degrees_sentence(errors, n_held_out, has_penalty=has_penalty)
        )

    def _found(self, frame: ThemedFrame) -> DegreeErrors | str:
        """Return the errors, or why there are none to see."""
        if frame.objective is None:
            return NO_POINTS
        if frame.bet.is_open:
            return YOUR_TURN
        if frame.view_options.is_guessing:
            return GUESS_FIRST
        return self._errors.of(frame.objective, lambda: _errors_of(frame))

    @Slot(int)
    def _on_taken(self, degree: int) -> None:
        self._session.set_degree(degree)


def _errors_of(frame: ThemedFrame) -> DegreeErrors | str:
    line = frame.objective if frame.settings.degree == 1 else None
    try:
        return errors_of_degrees(frame.dataset, frame.settings, line)
    except DatasetError as error:
        return str(error)


def degrees_sentence(errors: DegreeErrors, n_held_out: int, *, has_penalty: bool) -> str:
    """Say which degree is the best, and on what that depends.

    Parameters
    ----------
    errors : DegreeErrors
    n_held_out : int
    has_penalty : bool
        With a penalty the training error may rise with the degree.
    """
    sentences = [] if has_penalty else [NEVER_RISES]
    best = errors.best_held_out
    if errors.held_out is None:
        sentences.append(HOLD_SOME_OUT)
    elif best is not None:
        points = "one held-out point" if n_held_out == 1 else f"{count(n_held_out)} held-out points"
        least = measured(float(errors.held_out[best - 1]))
        sentences.append(
            f"On the {points} degree {best} has the least error, {least}; with another split it "
            "can be another degree."
        )
    if not errors.is_unique.all():
        sentences.append(_many_fit(errors))
    return " ".join(sentences)


def _many_fit(errors: DegreeErrors) -> str:
    """Say from which degree on no curve is the only best one."""
    first = int(errors.is_unique.argmin()) + 1
    begin = "Whatever the degree" if first == 1 else f"From degree {first} on"
    end = "" if errors.held_out is None else ", and differ on those held out: they have no ring"
    return f"{begin} many curves fit the points equally well{end}."
