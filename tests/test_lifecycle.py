"""Windows in processes of their own: closed, interrupted, failing, without a screen."""

import gc
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from linreg_gui.lab_window import LabWindow
from linreg_gui.launch import LaunchOptions
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus
from linreg_gui.storage.preferences import Preferences
from linreg_gui.storage.projects.project_file import write_project
from linreg_gui.views.canvas.layer_stack import LayerStack
from linreg_gui.views.look.theme import DARK

CHECKOUT = Path(__file__).resolve().parents[1]
SECONDS = 60
"""Far more than any of it takes, even on a busy machine."""

OPEN_WINDOW = """
import gc, os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from linreg_gui import app
from linreg_gui.launch import LaunchOptions

class Watched(app.LabWindow):
    def fill(self, options):
        super().fill(options)
        QTimer.singleShot(50, self, self.act)
    def act(self):
        ACTION

app.LabWindow = Watched
sys.exit(app.run_app(LaunchOptions(epochs=1_000_000)))
"""


def open_window(action: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Open the window in a process of its own and let it do something to itself."""
    script = OPEN_WINDOW.replace("ACTION", action.replace("\n", "\n        "))
    return run_python(script, cwd, {"QT_QPA_PLATFORM": "offscreen"})


def run_python(
    script: str, cwd: Path, variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    screen = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screen}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(CHECKOUT), **variables},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_close_while_running_ends_well(tmp_path: Path) -> None:
    result = open_window(
        "self.session.player.run(); QTimer.singleShot(30, self.shell.close)", tmp_path
    )
    assert result.returncode == 0, result.stderr
    assert "QThread" not in result.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_closes_the_window(tmp_path: Path, name: str) -> None:
    action = f"self.session.player.run(); os.kill(os.getpid(), signal.{name})"
    result = open_window(action, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "QThread" not in result.stderr


def test_a_signal_before_the_window_is_filled_closes_it(tmp_path: Path) -> None:
    script = OPEN_WINDOW.replace("super().fill(options)", "os.kill(os.getpid(), signal.SIGTERM)")
    script = script.replace("ACTION", "super().fill(app.LaunchOptions())")
    assert run_python(script, tmp_path, {"QT_QPA_PLATFORM": "offscreen"}).returncode == 0


def test_a_signal_closes_nothing_in_the_middle_of_other_work(tmp_path: Path) -> None:
    action = """
os.kill(os.getpid(), signal.SIGTERM)
print("closed within:", self._is_shut_down)"""
    result = open_window(action, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "closed within: False" in result.stdout


@pytest.mark.parametrize(
    "step",
    ["views.canvas.lean_import.import_pyqtgraph", "session.preferences.restore_session"],
)
def test_a_window_closed_while_it_is_filled_gets_no_content(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str
) -> None:
    lab_window = LabWindow(Preferences(tmp_path / "settings.ini"))
    monkeypatch.setattr(f"linreg_gui.{step}", lambda *_: lab_window.leave())
    lab_window.fill(LaunchOptions())
    assert lab_window.content is None
    assert (lab_window.session is None) == step.endswith("import_pyqtgraph")
    lab_window.shell.deleteLater()


def test_an_exception_in_a_slot_is_said_and_survived(tmp_path: Path) -> None:
    action = """
def fail(_cursor):
    raise ValueError("planted")
self.session.player.cursor_changed.connect(fail)
self.session.player.step()
print("notice:", self.content.notice_bar.text.text(), self.content.notice_bar.isVisible())
self.session.player.cursor_changed.disconnect(fail)
self.session.player.step()
print("cursor:", self.session.player.cursor)
self.shell.close()"""
    result = open_window(action, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "notice: Something went wrong inside (ValueError)" in result.stdout
    assert "True" in result.stdout
    assert "cursor: 2" in result.stdout


def test_exit_with_the_window_open_stops_the_worker(tmp_path: Path) -> None:
    action = "self.session.player.run(); QTimer.singleShot(30, lambda: QApplication.exit(7))"
    result = open_window(action, tmp_path)
    assert result.returncode == 7, result.stderr
    assert "QThread" not in result.stderr


def test_a_thread_that_never_ends_does_not_keep_the_program(tmp_path: Path) -> None:
    """Work that is unsaved is offered at the next start; the program must not hang for ever."""
    action = """
self.session.shutdown_now = self.session.shutdown
self.session.shutdown = lambda: self.session.shutdown_now() and False
print("closing", flush=True)
QTimer.singleShot(0, self.shell.close)"""
    result = open_window(action, tmp_path)
    assert result.returncode == 0, result.stderr
    assert "closing" in result.stdout
    assert "A thread is still busy" in result.stderr


def test_windows_opened_and_closed_leave_nothing_behind(qtbot: Any) -> None:
    from linreg_gui.app import make_window

    def open_and_close() -> weakref.ref[Any]:
        shell = make_window()
        shell.show()
        qtbot.waitExposed(shell)
        gone = weakref.ref(shell.property("lab_window").content)
        shell.close()
        shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return gone

    open_and_close()
    gc.collect()
    n_widgets = len(QApplication.allWidgets())
    gone = [open_and_close() for _ in range(4)]
    gc.collect()
    assert [window() for window in gone] == [None] * 4
    assert len(QApplication.allWidgets()) == n_widgets


def test_panels_opened_and_closed_again_and_again_stay_one_each(window: Any) -> None:
    def open_and_close() -> None:
        for panel in (window.content.sweep, window.content.generator):
            panel.show()
            QApplication.processEvents()
            panel.close()
        options = window.session.view_options
        opened = replace(options, show_worksheet=True, show_code=True, show_points=True)
        for wanted in (opened, options):
            window.session.set_view_options(wanted)
            window.content.clock.render_now()

    open_and_close()
    n_widgets = len(QApplication.allWidgets())
    for _ in range(20):
        open_and_close()
    assert len(QApplication.allWidgets()) == n_widgets


def test_the_collector_is_off_while_a_window_is_open(tmp_path: Path) -> None:
    result = open_window("print(gc.isenabled()); self.shell.close()", tmp_path)
    assert result.stdout.strip() == "False"


def test_a_new_window_has_the_settings_of_its_example(tmp_path: Path) -> None:
    first = open_window("self.session.set_learning_rate(0.0125); self.shell.close()", tmp_path)
    assert first.returncode == 0, first.stderr
    second = open_window(
        "print(self.session.runs.settings.learning_rate); self.shell.close()", tmp_path
    )
    assert second.stdout.strip() == "0.03"


def test_a_kept_theme_is_in_force_in_the_whole_window(tmp_path: Path) -> None:
    choose = """
from dataclasses import replace
from linreg_gui.session.values import ThemeChoice
options = self.session.view_options
self.session.set_view_options(replace(options, theme=ThemeChoice.DARK))
self.shell.close()"""
    first = open_window(choose, tmp_path)
    assert first.returncode == 0, first.stderr
    action = """
print(QApplication.palette().window().color().name())
print(self.content.data_view.canvas.theme.window)
self.shell.close()"""
    second = open_window(action, tmp_path)
    assert second.stdout.split() == [DARK.window, DARK.window], second.stderr


@pytest.mark.parametrize(
    ("variables", "said"), [({}, "There is no screen here"), ({"DISPLAY": ":7777"}, "(:7777)")]
)
def test_without_a_screen_a_result_and_a_picture_are_left(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    script = "import sys; from linreg_gui.cli import main; sys.exit(main([]))"
    result = run_python(script, tmp_path, variables)
    assert (result.returncode, result.stderr) == (0, "")
    assert said in result.stdout
    assert "MSE" in result.stdout
    picture = QImage(str(tmp_path / "linreg_gui.png"))
    assert picture.width() >= 1000
    assert len({picture.pixel(x, picture.height() // 3) for x in range(picture.width())}) > 20


def test_without_a_screen_and_without_points_it_is_said(session: Session, tmp_path: Path) -> None:
    session.problem.clear_points()
    write_project(tmp_path / "empty.linreg", project_of(session.state()))
    script = """
import sys
from linreg_gui.cli import main
sys.exit(main(["empty.linreg"]))
"""
    result = run_python(script, tmp_path, {})
    assert result.returncode == 2
    assert result.stderr == "empty.linreg has no points, so no run to show.\n"
    assert not (tmp_path / "linreg_gui.png").exists()


# ---- many runs in one process


def test_many_runs_leave_nothing_behind(window: Any) -> None:
    run_and_restart(window, cycles=150)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_runs_leave_nothing_behind(window: Any) -> None:
    run_and_restart(window, cycles=10_000)


def run_and_restart(window: Any, cycles: int) -> None:
    """Run and restart; every fourth run is stopped on its way."""
    session: Session = window.session
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    heard: list[int] = []
    session.player.history_replaced.connect(lambda: heard.append(1))
    one_cycle(session, stops_early=False)
    assert window.content.runs_card.rows  # made with the first run
    before = counts(window)
    heard.clear()
    for cycle in range(cycles):
        one_cycle(session, stops_early=cycle % 4 == 3)
    window.content.clock.render_now()
    gc.collect()
    after = counts(window)
    assert after == before
    assert len(heard) == cycles, "a slot was connected twice"


def one_cycle(session: Session, *, stops_early: bool) -> None:
    session.player.run()
    loop = QEventLoop()
    session.player.run_status_changed.connect(loop.quit)
    if stops_early:
        session.player.pause()
    while session.player.state.is_running:
        loop.exec()
    session.player.run_status_changed.disconnect(loop.quit)
    session.restart()
    assert session.player.state.status is RunStatus.READY


def counts(window: Any) -> dict[str, int]:
    """Count what could pile up."""
    QApplication.processEvents()
    return {
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "Python threads": threading.active_count(),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "timers": len(window.shell.findChildren(QTimer)) + len(window.findChildren(QTimer)),
        "widgets": len(QApplication.allWidgets()),
    }


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_drags_leave_nothing_behind(window: Any) -> None:
    drag_a_point(window, drags=1_100)  # more than undo keeps
    before, resident = counts(window), resident_megabytes()
    drag_a_point(window, drags=10_000)
    assert counts(window) == before
    assert resident_megabytes() - resident < 10, f"{resident_megabytes() - resident:.1f} MB more"


def drag_a_point(window: Any, drags: int) -> None:
    """Drag a point of a run back and forth, each drag an undo step of three moves."""
    session: Session = window.session
    session.player.step(300)
    for drag in range(drags):
        session.edits.begin_drag()
        for move in range(3):
            session.problem.move_point(4, 8.0 + 0.01 * (drag % 50) + 0.001 * move, 90.0)
            window.content.clock.render_now()
        session.edits.end_drag()
    window.content.surface_view.canvas.viewport().repaint()
    gc.collect()


def resident_megabytes() -> float:
    """Give the memory this process holds, as Linux counts it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_closing_takes_less_than_a_wait(window: Any) -> None:
    """A run that waits a hundred seconds for its next epoch is woken by the close."""
    session: Session = window.session
    session.set_view_options(replace(session.view_options, epochs_per_second=0.01))
    session.player.run()
    began = time.monotonic()
    assert window.shell.close()
    assert time.monotonic() - began < 30


def test_settings_that_cannot_be_read_are_said_once_in_the_window(
    qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "settings.ini"
    path.write_bytes(bytes(range(256)))
    preferences = Preferences(path)
    lab_window = LabWindow(preferences)
    notices: list[str] = []
    lab_window.fill(LaunchOptions())
    assert lab_window.session is not None
    lab_window.session.notice_posted.connect(lambda notice: notices.append(notice.text))
    lab_window.complete()
    lab_window.complete()
    assert preferences.set_aside is not None
    assert [text for text in notices if preferences.set_aside.name in text] == notices
    assert len(notices) == 1
    lab_window.leave()
    lab_window.shell.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# ---- what a first look does not need comes after it


@pytest.fixture
def filled(qtbot: Any) -> Iterator[LabWindow]:
    """Return a laboratory that is filled, and not yet shown."""
    lab_window = LabWindow()
    lab_window.fill(LaunchOptions())
    yield lab_window
    lab_window.leave()
    lab_window.shell.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_rest_is_made_once_the_panes_are_painted(filled: LabWindow, qtbot: Any) -> None:
    QApplication.processEvents()
    assert filled.services is None, "nothing is painted yet"
    filled.shell.show()
    qtbot.waitUntil(lambda: filled.exports is not None)


def test_the_window_answers_between_the_parts(filled: LabWindow, qtbot: Any) -> None:
    made_so_far: list[int] = []
    beat = QTimer()
    beat.timeout.connect(
        lambda: made_so_far.append([filled.services, filled.files, filled.exports].count(None))
    )
    beat.start(0)
    filled.shell.show()
    qtbot.waitUntil(lambda: filled.exports is not None)
    beat.stop()
    assert {3, 2, 1} <= set(made_so_far)


def test_no_pane_is_painted_before_it_has_its_size(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are put into a window that is seen: half laid out it would be painted twice."""
    sizes: dict[str, set[tuple[int, ...]]] = {}
    paint = LayerStack.paint

    def watched(stack: Any, *rest: Any) -> None:
        canvas = stack._canvas
        sizes.setdefault(canvas.accessibleName(), set()).add(canvas.viewport().size().toTuple())
        paint(stack, *rest)

    monkeypatch.setattr(LayerStack, "paint", watched)
    other = LabWindow()
    with qtbot.waitSignal(other.shell.first_painted):
        other.shell.show()
    other.fill(LaunchOptions())
    qtbot.waitUntil(lambda: len(sizes) == 3)
    assert all(len(seen) == 1 for seen in sizes.values()), sizes
    other.leave()
    other.shell.deleteLater()


def test_a_window_that_is_not_painted_is_completed_too(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linreg_gui.lab_window.PATIENCE_MILLISECONDS", 0)
    other = LabWindow()
    other.fill(LaunchOptions())
    qtbot.waitUntil(lambda: other.exports is not None)
    assert not other.shell.isVisible()
    other.leave()
    other.shell.deleteLater()


def test_a_window_closed_between_the_parts_is_not_completed(filled: LabWindow, qtbot: Any) -> None:
    beat = QTimer()

    def close_early() -> None:
        if filled.services is not None:
            beat.stop()
            assert filled.shell.close()

    beat.timeout.connect(close_early)
    beat.start(0)
    filled.shell.show()
    qtbot.waitUntil(lambda: not beat.isActive())
    for _ in range(10):
        QApplication.processEvents()
    assert filled.exports is None
    filled.complete()
    assert filled.exports is None


def test_a_card_that_fails_takes_neither_save_nor_export_with_it(
    filled: LabWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError("planted")

    monkeypatch.setattr("linreg_gui.views.runs.runs_card.RunsCard.__init__", fail)
    filled.complete()
    assert filled.session is not None
    assert filled.content is not None
    filled.session.player.step()
    with pytest.raises(ArithmeticError, match="planted"):
        filled.content.clock.render_now()
    assert filled.content.curve_view.seen.cursor == 1
    assert filled.services is not None
    assert filled.files is not None
    assert filled.exports is not None
