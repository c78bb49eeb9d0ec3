"""``linreg-gui fit``: train on a table without a window and print the result."""

import argparse
import json
import math
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.descent_config import DescentConfig, StopReason
from linreg_gui.core.generators import random_start
from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.table import read_table

EPOCHS_A_TURN = 1 << 20
PROGRESS_AFTER_SECONDS = 1.0
BAR_WIDTH = 40


@dataclass(frozen=True)
class FitResult:
    """Where a descent ended.

    Attributes
    ----------
    parameters : ndarray, shape (n_features + 1,)
        Of the last record whose loss is finite.
    epochs : int
        The epoch of that record.
    stop_reason : StopReason
    diverged_epoch : int or None
    """

    parameters: NDArray[np.float64]
    epochs: int
    stop_reason: StopReason
    diverged_epoch: int | None


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
        dataset = read_table(arguments.file, arguments.target)
        start = _start_parameters(dataset, arguments)
    except StorageError as error:
        print(error, file=sys.stderr)
        return 2
    config = DescentConfig(
        learning_rate=arguments.learning_rate or DescentConfig.learning_rate,
        max_epochs=arguments.epochs or DescentConfig.max_epochs,
    )
    try:
        result = train(dataset, config, start)
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    report = report_of(dataset, result)
    if arguments.json:
        return _write(json.dumps(report, allow_nan=False))
    return _write(text_of(report, config, result))


def _write(text: str) -> int:
    """Print the result; a reader that went away, like ``head``, is no error."""
    try:
        print(text, flush=True)
    except OSError as error:
        # What could not be written would be tried again, and fail again, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"Cannot print the result: {error.strerror}.", file=sys.stderr)
            return 2
    return 0


def train(dataset: Dataset, config: DescentConfig, start: NDArray[np.float64]) -> FitResult:
    """Run a descent to its end; a terminal sees a bar when it takes long."""
    descent = Descent(dataset.loss, config, start)
    parameters, epoch = start, 0
    bar = _ProgressBar(config.max_epochs)
    while descent.stop_reason is None:
        block = descent.advance(EPOCHS_A_TURN)
        if len(block):
            parameters, epoch = block.parameters[-1], block.last_epoch
        bar.show(epoch)
    bar.clear()
    return FitResult(parameters, epoch, descent.stop_reason, descent.diverged_epoch)


def report_of(dataset: Dataset, result: FitResult) -> dict[str, Any]:
    """Give the result as JSON values; what is not finite is None."""
    loss = dataset.loss
    best = _coefficients(dataset, loss.minimum_parameters)
    return {
        **_coefficients(dataset, result.parameters),
        "mse": _finite(loss.value(result.parameters)),
        "epochs": result.epochs,
        "stop_reason": result.stop_reason.value,
        "best_fit": {**_without_names(best), "mse": _finite(loss.minimum_value)},
        "r_squared": _finite(loss.r_squared(result.parameters)),
        "largest_stable_learning_rate": _finite(largest_stable_learning_rate(loss)),
    }


def text_of(report: dict[str, Any], config: DescentConfig, result: FitResult) -> str:
    """Write the result for a reader: a line a value, then a sentence."""
    lines = []
    for key, value in report.items():
        if isinstance(value, dict):
            lines += [_row(f"{key} {inner}", entry) for inner, entry in value.items()]
        else:
            lines.append(_row(key, value))
    if result.stop_reason is StopReason.DIVERGED:
        lines.append(
            f"Diverged at epoch {result.diverged_epoch}. For this data the learning rate must be "
            f"below {report['largest_stable_learning_rate']:.3g} (now {config.learning_rate:.6g})."
        )
    return "\n".join(lines)


def _row(key: str, value: Any) -> str:
    if isinstance(value, list):
        text = "  ".join(f"{entry:.6g}" if isinstance(entry, float) else entry for entry in value)
    elif isinstance(value, float):
        text = f"{value:.6g}"
    else:
        text = "not defined" if value is None else str(value)
    return f"{key.replace('_', ' '):<28} {text}"


def _coefficients(dataset: Dataset, parameters: NDArray[np.float64]) -> dict[str, Any]:
    weights, intercept = parameters[:-1], _finite(float(parameters[-1]))
    if dataset.n_features == 1:
        return {"slope": _finite(float(weights[0])), "intercept": intercept}
    return {
        "features": list(dataset.feature_names),
        "weights": [_finite(weight) for weight in weights.tolist()],
        "intercept": intercept,
    }


def _without_names(coefficients: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in coefficients.items() if key != "features"}


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def _start_parameters(dataset: Dataset, arguments: argparse.Namespace) -> NDArray[np.float64]:
    if arguments.start is not None:
        if dataset.n_features != 1:
            raise StorageError(
                f"--start M,B is for one feature; {arguments.file.name} has {dataset.n_features}."
            )
        return np.array(arguments.start)
    if arguments.seed is not None:
        return random_start(dataset.loss, np.random.default_rng(arguments.seed))
    return np.zeros(dataset.n_features + 1)


class _ProgressBar:
    """A bar on a terminal's stderr, once a second has passed."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = time.monotonic()
        self._is_shown = False
        self._is_terminal = sys.stderr.isatty()

    def show(self, done: int) -> None:
        """Draw the bar."""
        if not self._is_terminal or time.monotonic() - self._began < PROGRESS_AFTER_SECONDS:
            return
        self._is_shown = True
        filled = BAR_WIDTH * done // self._total
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        print(f"\r{bar} {done:,} of {self._total:,} epochs", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._is_shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
