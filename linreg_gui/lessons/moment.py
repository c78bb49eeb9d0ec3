"""One moment of a lesson: what is on the table, and what has been done by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.quadratic_loss import QuadraticLoss
    from linreg_gui.core.settings import DescentConfig, StopReason


@dataclass(frozen=True, eq=False)
class Moment:
    """The table and its run at one moment, of which the quantities are functions.

    Attributes
    ----------
    dataset : Dataset
        Of one feature, with points, of which some may be held out.
    config : DescentConfig
        The settings at the end of the run shown.
    objective : Objective
    parameters : ndarray, shape (n_records, degree + 1)
        The records of the branch shown, on the surface.
    losses : ndarray, shape (n_records,)
    epoch : int
        The record shown.
    stop_reason : StopReason or None
        How the run ended; None until it has ended.
    hand_lines : ndarray, shape (n, 2)
        The lines tried by hand in this step, in the data's units; the first of a stroke is where
        the stroke began.
    hand_strokes : ndarray of int, shape (n,)
        The number of the stroke that each belongs to.
    kept_runs, branches : int
        How many runs are kept; how many branches there are, the first run among them.
    """

    dataset: Dataset
    config: DescentConfig
    objective: Objective
    parameters: NDArray[np.float64]
    losses: NDArray[np.float64]
    epoch: int
    stop_reason: StopReason | None
    hand_lines: NDArray[np.float64]
    hand_strokes: NDArray[np.intp]
    kept_runs: int = 0
    branches: int = 1

    @property
    def loss(self) -> QuadraticLoss:
        """The loss that is minimised."""
        return self.objective.loss

    @property
    def shown(self) -> NDArray[np.float64]:
        """The parameters of the record shown, on the surface."""
        row: NDArray[np.float64] = self.parameters[self.epoch]
        return row

    @property
    def last_epoch(self) -> int:
        """The epoch of the last record."""
        return len(self.losses) - 1

    @cached_property
    def held_out_losses(self) -> NDArray[np.float64] | None:
        """The loss over the held-out points at all records; None where there are none."""
        held_out = self.objective.held_out
        return None if held_out is None else held_out.values_or_inf(self.parameters)

    def line(self, parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return slopes and intercepts in the data's units of places on the surface."""
        return self.objective.to_data_units(parameters)

    def mse(self, parameters: NDArray[np.float64]) -> float:
        """Return the mean squared error at a place on the surface; rounding of a fit is 0."""
        plain = self.loss.unpenalised
        value = plain.value(parameters)
        return 0.0 if value < plain.rounding_excess else value

    @cached_property
    def start_excess(self) -> float:
        """By how much the loss of record 0 exceeds the minimum."""
        return float(self.loss.excess_values(self.parameters[0]))

    @cached_property
    def best_line(self) -> NDArray[np.float64]:
        """Slope and intercept of the best line, in the data's units."""
        return self.line(self.loss.minimum_parameters)
