"""One set-up at a time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linreg_gui.bootstrap.report import say

_POLL_SECONDS = 0.2
_LOCKED_BYTE = 1024  # beyond the text: Windows bars reading what is locked

if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_to_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock file, waiting for whoever holds it.

    The operating system drops the lock when its holder and the commands it started are gone,
    however they ended, so a file left behind by a killed process never blocks anyone.

    Parameters
    ----------
    path
        The lock file. It stays: taking it away could part two processes on one name.

    Yields
    ------
    None
        While the lock is held.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_to_lock(descriptor):
            say(f"Another start is setting up (process {_holder(path)}); waiting for it ...")
            while not _try_to_lock(descriptor):
                time.sleep(_POLL_SECONDS)
        os.set_inheritable(descriptor, True)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _holder(path: Path) -> str:
    """Return the holder's process id as it wrote it, or a question mark."""
    return path.read_text(encoding="ascii", errors="replace").strip() or "?"
