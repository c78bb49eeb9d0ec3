"""Tables in every dress, and refusals with the place."""

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables import points
from linreg_gui.storage.tables.strict import read_strictly
from linreg_gui.storage.tables.text_file import LONGEST_LINE, MAX_FILE_BYTES
from tests.memory import peak_bytes
from tests.storage.tables.reading import read_table

X, Y = [1.0, 2.5, -3.0], [10.0, 0.5, 7.25]


def write(folder: Path, data: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "1,10\n2.5,0.5\n-3,7.25\n",
        "1,10\n2.5,0.5\n-3,7.25",
        "x,y\r\n1,10\r\n2.5,0.5\r\n-3,7.25\r\n",
        "1,10\r2.5,0.5\r-3,7.25\r",
        "1;10\n2,5;0,5\n-3;7,25\n",
        "1\t10\n2.5\t0.5\n-3\t7.25\n",
        "1 10\n 2.5   0.5\n-3 7.25\n",
        "x y\n1 10\n2,5 0,5\n-3 7,25\n",
        "1, 10\n2.5, 0.5\n-3, 7.25\n",
        '1;10\n"2,5";0,5\n-3;"7,25"\n',
        "# a comment\n\nx;y\n1;10\n\n2.5;0.5\n-3;7.25\n",
        "sep=;\n1;10\n2,5;0,5\n-3;7,25\n",
        "SEP=,\nx,y\n1,10\n2.5,0.5\n-3,7.25\n",
        '"x","y"\n"1","10"\n"2.5","0.5"\n-3,7.25\n',
        "\ufeffx,y\n1,10\n2.5,0.5\n-3,7.25\n",
        "1,1e1\n2.5,5E-1\n\u22123,7.25\n",
        "1;10\n2,5;0,5\n-3;7,250\n",
        "0.001,0;10\n2,5;0,5\n-3;7,25\n".replace("0.001,0", "1,000"),
    ],
)
def test_same_table_in_every_dress(tmp_path: Path, text: str) -> None:
    data = read_table(write(tmp_path, text))
    assert data.x.tolist() == X
    assert data.y.tolist() == Y


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    data = read_table(write(tmp_path, "Größe,y\n1,2\n3,4\n".encode(encoding)))
    assert data.feature_names == ("Größe",)
    assert data.y.tolist() == [2, 4]


@pytest.mark.parametrize("last", ["5", "\u22125"])
def test_minus_nothing_is_nothing(tmp_path: Path, last: str) -> None:
    data = read_table(write(tmp_path, f"-0,1\n2,-0.0\n3,{last}\n"))
    assert not np.signbit(data.x).any()
    assert np.signbit(data.y).tolist() == [False, False, last != "5"]


def test_several_features_and_a_named_target(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b,c\n1,2,3\n4,5,6\n")
    assert read_table(path).feature_names == ("a", "b")
    data = read_table(path, "a")
    assert data.feature_names == ("b", "c")
    assert data.target_name == "a"
    assert data.target.tolist() == [1, 4]


# ruff: noqa: E501 - each sentence stands in one line
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "No numbers found in {}."),
        ("\n \n\n", "No numbers found in {}."),
        ("x,y\n", "No numbers found in {}: it has a header only."),
        ("x\n1\n2\n", "{} has only one column; at least two are expected, the last one is y."),
        ("1,2\n3,abc\n", "{}, line 2, column 2: 'abc' is not a number; a number is expected."),
        ("1,2\n\n3,\n", "{}, line 3, column 2 is empty; a number is expected."),
        ("1,2\n3,nan\n", "{}, line 2, column 2: 'nan' is not a number; a number is expected."),
        ("1,2\n3,inf\n", "{}, line 2, column 2: 'inf' is not a number; a number is expected."),
        ("x,y\n1,2\n3,1e308\n", "{}, line 3, column 2: '1e308' is outside ±1e150; a number is expected."),
        ("1,2\n3,1_000\n", "{}, line 2, column 2: '1_000' is not a number; a number is expected."),
        ('1,2\n3,"1,234"\n', "{}: '1,234' may be 1.234 or 1234; --decimal decides."),
        ("1;2,5\n3;1.5\n", "{}: '1.5' and '2,5' have different decimal signs; --decimal decides."),
        ("1,2\n3,4,5\n", "{}, line 2: 3 columns; 2 are expected."),
        ('1,2\n3,"4\n', "{}, line 2: a quote is opened and never closed."),
        ('1,2\n3,"4\n5,6"\n', "{}, line 2, column 2: '4\\n5,6' is not a number; a number is expected."),
        ('1,2\n"3"4,5\n', "{}, line 2: ',' expected after '\"'."),
        ('x,y\n1,2\n"' + "3" * 200_000 + '",4\n', "{}, line 3: 200,004 characters; at most 50,000 are read."),
        ("x,y\n1,2\n" + "3" * 40_000 + ",4\n", "{}, line 3, column 1: '" + "3" * 30 + "…' is outside ±1e150; a number is expected."),
        ("3" * 60_000 + "\n1.0,2\n", "{}, line 1: 60,000 characters; at most 50,000 are read."),
        ("1," * 1_000 + "1\n", "{} has 1,001 columns; at most 1,000 are read."),
        ("1,2\n\u0661,4\n", "{}, line 2, column 1: '\u0661' is not a number; a number is expected."),
        ("1,2\n3,\x1b[2J\u202e\n", "{}, line 2, column 2: '\\x1b[2J\\u202e' is not a number; a number is expected."),
        ("1,2\0\n3,4\n", "{} is not a text file."),
        (bytes(range(256)) * 8, "{} is not a text file."),
        (b"\xff\xfe\x00", "{} is not a text file."),
    ],
)  # fmt: skip
def test_refusals_say_the_place(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    with pytest.raises(StorageError) as refused:
        read_table(write(tmp_path, content))
    assert str(refused.value) == sentence.format("data.csv")


def test_unknown_target_lists_the_columns(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no column 'z'; it has a, b\."):
        read_table(write(tmp_path, "a,b\n1,2\n"), "z")


def test_missing_folder_and_pipe(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"^Cannot find none\.csv\.$"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(StorageError, match="is a folder"):
        read_table(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(StorageError, match=r"pipe\.csv is not a regular file"):
            read_table(tmp_path / "pipe.csv")


def test_name_with_a_nul_is_refused() -> None:
    with pytest.raises(StorageError, match="Cannot read"):
        read_table(Path("a\0b.csv"))


def test_endless_device_is_not_opened() -> None:
    if Path("/dev/zero").exists():
        with pytest.raises(StorageError, match="not a regular file"):
            read_table(Path("/dev/zero"))


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES * 5 // 2)
    with pytest.raises(StorageError, match=r"huge\.csv is 500 MB; the limit is 200 MB\."):
        read_table(path)


def test_endless_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="line 1 is"):
        read_table(write(tmp_path, "1" * (LONGEST_LINE + 1)))


def test_too_many_rows_are_refused_before_all_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linreg_gui.storage.tables.points.MAX_SAMPLES", 3)
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "1,2\n" * 30_000 + "what is read last\n", encoding="utf-8")
    with pytest.raises(StorageError, match=r"^At most 3 points\. Nothing was added\.$"):
        read_table(path)


def test_many_rows_come_out_exact(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(20_000, 2))
    text = "\n".join(f"{x!r},{y!r}" for x, y in values.tolist())
    data = read_table(write(tmp_path, text))
    assert np.array_equal(data.x, values[:, 0])
    assert np.array_equal(data.y, values[:, 1])


def test_reading_takes_no_more_than_four_times_the_file(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(50_000, 2))
    path = write(tmp_path, "\n".join(f"{x!r},{y!r}" for x, y in values.tolist()))
    peak = peak_bytes(partial(read_table, path))
    assert peak < 4 * path.stat().st_size


def test_the_first_row_that_is_no_numbers_ends_the_reading(tmp_path: Path) -> None:
    path = write(tmp_path, "x,y\n1.5,2.5\na,1.5\n" + "1.5,2.5\n" * 100_000)
    parts: list[float] = []

    def note(part: float) -> bool:
        parts.append(part)
        return True

    with pytest.raises(StorageError, match="line 3, column 1: 'a' is not a number"):
        read_strictly(path, progress=note)
    assert max(parts) < 0.5


def test_a_no_break_space_in_a_text_beside_blanks_begins_no_cell(tmp_path: Path) -> None:
    text = "".join(f"a\u00a0b\u00a0c\u00a0d {k} {2 * k}\n" for k in range(1, 9))
    data = read_table(write(tmp_path, text))
    assert data.x.tolist() == list(range(1, 9))
    assert data.y.tolist() == list(range(2, 17, 2))


CELLS = st.sampled_from(
    ["1", "2.5", "-3", "1e5", ".5", "5.", "+4", "2,5", '"1"', '"2,5"', '"', '"a"b', '""', "",
     "1_000", "0x10", "nan", "inf", "1e", "1 2", "1\u00a02", "\u2212 3", "\uff11", "1d5", "#1", "1\x0b"]
)  # fmt: skip


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4),
    st.sampled_from([",", ";", "\t", " "]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bulk_and_careful_reading_agree(
    tmp_path: Path, rows: list[list[str]], delimiter: str
) -> None:
    path = write(tmp_path, "\n".join(delimiter.join(cells) for cells in rows))
    outcomes = [outcome_of(path)]
    with pytest.MonkeyPatch.context() as patch:
        for reader in ("block_reader", "row_reader"):
            patch.setattr(points, reader, lambda *_: lambda _: None)
            outcomes.append(outcome_of(path))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def outcome_of(path: Path) -> object:
    try:
        data = read_table(path)
    except StorageError as error:
        return str(error)
    return data.features.tolist(), data.target.tolist()
