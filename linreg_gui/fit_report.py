"""What ``linreg-gui fit`` says of a descent: as JSON values, and as lines of text."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.cures import ScalingGain
from linreg_gui.core.curve_formula import centre_of, formula_of
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.date_scale import DateScale
from linreg_gui.core.descents import FitResult, is_plain
from linreg_gui.core.feature_map import FeatureMap, constant_first
from linreg_gui.core.hold_out import HeldOutScore
from linreg_gui.core.line_digits import Digits, LineDigits
from linreg_gui.core.many_fits import why_many_fit
from linreg_gui.core.numbers import rounded_count
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import (
    condition_number,
    fastest_learning_rate,
    limit_digits,
    stability_limit,
)

LEAST_DIGITS = 6
SCALED_KEYS = {Scaling.CENTRE: "centred", Scaling.STANDARDISE: "standardised"}
NEAR = 0.01
"""An excess loss below this part of the variance of y is close to the best fit."""
NOT_UNIQUE = (
    "Many lines fit these data equally well: the best fit shown is the one with the smallest "
    "parameters."
)


class Best(NamedTuple):
    """The minimum of what is minimised.

    Attributes
    ----------
    coefficients : ndarray, shape (n_features + 1,) or (degree + 1,)
        In the data's units: weights, then intercept; of a curve the constant first, about 0.
    mse, loss : float
        Without and with the penalty.
    is_unique : bool
    """

    coefficients: NDArray[np.float64]
    mse: float
    loss: float
    is_unique: bool


@dataclass(frozen=True, eq=False)
class Fit:
    """A descent that has ended, and what it was about.

    Attributes
    ----------
    dataset : Dataset
        The points trained on, in the data's units.
    objective : Objective
    config : DescentConfig
    result : FitResult
    held_out : HeldOutScore or None
        None where all points were trained on.
    """

    dataset: Dataset
    objective: Objective
    config: DescentConfig
    result: FitResult
    held_out: HeldOutScore | None = None

    @property
    def powers(self) -> FeatureMap | None:
        """Of a curve: what makes the columns. None for a line or a plane."""
        return self.objective.powers

    @cached_property
    def best(self) -> Best:
        """The best fit, with as many digits as there are.

        Without a penalty scaling does not change the best fit. It costs the columns of a table
        digits, and saves those of powers.
        """
        objective = self._scaled
        loss = objective.loss
        parameters = loss.minimum_parameters
        mse = loss.minimum_value if loss.l2 == 0.0 else loss.unpenalised.value(parameters)
        if self.powers is not None:
            coefficients = constant_first(objective.to_data_units(parameters))
        elif loss.l2 == 0.0 and loss.held is None and not self.dataset.loss.is_degenerate:
            coefficients = self.dataset.loss.minimum_parameters
        else:
            coefficients = objective.to_data_units(parameters)
        return Best(coefficients, mse, loss.minimum_value, not loss.is_degenerate)

    @cached_property
    def centre(self) -> float:
        """What is taken from x before its powers, in the coefficients of a curve."""
        return centre_of(self.best.coefficients, self.dataset)

    @cached_property
    def _scaled(self) -> Objective:
        """What the best fit is found on: of a curve over powers that are standardised."""
        if self.powers is None or self.config.is_standardised or self.config.l2 > 0.0:
            return self.objective
        return _standardised(self.dataset, self.config)

    def named(self, parameters: NDArray[np.float64]) -> dict[str, Any]:
        """Return parameters of the objective as JSON values in the data's units."""
        return self._named(self.objective, parameters)

    @property
    def named_best(self) -> dict[str, Any]:
        """The best fit as JSON values in the data's units."""
        if self.powers is None:
            return _coefficients(self.best.coefficients)
        return self._named(self._scaled, self._scaled.loss.minimum_parameters)

    def _named(self, objective: Objective, parameters: NDArray[np.float64]) -> dict[str, Any]:
        if self.powers is None:
            return _coefficients(objective.to_data_units(parameters))
        coefficients = constant_first(objective.to_data_units(parameters, self.centre))
        return {"coefficients": [_finite(value) for value in coefficients.tolist()]}


def _standardised(dataset: Dataset, config: DescentConfig) -> Objective:
    """Return the same over standardised features."""
    return Objective.of(dataset, replace(config, scaling=Scaling.STANDARDISE))


def report_of(fit: Fit) -> dict[str, Any]:
    """Return the result as JSON values, coefficients in the data's units; not finite is None."""
    objective, config, result, best = fit.objective, fit.config, fit.result, fit.best
    loss = objective.loss
    names, target = list(fit.dataset.feature_names), fit.dataset.target_name
    # Of dates the name says what the slope is a change in: days or seconds.
    are_named = len(names) > 1 or any(map(DateScale.of, names))
    report = {
        **({"features": names} if are_named else {}),
        **({"target": target} if DateScale.of(target) else {}),
        **_held(objective, config),
        **({"degree": fit.powers.degree} if fit.powers else {}),
        **fit.named(result.parameters),
        **({"centre": fit.centre} if fit.powers else {}),
        "mse": _finite(_mse(objective, result.parameters)),
        "learning_rate": config.learning_rate,
        "epochs": result.epochs,
        "stop_reason": result.stop_reason.value,
        "best_fit": {**fit.named_best, "mse": _finite(best.mse)},
        "is_unique": best.is_unique,
        "r_squared": _finite(loss.r_squared(result.parameters)),
        **_correlation(fit),
        "largest_stable_learning_rate": _finite(stability_limit(loss, config)),
        "fastest_learning_rate": _fastest(fit),
        "condition": _condition(fit),
    }
    if loss.l2 > 0.0:
        report["loss"] = _finite(loss.value(result.parameters))
        report["best_fit"]["loss"] = _finite(best.loss)
    if objective.standardisation is not None and objective.standardisation.changes_data:
        report[SCALED_KEYS[config.scaling]] = _coefficients(result.parameters)
    if fit.held_out is not None:
        report["held_out"] = _on_held_out(fit.held_out, result.parameters)
    note = _note(fit)
    return report if note is None else {**report, "note": note}


def _on_held_out(score: HeldOutScore, parameters: NDArray[np.float64]) -> dict[str, Any]:
    return {
        "points": score.n_points,
        "mse": _finite(score.mse(parameters)),
        "best_epoch": score.best_epoch,
        "best_mse": _finite(score.best_mse),
    }


def _correlation(fit: Fit) -> dict[str, Any]:
    """Return r of x and y, for a line; None where all values of one are equal."""
    return {"correlation": fit.dataset.loss.correlation} if fit.objective.is_line else {}


def _fastest(fit: Fit) -> float | None:
    """Return the rate that is fastest in the end of plain descent; None for other steps."""
    loss = fit.objective.loss
    return _finite(fastest_learning_rate(loss)) if is_plain(fit.config, loss.n_samples) else None


def _condition(fit: Fit) -> float | None:
    """Return λmax / λmin.

    None where many lines fit equally well, and where raw powers are too large to know the
    smallest curvature.
    """
    loss = fit.objective.loss
    is_unknown = loss.is_degenerate and (fit.powers is None or fit.best.is_unique)
    return None if is_unknown else _finite(condition_number(loss))


def _note(fit: Fit) -> str | None:
    """Say what is special about the columns; None for nothing."""
    scaling = fit.objective.standardisation
    if fit.powers is None and scaling is not None and scaling.reason is not None:
        return scaling.reason
    if fit.objective.is_line or fit.best.is_unique or fit.config.held is not Held.NOTHING:
        return None
    return why_many_fit(fit.dataset, fit.config.degree)


def text_of(fit: Fit, report: dict[str, Any]) -> str:
    """Return the result as lines of text, what it means below.

    Parameters
    ----------
    fit : Fit
    report : dict
        As `report_of` returns.
    """
    digits = fit.dataset.digits, fit.objective.dataset.digits
    rows = _rows(report if fit.powers is None else _with_formulas(fit, report), *digits)
    lines = [*rows, *_sentences(fit, report), _remedy(fit)]
    return "\n".join(line for line in lines if line)


def _with_formulas(fit: Fit, report: dict[str, Any]) -> dict[str, Any]:
    """Return the report of a curve with formulas in place of coefficients."""
    shown: dict[str, Any] = {}
    for key, value in report.items():
        if key == "coefficients":
            shown["formula"] = formula_of(value, fit.centre, fit.dataset)
        elif key == "best_fit":
            shown[key] = _with_formulas(fit, value)
        elif key != "centre":
            shown[key] = value
    return shown


def _held(objective: Objective, config: DescentConfig) -> dict[str, Any]:
    """Return what is held, with its value in the data's units; nothing for nothing."""
    place = config.held.place(objective.dataset.n_features)
    if place is None:
        return {}
    best = objective.to_data_units(objective.loss.minimum_parameters)
    return {"held": {config.held.value: _finite(best[place])}}


def _rows(report: dict[str, Any], digits: LineDigits, scaled: LineDigits) -> list[str]:
    """Write a line a value.

    Parameters
    ----------
    report : dict
        As `report_of` returns.
    digits, scaled : LineDigits
        Of the data, and of the data as the descent sees it.
    """
    rows = []
    for key, value in report.items():
        if not isinstance(value, dict):
            rows.append((key, value, digits))
        else:
            its_digits = scaled if key in SCALED_KEYS.values() else digits
            rows += [(f"{key} {inner}", entry, its_digits) for inner, entry in value.items()]
    return [_row(*row) for row in rows if row[0] != "is_unique"]


def _sentences(fit: Fit, report: dict[str, Any]) -> list[str]:
    """Say below the values what a reader must know of them."""
    sentences = []
    if fit.result.stop_reason is StopReason.DIVERGED:
        limit = report["largest_stable_learning_rate"]
        sentences.append(_divergence(limit, fit.config, fit.result))
    elif not _settles(fit, report):
        shown = _limit_text(report["largest_stable_learning_rate"], fit.config.learning_rate)
        rate = f"{fit.config.learning_rate:.6g}"
        sentences.append(
            f"The descent does not settle: the learning rate must be below {shown} (now {rate})."
        )
    # Of a curve the note says more.
    if not report["is_unique"] and fit.powers is None:
        sentences.append(NOT_UNIQUE)
    return sentences


def _settles(fit: Fit, report: dict[str, Any]) -> bool:
    """Return whether more epochs lead nearer, as far as a limit of the rate is known."""
    limit = report["largest_stable_learning_rate"]
    has_arrived = fit.result.stop_reason is StopReason.CONVERGED
    return has_arrived or limit is None or fit.config.learning_rate < limit


def _limit_text(limit: float, rate: float) -> str:
    return f"{limit:.{limit_digits(limit, rate)}g}"


def _remedy(fit: Fit) -> str:
    """Name what makes the descent short, where it has not arrived; empty elsewhere.

    A descent has arrived when R² is within 0.01 of that of the best fit.
    """
    config, loss = fit.config, fit.objective.loss
    with np.errstate(all="ignore"):
        excess = float(loss.excess_values(fit.result.parameters))
    if excess <= NEAR * loss.variance_y or config.is_standardised or config.optimizer.is_adaptive:
        return ""
    if config.has_batches(loss.n_samples):
        # How soon batches arrive no curvature tells, and at the rate named they may never.
        return ""
    gain = _scaling_gain(fit)
    if not gain.is_worth_saying:
        return ""
    few, many = rounded_count(gain.standardised_epochs), rounded_count(gain.epochs)
    noun = "epoch" if few == "1" else "epochs"
    what = "x" if fit.dataset.n_features == 1 else "the features"
    is_plain_rule = config.optimizer is Optimizer.GRADIENT_DESCENT
    rate = f" --learning-rate {gain.learning_rate:.3g}" if is_plain_rule else ""
    # "⁵" is not in every terminal's alphabet.
    many = many.replace("10¹⁵", "1e15")
    return (
        f"Standardise {what}: about {few} {noun} instead of {many}, each at its best rate; "
        f"try --standardize{rate}."
    )


def _scaling_gain(fit: Fit) -> ScalingGain:
    if fit.powers is None:
        return ScalingGain.of(fit.dataset, fit.config)
    scaled = _standardised(fit.dataset, fit.config)
    return ScalingGain.between(fit.objective.loss, scaled.loss)


def _divergence(limit: float | None, config: DescentConfig, result: FitResult) -> str:
    sentence = f"Diverged at epoch {result.diverged_epoch}."
    if limit is None:
        return f"{sentence} Try a learning rate below {config.learning_rate:.6g}."
    rate = config.learning_rate
    shown = _limit_text(limit, rate)
    return f"{sentence} For this data the learning rate must be below {shown} (now {rate:.6g})."


def _row(key: str, value: Any, digits: LineDigits) -> str:
    kind = key.rsplit(maxsplit=1)[-1]
    if isinstance(value, list):
        weights = zip(value, digits.weights, strict=True)
        text = "  ".join(
            _number(entry, each) if kind == "weights" else entry for entry, each in weights
        )
    elif isinstance(value, float):
        own = {"slope": digits.weights[0], "intercept": digits.intercept}
        text = _number(value, own.get(kind))
    else:
        text = "not defined" if value is None else str(value)
    return f"{key.replace('_', ' '):<28} {text}"


def _number(value: float | None, digits: Digits | None = None) -> str:
    """Write six significant digits, and more where the line printed would not be the line."""
    if value is None:
        return "not defined"
    needed = LEAST_DIGITS if digits is None else max(LEAST_DIGITS, digits.significant(value))
    return f"{value:.{needed}g}"


def _coefficients(parameters: NDArray[np.float64]) -> dict[str, Any]:
    # A minimum at 0 may be found as −0, which no reader expects.
    *weights, intercept = map(_finite, (parameters + 0.0).tolist())
    named = {"slope": weights[0]} if len(weights) == 1 else {"weights": weights}
    return {**named, "intercept": intercept}


def _mse(objective: Objective, parameters: NDArray[np.float64]) -> float:
    """Return the mean squared error; 0 where only the rounding of a perfect fit is left of it."""
    plain = objective.loss.unpenalised
    value = float(plain.value(parameters))
    return 0.0 if value < plain.rounding_excess else value


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
