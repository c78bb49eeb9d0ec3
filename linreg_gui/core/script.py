"""A run as a Python script of its own, to be read, changed and run anywhere with NumPy."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

from linreg_gui.core.code_lines import CodeLine, loop_lines
from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.step_phase import StepPhase

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset

__all__ = ["CodeLine", "loop_lines", "numpy_script"]

_LINE_WIDTH = 88
_LONGEST_NAME = 60
_INDENT = "    "

_COMMENTS = {
    StepPhase.PREDICT: "Predict: how high is the line at each x?",
    StepPhase.LOSS: "Loss: the mean of the squared residuals.",
    StepPhase.GRADIENT: "Gradient: how does the loss change with m, and with b?",
    StepPhase.UPDATE: "Update: a step downhill. The learning rate says how far.",
}

# The names of the data must stay below the first two lines: a comment there that happens to say
# "coding: …" sets the encoding of the script.
_HEAD = '''\
"""Fit the line y = m * x + b by gradient descent, with NumPy only."""

import numpy as np

'''

_SETTING_OUT = "# From the first line on, one step downhill an epoch.\n"

_TAIL = """
loss = np.mean((y - (m * x + b)) ** 2)
print("m =", m)
print("b =", b)
print("loss =", loss)

# For a line, least squares finds the best fit at once.
best_m, best_b = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y)[0]
print("best fit: m =", best_m, "b =", best_b)
"""


def numpy_script(
    dataset: Dataset,
    start: Sequence[float],
    phases: Sequence[tuple[int, float]],
    epochs: int,
) -> str:
    """Write a script that repeats a run with the textbook loop and prints where it ends.

    Parameters
    ----------
    dataset : Dataset
        With one feature. Its numbers are written so that they are read back exactly; its names
        appear in comments only, and cannot leave them.
    start : sequence of float, length 2
        The slope and the intercept of epoch 0.
    phases : sequence of (int, float)
        From which epoch on which learning rate acts; the first from epoch 0.
    epochs : int
        How many steps to take.

    Returns
    -------
    str
        Python for NumPy 2; printed are m, b and the loss after the last step, and the best fit.

    Raises
    ------
    ValueError
        If there are several features or no points, or the phases do not begin at epoch 0 and
        ascend from there.
    """
    if dataset.n_features != 1:
        raise ValueError("A script can be written for data of one feature only.")
    if dataset.n_samples == 0:
        raise DatasetError("There are no points: add at least one.")
    firsts = [first for first, _ in phases]
    if firsts[:1] != [0] or any(one >= other for one, other in pairwise(firsts)):
        raise ValueError("The learning rates must begin at epoch 0 and follow in order.")
    acting = {first: float(rate) for first, rate in phases if first == 0 or first < epochs}
    return f"{_HEAD}{_data(dataset)}\n{_loop(start, acting, epochs)}{_TAIL}"


def _data(dataset: Dataset) -> str:
    return (
        f"# The data: {_comment(dataset.name or 'points')}\n"
        f"# x is {_comment(dataset.feature_names[0])}, y is {_comment(dataset.target_name)}.\n"
        f"{_array('x', dataset.x)}{_array('y', dataset.y)}"
    )


def _array(name: str, values: NDArray[np.float64]) -> str:
    numbers = ", ".join(map(repr, values.tolist()))
    line = f"{name} = np.array([{numbers}])\n"
    if len(line) <= _LINE_WIDTH + 1:
        return line
    wrapped = textwrap.fill(
        numbers,
        _LINE_WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{name} = np.array([\n{wrapped}\n])\n"


def _loop(start: Sequence[float], rates: dict[int, float], epochs: int) -> str:
    if len(rates) == 1:
        return _SETTING_OUT + _commented(loop_lines(start, rates[0], epochs))
    lines = loop_lines(start, "learning_rate", epochs)
    changes = "".join(f"{_INDENT}{first}: {rate!r},\n" for first, rate in rates.items())
    return (
        "# From which epoch on which learning rate acts.\n"
        f"learning_rates = {{\n{changes}}}\n\n"
        f"{_SETTING_OUT}{_commented(lines[:2])}"
        f"{_INDENT}if epoch in learning_rates:\n"
        f"{_INDENT}{_INDENT}learning_rate = learning_rates[epoch]\n"
        f"{_commented(lines[2:])}"
    )


def _commented(lines: Sequence[CodeLine]) -> str:
    """Put the comment of each phase above its first line."""
    text, told = "", None
    for line in lines:
        if line.phase is not None and line.phase is not told:
            text += f"{_INDENT}# {_COMMENTS[line.phase]}\n"
        text, told = f"{text}{line.text}\n", line.phase
    return text


def _comment(name: str) -> str:
    """Return a name that cannot end the comment it stands in, nor hide what is there."""
    plain = "".join(sign if sign.isprintable() else " " for sign in name)
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"
