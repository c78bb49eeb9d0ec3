"""Which points a step sees.

Every epoch shuffles the points anew and cuts them into batches; the last one may be smaller. The
order depends on seed and epoch alone, so any epoch can be made again by itself. Epoch k here is
the one whose steps lead from record k to record k + 1.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.centred_qr import CentredRows
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import Decay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig

POINTS_AT_ONCE = 4096
"""Of few points the batches of many epochs are summed up together: a NumPy call costs as much
for one epoch as for hundreds."""


def epoch_order(config: DescentConfig, n_samples: int, epoch: int) -> NDArray[np.intp]:
    """Return the order in which an epoch takes the points.

    Returns
    -------
    ndarray of int, shape (n_samples,)
        As the data has them, where a step takes all points.
    """
    if not config.has_batches(n_samples):
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


def batch_loss(objective: Objective, config: DescentConfig, epoch: int, step: int) -> QuadraticLoss:
    """Return the loss that one step goes down: over its batch only, with the whole penalty.

    The parameters are those of `batch_of`, with an objective in place of its dataset.

    Raises
    ------
    IndexError
        If the epoch has no such step.
    """
    dataset = objective.dataset
    batch = batch_of(dataset, config, epoch, step)
    loss = QuadraticLoss.of(CentredRows(dataset.features[batch], dataset.target[batch]))
    return objective.loss.held_in(loss.with_penalty(config.l2))


class EpochOrders:
    """The orders of one epoch after another, each shuffled once."""

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


class StepInputs:
    """For any range of steps: learning rate, means, curvature and pull of their batches."""

    def __init__(self, objective: Objective, config: DescentConfig) -> None:
        self._config = config
        dataset = objective.dataset
        self._columns = np.vstack([dataset.features.T, dataset.target])
        self._n_samples = dataset.n_samples
        self._orders = EpochOrders(config, self._n_samples)
        self._steps_per_epoch = config.steps_per_epoch(self._n_samples)
        self._whole = _inputs_of(objective.loss)

    def rows(self, first_step: int, n_steps: int) -> Iterable[tuple[float, ...]]:
        """Return a row of floats for each step, as ``optimizers.step_loop`` takes them.

        Parameters
        ----------
        first_step : int
            Counted from the run's epoch 0.
        n_steps : int
        """
        end_step = first_step + n_steps
        if self._steps_per_epoch > 1:
            return chain.from_iterable(self._pieces(first_step, end_step))
        if self._config.decay is Decay.NONE:
            return repeat((self._config.learning_rate, *self._whole), n_steps)
        rate_at = self._config.learning_rate_at
        return ((rate_at(epoch), *self._whole) for epoch in range(first_step, end_step))

    def _pieces(self, first_step: int, end_step: int) -> Iterator[Iterable[tuple[float, ...]]]:
        """Sum up some whole epochs, or a part of one, when their turn has come."""
        per_epoch, step = self._steps_per_epoch, first_step
        while step < end_step:
            epoch, within = divmod(step, per_epoch)
            end = min(per_epoch, within + end_step - step)
            n_epochs = 1
            if end - within == per_epoch:
                most = 1 + POINTS_AT_ONCE // self._n_samples
                n_epochs = min((end_step - step) // per_epoch, most)
            epochs = range(epoch, epoch + n_epochs)
            points = np.stack([self._orders.points_of(one, within, end) for one in epochs])
            rates = [self._config.learning_rate_at(one) for one in epochs]
            yield self._summed_up(points, np.repeat(rates, end - within).tolist())
            step += n_epochs * (end - within)

    def _summed_up(
        self, points: NDArray[np.intp], rates: list[float]
    ) -> Iterable[tuple[float, ...]]:
        """Sum up the batches of points of one epoch in each row.

        A batch by itself has the same bits as among others: no sum extends over batches.
        """
        size = self._config.batch_size or self._n_samples
        table = np.take(self._columns, points, axis=1)
        if size == 1:
            # A point alone has no spread: the same as of any other follows its means.
            spreads = _sums(table[:, 0, :1, np.newaxis], self._config.l2)[len(table) :, 0]
            means = table.reshape(len(table), -1).tolist()
            return zip(rates, *means, *map(repeat, spreads.tolist()), strict=False)
        n_full = points.shape[1] - points.shape[1] % size
        full = table[:, :, :n_full].reshape(len(table), -1, size)
        rest = table[:, :, n_full:]
        sums = [_sums(part, self._config.l2) for part in (full, rest) if part.size]
        inputs = np.concatenate([part.reshape(len(part), len(points), -1) for part in sums], axis=2)
        return zip(rates, *inputs.reshape(len(inputs), -1).tolist(), strict=True)


def _inputs_of(loss: QuadraticLoss) -> list[float]:
    """Return mean_x, mean_y, curvature and pull of all points in one list."""
    curvature = 2.0 * loss.curvature
    # As a product with the best weights the pull cancels exactly at the minimum.
    pull = curvature @ loss.solution.weights
    bends = curvature[np.triu_indices(loss.n_features)]
    return [*loss.mean_x.tolist(), loss.mean_y, *bends.tolist(), *pull.tolist()]


def _sums(batches: NDArray[np.float64], l2: float) -> NDArray[np.float64]:
    """Return mean_x, mean_y, curvature and pull of batches of one size.

    Parameters
    ----------
    batches : ndarray, shape (n_features + 1, n_batches, n_batch)
        The features and the target.
    l2 : float
        λ.

    Returns
    -------
    ndarray, shape (n_inputs, n_batches)
    """
    n_features = len(batches) - 1
    pairs = zip(*np.triu_indices(n_features), strict=True)
    means = batches.mean(axis=-1)
    centred = batches - means[..., np.newaxis]
    # Not one einsum: what it adds in which order depends on how many batches there are.
    bends = [
        2.0 * np.mean(centred[j] * centred[k], axis=-1) + 2.0 * l2 * (j == k) for j, k in pairs
    ]
    pulls = [2.0 * np.mean(column * centred[-1], axis=-1) for column in centred[:-1]]
    return np.vstack([means, *bends, *pulls])
