"""Keeps unsaved work on the disk while it is being made, and removes it when it is safe."""

import contextlib
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Slot

from linreg_gui.session.documents import Documents
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Listeners, Report, Tasks
from linreg_gui.session.values import Notice, Severity
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.recovery import Recovery

SOON = 1.0
"""Seconds from a change to its save: with the save itself less than two."""
SECONDS_IN_A_RUN = 10.0
SECONDS_TO_RETRY = 60.0
MOST_BUSY = 0.25
"""The part of the time that may be spent on saving, where there are a million points."""
SAFE_AGAIN = "Unsaved work is kept safe again."


class Present(NamedTuple):
    """What is on the table at a moment, in seconds since 1970, and the file it belongs to."""

    project: Project
    when: float
    document: Path | None


class Autosave(QObject):
    """Saves whatever is not in a file, soon after every change, in a thread of its own.

    Parameters
    ----------
    session : Session
    documents : Documents
        Tell what is in no file, and to which one it belongs.
    folder : Path
        For unsaved work only.

    Attributes
    ----------
    tasks : Tasks
        Its thread: whatever else is done with ``recovery`` must be done there.
    recovery : Recovery
    is_failing : bool
        Whether the last save failed; it has been said then, and is tried again now and then.
    """

    def __init__(self, session: Session, documents: Documents, folder: Path) -> None:
        super().__init__(session)
        self._session = session
        self._documents = documents
        self._changes = documents.changes
        self.tasks = Tasks("autosave", self)
        self.recovery = Recovery(folder)
        self.is_failing = False
        self._is_kept = False
        self._is_due = False
        self._began = 0.0
        self._pause = SOON
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        for signal in (
            session.dataset_changed,
            session.settings_changed,
            session.start_changed,
            session.branches_changed,
            session.view_options_changed,
            session.run_status_changed,
            self._changes.modified_changed,
        ):
            signal.connect(self._on_changed)
        session.history_extended.connect(self._on_run_went_on)

    @Slot()
    def _on_changed(self) -> None:
        self._is_due = True
        if not self.is_failing:
            self._wake_within(self._pause)

    @Slot()
    def _on_run_went_on(self) -> None:
        if self._changes.is_modified and not self._timer.isActive():
            self._is_due = True
            self._wake_within(SECONDS_IN_A_RUN)

    def hurry(self) -> None:
        """Save at once what is due: there may be no time left soon."""
        if self._is_due:
            self._wake_within(0.0)

    def _wake_within(self, seconds: float) -> None:
        milliseconds = round(1000 * seconds)
        if not self._timer.isActive() or self._timer.remainingTime() > milliseconds:
            self._timer.start(milliseconds)

    @Slot()
    def _on_timeout(self) -> None:
        if self.tasks.is_busy:
            self._wake_within(self._pause)
        elif self._changes.is_modified:
            if self._is_due:
                self._save()
        else:
            self.is_failing = False  # what is changed next is tried at once again
            self._drop_kept()

    def _drop_kept(self) -> None:
        if self._is_kept:
            self._is_kept = False
            self.tasks.start(partial(_discard, self.recovery), Listeners(_ignore, _ignore))

    def _save(self) -> None:
        self._is_due = False
        self._is_kept = True
        self._began = time.monotonic()
        work = partial(_save, self.recovery, self.present())
        self.tasks.start(work, Listeners(self._on_saved, self._on_not_saved))

    def present(self) -> Present:
        """Give what is on the table now, as `Recovery.save` takes it."""
        return Present(project_of(self._session), time.time(), self._documents.place.home)

    def _on_saved(self, _nothing: object) -> None:
        was_failing, self.is_failing = self.is_failing, False
        if was_failing:
            self._session.post_notice(Notice(SAFE_AGAIN))
        self._pause = max(SOON, (time.monotonic() - self._began) / MOST_BUSY)
        if self._is_due:
            self._wake_within(self._pause)

    def _on_not_saved(self, sentence: str) -> None:
        was_failing, self.is_failing = self.is_failing, True
        if not was_failing:
            notice = Notice(sentence, Severity.WARNING, is_still_true=self._is_at_risk)
            self._session.post_notice(notice)
        self._is_due = True
        self._timer.start(round(1000 * SECONDS_TO_RETRY))

    def _is_at_risk(self) -> bool:
        return self.is_failing and self._changes.is_modified

    def shutdown(self, *, keeps_work: bool) -> bool:
        """Stop; unsaved work is saved once more and left for the next start, or removed.

        Returns
        -------
        bool
            False when the thread is still busy after three seconds; the work is left then.
        """
        self._timer.stop()
        if not self.tasks.shutdown():
            return False
        if keeps_work and self._changes.is_modified:
            with contextlib.suppress(StorageError):  # what was saved before is still there then
                self.recovery.save(*self.present())
            self.recovery.release()
        else:
            self.recovery.discard()
        return True


def _save(recovery: Recovery, present: Present, _report: Report) -> None:
    recovery.save(*present)


def _discard(recovery: Recovery, _report: Report) -> None:
    recovery.discard()


def _ignore(_what: object) -> None:
    pass
