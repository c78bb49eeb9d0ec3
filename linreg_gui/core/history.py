"""Every record of a run, as columns of floats."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.checkpoint import Checkpoint
    from linreg_gui.core.epoch_block import EpochBlock

_SMALLEST_CAPACITY = 256


class History:
    """Records of consecutive epochs; appended in blocks, read without copying.

    Parameters
    ----------
    start_parameters : array_like, shape (n_features + 1,)
        The first record.
    start_loss : float
    first_epoch : int
        The epoch of the first record.
    capacity : int
        Records to reserve memory for; beyond it the memory doubles when full.
    """

    def __init__(
        self,
        start_parameters: ArrayLike,
        start_loss: float,
        first_epoch: int = 0,
        capacity: int = _SMALLEST_CAPACITY,
    ) -> None:
        start = np.asarray(start_parameters, dtype=np.float64)
        capacity = max(capacity, _SMALLEST_CAPACITY)
        self.first_epoch = first_epoch
        self._parameters = np.empty((capacity, len(start)))
        self._losses = np.empty(capacity)
        self._parameters[0] = start
        self._losses[0] = start_loss
        self._n_records = 1
        self._checkpoints: list[Checkpoint] = []

    @property
    def n_records(self) -> int:
        """How many records there are, at least 1."""
        return self._n_records

    @property
    def last_epoch(self) -> int:
        """The epoch of the newest record."""
        return self.first_epoch + self._n_records - 1

    @property
    def parameters(self) -> NDArray[np.float64]:
        """All parameters, shape (n_records, n_features + 1): a read-only view.

        A view taken earlier changes its last rows when records are dropped and replaced.
        """
        return frozen(self._parameters[: self._n_records])

    @property
    def losses(self) -> NDArray[np.float64]:
        """All losses, shape (n_records,): a read-only view, like ``parameters``."""
        return frozen(self._losses[: self._n_records])

    def record(self, epoch: int) -> tuple[NDArray[np.float64], float]:
        """Return a copy of the parameters at an epoch, shape (n_features + 1,), and the loss.

        Raises
        ------
        IndexError
            If the epoch is not recorded.
        """
        row = self._row(epoch)
        return frozen(self._parameters[row].copy()), float(self._losses[row])

    def append(self, block: EpochBlock) -> None:
        """Add records that follow the newest one.

        Raises
        ------
        ValueError
            If the block does not begin at the next epoch.
        """
        if block.first_epoch != self.last_epoch + 1:
            raise ValueError(f"Epoch {block.first_epoch} does not follow epoch {self.last_epoch}.")
        end = self._n_records + len(block)
        if end > len(self._losses):
            self._grow(max(end, 2 * len(self._losses)))
        self._parameters[self._n_records : end] = block.parameters
        self._losses[self._n_records : end] = block.losses
        self._n_records = end
        self._checkpoints.extend(block.checkpoints)

    def checkpoint(self, epoch: int) -> Checkpoint | None:
        """Return the latest checkpoint at or before an epoch; None when there is none."""
        n_earlier = bisect_right(self._checkpoints, epoch, key=_epoch_of)
        return self._checkpoints[n_earlier - 1] if n_earlier else None

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Add a checkpoint of the newest record, in place of the one it may have.

        Raises
        ------
        ValueError
            If it belongs to another record.
        """
        if checkpoint.epoch != self.last_epoch:
            raise ValueError(f"Epoch {checkpoint.epoch} is not the last, {self.last_epoch}.")
        if self._checkpoints and self._checkpoints[-1].epoch == checkpoint.epoch:
            self._checkpoints.pop()
        self._checkpoints.append(checkpoint)

    def truncate(self, last_epoch: int) -> None:
        """Drop the records after ``last_epoch``, and their checkpoints.

        Raises
        ------
        IndexError
            If that epoch is not recorded.
        """
        self._n_records = self._row(last_epoch) + 1
        del self._checkpoints[bisect_right(self._checkpoints, last_epoch, key=_epoch_of) :]

    def copied(self, last_epoch: int) -> History:
        """Return a history of its own with the records up to ``last_epoch``.

        Raises
        ------
        IndexError
            If that epoch is not recorded.
        """
        n_records = self._row(last_epoch) + 1
        made = History(self._parameters[0], float(self._losses[0]), self.first_epoch, n_records)
        made._parameters[:n_records] = self._parameters[:n_records]
        made._losses[:n_records] = self._losses[:n_records]
        made._n_records = n_records
        made._checkpoints = [kept for kept in self._checkpoints if kept.epoch <= last_epoch]
        return made

    def _row(self, epoch: int) -> int:
        if not self.first_epoch <= epoch <= self.last_epoch:
            raise IndexError(f"Epoch {epoch} is not among {self.first_epoch} to {self.last_epoch}.")
        return epoch - self.first_epoch

    def _grow(self, capacity: int) -> None:
        parameters = np.empty((capacity, self._parameters.shape[1]))
        losses = np.empty(capacity)
        parameters[: self._n_records] = self.parameters
        losses[: self._n_records] = self.losses
        self._parameters, self._losses = parameters, losses


def _epoch_of(checkpoint: Checkpoint) -> int:
    return checkpoint.epoch
