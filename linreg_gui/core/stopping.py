"""When a descent ends: converged, diverged or on a plateau, whatever the scale of the data.

Neither the length of a step nor an absolute bound can decide: at a small learning rate every
step is short, and what is a small loss depends on the units. So losses are compared with those
of the run itself.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.settings import StopReason

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.descent import Descent
    from linreg_gui.core.history import EpochBlock
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig
    from linreg_gui.core.stepwise import StepwiseDescent

DIVERGENCE_FACTOR = 1e12
"""A loss of more than this times the first has diverged."""

_LARGEST_FLOAT = float(np.finfo(np.float64).max)


class JudgedDescent:
    """A descent that is ended by the loss of its records, however they are computed.

    It has converged when the excess loss is at most the fraction ``tolerance`` of the excess loss
    of record 0, or rounding; with a tolerance of 0 it never has. It has diverged when a loss is
    not finite or more than 1e12 times the loss of record 0.

    Parameters
    ----------
    loss : QuadraticLoss
    config : DescentConfig
    epoch : int
        The record that the descent stands at.
    reference : array_like, shape (n_features + 1,)
        The run's record 0. If its loss is not finite, every record has diverged.

    Attributes
    ----------
    epoch : int
        The last record returned.
    stop_reason : StopReason or None
        None while there is more to come.
    diverged_epoch : int or None
        The first record that was not kept because it had diverged.
    initial_loss, initial_excess : float
        The loss of record 0, and by how much it exceeds the minimum.
    """

    def __init__(
        self, loss: QuadraticLoss, config: DescentConfig, epoch: int, reference: ArrayLike
    ) -> None:
        self.config, self.epoch = config, epoch
        self.stop_reason: StopReason | None = None
        self.diverged_epoch: int | None = None
        self.initial_loss = loss.value(reference)
        self.initial_excess = float(loss.excess_values(reference))
        rounding = loss.rounding_excess
        largest = min(DIVERGENCE_FACTOR * max(self.initial_loss, rounding), _LARGEST_FLOAT)
        self._largest_loss = largest if math.isfinite(self.initial_loss) else -math.inf
        self._converged_excess = -math.inf
        if config.tolerance > 0.0:
            self._converged_excess = max(config.tolerance * self.initial_excess, rounding)

    def _judge(
        self, losses: NDArray[np.float64], excesses: NDArray[np.float64], first_epoch: int
    ) -> int:
        """Set the stop reason if one of these records ends the descent.

        Returns
        -------
        int
            How many records to keep: those before the first diverged one, or up to and including
            the first converged one.
        """
        n_kept, self.stop_reason = len(losses), None
        is_sound = losses <= self._largest_loss
        if not is_sound.all():
            n_kept, self.stop_reason = int(np.argmin(is_sound)), StopReason.DIVERGED
        is_converged = excesses[:n_kept] <= self._converged_excess
        if is_converged.any():
            n_kept, self.stop_reason = int(np.argmax(is_converged)) + 1, StopReason.CONVERGED
        if self.stop_reason is StopReason.DIVERGED:
            self.diverged_epoch = first_epoch + n_kept
        return n_kept

    def _stop_at_last_epoch(self) -> None:
        if self.stop_reason is None and self.epoch >= self.config.max_epochs:
            self.stop_reason = StopReason.MAX_EPOCHS


class PatientDescent:
    """A descent that ends on a plateau, too: when its best loss hardly falls any more.

    The test has no scale and depends on the records alone: a run ends at the first record e with

        best loss up to e > (1 − improvement) · best loss up to e − patience.

    Best, and not latest, because batches make the loss jump. A plateau is not convergence: a
    small learning rate ends there as well.

    Parameters
    ----------
    descent : Descent or StepwiseDescent
        Its settings say how patient.
    records : ndarray, shape (n_records, n_parameters)
        All so far that count, up to the one the descent continues from; at least that one. They
        decide the same end wherever a run was resumed.
    losses : ndarray, shape (n_records,)
        Of these records.
    held_out : QuadraticLoss, optional
        That over the held-out points, where it is the one that has to fall.

    Attributes
    ----------
    epoch, stop_reason, diverged_epoch
        As for `JudgedDescent`; the reason may be PLATEAU.
    """

    def __init__(
        self,
        descent: Descent | StepwiseDescent,
        records: NDArray[np.float64],
        losses: NDArray[np.float64],
        held_out: QuadraticLoss | None = None,
    ) -> None:
        self.config = descent.config
        self.epoch = descent.epoch
        self.stop_reason = descent.stop_reason
        self._descent, self._held_out = descent, held_out
        best = np.minimum.accumulate(self._watched(records, losses))
        self._best = best[-self.config.patience - 1 :]
        if self.stop_reason in {None, StopReason.MAX_EPOCHS} and self._plateau(1) == 0:
            self.stop_reason = StopReason.PLATEAU

    @property
    def diverged_epoch(self) -> int | None:
        """The first record that was not kept because it had diverged."""
        has_diverged = self.stop_reason is StopReason.DIVERGED
        return self._descent.diverged_epoch if has_diverged else None

    def advance(self, max_records: int) -> EpochBlock:
        """Compute the next records; see ``Descent.advance``."""
        if self.stop_reason is not None:
            return replace(self._descent.advance(0), first_epoch=self.epoch + 1)
        block = self._descent.advance(max_records)
        watched = self._watched(block.parameters, block.losses)
        n_kept, self.stop_reason = self._judge(watched, self._descent.stop_reason)
        self.epoch += n_kept
        return block.until(n_kept)

    def _watched(
        self, records: NDArray[np.float64], losses: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the losses that have to fall; infinite ones where they cannot be computed."""
        if self._held_out is None:
            return losses
        return self._held_out.values_or_inf(records)

    def _judge(
        self, losses: NDArray[np.float64], reason: StopReason | None
    ) -> tuple[int, StopReason | None]:
        """Return how many of these records stay, and why the descent ends with the last."""
        n_new = len(losses)
        best = np.minimum.accumulate(np.append(self._best[-1], losses))
        self._best = np.append(self._best, best[1:])
        plateau = self._plateau(n_new)
        self._best = self._best[-self.config.patience - 1 :]
        is_last = plateau == n_new - 1
        if plateau == n_new or (is_last and reason is StopReason.CONVERGED):
            return n_new, reason
        return plateau + 1, StopReason.PLATEAU

    def _plateau(self, n_new: int) -> int:
        """Return which of the newest records is the first on a plateau; ``n_new`` if none is."""
        patience = self.config.patience
        end = len(self._best)
        first = min(max(end - n_new, patience), end)
        needed = (1.0 - self.config.improvement) * self._best[first - patience : end - patience]
        is_plateau = self._best[first:end] > needed
        if not is_plateau.any():
            return n_new
        return first + int(np.argmax(is_plateau)) - (end - n_new)
