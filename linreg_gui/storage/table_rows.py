"""Rows of a table as numbers of two columns, and what became of the others."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.cells import BLANKS, LONGEST_ROW, split_cells
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.growing_array import GrowingArray
from linreg_gui.storage.table_numbers import CellError, block_reader, number_reader, row_reader
from linreg_gui.storage.table_preview import TablePreview
from linreg_gui.storage.text_file import Block

LISTED_ROWS = 100


class LeftOut(NamedTuple):
    """A row that was not taken: its line, counted from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class ImportResult:
    """Points, and what is missing of them.

    Attributes
    ----------
    dataset : Dataset
    left_out : tuple of LeftOut
        The first 100.
    n_left_out : int
        All of them.
    """

    dataset: Dataset
    left_out: tuple[LeftOut, ...]
    n_left_out: int


class TableRows:
    """Takes block after block; keeps the numbers, and the first reasons why there were none.

    Parameters
    ----------
    preview : TablePreview
    x_column, y_column : int
        Counted from 0; None for x takes the number of the row, from 1.

    Raises
    ------
    StorageError
        If there is no such column, or x and y are the same.
    """

    def __init__(self, preview: TablePreview, x_column: int | None, y_column: int) -> None:
        known = range(len(preview.names))
        if y_column not in known or not (x_column is None or x_column in known):
            raise StorageError(f"{preview.file.name} has no such column.")
        if x_column == y_column:
            raise StorageError("x and y must be two different columns.")
        self._preview = preview
        self._is_numbered = x_column is None
        self._columns = (y_column if x_column is None else x_column, y_column)
        self._delimiter = preview.table_format.delimiter
        layout = len(preview.names), *self._columns
        self._read = number_reader(preview.table_format)
        self._read_plain = row_reader(preview.table_format, *layout)
        self._read_block = block_reader(preview.table_format, *layout)
        self._first_row = max(preview.passed_over, default=0) + 1
        self._features, self._target = GrowingArray(1), GrowingArray()
        self._n_rows = 0
        self._left_out: list[LeftOut] = []
        self._n_left_out = 0

    def take(self, block: Block) -> None:
        """Keep rows, or the reasons why not; those of empty cells are passed over as blank lines.

        Raises
        ------
        StorageError
            For more points than fit, before they fill the memory.
        """
        is_body = block.first_line >= self._first_row
        values = self._read_block(block) if is_body else None
        if values is None:
            rows = [self._row(*line) for line in block.lines()]
            values = np.array([row for row in rows if row is not None]).reshape(-1, 2).T
        elif self._is_numbered:
            values[0] = np.arange(self._n_rows + 1, self._n_rows + 1 + block.n_lines)
            self._n_rows += block.n_lines
        self._features.extend(values[0, :, np.newaxis])
        self._target.extend(values[1])
        if len(self._target) > MAX_SAMPLES:
            raise StorageError(f"At most {MAX_SAMPLES:,} points. Nothing was added.")

    def result(self) -> ImportResult:
        """Make points of all that was kept.

        Raises
        ------
        StorageError
            If nothing was, or more than fits.
        """
        file, names = self._preview.file, self._preview.names
        if not len(self._target):
            raise StorageError(f"No row of {file.name} has numbers in both columns.")
        try:
            dataset = Dataset(
                self._features.finished(),
                self._target.finished(),
                feature_names=("row" if self._is_numbered else names[self._columns[0]],),
                target_name=names[self._columns[1]],
                name=file.name,
            )
        except DatasetError as error:
            raise StorageError(f"{file.name}: {error}") from None
        return ImportResult(dataset, tuple(self._left_out), self._n_left_out)

    def _row(self, number: int, line: str) -> tuple[float, float] | None:
        if number in self._preview.passed_over:
            return None
        try:
            x, y = self._read_plain(line) or self._read_carefully(line)
        except CellError as error:
            if line.strip(f'{self._delimiter}" \t'):
                self._leave_out(LeftOut(number, str(error)))
            return None
        self._n_rows += 1
        return (float(self._n_rows) if self._is_numbered else x), y

    def _leave_out(self, row: LeftOut) -> None:
        self._n_rows += 1
        self._n_left_out += 1
        if len(self._left_out) < LISTED_ROWS:
            self._left_out.append(row)

    def _read_carefully(self, line: str) -> tuple[float, float]:
        if len(line) > LONGEST_ROW:
            raise CellError(f"{len(line):,} characters; at most {LONGEST_ROW:,} are read")
        cells = self._split(line)
        if len(cells) != len(self._preview.names):
            raise CellError(f"{len(cells)} columns; {len(self._preview.names)} are expected")
        x_column, y_column = self._columns
        return self._number(cells, x_column), self._number(cells, y_column)

    def _number(self, cells: list[str], column: int) -> float:
        try:
            return self._read(cells[column])
        except CellError as error:
            raise CellError(f"column {self._preview.names[column]}: {error}") from None

    def _split(self, line: str) -> list[str]:
        if '"' not in line and self._delimiter != BLANKS:
            return line.split(self._delimiter)
        try:
            return split_cells(line, self._delimiter, "")
        except StorageError as error:
            raise CellError(str(error).strip(": .")) from None
