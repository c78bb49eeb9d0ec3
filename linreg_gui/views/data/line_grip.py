"""Taking hold of the line: its middle shifts it, its ends turn it."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from linreg_gui.session.values import Line
from linreg_gui.views.canvas.pixel_frame import PixelFrame

REACH_PIXELS = 7.0
END_SHARE = 0.25
"""The outer quarters of the visible line turn it."""


@dataclass(frozen=True)
class LineGrip:
    """A hold on the line.

    Attributes
    ----------
    line : Line
        The line taken hold of.
    pressed : QPointF
        Where, in data coordinates.
    pivot : QPointF or None
        The point that stays while the line turns; None when the line is shifted.
    """

    line: Line
    pressed: QPointF
    pivot: QPointF | None

    def pulled_to(self, position: QPointF) -> Line:
        """Return the line that follows the pointer to a data position."""
        slope, intercept = self.line
        if self.pivot is None:
            moved = (position.y() - self.pressed.y()) - slope * (position.x() - self.pressed.x())
            return Line(slope, intercept + moved)
        run = position.x() - self.pivot.x()
        if run == 0:
            return self.line
        steeper = (position.y() - self.pivot.y()) / run
        return Line(steeper, self.pivot.y() - steeper * self.pivot.x())


def grip_at(line: Line, position: QPointF, frame: PixelFrame) -> LineGrip | None:
    """Take hold of a line near a data position; None when it is out of reach."""
    ends = frame.line(*line)
    if ends is None:
        return None
    begin, end = ends
    pixel = frame.to_pixel(position.x(), position.y())
    dx, dy = end.x() - begin.x(), end.y() - begin.y()
    length = math.hypot(dx, dy)
    if length < 1:
        return None
    across = abs((pixel.x() - begin.x()) * dy - (pixel.y() - begin.y()) * dx) / length
    share = ((pixel.x() - begin.x()) * dx + (pixel.y() - begin.y()) * dy) / length**2
    if across > REACH_PIXELS or not 0 <= share <= 1:
        return None
    if END_SHARE <= share <= 1 - END_SHARE:
        return LineGrip(line, position, None)
    pivot_share = 1 - END_SHARE if share < END_SHARE else END_SHARE
    pivot = frame.to_data(begin + (end - begin) * pivot_share)
    return LineGrip(line, position, pivot)
