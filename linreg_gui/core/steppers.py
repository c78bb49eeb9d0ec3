"""Take step after step of any optimizer, over all the data or over batches.

A stepper stands nowhere itself: a `Position` goes in and comes out, so the same steps give the
same bits however they are cut into pieces. Steps are counted from the run's epoch 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from linreg_gui.core.batches import EpochOrders
from linreg_gui.core.line_batches import LineBatches
from linreg_gui.core.line_steps import LINE_LOOPS
from linreg_gui.core.model import mse_gradient
from linreg_gui.core.optimizers import Memory, StepSettings, optimizer_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.descent_config import DescentConfig
    from linreg_gui.core.objective import Objective


class Position(NamedTuple):
    """Where a descent stands.

    Attributes
    ----------
    parameters : ndarray, shape (n_features + 1,)
    memory : Memory
    """

    parameters: NDArray[np.float64]
    memory: Memory


class Stepper(Protocol):
    """What takes steps."""

    def run(
        self, position: Position, first_step: int, n_steps: int
    ) -> tuple[NDArray[np.float64], Position]:
        """Take consecutive steps.

        Returns
        -------
        rows : ndarray, shape (n_steps, n_features + 1)
            The parameters after each step.
        position : Position
            After the last.
        """


def make_stepper(objective: Objective, config: DescentConfig) -> Stepper:
    """Make the fastest stepper there is for an objective."""
    is_line = objective.dataset.n_features == 1
    return LineStepper(objective, config) if is_line else PlaneStepper(objective, config)


class LineStepper:
    """Steps of one feature, on plain floats.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
    """

    def __init__(self, objective: Objective, config: DescentConfig) -> None:
        self._batches = LineBatches(objective, config)
        self._loop = LINE_LOOPS[config.optimizer]
        self._momentum = config.momentum

    def run(
        self, position: Position, first_step: int, n_steps: int
    ) -> tuple[NDArray[np.float64], Position]:
        """Take consecutive steps; see `Stepper.run`."""
        parameters, (first, second, n_before) = position
        before = (*parameters.tolist(), *first.tolist(), *second.tolist(), n_before)
        coefficients: list[float] = []
        steps = self._batches.steps(first_step, n_steps)
        state = self._loop(before, steps, coefficients.append, self._momentum)
        memory = Memory(np.array(state[2:4]), np.array(state[4:6]), state[6])
        return np.reshape(coefficients, (-1, 2)), Position(np.array(state[:2]), memory)


class PlaneStepper:
    """Steps of any number of features, by the readable definitions.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
    """

    def __init__(self, objective: Objective, config: DescentConfig) -> None:
        self._objective = objective
        self._config = config
        self._steps_per_epoch = config.steps_per_epoch(objective.dataset.n_samples)
        self._orders = EpochOrders(config, objective.dataset.n_samples)

    def run(
        self, position: Position, first_step: int, n_steps: int
    ) -> tuple[NDArray[np.float64], Position]:
        """Take consecutive steps; see `Stepper.run`."""
        parameters, memory = position
        rows = np.empty((n_steps, len(parameters)))
        for row, step in enumerate(range(first_step, first_step + n_steps)):
            epoch, within = divmod(step, self._steps_per_epoch)
            rate = self._config.learning_rate_at(epoch)
            settings = StepSettings(rate, self._config.momentum)
            gradient = self._gradient(parameters, epoch, within)
            parameters, memory = optimizer_step(
                self._config.optimizer, settings, parameters, gradient, memory
            )
            rows[row] = parameters
        return rows, Position(parameters, memory)

    def _gradient(
        self, parameters: NDArray[np.float64], epoch: int, within: int
    ) -> NDArray[np.float64]:
        if self._steps_per_epoch == 1:
            return self._objective.loss.gradient(parameters)
        points = self._orders.points_of(epoch, within, within + 1)
        dataset = self._objective.dataset
        gradient = mse_gradient(dataset.features[points], dataset.target[points], parameters)
        gradient[:-1] += 2.0 * self._config.l2 * parameters[:-1]
        return gradient
