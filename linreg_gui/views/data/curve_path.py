"""A model in pixels: two ends of a straight line, or a sample of a curve every two pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from linreg_gui.session.curve import Curve
from linreg_gui.views.canvas.painting import DASHES, polyline
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.canvas.thinning import straightened

SAMPLE_PIXELS = 2.0
"""Between two samples a curve is straight to less than a tenth of a pixel."""
BEYOND_WIDTH = 1.2
"""Of the dashes where there are no points."""
Reach = tuple[float, float]
"""The least and the largest x of the points."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Where all curves of a picture are sampled; made by ``Columns.of``.

    Attributes
    ----------
    frame : PixelFrame
    pixels, x : ndarray, shape (n,)
        From side to side, in pixels and in the data's units.
    first, last : int
        The samples between which there are points.
    """

    frame: PixelFrame
    pixels: FloatArray
    x: FloatArray
    first: int
    last: int

    @classmethod
    def of(cls, frame: PixelFrame, reach: Reach | None = None) -> Self:
        """Choose the places, the ends of the points among them; without a reach all have points."""
        left, right = frame.rect.left(), frame.rect.right()
        pixels = np.linspace(left, right, max(2, round((right - left) / SAMPLE_PIXELS) + 1))
        first, last = 0, len(pixels) - 1
        if reach is not None:
            ends = np.clip(frame.x_pixels(np.array(reach)), left, right)
            pixels = np.sort(np.append(pixels, ends))
            first, last = np.searchsorted(pixels, ends).tolist()
        x = frame.left + (pixels - left) / frame.x_scale
        return cls(frame, pixels, x, first, last)

    def rows_of_each(self, curves: Sequence[Curve]) -> FloatArray:
        """Return curves of one degree and centre in pixels, clamped, shape (n_curves, n)."""
        return self.frame.y_pixels(Curve.values_of_each(curves, self.x))


def pixels_of(curve: Curve, frame: PixelFrame) -> Polyline | None:
    """Return a model in pixels from side to side; None for a line out of sight.

    Returns
    -------
    tuple of ndarray, shape (n,), or None
        Columns and rows, clamped.
    """
    if curve.degree > 1:
        columns = Columns.of(frame)
        return columns.pixels, columns.rows_of_each([curve])[0]
    ends = frame.line(*curve)
    if ends is None:
        return None
    begin, end = ends
    return np.array([begin.x(), end.x()]), np.array([begin.y(), end.y()])


def draw_curves(
    painter: QPainter, columns: Columns, curves: Sequence[Curve], pens: Sequence[QPen]
) -> None:
    """Draw curves of degree 2 or more: where there are no points, in thin dashes.

    Parameters
    ----------
    painter
    columns : Columns
    curves : sequence of Curve
        Of one degree and centre.
    pens : sequence of QPen
        Of each where there are points.
    """
    rows = columns.rows_of_each(curves)
    x, first, last, end = columns.pixels, columns.first, columns.last, len(columns.pixels) - 1
    for y, seen, made in zip(rows, _seen(rows, columns.frame), pens, strict=True):
        width = made.widthF()
        thin = _beyond(made.color().rgba(), min(BEYOND_WIDTH, width))
        for low, high, how in ((0, first, thin), (last, end, thin), (first, last, made)):
            painter.setPen(how)
            for begin, stop in seen:
                part = slice(max(begin, low), min(stop, high) + 1)
                if part.stop - part.start > 1:
                    line = x[part], y[part]
                    painter.drawPolyline(polyline(*(straightened(*line) if width > 1.0 else line)))


def _seen(rows: FloatArray, frame: PixelFrame) -> list[list[list[int]]]:
    """Return first and last sample of each part of each curve that may be seen."""
    top, bottom = frame.rect.top(), frame.rect.bottom()
    is_above, is_below, is_known = rows < top, rows > bottom, ~np.isnan(rows)
    is_seen = np.zeros((len(rows), rows.shape[1] + 1), np.bool_)
    is_seen[:, 1:-1] = is_known[:, 1:] & is_known[:, :-1]
    is_seen[:, 1:-1] &= ~(is_above[:, 1:] & is_above[:, :-1] | is_below[:, 1:] & is_below[:, :-1])
    changes = is_seen[:, 1:] != is_seen[:, :-1]
    return [np.flatnonzero(row).reshape(-1, 2).tolist() for row in changes]


@lru_cache(maxsize=64)
def _beyond(rgba: int, width: float) -> QPen:
    """Return the pen where there are no points."""
    thin = QPen(QColor.fromRgba(rgba), width)
    thin.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    thin.setCapStyle(Qt.PenCapStyle.FlatCap)
    thin.setDashPattern(DASHES[Qt.PenStyle.DashLine])
    return thin
