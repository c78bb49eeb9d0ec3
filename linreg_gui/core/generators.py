"""Made-up data and random starts, from an explicit random generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

_SPREAD_OF_X = 10.0
_REACH_OF_START = 2.0


def noisy_line(
    n_samples: int, slope: float, intercept: float, noise: float, rng: np.random.Generator
) -> Dataset:
    """Make points that scatter normally around a line.

    Parameters
    ----------
    n_samples : int
        1 to ``MAX_SAMPLES``.
    slope, intercept : float
        The true line; kept as ``true_parameters``.
    noise : float
        Standard deviation of y around the line, not negative.
    rng : numpy.random.Generator
        x is 10 times standard normal, drawn first; the noise is drawn second.

    Raises
    ------
    DatasetError
        If a setting is out of range.
    """
    if not 1 <= n_samples <= MAX_SAMPLES:
        raise DatasetError(f"The number of points must be from 1 to {MAX_SAMPLES:,}.")
    if not all(abs(value) <= MAX_ABSOLUTE_VALUE for value in (slope, intercept, noise)):
        raise DatasetError("Slope, intercept and noise must lie within ±1e150.")
    if noise < 0.0:
        raise DatasetError("The noise must not be negative.")
    x = _SPREAD_OF_X * rng.standard_normal(n_samples)
    y = slope * x + intercept + noise * rng.standard_normal(n_samples)
    return Dataset.from_xy(x, y, name="Noisy line", true_parameters=(slope, intercept))


@np.errstate(under="ignore")
def random_start(loss: QuadraticLoss, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw a line near the data that is not yet the best one.

    Returns
    -------
    ndarray, shape (n_features + 1,)
        Each weight within 2·std_y/std_x of the best, and a height at the mean x within 2·std_y
        of the mean y. Without a spread of x, the distance of its mean from 0 stands in, and at
        least 1. A level line where a value would exceed ``MAX_ABSOLUTE_VALUE``.
    """
    best = loss.minimum_parameters
    deviation_y = loss.variance_y**0.5 or 1.0
    deviations_x = np.sqrt(np.diag(loss.data.covariance))
    stand_in = np.maximum(np.abs(loss.mean_x), 1.0)
    widths = np.where(loss.data.is_informative, deviations_x, stand_in)
    draws = rng.uniform(-_REACH_OF_START, _REACH_OF_START, len(best))
    weights = best[:-1] + draws[:-1] * (deviation_y / widths)
    height = loss.mean_y + draws[-1] * deviation_y
    start = np.append(weights, height - weights @ loss.mean_x)
    if np.abs(start).max() > MAX_ABSOLUTE_VALUE:
        start[:-1] = 0.0
        start[-1] = np.clip(height, -MAX_ABSOLUTE_VALUE, MAX_ABSOLUTE_VALUE)
    return start
