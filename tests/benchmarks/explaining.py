"""Frames with strip, cuts, a tipped surface, a held parameter or equations, beside others."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.core.generators import noisy_line
from linreg_gui.core.settings import Held
from linreg_gui.lab_window import LabWindow
from tests.benchmarks.row import Row, compared

FRAMES = 60
N_SAMPLES, EPOCHS = 200, 1000
OPTIONS = {"the residual strip": "show_residual_strip", "the cuts": "show_cuts"}
HELD = "the intercept held"


def measure() -> list[Row]:
    """Time frames of a drag with each of them and without; those with and without alternate."""
    shell = make_window()
    shell.show()
    QApplication.processEvents()
    window: LabWindow = shell.property("lab_window")
    assert window.session is not None
    rng = np.random.default_rng(3)
    window.session.open_generated(noisy_line(N_SAMPLES, 3.0, 2.0, 4.0, rng))
    window.session.set_max_epochs(EPOCHS)
    window.session.player.step(EPOCHS)
    rows = [
        compared(f"drag with {name} / without", _pairs(window, option), 1.1)
        for name, option in (*OPTIONS.items(), (HELD, HELD))
    ]
    rows += [
        compared("drag with the surface tipped up / flat", _pairs(window, "is_tilted"), 1.3),
        compared("an epoch with the surface tipped up / flat", _epoch_pairs(window), 1.3),
    ]
    _show(window, "show_worksheet", is_shown=True)
    pairs = _pairs(window, "show_equations")
    rows.append(compared("drag with the page of the equations / of the step", pairs, 1.1))
    shell.close()
    return rows


def _epoch_pairs(window: Any) -> list[tuple[float, float]]:
    """Return the thread's seconds of frames that show another epoch, tipped up and flat."""
    sides = []
    for is_shown in (True, False):
        _show(window, "is_tilted", is_shown=is_shown)
        sides.append([_epoch_seconds(window, 10 * k) for k in range(FRAMES)])
    return list(zip(*sides, strict=True))


def _epoch_seconds(window: Any, epoch: int) -> float:
    began = time.thread_time()
    window.session.player.seek(epoch)
    window.content.clock.render_now()
    QApplication.processEvents()
    return time.thread_time() - began


def _pairs(window: Any, option: str) -> list[tuple[float, float]]:
    """Return the thread's seconds of frames with what an option shows, and without."""
    pairs = []
    for turn in range(2):
        sides = []
        for is_shown in (True, False):
            _show(window, option, is_shown=is_shown)
            sides.append([_frame_seconds(window, turn + 0.01 * k) for k in range(FRAMES // 2)])
        pairs += list(zip(*sides, strict=True))
    return pairs


def _show(window: Any, option: str, *, is_shown: bool) -> None:
    session = window.session
    if option == HELD:
        held = Held.INTERCEPT if is_shown else Held.NOTHING
        session.set_settings(replace(session.runs.settings, held=held))
    else:
        session.set_view_options(replace(session.view_options, **{option: is_shown}))
    for _ in range(3):
        window.content.clock.render_now()
        QApplication.processEvents()  # the layout
    window.content.settle()


def _frame_seconds(window: Any, away: float) -> float:
    """Time one frame; seconds of the thread, for frames are compared that follow one another."""
    data = window.session.problem.dataset
    began = time.thread_time()
    window.session.edits.begin_drag()
    window.session.problem.move_point(0, float(data.x[0]) + 0.001 * away, float(data.y[0]))
    window.content.clock.render_now()
    QApplication.processEvents()
    seconds = time.thread_time() - began
    window.session.edits.end_drag()
    return seconds
