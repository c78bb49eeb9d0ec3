"""The parts of a script that differ where X has a column for each of several weights.

The columns are powers of x, of a curve, or several features.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.code_lines import array_line, penalty_term
from linreg_gui.core.curve_formula import CurveFormula
from linreg_gui.core.settings import Scaling

if TYPE_CHECKING:
    from linreg_gui.core.dataset import Dataset
    from linreg_gui.core.objective import Objective
    from linreg_gui.core.settings import DescentConfig

_LEAST_SQUARES = """
# Least squares finds the best fit at once.
*best_w, best_b = np.linalg.lstsq(np.column_stack([X, np.ones_like({ones})]), y)[0]
"""
_RIDGE = """
# The best fit with the penalty, in closed form.
away = X - X.mean(axis=0)
squares = away.T @ away / len(y) + {l2} * np.eye(X.shape[1])
best_w = np.linalg.solve(squares, away.T @ (y - y.mean()) / len(y))
best_b = y.mean() - X.mean(axis=0) @ best_w
"""


def columns(objective: Objective) -> str:
    """Write how the columns are made, as the descent sees them."""
    return _columns_of_features(objective) if objective.degree == 1 else _powers(objective)


def _columns_of_features(objective: Objective) -> str:
    """Write how several features, x1, x2 and so on, are put side by side and scaled."""
    scaled, n_columns = objective.standardisation, objective.dataset.n_features
    names = ", ".join(f"x{k}" for k in range(1, n_columns + 1))
    text = f"\n# Each feature is a column of X.\nX = np.column_stack([{names}])\n"
    if scaled is None:
        return text
    left_out = np.flatnonzero(scaled.is_left_out).tolist()
    text += "\n# The descent sees columns of mean 0"
    if scaled.scaling is Scaling.CENTRE:
        text += ".\nmeans = X.mean(axis=0)\nX = X - means\n"
    else:
        text += " and standard deviation 1.\nmeans, deviations = X.mean(axis=0), X.std(axis=0)\n"
        text += f"deviations[{left_out}] = 1.0\n" if left_out else ""
        text += "X = (X - means) / deviations\n"
    return text + _without_spread(left_out)


def _without_spread(left_out: list[int]) -> str:
    return "".join(
        f"X[:, {column}] = 0.0  # without a spread it explains nothing\n" for column in left_out
    )


def _powers(objective: Objective) -> str:
    """Write how the columns of a curve are made of x: scale, take powers, scale again."""
    powers, scaled = objective.powers, objective.standardisation
    assert powers is not None
    text = f"X = np.column_stack([z**k for k in range(1, {powers.degree + 1})])\n"
    if scaled is None:
        return f"\n# The columns of X are the powers of x.\nz = x\n{text}"
    # Constants of the data, as the program has them: a spread that is rounding counts as none.
    made = "\n# The descent sees powers of z; z and they are scaled.\n"
    made += f"mean, deviation = {powers.mean!r}, {powers.deviation!r}\n"
    made += f"z = {'np.zeros_like(x)' if powers.is_level else '(x - mean) / deviation'}\n{text}"
    made += array_line("means", scaled.means) + array_line("deviations", scaled.deviations)
    made += "X = (X - means) / deviations\n"
    return made + _without_spread(np.flatnonzero(scaled.is_left_out).tolist())


def ends_of_features(objective: Objective, config: DescentConfig) -> str:
    """Write what is printed of several features: last weights, intercept and loss, and the best."""
    return (
        f"\n{_loss(objective, config)}{_rescaled(objective, 'w', 'b')}"
        'print("w =", w.tolist())\nprint("b =", b)\nprint("loss =", loss)\n'
        f"{_best(config, 'y')}best_w = np.array(best_w)\n"
        f"{_rescaled(objective, 'best_w', 'best_b')}"
        'print("best fit: w =", best_w.tolist(), "b =", best_b)\n'
    )


def _rescaled(objective: Objective, weights: str, intercept: str) -> str:
    scaled = objective.standardisation
    if scaled is None:
        return ""
    back = "# Back to the units of the data.\n"
    if scaled.scaling is Scaling.CENTRE:
        return f"{back}{intercept} = {intercept} - {weights} @ means\n"
    return (
        f"{back}{weights} = {weights} / deviations\n{intercept} = {intercept} - {weights} @ means\n"
    )


def _loss(objective: Objective, config: DescentConfig) -> str:
    penalty = penalty_term(config, objective.dataset.n_features)
    return f"loss = np.mean((y - (X @ w + b)) ** 2){penalty}\n"


def _best(config: DescentConfig, ones: str) -> str:
    return (_RIDGE if config.l2 else _LEAST_SQUARES).format(l2=repr(float(config.l2)), ones=ones)


def ends_of_curve(dataset: Dataset, objective: Objective, config: DescentConfig) -> str:
    """Write what is printed: the last curve and its loss, the best one; what a library would do."""
    return (
        f"{_in_data_units(dataset, objective)}"
        f"\n{_loss(objective, config)}"
        'print("coefficients =", coefficients(w, b))\nprint("loss =", loss)\n'
        f"{_best(config, 'x')}"
        'print("best fit: coefficients =", coefficients(best_w, best_b))\n'
        f"{_scikit_learn(objective, config)}"
    )


def _in_data_units(dataset: Dataset, objective: Objective) -> str:
    """Write the function that turns weights into coefficients of powers of x."""
    centre = CurveFormula.suited_to(dataset, objective).centre
    base = f"x - {centre!r}" if centre else "x"
    if objective.standardisation is None:
        weights, constant, z = "w", "b", f"[{centre!r}, 1.0]"
    else:
        weights, constant = "w / deviations", "b - w @ (means / deviations)"
        shifted = f"({centre!r} - mean)" if centre else "-mean"
        z = f"[{shifted} / deviation, 1 / deviation]"
    return (
        "\n\ndef coefficients(w, b):\n"
        f'    """Return the coefficients of the powers of {base}, the constant first."""\n'
        f"    of_z = np.polynomial.Polynomial([{constant}, *({weights})])\n"
        f"    return of_z(np.polynomial.Polynomial({z})).coef.tolist()\n\n"
    )


def _scikit_learn(objective: Objective, config: DescentConfig) -> str:
    """Say in comments what scikit-learn would do; its Ridge penalises the sum of the squares."""
    alpha = f"alpha={objective.dataset.n_samples * config.l2!r}" if config.l2 else ""
    model = f"{'Ridge' if config.l2 else 'LinearRegression'}({alpha})"
    without = "with_std=False" if config.scaling is Scaling.CENTRE else ""
    scaler = "" if config.scaling is Scaling.NONE else f"StandardScaler({without}), "
    powers = f"PolynomialFeatures({config.degree}, include_bias=False), "
    said = f"make_pipeline({scaler}{powers}{scaler}{model})"
    return f"\n# What scikit-learn would do: {said}.fit(x[:, None], y)\n"
