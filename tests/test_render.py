"""``linreg-gui render``: pictures and animations without a window, the same as with one."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolButton

from linreg_gui import cli
from linreg_gui.app import make_window, train_to_the_end
from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.launch import LaunchOptions
from linreg_gui.session import replay
from linreg_gui.session.player import Player
from linreg_gui.session.project_state import project_of
from linreg_gui.storage.projects.project_file import write_project
from linreg_gui.views.exporting.animation_export import AnimationJob, pixels_of
from linreg_gui.views.exporting.animation_panel import frame_epochs
from linreg_gui.views.exporting.offscreen_window import OffscreenWindow, PictureOptions
from linreg_gui.views.exporting.picture_painting import Pane, image_of
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.main_window import MainWindow
from linreg_gui.views.widgets.card import ElidedLabel
from tests.conftest import windows_left

EXAMPLE = ("--example", "hours-and-money")
NO_PAGE = "A web page plays the runs of a straight line; this is a model of several features."
SMALL = ("--size", "420x260", "--frames", "4")


@pytest.fixture
def hours(tmp_path: Path) -> Path:
    path = tmp_path / "hours.csv"
    path.write_text("hours,money\n2,65\n3,70\n5,75\n6,85\n8,90\n")
    return path


def render(*arguments: object) -> int:
    return cli.main(["render", *map(str, arguments)])


def picture(path: Path) -> Any:
    return pixels_of(QImage(str(path)))


def frames(path: Path) -> list[Any]:
    with Image.open(path) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


# ---- the same as the window's


def test_a_picture_has_the_pixels_of_the_window(window: Any, tmp_path: Path) -> None:
    assert render(*EXAMPLE, "--out", tmp_path / "a.png", "--size", "1280x800") == 0
    session = window.session
    session.player.step(300)
    session.post_notice(None)
    window.content.settle()
    QApplication.processEvents()  # the Runs card has come: the column is laid out
    shown = image_of(window.content.subjects()[Pane.WINDOW], window.shell.size())
    np.testing.assert_array_equal(picture(tmp_path / "a.png"), pixels_of(shown))


def test_an_animation_has_the_bytes_of_the_window(window: Any, tmp_path: Path, qtbot: Any) -> None:
    out = ("--out", tmp_path / "a.gif", "--epochs", "5:60", "--pane", "surface", "--fps", 10)
    assert render(*EXAMPLE, *SMALL, *out) == 0
    session = window.session
    session.set_max_epochs(60)
    session.player.step(60)
    options = PictureOptions(Pane.SURFACE, QSize(420, 260), LIGHT)
    offscreen = OffscreenWindow(project_of(session.state()), options, MainWindow)
    epochs = frame_epochs(5, 60, 4, is_early=True)
    job = AnimationJob(offscreen, tmp_path / "b.gif", epochs, 10.0)
    with qtbot.waitSignal(job.ended, timeout=60_000):
        job.start()
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


# ---- what is asked for


@pytest.mark.parametrize("suffix", ["gif", "apng", "webp"])
def test_animations(qapp: Any, tmp_path: Path, hours: Path, suffix: str) -> None:
    path = tmp_path / f"run.{suffix}"
    assert render(hours, *SMALL, "--out", path) == 0
    shown = frames(path)
    assert len(shown) == 4
    assert {frame.shape for frame in shown} == {(260, 420, 3)}
    assert (shown[0] != shown[-1]).any()


@pytest.mark.parametrize("pane", ["plots", "window", "data", "surface", "loss"])
def test_panes_as_drawings(qapp: Any, tmp_path: Path, pane: str) -> None:
    for suffix in ("svg", "pdf"):
        out = tmp_path / f"run.{suffix}"
        assert render(*EXAMPLE, "--out", out, "--pane", pane, "--size", "300×200") == 0
    root = ET.parse(tmp_path / "run.svg").getroot()
    assert (root.attrib["width"], root.attrib["height"]) == ("300", "200")
    assert (tmp_path / "run.pdf").read_bytes().startswith(b"%PDF-")


def test_at_the_size_of_a_picture_nothing_is_elided(window: Any, tmp_path: Path) -> None:
    assert render(*EXAMPLE, "--out", tmp_path / "a.png") == 0
    size = QImage(str(tmp_path / "a.png")).size()
    assert (size.width(), size.height()) == (1280, 800)
    window.shell.resize(size)
    window.session.player.step(300)
    window.content.clock.render_now()
    QApplication.processEvents()
    labels = [label for label in window.shell.findChildren(ElidedLabel) if label.isVisible()]
    assert len(labels) > 5
    for label in labels:
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()
    assert "More numbers" in [button.text() for button in window.shell.findChildren(QToolButton)]


def test_themes_and_epochs(qapp: Any, tmp_path: Path) -> None:
    dark, late, early = (tmp_path / name for name in ("dark.png", "late.png", "early.png"))
    assert render(*EXAMPLE, "--out", dark, "--theme", "dark") == 0
    assert render(*EXAMPLE, "--out", late, "--epochs", "200") == 0
    assert render(*EXAMPLE, "--out", early, "--epochs", "0:3") == 0
    assert picture(dark).mean() < 80
    assert picture(late).mean() > 180
    assert (picture(late) != picture(early)).any()


def test_settings_change_what_is_shown(qapp: Any, tmp_path: Path, hours: Path) -> None:
    slow, fast = tmp_path / "slow.png", tmp_path / "fast.png"
    options = ("--pane", "surface", "--epochs", "20", "--start", "-3,4")
    assert render(hours, "--out", slow, "--learning-rate", "1e-4", *options) == 0
    assert render(hours, "--out", fast, "--learning-rate", "0.02", *options) == 0
    assert (picture(slow) != picture(fast)).any()


def test_a_curve_of_a_table_and_no_web_page_of_it(qapp: Any, tmp_path: Path, hours: Path,
                                                  capsys: Any) -> None:  # fmt: skip
    line, curve = tmp_path / "line.png", tmp_path / "curve.png"
    options = ("--pane", "data", "--epochs", "200")
    assert render(hours, "--out", line, *options) == 0
    assert render(hours, "--out", curve, "--degree", "3", *options) == 0
    assert (picture(line) != picture(curve)).any()
    assert render(hours, "--out", tmp_path / "a.html", "--degree", "3", "--epochs", "5") == 2
    assert "a straight line; this is a curve" in capsys.readouterr().err


@pytest.mark.parametrize("degree", [1, 3])
def test_a_project_is_shown_as_it_was_kept(window: Any, tmp_path: Path, degree: int) -> None:
    session = window.session
    session.set_degree(degree)
    session.post_notice(None)
    session.player.step(30)
    session.set_view_options(replace(session.view_options, show_squares=True))
    write_project(tmp_path / "lecture.linreg", project_of(session.state()))
    path = tmp_path / "a.png"
    assert render(tmp_path / "lecture.linreg", "--out", path, "--size", "1280x800") == 0
    window.content.settle()
    shown = image_of(window.content.subjects()[Pane.WINDOW], window.shell.size())
    np.testing.assert_array_equal(picture(path), pixels_of(shown))


@pytest.mark.parametrize(
    ("columns", "adjustment"),
    [
        ((0, 1, 2, 3, 4, 5), Adjustment.LESS_THE_OTHERS),
        ((1, 3, 5), Adjustment.PREDICTED),
        ((1, 3, 5), Adjustment.ADDED),
        ((1,), Adjustment.LESS_THE_OTHERS),
    ],
)
def test_a_project_of_several_features_is_shown_as_it_was_kept(
    window: Any, tmp_path: Path, columns: tuple[int, ...], adjustment: Adjustment
) -> None:
    session = window.session
    session.opening.open_example("longley")
    session.set_columns(columns)
    session.post_notice(None)
    session.player.step(60)
    session.change_view_options(adjustment=adjustment)
    write_project(tmp_path / "lecture.linreg", project_of(session.state()))
    path = tmp_path / "a.png"
    assert render(tmp_path / "lecture.linreg", "--out", path, "--size", "1280x800") == 0
    window.content.settle()
    shown = image_of(window.content.subjects()[Pane.WINDOW], window.shell.size())
    np.testing.assert_array_equal(picture(path), pixels_of(shown))


def test_columns_are_not_chosen_of_a_project(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "mine.linreg"
    assert render(path, "--x", "GNP", "--out", tmp_path / "a.png") == 2
    assert capsys.readouterr().err == (
        "mine.linreg is a project: columns and ways to read are for a table.\n"
    )


def test_several_columns_of_a_table_and_what_is_of_one(
    qapp: Any, tmp_path: Path, capsys: Any
) -> None:
    table, one, two = tmp_path / "t.csv", tmp_path / "1.png", tmp_path / "2.gif"
    table.write_text("a,b,c\n5,1,2\n7,3,4\n8,3,6\n2,6,1\n", encoding="utf-8")
    options = ("--epochs", "20", *SMALL)
    assert render(table, "--x", "a", "--out", one, *options) == 0
    assert render(table, "--x", "a,b", "--out", two, *options) == 0
    assert len(frames(two)) == 4
    capsys.readouterr()
    for arguments, sentence in (
        (("--out", tmp_path / "a.html"), NO_PAGE),
        (("--out", one, "--degree", "2"), "--degree D is for one feature; t.csv has 2."),
        (("--out", one, "--start", "1,2"), "--start M,B is for one feature; t.csv has 2."),
        (("--out", one, "--x", "a,a"), "t.csv: column 'a' is taken twice for x."),
        (("--out", one, "--x", "a,c", "--y", "c"), "x and y must be two different columns."),
    ):  # fmt: skip
        assert render(table, *arguments, "--epochs", "5") == 2
        assert capsys.readouterr().err == f"{sentence}\n"


def test_a_project_runs_on_when_more_is_asked_for(window: Any, tmp_path: Path) -> None:
    window.session.player.step(30)
    write_project(tmp_path / "lecture.linreg", project_of(window.session.state()))
    path = tmp_path / "a.gif"
    arguments = (tmp_path / "lecture.linreg", *SMALL, "--epochs", "28:33", "--frames", "9")
    assert render(*arguments, "--out", path, "--even") == 0
    assert len(frames(path)) == 6


@pytest.fixture
def long_project(window: Any, tmp_path: Path) -> Path:
    """Give a project of 5,000 of 9,000 epochs."""
    session, path = window.session, tmp_path / "long.linreg"
    settings = replace(session.runs.settings, learning_rate=0.001, tolerance=0.0, max_epochs=9000)
    session.set_settings(settings)
    session.player.step(5000)
    write_project(path, project_of(session.state()))
    return path


def test_a_long_run_is_computed_before_it_is_shown(
    long_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = ("--pane", "loss")
    assert render(long_project, *pane, "--out", tmp_path / "a.png") == 0
    monkeypatch.setattr(replay, "FRAME_SECONDS", 157e-6)  # 100 epochs
    assert render(long_project, *pane, "--out", tmp_path / "b.png") == 0
    np.testing.assert_array_equal(picture(tmp_path / "a.png"), picture(tmp_path / "b.png"))


def test_options_decide_what_a_table_leaves_open(capsys: Any, tmp_path: Path) -> None:
    pairs, three, out = tmp_path / "pairs.csv", tmp_path / "three.csv", tmp_path / "a.png"
    pairs.write_text("11,5\n12,25\n14,75\n", encoding="utf-8")
    three.write_text("a,b,c\n5,1,2\n7,3,4\n8,3,6\n", encoding="utf-8")
    run = ("--out", out, "--epochs", "2", "--learning-rate", "1e-4", *SMALL[:2])
    assert render(pairs, *run) == 2
    assert "may be one number or two; --delimiter or --decimal" in capsys.readouterr().err
    assert not out.exists()
    for arguments in (
        (pairs, "--delimiter", "comma"),
        (three, "--x", "a", "--y", "3"),
        (three, "--x", "a,b"),
        (three,),
    ):
        assert render(*arguments, *run) == 0
        assert out.exists()
        out.unlink()


def test_a_project_that_takes_too_long_to_compute_is_refused(
    long_project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(Player, "seconds_left", 8 * 60.0)  # before the worker has computed it
    assert render(long_project, "--out", tmp_path / "a.png") == 2
    assert "take about 8 minutes to compute" in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()


def test_without_a_screen_a_long_run_is_computed_before_it_goes_on(
    long_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "FRAME_SECONDS", 157e-6)  # 100 epochs
    shell = make_window(LaunchOptions(file=long_project, is_attended=False))
    lab_window = shell.property("lab_window")
    train_to_the_end(lab_window.session)
    assert lab_window.session.player.history.last_epoch == 9000
    lab_window.leave()


def test_branches_kept_runs_and_batches_come_along(window: Any, tmp_path: Path) -> None:
    session = window.session
    session.player.step(40)
    session.runs.keep()
    session.player.seek(20)
    session.runs.fork()
    session.set_settings(replace(session.runs.settings, batch_size=2, learning_rate=0.005))
    session.player.step(15)
    write_project(tmp_path / "lecture.linreg", project_of(session.state()))
    out, paths = tmp_path / "a.png", tmp_path / "a.apng"
    size = ("--size", "1280x800")
    assert render(tmp_path / "lecture.linreg", "--out", out, *size) == 0
    epochs = ("--epochs", "0:35", "--frames", "2", "--even", "--pane", "window")
    assert render(tmp_path / "lecture.linreg", "--out", paths, *size, *epochs) == 0
    session.post_notice(None)
    window.content.settle()
    QApplication.processEvents()
    shown = pixels_of(image_of(window.content.subjects()[Pane.WINDOW], window.shell.size()))
    np.testing.assert_array_equal(picture(out), shown)
    for epoch in (0, 35):
        session.player.stand_at(epoch)
        window.content.clock.render_now()
        window.shell.grab()
    shown = pixels_of(image_of(window.content.subjects()[Pane.WINDOW], window.shell.size()))
    np.testing.assert_array_equal(frames(paths)[-1], shown)


def test_a_run_that_diverged_ends_where_it_did(
    window: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window.session.set_learning_rate(0.05)
    window.session.player.step(100)
    write_project(tmp_path / "lecture.linreg", project_of(window.session.state()))
    path = tmp_path / "a.gif"
    arguments = (tmp_path / "lecture.linreg", *SMALL, "--out", path)
    assert render(*arguments, "--epochs", "20:500") == 0
    assert len(frames(path)) == 3
    assert render(*arguments, "--epochs", "23:") == 2
    assert "the run ended at epoch 22." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.gif", "a.png"])
def test_no_window_is_left(qapp: Any, tmp_path: Path, name: str) -> None:
    assert render(*EXAMPLE, *SMALL, "--out", tmp_path / name) == 0
    assert not windows_left()


# ---- refusals


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*EXAMPLE, "--out", "run.avi"), "must end in .png, .svg, .pdf, .gif, .apng, .webp, .mp4"),
        ((*EXAMPLE, "--out", "gone/run.png"), "Cannot save run.png: its folder does not exist"),
        ((*EXAMPLE, "--out", "gone/run.gif"), "Cannot save run.gif: its folder does not exist"),
        ((*EXAMPLE, "--out", "run.png", "--size", "30000x30000"), "is too large"),
        ((*EXAMPLE, "--out", "run.gif", "--size", "9000x9000"), "cannot be written"),
        ((*EXAMPLE, "--out", "run.png", "--size", "1x30000"), "too narrow"),
        ((*EXAMPLE, "--out", "run.gif", "--fps", "51"), "at most 50 frames a second"),
        ((*EXAMPLE, "--out", "run.gif", "--frames", "1001"), "An animation has 1 to 1,000 frames."),
        ((*EXAMPLE, "--out", "run.gif", "--epochs", "400:"), "no epoch 400: the run ended at"),
        (("gone.csv", "--out", "run.gif"), "gone.csv"),
    ],
)
def test_errors_are_one_sentence_and_exit_code_2(
    qapp: Any,
    tmp_path: Path,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert render(*arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert not said.out
    assert not list(tmp_path.glob("*run.*"))


def test_a_project_without_points_has_nothing_to_show(
    window: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window.session.problem.clear_points()
    write_project(tmp_path / "empty.linreg", project_of(window.session.state()))
    assert render(tmp_path / "empty.linreg", "--out", tmp_path / "a.png") == 2
    assert capsys.readouterr().err == "empty.linreg has no points, so no run to show.\n"
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "required: --out"),
        (("--out", "a.gif"), "file or an --example is needed"),
        (("x.csv", *EXAMPLE, "--out", "a.gif"), "and not both"),
        ((*EXAMPLE, "--out", "a.gif", "--size", "10"), "width and a height"),
        ((*EXAMPLE, "--out", "a.gif", "--size", "0x0"), "--size"),
        ((*EXAMPLE, "--out", "a.gif", "--epochs", "9:3"), "ends before it begins"),
        ((*EXAMPLE, "--out", "a.gif", "--epochs", "1:2:3"), "--epochs"),
        ((*EXAMPLE, "--out", "a.gif", "--epochs", "-4"), "--epochs"),
        ((*EXAMPLE, "--out", "a.gif", "--fps", "0"), "--fps"),
        ((*EXAMPLE, "--out", "a.gif", "--frames", "x"), "--frames"),
    ],
)
def test_bad_arguments_are_one_sentence(
    capsys: Any, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(SystemExit) as leaving:
        render(*arguments)
    assert leaving.value.code == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_missing_system_libraries_are_named(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    name = "linreg_gui.bootstrap.system_packages.missing_libraries"
    monkeypatch.setattr(name, lambda **_: ["libegl1"])
    assert render(*EXAMPLE, "--out", "a.gif") == 1
    assert "libegl1" in capsys.readouterr().err


# ---- in a process of its own


def start(*arguments: object, first: str = "", **streams: Any) -> subprocess.Popen[str]:
    # In the background of a script Ctrl+C is ignored, and so it would be by the child.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code = f"{listening}{first}import sys; from linreg_gui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "render", *map(str, arguments)]
    kept = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return subprocess.Popen(command, text=True, stderr=subprocess.PIPE, env=kept, **streams)


def test_it_needs_no_screen_and_says_nothing(tmp_path: Path) -> None:
    child = start(*EXAMPLE, *SMALL, "--out", tmp_path / "a.webp", stdout=subprocess.PIPE)
    output, said = child.communicate(timeout=60)
    assert (child.returncode, output, said) == (0, "", "")
    assert len(frames(tmp_path / "a.webp")) == 4


MANY = ("--epochs", "20000", "--frames", "1000", "--learning-rate", "1e-6")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_leave_nothing_behind(tmp_path: Path, number: int, code: int) -> None:
    child = start(*EXAMPLE, *MANY, "--out", tmp_path / "a.gif")
    while not list(tmp_path.glob(".linreg_gui*")) and child.poll() is None:
        time.sleep(0.005)  # a loop without it takes half of the time from the child
    child.send_signal(number)
    _, said = child.communicate(timeout=60)
    assert child.returncode == code
    assert said.strip() == "Interrupted."
    assert not list(tmp_path.glob("*a.gif")) + list(tmp_path.glob(".linreg_gui*"))


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize("module", ["PySide6.QtCore", "linreg_gui.views.main_window"])
def test_ctrl_c_while_it_loads_is_no_traceback(tmp_path: Path, module: str) -> None:
    press = (
        "import importlib.abc, os, signal, sys\n"
        "class Press(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Press())\n"
    )
    child = start(*EXAMPLE, *MANY, "--out", tmp_path / "a.gif", first=press)
    _, said = child.communicate(timeout=60)
    assert (child.returncode, said) == (-signal.SIGINT, "")
    assert not list(tmp_path.iterdir())


def test_a_terminal_sees_a_bar(
    qapp: Any, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linreg_gui.progress_bar.PATIENCE_SECONDS", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert render(*EXAMPLE, *SMALL, "--out", tmp_path / "a.gif") == 0
    assert "4 of 4 frames" in capsys.readouterr().err
