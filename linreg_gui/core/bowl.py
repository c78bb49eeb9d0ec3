"""A loss over two parameters as the loss surface draws it: exact level lines without any grid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.centred_qr import quietly

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

UPRIGHT = 1e-12
"""One over the slope of an upright level line: no pixel tells it from one without a slope."""


@dataclass(frozen=True, eq=False)
class Bowl:
    """The function floor + |root · (place − centre)|² of two parameters.

    Attributes
    ----------
    centre : ndarray, shape (2,)
        A place of the smallest value.
    root : ndarray, shape (2, 2)
        Lower triangular, with a diagonal that is not negative. A trough, which has the same
        value all along its floor, has zeros in the first row; a plane has zeros everywhere.
    height : float
        ``root[1] @ centre``, without the rounding of that product.
    floor : float
        The smallest value.
    """

    centre: NDArray[np.float64]
    root: NDArray[np.float64]
    height: float
    floor: float

    @property
    def is_trough(self) -> bool:
        """Whether the smallest value is taken along a line, and the level lines are straight."""
        return bool(self.root[0, 0] == 0.0)

    @property
    def is_plane(self) -> bool:
        """Whether all values are the smallest; a plane is a trough too, without level lines."""
        return not self.root.any()

    def excess_values(self, places: ArrayLike) -> NDArray[np.float64]:
        """Return how much the values at places, shape (..., 2), exceed the floor, shape (...).

        Infinite or nan, without a warning, where a true value exceeds the float range.
        """
        (a, _), (c, d) = self.root.tolist()
        given = np.asarray(places, dtype=np.float64)
        first, second = given[..., 0], given[..., 1]
        with np.errstate(all="ignore"):
            across = a * (first - self.centre[0])
            upwards = first * c + second * d - self.height
            return np.asarray(across * across + upwards * upwards)

    @quietly
    def highest_excess(self, shown: tuple[float, float, float, float]) -> float:
        """Return the largest excess in a rectangle; a convex function has it at a corner.

        Parameters
        ----------
        shown : tuple of float
            Left, right, bottom and top.
        """
        left, right, bottom, top = shown
        corners = [(first, second) for first in (left, right) for second in (bottom, top)]
        return float(np.max(self.excess_values(corners)))

    def nearest_lowest(self, place: ArrayLike) -> NDArray[np.float64]:
        """Return the place of the smallest value that is nearest to another, shape (2,).

        The other place itself on a plane, and where a trough lies out of the float range.
        """
        start = np.asarray(place, dtype=np.float64)
        if not self.is_trough:
            return self.centre
        across = self.root[1]
        with np.errstate(all="ignore"):
            found = start + across * ((self.height - across @ start) / (across @ across))
        return np.asarray(found) if np.isfinite(found).all() else start

    @cached_property
    @quietly
    def ellipse(self) -> NDArray[np.float64] | None:
        """The matrix A that makes circles into level lines, shape (2, 2); None for a trough.

        Every place centre + √e · A · (cos t, sin t) has the excess e: A is the inverse of root.
        """
        if self.is_trough:
            return None
        (a, _), (c, d) = self.root.tolist()
        return frozen(np.array([[1.0 / a, 0.0], [-c / a / d, 1.0 / d]]))

    def trough_line(self, excess: float, side: float) -> tuple[float, float]:
        """Return slope and height at 0 of the level line of an excess on one side of a trough.

        A plane has none.

        Parameters
        ----------
        excess : float
        side : float
            −1 or 1.
        """
        c, d = self.root[1].tolist()
        d = d or UPRIGHT * abs(c)
        return -c / d, (self.height + side * math.sqrt(excess)) / d

    @cached_property
    @quietly
    def axes(self) -> NDArray[np.float64]:
        """The principal axes as unit columns, shape (2, 2), the shallow one first."""
        (a, _), (c, d) = self.root.tolist()
        if d == 0.0:
            # The second parameter changes nothing.
            return frozen(np.array([[0.0, 1.0], [1.0, 0.0]]))
        return frozen(spectrum_of_line(a / d * (a / d), c / d)[1])


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
