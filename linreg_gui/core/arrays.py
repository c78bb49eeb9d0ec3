"""Arrays that are returned or stored are read-only: several owners share them."""

from __future__ import annotations

import math
import mmap
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array = TypeVar("Array", bound=np.ndarray[Any, Any])


def frozen(array: Array) -> Array:
    """Make an array read-only, in place, and return it."""
    array.flags.writeable = False
    return array


_OWN_PAGES_FROM = 1 << 22
"""Bytes. The memory of smaller arrays is used again at once, which is faster."""


def uninitialised(*shape: int) -> NDArray[np.float64]:
    """Return an array for floats to come; the memory of a large one is freed when it goes.

    The C library keeps the memory of arrays that doubled in size: it was a third of what a run of
    a million epochs held.
    """
    n_bytes = 8 * math.prod(shape)
    if n_bytes < _OWN_PAGES_FROM:
        return np.empty(shape)
    return np.frombuffer(mmap.mmap(-1, n_bytes)).reshape(shape)
