"""The leak guard can fail: a guard that cannot is none."""

import contextlib
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.runner import Runner
from tests import covered_lines
from tests.conftest import active_timers, are_descents_gone, descent_threads, windows_left
from tests.covered_lines import (
    TIMES_WITHOUT_NEWS,
    counted,
    counted_while_new,
    examples_counted_while_new,
    only_tests_counted,
)


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


class Lines:
    """What the tracer of coverage is to the check: called for lines, and knows those that ran."""

    def __init__(self) -> None:
        self.data: dict[str, set[int]] = {"a.py": set()}

    def __call__(self, *_event: object) -> None: ...


@contextlib.contextmanager
def traced() -> Iterator[Lines]:
    """Let a tracer be taken for that of coverage."""
    of_coverage = sys.gettrace()
    sys.settrace(lines := Lines())
    try:
        with only_tests_counted():
            assert sys.gettrace() is None
            yield lines
        assert sys.gettrace() is lines
    finally:
        sys.settrace(of_coverage)


def test_lines_are_counted_until_there_are_no_new_ones() -> None:
    news = [1, 1, 2, *[2] * TIMES_WITHOUT_NEWS, 3]
    is_counted = []
    with traced() as lines:
        for line in news:
            with counted_while_new("this test"):
                is_counted.append(sys.gettrace() is lines)
                lines.data["a.py"].add(line)
            assert sys.gettrace() is None
        with counted_while_new("another thing"):
            assert sys.gettrace() is lines
    assert is_counted == [True] * (len(news) - 1) + [False]


def test_lines_are_counted_again_after_an_error() -> None:
    with traced():
        for _ in range(TIMES_WITHOUT_NEWS + 1):
            with pytest.raises(ValueError, match="no"), counted_while_new("an error"):
                raise ValueError("no")
        for _ in range(TIMES_WITHOUT_NEWS + 1):
            with counted_while_new("an error"):
                pass
        with pytest.raises(ValueError, match="no"), counted_while_new("an error"):
            raise ValueError("no")
        assert sys.gettrace() is None


def test_made_up_examples_are_counted_until_there_are_no_new_lines() -> None:
    is_counted: list[bool] = []
    news = [1, 2]

    @given(st.integers())
    def of_any_number(_number: int) -> None:
        is_counted.append(sys.gettrace() is lines)
        lines.data["a.py"].update(news[: len(is_counted)])

    with traced() as lines:
        with counted(), examples_counted_while_new(of_any_number):
            of_any_number()
        assert sys.gettrace() is None
    n_counted = len(news) + TIMES_WITHOUT_NEWS
    assert is_counted == [True] * n_counted + [False] * (len(is_counted) - n_counted)
    assert len(is_counted) > n_counted


def test_without_coverage_a_debugger_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def debugger(*_event: object) -> None: ...

    monkeypatch.setattr(covered_lines, "_tracers", [])
    of_coverage = sys.gettrace()
    sys.settrace(debugger)
    try:
        with only_tests_counted(), counted(), counted_while_new("a thing"):
            assert sys.gettrace() is debugger
    finally:
        sys.settrace(of_coverage)
