"""A folder for this user alone."""

import os
import stat
import sys
from pathlib import Path

from linreg_gui.storage.errors import StorageError


def make_private(folder: Path) -> None:
    """Make a folder nobody else may look into; one that is there is closed to others.

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
    """Tell whether a folder, and the link to it, is there and belongs to this user."""
    try:
        statuses = (folder.lstat(), folder.stat())
    except OSError:
        return False
    if sys.platform == "win32":
        return True
    return all(status.st_uid == os.geteuid() for status in statuses)
