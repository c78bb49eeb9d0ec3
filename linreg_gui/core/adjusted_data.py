"""Several features as the picture of one: points over one feature, and a line through them.

With φ the columns that the descent sees and j the feature looked at, there are three pictures:

    y less the others     (x_j, y − Σ_{k≠j} w_k·φ_k) and the line w_j·φ_j + b over x_j
    predicted and actual  (ŷ, y) and the diagonal
    added variable        x_j and y, each less what the others say of it at their best, and a line
                          of slope w_j

In the first two a point's distance from the line is its residual. The line of least squares of the
first is the lowest place of the cut over w_j and b (partial residuals: Larsen and McCleary, *The
Use of Partial Residual Plots in Regression Analysis*, Technometrics 14, 1972); that of the third
has the slope that w_j has in the best fit of all (Frisch and Waugh, Econometrica 1, 1933).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.surface_cut import cut_through

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.objective import Objective

DIAGONAL = (1.0, 0.0)


class Adjustment(Enum):
    """The ways to draw points of several features over one feature."""

    LESS_THE_OTHERS = "y less the others"
    PREDICTED = "predicted and actual"
    ADDED = "added variable"


class AdjustedPoints(NamedTuple):
    """Points as they are drawn, shape (n_samples,) each.

    Attributes
    ----------
    x, y : ndarray
        Read-only, and finite.
    offset : ndarray or None
        What was taken from y; None where a drawn y is not of the data.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    offset: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class AdjustedData:
    """One picture of the data of an objective of several features.

    Attributes
    ----------
    objective : Objective
    dataset : Dataset
        In the data's units, over the features used, with the held-out points.
    feature : int
        The place of the feature looked at among those used.
    adjustment : Adjustment
    """

    objective: Objective
    dataset: Dataset
    feature: int
    adjustment: Adjustment = Adjustment.LESS_THE_OTHERS

    def points(self, parameters: ArrayLike) -> AdjustedPoints:
        """Return the points at parameters; those of an added variable are always the same.

        Parameters
        ----------
        parameters : array_like, shape (n_features + 1,)
            As the descent sees them.
        """
        if self.adjustment is Adjustment.ADDED:
            return AdjustedPoints(*self._residuals_on_others())
        weights = np.array(parameters, dtype=np.float64)
        intercept = weights[-1]
        weights = weights[:-1]
        with np.errstate(all="ignore"):
            if self.adjustment is Adjustment.PREDICTED:
                return AdjustedPoints(
                    _drawn(self.objective.all_features @ weights + intercept), self.dataset.y
                )
            weights[self.feature] = 0.0
            offset = self.objective.all_features @ weights
            y = _drawn(self.dataset.y - offset)
        return AdjustedPoints(self._x, y, frozen(self.dataset.y - y))

    def lines(self, rows: ArrayLike) -> NDArray[np.float64]:
        """Return slope and intercept of the line of each row of parameters.

        Parameters
        ----------
        rows : array_like, shape (n, n_features + 1)

        Returns
        -------
        ndarray, shape (n, 2)
            In the units of what is drawn.
        """
        given = np.asarray(rows, dtype=np.float64)
        if self.adjustment is Adjustment.PREDICTED:
            return np.broadcast_to(DIAGONAL, (len(given), 2))
        mean, per_unit = self._scaling
        with np.errstate(all="ignore"):
            slopes = given[:, self.feature] * per_unit
            if self.adjustment is Adjustment.ADDED:
                return np.stack((slopes, np.zeros_like(slopes)), axis=1)
            return np.stack((slopes, given[:, -1] - slopes * mean), axis=1)

    def best_line(self, parameters: ArrayLike) -> NDArray[np.float64] | None:
        """Return slope and intercept of the line nearest to the points; None for the diagonal.

        Of y less the others these are the weight and the intercept with the smallest loss while
        the others stay: the lowest place of that cut.
        """
        loss = self.objective.loss
        if self.adjustment is Adjustment.PREDICTED:
            return None
        best = np.array(loss.minimum_parameters)
        if self.adjustment is Adjustment.LESS_THE_OTHERS:
            pair = self.feature, loss.n_features
            best = np.array(parameters, dtype=np.float64)
            best[list(pair)] = cut_through(loss, best, pair).bowl.centre
        found: NDArray[np.float64] = self.lines(best[np.newaxis])[0]
        return found

    def column_at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return φ_j, what the weight is multiplied by, at places of the feature."""
        mean, per_unit = self._scaling
        column: NDArray[np.float64] = (x - mean) * per_unit
        return column

    @property
    def _x(self) -> NDArray[np.float64]:
        column: NDArray[np.float64] = self.dataset.features[:, self.feature]
        return column

    @property
    def _scaling(self) -> tuple[float, float]:
        """What is taken from x_j, and what is then multiplied by, to make φ_j."""
        made, j = self.objective.standardisation, self.feature
        if made is None:
            return 0.0, 1.0
        is_out = bool(made.is_left_out[j])
        return float(made.means[j]), 0.0 if is_out else 1.0 / float(made.deviations[j])

    def _residuals_on_others(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what the other features, at their best, leave of x_j and of y.

        Shape (n_samples,) each. The best is that over the points that are trained on.
        """
        table, trained_on = self.dataset, self.dataset.training_rows
        rows = table.training.centred
        scale = np.where(rows.is_informative, rows.deviations, 1.0)
        columns = (table.features - rows.means[:-1]) / scale
        columns = np.where(rows.is_informative, columns, 0.0)
        others = np.delete(columns, self.feature, axis=1)
        others = np.append(others, np.ones((table.n_samples, 1)), axis=1)
        left = np.stack((self._x - rows.means[self.feature], table.y - rows.means[-1]), axis=1)
        for _ in range(2):  # once more: what is left may be small beside what was taken
            found, *_ = np.linalg.lstsq(others[trained_on], left[trained_on])
            left = left - others @ found
        return frozen(left[:, 0].copy()), frozen(left[:, 1].copy())


def _drawn(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values that can be drawn: of weights that ran away they may not be finite."""
    with np.errstate(all="ignore"):
        largest = float(np.abs(values).max(initial=0.0))
    if largest <= MAX_ABSOLUTE_VALUE:
        return frozen(values)
    known = np.nan_to_num(values, nan=0.0, posinf=MAX_ABSOLUTE_VALUE, neginf=-MAX_ABSOLUTE_VALUE)
    return frozen(np.clip(known, -MAX_ABSOLUTE_VALUE, MAX_ABSOLUTE_VALUE))
