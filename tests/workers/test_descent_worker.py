"""The worker's transitions by name, in a real thread."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QThread

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.session.runner import Runner
from linreg_gui.workers.descent_worker import DescentWorker, RunRequest
from linreg_gui.workers.run_control import RunControl

HOURS = Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90])


def make_descent(learning_rate: float = 0.01, max_epochs: int = 300) -> Descent:
    config = DescentConfig(learning_rate=learning_rate, max_epochs=max_epochs, tolerance=0.0)
    return Descent(HOURS.loss, config, np.zeros(2))


@pytest.fixture
def runner(qtbot: Any) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.shutdown()


def test_every_epoch_is_one_signal_at_walking_speed(runner: Runner, qtbot: Any) -> None:
    blocks: list[Any] = []
    runner.epochs_completed.connect(blocks.append)
    with qtbot.waitSignal(runner.finished):
        runner.start(make_descent(max_epochs=5), 50.0)
    assert [(len(block), block.first_epoch) for block in blocks] == [(1, k) for k in range(1, 6)]


def test_no_epoch_is_lost_at_full_speed(runner: Runner, qtbot: Any) -> None:
    blocks: list[Any] = []
    runner.epochs_completed.connect(blocks.append)
    with qtbot.waitSignal(runner.finished) as finished:
        runner.start(make_descent(max_epochs=1_000_000), None)
    assert finished.args[0].stop_reason is StopReason.MAX_EPOCHS
    expected = 1
    for block in blocks:
        assert block.first_epoch == expected
        expected = block.last_epoch + 1
    assert expected == 1_000_001


def test_stop_ends_a_slow_run_at_once(runner: Runner, qtbot: Any) -> None:
    runner.start(make_descent(), 0.01)
    heard: list[Any] = []
    runner.finished.connect(heard.append)
    runner.stop()
    began = time.monotonic()
    assert runner.shutdown()
    assert time.monotonic() - began < 30.0, "a wait of 100 s was not ended"
    qtbot.wait(20)
    assert heard == []


def test_nothing_of_a_stopped_run_arrives(runner: Runner, qtbot: Any) -> None:
    blocks: list[Any] = []
    runner.start(make_descent(learning_rate=0.001, max_epochs=1_000_000), None)
    runner.epochs_completed.connect(blocks.append)
    runner.start(make_descent(max_epochs=3), None)
    with qtbot.waitSignal(runner.finished):
        pass
    assert [block.last_epoch for block in blocks] == [3]
    assert blocks[0].parameters[0] == pytest.approx((7.78, 1.54))


def test_speed_changes_while_waiting(runner: Runner, qtbot: Any) -> None:
    runner.start(make_descent(), 0.01)
    with qtbot.waitSignal(runner.finished, timeout=5000):
        runner.set_speed(None)


def test_at_most_two_blocks_are_in_flight() -> None:
    control = RunControl(None)
    assert control.wait_for_turn() > 0
    assert control.wait_for_turn() > 0
    third: list[int] = []
    waiter = threading.Thread(target=lambda: third.append(control.wait_for_turn()))
    waiter.start()
    waiter.join(0.1)
    assert waiter.is_alive(), "a third block was let through"
    control.confirm_delivery()
    waiter.join(5)
    assert third[0] > 0


def test_stop_frees_a_worker_that_waits_for_a_delivery() -> None:
    control = RunControl(None)
    control.wait_for_turn()
    control.wait_for_turn()
    result: list[int] = []
    waiter = threading.Thread(target=lambda: result.append(control.wait_for_turn()))
    waiter.start()
    control.stop()
    waiter.join(5)
    assert result == [0]


def test_pace_takes_several_epochs_a_turn_above_the_frame_rate() -> None:
    control = RunControl(6000.0)
    turns = []
    for _ in range(5):
        turns.append(control.wait_for_turn())
        control.confirm_delivery()
    assert all(100 <= epochs <= 201 for epochs in turns)


def test_a_sleep_of_the_machine_is_no_backlog() -> None:
    an_hour_ago = time.monotonic() - 3600.0
    fast, slow = RunControl(6000.0, an_hour_ago), RunControl(10.0, an_hour_ago)
    assert fast.wait_for_turn() <= 201
    assert slow.wait_for_turn() == 1
    assert time.monotonic() - slow.last_turn < 2 * 0.1


def test_a_failing_descent_is_reported_and_the_thread_survives(
    runner: Runner, qtbot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        stop_reason = None

        def advance(self, _epochs: int) -> None:
            raise RuntimeError("planted")

    with qtbot.waitSignal(runner.finished) as finished:
        runner.start(Broken(), None)  # type: ignore[arg-type]
    assert finished.args[0].stop_reason is StopReason.FAILED
    assert "RuntimeError: planted" in caplog.text
    with qtbot.waitSignal(runner.finished) as finished:
        runner.start(make_descent(max_epochs=3), None)
    assert finished.args[0].stop_reason is StopReason.MAX_EPOCHS


def test_divergence_is_an_outcome(runner: Runner, qtbot: Any) -> None:
    with qtbot.waitSignal(runner.finished) as finished:
        runner.start(make_descent(learning_rate=0.05, max_epochs=5000), None)
    outcome = finished.args[0]
    assert outcome.stop_reason is StopReason.DIVERGED
    assert outcome.diverged_epoch is not None


def test_shutdown_while_running_leaves_no_thread(qtbot: Any) -> None:
    for _ in range(20):
        runner = Runner()
        runner.start(make_descent(max_epochs=1_000_000), None)
        assert runner.shutdown()


def test_a_direct_call_runs_in_the_callers_thread(qtbot: Any) -> None:
    worker = DescentWorker()
    threads: list[QThread] = []
    worker.run_finished.connect(lambda *_: threads.append(QThread.currentThread()))
    worker.run(RunRequest(1, make_descent(max_epochs=2), RunControl(None)))
    assert threads == [worker.thread()]


def test_direct_calls_report_failure_stop_and_empty_blocks(qtbot: Any) -> None:
    """The same paths as in the thread, where no coverage tool looks."""

    class Failing:
        stop_reason = None

        def advance(self, _epochs: int) -> None:
            raise RuntimeError("planted")

    worker = DescentWorker()
    outcomes: list[Any] = []
    worker.run_finished.connect(lambda _run_id, outcome: outcomes.append(outcome))
    worker.run(RunRequest(1, Failing(), RunControl(None)))  # type: ignore[arg-type]
    stopped = RunControl(None)
    stopped.stop()
    worker.run(RunRequest(2, make_descent(), stopped))
    diverging = Descent(HOURS.loss, DescentConfig(learning_rate=1e200), np.zeros(2))
    worker.run(RunRequest(3, diverging, RunControl(None)))
    reasons = [outcome.stop_reason for outcome in outcomes]
    assert reasons == [StopReason.FAILED, StopReason.STOPPED, StopReason.DIVERGED]


def test_shutdown_does_not_wait_for_ever_on_a_blocked_descent(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linreg_gui.session.tasks.SHUTDOWN_MILLISECONDS", 50)
    entered, released = threading.Event(), threading.Event()

    class Blocked:
        stop_reason = None

        def advance(self, _epochs: int) -> None:
            entered.set()
            released.wait(60)
            raise RuntimeError("released")

    runner = Runner()
    runner.start(Blocked(), None)  # type: ignore[arg-type]
    assert entered.wait(30)
    assert not runner.shutdown()
    released.set()
    qtbot.waitUntil(runner.shutdown)
