"""The stamp: what was set up in `.venv`, and for which checkout and Python."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

STAMP_NAME = "linreg_gui-setup.txt"
_HEADING = "linreg_gui 1"


class Stamp(NamedTuple):
    """What an environment is made for and what was done in it so far.

    Attributes
    ----------
    python
        Version of the Python, "3.11": an environment works with that one only.
    place
        Folder of the checkout: an environment cannot be moved.
    pyproject
        SHA-256 of pyproject.toml: other contents may ask for other packages.
    done
        Names of the needs that were met; empty while it is being made.
    """

    python: str
    place: str
    pyproject: str
    done: frozenset[str]

    def meets(self, wanted: Stamp) -> bool:
        """Tell whether everything that is wanted was done, for this Python and place."""
        return self[:3] == wanted[:3] and self.done >= wanted.done

    def has_same_base(self, wanted: Stamp) -> bool:
        """Tell whether packages can be added without making the environment anew."""
        return bool(self.done) and self[:2] == wanted[:2]


def wanted_stamp(checkout: Path, needs: frozenset[str]) -> Stamp:
    """Describe the environment that this Python needs for a checkout."""
    return Stamp(
        python=f"{sys.version_info[0]}.{sys.version_info[1]}",
        place=os.fsencode(checkout).decode("ascii", "backslashreplace"),
        pyproject=hashlib.sha256((checkout / "pyproject.toml").read_bytes()).hexdigest(),
        done=needs,
    )


def read_stamp(environment: Path) -> Stamp | None:
    """Read an environment's stamp; None when there is none or it is damaged."""
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
