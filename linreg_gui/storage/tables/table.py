"""A table before its points are read: its layout, its columns, and what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linreg_gui.storage.errors import Progress, StorageError, one_line
from linreg_gui.storage.tables.cells import (
    BLANKS,
    MOST_COLUMNS,
    first_lines,
    is_cut_off,
    records,
    split_rows,
)
from linreg_gui.storage.tables.columns import Column, Kind, columns_of
from linreg_gui.storage.tables.evidence import Questions, dense_lines, telling_lines
from linreg_gui.storage.tables.guess import (
    ONE_OR_TWO,
    ROWS_OR_COLUMNS,
    Guess,
    guess_layout,
)
from linreg_gui.storage.tables.json_rows import json_table
from linreg_gui.storage.tables.lists import Groups, as_columns, groups_in
from linreg_gui.storage.tables.optional_formats import PARQUET
from linreg_gui.storage.tables.parquet import parquet_table
from linreg_gui.storage.tables.reading import Row
from linreg_gui.storage.tables.source import (
    ALL_GUESSED,
    Choices,
    Doubt,
    Line,
    TableLayout,
    TableSource,
)
from linreg_gui.storage.tables.text_file import read_text_file, text_as_file
from linreg_gui.storage.tables.workbook import is_workbook, read_workbook

CLIPBOARD = "the clipboard"
LISTS_OR_POINTS = Doubt("the groups may be columns or points", "--transpose or --no-transpose")
TableColumns = tuple[tuple[int, ...], int]
"""Features, ascending, and y, counted from 0."""
SHOWN_ROWS = 50


@dataclass(frozen=True)
class Table:
    """A source, how it is read, and which columns offer themselves.

    Attributes
    ----------
    source : TableSource
    layout : TableLayout
    columns : tuple of Column
    width : int
        Cells of a row; more than there are columns where each row ends with a delimiter.
    rows : tuple of tuple of str
        The first 50, as text.
    row_lines : tuple of int
        The numbers of the lines they are on.
    first_line : int
        Of the rows, below the names.
    above : tuple of int
        Lines above the names that hold something else, and were not skipped by choice.
    values_above : tuple of int
        Those among them that hold a number of their own, which may belong to the table.
    doubts : tuple of Doubt
        What the file leaves open, such as 1,234.
    is_sign_certain : bool
        Whether any number tells the decimal sign.
    is_sampled : bool
        Whether the columns are judged by the first rows only.
    best_pair : (int, int), optional
        The columns with the most complete rows; None where they are not counted.
    has_more : bool
        Whether other numbers stand around the lists that are its columns.
    """

    source: TableSource
    layout: TableLayout
    columns: tuple[Column, ...]
    width: int
    rows: tuple[tuple[str, ...], ...]
    row_lines: tuple[int, ...]
    first_line: int
    above: tuple[int, ...]
    values_above: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    is_sign_certain: bool = True
    is_sampled: bool = False
    best_pair: tuple[int, int] | None = None
    has_more: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns; "column 1" and so on without a header."""
        return tuple(column.name for column in self.columns)

    @property
    def numeric_columns(self) -> tuple[int, ...]:
        """Columns of numbers, counted from 0."""
        return self._of_kind(Kind.NUMBERS)

    @property
    def date_columns(self) -> tuple[int, ...]:
        """Columns of dates, without those that have the times of another."""
        times = {column.time_column for column in self.columns}
        return tuple(k for k in self._of_kind(Kind.DATES) if k not in times)

    @property
    def offered_columns(self) -> tuple[int, ...]:
        """Columns for x and y: of numbers, not nearly empty, without one that counts the rows.

        Dates come first where there are too few numbers.
        """
        numeric = self.numeric_columns
        most = max((self.columns[column].n_values for column in numeric), default=0)
        full = tuple(k for k in numeric if 2 * self.columns[k].n_values > most)
        without_index = tuple(column for column in full if not self.columns[column].is_index)
        offered = without_index if len(without_index) > 1 else full
        if len(without_index) < 2 and (dates := self.date_columns):
            return (dates[0], *(without_index or offered)[-1:])
        return offered

    @property
    def x_column(self) -> int | None:
        """The column that offers itself for x; None: the number of the row."""
        if self.best_pair is not None:
            return self.best_pair[0]
        offered = self.offered_columns
        return offered[0] if len(offered) > 1 else None

    @property
    def y_column(self) -> int:
        """The column that offers itself for y."""
        if self.best_pair is not None:
            return self.best_pair[1]
        return self.offered_columns[-1]

    @property
    def is_doubtful(self) -> bool:
        """Whether there is a choice to make, whatever the rows not yet looked at hold."""
        offered = self.offered_columns
        doubts = self.doubts or any(self.columns[column].doubts for column in offered)
        return bool(doubts) or len(self.columns) != 2 or len(offered) != 2

    @property
    def own_columns(self) -> TableColumns:
        """The features and y that offer themselves."""
        return () if self.x_column is None else (self.x_column,), self.y_column

    def columns_named(self, features: Sequence[str], target: str) -> TableColumns | None:
        """Return the columns of numbers or dates with these names; None where one is missing."""
        places = {self.names[k]: k for k in (*self.numeric_columns, *self.date_columns)}
        if not {*features, target} <= places.keys():
            return None
        return tuple(sorted(places[name] for name in features)), places[target]

    def example(self, column: int) -> str:
        """Return the first cell of a column that holds something."""
        return next((row[column] for row in self.rows if row[column]), "")

    def _of_kind(self, kind: Kind) -> tuple[int, ...]:
        return tuple(k for k, column in enumerate(self.columns) if column.kind is kind)


def open_source(source: Path | str, progress: Progress | None = None) -> TableSource:
    """Look at a table in a file, of a kind that its name tells, or in a text.

    Parameters
    ----------
    source : Path or str
        A file; or the text itself.
    progress : callable, optional
        Called from time to time with the part done; False cancels.

    Raises
    ------
    CancelledError
    StorageError
        If it cannot be read.
    """
    if isinstance(source, str):
        return text_as_file(source, CLIPBOARD)
    if source.suffix.lower() in PARQUET.suffixes:
        return parquet_table(source)
    if is_workbook(source):
        return read_workbook(source, progress)
    return read_text_file(source, progress)


def open_table(
    source: Path | str,
    choices: Choices = ALL_GUESSED,
    progress: Progress | None = None,
) -> Table:
    """Look at a table before its points are read.

    Parameters
    ----------
    source : Path or str
        A file; or the text itself.
    choices : Choices
        How to read it; the rest is guessed.
    progress : callable, optional
        Called from time to time with the part done; False cancels.

    Raises
    ------
    CancelledError
    StorageError
        If it cannot be read, has too many columns, or no column of numbers.
    """
    file = open_source(source, progress)
    if rows := json_table(file):
        known = rows.known.over(Choices(is_day_first=choices.is_day_first))
        return _laid_out(rows, known, progress)
    if groups := groups_in(file):
        return _table_of_groups(groups, file.name, choices)
    return _laid_out(file, choices.over(file.known), progress)


def _table_of_groups(groups: Groups, name: str, choices: Choices) -> Table:
    is_chosen = choices.is_transposed is not None
    are_columns = bool(choices.is_transposed) if is_chosen else groups.are_columns
    text = as_columns(groups.rows, groups.names if are_columns else (), are_columns=are_columns)
    has_names = bool(groups.names) and are_columns
    known = Choices("\t", ".", has_header=has_names, n_skipped=0, is_transposed=are_columns)
    table = _laid_out(text_as_file(text, name, known), known)
    doubts = (LISTS_OR_POINTS,) if groups.is_doubtful and not is_chosen else ()
    return replace(table, doubts=(*table.doubts, *doubts), has_more=groups.has_more)


def _transposed(file: TableSource, guess: Guess, rows: list[Row], choices: Choices) -> Table:
    """Read the rows of a text as its columns, whose names are in its first cells."""
    if not rows:
        raise StorageError(f"No numbers found in {file.name}.")
    cells = [row for _, row in rows]
    for line, row in rows:
        if len(row) != len(cells[0]):
            raise StorageError(
                f"{file.name}, line {line}: {len(row):,} cells; as rows that are columns, "
                f"each needs {len(cells[0]):,}."
            )
    names = [row[0] for row in cells] if guess.are_rows_named else []
    text = as_columns([row[bool(names) :] for row in cells], names, are_columns=True)
    known = Choices("\t", choices.decimal_sign or guess.layout.decimal_sign, bool(names), 0, True)
    table = _laid_out(text_as_file(text, file.name, known), known)
    doubts = tuple(doubt for doubt in guess.doubts if doubt.option == ROWS_OR_COLUMNS.option)
    return replace(table, doubts=(*table.doubts, *doubts))


def _laid_out(file: TableSource, choices: Choices, progress: Progress | None = None) -> Table:
    """Guess by the first lines; what they leave open may be told further down."""
    lines = first_lines(file.blocks(), choices.n_skipped or 0)
    if not lines:
        raise StorageError(f"No numbers found in {file.name}.")
    top = lines[0][0]
    lines = _below_a_long_text(file, lines, choices, progress)
    last = lines[-1][0]
    table = _table_of(file, lines, last, choices)
    if table.above and top < table.above[0]:
        table = replace(table, above=(top, *table.above))
    questions = _open_questions(table, choices)
    if is_cut_off(lines) and questions is not None:
        more = telling_lines(file.blocks(), last, questions, progress)
        table = _table_of(file, [*lines, *more], last, choices) if more else table
    return table


def _below_a_long_text(
    file: TableSource, lines: list[Line], choices: Choices, progress: Progress | None
) -> list[Line]:
    """Return lines further down if numbers begin there that the first lines do not lead to."""
    if choices.n_skipped is not None:
        return lines
    dense = dense_lines(file.blocks(), lines, progress)
    if not dense or dense[0][0] <= lines[0][0]:
        return lines
    top, below = (guess_layout(part, choices) for part in (lines, dense))
    is_same = (top.layout.delimiter, top.width) == (below.layout.delimiter, below.width)
    return lines if is_same or not below.above else dense


def _open_questions(table: Table, choices: Choices) -> Questions | None:
    delimiter = table.layout.delimiter
    questions = Questions(
        delimiter,
        choices.decimal_sign is None and delimiter != "," and not table.is_sign_certain,
        any(doubt.option == ONE_OR_TWO for doubt in table.doubts),
        tuple(k for k, column in enumerate(table.columns) if column.kind is Kind.EMPTY),
        tuple(k for k, column in enumerate(table.columns) if column.doubts),
        tuple(
            k
            for k, column in enumerate(table.columns)
            if column.kind is Kind.TEXT and not column.has_values
        ),
    )
    return questions if any(questions[1:]) else None


def _table_of(file: TableSource, lines: Sequence[Line], last: int, choices: Choices) -> Table:
    guess = guess_layout(lines, choices)
    if guess.layout.is_transposed and not file.known.is_transposed:
        rows = split_rows(records(lines, guess.layout.delimiter), guess.layout.delimiter)
        return _transposed(file, guess, rows, choices)
    body = ((number, line) for number, line in lines if number >= guess.first_line)
    rows = split_rows(records(body, guess.layout.delimiter), guess.layout.delimiter)
    width = guess.width
    if not width:
        raise StorageError(f"No numbers found in {file.name}.")
    if width > MOST_COLUMNS:
        raise StorageError(f"{file.name} has {width:,} columns; at most {MOST_COLUMNS:,} are read.")
    rows = [(at, row) for at, row in rows if len(row) == width]
    n_first = sum(number <= last for number, _ in rows)
    header = guess.names or ("",) * width
    cells = [row for _, row in rows]
    columns = columns_of(guess.layout, header, cells, n_first, choices.is_day_first)
    if not any(column.kind in (Kind.NUMBERS, Kind.DATES) for column in columns):
        is_single = len(lines) == 1 and not any(map(str.isdigit, lines[0][1]))
        is_header = is_single and width > 1 and guess.layout.delimiter != BLANKS
        raise StorageError(
            f"No numbers found in {file.name}{': it has a header only' if is_header else ''}."
        )
    return Table(
        source=file,
        layout=guess.layout,
        columns=columns,
        width=width,
        rows=tuple(tuple(map(one_line, row[: len(columns)])) for _, row in rows[:SHOWN_ROWS]),
        row_lines=tuple(at for at, _ in rows[:SHOWN_ROWS]),
        first_line=guess.first_line,
        above=guess.above,
        values_above=guess.values_above,
        doubts=guess.doubts,
        is_sign_certain=guess.is_sign_certain,
        is_sampled=is_cut_off(lines),
    )
