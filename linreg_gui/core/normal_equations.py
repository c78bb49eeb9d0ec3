"""The two equations of the line that fits best, in sums over the points.

At the best fit both derivatives of the loss are 0:

    ∂m = 0:  (Σx² + n·λ)·m + Σx·b = Σxy
    ∂b = 0:          Σx·m +  n·b = Σy

With one parameter held, the other one's equation is left (Gauss 1809; Björck, *Numerical Methods
for Least Squares Problems*, section 1.1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.centred_qr import MOST_EXACT_VALUES, RELATIVE_ROUNDING, two_product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.objective import Objective

FULL_DIGITS = 16


@dataclass(frozen=True)
class NormalEquations:
    """Sums over all points, and what solves the equations made of them; made by `of`.

    Attributes
    ----------
    n_samples : int
    sum_x, sum_y, sum_xx, sum_xy : float
        Of x as the descent sees it. Each is rounded once, from the exact sum, for up to
        ``MOST_EXACT_VALUES`` points.
    mean_x, mean_y, variance, covariance : float
        The same about the means.
    l2 : float
        λ of the penalty.
    held : int or None
        0 where the slope is held, 1 where the intercept is.
    slope, intercept : float
        The best fit of the descent's loss; where it is not unique, the one of smallest norm.
    is_unique : bool
    """

    n_samples: int
    sum_x: float
    sum_y: float
    sum_xx: float
    sum_xy: float
    mean_x: float
    mean_y: float
    variance: float
    covariance: float
    l2: float
    held: int | None
    slope: float
    intercept: float
    is_unique: bool

    @classmethod
    def of(cls, objective: Objective) -> Self:
        """Sum up the points of an objective.

        Parameters
        ----------
        objective : Objective
            Of one feature.

        Raises
        ------
        ValueError
            If there are several features.
        """
        dataset, loss = objective.dataset, objective.loss
        if dataset.n_features != 1:
            raise ValueError("The equations are written for data of one feature only.")
        x, y = dataset.x, dataset.y
        # The mean of scaled x is 0, but for the rounding of the scaled values.
        rounding = 0.0 if objective.standardisation is None else RELATIVE_ROUNDING
        slope, intercept = loss.minimum_parameters.tolist()
        found = loss.unpenalised.solution
        with np.errstate(all="ignore"):
            return cls(
                n_samples=dataset.n_samples,
                sum_x=_sum(x, rounding),
                sum_y=_sum(y, 0.0),
                sum_xx=_sum_of_products(x, x, rounding),
                sum_xy=_sum_of_products(x, y, rounding),
                mean_x=float(loss.mean_x[0]),
                mean_y=loss.mean_y,
                variance=float(loss.data.covariance[0, 0]),
                covariance=float(found.root[0, 0] * found.projection[0]),
                l2=loss.l2,
                held=loss.held,
                slope=slope,
                intercept=intercept,
                is_unique=not loss.is_degenerate,
            )

    @property
    def curved_xx(self) -> float:
        """Σx² + n·λ: what the first equation multiplies the slope by."""
        return self.sum_xx + self.n_samples * self.l2

    @property
    def n_cancelled(self) -> int:
        """About how many digits n·(Σx² + n·λ) and (Σx)² have in common, 0 to ``FULL_DIGITS``.

        They are lost in the difference of the two, which the slope is divided by. With a parameter
        held nothing is subtracted there.
        """
        rest = self.variance + self.l2
        if self.held is not None or not self.is_unique or not rest > 0.0:
            return 0
        ratio = 1.0 + self.mean_x**2 / rest
        return math.floor(math.log10(min(ratio, 10.0**FULL_DIGITS)))


def _sum(values: NDArray[np.float64], rounding: float) -> float:
    return _total((values,), np.abs(values), rounding)


def _sum_of_products(
    one: NDArray[np.float64], other: NDArray[np.float64], rounding: float
) -> float:
    parts = two_product(one, other)
    return _total(parts, np.abs(parts[0]), rounding)


def _total(
    parts: tuple[NDArray[np.float64], ...], sizes: NDArray[np.float64], rounding: float
) -> float:
    """Add up values and what their rounding has missed; a sum that is rounding is 0."""
    if len(sizes) > MOST_EXACT_VALUES:
        total = float(sum(np.sum(part) for part in parts))
    else:
        total = math.fsum(np.concatenate(parts).tolist())
    return 0.0 if abs(total) <= rounding * float(np.sum(sizes)) else total
