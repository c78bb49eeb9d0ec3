"""An array that grows where it lies."""

import numpy as np
from numpy.typing import NDArray

FIRST_ROWS = 1000
GROWTH = 16
"""A sixteenth at a time: what is not used yet is little beside what is."""


class GrowingArray:
    """Rows of float64 of which nobody knows how many there will be.

    A list of blocks that are joined at the end would take the memory twice.

    Parameters
    ----------
    *row_shape : int
        Nothing for single numbers, the number of columns for a table.
    """

    def __init__(self, *row_shape: int) -> None:
        self._values = np.empty((FIRST_ROWS, *row_shape))
        self._n_rows = 0

    def __len__(self) -> int:
        return self._n_rows

    def extend(self, rows: NDArray[np.float64]) -> None:
        """Add rows, of shape (n, *row_shape), at the end."""
        end = self._n_rows + len(rows)
        capacity = len(self._values)
        if end > capacity:
            self._resize(max(end, capacity + capacity // GROWTH))
        self._values[self._n_rows : end] = rows
        self._n_rows = end

    def finished(self) -> NDArray[np.float64]:
        """Return the rows as an array of shape (n, *row_shape), once."""
        self._resize(self._n_rows)
        return self._values

    def _resize(self, n_rows: int) -> None:
        # Nobody else holds it: a view would be left without its memory.
        self._values.resize((n_rows, *self._values.shape[1:]), refcheck=False)
