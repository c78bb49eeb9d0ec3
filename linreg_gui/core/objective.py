"""What a descent minimises: a loss over the data as the descent sees it.

Features may be scaled to mean 0 and standard deviation 1: z = (x − mean) / deviation, the
deviation being that of the population (divided by n). Then the Hessian of one feature is
2·[[1, 0], [0, 1]], a round bowl, whatever the units of x were. Where ŷ = weights · x + intercept
in the units of the data,

    ŷ = (weights · deviation) · z + (intercept + weights · mean).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from linreg_gui.core.arrays import frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.quadratic_loss import QuadraticLoss

ROUNDING = 8 * np.finfo(np.float64).eps
"""What a difference may lose of the larger of its parts, after a descent that rounded as well."""


@dataclass(frozen=True, eq=False)
class Standardisation:
    """How the features of one dataset are scaled; made by ``Standardisation.of``.

    Attributes
    ----------
    means, deviations : ndarray, shape (n_features,)
        In the units of the features; 0 and 1 for a feature that is left as it is.
    unscaled_names : tuple of str
        Features without a spread to divide by: all their values are equal, up to rounding.
    """

    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    unscaled_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """Measure the features of a dataset.

        Raises
        ------
        DatasetError
            If there is no point.
        """
        loss = dataset.loss.unpenalised
        varies = loss.data.is_informative
        deviations = np.sqrt(np.diag(loss.data.covariance))
        names = zip(dataset.feature_names, varies, strict=True)
        return cls(
            frozen(np.where(varies, loss.mean_x, 0.0)),
            frozen(np.where(varies, deviations, 1.0)),
            tuple(name for name, is_scaled in names if not is_scaled),
        )

    @property
    def reason(self) -> str | None:
        """One sentence for the user when features were left as they are; else None."""
        if not self.unscaled_names:
            return None
        names = ", ".join(self.unscaled_names)
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
        is_rounding = np.abs(intercept) < ROUNDING * size
        return np.concatenate([weights, np.where(is_rounding, 0.0, intercept)], axis=-1)


class SurfaceSettings(Protocol):
    """The training settings that the loss depends on."""

    @property
    def l2(self) -> float:
        """λ of the penalty."""

    @property
    def is_standardised(self) -> bool:
        """Whether the features are seen with mean 0 and standard deviation 1."""


@dataclass(frozen=True, eq=False)
class Objective:
    """Data and loss of a descent; made by ``Objective.of``.

    Attributes
    ----------
    dataset : Dataset
        Standardised where the settings say so; else the very dataset given.
    loss : QuadraticLoss
        Over ``dataset``, with the penalty of the settings. Its minimum is the best fit.
    standardisation : Standardisation or None
        None where the features are left in their units.
    """

    dataset: Dataset
    loss: QuadraticLoss
    standardisation: Standardisation | None = None

    @classmethod
    def of(cls, dataset: Dataset, config: SurfaceSettings) -> Self:
        """Make the objective of a dataset and settings.

        Raises
        ------
        DatasetError
            If there is no point.
        """
        if not config.is_standardised:
            return cls(dataset, dataset.loss.with_penalty(config.l2))
        standardisation = Standardisation.of(dataset)
        seen = standardisation.apply(dataset)
        return cls(seen, seen.loss.with_penalty(config.l2), standardisation)

    def to_data_units(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Turn the descent's parameters, shape (..., n_features + 1), into the data's units."""
        if self.standardisation is None:
            return np.asarray(parameters, dtype=np.float64)
        return self.standardisation.to_data_units(parameters)

    def from_data_units(self, parameters: ArrayLike) -> NDArray[np.float64]:
        """Turn parameters in the data's units, shape (..., n_features + 1), into the descent's."""
        if self.standardisation is None:
            return np.asarray(parameters, dtype=np.float64)
        return self.standardisation.to_standardised(parameters)
