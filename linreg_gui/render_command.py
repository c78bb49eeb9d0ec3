"""``linreg-gui render``: make a picture or an animation of a run without a window."""

import argparse
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize

from linreg_gui.app import (
    go_offscreen,
    launch_refusal,
    make_application,
    make_window,
    train_to_the_end,
    wait_until_settled,
)
from linreg_gui.arguments import table_options
from linreg_gui.lab_window import LabWindow
from linreg_gui.launch import LaunchOptions
from linreg_gui.progress_bar import ProgressBar
from linreg_gui.session.documents.document_file import is_project
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.storage.animation import ANIMATION_SUFFIXES, Outline, check_animation
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.web_page import WEB_SUFFIX, write_web_page
from linreg_gui.views.exporting.animation_export import AnimationJob
from linreg_gui.views.exporting.animation_panel import frame_epochs
from linreg_gui.views.exporting.offscreen_window import OffscreenWindow, PictureOptions
from linreg_gui.views.exporting.picture_files import PICTURE_SUFFIXES, save_picture
from linreg_gui.views.exporting.picture_painting import Pane, check_size
from linreg_gui.views.exporting.web_page import web_page
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.main_window import MainWindow

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SIGNALLED = 128
"""What shells add to the number of a signal that ended a program."""


WEB_SIZE = QSize(1200, 800)
"""For which the plots of a web page are framed."""
PICTURE_SIZE, ANIMATION_SIZE = (1280, 800), (1000, 600)
"""Of pictures, in which the window has room for all its words, and of animations of the plots."""
MOST_SECONDS = 60
"""To compute the runs of a project again; more is refused."""


class InterruptedRun(Exception):  # noqa: N818 - nothing went wrong
    """Ctrl+C was pressed, or the program was told to end.

    Parameters
    ----------
    number : int
        Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run_render(arguments: argparse.Namespace) -> int:
    """Open, train as far as it is asked for, and write the file.

    Parameters
    ----------
    arguments : argparse.Namespace
        What ``cli.render_parser`` gives.

    Returns
    -------
    int
        0; 2 for an error, 130 for Ctrl+C, 143 for SIGTERM, all said on stderr.
    """
    try:
        _check(arguments)
        go_offscreen()
        _render(arguments)
    except StorageError as error:
        print(error, file=sys.stderr)
        return 2
    except InterruptedRun as interruption:
        print("\nInterrupted.", file=sys.stderr)
        return SIGNALLED + interruption.number
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what can be refused before anything is opened."""
    how_to_read = table_options(arguments).values()
    is_table_asked_for = any(value not in (None, "") for value in how_to_read)
    if arguments.file is not None and is_project(arguments.file) and is_table_asked_for:
        raise StorageError(
            f"{shown_name(arguments.file)} is a project: columns and ways to read are for a table."
        )
    suffix = arguments.out.suffix.lower()
    if suffix == WEB_SUFFIX:
        return
    if suffix in PICTURE_SUFFIXES:
        arguments.size = arguments.size or PICTURE_SIZE
        check_size(QSize(*arguments.size))
    elif suffix in ANIMATION_SUFFIXES:
        width, height = arguments.size = arguments.size or ANIMATION_SIZE
        outline = Outline(width, height, float(arguments.fps), arguments.frames)
        check_animation(arguments.out, outline)
    else:
        known = ", ".join((*PICTURE_SUFFIXES, *ANIMATION_SUFFIXES, WEB_SUFFIX))
        raise StorageError(f"{shown_name(arguments.out)}: its name must end in {known}.")


def _render(arguments: argparse.Namespace) -> None:
    options = LaunchOptions(
        file=arguments.file,
        example=arguments.example,
        learning_rate=arguments.learning_rate,
        start=arguments.start,
        seed=arguments.seed,
        degree=arguments.degree,
        is_attended=False,
        table=table_options(arguments),
    )
    lab_window: LabWindow = make_window(options).property("lab_window")
    session = lab_window.session
    assert session is not None
    try:
        if refusal := launch_refusal(lab_window, arguments.file):
            raise StorageError(refusal)
        first, wanted = arguments.epochs
        last = _trained_up_to(session, wanted)
        if first > last:
            raise StorageError(f"There is no epoch {first:,}: the run ended at epoch {last:,}.")
        _write(session, arguments, first, last)
    finally:
        lab_window.leave()
        lab_window.shell.deleteLater()
        # No event loop runs here that would delete this window and the one pictures are taken of.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _trained_up_to(session: Session, wanted: int | None) -> int:
    """Run as far as it is asked for, and give the last epoch to show.

    What a project holds is not run any further without being asked for.
    """
    _refuse_long_runs(session)
    with _Interruptible(session.shutdown):
        wait_until_settled(session)
    assert session.player.history is not None
    reached = session.player.history.last_epoch
    is_enough = reached > 0 if wanted is None else reached >= wanted
    if not is_enough:
        if wanted is not None:
            session.set_max_epochs(wanted)
        options = session.view_options
        session.player.seek_last()
        with _Interruptible(session.shutdown):
            train_to_the_end(session)
        session.set_view_options(
            replace(session.view_options, epochs_per_second=options.epochs_per_second)
        )
        reached = session.player.history.last_epoch
    return reached if wanted is None else min(wanted, reached)


def _refuse_long_runs(session: Session) -> None:
    seconds = session.player.seconds_left
    if seconds > MOST_SECONDS:
        raise StorageError(
            f"Its runs take about {seconds / 60:,.0f} minutes to compute, and render waits "
            f"{MOST_SECONDS} seconds at most: open the project in the window, and give it runs of "
            "fewer epochs."
        )


def _write(session: Session, arguments: argparse.Namespace, first: int, last: int) -> None:
    theme = DARK if arguments.theme == "dark" else LIGHT
    is_picture = arguments.out.suffix.lower() in PICTURE_SUFFIXES
    pane = Pane.WINDOW if is_picture else Pane.PLOTS
    if arguments.pane is not None:
        pane = Pane(arguments.pane)
    project = project_of(session.state())
    if arguments.out.suffix.lower() == WEB_SUFFIX:
        _save_web_page(project, last, arguments.out)
        return
    options = PictureOptions(pane, QSize(*arguments.size), theme)
    if is_picture:
        _save_picture(project, last, arguments.out, options)
        return
    window = OffscreenWindow(project, options, MainWindow)
    epochs = frame_epochs(first, last, arguments.frames, is_early=not arguments.even)
    _make(AnimationJob(window, arguments.out, epochs, float(arguments.fps)))


def _save_web_page(project: Project, epoch: int, path: Path) -> None:
    window = OffscreenWindow(project, PictureOptions(Pane.PLOTS, WEB_SIZE, LIGHT), MainWindow)
    try:
        with _Interruptible(window.session.shutdown):
            wait_until_settled(window.session)
        window.settle()
        window.show(epoch)
        write_web_page(path, web_page(window.session, window.subjects, path.stem))
    finally:
        window.close()


def _save_picture(project: Project, epoch: int, path: Path, options: PictureOptions) -> None:
    window = OffscreenWindow(project, options, MainWindow)
    try:
        with _Interruptible(window.session.shutdown):
            wait_until_settled(window.session)
        window.settle()
        save_picture(window.show(epoch), path, options.size)
    finally:
        window.close()


def save_plots(project: Project, path: Path, size: tuple[int, int], *, is_dark: bool) -> None:
    """Save the three plots of a project, at its epoch, as a picture.

    Raises
    ------
    StorageError
        If there is no picture of that kind or size, or it cannot be written.
    """
    if path.suffix.lower() not in PICTURE_SUFFIXES:
        raise StorageError(
            f"{shown_name(path)}: its name must end in {', '.join(PICTURE_SUFFIXES)}."
        )
    check_size(QSize(*size))
    if QCoreApplication.instance() is None:
        go_offscreen()
    make_application()
    options = PictureOptions(Pane.PLOTS, QSize(*size), DARK if is_dark else LIGHT)
    _save_picture(project, project.cursor, path, options)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _make(job: AnimationJob) -> None:
    loop, bar = QEventLoop(), ProgressBar(job.n_frames, "frames")
    refusals: list[str] = []
    job.progressed.connect(bar.show)
    job.ended.connect(refusals.append)
    job.ended.connect(loop.quit)
    with _Interruptible(job.cancel):
        job.start()
        loop.exec()
    bar.clear()
    if any(refusals):
        raise StorageError(refusals[0])


class _Interruptible:
    """While it is entered Ctrl+C calls ``stop``; on leaving it raises InterruptedRun.

    A signal that is ignored, as Ctrl+C is in the background of a script, stays ignored.
    """

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop
        self._number = 0

    def __enter__(self) -> None:
        self._former = {
            number: signal.signal(number, self._on_signal)
            for number in SIGNALS
            if signal.getsignal(number) is not signal.SIG_IGN
        }

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)
        if self._number:
            raise InterruptedRun(self._number)

    def _on_signal(self, number: int, _frame: object) -> None:
        self._number = number
        self._stop()
