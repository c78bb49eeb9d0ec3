"""What the variables of the loop hold, beside its lines."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from linreg_gui.core.code_lines import CodeLine, StepPhase
from linreg_gui.core.optimizers import (
    ADAM_SMOOTHING,
    ADAM_SMOOTHING_OF_SQUARES,
    StepSettings,
    optimizer_step,
)
from linreg_gui.core.step import OneStep
from linreg_gui.session.wording import number

DIGITS = 6
LIST_DIGITS = 3
MOST_LISTED = 2
PHASES = tuple(StepPhase)
BEFORE = ("m", "b", "v_m", "v_b", "s_m", "s_b", "t")
"""What a step changes: in the lines that only set up they have the values before it."""


def line_values(
    lines: Sequence[CodeLine], step: OneStep, phase: StepPhase | None
) -> tuple[tuple[str, ...], ...]:
    """Return what stands beside each line of the loop.

    Parameters
    ----------
    lines : sequence of CodeLine
    step : OneStep
        Of one feature.
    phase : StepPhase or None
        How far the step has come: what comes later has no value yet. None shows all values.

    Returns
    -------
    tuple of tuple of str
        A text for each variable that a line sets.
    """
    reached = len(PHASES) if phase is None else 1 + PHASES.index(phase)
    before, after = _values_before(step), _values_after(step)
    texts = []
    for line in lines:
        if line.phase is None:
            texts.append(tuple(before[name] for name in line.sets if name in before))
        elif PHASES.index(line.phase) < reached:
            texts.append(tuple(after[name] for name in line.sets if name in after))
        else:
            texts.append(())
    return tuple(texts)


def _values_before(step: OneStep) -> dict[str, str]:
    (slope, intercept), memory = step.parameters.tolist(), step.memory
    numbers = (slope, intercept, *memory.first.tolist(), *memory.second.tolist(), memory.n_steps)
    size = step.config.batch_size or 0
    return {
        **{name: _text(value) for name, value in zip(BEFORE, numbers, strict=True)},
        "epoch": f"epoch {step.epoch}",
        "learning_rate": _text(step.learning_rate),
        "first": _text(step.index * size),
        "points": ", ".join(map(str, step.points[:MOST_LISTED]))
        + (", …" if len(step.points) > MOST_LISTED else ""),
    }


def _values_after(step: OneStep) -> dict[str, str]:
    slope, intercept = step.parameters.tolist()
    x, y = step.dataset.x[: MOST_LISTED + 1], step.dataset.y[: MOST_LISTED + 1]
    with np.errstate(all="ignore"):
        prediction = slope * x + intercept
        residual = y - prediction
        settings = StepSettings(step.learning_rate, step.config.momentum)
        _, memory = optimizer_step(
            step.config.optimizer, settings, step.parameters, step.gradient, step.memory
        )
    made = {
        "prediction": _list_text(prediction),
        "residual": _list_text(residual),
        "loss": _text(step.value),
        **_pair("gradient", step.gradient),
        **_pair("v", memory.first),
        **_pair("s", memory.second),
        "t": str(memory.n_steps),
        "v_share": _text(1.0 - ADAM_SMOOTHING**memory.n_steps),
        "s_share": _text(1.0 - ADAM_SMOOTHING_OF_SQUARES**memory.n_steps),
    }
    if step.next_parameters is not None:
        made["m"], made["b"] = (_text(value) for value in step.next_parameters.tolist())
    return made


def _pair(name: str, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, str]:
    return {f"{name}_m": _text(float(values[0])), f"{name}_b": _text(float(values[1]))}


def _text(value: float) -> str:
    return number(value, DIGITS) if isfinite(value) else "–"


def _list_text(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    shown = [
        number(value, LIST_DIGITS) if isfinite(value) else "–"
        for value in values[:MOST_LISTED].tolist()
    ]
    return ", ".join([*shown, "…"] if len(values) > MOST_LISTED else shown)
