"""A run as a Python script of its own, to be read, changed and run anywhere with NumPy."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from linreg_gui.core import columns_script
from linreg_gui.core.code_lines import (
    INDENT,
    RATE,
    CodeLine,
    StepPhase,
    array_line,
    epoch_lines,
    memory_lines,
    penalty_term,
    start_lines,
)
from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.descents import is_plain
from linreg_gui.core.held_loss import HeldLoss
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, Scaling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.quadratic_loss import QuadraticLoss

_LONGEST_NAME = 60

_LEAST_SQUARES = """
# For a line, least squares finds the best fit at once.
best_m, best_b = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y)[0]
"""
_RIDGE = """
# The best fit with the penalty, in closed form.
best_m = np.mean((x - np.mean(x)) * (y - np.mean(y))) / (np.var(x) + {l2})
best_b = np.mean(y) - best_m * np.mean(x)
"""
_BEST_SLOPE = """
# The best slope with the intercept held, in closed form.
best_m, best_b = np.mean(x * {y}) / {squares}, {held}
"""
_BEST_INTERCEPT = """
# The best intercept with the slope held: the mean of what the slope leaves.
best_m, best_b = {held}, np.mean(y - {held} * x)
"""
_PRINTED_BEST = 'print("best fit: m =", best_m, "b =", best_b)\n'


def one_line_names(dataset: Dataset) -> str:
    """Say in comments what the data are."""
    said = f"# The data: {_comment(dataset.name or 'points')}\n"
    target = _comment(dataset.target_name)
    if dataset.n_features == 1:
        return f"{said}# x is {_comment(dataset.feature_names[0])}, y is {target}.\n"
    names = enumerate(dataset.feature_names, 1)
    features = "".join(f"# x{k} is {_comment(name)}.\n" for k, name in names)
    return f"{said}{features}# y is {target}.\n"


def data_lines(dataset: Dataset) -> str:
    """Write x and y so that they are read back exactly; several features as x1, x2 and so on."""
    names = ["x"] if dataset.n_features == 1 else [f"x{k + 1}" for k in range(dataset.n_features)]
    arrays = map(array_line, names, dataset.features.T)
    return f"{''.join(arrays)}{array_line('y', dataset.y)}"


def scaling(objective: Objective) -> str:
    """Write how x is centred or standardised; empty where it is left as it is."""
    if not _is_scaled(objective):
        return ""
    if _is_centred(objective):
        return "\n# The descent sees x of mean 0.\nmean = np.mean(x)\nx = x - mean\n"
    if _keeps_zero(objective):
        return (
            "\n# The descent sees x divided by its standard deviation: b is that at x = 0.\n"
            "deviation = np.std(x)\nx = x / deviation\n"
        )
    return (
        "\n# The descent sees x of mean 0 and standard deviation 1.\n"
        "mean, deviation = np.mean(x), np.std(x)\n"
        "x = (x - mean) / deviation\n"
    )


def back_to_data_units(objective: Objective, config: DescentConfig) -> str:
    """Write what is printed of the last line."""
    return (
        f"\nloss = np.mean((y - (m * x + b)) ** 2){penalty_term(config)}\n"
        f"{_rescaled(objective, 'm', 'b')}"
        'print("m =", m)\nprint("b =", b)\nprint("loss =", loss)\n'
    )


def best_fit(objective: Objective, config: DescentConfig) -> str:
    """Write the minimum of what is minimised, without a descent."""
    loss, l2 = objective.loss, repr(float(config.l2))
    found = _RIDGE.format(l2=l2) if config.l2 else _LEAST_SQUARES
    if isinstance(loss, HeldLoss):
        held = repr(loss.held_at)
        squares = f"(np.mean(x**2) + {l2})" if config.l2 else "np.mean(x**2)"
        form = _BEST_SLOPE if config.held is Held.INTERCEPT else _BEST_INTERCEPT
        found = form.format(held=held, squares=squares, y=_without_held(loss))
    return found + _rescaled(objective, "best_m", "best_b") + _PRINTED_BEST


def scikit_learn_lines(objective: Objective, config: DescentConfig) -> str:
    """Say in comments what scikit-learn would do.

    Its Ridge penalises the sum of the squared residuals, so that alpha is n·λ. Its SGDRegressor
    halves the loss, so that eta0 is twice the rate.
    """
    if config.held is Held.SLOPE:
        return ""  # it holds no weight
    n_samples, loss = objective.dataset.n_samples, objective.loss
    holds = isinstance(loss, HeldLoss)
    no_intercept, y = ("fit_intercept=False", _without_held(loss)) if holds else ("", "y")
    without = "with_std=False" if _is_centred(objective) else "with_mean=False" if holds else ""
    scaler = f"StandardScaler({without}), "
    alpha = f"alpha={n_samples * config.l2!r}" if config.l2 else ""
    options = ", ".join(filter(None, (alpha, no_intercept)))
    model = f"{'Ridge' if config.l2 else 'LinearRegression'}({options})"
    said = f"make_pipeline({scaler}{model})" if _is_scaled(objective) else model
    x = "x[:, None]" if objective.is_line else "X"
    lines = [f"What scikit-learn would do: {said}.fit({x}, {y})"]
    if config.steps_per_epoch(n_samples) == n_samples > 1:
        penalty = f"alpha={config.l2!r}" if config.l2 else "penalty=None"
        options = ", ".join(filter(None, (penalty, no_intercept)))
        lines.append(
            f"or, a point a step: SGDRegressor({options}, "
            f'learning_rate="constant", eta0={2.0 * config.learning_rate!r})'
        )
    return "\n" + "".join(f"# {line}\n" for line in lines)


def _is_scaled(objective: Objective) -> bool:
    scaled = objective.standardisation
    if scaled is None or (scaled.unscaled_names and not scaled.is_left_out.any()):
        return False
    return not (scaled.keeps_zero and scaled.scaling is Scaling.CENTRE)


def _is_centred(objective: Objective) -> bool:
    scaled = objective.standardisation
    return scaled is not None and scaled.scaling is Scaling.CENTRE


def _keeps_zero(objective: Objective) -> bool:
    return objective.standardisation is not None and objective.standardisation.keeps_zero


def _without_held(loss: QuadraticLoss) -> str:
    """Write y less a held intercept."""
    held_at = loss.held_at if isinstance(loss, HeldLoss) else 0.0
    return f"(y - {held_at!r})" if held_at else "y"


def _rescaled(objective: Objective, slope: str, intercept: str) -> str:
    if not _is_scaled(objective):
        return ""
    if _is_centred(objective):
        return f"# Back to the units of the data.\n{intercept} = {intercept} - {slope} * mean\n"
    if _keeps_zero(objective):
        return f"# Back to the units of the data.\n{slope} = {slope} / deviation\n"
    return (
        "# Back to the units of the data.\n"
        f"{slope}, {intercept} = {slope} / deviation, {intercept} - {slope} * mean / deviation\n"
    )


def _comment(name: str) -> str:
    """Return a name that cannot end the comment it stands in, nor hide what is there."""
    printable = "".join(sign if sign.isprintable() else " " for sign in name)
    return printable if len(printable) <= _LONGEST_NAME else f"{printable[: _LONGEST_NAME - 1]}…"


COMMENTS = {
    StepPhase.PREDICT: "Predict: how high is the {model} at each {place}?",
    StepPhase.LOSS: "Loss: the mean of the squared residuals.",
    StepPhase.GRADIENT: "Gradient: how does the loss change with {weights}, and with b?",
    StepPhase.UPDATE: "Update: a step downhill. The learning rate says how far.",
}

# The names of the data must stay below the first two lines: a comment there that happens to say
# "coding: …" sets the encoding of the script.
_HEAD = '''\
"""Fit {what} by gradient descent, with NumPy only."""

import numpy as np

'''

_SETTING_OUT = "# From the first {model} on, one step downhill an epoch.\n"
_SETTING_OUT_IN_BATCHES = (
    "# From the first {model} on; each batch of points makes a step downhill.\n"
)
_WORDS = {"model": "line", "place": "x", "weights": "m"}
_WORDS_OF_CURVES = {"model": "curve", "place": "x", "weights": "each weight of w"}
_WORDS_OF_FEATURES = {"model": "model", "place": "row of X", "weights": "each weight of w"}


def numpy_script(
    dataset: Dataset,
    start: Sequence[float],
    segments: Sequence[tuple[int, DescentConfig]],
    epochs: int,
    centre: float = 0.0,
) -> str:
    """Write a script that repeats a run with the textbook loop and prints where it ends.

    Parameters
    ----------
    dataset : Dataset
        Its numbers are written so that they are read back exactly; its names appear in comments
        only, and cannot leave them.
    start : sequence of float, length n_weights + 1
        The weights and the intercept of epoch 0, in the data's units.
    segments : sequence of (int, DescentConfig)
        From which epoch on which settings act; the first from epoch 0. All have the same penalty,
        scaling, degree and features.
    epochs : int
        How many to take.
    centre : float
        Of a curve: the start is in powers of x − centre.

    Returns
    -------
    str
        Python for NumPy 2; printed are m and b in the data's units, or w and b of several
        features, or the coefficients of a curve, and the loss after the last step, and the best
        fit.

    Raises
    ------
    ValueError
        If there are no points, the segments do not begin at epoch 0 and ascend from there, or the
        intercept of several features is held.
    """
    if dataset.n_samples == 0:
        raise DatasetError("There are no points: add at least one.")
    firsts = [first for first, _ in segments]
    if firsts[:1] != [0] or any(one >= other for one, other in pairwise(firsts)):
        raise ValueError("The learning rates must begin at epoch 0 and follow in order.")
    acting = [(first, config) for first, config in segments if first == 0 or first < epochs]
    last = acting[-1][1]
    n_held_out, whole = dataset.n_held_out, dataset.training
    dataset = whole.of_columns(last.columns)
    objective = Objective.of(whole, last, start)
    if dataset.n_features > 1 and last.held is not Held.NOTHING:
        raise ValueError("A script holds a parameter of a line only.")
    loop = _loop(objective, objective.from_data_units(start, centre).tolist(), acting, epochs)
    left_out = f"# Without the points that are held out, {n_held_out}.\n" if n_held_out else ""
    data = f"{one_line_names(dataset)}{left_out}{data_lines(dataset)}"
    if not objective.is_line:
        what, end = _many_weights(dataset, objective, last)
        columns = columns_script.columns(objective)
        return f"{_HEAD.format(what=what)}{data}{columns}\n{loop}{end}"
    return (
        f"{_HEAD.format(what='the line y = m * x + b')}{data}{scaling(objective)}\n{loop}"
        f"{back_to_data_units(objective, last)}{best_fit(objective, last)}"
        f"{scikit_learn_lines(objective, last)}"
    )


def _many_weights(dataset: Dataset, objective: Objective, config: DescentConfig) -> tuple[str, str]:
    """Return what is fitted, and how the script ends."""
    if config.degree > 1:
        end = columns_script.ends_of_curve(dataset, objective, config)
        return f"a curve of degree {config.degree}", end
    end = columns_script.ends_of_features(objective, config)
    return "y = X @ w + b", f"{end}{scikit_learn_lines(objective, config)}"


def _loop(
    objective: Objective,
    start: Sequence[float],
    acting: Sequence[tuple[int, DescentConfig]],
    epochs: int,
) -> str:
    n_samples, n_weights = shape = objective.dataset.features.shape
    configs = [config for _, config in acting]
    has_batches = any(config.has_batches(n_samples) for config in configs)
    setting_out = _SETTING_OUT_IN_BATCHES if has_batches else _SETTING_OUT
    if len(acting) > 1 and _differ_in_rate_only(configs, n_samples):
        return _loop_of_rates(objective, start, acting, epochs)
    text, optimizer, words = "", configs[0].optimizer, _words(objective)
    for place, (first, config) in enumerate(acting):
        end = acting[place + 1][0] if place + 1 < len(acting) else epochs
        if place == 0:
            text += setting_out.format(**words) + written(start_lines(start, config))
        else:
            text += "\n# From here on with other settings.\n"
            is_other = config.optimizer is not optimizer
            text += written(memory_lines(config, n_weights)) if is_other else ""
        optimizer = config.optimizer
        text += commented(epoch_lines(config, shape, range(first, end)), words)
    return text


def _differ_in_rate_only(configs: Sequence[DescentConfig], n_samples: int) -> bool:
    kinds = {replace(config, learning_rate=1.0, max_epochs=1) for config in configs}
    return len(kinds) == 1 and is_plain(configs[0], n_samples)


def _loop_of_rates(
    objective: Objective,
    start: Sequence[float],
    acting: Sequence[tuple[int, DescentConfig]],
    epochs: int,
) -> str:
    lines = epoch_lines(acting[0][1], objective.dataset.features.shape, range(epochs), RATE)
    changes = "".join(f"{INDENT}{first}: {config.learning_rate!r},\n" for first, config in acting)
    first_line, words = written(start_lines(start, acting[0][1])), _words(objective)
    return (
        "# From which epoch on which learning rate acts.\n"
        f"learning_rates = {{\n{changes}}}\n\n"
        f"{_SETTING_OUT.format(**words)}{first_line}{written(lines[:1])}"
        f"{INDENT}if epoch in learning_rates:\n"
        f"{INDENT}{INDENT}{RATE} = learning_rates[epoch]\n"
        f"{commented(lines[1:], words)}"
    )


def _words(objective: Objective) -> dict[str, str]:
    if objective.degree > 1:
        return _WORDS_OF_CURVES
    return _WORDS if objective.is_line else _WORDS_OF_FEATURES


def written(lines: Sequence[CodeLine]) -> str:
    """Join lines as they are."""
    return "".join(f"{line.text}\n" for line in lines)


def commented(lines: Sequence[CodeLine], words: Mapping[str, str]) -> str:
    """Put the comment of each phase above its first line."""
    text, commented_phase = "", None
    for line in lines:
        if line.phase is not None and line.phase is not commented_phase:
            indent = line.text[: len(line.text) - len(line.text.lstrip())]
            text += f"{indent}# {COMMENTS[line.phase].format(**words)}\n"
        text, commented_phase = f"{text}{line.text}\n", line.phase
    return text
