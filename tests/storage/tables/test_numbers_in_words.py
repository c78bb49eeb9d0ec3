"""Numbers with measures and in the digits of full width, and those that may be no points."""

from pathlib import Path

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.columns import Kind
from linreg_gui.storage.tables.points import offer_table, read_columns
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly
from linreg_gui.storage.tables.table import open_table

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
        (["5 kΩ", "6 kΩ", "7 kΩ"], [5, 6, 7], "a (kΩ)"),
        (["5 m²", "6 m²", "7,5 m²"], [5, 6, 7.5], "a (m²)"),
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
        ["12B", "13B", "7B"],
        ["2k", "3M", "12A"],
        ["12A", "13B", "7K"],
        ["Paris", "bus 7 s", "m"],
        ["1²", "2²", "3²"],
        ["١٢", "١٤", "٧"],
        ["1.0(2)", "2.0(2)", "3.0(2)"],
        ["±0.1", "±0.2", "±0.3"],
        ["1 ± 2 ± 3", "2 ± 3 ± 4", "5 ± a"],
        ["2^3", "3^3", "4^3"],
        ["1.5D3", "2D5", "3D7"],
        ["10^3^2", "x 10^3", "3·10"],
        ["1/2", "3/4", "5/8"],
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


@pytest.mark.parametrize(
    ("cells", "values", "name"),
    [
        (["5.1 ± 0.2", "-6.3±0.2", "7 +/- 1"], [5.1, -6.3, 7], "a"),
        (["5,1 ± 0,2", "−6,3±0,2", "7"], [5.1, -6.3, 7], "a"),
        (["5 ± 2 cm", "6 cm ± 2 cm", "(7 ± 2) cm"], [5, 6, 7], "a (cm)"),
        (["(1.5 ± 0.2) × 10^3", "2.5e3 ± 1e2", "900 +- 20"], [1500, 2500, 900], "a"),
        (["12 ± 3 %", "14 ± 3 %", "15 ± 3 %"], [12, 14, 15], "a"),
    ],
)
def test_uncertainties_are_left_out_and_named(
    cells: list[str], values: list[float], name: str
) -> None:
    offer = offer_table(table_of(cells))
    assert not offer.is_doubtful
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == values
    assert offer.result.dataset.feature_names == (name,)
    assert offer.result.notes == (f"The uncertainties of {name}, behind ±, are left out.",)


@pytest.mark.parametrize(
    "text",
    [
        "x y\n1.0 ± 0.1 2.1 ± 0.2\n2.0 ± 0.1 3.9 ± 0.2\n3.0 ± 0.1 6.2 ± 0.2\n",
        "  x   y\n1.0±0.1   2.1 +/- 0.2\n2.0 ±0.1   3.9 +/-0.2\n3.0± 0.1   6.2+/-0.2\n",
        "x y\n1.0 × 10^0 2.1\n0.2 × 10^1 3.9 x 10⁰\n3.0 6.2\n",
        "| x | y |\n|---|---|\n| 1 | $2.1 \\pm 0.2$ |\n| 2 | $39 \\times 10^{-1}$ |\n| 3 | 6.2 |\n",
    ],
)
def test_blanks_within_numbers_divide_no_columns(text: str) -> None:
    offer = offer_table(text)
    assert not offer.is_doubtful
    assert offer.result is not None
    dataset = offer.result.dataset
    assert list(zip(dataset.x, dataset.y, strict=True)) == [(1, 2.1), (2, 3.9), (3, 6.2)]
    assert (*dataset.feature_names, dataset.target_name) == ("x", "y")


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.5 × 10^3", "2.5×10^-3", "-3 x 10^4"], [1500, 0.0025, -30_000]),
        (["1,5*10^3", "2,5 * 10**2", "3·10^(-1)"], [1500, 250, 0.3]),
        (["1.5·10³", "2.5·10⁻³", "3 ⋅ 10¹²"], [1500, 0.0025, 3e12]),
        (["10^3", "−10^{4}", "10⁵"], [1000, -10_000, 100_000]),
        (["1.5D+03", "-.5d-01", "3D+00"], [1500, -0.05, 3]),
    ],
)
def test_powers_of_ten(cells: list[str], values: list[float]) -> None:
    offer = offer_table(table_of(cells))
    assert not offer.is_doubtful
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == values


@pytest.mark.parametrize(
    ("cells", "values", "name"),
    [
        (["1.5k", "950", "2,000"], [1500, 950, 2000], "a"),
        (["1.2K", "3.4M", "5", "n/a"], [1200, 3_400_000, 5], "a"),
        (["$1.5M", "$900K", "-$2B"], [1_500_000, 900_000, -2_000_000_000], "a ($)"),
        (["1,5k €", "2M €", "7 €"], [1500, 2_000_000, 7], "a (€)"),
        (["1.5k", "2.5k", "3k"], [1.5, 2.5, 3], "a (k)"),
        (["$1.5M", "$2M", "$3M"], [1.5, 2, 3], "a (M$)"),
        (["300 K", "310.5 K", "320 K"], [300, 310.5, 320], "a (K)"),
    ],
)
def test_thousands_and_millions(cells: list[str], values: list[float], name: str) -> None:
    table = open_table(table_of(cells))
    result = read_columns(table, (0,), 1)
    assert result.dataset.x.tolist() == values
    assert result.dataset.feature_names == (name,)
    is_noted = any("thousand, million and billion" in note for note in result.notes)
    assert is_noted == any(value >= 1000 for value in values)


@pytest.mark.parametrize("cells", [["300.5 K", "310", "320.5 K"], ["1.5M", "900000", "2M"]])
def test_kelvin_and_millions_beside_plain_numbers_are_in_doubt(cells: list[str]) -> None:
    result = offer_table(table_of(cells)).result
    assert result is not None
    assert result.dataset.n_samples == 2
    assert f"'{cells[1]}' has no {cells[0][-1]}" in result.left_out[0].reason


def test_the_unit_is_named_although_the_name_has_its_letter() -> None:
    assert open_table("weeks;y\n1k;2\n2k;3\n").names == ("weeks (k)", "y")
    assert open_table("way in cm;y\n1cm;2\n2cm;3\n").names == ("way in cm", "y")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1/2", "a fraction, a ratio or a day"),
        ("5 - 10", "a range"),
        ("5.1(2)", "a value with its uncertainty"),
        ("12B", "a number of thousands, millions or billions"),
        ("<5", "a bound"),
    ],
)
def test_what_a_text_like_a_number_may_be(tmp_path: Path, cell: str, kind: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"a,b,c\n1,2,{cell}\n3,5,{cell}\n", encoding="utf-8")
    with pytest.raises(StorageError) as refused:
        read_strictly(path, StrictOptions(y="c"))
    assert str(refused.value) == (
        f"table.csv: column 'c' holds text: '{cell}' may be {kind}; numbers are expected."
    )
