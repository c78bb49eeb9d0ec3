"""What a learning rate does on a given loss, known before the first step.

Plain descent multiplies the distance from the minimum by 1 − ηλ along each principal axis, λ
being the curvature there, so the excess loss after k epochs is Σ ½ λ δ² (1 − ηλ)²ᵏ. Everything
here follows from that factor. With a curvature of 0 nothing moves: flat directions are left out.
"""

from __future__ import annotations

import cmath
import math
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.settings import Decay, Optimizer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig

CRAWL_EPOCHS = 10_000
"""A descent that needs more epochs than this crawls."""

FRACTION_LEFT = 0.01
"""A descent has arrived, 99 % of the way, when this part of the excess loss is left; see
`fraction_left` for several features."""

MOST_NEWTON_STEPS = 60

BORDER = 1e-9
"""A rate this close to 1/λmax, relatively, is 1/λmax: both are rounded."""


class Regime(Enum):
    """The zones of learning rates."""

    CRAWLS = "crawls"
    CONVERGES = "converges"
    ZIGZAGS = "zigzags"
    DIVERGES = "diverges"


def largest_stable_learning_rate(loss: QuadraticLoss) -> float:
    """Return 2/λmax: the descent converges below it and not at it."""
    return 2.0 / float(loss.eigenvalues[-1])


def stability_limit(loss: QuadraticLoss, config: DescentConfig) -> float | None:
    """Return the learning rate below which a descent with these settings converges.

    Along a principal axis, steps with momentum β are a linear map of distance and velocity.
    With a = ηλ its trace and determinant are 1 + β − a and β for the heavy ball, (1 + β)(1 − a)
    and β(1 − a) for Nesterov. Both eigenvalues lie within the unit circle while |determinant| <
    1 and |trace| < 1 + determinant, so for a > 0 exactly below

        gradient descent  2 / λmax
        momentum          2(1 + β) / λmax
        Nesterov          2(1 + β) / ((1 + 2β) λmax)

    Parameters
    ----------
    loss : QuadraticLoss
        With the penalty of the settings.
    config : DescentConfig

    Returns
    -------
    float or None
        None where there is no such line: with an adaptive optimizer, with batches, and with a
        rate that decays.
    """
    has_batches = config.has_batches(loss.n_samples)
    if config.optimizer.is_adaptive or has_batches or config.decay is not Decay.NONE:
        return None
    momentum = config.momentum
    gain = {
        Optimizer.MOMENTUM: 1.0 + momentum,
        Optimizer.NESTEROV: (1.0 + momentum) / (1.0 + 2.0 * momentum),
    }
    return gain.get(config.optimizer, 1.0) * largest_stable_learning_rate(loss)


def monotone_learning_rate(loss: QuadraticLoss) -> float:
    """Return 1/λmax: up to it no coordinate along a principal axis changes sign."""
    return 1.0 / float(loss.eigenvalues[-1])


def fastest_learning_rate(loss: QuadraticLoss) -> float:
    """Return 2/(λmin + λmax), which makes the worst factor |1 − ηλ| as small as it can be."""
    curvatures = _curvatures(loss)
    return 2.0 / float(curvatures[0] + curvatures[-1])


def condition_number(loss: QuadraticLoss) -> float:
    """Return λmax / λmin, over the curvatures that are not 0."""
    curvatures = _curvatures(loss)
    return float(curvatures[-1] / curvatures[0])


def epoch_factor(loss: QuadraticLoss, config: DescentConfig) -> float:
    """Return by what part the distance from the minimum shrinks in an epoch, in the long run.

    The largest modulus of the eigenvalues of the linear map described at `stability_limit`, along
    the steepest axis and that of `slow_curvature`.

    Parameters
    ----------
    loss : QuadraticLoss
    config : DescentConfig
        Of a descent that has a largest stable rate.
    """
    beta, factors = config.momentum, []
    for curvature in (slow_curvature(loss), float(loss.eigenvalues[-1])):
        step = config.learning_rate * curvature
        trace, determinant = {
            Optimizer.MOMENTUM: (1.0 + beta - step, beta),
            Optimizer.NESTEROV: ((1.0 + beta) * (1.0 - step), beta * (1.0 - step)),
        }.get(config.optimizer, (1.0 - step, 0.0))
        root = cmath.sqrt(trace * trace - 4.0 * determinant)
        factors.append(max(abs(trace + root), abs(trace - root)) / 2.0)
    return float(max(factors))


def overshoot_factor(loss: QuadraticLoss, learning_rate: float) -> float:
    """Return |1 − ηλmax|: the factor along the steepest axis."""
    return abs(1.0 - learning_rate * float(loss.eigenvalues[-1]))


def epochs_to_reduce(loss: QuadraticLoss, learning_rate: float, fraction: float) -> float | None:
    """Return how many epochs leave at most ``fraction`` of the excess loss.

    Along the worst axis the excess loss falls by ρ² per epoch, so log f / (2·log ρ) are needed.

    Parameters
    ----------
    loss : QuadraticLoss
    learning_rate : float
    fraction : float
        Between 0 and 1, both exclusive.

    Returns
    -------
    float or None
        At least 1. None when the excess loss never gets there, or only after more epochs than a
        float64 holds.
    """
    slow, fast = _curvatures(loss)[[0, -1]].tolist()
    return _epochs_along(learning_rate, (slow, fast), fraction)


def _epochs_along(
    learning_rate: float, curvatures: tuple[float, float], fraction: float
) -> float | None:
    with np.errstate(all="ignore"):
        log_factor = float(_log_factors(learning_rate * np.array(curvatures)).max())
    if log_factor >= 0.0:
        return None
    epochs = max(1.0, math.log(fraction) / (2.0 * log_factor))
    return epochs if math.isfinite(epochs) else None


@lru_cache(maxsize=2)
def slow_curvature(loss: QuadraticLoss) -> float:
    """Return the curvature that decides how long a descent takes at small learning rates.

    Of a line it is the smaller one that is not 0. The smallest of many is often that of a
    direction in which next to nothing is to be gained: then it is the curvature of a bowl with
    one axis that loses 99 % of its excess as fast as the loss loses 99 % of what the features
    explain.
    With s = ηk for a small rate η that is where Σ share·exp(−2λs) = 0.01·Σ share, from weights
    of 0; its logarithm is convex, so that Newton's method comes there from one side.
    """
    smallest = float(_curvatures(loss)[0])
    if loss.n_features == 1 or loss.held is not None:
        return smallest
    at_mean = np.append(np.zeros(loss.n_features), loss.mean_y)
    parts = [float(part) for part in excess_parts(loss, at_mean)]
    total = sum(parts)
    if not loss.rounding_excess < total < math.inf:
        return smallest
    curvatures, reach = loss.eigenvalues[::-1].tolist(), 0.0
    shares = [(part / total, curvature) for part, curvature in zip(parts, curvatures, strict=True)]
    for _ in range(MOST_NEWTON_STEPS):
        left = [(share * math.exp(-2.0 * reach * each), each) for share, each in shares]
        whole = sum(part for part, _ in left)
        falling = sum(part * curvature for part, curvature in left)
        step = whole * math.log(whole / FRACTION_LEFT) / (2.0 * falling)
        reach += step
        if step <= BORDER * reach:
            break
    return max(-math.log(FRACTION_LEFT) / (2.0 * reach), smallest)


def crawl_learning_rate(loss: QuadraticLoss) -> float | None:
    """Return the rate below which a descent crawls.

    It needs ``CRAWL_EPOCHS`` epochs to bring the excess loss down to ``FRACTION_LEFT``.

    Returns
    -------
    float or None
        None when even the fastest rate needs more epochs.
    """
    lost_per_epoch = -math.expm1(math.log(FRACTION_LEFT) / (2.0 * CRAWL_EPOCHS))
    rate = lost_per_epoch / slow_curvature(loss)
    return rate if rate <= fastest_learning_rate(loss) else None


def rolling_crawl_rate(loss: QuadraticLoss, config: DescentConfig) -> float:
    """Return the rate below which a descent with momentum crawls.

    It takes ``CRAWL_EPOCHS`` to leave ``FRACTION_LEFT`` of the excess loss where an epoch leaves
    the part r of the distance. With the trace and determinant of `stability_limit`, the larger
    eigenvalue along the flattest axis is r at

        momentum  a = (1 − r)(r − β) / r
        Nesterov  a = (1 − r)(r − β) / ((1 + β)r − β),  or 1 − r²/β where both turn

    Returns
    -------
    float
        At most the limit: with β near 1 every rate below it crawls.
    """
    limit, beta = stability_limit(loss, config), config.momentum
    assert limit is not None
    left = math.exp(math.log(FRACTION_LEFT) / (2.0 * CRAWL_EPOCHS))
    lost = -math.expm1(math.log(FRACTION_LEFT) / (2.0 * CRAWL_EPOCHS)) * (left - beta)
    if config.optimizer is Optimizer.NESTEROV:
        step = lost / ((1.0 + beta) * left - beta)
        if beta * (1.0 - step) > left * left:
            step = 1.0 - left * left / beta
    else:
        step = lost / left if beta <= left * left else math.inf
    return min(step / slow_curvature(loss), limit)


def rolling_epochs(loss: QuadraticLoss, config: DescentConfig) -> float:
    """Return how many epochs a descent with momentum takes in the long run, from most starts.

    Returns
    -------
    float
        Until at most ``FRACTION_LEFT`` of the excess loss is left; infinite where that is never,
        or later than can be told.
    """
    factor = epoch_factor(loss, config)
    return math.log(FRACTION_LEFT) / (2.0 * math.log(factor)) if factor < 1.0 else math.inf


def regime(loss: QuadraticLoss, learning_rate: float) -> Regime:
    """Name what a descent at this learning rate does.

    Returns
    -------
    Regime
        DIVERGES from 2/λmax on; below that ZIGZAGS above 1/λmax; below that CRAWLS where more
        than ``CRAWL_EPOCHS`` epochs are needed to lose 99 % of the excess loss.
    """
    if learning_rate >= largest_stable_learning_rate(loss):
        return Regime.DIVERGES
    if learning_rate > (1.0 + BORDER) * monotone_learning_rate(loss):
        return Regime.ZIGZAGS
    curvatures = slow_curvature(loss), float(loss.eigenvalues[-1])
    epochs = _epochs_along(learning_rate, curvatures, FRACTION_LEFT)
    return Regime.CRAWLS if epochs is None or epochs > CRAWL_EPOCHS else Regime.CONVERGES


def _curvatures(loss: QuadraticLoss) -> NDArray[np.float64]:
    """Return the eigenvalues that are not 0; the intercept's is always among them."""
    eigenvalues = loss.eigenvalues
    return eigenvalues[eigenvalues > 0.0]


def fraction_left(loss: QuadraticLoss, excess: float) -> float:
    """Return the part of the excess loss at a start with which a descent has arrived.

    Most of that excess is often the intercept's, which is found in a few epochs. Of several
    features the goal is therefore ``FRACTION_LEFT`` of what they explain, the variance of the
    target less the smallest loss, where that is less.
    """
    explained = loss.variance_y - loss.minimum_value
    if loss.n_features == 1 or not loss.rounding_excess < explained < excess < math.inf:
        return FRACTION_LEFT
    return FRACTION_LEFT * explained / excess


class PlainRuns:
    """The runs of plain descent from one start, a learning rate each.

    Parameters
    ----------
    loss : QuadraticLoss
    start : array_like, shape (n_features + 1,)
    learning_rates : ndarray, shape (n_rates,)
    """

    def __init__(
        self, loss: QuadraticLoss, start: ArrayLike, learning_rates: NDArray[np.float64]
    ) -> None:
        position = np.asarray(start, dtype=np.float64)
        self._loss = loss
        with np.errstate(all="ignore"):
            offsets = loss.eigenvectors.T @ (position - loss.minimum_parameters)
            shares = 0.5 * loss.eigenvalues * offsets**2
            # Along an axis without a share nothing happens, whatever its factor.
            self._shares = shares[shares > 0.0]
            self._logs = _log_factors(np.outer(learning_rates, loss.eigenvalues[shares > 0.0]))

    def excesses(self, epochs: ArrayLike) -> NDArray[np.float64]:
        """Return the excess losses after so many epochs, at least 1: one number, or one a rate.

        Returns
        -------
        ndarray, shape (n_rates,)
            Infinite where it exceeds the float range.
        """
        with np.errstate(all="ignore"):
            powers = np.exp(2.0 * np.reshape(epochs, (-1, 1)) * self._logs)
            return np.asarray(powers @ self._shares)

    def arrivals(self) -> NDArray[np.float64]:
        """Return the first epoch with at most `fraction_left` of the excess loss at the start.

        Returns
        -------
        ndarray, shape (n_rates,)
            Whole numbers, to nine digits; infinite where the run diverges, 0 where the start is
            at the minimum up to rounding.
        """
        excess = float(np.sum(self._shares))
        fraction = fraction_left(self._loss, excess)
        target = fraction * excess
        if target <= self._loss.rounding_excess:
            return np.zeros(len(self._logs))
        slowest = np.max(self._logs, axis=1)
        converges = slowest < 0.0
        with np.errstate(all="ignore"):
            bound = np.ceil(math.log(fraction) / (2.0 * slowest)) + 1.0
        late = np.where(converges, bound, 0.0)
        early = np.zeros_like(late)
        # Where all factors are below 1 the excess only falls.
        while (late - early > np.maximum(1.0, 1e-9 * late)).any():
            middle = np.maximum(np.floor((early + late) / 2.0), 1.0)
            has_arrived = self.excesses(middle) <= target
            late = np.where(has_arrived, middle, late)
            early = np.where(has_arrived, early, middle)
        return np.where(converges, late, math.inf)


def _log_factors(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log |1 − step| without losing a step of 1e-20, nor one just below 2."""
    return np.where(steps < 1.0, np.log1p(-np.minimum(steps, 1.0)), np.log1p(steps - 2.0))


def arrival_epoch(is_near: NDArray[np.bool_], first_epoch: int = 0) -> float:
    """Return the epoch from which on all records are near.

    Momentum swings through the minimum and climbs out again, and batches jump in and out: the
    first record that is near says little.

    Parameters
    ----------
    is_near : ndarray of bool, shape (n_records,)
        In the order of the epochs.
    first_epoch : int
        That of the first record.

    Returns
    -------
    float
        Infinite when the last record is not near, or when there is none.
    """
    away = np.flatnonzero(~is_near)
    n_before = int(away[-1]) + 1 if len(away) else 0
    return math.inf if n_before == len(is_near) else float(first_epoch + n_before)


def limit_digits(limit: float, rate: float) -> int:
    """Return how many digits a limit needs to stand on the right side of a rate, at least three.

    With three, 0.03516 is 0.0352: a rate of 0.03518, above the limit, would be below its number.

    Parameters
    ----------
    limit : float
        From which learning rate on a descent diverges.
    rate : float
        The learning rate that is written beside it.
    """
    is_above = limit > rate
    enough = (n for n in range(3, 17) if (float(f"{limit:.{n}g}") > rate) == is_above)
    return next(enough, 17)
