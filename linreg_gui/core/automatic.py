"""Learning rate and epochs that follow the data, as long as nobody sets them.

The rate is half of the largest stable one: for plain descent 1/λmax, the largest that does not
overshoot. Both numbers are rounded to two digits towards the safe side, so that they are easy to
read and change seldom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrival import arrival_of
from linreg_gui.core.descents import is_plain, make_descent
from linreg_gui.core.history import History
from linreg_gui.core.settings import LEARNING_RATE, Decay, DescentConfig, Held, Optimizer
from linreg_gui.core.stability import FRACTION_LEFT, epoch_factor, fraction_left, stability_limit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from linreg_gui.core.objective import Objective

USUAL = DescentConfig()
SPARE_EPOCHS = 1.3
MOST_EPOCHS = 20_000
"""More of them are not taken without being asked for."""
STEPS_TO_THE_MINIMUM = 50
"""Steps of an adaptive optimizer, which are about as long as its rate."""
SHRINKING_STEPS_TO_THE_MINIMUM = 5
"""Steps of AdaGrad, of which the k-th is only rate / √k long where the gradient stays."""
MOST_MEASURED = 3_000
"""Epochs of an adaptive optimizer that are taken to see when it arrives: some milliseconds."""
EPOCHS_A_TURN = 100
ROUNDING = 1e-9


@dataclass(frozen=True)
class Automatic:
    """Which settings follow the data."""

    learning_rate: bool = False
    max_epochs: bool = False

    @property
    def is_any(self) -> bool:
        """Whether any setting follows the data."""
        return self.learning_rate or self.max_epochs

    def without_changes(self, former: DescentConfig, new: DescentConfig) -> Automatic:
        """Return the same but for the settings that somebody has changed."""
        return Automatic(
            self.learning_rate and new.learning_rate == former.learning_rate,
            self.max_epochs and new.max_epochs == former.max_epochs,
        )

    def resolved(
        self, config: DescentConfig, objective: Objective | None, start: ArrayLike
    ) -> DescentConfig:
        """Return settings with the numbers that suit the data in place of those that follow it.

        Parameters
        ----------
        config : DescentConfig
        objective : Objective or None
            None without points: then the usual numbers stand in.
        start : array_like, shape (2,)
            On the loss surface.
        """
        if self.learning_rate:
            rate = USUAL.learning_rate
            if objective is not None:
                rate = suitable_rate(objective, config, start)
            config = replace(config, learning_rate=rate)
        if self.max_epochs:
            n_epochs = USUAL.max_epochs
            if objective is not None:
                n_epochs = suitable_epochs(objective, config, start)
            config = replace(config, max_epochs=n_epochs)
        return config


BOTH = Automatic(learning_rate=True, max_epochs=True)
NEITHER = Automatic()


def suitable_rate(objective: Objective, config: DescentConfig, start: ArrayLike) -> float:
    """Return half of the largest stable rate, in two digits rounded down.

    The limit is that of the optimizer, and of a rate that stays. With batches, each of them has
    a limit of its own. The largest curvature of a batch is at most the mean of 2(x² + 1) + 2λ over
    its points, with x² added up over the features (of 2x² + 2λ with the intercept held, 2 with the
    slope held), so the mean of the largest ones is a bound for all batches; with momentum β, steps
    add up to 1/(1 − β) of them. An adaptive optimizer moves each parameter by about the rate: it is
    given the fiftieth part of the longest way to the minimum, this in one digit; AdaGrad, whose
    steps shrink, the fifth part.
    """
    loss, lasting = objective.loss, replace(config, decay=Decay.NONE)
    limit = stability_limit(loss, lasting)
    if config.optimizer.is_adaptive:
        with np.errstate(all="ignore"):
            way = float(np.abs(loss.minimum_parameters - np.asarray(start)).max())
        is_known = math.isfinite(way) and way > 0.0
        is_shrinking = config.optimizer is Optimizer.ADAGRAD
        steps = SHRINKING_STEPS_TO_THE_MINIMUM if is_shrinking else STEPS_TO_THE_MINIMUM
        rate = float(f"{way:.0e}") / steps if is_known else USUAL.learning_rate
    elif limit is None:
        gain = 1.0 - config.momentum if config.optimizer.uses_momentum else 1.0
        rate = rounded_down(gain / _batch_curvature(objective, config))
    else:
        rate = rounded_down(limit / 2.0)
    least, most = LEARNING_RATE.window_limits
    return float(min(max(rate, least), most))


def _batch_curvature(objective: Objective, config: DescentConfig) -> float:
    """Return a bound for the largest curvature of any batch."""
    size = min(config.batch_size or 1, objective.dataset.n_samples)
    if config.held is Held.SLOPE:
        return 2.0
    with np.errstate(all="ignore"):
        squares = np.sum(objective.dataset.features**2, axis=1)
        squares = np.partition(squares, -size)[-size:]
        along_intercept = 1.0 if config.held is Held.NOTHING else 0.0
        bound = 2.0 * (float(np.mean(squares)) + along_intercept + config.l2)
    return min(bound, 1e300)


def suitable_epochs(objective: Objective, config: DescentConfig, start: ArrayLike) -> int:
    """Return the usual epochs, or what 99 % of the way needs and 30 % more, rounded up.

    What an adaptive optimizer needs is measured. Where the descent diverges, or nobody knows how
    long it takes, the usual epochs.
    """
    loss, needed = objective.loss, 0.0
    if is_plain(config, loss.n_samples):
        arrival = arrival_of(loss, start, config.learning_rate)
        hopeless = SPARE_EPOCHS * arrival.needed > MOST_EPOCHS
        needed = arrival.epochs if hopeless else arrival.needed
    elif stability_limit(loss, config) is not None:
        factor = epoch_factor(loss, config)
        log = math.log(factor) if factor > 0.0 else -math.inf
        needed = math.log(FRACTION_LEFT) / (2.0 * log) if log < 0.0 else math.inf
    elif config.optimizer.is_adaptive and not config.has_batches(loss.n_samples):
        needed = _measured_epochs(objective, config, start)
    if not math.isfinite(needed):
        return USUAL.max_epochs
    return max(USUAL.max_epochs, rounded_up(min(SPARE_EPOCHS * needed, MOST_EPOCHS)))


def _measured_epochs(objective: Objective, config: DescentConfig, start: ArrayLike) -> float:
    """Return the first epoch that leaves at most 1 % of the excess loss, among those measured."""
    begin, loss = np.array(start, float), objective.loss
    measured = replace(config, max_epochs=MOST_MEASURED, patience=0)
    excess = float(loss.excess_values(begin))
    goal = fraction_left(loss, excess) * excess
    if not loss.rounding_excess < goal < math.inf:
        return 0.0
    descent = make_descent(objective, measured, History(begin, loss.value(begin)))
    epoch = 0
    while descent.stop_reason is None:
        block = descent.advance(EPOCHS_A_TURN)
        has_arrived = loss.excess_values(block.parameters) <= goal
        if has_arrived.any():
            return float(epoch + 1 + int(np.argmax(has_arrived)))
        epoch += len(block)
    return float(epoch)


def rounded_down(value: float) -> float:
    """Return a positive number in two digits, not more than it but for rounding."""
    exponent = math.floor(math.log10(value)) - 1
    return float(f"{math.floor(_scaled(value, exponent) * (1.0 + ROUNDING))}e{exponent}")


def rounded_up(count: float) -> int:
    """Return a whole number of two digits that is not less, such as 390 for 384."""
    if count <= 1.0:
        return max(0, math.ceil(count))
    exponent = max(0, math.floor(math.log10(count)) - 1)
    return math.ceil(_scaled(count, exponent) * (1.0 - ROUNDING)) * int(10**exponent)


def _scaled(value: float, exponent: int) -> float:
    # Dividing by a power of ten that float64 holds exactly rounds once.
    return value / 10.0**exponent if exponent >= 0 else value * 10.0**-exponent
