"""The values of quantities: functions of a `Moment`, None where they are undefined.

"Best" is the minimum of the loss that is minimised, with its penalty if there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.degrees import errors_of_degrees
from linreg_gui.core.descents import is_plain
from linreg_gui.core.settings import StopReason
from linreg_gui.core.stability import (
    FRACTION_LEFT,
    fastest_learning_rate,
    regime,
    stability_limit,
)
from linreg_gui.core.validation import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from linreg_gui.lessons.moment import Moment

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


# ---- the line of the record shown


def above_best(moment: Moment) -> float | None:
    """Return by how much the loss shown is above that of the best line, in per cent."""
    return _above(moment, moment.shown)


def _above(moment: Moment, parameters: NDArray[np.float64]) -> float | None:
    loss = moment.loss
    if loss.minimum_value <= loss.rounding_excess:
        return None
    return float(100.0 * np.mean(loss.excess_values(parameters)) / loss.minimum_value)


def excess_left(moment: Moment) -> float | None:
    """Return what is left of the excess loss of record 0, in per cent."""
    if moment.start_excess <= moment.loss.rounding_excess:
        return None
    return 100.0 * float(moment.loss.excess_values(moment.shown)) / moment.start_excess


def r_squared(moment: Moment) -> float | None:
    """Return R² of the line shown; None where all y are equal."""
    return moment.loss.r_squared(moment.shown)


# ---- settings and theory


def batch_size(moment: Moment) -> int:
    """Return how many points a step takes; all of them without batches."""
    n_training = moment.dataset.n_training
    return min(moment.config.batch_size or n_training, n_training)


def limit(moment: Moment) -> float | None:
    """Return the largest rate below which these settings converge."""
    return stability_limit(moment.loss, moment.config)


def _if_plain(moment: Moment) -> bool:
    return is_plain(moment.config, moment.dataset.n_training)


def fastest(moment: Moment) -> float | None:
    """Return the rate with the best worst case; None but for plain descent."""
    return fastest_learning_rate(moment.loss) if _if_plain(moment) else None


def zone(moment: Moment) -> str | None:
    """Return what the rate does, in a word; None but for plain descent."""
    if not _if_plain(moment):
        return None
    return regime(moment.loss, moment.config.learning_rate).value


def condition(moment: Moment) -> float | None:
    """Return the largest curvature over the smallest; None for a trough."""
    least, *_, most = moment.loss.eigenvalues
    return float(most / least) if least > 0.0 else None


# ---- the run


def epochs_to_1_percent(moment: Moment) -> float | None:
    """Return the first epoch from which on at most 1 % of the excess loss is left."""
    loss, allowed = moment.loss, FRACTION_LEFT * moment.start_excess
    if moment.start_excess <= loss.rounding_excess or moment.stop_reason is StopReason.DIVERGED:
        return None
    return _first_to_stay(moment, lambda rows: loss.excess_values(rows) <= allowed)


def arrival(column: int, moment: Moment) -> float | None:
    """Return the first epoch from which on slope (column 0) or intercept (1) is near its best."""
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


def recent_above_best(moment: Moment) -> float | None:
    """Return `above_best` as the mean over the last fifth of the run."""
    n_records = len(moment.parameters)
    return _above(moment, moment.parameters[-max(1, n_records // RECENT) :])


def loss_rises(moment: Moment) -> int:
    """Return how many records have a loss above the one before."""
    return int(np.count_nonzero(moment.losses[1:] > moment.losses[:-1]))


def stop_reason(moment: Moment) -> str:
    """Return how the run ended by itself, in a word."""
    reason = moment.stop_reason
    return NO_STOP if reason not in STOPS or reason is None else reason.value


# ---- held-out points


def held_out_mse(moment: Moment) -> float | None:
    """Return the loss over the held-out points at the record shown."""
    held_out = moment.objective.held_out
    return None if held_out is None else held_out.value(moment.shown)


def held_out_least(moment: Moment) -> float | None:
    """Return the least loss over the held-out points that any record has."""
    losses = moment.held_out_losses
    return None if losses is None else float(losses.min())


def held_out_least_epoch(moment: Moment) -> int | None:
    """Return the first record with the least loss over the held-out points."""
    losses = moment.held_out_losses
    return None if losses is None else int(losses.argmin())


def held_out_at_best_fit(moment: Moment) -> float | None:
    """Return the loss over the held-out points at the best fit, where a run ends in the end."""
    held_out, loss = moment.objective.held_out, moment.loss
    if held_out is None or loss.is_degenerate:
        return None
    return held_out.value(loss.minimum_parameters)


def held_out_best_degree(moment: Moment) -> int | None:
    """Return the degree whose best fit has the least loss over the held-out points."""
    line = moment.objective if moment.config.degree == 1 else None
    try:
        return errors_of_degrees(moment.dataset, moment.config, line).best_held_out
    except DatasetError:  # a power is out of range
        return None


# ---- by hand, and data


def tried_by_hand(strokes: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which lines were tried by hand: all but the first of each stroke, where it began."""
    return np.append(False, strokes[1:] == strokes[:-1])[: len(strokes)]


def hand_mse(moment: Moment) -> float | None:
    """Return the least mean squared error of the lines tried by hand."""
    is_tried = tried_by_hand(moment.hand_strokes)
    if not is_tried.any():
        return None
    loss = moment.dataset.loss
    best = float(np.min(loss.values(moment.hand_lines[is_tried])))
    return 0.0 if best < loss.rounding_excess else best


def hand_strokes(moment: Moment) -> int:
    """Return in how many drags lines were tried."""
    return len(np.unique(moment.hand_strokes))


def correlation(moment: Moment) -> float | None:
    """Return the correlation of x and y; None where either has no spread."""
    data = moment.dataset.training
    if data.loss.is_degenerate or data.loss.variance_y <= 0.0:
        return None
    return float(np.corrcoef(data.x, data.y)[0, 1])


def best(column: int, moment: Moment) -> float | None:
    """Return the best slope (column 0) or intercept (1), in the data's units; None for a trough."""
    return None if moment.loss.is_degenerate else float(moment.best_line[column])


def worst_point(moment: Moment) -> float | None:
    """Return the number of the point farthest from the best line; None for a tie."""
    slope, intercept = moment.best_line
    missed = np.abs(moment.dataset.y - slope * moment.dataset.x - intercept)
    order = np.argsort(missed)
    if len(order) > 1 and missed[order[-1]] - missed[order[-2]] <= TIE * missed[order[-1]]:
        return None
    return float(order[-1]) + 1.0


def coordinate(letter: str, number: int, moment: Moment) -> float | None:
    """Return x or y of a point, numbered from 1; None if there is no such point."""
    values = moment.dataset.x if letter == "x" else moment.dataset.y
    return float(values[number - 1]) if number <= len(values) else None


def gradient(moment: Moment) -> tuple[float, float]:
    """Return the gradient at the place shown, on the surface; a part that is rounding is 0."""
    slope, intercept = moment.loss.told_gradient(moment.shown).tolist()
    return slope, intercept


def start(moment: Moment) -> tuple[float, float]:
    """Return slope and intercept of record 0, in the data's units."""
    slope, intercept = moment.line(moment.parameters[0]).tolist()
    return slope, intercept
