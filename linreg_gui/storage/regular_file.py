"""Reading the bytes of a file without trusting it."""

import os
import stat
from pathlib import Path

from linreg_gui.storage.errors import StorageError, reason_of, shown_name


def read_regular_file(path: Path, largest: int, expected: str) -> bytes:
    """Read a whole file, if it is one.

    Parameters
    ----------
    path : Path
    largest : int
        Bytes; a larger file is refused before it is read.
    expected : str
        What should be there, for the message: "a table of numbers".

    Returns
    -------
    bytes

    Raises
    ------
    StorageError
        When it is missing, no regular file, too large, may not be read or just changes.
    """
    name = shown_name(path)
    if "\0" in str(path):
        raise StorageError(f"Cannot read {name}: its name holds a NUL.")
    try:
        _check(path.stat(), name, largest, expected)
        # Without O_NONBLOCK a pipe put in the file's place in between would block for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            _check(status, name, largest, expected)
            raw = file.read(status.st_size + 1)
    except FileNotFoundError:
        raise StorageError(f"Cannot find {name}.") from None
    except OSError as error:
        raise StorageError(f"Cannot read {name}: {reason_of(error)}.") from None
    if len(raw) != status.st_size:
        raise StorageError(f"{name} is being written at this moment; try again.")
    return raw


def _check(status: os.stat_result, name: str, largest: int, expected: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise StorageError(f"{name} is a folder; {expected} is expected.")
    if not stat.S_ISREG(status.st_mode):
        raise StorageError(f"{name} is not a regular file.")
    if status.st_size > largest:
        size, limit = (f"{count / 1e6:,.0f} MB" for count in (status.st_size, largest))
        raise StorageError(f"{name} is {size}; the limit is {limit}.")
