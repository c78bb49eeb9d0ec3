"""Save a file so that at any moment either the old or the new version exists, complete.

The bytes are written to a temporary file in the same folder. When all of them are on the disk, the
temporary file replaces the old file in one step, and the folder is flushed too. QSaveFile reports
success on a full disk that took only part of the bytes; here every write is counted.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from linreg_gui.storage.errors import StorageError, reason_of, shown_name
from linreg_gui.storage.locks import O_BINARY, create_locked, lock_existing, remove_locked

MOST_AT_ONCE = 1 << 26
"""Bytes in one write; some systems refuse 2 GB."""

WRITABLE_BY_ANYONE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR)
"""File systems and Windows without it, and folders that can be written but not read."""

PREFIX = ".linreg_gui-saving-"
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
OURS = re.compile(rf"{re.escape(PREFIX)}[0-9a-f]{{16}}({SUFFIX.pattern})?")
CLOSED = -1


def write_safely(path: str | os.PathLike[str], *pieces: bytes | memoryview) -> None:
    """Write a whole file, or leave the old one unchanged.

    Parameters
    ----------
    path : str or PathLike
        A symbolic link is followed. An existing file keeps its mode, owner and extended
        attributes; other hard links to it keep the old content.
    *pieces : bytes or memoryview
        Written in order.

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
    """Yield a temporary file that replaces ``path`` when the block ends without an error.

    For files that are written piece by piece, or by another library. The temporary file is in the
    same folder and has the same suffix. If the block raises, it is removed and ``path`` is
    unchanged.

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
        As for `write_safely`; an OSError raised in the block is reported as a failed write.
    """
    if "\0" in os.fspath(path):
        raise _refusal(path, "its name contains a NUL character")
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
    """Follow links, and refuse a target that must not be replaced; None for a new file."""
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
    # Root could write to a read-only file; the mark is respected all the same.
    if not status.st_mode & WRITABLE_BY_ANYONE:
        raise _refusal(path, "the file is read-only")
    # Fails on a read-only disk and on files of other users; Windows has the mark only.
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


class TemporaryFile:
    """An empty file in the folder of the file it will replace, locked while in use.

    A disk without locks has no lock, and `sweep` removes nothing there.

    Parameters
    ----------
    target : Path
        A path without symbolic links.
    former : stat_result or None
        The status of the target; None if it does not exist.

    Attributes
    ----------
    path : Path
        Has the target's suffix, because some libraries choose the format by it.

    Raises
    ------
    OSError
    """

    def __init__(self, target: Path, former: os.stat_result | None) -> None:
        self._target = target
        self._former = former
        # Not even for a moment may more users read it than the file it replaces.
        mode = 0o666 if former is None else stat.S_IMODE(former.st_mode) & 0o600
        suffix = target.suffix if SUFFIX.fullmatch(target.suffix) else ""
        file = create_locked(target.with_name(f"{PREFIX}*{suffix}"), mode)
        self.path, self._handle = file.path, file.handle

    def take_place(self) -> None:
        """Flush this file to the disk, then replace the target with it.

        Raises
        ------
        OSError
        """
        if self._former is not None:
            _copy_attributes(self._target, self._former, self.path)
        os.fsync(self._handle)
        if sys.platform == "win32":
            self._close()  # Windows cannot move an open file
        self.path.replace(self._target)
        with contextlib.suppress(OSError):
            self._close()

    def discard(self) -> None:
        """Remove the file, unless it has replaced the target."""
        with contextlib.suppress(OSError):
            self._close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        handle, self._handle = self._handle, CLOSED
        if handle != CLOSED:
            os.close(handle)


def sweep(folder: Path) -> None:
    """Remove files left behind by killed saves; those of running saves are locked and stay."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        ours = [Path(entry.path) for entry in entries if OURS.fullmatch(entry.name)]
        for path in ours:
            handle = lock_existing(path)
            if handle is not None:
                remove_locked(path, handle)


def _copy_attributes(source: Path, former: os.stat_result, path: Path) -> None:
    """Copy owner, mode and extended attributes, as far as permitted."""
    if sys.platform != "win32":
        # Separately: a user who may not change the owner may still set the group.
        for owner, group in ((-1, former.st_gid), (former.st_uid, -1)):
            with contextlib.suppress(OSError):
                os.chown(path, owner, group)
    with contextlib.suppress(OSError):
        shutil.copystat(source, path)
        os.utime(path)
