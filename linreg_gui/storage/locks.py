"""Exclusive locks on open files, and what stands on them: a document is open in one window only.

The operating system releases the locks of a killed process. So a lock is never stale, and no
process is looked up by a number that may belong to another process by now.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from linreg_gui.storage.errors import StorageError

ATTEMPTS = 5
"""Another process may remove a new file before it is locked: then another one is made."""

O_BINARY = getattr(os, "O_BINARY", 0)
O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    FAR_BEYOND = 1 << 40
    """Locks keep others from reading there: this byte is never part of a file of ours."""

    def try_lock(handle: int) -> bool:
        """Lock an open file until it is closed; False if another handle has locked it."""
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
        """Lock an open file until it is closed; False if another handle has locked it."""
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
    """Make a file of a new name, and lock it.

    Parameters
    ----------
    template : Path
        ``*`` in its name stands for sixteen digits.
    mode : int

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
    """Open and lock an existing file; None if it is gone, or locked by another process."""
    try:
        handle = os.open(path, os.O_RDWR | O_BINARY | O_NOFOLLOW)
    except OSError:
        return None
    if try_lock(handle) and is_linked(handle):
        return handle
    os.close(handle)
    return None


def remove_locked(path: Path, handle: int) -> None:
    """Remove and close a file that this process has locked; never fails."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            path.unlink()
    with contextlib.suppress(OSError):
        os.close(handle)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            path.unlink()  # an open file cannot be removed there


def is_linked(handle: int) -> bool:
    """Return whether an open file still has a name."""
    try:
        return os.fstat(handle).st_nlink > 0
    except OSError:
        return False


def mark(handle: int, *, is_marked: bool) -> None:
    """Put a mark into a locked file, which is empty otherwise; never fails."""
    with contextlib.suppress(OSError):
        if is_marked:
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, b"!")
        else:
            os.ftruncate(handle, 0)


def is_marked(handle: int) -> bool:
    """Return whether a locked file has a mark."""
    return os.fstat(handle).st_size > 0


def make_private(folder: Path) -> None:
    """Make a folder for this user alone; an existing one is closed to others.

    Raises
    ------
    StorageError
        If it belongs to another user: a fragment of a sentence, as ``reason_of`` gives it.
    OSError
    """
    folder.mkdir(0o700, parents=True, exist_ok=True)
    if not is_private(folder):
        raise StorageError("the folder for it belongs to another user")
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        folder.chmod(0o700)


def is_private(folder: Path) -> bool:
    """Return whether a folder, and the link to it, exists and belongs to this user."""
    try:
        statuses = (folder.lstat(), folder.stat())
    except OSError:
        return False
    if sys.platform == "win32":
        return True
    return all(status.st_uid == os.geteuid() for status in statuses)


class DocumentLock:
    """Keeps other windows of this user on this machine from saving to an open document.

    The lock is a file elsewhere: in the document's folder it would be in the way, and the document
    itself is replaced at every save.

    Parameters
    ----------
    folder : Path or None
        For locks only; None locks nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: tuple[Path, int] | None = None

    def acquire(self, document: Path) -> bool:
        """Lock a document, and release the former one.

        Returns
        -------
        bool
            False if another window has it; then the former one stays locked. True, too,
            where nothing can be locked.
        """
        if self._folder is None:
            return True
        place = os.fsencode(os.path.realpath(document))
        path = self._folder / f"{hashlib.sha256(place).hexdigest()[:32]}.lock"
        if self._held is not None and self._held[0] == path:
            return True
        try:
            make_private(self._folder)
            handle = _locked(path)
        except (OSError, StorageError):
            self.release()
            return True
        if handle is None:
            return False
        self.release()
        self._held = (path, handle)
        return True

    def release(self) -> None:
        """Release the document."""
        held, self._held = self._held, None
        if held is not None:
            remove_locked(*held)


def _locked(path: Path) -> int | None:
    for _ in range(ATTEMPTS):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | O_BINARY | O_NOFOLLOW, 0o600)
        is_locked = try_lock(handle)
        if is_locked and is_linked(handle):
            return handle
        with contextlib.suppress(OSError):
            os.close(handle)
        if not is_locked:
            return None
    return None
