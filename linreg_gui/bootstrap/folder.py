"""The environment's folder, as a start that finds everything in order sees it."""

from __future__ import annotations

import sys
from pathlib import Path

from linreg_gui.bootstrap.stamp import Stamp, read_stamp


def python_of(environment: Path) -> Path:
    """Return the path of an environment's Python."""
    if sys.platform == "win32":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def is_ready(environment: Path, wanted: Stamp) -> bool:
    """Tell whether an environment can be entered as it is."""
    found = read_stamp(environment)
    return found is not None and found.meets(wanted) and python_of(environment).exists()


def is_inside(environment: Path) -> bool:
    """Tell whether this process runs an environment's own Python."""
    return Path(sys.prefix).resolve() == environment.resolve()
