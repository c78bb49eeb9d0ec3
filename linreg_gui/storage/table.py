"""Tables of numbers: CSV, TSV, semicolons or blanks between the columns."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_SAMPLES
from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.storage.cells import (
    BLANKS,
    LONGEST_ROW,
    MOST_COLUMNS,
    first_lines,
    is_delimiter_line,
    is_number,
    is_plain,
    sniff_delimiter,
    split_cells,
)
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.growing_array import GrowingArray
from linreg_gui.storage.table_source import TableSource, open_table
from linreg_gui.storage.text_file import Block, TableFormat


def read_table(path: Path, target: str | None = None) -> Dataset:
    """Read a table of numbers.

    Lines that are blank or begin with ``#`` are passed over; nothing else is left out silently.
    The first line may name the columns.

    Parameters
    ----------
    path : Path
    target : str, optional
        Name of the column to predict; the last one by default.

    Returns
    -------
    Dataset
        All other columns are features.

    Raises
    ------
    StorageError
        With the line and the column, and what is expected there.
    """
    file = open_table(Path(path))
    lines = [found for found in first_lines(file.lines()) if not is_delimiter_line(found[1])]
    if not lines:
        raise StorageError(f"No numbers found in {file.name}.")
    delimiter = _delimiter(file, lines)
    number, line = lines[0]
    cells = split_cells(line, delimiter, f"{file.name}, line {number}")
    names = _header(cells, file.table_format)
    if names and len(lines) == 1:
        raise StorageError(f"No numbers found in {file.name}: it has a header only.")
    if len(cells) == 1:
        raise StorageError(
            f"{file.name} has only one column; at least two are expected, the last one is y."
        )
    if len(cells) > MOST_COLUMNS:
        raise StorageError(
            f"{file.name} has {len(cells):,} columns; at most {MOST_COLUMNS:,} are read."
        )
    all_names = names or _default_names(len(cells))
    rows = _Rows(file, delimiter, _target_column(file.name, all_names, target), len(cells))
    rows.read(first_line=number + bool(names))
    return rows.dataset(all_names)


def _delimiter(file: TableSource, lines: list[tuple[int, str]]) -> str:
    known = file.table_format
    return known.delimiter if known else sniff_delimiter([line for _, line in lines])


def _header(cells: list[str], known: TableFormat | None) -> tuple[str, ...]:
    """Give the names when no cell of the first line is a number; none otherwise."""
    has_header = not any(map(is_number, cells)) if known is None else known.has_header
    if not has_header:
        return ()
    return tuple(cell or f"column {position}" for position, cell in enumerate(cells, start=1))


def _default_names(width: int) -> tuple[str, ...]:
    features = ("x",) if width == 2 else tuple(f"x{k}" for k in range(1, width))
    return (*features, "y")


class _Rows:
    """The rows of numbers, read block by block: in bulk where they are plain, else cell by cell."""

    def __init__(self, file: TableSource, delimiter: str, target: int, width: int) -> None:
        self._file = file
        self._delimiter = delimiter
        self._target = target
        self._width = width
        self._decimal_sign = ""
        self._features, self._targets = GrowingArray(width - 1), GrowingArray()

    def read(self, first_line: int) -> None:
        """Read from a line on, the first one below the header."""
        for block in self._file.blocks():
            lines = [line for line in self._lines(block) if line[0] >= first_line]
            if not lines:
                continue
            values = self._read_plain([line for _, line in lines])
            if values is None:
                values = self._read_carefully(lines)
            self._features.extend(np.delete(values, self._target, axis=1))
            self._targets.extend(values[:, self._target])
            if len(self._targets) > MAX_SAMPLES:  # before they fill the memory
                raise StorageError(f"{self._file.name} has more than {MAX_SAMPLES:,} rows.")

    def _lines(self, block: Block) -> Iterator[tuple[int, str]]:
        for number, line in block.lines():
            if len(line) > LONGEST_ROW:
                raise StorageError(
                    f"{self._file.name}, line {number}: {len(line):,} characters; "
                    f"at most {LONGEST_ROW:,} are read."
                )
            yield number, line

    def dataset(self, names: tuple[str, ...]) -> Dataset:
        """Make a dataset of what was read."""
        others = (*names[: self._target], *names[self._target + 1 :])
        try:
            return Dataset(
                self._features.finished(),
                self._targets.finished(),
                feature_names=others,
                target_name=names[self._target],
                name=self._file.name,
            )
        except DatasetError as error:
            raise StorageError(f"{self._file.name}: {error}") from None

    def _read_plain(self, lines: list[str]) -> NDArray[np.float64] | None:
        """Let NumPy read, some eight times faster; None when anything is not plain."""
        sign = self._decimal_sign_of(lines)
        if sign is None or not all(is_plain(line, self._delimiter) for line in lines):
            return None
        try:
            values = np.loadtxt(
                [line.replace(",", ".") for line in lines] if sign == "," else lines,
                delimiter=None if self._delimiter == BLANKS else self._delimiter,
                comments=None,
                quotechar='"',
                ndmin=2,
            )
        except (ValueError, OverflowError):
            return None
        if values.shape != (len(lines), self._width):
            return None
        if not (values.min() >= -MAX_ABSOLUTE_VALUE and values.max() <= MAX_ABSOLUTE_VALUE):
            return None
        self._decimal_sign = sign
        values += 0.0  # no −0, as cell by cell
        return values

    def _decimal_sign_of(self, lines: list[str]) -> str | None:
        """Give the one decimal sign up to these lines, maybe none yet; None when there are two."""
        marks = "." if self._delimiter == "," else ".,"
        found = {mark for mark in marks if any(mark in line for line in lines)}
        found |= {self._decimal_sign} - {""}
        return None if len(found) > 1 else "".join(found)

    def _read_carefully(self, lines: list[tuple[int, str]]) -> NDArray[np.float64]:
        """Read cell by cell, and say where one is not a number."""
        values = []
        for number, line in lines:
            place = f"{self._file.name}, line {number}"
            cells = split_cells(line, self._delimiter, place)
            if len(cells) != self._width:
                raise StorageError(f"{place}: {len(cells)} columns; {self._width} are expected.")
            for column, cell in enumerate(cells, start=1):
                cell_place = f"{place}, column {column}"
                self._decimal_sign = _decimal_sign(cell, self._decimal_sign, cell_place)
                values.append(_cell_value(cell, cell_place, self._delimiter))
        return np.array(values).reshape(-1, self._width)


def _decimal_sign(cell: str, known: str, place: str) -> str:
    """Return the decimal sign seen so far; another one than before is refused."""
    sign = next((mark for mark in ".," if mark in cell), known)
    if known and sign != known:
        raise StorageError(
            f"{place}: '{cell[:30]}' has the decimal sign '{sign}', earlier numbers have '{known}'."
        )
    return sign


def _cell_value(cell: str, place: str, delimiter: str) -> float:
    if not cell:
        raise StorageError(f"{place} is empty; a number is expected.")
    if delimiter == "," and "," in cell:
        # A quoted "1,234" may be 1.234 or 1234: never guess by a factor of a thousand.
        raise StorageError(f"{place}: '{cell[:30]}' may mean two numbers; write it without commas.")
    try:
        return parse_number(cell)
    except NumberError as error:
        raise StorageError(f"{place}: {str(error).rstrip('.')}; a number is expected.") from None


def _target_column(file_name: str, names: tuple[str, ...], target: str | None) -> int:
    if target is None:
        return len(names) - 1
    if target not in names:
        known = ", ".join(names)
        raise StorageError(f"{file_name} has no column '{target}'; it has {known}.")
    return names.index(target)
