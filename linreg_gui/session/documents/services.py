"""The services that keep the work of one session in files, and the order in which they end."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from linreg_gui.session.documents.autosave import Autosave
from linreg_gui.session.documents.document_file import is_project
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.documents.recovery import RecoveryOffers
from linreg_gui.session.importing import Importing
from linreg_gui.session.tasks import Tasks
from linreg_gui.session.values import Question

if TYPE_CHECKING:
    from linreg_gui.session.session import Session

RECOVERY_FOLDER = "recovery"


class DocumentServices(QObject):
    """The document, tables, autosave and recovery of a session.

    Parameters
    ----------
    session : Session
    folder : Path or None
        Of the application's data. None, as in tests and where the window is part of another
        program: nothing is autosaved, remembered or asked about.

    Attributes
    ----------
    is_asking : bool
        Whether the user is asked before unsaved work is dropped.
    documents : Documents
    importing : Importing
    """

    question_changed = Signal(object)
    """The Question to show; None for none."""

    def __init__(self, session: "Session", folder: Path | None = None) -> None:
        super().__init__(session)
        self.is_asking = folder is not None
        self._tasks = Tasks("files", self)
        self.documents = Documents(session, self._tasks, folder)
        self.importing = Importing(session, self.documents)
        self._questions: dict[str, Question | None] = {}
        self._autosave: Autosave | None = None
        self._offers: RecoveryOffers | None = None
        self.documents.question_asked.connect(self._on_document_asked)
        if folder is not None:
            place = folder / RECOVERY_FOLDER
            self._autosave = Autosave(session, self.documents, place)
            self._offers = RecoveryOffers(session, self.documents, self._autosave, place)
            self._offers.question_asked.connect(self._on_recovery_asked)

    def look_for_abandoned_work(self) -> None:
        """Find the work of windows that did not end well, and ask about it."""
        if self._offers is not None:
            self._offers.look()

    def open(self, path: Path) -> None:
        """Open a project or a table, without asking about unsaved work."""
        if is_project(path):
            self.documents.open(path)
        else:
            self.importing.read_file(path)

    def would_lose_work(self, path: Path | None) -> bool:
        """Return whether the user should be asked before something is opened.

        Opening a project cannot be undone; opening a table or an example can. So nobody is asked
        about points added by hand, which would be in the way of trying one thing after another,
        unless they belong to a file or were recovered.

        Parameters
        ----------
        path : Path or None
            None for data that are in no file, such as an example.
        """
        documents = self.documents
        ends_history = path is not None and is_project(path)
        return (
            self.is_asking
            and documents.has_unsaved_work
            and (ends_history or documents.place.is_worth_asking)
        )

    def hurry(self) -> None:
        """Write unsaved work to the disk at once."""
        if self._autosave is not None:
            self._autosave.hurry()

    def shutdown(self, *, keeps_work: bool) -> bool:
        """End all threads; unsaved work is left for the next start, or removed.

        Returns
        -------
        bool
            False when one of them is still busy after three seconds.
        """
        # A table that is still being read must not keep a save from being waited for.
        has_ended = self._tasks.shutdown()
        has_ended = self.importing.tasks.shutdown() and has_ended
        if self._autosave is not None:
            has_ended = self._autosave.shutdown(keeps_work=keeps_work) and has_ended
        if self._offers is not None:
            self._offers.shutdown()
        self.documents.close()
        return has_ended

    def _on_document_asked(self, question: Question | None) -> None:
        self._ask("document", question)

    def _on_recovery_asked(self, question: Question | None) -> None:
        self._ask("recovery", question)

    def _ask(self, who: str, question: Question | None) -> None:
        self._questions[who] = question
        open_ones = [asked for asked in self._questions.values() if asked is not None]
        self.question_changed.emit(question or (open_ones[0] if open_ones else None))
