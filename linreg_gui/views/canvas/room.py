"""Room for plates: what of one picture they must leave in sight."""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame

EDGE = 2.0
"""Pixels between a plate and the edge of the pane."""
MOST_COVERED = 0.3
"""Of the part of a line that is seen."""
SHARES = np.linspace(0.0, 1.0, 64)
"""Where a line is looked at, in parts of its length."""
MOST_SAMPLED_VERTICES = 256
INSET = 2.0
"""Pixels from the edge of a plate to the end of its leader inside."""
OUTWARDS = np.array((-1.0, -1.0, 1.0, 1.0))
"""Makes left, top, right and bottom of a box those of a larger one; a leader passes a plate by
as much."""
TINY = 1e-9
"""Pixels by which a level line is taken to rise."""

Polyline = tuple[FloatArray, FloatArray]
"""x and y of its vertices, in pixels."""
LinesOf = Callable[[PixelFrame], Sequence[Polyline]]
"""Returns lines of which no plate may cover much."""


class Marked(Protocol):
    """A layer with marks that no plate may cover."""

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around its marks, in pixels."""


class Room:
    """Marks, lines, and the plates drawn so far with their leaders.

    Marks and lines are asked for when they are first needed.

    Parameters
    ----------
    frame : PixelFrame
    marked : sequence of Marked
    lines_of : callable
        From the frame to the lines that should stay in sight.
    """

    def __init__(self, frame: PixelFrame, marked: Sequence[Marked], lines_of: LinesOf) -> None:
        self.frame, self._marked, self._lines_of = frame, marked, lines_of
        self.plates: dict[Hashable, QRectF] = {}
        """The boxes of those drawn, by owner."""
        self._leaders: list[tuple[float, float, float, float]] = []
        """Both ends of those drawn."""
        self._pane = frame.rect.adjusted(EDGE, EDGE, -EDGE, -EDGE)

    def take(self, owner: Hashable, box: QRectF, at: QPointF | None = None) -> None:
        """Take note of a plate that is drawn, with a leader to its thing if there is one."""
        self.plates[owner] = box
        if at is not None:
            self._leaders.append((*at.toTuple(), *leader_end(box, at).toTuple()))

    # ---- one box

    def is_free(self, box: QRectF) -> bool:
        """Return whether a plate may be in a box; faster than `beside_all` and `covered`."""
        if not self._pane.contains(box):
            return False
        if any(box.intersects(other) for other in (*self._marks, *self.plates.values())):
            return False
        counts = np.count_nonzero(self._inside(box), axis=1)
        return not counts.any() or bool((counts <= MOST_COVERED * self._n_seen).all())

    def is_on_line(self, box: QRectF) -> bool:
        """Return whether a line is under a box."""
        return bool(self._inside(box).any())

    def _inside(self, box: QRectF) -> NDArray[np.bool_]:
        x, y = self._samples
        is_across = (x > box.left()) & (x < box.right())
        return np.asarray(is_across & (y > box.top()) & (y < box.bottom()))

    def crosses(self, box: QRectF, at: QPointF) -> bool:
        """Return whether a leader crosses a plate, without `crossing` where none is near."""
        own = _around(*at.toTuple(), *leader_end(box, at).toTuple())
        is_near = any(own.intersects(other) for other in self.plates.values())
        is_near = is_near or any(_around(*ends).intersects(box) for ends in self._leaders)
        return is_near and bool(self.crossing(_corners([box]), np.array([at.toTuple()]))[0])

    # ---- many boxes: left, top, right and bottom of each, shape (n, 4)

    def beside_all(self, boxes: FloatArray) -> NDArray[np.intp]:
        """Return the indices of boxes in the pane, beside all marks and plates."""
        pane, taken = _corners([self._pane]), self.taken()
        is_inside = (boxes[:, :2] >= pane[:, :2]) & (boxes[:, 2:] <= pane[:, 2:])
        left, top, right, bottom = boxes.T[:, :, np.newaxis]
        beside = (left >= taken[:, 2]) | (right <= taken[:, 0])
        beside |= (top >= taken[:, 3]) | (bottom <= taken[:, 1])
        return np.flatnonzero(is_inside.all(axis=1) & beside.all(axis=1))

    def taken(self) -> FloatArray:
        """Return the boxes of marks and plates."""
        return np.concatenate((self._corners_of_marks, _corners([*self.plates.values()])))

    def covered(self, boxes: FloatArray) -> FloatArray:
        """Return how much boxes cover of the line of which they cover most.

        Returns
        -------
        ndarray, shape (n,)
            In parts of what they may cover at most; infinite where that is more.
        """
        x, y = self._samples
        left, top, right, bottom = boxes.T[:, :, np.newaxis, np.newaxis]
        is_inside = (x > left) & (x < right) & (y > top) & (y < bottom)
        shares = np.count_nonzero(is_inside, axis=2) / self._n_seen
        covered = shares.max(axis=1, initial=0.0) / MOST_COVERED
        return np.where(covered <= 1.0, covered, np.inf)

    def crossing(self, boxes: FloatArray, begins: FloatArray) -> NDArray[np.bool_]:
        """Return for boxes whether the leader crosses a plate, or one crosses the box.

        Parameters
        ----------
        boxes : ndarray, shape (n, 4)
        begins : ndarray, shape (n, 2)
            Where their leaders begin.
        """
        ends = np.clip(begins, boxes[:, :2] + INSET, boxes[:, 2:] - INSET)
        plates, leaders = _corners([*self.plates.values()]), np.array(self._leaders).reshape(-1, 4)
        own = _cut(begins[:, np.newaxis], ends[:, np.newaxis], plates + OUTWARDS)
        other = _cut(leaders[:, :2], leaders[:, 2:], boxes[:, np.newaxis] + OUTWARDS)
        return np.asarray(own.any(axis=1) | other.any(axis=1))

    # ---- what was there before

    @cached_property
    def _marks(self) -> list[QRectF]:
        return [box for layer in self._marked for box in layer.mark_boxes(self.frame)]

    @cached_property
    def _corners_of_marks(self) -> FloatArray:
        return _corners(self._marks)

    @cached_property
    def _samples(self) -> FloatArray:
        """X and y of places at equal distances along each line, shape (2, n_lines, n_places)."""
        lines = self._lines_of(self.frame)
        straight = [line for line in lines if len(line[0]) == 2]
        ends = np.array(straight).reshape(-1, 2, 2, 1)
        places = ends[:, :, 0] + SHARES * (ends[:, :, 1] - ends[:, :, 0])
        bent = [_along(*line) for line in lines if len(line[0]) > 2]
        return np.concatenate((places, *bent)).swapaxes(0, 1) if bent else places.swapaxes(0, 1)

    @cached_property
    def _n_seen(self) -> NDArray[np.intp]:
        """How many of the places along each line are seen, at least 1."""
        counts = np.count_nonzero(self._inside(self.frame.rect), axis=1)
        return np.asarray(np.maximum(counts, 1))


def _along(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return places at equal distances along a line, shape (1, 2, n_places)."""
    stride = max(1, len(x) // MOST_SAMPLED_VERTICES)
    x, y = x[::stride], y[::stride]
    way = np.zeros(len(x))
    np.cumsum(np.hypot(x[1:] - x[:-1], y[1:] - y[:-1]), out=way[1:])
    at = SHARES * way[-1]
    return np.array([(np.interp(at, way, x), np.interp(at, way, y))])


def _corners(boxes: Sequence[QRectF]) -> FloatArray:
    return np.array([box.getCoords() for box in boxes]).reshape(-1, 4)


def leader_end(box: QRectF, at: QPointF) -> QPointF:
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
