"""Long tables are judged by all of their rows, and found below long texts."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from linreg_gui.storage.errors import CancelledError, StorageError
from linreg_gui.storage.tables.columns import Kind
from linreg_gui.storage.tables.points import TableOffer, offer_table
from linreg_gui.storage.tables.source import ALL_GUESSED, Choices
from linreg_gui.storage.tables.strict import StrictOptions, read_strictly, summary_of
from linreg_gui.storage.tables.survey import survey
from linreg_gui.storage.tables.table import open_table
from linreg_gui.storage.tables.text_file import TextFile
from tests.covered_lines import uncounted

ROWS = range(3_000)
Cell = Callable[[int], object]


def table(header: str, *columns: Cell, rows: Iterable[int] = ROWS) -> str:
    lines = [",".join(str(cell(k)) for cell in columns) for k in rows]
    return "\n".join([header, *lines]) + "\n"


def until(n_rows: int, first: Cell, then: Cell) -> Cell:
    return lambda k: first(k) if k < n_rows else then(k)


def number(k: int) -> float:
    return 2.5 * k + 1


def square(k: int) -> int:
    return k * k


def nothing(_: int) -> str:
    return ""


def word(k: int) -> str:
    return f"some {'word' * (k % 5)}"


def offered(offer: TableOffer) -> tuple[str, str, int, int]:
    assert offer.result is not None
    data = offer.result.dataset
    return data.feature_names[0], data.target_name, data.n_samples, offer.result.n_left_out


# ---- which columns are offered


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        # The first column ends where the first lines have been looked at.
        ((until(600, number, nothing), number, square), ("b", "c", 3_000, 0)),
        # The last one begins there.
        ((number, square, until(2_000, nothing, number)), ("a", "b", 3_000, 0)),
        # Half of one is missing, evenly.
        ((lambda k: k if k % 2 else "", number, square), ("b", "c", 3_000, 0)),
        # One cell is missing: the first column still is the first choice.
        ((until(2_999, number, nothing), number, square), ("a", "c", 2_999, 1)),
        # Two columns begin with text.
        ((until(700, word, number), until(700, word, square), square), ("a", "c", 2_300, 700)),
        ((number, square, number), ("a", "c", 3_000, 0)),
    ],
)
def test_the_pair_with_the_most_complete_rows(
    columns: tuple[Cell, ...], expected: tuple[str, str, int, int]
) -> None:
    assert offered(offer_table(table("a,b,c", *columns))) == expected


def test_two_columns_of_which_one_begins_empty_are_x_and_y() -> None:
    text = table("x,y", number, until(1_000, nothing, square))
    assert offered(offer_table(text)) == ("x", "y", 2_000, 1_000)


def test_an_index_is_not_in_the_pair() -> None:
    text = table(",a,b,c", lambda k: k, until(600, number, nothing), number, square)
    assert offered(offer_table(text)) == ("b", "c", 3_000, 0)


def test_looking_at_all_rows_can_be_cancelled() -> None:
    text = table("a,b,c", until(600, number, nothing), number, square, rows=range(30_000))
    n_told = 0

    def go_on(part: float) -> bool:
        nonlocal n_told
        n_told += 1
        return part < 1.0 or n_told < 12

    with pytest.raises(CancelledError):
        offer_table(text, progress=go_on)


def test_the_list_of_columns_is_that_of_all_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table("a,b,c", until(600, nothing, number), until(600, word, square), number))
    lines = summary_of(path, ALL_GUESSED).splitlines()
    assert [line.split(maxsplit=2)[2] for line in lines] == [
        "numbers; 600 rows left out",
        "numbers; 600 rows left out",
        "numbers; 0 rows left out",
    ]


def test_a_table_with_many_columns_is_listed_in_one_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table.csv"
    rows = [",".join(str(k * at) for at in range(1_000)) for k in range(5)]
    path.write_text("\n".join([*rows, "1,2", "", "," * 999, "x" + ",1e151" * 999]))
    looks, blocks = iter(range(6)), TextFile.blocks
    monkeypatch.setattr(TextFile, "blocks", lambda file: (next(looks), blocks(file))[1])
    lines = summary_of(path, ALL_GUESSED).splitlines()
    assert len(lines) == 1_000
    assert {line.split(maxsplit=3)[3] for line in lines} == {"numbers; 2 rows left out"}


def test_a_column_of_text_with_a_number_far_down_is_no_column_of_text(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table("name,x,y", until(2_900, word, number), number, square))
    with pytest.raises(StorageError, match=r"line 2, column 1: 'some ?' is not a number"):
        read_strictly(path)
    assert read_strictly(path, StrictOptions(x="x")).dataset.n_samples == 3_000
    path.write_text(table("name,x,y", word, number, square))
    assert read_strictly(path).notes == ("Left out column 'name': it holds text.",)


@pytest.mark.parametrize("delimiter", [",", ";", " "])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_number_in_text_is_found_in_any_column(delimiter: str, place: int) -> None:
    for quote in ("", '"'):
        rows = [["1", "2", "3"] for _ in ROWS]
        for k, row in enumerate(rows):
            row[place] = f"{quote}n{k}{quote}"
        rows[2_700][place] = f"{quote}-7.5{quote}"
        text = "\n".join(map(delimiter.join, [["a", "b", "c"], *rows]))
        column = open_table(text, Choices(delimiter=delimiter)).columns[place]
        assert (column.kind, column.has_values) == (Kind.TEXT, True)


def test_a_table_that_only_its_first_lines_hold_is_one() -> None:
    # From its first row on the table is a quoted cell that is never closed.
    offer = offer_table('1,2\n"a,3\n' + "1,2\n" * 3_000)
    assert offered(offer)[2] > 2_999
    assert offer_table("1\n" * 600 + "x y\n" * 3_000).table.y_column == 0


# ---- where the table begins


def prose(n_lines: int) -> str:
    return "".join(f"line {k} of a long story, with words in it\n" for k in range(n_lines))


@pytest.mark.parametrize("n_lines", [45, 300, 499, 500, 501, 640, 5_000, 20_000])
@pytest.mark.parametrize("n_rows", [30, 900])
@uncounted()
def test_a_table_below_a_long_text(n_lines: int, n_rows: int, tmp_path: Path) -> None:
    rows = "".join(f"{k},5;{3 * k}\n" for k in range(n_rows))
    text = f"{prose(n_lines)}width;height\n{rows}"
    assert offered(offer_table(text)) == ("width", "height", n_rows, 0)
    path = tmp_path / "table.csv"
    path.write_text(text)
    data, notes = read_strictly(path)
    assert data.x.tolist() == [k + 0.5 for k in range(n_rows)]
    assert notes == (f"Passed over lines 1 to {n_lines} above the table.",)


def test_names_of_an_arff_file_with_many_columns() -> None:
    declared = "".join(f"@attribute c{k} numeric\n" for k in range(700))
    rows = "".join(",".join(str(k * at) for at in range(700)) + "\n" for k in range(5))
    found = open_table(f"% made up\n@relation r\n{declared}@data\n{rows}")
    assert found.names == tuple(f"c{k}" for k in range(700))
    assert len(found.rows) == 5


@pytest.mark.parametrize(
    "text",
    [
        # Numbers stand closer together in the middle of a table with text.
        table("name,a,b", until(800, word, nothing), number, square),
        table("a,name,b", number, lambda k: word(k) if k < 900 or k > 1_200 else "", square),
        table("note,a,b", lambda k: "long " * (20 if k < 40 else 0), number, square),
    ],
)
def test_a_table_with_text_begins_at_its_names(text: str) -> None:
    offer = offer_table(text)
    assert offered(offer) == ("a", "b", 3_000, 0)
    assert offer.table.first_line == 2
    assert not offer.table.above


def test_a_text_without_a_table_stays_one() -> None:
    with pytest.raises(StorageError, match="No numbers found"):
        open_table("no number in this line\n" * 3_000)


def test_columns_and_pairs_are_counted_over_rows_of_every_pattern(tmp_path: Path) -> None:
    held = np.random.default_rng(7).random((3_000, 19)) < np.linspace(0.3, 0.9, 19)
    header = ",".join(f"c{column}" for column in range(19))
    lines = [",".join("2.5" if cell else "" for cell in row) for row in held]
    path = tmp_path / "sparse.csv"
    path.write_text("\n".join([header, *lines]))
    found = survey(open_table(path, Choices()))
    assert [column.n_values for column in found.table.columns] == held.sum(axis=0).tolist()
    n_rows = int(held.any(axis=1).sum())
    assert list(found.n_left_out) == (n_rows - held.sum(axis=0)).tolist()
    joint = held.T.astype(int) @ held
    np.fill_diagonal(joint, 0)
    assert found.table.best_pair is not None
    assert joint[found.table.best_pair] >= 0.99 * joint.max()
