"""What a descent minimises: a loss over the data as the descent sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from linreg_gui.core.standardisation import Standardisation

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.quadratic_loss import QuadraticLoss


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
