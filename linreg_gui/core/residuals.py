"""Residuals to full precision, and how much each point pulls at the line.

The pull of a point is its share of the negative gradient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset


def centred_residuals(dataset: Dataset, parameters: ArrayLike) -> NDArray[np.float64]:
    """Compute y − ŷ from the centred data.

    With u = weights − best weights and h the height of the line above the centre of the data,
    y − ŷ is the residual of the best fit less u·(x − mean x) + h. Both mean x and mean y are
    taken off before anything else, so that a target around 1e9 costs no digits, and the means of
    the residuals and of x·residual agree with ``QuadraticLoss.gradient``.

    Parameters
    ----------
    dataset : Dataset
    parameters : array_like, shape (n_features + 1,)

    Returns
    -------
    ndarray, shape (n_samples,)
        In the units of the target; infinite or nan, without a warning, where the true value
        exceeds the float range.

    Raises
    ------
    ValueError
        If there is no point, or some are held out.
    """
    if dataset.is_held_out is not None:
        raise ValueError("The means of all points are needed, and some are held out.")
    loss = dataset.loss
    position = np.asarray(parameters, dtype=np.float64)
    weights, best = position[:-1], loss.minimum_parameters[:-1]
    with np.errstate(all="ignore"):
        y = _centred(dataset.y, loss.mean_y)
        columns = [
            _centred(column, mean)
            for column, mean in zip(dataset.features.T, loss.mean_x, strict=True)
        ]
        # A best loss of 0 means that what is left of a perfect fit is rounding.
        left = y - _combined(best, columns) if loss.minimum_value > 0.0 else np.zeros(len(y))
        height = float(loss.height_at_centre(position))
        residuals: NDArray[np.float64] = left - (_combined(weights - best, columns) + height)
    return residuals


def _combined(
    weights: NDArray[np.float64], columns: list[NDArray[np.float64]]
) -> NDArray[np.float64]:
    total = weights[0] * columns[0]
    for weight, column in zip(weights[1:], columns[1:], strict=True):
        total = total + weight * column
    return np.asarray(total)


def _centred(values: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    rest = values - mean
    # The mean is rounded to a float: what it misses is seen in the rest, and taken off too.
    centred: NDArray[np.float64] = rest - np.mean(rest)
    return centred


MOST_ARROWS = 40
"""More arrows than this, head to tail, cannot be distinguished."""


def pulls(dataset: Dataset, parameters: ArrayLike) -> NDArray[np.float64]:
    """Split the negative gradient of the mean squared error into one part for each point.

    The loss (1/n) Σ r², r = y − ŷ, has −∂w = (2/n) Σ x·r for a weight and −∂b = (2/n) Σ r: point
    i pulls by (2/n)·(x_i·r_i, r_i).

    Parameters
    ----------
    dataset : Dataset
    parameters : array_like, shape (n_features + 1,)

    Returns
    -------
    ndarray, shape (n_samples, n_features + 1)
        Read-only. By weights and by intercept; the sum over the points is the negative gradient.
        Infinite or nan, without a warning, where the true value exceeds the float range.

    Raises
    ------
    ValueError
        If there is no point.
    """
    residuals = centred_residuals(dataset, parameters)
    with np.errstate(all="ignore"):
        along_intercept = residuals * (2.0 / dataset.n_samples)
        along_weights = (column * along_intercept for column in dataset.features.T)
        return frozen(np.column_stack([*along_weights, along_intercept]))


def order_by_x(x: NDArray[np.float64], former: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Sort points by x, equal x in the order of the data.

    Parameters
    ----------
    x : ndarray, shape (n_samples,)
    former : ndarray, shape (n_samples,), optional
        The order before a few points moved. What is nearly sorted is sorted in a fiftieth of the
        time.

    Returns
    -------
    ndarray, shape (n_samples,)
        Indices into ``x``.
    """
    if former is None or len(former) != len(x):
        return np.argsort(x, kind="stable")
    nearly = x[former]
    moved = np.argsort(nearly, kind="stable")
    order = former[moved]
    has_ties_reversed = (np.diff(nearly[moved]) == 0.0) & (np.diff(order) < 0)
    return np.argsort(x, kind="stable") if has_ties_reversed.any() else order


def bundled(
    pulls: NDArray[np.float64], order: NDArray[np.intp], most: int = MOST_ARROWS
) -> NDArray[np.float64]:
    """Sum the pulls of neighbours in x, so that a picture has few arrows; their sum stays.

    Parameters
    ----------
    pulls : ndarray, shape (n_samples, k)
    order : ndarray, shape (n_samples,)
        Of the points by x, as ``order_by_x`` returns it.
    most : int
        The most arrows to return, at least 1.

    Returns
    -------
    ndarray, shape (min(n_samples, most), k)
        Read-only; in the order of x. The arrows stand for equal numbers of points, up to
        one.
    """
    n_samples = len(order)
    count = min(n_samples, most)
    if count == 0:
        return frozen(np.empty((0, pulls.shape[1])))
    firsts = np.arange(count) * n_samples // count
    with np.errstate(all="ignore"):
        # Column by column: over short rows numpy takes ten times as long.
        sums = [np.add.reduceat(column[order], firsts) for column in pulls.T]
    return frozen(np.stack(sums, axis=1))
