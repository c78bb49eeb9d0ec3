"""Background work: whatever takes longer than a frame, apart from the descent.

Reading, saving, exporting and sweeping are functions given to `Tasks`, a queue with a thread of its
own. Progress, result and refusal reach the window's thread; `shut_down` ends all queues of a
window when it closes.
"""

import logging
import time
from collections.abc import Callable
from threading import Event
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from linreg_gui.storage.errors import Progress, StorageError

logger = logging.getLogger(__name__)

INTERNAL_ERROR = "This could not be done because of an internal error; the log has the details."
SMALLEST_PROGRESS = 0.005
"""Less than this cannot be seen on a bar."""
SHUTDOWN_MILLISECONDS = 3000
"""The wait for the end of a thread, and for all threads of a window together."""


class Task:
    """One function in a queue, which can be cancelled.

    Parameters
    ----------
    number : int
    function : callable
        Called in the thread with a `Progress`. It may raise StorageError, and may return anything
        when it was asked to stop: no callback is called then.
    """

    def __init__(self, number: int, function: Callable[[Progress], Any]) -> None:
        self.number = number
        self.function = function
        self._is_cancelled = Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether no callback will be called any more."""
        return self._is_cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop; no callback is called after this returns."""
        self._is_cancelled.set()


class Callbacks(NamedTuple):
    """Callbacks of a task; each is called in the window's thread, and never after a cancel.

    Attributes
    ----------
    done : callable
        Takes what the function returned.
    failed : callable
        Takes one sentence.
    progressed : callable or None
        Takes the part done, 0 to 1.
    """

    done: Callable[[Any], None]
    failed: Callable[[str], None]
    progressed: Callable[[float], None] | None = None


def _ignore(_what: object) -> None:
    pass


NO_CALLBACKS = Callbacks(_ignore, _ignore)


class _Worker(QObject):
    """Runs one task after another, in the thread it lives in."""

    progressed = Signal(int, float)
    ended = Signal(int, object, str)
    """(number, result, refusal)"""

    @Slot(object)
    def work(self, task: Task) -> None:
        """Run a task, unless it was cancelled while it waited."""
        result, refusal = None, ""
        shown = 0.0

        def report(part: float) -> bool:
            nonlocal shown
            if part >= shown + SMALLEST_PROGRESS:
                shown = part
                self.progressed.emit(task.number, part)
            return not task.is_cancelled

        if not task.is_cancelled:
            try:
                result = task.function(report)
            except StorageError as error:
                refusal = str(error)
            except Exception:  # the thread must survive, and the window say so
                logger.exception("A task failed")
                refusal = INTERNAL_ERROR
        self.ended.emit(task.number, result, refusal)


class Tasks(QObject):
    """A queue of tasks and its thread, which is started by the first of them.

    The worker has no parent and is held by one attribute; its signals reach bound methods of this
    object, which lives in the window's thread.

    Parameters
    ----------
    name : str
        Of the thread.
    parent : QObject, optional
    """

    _requested = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[int, tuple[Task, Callbacks]] = {}
        self._n_started = 0
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._worker: _Worker | None = _Worker()
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._requested.connect(self._worker.work, queued)
        self._worker.progressed.connect(self._on_progressed, queued)
        self._worker.ended.connect(self._on_ended, queued)

    @property
    def is_busy(self) -> bool:
        """Whether a task is under way or waits."""
        return bool(self._waiting)

    def start(self, function: Callable[[Progress], Any], callbacks: Callbacks) -> Task:
        """Run a function in the thread, after those started before."""
        self._n_started += 1
        task = Task(self._n_started, function)
        if self._worker is None:
            task.cancel()
            return task
        self._waiting[task.number] = (task, callbacks)
        if not self._thread.isRunning():
            self._thread.start()
        self._requested.emit(task)
        return task

    def cancel_all(self) -> None:
        """Cancel the task under way and those that wait."""
        for task, _ in self._waiting.values():
            task.cancel()
        self._waiting.clear()

    def shutdown(self, milliseconds: int | None = None) -> bool:
        """Cancel everything, quit and wait, by default for three seconds.

        Returns
        -------
        bool
            False when the thread is still busy: it is kept, whatever becomes of its parent, until
            `shut_down` finds it ended. To destroy a running thread would abort the program.
        """
        self.cancel_all()
        if not end_thread(self._thread, milliseconds):
            self.setParent(None)
            _still_busy.add(self)
            return False
        _still_busy.discard(self)
        self._worker = None
        return True

    @Slot(int, float)
    def _on_progressed(self, number: int, part: float) -> None:
        task, callbacks = self._waiting.get(number, (None, NO_CALLBACKS))
        if task is not None and not task.is_cancelled and callbacks.progressed is not None:
            callbacks.progressed(part)

    @Slot(int, object, str)
    def _on_ended(self, number: int, result: object, refusal: str) -> None:
        task, callbacks = self._waiting.pop(number, (None, NO_CALLBACKS))
        if task is None or task.is_cancelled:
            return
        if refusal:
            callbacks.failed(refusal)
        else:
            callbacks.done(result)


_still_busy: set[Tasks] = set()
"""Queues whose thread did not end in time."""


def shut_down(*owners: QObject) -> bool:
    """Cancel and end all background work of some objects and of those that belong to them.

    Returns
    -------
    bool
        False when a thread is still busy after three seconds in all; the program must then end
        without it.
    """
    queues = {*_still_busy, *(tasks for owner in owners for tasks in owner.findChildren(Tasks))}
    for tasks in queues:
        tasks.cancel_all()
    deadline = time.monotonic() + SHUTDOWN_MILLISECONDS / 1000
    have_ended = [
        tasks.shutdown(max(0, round(1000 * (deadline - time.monotonic())))) for tasks in queues
    ]
    return all(have_ended)


def end_thread(thread: QThread, milliseconds: int | None = None) -> bool:
    """Quit a thread and wait for it, by default for three seconds.

    Returns
    -------
    bool
        False when it is still busy; it must be kept alive then.
    """
    thread.quit()
    wait = SHUTDOWN_MILLISECONDS if milliseconds is None else milliseconds
    return not thread.isRunning() or thread.wait(wait)
