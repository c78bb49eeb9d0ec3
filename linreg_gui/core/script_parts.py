"""The parts of a script around its loop: the data, their scaling, and what comes of the run."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig

_LINE_WIDTH = 88
_LONGEST_NAME = 60
_INDENT = "    "

_LEAST_SQUARES = """
# For a line, least squares finds the best fit at once.
best_m, best_b = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y)[0]
"""
_RIDGE = """
# The best fit with the penalty, in closed form.
best_m = np.mean((x - np.mean(x)) * (y - np.mean(y))) / (np.var(x) + {l2})
best_b = np.mean(y) - best_m * np.mean(x)
"""
_PRINTED_BEST = 'print("best fit: m =", best_m, "b =", best_b)\n'


def one_line_names(dataset: Dataset) -> str:
    """Say in comments what the data are."""
    return (
        f"# The data: {_comment(dataset.name or 'points')}\n"
        f"# x is {_comment(dataset.feature_names[0])}, y is {_comment(dataset.target_name)}.\n"
    )


def data_lines(dataset: Dataset) -> str:
    """Write x and y so that they are read back exactly."""
    return f"{_array('x', dataset.x)}{_array('y', dataset.y)}"


def scaling(objective: Objective) -> str:
    """Write how x is standardised; empty where it is left as it is."""
    if not _is_scaled(objective):
        return ""
    return (
        "\n# The descent sees x of mean 0 and standard deviation 1.\n"
        "mean, deviation = np.mean(x), np.std(x)\n"
        "x = (x - mean) / deviation\n"
    )


def back_to_data_units(objective: Objective, config: DescentConfig) -> str:
    """Write what is printed of the last line."""
    penalty = f" + {config.l2!r} * m**2" if config.l2 else ""
    return (
        f"\nloss = np.mean((y - (m * x + b)) ** 2){penalty}\n"
        f"{_rescaled(objective, 'm', 'b')}"
        'print("m =", m)\nprint("b =", b)\nprint("loss =", loss)\n'
    )


def best_fit(objective: Objective, config: DescentConfig) -> str:
    """Write the minimum of what is minimised, without a descent."""
    found = _RIDGE.format(l2=repr(float(config.l2))) if config.l2 else _LEAST_SQUARES
    return found + _rescaled(objective, "best_m", "best_b") + _PRINTED_BEST


def scikit_learn_lines(objective: Objective, config: DescentConfig) -> str:
    """Say in comments what scikit-learn would do.

    Its Ridge penalises the sum of the squared residuals, so that alpha is n·λ. Its SGDRegressor
    halves the loss, so that eta0 is twice the rate.
    """
    n_samples = objective.dataset.n_samples
    scaler = "StandardScaler(), " if _is_scaled(objective) else ""
    model = f"Ridge(alpha={n_samples * config.l2!r})" if config.l2 else "LinearRegression()"
    said = f"make_pipeline({scaler}{model})" if scaler else model
    lines = [f"What scikit-learn would do: {said}.fit(x[:, None], y)"]
    if config.steps_per_epoch(n_samples) == n_samples > 1:
        penalty = f"alpha={config.l2!r}" if config.l2 else "penalty=None"
        lines.append(
            f"or, a point a step: SGDRegressor({penalty}, "
            f'learning_rate="constant", eta0={2.0 * config.learning_rate!r})'
        )
    return "\n" + "".join(f"# {line}\n" for line in lines)


def _is_scaled(objective: Objective) -> bool:
    scaled = objective.standardisation
    return scaled is not None and not scaled.unscaled_names


def _rescaled(objective: Objective, slope: str, intercept: str) -> str:
    if not _is_scaled(objective):
        return ""
    return (
        "# Back to the units of the data.\n"
        f"{slope}, {intercept} = {slope} / deviation, {intercept} - {slope} * mean / deviation\n"
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


def _comment(name: str) -> str:
    """Return a name that cannot end the comment it stands in, nor hide what is there."""
    plain = "".join(sign if sign.isprintable() else " " for sign in name)
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}…"
