"""Taking hold of the line: its middle shifts it, its ends turn it."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.session.values import Line
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import mark_box
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.data.data_layers import LinesLayer
from linreg_gui.views.look.theme import Theme

REACH_PIXELS = 7.0
END_SHARE = 0.25
"""The outer quarters of the visible line turn it."""
KNOB_RADIUS = 9.0
KNOB_SHARES = (0.07, 0.5, 0.93)
"""Where on the visible line the knobs are: two that turn it, and one between that shifts it."""
GLYPH, HEAD = 4.0, 2.6
SHORTEST_LINE = 6 * KNOB_RADIUS
"""Pixels; a line of which less is seen has no knobs."""


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
    reach = KNOB_RADIUS if is_on_knob(line, pixel, frame) else REACH_PIXELS
    if across > reach or not 0 <= share <= 1:
        return None
    if END_SHARE <= share <= 1 - END_SHARE:
        return LineGrip(line, position, None)
    pivot_share = 1 - END_SHARE if share < END_SHARE else END_SHARE
    pivot = frame.to_data(begin + (end - begin) * pivot_share)
    return LineGrip(line, position, pivot)


def knobs(line: Line, frame: PixelFrame) -> list[QPointF]:
    """Return the middles of the three knobs on a line in pixels; none where it is hardly seen."""
    ends = frame.line(*line)
    if ends is None:
        return []
    begin, end = ends
    way = end - begin
    if math.hypot(way.x(), way.y()) < SHORTEST_LINE:
        return []
    return [begin + way * share for share in KNOB_SHARES]


def is_on_knob(line: Line, pixel: QPointF, frame: PixelFrame) -> bool:
    """Return whether a pixel lies on one of the knobs of a line."""
    away = (pixel - middle for middle in knobs(line, frame))
    return any(math.hypot(way.x(), way.y()) <= KNOB_RADIUS for way in away)


class KnobsLayer:
    """Three knobs that show how the line can be dragged.

    Attributes
    ----------
    is_visible : bool

    Parameters
    ----------
    lines : LinesLayer
    """

    def __init__(self, lines: LinesLayer) -> None:
        self._lines = lines
        self.is_visible = False

    def middles(self, frame: PixelFrame) -> list[QPointF]:
        """Return where the knobs are, in pixels; empty while they are not shown."""
        line = self._lines.current
        return knobs(Line(*line), frame) if self.is_visible and line is not None else []

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around them."""
        return [mark_box(at.x(), at.y(), KNOB_RADIUS) for at in self.middles(frame)]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw a disc with arrows for each: turn, shift, turn."""
        middles = self.middles(frame)
        if not middles:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colour = branch_colour(theme, self._lines.branch)
        for number, at in enumerate(middles):
            painter.setPen(pen(colour, 2.0))
            painter.setBrush(QColor(theme.card))
            painter.drawEllipse(at, KNOB_RADIUS, KNOB_RADIUS)
            if number == 1:
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
