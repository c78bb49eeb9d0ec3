"""Words on a canvas, and places for them where they cover least."""

import math
from collections.abc import Hashable, Sequence
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

PATCH_ALPHA = 0.9
EDGE = 2.0
"""Pixels between a label and the edge of the pane."""
WORTH_MOVING = 4.0
"""Pixels that must be free around a better place, lest a label go to and fro."""


def label_box(painter: QPainter, text: str) -> QRectF:
    """Return the size a label takes, at the origin."""
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
    """Return the painter's font, bold."""
    font = QFont(painter.font())
    font.setBold(True)
    return font


class Marked(Protocol):
    """A layer with marks that no word may cover."""

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around its marks, in pixels."""


class LabelPlacer:
    """Finds places for labels, one after the other, and keeps each where it was if it can.

    As the lowest of the layers that write it takes note of the marks, and draws nothing.

    Parameters
    ----------
    marked : sequence of Marked
    goes_back : bool
        Whether a label that made way goes back when there is ample room again. Not where a mark
        swings to and fro: labels would do so with it.
    """

    def __init__(self, marked: Sequence[Marked], *, goes_back: bool = False) -> None:
        self.taken: list[QRectF] = []
        """Marks, and the labels placed since."""
        self._marked = marked
        self._goes_back = goes_back
        self._kept: dict[Hashable, int] = {}

    def paint(self, _painter: QPainter, frame: PixelFrame, _theme: Theme) -> None:
        """Begin a picture: only the marks have their places."""
        self.taken = [box for layer in self._marked for box in layer.mark_boxes(frame)]

    def place(
        self,
        owner: Hashable,
        boxes: Sequence[QRectF],
        area: QRectF,
        obstacles: Sequence[QRectF] = (),
    ) -> QRectF:
        """Choose a place for a label, and take it.

        Parameters
        ----------
        owner : hashable
            Whose label it is. In the next picture the same choice comes first, so that a label
            does not jump about while something is dragged.
        boxes : sequence of QRectF
            At least one, the best first; each is moved into the pane.
        area : QRectF
            The pane.
        obstacles : sequence of QRectF
            What else this label must not cover.

        Returns
        -------
        QRectF
            The first that covers nothing, or the one that covers least.
        """
        inside = [kept_inside(box, area) for box in boxes]
        kept = self._kept.get(owner, 0)
        taken = [*self.taken, *obstacles]
        best = self._best(inside, kept if kept < len(inside) else 0, taken)
        self._kept[owner] = best
        self.taken.append(inside[best])
        return inside[best]

    def _best(self, boxes: list[QRectF], kept: int, taken: list[QRectF]) -> int:
        margins = (-WORTH_MOVING, -WORTH_MOVING, WORTH_MOVING, WORTH_MOVING)
        for place in range(kept if self._goes_back else 0):
            if not _covered(boxes[place].adjusted(*margins), taken):
                return place
        best, least = kept, math.inf
        places: list[int] = [kept, *range(len(boxes))]
        for place in places:
            covered = _covered(boxes[place], taken)
            if not covered:
                return place
            if covered < least:
                best, least = place, covered
        return best


def _covered(box: QRectF, taken: list[QRectF]) -> float:
    shared = (box.intersected(other) for other in taken)
    return sum(part.width() * part.height() for part in shared)


def kept_inside(box: QRectF, area: QRectF) -> QRectF:
    """Move a box so that it lies inside a pane."""
    moved = QRectF(box)
    moved.moveLeft(max(min(box.left(), area.right() - box.width() - EDGE), area.left() + EDGE))
    moved.moveTop(max(min(box.top(), area.bottom() - box.height() - EDGE), area.top() + EDGE))
    return moved


def around(at: tuple[float, float], box: QRectF, gap: float) -> list[QRectF]:
    """Put a box to the right and to the left of a place, above it and below it.

    Parameters
    ----------
    at : tuple of float
        In pixels.
    box : QRectF
        Of the label's size.
    gap : float
        Pixels between the place and the box's nearest corner, in each direction.
    """
    x, y = at
    right, left = x + gap, x - gap - box.width()
    above, below = y - gap - box.height(), y + gap
    corners = ((right, above), (right, below), (left, above), (left, below))
    return [QRectF(*corner, box.width(), box.height()) for corner in corners]


def mark_box(x: float, y: float, radius: float) -> QRectF:
    """Return the box around a round mark."""
    return QRectF(x - radius, y - radius, 2.0 * radius, 2.0 * radius)
