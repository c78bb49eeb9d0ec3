"""The excess loss split along the principal axes of the bowl, from the fastest to the slowest.

Plain descent multiplies the distance along each axis by its own factor 1 − ηλ every epoch, so
the parts shrink independently, each by the square of its factor. A line has two of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

_SLOW, _FAST = 0, 1


def excess_parts(loss: QuadraticLoss, parameters: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Split the excess loss into ½·λ·(v·(θ − θ*))² for each axis v with curvature λ.

    Parameters
    ----------
    loss : QuadraticLoss
    parameters : array_like, shape (..., n_features + 1)

    Returns
    -------
    tuple of ndarray, shape (...)
        From the largest curvature to the smallest, in squared units of the target. They sum to
        ``loss.excess_values(parameters)``; along an axis without a curvature the part is exactly
        0. Infinite or nan, without a warning, where a true value exceeds the float range.

    Raises
    ------
    ValueError
        If one of several weights is held.
    """
    position = np.asarray(parameters, dtype=np.float64)
    if loss.n_features > 1:
        return _parts_of_many(loss, position)
    if not loss.has_slow_part:
        excess = loss.excess_values(position)
        return excess, np.zeros_like(excess)
    with np.errstate(all="ignore"):
        offset = position[..., 0] - loss.minimum_parameters[0]
        height = loss.height_at_centre(position)
        return _part(loss, _FAST, offset, height), _part(loss, _SLOW, offset, height)


def slow_direction(loss: QuadraticLoss) -> tuple[float, ...]:
    """Return the shallowest axis as changes of the weights and the intercept, the largest +1.

    For degenerate data it is the floor of the trough.
    """
    axis = loss.eigenvectors[:, _SLOW].tolist()
    largest = max(reversed(axis), key=abs)
    # Adding 0 makes 0 of −0.
    return tuple(change / largest + 0.0 for change in axis)


def _parts_of_many(
    loss: QuadraticLoss, position: NDArray[np.float64]
) -> tuple[NDArray[np.float64], ...]:
    """Turn F·(θ − θ*), whose square is the excess, onto the left singular vectors of F."""
    if loss.held is not None:
        raise ValueError("The excess loss is not split where one of several weights is held.")
    with np.errstate(all="ignore"):
        spreads = (position[..., :-1] - loss.solution.weights) @ loss.solution.root.T
        height = loss.height_at_centre(position)
        whole = np.concatenate([spreads, height[..., np.newaxis]], axis=-1)
        distances = whole @ loss.root_parts[0]
        parts = np.where(loss.eigenvalues[::-1] > 0.0, distances * distances, 0.0)
    return tuple(parts[..., axis] for axis in range(parts.shape[-1]))


def _part(
    loss: QuadraticLoss, axis: int, offset: NDArray[np.float64], height: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute ½·λ·(v·(θ − θ*))² from the slope's offset and the height above the centre.

    With v = (s, i), v·(θ − θ*) is (s − mean·i)·offset + i·height. H v = λ v makes s − mean·i
    half of s times the other curvature: no digits are lost where mean·i nearly equals s.
    """
    slope, intercept = loss.eigenvectors[:, axis]
    across = 0.5 * slope * loss.eigenvalues[1 - axis]
    distance = across * offset + intercept * height
    return np.asarray(0.5 * loss.eigenvalues[axis] * distance * distance)
