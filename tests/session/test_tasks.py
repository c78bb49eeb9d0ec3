"""Work in a thread of its own: told in the window's thread, cancelled, failed, shut down."""

import logging
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread

from linreg_gui.session import tasks as tasks_module
from linreg_gui.session.tasks import INTERNAL_ERROR, NO_CALLBACKS, Callbacks, Tasks, shut_down
from linreg_gui.storage.errors import StorageError


class Heard:
    """Notes what is told, and in which thread."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.refusals: list[str] = []
        self.parts: list[float] = []
        self.threads: set[int] = set()

    def done(self, result: Any) -> None:
        self.threads.add(threading.get_ident())
        self.results.append(result)

    def failed(self, refusal: str) -> None:
        self.threads.add(threading.get_ident())
        self.refusals.append(refusal)

    def progressed(self, part: float) -> None:
        self.threads.add(threading.get_ident())
        self.parts.append(part)

    @property
    def callbacks(self) -> Callbacks:
        return Callbacks(self.done, self.failed, self.progressed)


def returned(number: int, _report: Any) -> int:
    return number


@pytest.fixture
def tasks(qtbot: Any) -> Iterator[Tasks]:
    made = Tasks("test")
    yield made
    assert made.shutdown()


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_the_result_arrives_in_the_windows_thread(tasks: Tasks, heard: Heard, qtbot: Any) -> None:
    tasks.start(lambda _report: threading.get_ident(), heard.callbacks)
    assert tasks.is_busy
    qtbot.waitUntil(lambda: bool(heard.results))
    assert heard.results[0] != threading.get_ident()
    assert heard.threads == {threading.get_ident()}
    assert not tasks.is_busy


def test_tasks_are_done_in_order(tasks: Tasks, heard: Heard, qtbot: Any) -> None:
    for number in range(20):
        tasks.start(partial(returned, number), heard.callbacks)
    qtbot.waitUntil(lambda: len(heard.results) == 20)
    assert heard.results == list(range(20))


def test_progress_is_told_no_finer_than_it_shows(tasks: Tasks, heard: Heard, qtbot: Any) -> None:
    tasks.start(lambda report: [report(k / 100_000) for k in range(100_001)][-1], heard.callbacks)
    qtbot.waitUntil(lambda: bool(heard.results))
    assert 100 <= len(heard.parts) <= 201
    assert heard.parts == sorted(heard.parts)


def test_a_cancelled_task_stops_and_is_not_heard_of(tasks: Tasks, heard: Heard, qtbot: Any) -> None:
    ended = threading.Event()

    def count(report: Any) -> None:
        while report(0.5):
            pass
        ended.set()

    task = tasks.start(count, heard.callbacks)
    qtbot.waitUntil(lambda: bool(heard.parts))
    task.cancel()
    assert ended.wait(10)
    tasks.start(lambda _report: "next", heard.callbacks)
    qtbot.waitUntil(lambda: bool(heard.results))
    assert heard.results == ["next"]
    assert not heard.refusals


def test_a_task_cancelled_while_it_waits_is_never_begun(
    tasks: Tasks, heard: Heard, qtbot: Any
) -> None:
    gate, begun = threading.Event(), []
    tasks.start(lambda _report: gate.wait(10), heard.callbacks)
    tasks.start(lambda _report: begun.append(1), heard.callbacks).cancel()
    gate.set()
    tasks.start(lambda _report: "last", heard.callbacks)
    qtbot.waitUntil(lambda: "last" in heard.results)
    assert not begun


def test_a_refusal_is_its_sentence(tasks: Tasks, heard: Heard, qtbot: Any) -> None:
    def refuse(_report: Any) -> None:
        raise StorageError("Cannot read points.csv: permission denied.")

    tasks.start(refuse, heard.callbacks)
    qtbot.waitUntil(lambda: bool(heard.refusals))
    assert heard.refusals == ["Cannot read points.csv: permission denied."]


def test_an_unforeseen_error_is_said_and_logged(
    tasks: Tasks, heard: Heard, qtbot: Any, caplog: Any
) -> None:
    with caplog.at_level(logging.ERROR):
        tasks.start(lambda _report: 1 / 0, heard.callbacks)
        qtbot.waitUntil(lambda: bool(heard.refusals))
    assert heard.refusals == [INTERNAL_ERROR]
    assert "ZeroDivisionError" in caplog.text
    tasks.start(lambda _report: "alive", heard.callbacks)
    qtbot.waitUntil(lambda: bool(heard.results))


def test_shutdown_cancels_and_nothing_arrives_later(heard: Heard, qtbot: Any) -> None:
    tasks = Tasks("test")

    def count(report: Any) -> str:
        while report(0.5):
            pass
        return "late"

    tasks.start(count, heard.callbacks)
    qtbot.waitUntil(lambda: bool(heard.parts))
    assert tasks.shutdown()
    tasks.start(lambda _report: "too late", heard.callbacks)
    qtbot.wait(1)
    assert not heard.results
    assert tasks.shutdown()


def until_cancelled(report: Any) -> None:
    while report(0.5):
        pass


def test_one_call_ends_all_background_work_of_a_window(qtbot: Any) -> None:
    window = QObject()
    part = QObject(window)
    queues = [Tasks("one", window), Tasks("two", part), Tasks("idle", part)]
    for tasks in queues[:2]:
        tasks.start(until_cancelled, NO_CALLBACKS)
    other = Tasks("of another window")
    task = other.start(until_cancelled, NO_CALLBACKS)
    assert shut_down(window)
    assert not any(tasks.is_busy or tasks._thread.isRunning() for tasks in queues)
    assert other.is_busy
    assert not task.is_cancelled
    assert other.shutdown()


def test_a_thread_that_does_not_end_outlives_its_window_and_is_waited_for_later(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_module, "SHUTDOWN_MILLISECONDS", 20)
    begun, may_end = threading.Event(), threading.Event()
    window = QObject()

    def endless(_report: Any) -> None:
        begun.set()
        may_end.wait(60)

    stuck = Tasks("stuck", window)
    stuck.start(endless, NO_CALLBACKS)
    assert begun.wait(10)
    assert not stuck.shutdown()
    del stuck
    window.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(window))
    assert not shut_down()  # of no window: what is left over counts all the same
    may_end.set()
    qtbot.waitUntil(shut_down)


def test_all_threads_of_a_window_share_the_time_to_end(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    now = iter([100.0, 100.0, 102.0, 107.0])
    monkeypatch.setattr("linreg_gui.session.tasks.time.monotonic", lambda: next(now))

    def end_thread(_thread: QThread, milliseconds: int) -> bool:
        waits.append(milliseconds)
        return True

    monkeypatch.setattr(tasks_module, "end_thread", end_thread)
    window = QObject()
    queues = [Tasks(name, window) for name in ("one", "two", "three")]
    assert shut_down(window)
    assert waits == [3000, 1000, 0]
    assert len(queues) == 3
