"""Export: pictures, animations, tables and the script, from the File menu."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Callbacks, Tasks
from linreg_gui.session.values import Notice, Severity
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.web_page import write_web_page
from linreg_gui.views.exporting.animation_export import AnimationExport
from linreg_gui.views.exporting.export_data import DATA_EXPORTS, DataExport
from linreg_gui.views.exporting.offscreen_window import FilledWindow
from linreg_gui.views.exporting.picture_files import copy_picture, save_picture
from linreg_gui.views.exporting.picture_painting import Pane
from linreg_gui.views.exporting.web_page import web_page
from linreg_gui.views.widgets.file_dialog import FileDialog
from linreg_gui.views.window.action_table import COPY_PICTURE, QUIT, ActionSpec, is_of_a_line
from linreg_gui.views.window.actions import Actions, Entry
from linreg_gui.views.window.shell import WindowShell

OF_A_LINE = "{}; of a straight line alone"
"""Says why the entry is grey with a curve or several features."""
COPY_SCALE = 2
"""A copied picture is sharp on any slide."""
PICTURE_FILTERS = {
    "PNG picture, 2× (*.png)": 2,
    "PNG picture (*.png)": 1,
    "PNG picture, 3× (*.png)": 3,
    "PNG picture, 4× (*.png)": 4,
    "Drawing in lines, SVG (*.svg)": 1,
    "Drawing in lines, PDF (*.pdf)": 1,
}
"""By filter: how many pixels a pixel of the screen becomes."""
PANE_ENTRIES = {"Data…": Pane.DATA, "Loss surface…": Pane.SURFACE, "Loss…": Pane.LOSS}


class Window(FilledWindow, Protocol):
    """A filled window with its menus."""

    actions: Actions


class ExportView(QObject):
    """Binds a session and its window to files to be taken elsewhere.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    window : Window
        The content of the shell.
    build_views : callable
        Fills another shell with the views of another session.
    documents : Documents
        The files are named after the present one.
    """

    def __init__(
        self,
        shell: WindowShell,
        session: Session,
        window: Window,
        build_views: Callable[[WindowShell, Session], FilledWindow],
        documents: Documents,
    ) -> None:
        super().__init__(shell)
        self._session, self._window, self._documents = session, window, documents
        self._tasks = Tasks("export", self)
        self._notice: Notice | None = None
        session.notice_posted.connect(self._on_notice_posted)
        self.dialog = FileDialog(shell, is_saving=True)
        self.animation = AnimationExport(shell, session, self.ask_where, build_views)
        self.menu = QMenu("Export", shell)
        self._fill(window.actions)
        shell.add_close_handler(self.shut_down)

    def shut_down(self) -> bool:
        """Cancel the animation that is being made; always lets the window close."""
        self.animation.cancel()
        return True

    def _fill(self, actions: Actions) -> None:
        def has_points() -> bool:
            return self._session.problem.dataset.n_samples > 0

        def has_line() -> bool:
            return has_points() and is_of_a_line(self._session)

        menu = self.menu
        menu.setToolTipsVisible(True)
        whole = ActionSpec("Picture of the window…")
        actions.add(menu, Entry(whole, partial(self.ask_picture, Pane.WINDOW)))
        panes = menu.addMenu("Picture of a pane")
        for text, pane in PANE_ENTRIES.items():
            actions.add(panes, Entry(ActionSpec(text), partial(self.ask_picture, pane)))
        actions.add(menu, Entry(COPY_PICTURE, self.copy_picture))
        actions.add(menu, Entry(ActionSpec("Animation…"), self.animation.ask, has_points))
        page = ActionSpec(
            "Web page…", tip=OF_A_LINE.format("A page to send, with the run to watch")
        )
        actions.add(menu, Entry(page, self.ask_web_page, has_line))
        menu.addSeparator()
        for export in DATA_EXPORTS:
            tip = OF_A_LINE.format("The step shown") if export.is_of_a_line else ""
            spec, ask = ActionSpec(export.title, tip=tip), partial(self.ask_data, export)
            actions.add(menu, Entry(spec, ask, has_line if export.is_of_a_line else has_points))
        last = actions.entries[QUIT.text]
        actions.file_menu.insertMenu(last, menu)
        actions.file_menu.insertSeparator(last)

    def ask_where(
        self, title: str, part: str, filters: Sequence[str], then: Callable[[Path], None]
    ) -> None:
        """Ask where to save what is named after a part of the document; empty for all of it."""
        documents = self._documents
        stem = Path(documents.suggested_name).stem
        name = f"{stem}-{part}" if part else stem
        folder = None if self.dialog.has_asked else documents.suggested_folder
        self.dialog.ask(title, filters, partial(self._save, then), name=name, folder=folder)

    def _save(self, then: Callable[[Path], None], path: Path) -> None:
        self.dialog.go_to(path.parent)  # which may have been typed with the name
        then(path)

    # ---- pictures

    def ask_picture(self, pane: Pane) -> None:
        """Ask where to save a picture of what is shown."""
        part = "" if pane is Pane.WINDOW else pane.value
        then = partial(self._save_picture, pane)
        self.ask_where("Save picture", part, tuple(PICTURE_FILTERS), then)

    def copy_picture(self) -> None:
        """Put a picture of the window on the clipboard."""
        subject = self._window.subjects()[Pane.WINDOW]
        self._do(
            partial(copy_picture, subject, subject.widget.size() * COPY_SCALE),
            "Copied a picture of the window.",
        )

    def _save_picture(self, pane: Pane, path: Path) -> None:
        subject = self._window.subjects()[pane]
        size = subject.widget.size() * PICTURE_FILTERS.get(self.dialog.chosen_filter, 1)
        self._do(partial(save_picture, subject, path, size), f"Saved {shown_name(path)}.")

    def _do(self, write: Callable[[], None], success: str) -> None:
        if self._notice is not None and self._notice.severity is Severity.INFO:
            self._session.post_notice(None)  # such as that the last picture was saved
        try:
            write()
        except StorageError as error:
            self._refuse(str(error))
        else:
            self._session.post_notice(Notice(success))

    @Slot(object)
    def _on_notice_posted(self, notice: Notice | None) -> None:
        self._notice = notice

    def _refuse(self, sentence: str) -> None:
        self._session.post_notice(Notice(sentence, Severity.WARNING))

    def ask_web_page(self) -> None:
        """Ask where to save a web page that plays what is shown."""
        self._session.player.pause()
        self.ask_where("Save web page", "page", ("Web page (*.html)",), self._save_web_page)

    def _save_web_page(self, path: Path) -> None:
        subjects = self._window.subjects()

        def write() -> None:
            write_web_page(path, web_page(self._session, subjects, path.stem))

        self._do(write, f"Saved {shown_name(path)}.")

    # ---- numbers

    def ask_data(self, export: DataExport) -> None:
        """Ask where to save a table or the script."""
        then = partial(self._save_data, export)
        self.ask_where(export.title.rstrip("…"), export.part, (export.filter,), then)

    def _save_data(self, export: DataExport, path: Path) -> None:
        try:
            write = export.prepare(self._session, path)
        except StorageError as error:
            self._refuse(str(error))
            return
        notice = Notice(f"Saved {shown_name(path)}.")
        done = partial(self._on_written, notice)
        self._tasks.start(write, Callbacks(done, self._refuse))

    def _on_written(self, notice: Notice, _result: object) -> None:
        self._session.post_notice(notice)
