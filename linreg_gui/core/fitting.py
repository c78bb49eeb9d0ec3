"""Run a descent to its end, keeping nothing but the last record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig, StopReason

_EPOCHS_A_TURN = 1 << 20


@dataclass(frozen=True)
class FitResult:
    """Where a descent ended.

    Attributes
    ----------
    parameters : ndarray, shape (n_features + 1,)
        Of the last record whose loss is finite, in the parameters of the objective.
    epochs : int
        The epoch of that record.
    stop_reason : StopReason
    diverged_epoch : int or None
    """

    parameters: NDArray[np.float64]
    epochs: int
    stop_reason: StopReason
    diverged_epoch: int | None


def train(
    objective: Objective,
    config: DescentConfig,
    start: NDArray[np.float64],
    show: Callable[[int], None],
) -> FitResult:
    """Run a descent to its end.

    Parameters
    ----------
    objective : Objective
    config : DescentConfig
    start : ndarray, shape (n_features + 1,)
        In the parameters of the objective.
    show : callable
        Told the epoch now and then.

    Returns
    -------
    FitResult
    """
    descent = make_descent(objective, config, History(start, objective.loss.value(start)))
    parameters, epoch = start, 0
    while descent.stop_reason is None:
        block = descent.advance(_EPOCHS_A_TURN)
        if len(block):
            parameters, epoch = block.parameters[-1], block.last_epoch
        show(epoch)
    return FitResult(parameters, epoch, descent.stop_reason, descent.diverged_epoch)
