"""End a descent on a plateau: when its best loss hardly falls any more.

The rule is scale-free and a function of the records alone: a run ends at the first record e with

    best loss up to e > (1 − improvement) · best loss up to e − patience.

Best, and not latest, because batches make the loss jump. A plateau is not convergence: a small
learning rate ends there as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.settings import StopReason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.descent import Descent
    from linreg_gui.core.epoch_block import EpochBlock
    from linreg_gui.core.stepwise import StepwiseDescent


class PatientDescent:
    """A descent that ends on a plateau, too.

    Parameters
    ----------
    descent : Descent or StepwiseDescent
        Its settings say how patient.
    losses : ndarray, shape (n_records,)
        Of all records so far that count, up to the one the descent continues from; at least that
        one. They decide the same end wherever a run was resumed.

    Attributes
    ----------
    epoch, stop_reason, diverged_epoch
        As for ``Descent``; the reason may be PLATEAU.
    """

    def __init__(self, descent: Descent | StepwiseDescent, losses: NDArray[np.float64]) -> None:
        self.config = descent.config
        self.epoch = descent.epoch
        self.stop_reason = descent.stop_reason
        self._descent = descent
        best = np.minimum.accumulate(losses)
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
        n_kept, self.stop_reason = self._judge(block.losses, self._descent.stop_reason)
        self.epoch += n_kept
        return block.until(n_kept)

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
