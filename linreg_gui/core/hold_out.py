"""Points that are not trained on: which ones, and the loss over them.

Scaling, limit, best fit and descent see the other points alone. The loss over the held-out points
is taken in the same columns: those points are scaled by the means and deviations of the others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.validation import DatasetError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.history import EpochBlock
    from linreg_gui.core.quadratic_loss import QuadraticLoss


class HoldOut(NamedTuple):
    """Which points are held out.

    Attributes
    ----------
    amount : float
        Below 1 a share of the points, rounded half up to a whole number of them; else how many.
    seed : int
        Of the order from which the first ones are taken.
    """

    amount: float
    seed: int = 0

    def rows(self, n_samples: int) -> NDArray[np.intp]:
        """Return the held-out rows of so many, ascending.

        Raises
        ------
        DatasetError
            Unless there is a point on each side.
        """
        share = math.floor(self.amount * n_samples + 0.5)
        count = share if self.amount < 1.0 else int(self.amount)
        if not 0 < count < n_samples:
            points = "point" if n_samples == 1 else "points"
            raise DatasetError(
                f"Of {n_samples:,} {points} {count:,} would be held out: at least one must be, and "
                "at least one must be left to train on."
            )
        return np.sort(np.random.default_rng(self.seed).permutation(n_samples)[:count])

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the dataset with these points held out, and no others.

        Raises
        ------
        DatasetError
            Unless there is a point on each side.
        """
        is_held_out = np.zeros(dataset.n_samples, dtype=bool)
        is_held_out[self.rows(dataset.n_samples)] = True
        return dataset.with_held_out(is_held_out)


class HeldOutScore:
    """The loss over held-out points, in the course of a descent.

    Parameters
    ----------
    loss : QuadraticLoss
        Over the held-out points.

    Attributes
    ----------
    n_points : int
    best_epoch : int or None
        The first record with the smallest loss; None before a record with a finite one.
    best_mse : float
    """

    def __init__(self, loss: QuadraticLoss) -> None:
        self.n_points = loss.n_samples
        self.best_epoch: int | None = None
        self.best_mse = math.inf
        self._loss = loss

    def mse(self, parameters: NDArray[np.float64]) -> float:
        """Return the mean squared error over the held-out points, without a penalty."""
        return self._loss.value(parameters)

    def see(self, block: EpochBlock) -> None:
        """Look at the records that follow those seen before."""
        values = self._loss.values_or_inf(block.parameters)
        if len(values) and values.min() < self.best_mse:
            row = int(values.argmin())
            self.best_epoch, self.best_mse = block.first_epoch + row, float(values[row])
