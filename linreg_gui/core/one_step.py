"""One step of a descent taken apart, whatever optimizer takes it and whatever points it sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from linreg_gui.core.arrays import frozen
from linreg_gui.core.batches import batch_loss, batch_of
from linreg_gui.core.descents import memory_at
from linreg_gui.core.stepwise import Position, Stepper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.history import History
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.optimizers import Memory
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig


class StepPlace(NamedTuple):
    """Which step of a run.

    Attributes
    ----------
    epoch : int
        That of the record before the epoch's steps.
    step : int
        Which of them, from 0.
    first_epoch : int
        The record from which on the settings are in force.
    """

    epoch: int
    step: int = 0
    first_epoch: int = 0


@dataclass(frozen=True, eq=False)
class OneStep:
    """A step in its parts; made by `one_step`.

    Attributes
    ----------
    epoch, index, n_steps : int
        Of ``n_steps`` in the epoch it is number ``index``, from 0.
    config : DescentConfig
    points : ndarray of int
        Indices of the points it sees.
    dataset : Dataset
        These points, standardised where the settings say so.
    loss : QuadraticLoss
        Over these points, with the penalty.
    parameters : ndarray, shape (n_features + 1,)
        Before it.
    value : float
        The loss at ``parameters``.
    gradient : ndarray, shape (n_features + 1,)
    memory : Memory
        What the optimizer carries to it.
    next_parameters : ndarray, shape (n_features + 1,), or None
        After it; None where the descent goes no further.
    """

    epoch: int
    index: int
    n_steps: int
    config: DescentConfig
    points: NDArray[np.intp]
    dataset: Dataset
    loss: QuadraticLoss
    parameters: NDArray[np.float64]
    value: float
    gradient: NDArray[np.float64]
    memory: Memory
    next_parameters: NDArray[np.float64] | None

    @property
    def learning_rate(self) -> float:
        """η of this step."""
        return self.config.learning_rate_at(self.epoch)


def one_step(
    objective: Objective,
    config: DescentConfig,
    history: History,
    place: StepPlace,
    following: NDArray[np.float64] | None,
) -> OneStep:
    """Take a step of a recorded run apart.

    Parameters
    ----------
    objective, config, history
        As for `make_descent`.
    place : StepPlace
        Of a recorded epoch.
    following : ndarray, shape (n_features + 1,), or None
        The record after the epoch's; None where the descent goes no further.

    Raises
    ------
    IndexError
        If the epoch has no such step.
    """
    epoch, index, first_epoch = place
    dataset, loss = objective.dataset, objective.loss
    parameters, value = history.record(epoch)
    memory = memory_at(objective, config, history, epoch, first_epoch)
    n_steps = config.steps_per_epoch(dataset.n_samples)
    points = batch_of(dataset, config, epoch, index)
    if n_steps > 1:
        loss = batch_loss(dataset, config, epoch, index)
        dataset = replace(dataset, features=dataset.features[points], target=dataset.target[points])
        stepper, first = Stepper(objective, config), epoch * n_steps
        _, before = stepper.run(Position(parameters, memory), first, index)
        rows, _ = stepper.run(before, first + index, 1)
        following = None if following is None else frozen(rows[0])
        parameters, memory = before
        value = loss.value(parameters)
    return OneStep(
        epoch=epoch,
        index=index,
        n_steps=n_steps,
        config=config,
        points=points,
        dataset=dataset,
        loss=loss,
        parameters=parameters,
        value=value,
        gradient=loss.gradient(parameters),
        memory=memory,
        next_parameters=following,
    )
