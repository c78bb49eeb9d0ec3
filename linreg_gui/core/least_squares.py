"""The normal equations of centred moments, solved without trusting a singular matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RELATIVE_ROUNDING = 8 * float(np.finfo(np.float64).eps)
"""A spread of at most this, relative to the largest value, is rounding and no information."""

SMALLEST_VARIANCE = 1e-290
"""Below this a variance is about to underflow and its digits are lost."""


@dataclass(frozen=True, eq=False)
class CentredSolution:
    """The weights of smallest loss, and the shape of the loss around them.

    Attributes
    ----------
    weights : ndarray, shape (n_features,)
    covariance : ndarray, shape (n_features, n_features)
        As given, with exact zeros for features without information.
    root : ndarray, shape (n_features, n_features)
        ``root.T @ root`` is the covariance, with exact zeros in the flat directions.
    flat_weights : ndarray, shape (n_features, n_flat)
        Columns: directions in which the loss does not change; none for sound data.
    """

    weights: NDArray[np.float64]
    covariance: NDArray[np.float64]
    root: NDArray[np.float64]
    flat_weights: NDArray[np.float64]


def solve_centred(
    covariance: NDArray[np.float64],
    covariance_xy: NDArray[np.float64],
    is_informative: NDArray[np.bool_],
) -> CentredSolution:
    """Solve covariance · weights = covariance_xy.

    The features are scaled to like size first, by powers of two and so without rounding: the
    rank of features in metres and in micrometres is the same.

    Parameters
    ----------
    covariance : ndarray, shape (n_features, n_features)
    covariance_xy : ndarray, shape (n_features,)
    is_informative : ndarray of bool, shape (n_features,)
        Features that vary by more than rounding; the others get the weight 0.

    Returns
    -------
    CentredSolution
    """
    covariance = covariance * np.outer(is_informative, is_informative)
    scale = np.ones(len(covariance))
    variances = np.diag(covariance)[is_informative]
    scale[is_informative] = np.exp2(np.rint(np.log2(variances) / 2))
    sizes, directions = np.linalg.eigh(covariance / scale / scale[:, np.newaxis])
    is_kept = sizes > RELATIVE_ROUNDING * len(sizes)
    kept = np.where(is_kept, sizes, np.inf)
    scaled_xy = covariance_xy * is_informative / scale
    weights = directions @ ((directions.T @ scaled_xy) / kept) / scale
    root = (np.sqrt(np.where(is_kept, sizes, 0.0)) * directions).T * scale
    flat_weights = directions[:, ~is_kept] / scale[:, np.newaxis]
    return CentredSolution(weights, covariance, root, flat_weights)


def information_of(centred: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which features vary by more than rounding.

    Parameters
    ----------
    centred, columns : ndarray, shape (n_features, n_samples)
        The features with and without their mean removed.

    Returns
    -------
    ndarray of bool, shape (n_features,)
    """
    variances = np.mean(centred**2, axis=1)
    rounding = RELATIVE_ROUNDING * np.max(np.abs(columns), axis=1)
    informative: NDArray[np.bool_] = (np.sqrt(variances) > rounding) & (
        variances >= SMALLEST_VARIANCE
    )
    return informative
