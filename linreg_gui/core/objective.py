"""What a descent minimises: a loss over the data as the descent sees it.

Features may be centred, z = x − mean, or standardised, z = (x − mean) / deviation, the deviation
being that of the population (divided by n). Centred, the Hessian of one feature is
2·[[variance, 0], [0, 1]]; standardised it is 2·[[1, 0], [0, 1]], a round bowl, whatever the units
of x were. Where ŷ = weights · x + intercept
in the units of the data,

    ŷ = (weights · deviation) · z + (intercept + weights · mean).

A held intercept is that at x = 0, so x is not centred then: at most it is divided by its
deviation.

Of a curve the features are powers of x, made by a `FeatureMap` and scaled once more. Its
coefficients in the data's units are those of powers of x − centre, the constant last.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.centred_qr import RELATIVE_ROUNDING, SMALLEST_VARIANCE
from linreg_gui.core.feature_map import FeatureMap, constant_first, constant_last
from linreg_gui.core.held_loss import HeldLoss, with_held
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.core.validation import DatasetError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig
    from linreg_gui.core.surface import Surface

KEEPS_ZERO = {
    Scaling.CENTRE: "A held intercept is that at x = 0: x is not centred.",
    Scaling.STANDARDISE: "A held intercept is that at x = 0: x is scaled, but not centred.",
}
NO_SLOPE = "A slope is held with one feature; there are {}, with a weight each."
NOTHING_MOVES = "All x are 0, or nearly: with the intercept held, there is nothing left to fit."


@dataclass(frozen=True, eq=False)
class Standardisation:
    """How the features of one dataset are centred or scaled; made by ``Standardisation.of``.

    Attributes
    ----------
    means, deviations : ndarray, shape (n_features,)
        In the units of the features; 0 and 1 for a feature that is left as it is.
    unscaled_names : tuple of str
        Features without a spread to divide by: all their values are equal, up to rounding.
    is_left_out : ndarray of bool, shape (n_features,)
        Features that become 0: one of several, without a spread. Left as it is, a column of 7s
        would put the limit of the learning rate at 0.02.
    scaling : Scaling
    keeps_zero : bool
        Whether the means were left in place.
    """

    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    is_left_out: NDArray[np.bool_]
    unscaled_names: tuple[str, ...] = ()
    scaling: Scaling = Scaling.STANDARDISE
    keeps_zero: bool = False

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        scaling: Scaling = Scaling.STANDARDISE,
        *,
        keeps_zero: bool = False,
    ) -> Self:
        """Measure the features of a dataset.

        Parameters
        ----------
        dataset : Dataset
        scaling : Scaling
            Other than none.
        keeps_zero : bool
            Whether x = 0 is to stay where it is: then the means are left in place.

        Raises
        ------
        DatasetError
            If there is no point.
        """
        rows = dataset.centred
        varies, deviations = rows.is_informative, rows.deviations
        # With the intercept held, a column of equal values takes its place.
        is_left_out = ~varies & (dataset.n_features > 1 and not keeps_zero)
        if scaling is Scaling.CENTRE:
            varies, deviations = np.ones_like(varies), np.ones_like(deviations)
        names = zip(dataset.feature_names, varies, strict=True)
        return cls(
            frozen(np.where((varies | is_left_out) & (not keeps_zero), rows.means[:-1], 0.0)),
            frozen(np.where(varies, deviations, 1.0)),
            frozen(is_left_out),
            tuple(name for name, is_scaled in names if not is_scaled),
            scaling,
            keeps_zero,
        )

    @property
    def changes_data(self) -> bool:
        """Whether the descent sees other features than the data's: not where zero must stay."""
        return self.scaling is not Scaling.CENTRE or not self.keeps_zero

    @property
    def reason(self) -> str | None:
        """One sentence for the user when features are not fully standardised; else None."""
        if not self.unscaled_names:
            return KEEPS_ZERO[self.scaling] if self.keeps_zero else None
        names = ", ".join(self.unscaled_names)
        if self.is_left_out.any():
            weights = "its weight stays" if len(self.unscaled_names) == 1 else "their weights stay"
            return (
                f"All values of {names} are equal, which explains nothing: {weights} at the start."
            )
        stay = "stays as it is" if len(self.unscaled_names) == 1 else "stay as they are"
        return (
            f"All values of {names} are equal: there is no spread to divide by, so {names} {stay}."
        )

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the dataset over standardised features; names and target are kept.

        Parameters
        ----------
        dataset : Dataset
            With as many features as were measured.
        """
        known = dataset.true_parameters
        with np.errstate(all="ignore"):
            features = (dataset.features - self.means) / self.deviations
            features[:, self.is_left_out] = 0.0
            true = None if known is None else self.to_standardised(known)
        if true is not None and not np.isfinite(true).all():
            true = None
        return replace(
            dataset,
            features=features,
            true_parameters=None if true is None else tuple(true.tolist()),
        )

    def to_standardised(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Turn coefficients of the data's units into those over standardised features.

        Parameters
        ----------
        parameters : array_like, shape (..., n_features + 1)

        Returns
        -------
        ndarray, shape (..., n_features + 1)
        """
        given = np.asarray(parameters, dtype=np.float64)
        weights = given[..., :-1] * self.deviations
        intercept = given[..., -1:] + given[..., :-1] @ self.means[:, np.newaxis]
        return np.concatenate([weights, intercept], axis=-1)

    def to_data_units(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Turn coefficients over standardised features into those of the data's units.

        The intercept is a difference. Where its parts cancel but for their last digits it is 0:
        what rounding leaves of 375,000 − 375,000 is no intercept of 5.8e-11.

        Parameters
        ----------
        parameters : array_like, shape (..., n_features + 1)

        Returns
        -------
        ndarray, shape (..., n_features + 1)
        """
        given = np.asarray(parameters, dtype=np.float64)
        weights = given[..., :-1] / self.deviations
        means = self.means[:, np.newaxis]
        intercept = given[..., -1:] - weights @ means
        size = np.maximum(np.abs(given[..., -1:]), np.abs(weights) @ np.abs(means))
        is_rounding = np.abs(intercept) < RELATIVE_ROUNDING * size
        return np.concatenate([weights, np.where(is_rounding, 0.0, intercept)], axis=-1)


@dataclass(frozen=True, eq=False)
class Objective:
    """Data and loss of a descent; made by ``Objective.of``.

    Attributes
    ----------
    dataset : Dataset
        As the descent sees it: of powers where the degree is above 1, centred or standardised
        where the settings say so; else the very dataset given.
    loss : QuadraticLoss
        Over ``dataset``, with the penalty of the settings. Its minimum is the best fit. A
        `HeldLoss` where a parameter is held.
    standardisation : Standardisation or None
        None where the features are left in their units.
    powers : FeatureMap or None
        What makes the columns of a curve, before they are scaled; None for degree 1.
    held_out : QuadraticLoss or None
        The mean squared error over the held-out points, in the columns of the others: nothing is
        learnt from those points, not even a mean. None where there are none.
    """

    dataset: Dataset
    loss: QuadraticLoss
    standardisation: Standardisation | None = None
    powers: FeatureMap | None = None
    held_out: QuadraticLoss | None = None
    _others: dict[float, Self] = field(default_factory=dict)
    _whole: Dataset | None = None
    """All points, in the data's units; None where none is held out."""

    @classmethod
    def of(
        cls, dataset: Dataset, config: DescentConfig | Surface, start: ArrayLike | None = None
    ) -> Self:
        """Make the objective of a dataset and settings.

        Parameters
        ----------
        dataset : Dataset
        config : DescentConfig or Surface
        start : array_like, shape (n_features + 1,), optional
            In the data's units, of the features used: what a held parameter is held at; by
            default 0.

        Raises
        ------
        DatasetError
            If there is no point, no such feature, nothing that could move, a power that is out of
            range, or of several features a slope to hold or a degree above 1.
        """
        dataset = dataset.of_columns(config.columns)
        if config.held is Held.SLOPE and dataset.n_features > 1:
            raise DatasetError(NO_SLOPE.format(dataset.n_features))
        whole, dataset = dataset, dataset.training
        standardisation, powers, seen = None, None, dataset
        if config.degree > 1:
            powers = FeatureMap.of(dataset, config.degree, config.scaling)
            seen = powers.apply(dataset)
        if config.scaling is not Scaling.NONE:
            keeps_zero = config.held is Held.INTERCEPT
            standardisation = Standardisation.of(seen, config.scaling, keeps_zero=keeps_zero)
            seen = standardisation.apply(seen)
        loss = seen.loss.with_penalty(config.l2)
        made = cls(seen, loss, standardisation, powers)
        if whole.held_out is not None:
            apart = made.columns_of(whole.held_out).loss
            made = replace(made, held_out=apart, _whole=whole)
        place = config.held.place(dataset.n_features)
        if place is None:
            return made
        given = np.zeros(dataset.n_features + 1) if start is None else start
        holding = with_held(loss, place, float(made.from_data_units(given)[place]))
        if not holding.eigenvalues[-1] >= SMALLEST_VARIANCE:
            raise DatasetError(NOTHING_MOVES)
        return replace(made, loss=holding)

    def for_start(self, start: ArrayLike) -> Self:
        """Return the same objective for a run from another start; itself where it is the same.

        It differs where a parameter is held, at the value of the start.

        Parameters
        ----------
        start : array_like, shape (n_features + 1,)
            In the data's units.
        """
        if self.loss.held is None:
            return self
        loss = self.loss.of_run(self.from_data_units(start))
        if not isinstance(loss, HeldLoss) or loss is self.loss:
            return self
        return self._others.setdefault(loss.held_at, replace(self, loss=loss, _others={}))

    def numbers_of(self, points: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the places, among all points, of rows of ``dataset``."""
        return points if self.rows is None else self.rows[points]

    def row_of(self, point: int) -> int | None:
        """Return the row in ``dataset`` of a point, by its place among all; None if held out."""
        if self.rows is None:
            return point if 0 <= point < self.dataset.n_samples else None
        row = int(np.searchsorted(self.rows, point))
        return row if row < len(self.rows) and self.rows[row] == point else None

    @property
    def degree(self) -> int:
        """Of the polynomial; 1 is a line, or a plane over several features."""
        return 1 if self.powers is None else self.powers.degree

    @property
    def is_line(self) -> bool:
        """Whether the model is a straight line over one feature."""
        return self.dataset.n_features == 1

    @property
    def centre(self) -> float:
        """About what a curve is best kept in the data's units; 0 for degree 1."""
        return 0.0 if self.powers is None else self.powers.centre

    def columns_of(self, dataset: Dataset) -> Dataset:
        """Return other points as the descent sees them: their powers, scaled as the data's are.

        Parameters
        ----------
        dataset : Dataset
            In the data's units, of as many features as the data.

        Raises
        ------
        DatasetError
            If a power is out of range.
        """
        seen = dataset if self.powers is None else self.powers.apply(dataset)
        return seen if self.standardisation is None else self.standardisation.apply(seen)

    @cached_property
    def rows(self) -> NDArray[np.intp] | None:
        """The places of the points of ``dataset`` among all points; None where none is held out."""
        return None if self._whole is None else self._whole.training_rows

    @cached_property
    def all_features(self) -> NDArray[np.float64]:
        """The columns of all points, held out or not, shape (n_samples, n_columns)."""
        return (self.dataset if self._whole is None else self.columns_of(self._whole)).features

    def to_data_units(self, parameters: ArrayLike, centre: float = 0.0) -> NDArray[np.float64]:
        """Turn the descent's parameters into coefficients in the data's units.

        Parameters
        ----------
        parameters : array_like, shape (..., n_parameters)
        centre : float
            Of a curve: the coefficients are those of powers of x − centre.

        Returns
        -------
        ndarray, shape (..., n_parameters)
            The weights, by ascending powers, then the constant.
        """
        given = np.asarray(parameters, dtype=np.float64)
        if self.standardisation is not None:
            given = self.standardisation.to_data_units(given)
        if self.powers is None:
            return given
        return constant_last(self.powers.coefficients(given, centre))

    def from_data_units(self, coefficients: ArrayLike, centre: float = 0.0) -> NDArray[np.float64]:
        """Turn coefficients, as `to_data_units` returns them, into the descent's parameters."""
        given = np.asarray(coefficients, dtype=np.float64)
        if self.powers is not None:
            given = self.powers.parameters(constant_first(given), centre)
        return (
            given if self.standardisation is None else self.standardisation.to_standardised(given)
        )
