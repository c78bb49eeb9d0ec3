"""How complete the columns of a long table are, counted on the whole of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, combinations

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.cells import LONGEST_ROW, records, split_cells
from linreg_gui.storage.tables.dates import seconds_reader
from linreg_gui.storage.tables.numbers import is_read_by, number_reader
from linreg_gui.storage.tables.source import Line, Progress, report
from linreg_gui.storage.tables.table import Column, Kind, Table

NEARLY = 0.99
"""A pair of columns with this part of the most complete rows is as good."""
MOST_RIVALS = 30
"""Columns whose pairs are compared; the fullest ones."""
REMEMBERED = 10_000
"""Cells of a column whose reading is kept: text repeats itself, numbers seldom."""


def surveyed(table: Table, progress: Progress | None = None) -> Table:
    """Return a table whose columns are counted on the whole file, and which offers the best pair.

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
    counted = replace(table, columns=columns, is_sampled=False)
    return replace(counted, best_pair=_best_pair(counted, patterns))


def _patterns(table: Table, progress: Progress | None) -> Counter[tuple[int, int]]:
    """Count the rows by the columns in which they have values, and any cell: a bit each."""
    tests = [_memory(_reader(table, column)) for column in table.columns]
    delimiter, width, first = table.layout.delimiter, table.width, table.first_line
    found: Counter[tuple[int, int]] = Counter()

    lines = chain.from_iterable(_lines(table, progress))
    for number, row in records(lines, delimiter):
        if number < first or len(row) > LONGEST_ROW:
            continue
        try:
            cells = split_cells(row, delimiter)
        except StorageError:
            continue
        if len(cells) == width:
            values = held = 0
            for k, test in enumerate(tests):
                if cell := cells[k]:
                    held |= 1 << k
                    values |= test(cell) << k
            found[values, held] += 1
    return found


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
            answer = is_read_by(read, cell)
            if len(known) < REMEMBERED:
                known[cell] = answer
        return answer

    return test


def _counted(column: Column, n_values: int, n_held: int) -> Column:
    kind = column.kind
    if kind is not Kind.DATES and n_held:
        kind = Kind.NUMBERS if 2 * n_values > n_held else Kind.TEXT
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
