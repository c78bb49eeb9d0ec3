"""A least-squares problem reduced to one small triangle.

With X̃ and ỹ the features and the target less their means, the QR factorisation

    [X̃ | ỹ] / √n = Q · [[root, projection], [0, remainder]]

holds all that a mean squared error depends on: rootᵀ·root is the covariance of the features,
root⁻¹·projection are the best weights, and remainder² is the smallest mean squared error. Nothing
is squared and subtracted again, so half the digits of the condition number are saved compared
with the normal equations (Golub and Van Loan, *Matrix Computations*, section 5.3).

The rows are read in blocks that stay in the cache of a processor: new arrays of 100,000 values,
each in fresh pages of memory, take longer than the arithmetic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from linreg_gui.core.arrays import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

BLOCK_ROWS = 8192
"""Rows read together; half and twice as many take longer, measured with one feature."""

RELATIVE_ROUNDING = 8 * float(np.finfo(np.float64).eps)
"""A spread, or a sum, of at most this part of the largest value is rounding and no information."""

MOST_EXACT_VALUES = 20_000
"""The most values whose residuals are computed exactly, which takes some milliseconds."""
EXACT_STEPS = 3
MOST_EXACT_MEANS = 1000
"""The most values whose sum is rounded once, which takes as long as all else done to them."""
EPSILON = float(np.finfo(np.float64).eps)
SPLIT = 2.0**27 + 1.0

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
    solution : Solution
        Without a penalty; features that are not informative count as constant, and a minimum
        that is rounding is exactly 0.
    """

    n_samples: int
    mean_x: NDArray[np.float64]
    mean_y: float
    covariance: NDArray[np.float64]
    variance_y: float
    is_informative: NDArray[np.bool_]
    solution: Solution

    @classmethod
    @quietly
    def of(cls, rows: CentredRows) -> Self:
        """Factorise the data."""
        covariance, variances = rows.products[:-1, :-1], np.diag(rows.products)
        if len(covariance) == 1 and rows.is_informative[0]:
            solution = _solve_line(rows, *rows.products[0])
        else:
            solution = _solve_factorised(rows)
        mean_y = float(rows.means[-1])
        if math.sqrt(solution.minimum) <= largest_rounding(mean_y, variances[-1] ** 0.5):
            solution = replace(solution, minimum=0.0)
        return cls(
            rows.n_samples,
            rows.means[:-1],
            mean_y,
            covariance,
            float(variances[-1]),
            rows.is_informative,
            solution,
        )


def largest_rounding(mean_y: float, deviation_y: float) -> float:
    """Return the root of the mean squared error up to which a minimum is rounding, and is 0."""
    return RELATIVE_ROUNDING / 2 * (abs(mean_y) + deviation_y)


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
        ``[[root, projection], [0, remainder]]``.
    rounding : float
        Largest singular value of the scaled root that counts as 0.
    """
    root, projection = triangle[:-1, :-1], triangle[:-1, -1]
    minimum = float(triangle[-1, -1] ** 2)
    scale = column_scale(root)
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


def column_scale(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return powers of two that bring columns, shape (n, k), to like length, shape (k,)."""
    lengths = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    return np.asarray(np.exp2(np.rint(np.log2(np.where(lengths > 0.0, lengths, 1.0)))))


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
    solved = solve(triangular_factor([rows]), RELATIVE_ROUNDING * math.sqrt(n_features))
    return replace(solved, minimum=found.minimum + solved.minimum)


def triangular_factor(blocks: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the R of a QR factorisation, with a diagonal that is not negative.

    Parameters
    ----------
    blocks : iterable of ndarray, shape (n_rows, n_columns)
        Rows of one matrix. Each block is factorised below the factor of those before.

    Returns
    -------
    ndarray, shape (n_columns, n_columns)
    """
    factor = None
    for block in blocks:
        stacked = block if factor is None else np.vstack([factor, block])
        factor = np.asarray(np.linalg.qr(stacked, mode="r"))
    assert factor is not None
    n_rows, n_columns = factor.shape
    if n_rows < n_columns:
        factor = np.vstack([factor, np.zeros((n_columns - n_rows, n_columns))])
    return factor * np.where(np.diag(factor) < 0.0, -1.0, 1.0)[:, np.newaxis]


class CentredRows:
    """The features and the target less their means, read in blocks, and measured.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    target : ndarray, shape (n_samples,)
        At least one sample; finite values up to ``MAX_ABSOLUTE_VALUE``.

    Attributes
    ----------
    n_samples : int
    means, sizes : ndarray, shape (n_features + 1,)
        Of each column: the mean and the largest absolute value.
    products : ndarray, shape (n_features + 1, n_features + 1)
        The covariances of all columns, divided by n.
    deviations : ndarray, shape (n_features,)
    is_informative : ndarray of bool, shape (n_features,)
        Features that vary by more than rounding.

    Raises
    ------
    ValueError
        If there is no sample.
    """

    @quietly
    def __init__(self, features: NDArray[np.float64], target: NDArray[np.float64]) -> None:
        if len(target) == 0:
            raise ValueError("There are no points to sum up.")
        self.features, self.target, self.n_samples = features, target, len(target)
        columns = [*features.T, target]
        lowest = np.array([column.min() for column in columns])
        highest = np.array([column.max() for column in columns])
        self.sizes = np.maximum(-lowest, highest)
        # Equal values leave exactly nothing: their computed mean may be an ulp beside them.
        varies = lowest < highest
        self._rough_means = np.where(varies, [_mean(column) for column in columns], lowest)
        self._corrections = np.zeros(len(columns))
        # The mean of the rest is what the mean lacks. Where the values are far larger than their
        # mean it is rounding: a mean that was rounded once is better without it.
        rests = sum(block.sum(axis=1) for block in self)
        self._corrections = np.where(varies, rests / self.n_samples, 0.0)
        corrected = self._rough_means + self._corrections
        means = self._rough_means if self.n_samples <= MOST_EXACT_MEANS else corrected
        self.means = frozen(np.clip(means, lowest, highest))
        products = sum(block @ block.T for block in self) / self.n_samples
        self.products = frozen(np.asarray(products))
        variances = np.diag(self.products)[:-1]
        self.deviations = frozen(np.sqrt(variances))
        is_informative = self.deviations > RELATIVE_ROUNDING * self.sizes[:-1]
        self.is_informative = frozen(is_informative & (variances >= SMALLEST_VARIANCE))

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        """Give blocks of shape (n_features + 1, at most BLOCK_ROWS), the target last."""
        means, corrections = self._rough_means, self._corrections[:, np.newaxis]
        for first in range(0, len(self.target), BLOCK_ROWS):
            rows = slice(first, first + BLOCK_ROWS)
            target = self.target[rows]
            block = np.empty((len(means), len(target)))
            np.subtract(self.features[rows].T, means[:-1, np.newaxis], out=block[:-1])
            np.subtract(target, means[-1], out=block[-1])
            block -= corrections
            yield block

    def residuals(self, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the mean square of the residuals and their covariance with each feature."""
        square, products = 0.0, np.zeros(len(weights))
        for block in self:
            rest = block[-1] - weights @ block[:-1]
            square += float(rest @ rest)
            products += block[:-1] @ rest
        return square / self.n_samples, products / self.n_samples


def _mean(values: NDArray[np.float64]) -> float:
    if len(values) <= MOST_EXACT_MEANS:
        return math.fsum(values.tolist()) / len(values)
    return float(values.mean())


def _solve_line(rows: CentredRows, variance: float, covariance: float) -> Solution:
    """Solve for one feature that is informative, by sums of products of the centred rows.

    The residuals correct the weight and the minimum, as in `_refined`, so that they are as exact
    as those of a QR factorisation, which takes three times longer.
    """
    weight = covariance / variance
    square, (missed,) = rows.residuals(np.array([weight]))
    change = missed / variance
    weights, root = np.array([weight + change]), np.array([[math.sqrt(variance)]])
    minimum = max(square - missed * change, 0.0)
    flat_weights = np.empty((1, 0))
    return Solution(minimum, *map(frozen, (weights, root, root @ weights, flat_weights)))


def _solve_factorised(rows: CentredRows) -> Solution:
    is_informative, deviations = rows.is_informative, rows.deviations
    triangle = triangular_factor(block.T for block in rows) / math.sqrt(rows.n_samples)
    if not is_informative.all():
        triangle = triangular_factor([triangle * np.append(is_informative, True)])
    coarseness = rows.sizes[:-1][is_informative] / deviations[is_informative]
    rounding = RELATIVE_ROUNDING * math.sqrt(len(deviations)) * coarseness.max(initial=1.0)
    return _refined(solve(triangle, float(rounding)), rows)


def _refined(found: Solution, rows: CentredRows) -> Solution:
    """Improve the weights by one step of iterative refinement with the residuals.

    So points on a line of whole numbers have a slope of whole numbers (Björck, *Numerical
    Methods for Least Squares Problems*, section 2.9). A step makes the error smaller by rounding
    times the square of the condition number (Björck 1987, *Linear Algebra and its Applications*
    88/89).
    """
    if found.flat_weights.size:
        return found
    is_small = rows.n_samples * len(found.weights) <= MOST_EXACT_VALUES
    scale, inverse = column_scale(found.root), np.linalg.inv(found.root)
    lengths = np.linalg.norm(found.root / scale), np.linalg.norm(inverse * scale[:, np.newaxis])
    squared_condition = len(scale) * float(lengths[0] * lengths[1]) ** 2
    for _ in range(EXACT_STEPS if is_small else 1):
        missed = _exact_missed(rows, found.weights) if is_small else None
        if missed is None:
            _, missed = rows.residuals(found.weights)
        change = inverse @ (inverse.T @ missed)
        found = replace(found, weights=frozen(found.weights + change))
        # The next change would be smaller by EPSILON · squared_condition: no digit of a weight.
        if (
            squared_condition * np.linalg.norm(scale * change) <= np.abs(scale * found.weights)
        ).all():
            break
    return found


def _exact_missed(rows: CentredRows, weights: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the covariances of the residuals with each feature, to full precision.

    Where the residuals are large beside what the weights explain, their own rounding costs as many
    digits as the condition number squared has. Here products are split into two floats without an
    error (Dekker 1971), and sums are rounded once; the errors themselves are small.

    Returns
    -------
    ndarray, shape (n_features,), or None
        None where a product exceeds the float range.
    """
    columns, target, means = rows.features.T, rows.target, rows.means
    intercept = means[-1] - means[:-1] @ weights
    rest, lost = _two_sum(target, np.full_like(target, -intercept))
    with np.errstate(all="ignore"):
        for product, missing in zip(*two_product(columns, -weights[:, np.newaxis]), strict=True):
            rest, error = _two_sum(rest, product)
            lost = lost + (error + missing)
        products, errors = two_product(columns, rest)
        errors += columns * lost
        if not np.isfinite(errors).all():
            return None
    total = math.fsum(rest.tolist()) + lost.sum()
    sums = [math.fsum(row) for row in products.tolist()] + errors.sum(axis=1)
    return np.asarray((sums - means[:-1] * total) / rows.n_samples)


def _two_sum(
    one: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return sums and their rounding errors (Knuth)."""
    total = one + other
    part = total - one
    return total, (one - (total - part)) + (other - part)


def two_product(
    one: NDArray[np.float64], other: NDArray[np.float64] | np.float64
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return products and their rounding errors (Dekker)."""
    product = one * other
    (high, low), (other_high, other_low) = _halves(one), _halves(other)
    error = ((high * other_high - product) + high * other_low + low * other_high) + low * other_low
    return product, error


def _halves(value: Any) -> tuple[Any, Any]:
    """Split floats, or arrays of them, into two of half as many digits (Veltkamp)."""
    scaled = value * SPLIT
    high = scaled - (scaled - value)
    return high, value - high
