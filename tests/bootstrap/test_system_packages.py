"""System packages: root installs them, anyone else reads one line."""

import shutil
import sys
from pathlib import Path

import pytest

from linreg_gui.bootstrap import system_packages
from linreg_gui.bootstrap.needs import PROGRAM, QT, SCREEN, program_needs
from linreg_gui.bootstrap.report import SetupError
from tests.bootstrap.helpers import Commands, set_up, use


def test_plain_user_reads_one_line(monkeypatch: pytest.MonkeyPatch, commands: Commands) -> None:
    monkeypatch.setattr(system_packages, "_is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SetupError) as refused:
        system_packages.install(["libegl1", "libgl1"])
    assert str(refused.value).splitlines()[-1] == "sudo apt-get install libegl1 libgl1"
    assert commands.seen == []


def test_root_installs(monkeypatch: pytest.MonkeyPatch, commands: Commands) -> None:
    monkeypatch.setattr(system_packages, "_is_root", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    system_packages.install(["libegl1"])
    assert commands.seen[0].startswith("apt-get update")
    assert commands.seen[1].endswith("--no-install-recommends libegl1")
    failing = use(Commands("install"), monkeypatch)
    with pytest.raises(SetupError, match="apt-get could not install libegl1"):
        system_packages.install(["libegl1"])
    assert len(failing.seen) == 2


def test_system_without_apt_is_told_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(SetupError, match=r"package manager: libegl1$"):
        system_packages.install(["libegl1"])


def test_all_that_is_missing_is_asked_for_at_once(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "_can_load", lambda name: "EGL" not in name)
    monkeypatch.setattr(system_packages, "_is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system_packages, "missing_venv_package", lambda: ["python3.11-venv"])
    with pytest.raises(SetupError, match=r"sudo apt-get install python3\.11-venv libegl1$"):
        set_up(checkout, frozenset({PROGRAM, QT}))
    assert not (checkout / ".venv").exists()
    assert commands.seen == []


@pytest.mark.parametrize(
    ("variables", "screen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, True),
    ],
)
def test_libraries_of_the_screen_are_wanted_with_a_screen_only(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], screen: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert (SCREEN in program_needs([])) is screen
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "_can_load", lambda _: False)
    named = system_packages.missing_libraries(screen=screen)
    assert ("libxcb-cursor0" in named) is screen
    assert "libegl1" in named
