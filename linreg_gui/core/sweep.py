"""Many learning rates side by side: when each has arrived, and where it is in the end.

Plain descent has a closed form: two hundred rates take about a millisecond. All else is run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.descents import is_plain, make_descent
from linreg_gui.core.history import History
from linreg_gui.core.settings import StopReason
from linreg_gui.core.stability import (
    PlainRuns,
    arrival_epoch,
    fraction_left,
    largest_stable_learning_rate,
    stability_limit,
)
from linreg_gui.core.stopping import DIVERGENCE_FACTOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.objective import Objective
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig

CLIFF_EPOCHS = 4096
"""Epochs that distinguish rates just above and just below the limit, 0.1 % apart at worst."""

_CLIFF_HALVINGS = 22
_RECORDS_A_CALL = 4096


@dataclass(frozen=True)
class SweepPoint:
    """The results of one learning rate.

    Attributes
    ----------
    learning_rate : float
    epochs_to_target : tuple of float
        The record from which on at most `fraction_left` of the excess loss at the start is
        left; for each seed. Infinite if there is none: at no epoch for plain descent, up to the
        last epoch of the settings for all others.
    final_losses : tuple of float
        After the last epoch of the settings; for each seed. Infinite where the run diverges.
    """

    learning_rate: float
    epochs_to_target: tuple[float, ...]
    final_losses: tuple[float, ...]


def sweep_rates(
    objective: Objective, config: DescentConfig, start: ArrayLike, count: int = 200
) -> NDArray[np.float64]:
    """Choose learning rates to sweep, in constant ratio.

    From a ten-thousandth of the limit to twice the limit; that of plain descent for batches. An
    adaptive optimizer moves by about the learning rate itself: its rates are measured by the
    way there is to go, from a ten-thousandth to ten times that.

    Returns
    -------
    ndarray, shape (count,)
    """
    loss = objective.loss
    if config.optimizer.is_adaptive:
        way = float(np.max(np.abs(loss.minimum_parameters - np.asarray(start)))) or 1.0
        return np.geomspace(1e-4 * way, 10.0 * way, count)
    limit = stability_limit(loss, config) or largest_stable_learning_rate(loss)
    return np.geomspace(1e-4 * limit, 2.0 * limit, count)


def sweep(
    objective: Objective,
    config: DescentConfig,
    start: ArrayLike,
    learning_rates: Sequence[float] | NDArray[np.float64],
    seeds: Sequence[int] = (0,),
) -> Iterator[SweepPoint | None]:
    """Try learning rates, in their order.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
        Its learning rate, seed, tolerance and patience are not used.
    start : array_like, shape (n_features + 1,)
        In the parameters of the objective.
    learning_rates : sequence of float
    seeds : sequence of int
        Of the batches; without batches the first is as good as all.

    Yields
    ------
    SweepPoint or None
        None after some ten milliseconds of work: time to show progress or to give up.
    """
    if is_plain(config, objective.dataset.n_samples):
        rates = np.asarray(learning_rates, dtype=np.float64)
        yield from _closed_form(objective.loss, config.max_epochs, start, rates)
        return
    has_batches = config.has_batches(objective.dataset.n_samples)
    for rate in learning_rates:
        tried = replace(config, learning_rate=float(rate), tolerance=0.0, patience=0)
        endings = []
        for seed in seeds if has_batches else seeds[:1]:
            for ending in _run(objective, replace(tried, seed=seed), start):
                if ending is None:
                    yield None
                else:
                    endings.append(ending)
        arrivals, losses = zip(*endings, strict=True)
        yield SweepPoint(float(rate), arrivals, losses)


def measured_limit(
    objective: Objective,
    config: DescentConfig,
    start: ArrayLike,
    learning_rates: Sequence[float] | NDArray[np.float64],
) -> float | None:
    """Find by running where the loss begins to grow, without knowing any theory.

    Parameters
    ----------
    objective, config, start
        As for `sweep`; every run takes ``CLIFF_EPOCHS`` epochs.
    learning_rates : sequence of float
        Ascending; the limit is sought between the first and the last.

    Returns
    -------
    float or None
        None where the first rate makes the loss grow or the last does not.
    """
    tried = replace(config, tolerance=0.0, patience=0, max_epochs=CLIFF_EPOCHS)
    first_loss = objective.loss.value(start)

    def grows(rate: float) -> bool:
        endings = _run(objective, replace(tried, learning_rate=rate), start)
        return any(ending is not None and ending[1] > first_loss for ending in endings)

    calm, wild = float(learning_rates[0]), float(learning_rates[-1])
    if grows(calm) or not grows(wild):
        return None
    for _ in range(_CLIFF_HALVINGS):
        middle = math.sqrt(calm) * math.sqrt(wild)
        calm, wild = (calm, middle) if grows(middle) else (middle, wild)
    return wild


def _run(
    objective: Objective, config: DescentConfig, start: ArrayLike
) -> Iterator[tuple[float, float] | None]:
    """Run to the end; yield None now and then, and at last epochs to the target and the loss."""
    loss = objective.loss
    history = History(start, loss.value(start))
    excess = float(loss.excess_values(start))
    target = fraction_left(loss, excess) * excess
    arrival = 0.0 if target <= loss.rounding_excess else math.inf
    final_loss = loss.value(start)
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        block = descent.advance(_RECORDS_A_CALL)
        is_near = loss.excess_values(block.parameters) <= target
        if arrival == math.inf or not is_near.all():
            arrival = arrival_epoch(is_near, block.first_epoch)
        if len(block):
            final_loss = float(block.losses[-1])
        yield None
    has_diverged = descent.stop_reason is StopReason.DIVERGED
    yield (math.inf, math.inf) if has_diverged else (arrival, final_loss)


def _closed_form(
    loss: QuadraticLoss, max_epochs: int, start: ArrayLike, rates: NDArray[np.float64]
) -> list[SweepPoint]:
    runs = PlainRuns(loss, start, rates)
    arrivals = runs.arrivals()
    finals = loss.minimum_value + runs.excesses(max_epochs)
    finals[~(finals <= DIVERGENCE_FACTOR * loss.value(start))] = math.inf
    columns = zip(rates.tolist(), arrivals.tolist(), finals.tolist(), strict=True)
    return [SweepPoint(rate, (arrival,), (final,)) for rate, arrival, final in columns]
