"""A name says from which date its numbers count."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.date_scale import DateScale, column_of

MOMENT = dt.datetime(2031, 3, 1, 8, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("scale", "name"),
    [
        (DateScale("days", dt.datetime(2031, 3, 1)), "when (days since 2031-03-01)"),  # noqa: DTZ001
        (DateScale("seconds", MOMENT), "when (seconds since 2031-03-01 08:30:00)"),
        (DateScale("seconds", dt.datetime(1970, 1, 1, 8, 30), has_day=False),  # noqa: DTZ001
         "when (seconds since 08:30:00)"),
    ],
)  # fmt: skip
def test_the_name_carries_the_scale(scale: DateScale, name: str) -> None:
    assert scale.named("when") == name
    assert DateScale.of(name) == scale
    assert column_of(name) == "when"


@pytest.mark.parametrize(
    "name",
    ["x", "age (days)", "t (days since birth)", "t (days since 2031-13-01)", "(seconds since 9)",
     "t (weeks since 2031-03-01)", "t (days since 2031-03-01) later"],
)  # fmt: skip
def test_other_names_have_none(name: str) -> None:
    assert DateScale.of(name) is None
    assert column_of(name) == name


@given(st.datetimes(), st.datetimes(), st.sampled_from(["days", "seconds"]))
def test_a_date_there_and_back(first: dt.datetime, moment: dt.datetime, unit: str) -> None:
    scale = DateScale(unit, first)
    back = scale.moment(scale.value(moment))
    assert back is not None
    assert abs(back - moment) < dt.timedelta(milliseconds=1)


def test_beyond_the_calendar_there_is_no_date() -> None:
    scale = DateScale("days", MOMENT)
    assert [scale.moment(value) for value in (1e7, -1e7, 1e150, float("nan"))] == [None] * 4
    assert scale.moment(0.5) == MOMENT + dt.timedelta(hours=12)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("t (days since 2031-03-01)", 30.4, "2031-03-31"),
        ("t (seconds since 2031-03-01 08:30:00)", 60.0, "2031-03-01 08:31"),
        ("t (seconds since 2031-03-01 08:30:00)", 61.0, "2031-03-01 08:31:01"),
        ("t (seconds since 08:30:00)", 3600.0, "09:30"),
        ("t (days since 2031-03-01)", 1e9, None),
    ],
)
def test_a_number_is_written_as_its_date(name: str, value: float, text: str | None) -> None:
    scale = DateScale.of(name)
    assert scale is not None
    assert scale.text(value) == text
