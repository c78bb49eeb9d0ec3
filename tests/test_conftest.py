"""The leak guard can fail: a guard that cannot is none."""

import weakref
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.runner import Runner
from tests.conftest import active_timers, are_descents_gone, descent_threads, windows_left


def test_a_running_descent_is_seen_and_gone_after_shutdown(qtbot: Any) -> None:
    runner = Runner()
    loss = Dataset.from_xy([1, 2, 4], [1, 2, 3]).loss
    runner.start(Descent(loss, DescentConfig(), np.zeros(2)), 0.001)
    qtbot.waitUntil(lambda: len(descent_threads()) == 1)
    assert runner.shutdown()
    assert are_descents_gone()


def test_an_active_timer_is_seen(qtbot: Any) -> None:
    parent = QObject()
    timer = QTimer(parent)
    timer.start(100_000)
    assert active_timers(parent) == [timer]
    timer.stop()
    assert active_timers(parent) == []


def test_a_hidden_window_is_seen_and_what_it_owns_is_not(qapp: Any) -> None:
    window = QWidget()
    menu = QMenu(window)
    assert menu.isWindow()
    assert windows_left() == [window]


former_windows: "list[weakref.ref[Any]]" = []


@pytest.mark.parametrize("turn", [0, 1])
def test_nothing_of_a_window_outlives_its_test(window: Any, turn: int) -> None:
    assert [former() for former in former_windows] == [None] * len(former_windows)
    former_windows.append(weakref.ref(window.content))
