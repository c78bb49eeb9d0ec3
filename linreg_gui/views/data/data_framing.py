"""Which range of the data plane to show, when to choose it anew, and what its axes are called."""

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.views.canvas.pixel_frame import FloatArray

NEAR_ZERO_SPANS = 4.0
"""Zero lies near the values when it is at most this many times their span away."""


def padded_range(values: FloatArray) -> tuple[float, float]:
    """Give a range around the values with room to spare; one unit around a single value.

    Zero is taken in when it is not far: the line of the start, ŷ = 0, is then seen leaving it.
    """
    low, high = float(np.min(values)), float(np.max(values))
    if max(abs(low), abs(high)) <= NEAR_ZERO_SPANS * (high - low):
        low, high = min(low, 0.0), max(high, 0.0)
    spare = 0.1 * (high - low) if high > low else max(1.0, 0.1 * abs(high))
    return low - spare, high + spare


def is_edit(previous: Dataset, dataset: Dataset) -> bool:
    """Tell whether one dataset comes from the other by adding, removing or moving one point."""
    if previous.name != dataset.name or abs(previous.n_samples - dataset.n_samples) > 1:
        return False
    if previous.n_samples != dataset.n_samples:
        return True
    is_moved = (previous.x != dataset.x) | (previous.y != dataset.y)
    return int(np.count_nonzero(is_moved)) <= 1


def is_within(dataset: Dataset, shown: tuple[float, float, float, float]) -> bool:
    """Tell whether all points lie in a range: its left, right, bottom and top."""
    left, right, bottom, top = shown
    x, y = dataset.x, dataset.y
    return bool(np.all((left <= x) & (x <= right) & (bottom <= y) & (y <= top)))


def axis_label(symbol: str, name: str) -> str:
    """Name an axis after its symbol, and after what the values are if they have a name."""
    return symbol if name in {"", symbol} else f"{symbol} · {name}"
