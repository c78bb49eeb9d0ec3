"""How plain descent does at many learning rates, without running it.

A step multiplies the distance δ along each principal axis by 1 − ηλ, so the excess loss after k
epochs is Σ ½ λ δ² (1 − ηλ)²ᵏ.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss


class PlainRuns:
    """The runs of plain descent from one start, a learning rate each.

    Parameters
    ----------
    loss : QuadraticLoss
    start : array_like, shape (n_features + 1,)
    learning_rates : ndarray, shape (n_rates,)
    """

    def __init__(
        self, loss: QuadraticLoss, start: ArrayLike, learning_rates: NDArray[np.float64]
    ) -> None:
        position = np.asarray(start, dtype=np.float64)
        self._rounding = loss.rounding_excess
        with np.errstate(all="ignore"):
            offsets = loss.eigenvectors.T @ (position - loss.minimum_parameters)
            shares = 0.5 * loss.eigenvalues * offsets**2
            # Along an axis without a share nothing happens, whatever its factor.
            self._shares = shares[shares > 0.0]
            self._logs = _log_factors(np.outer(learning_rates, loss.eigenvalues[shares > 0.0]))

    def excesses(self, epochs: ArrayLike) -> NDArray[np.float64]:
        """Return the excess losses after so many epochs, at least 1: one number, or one a rate.

        Returns
        -------
        ndarray, shape (n_rates,)
            Infinite where it exceeds the float range.
        """
        with np.errstate(all="ignore"):
            powers = np.exp(2.0 * np.reshape(epochs, (-1, 1)) * self._logs)
            return np.asarray(powers @ self._shares)

    def has_reduced(self, fraction: float, epochs: float) -> bool:
        """Return whether every run has at most this fraction of its excess loss left by then."""
        target = fraction * float(np.sum(self._shares))
        return bool((self.excesses(epochs) <= target).all())

    def epochs_to_reduce(self, fraction: float) -> NDArray[np.float64]:
        """Return the first epoch with at most this fraction of the excess loss at the start.

        Parameters
        ----------
        fraction : float
            Between 0 and 1, both exclusive.

        Returns
        -------
        ndarray, shape (n_rates,)
            Whole numbers, to nine digits; infinite where the run diverges, 0 where the start is
            at the minimum up to rounding.
        """
        target = fraction * float(np.sum(self._shares))
        if target <= self._rounding:
            return np.zeros(len(self._logs))
        slowest = np.max(self._logs, axis=1)
        converges = slowest < 0.0
        with np.errstate(all="ignore"):
            bound = np.ceil(math.log(fraction) / (2.0 * slowest)) + 1.0
        late = np.where(converges, bound, 0.0)
        early = np.zeros_like(late)
        # Where all factors are below 1 the excess only falls.
        while (late - early > np.maximum(1.0, 1e-9 * late)).any():
            middle = np.maximum(np.floor((early + late) / 2.0), 1.0)
            has_arrived = self.excesses(middle) <= target
            late = np.where(has_arrived, middle, late)
            early = np.where(has_arrived, early, middle)
        return np.where(converges, late, math.inf)


def _log_factors(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log |1 − step| without losing a step of 1e-20, nor one just below 2."""
    return np.where(steps < 1.0, np.log1p(-np.minimum(steps, 1.0)), np.log1p(steps - 2.0))
