"""Tables as people really bring them: each kind by several instances, one of them not of it."""

from pathlib import Path
from typing import Any

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables.points import TableOffer, offer_table, read_columns
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly
from linreg_gui.storage.tables.table import open_table

NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Read a text as the commands do: names of x, name of y, rows of x and y, notes."""

    def strictly(text: str | bytes, **options: Any) -> tuple[Any, ...]:
        path = tmp_path / "table.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        data, notes = read_strictly(path, StrictOptions.of(options))
        rows = [[*x, y] for x, y in zip(data.features.tolist(), data.target.tolist(), strict=True)]
        return data.feature_names, data.target_name, rows, notes

    return strictly


def points_of(offer: TableOffer) -> list[tuple[float, float]]:
    assert offer.result is not None
    dataset = offer.result.dataset
    return list(zip(dataset.x.tolist(), dataset.y.tolist(), strict=True))


def refusal(read: Any, text: str, **options: Any) -> str:
    with pytest.raises(StorageError) as refused:
        read(text, **options)
    return str(refused.value)


# ---- a quoted cell goes on in the next line


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('h,w,note\n151,48,ok\n163,59,"twice, see\n888,222,next page"\n171,64,ok\n',
         [[151, 48], [163, 59], [171, 64]]),
        ('"height\nin cm";"weight\nin kg"\n1,5;2\n3;4\n', [[1.5, 2], [3, 4]]),
        ('note\tx\ty\n"a\n\n# b\n7\t8\t9"\t1\t2\nplain\t3\t4\n', [[1, 2], [3, 4]]),
        ('x,y,z\n1,2,"said ""so\nand"" so"\n3,4,-\n', [[1, 2], [3, 4]]),
        ('x,y,size\n1,2,6" pipe\n3,4,8" pipe\n', [[1, 2], [3, 4]]),
    ],
)  # fmt: skip
def test_cells_over_several_lines(read: Any, text: str, rows: list[list[float]]) -> None:
    assert read(text)[2] == rows
    assert points_of(offer_table(text)) == [tuple(row) for row in rows]


def test_names_over_several_lines_are_one_line() -> None:
    assert open_table('"height\nin cm",y\n1,2\n3,4\n').names == ("height in cm", "y")


def test_a_cell_over_the_border_of_two_blocks() -> None:
    rows = [f'{k},{2 * k},"first {k}\n9999,9999,second"' for k in range(8_000)]
    table = open_table("\n".join(["x,y,note", *rows]))
    result = read_columns(table, (0,), 1)
    assert result.dataset.x.tolist() == list(range(8_000))
    assert not result.n_left_out


def test_a_quote_never_closed_costs_its_own_row_only(read: Any) -> None:
    text = 'x,y,note\n1,2,a\n3,4,"b\n5,6,c\n7,8,d\n'
    offer = offer_table(text)
    assert offer.result is not None
    assert [tuple(row) for row in offer.result.left_out] == [
        (3, "a quote is opened and never closed")
    ]
    assert points_of(offer) == [(1, 2), (5, 6), (7, 8)]
    assert refusal(read, text) == "table.csv, line 3: a quote is opened and never closed."


# ---- another delimiter, and lines above the table


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('21.5   4\t"small blue"\n19.0   6\t"mid red"\n14.5   8\t"large grey"\n',
         [[21.5, 4], [19, 6], [14.5, 8]]),
        ("x | y\n1 | 2,5\n3 | 4,5\n", [[1, 2.5], [3, 4.5]]),
        ("1|2\n3|4\n", [[1, 2], [3, 4]]),
        ("  1.5\t 2\n 3   4\n", [[1.5, 2], [3, 4]]),
        ("who;x;y\nSmith, Ann;1;2\nBell, Bob;3;4\n", [[1, 2], [3, 4]]),
        ("x\ty\n1 000,5\t2\n3\t4\n", [[1000.5, 2], [3, 4]]),
        ("a,b,c,d\na red ,a dog ,1,2\na blue,a cat,3,4\na red ,a cat ,5,7\n",
         [[1, 2], [3, 4], [5, 7]]),
    ],
)  # fmt: skip
def test_the_reading_that_gives_most_numbers(read: Any, text: str, rows: list[list[float]]) -> None:
    assert read(text)[2] == rows
    assert points_of(offer_table(text)) == [tuple(row) for row in rows]


ARFF = "% made up\n@relation r\n@attribute 'the x' numeric\n@ATTRIBUTE y real\n\n@data\n1,2\n3,4\n"
LONG_PREAMBLE = "".join(f"line {k} of a long story, with words\n" for k in range(30))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (ARFF, (("the x",), "y")),
        (f"{LONG_PREAMBLE}a;b\n1;2\n3;4\n", (("a",), "b")),
        ("Sales of Monday\n\na,b\n1,2\n3,4\n", (("a",), "b")),
        ("made by hand\na b\n1 2\n3 4\n", (("a",), "b")),
    ],
)
def test_lines_above_the_table(read: Any, text: str, names: tuple[Any, ...]) -> None:
    found = read(text)
    assert found[:3] == (*names, [[1, 2], [3, 4]])
    assert points_of(offer_table(text)) == [(1, 2), (3, 4)]


def test_lines_passed_over_are_said_and_can_be_chosen(read: Any) -> None:
    text = "Sales\nof Monday\na,b\n1,2\n3,4\n"
    assert read(text)[3] == ("Passed over lines 1 to 2 above the table.",)
    assert read(text, skip=2)[3] == ()
    assert read("5,6\n1,2\n3,4.0\n", skip=1)[2] == [[1, 2], [3, 4]]


def test_a_row_below_the_table_is_not_passed_over(read: Any) -> None:
    text = "a,b\n1,2\n3,4\nsum,6\n"
    assert "line 4, column 1: 'sum' is not a number" in refusal(read, text)


@pytest.mark.parametrize(
    ("text", "line"), [("1 2 3\n1 2\n3 4\n", 1), ("a\n9;9;9\n1;2\n3;4\n5;7\n", 2)]
)
def test_a_row_above_that_may_belong_to_the_table_is_not_passed_over(
    read: Any, text: str, line: int
) -> None:
    assert refusal(read, text) == (
        f"table.csv, line {line} may be above the table or part of it; --skip decides."
    )
    assert read(text, skip=line)[2][:2] == [[1, 2], [3, 4]]
    assert offer_table(text).is_doubtful


def test_a_chosen_delimiter_wins(read: Any) -> None:
    assert read("1,5\n2,5\n", delimiter=",")[2] == [[1, 5], [2, 5]]
    assert refusal(read, "1,5\n2,5\n", delimiter=";").endswith("the last one is y.")


# ---- encodings


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"x;Preis (\x80)\n1;2\n3;4\n", "Preis (€)"),
        (b"x;\x93so\x94\n1;2\n3;4\n", "“so”"),
        (b"x;a\x96b\n1;2\n3;4\n", "a–b"),
        (b"x;Gr\xf6\xdfe\n1;2\n3;4\n", "Größe"),
        ("x;Preis (€)\n1;2\n3;4\n".encode(), "Preis (€)"),
        (b"x;a\x81\n1;2\n3;4\n", "a\\x81"),
    ],
)
def test_one_byte_encodings(read: Any, raw: bytes, name: str) -> None:
    assert read(raw)[1] == name


# ---- numbers as people write them


@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (["8%", "11 %", f"17{NB}%"], [8, 11, 17], "%"),
        (["$1,200.50", "-$30", "$ 7"], [1200.5, -30, 7], "$"),
        (["5 €", "−6 €", "7,5 €"], [5, -6, 7.5], "€"),
        (["12,34,567.5", "1,00,000", "5"], [1234567.5, 100000, 5], ""),
        (["-  23", "71", "- 8"], [-23, 71, -8], ""),
        (["–23", "71", "—8"], [-23, 71, -8], ""),
        (["(23)", "71", "(8.5)"], [-23, 71, -8.5], ""),
        (["23-", "71", "8-"], [-23, 71, -8], ""),
        (["20 °C", "-3 °C", "7 °C"], [20, -3, 7], "°C"),
        (["1'000.5", "2’000.25", "7"], [1000.5, 2000.25, 7], ""),
    ],
)
def test_numbers_in_a_dress(read: Any, cells: list[str], values: list[float], unit: str) -> None:
    text = "".join(f"{cell};{k}\n" for k, cell in enumerate(cells, start=5))
    names, _, rows, _ = read(f"a;b\n{text}")
    assert [row[0] for row in rows] == values
    assert names == (f"a ({unit})" if unit else "a",)
    assert [x for x, _ in points_of(offer_table(f"a;b\n{text}"))] == values


@pytest.mark.parametrize(
    "cells",
    [
        ["12A", "13A", "14B"],
        ["2-3", "4-5", "6-7"],
        ["--5", "--6", "--7"],
        ["1,2,3", "4,5,6", "7,8,9"],
        ["room 5", "room 6", "room 7"],
    ],
)
def test_what_only_resembles_a_number(cells: list[str]) -> None:
    table = open_table("a;b;c\n" + "".join(f"{cell};1;2\n" for cell in cells))
    assert table.numeric_columns == (1, 2)


def test_one_unit_among_bare_numbers_is_left_out_and_said(read: Any) -> None:
    text = "a;b\n8%;1\n9%;2\n10;3\n11%;4\n"
    assert refusal(read, text).endswith("line 4, column 1: '10' has no %; a number is expected.")
    offer = offer_table(text)
    assert offer.is_doubtful
    assert offer.result is not None
    assert [row.line for row in offer.result.left_out] == [4]


def test_a_named_unit_is_not_written_twice() -> None:
    assert open_table("share in %;b\n8%;1\n9%;2\n").names[0] == "share in %"


# ---- names that do not fit the rows


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"speed","dist"\n"1",5,3\n"2",8,9\n"3",11,17\n', ("column 1", "speed", "dist")),
        ("x y\nred 1 2\nblue 3 4\n", ("column 1", "x", "y")),
        ("x,y,\n1,2,\n3,4,\n", ("x", "y")),
        ("x,y\n1,2,\n3,4,\n", ("x", "y")),
        ("x;y;\n1;2\n3;4\n", ("x", "y")),
        ("x,y\n1,2\n3,4\n", ("x", "y")),
        ("a title\n5;6\n7;9\n", ("x", "y")),
    ],
)
def test_names_one_more_or_one_less(text: str, names: tuple[str, ...]) -> None:
    table = open_table(text)
    assert table.names == names
    assert not read_columns(table, (len(names) - 2,), len(names) - 1).n_left_out


# ---- one number or two


@pytest.mark.parametrize(
    "text", ["11,5\n12,25\n14,75\n", "-1,5\n2,5\n", "price\n11,5\n12,25\n", "1,234\n5,678\n"]
)
def test_one_column_of_decimal_commas_or_two_columns(read: Any, text: str) -> None:
    sentence = refusal(read, text)
    assert "may be one number or two; --delimiter or --decimal decides." in sentence
    assert offer_table(text).is_doubtful
    assert refusal(read, text, decimal=",").endswith("the last one is y.")


@pytest.mark.parametrize(
    "text",
    ["x,y\n11,5\n12,25\n", "1,5\n2,10\n3,20\n", "11.0,5\n12,25\n", "11,5\n12,25\n13,\n14,4\n"],
)
def test_two_columns_for_certain(text: str) -> None:
    assert not open_table(text).doubts
    assert len(open_table(text).columns) == 2


# ---- columns on offer


@pytest.mark.parametrize(
    ("text", "features", "notes"),
    [
        (",ads,sales\n0,12.5,31\n1,22,52\n2,31.5,69\n", ("ads",), 1),
        ("id,a,b\n17,1,2\n23,3,5\n40,4,9\n", ("a",), 1),
        ("n,a,b\n1,1.5,2\n2,3,5\n3,4,9\n", ("a",), 1),
        ("place,ads,sales\nn,12.5,31\ns,22,52\n", ("ads",), 1),
        ("year,a,b\n2001,1,2\n2002,3,5\n2003,4,9\n", ("year", "a"), 0),
        ("x,y\n1,2\n2,3\n3,5\n", ("x",), 0),
        ("year,again,y\n1,1,2\n2,2,4\n3,3,5\n", ("year", "again"), 0),
    ],
)
def test_columns_that_count_the_rows_or_hold_text(
    read: Any, text: str, features: tuple[str, ...], notes: int
) -> None:
    found = read(text)
    assert found[0] == features
    assert len(found[3]) == notes


def test_columns_by_name_or_number(read: Any) -> None:
    text = 'id,"a, b",c\n1,5,7\n2,6,9\n3,8,9\n'
    assert read(text, x="a, b")[0] == ("a, b",)
    assert read(text, x="1,2")[0] == ("id", "a, b")
    assert read(text, x="c", y="2")[:2] == (("c",), "a, b")
    assert read(text, y="id")[:2] == (("a, b", "c"), "id")
    assert "has no column '4'" in refusal(read, text, x="4")
    assert refusal(read, text, x="c", y="c") == "x and y must be two different columns."
    assert "column 'a' holds text" in refusal(read, "a,b,c\nx,1,2\ny,3,4\n", x="a")
    assert "has 2 columns 'a'" in refusal(read, "a,a,c\n5,1,2\n7,3,4\n", x="a")


def test_a_nearly_empty_column_does_not_offer_itself() -> None:
    table = open_table(
        "id,a,b,c\n" + "".join(f"{k},{2 * k},{k * k},\n" for k in range(5, 25)) + "1,2,3,4\n"
    )
    assert (table.x_column, table.y_column) == (1, 2)


# ---- dates


@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (["2031-03-02", "2031-03-01", "2031-02-28"], [2, 1, 0], "days since 2031-02-28"),
        (["1.3.2031", "28.2.2031", "2.3.2031"], [1, 0, 2], "days since 2031-02-28"),
        (["2031-03-01 12:30:00", "2031-03-01T08:00", "2031-03-01 08:00:01"], [16200, 0, 1],
         "seconds since 2031-03-01 08:00:00"),
        (["13/1/2031", "1/2/2031", "2/1/2031"], [11, 30, 0], "days since 2031-01-02"),
        (["1/13/2031", "2/1/2031", "1/2/2031"], [11, 30, 0], "days since 2031-01-02"),
    ],
)  # fmt: skip
def test_dates_as_x(read: Any, cells: list[str], values: list[float], unit: str) -> None:
    text = "when;y\n" + "".join(f"{cell};{k}\n" for k, cell in enumerate(cells, start=5))
    names, _, rows, _ = read(text)
    assert names == (f"when ({unit})",)
    assert [row[0] for row in rows] == values
    assert [x for x, _ in points_of(offer_table(text))] == values


def test_day_and_month_in_doubt(read: Any) -> None:
    text = "when;y\n1/2/2031;5\n2/2/2031;6\n"
    assert refusal(read, text) == (
        "table.csv: '1/2/2031' may be 1 February or 2 January; --dayfirst or --monthfirst decides."
    )
    assert [row[0] for row in read(text, dayfirst=True)[2]] == [0, 1]
    assert [row[0] for row in read(text, dayfirst=False)[2]] == [0, 31]
    assert offer_table(text).is_doubtful


@pytest.mark.parametrize(
    "cell", ["2031-13-01", "31.2.2031", "25:00", "2031.11", "1.2.3.4", "v1-2-3"]
)
def test_what_only_resembles_a_date(cell: str) -> None:
    table = open_table(f"when;x;y\n{cell};1;2\n{cell};3;4\n")
    assert table.columns[0].kind.value != "dates"


# ---- lists, pairs and rows

FOUR = [[2, 4.2], [3, 6.1], [5, 9.8], [7, 14.3]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = [2, 3, 5, 7]\ny = [4.2, 6.1, 9.8, 14.3]\n", ("x", "y")),
        ("hours <- c(2, 3, 5, 7)\nmoney <- c(4.2, 6.1, 9.8, 14.3)", ("hours", "money")),
        ('{"a": [2, 3, 5, 7], "b": [4.2, 6.1,\n 9.8, 14.3]}', ("a", "b")),
        ("x = np.array([2., 3., 5., 7.])\ny = np.array([4.2, 6.1, 9.8, 14.3])", ("x", "y")),
        ("[2, 3, 5, 7], [4.2, 6.1, 9.8, 14.3]", ("x", "y")),
        ("[2 3 5 7]\n[4,2; 6,1; 9,8; 14,3]".replace("[2 3 5 7]", "[2; 3; 5; 7]"), ("x", "y")),
        ("[(2, 4.2), (3, 6.1), (5, 9.8), (7, 14.3)]", ("x", "y")),
        ("(2, 4.2), (3, 6.1)\n(5, 9.8), (7, 14.3)\n", ("x", "y")),
        ("points = [[2, 4.2], [3, 6.1], [5, 9.8], [7, 14.3]]", ("x", "y")),
        ("x,2,3,5,7\ny,4.2,6.1,9.8,14.3\n", ("x", "y")),
        ("x 2 3 5 7\ny 4.2 6.1 9.8 14.3\n", ("x", "y")),
        ("a;2;3;5;7\nb;4,2;6,1;9,8;14,3\n", ("a", "b")),
    ],
)
def test_lists_pairs_and_rows(read: Any, text: str, names: tuple[str, str]) -> None:
    assert read(text)[:3] == ((names[0],), names[1], FOUR)
    offer = offer_table(text)
    assert points_of(offer) == [tuple(row) for row in FOUR]
    assert not offer.is_doubtful


@pytest.mark.parametrize("text", ["2 3 5 7\n4.2 6.1 9.8 14.3\n", "2,3,5,7\n4.2,6.1,9.8,14.3\n"])
def test_two_rows_may_be_columns(read: Any, text: str) -> None:
    assert "--transpose or --no-transpose decides" in refusal(read, text)
    assert read(text, transpose=True)[2] == FOUR
    assert len(read(text, transpose=False)[2]) == 2
    offer = offer_table(text)
    assert offer.is_doubtful
    assert points_of(offer) == [tuple(row) for row in FOUR]


def test_rows_of_different_lengths_are_no_columns(read: Any) -> None:
    text = "x,2,3,5,7\ny,4,6,10\n"
    assert refusal(read, text, transpose=True) == (
        "table.csv, line 2: 4 cells; as rows that are columns, each needs 5."
    )
    assert refusal(read, '"a;-"4\n', transpose=True) == "No numbers found in table.csv."


def test_two_groups_of_two(read: Any) -> None:
    assert "may be columns or points" in refusal(read, "[1, 2], [3, 4]")
    assert read("[1, 2], [3, 4]", transpose=True)[2] == [[1, 3], [2, 4]]
    assert read("[1, 2], [3, 4]", transpose=False)[2] == [[1, 2], [3, 4]]
    assert read("(1, 2), (3, 4)")[2] == [[1, 2], [3, 4]]


def test_lists_that_differ_in_length(read: Any) -> None:
    text = "x = [1, 2, 3]\ny = [4, 5]\n"
    assert refusal(read, text) == (
        "The lists of table.csv have 3 and 2 numbers; as many are expected."
    )


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("(5);3\n(6);4\n7;8\n", [(-5, 3), (-6, 4), (7, 8)]),
        ("who,a,b\nAnn,1,2\nBob,3,4\nCyd,5,7\n", [(1, 2), (3, 4), (5, 7)]),
        ("a,b,c,d\n1,2,3,4\n5,6,7,9\n", [(1, 4), (5, 9)]),
        ("[a];[b]\n1;2\n3;4\n", [(1, 2), (3, 4)]),
        ("red,1,2\nblue,3,4\ngreen,5,7\n", [(1, 2), (3, 4), (5, 7)]),
    ],
)
def test_what_only_resembles_lists_or_rows(text: str, points: list[tuple[float, float]]) -> None:
    assert points_of(offer_table(text)) == points


# ---- what only later lines tell

MANY = 3_000


@pytest.mark.parametrize(
    ("first", "later", "is_comma"),
    [
        ("{k};{k}\n", "1,5;2\n", True),
        ("{k};{k}\n", "1.5;2\n", False),
        ("1,234;{k}\n", "12,5;2\n", True),
        ("1,234;{k}\n", "12.5;2\n", False),
    ],
)
def test_the_decimal_sign_is_told_far_down(first: str, later: str, is_comma: bool) -> None:
    rows = "".join(first.format(k=k % 7 + 1) for k in range(MANY))
    table = open_table(f"x;y\n{rows}{later}1,500;3\n")
    assert table.layout.decimal_sign == (",."[not is_comma])
    assert not table.doubts
    result = read_columns(table, (0,), 1)
    assert not result.n_left_out
    assert result.dataset.x[-1] == (1.5 if is_comma else 1500)


def test_signs_that_contradict_each_other_far_down_are_doubtful() -> None:
    rows = "".join(f"{k};{k}\n" for k in range(MANY))
    assert open_table(f"x;y\n{rows}1,5;2\n2.5;3\n").doubts


def test_a_column_that_begins_empty_is_on_offer() -> None:
    rows = "".join(f"{k + 5};;{k}\n" for k in range(MANY))
    more = "".join(f"{k};{k}.5;{k}\n" for k in range(500))
    table = open_table(f"x;late;y\n{rows}{more}")
    assert table.numeric_columns == (0, 1, 2)
    assert (table.x_column, table.y_column) == (0, 2)
    assert read_columns(table, (1,), 2).dataset.n_samples == 500


def test_day_and_month_are_told_far_down() -> None:
    rows = "".join(f"{k % 12 + 1}/2/2031;{k}\n" for k in range(MANY))
    table = open_table(f"when;y\n{rows}13/2/2031;5\n")
    assert not table.is_doubtful
    assert table.columns[0].is_day_first


def test_one_number_or_two_is_told_far_down() -> None:
    rows = "".join(f"{k},{k % 9 + 1}\n" for k in range(10, MANY))
    assert open_table(rows).doubts
    assert not open_table(f"{rows}1.5,2\n").doubts


def test_a_doubt_quotes_no_control_character() -> None:
    doubts = open_table("x;y\n1\x80,5.7;2\n2,5;3\n").doubts
    assert doubts[0].sentence == "'1\\x80,5.7' and '2,5' have different decimal signs"
