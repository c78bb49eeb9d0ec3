"""The sentences on the loss surface, where they cover least."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.views.canvas.label_room import LabelRoom
from linreg_gui.views.canvas.labels import draw_patch
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

MARGIN = 6.0
LARGEST_CAPTION = 0.16
"""Of the pane's height; what does not fit is left out."""
CAPTION_ROOM, MOST_CAPTION_ROOM = 56.0, 0.18
"""Pixels, and at most which part of the pane's height."""
CAPTION_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


def caption_room(height: float) -> float:
    """Give the part of a pane's height to be kept free of marks for a caption of two lines."""
    return min(CAPTION_ROOM / max(height, 1.0), MOST_CAPTION_ROOM)


class CaptionLayer:
    """Sentences along an edge of the pane; nothing while there are none.

    Parameters
    ----------
    room : LabelRoom
    """

    def __init__(self, room: LabelRoom) -> None:
        self.sentences: list[str] = []
        self._room = room

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw as many sentences as leave the picture visible, but always the first."""
        if not self.sentences:
            return
        text, words = self._text_that_fits(painter, frame.rect)
        box = QRectF(0, 0, words.width() + 2 * MARGIN, words.height() + 6)
        area = frame.rect.adjusted(MARGIN, 4, -MARGIN, -4)
        box = self._room.place("caption", _in_corners(box, area), frame.rect)
        draw_patch(painter, box, theme)
        painter.setPen(QColor(theme.text))
        painter.drawText(box.adjusted(MARGIN, 3, 0, 0), CAPTION_FLAGS, text)

    def _text_that_fits(self, painter: QPainter, rect: QRectF) -> tuple[str, QRectF]:
        room = QRectF(0, 0, rect.width() - 4 * MARGIN, rect.height())
        highest = LARGEST_CAPTION * rect.height()
        for n_sentences in range(len(self.sentences), 0, -1):
            text = "\n".join(self.sentences[:n_sentences])
            words = painter.boundingRect(room, CAPTION_FLAGS, text)
            if words.height() <= highest:
                break
        return text, words


def _in_corners(box: QRectF, area: QRectF) -> list[QRectF]:
    """Put a box into the corners of a rectangle, the lower ones first."""
    lefts = (area.left(), area.right() - box.width())
    tops = (area.bottom() - box.height(), area.top())
    return [QRectF(left, top, box.width(), box.height()) for top in tops for left in lefts]
