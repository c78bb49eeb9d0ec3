"""A least-squares problem reduced to one small triangle.

With X̃ and ỹ the features and the target less their means, the QR factorisation

    [X̃ | ỹ] / √n = Q · [[root, projection], [0, remainder]]

holds all that a mean squared error depends on: rootᵀ·root is the covariance of the features,
root⁻¹·projection are the best weights, and remainder² is the smallest mean squared error. Nothing
is squared and subtracted again, so half the digits of the condition number are saved compared
with the normal equations (Golub and Van Loan, *Matrix Computations*, section 5.3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.arrays import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_ROWS = 4096
"""Rows factorised together: few enough to stay in the cache of a processor."""

RELATIVE_ROUNDING = 8 * float(np.finfo(np.float64).eps)
"""A spread of at most this, relative to the largest value, is rounding and no information."""

SMALLEST_VARIANCE = 1e-290
"""Below this a variance is about to underflow and its digits are lost."""

quietly = np.errstate(under="ignore")
"""Squares of values below 1e-154 underflow to 0, a negligible error."""


@dataclass(frozen=True, eq=False)
class CentredQR:
    """The data of a least-squares problem, made by `CentredQR.of`. The arrays are read-only.

    Attributes
    ----------
    n_samples : int
    mean_x : ndarray, shape (n_features,)
    mean_y : float
    covariance : ndarray, shape (n_features, n_features)
        Of the features, divided by n; exactly 0 where all values are equal.
    variance_y : float
    is_informative : ndarray of bool, shape (n_features,)
        Features that vary by more than rounding.
    triangle : ndarray, shape (n_features + 1, n_features + 1)
        ``[[root, projection], [0, remainder]]``, with a diagonal that is not negative; features
        that are not informative count as constant.
    solution : Solution
        Without a penalty; a minimum that is rounding is exactly 0.
    """

    n_samples: int
    mean_x: NDArray[np.float64]
    mean_y: float
    covariance: NDArray[np.float64]
    variance_y: float
    is_informative: NDArray[np.bool_]
    triangle: NDArray[np.float64]
    solution: Solution

    @classmethod
    @quietly
    def of(cls, features: NDArray[np.float64], target: NDArray[np.float64]) -> Self:
        """Centre and factorise the data.

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
        n_samples = len(target)
        if n_samples == 0:
            raise ValueError("There are no points to sum up.")
        columns = np.empty((features.shape[1] + 1, n_samples))
        columns[:-1], columns[-1] = features.T, target
        means, sizes = np.array([_centre(column) for column in columns]).T
        triangle = triangular_factor(columns.T) / math.sqrt(n_samples)
        variances = np.einsum("ij,ij->i", columns, columns) / n_samples
        covariance = triangle[:-1, :-1].T @ triangle[:-1, :-1]
        # Summed up directly: squaring a rounded root would cost the last digit.
        np.fill_diagonal(covariance, variances[:-1])
        deviations = np.sqrt(variances[:-1])
        is_informative = deviations > RELATIVE_ROUNDING * sizes[:-1]
        is_informative &= variances[:-1] >= SMALLEST_VARIANCE
        if not is_informative.all():
            triangle = triangular_factor(triangle * np.append(is_informative, True))
        coarseness = (sizes[:-1][is_informative] / deviations[is_informative]).max(initial=1.0)
        rounding = RELATIVE_ROUNDING * math.sqrt(len(deviations)) * float(coarseness)
        solution = _refined(solve(triangle, rounding), columns)
        largest_rounding = RELATIVE_ROUNDING / 2 * (abs(float(means[-1])) + variances[-1] ** 0.5)
        if math.sqrt(solution.minimum) <= largest_rounding:
            solution = replace(solution, minimum=0.0)
        return cls(
            n_samples,
            frozen(means[:-1]),
            float(means[-1]),
            frozen(covariance),
            float(variances[-1]),
            frozen(is_informative),
            frozen(triangle),
            solution,
        )


@dataclass(frozen=True, eq=False)
class Solution:
    """The minimum of a least-squares problem, made by `solve`. The arrays are read-only.

    Attributes
    ----------
    minimum : float
        The smallest mean of squares.
    weights : ndarray, shape (n_features,)
    root : ndarray, shape (n_features, n_features)
        ``root.T @ root`` is the covariance, with exact zeros in the flat directions.
    projection : ndarray, shape (n_features,)
        ``root @ weights``.
    flat_weights : ndarray, shape (n_features, n_flat)
        Orthonormal columns: directions in which the loss does not change; none for sound data.
    """

    minimum: float
    weights: NDArray[np.float64]
    root: NDArray[np.float64]
    projection: NDArray[np.float64]
    flat_weights: NDArray[np.float64]


def solve(triangle: NDArray[np.float64], rounding: float) -> Solution:
    """Solve root · weights = projection without trusting a singular root.

    The columns are scaled to like length first, by powers of two and so without rounding: the
    rank of features in metres and in micrometres is the same.

    Parameters
    ----------
    triangle : ndarray, shape (n_features + 1, n_features + 1)
        As for `CentredQR`.
    rounding : float
        Largest singular value of the scaled root that counts as 0.

    Returns
    -------
    Solution
    """
    root, projection = triangle[:-1, :-1], triangle[:-1, -1]
    minimum = float(triangle[-1, -1] ** 2)
    lengths = np.sqrt(np.einsum("ij,ij->j", root, root))
    scale = np.exp2(np.rint(np.log2(np.where(lengths > 0.0, lengths, 1.0))))
    left, sizes, right = np.linalg.svd(root / scale)
    if sizes[-1] > rounding:
        weights = np.linalg.solve(root / scale, projection) / scale
        flat_weights = np.empty((len(root), 0))
        return Solution(minimum, *map(frozen, (weights, root, projection, flat_weights)))
    is_flat = sizes <= rounding
    along = left.T @ projection
    minimum += float(np.sum(along[is_flat] ** 2))
    along[is_flat], sizes[is_flat] = 0.0, 0.0
    weights = right.T @ (along / np.where(is_flat, 1.0, sizes)) / scale
    flat_weights = np.linalg.qr(right[is_flat].T / scale[:, np.newaxis])[0]
    # The shortest of the best weights.
    weights -= flat_weights @ (flat_weights.T @ weights)
    root = sizes[:, np.newaxis] * right * scale
    return Solution(minimum, *map(frozen, (weights, root, along, flat_weights)))


@quietly
def solve_penalised(found: Solution, l2: float) -> Solution:
    """Solve the same problem with the penalty λ Σ weights².

    Ridge regression (Hoerl and Kennard 1970) is least squares with the rows √λ·1 below the root
    and zeros below the projection. The penalty curves every direction of the weights, those too
    in which the data say nothing. Libraries that penalise the *sum* of squares call n·λ their
    alpha.

    Parameters
    ----------
    found : Solution
        Without a penalty.
    l2 : float
        λ, above 0.
    """
    n_features = len(found.weights)
    below = math.sqrt(l2) * np.eye(n_features, n_features + 1)
    rows = np.vstack([np.column_stack([found.root, found.projection]), below])
    solved = solve(triangular_factor(rows), RELATIVE_ROUNDING * math.sqrt(n_features))
    return replace(solved, minimum=found.minimum + solved.minimum)


def _refined(found: Solution, columns: NDArray[np.float64]) -> Solution:
    """Improve the weights by one step of iterative refinement with the residuals.

    So points on a line of whole numbers have a slope of whole numbers (Björck, *Numerical
    Methods for Least Squares Problems*, section 2.9).
    """
    if found.flat_weights.size:
        return found
    residuals = columns[-1] - found.weights @ columns[:-1]
    missed = columns[:-1] @ residuals / len(residuals)
    change = np.linalg.solve(found.root, np.linalg.solve(found.root.T, missed))
    return replace(found, weights=frozen(found.weights + change))


def triangular_factor(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the R of a QR factorisation, with a diagonal that is not negative.

    Parameters
    ----------
    rows : ndarray, shape (n_rows, n_columns)
        Factorised block by block, each below the factor of those before.

    Returns
    -------
    ndarray, shape (n_columns, n_columns)
    """
    n_rows, n_columns = rows.shape
    factor = np.empty((0, n_columns))
    for first in range(0, n_rows, BLOCK_ROWS):
        block = rows[first : first + BLOCK_ROWS]
        stacked = np.vstack([factor, block]) if first else block
        factor = np.asarray(np.linalg.qr(stacked, mode="r"))
    if len(factor) < n_columns:
        factor = np.vstack([factor, np.zeros((n_columns - len(factor), n_columns))])
    return factor * np.where(np.diag(factor) < 0.0, -1.0, 1.0)[:, np.newaxis]


def _centre(column: NDArray[np.float64]) -> tuple[float, float]:
    """Subtract the mean of a column in place; return the mean and the largest absolute value.

    The mean of the rest corrects the mean. Equal values leave exactly nothing: their computed
    mean may be an ulp beside them.
    """
    lowest, highest = float(column.min()), float(column.max())
    size = max(-lowest, highest)
    if lowest == highest:
        column[:] = 0.0
        return lowest, size
    mean = float(column.mean())
    column -= mean
    correction = float(column.mean())
    column -= correction
    return min(max(mean + correction, lowest), highest), size
