"""Features scaled to mean 0 and standard deviation 1, and coefficients there and back.

z = (x − mean) / deviation, the deviation being that of the population (divided by n): then the
Hessian of one feature is 2·[[1, 0], [0, 1]], a round bowl, whatever the units of x were. Where
ŷ = weights · x + intercept in the units of the data,

    ŷ = (weights · deviation) · z + (intercept + weights · mean).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from linreg_gui.core.arrays import frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset

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
