"""Cuts of the loss surface: one parameter moves, the other stays. Each is a parabola."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.bowl import Bowl


class Cut(NamedTuple):
    """The parabola value + slope·(p − at) + curvature·(p − at)² over a parameter p.

    Attributes
    ----------
    at : float
        The parameter where the cut was made.
    other_at : float
        The other parameter.
    value : float
        The loss there.
    slope : float
        Its derivative there: the component of the gradient.
    curvature : float
        Half the second derivative: mean x² for the slope of a line, with the penalty, and 1 for
        the intercept.
    """

    at: float
    other_at: float
    value: float
    slope: float
    curvature: float

    def values(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Return the loss at values of the parameter that moves.

        Infinite or nan, without a warning, where a true value exceeds the float range.
        """
        with np.errstate(all="ignore"):
            away = np.asarray(parameters, dtype=np.float64) - self.at
            return np.asarray(self.value + away * (self.slope + self.curvature * away))

    def reach_of(self, level: float) -> tuple[float, float] | None:
        """Return the parameters between which the loss is at most a level; None where nowhere."""
        if not self.curvature > 0.0:
            return (-math.inf, math.inf) if self.value <= level else None
        with np.errstate(all="ignore"):
            half = 0.5 * self.slope / self.curvature
            square = half * half + (level - self.value) / self.curvature
        if not 0.0 <= square < math.inf:
            return None
        return self.at - half - math.sqrt(square), self.at - half + math.sqrt(square)


def cuts_at(bowl: Bowl, place: ArrayLike) -> tuple[Cut, Cut]:
    """Cut a loss surface along both parameters.

    With J = floor + |root·(θ − centre)|² the gradient is 2·rootᵀ·root·(θ − centre).

    Parameters
    ----------
    bowl : Bowl
    place : array_like, shape (2,)

    Returns
    -------
    tuple of Cut
        Along the first parameter and along the second one.
    """
    first, second = np.asarray(place, dtype=np.float64).tolist()
    (a, _), (c, d) = bowl.root.tolist()
    with np.errstate(all="ignore"):
        across = np.float64(a) * (first - bowl.centre[0])
        upwards = np.float64(c) * first + d * second - bowl.height
        value = float(bowl.floor + across * across + upwards * upwards)
        along = float(2.0 * (a * across + c * upwards)), float(2.0 * d * upwards)
        steep = float(np.float64(a) * a + np.float64(c) * c)
    return (
        Cut(first, second, value, along[0], steep),
        Cut(second, first, value, along[1], d * d),
    )
