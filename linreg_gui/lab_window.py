"""LabWindow: one window with its session, and the order in which they are closed."""

import gc
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Slot
from PySide6.QtGui import QIcon

from linreg_gui.launch import LaunchOptions
from linreg_gui.storage.assets import asset
from linreg_gui.storage.lesson_files import is_lesson
from linreg_gui.views.look.style_sheet import apply_theme
from linreg_gui.views.look.theme import THEMES, Theme, theme_named
from linreg_gui.views.window.first_paint import FirstPaint
from linreg_gui.views.window.shell import WindowShell, lay_out_now

if TYPE_CHECKING:
    from linreg_gui.session.documents.launching import Launching
    from linreg_gui.session.documents.services import DocumentServices
    from linreg_gui.session.session import Session
    from linreg_gui.storage.preferences import Preferences
    from linreg_gui.views.exporting.export_view import ExportView
    from linreg_gui.views.files.documents_view import DocumentsView
    from linreg_gui.views.main_window import MainWindow
    from linreg_gui.views.window.room_for_type import RoomForType

logger = logging.getLogger(__name__)

PAUSE_MILLISECONDS = 30
"""From the first paint to the first of the later parts: what was done meanwhile is answered."""
PATIENCE_MILLISECONDS = 2000
"""After the window is filled: one that opens minimised is not painted, but completed too."""
GARBAGE_MILLISECONDS = 1000
FULL_COLLECTION_EVERY = 20
"""A full collection takes some forty milliseconds: too long for every second."""
SWITCH_INTERVAL_SECONDS = 0.0005
"""The worker gives up the interpreter's lock this often, so that the window stays fluent."""


class LabWindow(QObject):
    """One window with its session; everything is held here and closed in order.

    Parameters
    ----------
    preferences : Preferences, optional
        Without them nothing is kept until the next start.
    data_folder : Path, optional
        For unsaved work and the list of recent files. Without one nothing is kept safe, and
        nothing is asked for when the window closes.
    """

    def __init__(
        self, preferences: "Preferences | None" = None, data_folder: Path | None = None
    ) -> None:
        super().__init__()
        self.preferences = preferences
        self.shell = WindowShell()
        # Before anything is painted: the views assume that their theme is already applied.
        apply_theme(self.shell, self._kept_theme())
        self.session: Session | None = None
        self.services: DocumentServices | None = None
        self.content: MainWindow | None = None
        self.files: DocumentsView | None = None
        self.exports: ExportView | None = None
        self._room: RoomForType | None = None
        self.launch_error = ""
        self._launching: Launching | None = None
        self._data_folder = data_folder
        self._is_shut_down = False
        self._last_notice = 0.0
        self._collections = 0
        self.shell.add_close_handler(self._may_close)
        # Python's cyclic collector may run in the worker and free Qt objects there: it crashes.
        # So it is switched off, and collects here, in the window's thread, instead.
        gc.disable()
        self._options = LaunchOptions()
        self._completion = QTimer(self)
        self._completion.setSingleShot(True)
        self._completion.timeout.connect(self._complete_on)
        self._parts: Iterator[None] = iter(())
        self._collector = QTimer(self)
        self._collector.timeout.connect(self._collect)
        self._collector.start(GARBAGE_MILLISECONDS)

    def _kept_theme(self) -> Theme:
        kept = self.preferences
        return theme_named("" if kept is None else kept.text("view/theme", "", tuple(THEMES)))

    def fill(self, options: LaunchOptions) -> None:
        """Load the heavy parts and put the views into the window.

        What a first look does not need comes after it: see ``complete``.
        """
        if self._is_shut_down:
            return  # closed before there was anything in it
        from linreg_gui.views.canvas.lean_import import import_pyqtgraph

        import_pyqtgraph()
        from linreg_gui.session.preferences import restore_session
        from linreg_gui.session.session import Session
        from linreg_gui.views.main_window import MainWindow
        from linreg_gui.views.window.room_for_type import RoomForType

        if self._is_shut_down:
            return  # closed while all that was loaded
        sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
        self.session = Session(self)
        if self.preferences is not None:
            restore_session(self.session, self.preferences)
        if self._is_shut_down:
            return
        self.content = MainWindow(self.shell, self.session)
        self._room = RoomForType(self.shell, self.content.fit_type)
        self.session.edits.stack.clear()
        self.content.clock.render_now()
        lay_out_now()
        if self.preferences is not None:
            self.content.lessons.use_preferences(self.preferences)
        self._options = options
        self._parts = self._make_parts(self.session, self.content)
        self._completion.start(PATIENCE_MILLISECONDS)
        FirstPaint(self.content.panes(), self).painted.connect(self._on_painted)

    def complete(self) -> None:
        """Load all the rest at once, and begin to open what was asked for."""
        self._completion.stop()
        for _ in self._parts:
            pass

    @Slot()
    def _on_painted(self) -> None:
        if self._completion.isActive():
            self._completion.start(PAUSE_MILLISECONDS)

    @Slot()
    def _complete_on(self) -> None:
        """Make the next part; events are handled before the one after it."""
        if next(self._parts, self) is None:
            self._completion.start(0)

    def _make_parts(self, session: "Session", content: "MainWindow") -> Iterator[None]:
        """Load what opens, keeps and exports documents, a part in every step."""
        from linreg_gui.session.documents.launching import Launching
        from linreg_gui.session.documents.services import DocumentServices

        self.services = DocumentServices(session, self._data_folder)
        yield
        from linreg_gui.views.files.documents_view import DocumentsView

        self.files = DocumentsView(self.shell, session, self.services, content.actions)
        self.files.leave_wanted.connect(self._on_leave_wanted)
        self.files.lesson_wanted.connect(content.lessons.opening.open)
        content.lessons.begun_or_left.connect(self.files.show_title)
        content.lessons.invitation.document_wanted.connect(self.files.open_recent)
        recent = self.services.documents.recent.paths()
        if recent and self._options == LaunchOptions():
            content.lessons.invitation.offer_document(recent[0])
        yield
        from linreg_gui.views.exporting.export_view import ExportView
        from linreg_gui.views.main_window import MainWindow

        self.shell.setWindowIcon(
            QIcon(str(asset("icon.svg")))
        )  # late: loading Qt's SVG takes 20 ms
        documents = self.services.documents
        self.exports = ExportView(self.shell, session, content, MainWindow, documents)
        self._mention_bad_preferences()
        if is_lesson(self._options.file):
            assert self._options.file is not None
            content.lessons.opening.open(self._options.file)
            self._options = replace(self._options, file=None)
        self._launching = Launching(session, self.services, self._options)
        self._launching.ended.connect(self._on_launched)
        self._launching.begin()
        self.services.look_for_abandoned_work()
        content.clock.render_now()

    def wait_for_launch(self) -> None:
        """Wait until the file asked for is open, or was refused."""
        if self._launching is not None and not self._launching.has_ended:
            loop = QEventLoop()
            self._launching.ended.connect(loop.quit)
            loop.exec()

    @Slot(str)
    def _on_launched(self, refusal: str) -> None:
        self.launch_error = refusal

    @Slot()
    def prepare_to_leave(self) -> None:
        """Have unsaved work on the disk: the desktop is about to end, if nobody stops it."""
        if self.services is not None:
            self.services.hurry()

    def leave(self) -> None:
        """Close the window at once; unsaved work is offered at the next start."""
        self.shut_down()
        self.shell.close()

    def shut_down(self, *, keeps_work: bool = True) -> bool:
        """Keep the preferences and stop the threads; always lets the window close.

        Parameters
        ----------
        keeps_work : bool
            Whether unsaved work is offered at the next start.

        Returns
        -------
        bool
            True.
        """
        if self._is_shut_down:
            return True
        self._is_shut_down = True
        if self.session is not None:
            self.session.leave_lesson()
        self._collector.stop()
        self._completion.stop()
        self._parts = iter(())
        if self.content is not None:
            self.content.clock.stop()
            self.content.give_back_font()
        if self._room is not None:
            self._room.stop()
        if self.session is not None:
            self._keep_preferences()
            if not self._end_threads(self.session, keeps_work=keeps_work):
                logger.error("A thread is still busy; leaving without it")
                os._exit(0)
        return True

    def _end_threads(self, session: "Session", *, keeps_work: bool) -> bool:
        """Stop whatever computes or saves; False when something is still busy."""
        from linreg_gui.session.tasks import shut_down

        services = self.services
        has_work = keeps_work and services is not None and services.documents.has_unsaved_work
        has_ended = session.shutdown()
        if services is not None:
            has_ended = services.shutdown(keeps_work=has_work) and has_ended
        return shut_down(self.shell, session) and has_ended

    def _may_close(self) -> bool:
        """Ask about unsaved work; the answer closes the window."""
        if not self._is_shut_down and self.files is not None and self.files.ask_to_leave():
            return False
        return self.shut_down()

    @Slot()
    def _on_leave_wanted(self) -> None:
        self.shut_down(keeps_work=False)
        self.shell.close()

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an unforeseen error and say so in the window, at most once a second."""
        logger.error("Unforeseen error", exc_info=(kind, error, trace))
        if self.content is None:
            sys.stderr.write(f"The window could not be filled: {error}.\n")
            QCoreApplication.exit(1)
            return
        if self.session is None or time.monotonic() - self._last_notice < 1.0:
            return
        self._last_notice = time.monotonic()
        from linreg_gui.session.values import Notice, Severity

        text = f"Something went wrong inside ({kind.__name__}); your points are still here."
        self.session.post_notice(Notice(text, Severity.WARNING))

    def _mention_bad_preferences(self) -> None:
        aside = None if self.preferences is None else self.preferences.set_aside
        if self.session is not None and aside is not None:
            from linreg_gui.session.values import Notice, Severity

            text = f"The settings could not be read: defaults are used, the file is {aside.name}."
            self.session.post_notice(Notice(text, Severity.WARNING))

    def _keep_preferences(self) -> None:
        if self.preferences is None or self.session is None:
            return
        from linreg_gui.session.preferences import session_preferences
        from linreg_gui.views.window.window_place import place_preferences

        kept = session_preferences(self.session) | place_preferences(self.shell)
        if not self.preferences.write(kept):
            logger.warning("The preferences could not be written")

    @Slot()
    def _collect(self) -> None:
        self._collections += 1
        gc.collect(1 if self._collections % FULL_COLLECTION_EVERY else 2)
