"""From what a user does to the panes painted anew, all waiting included; and memory at rest.

`python3 -m tests.benchmarks.answers` prints these rows alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle, islice

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.lab_window import LabWindow
from linreg_gui.session.values import ThemeChoice
from linreg_gui.views.window.first_paint import FirstPaint
from tests.benchmarks.row import Row, bounded, middle
from tests.views.helpers import LEFT, move, pixel

REPEATS = 16
"""Even: the last switch of theme and mode leaves the window as it was for the rows behind."""
REST_MILLISECONDS = 60
"""Longer than the window's clock makes a second change wait."""
IDLE = """
import os, time
from pathlib import Path
from PySide6.QtCore import QTimer
from linreg_gui import app
from linreg_gui.launch import LaunchOptions
def end():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    print(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, flush=True)
    os._exit(0)
class Watched(app.LabWindow):
    def fill(self, options):
        super().fill(options)
        QTimer.singleShot(3000, end)
app.LabWindow = Watched
app.run_app(LaunchOptions())
"""


def measure() -> Iterator[Row]:
    """Time a click, a drag and a change of theme; weigh a window that does nothing."""
    shell = make_window()
    shell.show()
    QApplication.processEvents()
    lab_window: LabWindow = shell.property("lab_window")
    for name, actions, most in (
        ("click on Step → painted", _steps(lab_window), 17.0),
        ("point dragged → painted, waiting included", _moves(lab_window), 33.0),
        ("theme switched → painted", _themes(lab_window), 100.0),
        ("presenter mode switched → painted", _modes(lab_window), 100.0),
    ):
        seconds = [_answer(lab_window, action) for action in islice(actions, REPEATS)]
        yield bounded(name, 1000 * middle(seconds), "ms", most)
    shell.close()
    yield bounded("memory of an idle window", _idle_megabytes(), "MB", 150.0)


def _answer(lab_window: LabWindow, act: Callable[[], object]) -> float:
    """Return the seconds from an action to the painting of the three panes that it leads to."""
    content, loop = lab_window.content, QEventLoop()
    assert content is not None
    painting = FirstPaint(content.panes(), content)
    painting.painted.connect(loop.quit)
    began = time.perf_counter()
    act()
    loop.exec()
    seconds = time.perf_counter() - began
    painting.deleteLater()
    return seconds


def _rest() -> None:
    loop = QEventLoop()
    QTimer.singleShot(REST_MILLISECONDS, loop.quit)
    loop.exec()


def _steps(lab_window: LabWindow) -> Iterator[Callable[[], object]]:
    content = lab_window.content
    assert content is not None
    while True:
        _rest()
        yield partial(QTest.mouseClick, content.transport.step_button, LEFT)


def _moves(lab_window: LabWindow) -> Iterator[Callable[[], object]]:
    """Drag a point of a run of 1,000 epochs on without a pause, as a hand does."""
    content, session = lab_window.content, lab_window.session
    assert content is not None
    assert session is not None
    session.set_max_epochs(1000)
    session.player.step(1000)
    content.settle()
    _rest()
    canvas = content.data_view.canvas
    place = pixel(canvas, float(session.problem.dataset.x[0]), float(session.problem.dataset.y[0]))
    QTest.mousePress(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    for shift in range(4, 4 + REPEATS):  # the first pixels are no drag yet
        yield partial(move, canvas, QPointF(place.x() + shift, place.y()))
    QTest.mouseRelease(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def _themes(lab_window: LabWindow) -> Iterator[Callable[[], object]]:
    for theme in cycle((ThemeChoice.DARK, ThemeChoice.LIGHT)):
        _rest()
        yield partial(_show, lab_window, theme=theme)


def _modes(lab_window: LabWindow) -> Iterator[Callable[[], object]]:
    for is_presenting in cycle((True, False)):
        _rest()
        yield partial(_show, lab_window, is_presenting=is_presenting)


def _show(lab_window: LabWindow, **changes: object) -> None:
    session = lab_window.session
    assert session is not None
    session.set_view_options(replace(session.view_options, **changes))  # type: ignore[arg-type]


def _idle_megabytes() -> float:
    """Return the resident memory of the program in a new process, three seconds after its start."""
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home)
        result = subprocess.run(
            [sys.executable, "-c", IDLE],
            env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(result.stdout)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
