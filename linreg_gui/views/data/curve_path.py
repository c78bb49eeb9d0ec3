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
        return _sampled(curve, frame)
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
    low, high = frame.rect.left(), frame.rect.right()
    if reach is not None:
        low, high = np.clip(frame.x_pixels(np.array(reach)), low, high).tolist()
    x, y = _sampled(curve, frame, (low, high))
    is_above, is_below = y < frame.rect.top(), y > frame.rect.bottom()
    is_seen = ~(is_above[1:] & is_above[:-1] | is_below[1:] & is_below[:-1])
    is_seen &= ~np.isnan(y[1:] + y[:-1])
    has_points = (x[:-1] >= low) & (x[1:] <= high)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for is_drawn, how in ((is_seen & ~has_points, _beyond(made)), (is_seen & has_points, made)):
        if is_drawn.any():
            painter.setPen(how)
            connected = np.append(is_drawn, False).astype(np.int32)
            painter.drawPath(path_through(x, y, connected))


def _beyond(made: QPen) -> QPen:
    thin = QPen(made)
    thin.setWidthF(min(BEYOND_WIDTH, made.widthF()))
    thin.setCapStyle(Qt.PenCapStyle.FlatCap)
    thin.setDashPattern(DASHES[Qt.PenStyle.DashLine])
    return thin


def _sampled(
    curve: Curve, frame: PixelFrame, also: tuple[float, ...] = ()
) -> tuple[FloatArray, FloatArray]:
    """Return a curve from side to side in pixels, at some more columns as well."""
    left, right = frame.rect.left(), frame.rect.right()
    x = np.linspace(left, right, max(2, round((right - left) / SAMPLE_PIXELS) + 1))
    if also:
        x = np.sort(np.append(x, also))
    places = frame.left + (x - left) / frame.x_scale
    return x, frame.y_pixels(curve.values(places))
