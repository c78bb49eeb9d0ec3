"""The excess loss split along the two principal axes of the bowl: a fast and a slow part.

Plain descent multiplies the distance along each axis by its own factor 1 − ηλ every epoch, so
the two parts shrink independently, each by the square of its factor. All of this is for the
loss of a line, with one feature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

_SLOW, _FAST = 0, 1


def excess_parts(
    loss: QuadraticLoss, parameters: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Split the excess loss into ½·λ·(v·(θ − θ*))² for each axis v with curvature λ.

    Parameters
    ----------
    loss : QuadraticLoss
        Of one feature.
    parameters : array_like, shape (..., 2)
        Slopes and intercepts.

    Returns
    -------
    fast, slow : ndarray, shape (...)
        In squared units of the target. They sum to ``loss.excess_values(parameters)``; slow is
        exactly 0 where there is one axis only. Infinite or nan, without a warning, where a true
        value exceeds the float range.

    Raises
    ------
    ValueError
        If the loss has several features.
    """
    _check(loss)
    position = np.asarray(parameters, dtype=np.float64)
    if not loss.has_slow_part:
        excess = loss.excess_values(position)
        return excess, np.zeros_like(excess)
    with np.errstate(all="ignore"):
        offset = position[..., 0] - loss.minimum_parameters[0]
        height = loss.height_at_centre(position)
        return _part(loss, _FAST, offset, height), _part(loss, _SLOW, offset, height)


def slow_direction(loss: QuadraticLoss) -> tuple[float, float]:
    """Return the shallow axis as (slope change, intercept change), the larger of the two +1.

    For degenerate data it is the floor of the trough.

    Raises
    ------
    ValueError
        If the loss has several features.
    """
    _check(loss)
    slope, intercept = loss.eigenvectors[:, _SLOW].tolist()
    # Adding 0 makes 0 of −0.
    if abs(slope) > abs(intercept):
        return 1.0, intercept / slope + 0.0
    return slope / intercept + 0.0, 1.0


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


def _check(loss: QuadraticLoss) -> None:
    if loss.n_features != 1:
        raise ValueError("The loss has a fast and a slow axis for one feature only.")
