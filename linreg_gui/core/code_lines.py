"""The textbook loop of gradient descent in NumPy, line by line, for every way to descend.

The definitions are those of ``core.optimizers``.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from linreg_gui.core.optimizers import RULES, renamed
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray


class StepPhase(Enum):
    """One phase of a step of gradient descent, as the textbook loop spells it out.

    The members stand in the order in which a step goes through them.
    """

    PREDICT = "predict"
    LOSS = "loss"
    GRADIENT = "gradient"
    UPDATE = "update"


MOVING = {Held.NOTHING: "mb", Held.SLOPE: "b", Held.INTERCEPT: "m"}
"""The variables of the parameters of a line that a step moves."""
MOVING_OF_MANY = "wb"
"""The variables of several weights: w is an array, with a number for each column of X."""
HOLDING = {Held.NOTHING: "", Held.SLOPE: "  # m is held", Held.INTERCEPT: "  # b is held"}
INDENT = "    "
LINE_WIDTH = 88
RATE = "learning_rate"
"""The variable that holds a rate that is not the same in every step."""


@dataclass(frozen=True)
class CodeLine:
    """A line of the loop, as Python.

    Attributes
    ----------
    text : str
    phase : StepPhase or None
        The phase of a step it belongs to; None for what only sets up.
    sets : tuple of str
        The variables that the line assigns.
    """

    text: str
    phase: StepPhase | None
    sets: tuple[str, ...] = ()


def moving(config: DescentConfig, n_weights: int) -> str:
    """Return the variables of the parameters that a step moves, a letter each."""
    return MOVING_OF_MANY if n_weights > 1 else MOVING[config.held]


def start_lines(start: Sequence[float], config: DescentConfig) -> list[CodeLine]:
    """Write where a descent starts: its parameters, and an optimizer's empty memory."""
    *weights, intercept = (repr(float(value)) for value in start)
    text, names = f"m, b = {weights[0]}, {intercept}{HOLDING[config.held]}", ("m", "b")
    if len(weights) > 1:
        text, names = f"w, b = np.array([{', '.join(weights)}]), {intercept}", ("w", "b")
    return [CodeLine(text, None, names), *memory_lines(config, len(weights))]


def memory_lines(config: DescentConfig, n_weights: int) -> list[CodeLine]:
    """Write the memory before the first step; nothing for an optimizer that has none."""
    rule, keys = RULES[config.optimizer], moving(config, n_weights)
    lines = []
    for name, _ in rule.memory:
        names = tuple(f"{name}_{key}" for key in keys)
        zeros = ", ".join("np.zeros_like(w)" if key == "w" else "0.0" for key in keys)
        lines.append(CodeLine(f"{', '.join(names)} = {zeros}", None, names))
    return [*lines, CodeLine("t = 0", None, ("t",))] if rule.shares else lines


def epoch_lines(
    config: DescentConfig, shape: tuple[int, int], epochs: range, rate: str = ""
) -> list[CodeLine]:
    """Write the loop over some epochs with the settings of a descent.

    Parameters
    ----------
    config : DescentConfig
    shape : (int, int)
        How many points there are, and how many weights.
    epochs : range
    rate : str
        The variable that holds the rate; empty where the settings have it.

    Returns
    -------
    list of CodeLine
        They use x, y, m, b and the memory of the optimizer; of several weights X and w for x and
        m.
    """
    bounds = f"{epochs.start}, {epochs.stop}" if epochs.start else f"{epochs.stop}"
    lines = [CodeLine(f"for epoch in range({bounds}):", None, ("epoch",))]
    if not rate and config.decay is not Decay.NONE:
        lines.append(CodeLine(INDENT + _decay(config), None, (RATE,)))
        rate = RATE
    depth, ends = 1, ""
    n_samples, n_weights = shape
    if config.has_batches(n_samples):
        lines += _batch_lines(config, "x" if n_weights == config.degree else "X")
        depth, ends = 2, "[points]"
    step = step_lines(config, n_weights, rate or repr(float(config.learning_rate)), ends)
    return [*lines, *(replace(line, text=INDENT * depth + line.text) for line in step)]


def step_lines(config: DescentConfig, n_weights: int, rate: str, ends: str) -> Iterator[CodeLine]:
    """Write one step, not indented; ``ends`` takes the points of a batch from x and y."""
    has_many = n_weights > 1
    pull = f" + 2 * {float(config.l2)!r} * {'w' if has_many else 'm'}" if config.l2 else ""
    gradients = {
        "m": f"gradient_m = -2 * np.mean(x{ends} * residual){pull}",
        "w": f"gradient_w = -2 * residual @ X{ends} / len(residual){pull}",
        "b": "gradient_b = -2 * np.mean(residual)",
    }
    predicted = f"X{ends} @ w + b" if has_many else f"m * x{ends} + b"
    yield CodeLine(f"prediction = {predicted}", StepPhase.PREDICT, ("prediction",))
    yield CodeLine(f"residual = y{ends} - prediction", StepPhase.LOSS, ("residual",))
    mean = f"np.mean(residual**2){penalty_term(config, n_weights)}"
    yield CodeLine(f"loss = {mean}", StepPhase.LOSS, ("loss",))
    keys = moving(config, n_weights)
    for key in keys:
        yield CodeLine(gradients[key], StepPhase.GRADIENT, (f"gradient_{key}",))
    if config.optimizer is Optimizer.GRADIENT_DESCENT:
        news = ", ".join(f"{key} - {rate} * gradient_{key}" for key in keys)
        yield _update(f"{', '.join(keys)} = {news}", *keys)
    else:
        yield from _update_with_memory(config, keys, rate)


def penalty_term(config: DescentConfig, n_weights: int = 1) -> str:
    """Write what the penalty adds to the loss; empty where there is none."""
    if not config.l2:
        return ""
    squares = "np.sum(w**2)" if n_weights > 1 else "m**2"
    return f" + {float(config.l2)!r} * {squares}"


def _update(text: str, *sets: str) -> CodeLine:
    return CodeLine(text, StepPhase.UPDATE, sets)


def _update_with_memory(config: DescentConfig, keys: str, rate: str) -> Iterator[CodeLine]:
    rule = RULES[config.optimizer]
    if rule.shares:
        yield _update("t = t + 1", "t")
    for name, text in rule.memory:
        for key in keys:
            yield _update(f"{name}_{key} = {_shown(text, key, config)}", f"{name}_{key}")
    if rule.shares:
        names, texts = zip(*rule.shares, strict=True)
        yield _update(f"{', '.join(names)} = {', '.join(texts)}", *names)
    for key in keys:
        yield _update(f"{key} = {key} - {rate} * {_shown(rule.direction, key, config)}", key)


def _shown(expression: str, key: str, config: DescentConfig) -> str:
    """Write an expression of a rule for m or b, with numbers for its constants."""
    names = {"g": f"gradient_{key}", "v": f"v_{key}", "s": f"s_{key}"}
    text = renamed(expression, {**names, "beta": repr(float(config.momentum))})
    return re.sub(r"\(1 - ([0-9.]+)\)", lambda match: f"{1 - float(match[1]):.3g}", text)


def _decay(config: DescentConfig) -> str:
    rate, epochs = repr(float(config.learning_rate)), config.decay_epochs
    if config.decay is Decay.INVERSE_TIME:
        return f"{RATE} = {rate} / (1 + epoch / {epochs})"
    return f"{RATE} = {rate} * {float(config.decay_factor)!r} ** (epoch // {epochs})"


def _batch_lines(config: DescentConfig, points: str) -> list[CodeLine]:
    size = config.batch_size
    return [
        CodeLine(f"{INDENT}rng = np.random.default_rng(({config.seed}, epoch))", None),
        CodeLine(f"{INDENT}order = rng.permutation(len({points}))", None),
        CodeLine(f"{INDENT}for first in range(0, len({points}), {size}):", None, ("first",)),
        CodeLine(f"{INDENT * 2}points = order[first : first + {size}]", None, ("points",)),
    ]


def array_line(name: str, values: NDArray[np.float64]) -> str:
    """Write an array so that its numbers are read back exactly, on several lines if it is long."""
    numbers = ", ".join(map(repr, values.tolist()))
    line = f"{name} = np.array([{numbers}])\n"
    if len(line) <= LINE_WIDTH + 1:
        return line
    wrapped = textwrap.fill(
        numbers,
        LINE_WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{name} = np.array([\n{wrapped}\n])\n"
