"""What a session holds as files of numbers, and as a script."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linreg_gui.core.normal_equations import NormalEquations
from linreg_gui.session.session import Session
from linreg_gui.storage.errors import Progress, StorageError
from linreg_gui.storage.exports import RunExport, write_history, write_points, write_worksheet
from linreg_gui.storage.safe_write import write_safely
from linreg_gui.views.widgets.formula_step import run_script, shown_segments


@dataclass(frozen=True)
class DataExport:
    """One kind of file to be written from a session.

    Attributes
    ----------
    title : str
        As in the menu.
    part : str
        What it is of the document, in the name of the file.
    filter : str
        Of the file dialog.
    prepare : callable
        Takes the session and the path; gives what writes the file, in any thread, from values
        that no longer change. Raises StorageError where there is nothing to write.
    is_of_a_line : bool
        Whether there is none of a curve.
    """

    title: str
    part: str
    filter: str
    prepare: Callable[[Session, Path], Callable[[Progress], None]]
    is_of_a_line: bool = False


def _points(session: Session, path: Path) -> Callable[[Progress], None]:
    dataset = session.problem.dataset
    return lambda _report: write_points(path, dataset)


def _history(session: Session, path: Path) -> Callable[[Progress], None]:
    objective, history = session.problem.objective, session.player.history
    if objective is None or history is None:
        raise StorageError("Without points there is no history.")
    session.player.pause()
    segments = [(part.first_epoch, part.config) for part in shown_segments(session)]
    run = RunExport(objective, history, segments)
    return lambda report: write_history(path, run, report)


def _worksheet(session: Session, path: Path) -> Callable[[Progress], None]:
    step = session.step.explained
    if step is None:
        raise StorageError("Without points there is no worksheet.")
    objective, equations = session.problem.objective, None
    if objective is not None and not session.view_options.is_guessing:
        equations = NormalEquations.of(objective)
    return lambda _report: write_worksheet(path, step, equations)


def _script(session: Session, path: Path) -> Callable[[Progress], None]:
    text = run_script(session)
    return lambda _report: write_safely(path, text.encode("utf-8"))


DATA_EXPORTS = (
    DataExport("Points (CSV)…", "points", "Table (*.csv)", _points),
    DataExport("History (CSV)…", "history", "Table (*.csv)", _history),
    DataExport("Worksheet (CSV)…", "worksheet", "Table (*.csv)", _worksheet, is_of_a_line=True),
    DataExport("Python script…", "run", "Python script (*.py)", _script),
)
