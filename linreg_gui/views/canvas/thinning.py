"""Long paths and curves, thinned to what the screen can show; only new records cost."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame

MOST_VERTICES = 3000
"""More are zig-zags drawn over each other; a wide antialiased vertex costs some 20 µs."""
MOST_KEPT = 20_000
MISSED = 0.05
"""Pixels by which a line may miss a vertex that is left out."""
WORTH_STRAIGHTENING = 16
"""Vertices of a line: so few are drawn as they are."""
STILL_BENT = 0.75
"""Of the vertices of a line; where more are left another look finds few to leave out."""


def visible_vertices(x: FloatArray, y: FloatArray) -> NDArray[np.intp]:
    """Return the indices of the records that lie in another pixel than the record before.

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
    """Return pairs of vertex indices: each segment between two pixels once, in drawing order."""
    size = np.int64(1 << 21)
    cell = (x.astype(np.int64) + (1 << 20)) * size + y.astype(np.int64) + (1 << 20)
    low, high = np.minimum(cell[:-1], cell[1:]), np.maximum(cell[:-1], cell[1:])
    _, first = np.unique(np.stack((low, high), axis=1), axis=0, return_index=True)
    first = np.sort(first)[-MOST_VERTICES:]
    return np.stack((first, first + 1), axis=1).ravel()


def straightened(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Leave out vertices of a line where it is straight to less than is seen.

    A wide antialiased line takes Qt as long for each vertex whether it turns there or not. Every
    second vertex is tried, and again of those that are left, for as long as many of them go. Where
    a line turns back it stays.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        In pixels.
    """
    n_before = math.inf
    while WORTH_STRAIGHTENING < len(x) < STILL_BENT * n_before:
        n_before = len(x)
        across, down = x[1:] - x[:-1], y[1:] - y[:-1]
        end = 2 * (len(across) // 2)
        to_x, from_x, to_y, from_y = across[:end:2], across[1:end:2], down[:end:2], down[1:end:2]
        missed = np.abs(to_x * from_y - to_y * from_x)
        is_kept = np.ones(len(x), bool)
        is_kept[1:end:2] = ~(missed <= MISSED * np.hypot(to_x + from_x, to_y + from_y))
        is_kept[1:end:2] |= to_x * from_x + to_y * from_y < 0.0
        x, y = x[is_kept], y[is_kept]
    return x, y


class ThinnedCurve:
    """Values at consecutive epochs, brought to pixels once a frame and revision.

    Attributes
    ----------
    values : ndarray, shape (n,)
        On the scale of the axis.
    revision : object
        Changes whenever values other than new ones at the end do.
    first_epoch : int
        The epoch of the first value.
    """

    def __init__(self) -> None:
        self.values: FloatArray = np.empty(0)
        self.revision: object = None
        self.first_epoch = 0
        self._key: object = None
        self._points: tuple[FloatArray, FloatArray, FloatArray]

    def pixels(self, frame: PixelFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the epochs kept and their positions in pixels, x and y."""
        key = (self.revision, len(self.values), self.first_epoch, frame)
        if key != self._key:
            kept, values = extremes(self.values, max(2, int(frame.rect.width())))
            epochs = kept + self.first_epoch
            self._points = epochs, frame.x_pixels(epochs), frame.y_pixels(values)
            self._key = key
        return self._points


def extremes(values: FloatArray, n_bins: int) -> tuple[FloatArray, FloatArray]:
    """Keep the lowest and the highest value of each bin, so that no peak is lost.

    Parameters
    ----------
    values : ndarray, shape (n,)
    n_bins : int
        About one bin a pixel.

    Returns
    -------
    places, kept : ndarray
        All values where there are at most four a bin.
    """
    n = len(values)
    if n <= 4 * n_bins:
        return np.arange(n, dtype=np.float64), values
    edges = np.linspace(0, n, n_bins, endpoint=False).astype(np.intp)
    low = np.minimum.reduceat(values, edges)
    high = np.maximum.reduceat(values, edges)
    is_rising = values[edges] <= values[np.append(edges[1:], n) - 1]
    kept = np.stack((np.where(is_rising, low, high), np.where(is_rising, high, low)), axis=1)
    places = np.repeat(edges.astype(np.float64), 2)
    return np.append(places, n - 1.0), np.append(kept.ravel(), values[-1])


class GrowingRange:
    """The lowest and the highest of values that are only added to while a key lasts."""

    def __init__(self) -> None:
        self._key: object = None
        self._range: tuple[float, float] = math.inf, -math.inf
        self._n_known = 0

    def of(self, key: object, values: FloatArray) -> tuple[float, float]:
        """Return both, looking at new values only.

        Parameters
        ----------
        key : object
            Another one forgets all values.
        values : ndarray, shape (n,)
            At least one.
        """
        if key != self._key or len(values) < self._n_known:
            self._key, self._n_known = key, 0
            self._range = math.inf, -math.inf
        if len(values) > self._n_known:
            new, (low, high) = values[self._n_known :], self._range
            self._range = min(low, float(new.min())), max(high, float(new.max()))
            self._n_known = len(values)
        return self._range
