"""Short words in a pane, each on a patch of card so that no line crosses them."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from linreg_gui.views.look.theme import Theme

PATCH_ALPHA = 0.9


def label_box(painter: QPainter, text: str) -> QRectF:
    """Give the size a label takes, at the origin."""
    metrics = painter.fontMetrics()
    return QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)


def draw_label(painter: QPainter, box: QRectF, text: str, colour: str, theme: Theme) -> None:
    """Draw one line of text in the middle of a box."""
    draw_patch(painter, box, theme)
    painter.setPen(QColor(colour))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def draw_patch(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Draw the ground of a label."""
    back = QColor(theme.card)
    back.setAlphaF(PATCH_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, 4, 4)


def bold(painter: QPainter) -> QFont:
    """Give the painter's font, bold."""
    font = QFont(painter.font())
    font.setBold(True)
    return font
