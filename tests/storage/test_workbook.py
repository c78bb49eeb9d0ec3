"""Workbooks: read by an optional library, refused in one sentence where it is not there."""

import datetime as dt
import importlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.storage import workbook as workbook_module
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.table_import import import_columns, preview_table
from linreg_gui.storage.workbook import is_workbook, workbook_text


def written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    library = importlib.import_module("openpyxl")
    book = library.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def test_numbers_come_out_exactly(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["x", "y"], [1, 0.1], [2, 1 / 3], [-3.5, 1e-7]]
    text = workbook_text(written(tmp_path / "a.xlsx", rows))
    preview = preview_table(text, name="a.xlsx")
    result = import_columns(preview, 0, 1)
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
    text = workbook_text(written(tmp_path / "a.xlsx", rows))
    assert text == "a b\t\tc\n\n2024-05-06T00:00:00\tTrue\ttwo lines\n\t2\t\n"


def test_without_the_library_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(StorageError, match=r'pip install "linreg-gui\[excel\]"'):
        workbook_text(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.numbers"])
def test_other_kinds_are_refused(tmp_path: Path, name: str) -> None:
    assert is_workbook(tmp_path / name)
    with pytest.raises(StorageError, match="save it as CSV"):
        workbook_text(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"x,y\n1,2\n"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"^a\.xlsx is damaged"):
        workbook_text(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nothing.txt", "nothing")
    with pytest.raises(StorageError, match="damaged"):
        workbook_text(path)


def test_what_unpacks_to_too_much_is_refused_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_module, "LARGEST_UNPACKED", 1000)
    path = written(tmp_path / "a.xlsx", [["x", "y"], [1, 2]])
    with pytest.raises(StorageError, match="too large"):
        workbook_text(path)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_SAMPLES", 3)
    path = written(tmp_path / "a.xlsx", [[k, k] for k in range(9)])
    with pytest.raises(StorageError, match="more than 3 rows"):
        workbook_text(path)


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
        workbook_text(path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Cannot find"):
        workbook_text(tmp_path / "none.xlsx")
