"""When a plain descent from one start arrives, known before the first step.

Plain descent multiplies the excess loss along each principal axis by (1 − ηλ)² an epoch, so
after k epochs Σ share·(1 − ηλ)²ᵏ is left of it. The first epoch that leaves at most 1 % is found by
bisection; with several features, `fraction_left` says what it is 1 % of.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.axes_split import excess_parts, slow_direction
from linreg_gui.core.stability import FRACTION_LEFT, fraction_left

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from linreg_gui.core.quadratic_loss import QuadraticLoss

Parts = list[tuple[float, float]]
"""Parts of an excess loss, each with the logarithm of its factor an epoch, or its curvature."""
MUCH_LONGER = 20.0
"""A parameter that takes so many times as long as the loss is what one waits for."""
MUCH_LATER = 10.0
"""Weights that go on moving so many times as long as the fit are told of besides."""
MOST_EPOCHS = 1e300
MOST_EPOCHS_TRIED = 20_000
"""The most epochs of a rate that is said to be the fastest; nobody waits for more."""
GOLDEN, GOLDEN_STEPS = (math.sqrt(5.0) - 1.0) / 2.0, 40
FEWEST_DIGITS = 3
SHARE_OF_NOTE = 1e-12
"""A smaller part of the excess loss is gone before the first step."""
SHARE_SEEN = 1e-4
"""A part of the excess loss is seen where it is at least so much of the smallest loss."""


class Arrival(NamedTuple):
    """The epochs that a descent from one start takes.

    Attributes
    ----------
    epochs : float
        The first record that has at most 1 % of the excess loss of the start; with several
        features, of what they explain (``fraction_left``). 0 where the start is the best fit, up
        to rounding; infinite where the descent does not arrive.
    slowest : float
        What the slower of the two parts takes to lose 99 % of itself, as far as the start has it.
        With several features no part is told of alone: the same as ``epochs``.
    elsewhere : float
        The same from a start that has both parts.
    parameter : str
        The parameter that the slower part belongs to: "slope" or "intercept"; with several
        features "".
    weights : float
        With several features, what the slowest part of the start takes to lose 99 % of itself:
        weights of columns that nearly follow from one another move long after the loss is small.
        0 with one feature, and where many weights fit equally well.
    """

    epochs: float
    slowest: float
    elsewhere: float
    parameter: str
    weights: float = 0.0

    @property
    def has_laggard(self) -> bool:
        """Whether a parameter takes so much longer than the loss that it is to be told."""
        return 0.0 < MUCH_LONGER * self.epochs < self.slowest

    @property
    def is_lucky(self) -> bool:
        """Whether most starts take much longer: this start has nothing of the slower part."""
        return not self.has_laggard and 0.0 < MUCH_LONGER * self.epochs < self.elsewhere

    @property
    def has_late_weights(self) -> bool:
        """Whether weights take so much longer than the fit that it is to be told."""
        return 0.0 < MUCH_LATER * self.epochs < self.weights

    @property
    def needed(self) -> float:
        """The epochs one waits for: those of a parameter that lags, else those of the loss."""
        return self.slowest if self.has_laggard else self.epochs


def arrival_of(loss: QuadraticLoss, start: ArrayLike, learning_rate: float) -> Arrival:
    """Return when plain descent from a start arrives.

    Parameters
    ----------
    loss : QuadraticLoss
    start : array_like, shape (n_features + 1,)
    learning_rate : float
    """
    logs = [_log_factor(learning_rate * float(value)) for value in loss.eigenvalues[::-1]]
    parts = list(zip(map(float, excess_parts(loss, start)), logs, strict=True))
    if loss.n_features > 1:
        epochs = _first_epoch(parts, loss)
        weights = 0.0 if loss.is_degenerate else _epochs(_slowest_log(parts, loss))
        return Arrival(epochs, epochs, epochs, "", weights)
    fast, slow = logs
    every = [fast, slow] if loss.has_slow_part else [fast]
    name, other = ("slope", "intercept") if _is_slope(loss) else ("intercept", "slope")
    return _arrival(parts, every, loss, name if slow >= fast else other)


def standardised_arrival(loss: QuadraticLoss, start: ArrayLike, learning_rate: float) -> Arrival:
    """Return when plain descent on standardised x would arrive from the same line.

    With w = slope · deviation and c = intercept + slope · mean, the loss on standardised x is
    J* + (1 + λ)(w − w*)² + (c − mean y)², λ being the penalty and w* = cov(x, y) / deviation /
    (1 + λ).

    Parameters
    ----------
    loss : QuadraticLoss
        Over x in its own units, of one feature that varies.
    start : array_like, shape (2,)
        In the units of the data.
    learning_rate : float
    """
    slope, intercept = (float(value) for value in np.asarray(start))
    deviation = math.sqrt(float(loss.data.covariance[0, 0]))
    best = float(loss.unpenalised.minimum_parameters[0]) * deviation / (1.0 + loss.l2)
    gaps = slope * deviation - best, intercept + slope * float(loss.mean_x[0]) - loss.mean_y
    stiffness = (1.0 + loss.l2, 1.0)
    logs = [_log_factor(2.0 * learning_rate * value) for value in stiffness]
    shares = [value * gap * gap for value, gap in zip(stiffness, gaps, strict=True)]
    name = "slope" if logs[0] >= logs[1] else "intercept"
    return _arrival(list(zip(shares, logs, strict=True)), logs, loss, name)


def _arrival(parts: Parts, every: list[float], loss: QuadraticLoss, parameter: str) -> Arrival:
    """Return when the parts of an excess loss, each with its log factor, arrive."""
    total = math.fsum(share for share, _ in parts)
    present = [log for share, log in parts if share > SHARE_OF_NOTE * total]
    return Arrival(
        _first_epoch(parts, loss),
        _epochs(max(present, default=-math.inf)),
        _epochs(max(every)),
        parameter,
    )


def _slowest_log(parts: Parts, loss: QuadraticLoss) -> float:
    """Return the log factor of the slowest part that is seen in the digits of a loss."""
    total = math.fsum(share for share, _ in parts)
    least = max(SHARE_OF_NOTE * total, SHARE_SEEN * loss.minimum_value, loss.rounding_excess)
    return max((log for share, log in parts if share > least), default=-math.inf)


class FastestRate(NamedTuple):
    """The learning rate with which plain descent from one start arrives soonest.

    Attributes
    ----------
    learning_rate : float
        The smallest of those that do, in three digits or as many as it needs.
    epochs : int
        The first record that has at most 1 % of the excess loss of the start.
    """

    learning_rate: float
    epochs: int


def fastest_from(loss: QuadraticLoss, start: ArrayLike) -> FastestRate | None:
    """Return the rate that takes the fewest epochs from a start.

    In the long run 2/(λmin + λmax) is the fastest, as both parts shrink alike. A start that has
    more of one part arrives sooner at another rate. What is left after k epochs, Σ share·(1 −
    ηλ)²ᵏ, is a convex function of η, and falls with k at every stable rate: so the fewest epochs
    are found by bisection, with the least of that function.

    Parameters
    ----------
    loss : QuadraticLoss
    start : array_like, shape (n_features + 1,)

    Returns
    -------
    FastestRate or None
        None where the start is the best fit, or where every rate takes more than 20,000 epochs.
    """
    shares = [float(part) for part in excess_parts(loss, start)][::-1]
    curvatures = [float(value) for value in loss.eigenvalues]
    parts = [pair for pair in zip(shares, curvatures, strict=True) if pair[0] > 0.0 < pair[1]]
    excess = math.fsum(shares)
    target = fraction_left(loss, excess) * excess
    if target <= loss.rounding_excess or not math.isfinite(target):
        return None
    early, late = 0, MOST_EPOCHS_TRIED
    if _least_left(parts, late)[1] > target:
        return None
    while late - early > 1:
        middle = (early + late) // 2
        if _least_left(parts, middle)[1] <= target:
            late = middle
        else:
            early = middle
    return FastestRate(_smallest_rate(parts, late, target), late)


def _smallest_rate(parts: Parts, epochs: int, target: float) -> float:
    """Return the smallest rate that leaves no more than a target, in as few digits as it needs."""
    most, _ = _least_left(parts, epochs)
    least = 0.0
    for _ in range(GOLDEN_STEPS):
        middle = (least + most) / 2.0
        if _left(parts, middle, epochs) <= target:
            most = middle
        else:
            least = middle
    for digits in range(FEWEST_DIGITS, 17):
        unit = 10.0 ** (math.floor(math.log10(most)) + 1 - digits)
        rounded = float(f"{math.ceil(most / unit) * unit:.{digits}g}")
        if _left(parts, rounded, epochs) <= target:
            return rounded
    return most


def _least_left(parts: Parts, epochs: int) -> tuple[float, float]:
    """Return the rate that leaves least of the parts after so many epochs, and what it leaves.

    Golden-section search between the rates that would end either part at once.
    """
    curvatures = [curvature for _, curvature in parts]
    low, high = 1.0 / max(curvatures), min(1.0 / min(curvatures), 2.0 / max(curvatures))
    inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
    left = [_left(parts, rate, epochs) for rate in inner]
    for _ in range(GOLDEN_STEPS):
        if left[0] <= left[1]:
            high, inner[1], left[1] = inner[1], inner[0], left[0]
            inner[0] = high - GOLDEN * (high - low)
            left[0] = _left(parts, inner[0], epochs)
        else:
            low, inner[0], left[0] = inner[0], inner[1], left[1]
            inner[1] = low + GOLDEN * (high - low)
            left[1] = _left(parts, inner[1], epochs)
    return min(zip(inner, left, strict=True), key=lambda pair: pair[1])


def _left(parts: Parts, rate: float, epochs: int) -> float:
    """Return what is left of the parts, each with its curvature."""
    logs = ((share, _log_factor(rate * curvature)) for share, curvature in parts)
    return math.fsum(share * math.exp(2.0 * epochs * log) for share, log in logs)


def _is_slope(loss: QuadraticLoss) -> bool:
    """Return whether the slower direction is mostly the slope."""
    slope, intercept = slow_direction(loss)
    return abs(slope) > abs(intercept)


def _first_epoch(parts: Parts, loss: QuadraticLoss) -> float:
    """Return the first epoch that leaves little enough; 0 where the start is the best fit."""
    total = math.fsum(share for share, _ in parts)
    fraction = fraction_left(loss, total)
    if fraction * total <= loss.rounding_excess:
        return 0.0
    parts = [(share, log) for share, log in parts if share > 0.0]
    bound = _epochs(max((log for _, log in parts), default=0.0), fraction)
    if not math.isfinite(bound) or not math.isfinite(total):
        return math.inf
    early, late = 0.0, bound + 1.0
    while late - early > max(1.0, 1e-9 * late):
        middle = max(math.floor((early + late) / 2.0), 1.0)
        left = math.fsum(share * math.exp(2.0 * middle * log) for share, log in parts)
        if left <= fraction * total:
            late = middle
        else:
            early = middle
    return late


def _epochs(log_factor: float, fraction: float = FRACTION_LEFT) -> float:
    """Return how many epochs of this factor leave the fraction of an excess loss, at least 1."""
    if log_factor >= 0.0:
        return math.inf
    epochs = min(math.log(fraction) / (2.0 * log_factor), MOST_EPOCHS)
    return float(max(1, math.ceil(epochs)))


def _log_factor(step: float) -> float:
    """Return log |1 − step| without losing a step of 1e-20, nor one just below 2."""
    if step == 1.0:
        return -math.inf
    return math.log1p(-step) if step < 1.0 else math.log1p(step - 2.0)
