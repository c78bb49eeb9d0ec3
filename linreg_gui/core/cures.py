"""Which settings help a descent that diverges or takes too long, known before the first step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from linreg_gui.core.arrival import arrival_of, standardised_arrival
from linreg_gui.core.automatic import MOST_EPOCHS, rounded_down, rounded_up, suitable_rate
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import is_plain
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.stability import (
    FRACTION_LEFT,
    Regime,
    epochs_to_reduce,
    fastest_learning_rate,
    largest_stable_learning_rate,
    regime,
    rolling_crawl_rate,
    stability_limit,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from linreg_gui.core.quadratic_loss import QuadraticLoss

MUCH_FASTER = 10.0
"""Another rate is offered where it takes so many times less epochs."""
WORTH_SCALING = 50.0
"""Standardising x is offered where it takes so many times less epochs."""


class Remedy(Enum):
    """The settings that a cure changes."""

    LEARNING_RATE = "learning rate"
    EPOCHS = "epochs"
    SCALING = "scaling"


@dataclass(frozen=True)
class Cure:
    """Settings that help.

    Attributes
    ----------
    remedy : Remedy
    settings : DescentConfig
    epochs : float or None
        After so many of them a run from the start arrives; None where it takes more than anybody
        waits for, or where it is not known.
    instead_of : float
        What it takes now; infinite where the descent diverges.
    n_weights : int
        Of the model, where the remedy is scaling; the others do not tell it.
    """

    remedy: Remedy
    settings: DescentConfig
    epochs: float | None = None
    instead_of: float = math.inf
    n_weights: int = 1


def cures(objective: Objective, config: DescentConfig, start: ArrayLike) -> tuple[Cure, ...]:
    """Return what helps, at most two, the better one first; none where all is well.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
    start : array_like, shape (n_features + 1,)
        As the descent sees it.
    """
    loss = objective.loss
    limit = stability_limit(loss, config)
    if limit is None:
        return ()
    diverges = config.learning_rate >= limit
    if not is_plain(config, loss.n_samples):
        rate = suitable_rate(objective, config, start)
        settings = replace(config, learning_rate=rate)
        crawls = config.learning_rate < rolling_crawl_rate(loss, config)
        is_faster = crawls and rate >= MUCH_FASTER * config.learning_rate
        helps = rate < limit and (diverges or is_faster)
        return (Cure(Remedy.LEARNING_RATE, settings),) if helps else ()
    needed = math.inf
    if not diverges:
        needed = arrival_of(loss, start, config.learning_rate).needed
        if needed <= config.max_epochs:
            crawls = regime(loss, config.learning_rate) is Regime.CRAWLS
            return tuple(_scaling(objective, config, start, needed, needed)) if crawls else ()
    return _cures_of_plain(objective, config, start, needed)


def cures_of_divergence(
    objective: Objective, config: DescentConfig, start: ArrayLike
) -> tuple[Cure, ...]:
    """Return what helps a descent that has diverged, also where no rate is a sharp limit."""
    if stability_limit(objective.loss, config) is not None:
        return cures(objective, config, start)
    rate = suitable_rate(objective, config, start)
    if rate >= config.learning_rate:
        return ()
    return (Cure(Remedy.LEARNING_RATE, replace(config, learning_rate=rate)),)


def _cures_of_plain(
    objective: Objective, config: DescentConfig, start: ArrayLike, needed: float
) -> tuple[Cure, ...]:
    """Return what helps plain descent that needs so many epochs; infinite where it diverges."""
    rate = suitable_rate(objective, config, start)
    by_rate = arrival_of(objective.loss, start, rate).needed
    is_faster = math.isfinite(by_rate) and MUCH_FASTER * by_rate <= needed
    other_rate = [_with_rate(config, rate, by_rate, needed)] if is_faster else []
    scaling = _scaling(objective, config, start, needed, min(needed, by_rate))
    crawls = regime(objective.loss, config.learning_rate) is Regime.CRAWLS
    if needed <= MOST_EPOCHS and not (crawls and is_faster):
        longer = replace(config, max_epochs=rounded_up(needed))
        return (Cure(Remedy.EPOCHS, longer, needed, needed),)
    if by_rate <= MOST_EPOCHS:
        return (*other_rate, *scaling)
    return (*scaling, *other_rate)


def _with_rate(config: DescentConfig, rate: float, epochs: float, instead_of: float) -> Cure:
    settings = replace(config, learning_rate=rate)
    if epochs > MOST_EPOCHS:
        return Cure(Remedy.LEARNING_RATE, settings, None, instead_of)
    most = max(config.max_epochs, rounded_up(epochs))
    settings = replace(settings, max_epochs=most)
    return Cure(Remedy.LEARNING_RATE, settings, epochs, instead_of)


def _scaling(
    objective: Objective,
    config: DescentConfig,
    start: ArrayLike,
    needed: float,
    otherwise: float,
) -> list[Cure]:
    """Return standardised x, where it is much faster than what is needed otherwise."""
    loss = objective.loss
    # Raw columns may all but say the same: a line is without a slow part then, others are not.
    has_slow_part = loss.has_slow_part or not objective.is_line
    if config.is_standardised or not has_slow_part or not loss.data.is_informative.all():
        return []
    if not objective.is_line:
        rate, epochs = _over_scaled_columns(objective, config, start)
    else:
        rate = rounded_down(0.5 / (1.0 + loss.l2))
        epochs = standardised_arrival(loss, start, rate).needed
    if epochs > MOST_EPOCHS or WORTH_SCALING * epochs > otherwise:
        return []
    most = max(config.max_epochs, rounded_up(epochs))
    settings = replace(config, scaling=Scaling.STANDARDISE, learning_rate=rate, max_epochs=most)
    return [Cure(Remedy.SCALING, settings, epochs, needed, loss.n_features)]


def _over_scaled_columns(
    objective: Objective, config: DescentConfig, start: ArrayLike
) -> tuple[float, float]:
    """Return the rate over standardised powers or features, and the epochs it takes."""
    seen, scaling = objective.dataset, objective.standardisation
    # The first of raw or centred powers is x, but for its mean.
    is_curve = objective.degree > 1
    plain = Dataset.from_xy(seen.features[:, 0], seen.y) if is_curve else seen
    settings = replace(config, scaling=Scaling.STANDARDISE, columns=None)
    scaled = Objective.of(plain, settings)
    begin = scaled.from_data_units(start if scaling is None else scaling.to_data_units(start))
    rate = suitable_rate(scaled, settings, begin)
    return rate, arrival_of(scaled.loss, begin, rate).needed


class ScalingGain(NamedTuple):
    """Epochs of plain descent with features as they are seen and standardised, at the best rates.

    For any number of features, and from any start; `cures` counts from one start.

    Attributes
    ----------
    epochs : float
        Without; infinite beyond the range of a float64.
    standardised_epochs : float
        With standardised features.
    learning_rate : float
        The best one for standardised features, or just below the largest stable one.
    """

    epochs: float
    standardised_epochs: float
    learning_rate: float

    @property
    def is_worth_saying(self) -> bool:
        """Whether a descent becomes so much shorter that it is offered."""
        return self.epochs >= WORTH_SCALING * self.standardised_epochs

    @classmethod
    def of(cls, dataset: Dataset, config: DescentConfig) -> ScalingGain:
        """Compare the two bowls of a dataset, with the penalty of the settings.

        Raises
        ------
        DatasetError
            If there is no point.
        """
        unscaled, scaled = (
            Objective.of(dataset, replace(config, scaling=scaling)).loss
            for scaling in (config.scaling, Scaling.STANDARDISE)
        )
        return cls.between(unscaled, scaled)

    @classmethod
    def between(cls, unscaled: QuadraticLoss, scaled: QuadraticLoss) -> ScalingGain:
        """Compare two bowls of the same data."""
        # Far enough below the limit to be rounded to three digits.
        rate = min(fastest_learning_rate(scaled), 0.99 * largest_stable_learning_rate(scaled))
        return cls(_epochs_at_best(unscaled), _epochs_at_best(scaled), rate)


def _epochs_at_best(loss: QuadraticLoss) -> float:
    epochs = epochs_to_reduce(loss, fastest_learning_rate(loss), FRACTION_LEFT)
    return math.inf if epochs is None else epochs
