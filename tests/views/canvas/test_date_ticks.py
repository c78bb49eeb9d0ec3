"""The labels of an axis of dates: round, pairwise different, and with room, for every range."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.date_scale import DateScale
from linreg_gui.views.canvas.axes import PaneAxis
from linreg_gui.views.canvas.date_ticks import date_ticks
from tests.views.canvas.test_ticks import room

MORNING = dt.datetime(2031, 3, 1, 8)  # noqa: DTZ001
NIGHT = dt.datetime(1970, 1, 1, 22)  # noqa: DTZ001
HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400


@pytest.mark.parametrize(
    ("seconds", "labels", "note"),
    [
        (20, ("08:00:00", "08:00:05", "08:00:10", "08:00:15", "08:00:20"), "1 Mar 2031"),
        (2 * HOUR, ("08:00", "08:30", "09:00", "09:30", "10:00"), "1 Mar 2031"),
        (2 * DAY, ("1 Mar 12:00", "2 Mar 00:00", "2 Mar 12:00", "3 Mar 00:00"), "2031"),
        (6 * DAY, ("2 Mar", "3 Mar", "4 Mar", "5 Mar", "6 Mar", "7 Mar"), "2031"),
        (40 * DAY, ("3 Mar", "10 Mar", "17 Mar", "24 Mar", "31 Mar", "7 Apr"), "2031"),
        (300 * DAY, ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), "2031"),
        (600 * DAY, ("Jul 2031", "Jan 2032", "Jul 2032"), ""),
        (9 * YEAR, ("2032", "2034", "2036", "2038", "2040"), ""),
        (900 * YEAR, ("2200", "2400", "2600", "2800"), ""),
    ],
)
def test_labels_from_seconds_to_centuries(seconds: int, labels: tuple[str, ...], note: str) -> None:
    for unit, size in (("seconds", 1), ("days", DAY)):
        found = date_ticks(0.0, seconds / size, room(400), DateScale(unit, MORNING))
        assert found is not None
        assert (found.labels, found.note) == (labels, note)


def test_times_of_the_day_have_no_date() -> None:
    scale = DateScale("seconds", NIGHT, has_day=False)
    found = date_ticks(0.0, 2 * HOUR, room(400), scale)
    assert found is not None
    assert found.labels == ("22:00", "22:30", "23:00", "23:30", "00:00")
    assert not found.note
    assert date_ticks(0.0, 30 * DAY, room(400), scale) is None


@pytest.mark.parametrize(("low", "high"), [(0.0, 1e-3), (0.0, 3.0), (-1e300, 1e300), (0.0, 1e13)])
def test_where_no_date_can_stand_the_numbers_do(low: float, high: float) -> None:
    assert date_ticks(low, high, room(400), DateScale("seconds", MORNING)) is None


@given(
    st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9990, 1, 1)),  # noqa: DTZ001
    st.floats(0.7, 11.4).map(lambda power: 10.0**power),
    st.floats(80.0, 2_000.0),
)
def test_ticks_are_different_in_order_and_have_room(
    first: dt.datetime, span: float, size: float
) -> None:
    scale = DateScale("seconds", first)
    ticks = date_ticks(0.0, span, room(size), scale)
    if ticks is None:
        return
    assert len(set(ticks.labels)) == len(ticks.values) > 1
    assert 0.0 <= ticks.values[0] < ticks.values[-1] <= span
    distances = [(two - one) / span * size for one, two in pairwise(ticks.values)]
    assert room(size).has(ticks.labels, distances)
    assert len(ticks.labels) < 14
    for value in ticks.values:
        moment = scale.moment(value)
        assert moment is not None
        assert (moment + dt.timedelta(milliseconds=1)).microsecond < 2_000


def test_a_pane_shows_dates_and_the_unit_of_the_slope(window: Any) -> None:
    name = "when (days since 2031-03-01)"
    dataset = Dataset.from_xy([0.0, 3.0, 6.0], [1.0, 2.0, 4.0], feature_names=(name,))
    window.session.opening.open_dataset(dataset)
    window.content.settle()
    window.shell.grab()
    axis = window.content.data_view.canvas.axes["bottom"]
    assert axis.shown_title == "x · when (days)"
    assert axis.note == "2031"
    assert "3 Mar" in axis.tickStrings([], 1.0, 1.0)


def test_the_name_of_an_axis_makes_it_one_of_dates(qapp: Any) -> None:
    axis = PaneAxis("bottom")
    axis.set_title("x · when (days since 2031-03-01)")
    axis.resize(400.0, 40.0)
    assert axis.ticks(0.0, 6.0, 400.0).labels[0] == "1 Mar"
    axis.set_title("x · age (days)")
    assert axis.ticks(0.0, 6.5, 400.0).labels[0] == "0"
