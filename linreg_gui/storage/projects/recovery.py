"""Unsaved work, kept where it survives the program.

Every window has a slot in one folder: a lock file that it holds while it lives, and beside it the
last few states of its work, each in a file with a number that rises. When the program is killed
the operating system releases the lock: a slot that nobody holds is abandoned, and offered at the
next start. A window that ends well removes its slot. The numbers, not the clock, tell which state
is the newest; a damaged one is put aside, and the one before it is used.

A `Recovery` starts no thread and asks for no time. One thread at a time may call it, and that need
not be the window's.
"""

import contextlib
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from linreg_gui.storage.errors import NewerVersionError, StorageError, reason_of
from linreg_gui.storage.locks import (
    create_locked,
    is_linked,
    is_marked,
    is_private,
    lock_existing,
    make_private,
    mark,
    remove_locked,
)
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.work_file import Label, Work, read_label, read_work, write_work
from linreg_gui.storage.safe_write import sweep

MOST_STATES = 3
LOCK = "window-*.lock"
STATE = re.compile(r"(window-[^.]+)\.(\d{1,18})\.work")
BAD_SUFFIX = ".bad"


@dataclass(frozen=True)
class Abandoned:
    """Work of a window that did not end well.

    Attributes
    ----------
    slot : Path
        For `Recovery.adopt` and `discard_abandoned`.
    label : Label or None
        None where it cannot be read: adopting the slot says why.
    ended_badly : bool
        Whether the program ended while it was opening this work.
    """

    slot: Path
    label: Label | None
    ended_badly: bool


@dataclass(frozen=True)
class Held:
    """A slot and the handle of its lock."""

    slot: Path
    lock: int

    def remove(self) -> None:
        """Remove the slot; never fails."""
        _remove_states(states_of(self.slot))
        self.remove_lock()

    def remove_lock(self) -> None:
        """Release the slot for good: what is left of it is no work any more."""
        remove_locked(_lock_path(self.slot), self.lock)

    def release(self) -> None:
        """Release the slot for another window."""
        os.close(self.lock)


class Recovery:
    """The slot of one window; it is made by the first save.

    Parameters
    ----------
    folder : Path
        For unsaved work only; made when it is needed, for this user alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: Held | None = None
        self._opening: Held | None = None

    @property
    def is_opening(self) -> bool:
        """Whether the slot was adopted, and neither `note_opened` nor a save followed."""
        return self._held is not None and self._held is self._opening

    def save(self, project: Project, when: float, document: Path | None = None) -> None:
        """Add the present state to those saved before, of which the oldest is removed.

        Parameters
        ----------
        project : Project
        when : float
            Seconds since 1970, shown when the work is offered.
        document : Path, optional
            The file that the work is to be saved in.

        Raises
        ------
        StorageError
            If it cannot be written; what was saved before is still there.
        """
        try:
            slot = self._own_slot()
            states = states_of(slot)
            state = slot.with_name(f"{slot.name}.{_number_of(states) + 1}.work")
            try:
                write_work(state, project, document, when)
            except StorageError as error:
                if not error.reason:
                    raise
                _remove_states(states[1:])  # there may be room now
                write_work(state, project, document, when)
        except OSError as error:
            raise _unsafe(reason_of(error)) from None
        except StorageError as error:
            raise _unsafe(error.reason or str(error).rstrip(".")) from None
        _remove_states(states_of(slot)[MOST_STATES:])
        self.note_opened()

    def discard(self) -> None:
        """Remove what was saved: it is in a file by now, or not wanted; never fails."""
        if self._held is not None:
            self._held.remove()
        self._held = None

    def release(self) -> None:
        """Leave what was saved to be found by another window."""
        if self._held is not None:
            self._held.release()
        self._held = None

    def adopt(self, slot: Path) -> Work:
        """Adopt abandoned work: from now on its slot is this window's.

        Until `note_opened` or the next save the slot is marked as being opened, should the program
        end.

        Parameters
        ----------
        slot : Path
            As `find_abandoned` returned it.

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
        held = _take(slot)
        if held is None:
            raise StorageError("This work is open in another window, or was removed.")
        mark(held.lock, is_marked=True)
        try:
            work = newest_whole(slot)
        except NewerVersionError:
            mark(held.lock, is_marked=False)
            held.release()
            raise
        except StorageError:
            held.remove_lock()
            raise
        self.release()
        self._held = self._opening = held
        return work

    def note_opened(self) -> None:
        """Remove the mark of `adopt`: opening the work did not end the program."""
        self._opening = None
        if self._held is not None:
            mark(self._held.lock, is_marked=False)

    def _own_slot(self) -> Path:
        if self._held is not None and not is_linked(self._held.lock):
            self.release()  # somebody tidied the folder
        if self._held is None:
            make_private(self._folder)
            file = create_locked(self._folder / LOCK, 0o600)
            if not file.is_locked:
                remove_locked(file.path, file.handle)
                raise StorageError("this disk cannot lock files")
            self._held = Held(file.path.with_suffix(""), file.handle)
        return self._held.slot


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
        held = _take(slot)
        if held is not None:
            found.append(Abandoned(slot, newest_label(slot), is_marked(held.lock)))
            held.release()
    _sweep_locks(folder)
    sweep(folder)
    return sorted(found, key=lambda one: one.label.when if one.label else 0.0, reverse=True)


def discard_abandoned(slot: Path) -> bool:
    """Remove abandoned work; False when another window has it by now."""
    held = _take(slot)
    if held is not None:
        held.remove()
    return held is not None


def slots_in(folder: Path) -> list[Path]:
    """List the slots that hold something, whoever has them."""
    with contextlib.suppress(OSError):
        found = (STATE.fullmatch(entry.name) for entry in folder.iterdir())
        return sorted({folder / name[1] for name in found if name})
    return []


def states_of(slot: Path) -> list[Path]:
    """List the states of a slot, the newest first; no links."""
    with contextlib.suppress(OSError):
        own = (path for path in slot.parent.iterdir() if path.name.startswith(f"{slot.name}."))
        states = [path for path in own if STATE.fullmatch(path.name) and _is_regular(path)]
        return sorted(states, key=lambda state: _number_of([state]), reverse=True)
    return []


def newest_label(slot: Path) -> Label | None:
    """Read the label of the newest state that has one to read."""
    for state in states_of(slot):
        with contextlib.suppress(StorageError):
            return read_label(state)
    return None


def newest_whole(slot: Path) -> Work:
    """Read the newest state that is whole; damaged ones are put aside.

    Raises
    ------
    StorageError
        If there is none, or a newer version wrote it.
    """
    refusal = StorageError("This work was removed.")
    states = states_of(slot)
    for state in states:
        try:
            return replace(read_work(state), is_newest=state == states[0])
        except NewerVersionError:
            raise
        except StorageError as error:
            refusal = error
            with contextlib.suppress(OSError):
                state.replace(state.with_name(state.name + BAD_SUFFIX))
    raise refusal


def _take(slot: Path) -> Held | None:
    """Lock a slot that holds something; None when another window has it."""
    if not states_of(slot):
        return None
    path = _lock_path(slot)
    with contextlib.suppress(OSError):
        path.touch(0o600)  # whoever tidied the lock away left the work without one
    lock = lock_existing(path)
    if lock is None:
        return None
    held = Held(slot, lock)
    if not states_of(slot):
        held.remove_lock()
        return None
    return held


def _sweep_locks(folder: Path) -> None:
    """Remove the locks of windows that were killed before they saved anything."""
    for path in folder.glob(LOCK):
        if not states_of(path.with_suffix("")):
            lock = lock_existing(path)
            if lock is not None:
                remove_locked(path, lock)


def _lock_path(slot: Path) -> Path:
    return slot.with_name(f"{slot.name}.lock")


def _number_of(states: list[Path]) -> int:
    """Return the number of the first state, 0 where there is none."""
    found = STATE.fullmatch(states[0].name) if states else None
    return int(found[2]) if found else 0


def _remove_states(states: list[Path]) -> None:
    for state in states:
        with contextlib.suppress(OSError):
            state.unlink()


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _unsafe(reason: str) -> StorageError:
    return StorageError(f"Unsaved work cannot be kept safe: {reason}.", reason)
