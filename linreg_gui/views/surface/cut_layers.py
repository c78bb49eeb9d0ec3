"""What a cut of the loss surface draws: the parabola, its tangent at the dot, and the words."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.cut import Cut
from linreg_gui.session.last_value import LastValue
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import draw_dot, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme, mixed

N_PLACES = 32
"""On the parabola: the straight lines between leave it by less than a tenth of a pixel."""
TINT = 0.16
"""How much of the map's colour the ground of a cut has."""
DOT, NEXT = 6.0, 4.0
"""Radii of the dot and of the ring at its next place."""
TANGENT = 70.0
"""Half the length of the tangent, in pixels."""


class CutLayer:
    """One cut, along the lower edge of its pane or along the left one.

    Parameters
    ----------
    is_upright : bool
        Whether the parameter is on the upright axis, and the loss to the right.
    """

    def __init__(self, *, is_upright: bool) -> None:
        self._is_upright = is_upright
        self.cut: Cut | None = None
        self.next_at: float | None = None
        """The parameter after the next step; None where there is none."""
        self.branch = 0
        self._curve: LastValue[Polyline] = LastValue()

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the cut, the dot on top."""
        cut = self.cut
        if cut is None:
            return
        painter.fillRect(frame.rect, QColor(mixed(theme.card, theme.bowl_deep, TINT)))
        dot = self.pixel(frame, cut.at, cut.value)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.text, 1.2, Qt.PenStyle.DotLine))
        painter.drawLine(self._foot(frame, dot), dot)
        stroke(painter, polyline(*self.curve(frame)), pen(theme.accent, 2.0))
        stroke(painter, polyline(*self.tangent(frame)), pen(theme.text, 2.0))
        colour = branch_colour(theme, self.branch)
        if self.next_at is not None:
            following = float(cut.values(self.next_at))
            draw_dot(painter, self.pixel(frame, self.next_at, following), NEXT, theme.card, colour)
        draw_dot(painter, dot, DOT, colour, theme.card)

    def curve(self, frame: PixelFrame) -> Polyline:
        """Return the part of the parabola that is in the pane, in pixels."""
        return self._curve.of((frame, self.cut), lambda: self._made_curve(frame))

    def _made_curve(self, frame: PixelFrame) -> Polyline:
        cut = self.cut
        if cut is None:
            return np.empty(0), np.empty(0)
        low, high, top = (
            (frame.bottom, frame.top, frame.right)
            if self._is_upright
            else (frame.left, frame.right, frame.top)
        )
        reach = cut.reach_of(top)
        if reach is None:
            return np.empty(0), np.empty(0)
        places = np.linspace(max(low, reach[0]), min(high, reach[1]), N_PLACES)
        return self._pixels(frame, places, cut.values(places))

    def tangent(self, frame: PixelFrame) -> Polyline:
        """Return the ends of the tangent at the dot, of a length on the screen."""
        cut = self.cut
        if cut is None:
            return np.empty(0), np.empty(0)
        scales = frame.x_scale, frame.y_scale
        along, upwards = scales[::-1] if self._is_upright else scales
        length = float(np.hypot(along, cut.slope * upwards))
        away = TANGENT / length * np.array((-1.0, 1.0)) if 0.0 < length < np.inf else np.zeros(2)
        return self._pixels(frame, cut.at + away, cut.value + cut.slope * away)

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return what words should leave in sight."""
        return [self.curve(frame), self.tangent(frame)]

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the box around the dot."""
        if self.cut is None:
            return []
        at = self.pixel(frame, self.cut.at, self.cut.value)
        return [mark_box(at.x(), at.y(), DOT + 1.0)]

    def pixel(self, frame: PixelFrame, parameter: float, loss: float) -> QPointF:
        """Map one place of the cut to pixels."""
        return frame.to_pixel(*((loss, parameter) if self._is_upright else (parameter, loss)))

    def _pixels(self, frame: PixelFrame, parameters: FloatArray, losses: FloatArray) -> Polyline:
        x, y = (losses, parameters) if self._is_upright else (parameters, losses)
        return frame.x_pixels(x), frame.y_pixels(y)

    def _foot(self, frame: PixelFrame, dot: QPointF) -> QPointF:
        """Return where the guide comes from: the edge on the side of the map."""
        if self._is_upright:
            return QPointF(frame.rect.left(), dot.y())
        return QPointF(dot.x(), frame.rect.bottom())


class CutNameLayer:
    """The plate at the dot of a cut.

    Parameters
    ----------
    cut : CutLayer
    placer : LabelPlacer
    """

    def __init__(self, cut: CutLayer, placer: LabelPlacer) -> None:
        self._cut, self._placer = cut, placer
        self.words = ("", "")

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw it."""
        cut = self._cut.cut
        if cut is not None:
            plate = Plate("cut", self.words[0], theme.text, self.words[1])
            self._placer.draw(painter, plate, self._cut.pixel(frame, cut.at, cut.value), DOT)


class GuidesLayer:
    """Dotted lines on the map, from the dot up and to the right: both cuts are made there."""

    def __init__(self) -> None:
        self.place: tuple[float, float] | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw them; nothing while no cut is shown."""
        if self.place is None:
            return
        dot = frame.to_pixel(*self.place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.text, 1.2, Qt.PenStyle.DotLine))
        painter.drawLine(dot, QPointF(dot.x(), frame.rect.top()))
        painter.drawLine(dot, QPointF(frame.rect.right(), dot.y()))
