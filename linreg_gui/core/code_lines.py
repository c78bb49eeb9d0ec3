"""The textbook loop of gradient descent in NumPy, line by line, for every way to descend.

The definitions are those of ``core.optimizers``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from linreg_gui.core.descent_config import Decay, DescentConfig, Optimizer
from linreg_gui.core.optimizers import (
    ADAGRAD_EPSILON,
    ADAM_EPSILON,
    ADAM_SMOOTHING,
    ADAM_SMOOTHING_OF_SQUARES,
    RMSPROP_EPSILON,
    RMSPROP_SMOOTHING,
)
from linreg_gui.core.step_phase import StepPhase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

INDENT = "    "
RATE = "learning_rate"
"""The variable that holds a rate that is not the same in every step."""


@dataclass(frozen=True)
class CodeLine:
    """A line of Python.

    Attributes
    ----------
    text : str
    phase : StepPhase or None
        The phase of a step it belongs to; None for what only sets up.
    sets : tuple of str
        The variables it gives a value.
    """

    text: str
    phase: StepPhase | None
    sets: tuple[str, ...] = ()


def start_lines(start: Sequence[float], optimizer: Optimizer) -> list[CodeLine]:
    """Write where a descent starts: slope and intercept, and an optimizer's empty memory."""
    slope, intercept = (repr(float(value)) for value in start)
    return [CodeLine(f"m, b = {slope}, {intercept}", None, ("m", "b")), *memory_lines(optimizer)]


def memory_lines(optimizer: Optimizer) -> list[CodeLine]:
    """Write the memory before the first step; nothing for an optimizer that has none."""
    names = {
        Optimizer.MOMENTUM: "v",
        Optimizer.NESTEROV: "v",
        Optimizer.ADAGRAD: "s",
        Optimizer.RMSPROP: "s",
        Optimizer.ADAM: "vs",
    }
    lines = [
        CodeLine(f"{name}_m, {name}_b = 0.0, 0.0", None, (f"{name}_m", f"{name}_b"))
        for name in names.get(optimizer, "")
    ]
    return [*lines, CodeLine("t = 0", None, ("t",))] if optimizer is Optimizer.ADAM else lines


def epoch_lines(
    config: DescentConfig, n_samples: int, epochs: range, rate: str = ""
) -> list[CodeLine]:
    """Write the loop over some epochs with the settings of a descent.

    Parameters
    ----------
    config : DescentConfig
    n_samples : int
    epochs : range
    rate : str
        The variable that holds the rate; empty where the settings have it.

    Returns
    -------
    list of CodeLine
        They use x, y, m, b and the memory of the optimizer.
    """
    bounds = f"{epochs.start}, {epochs.stop}" if epochs.start else f"{epochs.stop}"
    lines = [CodeLine(f"for epoch in range({bounds}):", None, ("epoch",))]
    if not rate and config.decay is not Decay.NONE:
        lines.append(CodeLine(INDENT + _decay(config), None, (RATE,)))
        rate = RATE
    depth, ends = 1, ""
    if config.steps_per_epoch(n_samples) > 1:
        lines += _batch_lines(config)
        depth, ends = 2, "[points]"
    step = step_lines(config, rate or repr(float(config.learning_rate)), ends)
    return [*lines, *(replace(line, text=INDENT * depth + line.text) for line in step)]


def step_lines(config: DescentConfig, rate: str, ends: str) -> Iterator[CodeLine]:
    """Write one step, not indented; ``ends`` takes the points of a batch from x and y."""
    penalty = repr(float(config.l2))
    loss = f" + {penalty} * m**2" if config.l2 else ""
    pull = f" + 2 * {penalty} * m" if config.l2 else ""
    by_slope = f"gradient_m = -2 * np.mean(x{ends} * residual){pull}"
    yield CodeLine(f"prediction = m * x{ends} + b", StepPhase.PREDICT, ("prediction",))
    yield CodeLine(f"residual = y{ends} - prediction", StepPhase.LOSS, ("residual",))
    yield CodeLine(f"loss = np.mean(residual**2){loss}", StepPhase.LOSS, ("loss",))
    yield CodeLine(by_slope, StepPhase.GRADIENT, ("gradient_m",))
    by_intercept = "gradient_b = -2 * np.mean(residual)"
    yield CodeLine(by_intercept, StepPhase.GRADIENT, ("gradient_b",))
    if config.optimizer is Optimizer.GRADIENT_DESCENT:
        yield _update(f"m, b = m - {rate} * gradient_m, b - {rate} * gradient_b", "m", "b")
    else:
        yield from _update_with_memory(config, rate)


def _update(text: str, *sets: str) -> CodeLine:
    return CodeLine(text, StepPhase.UPDATE, sets)


def _update_with_memory(config: DescentConfig, rate: str) -> Iterator[CodeLine]:
    rules, direction = _memory_rules(config)
    if config.optimizer is Optimizer.ADAM:
        yield _update("t = t + 1", "t")
    for name, rule in rules:
        for key in "mb":
            yield _update(f"{name}_{key} = {rule.format(k=key)}", f"{name}_{key}")
    if config.optimizer is Optimizer.ADAM:
        shares = f"1 - {ADAM_SMOOTHING}**t, 1 - {ADAM_SMOOTHING_OF_SQUARES}**t"
        yield _update(f"v_share, s_share = {shares}", "v_share", "s_share")
    for key in "mb":
        yield _update(f"{key} = {key} - {rate} * {direction.format(k=key)}", key)


def _memory_rules(config: DescentConfig) -> tuple[list[tuple[str, str]], str]:
    """Return name and rule of each memory, and the direction of the step."""
    beta = repr(float(config.momentum))
    velocity = ("v", f"{beta} * v_{{k}} + gradient_{{k}}")
    if config.optimizer is Optimizer.MOMENTUM:
        return [velocity], "v_{k}"
    if config.optimizer is Optimizer.NESTEROV:
        return [velocity], f"(gradient_{{k}} + {beta} * v_{{k}})"
    if config.optimizer is Optimizer.ADAGRAD:
        direction = f"gradient_{{k}} / (s_{{k}}**0.5 + {ADAGRAD_EPSILON})"
        return [("s", "s_{k} + gradient_{k}**2")], direction
    if config.optimizer is Optimizer.RMSPROP:
        direction = f"gradient_{{k}} / (s_{{k}}**0.5 + {RMSPROP_EPSILON})"
        return [("s", _smoothed("s", RMSPROP_SMOOTHING, "**2"))], direction
    mean = ("v", _smoothed("v", ADAM_SMOOTHING, ""))
    squares = ("s", _smoothed("s", ADAM_SMOOTHING_OF_SQUARES, "**2"))
    return [mean, squares], f"v_{{k}} / v_share / ((s_{{k}} / s_share)**0.5 + {ADAM_EPSILON})"


def _smoothed(name: str, kept: float, power: str) -> str:
    return f"{kept} * {name}_{{k}} + {1.0 - kept:.3g} * gradient_{{k}}{power}"


def _decay(config: DescentConfig) -> str:
    rate, epochs = repr(float(config.learning_rate)), config.decay_epochs
    if config.decay is Decay.INVERSE_TIME:
        return f"{RATE} = {rate} / (1 + epoch / {epochs})"
    return f"{RATE} = {rate} * {float(config.decay_factor)!r} ** (epoch // {epochs})"


def _batch_lines(config: DescentConfig) -> list[CodeLine]:
    size = config.batch_size
    return [
        CodeLine(f"{INDENT}rng = np.random.default_rng(({config.seed}, epoch))", None),
        CodeLine(f"{INDENT}order = rng.permutation(len(x))", None),
        CodeLine(f"{INDENT}for first in range(0, len(x), {size}):", None, ("first",)),
        CodeLine(f"{INDENT * 2}points = order[first : first + {size}]", None, ("points",)),
    ]
