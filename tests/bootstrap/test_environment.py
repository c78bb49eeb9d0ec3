"""The environment: made once, completed, and made anew when it is half made or misplaced."""

from pathlib import Path

import pytest

from linreg_gui.bootstrap import environment
from linreg_gui.bootstrap.folder import is_ready, python_of, read_stamp, wanted_stamp, write_stamp
from linreg_gui.bootstrap.needs import CHECKS, PROGRAM, QT, SCREEN
from linreg_gui.bootstrap.report import SetupError
from tests.bootstrap.helpers import PYPROJECT, RUN, Commands, set_up, use


def test_first_start_makes_the_environment_and_the_next_none(
    checkout: Path, commands: Commands
) -> None:
    folder = set_up(checkout)
    assert [commands.count("-m venv"), commands.count("pip install")] == [1, 1]
    assert commands.seen[-1].endswith("numpy>=2")
    assert is_ready(folder, wanted_stamp(checkout, RUN))
    assert next(folder.rglob("*.pth")).read_text(encoding="utf-8") == f"{checkout}\n"
    set_up(checkout)
    assert len(commands.seen) == 2


def test_checks_are_added_to_what_is_there(checkout: Path, commands: Commands) -> None:
    folder = set_up(checkout)
    set_up(checkout, frozenset({CHECKS, QT}))
    assert commands.count("-m venv") == 1
    assert commands.seen[-2].endswith("numpy>=2 pytest ruff")
    assert commands.seen[-1].endswith("import PySide6.QtWidgets")
    stamp = read_stamp(folder)
    assert stamp is not None
    assert stamp.done == {PROGRAM, CHECKS, QT}
    set_up(checkout, RUN)
    assert commands.count("pip install") == 2


def test_screen_needs_no_new_packages(checkout: Path, commands: Commands) -> None:
    set_up(checkout, frozenset({PROGRAM, QT}))
    set_up(checkout, frozenset({PROGRAM, QT, SCREEN}))
    assert commands.count("pip install") == 1


def test_other_pyproject_installs_into_the_same_environment(
    checkout: Path, commands: Commands
) -> None:
    folder = set_up(checkout, frozenset({PROGRAM, CHECKS}))
    (folder / "kept").touch()
    newer = PYPROJECT.replace("numpy>=2", "numpy>=3")
    (checkout / "pyproject.toml").write_text(newer, encoding="utf-8")
    assert not is_ready(folder, wanted_stamp(checkout, RUN))
    set_up(checkout)
    assert (folder / "kept").exists()
    assert commands.seen[-1].endswith("numpy>=3")


@pytest.mark.parametrize("field", ["python", "place"])
def test_other_python_or_place_makes_it_anew(
    checkout: Path, commands: Commands, field: str
) -> None:
    folder = set_up(checkout)
    (folder / "old").touch()
    stamp = wanted_stamp(checkout, RUN)
    other = {"python": stamp._replace(python="2.7"), "place": stamp._replace(place="elsewhere")}
    write_stamp(folder, other[field])
    set_up(checkout)
    assert not (folder / "old").exists()
    assert commands.count("-m venv") == 2


@pytest.mark.parametrize("failing", ["-m venv", "pip install", "PySide6"])
def test_half_made_environment_is_made_anew(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    use(Commands(failing), monkeypatch)
    needs = frozenset({PROGRAM, QT})
    with pytest.raises(SetupError):
        set_up(checkout, needs)
    folder = checkout / ".venv"
    assert not is_ready(folder, wanted_stamp(checkout, needs))
    (folder / "rest").touch()
    use(Commands(), monkeypatch)
    set_up(checkout, needs)
    assert not (folder / "rest").exists()
    assert is_ready(folder, wanted_stamp(checkout, needs))


def test_environment_without_its_python_is_made_anew(checkout: Path, commands: Commands) -> None:
    folder = set_up(checkout)
    python_of(folder).unlink()
    set_up(checkout)
    assert commands.count("-m venv") == 2


def test_junk_without_a_python_is_replaced(checkout: Path, commands: Commands) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "junk").touch()
    folder = set_up(checkout)
    assert not (folder / "junk").exists()
    assert commands.count("-m venv") == 1


def test_sound_environment_of_someone_else_is_completed(checkout: Path, commands: Commands) -> None:
    folder = checkout / ".venv"
    commands(["python3", "-m venv", str(folder)])
    (folder / "theirs").touch()
    set_up(checkout)
    assert (folder / "theirs").exists()
    assert is_ready(folder, wanted_stamp(checkout, RUN))


def test_environment_of_someone_else_for_another_python_is_refused(
    checkout: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = checkout / ".venv"
    commands(["python3", "-m venv", str(folder)])
    monkeypatch.setattr(environment, "_version_of", lambda _: "3.99")
    with pytest.raises(SetupError, match=r"for Python 3\.99 and was not made by linreg_gui"):
        set_up(checkout)
    assert python_of(folder).exists()
