"""The settings of a descent, and the reasons for which one ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from linreg_gui.core.numbers import format_value

SMALLEST_LEARNING_RATE = 1e-300
LARGEST_LEARNING_RATE = 1e300
MOST_EPOCHS = 1_000_000_000


class StopReason(Enum):
    """Why a run ended."""

    CONVERGED = "converged"
    MAX_EPOCHS = "max_epochs"
    DIVERGED = "diverged"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class DescentConfig:
    """The settings of plain gradient descent.

    Attributes
    ----------
    learning_rate : float
        η of the step θ − η·gradient; 1e-300 to 1e300.
    max_epochs : int
        Last epoch to compute, 1 to 1,000,000,000. An epoch is one step over all the data.
    tolerance : float
        The descent has converged when its excess loss is at most this fraction of the excess
        loss at the start, or rounding. At least 0 and below 1; 0 never stops early.

    Raises
    ------
    ValueError
        If a setting is out of range; the message is one sentence for the user.
    """

    learning_rate: float = 0.01
    max_epochs: int = 300
    tolerance: float = 1e-12

    def __post_init__(self) -> None:
        if not SMALLEST_LEARNING_RATE <= self.learning_rate <= LARGEST_LEARNING_RATE:
            shown = format_value(self.learning_rate)
            raise ValueError(f"Learning rate {shown} is outside 1e-300 to 1e300.")
        if self.max_epochs != int(self.max_epochs) or not 1 <= self.max_epochs <= MOST_EPOCHS:
            raise ValueError(f"Epochs must be a whole number from 1 to {MOST_EPOCHS:,}.")
        if not 0.0 <= self.tolerance < 1.0:
            raise ValueError("The tolerance must be at least 0 and less than 1.")
