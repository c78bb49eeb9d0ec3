"""A window that keeps its work safe, as the program opens it; for tests."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from linreg_gui.app import make_application
from linreg_gui.lab_window import LabWindow
from linreg_gui.launch import LaunchOptions
from tests.conftest import active_timers


@contextmanager
def open_window(
    folder: Path | None, qtbot: Any, options: LaunchOptions | None = None
) -> Iterator[Any]:
    """Open a window; unsaved work is let go at the end."""
    make_application()
    laboratory = LabWindow(None, folder)
    laboratory.fill(options or LaunchOptions())
    laboratory.complete()
    laboratory.shell.show()
    qtbot.waitExposed(laboratory.shell)
    laboratory.shell.activateWindow()
    QApplication.processEvents()
    assert laboratory.content is not None
    laboratory.content.clock.render_now()
    try:
        yield laboratory
    finally:
        laboratory.shut_down(keeps_work=False)
        laboratory.shell.close()
        assert not active_timers(laboratory.shell)
        laboratory.shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        gc.enable()


def at_rest(laboratory: Any, qtbot: Any) -> None:
    """Wait until nothing is read or written."""
    services = laboratory.services
    services.hurry()

    def is_at_rest() -> bool:
        autosave = services._autosave
        is_saving = autosave is not None and autosave.tasks.is_busy
        return not (services._tasks.is_busy or services.importing.tasks.is_busy or is_saving)

    qtbot.waitUntil(is_at_rest, timeout=20_000)
