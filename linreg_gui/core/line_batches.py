"""The batches of a line's data, summed up for the loops of ``core.line_steps``."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.batches import EpochOrders
from linreg_gui.core.descent_config import Decay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from linreg_gui.core.descent_config import DescentConfig
    from linreg_gui.core.line_steps import LineSteps
    from linreg_gui.core.objective import Objective


POINTS_AT_ONCE = 4096
"""Of few points the batches of many epochs are summed up together: a NumPy call costs as much
for one epoch as for hundreds."""


class LineBatches:
    """For any range of steps: learning rate, means, curvature and pull of their batches.

    Parameters
    ----------
    objective : Objective
        Of one feature.
    config : DescentConfig
    """

    def __init__(self, objective: Objective, config: DescentConfig) -> None:
        self._config = config
        self._x = np.ascontiguousarray(objective.dataset.x)
        self._y = objective.dataset.y
        self._orders = EpochOrders(config, len(self._y))
        self._steps_per_epoch = config.steps_per_epoch(len(self._y))
        loss = objective.loss
        curvature = 2.0 * float(loss.curvature[0, 0])
        # As a product with the best slope the pull cancels exactly at the minimum.
        pull = curvature * float(loss.solution.weights[0])
        self._whole = (float(loss.mean_x[0]), loss.mean_y, curvature, pull)

    def steps(self, first_step: int, n_steps: int) -> LineSteps:
        """Return what the loops take, for steps counted from the run's epoch 0."""
        end_step = first_step + n_steps
        if self._steps_per_epoch > 1:
            return chain.from_iterable(self._pieces(first_step, end_step))
        if self._config.decay is Decay.NONE:
            return repeat((self._config.learning_rate, *self._whole), n_steps)
        rate_at = self._config.learning_rate_at
        return ((rate_at(epoch), *self._whole) for epoch in range(first_step, end_step))

    def _pieces(self, first_step: int, end_step: int) -> Iterator[LineSteps]:
        """Sum up some whole epochs, or a part of one, when their turn has come."""
        per_epoch, step = self._steps_per_epoch, first_step
        while step < end_step:
            epoch, within = divmod(step, per_epoch)
            end = min(per_epoch, within + end_step - step)
            n_epochs = 1
            if end - within == per_epoch:
                n_epochs = min((end_step - step) // per_epoch, 1 + POINTS_AT_ONCE // len(self._y))
            epochs = range(epoch, epoch + n_epochs)
            points = np.stack([self._orders.points_of(one, within, end) for one in epochs])
            rates = [self._config.learning_rate_at(one) for one in epochs]
            yield self._summed_up(points, np.repeat(rates, end - within).tolist())
            step += n_epochs * (end - within)

    def _summed_up(self, points: NDArray[np.intp], rates: list[float]) -> LineSteps:
        """Sum up the batches of points of one epoch in each row."""
        size = self._config.batch_size or len(self._y)
        x, y = self._x[points], self._y[points]
        penalty = 2.0 * self._config.l2
        if size == 1:
            return zip(rates, x.ravel().tolist(), y.ravel().tolist(), repeat(penalty), repeat(0.0))
        n_full = points.shape[1] - points.shape[1] % size
        shape = len(points), -1, size
        full = _summed_up(x[:, :n_full].reshape(shape), y[:, :n_full].reshape(shape), penalty)
        rest = _summed_up(x[:, np.newaxis, n_full:], y[:, np.newaxis, n_full:], penalty)
        sums = (np.hstack(pair).ravel().tolist() for pair in zip(full, rest, strict=True))
        return zip(rates, *sums, strict=True)


def _summed_up(
    x: NDArray[np.float64], y: NDArray[np.float64], penalty: float
) -> tuple[NDArray[np.float64], ...]:
    """Return x̄, ȳ, curvature and pull of batches, shape (n_epochs, n_batches, n_batch)."""
    if x.size == 0:
        none = np.empty((len(x), 0))
        return none, none, none, none
    mean_x, mean_y = x.mean(axis=-1), y.mean(axis=-1)
    centred = x - mean_x[..., np.newaxis]
    curvature = 2.0 * np.mean(centred * centred, axis=-1) + penalty
    pull = 2.0 * np.mean(centred * (y - mean_y[..., np.newaxis]), axis=-1)
    return mean_x, mean_y, curvature, pull
