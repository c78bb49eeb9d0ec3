"""Residuals to full precision, however far the data lies from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset


def centred_residuals(dataset: Dataset, parameters: ArrayLike) -> NDArray[np.float64]:
    """Compute y − ŷ from the centred data.

    With u = slope − best slope and h the height of the line above the centre of the data,
    y − ŷ is the residual of the best fit less u·(x − mean x) + h. Both mean x and mean y are
    taken off before anything else, so that a target around 1e9 costs no digits, and the means of
    the residuals and of x·residual agree with ``QuadraticLoss.gradient``.

    Parameters
    ----------
    dataset : Dataset
        With one feature.
    parameters : array_like, shape (2,)
        Slope and intercept.

    Returns
    -------
    ndarray, shape (n_samples,)
        In the units of the target; infinite or nan, without a warning, where the true value
        exceeds the float range.

    Raises
    ------
    ValueError
        If there are several features or no point.
    """
    if dataset.n_features != 1:
        raise ValueError("Single points can be explained in data of one feature only.")
    loss = dataset.loss
    slope, intercept = np.asarray(parameters, dtype=np.float64)
    best_slope = loss.minimum_parameters[0]
    with np.errstate(all="ignore"):
        x, y = _centred(dataset.x, loss.mean_x[0]), _centred(dataset.y, loss.mean_y)
        # A best loss of 0 means that what is left of a perfect fit is rounding.
        left = y - best_slope * x if loss.minimum_value > 0.0 else np.zeros(len(y))
        height = slope * loss.mean_x[0] + intercept - loss.mean_y
        residuals: NDArray[np.float64] = left - ((slope - best_slope) * x + height)
    return residuals


def _centred(values: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    rest = values - mean
    # The mean is rounded to a float: what it misses is seen in the rest, and taken off too.
    centred: NDArray[np.float64] = rest - np.mean(rest)
    return centred
