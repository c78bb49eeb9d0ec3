"""A look at a table before anything is taken from it.

Nothing is guessed in silence: `TablePreview.is_doubtful` says whether somebody should look at it
first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linreg_gui.storage.cells import MOST_COLUMNS, first_lines, is_delimiter_line
from linreg_gui.storage.errors import StorageError, one_line
from linreg_gui.storage.table_format import guess_format, split_rows, usual_width
from linreg_gui.storage.table_numbers import is_number, number_reader
from linreg_gui.storage.table_source import TableSource, open_table
from linreg_gui.storage.text_file import TableFormat, text_as_file

CLIPBOARD = "the clipboard"
SHOWN_ROWS = 50


@dataclass(frozen=True)
class TablePreview:
    """The beginning of a table, how it is read, and which columns offer themselves.

    Attributes
    ----------
    file : TableSource
    table_format : TableFormat
    names : tuple of str
        Of the columns; "column 1" and so on without a header.
    rows : tuple of tuple of str
        The first 50, as text.
    row_lines : tuple of int
        The numbers of the lines they are on.
    numeric_columns : tuple of int
        Those whose cells are mostly numbers, counted from 0.
    passed_over : tuple of int
        Numbers of the lines above the rows that hold the names and the delimiter.
    is_ambiguous : bool
        Whether the table can be read in another way as well, such as 1,234.
    """

    file: TableSource
    table_format: TableFormat
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_lines: tuple[int, ...]
    numeric_columns: tuple[int, ...]
    passed_over: tuple[int, ...]
    is_ambiguous: bool

    @property
    def x_column(self) -> int | None:
        """The column that offers itself for x; None: the number of the row."""
        return self.numeric_columns[0] if len(self.numeric_columns) > 1 else None

    @property
    def y_column(self) -> int:
        """The column that offers itself for y."""
        return self.numeric_columns[-1]

    @property
    def is_doubtful(self) -> bool:
        """Whether there is a choice to make, whatever the rows not yet looked at hold."""
        return self.is_ambiguous or len(self.numeric_columns) != 2 or len(self.names) != 2


def preview_table(
    source: Path | str, table_format: TableFormat | None = None, name: str = CLIPBOARD
) -> TablePreview:
    """Look at the beginning of a table.

    Parameters
    ----------
    source : Path or str
        A file; or the text itself.
    table_format : TableFormat, optional
        How to read it; guessed by default.
    name : str
        What to call a text.

    Returns
    -------
    TablePreview

    Raises
    ------
    StorageError
        If it cannot be read, has too many columns, or no column of numbers.
    """
    file = text_as_file(source, name) if isinstance(source, str) else open_table(source)
    lines = first_lines(file.lines())
    passed_over = [number for number, line in lines[:1] if is_delimiter_line(line)]
    lines = lines[len(passed_over) :]
    if not lines:
        raise StorageError(f"No numbers found in {file.name}.")
    guessed, is_ambiguous = guess_format([line for _, line in lines])
    known = table_format or file.table_format
    chosen = known or guessed
    numbered = [(at, row) for at, line in lines for row in split_rows([line], chosen.delimiter)]
    width = usual_width([row for _, row in numbered])
    if width > MOST_COLUMNS:
        raise StorageError(f"{file.name} has {width:,} columns; at most {MOST_COLUMNS:,} are read.")
    rows = [(at, row) for at, row in numbered if len(row) == width]
    header = [""] * width
    if chosen.has_header and rows:
        (at, header), *rows = rows
        passed_over.append(at)
    table = [row for _, row in rows]
    return TablePreview(
        file,
        chosen,
        _names(header),
        tuple(tuple(map(one_line, row)) for row in table[:SHOWN_ROWS]),
        tuple(at for at, _ in rows[:SHOWN_ROWS]),
        _numeric_columns(table, chosen, file.name),
        tuple(passed_over),
        is_ambiguous and known is None,
    )


def _names(header: Sequence[str]) -> tuple[str, ...]:
    defaults = [f"column {position}" for position in range(1, len(header) + 1)]
    if len(header) == 2 and not any(header):
        defaults = ["x", "y"]
    return tuple(one_line(name) or default for name, default in zip(header, defaults, strict=True))


def _numeric_columns(
    rows: Sequence[Sequence[str]], table_format: TableFormat, name: str
) -> tuple[int, ...]:
    read = number_reader(table_format)
    found = []
    for index, cells in enumerate(zip(*rows, strict=True)):
        held = [cell for cell in cells if cell]
        if 2 * sum(is_number(cell, read) for cell in held) > len(held):
            found.append(index)
    if not found:
        raise StorageError(f"No numbers found in {name}.")
    return tuple(found)
