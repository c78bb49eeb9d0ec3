"""Consecutive records of a descent, handed out together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from linreg_gui.core.checkpoint import Checkpoint


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
    checkpoints : tuple of Checkpoint
        Some of these records, with what it takes to go on from there; ascending. Plain descent
        needs none and has none.
    """

    first_epoch: int
    parameters: NDArray[np.float64]
    losses: NDArray[np.float64]
    checkpoints: tuple[Checkpoint, ...] = ()

    @property
    def last_epoch(self) -> int:
        """The epoch of the last record; first_epoch − 1 for an empty block."""
        return self.first_epoch + len(self) - 1

    def until(self, n_records: int) -> EpochBlock:
        """Return the first records only, at most ``n_records``."""
        last = self.first_epoch + n_records - 1
        kept = tuple(checkpoint for checkpoint in self.checkpoints if checkpoint.epoch <= last)
        return EpochBlock(
            self.first_epoch, self.parameters[:n_records], self.losses[:n_records], kept
        )

    def __len__(self) -> int:
        return len(self.losses)
