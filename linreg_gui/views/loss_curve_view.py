"""The loss pane: loss against epoch with a cursor that scrubs."""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from linreg_gui.core.descent import StopReason
from linreg_gui.session.session import Session
from linreg_gui.views.curve_layer import CurveLayer
from linreg_gui.views.formatting import fixed_or_short
from linreg_gui.views.frame_clock import FrameClock
from linreg_gui.views.log_losses import LogLosses
from linreg_gui.views.loss_axis import LossAxis
from linreg_gui.views.painting import GridLayer, HintLayer
from linreg_gui.views.pixel_frame import FloatArray
from linreg_gui.views.plot_canvas import PlotCanvas
from linreg_gui.views.theme import Theme

SMALLEST_RATIO = 1e-16
"""On the log axis a loss is drawn no lower than this part of the largest: 0 has no logarithm."""
FEWEST_EPOCHS = 12
"""The pane is at least this many epochs wide: ticks then are whole epochs."""


class LossCurveView(QWidget):
    """Loss over the epochs, log or linear; click or drag moves the cursor."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._is_framing_automatic = True
        self._hovered: QPointF | None = None
        self.axis = LossAxis()
        self.canvas = PlotCanvas(theme, "", "", self.axis)
        self.canvas.setAccessibleName("Loss against epoch")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.curve, self.hint = CurveLayer(), HintLayer()
        self.canvas.stack.layers = [GridLayer(self.canvas), self.curve, self.hint]
        self._log_losses = LogLosses()
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self._mark_dirty()

    def _connect(self) -> None:
        session, canvas = self._session, self.canvas
        session.dataset_changed.connect(self._mark_dirty)
        session.settings_changed.connect(self._mark_dirty)
        session.history_extended.connect(self._mark_dirty)
        session.history_replaced.connect(self._mark_dirty)
        session.run_status_changed.connect(self._mark_dirty)
        session.cursor_changed.connect(self._mark_dirty)
        session.view_options_changed.connect(self._mark_dirty)
        canvas.clicked.connect(self._on_clicked)
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.dragged.connect(self._on_dragged)
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self._on_hover_left)
        canvas.range_changed.connect(self._on_range_changed)

    # ---- rendering

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.canvas.set_theme(theme)

    def fit(self) -> None:
        """Frame the whole curve, now and from now on."""
        self._is_framing_automatic = True
        self._mark_dirty()

    def _render(self) -> None:
        session = self._session
        history, loss = session.history, session.loss
        is_log = session.view_options.has_log_loss_axis and history is not None
        self.curve.revision = (session.history_revision, is_log)
        if history is None or loss is None:
            self.curve.values, self.curve.floor = np.empty(0), None
            self.axis.set_scale(is_logarithmic=False)
        else:
            self.curve.cursor = min(session.cursor, history.last_epoch)
            self.curve.values = self._scaled(history.losses)
            lowest = self._lowest(history.losses)
            self.curve.floor = self._scale(loss.minimum_value, lowest)
            has_zero = min(loss.minimum_value, float(history.losses.min())) < lowest
            self.axis.set_scale(is_log, math.log10(lowest) if has_zero and is_log else None)
        self.hint.text = _hint(session)
        if self._is_framing_automatic:
            self._frame()
        self._read_out()
        self.canvas.refresh()

    def _frame(self) -> None:
        values, session = self.curve.values, self._session
        # A run that ended by itself is shown whole: a divergence is over after a few epochs.
        reason = session.run_state.stop_reason
        has_ended_early = reason in {StopReason.CONVERGED, StopReason.DIVERGED}
        width = FEWEST_EPOCHS if has_ended_early else max(session.settings.max_epochs, 1)
        if not len(values):
            self.canvas.show_range(0, width, 0, 1)
            return
        low, high = float(values.min()), float(values.max())
        if self.curve.floor is not None:
            low, high = min(low, self.curve.floor), max(high, self.curve.floor)
        spare = 0.08 * (high - low) or 0.5 * max(abs(high), 1.0)
        width = max(width, len(values) - 1)
        self.canvas.show_range(-0.01 * width, 1.01 * width, low - spare, high + spare)

    def _scaled(self, losses: FloatArray) -> FloatArray:
        """Give the losses on the axis's scale."""
        if not self._session.view_options.has_log_loss_axis:
            return losses
        return self._log_losses.of(losses, self._lowest(losses), self._session.history_revision)

    def _scale(self, value: float, lowest: float) -> float:
        if not self._session.view_options.has_log_loss_axis:
            return value
        return math.log10(max(value, lowest))

    @staticmethod
    def _lowest(losses: FloatArray) -> float:
        highest = float(losses.max())
        return max(highest * SMALLEST_RATIO, 1e-300) if highest > 0 else 1e-3

    # ---- gestures

    def _epoch_at(self, position: QPointF) -> int | None:
        history = self._session.history
        if history is None:
            return None
        return round(max(0.0, min(position.x(), float(history.last_epoch))))

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        epoch = self._epoch_at(position)
        if button == Qt.MouseButton.LeftButton and epoch is not None:
            self._session.seek(epoch)

    @Slot(QPointF)
    def _on_double_clicked(self, _position: QPointF) -> None:
        self.fit()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        epoch = self._epoch_at(position)
        if epoch is not None:
            self._session.seek(epoch)

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        self._hovered = position
        self._read_out()
        self.canvas.refresh()

    def _read_out(self) -> None:
        """Say what the curve is under the pointer, also while it changes there."""
        history = self._session.history
        epoch = None if self._hovered is None else self._epoch_at(self._hovered)
        self.curve.note_epoch = epoch
        if history is None or epoch is None:
            return
        (slope, intercept), loss = history.record(epoch)
        self.curve.note = [
            f"epoch {epoch}   loss {fixed_or_short(loss)}",
            f"m {fixed_or_short(float(slope))}   b {fixed_or_short(float(intercept))}",
        ]

    @Slot()
    def _on_hover_left(self) -> None:
        if self._hovered is not None:
            self._hovered = self.curve.note_epoch = None
            self.canvas.refresh()

    @Slot()
    def _on_range_changed(self) -> None:
        self._is_framing_automatic = False


def _hint(session: Session) -> str:
    history = session.history
    if history is None:
        return "Add points to have a loss"
    if history.n_records == 1 and not session.run_state.is_running:
        return "Press Space to run"
    return ""
