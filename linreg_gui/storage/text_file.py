"""Reading a text file without trusting it, and without holding all of it."""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.regular_file import RegularFile, look_at_file

MAX_FILE_BYTES = 200_000_000
LONGEST_LINE = 1_000_000
PIECE = 250_000
BLOCK = 60_000
"""Characters looked at together: enough to be quick, and little beside any other memory."""
SPREADSHEET_FAULT = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|WERT!|ZAHL!)")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TableFormat:
    """What it takes to read a table.

    Attributes
    ----------
    delimiter : str
        ``";"``, a tab, ``","``, or a blank for any number of blanks.
    decimal_sign : str
        ``"."`` or ``","``; the other one, blanks and apostrophes may group digits by three.
    has_header : bool
        Whether the first line names the columns.
    """

    delimiter: str
    decimal_sign: str
    has_header: bool


class Block(NamedTuple):
    """Some whole lines of a text.

    Attributes
    ----------
    first_line : int
        Its number, from 1.
    text : str
        The lines end with LF, the last one of a file perhaps not.
    part_read : float
        How much of the file is read with this, 0 to 1.
    """

    first_line: int
    text: str
    part_read: float

    @property
    def n_lines(self) -> int:
        """How many lines there are."""
        return self.text.count("\n") + (not self.text.endswith("\n"))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give the lines that hold something, with their numbers.

        Blank lines are passed over, and those that begin with ``#``, unless a spreadsheet says
        there what went wrong, as in ``#DIV/0!``.
        """
        for number, line in enumerate(self.text.split("\n"), start=self.first_line):
            held = line.strip()
            if held and (not held.startswith("#") or SPREADSHEET_FAULT.match(held)):
                yield number, line


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
    table_format : TableFormat or None
        None where nobody says how it is written.
    """

    name: str
    source: RegularFile | bytes
    encoding: str
    table_format: TableFormat | None = None

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

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give the lines that hold something, as `Block.lines` does; raises as `blocks`."""
        for block in self.blocks():
            yield from block.lines()

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


def read_text_file(path: Path) -> TextFile:
    """Look through a text file whatever its encoding: UTF-8, UTF-16 with its mark, else Latin-1.

    Parameters
    ----------
    path : Path

    Returns
    -------
    TextFile

    Raises
    ------
    StorageError
        When it is missing, no regular file, too large, not text, or may not be read.
    """
    file = look_at_file(path, MAX_FILE_BYTES, "a table of numbers")
    return TextFile(file.name, file, _encoding_of(file, file.name))


def text_as_file(text: str, name: str, table_format: TableFormat | None = None) -> TextFile:
    """Give a text that is already there, from the clipboard, as if it were a file.

    Parameters
    ----------
    text : str
    name : str
        For messages.
    table_format : TableFormat, optional
        How it is written, where that is known.

    Raises
    ------
    StorageError
        When it is too large or no text.
    """
    raw = text.rstrip("\0").encode("utf-8", "replace")
    if len(raw) > MAX_FILE_BYTES:
        size, limit = (f"{count / 1e6:,.0f} MB" for count in (len(raw), MAX_FILE_BYTES))
        raise StorageError(f"{name} holds {size}; the limit is {limit}.")
    return TextFile(name, raw, _encoding_of(raw, name), table_format)


def _opened(source: RegularFile | bytes) -> AbstractContextManager[BinaryIO]:
    return source.open() if isinstance(source, RegularFile) else io.BytesIO(source)


def _encoding_of(source: RegularFile | bytes, name: str) -> str:
    with _opened(source) as raw:
        first = raw.read(PIECE)
        pieces = chain([first], iter(partial(raw.read, PIECE), b""))
        if first.startswith(UTF16_MARKS):
            if not _is_valid(pieces, "utf-16"):
                raise StorageError(f"{name} is not a text file.")
            return "utf-16"
        is_utf8 = _is_valid(_without_nul(pieces, name), "utf-8-sig")
        if not is_utf8:
            for _piece in _without_nul(pieces, name):
                pass
        return "utf-8-sig" if is_utf8 else "latin-1"


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
