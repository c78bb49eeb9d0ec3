"""Tables from files and from the clipboard: opened at once, or offered in case of doubt."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from linreg_gui.core.date_scale import column_of
from linreg_gui.core.limits import MAX_FEATURES
from linreg_gui.core.numbers import counted
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Callbacks, Task, Tasks
from linreg_gui.session.values import Notice
from linreg_gui.session.wording import count
from linreg_gui.session.wording_training import unusual_settings
from linreg_gui.storage.errors import Progress, StorageError, shown_name
from linreg_gui.storage.tables.points import (
    ColumnNames,
    ImportResult,
    TableOffer,
    offer_table,
    read_columns,
)
from linreg_gui.storage.tables.source import Choices
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly
from linreg_gui.storage.tables.table import Table

PASTED = "Pasted points"
LISTED_LINES = 5
LONGEST_TEXT = 50_000_000
"""Characters from the clipboard; a longer table should come as a file."""


class Importing(QObject):
    """Reads one table at a time in a thread of its own; a new one replaces the last.

    Points are opened all or none, as one step to undo.

    Parameters
    ----------
    session : Session
    documents : Documents
        Points from a file are work without a project file; pasted ones belong to the document.
    """

    offered = Signal(object)
    """TableOffer: somebody should look at it, then ``choose``, ``read_again`` or ``accept``."""
    refused = Signal(str)
    """Why a choice gives no points."""
    withdrawn = Signal()
    """Something else, or a lesson, was opened while a table was on offer."""
    busy_changed = Signal(str)
    """The name of what is being read; empty when nothing is."""
    progressed = Signal(float)
    imported = Signal()
    given_up = Signal(str)
    """Why nothing was imported; empty if it was cancelled, or another table was asked for."""

    def __init__(self, session: Session, documents: Documents) -> None:
        super().__init__(session)
        self._session = session
        self._documents = documents
        self.tasks = Tasks("import", self)
        self._task: Task | None = None
        self._source: Path | str = ""
        self._offer: TableOffer | None = None
        self._names: ColumnNames = (), ""
        """Of the columns to be offered where a table has them: those of the data, or as chosen."""

    def read_file(self, path: Path) -> None:
        """Read a table in a file."""
        self._turn_to(path)
        self._start(self._offering(Choices()), self._on_read, f"Reading {shown_name(path)}…")

    def read_strictly(self, path: Path, options: dict[str, Any]) -> None:
        """Read a table in a file where nobody can be asked: what is in doubt is refused."""
        self._turn_to(path)
        work = partial(_read_strictly, path, options)
        self._start(work, self._on_read_strictly, f"Reading {shown_name(path)}…")

    def read_text(self, text: str) -> None:
        """Read a table from the clipboard."""
        if len(text) > LONGEST_TEXT:
            self._say("The clipboard holds too much text; save it as a file and open that.")
            return
        self._turn_to(text)
        self._start(self._offering(Choices()), self._on_read, "Reading the clipboard…")

    def read_again(self, choices: Choices) -> None:
        """Read the table on offer in another way."""
        self._start(self._offering(choices), self._on_offered, "Reading again…")

    def choose(self, features: tuple[int, ...], y_column: int) -> None:
        """Choose other columns of the table on offer; none for x number the rows."""
        if self._offer is not None:
            names = self._offer.table.names
            self._names = tuple(names[k] for k in features), names[y_column]
            work = partial(_choose, self._offer.table, features, y_column)
            self._start(work, self._on_offered, "Reading the columns…")

    def accept(self) -> None:
        """Open the points on offer."""
        if self._offer is not None and self._offer.result is not None:
            self._open(self._offer.result)

    def cancel(self) -> None:
        """Stop reading, and forget the offer; nothing was added."""
        self._offer = None
        if self._task is not None:
            self._task.cancel()
            self._end()
        self.given_up.emit("")

    def _turn_to(self, source: Path | str) -> None:
        was_pending = self._task is not None or self._offer is not None
        self._source, data = source, self._session.problem.dataset
        self._names = tuple(map(column_of, data.feature_names)), column_of(data.target_name)
        if self._offer is not None:
            self._offer = None
            self.withdrawn.emit()
        if was_pending:
            self.given_up.emit("")

    def _offering(self, choices: Choices) -> Callable[[Progress], TableOffer]:
        """Return what reads the table again, or for the first time."""
        return partial(offer_table, self._source, choices, names=self._names)

    def _start(
        self, work: Callable[[Progress], object], done: Callable[[Any], None], text: str
    ) -> None:
        if self._task is not None:
            self._task.cancel()
        callbacks = Callbacks(done, self._on_refused, self.progressed.emit)
        self.busy_changed.emit(text)
        self._task = self.tasks.start(work, callbacks)

    def _on_read(self, offer: TableOffer) -> None:
        if offer.is_doubtful or offer.result is None:
            self._on_offered(offer)
        else:
            self._on_read_strictly(offer.result)

    def _on_read_strictly(self, result: ImportResult) -> None:
        self._end()
        self._open(result)

    def _on_offered(self, offer: TableOffer) -> None:
        self._end()
        self._offer = offer
        self.offered.emit(offer)

    def _on_refused(self, sentence: str) -> None:
        self._end()
        if self._offer is None:
            self._say(sentence)
        else:
            self._offer = replace(self._offer, result=None)
            self.refused.emit(sentence)

    def _end(self) -> None:
        self._task = None
        self.busy_changed.emit("")

    def _open(self, result: ImportResult) -> None:
        self._offer = None
        dataset, had_work = result.dataset, self._documents.has_unsaved_work
        if isinstance(self._source, Path):
            self._session.leave_lesson()
            self._session.opening.open_dataset(dataset)
            self._documents.recent.add(self._source)
        elif self._session.opening.paste_dataset(replace(dataset, name=PASTED)) is False:
            self.withdrawn.emit()  # a lesson was begun in the meantime
            self.given_up.emit("")
            return
        self._say_imported(result, had_work=had_work)
        self.imported.emit()

    def _say_imported(self, result: ImportResult, *, had_work: bool) -> None:
        """Say what was imported, what is still set, and where the unsaved work is."""
        session = self._session
        settings, start = session.runs.settings, session.problem.start
        kept = unusual_settings(settings, session.problem.dataset, start)
        sentence = imported_sentence(result) + (f" Still set: {kept}." if kept else "")
        if had_work:
            session.post_undoable(f"{sentence} Undo brings back what was not saved.")
        else:
            session.post_notice(Notice(sentence))

    def _say(self, sentence: str) -> None:
        self._session.post_notice(Notice.refusal(sentence))
        self.given_up.emit(sentence)


def imported_sentence(result: ImportResult) -> str:
    """Say how many points there are, which lines are missing, and what else is to know."""
    points, n_features = counted(result.dataset.n_samples, "point"), result.dataset.n_features
    features = f" of {n_features} features" if n_features > 1 else ""
    return " ".join([f"Imported {points}{features}{left_out_phrase(result)}.", *result.notes])


def left_out_phrase(result: ImportResult) -> str:
    """Say which lines were left out, after a semicolon; nothing when none was."""
    n_left_out = result.n_left_out
    if not n_left_out:
        return ""
    listed = ", ".join(str(row.line) for row in result.left_out[:LISTED_LINES])
    more = ", …" if n_left_out > LISTED_LINES else ""
    lines = "line" if n_left_out == 1 else f"{count(n_left_out)} lines:"
    return f"; left out {lines} {listed}{more}"


def _read_strictly(path: Path, options: dict[str, Any], report: Progress) -> ImportResult:
    dataset, notes = read_strictly(path, StrictOptions.of(options), report)
    if dataset.n_features > MAX_FEATURES:
        raise StorageError(
            f"{dataset.name} has {dataset.n_features} columns beside y; the window shows up to "
            f"{MAX_FEATURES}: name them with --x."
        )
    return ImportResult(dataset, (), 0, notes)


def _choose(table: Table, features: tuple[int, ...], y_column: int, report: Progress) -> TableOffer:
    return TableOffer(table, read_columns(table, features, y_column, report))
