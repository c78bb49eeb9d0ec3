"""Playback walks at its pace, whatever the clock does."""

from types import SimpleNamespace
from typing import Any

import pytest

from linreg_gui.session.playback import Playback


def test_a_sleep_of_the_machine_is_no_backlog(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    playback, shown = Playback(), list[int]()
    playback.moved.connect(shown.append)
    playback.set_speed(8.0)
    playback.play(0, 1000)
    an_hour = SimpleNamespace(restart=lambda: 3_600_000)
    monkeypatch.setattr(playback, "_elapsed", an_hour)
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0] == 2
    playback.stop()
