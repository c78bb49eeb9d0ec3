"""The loss curve, its floor and the cursor, in data thinned to the screen."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.views.painting import draw_dot, draw_note, pen, polyline, stroke
from linreg_gui.views.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.theme import Theme


class CurveLayer:
    """Loss against epoch; ``values`` are already on the axis's scale (log or linear)."""

    def __init__(self) -> None:
        self.values: FloatArray = np.empty(0)
        self.floor: float | None = None
        self.revision: object = None
        """Changes whenever values other than new ones at the end do."""
        self.cursor = 0
        self.note_epoch: int | None = None
        self.note: list[str] = []
        self._key: object = None
        self._points: tuple[FloatArray, FloatArray] = (np.empty(0), np.empty(0))

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw floor, curve, cursor and read-out."""
        if self.floor is not None:
            y = frame.to_pixel(frame.left, self.floor).y()
            painter.setPen(pen(theme.best, 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))
        if not len(self.values):
            return
        epochs, values = self._thinned(frame)
        x, y_pixels = frame.x_pixels(epochs), frame.y_pixels(values)
        stroke(painter, polyline(x, y_pixels), pen(theme.line, 2.0))
        at = frame.to_pixel(self.cursor, float(self.values[self.cursor]))
        painter.setPen(pen(theme.text, 1.0))
        painter.drawLine(QPointF(at.x(), frame.rect.top()), QPointF(at.x(), frame.rect.bottom()))
        draw_dot(painter, at, 5.0, theme.line, theme.card)
        if self.note_epoch is not None and self.note_epoch < len(self.values):
            spot = frame.to_pixel(self.note_epoch, float(self.values[self.note_epoch]))
            painter.setPen(pen(theme.muted, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, 4.0, 4.0)
            draw_note(painter, frame, self.note, spot, theme)

    def _thinned(self, frame: PixelFrame) -> tuple[FloatArray, FloatArray]:
        key = (self.revision, len(self.values), frame)
        if key != self._key:
            self._points = extremes(self.values, max(2, int(frame.rect.width())))
            self._key = key
        return self._points


def extremes(values: FloatArray, n_bins: int) -> tuple[FloatArray, FloatArray]:
    """Keep the lowest and the highest value of each bin, so that no peak is lost.

    Parameters
    ----------
    values : ndarray, shape (n,)
    n_bins : int
        About one bin a pixel.

    Returns
    -------
    epochs, kept : ndarray
        All values where there are at most four a bin.
    """
    n = len(values)
    if n <= 4 * n_bins:
        return np.arange(n, dtype=np.float64), values
    edges = np.linspace(0, n, n_bins, endpoint=False).astype(np.intp)
    low = np.minimum.reduceat(values, edges)
    high = np.maximum.reduceat(values, edges)
    is_rising = values[edges] <= values[np.append(edges[1:], n) - 1]
    kept = np.stack((np.where(is_rising, low, high), np.where(is_rising, high, low)), axis=1)
    epochs = np.repeat(edges.astype(np.float64), 2)
    return np.append(epochs, n - 1.0), np.append(kept.ravel(), values[-1])
