"""The former place of the settings: see `linreg_gui.core.settings`."""

from linreg_gui.core.settings import (
    LARGEST_SEED,
    MOST_EPOCHS,
    Decay,
    DescentConfig,
    Optimizer,
    StopReason,
)

__all__ = [
    "LARGEST_SEED",
    "MOST_EPOCHS",
    "Decay",
    "DescentConfig",
    "Optimizer",
    "StopReason",
]
