"""Tables as people have them become points; what is left out is said, what is doubtful is shown."""

from pathlib import Path

import numpy as np
import pytest

from linreg_gui.storage.errors import CancelledError, StorageError
from linreg_gui.storage.tables import points
from linreg_gui.storage.tables.points import (
    ImportResult,
    TableOffer,
    offer_table,
    read_columns,
)
from linreg_gui.storage.tables.source import Choices
from linreg_gui.storage.tables.strict import column_of
from linreg_gui.storage.tables.table import open_table
from linreg_gui.storage.tables.text_file import BLOCK, LONGEST_LINE, TextFile

TABLES = Path(__file__).resolve().parents[3] / "assets" / "tables"
ODD_BLANK = "\u202f"


def points_of(text: str) -> list[tuple[float, float]]:
    return points_in(offer_table(text).result)


def points_in(result: ImportResult | None) -> list[tuple[float, float]]:
    assert result is not None
    return list(zip(result.dataset.x.tolist(), result.dataset.y.tolist(), strict=True))


def left_out(offer: TableOffer) -> list[tuple[int, str]]:
    assert offer.result is not None
    return [(row.line, row.reason) for row in offer.result.left_out]


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1000.5,2\n3,-4\n",
        "x,y\r\n1000.5,2\r\n3,-4",
        "x,y\r1000.5,2\r3,-4\r",
        "x;y\n1000,5;2\n3;-4\n",
        "x\ty\n1000,5\t2\n3\t-4\n",
        "x\ty\n1.000,5\t2\n3\t\u22124\n",
        "x\ty\n1 000,5\t2\n3\t-4\n",
        f"x\ty\n1{ODD_BLANK}000,5\t2\n3\t-4\n",
        "x\ty\n1\u00a0000,5\t+2\n3\t-4\n",
        "x\ty\n1'000.5\t2\n3\t-4\n",
        "x;y\n1,000.5;2\n3;-4\n",
        'x,y\n"1,000.5",2\n3,"-4"\n',
        '"x, in m",y\n"1000,5",2\n3,-4\n',
        "x y\n1000.5   2\n  3 -4  \n",
        "x y\n1000,5 2\n3 -4\n",
        "# comment\n\nx, y\n 1000.5 , 2\n\n3, -4\n",
        "x;y\n1000,5;2\n;\n3;-4\n;;\n".replace(";;\n", ";\n"),
        "sep=;\nx;y\n1000,5;2\n3;-4\n",
        "SEP=\t\r\nx\ty\r\n1000,5\t2\r\n3\t-4\r\n",
        "\ufeffx,y\n1000.5,2e0\n3,-4\n",
        "x\ty\r\n1000.5\t2\r\n3\t-4\r\n\0",
    ],
)
def test_same_points_in_every_dress(text: str, tmp_path: Path) -> None:
    assert points_of(text) == [(1000.5, 2), (3, -4)]
    assert not offer_table(text).result.n_left_out  # type: ignore[union-attr]
    path = tmp_path / "table.csv"
    path.write_bytes(text.rstrip("\0").encode())
    assert points_in(offer_table(path).result) == [(1000.5, 2), (3, -4)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("Größe;y\n1,5;2\n3,5;4\n".encode(encoding))
    offer = offer_table(path)
    assert offer.table.names == ("Größe", "y")
    assert points_in(offer.result) == [(1.5, 2), (3.5, 4)]
    assert isinstance(offer.table.source, TextFile)
    assert offer.table.source.encoding.startswith(encoding[:5].rstrip("-s"))


@pytest.mark.parametrize("name", ["falling-stone", "hours-and-money", "house-prices"])
def test_tables_that_come_along_leave_no_doubt(name: str) -> None:
    assert not offer_table(TABLES / f"{name}.csv").is_doubtful


def test_table_that_comes_along_with_gaps_is_doubtful() -> None:
    offer = offer_table(TABLES / "ice-cream.csv")
    assert offer.is_doubtful
    assert offer.table.numeric_columns == (1, 2, 3)
    cups = read_columns(offer.table, (1,), 2)
    assert cups.dataset.n_samples == 12
    assert cups.left_out == (
        (7, "column temperature (°C): 'broken' is not a number"),
        (12, "column cups sold: the cell is empty"),
        (18, "column temperature (°C): the cell is empty"),
    )
    takings = read_columns(offer.table, (1,), 3).dataset
    assert takings.y.max() == 1402.9


def test_names_and_points_of_the_dataset() -> None:
    result = offer_table("hours;money\n1,5;2\n").result
    assert result is not None
    assert result.dataset.feature_names == ("hours",)
    assert result.dataset.target_name == "money"
    assert result.dataset.name == "the clipboard"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1;2\n3;4\n", ("x", "y")),
        ("1;2;3\n3;4;5\n", ("column 1", "column 2", "column 3")),
        (";y\n1;2\n", ("column 1", "y")),
        ('"a\u202eb";"two ""words"""\n1;2\n', ("a\\u202eb", 'two "words"')),
    ],
)
def test_names_of_columns(text: str, names: tuple[str, ...]) -> None:
    assert open_table(text).names == names


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("NA;2", "column x: 'NA' is not a number"),
        ("1;", "column y: the cell is empty"),
        ("1;nan", "column y: 'nan' is not a number"),
        ("inf;2", "column x: 'inf' is not a number"),
        ("1;#DIV/0!", "column y: '#DIV/0!' is not a number"),
        ("1;5 €", "column y: '5 €' is not a number"),
        ("1;1_000", "column y: '1_000' is not a number"),
        ("1;\u0661", "column y: '\u0661' is not a number"),
        ("1;1e151", "column y: '1e151' is outside ±1e150"),
        ("1;1e999", "column y: '1e999' is outside ±1e150"),
        ("1;12,34.5", "column y: '12,34.5' is not a number"),
        ("1;1,234 567", "column y: '1,234 567' is not a number"),
        ("1", "1 columns; 2 are expected"),
        ("1;2;3", "3 columns; 2 are expected"),
        ("1;2;", "3 columns; 2 are expected"),
        ('1;"2', "a quote is opened and never closed"),
        ('1;"2"3', "';' expected after '\"'"),
        ("1;" + "2" * 50 + "x", f"column y: '{'2' * 30}…' is not a number"),
        ("1;2" + " " * 60_000 + "x", "60,004 characters; at most 50,000 are read"),
    ],
)
def test_rows_left_out_have_a_line_and_a_reason(row: str, reason: str) -> None:
    offer = offer_table(f"# made by hand\nx;y\n1.5;2\n\n{row}\n3;4\n")
    assert points_in(offer.result) == [(1.5, 2), (3, 4)]
    assert left_out(offer) == [(5, reason)]
    assert offer.is_doubtful


def test_what_went_wrong_in_a_spreadsheet_is_no_comment() -> None:
    offer = offer_table("x\ty\n1\t2\n#DIV/0!\t3\n#note\n#N/A\t4\n5\t6\n7\t8\n")
    assert left_out(offer) == [
        (3, "column x: '#DIV/0!' is not a number"),
        (5, "column x: '#N/A' is not a number"),
    ]


def test_only_the_first_rows_left_out_are_listed() -> None:
    offer = offer_table("x;y\n" + "1;2\n" * 1000 + "a;b\n" * 300)
    assert offer.result is not None
    assert offer.result.n_left_out == 300
    assert len(offer.result.left_out) == points.LISTED_ROWS
    assert offer.result.dataset.n_samples == 1000


def test_lines_below_a_table_are_left_out_and_those_above_are_passed_over() -> None:
    offer = offer_table("Sales of Monday\nx;y\n1;2\n3;4\nSum: 6\n")
    assert offer.table.names == ("x", "y")
    assert [line for line, _ in left_out(offer)] == [5]
    assert points_in(offer.result) == [(1, 2), (3, 4)]
    assert offer.result is not None
    assert offer.result.notes == ("Passed over line 1 above the table.",)


@pytest.mark.parametrize(
    ("above", "is_doubtful"),
    [
        ("Sales of Monday 3 May\n", False),
        ("about it\nby Ann; 2 kg; May\n\n", False),
        ("5;6;7\n", True),
        ("a title\n12\n", True),
    ],
)
def test_somebody_is_asked_where_a_line_above_may_be_data(above: str, is_doubtful: bool) -> None:
    offer = offer_table(f"{above}x;y\n1;2\n3;4\n5;6\n")
    assert offer.table.names == ("x", "y")
    assert points_in(offer.result) == [(1, 2), (3, 4), (5, 6)]
    assert offer.is_doubtful is is_doubtful
    assert bool(left_out(offer)) is is_doubtful
    assert offer.result is not None
    assert offer.result.notes[0].startswith("Passed over line")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u200bb\ufeff", "ab"),
        ("sales\u00ad figures\u2060", "sales figures"),
        ("a\u202eb", "a\\u202eb"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("  two\u2028words ", "two words"),
        ("\u200b", "column 1"),
        ("Größe 🙂", "Größe 🙂"),
    ],
)
def test_names_can_be_shown_anywhere(name: str, shown: str) -> None:
    table = open_table(f"{name};y;z\n1;2;3\n4;5;7\n")
    assert table.names == (shown, "y", "z")
    assert table.names[0].isprintable()
    if shown != "column 1":
        assert column_of(table, name) == 0


def test_a_name_that_is_cut_is_said() -> None:
    long, longest = "length " * 20, "n" * 1_000
    result = offer_table(f"{long};{longest}\n1;2\n3;4\n").result
    assert result is not None
    assert result.dataset.feature_names == (long.strip(),)
    assert result.dataset.target_name == "n" * 199 + "…"
    assert result.notes == (f"The name '{'n' * 20}…' of column 2 was cut to 200 letters.",)
    assert offer_table("wait…;y\n1;2\n3;4\n").result.notes == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("first", "others", "is_said"),
    [
        ("1736125200000000000", ("1736125200000000001", "1736125200000000002"), True),
        ("1736125200000000000", ("1736125200000000256", "1736125200000001024"), True),
        ("5.00000000000000001", ("5.00000000000000002", "5"), True),
        ("1736125200000000000", ("1736125200001000000", "1736125200002000000"), False),
        ("2459000.5", ("2459000.50001", "2459000.50002"), False),
        ("7", ("7.0", "7"), False),
        ("0", ("0", "0"), False),
    ],
)
def test_values_that_cannot_be_told_apart_are_said(
    first: str, others: tuple[str, str], is_said: bool
) -> None:
    result = offer_table(f"t;y\n{first};1\n{others[0]};2\n{others[1]};3\n").result
    assert result is not None
    sentence = "The values of t differ by less than 1e-14 of their size, too little for a slope"
    assert [note.startswith(sentence) for note in result.notes] == [True] * is_said


def test_columns_of_text_do_not_offer_themselves() -> None:
    offer = offer_table("who,age,town,pay\nAnn,30,Rome,5\nBob,40,,6\nCat,,Oslo,7\n")
    assert offer.table.numeric_columns == (1, 3)
    assert points_in(offer.result) == [(30, 5), (40, 6)]
    assert offer.is_doubtful


def test_any_two_columns_can_be_taken() -> None:
    preview = open_table('a,b,c\n1,"2",3\n4,5,6\n')
    assert (preview.x_column, preview.y_column) == (0, 2)
    assert preview.is_doubtful
    assert points_in(read_columns(preview, (2,), 1)) == [(3, 2), (6, 5)]


def test_one_column_is_counted() -> None:
    offer = offer_table("y\n5\nx\n\n7\n")
    assert offer.is_doubtful
    assert points_in(offer.result) == [(1, 5), (3, 7)]
    assert offer.result is not None
    assert offer.result.dataset.feature_names == ("row",)


def test_rows_are_shown_as_they_are_written() -> None:
    preview = open_table('x;y\n1.000,5;"a;b"\n' + "2;3\n" * 60)
    assert preview.rows[0] == ("1.000,5", "a;b")
    assert len(preview.rows) == len(preview.row_lines) == 50


def test_a_row_shown_knows_its_line() -> None:
    assert open_table("# note\nx,y\n1,2\n\n3\n4,5\n").row_lines == (3, 6)


@pytest.mark.parametrize(
    ("text", "is_ambiguous"),
    [
        ("x;y\n1,234;2\n", True),
        ("x\ty\n1,234\t2\n", True),
        ('x,y\n"1,234",2\n', True),
        ("x;y\n1.234;2\n", True),
        ("x;y\n1,234;1.234\n", True),
        ("x;y\n1,5;2\n3;1.5\n", True),
        ("1,5\n2,7\n", True),
        ("1,5\n", True),
        ("-1,5\n2,5e-3\n", True),
        ("x,y\n1,5\n2,7\n", False),
        ("1.0,5\n2,7\n", False),
        ("x;y\n1,234;1,5\n", False),
        ("x;y\n0,234;2\n", False),
        ("x;y\n1,234,567;2\n", False),
        ("x;y\n1.234.567;2\n", False),
        ("x;y\n1.234;1.5\n", False),
        ("x,y\n1.234,2\n", False),
        ("x;y\n12,5;1.234\n", False),
        ("x;y\n1;2\n", False),
    ],
)
def test_what_can_be_read_in_two_ways_is_doubtful(text: str, is_ambiguous: bool) -> None:
    assert bool(open_table(text).doubts) is is_ambiguous
    assert open_table(text).is_doubtful is is_ambiguous


def test_the_way_to_read_can_be_chosen() -> None:
    text = "x;y\n1,234;2\n"
    for sign, x in {".": 1234.0, ",": 1.234}.items():
        preview = open_table(text, Choices(";", sign, has_header=True))
        assert points_in(read_columns(preview, (0,), 1)) == [(x, 2)]
        assert not preview.is_doubtful
    preview = open_table("1,5\n2,7\n", Choices(";", ",", has_header=False))
    assert preview.names == ("column 1",)
    assert points_in(read_columns(preview, (), 0)) == [(1, 1.5), (2, 2.7)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No numbers found in the clipboard."),
        ("# only\n\n", "No numbers found in the clipboard."),
        ("x;y\n", "No numbers found in the clipboard: it has a header only."),
        ("one\ntwo\n", "No numbers found in the clipboard."),
        ('"1;2\n"3;4\n', "No numbers found in the clipboard."),
        ("1\0;2", "the clipboard is not a text file."),
        ("1," * 1000 + "1", "the clipboard has 1,001 columns; at most 1,000 are read."),
        ("1" * (LONGEST_LINE + 1), "the clipboard, line 1 is longer than 1,000,000 characters."),
    ],
)
def test_what_is_no_table(text: str, sentence: str) -> None:
    with pytest.raises(StorageError) as refused:
        open_table(text)
    assert str(refused.value) == sentence


def test_columns_that_cannot_be_taken() -> None:
    preview = open_table("x;y\n1;2\n3;4\n")
    for x_column, y_column, sentence in (
        (0, 0, "x and y must be two different columns."),
        (0, 2, "the clipboard has no such column."),
        (-1, 1, "the clipboard has no such column."),
    ):
        with pytest.raises(StorageError) as refused:
            read_columns(preview, (x_column,), y_column)
        assert str(refused.value) == sentence


def test_columns_that_never_have_numbers_together() -> None:
    offer = offer_table("x;y\n1;\n2;\n;3\n;4\n")
    assert offer.result is None
    assert offer.is_doubtful
    with pytest.raises(StorageError, match="No row of the clipboard has numbers in both columns"):
        read_columns(offer.table, (0,), 1)


def test_progress_is_told_and_can_be_cancelled() -> None:
    text = "x;y\n" + "1;2\n" * BLOCK
    told: list[float] = []

    def go_on(fraction: float) -> bool:
        told.append(fraction)
        return True

    assert offer_table(text, progress=go_on).result is not None
    assert told == sorted(told)
    assert len(told) > 3
    assert 0 < told[0] < told[-1] == 1
    with pytest.raises(CancelledError, match="nothing was added"):
        offer_table(text, progress=lambda fraction: fraction < 0.5)


def test_more_points_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "MAX_SAMPLES", 100)
    text = "x;y\n" + "1;2\n" * 200
    with pytest.raises(StorageError, match=r"^At most 100 points\. Nothing was added\.$"):
        read_columns(open_table(text), (0,), 1)


def test_points_the_dataset_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linreg_gui.core.validation.MAX_SAMPLES", 2)
    with pytest.raises(StorageError, match="the clipboard: At most 2 points"):
        read_columns(open_table("x;y\n" + "1;2\n" * 3), (0,), 1)


def test_long_rows_are_looked_at_a_few_at_a_time() -> None:
    note = '"' + "long " * 9_000 + '"'
    offer = offer_table("x;y;note\n" + f"1;2;{note}\n" * 20)
    assert offer.table.numeric_columns == (0, 1)
    assert len(offer.table.rows) < 10
    assert len(points_in(offer.result)) == 20


def test_many_rows_come_out_exact(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(20_000, 2))
    path = tmp_path / "table.csv"
    path.write_text("\n".join(f"{x!r},{y!r}" for x, y in values.tolist()))
    offer = offer_table(path)
    assert not offer.is_doubtful
    assert points_in(offer.result) == list(map(tuple, values.tolist()))


def test_rows_commented_out_are_passed_over_however_many_there_are() -> None:
    rows = [f"{k},{k},{2 * k}" if k % 100 else f"#{k},{k},{2 * k}" for k in range(20_000)]
    preview = open_table("\n".join(["id,x,y", *rows]))
    result = read_columns(preview, (1,), 2)
    assert result.dataset.x.tolist() == [float(k) for k in range(20_000) if k % 100]
    assert not result.n_left_out
