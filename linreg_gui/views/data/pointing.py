"""What a mouse says of a point: numbers with as many digits as it can point at."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from linreg_gui.session.drawn_data import DrawnData
from linreg_gui.views.canvas.pixel_frame import PixelFrame

STEPS_A_PIXEL = 4.0
"""A coordinate is rounded to a power of ten that is at most this part of a pixel."""


@dataclass(frozen=True)
class HeldPoint:
    """A point held by the mouse where it was pressed, which need not be its middle.

    Attributes
    ----------
    index : int
    pressed : QPointF
        Where the mouse was pressed, in data.
    middle : QPointF
        Where the point was drawn then.
    """

    index: int
    pressed: QPointF
    middle: QPointF

    def moved_to(
        self, position: QPointF, frame: PixelFrame, drawn: DrawnData
    ) -> tuple[int, float, float, int]:
        """Return what `Problem.move_point` takes once the mouse is elsewhere.

        A coordinate along which the mouse has not moved is left as it is.

        Parameters
        ----------
        position : QPointF
            Of the mouse, in data.
        frame : PixelFrame
        drawn : DrawnData
            As it is now: of several features a point drawn is not where its y is.
        """
        way = position - self.pressed
        index, x, y, column = drawn.moved_to(
            self.index, self.middle.x() + way.x(), self.middle.y() + way.y()
        )
        if way.x():
            x = rounded_to_pixels(x, frame.x_scale)
        if way.y() or drawn.offset is not None:
            y = rounded_to_pixels(y, frame.y_scale)
        return index, x, y, column


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
