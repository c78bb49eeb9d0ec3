"""Tables as programs print and people draw them: rules, comments, units, years as names."""

from pathlib import Path

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.points import offer_table
from linreg_gui.storage.tables.strict import read_strictly

PSQL = "  x  |  y  \n-----+-----\n 1.5 | 2.5\n 3.5 | 4.5\n(2 rows)\n"
MYSQL = "+----+----+\n| x  | y  |\n+----+----+\n| 1 | 2 |\n| 3 | 4 |\n+----+----+\n"
MARKDOWN = "| x | y |\n|:--|---:|\n| 1 | 2 |\n| 3 | 4 |\n"
TIBBLE = "# A tibble: 3 x 2\n  x     y\n  <dbl> <dbl>\n1   4     2\n2   6    10\n3   7    12\n"


def rows_of(path: Path, text: str) -> tuple[tuple[str, ...], list[list[float]]]:
    path.write_text(text, encoding="utf-8")
    data = read_strictly(path).dataset
    rows = [[*x, y] for x, y in zip(data.features.tolist(), data.target.tolist(), strict=True)]
    return (*data.feature_names, data.target_name), rows


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        (PSQL, ("x", "y"), [[1.5, 2.5], [3.5, 4.5]]),
        (MYSQL, ("x", "y"), [[1, 2], [3, 4]]),
        (MARKDOWN, ("x", "y"), [[1, 2], [3, 4]]),
        ("|1|2|\n|3|4|\n|5|7|\n", ("x", "y"), [[1, 2], [3, 4], [5, 7]]),
        ("| a | 1 | 2 | 3 | 4 |\n|---|---|---|---|---|\n| b | 2 | 4 | 6 | 9 |\n", ("a", "b"),
         [[1, 2], [2, 4], [3, 6], [4, 9]]),
        ("gene,0h,2h\nA,1,2\nB,2,3\nC,1,4\n", ("0h", "2h"), [[1, 2], [2, 3], [1, 4]]),
        ("1. | 22 4099 |\n2. | 17 4749 |\n3. | 22 3799 |\n", ("column 3", "column 4"),
         [[22, 4099], [17, 4749], [22, 3799]]),
        ("x | y\n--- | ---\n1 | 2\n3 | 4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("== ==\nx  y\n== ==\n1  2\n3  4\n== ==\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("% by a tool, 3.1\nx,y\n1,2\n3,4\n% end\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("Of 2031-03-01, 3 people\nRoom 12, 20 C\n\nx   y\n1.5   20.5\n2.5   21.5\n3.5   23.5\n",
         ("x", "y"), [[1.5, 20.5], [2.5, 21.5], [3.5, 23.5]]),
        ("   x y\n3  1 2\n7  3 4\n12 5 7\n", ("x", "y"), [[1, 2], [3, 4], [5, 7]]),
        (TIBBLE, ("x (dbl)", "y (dbl)"), [[4, 2], [6, 10], [7, 12]]),
        ("Test of May,\nx,y\n1,2\n3,4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("A;;B\nx;y;z\n1;2;3\n4;5;7\n", ("x", "y", "z"), [[1, 2, 3], [4, 5, 7]]),
        ("x,\n5,1\n6,4\n", ("x", "column 2"), [[5, 1], [6, 4]]),
        ("Experiment;3\nx;y\n1;2\n3;4\n5;7\n", ("x", "y"), [[1, 2], [3, 4], [5, 7]]),
        ("Name;Ann\nDate;2031-03-01\nx;y\n1;2\n3;4\n", ("x", "y"), [[1, 2], [3, 4]]),
        ("time;way\n[s];(10^3 m)\n1;2\n3;4\n", ("time (s)", "way (10^3 m)"), [[1, 2], [3, 4]]),
        ("who,time,way\n,s,km/h\na,1,2\nb,3,4\n", ("time (s)", "way (km/h)"), [[1, 2], [3, 4]]),
        ("place;1990;1995;2000\na;1;2;3\nb;2;3;6\n", ("1990", "1995", "2000"),
         [[1, 2, 3], [2, 3, 6]]),
    ],
)  # fmt: skip
def test_printed_tables(
    tmp_path: Path, text: str, names: tuple[str, ...], rows: list[list[float]]
) -> None:
    assert rows_of(tmp_path / "table.txt", text) == (names, rows)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x,y\n1,2\n--,3\n4,5\n", "'--' is not a number"),
        ("x,y\nNA,NA\n1,2\n3,4\n", "'NA' is not a number"),
        ("who;x;y\nA;1;2\nB;2;3\nteam;two;too\nC;3;4\n", "'two' is not a number"),
        ("x;y\n;2\n;3\nNA;?\n5;6\n7;8\n", "column 1 is empty"),
        ("x,\nNA,?\n1,2\n3,4\n", "'NA' is not a number"),
        ("who,x,y\nAnn,ill,ill\nBob,3,4\nCyd,5,7\n", "'ill' is not a number"),
        ("len\n1,5\n2,5\n3,75\n", "'1,5' may be one number or two"),
    ],
)
def test_what_is_a_row_of_the_table(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(StorageError, match=sentence):
        rows_of(tmp_path / "table.csv", text)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("-1,-2\n-3,-4\n-5,-7\n", [[-1, -2], [-3, -4], [-5, -7]]),
        ("%8;1\n%9;2\n%10;4\n", [[8, 1], [9, 2], [10, 4]]),
        ("year,x\n2001,2002\n2002,4\n2003,7\n", [[2001, 2002], [2002, 4], [2003, 7]]),
        ("x y\n1,5 2,5\n2,5 3,5\n", [[1.5, 2.5], [2.5, 3.5]]),
        ("Data, mine\n1,5 2,5\n2,5 3,5\n", [[1.5, 2.5], [2.5, 3.5]]),
        ('"len"\n"1",5\n"2",7\n"3",9\n', [[1, 5], [2, 7], [3, 9]]),
    ],
)
def test_numbers_that_resemble_rules_or_names(
    tmp_path: Path, text: str, rows: list[list[float]]
) -> None:
    assert rows_of(tmp_path / "table.csv", text)[1] == rows


def test_commas_are_not_decimal_signs_of_what_blanks_cut_up() -> None:
    offer = offer_table("who when,y\nAnn B,15\nC D,25\nE F,4\n")
    assert offer.table.names == ("who when", "y")
