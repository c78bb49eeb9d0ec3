"""The axis and the layers of a plot of a sweep."""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.views.canvas.axes import PaneAxis, Ticks, log_ticks, loss_label
from linreg_gui.views.canvas.painting import draw_dot, draw_note, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme

PIXELS_A_LABEL = 70.0


class RateAxis(PaneAxis):
    """Powers of ten, and 2 and 5 times them where there is room."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Choose ticks that leave room for their labels."""
        return [(1.0, log_ticks(low, high, max(2, int(size / PIXELS_A_LABEL))))]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        """Write the labels."""
        return [loss_label(value) for value in values]


HANDLE_RADIUS = 5.0
TRIANGLE = 5.0
BAND_ALPHA = 0.22
OLD_OPACITY = 0.3


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
        """Draw nothing."""
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
