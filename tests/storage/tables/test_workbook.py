"""Workbooks: read by an optional library, refused in one sentence where it is not there."""

import datetime as dt
import importlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.tables import workbook as workbook_module
from linreg_gui.storage.tables.points import offer_table, read_points
from linreg_gui.storage.tables.table import open_table
from linreg_gui.storage.tables.workbook import is_workbook, read_workbook
from tests.storage.tables.reading import read_table


def written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    library = importlib.import_module("openpyxl")
    book = library.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def text_of(path: Path) -> str:
    source = read_workbook(path).source
    assert isinstance(source, bytes)
    return source.decode()


def test_numbers_come_out_exactly(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["x", "y"], [1, 0.1], [2, 1 / 3], [-3.5, 1e-7]]
    text = text_of(written(tmp_path / "a.xlsx", rows))
    preview = open_table(text, name="a.xlsx")
    result = read_points(preview, 0, 1)
    assert result.dataset.x.tolist() == [1.0, 2.0, -3.5]
    assert result.dataset.y.tolist() == [0.1, 1 / 3, 1e-7]
    assert result.dataset.feature_names == ("x",)


def test_text_dates_gaps_and_breaks(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["a\tb", None, "c"],
        [],
        [dt.date(2024, 5, 6), True, "two\nlines"],
        [None, 2],
    ]
    text = text_of(written(tmp_path / "a.xlsx", rows))
    assert text == "a b\t\tc\n\n2024-05-06T00:00:00\tTrue\ttwo lines\n\t2\t\n"


def test_a_row_whose_number_is_marked_is_no_comment(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["#", "x", "y"], ["#1", 1, 2], ["2", 3, 4], ["# 3", 5, 6]]
    preview = open_table(written(tmp_path / "a.xlsx", rows))
    assert preview.names == ("#", "x", "y")
    assert read_points(preview, 1, 2).dataset.x.tolist() == [1.0, 3.0, 5.0]


def test_notes_are_comments(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["# made by hand"], ["x", "y"], [1, 2], [None, "# so"], [3, 4]]
    offer = offer_table(written(tmp_path / "a.xlsx", rows))
    assert offer.table.names == ("x", "y")
    assert not offer.is_doubtful


def test_quotes_are_part_of_a_text(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["size", "x", "y"], ['"large" ones', 1, 2], ['6"', 3, 4]]
    result = read_points(open_table(written(tmp_path / "a.xlsx", rows)), 1, 2)
    assert result.dataset.x.tolist() == [1.0, 3.0]
    assert not result.n_left_out


@pytest.mark.parametrize("has_names", [True, False])
def test_a_number_is_what_it_is_whatever_texts_look_like(tmp_path: Path, has_names: bool) -> None:
    names: list[Sequence[object]] = [["x", "y", "note"]] if has_names else []
    rows = [*names, [1.234, 2, "1,5"], [3.456, 4, "2,5"], [5, 6, "3,5"]]
    path = written(tmp_path / "a.xlsx", rows)
    offer = offer_table(path)
    assert not offer.table.doubts
    assert read_points(offer.table, 0, 1).dataset.x.tolist() == [1.234, 3.456, 5.0]


@pytest.mark.parametrize("has_names", [True, False])
def test_where_nobody_is_asked_the_names_are_told_from_numbers(
    tmp_path: Path, has_names: bool
) -> None:
    names: list[Sequence[object]] = [["time", "length"]] if has_names else []
    dataset = read_table(written(tmp_path / "a.xlsx", [*names, [1.234, 2], [3.456, 4]]))
    assert dataset.x.tolist() == [1.234, 3.456]
    assert dataset.target_name == ("length" if has_names else "y")


def test_decimals_written_as_text_are_told_as_in_other_tables(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["x", "y"], ["1,5", 2], ["2,25", 4]]
    offer = offer_table(written(tmp_path / "a.xlsx", rows))
    assert offer.result is not None
    assert offer.result.dataset.x.tolist() == [1.5, 2.25]


def test_without_the_library_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(StorageError, match=r'pip install "linreg-gui\[excel\]"'):
        text_of(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.numbers"])
def test_other_kinds_are_refused(tmp_path: Path, name: str) -> None:
    assert is_workbook(tmp_path / name)
    with pytest.raises(StorageError, match="save it as CSV"):
        text_of(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"x,y\n1,2\n"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"^a\.xlsx is damaged"):
        text_of(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nothing.txt", "nothing")
    with pytest.raises(StorageError, match="damaged"):
        text_of(path)


def test_what_unpacks_to_too_much_is_refused_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_module, "LARGEST_UNPACKED", 1000)
    path = written(tmp_path / "a.xlsx", [["x", "y"], [1, 2]])
    with pytest.raises(StorageError, match="too large"):
        text_of(path)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_SAMPLES", 3)
    path = written(tmp_path / "a.xlsx", [[k, k] for k in range(9)])
    with pytest.raises(StorageError, match="more than 3 rows"):
        text_of(path)


def test_one_that_is_written_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.xlsx", [[1, 2], [3, 4]])
    library = importlib.import_module("openpyxl")
    load = library.load_workbook

    def loaded_late(*arguments: Any, **options: Any) -> Any:
        with path.open("ab") as file:
            file.write(b"more")
        return load(*arguments, **options)

    monkeypatch.setattr(library, "load_workbook", loaded_late)
    with pytest.raises(StorageError, match="being written at this moment"):
        text_of(path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Cannot find"):
        text_of(tmp_path / "none.xlsx")
