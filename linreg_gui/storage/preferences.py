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


class Preferences:
    """Checked reading and best-effort writing of one INI file.

    Parameters
    ----------
    path : Path
        The file; it need not exist. One that cannot be read is renamed ``….bad-<date>``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_aside: Path | None = _put_aside_if_bad(path)
        self._is_usable = _is_usable(path)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

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
        if not self._is_usable:
            return False
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        for key, value in values.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            self._settings.setValue(key, text)
        self._settings.sync()
        return self._settings.status() == QSettings.Status.NoError

    def _raw(self, key: str) -> str | None:
        if not self._is_usable:
            return None
        value = self._settings.value(key)
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


def _put_aside_if_bad(path: Path) -> Path | None:
    if not _is_usable(path) or not path.exists() or _is_readable_ini(path):
        return None
    aside = path.with_name(f"{path.name}.bad-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns()}")
    with contextlib.suppress(OSError):
        path.rename(aside)
        return aside
    return None


def _is_readable_ini(path: Path) -> bool:
    """Tell whether every line is a section, a key with a value, a comment or blank."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return False
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    if "\0" in text:
        return False
    lines = [line.strip() for line in text.splitlines()]
    return all(
        not line or line.startswith((";", "#")) or _is_section(line) or "=" in line
        for line in lines
    )


def _is_section(line: str) -> bool:
    return line.startswith("[") and line.endswith("]")
