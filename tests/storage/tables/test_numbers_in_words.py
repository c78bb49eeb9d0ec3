"""Numbers with measures and in the digits of full width, and those that may be no points."""

import pytest

from linreg_gui.storage.tables.points import offer_table
from linreg_gui.storage.tables.table import Kind, open_table

MISSING = "far below all others: it may mark a missing value."
TOTAL = "The last row is the sum of those above it: it may be a total, and no point."


def table_of(cells: list[str]) -> str:
    return "a;b\n" + "".join(f"{cell};{k * k}\n" for k, cell in enumerate(cells, start=2))


@pytest.mark.parametrize(
    ("cells", "values", "name"),
    [
        (["12 kg", "14 kg", "15.5 kg"], [12, 14, 15.5], "a (kg)"),
        (["12cm", "-3cm", "15,5cm"], [12, -3, 15.5], "a (cm)"),
        (["1 lb", "2 lb", "3 lb"], [1, 2, 3], "a (lb)"),
        (["30 km/h", "50 km/h", "7 km/h"], [30, 50, 7], "a (km/h)"),
        (["5 min", "6 min", "7 min"], [5, 6, 7], "a (min)"),
        (["１２．５", "－３", "７"], [12.5, -3, 7], "a"),
        (["８％", "９ ％", "10%"], [8, 9, 10], "a (%)"),
    ],
)
def test_measures_and_digits(cells: list[str], values: list[float], name: str) -> None:
    offer = offer_table(table_of(cells))
    assert not offer.is_doubtful
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == values
    assert offer.result.dataset.feature_names == (name,)


@pytest.mark.parametrize(
    "cells",
    [
        ["5 s", "6 ms", "7 min"],
        ["1.5k", "2.5k", "3k"],
        ["12A", "13B", "7K"],
        ["Paris", "bus 7 s", "m"],
        ["1²", "2²", "3²"],
        ["١٢", "١٤", "٧"],
        ["1.0±0.1", "2.0±0.1", "3.0±0.1"],
    ],
)
def test_what_only_resembles_a_measure(cells: list[str]) -> None:
    assert open_table(table_of(cells)).columns[0].kind is Kind.TEXT


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("x,y\n1,20\n2,-999\n3,22\n4,23\n", f"y is -999 in 1 row, {MISSING}"),
        ("x,y\n-99,20\n2,21\n-99,22\n4,23\n", f"x is -99 in 2 rows, {MISSING}"),
        ("x,y\n1,2\n3,4\n5,7\n9,13\n", TOTAL),
        ("x,y\n1,-99\n2,-9\n3,50\n4,123\n", ""),
        ("x,y\n1,-100\n2,-99\n3,-50\n4,23\n", ""),
        ("x,y\n1,2\n3,4\n5,7\n9,14\n", ""),
        ("x,y\n1,2\n2,3\n3,5\n", ""),
        ("x,y\n0,2\n0,4\n5,7\n5,13\n", ""),
    ],
)
def test_numbers_that_may_be_no_points_are_kept_and_named(text: str, note: str) -> None:
    result = offer_table(text).result
    assert result is not None
    assert result.dataset.n_samples == text.count("\n") - 1
    assert result.notes == ((note,) if note else ())


def test_a_word_among_measures_is_said_to_be_no_number() -> None:
    result = offer_table(table_of(["12 °C", "n/a", "14", "15 °C", "16 °C"])).result
    assert result is not None
    assert [row.reason for row in result.left_out] == [
        "column a (°C): 'n/a' is not a number",
        "column a (°C): '14' has no °C",
    ]
