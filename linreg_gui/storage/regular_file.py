"""Read a file that may be missing, huge, a device, or changed while it is read."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from linreg_gui.storage.errors import StorageError, reason_of, shown_name

MILLION = 1_000_000


class FileVersion(NamedTuple):
    """The version of a file: differs after the file was written again.

    Attributes
    ----------
    size : int
        In bytes.
    modified : int
        Time of the last change, in nanoseconds.
    inode : int
    """

    size: int
    modified: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """Return the version that a status belongs to."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


@dataclass(frozen=True)
class RegularFile:
    """A file that was examined; reading fails if it has changed since."""

    path: Path
    version: FileVersion

    @property
    def size(self) -> int:
        """In bytes."""
        return self.version.size

    @property
    def name(self) -> str:
        """The name for messages."""
        return shown_name(self.path)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the file; all that is read in the ``with`` block belongs to one version of it.

        Raises
        ------
        StorageError
            If the file cannot be read, or was changed since it was examined.
        """
        with _opened(self.path) as file:
            if FileVersion.of(os.fstat(file.fileno())) != self.version:
                raise StorageError(f"{self.name} was changed meanwhile; open it again.")
            yield file
            self.check(file)

    def check(self, file: BinaryIO) -> None:
        """Raise StorageError if the file was changed while it was read."""
        if FileVersion.of(os.fstat(file.fileno())) != self.version or file.tell() > self.size:
            raise StorageError(f"{self.name} is being written at this moment; try again.")


def version_of(path: Path) -> FileVersion | None:
    """Return the version of a file; None if it does not exist."""
    try:
        return FileVersion.of(path.stat())
    except (OSError, ValueError):
        return None


def look_at_file(path: Path, largest: int, expected: str) -> RegularFile:
    """Examine a file before it is read.

    Parameters
    ----------
    path : Path
    largest : int
        The largest size accepted, in bytes.
    expected : str
        What the file should be, for the message: "a table of numbers".

    Raises
    ------
    StorageError
        If the file is missing, not a regular file, too large or not readable.
    """
    name = shown_name(path)
    if "\0" in str(path):
        raise StorageError(f"Cannot read {name}: its name contains a NUL character.")
    try:
        # Checked before it is opened: opening a device can have effects.
        _check_kind(path.stat(), name, largest, expected)
    except OSError as error:
        raise _refusal(error, name) from None
    with _opened(path) as file:
        status = os.fstat(file.fileno())
        _check_kind(status, name, largest, expected)
    return RegularFile(path, FileVersion.of(status))


def read_regular_file(path: Path, largest: int, expected: str) -> bytes:
    """Read a whole regular file.

    Parameters
    ----------
    path : Path
    largest : int
    expected : str
        As for `look_at_file`.

    Raises
    ------
    StorageError
        As for `look_at_file`, and if the file changes while it is read.
    """
    regular = look_at_file(path, largest, expected)
    with _opened(path) as file:
        regular.check(file)
        raw = file.read(regular.size + 1)
        regular.check(file)
    return raw


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    # Without O_NONBLOCK, a pipe that has replaced the file meanwhile would block for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            yield file
    except OSError as error:
        raise _refusal(error, shown_name(path)) from None


def _refusal(error: OSError, name: str) -> StorageError:
    if isinstance(error, FileNotFoundError):
        return StorageError(f"Cannot find {name}.")
    return StorageError(f"Cannot read {name}: {reason_of(error)}.")


def _check_kind(status: os.stat_result, name: str, largest: int, expected: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise StorageError(f"{name} is a folder; {expected} is expected.")
    if not stat.S_ISREG(status.st_mode):
        raise StorageError(f"{name} is not a regular file.")
    if status.st_size > largest:
        unit, factor = ("MB", 1e6) if largest >= MILLION else ("bytes", 1.0)
        size, limit = (f"{count / factor:,.0f} {unit}" for count in (status.st_size, largest))
        raise StorageError(f"{name} is {size}; the limit is {limit}.")
