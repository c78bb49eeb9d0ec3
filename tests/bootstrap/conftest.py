"""A checkout to set up, and commands that only pretend."""

from pathlib import Path

import pytest

from tests.bootstrap.helpers import PYPROJECT, Commands, use


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout with a blank"
    (folder / "tests").mkdir(parents=True)
    (folder / "linreg_gui").mkdir()
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return folder


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    return use(Commands(), monkeypatch)
