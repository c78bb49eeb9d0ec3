"""Preferences kept between two starts, in a small INI file whose values are checked.

QSettings converts types silently ("abc" as a float is 0.0), and its next write erases a file that
it could not read. Values are therefore read as text and checked here, and an unreadable file is
renamed first.
"""

import contextlib
import math
import re
import stat
import time
from pathlib import Path

from PySide6.QtCore import QSettings

LARGEST_FILE = 1_000_000
"""In bytes; the program's own file has a few hundred."""

FOREIGN = ("\0", "@Variant(", "@DateTime(")
"""Never in the program's own file; Qt would build objects from the last two."""


class Preferences:
    """Checked reading and best-effort writing of one INI file.

    Parameters
    ----------
    path : Path
        The file; it need not exist. A file that cannot be read is renamed ``….bad-<date>``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_aside: Path | None = None
        self._settings: QSettings | None = None
        # QSettings would wait for ever at a FIFO, and erase a file it cannot read.
        if _is_usable(path) and (_is_readable_ini(path) or self._put_aside()):
            self._settings = _open(path)
        if self._settings is not None and not _is_understood(self._settings):
            self._settings = _open(path) if self._put_aside() else None

    def text(self, key: str, default: str, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words."""
        value = self._raw(key)
        return value if value in allowed else default

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        """Return a text of a known form; empty for any other text."""
        value = self._raw(key) or ""
        return value if pattern.fullmatch(value) else ""

    def flag(self, key: str, default: bool) -> bool:
        """Return a boolean."""
        return {"true": True, "false": False}.get(self._raw(key) or "", default)

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a finite number within a range."""
        try:
            value = float(self._raw(key) or "")
        except ValueError:
            return default
        return value if math.isfinite(value) and low <= value <= high else default

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number within a range."""
        value = self.number(key, default, low, high)
        return int(value) if value == int(value) else default

    def write(self, values: dict[str, object]) -> bool:
        """Write values and keep other keys; return False if writing failed."""
        if self._settings is None:
            return False
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        for key, value in values.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            self._settings.setValue(key, text)
        self._settings.sync()
        return self._settings.status() == QSettings.Status.NoError

    def _put_aside(self) -> bool:
        """Rename the file; if that fails, the file is left alone and nothing is written."""
        moment = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns()}"
        aside = self._path.with_name(f"{self._path.name}.bad-{moment}")
        try:
            self._path.rename(aside)
        except OSError:
            return False
        self.set_aside = aside
        return True

    def _raw(self, key: str) -> str | None:
        value = None if self._settings is None else self._settings.value(key)
        return value if isinstance(value, str) else None


def _is_usable(path: Path) -> bool:
    """Return whether reading the path can neither block nor fail."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return stat.S_ISREG(mode)


def _open(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)


def _is_understood(settings: QSettings) -> bool:
    settings.allKeys()  # QSettings parses the sections only when asked
    return settings.status() == QSettings.Status.NoError


def _is_readable_ini(path: Path) -> bool:
    """Return whether every line is a section, a key with a value, a comment or blank."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return False
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return True
    except (OSError, UnicodeDecodeError):
        return False
    if any(sign in text for sign in FOREIGN):
        return False
    lines = [line.strip() for line in text.splitlines()]
    return all(
        not line or line.startswith((";", "#")) or _is_section(line) or "=" in line
        for line in lines
    )


def _is_section(line: str) -> bool:
    return line.startswith("[") and line.endswith("]")
