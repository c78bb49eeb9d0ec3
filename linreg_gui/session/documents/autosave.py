"""Keep unsaved work on the disk while it is being made, and remove it when it is in a file.

An edit hands a frozen state to a thread, and the thread waits and writes. The window's thread may
compute for as long as it likes afterwards: the clock of a save is not in it.
"""

import contextlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Slot

from linreg_gui.session.project_state import project_of
from linreg_gui.session.tasks import NO_CALLBACKS, Callbacks, Tasks
from linreg_gui.session.values import Notice, Severity
from linreg_gui.storage.errors import Progress, StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.recovery import Recovery

if TYPE_CHECKING:
    from linreg_gui.session.documents.documents import Documents
    from linreg_gui.session.session import Session

SOON = 0.5
"""Seconds from a change to its save: with a slow disk and a busy machine less than two."""
SECONDS_IN_A_RUN = 10.0
SECONDS_TO_RETRY = 60.0
MOST_BUSY = 0.25
"""The largest part of the time spent on saving, when a save takes long."""
SAFE_AGAIN = "Unsaved work is kept safe again."


class Present(NamedTuple):
    """A state of the work, its time in seconds since 1970, and the file it belongs to."""

    project: Project
    when: float
    document: Path | None


class Mailbox:
    """Holds the newest state that is not saved yet; any thread may call any method.

    States are replaced, not queued: one that waited while newer ones came is not worth writing.
    Each time the empty mailbox is filled one save is started, of a state of that filling only:
    between two fillings what was saved may be removed, and that must not happen after a save of
    the later one.

    Attributes
    ----------
    pause : float
        Seconds from the first state put in to its save.
    """

    def __init__(self) -> None:
        self.pause = SOON
        self._present: Present | None = None
        self._filling = 0
        self._is_urgent = False
        self._changed = Condition()

    def put(self, present: Present) -> int | None:
        """Put a state in.

        Returns
        -------
        int or None
            The number of the filling, for which a save must be started; None when there was a
            state already, and so a save.
        """
        with self._changed:
            was_empty, self._present = self._present is None, present
            if not was_empty:
                return None
            self._filling += 1
            self._changed.notify_all()
            return self._filling

    def empty(self) -> None:
        """Throw the state away; a save that waits for its time ends at once."""
        with self._changed:
            self._present = None
            self._is_urgent = False
            self._changed.notify_all()

    def hurry(self) -> None:
        """Let the state be taken without a pause."""
        with self._changed:
            self._is_urgent = self._present is not None
            self._changed.notify_all()

    def take(self, filling: int) -> Present | None:
        """Wait for the pause and take the state out; None when that filling was thrown away."""

        def is_thrown_away() -> bool:
            return self._present is None or self._filling != filling

        with self._changed:
            self._changed.wait_for(lambda: self._is_urgent or is_thrown_away(), self.pause)
            if is_thrown_away():
                return None
            present, self._present = self._present, None
            self._is_urgent = False
        return present


class Autosave(QObject):
    """Saves whatever is not in a file, soon after every change, in a thread of its own.

    Parameters
    ----------
    session : Session
    documents : Documents
        Say whether the work is in a file, and in which one it belongs.
    folder : Path
        For unsaved work only.

    Attributes
    ----------
    tasks : Tasks
        Of the thread that alone uses ``recovery``.
    recovery : Recovery
    is_failing : bool
        Whether the last save failed. The user was told, and it is tried again every minute.
    """

    def __init__(self, session: "Session", documents: "Documents", folder: Path) -> None:
        super().__init__(session)
        self._session = session
        self._documents = documents
        self._changes = documents.changes
        self.tasks = Tasks("autosave", self)
        self.recovery = Recovery(folder)
        self.mailbox = Mailbox()
        self.is_failing = False
        self._is_held = False
        self._last_handed = 0.0
        self._soon = self._timer(self._hand_over)
        self._retry = self._timer(self._try_again)
        self._changes.edited.connect(self._hand_over)
        self._changes.modified_changed.connect(self._on_modified_changed)
        # These are no edits: what they change is handed over when the window comes to it.
        for signal in (
            session.runs.branches_changed,
            session.view_options_changed,
            session.player.run_status_changed,
        ):
            signal.connect(self._on_changed)
        session.player.history_extended.connect(self._on_run_went_on)

    def _timer(self, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(act)
        return timer

    # ---- what is handed over, and when

    @Slot()
    def _hand_over(self) -> None:
        """Hand the present state to the thread, which saves it when its own clock says so."""
        if not self.is_failing:
            self._put()

    def _put(self) -> None:
        self._soon.stop()
        if self._is_held or not self._changes.is_modified:
            return
        self._last_handed = time.monotonic()
        filling = self.mailbox.put(self.present())
        if filling is not None:
            self.tasks.start(
                partial(_save, self.recovery, self.mailbox, filling),
                Callbacks(self._on_saved, self._on_not_saved),
            )

    @Slot(bool)
    def _on_modified_changed(self, is_modified: bool) -> None:
        if is_modified:
            self._hand_over()
            return
        self.is_failing = False  # what is changed next is tried at once again
        self._retry.stop()
        if self._is_held:  # the slot may be that of the work being opened
            return
        self.mailbox.empty()
        self.tasks.start(partial(_discard, self.recovery), NO_CALLBACKS)

    @Slot()
    def _on_changed(self) -> None:
        is_own = not self._session.own_work.is_aside
        if is_own and self._changes.is_modified and not self._soon.isActive():
            self._soon.start(0)

    @Slot()
    def _on_run_went_on(self) -> None:
        is_own = not self._session.own_work.is_aside
        if is_own and time.monotonic() - self._last_handed >= SECONDS_IN_A_RUN:
            self._hand_over()

    def present(self) -> Present:
        """Return the present state for `Recovery.save`; no point is copied."""
        return Present(
            project_of(self._session.own_work.state()), time.time(), self._documents.place.home
        )

    def hurry(self) -> None:
        """Save at once what is due: the program may be about to end."""
        if self._soon.isActive():
            self._hand_over()
        self.mailbox.hurry()

    def hold(self) -> None:
        """Save nothing until `resume`: the work is about to be replaced."""
        self._is_held = True
        self.mailbox.empty()

    def resume(self) -> None:
        """Save again, beginning with the present state; remove the slot if that is in a file."""
        self._is_held = False
        self._on_modified_changed(self._changes.is_modified)

    # ---- what became of it

    def _on_saved(self, was_saved: bool) -> None:
        if was_saved and self.is_failing:
            self.is_failing = False
            self._session.post_notice(Notice(SAFE_AGAIN))
            self._hand_over()  # edits made during the last attempt

    def _on_not_saved(self, sentence: str) -> None:
        if not self._changes.is_modified:
            return
        was_failing, self.is_failing = self.is_failing, True
        if not was_failing:
            notice = Notice(sentence, Severity.WARNING, is_still_true=self._is_at_risk)
            self._session.post_notice(notice)
        self._retry.start(round(1000 * SECONDS_TO_RETRY))

    @Slot()
    def _try_again(self) -> None:
        self._put()
        if self._is_held:
            self._retry.start(round(1000 * SECONDS_TO_RETRY))

    def _is_at_risk(self) -> bool:
        return self.is_failing and self._changes.is_modified

    def shutdown(self, *, keeps_work: bool) -> bool:
        """Stop; unsaved work is saved once more and left for the next start, or removed.

        Abandoned work that was just being opened stays abandoned, and is offered again.

        Returns
        -------
        bool
            False when the thread is still busy after three seconds; the work is left then.
        """
        self._soon.stop()
        self._retry.stop()
        was_held = self._is_held
        self.hold()
        if not self.tasks.shutdown():
            return False
        if was_held and self.recovery.is_opening:
            self.recovery.note_opened()
            self.recovery.release()
        if keeps_work and self._changes.is_modified:
            with contextlib.suppress(StorageError):  # what was saved before is still there then
                self.recovery.save(*self.present())
            self.recovery.release()
        else:
            self.recovery.discard()
        return True


def _save(recovery: Recovery, mailbox: Mailbox, filling: int, _report: Progress) -> bool:
    """Save the state in the mailbox when its time has come; False when it was thrown away."""
    present = mailbox.take(filling)
    if present is None:
        return False
    began = time.monotonic()
    recovery.save(*present)
    mailbox.pause = max(SOON, (time.monotonic() - began) / MOST_BUSY)
    return True


def _discard(recovery: Recovery, _report: Progress) -> None:
    recovery.discard()
