"""Reading a small text file without trusting it."""

import os
import stat
from pathlib import Path

from linreg_gui.storage.errors import StorageError

MAX_FILE_BYTES = 200_000_000
LONGEST_LINE = 1_000_000
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_lines(path: Path) -> list[str]:
    """Read a text file as lines, whatever its encoding and line ends.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of str
        Without line ends.

    Raises
    ------
    StorageError
        When it is missing, no regular file, too large, not text, or may not be read.
    """
    text = _decoded(_read_bytes(path), path.name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise StorageError(
                f"{path.name}, line {row} is {len(line):,} characters long; "
                f"at most {LONGEST_LINE:,} are read."
            )
    return lines


def _read_bytes(path: Path) -> bytes:
    name = path.name or str(path)
    try:
        _check_kind(path, name)
        # Without O_NONBLOCK a pipe put in the file's place in between would block for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise StorageError(f"Cannot find {name}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError(f"Cannot read {name}: {reason.lower()}.") from None
    if len(raw) > MAX_FILE_BYTES:
        raise StorageError(_too_large(name, len(raw)))
    return raw


def _check_kind(path: Path, name: str) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise StorageError(f"{name} is a folder; a table of numbers is expected.")
    if not stat.S_ISREG(status.st_mode):
        raise StorageError(f"{name} is not a regular file.")
    if status.st_size > MAX_FILE_BYTES:
        raise StorageError(_too_large(name, status.st_size))


def _too_large(name: str, size: int) -> str:
    return f"{name} is {size / 1e6:,.0f} MB; the limit is {MAX_FILE_BYTES / 1e6:.0f} MB."


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith(UTF16_MARKS):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise StorageError(f"{name} is not a text file.") from None
    if b"\0" in raw:
        raise StorageError(f"{name} is not a text file.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
