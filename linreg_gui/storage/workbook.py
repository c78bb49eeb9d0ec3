"""Excel workbooks, where the optional library for them is there."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.additions import EXCEL
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.regular_file import look_at_file
from linreg_gui.storage.text_file import MAX_FILE_BYTES

OTHER_SUFFIXES = (".xls", ".ods", ".numbers")
LARGEST_UNPACKED = 2_000_000_000
MOST_CELLS_ACROSS = 1000


def is_workbook(path: Path) -> bool:
    """Tell by its name whether a file holds a spreadsheet, be it one that cannot be read."""
    return path.suffix.lower() in (*EXCEL.suffixes, *OTHER_SUFFIXES)


def workbook_text(path: Path) -> str:
    """Read the first sheet as lines with tabs between the cells, numbers with a decimal point.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str

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
                return _sheet_text(workbook.worksheets[0], name)
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


def _sheet_text(sheet: Any, name: str) -> str:
    lines = []
    for row in sheet.iter_rows(values_only=True, max_col=MOST_CELLS_ACROSS):
        cells = [_cell_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        lines.append("\t".join(cells))
        if len(lines) > MAX_SAMPLES:
            raise StorageError(f"{name} has more than {MAX_SAMPLES:,} rows.")
    width = max((line.count("\t") for line in lines), default=0)
    return "".join(f"{line}{_missing_tabs(line, width)}\n" for line in lines)


def _missing_tabs(line: str, width: int) -> str:
    return "\t" * (width - line.count("\t")) if line else ""


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return " ".join(str(value).split())
