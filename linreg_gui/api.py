"""What a script or a notebook uses: `from linreg_gui import Dataset, descend, best_fit, picture`.

The names in `linreg_gui.__all__` stay as they are. Qt is loaded only for a picture.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from linreg_gui.core.arrays import frozen
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.limits import MAX_FEATURES, MAX_GUI_EPOCHS
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import SETTINGS, DescentConfig, Held, Optimizer, Scaling, Watched
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project, ProjectRun

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from linreg_gui.core.settings import StopReason

__all__ = [
    "Dataset",
    "DatasetError",
    "Line",
    "Run",
    "StorageError",
    "best_fit",
    "descend",
    "picture",
    "read_table",
]

READING = ("delimiter", "decimal", "skip", "dayfirst", "transpose")
"""Options of `read_table`."""


@dataclass(frozen=True, eq=False)
class Line:
    """A line, or with several features a plane, and how well it fits.

    Attributes
    ----------
    weights : ndarray, shape (n_features,) or (degree,)
        Read-only, in the data's units; of a curve those of x, x² and so on.
    intercept : float
    mse : float
        Mean squared error over the data: mean((y − ŷ)²).
    """

    weights: NDArray[np.float64]
    intercept: float
    mse: float

    @property
    def slope(self) -> float:
        """The one weight of data with one feature.

        Raises
        ------
        ValueError
            If there are several features, or powers of one: see ``weights``.
        """
        if len(self.weights) != 1:
            raise ValueError(f"There are {len(self.weights)} features: see weights.")
        return float(self.weights[0])


@dataclass(frozen=True, eq=False)
class Run(Line):
    """A run of gradient descent; as a line, that of its last record.

    Attributes
    ----------
    dataset : Dataset
        Over the features used, which are all of it.
    settings : DescentConfig
    history : ndarray, shape (epochs + 1, n_weights + 1)
        Read-only; the weights and the intercept of each record in the data's units, from the
        start on.
    losses : ndarray, shape (epochs + 1,)
        Read-only; what was minimised at each record: the mean squared error, and with ``l2`` its
        penalty.
    stop_reason : StopReason
        Why the run ended. A run that diverged keeps its finite records.
    """

    dataset: Dataset
    settings: DescentConfig
    history: NDArray[np.float64]
    losses: NDArray[np.float64]
    stop_reason: StopReason

    @property
    def epochs(self) -> int:
        """The epoch of the last record."""
        return len(self.losses) - 1


def read_table(
    path: str | os.PathLike[str], x: str | int = "", y: str | int | None = None, **reading: Any
) -> Dataset:
    """Read a table, as ``linreg-gui fit`` does; what it has to say of the table is a warning.

    Parameters
    ----------
    path : str or PathLike
        Text in columns, JSON, .xlsx or .parquet.
    x : str or int
        Names or numbers, from 1, of the features, with commas between them; by default all
        columns of numbers but the target.
    y : str or int, optional
        Name or number of the target; by default the last column of numbers.
    **reading
        What decides how to read it, as options of the command do; the rest is guessed:
        ``delimiter`` and ``decimal``, the sign between columns and the decimal sign, ``skip``,
        how many lines are above the table, ``dayfirst``, whether 1/2/2030 is the first of
        February, and ``transpose``, whether the rows of the file are the columns.

    Raises
    ------
    TypeError
        If there is no such option.
    ValueError
        If the decimal sign is neither a point nor a comma.
    StorageError
        If the table cannot be read, or in two ways; the message says what decides.
    """
    from linreg_gui.storage.tables.strict import StrictOptions, read_strictly

    if unknown := reading.keys() - READING:
        raise TypeError(f"{min(unknown)} is no option; there are {', '.join(READING)}.")
    if reading.get("decimal") not in (None, ".", ","):
        raise ValueError("The decimal sign is '.' or ','.")
    given = {"x": str(x), "y": None if y is None else str(y), **reading}
    dataset, notes = read_strictly(Path(path), StrictOptions.of(given))
    for note in notes:
        warnings.warn(note, stacklevel=2)
    return dataset


def best_fit(dataset: Dataset) -> Line:
    """Return the line of least squares.

    Where many lines fit equally well, it is the one with the smallest parameters.

    Raises
    ------
    DatasetError
        If there is no point.
    """
    loss = dataset.loss
    *weights, intercept = loss.minimum_parameters.tolist()
    return Line(frozen(np.array(weights)), intercept, float(loss.minimum_value))


def descend(
    dataset: Dataset,
    learning_rate: float = 0.01,
    epochs: int = 300,
    start: tuple[float, ...] | None = None,
    **settings: Any,
) -> Run:
    """Run gradient descent, as the window does: the same settings give the same bits.

    Parameters
    ----------
    dataset : Dataset
    learning_rate : float
    epochs : int
        At most this many, and at most 2,000,000: every record is kept.
    start : tuple of float, optional
        The weights and the intercept of record 0, in the data's units; by default zeros.
    **settings
        Further fields of ``DescentConfig``: ``optimizer`` ("gd", "momentum", "nesterov",
        "adagrad", "rmsprop", "adam"), ``momentum``, ``batch_size``, ``seed``, ``l2``,
        ``tolerance``, ``patience``, ``improvement``, ``scaling`` ("none", "centre",
        "standardise"), ``held`` ("slope", "intercept"), ``degree`` (1 to 6), ``columns`` (which
        features are used, from 0), ``watched`` ("loss", "held_out") …

    Returns
    -------
    Run

    Raises
    ------
    DatasetError
        If there is no point, or of several features a slope to hold or a degree above 1.
    TypeError
        If there is no such setting.
    ValueError
        If a setting is out of range, or the start has not one number a parameter.
    """
    config = _config(learning_rate, epochs, settings)
    # The run is over these alone: its data and settings belong together.
    dataset, config = dataset.of_columns(config.columns), replace(config, columns=None)
    n_parameters = dataset.n_features + config.degree
    given = np.zeros(n_parameters) if start is None else np.array(start, np.float64)
    if given.shape != (n_parameters,) or not np.isfinite(given).all():
        raise ValueError(f"The start must be {n_parameters} finite numbers.")
    objective = Objective.of(dataset, config, given)
    first = objective.from_data_units(given)
    history = History(first, objective.loss.value(first))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(config.max_epochs))
    parameters = objective.to_data_units(history.parameters)
    # Through centred or standardised x and back its last digits may be others.
    parameters = frozen(np.vstack((given, parameters[1:])))
    loss = dataset.loss if config.degree == 1 else objective.loss.unpenalised
    last = parameters[-1] if config.degree == 1 else history.parameters[-1]
    return Run(
        weights=parameters[-1, :-1],
        intercept=float(parameters[-1, -1]),
        mse=float(loss.value(last)),
        dataset=dataset,
        settings=config,
        history=parameters,
        losses=frozen(history.losses.copy()),
        stop_reason=descent.stop_reason,
    )


def picture(
    run: Run,
    path: str | os.PathLike[str],
    size: tuple[int, int] = (1000, 600),
    *,
    epoch: int | None = None,
    is_dark: bool = False,
) -> None:
    """Save the three plots of a run as a picture.

    Parameters
    ----------
    run : Run
        Over at most 6 features.
    path : str or PathLike
        Its ending says the kind: .png, .svg or .pdf.
    size : tuple of int
        Width and height in pixels.
    epoch : int, optional
        The record shown; by default the last.
    is_dark : bool
        Whether the picture has the dark colours.

    Raises
    ------
    StorageError
        If the picture cannot be made or written.
    ValueError
        If it is over more features, or there is no such record.
    """
    if run.dataset.n_features > MAX_FEATURES:
        raise ValueError(f"A picture shows up to {MAX_FEATURES} features: choose the columns.")
    shown = run.epochs if epoch is None else epoch
    if not 0 <= shown <= run.epochs:
        raise ValueError(f"There are the epochs 0 to {run.epochs:,}; {shown:,} is none of them.")
    from linreg_gui.render_command import save_plots

    own = ProjectRun(((0, run.settings),), run.epochs, name="A")
    start = tuple(run.history[0].tolist())
    project = Project(run.dataset, run.settings, start, (own,), cursor=shown)
    save_plots(project, Path(path), size, is_dark=is_dark)


def _config(learning_rate: float, epochs: int, settings: dict[str, Any]) -> DescentConfig:
    known = [name for name in SETTINGS if name not in ("learning_rate", "max_epochs")]
    if unknown := settings.keys() - known:
        raise TypeError(f"{min(unknown)} is no setting; there are {', '.join(known)}.")
    config = DescentConfig(learning_rate=learning_rate, max_epochs=epochs, **settings)
    if config.max_epochs > MAX_GUI_EPOCHS:
        raise ValueError(f"At most {MAX_GUI_EPOCHS:,} epochs: every record is kept.")
    return replace(
        config,
        optimizer=Optimizer(config.optimizer),
        scaling=Scaling(config.scaling),
        held=Held(config.held),
        watched=Watched(config.watched),
    )
