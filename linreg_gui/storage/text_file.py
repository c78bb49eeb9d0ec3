"""Reading a small text file without trusting it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.regular_file import read_regular_file

MAX_FILE_BYTES = 200_000_000
LONGEST_LINE = 1_000_000
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
        for number, line in enumerate(text, start=1):
            if len(line) > LONGEST_LINE:
                raise StorageError(
                    f"{self.name}, line {number} is {len(line):,} characters long; "
                    f"at most {LONGEST_LINE:,} are read."
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


def _encoding_of(raw: bytes, name: str) -> str:
    encoding = "utf-16" if raw.startswith(UTF16_MARKS) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in raw:
        raise StorageError(f"{name} is not a text file.")
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise StorageError(f"{name} is not a text file.") from None
        return "latin-1"
    return encoding
