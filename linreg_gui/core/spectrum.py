"""Eigenvalues and eigenvectors of the Hessian of a mean squared error."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def spectrum_of_line(
    variance: float, mean: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Decompose H = 2·[[variance + mean², mean], [mean, 1]].

    The determinant is 4·variance, so the smaller eigenvalue is 4·variance / larger: no digits
    cancel, whatever the condition number, and no variance gives exactly 0.

    Parameters
    ----------
    variance, mean : float
        Of x.

    Returns
    -------
    eigenvalues : ndarray, shape (2,)
        Ascending.
    eigenvectors : ndarray, shape (2, 2)
        Unit vectors as columns, in the same order.
    """
    half_difference = variance + mean * mean - 1.0
    reach = math.hypot(half_difference, 2.0 * mean)
    largest = variance + mean * mean + 1.0 + reach
    if half_difference >= 0.0:
        slope, intercept = half_difference + reach, 2.0 * mean
    else:
        slope, intercept = 2.0 * mean, reach - half_difference
    length = math.hypot(slope, intercept)
    # Length 0 is H = 2·I: every direction is as good as another.
    slope, intercept = (slope / length, intercept / length) if length > 0.0 else (0.0, 1.0)
    eigenvectors = np.array([[intercept, slope], [-slope, intercept]])
    return np.array([4.0 * (variance / largest), largest]), eigenvectors


def spectrum_of_plane(
    hessian: NDArray[np.float64], n_flat: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Decompose the Hessian of several features.

    Parameters
    ----------
    hessian : ndarray, shape (n_features + 1, n_features + 1)
    n_flat : int
        How many eigenvalues are known to be 0; they come out as exactly that.

    Returns
    -------
    eigenvalues : ndarray, shape (n_features + 1,)
        Ascending, none negative.
    eigenvectors : ndarray, shape (n_features + 1, n_features + 1)
        Unit vectors as columns, in the same order.
    """
    eigenvalues, eigenvectors = np.linalg.eigh(hessian)
    eigenvalues = np.maximum(eigenvalues, 0.0)
    eigenvalues[:n_flat] = 0.0
    return eigenvalues, eigenvectors
