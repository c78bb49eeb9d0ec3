"""The open document: its file, whether it is saved, and whether another window has it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.session.documents.changes import Changes
from linreg_gui.session.documents.document_file import (
    DocumentPlace,
    Loaded,
    load,
    store,
)
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.state import DocumentId
from linreg_gui.session.tasks import Callbacks, Tasks
from linreg_gui.session.values import Choice, Notice, Question, Severity
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.locks import DocumentLock
from linreg_gui.storage.projects.project_text import decode_text
from linreg_gui.storage.recent_files import RecentFiles
from linreg_gui.storage.regular_file import FileVersion, version_of

if TYPE_CHECKING:
    from linreg_gui.session.session import Session


class Documents(QObject):
    """Open and save one document; files are read and written in the tasks' thread.

    Other data are another document, without a file; when that is undone, the former document is
    back, with its file.

    Parameters
    ----------
    session : Session
        Changed only when a file was read and found good.
    tasks : Tasks
    folder : Path or None
        Of the application's data, for locks and the list of recent files; None keeps neither.
    """

    title_changed = Signal(str)
    unsaved_work_changed = Signal(bool)
    question_asked = Signal(object)
    """Question; None when the former one is answered or outdated."""
    name_wanted = Signal()
    """The document can only be saved under a name that the user must choose."""
    opened = Signal()
    refused = Signal(str)
    """Why a file was not opened."""
    saved = Signal()
    save_failed = Signal()

    def __init__(self, session: "Session", tasks: Tasks, folder: Path | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._tasks = tasks
        self.changes = Changes(session, self)
        self.recent = RecentFiles(None if folder is None else folder / "recent.json")
        self._lock = DocumentLock(None if folder is None else folder / "locks")
        self._places = WeakKeyDictionary[DocumentId, DocumentPlace]()
        self._title = ""
        self._had_unsaved_work = False
        self._being_written: list[Path] = []  # once for each save under way or waiting
        session.problem.dataset_changed.connect(self._announce)
        session.opening.origin_changed.connect(self._on_origin_changed)
        session.runs.edited.connect(self._announce)
        self.changes.modified_changed.connect(self._announce)

    @property
    def place(self) -> DocumentPlace:
        """The file of the present document, or what is known in place of one."""
        return self._places.setdefault(self._session.own_work.origin, DocumentPlace())

    @property
    def path(self) -> Path | None:
        """The file it is saved in; None for work without a file."""
        return self.place.path

    @property
    def is_read_only(self) -> bool:
        """Whether another window has the same file open."""
        return self.place.is_read_only

    @property
    def title(self) -> str:
        """The window's title; Qt replaces ``[*]`` by the mark of unsaved work."""
        return self.place.title(self._session.own_work.dataset.name)

    @property
    def has_unsaved_work(self) -> bool:
        """Whether closing would lose something: edits of a file, points or kept runs in none.

        Settings tried on an example do not count: nobody would want to be asked about them.
        """
        has_file = self.path is not None
        return self.changes.is_modified and (has_file or self.changes.has_own_work)

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return bool(self._being_written)

    @property
    def suggested_name(self) -> str:
        """A file name to suggest."""
        return self.place.suggested_name(self._session.own_work.dataset.name)

    @property
    def suggested_folder(self) -> Path | None:
        """A folder to suggest: that of the document, or of the one opened or saved last."""
        paths = [path for path in (self.place.home, *self.recent.paths()[:1]) if path]
        return next((path.parent for path in paths if path.parent.is_dir()), None)

    # ---- open

    def open(self, path: Path) -> None:
        """Open a project in place of the present document, without asking about unsaved work."""
        callbacks = Callbacks(partial(self._on_loaded, self.changes.revision), self._on_refused)
        self._tasks.start(partial(load, path.absolute()), callbacks)

    def open_text(self, text: str) -> None:
        """Open a project that was copied as text; it is in no file yet."""
        try:
            state = state_of(decode_text(text))
        except StorageError as error:
            notice = Notice.refusal(str(error))
            self._session.post_notice(notice)
            return
        self._session.open_state(state)
        self.changes.mark_unsaved()
        self._announce()

    def attach_recovered(self, former: Path | None) -> None:
        """Mark the work as recovered from a crash, and in no file.

        Parameters
        ----------
        former : Path or None
            The file it was to be saved in: suggested, but not overwritten unasked.
        """
        work = self._session.own_work
        self._places[work.origin] = DocumentPlace(
            former=former, is_recovered=True, recovered_name=work.dataset.name
        )
        self.changes.mark_unsaved()
        self._announce()

    def _on_loaded(self, revision: int, loaded: Loaded) -> None:
        if revision != self.changes.revision and self.has_unsaved_work:
            text = f"{shown_name(loaded.path)} was not opened: your points were changed meanwhile."
            self._session.post_notice(Notice(text, Severity.WARNING))
            self.refused.emit(text)
            return
        self._session.open_state(loaded.state)
        self._attach_file(loaded.path, loaded.version)
        self.opened.emit()

    def _attach_file(self, path: Path, version: FileVersion | None) -> None:
        self._attach(self._session.own_work.origin, path, version)
        self._hold()
        self.changes.mark_opened()
        self._announce()

    def _hold(self) -> None:
        """Lock the document's file against other windows, and release the former one."""
        place, was_read_only = self.place, self.place.is_read_only
        place.is_read_only = place.path is not None and not self._lock.acquire(place.path)
        if place.path is None or place.is_read_only:
            self._lock.release()
        if place.is_read_only and not was_read_only:
            text = (
                f"{shown_name(place.path or '')} is open in another window: "
                "here it can be saved under another name only."
            )
            notice = Notice(
                text,
                Severity.WARNING,
                is_still_true=lambda: place.is_read_only and self.place is place,
            )
            self._session.post_notice(notice)

    @Slot()
    def _on_origin_changed(self) -> None:
        if self._session.own_work.is_aside:
            return
        self.question_asked.emit(None)
        self._hold()
        self.check_disk()
        self._announce()

    def _on_refused(self, sentence: str) -> None:
        self._session.post_notice(Notice.refusal(sentence))
        self.refused.emit(sentence)

    # ---- save

    def save(self) -> None:
        """Save to the document's file; ask for a name if it has none that can be used.

        While an earlier save writes the file, its version on disk says nothing of other programs.
        """
        if self.path is None or self.is_read_only:
            self.name_wanted.emit()
        elif self.path not in self._being_written and self._is_changed_on_disk(self.path):
            self._ask_about_disk(self.path, is_saving=True)
            self.save_failed.emit()
        else:
            self._write(self.path)

    def save_as(self, path: Path) -> None:
        """Save to another file, which is the document's from then on."""
        path = path.absolute()
        if self._lock.acquire(path):
            self._write(path)
            return
        text = f"{shown_name(path)} is open in another window; choose another name."
        self._session.post_notice(Notice(text, Severity.WARNING))
        self.save_failed.emit()

    def _write(self, path: Path) -> None:
        self._being_written.append(path)
        origin = self._session.own_work.origin
        work = partial(store, path, project_of(self._session.own_work.state()))
        done = partial(self._on_stored, path, origin, self.changes.revision)
        self._tasks.start(work, Callbacks(done, partial(self._on_not_stored, path)))

    def _on_stored(
        self, path: Path, origin: DocumentId, revision: int, version: FileVersion | None
    ) -> None:
        self._being_written.remove(path)
        self._attach(origin, path, version)
        self._hold()
        self.changes.mark_saved(revision, origin)
        self._announce()
        self._session.post_notice(Notice(f"Saved {shown_name(path)}."))
        self.saved.emit()

    def _on_not_stored(self, path: Path, sentence: str) -> None:
        self._being_written.remove(path)
        self._hold()
        text = f"{sentence} Your work is still open."
        self._session.post_notice(Notice(text, Severity.WARNING))
        self.save_failed.emit()

    def _attach(self, origin: DocumentId, path: Path, version: FileVersion | None) -> None:
        self._places[origin] = DocumentPlace(path, version, version)
        self.recent.add(path)
        self.question_asked.emit(None)

    # ---- other programs

    def ask_about_missing(self, path: Path) -> None:
        """Say that a recent file is gone, and offer to remove it from the list."""
        forget = Choice("Remove from the list", partial(self.recent.remove, path))
        self.question_asked.emit(Question(f"{shown_name(path)} was not found.", (forget,)))

    def check_disk(self) -> None:
        """Check whether another program has changed the file; say so once for each change."""
        place = self.place
        if place.path is None or self.is_saving:
            return
        version = version_of(place.path)
        if version in {place.version, place.announced_version}:
            return
        place.announced_version = version
        self.changes.mark_unsaved()
        if version is None:
            text = f"{shown_name(place.path)} is no longer there; save to have it there again."
            self._session.post_notice(Notice(text, Severity.WARNING))
        else:
            self._ask_about_disk(place.path, is_saving=False)

    def _is_changed_on_disk(self, path: Path) -> bool:
        return version_of(path) not in {None, self.place.version}

    def _ask_about_disk(self, path: Path, *, is_saving: bool) -> None:
        reload = Choice("Reload", partial(self._reload, path))
        save_as = Choice("Save as…", self.name_wanted.emit)
        overwrite = Choice("Overwrite", partial(self._write, path))
        choices = (save_as, reload, overwrite) if is_saving else (reload,)
        text = f"{shown_name(path)} was changed by another program."
        self.question_asked.emit(Question(text, choices))

    def _reload(self, path: Path) -> None:
        """Open the file as it is now; ask first if that drops edits, which no undo brings back."""
        if not self.changes.is_edited:
            self.open(path)
            return
        anyway = Choice("Reload anyway", partial(self.open, path))
        save_as = Choice("Save as…", self.name_wanted.emit)
        text = f"To reload {shown_name(path)} drops what you changed here."
        self.question_asked.emit(Question(text, (save_as, anyway)))

    def close(self) -> None:
        """Release the file for other windows, and follow no more changes."""
        self.changes.stop()
        self._lock.release()

    @Slot()
    def _announce(self) -> None:
        title, has_unsaved_work = self.title, self.has_unsaved_work
        if title != self._title:
            self._title = title
            self.title_changed.emit(title)
        if has_unsaved_work != self._had_unsaved_work:
            self._had_unsaved_work = has_unsaved_work
            self.unsaved_work_changed.emit(has_unsaved_work)
