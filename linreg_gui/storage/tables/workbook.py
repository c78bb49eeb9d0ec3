"""Excel workbooks: a sheet as lines, read piece by piece and only where cells are."""

import datetime as dt
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import join, normpath
from typing import Any, NamedTuple
from xml.parsers import expat

from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.storage.errors import Progress, StorageError, shown_name
from linreg_gui.storage.regular_file import look_at_file
from linreg_gui.storage.tables.cells import MOST_COLUMNS, quoted
from linreg_gui.storage.tables.source import Block, Choices, report
from linreg_gui.storage.tables.text_file import BLOCK, MAX_FILE_BYTES

SUFFIXES = (".xlsx", ".xlsm")
OTHER_SUFFIXES = (".xls", ".ods", ".numbers")
LARGEST_UNPACKED = 2_000_000_000
SMALL = 20_000_000
MOST_PACKED = 200
"""What rows of numbers shrink by when they are packed is a tenth of this."""
MOST_PADDING = 20_000_000
"""Tabs that fill up short rows, beyond which what few rows have at their end counts no more."""
PIECE = 32_000
"""Characters between two looks at whether somebody still wants the table."""
OPENING = 0.8
"""The part of all the work that is done when the sheet is text."""
LONGEST_TEXT = 50_000
DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|general', re.IGNORECASE)
LAST_ROW = 1_048_576
"""Of any sheet."""
DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zones
YEARS_SINCE_1904 = 1462
LONGEST_GAP = 100
"""Empty rows that are written out; behind more of them a new block begins."""


class SheetTable(NamedTuple):
    """A sheet as text, with tabs between the cells.

    Attributes
    ----------
    name : str
        Of the file, for messages.
    known : Choices
    parts : tuple of (int, list of str)
        The number of the first row, and rows as lines, with a gap before the next part.
    """

    name: str
    known: Choices
    parts: tuple[tuple[int, list[str]], ...]

    def blocks(self) -> Iterator[Block]:
        """Yield whole lines in blocks."""
        n_lines, n_read = sum(len(lines) for _, lines in self.parts), 0
        for first, lines in self.parts:
            at_once = max(1, BLOCK // max(1, len(max(lines, key=len))))
            for begin in range(0, len(lines), at_once):
                part_lines = lines[begin : begin + at_once]
                n_read += len(part_lines)
                part = OPENING + (1.0 - OPENING) * n_read / n_lines
                yield Block(first + begin, "".join(f"{line}\n" for line in part_lines), part)


def is_workbook(path: Path) -> bool:
    """Tell by its name whether a file holds a spreadsheet, be it one that cannot be read."""
    return path.suffix.lower() in (*SUFFIXES, *OTHER_SUFFIXES)


def read_workbook(path: Path, progress: Progress | None = None) -> SheetTable:
    """Read the first sheet with numbers as lines with tabs between the cells, a point in numbers.

    Hidden sheets do not count.

    Where the sheet holds a number with decimals nothing has to be guessed: 1.234 is not 1234,
    whatever the texts beside it look like.

    Parameters
    ----------
    path : Path
    progress : callable, optional
        Called from time to time with the part done; False cancels.

    Raises
    ------
    CancelledError
    StorageError
        If it cannot be read.
    """
    name = shown_name(path)
    if path.suffix.lower() not in SUFFIXES:
        raise StorageError(f"{name} is of a kind that is not read; save it as CSV or as .xlsx.")
    file = look_at_file(path, MAX_FILE_BYTES, "a workbook")
    try:
        with (
            file.open() as raw,
            zipfile.ZipFile(raw) as archive,
        ):
            _check_unpacked(archive, name, file.size)
            return _Workbook(archive, name, progress).first_sheet()
    except StorageError:
        raise
    except Exception as error:  # whatever zipfile and expat make of a damaged file
        raise StorageError(f"{name} is damaged, or no workbook that can be read.") from error


def _check_unpacked(archive: zipfile.ZipFile, name: str, size: int) -> None:
    """Refuse what is small only while it is packed."""
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED or unpacked > max(SMALL, MOST_PACKED * size):
        raise StorageError(f"{name} is too large: save the part that is needed as CSV.")


class _Workbook:
    """The parts of a workbook that one sheet takes."""

    def __init__(self, archive: zipfile.ZipFile, name: str, progress: Progress | None) -> None:
        self._archive = archive
        self._name = name
        self._progress = progress
        self._n_done = 0
        self._n_all = LARGEST_UNPACKED

    def first_sheet(self) -> SheetTable:
        book = _target(self._relations("", "_rels/.rels"), "/officeDocument")
        folder = book.rpartition("/")[0]
        relations = self._relations(folder, f"{folder}/_rels/{book.rpartition('/')[2]}.rels")
        sheets: list[str] = []
        is_1904 = [False]

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                is_shown = attributes.get("state", "visible") == "visible"
                sheets.extend(v for k, v in attributes.items() if k.endswith(":id") and is_shown)
            elif name == "workbookPr":
                is_1904[0] = attributes.get("date1904") in ("1", "true")

        self._parse(book, start)
        kinds = [relations[each] for each in sheets if each in relations]
        parts = [path for kind, path in kinds if kind.endswith("/worksheet")]
        strings = _target(relations, "/sharedStrings", "")
        self._n_done = 0
        self._n_all = sum(
            self._archive.getinfo(part).file_size for part in (strings, *parts) if part
        )
        cells = _Cells(
            self._strings(strings), self._date_styles(_target(relations, "/styles", "")), is_1904[0]
        )
        tables = (self._sheet(part, cells) for part in parts)
        first = next(tables)
        if first.has_number:
            return first.table()
        return next((rows for rows in tables if rows.has_number), first).table()

    def _sheet(self, part: str, cells: "_Cells") -> "_SheetRows":
        rows = _SheetRows(cells, self._name)
        self._parse(part, rows.start, rows.end, rows.text)
        return rows

    def _relations(self, folder: str, part: str) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                target = attributes["Target"]
                path = target[1:] if target.startswith("/") else normpath(join(folder, target))
                found[attributes["Id"]] = attributes["Type"], path

        self._parse(part, start)
        return found

    def _strings(self, part: str) -> list[str]:
        found: list[str] = []
        pieces: list[str] = []
        is_open = [False]

        def start(name: str, _attributes: dict[str, str]) -> None:
            is_open[0] = name == "t"

        def end(name: str) -> None:
            is_open[0] = False
            if name == "si":
                found.append("".join(pieces)[:LONGEST_TEXT])
                pieces.clear()
            elif name == "rPh":  # how it is pronounced
                pieces[-1:] = []

        def text(data: str) -> None:
            if is_open[0]:
                pieces.append(data)

        if part:
            self._parse(part, start, end, text)
        return found

    def _date_styles(self, part: str) -> frozenset[int]:
        """Return the numbers of the styles that show a number as a date."""
        custom: set[int] = set()
        styles: list[int] = []
        path: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "numFmt" and _is_date_format(attributes.get("formatCode", "")):
                custom.add(int(attributes["numFmtId"]))
            elif name == "xf" and path[-1:] == ["cellXfs"]:
                styles.append(int(attributes.get("numFmtId", "0")))
            path.append(name)

        if part:
            self._parse(part, start, lambda _name: path.pop())
        return frozenset(
            k for k, style in enumerate(styles) if style in custom or style in DATE_FORMATS
        )

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], object],
        end: Callable[[str], object] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self._archive.open(part) as stream:
            while piece := stream.read(PIECE):
                parser.Parse(piece)
                self._n_done += len(piece)
                report(self._progress, OPENING * min(1.0, self._n_done / self._n_all))
            parser.Parse(b"", True)


class _Cells(NamedTuple):
    """The parts of a workbook that are needed to write a cell as text."""

    strings: list[str]
    date_styles: frozenset[int]
    is_1904: bool

    def text(self, kind: str, style: int, value: str) -> str:
        if kind == "s":
            value = self.strings[int(value)]
        elif kind == "b":
            return "True" if value == "1" else "False"
        elif kind in ("", "n"):
            return self._number(value, style)
        text = " ".join(value[:LONGEST_TEXT].split())
        return quoted(text) if kind != "e" and (text.startswith("#") or '"' in text) else text

    def _number(self, value: str, style: int) -> str:
        if not value:
            return ""
        if style in self.date_styles and (moment := self._moment(float(value))):
            return moment
        return str(int(value)) if re.fullmatch("-?[0-9]{1,18}", value) else repr(float(value))

    def _moment(self, days: float) -> str:
        days += YEARS_SINCE_1904 * self.is_1904
        if not 0 <= days < 2_958_466:  # the end of the year 9999
            return ""
        moment = DAY_ZERO + dt.timedelta(seconds=round(86_400 * days, 3))
        return moment.time().isoformat() if days < 1 else moment.isoformat()


class _SheetRows:
    """Writes rows as lines while the sheet is parsed."""

    def __init__(self, cells: _Cells, name: str) -> None:
        self._cells = cells
        self._name = name
        self._parts: list[tuple[int, list[str]]] = []
        self._widths: Counter[int] = Counter()
        self._row = self._column = self._n_rows = 0
        self._texts: list[str] = []
        self._kind, self._style = "", 0
        self._value: list[str] = []
        self._is_value = False
        self._has_decimals = self._has_number = False
        self.has_number = False
        """Whether the sheet holds any number."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r")
            self._column = _column_of(reference) if reference else self._column + 1
            self._kind = attributes.get("t", "")
            self._style = int(attributes.get("s", "0"))
            self._value = []
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._texts, self._column, self._has_number = [], -1, False
            if self._row > LAST_ROW:
                raise ValueError(self._row)
        self._is_value = name == "v" or (name == "t" and self._kind == "inlineStr")

    def text(self, data: str) -> None:
        if self._is_value:
            self._value.append(data)

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        self._is_value = False

    def _end_cell(self) -> None:
        value = "".join(self._value)
        if not self._value or not 0 <= self._column < MOST_COLUMNS:
            return
        text = self._cells.text(self._kind, self._style, value)
        is_number = self._kind in ("", "n")
        self._has_number |= is_number
        self.has_number |= is_number
        self._has_decimals |= is_number and ("." in text or "e" in text)
        if text:
            self._texts.extend([""] * (self._column + 1 - len(self._texts)))
            self._texts[self._column] = text

    def _end_row(self) -> None:
        texts = self._texts
        if not texts:
            return
        first = next(text for text in texts if text)
        # A note, unlike the names and the rows of a table, whose first column may count by "#".
        is_note = first.startswith('"# ') and not self._has_number
        line = "#" if is_note else "\t".join(texts)
        if not is_note:
            self._widths[len(texts)] += 1
        end = self._parts[-1][0] + len(self._parts[-1][1]) if self._parts else 1
        self._n_rows += 1
        if self._n_rows > MAX_SAMPLES:
            raise StorageError(f"{self._name} has more than {MAX_SAMPLES:,} rows.")
        if self._row < end:
            raise ValueError(self._row)
        if not self._parts or self._row - end > LONGEST_GAP:
            self._parts.append((self._row, []))
            end = self._row
        self._parts[-1][1].extend([*[""] * (self._row - end), line])

    def table(self) -> SheetTable:
        width = self._width()
        for _, lines in self._parts:
            lines[:] = [_filled_up(line, width) for line in lines]
        known = Choices("\t", "." if self._has_decimals else None)
        return SheetTable(self._name, known, tuple(self._parts))

    def _width(self) -> int:
        n_rows = sum(self._widths.values())
        for width in sorted(self._widths, reverse=True):
            n_as_wide = sum(count for each, count in self._widths.items() if each >= width)
            if n_rows * width <= MOST_PADDING or 100 * n_as_wide >= n_rows:
                return width
        return 0


def _filled_up(line: str, width: int) -> str:
    return line + "\t" * (width - 1 - line.count("\t")) if line and line != "#" else line


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_of(reference: str) -> int:
    """Return the column of a cell's reference, from 0: "C7" is 2."""
    column = 0
    for letter in reference[:4]:
        if not letter.isalpha():
            break
        column = 26 * column + ord(letter.upper()) - ord("A") + 1
    return column - 1


def _target(relations: dict[str, tuple[str, str]], kind: str, default: str | None = None) -> str:
    for found, path in relations.values():
        if found.endswith(kind):
            return path
    if default is None:
        raise KeyError(kind)
    return default


def _is_date_format(code: str) -> bool:
    return any(letter in NO_DATE.sub("", code).lower() for letter in "dmyhs")


def _refuse_doctype(*_: Any) -> None:
    raise ValueError("a workbook declares no entities")
