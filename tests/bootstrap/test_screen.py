"""A screen that cannot be reached is known before Qt is loaded."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linreg_gui.bootstrap.screen import NO_SCREEN, has_screen, screen_problem

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


@pytest.fixture(autouse=True)
def _no_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[str]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        yield "wayland-7"


def test_no_variable_names_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert screen_problem() == NO_SCREEN
    assert not has_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert screen_problem() == NO_SCREEN


@pytest.mark.parametrize("variables", [{"DISPLAY": ":7777"}, {"WAYLAND_DISPLAY": "wayland-7"}])
def test_a_server_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
        assert f"{name} names ({value})" in screen_problem()
    assert not has_screen()


def test_one_server_of_two_is_enough(monkeypatch: pytest.MonkeyPatch, wayland: str) -> None:
    monkeypatch.setenv("DISPLAY", ":7777")
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)
    assert screen_problem() == ""
    assert has_screen()


def test_a_server_of_the_other_kind_is_of_no_use(
    monkeypatch: pytest.MonkeyPatch, wayland: str
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert screen_problem().startswith("QT_QPA_PLATFORM asks for xcb, but ")
    assert not has_screen()
    for platform in ("wayland", "wayland;xcb"):
        monkeypatch.setenv("QT_QPA_PLATFORM", platform)
        assert screen_problem() == ""
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("DISPLAY", ":7777")
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    assert screen_problem().startswith("QT_QPA_PLATFORM asks for wayland, but ")


def test_qt_may_draw_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7777")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert screen_problem() == ""
    assert not has_screen()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no X server here")
def test_a_real_server_is_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "64x64x24"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as told:
            monkeypatch.setenv("DISPLAY", f":{told.readline().strip()}")
        try:
            assert screen_problem() == ""
        finally:
            server.terminate()
    assert "cannot be reached" in screen_problem()
