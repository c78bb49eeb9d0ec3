"""Exclusive locks on open files; the system lets go of them when their process is killed.

So a lock never goes stale, and no process has to be looked for by a number that may belong to
another one by now.
"""

import contextlib
import errno
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

ATTEMPTS = 5
"""Another process may take a file for abandoned before it is locked: then another one is made."""

O_BINARY = getattr(os, "O_BINARY", 0)
O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    FAR_BEYOND = 1 << 40
    """Locks keep others from reading there: this byte is never part of a file of ours."""

    def try_lock(handle: int) -> bool:
        """Lock an open file until it is closed; False when another handle holds it."""
        place = os.lseek(handle, 0, os.SEEK_CUR)
        try:
            os.lseek(handle, FAR_BEYOND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, place, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Lock an open file until it is closed; False when another handle holds it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@dataclass(frozen=True)
class NewFile:
    """A file just made.

    Attributes
    ----------
    path : Path
    handle : int
        Open for reading and writing.
    is_locked : bool
        False on the network disks that have no locks.
    """

    path: Path
    handle: int
    is_locked: bool


def create_locked(template: Path, mode: int) -> NewFile:
    """Make a file nobody else has, and lock it.

    Parameters
    ----------
    template : Path
        ``*`` in its name stands for sixteen digits.
    mode : int

    Returns
    -------
    NewFile

    Raises
    ------
    OSError
    """
    for attempt in range(1, ATTEMPTS + 1):
        path = template.with_name(template.name.replace("*", secrets.token_hex(8)))
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | O_BINARY, mode)
        is_locked = try_lock(handle)
        if (is_locked or attempt == ATTEMPTS) and is_linked(handle):
            return NewFile(path, handle, is_locked)
        with contextlib.suppress(OSError):
            os.close(handle)
        path.unlink(missing_ok=True)
    raise OSError(errno.EIO, "")


def lock_existing(path: Path) -> int | None:
    """Open and lock a file that is there; None when it is gone, or locked by another."""
    try:
        handle = os.open(path, os.O_RDWR | O_BINARY | O_NOFOLLOW)
    except OSError:
        return None
    if try_lock(handle) and is_linked(handle):
        return handle
    os.close(handle)
    return None


def remove_locked(path: Path, handle: int) -> None:
    """Remove a file that this process has locked, and close it; never fails."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            path.unlink()
    with contextlib.suppress(OSError):
        os.close(handle)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            path.unlink()  # an open file cannot be removed there


def is_linked(handle: int) -> bool:
    """Tell whether an open file still has a name."""
    try:
        return os.fstat(handle).st_nlink > 0
    except OSError:
        return False


def mark(handle: int, *, is_marked: bool) -> None:
    """Leave a mark in a locked file, which is empty without it; never fails."""
    with contextlib.suppress(OSError):
        if is_marked:
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, b"!")
        else:
            os.ftruncate(handle, 0)


def is_marked(handle: int) -> bool:
    """Tell whether a locked file has a mark."""
    return os.fstat(handle).st_size > 0
