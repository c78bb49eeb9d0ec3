"""Means and centred second moments: all a quadratic loss needs of the data.

Raw moments lose digits: with a target offset of 1e9 the loss came out wrong by a factor of 300.
Centred ones keep twelve digits or better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.least_squares import RELATIVE_ROUNDING, information_of, solve_centred

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RELATIVE_ROUNDING_OF_LOSS = 1e-28
_SMALLEST_FLOAT = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False)
class Moments:
    """What remains of the data once it is summed up.

    Attributes
    ----------
    n_samples : int
    mean_x : ndarray, shape (n_features,)
    mean_y : float
    covariance : ndarray, shape (n_features, n_features)
        Of the features, divided by n; exactly 0 where all values are equal.
    covariance_xy : ndarray, shape (n_features,)
    is_informative : ndarray of bool, shape (n_features,)
        Features that vary by more than rounding.
    variance_y : float
    minimum_value : float
        Smallest mean squared error a line can have; exactly 0 where that is rounding.
    """

    n_samples: int
    mean_x: NDArray[np.float64]
    mean_y: float
    covariance: NDArray[np.float64]
    covariance_xy: NDArray[np.float64]
    is_informative: NDArray[np.bool_]
    variance_y: float
    minimum_value: float

    @classmethod
    def from_data(cls, features: NDArray[np.float64], target: NDArray[np.float64]) -> Self:
        """Sum up the data in a few passes.

        Parameters
        ----------
        features : ndarray, shape (n_samples, n_features)
        target : ndarray, shape (n_samples,)
            At least one sample; finite values up to ``MAX_ABSOLUTE_VALUE``.

        Raises
        ------
        ValueError
            If there is no sample.
        """
        if len(target) == 0:
            raise ValueError("There are no points to sum up.")
        # Squares of values below 1e-154 underflow: they count as no spread.
        with np.errstate(under="ignore"):
            return cls(**_summed_up(np.ascontiguousarray(features.T), target))

    @property
    def n_features(self) -> int:
        """How many features the data has."""
        return len(self.mean_x)

    @property
    def rounding_excess(self) -> float:
        """An excess loss this small is rounding; never 0."""
        size = self.mean_y**2 + self.variance_y
        return max(_RELATIVE_ROUNDING_OF_LOSS * size, _SMALLEST_FLOAT)

    def height_at_centre(self, parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far lines, shape (..., n_features + 1), pass above the data's centre."""
        if self.n_features == 1:
            height = parameters[..., 0] * self.mean_x[0] + parameters[..., 1] - self.mean_y
            return np.asarray(height)
        return np.asarray(parameters[..., :-1] @ self.mean_x + parameters[..., -1] - self.mean_y)


def _summed_up(columns: NDArray[np.float64], target: NDArray[np.float64]) -> dict[str, Any]:
    n_samples = len(target)
    mean_x, centred = _centre(columns)
    mean_y, centred_y = _centre(target)
    is_informative = information_of(centred, columns)
    covariance = centred @ centred.T / n_samples
    covariance_xy = centred @ centred_y / n_samples
    variance_y = float(np.mean(centred_y**2))
    weights = solve_centred(covariance, covariance_xy, is_informative).weights
    minimum = float(np.mean((centred_y - weights @ centred) ** 2))
    rounding = RELATIVE_ROUNDING / 2 * (abs(float(mean_y)) + variance_y**0.5)
    return {
        "n_samples": n_samples,
        "mean_x": frozen(mean_x),
        "mean_y": float(mean_y),
        "covariance": frozen(covariance),
        "covariance_xy": frozen(covariance_xy),
        "is_informative": frozen(is_informative),
        "variance_y": variance_y,
        "minimum_value": minimum if minimum**0.5 > rounding else 0.0,
    }


def _centre(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Split the last axis into its mean and the rest.

    The mean of the rest corrects the mean. Equal values leave exactly nothing: their computed
    mean may be an ulp beside them.
    """
    lowest = np.min(values, axis=-1, keepdims=True)
    highest = np.max(values, axis=-1, keepdims=True)
    mean = np.mean(values, axis=-1, keepdims=True)
    rest = values - mean
    correction = np.mean(rest, axis=-1, keepdims=True)
    rest = (rest - correction) * (lowest < highest)
    return np.clip(mean + correction, lowest, highest)[..., 0], rest
