"""The runner: owns the thread and the worker, and forwards only what is current."""

from PySide6.QtCore import QObject, QThread, Signal, Slot

from linreg_gui.core.descents import AnyDescent
from linreg_gui.core.history import EpochBlock
from linreg_gui.session.tasks import end_thread
from linreg_gui.workers.descent_worker import DescentWorker, RunOutcome, RunRequest
from linreg_gui.workers.run_control import RunControl


class Runner(QObject):
    """Starts and stops runs in a thread of their own.

    The worker has no parent and is held by one attribute; its signals reach bound methods of this
    object, which lives in the window's thread. A lambda here would run in the worker's thread.
    """

    epochs_completed = Signal(object)
    """EpochBlock of the run in force."""

    finished = Signal(object)
    """RunOutcome of the run in force; never sent after ``stop``."""

    _requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_id = 0
        self._control: RunControl | None = None
        self._last_turn: float | None = None
        self._thread = QThread()
        self._thread.setObjectName("descent")
        self._worker: DescentWorker | None = DescentWorker()
        self._worker.moveToThread(self._thread)
        self._requested.connect(self._worker.run)
        self._worker.epochs_completed.connect(self._on_epochs_completed)
        self._worker.run_finished.connect(self._on_run_finished)

    def start(self, descent: AnyDescent, epochs_per_second: float | None) -> None:
        """Run ``descent`` from where it stands; a run in force is stopped first."""
        self.stop()
        if self._worker is None:
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._run_id += 1
        self._control = RunControl(epochs_per_second, self._last_turn)
        self._requested.emit(RunRequest(self._run_id, descent, self._control))

    def stop(self) -> None:
        """End the run in force; nothing of it arrives after this returns."""
        if self._control is not None:
            self._control.stop()
            self._last_turn = self._control.last_turn
            self._control = None

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Change the pace of the run in force."""
        if self._control is not None:
            self._control.set_speed(epochs_per_second)

    def shutdown(self) -> bool:
        """Stop, quit and wait.

        Returns
        -------
        bool
            False when the thread is still busy after three seconds; it then must be kept alive.
        """
        self.stop()
        if not end_thread(self._thread):
            return False
        self._worker = None
        return True

    def _is_current(self, run_id: int) -> bool:
        return self._control is not None and run_id == self._run_id

    @Slot(int, object)
    def _on_epochs_completed(self, run_id: int, block: EpochBlock) -> None:
        if self._control is not None and self._is_current(run_id):
            self._control.confirm_delivery()
            self.epochs_completed.emit(block)

    @Slot(int, object)
    def _on_run_finished(self, run_id: int, outcome: RunOutcome) -> None:
        if self._is_current(run_id):
            self._control = None
            self.finished.emit(outcome)
