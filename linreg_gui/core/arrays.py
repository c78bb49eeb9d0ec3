"""Arrays that are handed out must not change under those who hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def frozen(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Make an array read-only, in place, and return it."""
    array.flags.writeable = False
    return array
