"""Which part of the plane the data pane shows."""

import math

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.views.canvas.pixel_frame import FloatArray, Range
from linreg_gui.views.data.data_layers import POINT_RADIUS

EMPTY_RANGE: Range = (-0.6, 10.6, -0.6, 10.6)
"""From 0 to 10, with room for a whole point at the ends."""
POINT_ROOM = POINT_RADIUS + 1.0
NEAR_ZERO_SPANS = 4.0
"""Zero lies near the values when it is at most this many times their span away."""
LEAST_SPARE_FLOATS = 2
"""Floats left and right of values that hardly differ: a tenth of their span is none."""
NOTHING = np.empty(0)
NEAR_LINE_SPANS = 2.0
"""Points and the line over them are seen together where they take no more than so many spans of the
points."""
LEAST_FILLED = 0.5
"""Part of an axis that points which move by themselves fill, or less is shown once they rest."""


def suitable_range(data: Dataset, fitted: FloatArray = NOTHING) -> Range:
    """Return a range with room around the points.

    Parameters
    ----------
    data : Dataset
    fitted : ndarray, shape (n_samples,), optional
        Heights of the line over the points, to be seen as well where they are near.
    """
    if data.n_samples < 2 and is_within(data, EMPTY_RANGE):
        return EMPTY_RANGE
    y = np.append(data.y, fitted)
    if not np.ptp(y) <= NEAR_LINE_SPANS * np.ptp(data.y):
        y = data.y
    return *padded_range(data.x), *padded_range(y)


def padded_range(values: FloatArray) -> tuple[float, float]:
    """Return a range around the values with room to spare; one unit around a single value.

    Zero is taken in when it is not far: the line of the start, ŷ = 0, is then seen leaving it.
    """
    low, high = float(np.min(values)), float(np.max(values))
    if max(abs(low), abs(high)) <= NEAR_ZERO_SPANS * (high - low):
        low, high = min(low, 0.0), max(high, 0.0)
    spare = 0.1 * (high - low) if high > low else max(1.0, 0.1 * abs(high))
    spare = max(spare, LEAST_SPARE_FLOATS * math.ulp(max(abs(low), abs(high))))
    return low - spare, high + spare


def is_within(dataset: Dataset, shown: Range) -> bool:
    """Return whether all points lie in a range."""
    left, right, bottom, top = shown
    x, y = dataset.x, dataset.y
    return bool(np.all((left <= x) & (x <= right) & (bottom <= y) & (y <= top)))


def grown(shown: Range, wanted: Range) -> Range:
    """Return the range that has both in it."""
    left, right, bottom, top = wanted
    return (
        min(shown[0], left),
        max(shown[1], right),
        min(shown[2], bottom),
        max(shown[3], top),
    )


def is_too_large(shown: Range, wanted: Range) -> bool:
    """Return whether of an axis far more is shown than is wanted."""
    return any(
        wanted[end] - wanted[begin] < LEAST_FILLED * (shown[end] - shown[begin])
        for begin, end in ((0, 1), (2, 3))
    )


def is_edit(previous: Dataset, dataset: Dataset) -> bool:
    """Return whether one dataset comes from the other by adding, removing or moving one point."""
    if previous.name != dataset.name or abs(previous.n_samples - dataset.n_samples) > 1:
        return False
    if previous.n_features != dataset.n_features:
        return False
    if previous.n_samples != dataset.n_samples:
        return True
    is_moved = previous.y != dataset.y
    for before, now in zip(previous.features.T, dataset.features.T, strict=True):
        is_moved |= before != now
    return int(np.count_nonzero(is_moved)) <= 1
