"""Tables of numbers: CSV, TSV, semicolons or blanks between the columns."""

from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.storage.cells import (
    BLANKS,
    is_number,
    is_plain,
    sniff_delimiter,
    split_cells,
)
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.text_file import TextFile, read_text_file

SNIFFED_LINES = 1000


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
    file = read_text_file(Path(path))
    first_lines = list(islice(file.lines(), SNIFFED_LINES))
    if not first_lines:
        raise StorageError(f"No numbers found in {file.name}.")
    delimiter = sniff_delimiter([line for _, line in first_lines])
    number, line = first_lines[0]
    cells = split_cells(line, delimiter, f"{file.name}, line {number}")
    names = _header(cells)
    if names and len(first_lines) == 1:
        raise StorageError(f"No numbers found in {file.name}: it has a header only.")
    if len(cells) == 1:
        raise StorageError(
            f"{file.name} has only one column; at least two are expected, the last one is y."
        )
    rows = _Rows(file, delimiter, len(cells), has_header=bool(names))
    values = rows.read_plain()
    if values is None:
        values = rows.read_carefully()
    return _dataset(file.name, values, names or _default_names(len(cells)), target)


def _header(cells: list[str]) -> tuple[str, ...]:
    """Give the names when no cell of the first line is a number; none otherwise."""
    if any(map(is_number, cells)):
        return ()
    return tuple(cell or f"column {position}" for position, cell in enumerate(cells, start=1))


def _default_names(width: int) -> tuple[str, ...]:
    features = ("x",) if width == 2 else tuple(f"x{k}" for k in range(1, width))
    return (*features, "y")


class _Rows:
    """The rows of numbers, read in bulk where they are plain, else cell by cell."""

    def __init__(self, file: TextFile, delimiter: str, width: int, *, has_header: bool) -> None:
        self._file = file
        self._delimiter = delimiter
        self._width = width
        self._first = 1 if has_header else 0

    def read_plain(self) -> NDArray[np.float64] | None:
        """Let NumPy read, some eight times faster; None when anything is not plain."""
        self._n_lines = 0
        try:
            values = np.loadtxt(
                self._plain_lines(),
                delimiter=None if self._delimiter == BLANKS else self._delimiter,
                comments=None,
                quotechar='"',
                ndmin=2,
            )
        except (ValueError, OverflowError):
            return None
        if values.shape != (self._n_lines, self._width):
            return None
        within = values.min() >= -MAX_ABSOLUTE_VALUE and values.max() <= MAX_ABSOLUTE_VALUE
        return values if within else None

    def read_carefully(self) -> NDArray[np.float64]:
        """Read cell by cell, and say where one is not a number."""
        values, decimal_sign = array("d"), ""
        for number, line in self._lines():
            place = f"{self._file.name}, line {number}"
            cells = split_cells(line, self._delimiter, place)
            if len(cells) != self._width:
                raise StorageError(f"{place}: {len(cells)} columns; {self._width} are expected.")
            for column, cell in enumerate(cells, start=1):
                cell_place = f"{place}, column {column}"
                decimal_sign = _decimal_sign(cell, decimal_sign, cell_place)
                values.append(_cell_value(cell, cell_place, self._delimiter))
        return np.frombuffer(values).reshape(-1, self._width)

    def _lines(self) -> Iterator[tuple[int, str]]:
        return islice(self._file.lines(), self._first, None)

    def _plain_lines(self) -> Iterator[str]:
        """Give the lines with a decimal point; ValueError where NumPy might guess."""
        has_comma = self._delimiter != "," and any("," in line for _, line in self._lines())
        for _, line in self._lines():
            if not is_plain(line, self._delimiter) or (has_comma and "." in line):
                raise ValueError(line)
            self._n_lines += 1
            yield line.replace(",", ".") if has_comma else line


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


def _dataset(
    file_name: str, values: NDArray[np.float64], names: tuple[str, ...], target: str | None
) -> Dataset:
    column = len(names) - 1
    if target is not None:
        if target not in names:
            known = ", ".join(names)
            raise StorageError(f"{file_name} has no column '{target}'; it has {known}.")
        column = names.index(target)
    others = [index for index in range(len(names)) if index != column]
    try:
        return Dataset(
            values[:, others],
            values[:, column],
            feature_names=tuple(names[index] for index in others),
            target_name=names[column],
            name=file_name,
        )
    except DatasetError as error:
        raise StorageError(f"{file_name}: {error}") from None
