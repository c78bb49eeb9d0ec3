"""Short words on the loss surface, each on a patch of card so that no contour crosses them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from linreg_gui.views.pixel_frame import PixelFrame
from linreg_gui.views.theme import Theme

PATCH_ALPHA = 0.9
MARGIN = 6.0
LARGEST_CAPTION = 0.16
"""Of the pane's height; what does not fit is left out."""


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


def kept_inside(box: QRectF, rect: QRectF) -> QRectF:
    """Move a box so that it lies inside a rectangle."""
    moved = QRectF(box)
    moved.moveLeft(max(min(box.left(), rect.right() - box.width() - 2), rect.left() + 2))
    moved.moveTop(max(min(box.top(), rect.bottom() - box.height() - 2), rect.top() + 2))
    return moved


def bold(painter: QPainter) -> QFont:
    """Give the painter's font, bold."""
    font = QFont(painter.font())
    font.setBold(True)
    return font


class CaptionLayer:
    """Sentences along the lower edge; nothing while there are none."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw as many sentences as leave the picture visible, but always the first."""
        if not self.sentences:
            return
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        room = QRectF(0, 0, frame.rect.width() - 4 * MARGIN, frame.rect.height())
        highest = LARGEST_CAPTION * frame.rect.height()
        for n_sentences in range(len(self.sentences), 0, -1):
            text = "\n".join(self.sentences[:n_sentences])
            words = painter.boundingRect(room, flags, text)
            if words.height() <= highest:
                break
        box = words.adjusted(-MARGIN, -3, MARGIN, 3)
        box.moveBottomLeft(frame.rect.bottomLeft() + QPointF(MARGIN, -4))
        draw_patch(painter, box, theme)
        painter.setPen(QColor(theme.text))
        painter.drawText(box.adjusted(MARGIN, 3, 0, 0), flags, text)


def beside(at: QPointF, box: QRectF, rect: QRectF) -> QRectF:
    """Put a box to the lower left of a mark, or to its right where there is no room."""
    moved = QRectF(box)
    moved.moveTopRight(at + QPointF(-10, 6))
    if moved.left() < rect.left() + 2:
        moved.moveTopLeft(at + QPointF(10, 6))
    return kept_inside(moved, rect)
