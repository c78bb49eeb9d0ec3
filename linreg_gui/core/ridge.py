"""Moments with a penalty on the weights, and the weights that are best then.

Ridge regression minimises MSE + λ Σ weights², never penalising the intercept. Its equations are
those of least squares with λ added to every variance: (covariance + λ·1) · weights =
covariance_xy (Hoerl and Kennard 1970). Libraries that penalise the *sum* of squares call n·λ
their alpha.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.least_squares import solve_centred
from linreg_gui.core.moments import Moments

if TYPE_CHECKING:
    from linreg_gui.core.least_squares import CentredSolution

quietly = np.errstate(under="ignore")
"""Squares of values below 1e-154 underflow to nothing, which is what they are worth."""


@dataclass(frozen=True, eq=False)
class RidgeMoments(Moments):
    """Moments of the data together with a penalty; the further attributes are those of `Moments`.

    Attributes
    ----------
    minimum_value : float
        The smallest value of MSE + λ Σ weights².
    l2 : float
        λ; 0 unless made by `with_penalty`.
    unpenalised : RidgeMoments or None
        What `with_penalty` was called on; `plain` is never None.
    """

    l2: float = 0.0
    unpenalised: Self | None = None

    @property
    def plain(self) -> Self:
        """The same without a penalty; itself where there is none."""
        return self if self.unpenalised is None else self.unpenalised

    def with_penalty(self, l2: float) -> Self:
        """Return the same with the penalty λ Σ weights² in place of the one it may have.

        At its minimum the penalised loss exceeds the smallest mean squared error by
        λ · (plain weights · weights).

        Raises
        ------
        ValueError
            If λ is negative or not finite.
        """
        if not 0.0 <= l2 < math.inf:
            raise ValueError("The penalty must be a finite number and at least 0.")
        plain = self.plain
        if l2 == 0.0:
            return plain
        kept = {field.name: getattr(plain, field.name) for field in fields(Moments)}
        penalised = type(self)(**kept, l2=l2, unpenalised=plain)
        with np.errstate(under="ignore"):
            # λ·weights is at most covariance_xy: in this order nothing overflows.
            rise = float(plain.solution.weights @ (l2 * penalised.solution.weights))
        object.__setattr__(penalised, "minimum_value", plain.minimum_value + rise)
        return penalised

    @cached_property
    @quietly
    def solution(self) -> CentredSolution:
        """The best weights; its covariance has λ added to every variance.

        A penalty curves every direction of the weights, those too in which the data say nothing.
        """
        known = self.is_informative
        if self.l2 == 0.0:
            return solve_centred(self.covariance, self.covariance_xy, known)
        curvature = self.covariance * np.outer(known, known) + self.l2 * np.eye(len(known))
        return solve_centred(curvature, self.covariance_xy * known, np.ones_like(known))
