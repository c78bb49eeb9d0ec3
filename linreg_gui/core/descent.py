"""Full-batch descent, plain, with momentum or Nesterov's, computed in blocks of epochs.

A step θ → θ − η(Hθ + g) is affine, so j steps are one affine map too: θ → θ + E_j θ + c_j. Its
square advances by 2j, and the first j rows of a table give the next j in one product. Keeping
E = M − I rather than M itself keeps the digits of directions that hardly move.

With a velocity v the same holds of θ and η·v together, which have one unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.history import Checkpoint, EpochBlock
from linreg_gui.core.optimizers import RULES, Memory, Position, linear_rule
from linreg_gui.core.stopping import JudgedDescent

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig

CHUNK_EPOCHS, CHUNK_EPOCHS_OF_MANY = 4096, 256
"""Records are computed in chunks of so many epochs, counted from the anchor, each chunk at once.
Of many features an epoch costs more than the calls that a longer chunk saves."""

MOST_IN_LONG_CHUNKS = 12
"""The most features that have the longer chunk."""

_LARGEST_AMPLIFICATION = 1e3
"""A map that enlarges more than this would enlarge rounding, too; shorter strides do not."""


def chunk_epochs(n_features: int) -> int:
    """Return how many epochs a chunk has."""
    return CHUNK_EPOCHS if n_features <= MOST_IN_LONG_CHUNKS else CHUNK_EPOCHS_OF_MANY


class AffineSteps:
    """The maps that advance a descent by 1, 2, 4, … epochs, made when first needed.

    Parameters
    ----------
    loss : QuadraticLoss
    config : DescentConfig
        Its optimizer has a linear rule.
    largest_loss : float
        Beyond it the descent has diverged, and its epochs are not computed on.
    """

    def __init__(self, loss: QuadraticLoss, config: DescentConfig, largest_loss: float) -> None:
        self._loss, self._largest_loss = loss, largest_loss
        n = loss.n_features + 1
        bend = config.learning_rate * loss.hessian
        slope = config.learning_rate * loss.gradient(np.zeros(n))
        (by_gradient, by_velocity), (gained, kept) = linear_rule(config.optimizer, config.momentum)
        change, shift = -by_gradient * bend, -by_gradient * slope
        if RULES[config.optimizer].has_velocity:
            one = np.eye(n)
            change = np.block([[change, -by_velocity * one], [gained * bend, (kept - 1.0) * one]])
            shift = np.concatenate((shift, gained * slope))
        self._maps = [(change, shift[:, np.newaxis])]
        self._is_complete = False
        # A held parameter has no rounding to enlarge, nor has its velocity, 0.
        self._moving = [row for row in range(self.n_rows) if row % n != loss.held]

    @property
    def n_rows(self) -> int:
        """How many numbers an epoch has: the parameters, and η·v of each if there is a v."""
        return len(self._maps[0][0])

    def fill(self, columns: NDArray[np.float64]) -> None:
        """Fill in the epochs after the first, about as many again at a time as are known.

        Parameters
        ----------
        columns : ndarray, shape (n_rows, n_epochs)
            One epoch per column, the first one given; changed in place.
        """
        n_known, n_epochs = 1, columns.shape[1]
        while n_known < n_epochs:
            power = n_known.bit_length() - 1
            self._square_up_to(power)
            power = min(power, len(self._maps) - 1)
            stride = 1 << power
            end = min(n_known + stride, n_epochs)
            change, shift = self._maps[power]
            known = columns[:, n_known - stride : end - stride]
            moved = change @ known
            moved += shift
            np.add(known, moved, out=columns[:, n_known:end])
            n_known = end
            if self._is_complete and self._has_diverged(columns[:, end - 1]):
                columns[:, end:] = np.nan
                return

    def _has_diverged(self, column: NDArray[np.float64]) -> bool:
        return not self._loss.value(column[: self._loss.n_features + 1]) <= self._largest_loss

    def _square_up_to(self, power: int) -> None:
        while len(self._maps) <= power and not self._is_complete:
            change, shift = self._maps[-1]
            squared = 2.0 * change + change @ change
            sizes = np.abs(squared[:, self._moving])
            self._is_complete = not (sizes <= _LARGEST_AMPLIFICATION).all()
            if not self._is_complete:
                self._maps.append((squared, 2.0 * shift + change @ shift))


class Descent(JudgedDescent):
    """The records of one descent, in order, as many at a time as asked for.

    The same records come out bit for bit however they are asked for and wherever the descent is
    resumed: each is always computed from the same earlier record of its chunk. No numpy warning
    escapes; what overflows is a divergence.

    Parameters
    ----------
    loss : QuadraticLoss
    config : DescentConfig
    start : Position or array_like, shape (n_features + 1,)
        The anchor: where it stands at ``first_epoch``, or the parameters there if it is at rest.
        Its record is not returned: the caller has it.
    first_epoch : int
        To resume exactly: a multiple of `chunk_epochs` after the epoch the run began at.
    anchor_offset : int
        How many records after the anchor the caller already has; below `chunk_epochs`.
    reference_parameters : array_like, shape (n_features + 1,), optional
        The run's record 0, by which convergence and divergence are judged; by default the start
        parameters.

    Raises
    ------
    ValueError
        If the anchor offset is out of range.
    """

    def __init__(
        self,
        loss: QuadraticLoss,
        config: DescentConfig,
        start: Position | ArrayLike,
        *,
        first_epoch: int = 0,
        anchor_offset: int = 0,
        reference_parameters: ArrayLike | None = None,
    ) -> None:
        self._chunk_epochs = chunk_epochs(loss.n_features)
        if not 0 <= anchor_offset < self._chunk_epochs:
            raise ValueError(f"The anchor offset must be from 0 to {self._chunk_epochs - 1}.")
        anchor = start if isinstance(start, Position) else Position.at_rest(start)
        reference = anchor.parameters if reference_parameters is None else reference_parameters
        super().__init__(loss, config, first_epoch + anchor_offset, reference)
        self.loss = loss
        with np.errstate(all="ignore"):
            self._steps = AffineSteps(loss, config, self._largest_loss)
            self._columns = np.empty((self._steps.n_rows, self._chunk_epochs + 1))
            self._parameters = self._columns[: loss.n_features + 1]
            self._velocities = self._columns[loss.n_features + 1 :]
            self._begin_chunk(anchor)
            self._offset = anchor_offset
            excesses = self._excesses[anchor_offset : anchor_offset + 1]
            self._judge(loss.minimum_value + excesses, excesses, self.epoch)
        self._stop_at_last_epoch()

    def advance(self, max_records: int) -> EpochBlock:
        """Compute the next records.

        Parameters
        ----------
        max_records : int
            How many to return; fewer when the descent ends before. Memory for all of them is
            reserved at once.

        Returns
        -------
        EpochBlock
            Finite records only; empty once ``stop_reason`` is set.
        """
        first_epoch = self.epoch + 1
        count = max(0, min(max_records, self.config.max_epochs - self.epoch))
        if self.stop_reason is not None:
            count = 0
        parameters = np.empty((count, len(self._parameters)))
        losses = np.empty(count)
        written, checkpoints = 0, list[Checkpoint]()
        with np.errstate(all="ignore"):
            while written < count and self.stop_reason is None:
                written += self._copy_next(parameters[written:], losses[written:])
                if self._offset == self._chunk_epochs:
                    self._begin_chunk(self.position)
                    checkpoints += self._checkpoint()
        self._stop_at_last_epoch()
        table = frozen(parameters[:written]), frozen(losses[:written])
        return EpochBlock(first_epoch, *table, tuple(checkpoints))

    def _copy_next(self, parameters: NDArray[np.float64], losses: NDArray[np.float64]) -> int:
        """Copy records up to the end of the chunk and return how many."""
        first = self._offset + 1
        end = min(first + len(losses), self._chunk_epochs + 1)
        found = losses[: end - first]
        np.add(self._excesses[first:end], self.loss.minimum_value, out=found)
        n_kept = self._judge(found, self._excesses[first:end], self.epoch + 1)
        parameters[:n_kept] = self._parameters[:, first : first + n_kept].T
        self._offset += n_kept
        self.epoch += n_kept
        return n_kept

    @property
    def position(self) -> Position:
        """The position at the last record returned."""
        parameters = self._parameters[:, self._offset].copy()
        if not self.config.optimizer.has_memory:
            return Position.at_rest(parameters)
        velocity = self._velocities[:, self._offset] / self.config.learning_rate
        n_steps = self._anchor.memory.n_steps + self._offset
        return Position(parameters, Memory(velocity, np.zeros_like(velocity), n_steps))

    def _begin_chunk(self, anchor: Position) -> None:
        self._anchor, self._offset = anchor, 0
        self._parameters[:, 0] = anchor.parameters
        if self.config.optimizer.has_memory:
            self._velocities[:, 0] = self.config.learning_rate * anchor.memory.first
        self._steps.fill(self._columns)
        self._excesses = self.loss.excess_values(self._parameters.T)

    def _checkpoint(self) -> list[Checkpoint]:
        """Return what it takes to go on from the chunk just begun."""
        if not self.config.optimizer.has_memory:
            return []
        return [Checkpoint(self.epoch, self.config.optimizer, self._anchor.memory)]
