"""Write points, histories and worksheets as CSV, for spreadsheets and other programs.

Columns are separated by commas, the decimal sign is a point, lines end with LF, and the encoding
is UTF-8, in every country. Numbers are written in the shortest form that reads back exactly. Lines
that begin with ``#`` say where the numbers come from.
"""

import contextlib
import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.held_loss import HeldLoss
from linreg_gui.core.history import History
from linreg_gui.core.normal_equations import NormalEquations
from linreg_gui.core.numbers import is_number
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import COLUMNS, DescentConfig, Held
from linreg_gui.core.step import ColumnValues, OneStep, worksheet
from linreg_gui.storage.errors import CancelledError, Progress, one_line
from linreg_gui.storage.projects.settings_json import settings_values
from linreg_gui.storage.safe_write import replacing

ROWS_AT_ONCE = 10_000
NUMBERS_A_LINE = 20
FORMULA_SIGNS = ("=", "+", "-", "@", "\N{MINUS SIGN}")
SIGNS_TO_QUOTE = "\",;\t#'"
WORDS = MappingProxyType({"None": "none", "True": "yes", "False": "no"})


@dataclass(frozen=True)
class RunExport:
    """A run and its objective.

    Attributes
    ----------
    objective : Objective
    history : History
        In the parameters of the descent, standardised or not, as in the objective.
    segments : sequence of (int, DescentConfig)
        The settings, each with the first epoch they applied to.
    """

    objective: Objective
    history: History
    segments: Sequence[tuple[int, DescentConfig]]


def write_points(path: str | os.PathLike[str], dataset: Dataset) -> None:
    """Write the column names, then a row for each point, with the target last.

    Reading the file as a table gives the same points. Which of them are held out, numbered from
    1, is told in comments at the end.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    with _csv_file(path) as file:
        file.write(_csv_header((*dataset.feature_names, dataset.target_name)))
        for rows in _blocks(dataset.n_samples):
            values = np.column_stack((dataset.features[rows], dataset.target[rows]))
            file.writelines(map(_csv_row, values.tolist()))
        if dataset.is_held_out is not None:
            numbers = (np.flatnonzero(dataset.is_held_out) + 1).tolist()
            for first in range(0, len(numbers), NUMBERS_A_LINE):
                some = numbers[first : first + NUMBERS_A_LINE]
                file.write(f"# held out: {', '.join(map(str, some))}\n")


def write_history(
    path: str | os.PathLike[str], run: RunExport, progress: Progress | None = None
) -> None:
    """Write the settings, then a row for each epoch: parameters, loss and gradient.

    Slope and intercept, the weights of several features, or the coefficients of a curve are in the
    units of the data. Loss and gradient are over all points trained on, with the penalty, and the
    gradient is by the parameters of the descent, a held one too. Where points are held out, the
    mean squared error over them follows.

    Parameters
    ----------
    path : str or PathLike
    run : RunExport
    progress : callable, optional
        Called now and then with the fraction done; returning False cancels.

    Raises
    ------
    CancelledError
        If cancelled; an existing file is unchanged.
    StorageError
        If the file cannot be written.
    """
    objective, history = run.objective, run.history
    gradient = _gradient_of(objective.loss)
    with _csv_file(path) as file:
        file.writelines(_about_run(run))
        file.write(_csv_header(_history_columns(objective)))
        for rows in _blocks(history.n_records):
            if progress is not None and not progress(rows.start / history.n_records):
                raise CancelledError("The export was cancelled; nothing was written.")
            parameters = history.parameters[rows]
            file.writelines(
                f"{epoch},{_csv_row((*line, loss, *gradient(record).tolist(), *apart))}"
                for epoch, line, loss, record, apart in zip(
                    range(rows.start, rows.stop),
                    objective.to_data_units(parameters, objective.centre).tolist(),
                    history.losses[rows].tolist(),
                    parameters,
                    _on_held_out(objective, parameters),
                    strict=True,
                )
            )


def _history_columns(objective: Objective) -> list[str]:
    degree, dataset = objective.degree, objective.dataset
    names = by = ["slope", "intercept"]
    if degree > 1:
        names = [*(f"coefficient_{power}" for power in range(1, degree + 1)), "constant"]
        by = [*(f"w{power}" for power in range(1, degree + 1)), "b"]
    elif dataset.n_features > 1:
        names = by = [*(f"weight of {name}" for name in dataset.feature_names), "intercept"]
    columns = ["epoch", *names, "loss", *(f"gradient_{name}" for name in by)]
    return columns if objective.held_out is None else [*columns, "held_out_mse"]


def _on_held_out(objective: Objective, parameters: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Return the error over the held-out points for each record; empty tuples without any."""
    if objective.held_out is None:
        return [()] * len(parameters)
    return [(mse,) for mse in objective.held_out.values(parameters).tolist()]


def _gradient_of(loss: QuadraticLoss) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return the gradient by all parameters, also by one that does not follow it."""
    if not isinstance(loss, HeldLoss):
        return loss.gradient
    held, whole = loss.held, loss.whole

    def gradient(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        found = loss.gradient(parameters)
        found[held] = whole.gradient(parameters)[held]
        return found

    return gradient


def write_worksheet(
    path: str | os.PathLike[str], step: OneStep, equations: NormalEquations | None = None
) -> None:
    """Write the result of a step, then a row for each of its points, their sums and means.

    Points are numbered from 1 as in the data, also in a batch.

    Parameters
    ----------
    path : path-like
    step : OneStep
    equations : NormalEquations, optional
        Their sums and solution are written as well; left out where they would tell the best fit.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    sheet = worksheet(step)
    columns = [getattr(sheet, name) for name in ColumnValues._fields]
    with _csv_file(path) as file:
        file.writelines(_about_step(step))
        if equations is not None:
            file.writelines(_about_best_fit(equations))
        file.write(f"point,{','.join(ColumnValues._fields)}\n")
        for rows in _blocks(sheet.n_samples):
            values = np.column_stack([column[rows] for column in columns]).tolist()
            numbered = zip((step.points[rows] + 1).tolist(), values, strict=True)
            file.writelines(f"{number},{_csv_row(row)}" for number, row in numbered)
        file.write(f"sum,{_csv_row(sheet.sums)}")
        file.write(f"mean,{_csv_row(sheet.means)}")


def _about_run(run: RunExport) -> Iterator[str]:
    dataset, held_out = run.objective.dataset, run.objective.held_out
    apart = "" if held_out is None else f" trained on, {held_out.n_samples} held out"
    yield f"# data: {one_line(dataset.name)}, {dataset.n_samples} points{apart}\n"
    former: DescentConfig | None = None
    for first_epoch, settings in run.segments:
        values = settings_values(settings, former)
        values.pop(COLUMNS.name, None)  # the header names them
        changes = ", ".join(f"{name} {_shown(value)}" for name, value in values.items())
        yield f"# from epoch {first_epoch}: {changes}\n"
        former = settings
    centre = run.objective.centre
    if run.objective.degree > 1:
        base = "x" if centre == 0.0 else f"(x {'-' if centre > 0.0 else '+'} {abs(centre)!r})"
        yield f"# coefficient_2 is that of {base}^2, and so on\n"
    if run.objective.standardisation is not None:
        scaled = run.segments[-1][1].scaled_columns(dataset.n_features)
        yield f"# the gradient is by the parameters of {scaled}\n"
    held = run.segments[-1][1].held
    if held is not Held.NOTHING:
        yield f"# the {held.value} is held: it does not follow its gradient\n"


def _about_step(step: OneStep) -> Iterator[str]:
    batch = f", batch {step.index + 1} of {step.n_steps}" if step.n_steps > 1 else ""
    yield f"# epoch {step.epoch}{batch}: {_pair(step.parameters.tolist())}\n"
    yield f"# gradient: {_pair(step.gradient.tolist(), step.held)}\n"
    following = step.next_parameters
    after = "none, the descent ends here" if following is None else _pair(following.tolist())
    yield f"# after the step: {after}\n"
    if step.config.scaled_x:
        yield f"# all of it on {step.config.scaled_columns(step.loss.n_features)}\n"
    yield f"# loss {_shown(step.value)}, learning rate {_shown(step.learning_rate)}\n"


def _about_best_fit(found: NormalEquations) -> Iterator[str]:
    sums = {"x": found.sum_x, "y": found.sum_y, "x²": found.sum_xx, "xy": found.sum_xy}
    texts = ", ".join(f"sum of {name} {_shown(value)}" for name, value in sums.items())
    yield f"# over all points trained on: n {found.n_samples}, {texts}\n"
    line = _pair([found.slope, found.intercept])
    yield f"# best fit: {line if found.is_unique else 'not a single one'}\n"


def _pair(values: Sequence[float], held: int | None = None) -> str:
    """Name a value of each parameter; what is worked out of a held one says that it is held."""
    texts = ["held" if place == held else _shown(value) for place, value in enumerate(values)]
    return f"slope {texts[0]}, intercept {texts[1]}"


def _shown(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "too large"
    return WORDS.get(str(value), str(value))


@contextlib.contextmanager
def _csv_file(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """Yield a text file that replaces ``path`` when the block ends without an error.

    Raises
    ------
    StorageError
        As for `replacing`.
    """
    with (
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="replace", newline="") as file,
    ):
        yield file


def _blocks(n_rows: int) -> Iterator[slice]:
    """Divide rows into blocks whose text takes little memory."""
    for first in range(0, n_rows, ROWS_AT_ONCE):
        yield slice(first, min(first + ROWS_AT_ONCE, n_rows))


def _csv_row(values: Iterable[float]) -> str:
    """Return a line of numbers, with an empty cell for a value that is not finite."""
    return ",".join([repr(value) if math.isfinite(value) else "" for value in values]) + "\n"


def _csv_header(names: Iterable[str]) -> str:
    """Return a line of names that spreadsheets do not take for formulas, numbers or comments."""
    return ",".join(map(_name, names)) + "\n"


def _name(name: str) -> str:
    text = one_line(name).strip()
    if text.startswith(FORMULA_SIGNS) or is_number(text):
        text = f"'{text}"
    if any(sign in text for sign in SIGNS_TO_QUOTE):
        return '"{}"'.format(text.replace('"', '""'))
    return text
