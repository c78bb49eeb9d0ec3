"""Dates with names of months, quarters, weeks, and without marks."""

from pathlib import Path

import pytest

from linreg_gui.storage.tables.columns import Kind
from linreg_gui.storage.tables.points import offer_table
from linreg_gui.storage.tables.source import ALL_GUESSED
from linreg_gui.storage.tables.strict import read_strictly, summary_of
from linreg_gui.storage.tables.table import open_table


def table_of(cells: list[str], delimiter: str = ";") -> str:
    rows = "".join(f"{cell}{delimiter}{k * k}\n" for k, cell in enumerate(cells, start=2))
    return f"when{delimiter}y\n{rows}"


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["1 Jan 2031", "2 Feb 2031", "1 Mar 2031"], [0, 32, 59]),
        (["5-Jan-31", "3-Jan-31", "1-Jan-31"], [4, 2, 0]),
        (["January 1, 2031", "Sept 5, 2031", "September 6, 2031"], [0, 247, 248]),
        (["Jan 1st 2031", "Jan 2nd 2031", "Jan 5 2031"], [0, 1, 4]),
        (["Mar 2031", "Apr 2031", "Jun 2031"], [0, 31, 92]),
        (["Mar-31", "Apr-31", "Jun-31"], [0, 31, 92]),
        (["Mar '31", "Apr '31", "Jun '31"], [0, 31, 92]),
        (["2031-Jan-01", "2031-Jan-02", "2031 Feb 1"], [0, 1, 31]),
        (["1. März 2031", "2. Mai 2031", "5. Dez. 2031"], [0, 62, 279]),
        (["1 janvier 2031", "2 févr. 2031", "5 août 2031"], [0, 32, 216]),
        (["1 enero 2031", "1 gennaio 2031", "2 maart 2031"], [0, 0, 60]),
        (["Wed 1 Jan 2031", "Thu, 2 Jan 2031", "5 Jan 2031"], [0, 1, 4]),
        (["2031Q1", "2031-Q2", "Q1 2032"], [0, 90, 365]),
        (["2031-W01", "2031-W02", "2031W05"], [0, 7, 28]),
        (["03/2031", "04/2031", "6/2031"], [0, 31, 92]),
        (["20310301", "20310228", "20310302"], [1, 0, 2]),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_days(cells: list[str], days: list[float], delimiter: str) -> None:
    if delimiter == ",":
        cells = [f'"{cell}"' if "," in cell else cell for cell in cells]
    offer = offer_table(table_of(cells, delimiter))
    assert not offer.is_doubtful
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == days
    assert offer.result.dataset.y.tolist() == [4, 9, 16]


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        (["1 Jan 2031 12:00", "1 Jan 2031 12:01", "1 Jan 2031 1:00 PM"], [0, 60, 3600]),
        (["2031-01-01 12:00:00 UTC", "2031-01-01 12:00:01 UTC", "2031-01-01 12:00:05Z"], [0, 1, 5]),
        (["Wed, 01 Jan 2031 12:00:00 GMT", "Wed, 01 Jan 2031 12:00:09 +0000",
          "Thu, 02 Jan 2031 12:00:00 GMT"], [0, 9, 86_400]),
    ],
)  # fmt: skip
def test_with_times(cells: list[str], seconds: list[float]) -> None:
    result = offer_table(table_of(cells)).result
    assert result is not None
    assert result.dataset.x.tolist() == seconds


@pytest.mark.parametrize(
    "cells",
    [
        ["1 Foo 2031", "2 Foo 2031", "3 Foo 2031"],
        ["Room 2031", "Room 2032", "Room 2033"],
        ["Jui 2031", "Jui 2032", "Jui 2033"],
        ["31 Feb 2031", "30 Feb 2031", "29 Feb 2031"],
        ["20311301", "20311302", "20311303"],
        ["2031-W54", "2031-W55", "2031-W56"],
        ["13/2031", "14/2031", "15/2031"],
        ["12345678", "23456789", "34567890"],
        ["2031", "2032", "2034"],
        ["24-Mar", "25-Mar", "26-Mar"],
    ],
)
def test_what_only_resembles_a_date(cells: list[str]) -> None:
    assert open_table(table_of(cells)).columns[0].kind is not Kind.DATES


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("date,time,temp\n2031-03-01,08:00,11\n2031-03-01,12:00,15\n2031-03-02,08:00,10\n",
         [0, 14_400, 86_400]),
        ("Uhrzeit;Datum;T\n08:00:30;1.3.2031;11,5\n08:00:00;1.3.2031;15,0\n", [30, 0]),
        ("day time y\n20310301 8:00 1\n20310302 8:00 2\n20310302 9:00 4\n",
         [0, 86_400, 90_000]),
        ("13/2/2031,1:00 PM,5\n13/2/2031,11:00 am,6\n", [7200, 0]),
    ],
)  # fmt: skip
def test_days_and_times_in_two_columns(tmp_path: Path, text: str, seconds: list[float]) -> None:
    offer = offer_table(text)
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == seconds
    assert "(seconds since 2031-0" in offer.result.dataset.feature_names[0]
    assert offer.result.notes[0].startswith("The times of ")
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    strict = read_strictly(tmp_path / "table.csv")
    assert strict.dataset.x.tolist() == seconds
    assert len(strict.notes) == 1


def test_the_list_of_columns_says_whose_times_they_are(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("time;date;y\n08:00;1.3.2031;2\n09:00;1.3.2031;3\n", encoding="utf-8")
    line = summary_of(path, ALL_GUESSED).splitlines()[1]
    assert line.endswith("dates (seconds), with the times of column 1; 0 rows left out")


def test_a_row_without_its_time_is_left_out() -> None:
    text = "date,time,y\n2031-03-01,08:00,1\n2031-03-01,,2\n2031-03-02,09:00,3\n"
    result = offer_table(text).result
    assert result is not None
    assert result.dataset.x.tolist() == [0, 90_000]
    assert result.left_out[0].reason == "column time: the cell is empty"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("date,start,end,y\n2031-03-01,08:00,09:00,1\n2031-03-02,08:00,09:00,2\n", "days"),
        ("date,y,time\n2031-03-01,1,08:00\n2031-03-02,2,09:00\n", "days"),
        ("when,time,y\n2031-03-01 07:00,08:00,1\n2031-03-02 07:00,09:00,2\n", "seconds"),
    ],
)
def test_times_that_are_not_those_of_the_days(text: str, unit: str) -> None:
    column = open_table(text).columns[0]
    assert (column.unit, column.time_column) == (unit, None)
