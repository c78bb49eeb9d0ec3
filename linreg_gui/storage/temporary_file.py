"""The temporary file a save is written into, and what becomes of those of killed programs."""

import contextlib
import os
import re
import shutil
import stat
import sys
from pathlib import Path

from linreg_gui.storage.locking import create_locked, lock_existing, remove_locked

PREFIX = ".linreg_gui-saving-"
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
OURS = re.compile(rf"{re.escape(PREFIX)}[0-9a-f]{{16}}({SUFFIX.pattern})?")
CLOSED = -1


class TemporaryFile:
    """An empty file in the folder of the one it is to replace, locked while it is in use.

    On a disk without locks it is not, and nothing is swept there either.

    Parameters
    ----------
    target : Path
        Without symbolic links in it.
    former : stat_result or None
        What the target is now; None where it is new.

    Attributes
    ----------
    path : Path
        With the target's suffix, for what goes by it.

    Raises
    ------
    OSError
    """

    def __init__(self, target: Path, former: os.stat_result | None) -> None:
        self._target = target
        self._former = former
        # Never readable to more than the file it replaces, not even for a moment.
        mode = 0o666 if former is None else stat.S_IMODE(former.st_mode) & 0o600
        suffix = target.suffix if SUFFIX.fullmatch(target.suffix) else ""
        file = create_locked(target.with_name(f"{PREFIX}*{suffix}"), mode)
        self.path, self._handle = file.path, file.handle

    def take_place(self) -> None:
        """Put all that was written on the disk, then this file in the target's place.

        Raises
        ------
        OSError
        """
        if self._former is not None:
            _copy_attributes(self._target, self._former, self.path)
        os.fsync(self._handle)
        if sys.platform == "win32":
            self._close()  # an open file cannot be moved there
        self.path.replace(self._target)
        with contextlib.suppress(OSError):
            self._close()

    def discard(self) -> None:
        """Remove the file; does nothing once it has taken its place."""
        with contextlib.suppress(OSError):
            self._close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        handle, self._handle = self._handle, CLOSED
        if handle != CLOSED:
            os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what killed saves left behind; the files of those under way are locked, and stay."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        ours = [Path(entry.path) for entry in entries if OURS.fullmatch(entry.name)]
        for path in ours:
            handle = lock_existing(path)
            if handle is not None:
                remove_locked(path, handle)


def _copy_attributes(source: Path, former: os.stat_result, path: Path) -> None:
    """Give a file the owner, the mode and the extended attributes of another one, if it may be."""
    if sys.platform != "win32":
        # Apart: who may not give the file away may still be of its group.
        for owner, group in ((-1, former.st_gid), (former.st_uid, -1)):
            with contextlib.suppress(OSError):
                os.chown(path, owner, group)
    with contextlib.suppress(OSError):
        shutil.copystat(source, path)
        os.utime(path)
