"""Reading a small text file without trusting it."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.regular_file import read_regular_file

MAX_FILE_BYTES = 200_000_000
LONGEST_LINE = 1_000_000
PIECE = 1_000_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TextFile:
    """The bytes of a text file and how to read them.

    Attributes
    ----------
    name : str
        Of the file, for messages.
    raw : bytes
    encoding : str
        The bytes are known to be valid in it.
    """

    name: str
    raw: bytes
    encoding: str

    @property
    def n_lines(self) -> int:
        """About how many lines there are, at least 1."""
        return max(self.raw.count(b"\n"), self.raw.count(b"\r")) + 1

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give the lines that hold something, never all at once: a list takes ten times the file.

        Blank lines and those that begin with ``#`` are passed over; lines may end with LF, CR LF
        or CR.

        Yields
        ------
        number : int
            From 1, as an editor counts.
        line : str
            Without its end.

        Raises
        ------
        StorageError
            If a line is endless.
        """
        text = io.TextIOWrapper(io.BytesIO(self.raw), encoding=self.encoding, newline=None)
        # Not the whole of an endless line: one emoji in it makes four bytes of every character.
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE + 2), ""), start=1):
            if len(line) > LONGEST_LINE + line.endswith("\n"):
                raise StorageError(
                    f"{self.name}, line {number} is longer than {LONGEST_LINE:,} characters."
                )
            held = line.strip()
            if held and not held.startswith("#"):
                yield number, line.removesuffix("\n")


def read_text_file(path: Path) -> TextFile:
    """Read a text file whatever its encoding: UTF-8, UTF-16 with its mark, else Latin-1.

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
    raw = read_regular_file(path, MAX_FILE_BYTES, "a table of numbers")
    name = shown_name(path)
    return TextFile(name, raw, _encoding_of(raw, name))


def text_as_file(text: str, name: str) -> TextFile:
    """Give a text that is already there, from the clipboard, as if it were a file.

    Raises
    ------
    StorageError
        When it is too large or no text.
    """
    raw = text.rstrip("\0").encode("utf-8", "replace")
    if len(raw) > MAX_FILE_BYTES:
        size, limit = (f"{count / 1e6:,.0f} MB" for count in (len(raw), MAX_FILE_BYTES))
        raise StorageError(f"{name} holds {size}; the limit is {limit}.")
    return TextFile(name, raw, _encoding_of(raw, name))


def _encoding_of(raw: bytes, name: str) -> str:
    encoding = "utf-16" if raw.startswith(UTF16_MARKS) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in raw:
        raise StorageError(f"{name} is not a text file.")
    try:
        _decode(raw, encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise StorageError(f"{name} is not a text file.") from None
        return "latin-1"
    return encoding


def _decode(raw: bytes, encoding: str) -> None:
    """Decode all of it, piece by piece: one emoji makes four bytes of every character."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(raw), PIECE):
        decoder.decode(raw[start : start + PIECE])
    decoder.decode(b"", final=True)
