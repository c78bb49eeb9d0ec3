"""A model in pixels: two ends of a straight line, or a sample of a curve every two pixels."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from linreg_gui.session.values import Curve
from linreg_gui.views.canvas.labels import Polyline
from linreg_gui.views.canvas.painting import DASHES, path_through
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame

SAMPLE_PIXELS = 2.0
"""Between two samples a curve is straight to less than a tenth of a pixel."""
BEYOND_WIDTH = 1.2
"""Of the dashes where there are no points."""
Reach = tuple[float, float]
"""The least and the largest x of the points."""


def pixels_of(curve: Curve, frame: PixelFrame) -> Polyline | None:
    """Return a model in pixels from side to side; None for a line out of sight.

    Returns
    -------
    tuple of ndarray, shape (n,), or None
        Columns and rows, clamped.
    """
    if curve.degree > 1:
        return _sampled(curve, frame, frame.rect.left(), frame.rect.right())
    ends = frame.line(*curve)
    if ends is None:
        return None
    begin, end = ends
    return np.array([begin.x(), end.x()]), np.array([begin.y(), end.y()])


def draw_curve(
    painter: QPainter, frame: PixelFrame, curve: Curve, made: QPen, reach: Reach | None
) -> None:
    """Draw a curve of degree 2 or more: where there are no points, in thin dashes.

    Parameters
    ----------
    painter, frame
    curve : Curve
    made : QPen
        Where there are points.
    reach : tuple of float or None
        None draws all of it with the pen.
    """
    left, right = frame.rect.left(), frame.rect.right()
    low, high = left, right
    if reach is not None:
        low, high = np.clip(frame.x_pixels(np.array(reach)), left, right).tolist()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_beyond(made))
    for begin, end in ((left, low), (high, right)):
        _draw(painter, frame, curve, (begin, end))
    painter.setPen(made)
    _draw(painter, frame, curve, (low, high))


def _beyond(made: QPen) -> QPen:
    thin = QPen(made)
    thin.setWidthF(min(BEYOND_WIDTH, made.widthF()))
    thin.setCapStyle(Qt.PenCapStyle.FlatCap)
    thin.setDashPattern(DASHES[Qt.PenStyle.DashLine])
    return thin


def _draw(painter: QPainter, frame: PixelFrame, curve: Curve, ends: tuple[float, float]) -> None:
    """Draw what is seen of a curve between two columns."""
    if ends[1] <= ends[0]:
        return
    x, y = _sampled(curve, frame, *ends)
    is_above, is_below = y < frame.rect.top(), y > frame.rect.bottom()
    is_seen = ~(is_above[1:] & is_above[:-1] | is_below[1:] & is_below[:-1])
    is_seen &= ~np.isnan(y[1:] + y[:-1])
    if is_seen.any():
        painter.drawPath(path_through(x, y, np.append(is_seen, False).astype(np.int32)))


def _sampled(
    curve: Curve, frame: PixelFrame, begin: float, end: float
) -> tuple[FloatArray, FloatArray]:
    x = np.linspace(begin, end, max(2, round((end - begin) / SAMPLE_PIXELS) + 1))
    places = frame.left + (x - frame.rect.left()) / frame.x_scale
    return x, frame.y_pixels(curve.values(places))
