"""Mean and tilt of the residuals: all of them that a line can still take away.

A line fits best exactly where both are 0: its gradient is made of these two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.centred_qr import RELATIVE_ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALL_SHARE = 1e-6
"""Below this share of the mean squared error a line has next to nothing left to take away."""
NO_SHARE = 1e-18
"""Below this share only rounding is left."""


@dataclass(frozen=True)
class ResidualTrend:
    """The least-squares line through the residuals r = y − ŷ; made by `of`.

    Attributes
    ----------
    centre, mean : float
        Means of x and of r; the line goes through them.
    tilt : float or None
        Its slope, cov(x, r) / var x: what the slope of the model misses. None where all x are
        equal.
    spread, offset : float
        cov(x, u) and mean of u, the feature as the descent sees it: u is x, or scaled x.
    mse : float
        Mean of r².
    excess : float
        The part of it that the best fit does not have: mean² + var x · tilt².
    """

    centre: float
    mean: float
    tilt: float | None
    spread: float
    offset: float
    mse: float
    excess: float

    @classmethod
    def of(
        cls, x: NDArray[np.float64], residuals: NDArray[np.float64], seen: NDArray[np.float64]
    ) -> Self:
        """Measure residuals.

        Parameters
        ----------
        x, residuals : ndarray, shape (n,)
            At least one.
        seen : ndarray, shape (n,)
            x as the descent sees it.

        Returns
        -------
        ResidualTrend
            Infinite or nan, without a warning, where a true value exceeds the float range.
        """
        with np.errstate(all="ignore"):
            centre, mean, offset = (float(np.mean(values)) for values in (x, residuals, seen))
            away = x - centre
            away -= np.mean(away)  # what the rounding of the mean has missed
            reach = float(np.max(np.abs(away)))
            mse = float(np.mean(residuals * residuals))
            if not reach > RELATIVE_ROUNDING * abs(centre):
                return cls(centre, mean, None, 0.0, offset, mse, mean * mean)
            parts = away / reach
            variance, common = float(np.mean(parts * parts)), float(np.mean(parts * residuals))
            spread = reach * float(np.mean(parts * (seen - offset)))
            excess = mean * mean + common * common / variance
            return cls(centre, mean, common / variance / reach, spread, offset, mse, excess)

    @property
    def gradient(self) -> tuple[float, float]:
        """The mean squared error's derivative by slope and by intercept.

        ∂m = −2·(cov(x, u)·tilt + mean u·mean r), ∂b = −2·mean r.
        """
        tilted = 0.0 if self.tilt is None else self.spread * self.tilt
        return -2.0 * (tilted + self.offset * self.mean), -2.0 * self.mean

    def is_level(self, rounding: float, share: float = SMALL_SHARE) -> bool:
        """Return whether next to nothing is left that a line could take away.

        Parameters
        ----------
        rounding : float
            A mean squared error this small is rounding.
        share : float
            Of the mean squared error.
        """
        return self.excess <= max(share * self.mse, rounding)
