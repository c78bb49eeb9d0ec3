"""Two windows that differ in one thing: the frames of one are timed beside those of the other.

The frames alternate. Whatever else the machine does meanwhile slows both, so the median of their
ratios is the same on a busy machine as on a quiet one.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.core.generators import noisy_line

FRAMES = 60
N_SAMPLES, EPOCHS = 200, 1000
SLOPE, INTERCEPT, NOISE = 3.0, 2.0, 4.0
HAIR = 0.0037
"""Between the first points of both, so that neither finds texts that were made for the other."""
Changes = Callable[[Any], Iterator[None]]
"""Makes the next frame of a window necessary each time that it is asked to go on."""


class Twins:
    """Two windows with the same data and the same run."""

    def __init__(self) -> None:
        self._shells = [make_window() for _ in range(2)]
        for shell in self._shells:
            shell.show()
        self.one, self.other = (shell.property("lab_window") for shell in self._shells)
        for window, away in ((self.one, 0.0), (self.other, HAIR)):
            rng = np.random.default_rng(3)
            window.session.open_generated(noisy_line(N_SAMPLES, SLOPE, INTERCEPT, NOISE, rng))
            data = window.session.problem.dataset
            window.session.problem.move_point(0, float(data.x[0]) + away, float(data.y[0]))
            window.session.set_max_epochs(EPOCHS)
            window.session.player.step(EPOCHS)
            lay_out(window)

    def frames(self, changes: Changes) -> list[tuple[float, float]]:
        """Return the thread's seconds of frames of both windows, pair by pair."""
        windows = [(window, changes(window)) for window in (self.one, self.other)]
        pairs = []
        for turn in range(FRAMES):
            seconds = [0.0, 0.0]
            for place in (0, 1) if turn % 2 else (1, 0):  # the second finds more in the caches
                seconds[place] = _seconds(*windows[place])
            pairs.append((seconds[0], seconds[1]))
        return pairs

    def close(self) -> None:
        """Close both."""
        for shell in self._shells:
            shell.close()


def lay_out(window: Any) -> None:
    """Draw all of a window that has become another one."""
    for _ in range(3):
        window.content.clock.render_now()
        QApplication.processEvents()
    window.content.settle()


def dragging(window: Any) -> Iterator[None]:
    """Drag the first point on its way."""
    session = window.session
    x, y = float(session.problem.dataset.x[0]), float(session.problem.dataset.y[0])
    session.edits.begin_drag()
    try:
        for k in range(FRAMES):
            session.problem.move_point(0, x + 0.01 * k, y)
            yield
    finally:
        session.edits.end_drag()


def seeking(window: Any) -> Iterator[None]:
    """Show one epoch after the other."""
    for k in range(FRAMES):
        window.session.player.seek(10 * k)
        yield


def _seconds(window: Any, changes: Iterator[None]) -> float:
    began = time.thread_time()
    next(changes)
    window.content.clock.render_now()
    QApplication.processEvents()
    return time.thread_time() - began
