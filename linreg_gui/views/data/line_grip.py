"""Taking hold of the line: its middle shifts it, its ends turn it."""

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Held
from linreg_gui.session.curve import Curve, Line
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import mark_box
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame, Range
from linreg_gui.views.data.data_layers import LARGEST_MARKED_CLOUD, LinesLayer
from linreg_gui.views.look.theme import Theme

REACH_PIXELS = 7.0
STEPS = 100
"""Arrow presses that shift the line by the height of the pane."""
POINT_REACH = 12.0
"""So near a point the pointer takes hold of the point."""
END_SHARE = 0.25
"""The outer quarters of the visible line turn it."""
KNOB_RADIUS = 9.0
KNOB_ROOM = KNOB_RADIUS + 2.0
KNOB_SHARES = (
    (0.05, 0.09, 0.13, 0.17, 0.21),
    (0.5, 0.54, 0.46, 0.58, 0.42, 0.62, 0.38, 0.66, 0.34),
    (0.95, 0.91, 0.87, 0.83, 0.79),
)
"""Where on the visible line the knobs are, best first: two that turn it, and one between that
shifts it. A place under a point is none: there the pointer takes hold of the point."""
GLYPH, HEAD = 4.0, 2.6
SHORTEST_LINE = 6 * KNOB_RADIUS
"""Pixels; a line of which less is seen has no knobs."""


class LineGrip(NamedTuple):
    """A hold on the line.

    Attributes
    ----------
    line : Curve
        The line taken hold of.
    pressed : QPointF
        Where, in data coordinates.
    pivot : QPointF or None
        The point that stays while the line turns; None when the line is shifted.
    """

    line: Curve
    pressed: QPointF
    pivot: QPointF | None

    def pulled_to(self, position: QPointF) -> Curve:
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


def grip_at(
    line: Curve,
    position: QPointF,
    frame: PixelFrame,
    dataset: Dataset | None = None,
    held: Held = Held.NOTHING,
) -> LineGrip | None:
    """Take hold of a line near a data position; None when it is out of reach.

    With the slope held, all of the line shifts it; with the intercept held, all of it turns it
    about the point at x = 0.
    """
    ends = frame.line(*line) if line.degree == 1 else None
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
    number = knob_at(line, pixel, frame, dataset)
    if number is None:
        if across > REACH_PIXELS or not 0 <= share <= 1:
            return None
        number = 0 if share < END_SHARE else 1 if share <= 1 - END_SHARE else 2
    if held is Held.INTERCEPT:
        return LineGrip(line, position, QPointF(0.0, line.intercept))
    if held is Held.SLOPE or number == 1:
        return LineGrip(line, position, None)
    pivot_share = 1 - END_SHARE if number == 0 else END_SHARE
    pivot = frame.to_data(begin + (end - begin) * pivot_share)
    return LineGrip(line, position, pivot)


def nudged(line: Curve, right: int, up: int, shown: Range, held: Held = Held.NOTHING) -> Line:
    """Return a line moved by arrow keys, by a hundredth of the pane a step.

    Upwards it is shifted; to the right it turns with the clock, about the middle of the pane or,
    where the intercept is held, about the point at x = 0.

    Parameters
    ----------
    line : Curve
    right, up : int
        Steps.
    shown : tuple of float
        Left, right, bottom and top of the pane.
    held : Held
    """
    left, other, bottom, top = shown
    step = (top - bottom) / STEPS
    right = 0 if held is Held.SLOPE else right
    up = 0 if held is Held.INTERCEPT else up
    steeper = line.slope - right * step / ((other - left) / 2.0)
    pivot = 0.0 if held is Held.INTERCEPT else (left + other) / 2.0
    height = line.slope * pivot + line.intercept + up * step
    return Line(steeper, height - steeper * pivot)


def knobs(line: Curve, frame: PixelFrame, dataset: Dataset | None = None) -> list[QPointF]:
    """Return the middles of the three knobs on a line in pixels; none where it is hardly seen.

    All of a knob lies within the frame, and beside the points where there is room. A curve has
    none.
    """
    if line.degree > 1 or min(frame.rect.width(), frame.rect.height()) < 4 * KNOB_ROOM:
        return []
    ends = frame.inset(KNOB_ROOM).line(*line)
    if ends is None:
        return []
    begin, end = ends
    way = end - begin
    if math.hypot(way.x(), way.y()) < SHORTEST_LINE:
        return []
    x, y = _point_pixels(frame, dataset)

    def is_free(share: float) -> bool:
        at = begin + way * share
        return not np.any(np.hypot(x - at.x(), y - at.y()) < POINT_REACH + KNOB_RADIUS / 2)

    shares = [next(filter(is_free, wishes), wishes[0]) for wishes in KNOB_SHARES]
    return [begin + way * share for share in shares]


def _point_pixels(frame: PixelFrame, dataset: Dataset | None) -> tuple[FloatArray, FloatArray]:
    """Return where the points are; none of a cloud, which is everywhere."""
    if dataset is None or dataset.n_samples > LARGEST_MARKED_CLOUD:
        return np.empty(0), np.empty(0)
    return frame.x_pixels(dataset.x), frame.y_pixels(dataset.y)


def knob_at(line: Curve, pixel: QPointF, frame: PixelFrame, dataset: Dataset | None) -> int | None:
    """Return the number of the knob of a line that a pixel lies on; None when it is on none."""
    for number, middle in enumerate(knobs(line, frame, dataset)):
        away = pixel - middle
        if math.hypot(away.x(), away.y()) <= KNOB_RADIUS:
            return number
    return None


class KnobsLayer:
    """Three knobs that show how the line can be dragged.

    Attributes
    ----------
    is_visible : bool
    held : Held
        What no knob changes.

    Parameters
    ----------
    lines : LinesLayer
    """

    def __init__(self, lines: LinesLayer) -> None:
        self._lines = lines
        self.dataset: Dataset | None = None
        self.is_visible = False
        self.held = Held.NOTHING

    def middles(self, frame: PixelFrame) -> list[QPointF]:
        """Return where the knobs are, in pixels; empty while they are not shown."""
        line = self._lines.current if self.is_visible else None
        return [] if line is None else knobs(line, frame, self.dataset)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around them."""
        return [mark_box(at.x(), at.y(), KNOB_RADIUS) for at in self.middles(frame)]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw a disc with arrows for each: turn, shift, turn, or what a held parameter leaves."""
        middles = self.middles(frame)
        if not middles:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colour = branch_colour(theme, self._lines.branch)
        for number, at in enumerate(middles):
            painter.setPen(pen(colour, 2.0))
            painter.setBrush(QColor(theme.card))
            painter.drawEllipse(at, KNOB_RADIUS, KNOB_RADIUS)
            if self.held is Held.SLOPE or (self.held is Held.NOTHING and number == 1):
                _draw_shift(painter, at, colour)
            else:
                _draw_turn(painter, at, colour, is_clockwise=number == 2)


def _draw_shift(painter: QPainter, at: QPointF, colour: str) -> None:
    """Draw an arrow upwards and downwards."""
    reach = QPointF(0.0, GLYPH + 1.0)
    painter.setPen(pen(colour, 1.5))
    painter.drawLine(at - reach * 0.7, at + reach * 0.7)
    for side in (-1.0, 1.0):
        _draw_head(painter, at + reach * side, QPointF(0.0, side), colour)


def _draw_turn(painter: QPainter, at: QPointF, colour: str, *, is_clockwise: bool) -> None:
    """Draw three quarters of a circle that end in an arrow."""
    side = 1.0 if is_clockwise else -1.0
    painter.setPen(pen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    first = 45 if is_clockwise else 135  # degrees, counted against the clock from the right
    painter.drawArc(mark_box(at.x(), at.y(), GLYPH), first * 16, round(side * 270 * 16))
    edge = GLYPH * math.sqrt(0.5)
    _draw_head(painter, at + QPointF(side * edge, -edge), QPointF(side, 1.0) * 0.7, colour)


def _draw_head(painter: QPainter, tip: QPointF, along: QPointF, colour: str) -> None:
    across = QPointF(-along.y(), along.x()) * HEAD
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    back = tip - along * HEAD
    painter.drawPolygon(QPolygonF([tip + along, back + across, back - across]))
