"""What is kept between two starts: a small INI file, read with suspicion.

QSettings converts types silently ("abc" as a float is 0.0) and wipes a file it cannot read at the
next write. So values are read as text and checked here, and an unreadable file is put aside first.
"""

import contextlib
import math
import stat
import time
from pathlib import Path

from PySide6.QtCore import QSettings

LARGEST_FILE = 1_000_000
"""A preferences file is some hundred bytes; a larger one is not ours."""

FOREIGN = ("\0", "@Variant(", "@DateTime(")
"""Never in a file of ours; Qt would rebuild objects from the latter two."""


class Preferences:
    """Checked reading and best-effort writing of one INI file.

    Parameters
    ----------
    path : Path
        The file; it need not exist. One that cannot be read is renamed ``….bad-<date>``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_aside: Path | None = None
        self._settings: QSettings | None = None
        # QSettings would wait for ever at a FIFO, and wipe what it cannot read.
        if _is_usable(path) and (_is_readable_ini(path) or self._put_aside()):
            self._settings = _open(path)
        if self._settings is not None and not _is_understood(self._settings):
            self._settings = _open(path) if self._put_aside() else None

    def text(self, key: str, default: str, allowed: tuple[str, ...]) -> str:
        """Read one of a few words."""
        value = self._raw(key)
        return value if value in allowed else default

    def flag(self, key: str, default: bool) -> bool:
        """Read a yes or no."""
        return {"true": True, "false": False}.get(self._raw(key) or "", default)

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Read a finite number within a range."""
        try:
            value = float(self._raw(key) or "")
        except ValueError:
            return default
        return value if math.isfinite(value) and low <= value <= high else default

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Read a whole number within a range."""
        value = self.number(key, default, low, high)
        return int(value) if value == int(value) else default

    def write(self, values: dict[str, object]) -> bool:
        """Write values; other keys stay. False when they could not be written."""
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
        """Rename the file; without that it is left alone, and nothing is kept."""
        stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns()}"
        aside = self._path.with_name(f"{self._path.name}.bad-{stamp}")
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
    """Tell whether reading the path can neither block nor fail."""
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
    settings.allKeys()  # sections are parsed, and found faulty, only when asked for
    return settings.status() == QSettings.Status.NoError


def _is_readable_ini(path: Path) -> bool:
    """Tell whether every line is a section, a key with a value, a comment or blank."""
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
