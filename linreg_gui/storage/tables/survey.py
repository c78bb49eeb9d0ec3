"""Count on the whole of a long table how complete its columns are."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.storage.errors import Progress, StorageError
from linreg_gui.storage.tables.cells import LONGEST_ROW, records, split_cells
from linreg_gui.storage.tables.columns import Column, Kind
from linreg_gui.storage.tables.numbers import CellError
from linreg_gui.storage.tables.source import Line, report
from linreg_gui.storage.tables.table import Table

NEARLY = 0.99
"""A pair of columns with this part of the most complete rows is as good."""
MOST_RIVALS = 30
"""Columns whose pairs are compared; the fullest ones."""
REMEMBERED = 10_000
"""Cells of a column whose reading is kept: text repeats itself, numbers seldom."""
PATTERNS_TOGETHER = 4096
"""Patterns of which the columns are counted at once."""


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
    n_columns = len(table.columns)
    n_values, n_held = np.zeros(n_columns), np.zeros(n_columns)
    for values, held, n_rows in _matrices(patterns, n_columns):
        n_values += n_rows @ values
        n_held += n_rows @ held
    counts = zip(table.columns, n_values.tolist(), n_held.tolist(), strict=True)
    columns = tuple(_counted(column, int(values), int(held)) for column, values, held in counts)
    if not any(column.kind in (Kind.NUMBERS, Kind.DATES) for column in columns):
        columns = table.columns  # the numbers stand among the first rows
    counted = replace(table, columns=columns, is_sampled=False)
    best_pair = _best_pair(counted, patterns)
    n_left_out = tuple(patterns.total() - int(values) for values in n_values.tolist())
    return Survey(replace(counted, best_pair=best_pair), n_left_out)


def _patterns(table: Table, progress: Progress | None) -> Counter[tuple[int, int]]:
    """Count the rows by the columns in which they have values, and any cell: a bit each."""
    tests = [_memory(column.reader(table.layout)) for column in table.columns]
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


Matrices = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""For some patterns: which columns have values, which have any cell, and the number of rows."""


def _matrices(patterns: Counter[tuple[int, int]], n_columns: int) -> Iterator[Matrices]:
    """Give patterns as rows of 0 and 1, some at a time: there may be as many as rows."""
    each = list(patterns.items())
    for begin in range(0, len(each), PATTERNS_TOGETHER):
        some = each[begin : begin + PATTERNS_TOGETHER]
        values = _bits([values for (values, _), _ in some], n_columns)
        held = _bits([held for (_, held), _ in some], n_columns)
        yield values, held, np.array([n_rows for _, n_rows in some], np.float64)


def _bits(numbers: list[int], n_columns: int) -> NDArray[np.float64]:
    """Return the bits of numbers, the lowest first, shape (n_numbers, n_columns)."""
    n_bytes = (n_columns + 7) // 8
    raw = b"".join(number.to_bytes(n_bytes, "little") for number in numbers)
    rows = np.frombuffer(raw, np.uint8).reshape(-1, n_bytes)
    return np.unpackbits(rows, axis=1, count=n_columns, bitorder="little").astype(np.float64)


def _cells(row: str, delimiter: str) -> list[str]:
    try:
        return split_cells(row, delimiter) if len(row) <= LONGEST_ROW else []
    except StorageError:
        return []


def _lines(table: Table, progress: Progress | None) -> Iterator[Iterator[Line]]:
    for block in table.source.blocks():
        yield block.lines()
        report(progress, block.part_read)


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
    columns = sorted(fullest)
    joint = np.zeros((len(columns), len(columns)))
    for values, _, n_rows in _matrices(patterns, len(table.columns)):
        chosen = values[:, columns]
        joint += (n_rows[:, np.newaxis] * chosen).T @ chosen
    complete = {
        (columns[one], columns[other]): joint[one, other]
        for one, other in combinations(range(len(columns)), 2)
    }
    most = max(complete.values(), default=0)
    good = [pair for pair, n_rows in complete.items() if n_rows >= NEARLY * most > 0]
    return min(good, key=lambda pair: (pair[0], -pair[1]), default=None)
