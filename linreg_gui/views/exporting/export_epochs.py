"""Which epochs an animation shows."""

import numpy as np


def frame_epochs(first: int, last: int, n_frames: int, *, is_early: bool) -> tuple[int, ...]:
    """Choose epochs from the first to the last one.

    Parameters
    ----------
    first, last : int
        Both are shown.
    n_frames : int
        At most this many; fewer where there are not so many epochs.
    is_early : bool
        Whether the distances grow geometrically: a descent does most at its beginning.

    Returns
    -------
    tuple of int
        Ascending, none twice.
    """
    n_epochs = last - first + 1
    if n_frames >= n_epochs:
        return tuple(range(first, last + 1))
    if n_frames == 1:
        return (last,)
    if not is_early:
        chosen = np.rint(np.linspace(first, last, n_frames)).astype(np.int64)
        return tuple(chosen.tolist())
    return tuple((first + _geometric(n_epochs, n_frames)).tolist())


def _geometric(n_epochs: int, n_frames: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give offsets from 0 to ``n_epochs`` − 1: one by one while a geometric step is below one."""
    places = np.rint(np.geomspace(1, n_epochs, n_frames)).astype(np.int64) - 1
    # From the start on: at least one more than the one before; from the end on: room for all.
    order = np.arange(n_frames)
    places = np.maximum.accumulate(places - order) + order
    return np.minimum(places, n_epochs - n_frames + order)
