"""Animations of a run: the frames of its history, made while the window goes on as it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import INTERNAL_ERROR
from linreg_gui.session.values import ThemeChoice
from linreg_gui.storage import animation_file
from linreg_gui.storage.animation import Pixels
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.exporting.animation_export import AnimationJob, pixels_of
from linreg_gui.views.exporting.animation_panel import frame_epochs
from linreg_gui.views.exporting.offscreen_window import (
    FilledWindow,
    OffscreenWindow,
    PictureOptions,
    layout_size,
)
from linreg_gui.views.exporting.picture_painting import Pane, image_of
from linreg_gui.views.exporting.plots_picture import PlotsHead
from linreg_gui.views.look.theme import DARK, LIGHT, Theme
from linreg_gui.views.main_window import MainWindow
from linreg_gui.views.window.shell import WindowShell

SMALL = QSize(400, 240)


def offscreen_of(
    window: Any, pane: Pane = Pane.SURFACE, size: QSize = SMALL, theme: Theme = LIGHT
) -> OffscreenWindow:
    return OffscreenWindow(
        project_of(window.session.state()), PictureOptions(pane, size, theme), MainWindow
    )


@pytest.fixture
def opened(window: Any) -> Iterator[Callable[..., OffscreenWindow]]:
    """Give a function that opens windows; they are closed afterwards."""
    windows: list[OffscreenWindow] = []

    def make(**wanted: Any) -> OffscreenWindow:
        windows.append(offscreen_of(window, **wanted))
        return windows[-1]

    window.session.player.step(80)
    yield make
    for offscreen in windows:
        offscreen.close()


def end_of(job: AnimationJob, qtbot: Any) -> str:
    """Run a job to its end; give the refusal."""
    with qtbot.waitSignal(job.ended, timeout=60_000) as blocker:
        job.start()
    return str(blocker.args[0])


def frames_in(path: Path) -> list[Pixels]:
    with Image.open(path) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


# ---- epochs


@pytest.mark.parametrize("is_early", [False, True])
@pytest.mark.parametrize(
    ("first", "last", "n_frames"),
    [(0, 300, 60), (5, 5, 10), (0, 9, 10), (0, 9, 50), (3, 1_000_000, 2), (0, 100_000, 4_000)],
)
def test_epochs_ascend_from_the_first_to_the_last(
    first: int, last: int, n_frames: int, is_early: bool
) -> None:
    epochs = frame_epochs(first, last, n_frames, is_early=is_early)
    assert len(epochs) == min(n_frames, last - first + 1)
    assert (epochs[0], epochs[-1]) == (first, last)
    assert all(np.diff(epochs) > 0)


def test_early_epochs_get_more_frames_and_even_ones_as_many() -> None:
    early = np.diff(frame_epochs(0, 10_000, 100, is_early=True))
    even = np.diff(frame_epochs(0, 10_000, 100, is_early=False))
    assert (early[:5] == 1).all()
    assert (np.diff(early) >= -1).all()
    assert early[-1] > 500
    assert np.ptp(even) <= 1


def test_one_frame_is_the_last_epoch() -> None:
    assert frame_epochs(2, 50, 1, is_early=True) == (50,)


# ---- the offscreen window


@pytest.mark.parametrize("pane", Pane)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_pane_fills_the_size_asked_for(
    opened: Callable[..., OffscreenWindow], pane: Pane, theme: Theme
) -> None:
    image = opened(pane=pane, theme=theme, size=QSize(500, 300)).image(40)
    assert image.size() == QSize(500, 300)
    mean = pixels_of(image).mean()
    assert mean < 90 if theme.is_dark else mean > 180


def test_the_plots_have_formula_and_epoch_and_nothing_to_press(
    opened: Callable[..., OffscreenWindow],
) -> None:
    offscreen = opened(pane=Pane.PLOTS, size=QSize(1280, 720))
    widget = offscreen.show(40, is_growing=True).widget
    (head,) = widget.findChildren(PlotsHead)
    slope, intercept = offscreen.session.shown_curve
    written = "".join(text for text, _ in head.formula)
    assert written == f"ŷ = {slope:.3f} x + {intercept:.3f}"
    assert head.note.endswith("epoch 40")
    assert widget.findChildren(QAbstractButton) == []


def test_curves_grow_up_to_the_epoch_of_a_picture(opened: Callable[..., OffscreenWindow]) -> None:
    offscreen = opened(pane=Pane.LOSS, size=QSize(600, 200))
    grown, whole = offscreen.image(30, is_growing=True), offscreen.image(30)
    assert grown != whole
    assert grown != offscreen.image(31, is_growing=True)


def test_the_window_shown_stays_as_it_is(
    window: Any, opened: Callable[..., OffscreenWindow]
) -> None:
    session = window.session
    session.player.seek(17)
    window.content.settle()
    before = window.shell.grab().toImage()
    palette, sheet = QApplication.palette(), window.shell.styleSheet()
    opened(theme=DARK).image(60)
    assert session.player.cursor == 17
    assert (QApplication.palette(), window.shell.styleSheet()) == (palette, sheet)
    assert window.shell.grab().toImage() == before
    on_screen = [handle for handle in QGuiApplication.topLevelWindows() if handle.isVisible()]
    assert on_screen == [window.shell.windowHandle()]


def test_an_offscreen_window_shows_what_the_window_shows(
    window: Any, opened: Callable[..., OffscreenWindow]
) -> None:
    window.session.player.seek(33)
    window.content.settle()
    window.session.post_notice(None)
    shown = pixels_of(window.shell.grab().toImage())
    taken = opened(pane=Pane.WINDOW, size=window.shell.size()).image(33)
    np.testing.assert_array_equal(pixels_of(taken), shown)


def test_a_dark_offscreen_window_is_as_the_window_is_when_dark(
    window: Any, opened: Callable[..., OffscreenWindow]
) -> None:
    taken = opened(pane=Pane.WINDOW, size=window.shell.size(), theme=DARK).image(33)
    session = window.session
    session.player.seek(33)
    session.set_view_options(replace(session.view_options, theme=ThemeChoice.DARK))
    window.content.settle()
    shown = pixels_of(image_of(window.content.subjects()[Pane.WINDOW], window.shell.size()))
    difference = np.abs(pixels_of(taken).astype(int) - shown).max(axis=2)
    assert np.mean(difference > 0) < 0.001


def test_every_text_has_the_colours_of_the_theme(opened: Callable[..., OffscreenWindow]) -> None:
    offscreen = opened(pane=Pane.WINDOW, theme=DARK, size=QSize(1280, 800))
    labels = offscreen.show(40).widget.findChildren(QLabel)
    shown = [label for label in labels if label.isVisible() and label.text()]
    assert len(shown) > 10
    for label in shown:
        assert label.palette().color(label.foregroundRole()).lightness() > 100, label.text()


def test_branches_and_options_come_along(
    window: Any, opened: Callable[..., OffscreenWindow]
) -> None:
    session = window.session
    session.player.seek(20)
    session.runs.fork()
    session.set_learning_rate(0.02)
    session.player.step(30)
    session.set_view_options(replace(session.view_options, show_squares=True, is_guessing=True))
    copied = opened().session
    assert [b.fork_epoch for b in copied.runs.branches] == [
        b.fork_epoch for b in session.runs.branches
    ]
    assert copied.view_options.show_squares
    assert copied.view_options.is_guessing
    assert copied.player.history is not None
    np.testing.assert_array_equal(
        copied.player.history.parameters, session.player.history.parameters
    )


def test_frames_do_not_depend_on_those_before(opened: Callable[..., OffscreenWindow]) -> None:
    offscreen = opened(pane=Pane.WINDOW, size=QSize(1100, 700))
    first = pixels_of(offscreen.image(50))
    offscreen.image(3)
    offscreen.image(80)
    np.testing.assert_array_equal(pixels_of(offscreen.image(50)), first)


def test_small_pictures_are_laid_out_larger(opened: Callable[..., OffscreenWindow]) -> None:
    assert layout_size(QSize(2000, 1000), QSize(1000, 600)) == QSize(2000, 1000)
    assert layout_size(QSize(500, 300), QSize(1000, 600)) == QSize(1000, 600)
    image = opened(pane=Pane.WINDOW, size=QSize(120, 80)).image(10)
    assert image.size() == QSize(120, 80)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (QSize(0, 0), "would be empty"),
        (QSize(1, 3000), "too narrow"),
        (QSize(30_000, 30_000), "too large"),
    ],
)
def test_an_offscreen_window_of_no_size_is_refused(window: Any, size: QSize, words: str) -> None:
    with pytest.raises(StorageError, match=words):
        offscreen_of(window, size=size)


@pytest.mark.parametrize("fails_in", ["build_views", "settle"])
def test_an_offscreen_window_that_fails_ends_its_session(
    window: Any, monkeypatch: pytest.MonkeyPatch, fails_in: str
) -> None:
    made: list[Session] = []

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    def build(shell: WindowShell, session: Session) -> FilledWindow:
        made.append(session)
        if fails_in == "build_views":
            fail()
        return MainWindow(shell, session)

    monkeypatch.setattr(OffscreenWindow, "settle", fail)
    ended: list[Session] = []
    shutdown = Session.shutdown

    def note_and_shut_down(session: Session) -> bool:
        ended.append(session)
        return shutdown(session)

    monkeypatch.setattr(Session, "shutdown", note_and_shut_down)
    options = PictureOptions(Pane.SURFACE, SMALL, LIGHT)
    with pytest.raises(ZeroDivisionError):
        OffscreenWindow(project_of(window.session.state()), options, build)
    assert ended == made
    assert len(ended) == 1


def test_a_window_without_points_has_pictures_too(window: Any) -> None:
    window.session.problem.clear_points()
    offscreen = offscreen_of(window)
    assert offscreen.image(0).size() == SMALL
    offscreen.close()


# ---- making it


@pytest.mark.parametrize("suffix", [".gif", ".apng", ".webp"])
def test_frames_are_those_of_the_history(
    window: Any, tmp_path: Path, qtbot: Any, suffix: str
) -> None:
    window.session.player.step(40)
    epochs = (0, 1, 2, 10, 40)
    job = AnimationJob(offscreen_of(window), tmp_path / f"run{suffix}", epochs, 10.0)
    told: list[tuple[int, int]] = []
    job.progressed.connect(lambda done, total: told.append((done, total)))
    assert end_of(job, qtbot) == ""
    assert told == [(n, 5) for n in range(1, 6)]
    offscreen = offscreen_of(window)
    for epoch, frame in zip(epochs, frames_in(job.path), strict=True):
        expected = pixels_of(offscreen.image(epoch, is_growing=True))
        difference = np.abs(frame.astype(int) - expected)
        assert difference.mean() < 0.5 if suffix == ".gif" else not difference.any()
    offscreen.close()


def test_the_window_can_be_used_meanwhile(window: Any, tmp_path: Path, qtbot: Any) -> None:
    session = window.session
    session.player.step(50)
    job = AnimationJob(offscreen_of(window), tmp_path / "run.webp", range(50), 20.0)
    job.progressed.connect(lambda done, _total: session.problem.set_start(Line(done, 0.0)))
    assert end_of(job, qtbot) == ""
    assert session.problem.start == Line(50.0, 0.0)
    assert len(frames_in(job.path)) == 50


def test_a_cancel_leaves_nothing_behind(window: Any, tmp_path: Path, qtbot: Any) -> None:
    window.session.player.step(50)
    job = AnimationJob(offscreen_of(window), tmp_path / "run.gif", range(50), 20.0)
    job.progressed.connect(lambda done, _total: job.cancel() if done == 7 else None)
    assert end_of(job, qtbot) == ""
    assert job.is_cancelled
    assert not list(tmp_path.glob("*run*"))
    assert not job._tasks._thread.isRunning()
    job.cancel()


def test_a_cancel_while_the_last_frames_are_packed_leaves_nothing_behind(
    window: Any, tmp_path: Path, qtbot: Any
) -> None:
    window.session.player.step(50)
    job = AnimationJob(offscreen_of(window), tmp_path / "run.apng", range(50), 20.0)
    job.progressed.connect(lambda done, total: job.cancel() if done == total else None)
    assert end_of(job, qtbot) == ""
    assert job.is_cancelled
    assert not list(tmp_path.iterdir())


def test_a_cancel_before_the_first_frame_is_one_too(
    window: Any, tmp_path: Path, qtbot: Any
) -> None:
    job = AnimationJob(offscreen_of(window), tmp_path / "run.gif", (0,), 20.0)
    with qtbot.waitSignal(job.ended):
        job.start()
        job.cancel()
    assert not list(tmp_path.glob("*run*"))


@pytest.mark.parametrize(
    ("name", "words"), [("run.avi", "must end in"), ("gone/run.gif", "its folder does not exist")]
)
def test_refusals_are_one_sentence(
    window: Any, tmp_path: Path, qtbot: Any, name: str, words: str
) -> None:
    job = AnimationJob(offscreen_of(window), tmp_path / name, (0, 0), 20.0)
    assert words in end_of(job, qtbot)


def test_an_error_inside_is_told(
    window: Any, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(animation_file, "write_animation", fail)
    job = AnimationJob(offscreen_of(window), tmp_path / "run.gif", (0, 0), 20.0)
    assert end_of(job, qtbot) == INTERNAL_ERROR
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("n_good", [0, 4], ids=["sample", "frame"])
def test_a_frame_that_fails_ends_the_animation(
    window: Any,
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    n_good: int,
) -> None:
    window.session.player.step(20)
    job = AnimationJob(offscreen_of(window), tmp_path / "run.gif", range(20), 20.0)
    image, taken = job._window.image, []

    def fail(epoch: int, *, is_growing: bool) -> Any:
        taken.append(epoch)
        if len(taken) > n_good:
            raise ZeroDivisionError
        return image(epoch, is_growing=is_growing)

    monkeypatch.setattr(job._window, "image", fail)
    with qtbot.captureExceptions() as uncaught:
        assert end_of(job, qtbot) == INTERNAL_ERROR
    assert not uncaught
    assert "ZeroDivisionError" in caplog.text
    assert not list(tmp_path.iterdir())
    assert not job._tasks._thread.isRunning()


def test_epochs_still_being_computed_are_waited_for(
    window: Any, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter((False, False, False))
    monkeypatch.setattr(OffscreenWindow, "is_ready", property(lambda _self: next(answers, True)))
    window.session.player.step(20)
    job = AnimationJob(offscreen_of(window), tmp_path / "run.gif", (0, 20), 20.0)
    assert end_of(job, qtbot) == ""
    assert next(answers, None) is None
    assert len(frames_in(job.path)) == 2


def test_a_long_run_comes_along_whole(window: Any, qtbot: Any) -> None:
    session = window.session
    settings = replace(session.runs.settings, max_epochs=150_000, tolerance=0.0, learning_rate=1e-6)
    session.set_settings(settings)
    session.player.step(150_000)
    offscreen = offscreen_of(window)
    qtbot.waitUntil(lambda: offscreen.is_ready, timeout=60_000)
    assert offscreen.session.player.history is not None
    np.testing.assert_array_equal(
        offscreen.session.player.history.losses, session.player.history.losses
    )
    offscreen.close()
