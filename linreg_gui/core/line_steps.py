"""The steps of every optimizer for a line, on plain floats.

A NumPy call takes a microsecond however small its arrays are, and a step needs some twenty; a
step on floats takes about half a microsecond in all. So the gradient is written out in every
loop: a function call would cost as much as the step. With x̄, ȳ the means of a batch, curvature
= 2·(variance of x + λ) and pull = 2·covariance,

    ∂b = 2·(x̄·slope + intercept − ȳ),  ∂m = curvature·slope − pull + x̄·∂b.

The definitions are those of ``core.optimizers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import sqrt
from types import MappingProxyType

from linreg_gui.core.descent_config import Optimizer
from linreg_gui.core.optimizers import (
    ADAGRAD_EPSILON,
    ADAM_EPSILON,
    ADAM_SMOOTHING,
    ADAM_SMOOTHING_OF_SQUARES,
    RMSPROP_EPSILON,
    RMSPROP_SMOOTHING,
)

LineState = tuple[float, float, float, float, float, float, int]
"""Slope and intercept; the first memory of each; the second memory of each; steps taken."""

LineSteps = Iterable[tuple[float, float, float, float, float]]
"""For each step: learning rate, x̄, ȳ, curvature and pull of its batch."""

Recorder = Callable[[float], None]
"""Takes the slope, then the intercept, after each step."""


def _descend(state: LineState, steps: LineSteps, record: Recorder, _: float) -> LineState:
    slope, intercept, *memory, n_steps = state
    for rate, x, y, curvature, pull in steps:
        by_intercept = 2.0 * (x * slope + intercept - y)
        slope -= rate * (curvature * slope - pull + x * by_intercept)
        intercept -= rate * by_intercept
        n_steps += 1
        record(slope)
        record(intercept)
    return slope, intercept, memory[0], memory[1], memory[2], memory[3], n_steps


def _roll(state: LineState, steps: LineSteps, record: Recorder, momentum: float) -> LineState:
    slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps = state
    for rate, x, y, curvature, pull in steps:
        by_intercept = 2.0 * (x * slope + intercept - y)
        v_slope = momentum * v_slope + (curvature * slope - pull + x * by_intercept)
        v_intercept = momentum * v_intercept + by_intercept
        slope -= rate * v_slope
        intercept -= rate * v_intercept
        n_steps += 1
        record(slope)
        record(intercept)
    return slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps


def _look_ahead(state: LineState, steps: LineSteps, record: Recorder, momentum: float) -> LineState:
    slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps = state
    for rate, x, y, curvature, pull in steps:
        by_intercept = 2.0 * (x * slope + intercept - y)
        by_slope = curvature * slope - pull + x * by_intercept
        v_slope = momentum * v_slope + by_slope
        v_intercept = momentum * v_intercept + by_intercept
        slope -= rate * (by_slope + momentum * v_slope)
        intercept -= rate * (by_intercept + momentum * v_intercept)
        n_steps += 1
        record(slope)
        record(intercept)
    return slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps


def _adagrad(state: LineState, steps: LineSteps, record: Recorder, _: float) -> LineState:
    slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps = state
    for rate, x, y, curvature, pull in steps:
        by_intercept = 2.0 * (x * slope + intercept - y)
        by_slope = curvature * slope - pull + x * by_intercept
        s_slope += by_slope * by_slope
        s_intercept += by_intercept * by_intercept
        slope -= rate * (by_slope / (sqrt(s_slope) + ADAGRAD_EPSILON))
        intercept -= rate * (by_intercept / (sqrt(s_intercept) + ADAGRAD_EPSILON))
        n_steps += 1
        record(slope)
        record(intercept)
    return slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps


def _rmsprop(state: LineState, steps: LineSteps, record: Recorder, _: float) -> LineState:
    slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps = state
    kept, fresh = RMSPROP_SMOOTHING, 1.0 - RMSPROP_SMOOTHING
    for rate, x, y, curvature, pull in steps:
        by_intercept = 2.0 * (x * slope + intercept - y)
        by_slope = curvature * slope - pull + x * by_intercept
        s_slope = kept * s_slope + fresh * by_slope * by_slope
        s_intercept = kept * s_intercept + fresh * by_intercept * by_intercept
        slope -= rate * (by_slope / (sqrt(s_slope) + RMSPROP_EPSILON))
        intercept -= rate * (by_intercept / (sqrt(s_intercept) + RMSPROP_EPSILON))
        n_steps += 1
        record(slope)
        record(intercept)
    return slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps


def _adam(state: LineState, steps: LineSteps, record: Recorder, _: float) -> LineState:
    slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps = state
    kept, fresh = ADAM_SMOOTHING, 1.0 - ADAM_SMOOTHING
    kept_squares, fresh_squares = ADAM_SMOOTHING_OF_SQUARES, 1.0 - ADAM_SMOOTHING_OF_SQUARES
    for rate, x, y, curvature, pull in steps:
        by_intercept = 2.0 * (x * slope + intercept - y)
        by_slope = curvature * slope - pull + x * by_intercept
        v_slope = kept * v_slope + fresh * by_slope
        v_intercept = kept * v_intercept + fresh * by_intercept
        s_slope = kept_squares * s_slope + fresh_squares * by_slope * by_slope
        s_intercept = kept_squares * s_intercept + fresh_squares * by_intercept * by_intercept
        n_steps += 1
        mean_share = 1.0 - kept**n_steps
        share = 1.0 - kept_squares**n_steps
        slope -= rate * (v_slope / mean_share / (sqrt(s_slope / share) + ADAM_EPSILON))
        intercept -= rate * (v_intercept / mean_share / (sqrt(s_intercept / share) + ADAM_EPSILON))
        record(slope)
        record(intercept)
    return slope, intercept, v_slope, v_intercept, s_slope, s_intercept, n_steps


LINE_LOOPS: Mapping[Optimizer, Callable[[LineState, LineSteps, Recorder, float], LineState]] = (
    MappingProxyType(
        {
            Optimizer.GRADIENT_DESCENT: _descend,
            Optimizer.MOMENTUM: _roll,
            Optimizer.NESTEROV: _look_ahead,
            Optimizer.ADAGRAD: _adagrad,
            Optimizer.RMSPROP: _rmsprop,
            Optimizer.ADAM: _adam,
        }
    )
)
"""For each optimizer: (state, steps, recorder, momentum) → the state after the last step."""
