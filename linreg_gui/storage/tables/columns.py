"""The columns of a table: what they hold, judged by the first rows, and their names."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from linreg_gui.storage.errors import one_line
from linreg_gui.storage.tables.dates import (
    are_compact_dates,
    both_ways,
    date_order,
    has_time,
    is_time_of_day,
    seconds_reader,
)
from linreg_gui.storage.tables.notation import BILLIONS, MAGNITUDES, is_uncertain
from linreg_gui.storage.tables.numbers import (
    decimal_vote,
    is_read_by,
    number_parts,
    number_reader,
)
from linreg_gui.storage.tables.reading import is_counting
from linreg_gui.storage.tables.source import Doubt, TableLayout

LONGEST_COLUMN_NAME = 200
WITHOUT_WIDTH = dict.fromkeys(map(ord, "\N{SOFT HYPHEN}\u200b\u200c\u200d\u2060\ufeff"))
INDEX_NAMES = ("", "#", "index", "id", "row", "nr", "no", "no.", "unnamed: 0")


class Kind(Enum):
    """The kinds of columns."""

    NUMBERS = "numbers"
    DATES = "dates"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True)
class Column:
    """A column of a table, as its first rows have it.

    Attributes
    ----------
    name : str
    written : str
        The name without a unit that its numbers brought.
    kind : Kind
        Numbers or dates where most of its cells are; mixed cells are left out row by row.
    unit : str
        What all its numbers have before or behind them, as "%"; "days" or "seconds" of dates.
    n_values : int
        Cells that hold a number or a date.
    has_values : bool
        Whether any cell is a number.
    is_index : bool
        Whether it only counts the rows.
    is_day_first : bool
        Whether 1/2/2030 in it is the first of February.
    doubts : tuple of Doubt
        What its dates leave open.
    has_day_or_month_first : bool
        Whether its dates do not tell which comes first, although somebody may have said so.
    is_time_of_day : bool
        Whether its times have no date.
    is_name_cut : bool
        Whether the name is longer in the file.
    has_magnitudes : bool
        Whether k, M and B behind some of its numbers stand for powers of ten.
    has_uncertainties : bool
        Whether some of its numbers are written like 5.1 ± 0.2.
    time_column : int or None
        The place of the column with the times of its dates.
    """

    name: str
    written: str
    kind: Kind
    unit: str = ""
    n_values: int = 0
    has_values: bool = False
    is_index: bool = False
    is_day_first: bool = False
    doubts: tuple[Doubt, ...] = ()
    has_day_or_month_first: bool = False
    is_time_of_day: bool = False
    is_name_cut: bool = False
    has_magnitudes: bool = False
    has_uncertainties: bool = False
    time_column: int | None = None

    def reader(self, layout: TableLayout) -> Callable[[str], float]:
        """Make the function that reads a cell; it raises `CellError`."""
        if self.kind is Kind.DATES:
            return seconds_reader(is_day_first=self.is_day_first)
        return number_reader(layout, self.unit, has_magnitudes=self.has_magnitudes)


def columns_of(
    layout: TableLayout,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    n_first: int,
    is_day_first: bool | None,
) -> tuple[Column, ...]:
    """Judge the columns of a table by its first rows.

    Parameters
    ----------
    layout : TableLayout
    header : sequence of str
        The names as written, "" for a column without one; one for each cell of a row.
    rows : sequence of sequence of str
        All of the same length.
    n_first : int
        How many of them follow each other from the first one on.
    is_day_first : bool or None
        Whether 1/2/2030 is the first of February; None is guessed.
    """
    width = len(header)
    cells = list(zip(*rows, strict=True)) or [()] * width
    if header[-1] == "" and width > 1 and any(header) and not any(cells[-1]):
        width -= 1
    names = _names(header[:width])
    may_count = cells[0] not in cells[1:]  # what another column says as well is data
    counted = cells[0][:n_first] if may_count else ()
    columns = (
        _numbers(names[k], header[k], cells[k], layout, counted if k == 0 else ())
        or _other_column(names[k], cells[k], layout, is_day_first)
        for k in range(width)
    )
    return _with_times(
        replace(column, is_name_cut=names[k].endswith("…") and names[k] != header[k])
        for k, column in enumerate(columns)
    )


def _with_times(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Join a column of days to the only one of times of the day, where they are neighbours."""
    found = list(columns)
    days = [k for k, column in enumerate(found) if column.unit == "days"]
    times = [k for k, column in enumerate(found) if column.is_time_of_day]
    if len(days) == len(times) == 1 and abs(days[0] - times[0]) == 1:
        found[days[0]] = replace(found[days[0]], unit="seconds", time_column=times[0])
    return tuple(found)


def _names(header: Sequence[str]) -> tuple[str, ...]:
    defaults = [f"column {position}" for position in range(1, len(header) + 1)]
    if len(header) == 2 and not any(header):
        defaults = ["x", "y"]
    return tuple(
        clean_name(name) or default for name, default in zip(header, defaults, strict=True)
    )


def clean_name(name: str) -> str:
    r"""Return the name of a column as one line of reasonable length that can be shown anywhere.

    What takes no room is left out; control characters, and those that turn the direction of
    writing, are written as ``\x1b`` or ``\u202e``.
    """
    begin = name[: 10 * LONGEST_COLUMN_NAME].translate(WITHOUT_WIDTH)
    return one_line(" ".join(begin.split()), LONGEST_COLUMN_NAME)


def _numbers(
    name: str, written: str, cells: Sequence[str], layout: TableLayout, counted: Sequence[str]
) -> Column | None:
    """Return a column of numbers, if most of its cells are; ``counted`` may count the rows."""
    held = [cell for cell in cells if cell]
    if not held or are_compact_dates(held):
        return None
    unit, has_magnitudes = _shared_unit(held)
    read = number_reader(layout, unit, has_magnitudes=has_magnitudes)
    n_values = sum(is_read_by(read, cell) for cell in held)
    if 2 * n_values <= len(held):
        return None
    is_named = written.strip().lower() in INDEX_NAMES and layout.has_header
    counted = [cell for cell in counted if cell]
    is_index = is_counting(counted) or (is_named and len(set(counted)) == len(counted))
    is_index = is_index and len(counted) > 2
    is_said = re.search(rf"(?<![^\W\d_]){re.escape(unit)}(?![^\W\d_])", name) is not None
    named = name if is_said or not unit else f"{name} ({unit})"
    return Column(
        named,
        name,
        Kind.NUMBERS,
        unit,
        n_values,
        has_values=True,
        is_index=is_index,
        has_magnitudes=has_magnitudes,
        has_uncertainties=any(map(is_uncertain, held)),
    )


def _other_column(
    name: str, cells: Sequence[str], layout: TableLayout, is_day_first: bool | None
) -> Column:
    held = [cell for cell in cells if cell]
    if not held:
        return Column(name, name, Kind.EMPTY)
    order = date_order(held)
    chosen = order.is_day_first if is_day_first is None else is_day_first
    read = seconds_reader(is_day_first=chosen)
    n_dates = sum(is_read_by(read, cell) for cell in held)
    if 2 * n_dates > len(held):
        unit = "seconds" if any(map(has_time, held)) else "days"
        doubts: tuple[Doubt, ...] = ()
        if order.is_doubtful and is_day_first is None:
            doubts = (Doubt(both_ways(order.example), "--dayfirst or --monthfirst"),)
        return Column(
            name,
            name,
            Kind.DATES,
            unit,
            n_dates,
            has_values=True,
            is_day_first=chosen,
            doubts=doubts,
            has_day_or_month_first=order.is_doubtful,
            is_time_of_day=all(map(is_time_of_day, filter(partial(is_read_by, read), held))),
        )
    numbers = number_reader(layout)
    return Column(name, name, Kind.TEXT, has_values=any(is_read_by(numbers, cell) for cell in held))


def _shared_unit(cells: Sequence[str]) -> tuple[str, bool]:
    """Return the unit most numbers of a column have, or "" where most have none.

    And whether they differ in k, M and B before that unit, which then are powers of ten. Kelvin and
    rooms like 12B look alike, and are told by having one letter, or no decimals.
    """
    parts = list(map(number_parts, cells))
    units = [part.unit for part in parts]
    commonest = max(set(units), key=units.count)
    if any(unit in MAGNITUDES for unit in units):
        parts = [part for part in parts if any(map(str.isdigit, part.digits))]
        plain = {MAGNITUDES.get(part.unit, (0, part.unit))[1] for part in parts}
        letters = {unit[0] for unit in units if unit in MAGNITUDES}
        has_decimals = any(decimal_vote(part.digits) for part in parts if part.unit in MAGNITUDES)
        are_sure = "k" in letters or len({letter.lower() for letter in letters}) > 1
        if len({part.unit for part in parts}) > len(plain) == 1 and has_decimals and are_sure:
            return plain.pop(), True
    is_shared = 2 * units.count(commonest) > len(units) and commonest != BILLIONS
    return (commonest if is_shared else ""), False
