"""One plot of a sweep: a value against the learning rate, both logarithmic."""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot

from linreg_gui.session.frame import Frame
from linreg_gui.session.session import Session
from linreg_gui.session.sweeping import Sweep
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.views.canvas.axes import LossAxis
from linreg_gui.views.canvas.painting import GridLayer, HintLayer
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.sweep.sweep_layers import RateAxis, RateLinesLayer, SweepCurveLayer

EMPTY_HEIGHTS = (0.0, 2.0)
SMALLEST_HEIGHT = 0.2


class SweepPlot(PlotCanvas):
    """A click or a drag takes the learning rate under the pointer."""

    rate_hovered = Signal(object)
    """The learning rate under the pointer, or None."""

    def __init__(self, session: Session, theme: Theme, x_label: str) -> None:
        axis = LossAxis()
        axis.set_scale(is_logarithmic=True)
        super().__init__(theme, x_label, "", axis, RateAxis())
        self._session = session
        self.curve, self.lines, self.hint = SweepCurveLayer(), RateLinesLayer(), HintLayer()
        self.stack.layers = [GridLayer(self), self.curve, self.lines, self.hint]
        self.clicked.connect(self._on_clicked)
        self.drag_started.connect(self._on_drag_started)
        self.dragged.connect(self._on_dragged)
        self.drag_finished.connect(session.edits.end_drag)
        self.hovered.connect(self._on_hovered)
        self.hover_left.connect(self._on_hover_left)

    def render_sweep(
        self,
        frame: Frame,
        result: Sweep | None,
        values: FloatArray,
        hint: str,
        ceiling: float = math.inf,
    ) -> None:
        """Show a sweep.

        Parameters
        ----------
        frame : Frame
        result : Sweep or None
        values : ndarray, shape (n_rates, n_seeds)
            Infinite where there is none.
        hint : str
            Said where there is nothing to show.
        ceiling : float
            Values above it are not framed.
        """
        self.hint.text = hint
        self.lines.rate = _logarithm(frame.settings.learning_rate)
        if result is None:
            self.curve.clear()
            self.lines.limit = self.lines.measured = None
        else:
            rates = np.array([point.learning_rate for point in result.points])
            self.curve.take(rates, values)
            is_known = not self.curve.is_old
            self.lines.limit = _logarithm(result.limit) if is_known else None
            self.lines.measured = _logarithm(result.measured) if is_known else None
            self._frame(ceiling)
        self.refresh()

    def _frame(self, ceiling: float) -> None:
        low, high = self.curve.heights() or EMPTY_HEIGHTS
        high = max(low, min(high, math.log10(ceiling)))
        spare = max(0.08 * (high - low), SMALLEST_HEIGHT)
        left, right = float(self.curve.rates[0]), float(self.curve.rates[-1])
        self.show_range(left, right, low - spare, high + spare)

    def show_note(self, at: QPointF | None, note: list[str]) -> None:
        """Show a read-out at a place, or none."""
        self.lines.note_at, self.lines.note = at, note
        self.refresh()

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        if button == Qt.MouseButton.LeftButton:
            self._take(position)

    @Slot(QPointF)
    def _on_drag_started(self, _position: QPointF) -> None:
        self._session.edits.begin_drag()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        self._take(position)

    def _take(self, position: QPointF) -> None:
        if len(self.curve.rates):
            self._session.set_learning_rate(_rate_at(position))
            self.rate_hovered.emit(_rate_at(position))

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        self.rate_hovered.emit(_rate_at(position) if len(self.curve.rates) else None)

    @Slot()
    def _on_hover_left(self) -> None:
        self.rate_hovered.emit(None)


def _rate_at(position: QPointF) -> float:
    logarithm = min(max(position.x(), math.log10(SMALLEST_RATE)), math.log10(LARGEST_RATE))
    return float(f"{10.0**logarithm:.3g}")


def _logarithm(rate: float | None) -> float | None:
    return None if rate is None or rate <= 0.0 else math.log10(rate)
