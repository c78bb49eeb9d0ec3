"""The descent's path over the loss surface, thinned to what the screen can show."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from linreg_gui.core.history import History
from linreg_gui.views.painting import draw_dots, pen, polyline, stroke
from linreg_gui.views.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.theme import Theme

MOST_VERTICES = 3000
"""More are zig-zags drawn over each other; a wide antialiased vertex costs some 20 µs."""
MOST_KEPT = 20_000
MOST_DOTS = 250
LONGEST_WIDE_PATH = 20_000.0
"""Pixels; a longer path is a zig-zag drawn over itself, and ten times dearer if wider than 1."""
THINNED_AT_ONCE = 65_536
"""Records thinned together: few enough to stay in the processor's cache."""
DOT_SPACING_PIXELS, DOT_RADIUS = 5.0, 2.2


class PathLayer:
    """The path up to the epoch shown, and faintly the rest of it."""

    def __init__(self) -> None:
        self.history: History | None = None
        self.revision = 0
        self.cursor = 0
        self._key: object = None
        self._n_thinned = 0
        self._epochs: NDArray[np.intp] = np.empty(0, np.intp)
        self._x: FloatArray = np.empty(0)
        self._y: FloatArray = np.empty(0)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the faint future first, the past over it."""
        if self.history is None or self.history.n_records < 2:
            return
        self._thin(frame)
        split = int(np.searchsorted(self._epochs, self.cursor, side="right"))
        self._draw(
            painter, self._x[split - 1 :], self._y[split - 1 :], pen(theme.line, 1.2, alpha=0.3)
        )
        parameters, _ = self.history.record(self.cursor)
        here = frame.to_pixel(float(parameters[0]), float(parameters[1]))
        x = np.append(self._x[:split], here.x())
        y = np.append(self._y[:split], here.y())
        self._draw(painter, x, y, pen(theme.line, 2.0))
        if split <= MOST_DOTS:
            self._draw_dots(painter, x, y, theme)

    def epoch_near(self, pixel: QPointF, frame: PixelFrame, reach: float) -> int | None:
        """Give the epoch whose record is drawn within ``reach`` pixels; None when none is."""
        if self.history is None:
            return None
        self._thin(frame)
        if not len(self._epochs):
            return None
        distance = np.hypot(self._x - pixel.x(), self._y - pixel.y())
        nearest = int(np.argmin(distance))
        return int(self._epochs[nearest]) if distance[nearest] <= reach else None

    def _thin(self, frame: PixelFrame) -> None:
        """Bring the kept vertices up to date; in an unchanged frame only new records cost."""
        assert self.history is not None
        if self._key != (self.revision, frame):
            self._key = (self.revision, frame)
            self._n_thinned = 0
            self._epochs, self._x, self._y = np.empty(0, np.intp), np.empty(0), np.empty(0)
        while self._n_thinned < self.history.n_records:
            # From the last one on, which stays: the first of these is compared with it.
            first = max(self._n_thinned - 1, 0)
            rows = self.history.parameters[first : first + THINNED_AT_ONCE]
            x, y = frame.x_pixels(rows[:, 0]), frame.y_pixels(rows[:, 1])
            kept = visible_vertices(x, y)
            self._n_thinned = first + len(rows)
            self._keep(first + kept, x[kept], y[kept])

    def _keep(self, epochs: NDArray[np.intp], x: FloatArray, y: FloatArray) -> None:
        """Append vertices; the first is the last one kept, dropped if it was kept as that only."""
        pixels = np.stack((self._x[-2:], self._y[-2:])).astype(np.int32)
        begin = 1 if pixels.shape == (2, 2) and (pixels[:, 0] == pixels[:, 1]).all() else 0
        self._epochs = without_middle(np.append(self._epochs[:-1], epochs[begin:]))
        self._x = without_middle(np.append(self._x[:-1], x[begin:]))
        self._y = without_middle(np.append(self._y[:-1], y[begin:]))

    def _draw(self, painter: QPainter, x: FloatArray, y: FloatArray, made: QPen) -> None:
        if len(x) < 2:
            return
        if np.hypot(np.diff(x), np.diff(y)).sum() > LONGEST_WIDE_PATH:
            made.setWidthF(1.0)
        if len(x) <= MOST_VERTICES:
            stroke(painter, polyline(x, y), made)
            return
        pairs = distinct_segments(x, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(made)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(pg.functions.arrayToQPath(x[pairs], y[pairs], connect="pairs"))

    def _draw_dots(self, painter: QPainter, x: FloatArray, y: FloatArray, theme: Theme) -> None:
        spacing = np.hypot(np.diff(x), np.diff(y))
        is_apart = np.append(True, spacing >= DOT_SPACING_PIXELS)
        draw_dots(painter, x[is_apart], y[is_apart], DOT_RADIUS, (theme.line, None))


def visible_vertices(x: FloatArray, y: FloatArray) -> NDArray[np.intp]:
    """Give the indices of the records that lie in another pixel than the record before.

    The first and the last are always among them.
    """
    column, row = x.astype(np.int32), y.astype(np.int32)
    is_kept = np.ones(len(x), bool)
    is_kept[1:-1] = (column[1:-1] != column[:-2]) | (row[1:-1] != row[:-2])
    return np.flatnonzero(is_kept)


def without_middle(values: NDArray[Any]) -> NDArray[Any]:
    """Leave out the middle of more than ``MOST_KEPT`` vertices: it is drawn over anyway."""
    if len(values) <= MOST_KEPT:
        return values
    return np.concatenate((values[: MOST_KEPT // 2], values[-MOST_KEPT // 2 :]))


def distinct_segments(x: FloatArray, y: FloatArray) -> NDArray[np.intp]:
    """Give pairs of vertex indices: each segment between two pixels once, in drawing order."""
    size = np.int64(1 << 21)
    cell = (x.astype(np.int64) + (1 << 20)) * size + y.astype(np.int64) + (1 << 20)
    low, high = np.minimum(cell[:-1], cell[1:]), np.maximum(cell[:-1], cell[1:])
    _, first = np.unique(np.stack((low, high), axis=1), axis=0, return_index=True)
    first = np.sort(first)[-MOST_VERTICES:]
    return np.stack((first, first + 1), axis=1).ravel()
