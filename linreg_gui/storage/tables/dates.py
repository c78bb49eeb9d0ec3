"""Dates and times as people write them, as days or seconds."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from linreg_gui.core.date_scale import MIDNIGHT
from linreg_gui.storage.tables.numbers import CellError

_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?"
    r" ?(?P<half>[AaPp][Mm])?(?: ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
_YEAR_FIRST = (
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?"
)
_YEAR_LAST = (
    r"(?P<one>[0-9]{1,2})(?P<mark>[-/.])(?P<two>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
)
_COMPACT = r"(?P<year>(?:1[89]|20)[0-9]{2})(?P<mark>)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])"
_ANY_YEAR = "(?P<year>[0-9]{4}|[0-9]{2})"
_WORD = r"(?P<word>[^\W\d_]{3,12})\.?"
_NAMED = (
    # 1 Jan 2030, 1. Januar 2030, 01-Jan-30; Jan 1, 2030; 2030-Jan-01; Jan 2030, Jan-30, Jan '30
    rf"(?P<day>[0-9]{{1,2}})\.?(?P<mark>[ /-]?) ?{_WORD}(?P=mark),? ?{_ANY_YEAR}",
    rf"{_WORD} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})",
    rf"(?P<year>[0-9]{{4}})[ /-]?{_WORD}(?:[ /-]?(?P<day>[0-9]{{1,2}}))?",
    rf"{_WORD} (?P<year>[0-9]{{4}})",
    rf"{_WORD}(?:[/-]| ?'){_ANY_YEAR}",
)
_DAY_OF_WEEK = r"(?:[^\W\d_]{2,10}\.?,? )?"
_QUARTER = (
    r"(?P<year>[0-9]{4})[ -]?Q(?P<quarter>[1-4])",
    r"Q(?P<quarter>[1-4])[ /-]?(?P<year>[0-9]{4})",
)
_WEEK = r"(?P<year>[0-9]{4})-?W(?P<week>[0-9]{2})"
_MONTH_FIRST = r"(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR_FIRST}(?:[T ] ?{_TIME})?",
        rf"{_YEAR_LAST}(?:[T ,] ?{_TIME})?",
        _TIME,
        *(rf"{_DAY_OF_WEEK}{named}(?:,? {_TIME})?" for named in _NAMED),
        *_QUARTER,
        _WEEK,
        _MONTH_FIRST,
        _COMPACT,
    )
)
LONGEST_DATE = 40
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
OTHER_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
"""In German, French, Spanish, Italian, Portuguese and Dutch."""
SHORTEST_MONTH = 3
LATEST_SHORT_YEAR = 68
"""The rule of POSIX: 68 is 2068, 69 is 1969."""


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
        """Whether the dates begin with the day; in doubt they do not."""
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


def are_compact_dates(cells: Sequence[str]) -> bool:
    """Return whether all cells are days written like 20300102; they are numbers as well."""
    return len(cells) > 1 and all(
        cell.isascii() and _PATTERNS[-1].fullmatch(cell) for cell in cells
    )


@cache
def _months() -> dict[str, int]:
    """Map names of months and their beginnings to 1 to 12, except where two months begin alike."""
    known: dict[str, int] = {"mrt": 3, "sept": 9}
    doubtful: set[str] = set()
    for names in (MONTHS, *(names.split() for names in OTHER_MONTHS)):
        for number, name in enumerate(names, start=1):
            for end in range(SHORTEST_MONTH, len(name) + 1):
                if known.setdefault(name[:end].lower(), number) != number:
                    doubtful.add(name[:end].lower())
    return {name: number for name, number in known.items() if name not in doubtful}


def _seconds(parts: dict[str, str | None], is_day_first: bool) -> float:
    day = MIDNIGHT
    if parts.get("year"):
        day = dt.datetime(*_day(parts, is_day_first))  # noqa: DTZ001 - as MIDNIGHT
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half == "pm")
    moment = day.replace(
        hour=hour, minute=int(parts.get("minute") or 0), second=int(parts.get("second") or 0)
    )
    part = float(f"0.{parts.get('part') or 0}")
    return (moment - MIDNIGHT).total_seconds() + part - _offset(parts.get("zone"))


def _day(parts: dict[str, str | None], is_day_first: bool) -> tuple[int, int, int]:
    written = parts["year"] or ""
    year = int(written)
    if len(written) == 2:
        year += 2000 if year <= LATEST_SHORT_YEAR else 1900
    if word := parts.get("word"):
        return year, _months().get(word.lower(), 0), int(parts.get("day") or 1)
    if quarter := parts.get("quarter"):
        return year, 3 * int(quarter) - 2, 1
    if week := parts.get("week"):
        monday = dt.date.fromisocalendar(year, int(week), 1)
        return monday.year, monday.month, monday.day
    if "one" not in parts:
        if "mark" in parts and parts["day"] is None and parts["mark"] != "-":
            raise ValueError(parts["year"])  # 2005.11 is a number
        return year, int(parts["month"] or 1), int(parts.get("day") or 1)
    one, two = int(parts["one"] or 0), int(parts["two"] or 0)
    is_day_first = is_day_first or parts["mark"] == "."
    return (year, two, one) if is_day_first else (year, one, two)


def _offset(zone: str | None) -> float:
    if zone is None or zone in ("Z", "UTC", "GMT"):
        return 0.0
    sign = -1 if zone[0] == "-" else 1
    return sign * (3600.0 * int(zone[1:3]) + 60.0 * int(zone[-2:]))
