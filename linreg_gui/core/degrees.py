"""The error of every degree at its best fit, on the points trained on and on those held out.

With [root | projection] over remainder the QR factor of the scaled powers of x up to degree D, the
columns of a lower degree d are the first d of these, so their factor is the first d columns and
the last one: the smallest mean squared error of degree d is what lies below row d,

    MSE(d) = Σ over rows k > d of factor[k, last]².

One factor of six columns holds the six fits (Golub and Van Loan, *Matrix Computations*,
section 5.3). Where powers say the same, as those of few different x do, the factor of each degree
is brought to a triangle of its own, and solved as any least-squares problem is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.centred_qr import (
    RELATIVE_ROUNDING,
    CentredRows,
    Solution,
    largest_rounding,
    quietly,
    solve,
    solve_penalised,
    triangular_factor,
)
from linreg_gui.core.feature_map import FeatureMap
from linreg_gui.core.limits import MOST_DEGREES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Held, Scaling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.settings import DescentConfig


@dataclass(frozen=True, eq=False)
class DegreeErrors:
    """Mean squared errors of degree 1 to 6 at the best fit; made by `errors_of_degrees`.

    Attributes
    ----------
    training : ndarray, shape (6,)
        Over the points that are trained on, without the penalty.
    held_out : ndarray, shape (6,), or None
        Over the held-out points; nan where infinitely many curves fit the others equally well.
        None where no points are held out.
    is_unique : ndarray of bool, shape (6,)
        Whether one curve alone fits best.
    """

    training: NDArray[np.float64]
    held_out: NDArray[np.float64] | None
    is_unique: NDArray[np.bool_]

    @property
    def best_held_out(self) -> int | None:
        """The degree with the least error on the held-out points; None where there is none."""
        if self.held_out is None or np.isnan(self.held_out).all():
            return None
        return int(np.nanargmin(self.held_out)) + 1


def errors_of_degrees(
    dataset: Dataset, config: DescentConfig, line: Objective | None = None
) -> DegreeErrors:
    """Fit every degree to a dataset, with the penalty of settings.

    Parameters
    ----------
    dataset : Dataset
        Of one feature.
    config : DescentConfig
        Each degree has the settings that `DescentConfig.in_degree` gives it. The dataset is
        that of the features used.
    line : Objective, optional
        That of the dataset and of settings of degree 1: a straight line may be penalised on x as
        it is, and a parameter of it held, as no curve's is.

    Raises
    ------
    DatasetError
        If there is no point, there are several features, or a power is out of range.
    """
    found = _errors(dataset, replace(config, columns=None).in_degree(MOST_DEGREES))
    has_own_line = config.l2 > 0.0 or config.held is not Held.NOTHING
    return found if line is None or not has_own_line else _with_line(found, line)


def _with_line(found: DegreeErrors, line: Objective) -> DegreeErrors:
    """Put the errors of the best line in place of those of degree 1."""
    best = line.loss.minimum_parameters
    training, is_unique = found.training.copy(), found.is_unique.copy()
    training[0] = line.loss.unpenalised.value(best)
    is_unique[0] = not line.loss.is_degenerate
    held_out = found.held_out
    if held_out is not None and line.held_out is not None:
        held_out = held_out.copy()
        held_out[0] = line.held_out.value(best) if is_unique[0] else np.nan
        held_out = frozen(held_out)
    return replace(found, training=frozen(training), held_out=held_out, is_unique=frozen(is_unique))


@quietly
def _errors(dataset: Dataset, config: DescentConfig) -> DegreeErrors:
    trained, held_out = dataset.training, dataset.held_out
    # Without a penalty the best curve is the same over any columns: those are the most exact.
    scaling = config.scaling if config.l2 > 0.0 else Scaling.STANDARDISE
    powers = FeatureMap.of(trained, MOST_DEGREES, scaling)
    seen = powers.apply(trained)
    columns = _Columns.of(seen.centred, scaling)
    fits = [columns.fit(degree, config.l2) for degree in range(1, MOST_DEGREES + 1)]
    is_unique = np.array([not fit.flat_weights.size for fit in fits])
    training = np.array([columns.training_error(fit) for fit in fits])
    apart = None
    if held_out is not None:
        others = columns.of_others(powers.apply(held_out).features)
        wanted = held_out.y - columns.mean_y
        misses = [others[:, : len(fit.weights)] @ fit.weights - wanted for fit in fits]
        apart = np.where(is_unique, [float(np.mean(miss * miss)) for miss in misses], np.nan)
        apart = frozen(apart)
    return DegreeErrors(frozen(training), apart, frozen(is_unique))


@dataclass(frozen=True, eq=False)
class _Columns:
    """The powers of x up to degree 6, less their means and scaled, as one triangle.

    Attributes
    ----------
    triangle : ndarray, shape (7, 7)
        ``[[root, projection], [0, remainder]]``.
    means, scales : ndarray, shape (6,)
        What is taken from each power, and what it is then divided by; a column without a spread
        is 0, and its scale infinite.
    coarseness : ndarray, shape (6,)
        The largest value of each column over its deviation: what its rounding is multiplied by.
    mean_y, zero : float
        The mean of y, and the root of the mean squared error up to which there is rounding alone.
    """

    triangle: NDArray[np.float64]
    means: NDArray[np.float64]
    scales: NDArray[np.float64]
    coarseness: NDArray[np.float64]
    mean_y: float
    zero: float

    @classmethod
    def of(cls, rows: CentredRows, scaling: Scaling) -> _Columns:
        """Factorise columns, the target last."""
        triangle = triangular_factor(block.T for block in rows) / np.sqrt(rows.n_samples)
        varies, deviations = rows.is_informative, rows.deviations
        scales = deviations if scaling is Scaling.STANDARDISE else np.ones_like(deviations)
        scales = np.where(varies, scales, np.inf)
        coarseness = np.where(varies, rows.sizes[:-1] / np.where(varies, deviations, 1.0), 1.0)
        mean_y = float(rows.means[-1])
        zero = largest_rounding(mean_y, float(np.sqrt(rows.products[-1, -1])))
        triangle = triangle / np.append(scales, 1.0)
        return cls(triangle, rows.means[:-1], scales, coarseness, mean_y, zero)

    def fit(self, degree: int, l2: float) -> Solution:
        """Return the best weights of one degree."""
        factor = triangular_factor([self._of_degree(degree)])
        rounding = RELATIVE_ROUNDING * np.sqrt(degree) * self.coarseness[:degree].max()
        found = solve(factor, float(rounding))
        return solve_penalised(found, l2) if l2 > 0.0 else found

    def training_error(self, fit: Solution) -> float:
        """Return the mean squared error of a fit, without the penalty."""
        *columns, projection = self._of_degree(len(fit.weights)).T
        misses = fit.weights @ np.array(columns) - projection
        error = float(misses @ misses)
        return 0.0 if np.sqrt(error) <= self.zero else error

    def of_others(self, powers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the powers of other points, shape (n, 6), scaled as these columns are."""
        return (powers - self.means) / self.scales

    def _of_degree(self, degree: int) -> NDArray[np.float64]:
        return np.column_stack([self.triangle[:, :degree], self.triangle[:, -1]])
