"""System packages: root installs them, anyone else reads one line."""

import shutil
import sys
from pathlib import Path

import pytest

from linreg_gui.bootstrap import needs, system_packages
from linreg_gui.bootstrap.needs import PROGRAM, QT, SCREEN, program_needs
from linreg_gui.bootstrap.report import SetupError
from tests.bootstrap.helpers import Commands, set_up, use


def test_plain_user_reads_one_line(monkeypatch: pytest.MonkeyPatch, commands: Commands) -> None:
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SetupError) as refused:
        system_packages.install(["libegl1", "libgl1"])
    last = "sudo apt-get update && sudo apt-get install libegl1 libgl1"
    assert str(refused.value).splitlines()[-1] == last
    assert commands.seen == []


def test_the_line_works_where_it_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    without_sudo = "As root: apt-get update && apt-get install libegl1"
    assert system_packages.install_line(["libegl1"]) == without_sudo
    monkeypatch.setattr(system_packages, "is_root", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert system_packages.install_line(["libegl1"]) == without_sudo.removeprefix("As root: ")


def test_root_installs(monkeypatch: pytest.MonkeyPatch, commands: Commands) -> None:
    monkeypatch.setattr(system_packages, "is_root", lambda: True)
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
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system_packages, "missing_venv_package", lambda: ["python3.11-venv"])
    with pytest.raises(SetupError, match=r"python3\.11-venv libegl1$"):
        set_up(checkout, frozenset({PROGRAM, QT}))
    assert not (checkout / ".venv").exists()
    assert commands.seen == []


def test_who_is_asked_is_asked_once_also_for_a_screen(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, commands: Commands
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "_can_load", lambda name: name.startswith("libgl"))
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SetupError, match=r"libegl1 .*libxcb-cursor0"):
        set_up(checkout, frozenset({PROGRAM, QT}))
    monkeypatch.setattr(system_packages, "_can_load", lambda name: "xcb" not in name)
    set_up(checkout, frozenset({PROGRAM, QT}))


def test_libraries_of_the_screen_are_wanted_with_a_screen_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "_can_load", lambda _: False)
    for screen in (True, False):
        monkeypatch.setattr(needs, "has_screen", lambda screen=screen: screen)
        assert (SCREEN in program_needs([])) is screen
        named = system_packages.missing_libraries(screen=screen)
        assert ("libxcb-cursor0" in named) is screen
        assert "libegl1" in named
