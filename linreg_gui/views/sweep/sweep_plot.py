"""One plot of a sweep: a value against the learning rate, both logarithmic."""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.session.frame import Frame
from linreg_gui.session.session import Session
from linreg_gui.session.sweeping import Sweep
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.views.canvas.axes import LogAxis, LossAxis
from linreg_gui.views.canvas.painting import (
    GridLayer,
    HintLayer,
    draw_dot,
    pen,
    polyline,
    stroke,
)
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import draw_note
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme

HANDLE_RADIUS = 5.0
TRIANGLE = 5.0
BAND_ALPHA = 0.22
OLD_OPACITY = 0.3
EMPTY_HEIGHTS = (0.0, 2.0)
SMALLEST_HEIGHT = 0.2


class SweepCurveLayer:
    """Values against learning rates, both as decimal logarithms; nan where there is none.

    Attributes
    ----------
    rates : ndarray, shape (n,)
    low, middle, high : ndarray, shape (n,)
        The smallest, the middle and the largest over the seeds.
    is_old : bool
        Whether it is of other settings, and another one is being worked out.
    """

    def __init__(self) -> None:
        self.rates: FloatArray = np.empty(0)
        self.low: FloatArray = np.empty(0)
        self.middle: FloatArray = np.empty(0)
        self.high: FloatArray = np.empty(0)
        self.is_old = False

    def take(self, rates: FloatArray, values: FloatArray) -> None:
        """Take rates, shape (n,), and values, shape (n, n_seeds), infinite where there is none."""
        with np.errstate(all="ignore"):
            logarithms = np.sort(np.log10(np.maximum(values, 1e-300)), axis=1)
        logarithms[~np.isfinite(logarithms)] = np.nan
        self.rates = np.log10(rates)
        self.low, self.high = logarithms[:, 0], logarithms[:, -1]
        self.middle = logarithms[:, logarithms.shape[1] // 2]

    def clear(self) -> None:
        """Forget what is drawn."""
        self.rates = self.low = self.middle = self.high = np.empty(0)

    def heights(self) -> tuple[float, float] | None:
        """Return the lowest and the highest value; None when there is none."""
        known = np.concatenate((self.low, self.high))
        known = known[np.isfinite(known)]
        return (float(known.min()), float(known.max())) if len(known) else None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the spread as a band, the middle over it; an old curve faintly."""
        painter.setOpacity(OLD_OPACITY if self.is_old else 1.0)
        x = frame.x_pixels(self.rates)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if (self.low < self.high).any():
            self._draw_band(painter, frame, theme, x)
        made = pen(theme.line, 2.0)
        for part in pieces(self.middle):
            y = frame.y_pixels(self.middle[part])
            if len(y) == 1:
                draw_dot(painter, QPointF(float(x[part][0]), float(y[0])), 2.0, theme.line)
            stroke(painter, polyline(x[part], y), made)

    def _draw_band(self, painter: QPainter, frame: PixelFrame, theme: Theme, x: FloatArray) -> None:
        tint = QColor(theme.line)
        tint.setAlphaF(BAND_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        for part in pieces(self.low + self.high):
            low, high = frame.y_pixels(self.low[part]), frame.y_pixels(self.high[part])
            outline = np.append(x[part], x[part][::-1]), np.append(low, high[::-1])
            painter.drawPolygon(polyline(*outline))


def pieces(values: FloatArray) -> list[slice]:
    """Return the stretches without nan."""
    is_known = np.concatenate(([False], np.isfinite(values), [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(is_known))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


class RateLinesLayer:
    """The theoretical cliff, dashed; the measured one, a triangle; the rate in use with a handle.

    All are decimal logarithms; None draws nothing.
    """

    def __init__(self) -> None:
        self.rate: float | None = None
        self.limit: float | None = None
        self.measured: float | None = None
        self.note: list[str] = []
        self.note_at: QPointF | None = None
        """In data coordinates."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the lines from edge to edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        top, bottom = frame.rect.top(), frame.rect.bottom()
        if self.limit is not None:
            x = frame.to_pixel(self.limit, frame.bottom).x()
            painter.setPen(pen(theme.diverge, 1.6, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        if self.measured is not None:
            tip = QPointF(frame.to_pixel(self.measured, frame.bottom).x(), bottom - 2 * TRIANGLE)
            corners = (QPointF(-TRIANGLE, 2 * TRIANGLE), QPointF(TRIANGLE, 2 * TRIANGLE))
            painter.setPen(pen(theme.text, 1.4))
            painter.setBrush(QColor(theme.card))
            painter.drawPolygon(QPolygonF([tip, *(tip + corner for corner in corners)]))
        if self.rate is not None and math.isfinite(self.rate):
            x = frame.to_pixel(self.rate, frame.bottom).x()
            painter.setPen(pen(theme.text, 1.4))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            handle = QPointF(x, top + HANDLE_RADIUS + 1)
            draw_dot(painter, handle, HANDLE_RADIUS, theme.text, theme.card)
        if self.note_at is not None:
            at = frame.to_pixel(self.note_at.x(), self.note_at.y())
            draw_note(painter, frame, self.note, at, theme)


class SweepPlot(PlotCanvas):
    """A click or a drag takes the learning rate under the pointer."""

    rate_hovered = Signal(object)
    """The learning rate under the pointer, or None."""

    def __init__(self, session: Session, theme: Theme, x_label: str) -> None:
        axis = LossAxis()
        axis.set_scale(is_logarithmic=True)
        super().__init__(theme, x_label, "", axis, LogAxis("bottom"))
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
        if self._session.edits.is_dragging:  # else other data were opened meanwhile
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
