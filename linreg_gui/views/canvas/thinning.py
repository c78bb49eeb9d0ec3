"""Fewer vertices, the same picture: what the screen cannot tell apart is left out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.views.canvas.pixel_frame import FloatArray

MOST_VERTICES = 3000
"""More are zig-zags drawn over each other; a wide antialiased vertex costs some 20 µs."""
MOST_KEPT = 20_000


def visible_vertices(x: FloatArray, y: FloatArray) -> NDArray[np.intp]:
    """Give the indices of the records that lie in another pixel than the record before.

    The first and the last are always among them.
    """
    column, row = x.astype(np.int32), y.astype(np.int32)
    is_kept = np.ones(len(x), bool)
    is_kept[1:-1] = (column[1:-1] != column[:-2]) | (row[1:-1] != row[:-2])
    return np.flatnonzero(is_kept)


def without_middle(values: NDArray[Any]) -> NDArray[Any]:
    """Leave out the middle of more than ``MOST_KEPT`` vertices: it is drawn over anyway."""
    if len(values) <= MOST_KEPT:
        return values
    return np.concatenate((values[: MOST_KEPT // 2], values[-MOST_KEPT // 2 :]))


def distinct_segments(x: FloatArray, y: FloatArray) -> NDArray[np.intp]:
    """Give pairs of vertex indices: each segment between two pixels once, in drawing order."""
    size = np.int64(1 << 21)
    cell = (x.astype(np.int64) + (1 << 20)) * size + y.astype(np.int64) + (1 << 20)
    low, high = np.minimum(cell[:-1], cell[1:]), np.maximum(cell[:-1], cell[1:])
    _, first = np.unique(np.stack((low, high), axis=1), axis=0, return_index=True)
    first = np.sort(first)[-MOST_VERTICES:]
    return np.stack((first, first + 1), axis=1).ravel()
