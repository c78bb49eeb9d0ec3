"""Workbooks: read by an optional library, refused in one sentence where it is not there."""

import datetime as dt
import importlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from linreg_gui.storage.errors import CancelledError, StorageError
from linreg_gui.storage.tables import workbook as workbook_module
from linreg_gui.storage.tables.points import offer_table, read_columns
from linreg_gui.storage.tables.table import open_table
from linreg_gui.storage.tables.workbook import is_workbook, read_workbook
from tests.covered_lines import uncounted
from tests.storage.tables.reading import read_table


def written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    library = importlib.import_module("openpyxl")
    book = library.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def text_of(path: Path) -> str:
    return "".join(block.text for block in read_workbook(path).blocks())


def test_numbers_come_out_exactly(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["x", "y"], [1, 0.1], [2, 1 / 3], [-3.5, 1e-7]]
    text = text_of(written(tmp_path / "a.xlsx", rows))
    preview = open_table(text)
    result = read_columns(preview, (0,), 1)
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
    assert read_columns(preview, (1,), 2).dataset.x.tolist() == [1.0, 3.0, 5.0]


def test_notes_are_comments(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["# made by hand"], ["x", "y"], [1, 2], [None, "# so"], [3, 4]]
    offer = offer_table(written(tmp_path / "a.xlsx", rows))
    assert offer.table.names == ("x", "y")
    assert not offer.is_doubtful


def test_quotes_are_part_of_a_text(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["size", "x", "y"], ['"large" ones', 1, 2], ['6"', 3, 4]]
    result = read_columns(open_table(written(tmp_path / "a.xlsx", rows)), (1,), 2)
    assert result.dataset.x.tolist() == [1.0, 3.0]
    assert not result.n_left_out


@pytest.mark.parametrize("has_names", [True, False])
def test_a_number_is_what_it_is_whatever_texts_look_like(tmp_path: Path, has_names: bool) -> None:
    names: list[Sequence[object]] = [["x", "y", "note"]] if has_names else []
    rows = [*names, [1.234, 2, "1,5"], [3.456, 4, "2,5"], [5, 6, "3,5"]]
    path = written(tmp_path / "a.xlsx", rows)
    offer = offer_table(path)
    assert not offer.table.doubts
    assert read_columns(offer.table, (0,), 1).dataset.x.tolist() == [1.234, 3.456, 5.0]


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


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + " " * 30_000_000),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + "<row/>" * 5_000_000),
        ("xl/workbook.xml", "<a>" * 10_000_000),
        ("xl/sharedStrings.xml", "<sst>" + "<si><t>a</t></si>" * 2_000_000),
    ],
)
def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path: Path, part: str, body: str) -> None:
    path = written(tmp_path / "a.xlsx", [["x", "y"], [1, 2]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, raw in {**parts, part: body.encode()}.items():
            book.writestr(name, raw)
    with pytest.raises(StorageError, match=r"^a\.xlsx is too large: save the part that is needed"):
        text_of(path)


def test_a_long_sheet_of_equal_rows_is_no_bomb(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [["x", "y"], *[[1, 2]] * 20_000])
    with zipfile.ZipFile(path) as book:
        unpacked = sum(entry.file_size for entry in book.infolist())
    assert unpacked > 1_000_000
    assert 5 * unpacked < workbook_module.MOST_PACKED * path.stat().st_size


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_SAMPLES", 3)
    path = written(tmp_path / "a.xlsx", [[k, k] for k in range(9)])
    with pytest.raises(StorageError, match="more than 3 rows"):
        text_of(path)


def test_one_that_is_written_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.xlsx", [[1, 2], [3, 4]])
    open_archive = zipfile.ZipFile

    def opened_late(raw: Any) -> Any:
        with path.open("ab") as file:
            file.write(b"more")
        return open_archive(raw)

    monkeypatch.setattr(zipfile, "ZipFile", opened_late)
    with pytest.raises(StorageError, match="being written at this moment"):
        text_of(path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Cannot find"):
        text_of(tmp_path / "none.xlsx")


def with_sheet(path: Path, rows: str) -> Path:
    """Write a workbook whose first sheet holds these rows as XML."""
    written(path, [["x"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[sheet] = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet_rows(n_rows: int, first: int = 1) -> str:
    return "".join(
        f'<row r="{k}"><c r="A{k}"><v>{k}</v></c><c r="B{k}"><v>{2 * k}</v></c></row>'
        for k in range(first, first + n_rows)
    )


@pytest.mark.parametrize("last", [100, 150, 20_000, 1_048_576])
def test_a_stray_cell_far_down_costs_nothing(tmp_path: Path, last: int) -> None:
    stray = f'<row r="{last}"><c r="C{last}"><v>1</v></c></row>'
    offer = offer_table(with_sheet(tmp_path / "a.xlsx", sheet_rows(5) + stray))
    result = read_columns(offer.table, (0,), 1)
    assert result.dataset.x.tolist() == [1, 2, 3, 4, 5]
    assert [row.line for row in result.left_out] == [last]
    assert sum(len(block.text) for block in offer.table.source.blocks()) < 1000


def test_a_row_no_sheet_can_have_is_refused(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", '<row r="999999999"><c r="A999999999"/></row>')
    with pytest.raises(StorageError, match="damaged"):
        text_of(path)


@uncounted()
def test_a_stray_cell_to_the_right_does_not_widen_every_row(tmp_path: Path) -> None:
    stray = '<row r="30001"><c r="ALK30001"><v>1</v></c></row>'
    path = with_sheet(tmp_path / "a.xlsx", sheet_rows(30_000) + stray)
    assert len(text_of(path)) < 1_000_000
    assert len(read_columns(open_table(path), (0,), 1).dataset.x) == 30_000


def test_progress_goes_up_and_cancelling_stops_soon(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", sheet_rows(20_000))
    told: list[float] = []

    def go_on(part: float) -> bool:
        told.append(part)
        return True

    assert offer_table(path, progress=go_on).result is not None
    assert told == sorted(told)
    assert len(told) > 20
    assert told[-1] == 1
    told.clear()
    with pytest.raises(CancelledError):
        offer_table(path, progress=lambda part: go_on(part) and part < 0.1)
    assert max(told) < 0.2, "a piece of the sheet later"


def test_many_shared_texts_can_be_cancelled(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [[f"text {k}"] for k in range(20_000)])
    asked: list[float] = []

    def go_on(part: float) -> bool:
        asked.append(part)
        return len(asked) < 8

    with pytest.raises(CancelledError):
        offer_table(path, progress=go_on)
    assert len(asked) == 8


@pytest.mark.parametrize(
    ("number_format", "value", "text"),
    [
        ("yyyy-mm-dd", 45418, "2024-05-06T00:00:00"),
        ("d/m/yy hh:mm", 45418.5, "2024-05-06T12:00:00"),
        ("hh:mm:ss", 0.25, "06:00:00"),
        ("0.00", 45418, "45418"),
        ('0.0 "days"', 3.5, "3.5"),
        ("[Red]0", 7, "7"),
    ],
)
def test_dates_are_told_by_their_format(
    tmp_path: Path, number_format: str, value: float, text: str
) -> None:
    book = importlib.import_module("openpyxl").Workbook()
    book.active["A1"] = value
    book.active["A1"].number_format = number_format
    book.save(tmp_path / "a.xlsx")
    assert text_of(tmp_path / "a.xlsx") == f"{text}\n"


def test_entities_are_refused(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", sheet_rows(2))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    laughs = b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, laughs + content if name.endswith("sheet1.xml") else content)
    with pytest.raises(StorageError, match="damaged"):
        text_of(path)


@pytest.mark.parametrize(("state", "title"), [("visible", "About these data"), ("hidden", "x")])
def test_the_first_shown_sheet_with_numbers(tmp_path: Path, state: str, title: str) -> None:
    book = importlib.import_module("openpyxl").Workbook()
    book.active.append([title])
    if state == "hidden":
        book.active.append([9])
    book.active.sheet_state = state
    for rows in ([["x", "y"], [1, 2], [3, 5]], [["x", "y"], [7, 8], [9, 9]]):
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.active = 1
    book.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    assert table.names == ("x", "y")
    assert read_columns(table, (0,), 1).dataset.x.tolist() == [1.0, 3.0]
