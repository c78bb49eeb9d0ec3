"""Which points a step sees.

Every epoch shuffles the points anew and cuts them into batches; the last one may be smaller. The
order depends on seed and epoch alone, so any epoch can be made again by itself. Epoch k here is
the one whose steps lead from record k to record k + 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.quadratic_loss import QuadraticLoss

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.descent_config import DescentConfig


def epoch_order(config: DescentConfig, n_samples: int, epoch: int) -> NDArray[np.intp]:
    """Return the order in which an epoch takes the points.

    Returns
    -------
    ndarray of int, shape (n_samples,)
        As the data has them, where a step takes all points.
    """
    if config.steps_per_epoch(n_samples) == 1:
        return frozen(np.arange(n_samples))
    return frozen(np.random.default_rng((config.seed, epoch)).permutation(n_samples))


def batch_of(dataset: Dataset, config: DescentConfig, epoch: int, step: int) -> NDArray[np.intp]:
    """Return the indices of the points that one step sees.

    Parameters
    ----------
    dataset : Dataset
    config : DescentConfig
    epoch : int
        That of the record before the epoch's steps.
    step : int
        Within the epoch, from 0.

    Returns
    -------
    ndarray of int, shape (n_batch,)

    Raises
    ------
    IndexError
        If the epoch has no such step.
    """
    n_steps = config.steps_per_epoch(dataset.n_samples)
    if not 0 <= step < n_steps:
        raise IndexError(f"There is no step {step} among {n_steps}.")
    size = config.batch_size or dataset.n_samples
    return epoch_order(config, dataset.n_samples, epoch)[step * size : (step + 1) * size]


def batch_loss(dataset: Dataset, config: DescentConfig, epoch: int, step: int) -> QuadraticLoss:
    """Return the loss that one step goes down: over its batch only, with the whole penalty.

    The parameters are those of `batch_of`, ``dataset`` being that of the `Objective`.

    Raises
    ------
    IndexError
        If the epoch has no such step.
    """
    batch = batch_of(dataset, config, epoch, step)
    loss = QuadraticLoss.from_data(dataset.features[batch], dataset.target[batch])
    return loss.with_penalty(config.l2)


class EpochOrders:
    """The orders of one epoch after another, each shuffled once.

    Parameters
    ----------
    config : DescentConfig
    n_samples : int
    """

    def __init__(self, config: DescentConfig, n_samples: int) -> None:
        self._config = config
        self._n_samples = n_samples
        self._epoch = -1
        self._order = np.empty(0, dtype=np.intp)

    def points_of(self, epoch: int, first_step: int, end_step: int) -> NDArray[np.intp]:
        """Return the points of consecutive steps of an epoch, batch after batch."""
        if epoch != self._epoch:
            self._order = epoch_order(self._config, self._n_samples, epoch)
            self._epoch = epoch
        size = self._config.batch_size or self._n_samples
        return self._order[first_step * size : end_step * size]
