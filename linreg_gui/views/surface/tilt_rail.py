"""The rail at the edge of the surface pane: its handle tips the surface up, and says how far."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from linreg_gui.views.canvas.painting import draw_dot, pen
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.viewpoint import MOST_TIP

LEFT, TOP, LENGTH = 16.0, 24.0, 72.0
KNOB = 7.0
WIDTH = 3.0
ROOM = QRectF(0.0, 0.0, 62.0, TOP + LENGTH + 10.0)
FLAT_ROOM = QRectF(0.0, TOP - 12.0, 30.0, 40.0)
"""What it takes while the surface lies flat: the handle, and where it leads."""
TIP = "Pull down to tip the surface up (T)"


class TiltRail(QWidget):
    """A short upright rail from *flat* downwards; while all is flat its handle alone.

    Parameters
    ----------
    parent : QWidget
        It lies over the upper left corner of this one.
    theme : Theme
    """

    pulled = Signal(float)
    """The tip, in radians, that the handle was dragged to."""
    let_go = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme, self.tip, self.is_up = theme, 0.0, False
        self.is_held = False
        self.setProperty("role", "control")
        self.setToolTip(TIP)
        self.setAccessibleName(TIP)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.take(theme, 0.0, is_up=False)

    def take(self, theme: Theme, tip: float, *, is_up: bool) -> None:
        """Show how far the surface is tipped, in radians."""
        self._theme, self.tip, self.is_up = theme, tip, is_up
        room = ROOM if is_up or self.is_held else FLAT_ROOM
        size = QRectF(QPointF(), room.bottomRight()).size() * theme.drawing_scale
        self.setGeometry(QRectF(QPointF(), size).toAlignedRect())
        self.update()

    def knob_at(self, tip: float) -> QPointF:
        """Return where the handle is for a tip in radians, in pixels of the widget."""
        return QPointF(LEFT, TOP + LENGTH * tip / MOST_TIP) * self._theme.drawing_scale

    def tip_at(self, position: QPointF) -> float:
        """Return the tip of a handle dragged to a place."""
        along = (position.y() / self._theme.drawing_scale - TOP) / LENGTH
        return max(0.0, min(along, 1.0)) * MOST_TIP

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle."""
        event.accept()
        self.is_held = self.is_held or event.button() == Qt.MouseButton.LeftButton

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Report how far the handle is pulled."""
        event.accept()
        if self.is_held:
            self.pulled.emit(self.tip_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        event.accept()
        if self.is_held and event.button() == Qt.MouseButton.LeftButton:
            self.is_held = False
            self.let_go.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw rail, handle and words."""
        theme, knob = self._theme, QPointF(LEFT, TOP + LENGTH * self.tip / MOST_TIP)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.scale(theme.drawing_scale, theme.drawing_scale)
            end = TOP + (LENGTH if self.is_up else FLAT_ROOM.height() - 16.0)
            painter.setPen(pen(theme.field_hover, WIDTH))
            painter.drawLine(QPointF(LEFT, TOP), QPointF(LEFT, end))
            painter.setPen(pen(theme.accent, WIDTH))
            painter.drawLine(QPointF(LEFT, TOP), knob)
            draw_dot(painter, knob, KNOB, theme.card, theme.text if self.is_up else theme.muted)
            if self.is_up:
                self._draw_words(painter, knob)

    def _draw_words(self, painter: QPainter, knob: QPointF) -> None:
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() / self._theme.type_scale)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        height = painter.fontMetrics().height()
        box = QRectF(0.0, TOP - 14.0 - 0.5 * height, 2.0 * LEFT + 8.0, height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), "flat")
        painter.setPen(QColor(self._theme.text))
        box = QRectF(LEFT + KNOB + 4.0, knob.y() - 0.5 * height, 40.0, height)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(box, flags, f"{math.degrees(self.tip):.0f}°")
