"""Every record of a run, as columns of floats, and the blocks in which records arrive."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen, uninitialised

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.optimizers import Memory
    from linreg_gui.core.settings import Optimizer


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The memory of an optimizer at one record.

    Attributes
    ----------
    epoch : int
        The record whose parameters belong to it.
    optimizer : Optimizer
        Whose memory it is; another optimizer cannot use it.
    memory : Memory
    """

    epoch: int
    optimizer: Optimizer
    memory: Memory


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


_SMALLEST_CAPACITY = 256


class _Columns:
    """Memory for records, which several histories may have in common.

    Attributes
    ----------
    parameters : ndarray, shape (capacity, n_features + 1)
    losses : ndarray, shape (capacity,)
    n_written : int
        The rows below it hold records and are never written again, whoever reads them.
    """

    def __init__(self, capacity: int, n_parameters: int) -> None:
        self.parameters = uninitialised(capacity, n_parameters)
        self.losses = uninitialised(capacity)
        self.n_written = 0

    def __len__(self) -> int:
        return len(self.losses)

    def write(self, parameters: ArrayLike, losses: ArrayLike, n_rows: int) -> None:
        rows = slice(self.n_written, self.n_written + n_rows)
        self.parameters[rows] = parameters
        self.losses[rows] = losses
        self.n_written = rows.stop


class History:
    """Records of consecutive epochs from 0 on; appended in blocks, read without copying.

    A copy shares the memory of its original until one of the two appends after a record that the
    other has continued from.

    Parameters
    ----------
    start_parameters : array_like, shape (n_features + 1,)
        The first record.
    start_loss : float
    capacity : int
        Records to reserve memory for; beyond it the memory doubles when full.
    """

    def __init__(
        self,
        start_parameters: ArrayLike,
        start_loss: float,
        capacity: int = _SMALLEST_CAPACITY,
    ) -> None:
        start = np.asarray(start_parameters, dtype=np.float64)
        capacity = max(capacity, _SMALLEST_CAPACITY)
        self._columns = _Columns(capacity, len(start))
        self._columns.write(start, start_loss, 1)
        self._n_records = 1
        self._checkpoints: list[Checkpoint] = []

    @property
    def n_records(self) -> int:
        """How many records there are, at least 1."""
        return self._n_records

    @property
    def last_epoch(self) -> int:
        """The epoch of the newest record."""
        return self._n_records - 1

    @property
    def parameters(self) -> NDArray[np.float64]:
        """All parameters, shape (n_records, n_features + 1): a read-only view."""
        return frozen(self._columns.parameters[: self._n_records])

    @property
    def losses(self) -> NDArray[np.float64]:
        """All losses, shape (n_records,): a read-only view, like ``parameters``."""
        return frozen(self._columns.losses[: self._n_records])

    def record(self, epoch: int) -> tuple[NDArray[np.float64], float]:
        """Return a copy of the parameters at an epoch, shape (n_features + 1,), and the loss.

        Raises
        ------
        IndexError
            If the epoch is not recorded.
        """
        self._check(epoch)
        columns = self._columns
        return frozen(columns.parameters[epoch].copy()), float(columns.losses[epoch])

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
        if end > len(self._columns):
            self._move(max(end, 2 * len(self._columns)))
        elif self._n_records < self._columns.n_written:
            self._move(len(self._columns))
        self._columns.write(block.parameters, block.losses, len(block))
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
        self._check(last_epoch)
        self._n_records = last_epoch + 1
        del self._checkpoints[bisect_right(self._checkpoints, last_epoch, key=_epoch_of) :]

    def copied(self, last_epoch: int) -> History:
        """Return a history with the records up to ``last_epoch``; no record is copied.

        Raises
        ------
        IndexError
            If that epoch is not recorded.
        """
        made = History(self._columns.parameters[0], 0.0)
        made._columns, made._n_records = self._columns, self._n_records
        made._checkpoints = self._checkpoints.copy()
        made.truncate(last_epoch)
        return made

    def _check(self, epoch: int) -> None:
        if not 0 <= epoch <= self.last_epoch:
            raise IndexError(f"Epoch {epoch} is not among 0 to {self.last_epoch}.")

    def _move(self, capacity: int) -> None:
        """Go on in other memory: the present one is full, or another history has written on."""
        n_records, former = self._n_records, self._columns
        self._columns = _Columns(capacity, former.parameters.shape[1])
        self._columns.write(former.parameters[:n_records], former.losses[:n_records], n_records)


def _epoch_of(checkpoint: Checkpoint) -> int:
    return checkpoint.epoch
