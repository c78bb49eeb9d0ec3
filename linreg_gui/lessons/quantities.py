"""The quantities that lessons judge: named functions of data, settings, run and hand.

Every quantity is a pure function of a `Moment`. It is None where it is not defined. "Best" is the
minimum of the loss that is minimised, with its penalty if there is one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.descents import is_plain
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import (
    FRACTION_LEFT,
    Regime,
    fastest_learning_rate,
    regime,
    stability_limit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.quadratic_loss import QuadraticLoss

RECENT = 5
"""The last records are the last of so many equal parts of a run."""
NEAR_BEST = 0.01
"""A parameter has arrived within this part of its best value."""
TIE = 1e-9
CHUNK = 1024
NO_STOP = "none"
STOPS = (
    StopReason.CONVERGED,
    StopReason.PLATEAU,
    StopReason.MAX_EPOCHS,
    StopReason.DIVERGED,
)
COORDINATE = re.compile(r"([xy])([1-9][0-9]?)")

Value = float | str | None


@dataclass(frozen=True, eq=False)
class Moment:
    """What is on the table at one moment: all that quantities are functions of.

    Attributes
    ----------
    dataset : Dataset
        Of one feature; may have no points.
    config : DescentConfig
        The settings at the end of the run shown.
    objective : Objective or None
        None without points.
    parameters : ndarray, shape (n_records, 2)
        The records of the branch shown, on the surface; empty without points.
    losses : ndarray, shape (n_records,)
    epoch : int
        The record shown.
    stop_reason : StopReason or None
        How the run ended; None until it has ended.
    kept_runs, branches : int
        How many runs are kept; how many branches there are, the first run among them.
    hand_lines : ndarray, shape (n, 2)
        The lines tried by hand in this step, in the data's units; the first of a stroke is where
        the stroke began.
    hand_strokes : ndarray of int, shape (n,)
        The number of the stroke that each belongs to.
    """

    dataset: Dataset
    config: DescentConfig
    objective: Objective | None
    parameters: NDArray[np.float64]
    losses: NDArray[np.float64]
    epoch: int
    stop_reason: StopReason | None = None
    kept_runs: int = 0
    branches: int = 1
    hand_lines: NDArray[np.float64] | None = None
    hand_strokes: NDArray[np.intp] | None = None

    @property
    def loss(self) -> QuadraticLoss:
        """The loss that is minimised; there must be points."""
        assert self.objective is not None
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

    def line(self, parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return slopes and intercepts in the data's units of places on the surface."""
        assert self.objective is not None
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


class Kind(Enum):
    """What values a quantity has."""

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
        Takes a `Moment` with points; returns a number, a word, or None where it is undefined.
    kind : Kind
    words : tuple of str
        All the words of a WORD.
    unit : str
        Written after its numbers; may be empty.
    is_epoch : bool
        Whether it is an epoch of the run shown.
    needs_points : bool
        Whether it is undefined without points.
    """

    name: str
    title: str
    value: Callable[[Moment], Value]
    kind: Kind = Kind.REAL
    words: tuple[str, ...] = ()
    unit: str = ""
    is_epoch: bool = False
    needs_points: bool = True

    def of(self, moment: Moment) -> Value:
        """Return its value at a moment; None where it is undefined or beyond all numbers."""
        if self.needs_points and moment.objective is None:
            return None
        with np.errstate(all="ignore"):
            value = self.value(moment)
        if value is None or isinstance(value, str):
            return value
        return float(value) + 0.0 if math.isfinite(value) else None


# ---- the line of the record shown


def _above_best(moment: Moment) -> float | None:
    return _above(moment, moment.shown)


def _above(moment: Moment, parameters: NDArray[np.float64]) -> float | None:
    loss = moment.loss
    if loss.minimum_value <= loss.rounding_excess:
        return None
    return float(100.0 * np.mean(loss.excess_values(parameters)) / loss.minimum_value)


def _excess_left(moment: Moment) -> float | None:
    if moment.start_excess <= moment.loss.rounding_excess:
        return None
    return 100.0 * float(moment.loss.excess_values(moment.shown)) / moment.start_excess


def _r_squared(moment: Moment) -> float | None:
    return moment.loss.r_squared(moment.shown)


# ---- settings and theory


def _batch_size(moment: Moment) -> int:
    n_samples = moment.dataset.n_samples
    return min(moment.config.batch_size or n_samples, n_samples)


def _limit(moment: Moment) -> float | None:
    return stability_limit(moment.loss, moment.config)


def _if_plain(moment: Moment) -> bool:
    return is_plain(moment.config, moment.dataset.n_samples)


def _fastest(moment: Moment) -> float | None:
    return fastest_learning_rate(moment.loss) if _if_plain(moment) else None


def _zone(moment: Moment) -> str | None:
    if not _if_plain(moment):
        return None
    return regime(moment.loss, moment.config.learning_rate).value


def _condition(moment: Moment) -> float | None:
    least, most = moment.loss.eigenvalues
    return float(most / least) if least > 0.0 else None


# ---- the run


def _epochs_to_1_percent(moment: Moment) -> float | None:
    loss, allowed = moment.loss, FRACTION_LEFT * moment.start_excess
    if moment.start_excess <= loss.rounding_excess or moment.stop_reason is StopReason.DIVERGED:
        return None
    return _first_to_stay(moment, lambda rows: loss.excess_values(rows) <= allowed)


def _arrival(column: int, moment: Moment) -> float | None:
    best = float(moment.best_line[column])
    if best == 0.0 or moment.loss.is_degenerate:
        return None

    def is_near(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
        away = np.abs(moment.line(rows)[:, column] - best)
        return np.asarray(away <= NEAR_BEST * abs(best))

    return _first_to_stay(moment, is_near)


def _first_to_stay(
    moment: Moment, is_near: Callable[[NDArray[np.float64]], NDArray[np.bool_]]
) -> float | None:
    """Return the epoch from which on all records are near; looks no farther back than it."""
    rows, end = moment.parameters, len(moment.parameters)
    while end > 0:
        begin = max(0, end - CHUNK)
        away = np.flatnonzero(~is_near(rows[begin:end]))
        if len(away):
            first = begin + int(away[-1]) + 1
            return float(first) if first < len(rows) else None
        end = begin
    return 0.0


def _recent_above_best(moment: Moment) -> float | None:
    n_records = len(moment.parameters)
    return _above(moment, moment.parameters[-max(1, n_records // RECENT) :])


def _loss_rises(moment: Moment) -> int:
    return int(np.count_nonzero(moment.losses[1:] > moment.losses[:-1]))


def _stop_reason(moment: Moment) -> str:
    reason = moment.stop_reason
    return NO_STOP if reason not in STOPS or reason is None else reason.value


# ---- by hand, and data


def tried_by_hand(strokes: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which lines were tried by hand: all but the first of each stroke, where it began."""
    return np.append(False, strokes[1:] == strokes[:-1])[: len(strokes)]


def _hand_mse(moment: Moment) -> float | None:
    lines, strokes = moment.hand_lines, moment.hand_strokes
    if lines is None or strokes is None or len(lines) < 2:
        return None
    is_tried = tried_by_hand(strokes)
    if not is_tried.any():
        return None
    loss = moment.dataset.loss
    best = float(np.min(loss.values(lines[is_tried])))
    return 0.0 if best < loss.rounding_excess else best


def _hand_strokes(moment: Moment) -> int:
    return 0 if moment.hand_strokes is None else len(np.unique(moment.hand_strokes))


def _correlation(moment: Moment) -> float | None:
    data = moment.dataset
    if data.loss.is_degenerate or data.loss.variance_y <= 0.0:
        return None
    return float(np.corrcoef(data.x, data.y)[0, 1])


def _best(column: int, moment: Moment) -> float | None:
    return None if moment.loss.is_degenerate else float(moment.best_line[column])


def _worst_point(moment: Moment) -> float | None:
    slope, intercept = moment.best_line
    missed = np.abs(moment.dataset.y - slope * moment.dataset.x - intercept)
    order = np.argsort(missed)
    if len(order) > 1 and missed[order[-1]] - missed[order[-2]] <= TIE * missed[order[-1]]:
        return None
    return float(order[-1]) + 1.0


def _coordinate(letter: str, number: int, moment: Moment) -> float | None:
    values = moment.dataset.x if letter == "x" else moment.dataset.y
    return float(values[number - 1]) if number <= len(values) else None


# ---- the table

REAL, COUNT, WORD = Kind
_SETTING = partial(Quantity, needs_points=False)
_EPOCH = partial(Quantity, kind=COUNT, is_epoch=True)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        quantity.name: quantity
        for quantity in (
            Quantity("slope", "slope", lambda m: float(m.line(m.shown)[0])),
            Quantity("intercept", "intercept", lambda m: float(m.line(m.shown)[1])),
            Quantity("mse", "mean squared error", lambda m: m.mse(m.shown)),
            Quantity("loss", "loss", lambda m: float(m.losses[m.epoch])),
            Quantity("above_best", "loss above that of the best line", _above_best, unit="%"),
            Quantity("excess_left", "excess loss left", _excess_left, unit="%"),
            Quantity("r_squared", "R²", _r_squared),
            Quantity("gradient_slope", "gradient of the slope", lambda m: _gradient(m)[0]),
            Quantity("gradient_intercept", "gradient of the intercept", lambda m: _gradient(m)[1]),
            _SETTING("learning_rate", "learning rate", lambda m: m.config.learning_rate),
            _SETTING("epochs_allowed", "epochs allowed", lambda m: m.config.max_epochs, COUNT),
            _SETTING(
                "optimizer",
                "optimizer",
                lambda m: m.config.optimizer.value,
                WORD,
                tuple(each.value for each in Optimizer),
            ),
            _SETTING("momentum", "momentum β", lambda m: m.config.momentum),
            Quantity("batch_size", "batch size", _batch_size, COUNT),
            Quantity(
                "steps_per_epoch",
                "steps per epoch",
                lambda m: m.config.steps_per_epoch(m.dataset.n_samples),
                COUNT,
            ),
            _SETTING("seed", "seed", lambda m: m.config.seed, COUNT),
            _SETTING(
                "scaling",
                "scaling",
                lambda m: m.config.scaling.value,
                WORD,
                tuple(scaling.value for scaling in Scaling),
            ),
            _SETTING(
                "held",
                "held parameter",
                lambda m: m.config.held.value,
                WORD,
                tuple(each.value for each in Held),
            ),
            _SETTING("l2", "L2 penalty", lambda m: m.config.l2),
            _SETTING(
                "decay",
                "decay",
                lambda m: m.config.decay.value,
                WORD,
                tuple(each.value for each in Decay),
            ),
            Quantity("limit", "limit", _limit),
            Quantity("fastest", "fastest rate", _fastest),
            Quantity("zone", "zone", _zone, WORD, tuple(each.value for each in Regime)),
            Quantity("curvature_min", "least steepness", lambda m: float(m.loss.eigenvalues[0])),
            Quantity("curvature_max", "steepness", lambda m: float(m.loss.eigenvalues[-1])),
            Quantity("condition", "condition of the valley", _condition),
            _EPOCH("epochs", "epochs run", lambda m: m.last_epoch),
            _EPOCH("epoch_shown", "epoch shown", lambda m: m.epoch),
            Quantity(
                "stop_reason",
                "end of the run",
                _stop_reason,
                WORD,
                (NO_STOP, *(each.value for each in STOPS)),
            ),
            _EPOCH("epochs_to_1_percent", "epochs until 99 % is gone", _epochs_to_1_percent),
            _EPOCH("arrival_slope", "arrival of the slope", partial(_arrival, 0)),
            _EPOCH("arrival_intercept", "arrival of the intercept", partial(_arrival, 1)),
            Quantity(
                "recent_above_best",
                "loss of the last fifth above that of the best line",
                _recent_above_best,
                unit="%",
            ),
            Quantity("loss_rises", "times the loss rose", _loss_rises, COUNT),
            Quantity("start_slope", "slope at the start", lambda m: _start(m)[0]),
            Quantity("start_intercept", "intercept at the start", lambda m: _start(m)[1]),
            Quantity(
                "start_mse", "mean squared error at the start", lambda m: m.mse(m.parameters[0])
            ),
            Quantity("hand_mse", "best mean squared error by hand", _hand_mse),
            _SETTING("hand_strokes", "drags of the line", _hand_strokes, COUNT),
            _SETTING("kept_runs", "kept runs", lambda m: m.kept_runs, COUNT),
            _SETTING("branches", "branches", lambda m: m.branches, COUNT),
            _SETTING("points", "points", lambda m: m.dataset.n_samples, COUNT),
            Quantity("x_mean", "mean of x", lambda m: float(np.mean(m.dataset.x))),
            Quantity("x_spread", "spread of x", lambda m: float(np.std(m.dataset.x))),
            Quantity("correlation", "correlation", _correlation),
            Quantity("best_slope", "best slope", partial(_best, 0)),
            Quantity("best_intercept", "best intercept", partial(_best, 1)),
            Quantity("best_mse", "least loss", lambda m: m.mse(m.loss.minimum_parameters)),
            Quantity("worst_point", "point with the largest residual", _worst_point, COUNT),
        )
    }
)


def _gradient(moment: Moment) -> tuple[float, float]:
    slope, intercept = moment.loss.gradient(moment.shown).tolist()
    return slope, intercept


def _start(moment: Moment) -> tuple[float, float]:
    slope, intercept = moment.line(moment.parameters[0]).tolist()
    return slope, intercept


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
    return Quantity(name, title, partial(_coordinate, letter, number))
