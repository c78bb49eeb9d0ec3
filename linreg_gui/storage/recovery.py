"""Unsaved work, kept where it survives the program.

Every window has a slot in one folder: a project file that it writes again and again, and beside it
a lock file that it holds as long as it lives. When the program is killed the system lets go of the
lock: a slot without a lock is abandoned, and offered at the next start. A window that ends well
removes its slot.

Nothing here starts a thread or asks for the time. One thread at a time may call a `Recovery`, and
it need not be the window's.
"""

import contextlib
import os
import stat
from pathlib import Path

from linreg_gui.storage.errors import NewerVersionError, StorageError, reason_of
from linreg_gui.storage.locking import create_locked, is_linked, lock_existing, remove_locked
from linreg_gui.storage.private_folder import is_private, make_private
from linreg_gui.storage.project import Project, encode_project, read_project
from linreg_gui.storage.safe_write import write_safely
from linreg_gui.storage.temporary_file import sweep

SLOT = "window-*.linreg"
LOCK_SUFFIX = ".lock"
BAD_SUFFIX = ".bad"


class Recovery:
    """The slot of one window; it comes into being with the first save.

    Parameters
    ----------
    folder : Path
        For unsaved work only; made when it is needed, for this user alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._slot: Path | None = None
        self._lock: int | None = None

    def save(self, project: Project, when: float) -> None:
        """Put the present state in the place of the one saved before.

        Parameters
        ----------
        project : Project
        when : float
            Seconds since 1970, told when the work is offered.

        Raises
        ------
        StorageError
            If it cannot be written; what was saved before is still there.
        """
        try:
            data = encode_project(project)
            slot = self._claimed_slot()
            write_safely(slot, data)
        except OSError as error:
            raise _unsafe(reason_of(error)) from None
        except StorageError as error:
            raise _unsafe(error.reason or str(error).rstrip(".")) from None
        with contextlib.suppress(OSError):
            os.utime(slot, (when, when))

    def discard(self) -> None:
        """Forget what was saved: it is in a file of its own now, or not wanted; never fails."""
        slot, lock = self._let_go()
        if slot is not None and lock is not None:
            _remove(slot, lock)

    def release(self) -> None:
        """Leave what was saved to be found by another window."""
        _, lock = self._let_go()
        if lock is not None:
            os.close(lock)

    def adopt(self, slot: Path) -> Project:
        """Go on with abandoned work: from now on its slot is this window's.

        Parameters
        ----------
        slot : Path
            As `find_abandoned` gave it.

        Returns
        -------
        Project

        Raises
        ------
        StorageError
            If another window has it by now. If it was written by a newer version; then it stays
            for that one. If it cannot be read; the file is kept under a name that ends in
            ``.bad``, and not offered again.
        """
        lock = _lock_of(slot)
        if lock is None:
            raise StorageError("This work is open in another window, or was removed.")
        try:
            project = read_project(slot)
        except NewerVersionError:
            os.close(lock)
            raise
        except StorageError:
            with contextlib.suppress(OSError):
                slot.replace(slot.with_name(slot.name + BAD_SUFFIX))
            remove_locked(slot.with_name(slot.name + LOCK_SUFFIX), lock)
            raise
        self.release()
        self._slot, self._lock = slot, lock
        return project

    def _claimed_slot(self) -> Path:
        if self._lock is not None and not is_linked(self._lock):
            self.release()  # somebody tidied the folder
        if self._slot is None:
            make_private(self._folder)
            file = create_locked(self._folder / (SLOT + LOCK_SUFFIX), 0o600)
            if not file.is_locked:
                remove_locked(file.path, file.handle)
                raise StorageError("this disk cannot lock files")
            self._slot = file.path.with_name(file.path.name.removesuffix(LOCK_SUFFIX))
            self._lock = file.handle
        return self._slot

    def _let_go(self) -> tuple[Path | None, int | None]:
        slot, lock = self._slot, self._lock
        self._slot = self._lock = None
        return slot, lock


def find_abandoned(folder: Path) -> list[tuple[Path, float]]:
    """Find the work of windows that did not end well.

    Parameters
    ----------
    folder : Path
        It need not exist.

    Returns
    -------
    list of (Path, float)
        Slots for `Recovery.adopt` or `discard_abandoned`, and when they were saved, in seconds
        since 1970; the newest first.
    """
    found = []
    if not is_private(folder):
        return []
    for slot in sorted(folder.glob(SLOT)):
        lock = _lock_of(slot)
        if lock is not None:
            with contextlib.suppress(OSError):
                found.append((slot, slot.stat().st_mtime))
            os.close(lock)
    for path in folder.glob(SLOT + LOCK_SUFFIX):
        _sweep_lock(path)
    sweep(folder)
    return sorted(found, key=lambda entry: entry[1], reverse=True)


def discard_abandoned(slot: Path) -> bool:
    """Remove abandoned work; False when another window has it by now."""
    lock = _lock_of(slot)
    if lock is not None:
        _remove(slot, lock)
    return lock is not None


def _lock_of(slot: Path) -> int | None:
    """Lock a slot that is there; None when another window holds it."""
    path = slot.with_name(slot.name + LOCK_SUFFIX)
    with contextlib.suppress(OSError):
        if stat.S_ISREG(slot.lstat().st_mode):
            path.touch(0o600)  # whoever tidied it away left the work without a lock
    lock = lock_existing(path)
    if lock is not None and not slot.is_file():
        remove_locked(path, lock)
        return None
    return lock


def _remove(slot: Path, lock: int) -> None:
    with contextlib.suppress(OSError):
        slot.unlink()
    remove_locked(slot.with_name(slot.name + LOCK_SUFFIX), lock)


def _sweep_lock(path: Path) -> None:
    """Remove the lock of a window that was killed before it saved anything."""
    if not path.with_suffix("").exists():
        lock = lock_existing(path)
        if lock is not None:
            remove_locked(path, lock)


def _unsafe(reason: str) -> StorageError:
    return StorageError(f"Unsaved work cannot be kept safe: {reason}.", reason)
