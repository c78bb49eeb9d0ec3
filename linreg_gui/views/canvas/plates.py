"""Plates: what the words in a plot stand on, and how they look."""

import math
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme, mixed

TYPE_SHARE = 11.5 / 13
"""Size of a plate's type, relative to that of the window."""
PLATE_ALPHA = 0.94
PLATE_RADIUS = 4.0
EDGE_SHARE = 0.55
"""How much of the thing's colour is in a plate's edge and in its leader; the rest is the card's."""
MARGIN_X, MARGIN_Y = 6.0, 2.0
MOST_SIZES = 32
RIGHT_ABOVE = -math.pi / 4


class Plate(NamedTuple):
    """The words for one thing.

    Attributes
    ----------
    owner : hashable
        What is named: its plate stays where it was in the picture before.
    text : str
    colour : str
        That of the thing.
    under : str
        A second line, muted.
    letter : str
        That of a run: it stands before the text, and alone where there is no room for both.
    wish : float
        The direction tried first, in radians clockwise from the right.
    is_shy : bool
        Whether it steps aside as soon as a line comes under it, and not only when it covers much.
    """

    owner: Hashable
    text: str
    colour: str
    under: str = ""
    letter: str = ""
    wish: float = RIGHT_ABOVE
    is_shy: bool = False

    @property
    def first_line(self) -> str:
        """Letter and text."""
        return (
            f"{self.letter} {self.text}" if self.letter and self.text else self.letter + self.text
        )


class PlateType:
    """The type on plates, and the room that words take in it.

    Parameters
    ----------
    font : QFont
        That of the layers.
    """

    def __init__(self, font: QFont) -> None:
        self.font, self.plain = QFont(font), QFont(font)
        self.plain.setPointSizeF(font.pointSizeF() * TYPE_SHARE)
        self.bold = QFont(self.plain)
        self.bold.setBold(True)
        self.metrics, self.bold_metrics = QFontMetricsF(self.plain), QFontMetricsF(self.bold)
        self._sizes: dict[Plate, QSizeF] = {}
        """Of those measured last: a plate is measured several times in one picture."""

    def size(self, plate: Plate) -> QSizeF:
        """Return the size of a plate."""
        if plate not in self._sizes:
            if len(self._sizes) >= MOST_SIZES:
                self._sizes.clear()
            self._sizes[plate] = self._measured(plate)
        return self._sizes[plate]

    def _measured(self, plate: Plate) -> QSizeF:
        first = self.metrics_of(plate).horizontalAdvance(plate.first_line)
        second = self.metrics.horizontalAdvance(plate.under) if plate.under else 0.0
        n_lines = 2 if plate.under else 1
        height = n_lines * self.metrics.height() + 2 * MARGIN_Y
        return QSizeF(max(first, second) + 2 * MARGIN_X, height)

    def metrics_of(self, plate: Plate) -> QFontMetricsF:
        """Return the measures of the first line: that of a run is bold."""
        return self.bold_metrics if plate.letter else self.metrics


def draw_ground(painter: QPainter, box: QRectF, colour: str, theme: Theme) -> None:
    """Draw a plate without its words, with an edge in the mixed colour of its thing."""
    # Filled and stroked apart, the first in whole pixels: together they take three times as long.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(box.adjusted(1.0, 1.0, -1.0, -1.0), _ground(theme.card))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(edge_colour(colour, theme.card), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), PLATE_RADIUS, PLATE_RADIUS)


def draw_note(
    painter: QPainter,
    frame: PixelFrame,
    lines: list[str],
    at: QPointF,
    theme: Theme,
    taken: Iterable[QRectF] = (),
) -> QRectF:
    """Draw a read-out beside ``at``, where the pointer is, and return its box, inside the frame.

    Parameters
    ----------
    taken : iterable of QRectF
        What the read-out leaves in sight if there is a side where it can.
    """
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in lines) + 14
    box = _beside(at, QSizeF(width, metrics.height() * len(lines) + 8), frame.rect, [*taken])
    draw_ground(painter, box, theme.muted, theme)
    painter.setPen(QColor(theme.text))
    for row, line in enumerate(lines):
        painter.drawText(
            QRectF(box.left() + 7, box.top() + 4 + row * metrics.height(), width, metrics.height()),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            line,
        )
    return box


def _beside(at: QPointF, size: QSizeF, area: QRectF, taken: list[QRectF]) -> QRectF:
    """Return a box beside a place: above on the right, or on the side that covers the least."""
    above, below = at.y() - 10 - size.height(), at.y() + 12
    right, left = at.x() + 14, at.x() - 14 - size.width()
    sides = [QRectF(QPointF(x, y), size) for y in (above, below) for x in (right, left)]
    inside = [box for box in sides if area.contains(box)]
    if inside:
        return min(inside, key=lambda box: sum(_shared(box, other) for other in taken))
    x = max(right if right + size.width() <= area.right() else left, area.left() + 2)
    y = max(area.top(), min(above, area.bottom() - size.height()))
    return QRectF(QPointF(x, y), size)


def _shared(box: QRectF, other: QRectF) -> float:
    both = box.intersected(other)
    return both.width() * both.height()


@lru_cache(maxsize=64)
def edge_colour(colour: str, ground: str) -> QColor:
    """Return the colour of edges and leaders: that of a thing mixed with that of the ground."""
    return QColor(mixed(ground, colour, EDGE_SHARE))


@lru_cache(maxsize=4)
def _ground(card: str) -> QColor:
    ground = QColor(card)
    ground.setAlphaF(PLATE_ALPHA)
    return ground
