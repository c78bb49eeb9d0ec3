"""Offer the work of windows that did not end well; none is opened unless the user asks for it."""

import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from linreg_gui.core.numbers import counted
from linreg_gui.session.project_state import state_of
from linreg_gui.session.state import LabState
from linreg_gui.session.tasks import Callbacks
from linreg_gui.session.values import Choice, Notice, Question, Severity
from linreg_gui.session.wording import count
from linreg_gui.storage.errors import Progress, StorageError, one_line, shown_name
from linreg_gui.storage.projects.recovery import (
    Abandoned,
    Recovery,
    discard_abandoned,
    find_abandoned,
)

if TYPE_CHECKING:
    from linreg_gui.session.documents.autosave import Autosave, Present
    from linreg_gui.session.documents.documents import Documents
    from linreg_gui.session.session import Session

BAD_END = "The program ended while it was being opened last time."
RECOVERED = "Your unsaved work is back; it is in no file yet."
DAMAGED = "The newest state of this work is damaged; this is the one before it."


class RecoveryOffers(QObject):
    """Finds abandoned work once, and asks about one piece after the other, the newest first.

    Discarded work is removed when the window closes; until then it can be brought back.

    Parameters
    ----------
    session : Session
    documents : Documents
    autosave : Autosave
        Only its thread uses the folder, until that thread has ended.
    folder : Path
    """

    question_asked = Signal(object)
    """Question; None when the former one is answered."""

    def __init__(
        self, session: "Session", documents: "Documents", autosave: "Autosave", folder: Path
    ) -> None:
        super().__init__(session)
        self._session = session
        self._documents = documents
        self._autosave = autosave
        self._folder = folder
        self._found: list[Abandoned] = []
        self._discarded: list[Abandoned] = []

    def look(self) -> None:
        """Find abandoned work, and ask about it."""
        callbacks = Callbacks(self._on_found, self._on_refused)
        self._autosave.tasks.start(partial(_find, self._folder), callbacks)

    def shutdown(self) -> None:
        """Remove the discarded work; to be called when the autosave has ended."""
        for found in self._discarded:
            discard_abandoned(found.slot)
        self._discarded.clear()

    def _on_found(self, found: list[Abandoned]) -> None:
        self._found = found
        self._ask()

    def _ask(self, *, was_discarded: bool = False) -> None:
        """Ask about the next piece; discarded work can be brought back as well."""
        back = (Choice("Bring back the last", self._bring_back),) if self._discarded else ()
        if self._found:
            choices = (Choice("Open", self._open), Choice("Discard", self._discard), *back)
            self.question_asked.emit(Question(offer_sentence(self._found), choices))
        elif was_discarded:
            text = discarded_sentence(self._discarded[-1])
            choice = Choice("Bring back", self._bring_back)
            self.question_asked.emit(Question(text, (choice,)))
        else:
            self.question_asked.emit(None)

    def _open(self) -> None:
        first = self._found.pop(0)
        present = self._autosave.present() if self._documents.changes.is_modified else None
        work = partial(_adopt, self._autosave.recovery, first.slot, present)
        callbacks = Callbacks(
            partial(self._on_adopted, self._documents.changes.revision), self._on_not_adopted
        )
        self.question_asked.emit(None)
        self._autosave.hold()  # its slot is about to change
        self._autosave.tasks.start(work, callbacks)

    def _on_adopted(self, revision: int, adopted: tuple[LabState, Path | None, bool]) -> None:
        state, document, is_newest = adopted
        if revision != self._documents.changes.revision and self._documents.has_unsaved_work:
            text = "Not opened: your points were changed meanwhile. It is offered again later."
            self._session.post_notice(Notice(text, Severity.WARNING))
            work = partial(_release, self._autosave.recovery)
            self._autosave.tasks.start(work, Callbacks(self._on_released, self._on_released))
            return
        self._session.open_state(state)
        self._documents.attach_recovered(document)
        self._autosave.resume()
        self._say_recovered(is_newest=is_newest)
        self._ask()

    def _say_recovered(self, *, is_newest: bool) -> None:
        documents = self._documents
        place = documents.place
        notice = Notice(
            RECOVERED if is_newest else DAMAGED,
            Severity.INFO if is_newest else Severity.WARNING,
            (Choice("Save as…", documents.name_wanted.emit),),
            is_still_true=lambda: documents.place is place,
        )
        self._session.post_notice(notice)

    def _on_released(self, _result: object) -> None:
        self._autosave.resume()  # not before: the slot of the work must not be written to

    def _discard(self) -> None:
        self._discarded.append(self._found.pop(0))
        self._ask(was_discarded=True)

    def _bring_back(self) -> None:
        self._found.insert(0, self._discarded.pop())
        self._ask()

    def _on_not_adopted(self, sentence: str) -> None:
        self._autosave.resume()
        self._on_refused(sentence)

    def _on_refused(self, sentence: str) -> None:
        self._session.post_notice(Notice(sentence, Severity.WARNING))
        self._ask()


def _find(folder: Path, _report: Progress) -> list[Abandoned]:
    return find_abandoned(folder)


def _adopt(
    recovery: Recovery, slot: Path, present: "Present | None", _report: Progress
) -> tuple[LabState, Path | None, bool]:
    """Adopt a slot; unsaved work of this window stays in the former one.

    Returns
    -------
    LabState
    Path or None
        The file the work was to be saved in.
    bool
        Whether this is the state saved last, and not one before it.
    """
    if present is None:
        recovery.discard()  # what was kept is in a file by now
    else:
        recovery.save(*present)
    work = recovery.adopt(slot)
    try:
        return state_of(work.project), work.label.document, work.is_newest
    except StorageError:
        recovery.note_opened()
        recovery.release()
        raise


def _release(recovery: Recovery, _report: Progress) -> None:
    recovery.note_opened()
    recovery.release()


# ---- sentences


def offer_sentence(found: Sequence[Abandoned]) -> str:
    """Offer the first piece: whose work it is, how much, and from when."""
    times = [_clock(one, "%H:%M") for one in found]
    is_alone = Counter(times)[times[0]] == 1
    when = times[0] if is_alone else _clock(found[0], "%H:%M:%S")
    n_others = len(found) - 1
    more = f"; {count(n_others)} more to see" if n_others else ""
    warning = f" {BAD_END}" if found[0].ended_badly else ""
    return f"Recovered {_described(found[0])}, last changed {when}{more}.{warning}"


def discarded_sentence(found: Abandoned) -> str:
    """Say what will be removed when the window closes."""
    return f"Discarded {_described(found)}: gone for good when this window closes."


def _described(found: Abandoned) -> str:
    label = found.label
    if label is None:
        return "work that may be damaged"
    points, name = counted(label.n_points, "point"), one_line(label.name)
    if label.document is not None:
        data = f"{name}, {points}" if name else points
        return f"changes to {shown_name(label.document)} ({data})"
    return f"“{name}”, never saved ({points})" if name else f"{points}, never saved"


def _clock(found: Abandoned, form: str) -> str:
    """Return when the work was saved last, with the day unless that is today."""
    if found.label is None:
        return "at an unknown time"
    try:
        moment = time.localtime(found.label.when)
    except (OverflowError, ValueError, OSError):
        return "at an unknown time"
    is_today = time.strftime("%Y-%m-%d", moment) == time.strftime("%Y-%m-%d")
    return time.strftime(form if is_today else f"%Y-%m-%d {form}", moment)
