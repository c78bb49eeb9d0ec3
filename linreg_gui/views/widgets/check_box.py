"""A check box that is seen on a dark card, too."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

BOX, GAP, PADDING = 14, 6, 3
TICK = ((0.0, 0.55), (0.35, 0.9), (1.0, 0.1))
"""Corners of a tick, in a square of side 1."""
TICK_INSET, TICK_SIZE = 3.0, 7.0


def draw_box(painter: QPainter, at: QPointF, palette: QPalette, *, is_on: bool) -> None:
    """Draw the box of a check box, and its tick; ``at`` is its left upper corner."""
    roles, colour = QPalette.ColorRole, palette.color
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(at.x() + 0.5, at.y() + 0.5, BOX - 1, BOX - 1)
    painter.setPen(QPen(colour(roles.Highlight if is_on else roles.PlaceholderText), 1.0))
    painter.setBrush(colour(roles.Highlight if is_on else roles.AlternateBase))
    painter.drawRoundedRect(box, 3.0, 3.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_on:
        left, top = box.left() + TICK_INSET, box.top() + TICK_INSET
        points = [QPointF(left + TICK_SIZE * x, top + TICK_SIZE * y) for x, y in TICK]
        painter.setPen(QPen(colour(roles.HighlightedText), 1.8))
        painter.drawPolyline(QPolygonF(points))


class CheckBox(QCheckBox):
    """A check box drawn in the palette's colours; the style's own edge is lost on dark cards."""

    def sizeHint(self) -> QSize:
        """Return the size of box and text."""
        metrics = self.fontMetrics()
        width = BOX + GAP + metrics.horizontalAdvance(self.text()) + 2 * PADDING
        return QSize(width, max(BOX, metrics.height()) + 2 * PADDING)

    def minimumSizeHint(self) -> QSize:
        """Return the preferred size: nothing of it may be cut off."""
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:  # noqa: ARG002
        """Return True: a click anywhere switches the box."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, tick and text, and a ring around all when the keys are here."""
        roles = QPalette.ColorRole
        with QPainter(self) as painter:
            colour = self.palette().color
            at = QPointF(PADDING, (self.height() - BOX) / 2)
            draw_box(painter, at, self.palette(), is_on=self.isChecked())
            painter.setPen(colour(roles.WindowText))
            place = self.rect().adjusted(PADDING + BOX + GAP, 0, 0, 0)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self.text())
            if self.hasFocus():
                painter.setPen(QPen(colour(roles.Highlight), 1.0))
                painter.drawRoundedRect(
                    QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0
                )
