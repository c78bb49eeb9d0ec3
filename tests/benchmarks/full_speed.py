"""A million epochs at full speed: how fluent the window stays, and what it costs in memory."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer

from linreg_gui.app import make_window
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lab_window import LabWindow
from linreg_gui.session.session import Session
from linreg_gui.workers.run_control import FULL_SPEED_BLOCK_EPOCHS
from tests.benchmarks.row import Row, bounded, middle

EPOCHS = 1_000_000
RUNS = 7
RUNS_FOR_MEMORY = 3


def measure() -> list[Row]:
    """Run a million epochs in a window, and without one for comparison."""
    shell = make_window()
    lab_window: LabWindow = shell.property("lab_window")
    shell.show()
    session = lab_window.session
    assert session is not None
    _prepare(session)
    _wait(300)
    memory = resident_megabytes()
    peak = max(_run(session)[2] for _ in range(RUNS_FOR_MEMORY))  # what is compared adds its own
    runs = [(*_run(session), _seconds_alone(session)) for _ in range(RUNS)]
    shell.close()
    milliseconds = 1000 * np.concatenate([gaps for gaps, *_ in runs])
    seconds = middle(run[1] for run in runs)
    alone = middle(run[3] for run in runs)
    return [
        Row(
            "full speed: epochs/s / those without a window",
            f"{EPOCHS / seconds:,.0f}",
            f"{EPOCHS / alone:,.0f}",
            f"{alone / seconds:.2f}×",
        ),
        bounded("full speed: stall, 99th percentile", np.percentile(milliseconds, 99), "ms", 33),
        bounded("full speed: longest stall", float(milliseconds.max()), "ms", 100),
        bounded("full speed: memory, at its highest", peak - memory, "MB", 60),
    ]


def _prepare(session: Session) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.set_settings(DescentConfig(learning_rate=0.01, max_epochs=EPOCHS, tolerance=0.0))


def _run(session: Session) -> tuple[list[float], float, float]:
    """Give the gaps between the beats of a 1-ms timer, the duration and the memory's peak."""
    gaps: list[float] = []
    last, peak = time.perf_counter(), 0.0

    def beat() -> None:
        nonlocal last, peak
        now = time.perf_counter()
        gaps.append(now - last)
        if int(now * 20) != int(last * 20):
            peak = max(peak, resident_megabytes())
        last = now

    session.restart()
    _wait(100)
    timer = _every_millisecond(beat)
    last = began = time.perf_counter()
    session.player.run()
    loop = QEventLoop()
    session.player.run_status_changed.connect(loop.quit)
    while session.player.state.is_running:
        loop.exec()
    seconds = time.perf_counter() - began
    _wait(200)  # the frames after the last epoch count too
    timer.stop()
    return gaps, seconds, max(peak, resident_megabytes())


def _every_millisecond(function: Callable[[], None]) -> QTimer:
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(function)
    timer.start(1)
    return timer


def _seconds_alone(session: Session) -> float:
    loss = session.problem.loss
    assert loss is not None
    descent = Descent(loss, session.runs.settings, np.zeros(2))
    began = time.perf_counter()
    while descent.stop_reason is None:
        descent.advance(FULL_SPEED_BLOCK_EPOCHS)
    return time.perf_counter() - began


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def resident_megabytes() -> float:
    """Give the memory this process has in use (Linux), in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6
