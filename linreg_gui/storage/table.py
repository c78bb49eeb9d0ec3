"""Tables of numbers: CSV, TSV, semicolons or blanks between the columns."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.text_file import read_lines

SNIFFED_LINES = 1000
BLANK = " "


@dataclass(frozen=True)
class Row:
    """The cells of one line."""

    line: int
    cells: list[str]


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
    path = Path(path)
    lines = [
        (number, line)
        for number, line in enumerate(read_lines(path), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise StorageError(f"No numbers found in {path.name}.")
    delimiter = sniff_delimiter([line for _, line in lines[:SNIFFED_LINES]])
    first = _split(path, lines[:1], delimiter)[0]
    names = _header(first)
    body = lines[1:] if names else lines
    if not body:
        raise StorageError(f"No numbers found in {path.name}: it has a header only.")
    width = len(first.cells)
    if width < 2:
        raise StorageError(
            f"{path.name} has only one column; at least two are expected, the last one is y."
        )
    values = _fast_values(body, delimiter, width)
    if values is None:
        values = _careful_values(path, body, delimiter, width)
    return _dataset(path, values, names or _default_names(width), target)


def sniff_delimiter(lines: Sequence[str]) -> str:
    """Tell what stands between the columns: ; or tab or , or blanks.

    A semicolon or a tab is never part of a number, a comma may be: so they go first.
    """
    for delimiter in (";", "\t", ","):
        if sum(delimiter in line for line in lines) * 2 > len(lines):
            return delimiter
    return BLANK


def _split(path: Path, lines: Sequence[tuple[int, str]], delimiter: str) -> list[Row]:
    """Split lines into cells, one line a row; a quote may not run on into the next line."""
    rows = []
    for number, line in lines:
        if '"' not in line:
            cells = line.split() if delimiter == BLANK else line.split(delimiter)
        else:
            try:
                (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
            except csv.Error:
                raise StorageError(
                    f"{path.name}, line {number}: a quote is opened and never closed."
                ) from None
        rows.append(Row(number, [cell.strip() for cell in cells]))
    return rows


def _header(row: Row) -> tuple[str, ...]:
    """Give the names when no cell of the first row is a number; none otherwise."""
    if any(_is_number(cell) for cell in row.cells):
        return ()
    return tuple(cell or f"column {position}" for position, cell in enumerate(row.cells, start=1))


def _is_number(cell: str) -> bool:
    try:
        parse_number(cell)
    except NumberError as error:
        return "outside" in str(error)
    return True


def _default_names(width: int) -> tuple[str, ...]:
    features = ("x",) if width == 2 else tuple(f"x{k}" for k in range(1, width))
    return (*features, "y")


def _fast_values(
    lines: Sequence[tuple[int, str]], delimiter: str, width: int
) -> NDArray[np.float64] | None:
    """Let NumPy read plain numbers; None when anything is not plain."""
    texts = [line for _, line in lines]
    if delimiter != ",":
        has_point = any("." in text for text in texts)
        has_comma = any("," in text for text in texts)
        if has_point and has_comma:
            return None
        if has_comma:
            texts = [text.replace(",", ".") for text in texts]
    try:
        values = np.loadtxt(
            texts, delimiter=None if delimiter == BLANK else delimiter, comments=None, ndmin=2
        )
    except (ValueError, OverflowError):
        return None
    if values.shape != (len(lines), width) or not np.all(np.abs(values) <= MAX_ABSOLUTE_VALUE):
        return None
    return values


def _careful_values(
    path: Path, lines: Sequence[tuple[int, str]], delimiter: str, width: int
) -> NDArray[np.float64]:
    """Read cell by cell, and say where one is not a number."""
    values = np.empty((len(lines), width))
    decimal_sign = ""
    for index, row in enumerate(_split(path, lines, delimiter)):
        if len(row.cells) != width:
            raise StorageError(
                f"{path.name}, line {row.line}: {len(row.cells)} columns; {width} are expected."
            )
        for column, cell in enumerate(row.cells):
            place = f"{path.name}, line {row.line}, column {column + 1}"
            sign = next((mark for mark in ".," if mark in cell), "")
            if sign and decimal_sign and sign != decimal_sign:
                raise StorageError(
                    f"{place}: '{cell[:30]}' has the decimal sign '{sign}', "
                    f"earlier numbers have '{decimal_sign}'."
                )
            decimal_sign = decimal_sign or sign
            values[index, column] = _cell_value(cell, place, delimiter)
    return values


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
    path: Path, values: NDArray[np.float64], names: tuple[str, ...], target: str | None
) -> Dataset:
    column = len(names) - 1
    if target is not None:
        if target not in names:
            known = ", ".join(names)
            raise StorageError(f"{path.name} has no column '{target}'; it has {known}.")
        column = names.index(target)
    others = [index for index in range(len(names)) if index != column]
    try:
        return Dataset(
            values[:, others],
            values[:, column],
            feature_names=tuple(names[index] for index in others),
            target_name=names[column],
            name=path.name,
        )
    except DatasetError as error:
        raise StorageError(f"{path.name}: {error}") from None
