"""Tells other windows, of this user on this machine, which document is open."""

import contextlib
import hashlib
import os
from pathlib import Path

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.locking import O_BINARY, O_NOFOLLOW, is_linked, remove_locked, try_lock
from linreg_gui.storage.private_folder import make_private

ATTEMPTS = 5
"""Another window may remove the file between its opening and its locking."""


class DocumentLock:
    """At most one document, held for one window.

    The lock is no part of the document's folder, where it would be in the way, and the document
    itself is replaced at every save.

    Parameters
    ----------
    folder : Path or None
        For locks only; None locks nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: tuple[Path, int] | None = None

    def take(self, document: Path) -> bool:
        """Hold a document in place of the former one.

        Returns
        -------
        bool
            False when another window holds it; the former one is still held then. True, too,
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
        """Hold nothing."""
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
