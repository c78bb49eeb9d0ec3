"""The files of one slot of unsaved work: its states, numbered, and its lock."""

import contextlib
import re
import stat
from dataclasses import replace
from pathlib import Path

from linreg_gui.storage.errors import NewerVersionError, StorageError
from linreg_gui.storage.locking import lock_existing, remove_locked
from linreg_gui.storage.work_file import Label, Work, read_label, read_work

LOCK = "window-*.lock"
STATE = re.compile(r"(window-[^.]+)\.(\d{1,18})\.work")
BAD_SUFFIX = ".bad"


def slots_in(folder: Path) -> list[Path]:
    """Give the slots that hold something."""
    with contextlib.suppress(OSError):
        found = (STATE.fullmatch(entry.name) for entry in folder.iterdir())
        return sorted({folder / name[1] for name in found if name})
    return []


def lock_path(slot: Path) -> Path:
    """Give the lock of a slot."""
    return slot.with_name(f"{slot.name}.lock")


def state_path(slot: Path, number: int) -> Path:
    """Give the file of a state."""
    return slot.with_name(f"{slot.name}.{number}.work")


def number_of(state: Path) -> int:
    """Give the number of a state."""
    found = STATE.fullmatch(state.name)
    return int(found[2]) if found else 0


def states_of(slot: Path) -> list[Path]:
    """List the states of a slot, the newest first; nothing that only leads elsewhere."""
    with contextlib.suppress(OSError):
        own = (path for path in slot.parent.iterdir() if path.name.startswith(f"{slot.name}."))
        states = [path for path in own if STATE.fullmatch(path.name) and _is_regular(path)]
        return sorted(states, key=number_of, reverse=True)
    return []


def drop_states(states: list[Path]) -> None:
    """Remove states; never fails."""
    for state in states:
        with contextlib.suppress(OSError):
            state.unlink()


def newest_label(slot: Path) -> Label | None:
    """Read what is told of the newest state that tells something."""
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


def lock_slot(slot: Path) -> int | None:
    """Lock a slot that holds something; None when another window has it."""
    if not states_of(slot):
        return None
    path = lock_path(slot)
    with contextlib.suppress(OSError):
        path.touch(0o600)  # whoever tidied it away left the work without a lock
    lock = lock_existing(path)
    if lock is not None and not states_of(slot):
        remove_locked(path, lock)
        return None
    return lock


def remove_slot(slot: Path, lock: int) -> None:
    """Remove a locked slot; never fails."""
    drop_states(states_of(slot))
    remove_locked(lock_path(slot), lock)


def sweep_locks(folder: Path) -> None:
    """Remove the locks of windows that were killed before they saved anything."""
    for path in folder.glob(LOCK):
        if not states_of(path.with_suffix("")):
            lock = lock_existing(path)
            if lock is not None:
                remove_locked(path, lock)


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
