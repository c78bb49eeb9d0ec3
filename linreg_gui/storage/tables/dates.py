"""Dates and times as people write them, as days or seconds."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from linreg_gui.core.date_scale import MIDNIGHT
from linreg_gui.storage.tables.numbers import CellError

_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r" ?(?P<half>[AaPp][Mm])?(?: ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
_YEAR_FIRST = (
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?"
)
_YEAR_LAST = (
    r"(?P<one>[0-9]{1,2})(?P<mark>[-/.])(?P<two>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (rf"{_YEAR_FIRST}(?:[T ] ?{_TIME})?", rf"{_YEAR_LAST}(?:[T ,] ?{_TIME})?", _TIME)
)
LONGEST_DATE = 40
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
LATEST_SHORT_YEAR = 68
"""As POSIX has it: 68 is 2068, 69 is 1969."""


class DateOrder(NamedTuple):
    """How many of the dates written like 1/2/2030 begin with the day, the month, or either."""

    n_either: int
    n_day_first: int
    n_month_first: int
    example: str

    @property
    def is_doubtful(self) -> bool:
        """Whether no date tells the day from the month, or the dates contradict each other."""
        return bool(self.n_either) and bool(self.n_day_first) == bool(self.n_month_first)

    @property
    def is_day_first(self) -> bool:
        """What the dates speak for, in doubt the month."""
        return self.n_day_first > self.n_month_first


def date_order(cells: Iterable[str]) -> DateOrder:
    """Count what the dates of a column say about their order; with dots the day comes first."""
    counts = [0, 0, 0]
    example = ""
    for cell in cells:
        found = _PATTERNS[1].fullmatch(cell.strip()) if len(cell) <= LONGEST_DATE else None
        if found is None:
            continue
        one, two = int(found["one"]), int(found["two"])
        if found["mark"] == "." or (one > 12 >= two):
            counts[1] += 1
        elif two > 12 >= one:
            counts[2] += 1
        elif one != two:
            counts[0] += 1
            example = example or cell.strip()
    return DateOrder(counts[0], counts[1], counts[2], example)


def both_ways(example: str) -> str:
    """Say how a date like 1/2/2030 can be read."""
    one, two = map(int, re.split("[-/.]", example)[:2])
    return f"'{example}' may be {one} {MONTHS[two - 1]} or {two} {MONTHS[one - 1]}"


def seconds_reader(*, is_day_first: bool) -> Callable[[str], float]:
    """Make the function that turns a date or time into seconds since 1970, or since midnight.

    It raises `CellError` for anything else.
    """

    def read(cell: str) -> float:
        text = cell.strip()
        if len(text) <= LONGEST_DATE:
            for pattern in _PATTERNS:
                if found := pattern.fullmatch(text):
                    try:
                        return _seconds(found.groupdict(), is_day_first)
                    except (ValueError, OverflowError):
                        break
        shown = text if len(text) <= LONGEST_DATE else f"{text[: LONGEST_DATE - 1]}…"
        raise CellError(f"'{shown}' is no date or time" if text else "the cell is empty")

    return read


def has_time(cell: str) -> bool:
    """Return whether a date comes with a time of the day."""
    return ":" in cell and not cell.endswith("T00:00:00")  # as workbooks write a day


def is_time_of_day(cell: str) -> bool:
    """Return whether a cell is a time without a date."""
    return len(cell) <= LONGEST_DATE and _PATTERNS[2].fullmatch(cell.strip()) is not None


def _seconds(parts: dict[str, str | None], is_day_first: bool) -> float:
    day = MIDNIGHT
    if parts.get("year"):
        day = dt.datetime(*_day(parts, is_day_first))  # noqa: DTZ001 - as MIDNIGHT
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half == "pm")
    moment = day.replace(
        hour=hour, minute=int(parts["minute"] or 0), second=int(parts["second"] or 0)
    )
    part = float(f"0.{parts['part'] or 0}")
    return (moment - MIDNIGHT).total_seconds() + part - _offset(parts["zone"])


def _day(parts: dict[str, str | None], is_day_first: bool) -> tuple[int, int, int]:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year <= LATEST_SHORT_YEAR else 1900
    if "one" not in parts:
        if parts["day"] is None and parts["mark"] != "-":
            raise ValueError(parts["year"])  # 2005.11 is a number
        return year, int(parts["month"] or 1), int(parts["day"] or 1)
    one, two = int(parts["one"] or 0), int(parts["two"] or 0)
    is_day_first = is_day_first or parts["mark"] == "."
    return (year, two, one) if is_day_first else (year, one, two)


def _offset(zone: str | None) -> float:
    if zone is None or zone == "Z":
        return 0.0
    sign = -1 if zone[0] == "-" else 1
    return sign * (3600.0 * int(zone[1:3]) + 60.0 * int(zone[-2:]))
