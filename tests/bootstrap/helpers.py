"""Stands in for the commands of the set-up."""

import sys
import sysconfig
from pathlib import Path

import pytest

from linreg_gui.bootstrap import environment, system_packages
from linreg_gui.bootstrap.environment import make_ready
from linreg_gui.bootstrap.folder import python_of, wanted_stamp
from linreg_gui.bootstrap.needs import PROGRAM

PYPROJECT = """
[project]
dependencies = ["numpy>=2"]
optional-dependencies = { test = ["pytest"], dev = ["ruff"] }
"""
RUN = frozenset({PROGRAM})


class Commands:
    """Stands in for pip, venv and apt-get: notes each command, makes what venv makes."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.seen: list[str] = []

    def __call__(self, command: list[str], *_: object, **__: object) -> int:
        line = " ".join(command)
        self.seen.append(line)
        if any(word in line for word in self.failing):
            return 1
        if "-m venv" in line:
            python = python_of(Path(command[-1]))
            python.parent.mkdir(parents=True, exist_ok=True)
            if not python.exists():
                python.symlink_to(sys.executable)
            purelib = sysconfig.get_path("purelib", "venv", {"base": command[-1]})
            Path(purelib).mkdir(parents=True, exist_ok=True)
        return 0

    def count(self, word: str) -> int:
        return sum(word in line for line in self.seen)


def use(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setattr(environment, "run", commands)
    monkeypatch.setattr(system_packages, "run", commands)
    monkeypatch.setattr(system_packages, "_can_load", lambda _: True)
    return commands


def set_up(checkout: Path, needs: frozenset[str] = RUN) -> Path:
    folder = checkout / ".venv"
    make_ready(checkout, folder, wanted_stamp(checkout, needs))
    return folder
