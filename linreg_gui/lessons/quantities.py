"""The quantities that lessons may name: each a pure function of a `Moment`, with its words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.settings import Decay, Held, Optimizer, Scaling
from linreg_gui.core.stability import Regime
from linreg_gui.lessons import measures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from linreg_gui.lessons.moment import Moment

COORDINATE = re.compile(r"([xy])([1-9][0-9]?)")

Value = float | str | None


class Kind(Enum):
    """The kinds of values that quantities have."""

    REAL = "a number"
    COUNT = "a whole number"
    WORD = "a word"


@dataclass(frozen=True)
class Quantity:
    """A quantity that a lesson may name.

    Attributes
    ----------
    name : str
        In the file.
    title : str
        For the learner, as in "the largest learning rate".
    value : callable
        Takes a `Moment`; returns a number, a word, or None where it is undefined.
    kind : Kind
    words : tuple of str
        All the words of a WORD.
    unit : str
        Written after its numbers; may be empty.
    is_of_run : bool
        Whether it says something of the run as a whole.
    is_of_line : bool
        Whether it is undefined from degree 2 on.
    """

    name: str
    title: str
    value: Callable[[Moment], Value]
    kind: Kind = Kind.REAL
    words: tuple[str, ...] = ()
    unit: str = ""
    is_of_run: bool = False
    is_of_line: bool = False

    def of(self, moment: Moment) -> Value:
        """Return its value at a moment; None where it is undefined or beyond all numbers."""
        if self.is_of_line and moment.config.degree > 1:
            return None
        with np.errstate(all="ignore"):
            value = self.value(moment)
        if value is None or isinstance(value, str):
            return value
        return float(value) + 0.0 if math.isfinite(value) else None


# ---- the table

COUNT, WORD = Kind.COUNT, Kind.WORD
_LINE = partial(Quantity, is_of_line=True)
_RUN = partial(Quantity, is_of_run=True)
_EPOCH = partial(_RUN, kind=COUNT)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        quantity.name: quantity
        for quantity in (
            _LINE("slope", "slope", lambda m: float(m.line(m.shown)[0])),
            _LINE("intercept", "intercept", lambda m: float(m.line(m.shown)[1])),
            Quantity("mse", "mean squared error", lambda m: m.mse(m.shown)),
            Quantity("loss", "loss", lambda m: float(m.losses[m.epoch])),
            Quantity(
                "above_best", "loss above that of the best line", measures.above_best, unit="%"
            ),
            Quantity("excess_left", "excess loss left", measures.excess_left, unit="%"),
            Quantity("r_squared", "R²", measures.r_squared),
            _LINE("gradient_slope", "gradient of the slope", lambda m: measures.gradient(m)[0]),
            _LINE(
                "gradient_intercept", "gradient of the intercept", lambda m: measures.gradient(m)[1]
            ),
            Quantity("learning_rate", "learning rate", lambda m: m.config.learning_rate),
            Quantity("epochs_allowed", "epochs allowed", lambda m: m.config.max_epochs, COUNT),
            Quantity(
                "optimizer",
                "optimizer",
                lambda m: m.config.optimizer.value,
                WORD,
                tuple(each.value for each in Optimizer),
            ),
            Quantity("momentum", "momentum β", lambda m: m.config.momentum),
            Quantity("batch_size", "batch size", measures.batch_size, COUNT),
            Quantity(
                "steps_per_epoch",
                "steps per epoch",
                lambda m: m.config.steps_per_epoch(m.dataset.n_training),
                COUNT,
            ),
            Quantity("seed", "seed", lambda m: m.config.seed, COUNT),
            Quantity(
                "scaling",
                "scaling",
                lambda m: m.config.scaling.value,
                WORD,
                tuple(scaling.value for scaling in Scaling),
            ),
            Quantity(
                "held",
                "held parameter",
                lambda m: m.config.held.value,
                WORD,
                tuple(each.value for each in Held),
            ),
            Quantity("l2", "L2 penalty", lambda m: m.config.l2),
            Quantity("degree", "degree", lambda m: m.config.degree, COUNT),
            Quantity(
                "decay",
                "decay",
                lambda m: m.config.decay.value,
                WORD,
                tuple(each.value for each in Decay),
            ),
            Quantity("limit", "limit", measures.limit),
            Quantity("fastest", "fastest rate", measures.fastest),
            Quantity("zone", "zone", measures.zone, WORD, tuple(each.value for each in Regime)),
            Quantity("curvature_min", "least steepness", lambda m: float(m.loss.eigenvalues[0])),
            Quantity("curvature_max", "steepness", lambda m: float(m.loss.eigenvalues[-1])),
            Quantity("condition", "condition of the valley", measures.condition),
            _EPOCH("epochs", "epochs run", lambda m: m.last_epoch),
            _EPOCH("epoch_shown", "epoch shown", lambda m: m.epoch),
            _RUN(
                "stop_reason",
                "end of the run",
                measures.stop_reason,
                WORD,
                (measures.NO_STOP, *(each.value for each in measures.STOPS)),
            ),
            _EPOCH(
                "epochs_to_1_percent", "epochs until 99 % is gone", measures.epochs_to_1_percent
            ),
            _EPOCH(
                "arrival_slope",
                "arrival of the slope",
                partial(measures.arrival, 0),
                is_of_line=True,
            ),
            _EPOCH(
                "arrival_intercept",
                "arrival of the intercept",
                partial(measures.arrival, 1),
                is_of_line=True,
            ),
            _RUN(
                "recent_above_best",
                "loss of the last fifth above that of the best line",
                measures.recent_above_best,
                unit="%",
            ),
            _RUN("loss_rises", "times the loss rose", measures.loss_rises, COUNT),
            _LINE("start_slope", "slope at the start", lambda m: measures.start(m)[0]),
            _LINE("start_intercept", "intercept at the start", lambda m: measures.start(m)[1]),
            Quantity(
                "start_mse", "mean squared error at the start", lambda m: m.mse(m.parameters[0])
            ),
            _LINE("hand_mse", "best mean squared error by hand", measures.hand_mse),
            Quantity("hand_strokes", "drags of the line", measures.hand_strokes, COUNT),
            Quantity("kept_runs", "kept runs", lambda m: m.kept_runs, COUNT),
            Quantity("branches", "branches", lambda m: m.branches, COUNT),
            Quantity("points", "points", lambda m: m.dataset.n_samples, COUNT),
            Quantity("x_mean", "mean of x", lambda m: float(np.mean(m.dataset.x))),
            Quantity("x_spread", "spread of x", lambda m: float(np.std(m.dataset.x))),
            Quantity("correlation", "correlation", measures.correlation),
            _LINE("best_slope", "best slope", partial(measures.best, 0)),
            _LINE("best_intercept", "best intercept", partial(measures.best, 1)),
            Quantity("best_mse", "least loss", lambda m: m.mse(m.loss.minimum_parameters)),
            _LINE("worst_point", "point with the largest residual", measures.worst_point, COUNT),
            Quantity("held_out_points", "held-out points", lambda m: m.dataset.n_held_out, COUNT),
            Quantity("held_out_mse", "loss on held-out points", measures.held_out_mse),
            _RUN("held_out_least", "least loss on held-out points", measures.held_out_least),
            _EPOCH(
                "held_out_least_epoch",
                "epoch of the least loss on held-out points",
                measures.held_out_least_epoch,
            ),
            Quantity(
                "held_out_at_best_fit",
                "loss on held-out points at the best fit",
                measures.held_out_at_best_fit,
            ),
            Quantity(
                "held_out_best_degree",
                "degree with the least loss on held-out points",
                measures.held_out_best_degree,
                COUNT,
            ),
        )
    }
)


def find_quantity(name: str) -> Quantity | None:
    """Return the quantity of a name; None if there is none.

    ``x1`` to ``x99`` and ``y1`` to ``y99`` are the coordinates of a point, numbered as in the
    worksheet.
    """
    match = COORDINATE.fullmatch(name)
    if match is None:
        return QUANTITIES.get(name)
    letter, number = match[1], int(match[2])
    title = f"{letter} of point {number}"
    return Quantity(name, title, partial(measures.coordinate, letter, number))
