"""What standardising the features would save, known before the first step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from linreg_gui.core.objective import Objective
from linreg_gui.core.stability import (
    epochs_to_reduce,
    fastest_learning_rate,
    largest_stable_learning_rate,
)

if TYPE_CHECKING:
    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig

FRACTION_LEFT = 0.01
"""Counted are the epochs that leave this part of the excess loss."""
WORTH_SAYING = 100.0
"""Standardising is worth a sentence where it makes a descent so many times shorter."""


@dataclass(frozen=True)
class ScalingGain:
    """Epochs of plain descent without and with standardised features, each at its best rate.

    Attributes
    ----------
    epochs : float
        Without; infinite beyond the range of a float64.
    standardised_epochs : float
        With standardised features.
    learning_rate : float
        The best one for standardised features, or just below the largest stable one.
    """

    epochs: float
    standardised_epochs: float
    learning_rate: float

    @property
    def is_worth_saying(self) -> bool:
        """Whether a descent becomes more than a hundred times shorter."""
        return self.epochs > WORTH_SAYING * self.standardised_epochs

    @classmethod
    def of(cls, dataset: Dataset, config: DescentConfig) -> ScalingGain:
        """Compare the two bowls of a dataset, with the penalty of the settings.

        Raises
        ------
        DatasetError
            If there is no point.
        """
        unscaled, scaled = (
            Objective.of(dataset, replace(config, is_standardised=is_standardised)).loss
            for is_standardised in (False, True)
        )
        # Far enough below the limit to be rounded to three digits.
        rate = min(fastest_learning_rate(scaled), 0.99 * largest_stable_learning_rate(scaled))
        return cls(_epochs(unscaled), _epochs(scaled), rate)


def _epochs(loss: QuadraticLoss) -> float:
    epochs = epochs_to_reduce(loss, fastest_learning_rate(loss), FRACTION_LEFT)
    return math.inf if epochs is None else epochs
