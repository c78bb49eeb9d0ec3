"""The mean squared error as what it is: an exact quadratic function of the parameters.

J(θ) = J* + ½ (θ − θ*)ᵀ H (θ − θ*). Once the data is summed up, every value costs the same,
however many points there are.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.ridge import RidgeMoments, quietly
from linreg_gui.core.spectrum import spectrum_of_line, spectrum_of_plane

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class QuadraticLoss(RidgeMoments):
    """The loss (1/n) Σ (y − ŷ)² + λ Σ weights² over one dataset; made by ``from_data``.

    ``parameters`` are always the weights followed by the intercept, shape (n_features + 1,).
    With u = weights − best weights and r = mean_x · weights + intercept − mean_y the excess
    loss J − J* is uᵀ (covariance + λ·1) u + r², a sum of squares: no digits cancel near the
    minimum. λ is 0 unless made by ``with_penalty``. The attributes are those of `RidgeMoments`.
    """

    def value(self, parameters: ArrayLike) -> float:
        """Return the loss at one point, in squared units of the target."""
        return float(self.values(parameters))

    def values(self, parameters_array: ArrayLike) -> NDArray[np.float64]:
        """Return the loss at many points, shape (..., n_features + 1), as shape (...).

        It is infinite or nan, without a warning, where the true value exceeds the float range.
        """
        return self.minimum_value + self.excess_values(parameters_array)

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
            spreads = (weights - self.solution.weights) @ self.solution.root.T
            return np.asarray(np.sum(spreads * spreads, axis=-1) + height * height)

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
            slopes = self.solution.covariance @ offsets + self.mean_x * height
            return 2.0 * np.append(slopes, height)

    def r_squared(self, parameters: ArrayLike) -> float | None:
        """Return R² = 1 − MSE / variance_y, without a penalty; None when all targets are equal."""
        if self.variance_y <= 0.0:
            return None
        return 1.0 - self.plain.value(parameters) / self.variance_y

    @cached_property
    @quietly
    def hessian(self) -> NDArray[np.float64]:
        """The second derivatives, 2·[[mean xxᵀ + λ·1, mean x], [mean x, 1]], everywhere."""
        mean = np.append(self.mean_x, 1.0)
        hessian = 2.0 * np.outer(mean, mean)
        hessian[:-1, :-1] += 2.0 * self.solution.covariance
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
        """The best fit; the one of smallest norm where it is not unique."""
        weights, flat = self.solution.weights, self._flat_directions
        if flat.size:
            position = np.append(weights, self.mean_y - self.mean_x @ weights)
            axes = np.linalg.qr(flat)[0]
            weights = (position - axes @ (axes.T @ position))[:-1]
        return frozen(np.append(weights, self.mean_y - self.mean_x @ weights))

    @property
    def is_degenerate(self) -> bool:
        """Whether infinitely many lines fit best: one point, or all x equal up to rounding."""
        return self.solution.flat_weights.size > 0

    @cached_property
    @quietly
    def contour_transform(self) -> NDArray[np.float64] | None:
        """The matrix A that makes circles into contours, shape (2, 2).

        Every point minimum_parameters + √e · A · (cos t, sin t) has the excess loss e. None for
        degenerate data and for more than one feature.
        """
        if self.n_features != 1 or self.is_degenerate:
            return None
        deviation, mean = self.solution.root[0, 0], self.mean_x[0]
        return frozen(np.array([[1.0 / deviation, 0.0], [-mean / deviation, 1.0]]))

    @cached_property
    @quietly
    def _flat_directions(self) -> NDArray[np.float64]:
        weights = self.solution.flat_weights
        directions = np.vstack([weights, -self.mean_x @ weights])
        return np.asarray(directions / np.linalg.norm(directions, axis=0))

    @cached_property
    def _spectrum(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self.n_features == 1:
            variance = float(self.solution.covariance[0, 0])
            values, vectors = spectrum_of_line(variance, float(self.mean_x[0]))
        else:
            values, vectors = spectrum_of_plane(self.hessian, self._flat_directions.shape[1])
        return frozen(values), frozen(vectors)
