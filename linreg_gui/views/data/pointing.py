"""What a mouse says of a point: numbers with as many digits as it can point at."""

import math

from PySide6.QtCore import QPointF

from linreg_gui.views.canvas.pixel_frame import PixelFrame

STEPS_A_PIXEL = 4.0
"""A coordinate is rounded to a power of ten that is at most this part of a pixel."""


def pointed_at(position: QPointF, frame: PixelFrame | None) -> tuple[float, float]:
    """Return x and y of a place in data, rounded to what the mouse can tell apart."""
    x, y = position.x(), position.y()
    if frame is None:
        return x, y
    return rounded_to_pixels(x, frame.x_scale), rounded_to_pixels(y, frame.y_scale)


def rounded_to_pixels(value: float, scale: float) -> float:
    """Round a coordinate to a power of ten that is no more than a quarter of a pixel.

    Parameters
    ----------
    value : float
    scale : float
        Pixels per unit, above 0.
    """
    places = math.ceil(math.log10(STEPS_A_PIXEL * scale))
    return round(value, places) + 0.0
