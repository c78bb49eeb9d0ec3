"""The mean squared error as an exact quadratic function of the parameters.

J(θ) = J* + ½ (θ − θ*)ᵀ H (θ − θ*). Once the data is factorised, every value costs the same,
however many points there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.bowl import Bowl, spectrum_of_line
from linreg_gui.core.centred_qr import (
    EPSILON,
    CentredQR,
    CentredRows,
    Solution,
    quietly,
    solve_penalised,
)
from linreg_gui.core.limits import MOST_DEGREES

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_RELATIVE_ROUNDING_OF_LOSS = 1e-28
_GRADIENT_ROUNDING = 16.0 * EPSILON
"""Measured: a sum of a thousand products loses up to eleven parts."""
_SMALLEST_FLOAT = float(np.finfo(np.float64).tiny)


def without_rounding(parts: ArrayLike, rounding: ArrayLike) -> NDArray[np.float64]:
    """Return numbers as they are shown: 0 for each that is no larger than its rounding.

    Parameters
    ----------
    parts : array_like
    rounding : array_like
        How far each may be off by rounding alone; of a shape that fits.
    """
    given = np.asarray(parts, dtype=np.float64)
    return np.where(np.abs(given) <= rounding, 0.0, given)


@dataclass(frozen=True, eq=False)
class QuadraticLoss:
    """The loss (1/n) Σ (y − ŷ)² + λ Σ weights² over one dataset; made by ``of``.

    ``parameters`` are always the weights followed by the intercept, shape (n_features + 1,).
    With u = weights − best weights and r = mean_x · weights + intercept − mean_y the excess
    loss J − J* is |root · u|² + r², a sum of squares: no digits cancel near the minimum.

    Attributes
    ----------
    data : CentredQR
    solution : Solution
        Of the data, with the penalty; a minimum that is rounding is exactly 0.
    l2 : float
        λ; 0 unless made by `with_penalty`.
    held : int or None
        The place of a parameter that no step moves; None unless it is a `HeldLoss`.
    """

    data: CentredQR
    solution: Solution
    l2: float = 0.0
    _unpenalised: Self | None = None
    held: int | None = None

    @classmethod
    def of(cls, rows: CentredRows) -> Self:
        """Factorise the data."""
        data = CentredQR.of(rows)
        return cls(data, data.solution)

    @property
    def unpenalised(self) -> Self:
        """The same without a penalty; itself where there is none."""
        return self if self._unpenalised is None else self._unpenalised

    def with_penalty(self, l2: float) -> Self:
        """Return the same with the penalty λ Σ weights² in place of the one it may have.

        Raises
        ------
        ValueError
            If λ is negative or not finite.
        """
        if not 0.0 <= l2 < math.inf:
            raise ValueError("The penalty must be a finite number and at least 0.")
        without = self.unpenalised
        if l2 == 0.0:
            return without
        return type(self)(self.data, solve_penalised(without.solution, l2), l2, without)

    def of_run(self, _start: ArrayLike) -> QuadraticLoss:
        """Return the loss that a run from a start goes down; itself, as nothing is held."""
        return self

    def held_in(self, other: QuadraticLoss) -> QuadraticLoss:
        """Return another loss with the same parameter held as in this loss: none."""
        return other

    @property
    def minimum_value(self) -> float:
        """The smallest loss."""
        return self.solution.minimum

    @property
    def n_samples(self) -> int:
        """How many points there are."""
        return self.data.n_samples

    @property
    def n_features(self) -> int:
        """How many features the data has."""
        return len(self.data.mean_x)

    @property
    def mean_x(self) -> NDArray[np.float64]:
        """The means of the features, shape (n_features,)."""
        return self.data.mean_x

    @property
    def mean_y(self) -> float:
        """The mean of the target."""
        return self.data.mean_y

    @property
    def variance_y(self) -> float:
        """The mean squared deviation of the target from its mean."""
        return self.data.variance_y

    @property
    def rounding_excess(self) -> float:
        """An excess loss this small is rounding; never 0."""
        size = self.mean_y**2 + self.variance_y
        return max(_RELATIVE_ROUNDING_OF_LOSS * size, _SMALLEST_FLOAT)

    def value(self, parameters: ArrayLike) -> float:
        """Return the loss at one point, in squared units of the target."""
        return float(self.values(parameters))

    def values(self, parameters_array: ArrayLike) -> NDArray[np.float64]:
        """Return the loss at many points, shape (..., n_features + 1), as shape (...).

        It is infinite or nan, without a warning, where the true value exceeds the float range.
        """
        return self.minimum_value + self.excess_values(parameters_array)

    def values_or_inf(self, parameters_array: ArrayLike) -> NDArray[np.float64]:
        """Return `values`, infinite where they cannot be computed."""
        values = self.values(parameters_array)
        return np.where(np.isnan(values), np.inf, values)

    def excess_values(self, parameters_array: ArrayLike) -> NDArray[np.float64]:
        """Return how much the loss exceeds its minimum, to full relative precision.

        The shapes are those of `values`.
        """
        parameters = np.asarray(parameters_array, dtype=np.float64)
        weights = parameters[..., :-1]
        with np.errstate(all="ignore"):
            height = self.height_at_centre(parameters)
            if self.n_features == 1:
                # Three times faster than a product of matrices with one column.
                spread = self.solution.root[0, 0] * (weights[..., 0] - self.solution.weights[0])
                return np.asarray(spread * spread + height * height)
            if self.n_features <= MOST_DEGREES:
                return self._spread_of(weights) + height * height
            spreads = (weights - self.solution.weights) @ self.solution.root.T
            return np.asarray(np.sum(spreads * spreads, axis=-1) + height * height)

    def height_at_centre(self, parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far lines, shape (..., n_features + 1), pass above the data's centre."""
        if self.n_features <= MOST_DEGREES:
            height = parameters[..., 0] * self.mean_x[0]
            for k in range(1, self.n_features):
                height = height + parameters[..., k] * self.mean_x[k]
            return np.asarray(height + parameters[..., -1] - self.mean_y)
        return np.asarray(parameters[..., :-1] @ self.mean_x + parameters[..., -1] - self.mean_y)

    def _spread_of(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return |root · (weights − best)|², each number by itself.

        A product of matrices rounds a row otherwise where it stands among others: the bits of a
        record would depend on how many are computed at once.
        """
        offsets = [weights[..., k] - best for k, best in enumerate(self.solution.weights.tolist())]
        total: Any = 0.0
        for row in self.solution.root.tolist():
            spread: Any = 0.0
            for factor, offset in zip(row, offsets, strict=True):
                if factor != 0.0:
                    spread = spread + factor * offset
            total = total + spread * spread
        return np.asarray(total)

    def gradient(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Return the derivative of the loss by the weights and the intercept.

        Parameters
        ----------
        parameters : array_like, shape (n_features + 1,)

        Returns
        -------
        ndarray, shape (n_features + 1,)
        """
        position = np.asarray(parameters, dtype=np.float64)
        with np.errstate(all="ignore"):
            height = self.height_at_centre(position)
            offsets = position[:-1] - self.solution.weights
            slopes = self.curvature @ offsets + self.mean_x * height
            return 2.0 * np.append(slopes, height)

    def gradient_rounding(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Return how far each part of `gradient` may be off by rounding alone.

        The height of a line at the data's centre is a difference of numbers that may be far
        larger, and the part of a weight multiplies what rounding leaves of the height by the
        mean of x: with x far from 0 that is more than the part itself. The shapes are those of
        `gradient`.
        """
        sizes, best = np.abs(np.asarray(parameters, dtype=np.float64)), self.minimum_parameters
        with np.errstate(all="ignore"):
            # A mean is as exact as values are large, of either sign.
            size_x = np.hypot(self.mean_x, np.sqrt(np.diag(self.data.covariance)))
            size_y = math.hypot(self.mean_y, math.sqrt(self.variance_y))
            height = sizes[:-1] @ size_x + sizes[-1] + size_y
            slopes = np.abs(self.curvature) @ (sizes[:-1] + np.abs(best[:-1])) + size_x * height
            return 2.0 * _GRADIENT_ROUNDING * np.append(slopes, height)

    def told_gradient(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Return the gradient as it is shown: a part that may be rounding alone is 0.

        The shapes are those of `gradient`.
        """
        return without_rounding(self.gradient(parameters), self.gradient_rounding(parameters))

    @property
    def correlation(self) -> float | None:
        """Pearson's r of one feature and the target; None where all values of one are equal.

        Exactly ±1 where the best line leaves nothing but rounding.
        """
        if self.n_features != 1 or self.is_degenerate or self.variance_y <= 0.0:
            return None
        without = self.unpenalised.solution
        slope = float(without.weights[0])
        if without.minimum == 0.0:
            return math.copysign(1.0, slope)
        r = slope * float(without.root[0, 0]) / math.sqrt(self.variance_y)
        return min(max(r, -1.0), 1.0)

    def r_squared(self, parameters: ArrayLike) -> float | None:
        """Return R² = 1 − MSE / variance of y, without a penalty; None when all y are equal."""
        if self.variance_y <= 0.0:
            return None
        return 1.0 - self.unpenalised.value(parameters) / self.variance_y

    @cached_property
    @quietly
    def hessian(self) -> NDArray[np.float64]:
        """The second derivatives, 2·[[mean xxᵀ + λ·1, mean x], [mean x, 1]], everywhere."""
        mean = np.append(self.mean_x, 1.0)
        hessian = 2.0 * np.outer(mean, mean)
        hessian[:-1, :-1] += 2.0 * self.curvature
        return frozen(hessian)

    @property
    def eigenvalues(self) -> NDArray[np.float64]:
        """Curvatures along the principal axes, ascending, shape (n_features + 1,)."""
        return self._spectrum[0]

    @property
    def eigenvectors(self) -> NDArray[np.float64]:
        """The principal axes as unit columns, in the order of ``eigenvalues``."""
        return self._spectrum[1]

    @cached_property
    @quietly
    def minimum_parameters(self) -> NDArray[np.float64]:
        """The best fit; the one of smallest norm where it is not unique.

        Along the flat directions N of the weights the intercept that fits best is
        h − (Nᵀmean_x)·t with h = mean_y − mean_x · weights. The norm is smallest at
        t = h · Nᵀmean_x / (1 + |Nᵀmean_x|²).
        """
        weights, flat = self.solution.weights, self.solution.flat_weights
        intercept = self.mean_y - self.mean_x @ weights
        if flat.size:
            tilts = flat.T @ self.mean_x
            intercept /= 1.0 + tilts @ tilts
            weights = weights + flat @ tilts * intercept
        return frozen(np.append(weights, intercept))

    @property
    def is_degenerate(self) -> bool:
        """Whether infinitely many lines fit best: one point, or all x equal up to rounding."""
        return self.solution.flat_weights.size > 0

    @property
    def has_slow_part(self) -> bool:
        """Whether the excess loss of a line falls along two axes, a fast and a slow one."""
        return not self.is_degenerate

    @cached_property
    def bowl(self) -> Bowl:
        """The loss of a line as the loss surface draws it.

        Raises
        ------
        ValueError
            If there are several features.
        """
        if self.n_features != 1:
            raise ValueError("The loss surface is drawn for data of one feature only.")
        return Bowl(self.minimum_parameters, self.whole_root, self.mean_y, self.minimum_value)

    @cached_property
    @quietly
    def curvature(self) -> NDArray[np.float64]:
        """The covariance with λ added to every variance, 0 for features without information."""
        known = self.data.is_informative
        return self.data.covariance * np.outer(known, known) + self.l2 * np.eye(len(known))

    @cached_property
    def whole_root(self) -> NDArray[np.float64]:
        """F = [[root, 0], [mean_x, 1]], shape (n_features + 1, n_features + 1); ½·H = FᵀF."""
        n_features = self.n_features
        whole = np.zeros((n_features + 1, n_features + 1))
        whole[:-1, :-1], whole[-1] = self.solution.root, np.append(self.mean_x, 1.0)
        return frozen(whole)

    @cached_property
    @quietly
    def root_parts(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """The singular value decomposition of F: its left side, the values, its right side."""
        left, sizes, right = map(frozen, np.linalg.svd(self.whole_root))
        return left, sizes, right

    @cached_property
    @quietly
    def _spectrum(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self.n_features == 1:
            variance = float(self.curvature[0, 0])
            values, vectors = spectrum_of_line(variance, float(self.mean_x[0]))
        else:
            n_flat = self.solution.flat_weights.shape[1]
            # H = 2·FᵀF: twice the squared singular values of F.
            _, sizes, right = self.root_parts
            values, vectors = 2.0 * sizes[::-1] ** 2, right[::-1].T
            values[:n_flat] = 0.0
        return frozen(values), frozen(vectors)
