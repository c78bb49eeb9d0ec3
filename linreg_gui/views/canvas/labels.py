"""Labels: where plates have room, each with a leader that ends at the thing it names."""

import math
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
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
from linreg_gui.views.look.theme import Theme

LEADER_WIDTH = 1.2
EDGE = 2.0
"""Pixels between a plate and the edge of the pane."""
DISTANCES = (14.0, 28.0, 44.0)
"""Pixels between a thing and its plate, the best first."""
N_DIRECTIONS = 16
MOST_COVERED = 0.3
"""Of the part of a line that is seen."""
SHARES = np.linspace(0.0, 1.0, 64)
"""Where a line is looked at, in parts of its length."""
MOST_SAMPLED_VERTICES = 256
CROSSING = 2.0
"""What a leader across a plate counts for; lines that are covered count 1 at most."""
INSET = 2.0
"""Pixels from the edge of a plate to the end of its leader inside."""
BESIDE = np.array((-1.0, -1.0, 1.0, 1.0))
"""Pixels by which a leader passes a plate."""
TINY = 1e-9
"""Pixels by which a level line is taken to rise."""
WORTH_GROWING = 6.0
"""Pixels that must be free around a plate where only its letter stood, lest the two alternate."""


Anchors = Sequence[tuple[Hashable, QPointF]]
"""Places at which a thing may be named, the best first; each has a name that lasts."""


class Marked(Protocol):
    """A layer with marks that no plate may cover."""

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around its marks, in pixels."""


Polyline = tuple[FloatArray, FloatArray]
"""x and y of its vertices, in pixels."""
LinesOf = Callable[[PixelFrame], Sequence[Polyline]]
"""Returns lines of which no plate may cover much."""
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
        self.plates: dict[Hashable, QRectF] = {}
        """The room of those drawn since the picture was begun, by owner."""
        self._leaders: list[tuple[float, float, float, float]] = []
        """Both ends of those drawn since then."""
        self._lines_of = lines
        self._type = PlateType(QFont())
        self._kept: dict[Hashable, tuple[bool, Hashable, int]] = {}
        """Whose plate was only a letter, at which anchor, and which of the places there."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Begin a picture."""
        self.plates, self._leaders, self._marks, self._samples = {}, [], None, None
        self._frame, self._theme = frame, theme
        if self._type.font != painter.font():
            self._type = PlateType(painter.font())

    def forget(self) -> None:
        """Place all plates anew in the next picture."""
        self._kept.clear()

    _frame: PixelFrame
    _theme: Theme
    _marks: list[QRectF] | None
    _samples: tuple[FloatArray, FloatArray, NDArray[np.intp]] | None
    """x and y of places along the lines, and where those of each line begin."""

    # ---- drawing

    def draw(self, painter: QPainter, plate: Plate, at: QPointF, radius: float = 0.0) -> None:
        """Name what is at one place, a mark of a radius or a place on a line."""
        self.draw_along(painter, plate, [("", at)], radius)

    def draw_along(
        self, painter: QPainter, plate: Plate, anchors: Anchors, radius: float = 0.0
    ) -> None:
        """Name a thing at the first of its places that has room."""
        seen = [(key, at) for key, at in anchors if self._frame.rect.contains(at)]
        if plate.is_shy and seen:
            self._step_aside(plate, seen, radius)
        found = self._place(plate, seen, radius) if seen else None
        if found is None:
            self._kept.pop(plate.owner, None)
        else:
            shown, box, at = found
            self.draw_at(painter, shown, box, at, radius)

    def draw_at(
        self, painter: QPainter, plate: Plate, box: QRectF, at: QPointF | None, radius: float = 0.0
    ) -> None:
        """Draw a plate in a box, with a leader to its thing if there is one, and take the room."""
        self.plates[plate.owner] = box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if at is not None:
            self._leaders.append((*at.toTuple(), *_leader_end(box, at).toTuple()))
            self._draw_leader(painter, plate.colour, box, at, radius)
        draw_ground(painter, box, plate.colour, self._theme)
        inner = box.adjusted(MARGIN_X, MARGIN_Y, -MARGIN_X + 1.0, -MARGIN_Y)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        painter.setFont(self._type.bold if plate.letter else self._type.plain)
        painter.setPen(QColor(plate.colour if plate.letter else self._theme.text))
        painter.drawText(inner, flags, self._first_line(plate, box.width(), inner.width()))
        if plate.under:
            painter.setFont(self._type.plain)
            painter.setPen(QColor(self._theme.muted))
            inner.setTop(inner.top() + self._type.metrics.height())
            painter.drawText(inner, flags, plate.under)

    @property
    def plain_type(self) -> QFont:
        """The type on plates."""
        return self._type.plain

    def size(self, plate: Plate) -> QSizeF:
        """Return the size of a plate, which is at most as wide as the pane."""
        wanted, room = self._type.size(plate), self._frame.rect.width() - 2 * EDGE
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
        end = _leader_end(box, at)
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
            if kept is not None and not self._crosses(*kept):
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
        if kept is not None and self._inside(kept[0]).any():
            self._free_place(shape, anchors, 0.0, (0.0,))

    def _kept_place(self, shape: "_Shape", anchors: Anchors) -> tuple[QRectF, QPointF] | None:
        is_letter, anchor, number = self._kept.get(shape.plate.owner, (None, None, 0))
        for key, at in anchors if is_letter is shape.is_letter else ():
            if key == anchor:
                box = shape.box(at, number)
                return (box, at) if self._is_legal(box) else None
        return None

    def _free_place(
        self, shape: "_Shape", anchors: Anchors, spare: float, limits: tuple[float, ...]
    ) -> tuple[QRectF, QPointF] | None:
        """Return the first place that covers nothing, else one of a line, else one that crosses.

        ``limits`` are what a place may cover, the least first.
        """
        seen = []
        for key, at in anchors:
            places = shape.places(at)
            covered = self._covered(places + np.array((-spare, -spare, spare, spare)))
            covered = np.where(covered <= 1.0, covered, np.inf)
            covered += CROSSING * self._crossing(places, at)
            seen.append((key, at, places, covered))
            if (covered == 0.0).any():
                break
        for limit in limits:
            for key, at, places, covered in seen:
                best = int(np.argmax(covered <= limit))
                if covered[best] <= limit:
                    self._kept[shape.plate.owner] = shape.is_letter, key, best
                    return _box(places[best]), at
        return None

    def _crosses(self, box: QRectF, at: QPointF) -> bool:
        """Return whether a leader crosses a plate, without `_crossing` where none is near."""
        own = _around(*at.toTuple(), *_leader_end(box, at).toTuple())
        is_near = any(own.intersects(other) for other in self.plates.values())
        is_near = is_near or any(_around(*ends).intersects(box) for ends in self._leaders)
        return is_near and bool(self._crossing(np.array([box.getCoords()]), at)[0])

    def _crossing(self, boxes: FloatArray, at: QPointF) -> NDArray[np.bool_]:
        """Return for boxes (n, 4) whether the leader crosses a plate, or one crosses the box."""
        begin = np.array(at.toTuple())
        ends = np.clip(begin, boxes[:, :2] + INSET, boxes[:, 2:] - INSET)
        plates = np.array([box.getCoords() for box in self.plates.values()]).reshape(-1, 4)
        leaders = np.array(self._leaders).reshape(-1, 4)
        own = _cut(begin, ends[:, np.newaxis], plates + BESIDE)
        other = _cut(leaders[:, :2], leaders[:, 2:], boxes[:, np.newaxis] + BESIDE)
        return np.asarray(own.any(axis=1) | other.any(axis=1))

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
        taken = [QRectF(QPointF(*row[:2]), QPointF(*row[2:])) for row in self._taken().tolist()]
        best: int = min(order, key=lambda number: _area_covered(boxes[number], taken))
        self._kept[owner] = False, "", best
        self.plates[owner] = boxes[best]
        return boxes[best]

    def _is_legal(self, box: QRectF) -> bool:
        """Return whether one box may be where it is, faster than `_covered` would."""
        if not self._frame.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE).contains(box):
            return False
        if any(box.intersects(other) for other in (*self._marked_boxes(), *self.plates.values())):
            return False
        is_inside = self._inside(box)
        if not is_inside.any():
            return True
        begins = self._sampled()[2]
        ends = (*begins.tolist()[1:], len(is_inside))
        lines = (is_inside[begin:end] for begin, end in zip(begins.tolist(), ends, strict=True))
        return all(np.count_nonzero(line) <= MOST_COVERED * len(line) for line in lines)

    def _inside(self, box: QRectF) -> NDArray[np.bool_]:
        """Return which of the places along the lines a box covers."""
        x, y, _ = self._sampled()
        is_across = (x > box.left()) & (x < box.right())
        return np.asarray(is_across & (y > box.top()) & (y < box.bottom()))

    def _covered(self, boxes: FloatArray) -> FloatArray:
        """Return how much boxes cover of the line of which they cover most.

        Parameters
        ----------
        boxes : ndarray, shape (n, 4)
            Left, top, right and bottom of each.

        Returns
        -------
        ndarray, shape (n,)
            In parts of what they may cover at most; infinite where a box leaves the pane, or covers
            a mark or a plate.
        """
        left, top, right, bottom = boxes.T[:, :, np.newaxis]
        pane = self._frame.rect
        is_free = (left[:, 0] >= pane.left() + EDGE) & (right[:, 0] <= pane.right() - EDGE)
        is_free &= (top[:, 0] >= pane.top() + EDGE) & (bottom[:, 0] <= pane.bottom() - EDGE)
        taken = self._taken()
        if len(taken):
            beside = (left >= taken[:, 2]) | (right <= taken[:, 0])
            beside |= (top >= taken[:, 3]) | (bottom <= taken[:, 1])
            is_free &= beside.all(axis=1)
        covered = np.where(is_free, 0.0, np.inf)
        x, y, begins = self._sampled()
        if len(begins):
            is_inside = (x > left) & (x < right) & (y > top) & (y < bottom)
            counts = np.add.reduceat(is_inside, begins, axis=1, dtype=np.intp)
            n_samples = np.diff(np.append(begins, len(x)))
            covered += (counts / n_samples).max(axis=1) / MOST_COVERED
        return np.asarray(covered)

    def _marked_boxes(self) -> list[QRectF]:
        if self._marks is None:
            self._marks = [box for layer in self.marked for box in layer.mark_boxes(self._frame)]
        return self._marks

    def _taken(self) -> FloatArray:
        boxes = (*self._marked_boxes(), *self.plates.values())
        return np.array([box.getCoords() for box in boxes]).reshape(-1, 4)

    def _sampled(self) -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
        if self._samples is None:
            lines = self._lines_of(self._frame)
            seen = [line for line in (_along(*line, self._frame.rect) for line in lines) if line]
            lengths = [len(x) for x, _ in seen]
            self._samples = (
                np.concatenate([x for x, _ in seen]) if seen else np.empty(0),
                np.concatenate([y for _, y in seen]) if seen else np.empty(0),
                np.cumsum([0, *lengths[:-1]]) if seen else np.empty(0, np.intp),
            )
        return self._samples


def _along(x: FloatArray, y: FloatArray, pane: QRectF) -> Polyline | None:
    """Return places at equal distances along the part of a line that is seen; None without one."""
    stride = max(1, len(x) // MOST_SAMPLED_VERTICES)
    x, y = x[::stride], y[::stride]
    if len(x) < 2:
        return None
    if len(x) == 2:
        x, y = x[0] + SHARES * (x[1] - x[0]), y[0] + SHARES * (y[1] - y[0])
    else:
        way = np.zeros(len(x))
        np.cumsum(np.hypot(x[1:] - x[:-1], y[1:] - y[:-1]), out=way[1:])
        at = SHARES * way[-1]
        x, y = np.interp(at, way, x), np.interp(at, way, y)
    is_seen = (x >= pane.left()) & (x <= pane.right()) & (y >= pane.top()) & (y <= pane.bottom())
    return (x[is_seen], y[is_seen]) if is_seen.any() else None


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

    def places(self, at: QPointF) -> FloatArray:
        """Return left, top, right and bottom of boxes around a place, best first, (48, 4)."""
        half, directions = np.array(self.size.toTuple()) / 2.0, _directions(self.plate.wish)
        # Which side of a box is turned to its thing: −1 and 1 are its edges, 0 is its middle.
        leaning = np.clip(directions * math.sqrt(2.0), -1.0, 1.0)
        rows = []
        for distance in DISTANCES:
            away = directions * (self.radius + distance) + leaning * half
            rows.append(np.hstack((away - half, away + half)))
        return np.asarray(np.vstack(rows) + np.tile(at.toTuple(), 2))


def _leader_end(box: QRectF, at: QPointF) -> QPointF:
    """Return where the leader from a thing ends in its plate."""
    inside = box.adjusted(INSET, INSET, -INSET, -INSET)
    x = min(max(at.x(), inside.left()), inside.right())
    return QPointF(x, min(max(at.y(), inside.top()), inside.bottom()))


def _around(x: float, y: float, to_x: float, to_y: float) -> QRectF:
    """Return the room around a straight line."""
    return QRectF(x, y, to_x - x, to_y - y).normalized().adjusted(-1.0, -1.0, 1.0, 1.0)


def _cut(begins: FloatArray, ends: FloatArray, boxes: FloatArray) -> NDArray[np.bool_]:
    """Return which straight lines enter which boxes; the last axis has x, y or the corners."""
    way = ends - begins
    way = np.where(way == 0.0, TINY, way)
    near, far = (boxes[..., :2] - begins) / way, (boxes[..., 2:] - begins) / way
    enters, leaves = np.minimum(near, far).max(axis=-1), np.maximum(near, far).min(axis=-1)
    return np.asarray((enters < leaves) & (enters < 1.0) & (leaves > 0.0))


def _area_covered(box: QRectF, taken: list[QRectF]) -> float:
    shared = (box.intersected(other) for other in taken)
    return sum(part.width() * part.height() for part in shared)


def _box(place: FloatArray) -> QRectF:
    left, top, right, bottom = place.tolist()
    return in_whole_pixels(QRectF(left, top, right - left, bottom - top))


def in_whole_pixels(box: QRectF) -> QRectF:
    """Return a box whose edges are sharp, as large as it was or a little larger."""
    return QRectF(
        round(box.left()), round(box.top()), math.ceil(box.width()), math.ceil(box.height())
    )


def mark_box(x: float, y: float, radius: float) -> QRectF:
    """Return the box around a round mark."""
    return QRectF(x - radius, y - radius, 2.0 * radius, 2.0 * radius)
