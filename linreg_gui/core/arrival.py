"""When a run has arrived: not when it first comes near, but from when on it stays there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def arrival_epoch(is_near: NDArray[np.bool_], first_epoch: int = 0) -> float:
    """Return the epoch from which on all records are near.

    Momentum swings through the minimum and climbs out again, and batches jump in and out: the
    first record that is near says little.

    Parameters
    ----------
    is_near : ndarray of bool, shape (n_records,)
        In the order of the epochs.
    first_epoch : int
        That of the first record.

    Returns
    -------
    float
        Infinite when the last record is not near, or when there is none.
    """
    away = np.flatnonzero(~is_near)
    n_before = int(away[-1]) + 1 if len(away) else 0
    return math.inf if n_before == len(is_near) else float(first_epoch + n_before)
