"""Unsaved work, kept where it survives the program.

Every window has a slot in one folder: a lock file that it holds as long as it lives, and beside it
the last few states of its work, each in a file of its own with a number that rises. When the
program is killed the system lets go of the lock: a slot without a lock is abandoned, and offered at
the next start. A window that ends well removes its slot. The numbers, not the clock, tell which
state is the newest; one that is damaged is put aside, and the one before it is taken.

Nothing here starts a thread or asks for the time. One thread at a time may call a `Recovery`, and
it need not be the window's.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from linreg_gui.storage.errors import NewerVersionError, StorageError, reason_of
from linreg_gui.storage.locking import create_locked, is_linked, is_marked, mark, remove_locked
from linreg_gui.storage.private_folder import is_private, make_private
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.recovery_slot import (
    LOCK,
    drop_states,
    lock_path,
    lock_slot,
    newest_label,
    newest_whole,
    number_of,
    remove_slot,
    slots_in,
    state_path,
    states_of,
    sweep_locks,
)
from linreg_gui.storage.safe_write import sweep
from linreg_gui.storage.work_file import Label, Work, write_work

MOST_STATES = 3


@dataclass(frozen=True)
class Abandoned:
    """Work of a window that did not end well.

    Attributes
    ----------
    slot : Path
        For `Recovery.adopt` and `discard_abandoned`.
    label : Label or None
        None where it cannot be read: adopting it says why.
    ended_badly : bool
        Whether the program ended while it was being opened.
    """

    slot: Path
    label: Label | None
    ended_badly: bool


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
        self._number = 0

    def save(self, project: Project, when: float, document: Path | None = None) -> None:
        """Add the present state to those saved before, of which the oldest goes.

        Parameters
        ----------
        project : Project
        when : float
            Seconds since 1970, told when the work is offered.
        document : Path, optional
            The file that it is to be saved in.

        Raises
        ------
        StorageError
            If it cannot be written; what was saved before is still there.
        """
        try:
            slot = self._claimed_slot()
            self._write(slot, project, document, when)
        except OSError as error:
            raise _unsafe(reason_of(error)) from None
        except StorageError as error:
            raise _unsafe(error.reason or str(error).rstrip(".")) from None
        self._number += 1
        drop_states(states_of(slot)[MOST_STATES:])
        self.note_opened()

    def _write(self, slot: Path, project: Project, document: Path | None, when: float) -> None:
        state = state_path(slot, self._number + 1)
        try:
            write_work(state, project, document, when)
        except StorageError as error:
            if not error.reason:
                raise
            drop_states(states_of(slot)[1:])  # there may be room now
            write_work(state, project, document, when)

    def discard(self) -> None:
        """Forget what was saved: it is in a file of its own now, or not wanted; never fails."""
        slot, lock = self._let_go()
        if slot is not None and lock is not None:
            remove_slot(slot, lock)

    def release(self) -> None:
        """Leave what was saved to be found by another window."""
        _, lock = self._let_go()
        if lock is not None:
            os.close(lock)

    def adopt(self, slot: Path) -> Work:
        """Go on with abandoned work: from now on its slot is this window's.

        Until `note_opened` or the next save the slot counts as being opened, should the program
        end.

        Parameters
        ----------
        slot : Path
            As `find_abandoned` gave it.

        Returns
        -------
        Work
            The newest state that is whole. Damaged ones are kept under names that end in
            ``.bad``, and not looked at again.

        Raises
        ------
        StorageError
            If another window has it by now. If it was written by a newer version; then it stays
            for that one. If no state of it can be read.
        """
        lock = lock_slot(slot)
        if lock is None:
            raise StorageError("This work is open in another window, or was removed.")
        mark(lock, is_marked=True)
        try:
            work = newest_whole(slot)
        except NewerVersionError:
            mark(lock, is_marked=False)
            os.close(lock)
            raise
        except StorageError:
            remove_locked(lock_path(slot), lock)
            raise
        self.release()
        self._slot, self._lock, self._number = slot, lock, number_of(states_of(slot)[0])
        return work

    def note_opened(self) -> None:
        """Have adopted work opened: it did not end the program."""
        if self._lock is not None:
            mark(self._lock, is_marked=False)

    def _claimed_slot(self) -> Path:
        if self._lock is not None and not is_linked(self._lock):
            self.release()  # somebody tidied the folder
        if self._slot is None:
            make_private(self._folder)
            file = create_locked(self._folder / LOCK, 0o600)
            if not file.is_locked:
                remove_locked(file.path, file.handle)
                raise StorageError("this disk cannot lock files")
            self._slot, self._lock = file.path.with_suffix(""), file.handle
        return self._slot

    def _let_go(self) -> tuple[Path | None, int | None]:
        slot, lock = self._slot, self._lock
        self._slot = self._lock = None
        self._number = 0
        return slot, lock


def find_abandoned(folder: Path) -> list[Abandoned]:
    """Find the work of windows that did not end well.

    Parameters
    ----------
    folder : Path
        It need not exist.

    Returns
    -------
    list of Abandoned
        The work saved last comes first, what cannot be read last.
    """
    if not is_private(folder):
        return []
    found = []
    for slot in slots_in(folder):
        lock = lock_slot(slot)
        if lock is not None:
            found.append(Abandoned(slot, newest_label(slot), is_marked(lock)))
            os.close(lock)
    sweep_locks(folder)
    sweep(folder)
    return sorted(found, key=_saved, reverse=True)


def discard_abandoned(slot: Path) -> bool:
    """Remove abandoned work; False when another window has it by now."""
    lock = lock_slot(slot)
    if lock is not None:
        remove_slot(slot, lock)
    return lock is not None


def _saved(found: Abandoned) -> float:
    return 0.0 if found.label is None else found.label.when


def _unsafe(reason: str) -> StorageError:
    return StorageError(f"Unsaved work cannot be kept safe: {reason}.", reason)
