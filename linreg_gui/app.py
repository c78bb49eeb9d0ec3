"""The application: builds the window and runs it, with a screen or without."""

import logging
import os
import signal
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QStandardPaths,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from linreg_gui.lab_window import LabWindow
from linreg_gui.launch import LaunchOptions
from linreg_gui.views.canvas.lean_import import import_as_usual
from linreg_gui.views.window.shell import WindowShell

if TYPE_CHECKING:
    from linreg_gui.session.session import Session
    from linreg_gui.storage.preferences import Preferences

logger = logging.getLogger(__name__)

SIGNAL_MILLISECONDS = 200
"""How often Python code runs at least; a signal is handled only then."""
PICTURE_NAME = "linreg_gui.png"
WITHOUT_WINDOW = "The model was trained without a window; see linreg-gui --help for the rest."


def run_app(options: LaunchOptions) -> int:
    """Open the window and run until it is closed; `screen_problem` must be empty.

    Parameters
    ----------
    options : LaunchOptions

    Returns
    -------
    int
        The exit code.
    """
    application = make_application()
    preferences = _open_preferences()
    lab_window = LabWindow(preferences, data_folder())
    sys.excepthook = lab_window.report
    _place_window(lab_window.shell, preferences)
    # The shell is painted before numpy and pyqtgraph are loaded, so that it appears at once.
    lab_window.shell.first_painted.connect(partial(lab_window.fill, options))
    lab_window.shell.show()
    application.commitDataRequest.connect(lab_window.prepare_to_leave)
    waker = _close_on_signals(lab_window)
    code = application.exec()
    waker.stop()
    lab_window.shut_down()
    return code


def run_without_screen(options: LaunchOptions, problem: str) -> int:
    """Train without a window, print the result and save a picture of the whole window.

    Parameters
    ----------
    options : LaunchOptions
    problem : str
        Why no window can be opened, a sentence.

    Returns
    -------
    int
        0, or 2 if the file cannot be read or has no points.
    """
    from linreg_gui.session.wording import result_text

    go_offscreen()
    shell = make_window(replace(options, is_attended=False))
    lab_window: LabWindow = shell.property("lab_window")
    session = lab_window.session
    assert session is not None
    if refusal := launch_refusal(lab_window, options.file):
        print(refusal, file=sys.stderr)
        lab_window.shut_down()
        return 2
    train_to_the_end(session)
    shell.show()
    QApplication.processEvents()
    assert lab_window.content is not None
    lab_window.content.settle()
    picture = Path.cwd() / PICTURE_NAME
    is_saved = shell.grab().save(str(picture))
    print(f"{problem} {WITHOUT_WINDOW}")
    print(result_text(session.problem.dataset, session.shown_curve, session.player.state))
    where = f"Picture: {picture}" if is_saved else f"The picture could not be saved as {picture}."
    print(where)
    shell.close()
    return 0


def launch_refusal(lab_window: LabWindow, file: Path | None) -> str:
    """Return why the file cannot be trained on; empty if it can."""
    from linreg_gui.storage.errors import shown_name

    assert lab_window.session is not None
    if lab_window.session.problem.dataset.n_samples or lab_window.launch_error:
        return lab_window.launch_error
    return f"{shown_name(file or '')} has no points, so no run to show."


def go_offscreen() -> None:
    """Let Qt draw without a screen; call this before the application is created."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_log_message)  # the offscreen plugin prints warnings on stderr


def _log_message(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    logger.info("Qt: %s", text)


def train_to_the_end(session: "Session") -> None:
    """Run at full speed until the run ends."""
    session.change_view_options(epochs_per_second=None)
    wait_until_settled(session)
    session.player.run()
    wait_until_settled(session)


def wait_until_settled(session: "Session") -> None:
    """Wait until nothing runs and all runs are computed."""
    while not session.is_settled:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def make_application() -> QApplication:
    """Return the application; the first call creates it and sets its name and style."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    import_as_usual()
    # By an argument, not by setStyle: what that returns takes 5 ms to make for Python.
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setApplicationName("linreg_gui")
    application.setApplicationDisplayName("linreg_gui")
    application.setDesktopFileName("linreg_gui")
    return application


def make_window(options: LaunchOptions | None = None) -> WindowShell:
    """Return a complete window without preferences, for tests and for embedding.

    If the user cannot be asked, the file has been opened or refused before the window is returned.
    """
    make_application()
    lab_window = LabWindow()
    lab_window.fill(options or LaunchOptions())
    lab_window.complete()
    if options is not None and not options.is_attended:
        lab_window.wait_for_launch()
    lab_window.setParent(lab_window.shell)
    lab_window.shell.setProperty("lab_window", lab_window)
    return lab_window.shell


def preferences_path() -> Path:
    """Return the path of the preferences file."""
    location = QStandardPaths.StandardLocation.AppConfigLocation
    return Path(QStandardPaths.writableLocation(location)) / "settings.ini"


def data_folder() -> Path:
    """Return the folder for unsaved work and the list of recent files."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(location))


def _open_preferences() -> "Preferences":
    from linreg_gui.storage.preferences import Preferences

    return Preferences(preferences_path())


def _place_window(shell: WindowShell, preferences: "Preferences") -> None:
    from linreg_gui.views.window.window_place import PlaceKeeper, restore_place

    restore_place(shell, preferences)
    PlaceKeeper(shell)


def _close_on_signals(lab_window: LabWindow) -> QTimer:
    def close(_number: int, _frame: object) -> None:
        # Python calls this between any two steps of whatever runs, such as the filling of the
        # window; the window is closed from the event loop, once that has ended.
        QTimer.singleShot(0, lab_window, lab_window.leave)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), close)
    waker = QTimer(lab_window)
    waker.timeout.connect(lab_window.objectName)
    waker.start(SIGNAL_MILLISECONDS)
    return waker
