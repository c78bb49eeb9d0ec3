"""Numbers that count days or seconds from a date: how their name says so, and the date of each."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple, Self

MIDNIGHT = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - times without a zone are compared as written
UNITS = {"days": dt.timedelta(days=1), "seconds": dt.timedelta(seconds=1)}
_YEARS = re.compile(r"(?i)(?<![^\W_])(years?|jahre?|années?|años?|ann[oi]|jaar|år)(?![^\W\d_])")
_NAME = re.compile(r"(?P<column>.*) \((?P<unit>days|seconds) since (?P<first>[0-9:. -]{8,26})\)")


class DateScale(NamedTuple):
    """The dates or times that the numbers of a column stand for.

    The name of the column carries the scale, "when (days since 2031-03-01)", as in netCDF files: it
    travels through projects, exports and messages, and `of` reads it back.

    Attributes
    ----------
    unit : str
        "days" or "seconds".
    first : datetime.datetime
        The moment of the number 0; of a time of the day, on the first of January 1970.
    has_day : bool
        False for times of the day, which have no date.
    """

    unit: str
    first: dt.datetime
    has_day: bool = True

    @classmethod
    def of(cls, name: str) -> Self | None:
        """Return the scale that the name of a column carries; None where there is none."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        text = found["first"]
        has_day = "-" in text
        try:
            first = dt.datetime.fromisoformat(text if has_day else f"{MIDNIGHT.date()} {text}")
        except ValueError:
            return None
        return cls(found["unit"], first, has_day)

    def named(self, column: str) -> str:
        """Return the name of a column with this scale."""
        first = self.first.date() if self.unit == "days" else self.first
        since = str(first) if self.has_day else str(self.first.time())
        return f"{column} ({self.unit} since {since})"

    def moment(self, value: float) -> dt.datetime | None:
        """Return the date and time of a number; None outside the years 1 to 9999."""
        try:
            return self.first + value * UNITS[self.unit]
        except (OverflowError, ValueError):
            return None

    def text(self, value: float) -> str | None:
        """Write the date or time of a number: "2031-03-04"; None outside the years 1 to 9999."""
        moment = self.moment(value)
        if moment is None:
            return None
        if self.unit == "days":
            return str(moment.date())
        written = moment.isoformat(" ", "seconds").removesuffix(":00")
        return written if self.has_day else written.partition(" ")[2]

    def value(self, moment: dt.datetime) -> float:
        """Return the number of a date and time."""
        return (moment - self.first) / UNITS[self.unit]


def column_of(name: str) -> str:
    """Return the name of a column without its scale: "when" of "when (days since 2031-03-01)"."""
    found = _NAME.fullmatch(name)
    return name if found is None or DateScale.of(name) is None else found["column"]


def names_years(name: str) -> bool:
    """Return whether the name of a column says that its numbers are years: "Year", "built_year"."""
    return _YEARS.search(name) is not None
