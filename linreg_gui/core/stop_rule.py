"""When a descent has converged and when it has diverged, whatever the scale of the data.

Neither the length of a step nor an absolute bound can tell: at a small learning rate every step
is short, and what is a small loss depends on the units.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.settings import StopReason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

DIVERGENCE_FACTOR = 1e12
"""A loss of more than this times the first has diverged."""

_LARGEST_FLOAT = float(np.finfo(np.float64).max)


class StopRule:
    """Judge records by the loss and the excess loss of the run's record 0.

    Parameters
    ----------
    loss : QuadraticLoss
    tolerance : float
        Converged: an excess loss of at most this fraction of the first, or of at most
        ``loss.rounding_excess``. 0: never.
    initial_loss, initial_excess : float
        Diverged: a loss that is not finite or more than 1e12 times the first. If the first is
        not finite itself, every record has diverged.
    """

    def __init__(
        self, loss: QuadraticLoss, tolerance: float, initial_loss: float, initial_excess: float
    ) -> None:
        largest = min(DIVERGENCE_FACTOR * max(initial_loss, loss.rounding_excess), _LARGEST_FLOAT)
        self._largest_loss = largest if math.isfinite(initial_loss) else -math.inf
        self._converged_excess = -math.inf
        if tolerance > 0.0:
            self._converged_excess = max(tolerance * initial_excess, loss.rounding_excess)

    def judge(
        self, losses: NDArray[np.float64], excesses: NDArray[np.float64]
    ) -> tuple[int, StopReason | None]:
        """Find where consecutive records end.

        Parameters
        ----------
        losses, excesses : ndarray, shape (n_records,)

        Returns
        -------
        n_kept : int
            How many records to keep: those before the first diverged one, or up to and
            including the first converged one.
        reason : StopReason or None
            CONVERGED, DIVERGED, or None when all are kept and more may follow.
        """
        n_kept, reason = len(losses), None
        is_sound = losses <= self._largest_loss
        if not is_sound.all():
            n_kept, reason = int(np.argmin(is_sound)), StopReason.DIVERGED
        is_converged = excesses[:n_kept] <= self._converged_excess
        if is_converged.any():
            return int(np.argmax(is_converged)) + 1, StopReason.CONVERGED
        return n_kept, reason
