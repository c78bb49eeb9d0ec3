"""Reading a text file without trusting it, and without holding all of it."""

import codecs
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from linreg_gui.storage.errors import Progress, StorageError
from linreg_gui.storage.regular_file import RegularFile, look_at_file
from linreg_gui.storage.tables.source import ALL_GUESSED, Block, Choices, report

MAX_FILE_BYTES = 200_000_000
LONGEST_LINE = 1_000_000
PIECE = 250_000
BLOCK = 60_000
"""Characters looked at together: enough to be quick, and little beside any other memory."""
C1_BYTES = range(0x80, 0xA0)
UNDEFINED_IN_WINDOWS = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
PDF, RICH_TEXT = b"%PDF-", b"{\\rtf"
OTHER_KINDS = (
    (b"PAR1", "a Parquet file; its name ends with .parquet"),
    (b"PK\x03\x04", "a workbook or an archive; the name of a workbook ends with .xlsx"),
    (b"\xd0\xcf\x11\xe0", "an old workbook; save it as CSV or as .xlsx"),
    (b"\x1f\x8b", "packed; unpack it first"),
    (b"BZh", "packed; unpack it first"),
    (b"\xfd7zXZ", "packed; unpack it first"),
    (b"7z\xbc\xaf", "packed; unpack it first"),
    (b"(\xb5/\xfd", "packed; unpack it first"),
    (b"Rar!", "packed; unpack it first"),
    (PDF, "a PDF document; copy the table from it"),
    (b"SQLite format 3\0", "a database; save the table as CSV"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x89HDF", "an HDF5 file; save the table as CSV"),
    (RICH_TEXT, "a document; save the table as CSV"),
    (b"\xff\xfe\0\0", "in UTF-32; save it as UTF-8"),
    (b"\0\0\xfe\xff", "in UTF-32; save it as UTF-8"),
)
"""The first bytes of files that are no tables."""
WEB_PAGE = (b"<!doctype html", b"<html", b"<table")
PRINTABLE_KINDS = (PDF, RICH_TEXT)
"""They need not hold any control character."""
LOOKED_AT = 200
"""Bytes that tell UTF-16 without its mark."""
MOST_CONTROLS = 0.05
"""Of the bytes of a text that is not UTF-8, those that are control characters and no blanks."""
CONTROLS = bytes({*range(0x20)} - {*b"\t\n\v\f\r"})


@dataclass(frozen=True)
class TextFile:
    """A text and how to read it; of a file nothing is held but its place.

    Attributes
    ----------
    name : str
        For messages.
    source : RegularFile or bytes
    encoding : str
        The bytes are known to be valid in it.
    known : Choices
        What is known about the layout.
    """

    name: str
    source: RegularFile | bytes
    encoding: str
    known: Choices = ALL_GUESSED

    def blocks(self) -> Iterator[Block]:
        """Give the text in blocks; lines may end with LF, CR LF or CR.

        Raises
        ------
        StorageError
            If a line is endless, or the file cannot be read any more or was changed.
        """
        with _opened(self.source) as raw:
            text = io.TextIOWrapper(raw, encoding=self.encoding, newline=None)
            first_line = 1
            while start := text.read(BLOCK):
                # Not the whole of an endless line: one emoji in it makes four bytes of every
                # character.
                block = start + text.readline(LONGEST_LINE + 2)
                self._check_last_line(block, first_line)
                if isinstance(self.source, RegularFile):
                    self.source.check(raw)
                yield Block(first_line, block, min(1.0, raw.tell() / self._size))
                first_line += block.count("\n")

    @property
    def _size(self) -> int:
        return self.source.size if isinstance(self.source, RegularFile) else len(self.source)

    def _check_last_line(self, block: str, first_line: int) -> None:
        """Refuse a line that does not end; the ones before it are within a block."""
        begin = block.rfind("\n", 0, -1) + 1
        if len(block) - begin - block.endswith("\n") > LONGEST_LINE:
            number = first_line + block.count("\n", 0, begin)
            raise StorageError(
                f"{self.name}, line {number} is longer than {LONGEST_LINE:,} characters."
            )


def read_text_file(path: Path, progress: Progress | None = None) -> TextFile:
    """Look through a text file: UTF-8, UTF-16, else Windows-1252 or Latin-1.

    Parameters
    ----------
    path : Path
    progress : callable, optional
        Called from time to time; False cancels.

    Raises
    ------
    CancelledError
    StorageError
        When it is missing, no regular file, too large, not text, or may not be read.
    """
    file = look_at_file(path, MAX_FILE_BYTES, "a table of numbers")
    return TextFile(file.name, file, _encoding_of(file, file.name, progress))


def text_as_file(text: str, name: str, known: Choices = ALL_GUESSED) -> TextFile:
    """Give a text that is already there, from the clipboard, as if it were a file.

    Parameters
    ----------
    text : str
    name : str
        For messages.
    known : Choices, optional
        What is known about the layout.

    Raises
    ------
    StorageError
        When it is too large or no text.
    """
    raw = text.rstrip("\0").encode("utf-8", "replace")
    if len(raw) > MAX_FILE_BYTES:
        size, limit = (f"{count / 1e6:,.0f} MB" for count in (len(raw), MAX_FILE_BYTES))
        raise StorageError(f"{name} holds {size}; the limit is {limit}.")
    return TextFile(name, raw, _encoding_of(raw, name), known)


def _opened(source: RegularFile | bytes) -> AbstractContextManager[BinaryIO]:
    return source.open() if isinstance(source, RegularFile) else io.BytesIO(source)


def _encoding_of(source: RegularFile | bytes, name: str, progress: Progress | None = None) -> str:
    with _opened(source) as raw:
        first = raw.read(PIECE)
        _refuse_other_kinds(first, name)
        pieces = _watched(chain([first], iter(partial(raw.read, PIECE), b"")), progress)
        if utf16 := _utf16_of(first):
            if not _is_valid(pieces, utf16):
                raise StorageError(f"{name} is not a text file.")
            return utf16
        if _is_valid(_without_nul(pieces, name), "utf-8-sig"):
            return "utf-8-sig"
        if len(first) - len(first.translate(None, CONTROLS)) > MOST_CONTROLS * len(first):
            raise StorageError(f"{name} is not a text file.")
        raw.seek(0)
        return _one_byte_encoding(iter(partial(raw.read, PIECE), b""), name)


def _refuse_other_kinds(first: bytes, name: str) -> None:
    """Say what a file is that is no text; PAR1 may as well be the name of a column."""
    has_controls = any(byte in CONTROLS for byte in first[:LOOKED_AT])
    if first[:LOOKED_AT].lstrip().lower().startswith(WEB_PAGE):
        raise StorageError(f"{name} is a web page; copy the table from it.")
    for begin, kind in OTHER_KINDS:
        if first.startswith(begin) and (has_controls or begin in PRINTABLE_KINDS):
            raise StorageError(f"{name} is {kind}.")


def _utf16_of(first: bytes) -> str:
    """Return the encoding of a text with a mark, or with a NUL in every other byte of its begin."""
    if first.startswith(UTF16_MARKS):
        return "utf-16"
    begin = first[:LOOKED_AT]
    if len(begin) < 4 or set(begin[::2]) == set(begin[1::2]):
        return ""
    if not any(begin[1::2]):
        return "utf-16-le"
    return "utf-16-be" if not any(begin[::2]) else ""


def _watched(pieces: Iterator[bytes], progress: Progress | None) -> Iterator[bytes]:
    for piece in pieces:
        report(progress, 0.0)
        yield piece


def _one_byte_encoding(pieces: Iterator[bytes], name: str) -> str:
    """Tell Windows-1252 from Latin-1 by the bytes that are control characters in the latter."""
    found = {byte for piece in _without_nul(pieces, name) for byte in C1_BYTES if byte in piece}
    is_windows = found and not found.intersection(UNDEFINED_IN_WINDOWS)
    return "cp1252" if is_windows else "latin-1"


def _is_valid(pieces: Iterator[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_nul(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    for piece in pieces:
        if b"\0" in piece:
            raise StorageError(f"{name} is not a text file.")
        yield piece
