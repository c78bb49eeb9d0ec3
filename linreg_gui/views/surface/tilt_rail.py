"""The rail beside the surface tipped up: its handle says how far, and tips by a drag."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.views.canvas.painting import draw_dot, pen
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.tilt import MOST_TIP

LEFT, TOP, LENGTH = 16.0, 24.0, 72.0
KNOB, REACH = 7.0, 12.0
WIDTH = 3.0


class TiltRail:
    """A short upright rail from *flat* to *side*."""

    def __init__(self) -> None:
        self.is_held = False

    def box(self) -> QRectF:
        """Return the room it takes, with its words."""
        return QRectF(0.0, 0.0, LEFT + 46.0, TOP + LENGTH + 20.0)

    def knob_at(self, tip: float) -> QPointF:
        """Return where the handle is for a tip in radians."""
        return QPointF(LEFT, TOP + LENGTH * tip / MOST_TIP)

    def tip_at(self, pixel: QPointF) -> float:
        """Return the tip of a handle dragged to a place."""
        return max(0.0, min((pixel.y() - TOP) / LENGTH, 1.0)) * MOST_TIP

    def press(self, pixel: QPointF) -> None:
        """Take hold of it, if it is there."""
        is_along = TOP - REACH <= pixel.y() <= TOP + LENGTH + REACH
        self.is_held = is_along and abs(pixel.x() - LEFT) <= REACH

    def release(self) -> None:
        """Let go of it."""
        self.is_held = False

    def paint(self, painter: QPainter, theme: Theme, tip: float) -> None:
        """Draw rail, handle and words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        top, knob = QPointF(LEFT, TOP), self.knob_at(tip)
        painter.setPen(pen(theme.field_hover, WIDTH))
        painter.drawLine(top, QPointF(LEFT, TOP + LENGTH))
        painter.setPen(pen(theme.accent, WIDTH))
        painter.drawLine(top, knob)
        draw_dot(painter, knob, KNOB, theme.card, theme.text)
        painter.setPen(QColor(theme.muted))
        height = painter.fontMetrics().height()
        for text, y in (("flat", TOP - 9.0), ("side", TOP + LENGTH + 9.0)):
            box = QRectF(0.0, y - 0.5 * height, 2.0 * LEFT + 8.0, height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        box = QRectF(LEFT + KNOB + 5.0, knob.y() - 0.5 * height, 40.0, height)
        degrees = f"{math.degrees(tip):.0f}°"
        painter.setPen(QColor(theme.text))
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), degrees
        )
