"""The environment's folder, `.venv`: its Python, and the stamp that records what was set up in it.

A start that finds everything in order reads this file only.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

STAMP_NAME = "linreg_gui-setup.txt"
_HEADING = "linreg_gui 1"


class Stamp(NamedTuple):
    """What an environment is for, and which needs it meets so far.

    Attributes
    ----------
    python
        The version of Python, "3.11"; the environment works with this version only.
    place
        The folder of the checkout; an environment cannot be moved.
    pyproject
        SHA-256 of pyproject.toml; a changed file may ask for other packages.
    done
        The names of the needs that are met; empty until the environment is complete.
    """

    python: str
    place: str
    pyproject: str
    done: frozenset[str]

    def meets(self, wanted: Stamp) -> bool:
        """Return whether all wanted needs are met, for the same Python and place."""
        return self[:3] == wanted[:3] and self.done >= wanted.done

    def has_same_base(self, wanted: Stamp) -> bool:
        """Return whether packages can be added without creating the environment again."""
        return bool(self.done) and self[:2] == wanted[:2]


def wanted_stamp(checkout: Path, needs: frozenset[str]) -> Stamp:
    """Return the stamp that this Python and these needs ask for."""
    return Stamp(
        python=f"{sys.version_info[0]}.{sys.version_info[1]}",
        place=os.fsencode(checkout).decode("ascii", "backslashreplace"),
        pyproject=hashlib.sha256((checkout / "pyproject.toml").read_bytes()).hexdigest(),
        done=needs,
    )


def read_stamp(environment: Path) -> Stamp | None:
    """Read an environment's stamp; None if it is missing or damaged."""
    try:
        lines = (environment / STAMP_NAME).read_text(encoding="ascii").splitlines()
        heading, python, place, pyproject, done = lines
    except (OSError, ValueError):
        return None
    return Stamp(python, place, pyproject, frozenset(done.split())) if heading == _HEADING else None


def write_stamp(environment: Path, stamp: Stamp) -> None:
    """Write an environment's stamp, whole or not at all."""
    lines = [_HEADING, stamp.python, stamp.place, stamp.pyproject, " ".join(sorted(stamp.done))]
    draft = environment / (STAMP_NAME + ".new")
    draft.write_text("\n".join(lines) + "\n", encoding="ascii")
    draft.replace(environment / STAMP_NAME)


def python_of(environment: Path) -> Path:
    """Return the path of an environment's Python."""
    if sys.platform == "win32":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def is_ready(environment: Path, wanted: Stamp) -> bool:
    """Return whether an environment can be used as it is."""
    found = read_stamp(environment)
    return found is not None and found.meets(wanted) and python_of(environment).exists()


def is_inside(environment: Path) -> bool:
    """Return whether this process runs an environment's Python."""
    return Path(sys.prefix).resolve() == environment.resolve()
