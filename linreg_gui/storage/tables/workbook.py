"""Excel workbooks, where the optional library for them is there."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.regular_file import look_at_file
from linreg_gui.storage.tables.cells import quoted
from linreg_gui.storage.tables.optional_formats import EXCEL
from linreg_gui.storage.tables.source import Choices
from linreg_gui.storage.tables.text_file import MAX_FILE_BYTES, TextFile, text_as_file

OTHER_SUFFIXES = (".xls", ".ods", ".numbers")
LARGEST_UNPACKED = 2_000_000_000
MOST_CELLS_ACROSS = 1000


def is_workbook(path: Path) -> bool:
    """Tell by its name whether a file holds a spreadsheet, be it one that cannot be read."""
    return path.suffix.lower() in (*EXCEL.suffixes, *OTHER_SUFFIXES)


def read_workbook(path: Path) -> TextFile:
    """Read the first sheet as lines with tabs between the cells, numbers with a decimal point.

    Where the sheet holds a number with decimals nothing has to be guessed: 1.234 is not 1234,
    whatever the texts beside it look like.

    Parameters
    ----------
    path : Path

    Returns
    -------
    TextFile

    Raises
    ------
    StorageError
        If it cannot be read, or the library for it is not there: the message says how to get it.
    """
    name = shown_name(path)
    if path.suffix.lower() not in EXCEL.suffixes:
        raise StorageError(f"{name} is of a kind that is not read; save it as CSV or as .xlsx.")
    library = EXCEL.load(name)
    try:
        with look_at_file(path, MAX_FILE_BYTES, "a workbook").open() as raw:
            _check_unpacked(raw, name)
            workbook = library.load_workbook(raw, read_only=True, data_only=True)
            try:
                return _sheet_table(workbook.worksheets[0], name)
            finally:
                workbook.close()
    except StorageError:
        raise
    except Exception as error:  # whatever the library makes of a damaged file
        raise StorageError(f"{name} is damaged, or no workbook that can be read.") from error


def _check_unpacked(raw: BinaryIO, name: str) -> None:
    """Refuse what is small only while it is packed."""
    with zipfile.ZipFile(raw) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise StorageError(f"{name} is too large: save the part that is needed as CSV.")


def _sheet_table(sheet: Any, name: str) -> TextFile:
    lines, has_decimals = [], False
    for row in sheet.iter_rows(values_only=True, max_col=MOST_CELLS_ACROSS):
        lines.append(_line(row))
        has_decimals = has_decimals or any(isinstance(value, float) for value in row)
        if len(lines) > MAX_SAMPLES:
            raise StorageError(f"{name} has more than {MAX_SAMPLES:,} rows.")
    width = max((line.count("\t") for line in lines), default=0)
    text = "".join(f"{line}{_missing_tabs(line, width)}\n" for line in lines)
    return text_as_file(text, name, Choices("\t", "." if has_decimals else None))


def _line(row: Sequence[object]) -> str:
    if _is_comment(row):
        return "#"
    cells = [_cell_text(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return "\t".join(cells)


def _is_comment(row: Sequence[object]) -> bool:
    """Tell a note from the names and the rows of a table, whose first column may count by ``#``."""
    first = next((value for value in row if value is not None), None)
    has_number = any(isinstance(value, int | float) for value in row)
    return isinstance(first, str) and first.startswith("# ") and not has_number


def _missing_tabs(line: str, width: int) -> str:
    return "\t" * (width - line.count("\t")) if line else ""


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = " ".join(str(value).split())
    return quoted(text) if text.startswith("#") or '"' in text else text
