"""Consecutive records of a descent, handed out together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class EpochBlock:
    """Consecutive records of a descent.

    Attributes
    ----------
    first_epoch : int
        The epoch of the first record.
    parameters : ndarray, shape (n_records, n_features + 1)
        Read-only; row k holds the parameters before the step of epoch first_epoch + k.
    losses : ndarray, shape (n_records,)
        Read-only; the loss at those parameters.
    """

    first_epoch: int
    parameters: NDArray[np.float64]
    losses: NDArray[np.float64]

    @property
    def last_epoch(self) -> int:
        """The epoch of the last record; first_epoch − 1 for an empty block."""
        return self.first_epoch + len(self) - 1

    def __len__(self) -> int:
        return len(self.losses)
