"""Labels: where plates have room, each with a leader that ends at the thing it names."""

import math
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import (
    MARGIN_X,
    MARGIN_Y,
    Plate,
    PlateType,
    draw_ground,
    edge_colour,
)
from linreg_gui.views.canvas.room import EDGE, OUTWARDS, LinesOf, Marked, Room, leader_end
from linreg_gui.views.look.theme import Theme

LEADER_WIDTH = 1.2
DISTANCES = (14.0, 28.0, 44.0)
"""Pixels between a thing and its plate, the best first."""
N_DIRECTIONS = 16
N_PLACES = len(DISTANCES) * N_DIRECTIONS
LOOKED_AT_ONCE = 64
"""Places; one of the first mostly covers nothing."""
CROSSING = 2.0
"""What a leader across a plate counts for; lines that are covered count 1 at most."""
WORTH_GROWING = 6.0
"""Pixels that must be free around a plate where only its letter stood, lest the two alternate."""
TOP_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
NOWHERE = PixelFrame(0.0, 1.0, 0.0, 1.0, QRectF())

Anchors = Sequence[tuple[Hashable, QPointF]]
"""Places at which a thing may be named, the best first; each has a name that lasts."""
Paint = Callable[[QPainter, PixelFrame, Theme], None]


class NamesLayer:
    """The names of another layer, drawn over layers that lie above that one.

    Parameters
    ----------
    paint : callable
        Draws them.
    """

    def __init__(self, paint: Paint) -> None:
        self.paint = paint


class LabelPlacer:
    """Finds places for plates, one after the other, and keeps each where it was if it can.

    A plate may cover no mark, no other plate, and of no line more than a part; best it covers
    none at all. A leader crosses a plate only where there is no other place. A plate is tried in 16
    directions at three distances, right above first; where there is no place only its letter is
    drawn, and without room for that nothing.

    As the lowest of the layers that write, a placer takes note of the frame, and draws nothing.

    Parameters
    ----------
    lines : callable
        From a frame to the lines that should stay in sight.
    """

    def __init__(self, lines: LinesOf) -> None:
        self.marked: Sequence[Marked] = ()
        self._lines_of = lines
        self.room = Room(NOWHERE, (), lines)
        """That in the picture begun last."""
        self._type = PlateType(QFont())
        self._kept: dict[Hashable, tuple[bool, Hashable, int]] = {}
        """Whose plate was only a letter, at which anchor, and which of the places there."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Begin a new picture, in which no room is taken yet."""
        self.room, self._theme = Room(frame, self.marked, self._lines_of), theme
        if self._type.font != painter.font():
            self._type = PlateType(painter.font())

    def forget(self) -> None:
        """Place all plates anew in the next picture."""
        self._kept.clear()

    _theme: Theme

    @property
    def plates(self) -> dict[Hashable, QRectF]:
        """The boxes of those drawn since the picture was begun, by owner."""
        return self.room.plates

    # ---- drawing

    def draw(self, painter: QPainter, plate: Plate, at: QPointF, radius: float = 0.0) -> None:
        """Name what is at one place, a mark of a radius or a place on a line."""
        self.draw_along(painter, plate, [("", at)], radius)

    def draw_along(
        self, painter: QPainter, plate: Plate, anchors: Anchors, radius: float = 0.0
    ) -> None:
        """Name a thing at the first of its places that has room."""
        seen = [(key, at) for key, at in anchors if self.room.frame.rect.contains(at)]
        if plate.is_shy and seen:
            self._step_aside(plate, seen, radius)
        found = self._place(plate, seen, radius) if seen else None
        if found is not None:
            shown, box, at = found
            self.draw_at(painter, shown, box, at, radius)

    def draw_at(
        self, painter: QPainter, plate: Plate, box: QRectF, at: QPointF | None, radius: float = 0.0
    ) -> None:
        """Draw a plate in a box, with a leader to its thing if there is one, and take the room."""
        self.room.take(plate.owner, box, at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if at is not None:
            self._draw_leader(painter, plate.colour, box, at, radius)
        draw_ground(painter, box, plate.colour, self._theme)
        inner = box.adjusted(MARGIN_X, MARGIN_Y, -MARGIN_X + 1.0, -MARGIN_Y)
        painter.setFont(self._type.bold if plate.letter else self._type.plain)
        painter.setPen(QColor(plate.colour if plate.letter else self._theme.text))
        painter.drawText(inner, TOP_LEFT, self._first_line(plate, box.width(), inner.width()))
        if plate.under:
            painter.setFont(self._type.plain)
            painter.setPen(QColor(self._theme.muted))
            inner.setTop(inner.top() + self._type.metrics.height())
            painter.drawText(inner, TOP_LEFT, plate.under)

    @property
    def plain_type(self) -> QFont:
        """The plain font of plates."""
        return self._type.plain

    def size(self, plate: Plate) -> QSizeF:
        """Return the size of a plate, which is at most as wide as the pane."""
        wanted, room = self._type.size(plate), self.room.frame.rect.width() - 2 * EDGE
        return QSizeF(min(wanted.width(), room), wanted.height())

    def _first_line(self, plate: Plate, width: float, room: float) -> str:
        """Return the first line of a plate, elided where the plate is narrower than its words."""
        text = plate.first_line
        if self._type.size(plate).width() <= width:
            return text
        return self._type.metrics_of(plate).elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _draw_leader(
        self, painter: QPainter, colour: str, box: QRectF, at: QPointF, radius: float
    ) -> None:
        end = leader_end(box, at)
        way = end - at
        length = math.hypot(way.x(), way.y())
        if length > radius:
            painter.setPen(QPen(edge_colour(colour, self._theme.card), LEADER_WIDTH))
            painter.drawLine(at + way * (radius / length), end)

    # ---- places

    def _place(
        self, plate: Plate, anchors: Anchors, radius: float
    ) -> tuple[Plate, QRectF, QPointF] | None:
        """Return what is drawn of a plate, its box, and which place it names."""
        was_letter = self._kept.get(plate.owner, (False,))[0]
        letter = Plate(plate.owner, "", plate.colour, "", plate.letter)
        for shown in (plate, letter) if plate.letter and plate.text else (plate,):
            shape = _Shape(plate, shown is letter, self.size(shown), radius)
            spare = WORTH_GROWING if was_letter and shown is not letter else 0.0
            kept = self._kept_place(shape, anchors)
            if kept is not None and not self.room.crosses(*kept):
                return shown, *kept
            limits = (0.0, 1.0) if kept is not None else (0.0, 1.0, CROSSING + 1.0)
            found = self._free_place(shape, anchors, spare, limits) or kept
            if found is not None:
                return shown, *found
        return None

    def _step_aside(self, plate: Plate, anchors: Anchors, radius: float) -> None:
        """Choose another place if one is free, where a line has come under the plate."""
        shape = _Shape(plate, False, self.size(plate), radius)
        kept = self._kept_place(shape, anchors)
        if kept is not None and self.room.is_on_line(kept[0]):
            self._free_place(shape, anchors, 0.0, (0.0,))

    def _kept_place(self, shape: "_Shape", anchors: Anchors) -> tuple[QRectF, QPointF] | None:
        is_letter, anchor, number = self._kept.get(shape.plate.owner, (None, None, 0))
        for key, at in anchors if is_letter is shape.is_letter else ():
            if key == anchor:
                box = shape.box(at, number)
                return (box, at) if self.room.is_free(box) else None
        return None

    def _free_place(
        self, shape: "_Shape", anchors: Anchors, spare: float, limits: tuple[float, ...]
    ) -> tuple[QRectF, QPointF] | None:
        """Return the first place that covers nothing, else one of a line, else one that crosses.

        ``limits`` are what a place may cover, the least first.
        """
        ats = np.array([at.toTuple() for _, at in anchors])
        boxes = (np.tile(ats, 2)[:, np.newaxis] + shape.places()).reshape(-1, 4)
        wanted = boxes + spare * OUTWARDS
        rows, covered = self.room.beside_all(wanted), np.empty(0)
        for first in range(0, len(rows), LOOKED_AT_ONCE):
            some = rows[first : first + LOOKED_AT_ONCE]
            crossing = self.room.crossing(boxes[some], ats[some // N_PLACES])
            covered = np.append(covered, self.room.covered(wanted[some]) + CROSSING * crossing)
            if not covered.all():
                break
        for limit in limits:
            good = rows[: len(covered)][covered <= limit].tolist()
            if good:
                anchor, number = divmod(good[0], N_PLACES)
                key, at = anchors[anchor]
                self._kept[shape.plate.owner] = shape.is_letter, key, number
                return shape.box(at, number), at
        return None

    def place(self, owner: Hashable, boxes: Sequence[QRectF]) -> QRectF:
        """Choose a place for what names nothing, and take it.

        Parameters
        ----------
        owner : hashable
        boxes : sequence of QRectF
            At least one, the best first.

        Returns
        -------
        QRectF
            The one it had, if that covers no mark and no plate; else the first of such, or the
            one that covers least.
        """
        kept = self._kept[owner][2] if owner in self._kept else 0
        order = [kept if kept < len(boxes) else 0, *range(len(boxes))]
        taken = [QRectF(QPointF(*row[:2]), QPointF(*row[2:])) for row in self.room.taken().tolist()]
        best: int = min(order, key=lambda number: _area_covered(boxes[number], taken))
        self._kept[owner] = False, "", best
        self.room.take(owner, boxes[best])
        return boxes[best]


@lru_cache(maxsize=8)
def _directions(wish: float) -> FloatArray:
    """Return unit vectors, the wished one first, then ever farther from it to both sides."""
    turns = [((n + 1) // 2) * (1 if n % 2 else -1) for n in range(N_DIRECTIONS)]
    angles = wish + np.array(turns) * (2.0 * np.pi / N_DIRECTIONS)
    return np.stack((np.cos(angles), np.sin(angles)), axis=1)


class _Shape(NamedTuple):
    """What is placed: the plate, whether it is only a letter, its size, the mark's radius."""

    plate: Plate
    is_letter: bool
    size: QSizeF
    radius: float

    def box(self, at: QPointF, number: int) -> QRectF:
        """Return one of the places around a place."""
        row, column = divmod(number, N_DIRECTIONS)
        (x, y), size = _directions(self.plate.wish)[column].tolist(), self.size
        away, root = self.radius + DISTANCES[row], math.sqrt(2.0)
        lean_x, lean_y = max(-1.0, min(root * x, 1.0)), max(-1.0, min(root * y, 1.0))
        left = at.x() + x * away + (lean_x - 1.0) * size.width() / 2.0
        top = at.y() + y * away + (lean_y - 1.0) * size.height() / 2.0
        return in_whole_pixels(QRectF(QPointF(left, top), size))

    def places(self) -> FloatArray:
        """Return left, top, right and bottom of boxes around (0, 0), the best first."""
        half, directions = np.array(self.size.toTuple()) / 2.0, _directions(self.plate.wish)
        # Which side of a box is turned to its thing: −1 and 1 are its edges, 0 is its middle.
        leaning = np.clip(directions * math.sqrt(2.0), -1.0, 1.0)
        distances = self.radius + np.array(DISTANCES)[:, np.newaxis, np.newaxis]
        away = (directions * distances + leaning * half).reshape(-1, 2)
        return np.hstack((away - half, away + half))


def _area_covered(box: QRectF, taken: list[QRectF]) -> float:
    shared = (box.intersected(other) for other in taken)
    return sum(part.width() * part.height() for part in shared)


def in_whole_pixels(box: QRectF) -> QRectF:
    """Return a box whose edges are sharp, as large as it was or a little larger."""
    return QRectF(
        round(box.left()), round(box.top()), math.ceil(box.width()), math.ceil(box.height())
    )


def mark_box(x: float, y: float, radius: float) -> QRectF:
    """Return the box around a round mark."""
    return QRectF(x - radius, y - radius, 2.0 * radius, 2.0 * radius)
