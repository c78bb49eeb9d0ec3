"""The course of a run in one word: it arrives, swings, blows up, crawls, or jitters."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.stability import arrival_epoch, fraction_left

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

FEWEST_TURNS = 3
"""Changes of direction from which on a run swings."""
SHORTEST_STEP = 0.01
"""A step this small a part of the longest one does not count as a swing."""


class Course(Enum):
    """The courses that a run can take, in the words of the window."""

    ARRIVES = "arrives"
    SWINGS = "swings and arrives"
    JITTERS = "comes near and jitters"
    """With batches only: records within 1 %, but not the last ones."""
    BLOWS_UP = "blows up"
    CRAWLS = "crawls"


def courses(*, has_batches: bool) -> tuple[Course, Course, Course, Course]:
    """Return the four that can be told apart, in the order of the window."""
    second = Course.JITTERS if has_batches else Course.SWINGS
    return Course.ARRIVES, second, Course.BLOWS_UP, Course.CRAWLS


def course_of(
    parameters: NDArray[np.float64],
    loss: QuadraticLoss,
    *,
    has_diverged: bool,
    has_batches: bool,
) -> Course | None:
    """Return the course of a run that has ended.

    It blows up if it was stopped as diverged, or ends above its start. It has arrived at k if from
    record k on, to the last, at most 1 % of the excess loss of record 0 is left. Of a run that has
    arrived, the steps up to k are looked at along the axis of the largest curvature: those shorter
    than 1 % of the longest left out, it swings if they change direction at least three times.
    With batches the swings are not looked at.

    Parameters
    ----------
    parameters : ndarray, shape (n_records, n_features + 1)
        On the loss surface.
    loss : QuadraticLoss
        What is minimised.
    has_diverged : bool
        Whether it was stopped as diverged.
    has_batches : bool
        Whether a step takes fewer than all points.

    Returns
    -------
    Course or None
        None where the start is at the minimum, up to rounding: nothing moves.
    """
    excess = loss.excess_values(parameters)
    if starts_at_minimum(float(excess[0]), loss):
        return None
    if has_diverged or not excess[-1] <= excess[0]:
        return Course.BLOWS_UP
    is_near = _is_near(excess, loss)
    arrival = arrival_epoch(is_near)
    if not math.isfinite(arrival):
        return Course.JITTERS if has_batches and is_near.any() else Course.CRAWLS
    if has_batches:
        return Course.ARRIVES
    has_swings = _turns(parameters[: int(arrival) + 1], loss) >= FEWEST_TURNS
    return Course.SWINGS if has_swings else Course.ARRIVES


def starts_at_minimum(excess: float, loss: QuadraticLoss) -> bool:
    """Return whether an excess loss at the start is so small that 1 % of it is rounding."""
    return fraction_left(loss, excess) * excess <= loss.rounding_excess


def arrival_of_records(parameters: NDArray[np.float64], loss: QuadraticLoss) -> int | None:
    """Return the first record from which on, to the last, at most 1 % of the excess loss is left.

    Parameters
    ----------
    parameters : ndarray, shape (n_records, n_features + 1)
    loss : QuadraticLoss

    Returns
    -------
    int or None
        None where it has not arrived.
    """
    arrival = arrival_epoch(_is_near(loss.excess_values(parameters), loss))
    return int(arrival) if math.isfinite(arrival) else None


def _is_near(excess: NDArray[np.float64], loss: QuadraticLoss) -> NDArray[np.bool_]:
    """Return which records have at most 1 % of the excess loss of the first left, or rounding."""
    at_start = float(excess[0])
    return excess <= max(fraction_left(loss, at_start) * at_start, loss.rounding_excess)


def _turns(parameters: NDArray[np.float64], loss: QuadraticLoss) -> int:
    """Count the changes of direction along the axis of the largest curvature."""
    steps = np.diff(parameters, axis=0) @ loss.eigenvectors[:, -1]
    lengths = np.abs(steps)
    signs = np.sign(steps[lengths >= SHORTEST_STEP * lengths.max(initial=0.0)])
    return int(np.count_nonzero(signs[1:] * signs[:-1] < 0.0))
