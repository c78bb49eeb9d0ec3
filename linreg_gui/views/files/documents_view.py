"""Documents on the screen: title, File menu, dialogs, drops, pastes and questions."""

import os
from collections import Counter
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.documents.services import DocumentServices
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.lesson_files import is_lesson
from linreg_gui.storage.projects.project_text import encode_text, is_project_text
from linreg_gui.storage.tables.optional_formats import missing_formats
from linreg_gui.storage.tables.points import TableOffer
from linreg_gui.views.files.import_pane import ImportPane
from linreg_gui.views.files.incoming import Arrival, DropTarget, arrival_of, open_filters
from linreg_gui.views.files.passing_bars import QuestionBar, ReadingBar
from linreg_gui.views.files.unsaved_work import UnsavedWork
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.file_dialog import FileDialog
from linreg_gui.views.window.action_table import COPY_AS_TEXT, NEW, OPEN, PASTE, SAVE, SAVE_AS
from linreg_gui.views.window.actions import Actions, Entry
from linreg_gui.views.window.shell import WindowShell

OPEN_RECENT, SAVE_FILTER = "Open recent", "Projects (*.linreg)"
COPIED = "Copied the whole work as one line; Ctrl+V opens it."
COPIED_IN_LESSON = (
    "Copied what you see as one line, without the lesson; Ctrl+V opens it after that."
)


class DocumentsView(QObject):
    """Binds the files of a session to its window.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    services : DocumentServices
    actions : Actions
        Its File and Edit menus get their entries.
    """

    leave_wanted = Signal()
    """The window may close: unsaved work is saved, or not wanted."""
    lesson_wanted = Signal(object)
    """Path of a lesson to be opened."""

    def __init__(
        self, shell: WindowShell, session: Session, services: DocumentServices, actions: Actions
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._session = session
        self._services = services
        self.questions = QuestionBar(session, shell)
        self.reading = ReadingBar(shell)
        self._open_dialog = FileDialog(shell, is_saving=False)
        self._save_dialog = FileDialog(shell, is_saving=True)
        self.unsaved = UnsavedWork(services.documents, shell)
        self.drop_target = DropTarget(shell)
        self.recent_menu = QMenu(OPEN_RECENT, shell)
        self._recent: list[Path] = []
        self._fill_menus(actions)
        self._connect()
        self.show_title()

    @cached_property
    def import_pane(self) -> ImportPane:
        """The pane that asks about a table in doubt, made for the first one."""
        return ImportPane(self._services.importing, self._shell)

    def _fill_menus(self, actions: Actions) -> None:
        documents = self._services.documents
        actions.add_to_file_menu(
            [
                Entry(NEW, self.open_new),
                Entry(OPEN, self.ask_what_to_open),
                Entry(SAVE, documents.save),
                Entry(SAVE_AS, self._on_name_wanted),
            ]
        )
        save = actions.entries[SAVE.text]
        actions.file_menu.insertMenu(save, self.recent_menu)
        for missing in missing_formats():
            text = f"{missing.kind} files need: {missing.how_to_get_it}"
            line = QAction(text, self)
            line.setEnabled(False)
            actions.file_menu.insertAction(save, line)
        actions.add(actions.edit_menu, Entry(COPY_AS_TEXT, self.copy_as_text))
        actions.add(actions.edit_menu, Entry(PASTE, self.paste))

    def _connect(self) -> None:
        services, documents = self._services, self._services.documents
        documents.title_changed.connect(self.show_title)
        documents.unsaved_work_changed.connect(self._shell.setWindowModified)
        documents.name_wanted.connect(self._on_name_wanted)
        services.question_changed.connect(self.questions.ask)
        services.importing.offered.connect(self._on_offered)
        services.importing.busy_changed.connect(self.reading.set_text)
        services.importing.progressed.connect(self.reading.set_part)
        self.reading.cancelled.connect(services.importing.cancel)
        self._save_dialog.cancelled.connect(self.unsaved.forget)
        self.drop_target.dropped.connect(self._on_arrived)
        self.recent_menu.aboutToShow.connect(self._render_recent)
        self._shell.installEventFilter(self)
        self._shell.set_data_guard(self._ask_before)

    # ---- open

    @Slot(object)
    def _on_offered(self, offer: TableOffer) -> None:
        self.import_pane.show_offer(offer)

    def open_new(self) -> None:
        """Begin a document without points; unsaved work is asked for as before leaving."""
        self._session.leave_lesson()
        if self._services.is_asking:
            self.unsaved.ask_before(self._session.open_new)
        else:
            self._session.open_new()

    def open(self, path: Path) -> None:
        """Open a file; unsaved work that it would take away is asked for first.

        A lesson takes nothing away; any other file, once it is read, is opened in place of one.
        """
        if is_lesson(path):
            self.lesson_wanted.emit(path)
        else:
            self._ask_before(partial(self._services.open, path), path)

    def _ask_before(self, act: Callable[[], object], path: Path | None = None) -> None:
        # What is in no file takes the place of a lesson's table, if that lets it.
        is_safe = path is None and self._session.own_work.is_aside
        if self._services.would_lose_work(path) and not is_safe:
            self.unsaved.ask_before(act)
        else:
            act()

    def ask_what_to_open(self) -> None:
        """Ask for a file to open."""
        folder = self._services.documents.suggested_folder
        self._open_dialog.ask("Open", open_filters(), self.open, folder=folder)

    def copy_as_text(self) -> None:
        """Put the whole work on the clipboard as one line of text; in a lesson, what it shows."""
        try:
            text = encode_text(project_of(self._session.state()))
        except StorageError as error:
            self._session.post_notice(Notice.refusal(str(error)))
            return
        QGuiApplication.clipboard().setText(text)
        copied = COPIED if self._session.lesson is None else COPIED_IN_LESSON
        self._session.post_notice(Notice(copied))

    def paste(self) -> None:
        """Take a table, or work that was copied as text, from the clipboard."""
        self._on_arrived(arrival_of(QGuiApplication.clipboard().mimeData()))

    @Slot(object)
    def _on_arrived(self, arrival: Arrival) -> None:
        if arrival.path is not None:
            self.open(arrival.path)
        elif is_project_text(arrival.text):
            self._open_text(arrival.text)
        elif arrival.text:
            if self._session.gate.lets([Lockable.DATA]):
                self._services.importing.read_text(arrival.text)
        else:
            notice = Notice.refusal(arrival.refusal)
            self._session.post_notice(notice)

    def _open_text(self, text: str) -> None:
        documents = self._services.documents
        act = partial(documents.open_text, text)
        if self._services.is_asking and documents.has_unsaved_work:
            self.unsaved.ask_before(act)
        else:
            act()

    @Slot()
    def _render_recent(self) -> None:
        self.recent_menu.clear()
        self._recent = self._services.documents.recent.paths()
        namesakes = Counter(path.name for path in self._recent)
        for number, path in enumerate(self._recent, start=1):
            place = f" – {shown_name(path.parent)}" if namesakes[path.name] > 1 else ""
            name = (shown_name(path) + place).replace("&", "&&")
            action = self.recent_menu.addAction(f"&{number} {name}")
            action.setToolTip(as_tip(str(path)))
            action.setData(number - 1)
            action.triggered.connect(self._on_recent_chosen)
        if not self._recent:
            self.recent_menu.addAction("Nothing yet").setEnabled(False)
        self.recent_menu.setToolTipsVisible(True)

    @Slot()
    def _on_recent_chosen(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.open_recent(self._recent[action.data()])

    @Slot(object)
    def open_recent(self, path: Path) -> None:
        """Open a document of the list, or say that it is not there any more."""
        if os.path.exists(path):  # noqa: PTH110 - of a folder that may not be read, Path raises
            self.open(path)
        else:
            self._services.documents.ask_about_missing(path)

    # ---- save

    @Slot()
    def _on_name_wanted(self) -> None:
        documents = self._services.documents
        name, folder = documents.suggested_name, documents.suggested_folder
        self._save_dialog.ask("Save as", [SAVE_FILTER], documents.save_as, name=name, folder=folder)

    # ---- the window

    def ask_to_leave(self) -> bool:
        """Ask about unsaved work; False where there is nothing to ask."""
        documents = self._services.documents
        if not self._services.is_asking or not (documents.is_saving or documents.has_unsaved_work):
            return False
        self.unsaved.ask_before(self.leave_wanted.emit)
        return True

    @Slot()
    def show_title(self) -> None:
        """Call the window after the lesson that is on the table, else after the document."""
        lesson, title = self._session.lesson, self._services.documents.title
        if lesson is not None:
            title = f"{lesson.lesson.title.replace('[*]', '[*][*]')}[*] – linreg_gui"
        self._shell.setWindowTitle(title)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the file when somebody comes back from another program."""
        if event.type() == QEvent.Type.WindowActivate:
            self._services.documents.check_disk()
        return super().eventFilter(watched, event)
