"""How complete the columns of a long table are, counted on the whole of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, combinations
from typing import NamedTuple

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.cells import LONGEST_ROW, records, split_cells
from linreg_gui.storage.tables.dates import seconds_reader
from linreg_gui.storage.tables.numbers import CellError, number_reader
from linreg_gui.storage.tables.source import Line, Progress, report
from linreg_gui.storage.tables.table import Column, Kind, Table

NEARLY = 0.99
"""A pair of columns with this part of the most complete rows is as good."""
MOST_RIVALS = 30
"""Columns whose pairs are compared; the fullest ones."""
REMEMBERED = 10_000
"""Cells of a column whose reading is kept: text repeats itself, numbers seldom."""


class Survey(NamedTuple):
    """A table whose columns are counted on all rows, and for each the rows without a value."""

    table: Table
    n_left_out: tuple[int, ...]


def survey(table: Table, progress: Progress | None = None) -> Survey:
    """Count the values of all columns on the whole file.

    Parameters
    ----------
    table : Table
        Judged by its first lines.
    progress : callable, optional
        Called from time to time with the part done; False cancels.

    Raises
    ------
    CancelledError
    StorageError
        If the file cannot be read any more.
    """
    patterns = _patterns(table, progress)
    n_values, n_held = [0] * len(table.columns), [0] * len(table.columns)
    for (values, held), n_rows in patterns.items():
        for k in range(len(table.columns)):
            n_values[k] += n_rows * (values >> k & 1)
            n_held[k] += n_rows * (held >> k & 1)
    columns = tuple(
        _counted(column, n_values[k], n_held[k]) for k, column in enumerate(table.columns)
    )
    if not any(column.kind in (Kind.NUMBERS, Kind.DATES) for column in columns):
        columns = table.columns  # the numbers stand among the first rows
    counted = replace(table, columns=columns, is_sampled=False)
    best_pair = _best_pair(counted, patterns)
    n_rows = sum(patterns.values())
    return Survey(replace(counted, best_pair=best_pair), tuple(n_rows - n for n in n_values))


def _patterns(table: Table, progress: Progress | None) -> Counter[tuple[int, int]]:
    """Count the rows by the columns in which they have values, and any cell: a bit each."""
    tests = [_memory(_reader(table, column)) for column in table.columns]
    delimiter, width, first = table.layout.delimiter, table.width, table.first_line
    found: Counter[tuple[int, int]] = Counter()

    lines = chain.from_iterable(_lines(table, progress))
    for number, row in records(lines, delimiter):
        if number < first:
            continue
        values = held = 0
        cells = _cells(row, delimiter)
        if len(cells) == width:
            for k, test in enumerate(tests):
                if cell := cells[k]:
                    held |= 1 << k
                    values |= test(cell) << k
        if held or row.strip(f'{delimiter}" \t\n'):
            found[values, held] += 1
    return found


def _cells(row: str, delimiter: str) -> list[str]:
    try:
        return split_cells(row, delimiter) if len(row) <= LONGEST_ROW else []
    except StorageError:
        return []


def _lines(table: Table, progress: Progress | None) -> Iterator[Iterator[Line]]:
    for block in table.source.blocks():
        yield block.lines()
        report(progress, block.part_read)


def _reader(table: Table, column: Column) -> Callable[[str], float]:
    if column.kind is Kind.DATES:
        return seconds_reader(is_day_first=column.is_day_first)
    return number_reader(table.layout, column.unit)


def _memory(read: Callable[[str], float]) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def test(cell: str) -> bool:
        answer = known.get(cell)
        if answer is None:
            try:
                read(cell)
                answer = True
            except CellError:
                answer = False
            if len(known) < REMEMBERED:
                known[cell] = answer
        return answer

    return test


def _counted(column: Column, n_values: int, n_held: int) -> Column:
    kind = Kind.NUMBERS if 2 * n_values > n_held else Kind.TEXT if n_held else Kind.EMPTY
    if column.kind is Kind.DATES and n_held:
        kind = Kind.DATES
    return replace(column, kind=kind, n_values=n_values, has_values=n_values > 0)


def _best_pair(table: Table, patterns: Counter[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first and the last of the columns whose pair has the most complete rows."""
    numeric = [k for k in table.numeric_columns if not table.columns[k].is_index]
    fullest = sorted(numeric, key=lambda k: -table.columns[k].n_values)[:MOST_RIVALS]
    complete = {
        (x, y): sum(
            n_rows
            for (values, _), n_rows in patterns.items()
            if values >> x & 1 and values >> y & 1
        )
        for x, y in combinations(sorted(fullest), 2)
    }
    most = max(complete.values(), default=0)
    good = [pair for pair, n_rows in complete.items() if n_rows >= NEARLY * most > 0]
    return min(good, key=lambda pair: (pair[0], -pair[1]), default=None)
