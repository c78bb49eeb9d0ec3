"""Exclusive locks on open files; the system lets go of them when their process is killed.

So a lock never goes stale, and no process has to be asked for by a number that may belong to
another one by now.
"""

import os
import sys

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
