"""The pin on the loss surface: where somebody expects the dot, and the way to where it came."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.session.bets import PinBet, PinGap
from linreg_gui.session.curve import Curve, Place
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording_bets import pin_distance
from linreg_gui.views.canvas.bet_drawing import PIN_RADIUS, draw_pin, pin_box
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import draw_arrow, pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.surface_layers import DOT_RADIUS
from linreg_gui.views.widgets.formatting import measured

BAND_WIDTH, BAND_ALPHA = 9.0, 0.16
SHORTEST_WAY = 2 * DOT_RADIUS
"""Pixels; a shorter way lies under the dot."""
EDGE, ARROW = 18.0, 16.0
"""Pixels between a pin shown at the edge and the edge, and those of its arrow."""


class PinLayer:
    """A drop, and once it is known a dashed way to the dot; nothing without a pin.

    Parameters
    ----------
    placer : LabelPlacer

    Attributes
    ----------
    place, came : Place or None
        Where pin and dot are on the surface; None where there is none, or it is not known yet.
    under, distance : str
        What the pin says, and how far both are apart.
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self.placer = placer
        self.place: Place | None = None
        self.came: Place | None = None
        self.under = self.distance = ""

    def take(self, frame: Frame) -> None:
        """Take the pin of a frame; it is kept in the units of the data."""
        bet, gap = frame.bet.bet, frame.bet.gap
        self.place = self.came = None
        if frame.objective is None or not isinstance(bet, PinBet):
            return

        def on_surface(line: Curve) -> Place:
            assert frame.objective is not None
            return frame.place_of(line.on(frame.objective))

        slope, intercept = bet.line
        self.place = on_surface(bet.line)
        self.under = f"slope {measured(slope, 2)}, intercept {measured(intercept, 2)}"
        if isinstance(gap, PinGap):
            self.came, self.distance = on_surface(gap.came), pin_distance(gap)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the box around the pin."""
        return [] if self.place is None else [pin_box(self._tip(frame)[0])]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the way, then the pin."""
        if self.place is None:
            return
        tip, outwards = self._tip(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.came is not None:
            self._draw_way(painter, tip, frame.to_pixel(*self.came), theme)
        draw_pin(painter, tip, theme)
        if outwards is not None:
            draw_arrow(painter, tip, tip + outwards * ARROW, theme.bet)

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates of pin and gap."""
        if self.place is None:
            return
        tip, _ = self._tip(frame)
        middle = tip - QPointF(0.0, 2.1 * PIN_RADIUS)
        plate = Plate("pin", "your pin", theme.bet, self.under)
        self.placer.draw(painter, plate, middle, PIN_RADIUS)
        if self.came is not None:
            came = frame.to_pixel(*self.came)
            shares = (0.5, 0.35, 0.65, 0.2, 0.8)
            anchors = [(share, tip + (came - tip) * share) for share in shares]
            plate = Plate("gap", "the gap", theme.bet, self.distance)
            self.placer.draw_along(painter, plate, anchors)

    def _tip(self, frame: PixelFrame) -> tuple[QPointF, QPointF | None]:
        """Return where the pin stands, and if it is out of view the direction it lies in."""
        assert self.place is not None
        at, rect = frame.to_pixel(*self.place), frame.rect
        if rect.contains(at):
            return at, None
        inside = rect.adjusted(EDGE, EDGE + 2.0 * PIN_RADIUS, -EDGE, -EDGE)
        tip = QPointF(
            min(max(at.x(), inside.left()), inside.right()),
            min(max(at.y(), inside.top()), inside.bottom()),
        )
        way = at - tip
        length = math.hypot(way.x(), way.y())
        return tip, way / length if length > 0.0 else None

    def _draw_way(self, painter: QPainter, tip: QPointF, came: QPointF, theme: Theme) -> None:
        way = came - tip
        length = math.hypot(way.x(), way.y())
        if length < SHORTEST_WAY:
            return
        end = came - way * (DOT_RADIUS / length)
        painter.setPen(pen(theme.bet, BAND_WIDTH, alpha=BAND_ALPHA))
        painter.drawLine(tip, end)
        neck = end - way * (8.0 / length)
        painter.setPen(pen(theme.bet, 2.0, Qt.PenStyle.DashLine))
        painter.drawLine(tip, neck)
        draw_arrow(painter, neck, end, theme.bet)
