"""``linreg-gui fit``: train on a table without a window and print the result."""

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.arguments import table_options
from linreg_gui.core.cures import ScalingGain
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.date_scale import DateScale
from linreg_gui.core.descents import FitResult, train
from linreg_gui.core.generators import random_start
from linreg_gui.core.line_digits import Digits, LineDigits
from linreg_gui.core.numbers import rounded_count
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import SETTINGS, DescentConfig, Held, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import limit_digits, stability_limit
from linreg_gui.printing import print_result
from linreg_gui.progress_bar import ProgressBar
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.projects.project_file import PROJECT_SUFFIX
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly, summary_of

DEFAULT_PATIENCE = 10
LEAST_DIGITS = 6
SCALED_KEYS = {Scaling.CENTRE: "centred", Scaling.STANDARDISE: "standardised"}
NEAR = 0.01
"""An excess loss below this part of the variance of y is close to the best fit."""
NOT_UNIQUE = (
    "Many lines fit these data equally well: the best fit shown is the one with the smallest "
    "parameters."
)


def run_fit(arguments: argparse.Namespace) -> int:
    """Read, train and print.

    Parameters
    ----------
    arguments : argparse.Namespace
        What ``cli.fit_parser`` gives.

    Returns
    -------
    int
        0, also for a run that diverged; 2 for an error, 130 for Ctrl+C, both said on stderr.
    """
    try:
        _refuse_project(arguments.file)
        if arguments.list:
            options = StrictOptions.of(table_options(arguments))
            return print_result(summary_of(arguments.file, options.choices))
        report, text = _fitted(arguments)
    except StorageError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    if arguments.json:
        return print_result(json.dumps(report, allow_nan=False))
    return print_result(text)


def _refuse_project(path: Path) -> None:
    """Raise StorageError for a project, in which no table would be found."""
    if path.suffix.lower() == PROJECT_SUFFIX:
        raise StorageError(
            f"{shown_name(path)} is a project, and fit reads tables. In the window, "
            "File > Export saves its points as one."
        )


def _fitted(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the result as JSON values and as text."""
    config = config_of(arguments)
    options = StrictOptions.of(table_options(arguments))
    dataset, notes = read_strictly(arguments.file, options)
    for note in notes:
        print(note, file=sys.stderr)
    start = _start_parameters(dataset, arguments)
    bar = ProgressBar(config.max_epochs, "epochs")
    objective = _objective(dataset, config, start)
    result = train(objective, config, objective.from_data_units(start), bar.show)
    bar.clear()
    report = report_of(dataset, objective, config, result)
    digits = [dataset.digits, objective.dataset.digits]
    lines = [*_rows(report, *digits), *_sentences(report, config, result)]
    remedy = _remedy(dataset, objective, config, result)
    return report, "\n".join([*lines, remedy] if remedy else lines)


def _objective(dataset: Dataset, config: DescentConfig, start: NDArray[np.float64]) -> Objective:
    """Return what is minimised.

    Raises
    ------
    StorageError
        If nothing is left that could move.
    """
    try:
        return Objective.of(dataset, config, start)
    except DatasetError as error:
        raise StorageError(str(error)) from None


def config_of(arguments: argparse.Namespace) -> DescentConfig:
    """Read the settings from the arguments; what is not given keeps its default."""
    given = {name: getattr(arguments, name, None) for name in SETTINGS}
    if given["patience"] is None and given["improvement"] is not None:
        given["patience"] = DEFAULT_PATIENCE
    if given["optimizer"] is not None:
        given["optimizer"] = Optimizer(given["optimizer"])
    if arguments.hold is not None:
        given["held"], _ = arguments.hold
    return DescentConfig(**{name: value for name, value in given.items() if value is not None})


def report_of(
    dataset: Dataset, objective: Objective, config: DescentConfig, result: FitResult
) -> dict[str, Any]:
    """Return the result as JSON values, coefficients in the data's units; not finite is None."""
    loss, scaling, best = (
        objective.loss,
        objective.standardisation,
        objective.loss.minimum_parameters,
    )
    best_mse = loss.minimum_value if loss.l2 == 0.0 else loss.unpenalised.value(best)
    # Without a penalty scaling does not change the best fit, and only costs it digits.
    is_same = loss.l2 == 0.0 and loss.held is None and not dataset.loss.is_degenerate
    best_here = dataset.loss.minimum_parameters if is_same else objective.to_data_units(best)
    names, target = list(dataset.feature_names), dataset.target_name
    # Of dates the name says what the slope is a change in: days or seconds.
    are_named = len(names) > 1 or any(map(DateScale.of, names))
    report = {
        **({"features": names} if are_named else {}),
        **({"target": target} if DateScale.of(target) else {}),
        **_held(objective, config),
        **_coefficients(objective.to_data_units(result.parameters)),
        "mse": _finite(_mse(objective, result.parameters)),
        "learning_rate": config.learning_rate,
        "epochs": result.epochs,
        "stop_reason": result.stop_reason.value,
        "best_fit": {**_coefficients(best_here), "mse": _finite(best_mse)},
        "is_unique": not loss.is_degenerate,
        "r_squared": _finite(loss.r_squared(result.parameters)),
        "largest_stable_learning_rate": _finite(stability_limit(loss, config)),
    }
    if loss.l2 > 0.0:
        report["loss"] = _finite(loss.value(result.parameters))
        report["best_fit"]["loss"] = _finite(loss.minimum_value)
    if scaling is not None:
        report[SCALED_KEYS[config.scaling]] = _coefficients(result.parameters)
        report.update({} if scaling.reason is None else {"note": scaling.reason})
    return report


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


def _sentences(report: dict[str, Any], config: DescentConfig, result: FitResult) -> list[str]:
    """Say below the values what a reader must know of them."""
    sentences = []
    if result.stop_reason is StopReason.DIVERGED:
        sentences.append(_divergence(report["largest_stable_learning_rate"], config, result))
    if not report["is_unique"]:
        sentences.append(NOT_UNIQUE)
    return sentences


def _remedy(
    dataset: Dataset, objective: Objective, config: DescentConfig, result: FitResult
) -> str:
    """Name what makes the descent short, where it has not arrived; empty elsewhere.

    A descent has arrived when R² is within 0.01 of that of the best fit.
    """
    loss = objective.loss
    with np.errstate(all="ignore"):
        excess = float(loss.excess_values(result.parameters))
    if excess <= NEAR * loss.variance_y or config.is_standardised or config.optimizer.is_adaptive:
        return ""
    gain = ScalingGain.of(dataset, config)
    if not gain.is_worth_saying:
        return ""
    few, many = rounded_count(gain.standardised_epochs), rounded_count(gain.epochs)
    noun = "epoch" if few == "1" else "epochs"
    what = "x" if dataset.n_features == 1 else "the features"
    is_plain_rule = config.optimizer is Optimizer.GRADIENT_DESCENT
    rate = f" --learning-rate {gain.learning_rate:.3g}" if is_plain_rule else ""
    # "⁵" is not in every terminal's alphabet.
    many = many.replace("10¹⁵", "1e15")
    return f"Standardise {what}: about {few} {noun} instead of {many}; try --standardize{rate}."


def _divergence(limit: float | None, config: DescentConfig, result: FitResult) -> str:
    sentence = f"Diverged at epoch {result.diverged_epoch}."
    if limit is None:
        return f"{sentence} Try a learning rate below {config.learning_rate:.6g}."
    rate = config.learning_rate
    shown = f"{limit:.{limit_digits(limit, rate)}g}"
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
    *weights, intercept = map(_finite, parameters.tolist())
    named = {"slope": weights[0]} if len(weights) == 1 else {"weights": weights}
    return {**named, "intercept": intercept}


def _mse(objective: Objective, parameters: NDArray[np.float64]) -> float:
    """Return the mean squared error; 0 where only the rounding of a perfect fit is left of it."""
    plain = objective.loss.unpenalised
    value = float(plain.value(parameters))
    return 0.0 if value < plain.rounding_excess else value


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _start_parameters(dataset: Dataset, arguments: argparse.Namespace) -> NDArray[np.float64]:
    start = _start_without_hold(dataset, arguments)
    if arguments.hold is not None:
        held, value = arguments.hold
        if held is Held.SLOPE and dataset.n_features != 1:
            raise StorageError(
                f"--hold slope=V is for one feature; {arguments.file.name} has "
                f"{dataset.n_features}."
            )
        start[held.place(dataset.n_features)] = value
    return start


def _start_without_hold(dataset: Dataset, arguments: argparse.Namespace) -> NDArray[np.float64]:
    if arguments.start is not None:
        if dataset.n_features != 1:
            raise StorageError(
                f"--start M,B is for one feature; {arguments.file.name} has {dataset.n_features}."
            )
        return np.array(arguments.start)
    if arguments.seed is not None:
        return random_start(dataset.loss, np.random.default_rng(arguments.seed))
    return np.zeros(dataset.n_features + 1)
