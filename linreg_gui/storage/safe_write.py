"""Saving a file so that at every moment the old or the new one is there, whole.

The bytes go into a temporary file in the same folder. When all of them are on the disk it takes
the place of the old file in one step, and the folder is made to remember that. QSaveFile reports
success on a full disk that took only part of the bytes; here every count is checked.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from linreg_gui.storage.errors import StorageError, reason_of, shown_name
from linreg_gui.storage.locking import O_BINARY
from linreg_gui.storage.temporary_file import TemporaryFile, sweep

MOST_AT_ONCE = 1 << 26
"""Bytes of one write: some systems refuse 2 GB."""

WRITABLE_BY_ANYONE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR)
"""A file system or a Windows without it, or a folder one may write into but not read."""


def write_safely(path: str | os.PathLike[str], *pieces: bytes | memoryview) -> None:
    """Write a whole file, or leave what was there as it was.

    Parameters
    ----------
    path : str or PathLike
        A symbolic link is followed; mode, owner and extended attributes of an existing file stay.
        Other hard links to it keep the old content.
    *pieces : bytes or memoryview
        Written one after the other.

    Raises
    ------
    StorageError
        If the file cannot be written or is marked read-only.
    """
    with replacing(path) as temporary:
        handle = os.open(temporary, os.O_WRONLY | O_BINARY)
        try:
            _write_all(handle, [memoryview(piece).cast("B") for piece in pieces])
        finally:
            os.close(handle)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary file that takes the place of ``path`` when the block ends well.

    For what is written piece by piece, or by another library. The file stands in the same folder
    and has the same suffix; when the block raises, it is removed and ``path`` stays as it was.

    Parameters
    ----------
    path : str or PathLike
        As for `write_safely`.

    Yields
    ------
    Path
        An empty file.

    Raises
    ------
    StorageError
        As for `write_safely`; an OSError inside the block counts as one of writing.
    """
    if "\0" in os.fspath(path):
        raise _refusal(path, "its name holds a NUL")
    try:
        target, former = _checked_target(path)
        sweep(target.parent)
        temporary = TemporaryFile(target, former)
        try:
            yield temporary.path
            temporary.take_place()
        finally:
            temporary.discard()
        _sync_folder(target.parent)
    except OSError as error:
        raise _refusal(path, reason_of(error)) from None


def _refusal(path: str | os.PathLike[str], reason: str) -> StorageError:
    return StorageError(f"Cannot save {shown_name(path)}: {reason}.", reason)


def _checked_target(path: str | os.PathLike[str]) -> tuple[Path, os.stat_result | None]:
    """Follow links and refuse what must not be replaced; None where there is no file yet."""
    target = Path(os.path.realpath(path))
    target.parent.stat()
    try:
        status = target.stat()
    except FileNotFoundError:
        return target, None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if not stat.S_ISREG(status.st_mode):
        raise _refusal(path, "it is not a regular file")
    # The mark counts for root too, who could write all the same.
    if not status.st_mode & WRITABLE_BY_ANYONE:
        raise _refusal(path, "the file is read-only")
    # Tells a read-only disk from a file of others; on Windows the mark is all there is to ask.
    os.close(os.open(target, os.O_WRONLY | O_BINARY))
    return target, status


def _write_all(handle: int, pieces: list[memoryview]) -> None:
    for piece in pieces:
        rest = piece
        while rest:
            written = os.write(handle, rest[:MOST_AT_ONCE])
            if written <= 0:
                raise OSError(errno.ENOSPC, "")
            rest = rest[written:]
    if os.fstat(handle).st_size != sum(map(len, pieces)):
        raise OSError(errno.EIO, "")


def _sync_folder(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in NO_FOLDER_SYNC:
            raise
