"""A table before anything is taken from it: its layout, its columns, and what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from linreg_gui.storage.errors import StorageError, one_line
from linreg_gui.storage.tables.cells import (
    BLANKS,
    MOST_COLUMNS,
    first_lines,
    records,
    split_rows,
)
from linreg_gui.storage.tables.dates import both_ways, date_order, has_time, seconds_reader
from linreg_gui.storage.tables.guess import Doubt, Guess, guess_layout, is_counting
from linreg_gui.storage.tables.numbers import is_read_by, number_parts, number_reader
from linreg_gui.storage.tables.optional_formats import PARQUET
from linreg_gui.storage.tables.parquet import parquet_table
from linreg_gui.storage.tables.source import (
    ALL_GUESSED,
    Choices,
    Progress,
    TableLayout,
    TableSource,
)
from linreg_gui.storage.tables.text_file import read_text_file, text_as_file
from linreg_gui.storage.tables.workbook import is_workbook, read_workbook

CLIPBOARD = "the clipboard"
SHOWN_ROWS = 50
LONGEST_COLUMN_NAME = 200
INDEX_NAMES = ("", "#", "index", "id", "row", "nr", "no", "no.", "unnamed: 0")


class Kind(Enum):
    """What a column holds."""

    NUMBERS = "numbers"
    DATES = "dates"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True)
class Column:
    """A column of a table, as its first rows have it.

    Attributes
    ----------
    name : str
    written : str
        The name without a unit that its numbers brought.
    kind : Kind
        Numbers or dates where most of its cells are; mixed cells are left out row by row.
    unit : str
        What all its numbers have before or behind them, as "%"; "days" or "seconds" of dates.
    n_values : int
        Cells that can be taken.
    has_values : bool
        Whether any cell can be taken.
    is_index : bool
        Whether it only counts the rows.
    is_day_first : bool
        Whether 1/2/2030 in it is the first of February.
    doubts : tuple of Doubt
        What its dates leave open.
    """

    name: str
    written: str
    kind: Kind
    unit: str = ""
    n_values: int = 0
    has_values: bool = False
    is_index: bool = False
    is_day_first: bool = False
    doubts: tuple[Doubt, ...] = ()


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
    doubts : tuple of Doubt
        What the file leaves open, such as 1,234.
    """

    source: TableSource
    layout: TableLayout
    columns: tuple[Column, ...]
    width: int
    rows: tuple[tuple[str, ...], ...]
    row_lines: tuple[int, ...]
    first_line: int
    above: tuple[int, ...]
    doubts: tuple[Doubt, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns; "column 1" and so on without a header."""
        return tuple(column.name for column in self.columns)

    @property
    def numeric_columns(self) -> tuple[int, ...]:
        """Columns of numbers, counted from 0."""
        return self._of_kind(Kind.NUMBERS)

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
        if len(without_index) < 2 and (dates := self._of_kind(Kind.DATES)):
            return (dates[0], *(without_index or offered)[-1:])
        return offered

    @property
    def x_column(self) -> int | None:
        """The column that offers itself for x; None: the number of the row."""
        offered = self.offered_columns
        return offered[0] if len(offered) > 1 else None

    @property
    def y_column(self) -> int:
        """The column that offers itself for y."""
        return self.offered_columns[-1]

    @property
    def is_doubtful(self) -> bool:
        """Whether there is a choice to make, whatever the rows not yet looked at hold."""
        offered = self.offered_columns
        doubts = self.doubts or any(self.columns[column].doubts for column in offered)
        return bool(doubts) or len(self.columns) != 2 or len(offered) != 2

    def _of_kind(self, kind: Kind) -> tuple[int, ...]:
        return tuple(k for k, column in enumerate(self.columns) if column.kind is kind)


def open_source(
    source: Path | str, progress: Progress | None = None, name: str = CLIPBOARD
) -> TableSource:
    """Look at a table in a file, of a kind that its name tells, or in a text.

    Parameters
    ----------
    source : Path or str
        A file; or the text itself.
    progress : callable, optional
        Called from time to time with the part done; False cancels.
    name : str
        What to call a text.

    Raises
    ------
    CancelledError
    StorageError
        If it cannot be read.
    """
    if isinstance(source, str):
        return text_as_file(source, name)
    if source.suffix.lower() in PARQUET.suffixes:
        return parquet_table(source)
    if is_workbook(source):
        return read_workbook(source, progress)
    return read_text_file(source, progress)


def open_table(
    source: Path | str,
    choices: Choices = ALL_GUESSED,
    progress: Progress | None = None,
    name: str = CLIPBOARD,
) -> Table:
    """Look at a table before anything is taken from it.

    Parameters
    ----------
    source : Path or str
        A file; or the text itself.
    choices : Choices
        How to read it; the rest is guessed.
    progress : callable, optional
        Called from time to time with the part done; False cancels.
    name : str
        What to call a text.

    Returns
    -------
    Table

    Raises
    ------
    CancelledError
    StorageError
        If it cannot be read, has too many columns, or no column of numbers.
    """
    file = open_source(source, progress, name)
    choices = choices.over(file.known)
    lines = first_lines(file.blocks(), choices.n_skipped or 0)
    if not lines:
        raise StorageError(f"No numbers found in {file.name}.")
    guess = guess_layout(lines, choices)
    body = ((number, line) for number, line in lines if number >= guess.first_line)
    rows = split_rows(records(body, guess.layout.delimiter), guess.layout.delimiter)
    width = guess.width
    if not width:
        raise StorageError(f"No numbers found in {file.name}.")
    if width > MOST_COLUMNS:
        raise StorageError(f"{file.name} has {width:,} columns; at most {MOST_COLUMNS:,} are read.")
    rows = [(at, row) for at, row in rows if len(row) == width]
    columns = _columns(guess, [row for _, row in rows], choices.is_day_first)
    if not any(column.kind in (Kind.NUMBERS, Kind.DATES) for column in columns):
        is_header = len(lines) == 1 and width > 1 and guess.layout.delimiter != BLANKS
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
        doubts=guess.doubts,
    )


def _columns(
    guess: Guess, rows: Sequence[Sequence[str]], is_day_first: bool | None
) -> tuple[Column, ...]:
    width = guess.width
    header = guess.names or ("",) * width
    cells = list(zip(*rows, strict=True)) or [()] * width
    if header[-1] == "" and width > 1 and guess.names and not any(cells[-1]):
        width -= 1
    names = _names(header[:width])
    may_count = cells[0] not in cells[1:]  # what another column says as well is data
    return tuple(
        _numbers(names[k], header[k], cells[k], guess.layout, may_count=may_count and k == 0)
        or _other_column(names[k], cells[k], guess.layout, is_day_first)
        for k in range(width)
    )


def _names(header: Sequence[str]) -> tuple[str, ...]:
    defaults = [f"column {position}" for position in range(1, len(header) + 1)]
    if len(header) == 2 and not any(header):
        defaults = ["x", "y"]
    shown = (one_line(" ".join(name.split()), LONGEST_COLUMN_NAME) for name in header)
    return tuple(name or default for name, default in zip(shown, defaults, strict=True))


def _numbers(
    name: str, written: str, cells: Sequence[str], layout: TableLayout, *, may_count: bool
) -> Column | None:
    """Return a column of numbers, if most of its cells are."""
    held = [cell for cell in cells if cell]
    if not held:
        return None
    unit = _shared_unit(held)
    read = number_reader(layout, unit)
    n_values = sum(is_read_by(read, cell) for cell in held)
    if 2 * n_values <= len(held):
        return None
    is_named = written.strip().lower() in INDEX_NAMES and layout.has_header
    is_index = is_counting(held) or (is_named and len(set(held)) == len(held))
    is_index = may_count and is_index and len(held) > 2
    named = f"{name} ({unit})" if unit and unit not in name else name
    return Column(named, name, Kind.NUMBERS, unit, n_values, True, is_index)


def _other_column(
    name: str, cells: Sequence[str], layout: TableLayout, is_day_first: bool | None
) -> Column:
    held = [cell for cell in cells if cell]
    if not held:
        return Column(name, name, Kind.EMPTY)
    order = date_order(held)
    chosen = order.is_day_first if is_day_first is None else is_day_first
    read = seconds_reader(is_day_first=chosen)
    n_dates = sum(is_read_by(read, cell) for cell in held)
    if 2 * n_dates > len(held):
        unit = "seconds" if any(map(has_time, held)) else "days"
        doubts: tuple[Doubt, ...] = ()
        if order.is_doubtful and is_day_first is None:
            doubts = (Doubt(both_ways(order.example), "--dayfirst or --monthfirst"),)
        return Column(name, name, Kind.DATES, unit, n_dates, True, False, chosen, doubts)
    numbers = number_reader(layout)
    return Column(name, name, Kind.TEXT, has_values=any(is_read_by(numbers, cell) for cell in held))


def _shared_unit(cells: Sequence[str]) -> str:
    """Return the unit most numbers of a column have, or "" where most have none."""
    units = [number_parts(cell).unit for cell in cells]
    commonest = max(set(units), key=units.count)
    return commonest if 2 * units.count(commonest) > len(units) else ""
