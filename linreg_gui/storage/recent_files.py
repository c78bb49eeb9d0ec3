"""The documents used most recently, newest first."""

import contextlib
import json
import os
from pathlib import Path

from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.regular_file import read_regular_file
from linreg_gui.storage.safe_write import write_safely

MOST_RECENT = 8
LARGEST_FILE = 100_000
LONGEST_PATH = 4000


class RecentFiles:
    """A short list in a file; each window reads the file again before changing it.

    Parameters
    ----------
    path : Path or None
        A JSON list of strings. A file that cannot be read counts as empty; a failed write is
        ignored. None keeps the list in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._paths: list[Path] = []

    def paths(self) -> list[Path]:
        """Return at most eight paths, newest first; the files need not exist any more."""
        if self._path is not None:
            with contextlib.suppress(StorageError):
                self._paths = _read(self._path)
        return list(self._paths)

    def add(self, path: Path) -> None:
        """Add a document, or move it to the front."""
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - links are to stay links
        self._write([absolute, *(other for other in self.paths() if other != absolute)])

    def remove(self, path: Path) -> None:
        """Remove a document from the list."""
        self._write([other for other in self.paths() if other != path])

    def _write(self, paths: list[Path]) -> None:
        self._paths = paths[:MOST_RECENT]
        if self._path is None:
            return
        # ASCII keeps file names that are not valid UTF-8.
        data = json.dumps([str(path) for path in self._paths], indent=0).encode("ascii")
        with contextlib.suppress(StorageError, OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_safely(self._path, data)


def _read(path: Path) -> list[Path]:
    try:
        entries = json.loads(read_regular_file(path, LARGEST_FILE, "a list of files"))
    except (ValueError, RecursionError):
        return []
    if not isinstance(entries, list):
        return []
    return [Path(entry) for entry in entries if _is_path(entry)][:MOST_RECENT]


def _is_path(entry: object) -> bool:
    is_text = isinstance(entry, str) and "\0" not in entry and 0 < len(entry) <= LONGEST_PATH
    return is_text and os.path.isabs(str(entry))  # noqa: PTH117 - not a Path yet
