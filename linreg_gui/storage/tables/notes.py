"""Sentences about a table that was read: what was passed over, cut, or cannot be told apart."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import counted
from linreg_gui.storage.tables.columns import LONGEST_COLUMN_NAME
from linreg_gui.storage.tables.table import Table

STAND_INS = (-99.0, -999.0, -9999.0, -99999.0)
FEWEST_ADDED = 3
"""Rows that a total adds up."""
LEAST_SPREAD = 1e-14
"""Values that spread by less than this part of their size differ in their last two digits."""


def notes_on(table: Table, columns: Sequence[int], dataset: Dataset) -> tuple[str, ...]:
    """Return what somebody should know of the columns taken, features and target, as sentences."""
    notes = [_passed_over(table)]
    for column in columns:
        notes += [_cut(table, column), *_read_as(table, column)]
    if len(columns) > 1:
        notes += [_stand_ins(dataset.feature_names[k], x) for k, x in enumerate(dataset.features.T)]
        notes += [_stand_ins(dataset.target_name, dataset.target), _total(dataset)]
        notes += [_hardly_spread(table, columns, dataset, k) for k in range(dataset.n_features)]
    return tuple(filter(None, notes))


def _passed_over(table: Table) -> str:
    if table.has_more:
        return "Passed over other numbers around the lists."
    if not table.above:
        return ""
    first, last = table.above[0], table.above[-1]
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"Passed over {lines} above the table."


def _cut(table: Table, column: int) -> str:
    if not table.columns[column].is_name_cut:
        return ""
    begin = table.names[column][:20]
    return f"The name '{begin}…' of column {column + 1} was cut to {LONGEST_COLUMN_NAME} letters."


def _read_as(table: Table, place: int) -> Iterator[str]:
    """Say how the cells of a column were understood, where they could be taken for text."""
    column = table.columns[place]
    if column.time_column is not None:
        times = table.names[column.time_column]
        yield f"The times of {column.name} are those of column '{times}'."
    if column.has_uncertainties:
        yield f"The uncertainties of {column.name}, behind ±, are left out."
    if column.has_magnitudes:
        yield f"In {column.name}, k, M and B stand for thousand, million and billion."


def _stand_ins(name: str, values: NDArray[np.float64]) -> str:
    """Name a number like -999, far below all others, that often marks a missing value."""
    lowest = float(values.min())
    others = values[values != lowest]
    if lowest not in STAND_INS or not len(others):
        return ""
    if others.min() - lowest <= max(np.ptp(others), -0.5 * lowest):
        return ""
    rows = counted(len(values) - len(others), "row")
    return f"{name} is {lowest:g} in {rows}, far below all others: it may mark a missing value."


def _total(dataset: Dataset) -> str:
    """Name a last row that adds up the rows above it."""
    table = np.column_stack([dataset.features, dataset.target])
    sums = table[:-1].sum(axis=0)
    if (
        len(sums) < 2
        or len(table) <= FEWEST_ADDED
        or not np.allclose(table[-1], sums, rtol=1e-9, atol=0.0)
    ):
        return ""
    if not (np.abs(sums) > np.abs(table[:-1]).max(axis=0)).all():
        return ""
    return "The last row is the sum of those above it: it may be a total, and no point."


def _hardly_spread(table: Table, columns: Sequence[int], dataset: Dataset, k: int) -> str:
    values = dataset.features[:, k]
    lowest, highest = float(values.min()), float(values.max())
    if highest - lowest > LEAST_SPREAD * max(abs(lowest), abs(highest)):
        return ""
    if highest == lowest and len({_written(row[columns[k]]) for row in table.rows}) < 2:
        return ""  # they are equal: the window and `fit` say that of any data
    return (
        f"The values of {dataset.feature_names[k]} differ by less than 1e-14 of their size, too "
        "little for a slope: subtract the first value from all."
    )


def _written(cell: str) -> Decimal | None:
    try:
        return Decimal(cell.replace(",", "."))
    except InvalidOperation:
        return None
