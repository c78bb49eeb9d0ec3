"""A small panel that compares some 200 learning rates."""

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.descents import is_plain
from linreg_gui.core.stability import fastest_learning_rate
from linreg_gui.core.sweep import SweepPoint
from linreg_gui.session.session import Session
from linreg_gui.session.sweeping import Sweep, Sweeping
from linreg_gui.session.wording import count, number
from linreg_gui.session.wording_bets import YOUR_TURN
from linreg_gui.session.wording_cut import model_noun
from linreg_gui.session.wording_training import cliff_sentence, fastest_sentence
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.sweep.sweep_dialog import SweepDialog
from linreg_gui.views.sweep.sweep_plot import SweepPlot
from linreg_gui.views.widgets.buttons import PanelButton
from linreg_gui.views.widgets.card_parts import keep_place
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

SIZE = QSize(560, 520)
NO_POINTS = "Add points to compare learning rates"
WORKING = "Trying learning rates…"
STOPPED = "Stopped."
STOP, AGAIN = "Stop", "Sweep again"
WORST_FACTOR = 3.0
IN_THE_LONG_RUN = "In the long run, whatever the start, 2/(λmin + λmax) is the fastest."
WAY_TIP = (
    "From this epoch on at most 1 % of J − J* is left, the loss above the smallest one, of what it "
    f"is at this start. {IN_THE_LONG_RUN}"
)
FIT_TIP = (
    "From this epoch on the loss exceeds the smallest one, J*, by at most 1 % of what the best "
    f"{{model}} explains, var y − J*. {IN_THE_LONG_RUN}"
)
NONE_ARRIVES = "No rate gets there"


class SweepPanel(SweepDialog):
    """Epochs to 99 % of the way, and the loss in the end, for each learning rate.

    It works only while it is seen. A click or a drag in it takes a rate.

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
        "start_parameters",
        "is_dragging",
        "bet",
        "permissions",
        "view_options",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, parent: QWidget) -> None:
        super().__init__(session, "Sweep of the learning rate", SIZE, parent)
        self.sweeping = Sweeping(session, self)
        self._is_asking = False
        self.arrivals = SweepPlot(session, clock.theme, "")
        self.finals = SweepPlot(session, clock.theme, "learning rate")
        self.plots = (self.arrivals, self.finals)
        self.finals.setAccessibleName("Loss in the end, by learning rate")
        self.arrivals_title, self.finals_title = QLabel(), QLabel()
        self.sentence, self.progress = QLabel(), QProgressBar()
        self.button = PanelButton(STOP)
        self._assemble()
        self._connect(clock)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(4)
        for title, plot in (
            (self.arrivals_title, self.arrivals),
            (self.finals_title, self.finals),
        ):
            title.setProperty("role", "title")
            column.addWidget(title)
            column.addWidget(plot, 1)
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().height())
        foot = QHBoxLayout()
        foot.addWidget(self.sentence, 1)
        foot.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(foot)
        keep_place(self.button)
        self.progress.setTextVisible(False)
        keep_place(self.progress)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName("Progress of the sweep")
        column.addWidget(self.progress)

    def _connect(self, clock: FrameClock) -> None:
        self._ask = clock.add(self)
        self.sweeping.swept.connect(self._on_swept)
        self.button.clicked.connect(self._on_button_clicked)
        self.sweeping.progressed.connect(self._on_progressed)
        for plot in self.plots:
            plot.rate_hovered.connect(self._on_rate_hovered)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop computing while the panel is closed."""
        self.sweeping.rest()
        super().closeEvent(event)

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show what the sweep has found, and let it follow the session."""
        if not self.is_seen_in(frame):
            return
        self.sweeping.refresh()
        self._is_asking = frame.bet.is_open
        result, is_busy = self._result(), self.sweeping.is_busy
        points = () if result is None else result.points
        is_old = is_busy or self.sweeping.is_stopped
        self.arrivals.curve.is_old = self.finals.curve.is_old = is_old
        hint = "" if points else self._hint()
        arrivals = _table([point.epochs_to_target for point in points])
        has_arrivals = bool(np.isfinite(arrivals).any())
        arrival_hint = hint if has_arrivals or not points else NONE_ARRIVES
        self.arrivals.render_sweep(frame, result, arrivals, arrival_hint)
        finals = _table([point.final_losses for point in points])
        self.finals.render_sweep(frame, result, finals, hint, _ceiling(frame))
        fit_tip = FIT_TIP.format(model=model_noun(frame))
        what, tip = ("way", WAY_TIP) if frame.is_line else ("fit", fit_tip)
        self.arrivals_title.setText(f"Epochs to 99 % of the {what} from this start, for good")
        set_tip(self.arrivals_title, tip)
        self.arrivals.setAccessibleName(f"Epochs to 99 % of the {what}, by learning rate")
        epochs = frame.settings.max_epochs if result is None else result.n_epochs
        self.finals_title.setText(f"Loss after {count(epochs)} epochs")
        self.sentence.setText(self._said(frame))
        self.progress.setVisible(is_busy)
        self.button.setText(STOP if is_busy else AGAIN)
        self.button.setVisible(is_old)

    def _result(self) -> Sweep | None:
        """Return the curves; None where they would answer an open question."""
        return None if self._is_asking else self.sweeping.result

    def _hint(self) -> str:
        """Return why nothing is drawn."""
        if self._is_asking:
            return YOUR_TURN
        if self.sweeping.is_busy:
            return WORKING
        return STOPPED if self.sweeping.is_stopped else NO_POINTS

    def _said(self, frame: ThemedFrame) -> str:
        """Return what is being worked out, or its result."""
        result = self._result()
        if result is None:
            return ""
        if self.sweeping.is_busy or self.sweeping.is_stopped:
            return f"{self._hint()} What is drawn faintly is of the settings before."
        cliff = cliff_sentence(result.limit, result.measured, frame.settings)
        return " ".join(filter(None, (cliff, *self._fastest(frame))))

    def _fastest(self, frame: ThemedFrame) -> tuple[str, ...]:
        """Say which rate is the fastest from this start, and which in the end."""
        loss, config = frame.loss, frame.settings
        if loss is None or not is_plain(config, loss.n_samples):
            return ()
        in_the_end = f"Fastest in the end: {number(fastest_learning_rate(loss), 4)}."
        return fastest_sentence(loss, config, frame.start_parameters), in_the_end

    @Slot()
    def _on_swept(self) -> None:
        self._ask()

    @Slot()
    def _on_button_clicked(self) -> None:
        if self.sweeping.is_busy:
            self.sweeping.stop()
        else:
            self.sweeping.start_again()
        self._ask()

    @Slot(float)
    def _on_progressed(self, part: float) -> None:
        self.progress.setValue(round(100.0 * part))

    @Slot(object)
    def _on_rate_hovered(self, rate: float | None) -> None:
        result = self._result()
        if rate is None or result is None:
            for plot in self.plots:
                plot.show_note(None, [])
            return
        point = min(result.points, key=lambda point: abs(np.log(point.learning_rate / rate)))
        note = _note(point)
        for plot in self.plots:
            frame = plot.pixel_frame()
            is_under = plot is self.sender() and frame is not None
            middle = 0.0 if frame is None else (frame.bottom + frame.top) / 2
            at = QPointF(float(np.log10(point.learning_rate)), middle)
            plot.show_note(at if is_under else None, note)


def _ceiling(frame: ThemedFrame) -> float:
    """Return a loss that runs worth looking at stay below: a few times that of the start."""
    loss = frame.loss
    value = 0.0 if loss is None else loss.value(np.array(frame.start_parameters))
    return WORST_FACTOR * value if 0.0 < value < np.inf else np.inf


def _table(rows: list[tuple[float, ...]]) -> FloatArray:
    """Return values by rate and seed; an arrival at the start stands at 1 on the axis."""
    return np.array(rows) if rows else np.empty((0, 1))


def _note(point: SweepPoint) -> list[str]:
    arrivals, finals = sorted(point.epochs_to_target), sorted(point.final_losses)
    arrival, final = arrivals[len(arrivals) // 2], finals[len(finals) // 2]
    return [
        f"rate {number(point.learning_rate, 3)}",
        f"there at epoch {count(arrival)}" if np.isfinite(arrival) else "does not get there",
        f"loss {measured(final)} in the end" if np.isfinite(final) else "diverges",
    ]
