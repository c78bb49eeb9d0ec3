"""Ticks at round dates and times, of an axis whose numbers count from a date."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from linreg_gui.core.date_scale import DateScale
from linreg_gui.views.canvas.ticks import TickRoom, Ticks

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SECONDS_A_DAY = 86_400
DAYS_A_MONTH = 30.44
MONTHS_A_YEAR = 12
SHORTEST = 4.0
"""Seconds; fewer are written as numbers, which have decimals."""


class Step(NamedTuple):
    """The distance of ticks: whole seconds up to a week, else whole months."""

    seconds: int = 0
    months: int = 0

    @property
    def size(self) -> float:
        """About how many seconds there are from tick to tick."""
        return self.seconds or self.months * DAYS_A_MONTH * SECONDS_A_DAY

    def moments(self, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
        """Give the multiples between two moments; weeks begin on Monday.

        Raises
        ------
        OverflowError, ValueError
            At the end of the calendar.
        """
        moment, number = self._at_or_below(first)
        while moment <= last:
            if moment >= first:
                yield moment
            number += self.months
            if self.seconds:
                moment += dt.timedelta(seconds=self.seconds)
            else:
                moment = moment.replace(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1)

    def _at_or_below(self, moment: dt.datetime) -> tuple[dt.datetime, int]:
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.seconds:
            if self.seconds > SECONDS_A_DAY:
                n_days = self.seconds // SECONDS_A_DAY
                return midnight - dt.timedelta((moment.toordinal() - 1) % n_days), 0
            passed = (moment - midnight).seconds // self.seconds * self.seconds
            return midnight + dt.timedelta(seconds=passed), 0
        number = moment.year * MONTHS_A_YEAR + moment.month - 1
        number = max(number // self.months * self.months, MONTHS_A_YEAR)
        return midnight.replace(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1), number


SECONDS = (1, 2, 5, 10, 15, 30)
HOURS = (1, 2, 3, 6, 12)
YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
STEPS = (
    *(Step(seconds) for seconds in SECONDS),
    *(Step(60 * minutes) for minutes in SECONDS),
    *(Step(3600 * hours) for hours in HOURS),
    *(Step(SECONDS_A_DAY * days) for days in (1, 2, 7, 14)),
    *(Step(months=months) for months in (1, 2, 3, 6)),
    *(Step(months=MONTHS_A_YEAR * years) for years in YEARS),
)


def date_ticks(low: float, high: float, room: TickRoom, scale: DateScale) -> Ticks | None:
    """Choose the closest round dates or times whose labels have room.

    Parameters
    ----------
    low, high : float
        Ends of the axis; ``low < high``.
    room : TickRoom
    scale : DateScale
        Tells the moment of each number.

    Returns
    -------
    Ticks or None
        What all labels share, as the year, is in the note. None where dates cannot be told apart,
        or the calendar ends: then the numbers themselves stand at the axis.
    """
    first, last = scale.moment(low), scale.moment(high)
    if first is None or last is None:
        return None
    span = (last - first).total_seconds()
    if span < SHORTEST:
        return None
    for step in STEPS:
        if step.size / span * room.size < room.gap:
            continue
        if not scale.has_day and (step.months or step.seconds >= SECONDS_A_DAY):
            return None  # times of the day go no further than a day
        try:
            moments = list(step.moments(first, last))
        except (OverflowError, ValueError):
            return None
        values = [scale.value(moment) for moment in moments]
        labels, note = _labelled(moments, step, scale)
        distances = [(two - one) / (high - low) * room.size for one, two in pairwise(values)]
        if len(values) > 1 and room.has(labels, distances):
            return Ticks(tuple(values), labels, (), note)
    return None


def _labelled(
    moments: list[dt.datetime], step: Step, scale: DateScale
) -> tuple[tuple[str, ...], str]:
    """Write the labels, and what they share and leave out."""
    days = {moment.date() for moment in moments}
    is_one_year = len({day.year for day in days}) == 1
    note = str(moments[0].year) if is_one_year and moments else ""
    write: Callable[[dt.datetime], str]
    if 0 < step.seconds < SECONDS_A_DAY:
        write = _time_with_seconds if step.seconds < 60 else _time
        if not scale.has_day:
            return tuple(map(write, moments)), ""
        if len(days) == 1:
            return tuple(map(write, moments)), _day_of_year(moments[0])
        time = write
        write = lambda moment: f"{_day(moment)} {time(moment)}"  # noqa: E731
    elif step.seconds:
        write = _day
    elif step.months % MONTHS_A_YEAR:
        write = _month
    else:
        return tuple(str(moment.year) for moment in moments), ""
    if is_one_year:
        return tuple(map(write, moments)), note
    return tuple(f"{write(moment)} {moment.year}" for moment in moments), ""


def _time(moment: dt.datetime) -> str:
    return f"{moment:%H:%M}"


def _time_with_seconds(moment: dt.datetime) -> str:
    return f"{moment:%H:%M:%S}"


def _day(moment: dt.datetime) -> str:
    return f"{moment.day} {_month(moment)}"


def _month(moment: dt.datetime) -> str:
    return MONTHS[moment.month - 1]


def _day_of_year(moment: dt.datetime) -> str:
    return f"{_day(moment)} {moment.year}"
