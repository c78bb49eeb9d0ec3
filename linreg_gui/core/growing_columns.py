"""Values computed from records that are only added to: each record costs once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import uninitialised

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_ROWS_AT_ONCE = 65_536
"""Rows computed at once, which bounds the memory for intermediate results."""


class GrowingColumns:
    """Rows computed from records that are only added to while a key lasts."""

    def __init__(self, n_columns: int = 1) -> None:
        self._key: object = None
        self._columns = np.empty((n_columns, 0))
        self._n_known = 0

    def of(
        self, key: object, n_rows: int, compute: Callable[[slice], NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        """Return all rows, computing the new ones.

        Parameters
        ----------
        key : object
            Another one forgets all rows.
        n_rows : int
        compute : callable
            Rows to values of shape (n_columns, number of rows), or (number of rows,) for one.

        Returns
        -------
        ndarray, shape (n_columns, n_rows)
            Valid until the next call.
        """
        if key != self._key or n_rows < self._n_known:
            self._key = key
            self._n_known = 0
        if n_rows > self._n_known:
            self._make_room(n_rows)
            for first in range(self._n_known, n_rows, _ROWS_AT_ONCE):
                new = slice(first, min(first + _ROWS_AT_ONCE, n_rows))
                self._columns[:, new] = compute(new)
            self._n_known = n_rows
        return self._columns[:, :n_rows]

    def _make_room(self, n_rows: int) -> None:
        n_columns, capacity = self._columns.shape
        if n_rows > capacity:
            grown = uninitialised(n_columns, max(n_rows, 2 * capacity))
            grown[:, : self._n_known] = self._columns[:, : self._n_known]
            self._columns = grown
