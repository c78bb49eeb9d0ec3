"""Whether a descent runs away: records whose loss exceeds all before, one after the other."""

import numpy as np
from numpy.typing import NDArray

MOST_COUNTED = 32
"""Records compared one with another; of those before only the largest loss counts."""
FEWEST_SEEN = 3
"""From how many growing swings on a run is seen to run away."""
FEWEST_TOLD = 10
"""From how many on that is said: some settle again before."""


def growing_swings(losses: NDArray[np.float64]) -> int:
    """Count the newest records that each have a larger loss than every record before.

    Parameters
    ----------
    losses : ndarray, shape (n_records,)

    Returns
    -------
    int
        At most ``MOST_COUNTED``.

    Notes
    -----
    A descent that converges has such records too, with momentum or batches, but few in a row.
    """
    if len(losses) < 2 or not losses[-1] > losses[-2]:
        return 0
    first = max(1, len(losses) - MOST_COUNTED)
    largest = np.maximum.accumulate(losses[first - 1 :])
    largest = np.maximum(largest, losses[:first].max())
    is_growing = losses[first:] > largest[:-1]
    return len(is_growing) if is_growing.all() else int(np.argmin(is_growing[::-1]))


def swing_factor(parameters: NDArray[np.float64]) -> float | None:
    """Return how much longer each of the newest steps is than the step before.

    Parameters
    ----------
    parameters : ndarray, shape (n_records, n_features + 1)

    Returns
    -------
    float or None
        None with fewer than three records, or where a step has no length.

    Notes
    -----
    Plain descent along the steepest axis gives abs(1 - learning rate · largest eigenvalue).
    """
    rows = parameters[-FEWEST_TOLD - 2 :]
    if len(rows) < 3:
        return None
    with np.errstate(all="ignore"):
        # Unlike the root of a sum of squares this does not overflow.
        first, last = np.hypot.reduce(rows[1] - rows[0]), np.hypot.reduce(rows[-1] - rows[-2])
        factor = float((last / first) ** (1.0 / (len(rows) - 2)))
    return factor if np.isfinite(factor) and factor > 0.0 else None
