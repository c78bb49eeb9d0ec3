"""``linreg-gui fit``: train on a table without a window and print the result."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.arguments import table_options
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descents import train
from linreg_gui.core.examples import EXAMPLES, Example
from linreg_gui.core.feature_map import line_as_curve
from linreg_gui.core.generators import random_start
from linreg_gui.core.hold_out import HeldOutScore, HoldOut
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import (
    RATE_OF_CURVES,
    SETTINGS,
    DescentConfig,
    Held,
    Optimizer,
    Scaling,
    Watched,
)
from linreg_gui.fit_report import Fit, report_of, text_of
from linreg_gui.printing import print_result
from linreg_gui.progress_bar import ProgressBar
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.projects.project_file import PROJECT_SUFFIX
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly, summary_of

DEFAULT_PATIENCE = 10
USUAL = DescentConfig()


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
        if arguments.list:
            _refuse_project(arguments.file)
            options = StrictOptions.of(table_options(arguments))
            return print_result(summary_of(arguments.file, options.choices))
        fit = _fitted(arguments)
        report = report_of(fit)
    except StorageError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    if arguments.json:
        return print_result(json.dumps(report, allow_nan=False))
    return print_result(text_of(fit, report))


def _refuse_project(path: Path) -> None:
    """Raise StorageError for a project, in which no table would be found."""
    if path.suffix.lower() == PROJECT_SUFFIX:
        raise StorageError(
            f"{shown_name(path)} is a project, and fit reads tables. In the window, "
            "File > Export saves its points as one."
        )


def _fitted(arguments: argparse.Namespace) -> Fit:
    """Read the table, or take the example, and train."""
    config, dataset = config_of(arguments), _dataset_of(arguments)
    if config.degree > 1 and dataset.n_features != 1:
        remedy = ": name one with --x" if arguments.example is None else ""
        raise StorageError(
            f"A curve is of one feature; {dataset.name} has {dataset.n_features}{remedy}."
        )
    try:
        return _trained(dataset, config, arguments)
    except DatasetError as error:
        raise StorageError(str(error)) from None


def _dataset_of(arguments: argparse.Namespace) -> Dataset:
    if arguments.example is not None:
        return EXAMPLES[arguments.example].dataset()
    _refuse_project(arguments.file)
    options = StrictOptions.of(table_options(arguments))
    dataset, notes = read_strictly(arguments.file, options)
    for note in notes:
        print(note, file=sys.stderr)
    return dataset


def _trained(dataset: Dataset, config: DescentConfig, arguments: argparse.Namespace) -> Fit:
    if arguments.hold_out is not None:
        dataset = HoldOut(*arguments.hold_out).apply(dataset)
    start = _start_parameters(dataset, arguments)
    if config.degree > 1:
        start = line_as_curve(start, config.degree)
    objective = Objective.of(dataset, config, start)
    score = None if objective.held_out is None else HeldOutScore(objective.held_out)
    bar = ProgressBar(config.max_epochs, "epochs")
    see = None if score is None else score.see
    result = train(objective, config, objective.from_data_units(start), bar.show, see)
    bar.clear()
    return Fit(dataset.training, objective, config, result, score)


def config_of(arguments: argparse.Namespace) -> DescentConfig:
    """Read the settings from the arguments; what is not given keeps its default."""
    given = {name: getattr(arguments, name, None) for name in SETTINGS}
    given |= _plateau(given, holds_out=arguments.hold_out is not None)
    if given["optimizer"] is not None:
        given["optimizer"] = Optimizer(given["optimizer"])
    if given["momentum"] is not None and not (given["optimizer"] or USUAL.optimizer).uses_momentum:
        raise StorageError(
            "--momentum is for --optimizer momentum or nesterov: add one, or leave it out."
        )
    if arguments.hold is not None:
        given["held"], _ = arguments.hold
    if (given["degree"] or 1) > 1:
        if arguments.hold is not None:
            raise StorageError(
                "A parameter is held of a straight line: leave out --hold or --degree."
            )
        given["scaling"] = given["scaling"] or Scaling.STANDARDISE
        is_adaptive = given["optimizer"] is not None and given["optimizer"].is_adaptive
        if given["scaling"] is Scaling.STANDARDISE and not is_adaptive:
            given["learning_rate"] = given["learning_rate"] or RATE_OF_CURVES
    if arguments.example is not None:
        given = _suited(given, EXAMPLES[arguments.example])
    return DescentConfig(**{name: value for name, value in given.items() if value is not None})


def _plateau(given: dict[str, Any], *, holds_out: bool) -> dict[str, Any]:
    """Return when a run ends on a plateau: it does where any of its settings is given."""
    watched, patience = given["watched"], given["patience"]
    if watched is not None:
        watched = Watched(watched)
    if watched is Watched.HELD_OUT and not holds_out:
        raise StorageError("--watch held_out needs points that are held out: add --holdout.")
    if patience is None and (watched is not None or given["improvement"] is not None):
        patience = DEFAULT_PATIENCE
    return {"watched": watched, "patience": patience}


def _suited(given: dict[str, Any], example: Example) -> dict[str, Any]:
    """Return settings with those of an example for what is not given.

    Its rate is meant for plain descent on x scaled as it has it.
    """
    usual: dict[str, Any] = {"max_epochs": example.max_epochs}
    if given["optimizer"] is None and given["scaling"] is None:
        usual |= {"learning_rate": example.learning_rate, "scaling": example.scaling}
    return given | {name: value for name, value in usual.items() if given[name] is None}


def _start_parameters(dataset: Dataset, arguments: argparse.Namespace) -> NDArray[np.float64]:
    start = _start_without_hold(dataset, arguments)
    if arguments.hold is not None:
        held, value = arguments.hold
        if held is Held.SLOPE and dataset.n_features != 1:
            raise StorageError(
                f"--hold slope=V is for one feature; {dataset.name} has {dataset.n_features}."
            )
        start[held.place(dataset.n_features)] = value
    return start


def _start_without_hold(dataset: Dataset, arguments: argparse.Namespace) -> NDArray[np.float64]:
    if arguments.start is not None:
        if dataset.n_features != 1:
            raise StorageError(
                f"--start M,B is for one feature; {dataset.name} has {dataset.n_features}."
            )
        return np.array(arguments.start)
    if arguments.seed is not None:
        return random_start(dataset.loss, np.random.default_rng(arguments.seed))
    return np.zeros(dataset.n_features + 1)
