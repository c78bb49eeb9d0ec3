"""What is drawn in the panes, met without seeing a pixel: from within, and over a real bus."""

import gc
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_window
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import Held, Scaling
from linreg_gui.lessons.hide_and_lock import Hideable, Permissions
from linreg_gui.session.bets import BetKind
from linreg_gui.session.curve import Line
from linreg_gui.storage.lesson_files import lesson_files
from linreg_gui.views.window import announcer
from linreg_gui.views.window.marks import MOST_POINTS
from tests.storage.children import unmeasured

BUS_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
NEEDS = "needs Xvfb, at-spi2-core, dbus and python3-pyatspi"


def pane(window: Any, name: str) -> QAccessibleInterface:
    canvas = getattr(window.content, name).canvas
    found = QAccessible.queryAccessibleInterface(canvas)
    assert found is not None
    return found


def marks(window: Any, name: str) -> list[QAccessibleInterface]:
    held = pane(window, name)
    return [held.child(k) for k in range(held.childCount())]


def names(window: Any, name: str) -> list[str]:
    return [mark.text(QAccessible.Text.Name) for mark in marks(window, name)]


def act(mark: QAccessibleInterface, action: str) -> None:
    actions = mark.actionInterface()
    assert action in actions.actionNames()
    actions.doAction(action)


def test_the_data_pane_reads_line_and_points(window: Any) -> None:
    assert pane(window, "data_view").role() == QAccessible.Role.Chart
    read = names(window, "data_view")
    assert read[0].startswith("The line: ŷ = 0.000 x + 0.000")
    assert read[1:] == [
        "Point 1: x 2, y 65, residual 65",
        "Point 2: x 3, y 70, residual 70",
        "Point 3: x 5, y 75, residual 75",
        "Point 4: x 6, y 85, residual 85",
        "Point 5: x 8, y 90, residual 90",
    ]
    window.session.player.step(20)
    line = window.session.shown_curve
    assert f"residual {65 - 2 * line.slope - line.intercept:.2f}" in names(window, "data_view")[1]


def test_points_are_added_moved_and_removed_by_their_actions(window: Any) -> None:
    problem = window.session.problem
    line, first, *_ = marks(window, "data_view")
    act(first, "Up")
    assert problem.dataset.y[0] > 65.0
    act(first, "Right")
    assert problem.dataset.x[0] > 2.0
    act(line, "Add a point in the middle")
    assert problem.dataset.n_samples == 6
    act(first, "Remove")
    assert problem.dataset.n_samples == 5
    window.session.edits.stack.undo()
    assert problem.dataset.n_samples == 6


def test_the_line_is_shifted_and_turned_as_by_hand(window: Any) -> None:
    session = window.session
    act(marks(window, "data_view")[0], "Shift up")
    shifted = session.problem.start
    assert shifted.slope == 0.0
    assert shifted.intercept > 0.0
    act(marks(window, "data_view")[0], "Turn up")
    assert session.problem.start.slope > 0.0
    assert len(session.hand.trail) > 0


def test_the_pin_that_is_asked_for_is_moved(window: Any) -> None:
    session = window.session
    assert not [name for name in names(window, "surface_view") if "pin" in name]
    session.asking.ask_for(BetKind.PIN, 1)
    pin = marks(window, "surface_view")[1]
    assert pin.text(QAccessible.Text.Name) == "Your pin: slope 0, intercept 0"
    act(pin, "Right")
    act(pin, "Up")
    line = session.asking.state.bet.line
    assert line.slope > 0.0
    assert line.intercept > 0.0
    assert session.problem.start == Line(0.0, 0.0)


def test_a_mark_lies_where_the_thing_is_drawn(window: Any) -> None:
    canvas = window.content.data_view.canvas
    at = canvas.viewport().mapToGlobal(canvas.widget_position(5.0, 75.0).toPoint())
    point = marks(window, "data_view")[3]
    assert point.rect().contains(at)
    assert pane(window, "data_view").childAt(at.x(), at.y()) is point
    assert pane(window, "data_view").indexOfChild(point) == 3
    assert pane(window, "surface_view").childAt(-9, -9) is None
    assert marks(window, "data_view")[0].rect().contains(at + QPoint(40, 0))


def test_the_surface_reads_start_run_and_best_fit(window: Any) -> None:
    window.session.player.step(3)
    start, run, best = names(window, "surface_view")
    assert start == "The start: slope 0, intercept 0"
    assert run.startswith("Run A at epoch 3: slope ")
    assert best == "The best fit: slope 4.254, intercept 56.58, loss 3.465"
    act(marks(window, "surface_view")[0], "Right")
    assert window.session.problem.start.slope > 0.0
    assert window.session.problem.start.intercept == 0.0


@pytest.mark.parametrize("scaling", Scaling)
def test_the_surface_tells_lines_in_the_units_of_the_data(window: Any, scaling: Scaling) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, scaling=scaling))
    session.problem.set_start(Line(3.0, 20.0))
    start, run, best = names(window, "surface_view")
    assert start == "The start: slope 3, intercept 20"
    assert run.startswith("Run A at epoch 0: slope 3, intercept 20, loss ")
    assert best == "The best fit: slope 4.254, intercept 56.58, loss 3.465"


def test_tipped_up_the_surface_tells_what_the_map_does(window: Any) -> None:
    content, session = window.content, window.session
    session.player.step(3)
    of_map = names(window, "surface_view")
    session.change_view_options(is_tilted=True)
    content.clock.render_now()
    tilted = content.surface_view.tilted
    tilted.settle()
    tilted_pane = QAccessible.queryAccessibleInterface(tilted)
    assert tilted_pane is not None
    assert tilted_pane.role() == QAccessible.Role.Chart
    parts = [tilted_pane.child(k) for k in range(tilted_pane.childCount())]
    assert [part.text(QAccessible.Text.Name) for part in parts] == of_map
    tilted.grab()
    drawn = {mark.kind: mark.at.toPoint() for mark in tilted.things.marks}
    assert parts[0].rect().contains(tilted.mapToGlobal(drawn["start"]))
    assert parts[2].rect().contains(tilted.mapToGlobal(drawn["best"]))
    act(parts[0], "Up")
    assert session.problem.start.intercept > 0.0


def test_moving_the_start_keeps_what_is_held(window: Any) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, held=Held.SLOPE, scaling=Scaling.CENTRE))
    start = marks(window, "surface_view")[0]
    act(start, "Right")
    assert session.problem.start == Line(0.0, 0.0)
    act(start, "Up")
    assert session.problem.start.slope == 0.0
    assert session.problem.start.intercept > 0.0


def test_guessing_tells_no_best_fit(window: Any) -> None:
    window.session.set_view_options(replace(window.session.view_options, is_guessing=True))
    assert not [name for name in names(window, "surface_view") if "best" in name]


def test_the_epoch_is_read_and_set(window: Any) -> None:
    window.session.player.step(30)
    epoch, run = marks(window, "curve_view")
    assert epoch.role() == QAccessible.Role.Slider
    assert epoch.text(QAccessible.Text.Name).startswith("Epoch 30 of 30, loss ")
    assert run.text(QAccessible.Text.Name).startswith("Run A: loss 6,015 to ")
    value = epoch.valueInterface()
    assert [value.minimumValue(), value.currentValue(), value.maximumValue()] == [0.0, 30.0, 30.0]
    value.setCurrentValue(7.4)
    assert window.session.player.cursor == 7
    value.setCurrentValue(99.0)
    assert window.session.player.cursor == 30
    assert epoch.actionInterface() is None
    assert run.valueInterface() is None


def test_held_out_points_are_read_and_turned(window: Any) -> None:
    session = window.session
    act(marks(window, "data_view")[2], "Hold out")
    assert session.problem.dataset.is_held_out.tolist() == [False, True, False, False, False]
    assert names(window, "data_view")[2] == "Point 2: x 3, y 70, residual 70, held out"
    assert names(window, "data_view")[1] == "Point 1: x 2, y 65, residual 65"
    (epoch,) = [name for name in names(window, "curve_view") if name.startswith("Epoch")]
    assert epoch.endswith(", on held-out points 4,900")
    session.player.step(300)
    best = session.frame().held_out_losses.best_epoch
    *_, least = marks(window, "curve_view")
    assert least.text(QAccessible.Text.Name).startswith("Least on held-out points: ")
    assert least.text(QAccessible.Text.Name).endswith(f" at epoch {best}")
    act(least, "Go there")
    assert session.player.cursor == best
    act(marks(window, "data_view")[2], "Train on it")
    assert session.problem.dataset.is_held_out is None
    assert not any("held" in name for name in names(window, "curve_view"))


def test_a_run_that_is_hidden_is_not_read(window: Any) -> None:
    session = window.session
    session.player.step(10)
    session.runs.keep()
    session.set_learning_rate(0.01)
    session.restart()
    session.player.step(10)
    (kept,) = (branch for branch in session.frame().branches if branch.is_kept)
    before = len(names(window, "curve_view"))
    session.runs.hide(kept.number, is_hidden=True)
    assert len(names(window, "curve_view")) == before - 1


def test_the_slider_is_read_with_what_its_zone_means(window: Any) -> None:
    slider = window.content.training_card.rate_slider
    assert slider.accessibleDescription().startswith("Zig-zags: 99 % of the way after 108 epochs.")
    window.session.set_learning_rate(0.05)
    window.content.clock.render_now()
    assert slider.accessibleDescription().startswith("Diverges")
    window.session.gate.set_permissions(Permissions(hidden=frozenset({Hideable.ZONES})))
    window.content.clock.render_now()
    assert slider.accessibleDescription() == ""


def test_many_points_and_none(window: Any) -> None:
    x = np.arange(1_000.0)
    window.session.opening.open_dataset(Dataset.from_xy(x, x))
    read = names(window, "data_view")
    assert len(read) == MOST_POINTS + 2
    assert read[-1] == "900 more points: see Points as a table"
    window.session.problem.clear_points()
    assert len(names(window, "data_view")) == 1
    assert names(window, "surface_view") == names(window, "curve_view") == []


def test_a_mark_that_is_gone_is_not_valid(window: Any) -> None:
    last = marks(window, "data_view")[-1]
    assert last.isValid()
    window.session.problem.remove_point(4)
    assert not last.isValid()
    assert last.text(QAccessible.Text.Name) == ""
    assert last.role() == QAccessible.Role.NoRole
    assert last.actionInterface() is None


def test_tab_goes_as_one_reads(window: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)
    window.content.data_view.canvas.setFocus()
    met: list[str] = []
    while len(met) < 12:
        focus = QApplication.focusWidget()
        assert focus is not None
        name = focus.accessibleName() or focus.text()  # type: ignore[attr-defined]
        if name not in met:
            met.append(name)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert met == [
        "Data: points and the current line",
        "Show in Loss surface",
        "Show all of Loss surface",
        "Loss surface over slope and intercept",
        "Show in Loss",
        "Show all of Loss",
        "Restart",
        "Run",
        "Step",
        "Speed",
        "Fold Model",
        "More numbers",
    ]


def test_the_same_place_is_the_same_start(window: Any) -> None:
    window.session.problem.set_start(Line(1.0, 2.0))
    assert names(window, "surface_view")[0] == "The start: slope 1, intercept 2"


def test_windows_come_and_go_with_their_marks(qapp: Any) -> None:
    for _ in range(5):
        shell = make_window()
        lab_window = shell.property("lab_window")
        canvas = lab_window.content.data_view.canvas
        held = QAccessible.queryAccessibleInterface(canvas)
        assert held.childCount() == 6
        kept = [held.child(k) for k in range(6)]
        shell.close()
        shell.deleteLater()
        del held, canvas, lab_window, shell
        qapp.sendPostedEvents()
        qapp.processEvents()
        gc.collect()
        assert len(kept) == 6  # held beyond their window, and harmless
        del kept
        gc.collect()


def test_how_far_a_run_is_is_announced_once_a_second(
    window: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def hear(event: Any) -> None:
        said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    window.session.player.step(5)
    window.content.clock.render_now()
    assert not any(timer.isActive() for timer in speakers(window))
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    for _ in range(4):
        window.session.player.step(5)
        window.content.clock.render_now()
    assert said == []
    qtbot.waitUntil(lambda: bool(said))
    loss = window.session.player.history.record(25)[1]
    assert said == [f"epoch 25, loss {loss:.1f}"]


def speakers(window: Any) -> list[Any]:
    return [each._timer for each in window.shell.findChildren(announcer.Announcer)]


READING = """
import sys, time
import pyatspi

ENTER = 0xFF0D

def walk(item):
    yield item
    for k in range(item.childCount):
        child = item.getChildAtIndex(k)
        if child is not None:
            yield from walk(child)

def find(role, start, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            for item in walk(pyatspi.Registry.getDesktop(0)):
                is_shown = item.getState().contains(pyatspi.STATE_SHOWING)
                if item.getRoleName() != role or not item.name.startswith(start):
                    continue
                if role != "push button" or (is_shown and item.name == start):
                    return item
        except Exception:
            pass  # what was there a moment ago is gone
        time.sleep(0.2)
    sys.exit(f"there is no {role} {start}")

def act(role, start, name="Press"):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            action = find(role, start).queryAction()
            names = [action.getName(k) for k in range(action.nActions)]
            if name in names:
                action.doAction(names.index(name))
                return
        except Exception:
            pass
        time.sleep(0.2)
    sys.exit(f"{start} cannot be told to {name}")

def write(name, text):
    field = find("text", name)
    field.queryComponent().grabFocus()
    field.queryEditableText().setTextContents(text)
    time.sleep(0.3)
    pyatspi.Registry.generateKeyboardEvent(ENTER, None, pyatspi.KEY_SYM)
    time.sleep(0.3)
"""
RUN_AND_READ = """
act("list item", "Point 5: x 8, y 90", "Remove")
act("image", "The line", "Add a point in the middle")
print(find("list item", "Point 5").name)
write("Learning rate", "0.01")
act("push button", "Run")
find("slider", "Epoch 300 of 300").queryValue().currentValue = 0.0
print(find("slider", "Epoch 0 of 300").name)
print(find("image", "Run A: ").name)
"""
FIRST_LESSON = """
act("image", "Your pin", "Right")
act("push button", "Step")
act("push button", "Go on")
find("panel", "Lesson One step, step 2")
act("push button", "Go on")
act("radio button", "A: Half as far, the same way", "Toggle")
act("push button", "Step")
act("push button", "Go on")
write("∂m", "-333.76")
write("∂b", "-76.232")
write("the new m", "11.1176")
write("the new b", "2.30232")
act("push button", "Go on")
act("radio button", "B: The gradient", "Toggle")
act("push button", "Go on")
print(find("push button", "Done").name)
"""


def has_bus() -> bool:
    if not (BUS_LAUNCHER.exists() and shutil.which("dbus-run-session") and shutil.which("Xvfb")):
        return False
    command = [SYSTEM_PYTHON, "-c", "import pyatspi"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.fixture
def over_the_bus(tmp_path: Path) -> Any:
    """Give a function that starts the program, and a script that sees only the bus."""

    def run(script: str, *arguments: object) -> list[str]:
        (tmp_path / "client.py").write_text(READING + script, encoding="utf-8")
        homes = " ".join(
            f"XDG_{name}_HOME={tmp_path / name}" for name in ("CONFIG", "DATA", "STATE")
        )
        start = "import sys; from linreg_gui.cli import main; sys.exit(main(sys.argv[1:]))"
        shell = f"""
            exec 7>display; Xvfb -displayfd 7 -screen 0 1280x800x24 >/dev/null 2>&1 & X=$!
            while [ ! -s display ]; do sleep 0.1; done
            export DISPLAY=:$(cat display) QT_QPA_PLATFORM=xcb {homes}
            export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1
            {BUS_LAUNCHER} --launch-immediately & sleep 0.5
            {sys.executable} -c "{start}" {" ".join(map(str, arguments))} & P=$!
            {SYSTEM_PYTHON} client.py; echo told $?
            kill -TERM $P; wait $P; echo ended $?
            kill $X
        """
        result = subprocess.run(
            ["dbus-run-session", "--", "bash", "-c", shell],
            capture_output=True, text=True, timeout=110, check=False, cwd=tmp_path,
            env=unmeasured(),
        )  # fmt: skip
        told = [line for line in result.stdout.splitlines() if not line.startswith("SpiReg")]
        assert told[-2:] == ["told 0", "ended 0"], result.stdout + result.stderr
        return told[:-2]

    return run


@pytest.mark.skipif(not has_bus(), reason=NEEDS)
def test_a_script_that_sees_only_the_bus_runs_a_descent(over_the_bus: Any) -> None:
    added, epoch, run = over_the_bus(RUN_AND_READ)
    assert added.startswith("Point 5: x 4, y 4")
    assert epoch.startswith("Epoch 0 of 300, loss ")
    assert run.startswith("Run A: loss ")
    assert run.endswith("in 300 epochs")


@pytest.mark.skipif(not has_bus(), reason=NEEDS)
def test_a_script_that_sees_only_the_bus_finishes_the_first_lesson(over_the_bus: Any) -> None:
    assert over_the_bus(FIRST_LESSON, lesson_files()[0]) == ["Done"]
