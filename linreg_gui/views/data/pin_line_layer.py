"""The line of a pin in the data pane, and the area between it and the line that came."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from linreg_gui.session.bets import PinBet, PinGap
from linreg_gui.session.curve import Curve
from linreg_gui.session.frame import Frame
from linreg_gui.views.canvas.bet_drawing import bet_pen, hatch
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import stroke
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme

NAMED_AT = (0.25, 0.5, 0.75, 0.1, 0.9)
"""Parts of the visible line at which it may be named, the best first."""


class PinLineLayer:
    """A dot-dash line, and the hatched area up to the line that came; nothing without a pin.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self._line: Curve | None = None
        self._came: Curve | None = None

    def take(self, frame: Frame) -> None:
        """Take the pin of a frame."""
        bet, gap = frame.bet.bet, frame.bet.gap
        self._line = bet.line if isinstance(bet, PinBet) else None
        self._came = gap.came if isinstance(gap, PinGap) else None

    def _ends(self, frame: PixelFrame) -> tuple[QPointF, QPointF] | None:
        """Return the line in pixels; None where it is too steep to be drawn, or out of view."""
        return None if self._line is None else frame.line(*self._line)

    def seen(self, frame: PixelFrame) -> list[Polyline]:
        """Return the line, which words should leave in sight."""
        ends = self._ends(frame)
        if ends is None:
            return []
        begin, end = ends
        return [(np.array([begin.x(), end.x()]), np.array([begin.y(), end.y()]))]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the area, then the line."""
        ends = self._ends(frame)
        if self._line is None or ends is None:
            return
        if self._came is not None:
            hatch(painter, _between(self._line, self._came, frame), theme)
        stroke(painter, QPolygonF(ends), bet_pen(theme, 2.2))

    def paint_name(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the name of the line."""
        ends = self._ends(frame)
        if ends is None:
            return
        begin, end = ends
        anchors = [(share, begin + (end - begin) * share) for share in NAMED_AT]
        plate = Plate("pin line", "the line of your pin", theme.bet)
        self._placer.draw_along(painter, plate, anchors)


def _between(one: Curve, other: Curve, frame: PixelFrame) -> QPainterPath:
    """Return the area between two lines, which may cross in the pane."""
    across = np.array((frame.left, frame.right))
    corners = []
    for line, order in ((one, 1), (other, -1)):
        heights = frame.y_pixels(line.slope * across + line.intercept)
        pixels = zip(frame.x_pixels(across).tolist(), heights.tolist(), strict=True)
        corners += [QPointF(*pixel) for pixel in list(pixels)[::order]]
    path = QPainterPath()
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()
    return path
