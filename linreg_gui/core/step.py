"""One step of a descent: its parts, and the arithmetic behind them row by row.

`one_step` finds the parts of a step, whatever optimizer takes it and whatever points it sees;
`worksheet` has a row for each point, and the sums the step is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.batches import batch_loss, batch_of
from linreg_gui.core.descents import memory_at
from linreg_gui.core.optimizers import Memory, Position
from linreg_gui.core.quadratic_loss import without_rounding
from linreg_gui.core.residuals import centred_residuals
from linreg_gui.core.stepwise import Stepper

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.history import History
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig

    _Column = NDArray[np.float64]
    _Columns = tuple[_Column, _Column, _Column, _Column, _Column, _Column]


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
        Indices, among all points, of those it sees.
    dataset : Dataset
        These points, standardised where the settings say so.
    loss : QuadraticLoss
        Over these points, with the penalty.
    parameters : ndarray, shape (n_features + 1,)
        Before it.
    value : float
        The loss at ``parameters``.
    gradient : ndarray, shape (n_features + 1,)
    rounding : ndarray, shape (n_features + 1,)
        How far each part of the gradient may be off by rounding alone.
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
    rounding: NDArray[np.float64]
    memory: Memory
    next_parameters: NDArray[np.float64] | None

    @property
    def told_gradient(self) -> NDArray[np.float64]:
        """The gradient as it is shown: a part that may be rounding alone is 0."""
        return without_rounding(self.gradient, self.rounding)

    @property
    def learning_rate(self) -> float:
        """η of this step."""
        return self.config.learning_rate_at(self.epoch)

    @property
    def held(self) -> int | None:
        """The place of the parameter that it does not move; None where all move."""
        return self.loss.held


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
        loss = batch_loss(objective, config, epoch, index)
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
        points=objective.numbers_of(points),
        dataset=dataset,
        loss=loss,
        parameters=parameters,
        value=value,
        gradient=loss.gradient(parameters),
        rounding=loss.gradient_rounding(parameters),
        memory=memory,
        next_parameters=following,
    )


def of_weight(step: OneStep, place: int) -> OneStep:
    """Return a step of several weights as the step of a single weight and the intercept.

    What the other weights say is taken from y. Then ŷ is a line over the column of the weight, with
    the residuals, the loss and the gradient there are (partial residuals: Larsen and McCleary, *The
    Use of Partial Residual Plots in Regression Analysis*, Technometrics 14, 1972).

    Parameters
    ----------
    step : OneStep
    place : int
        That of the weight.
    """
    dataset, others = step.dataset, step.parameters[:-1].copy()
    others[place] = 0.0
    with np.errstate(all="ignore"):
        target = dataset.target - dataset.features @ others
    pair = [place, -1]
    following = step.next_parameters
    first, second, n_steps = step.memory
    return replace(
        step,
        dataset=replace(
            dataset,
            features=dataset.features[:, [place]],
            target=target,
            feature_names=(dataset.feature_names[place],),
            true_parameters=None,
        ),
        parameters=frozen(step.parameters[pair]),
        gradient=frozen(step.gradient[pair]),
        rounding=frozen(step.rounding[pair]),
        memory=Memory(first[pair], second[pair], n_steps),
        next_parameters=None if following is None else frozen(following[pair]),
    )


MOST_ROWS = 200
"""The most rows that a worksheet shows; the others are shown summed."""


class ColumnValues(NamedTuple):
    """One number for each column of a worksheet: a row, or the sums or means of many."""

    x: float
    y: float
    prediction: float
    residual: float
    squared_residual: float
    x_residual: float


@dataclass(frozen=True, eq=False)
class Worksheet:
    """The arithmetic of one step, point by point; made by `worksheet`. All is read-only.

    Attributes
    ----------
    step : OneStep
        Over one feature. Its loss and gradient have the penalty λ·slope².
    x, y, prediction, residual, squared_residual, x_residual : ndarray, shape (n_samples,)
        The columns: ŷ = slope·x + intercept, the residual y − ŷ, its square, and x·residual.
    sums, means : ColumnValues
        Over all points. The loss without the penalty is the mean squared residual; its gradient
        is −2 times the means of x·residual and of the residual.
    rest : ColumnValues or None
        The sums of the points after the first ``MOST_ROWS``; None when there are none.
    """

    step: OneStep
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    prediction: NDArray[np.float64]
    residual: NDArray[np.float64]
    squared_residual: NDArray[np.float64]
    x_residual: NDArray[np.float64]
    sums: ColumnValues
    means: ColumnValues
    rest: ColumnValues | None

    @property
    def are_rounding(self) -> frozenset[str]:
        """The columns whose means, which make the gradient, may be rounding alone."""
        means = {"x_residual": self.means.x_residual, "residual": self.means.residual}
        told = without_rounding(list(means.values()), 0.5 * self.step.rounding).tolist()
        return frozenset(name for name, value in zip(means, told, strict=True) if value == 0.0)

    @property
    def n_samples(self) -> int:
        """How many points the worksheet is about."""
        return len(self.x)

    def row(self, index: int) -> ColumnValues:
        """Return the row of one point.

        Raises
        ------
        IndexError
            If there is no such point.
        """
        return ColumnValues(*(float(getattr(self, name)[index]) for name in ColumnValues._fields))


def worksheet(step: OneStep) -> Worksheet:
    """Work out a step from its points, with exactly the numbers the descent recorded.

    Parameters
    ----------
    step : OneStep
        Over one feature.

    Returns
    -------
    Worksheet
        Infinite or nan, without a warning, where a true value exceeds the float range.

    Raises
    ------
    ValueError
        If there are several features.
    """
    with np.errstate(all="ignore"):
        columns = _columns(step.dataset, step.parameters)
        return Worksheet(
            step,
            *columns,
            sums=ColumnValues(*(float(np.sum(column)) for column in columns)),
            means=ColumnValues(*(float(np.mean(column)) for column in columns)),
            rest=_rest(columns),
        )


def _columns(dataset: Dataset, parameters: NDArray[np.float64]) -> _Columns:
    if dataset.n_features != 1:
        raise ValueError("A worksheet has the rows of data of one feature only.")
    residual = centred_residuals(dataset, parameters)
    prediction = parameters[0] * dataset.x + parameters[1]
    squared, x_residual = residual**2, dataset.x * residual
    made = frozen(prediction), frozen(residual), frozen(squared), frozen(x_residual)
    return dataset.x, dataset.y, *made


def _rest(columns: _Columns) -> ColumnValues | None:
    if len(columns[0]) <= MOST_ROWS:
        return None
    return ColumnValues(*(float(np.sum(column[MOST_ROWS:])) for column in columns))
