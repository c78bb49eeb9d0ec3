"""Offers the work of windows that did not end well; nothing is opened without being asked for."""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from linreg_gui.session.autosave import Autosave
from linreg_gui.session.documents import Documents
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.questions import Choice, Question
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Listeners, Report
from linreg_gui.session.values import Notice, Severity
from linreg_gui.session.whole_state import WholeState
from linreg_gui.session.wording import count
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.project import Project, read_project
from linreg_gui.storage.recovery import Recovery, discard_abandoned, find_abandoned


@dataclass(frozen=True)
class Found:
    """Work that another window left behind.

    Attributes
    ----------
    slot : Path
    when : float
        Seconds since 1970.
    n_points : int or None
        None where it cannot be read: opening it says why.
    """

    slot: Path
    when: float
    n_points: int | None


class Recovering(QObject):
    """Looks for abandoned work once, and asks about one piece after the other, newest first.

    Parameters
    ----------
    session : Session
    documents : Documents
    autosave : Autosave
        Its thread alone touches the folder.
    folder : Path
    """

    question_asked = Signal(object)
    """Question; None when it is answered."""

    def __init__(
        self, session: Session, documents: Documents, autosave: Autosave, folder: Path
    ) -> None:
        super().__init__(session)
        self._session = session
        self._documents = documents
        self._autosave = autosave
        self._folder = folder
        self._found: list[Found] = []

    def look(self) -> None:
        """Look for abandoned work; what is found is asked about."""
        listeners = Listeners(self._on_found, self._on_refused)
        self._autosave.tasks.start(partial(_find, self._folder), listeners)

    def _on_found(self, found: list[Found]) -> None:
        self._found = found
        self._ask()

    def _ask(self) -> None:
        if not self._found:
            self.question_asked.emit(None)
            return
        first, *others = self._found
        more = f"; {count(len(others))} more to see" if others else ""
        text = f"Recovered {_points(first.n_points)} from {_clock(first.when)} (not saved){more}."
        choices = (Choice("Open", self._open), Choice("Discard", self._discard))
        self.question_asked.emit(Question(text, choices))

    def _open(self) -> None:
        first = self._found.pop(0)
        present = project_of(self._session) if self._documents.changes.is_modified else None
        work = partial(_adopt, self._autosave.recovery, first.slot, present)
        listeners = Listeners(
            partial(self._on_adopted, self._documents.changes.revision), self._on_refused
        )
        self.question_asked.emit(None)
        self._autosave.tasks.start(work, listeners)

    def _on_adopted(self, revision: int, state: WholeState) -> None:
        if revision != self._documents.changes.revision and self._documents.has_unsaved_work:
            text = "Not opened: your points were changed meanwhile. It is offered again later."
            self._session.post_notice(Notice(text, Severity.WARNING))
            self._autosave.tasks.start(
                partial(_release, self._autosave.recovery), Listeners(_ignore, self._on_refused)
            )
            return
        self._session.take_over(state)
        self._documents.attach_recovered(None)
        self._ask()

    def _discard(self) -> None:
        first = self._found.pop(0)
        self._autosave.tasks.start(
            partial(_discard_slot, first.slot), Listeners(_ignore, self._on_refused)
        )
        self._ask()

    def _on_refused(self, sentence: str) -> None:
        self._session.post_notice(Notice(sentence, Severity.ERROR))
        self._ask()


def _find(folder: Path, _report: Report) -> list[Found]:
    return [Found(slot, when, _n_points(slot)) for slot, when in find_abandoned(folder)]


def _n_points(slot: Path) -> int | None:
    try:
        return read_project(slot).dataset.n_samples
    except StorageError:
        return None


def _adopt(recovery: Recovery, slot: Path, present: Project | None, _report: Report) -> WholeState:
    """Take over a slot; what this window holds unsaved is left in its own one."""
    if present is not None:
        recovery.save(present, time.time())
    project = recovery.adopt(slot)
    try:
        return state_of(project)
    except StorageError:
        recovery.release()
        raise


def _release(recovery: Recovery, _report: Report) -> None:
    recovery.release()


def _discard_slot(slot: Path, _report: Report) -> None:
    discard_abandoned(slot)


def _ignore(_what: object) -> None:
    pass


def _points(n_points: int | None) -> str:
    if n_points is None:
        return "work"
    return "1 point" if n_points == 1 else f"{count(n_points)} points"


def _clock(when: float) -> str:
    """Tell a time, with its day unless that is today."""
    moment = time.localtime(when)
    is_today = time.strftime("%Y-%m-%d", moment) == time.strftime("%Y-%m-%d")
    return time.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M", moment)
