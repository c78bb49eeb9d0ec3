"""Columns of a table as points, and what became of the rows that give none."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.arrays import frozen
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.date_scale import MIDNIGHT, DateScale
from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.errors import CancelledError, Progress, StorageError, one_line
from linreg_gui.storage.tables.cells import BAR, BLANKS, LONGEST_ROW, records, split_cells
from linreg_gui.storage.tables.columns import Column, Kind
from linreg_gui.storage.tables.growing_array import GrowingArray
from linreg_gui.storage.tables.notes import notes_on
from linreg_gui.storage.tables.numbers import (
    CellError,
    block_reader,
    row_reader,
)
from linreg_gui.storage.tables.source import (
    ALL_GUESSED,
    Block,
    Choices,
    Line,
    report,
    rising,
)
from linreg_gui.storage.tables.survey import survey
from linreg_gui.storage.tables.table import Table, TableColumns, open_table

ColumnNames = tuple[tuple[str, ...], str]
"""Of the features, and of y."""
LISTED_ROWS = 100
ROWS_AT_ONCE = 5000
SECONDS_A_DAY = 86_400.0


class LeftOut(NamedTuple):
    """A row that was left out: its line, counted from 1, and why."""

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
    notes : tuple of str
        Sentences about what else somebody should know.
    """

    dataset: Dataset
    left_out: tuple[LeftOut, ...]
    n_left_out: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableOffer:
    """A table, and the points that some of its columns give.

    Attributes
    ----------
    table : Table
    result : ImportResult or None
        None where no row has numbers in the columns that offer themselves.
    columns : tuple of (tuple of int, int), optional
        The features and y, where they are not those that offer themselves.
    """

    table: Table
    result: ImportResult | None
    columns: TableColumns | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look before the points are opened."""
        return self.result is None or self.result.n_left_out > 0 or self.table.is_doubtful


def offer_table(
    source: Path | str,
    choices: Choices = ALL_GUESSED,
    progress: Progress | None = None,
    names: ColumnNames | None = None,
) -> TableOffer:
    """Read a table as far as it can be read without asking.

    Parameters and errors are those of `open_table`, and `progress` is called from time to time with
    the part done; False cancels and raises CancelledError. Where there is a choice to make, columns
    with the ``names`` of features and y come before those that would offer themselves.
    """
    progress = rising(progress)
    table = open_table(source, choices, progress)
    offer = _offer(table, progress)
    is_complete = offer.result is not None and not offer.result.n_left_out
    n_taken = 1 if table.x_column is None else 2
    has_others = sum(column.has_values for column in table.columns) > n_taken
    if table.is_sampled and has_others and (n_taken == 1 or not is_complete):
        better = survey(table, progress).table
        pairs = {(t.x_column, t.y_column) for t in (table, better)}
        offer = replace(offer, table=better) if len(pairs) == 1 else _offer(better, progress)
    return offer if names is None or not offer.is_doubtful else _named(offer, names, progress)


def _named(offer: TableOffer, names: ColumnNames, progress: Progress | None) -> TableOffer:
    """Return an offer with the columns of some names, or as it is where they give no points."""
    columns = offer.table.columns_named(*names)
    if columns is None or columns == offer.table.own_columns:
        return offer
    named = _offer(offer.table, progress, columns)
    return offer if named.result is None else named


def _offer(
    table: Table, progress: Progress | None, columns: TableColumns | None = None
) -> TableOffer:
    try:
        result = read_columns(table, *(columns or table.own_columns), progress)
    except CancelledError:
        raise
    except StorageError:
        result = None
    return TableOffer(table, result, columns)


def read_columns(
    table: Table,
    features: Sequence[int],
    target: int,
    progress: Progress | None = None,
    on_left_out: Callable[[LeftOut], object] | None = None,
) -> ImportResult:
    """Read columns of a table as points.

    Parameters
    ----------
    table : Table
    features : sequence of int
        Counted from 0; without any the feature is the number of the row, from 1.
    target : int
    progress : callable, optional
        Called from time to time with the part done; False cancels.
    on_left_out : callable, optional
        Called with each row that is left out below the names, as soon as it is read; an error
        raised there ends the reading.

    Raises
    ------
    CancelledError
    StorageError
        If there is no such column, one is taken twice, no row has numbers in all of them, or there
        are more points than fit.
    """
    known = range(len(table.columns))
    if not {*features, target} <= set(known):
        raise StorageError(f"{table.source.name} has no such column.")
    if target in features:
        raise StorageError("x and y must be two different columns.")
    for k, column in enumerate(features):
        if column in features[:k]:
            name = one_line(table.names[column])
            raise StorageError(f"{table.source.name}: column '{name}' is taken twice for x.")
    rows = _Rows(table, (*features, target), on_left_out)
    blocks = _reported(table.source.blocks(), progress)
    delimiter = table.layout.delimiter
    for is_quoted, group in groupby(blocks, key=lambda block: '"' in block.text):
        if is_quoted:
            rows.add_rows(records(chain.from_iterable(b.lines() for b in group), delimiter))
        else:
            for block in group:
                rows.add_block(block)
    return rows.result()


class _Rows:
    """Keeps the numbers of some columns, and the first reasons why there were none."""

    def __init__(
        self,
        table: Table,
        columns: tuple[int, ...],
        on_left_out: Callable[[LeftOut], object] | None = None,
    ) -> None:
        self._table, self._on_left_out = table, on_left_out
        self._columns = columns
        self._is_numbered = len(columns) == 1
        self._delimiter = table.layout.delimiter
        layout = table.layout, table.width, columns
        chosen = [table.columns[column] for column in columns]
        self._readers = [column.reader(table.layout) for column in chosen]
        times = (column.time_column for column in chosen)
        self._times = [(k, at) for k, at in enumerate(times) if at is not None]
        is_simple = not any(column.unit or column.has_magnitudes for column in chosen)
        self._read_block = block_reader(*layout) if is_simple else lambda _block: None
        self._read_simple = row_reader(*layout) if is_simple else lambda _row: None
        self._features, self._target = GrowingArray(max(1, len(columns) - 1)), GrowingArray()
        self._n_rows = 0
        above = table.values_above
        self._left_out = [LeftOut(line, "above the table") for line in above[:LISTED_ROWS]]
        self._n_left_out = len(above)

    def add_block(self, block: Block) -> None:
        """Keep the rows of a block without quotes."""
        is_body = block.first_line >= self._table.first_line
        values = self._read_block(block) if is_body else None
        if values is None:
            self.add_rows(records(block.lines(), self._delimiter))
            return
        n_rows = values.shape[1]
        numbers = np.arange(self._n_rows + 1, self._n_rows + 1 + n_rows)
        self._n_rows += n_rows
        self._keep(values, numbers)

    def add_rows(self, rows: Iterator[Line]) -> None:
        """Keep rows, or the reasons why not; those of empty cells are passed over as blank lines.

        Raises
        ------
        StorageError
            For more points than fit, before they fill the memory.
        """
        found: list[Sequence[float]] = []
        numbers: list[int] = []
        for number, row in rows:
            values = self._row(number, row)
            if values is not None:
                found.append(values)
                numbers.append(self._n_rows)
            if len(found) >= ROWS_AT_ONCE:
                self._keep(np.array(found).T, np.array(numbers))
                found, numbers = [], []
        if found:
            self._keep(np.array(found).T, np.array(numbers))

    def result(self) -> ImportResult:
        """Make points of all that was kept.

        Raises
        ------
        StorageError
            If nothing was, or more than fits.
        """
        name = self._table.source.name
        chosen = [self._table.columns[column] for column in self._columns]
        if not len(self._target):
            which = "both" if len(chosen) <= 2 else f"all {len(chosen)}"
            raise StorageError(f"No row of {name} has numbers in {which} columns.")
        features, target = self._features.finished(), self._target.finished()
        names = [column.name for column in chosen]
        for k, column in enumerate(chosen):
            if column.kind is Kind.DATES:
                values = target if k == len(chosen) - 1 else features[:, k]
                names[k] = _since_the_first(column, values)
        features, target = frozen(features), frozen(target)
        try:
            dataset = Dataset(
                features,
                target,
                feature_names=("row",) if self._is_numbered else tuple(names[:-1]),
                target_name=names[-1],
                name=name,
            )
        except DatasetError as error:
            raise StorageError(f"{name}: {error}") from None
        notes = notes_on(self._table, self._columns, dataset)
        return ImportResult(dataset, tuple(self._left_out), self._n_left_out, notes)

    def _keep(self, values: NDArray[np.float64], numbers: NDArray[np.int64]) -> None:
        features = numbers.astype(float)[:, np.newaxis] if self._is_numbered else values[:-1].T
        self._features.extend(features)
        self._target.extend(values[-1])
        if len(self._target) > MAX_SAMPLES:
            raise StorageError(f"At most {MAX_SAMPLES:,} points. Nothing was added.")

    def _row(self, number: int, row: str) -> Sequence[float] | None:
        if number < self._table.first_line:
            return None
        try:
            values = self._read_simple(row) or self._read_carefully(row)
        except CellError as error:
            if row.strip(f'{self._delimiter}" \t\n'):
                self._leave_out(LeftOut(number, str(error)))
            return None
        self._n_rows += 1
        return values

    def _leave_out(self, row: LeftOut) -> None:
        if self._on_left_out is not None:
            self._on_left_out(row)
        self._n_rows += 1
        self._n_left_out += 1
        if len(self._left_out) < LISTED_ROWS:
            self._left_out.append(row)

    def _read_carefully(self, row: str) -> list[float]:
        if len(row) > LONGEST_ROW:
            raise CellError(f"{len(row):,} characters; at most {LONGEST_ROW:,} are read")
        cells = self._split(row)
        width = self._table.width
        if len(cells) != width:
            raise CellError(f"{len(cells)} columns; {width} are expected")
        values = [
            self._value(cells, *each) for each in zip(self._columns, self._readers, strict=True)
        ]
        for k, at in self._times:
            values[k] += self._value(cells, at, self._readers[k])
        return values

    def _value(self, cells: Sequence[str], column: int, read: Callable[[str], float]) -> float:
        try:
            return read(cells[column])
        except CellError as error:
            name = self._table.columns[column].name
            raise CellError(f"column {name}: {error}") from None

    def _split(self, row: str) -> list[str]:
        if '"' not in row and self._delimiter not in (BLANKS, BAR):
            return row.split(self._delimiter)
        try:
            return split_cells(row, self._delimiter)
        except StorageError as error:
            raise CellError(str(error)) from None


def _reported(blocks: Iterator[Block], progress: Progress | None) -> Iterator[Block]:
    """Pass blocks on, and report after each that was used how far the reading is."""
    for block in blocks:
        yield block
        report(progress, block.part_read)


def _since_the_first(column: Column, seconds: NDArray[np.float64]) -> str:
    """Count days or seconds from the earliest date, in place; return the name that says so."""
    first = float(seconds.min())
    seconds -= first
    scale = DateScale(
        column.unit, MIDNIGHT + dt.timedelta(seconds=first), not column.is_time_of_day
    )
    if column.unit == "days":
        seconds /= SECONDS_A_DAY
    return scale.named(column.name)
