"""Run, pause, step, scrub and play: the records of one trajectory and the epoch shown."""

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.descent import EpochBlock, StopReason
from linreg_gui.session.branches import Branches
from linreg_gui.session.playback import Playback
from linreg_gui.session.runner import Runner
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import Line, RunState, RunStatus
from linreg_gui.workers.descent_worker import RunOutcome


class Running(QObject):
    """What moves: the worker that computes records, and the cursor that walks through them.

    Records are never dropped by going back: running from an earlier epoch plays them, and computes
    only what follows the last one.
    """

    history_extended = Signal(int, int)
    history_replaced = Signal()
    run_status_changed = Signal(object)
    cursor_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.branches = Branches()
        self.state = RunState(RunStatus.READY)
        self.cursor = 0
        self.revision = 0
        """Changes whenever a number may stand for other records; not when records are added."""
        self._speed: float | None = None
        self._is_catching_up = False
        self._goes_on_afterwards = False
        self._wanted_cursor: int | None = None
        self._playback = Playback(self)
        self._playback.moved.connect(self._on_playback_moved)
        self._playback.finished.connect(self._on_played)
        self._runner = Runner(self)
        self._runner.epochs_completed.connect(self._on_epochs_completed)
        self._runner.finished.connect(self._on_finished)

    @property
    def trajectory(self) -> Trajectory | None:
        """The branch shown; None without points."""
        return self.branches.active

    @property
    def is_descending(self) -> bool:
        """Whether the run shown goes on of itself: it is not only caught up with."""
        is_on_its_way = not self._is_catching_up or self._goes_on_afterwards
        return self.state.is_running and is_on_its_way

    @property
    def awaited_cursor(self) -> int:
        """The epoch that is shown once all is caught up with; else the one shown."""
        trajectory = self.trajectory
        if trajectory is None or not self._is_catching_up:
            return self.cursor
        if self._wanted_cursor is not None:
            return self._wanted_cursor
        follows_end = self.cursor >= trajectory.last_epoch
        return trajectory.awaited_epoch if follows_end else self.cursor

    @property
    def shown_parameters(self) -> Line | None:
        """Where the epoch shown stands on the loss surface; None without points."""
        if self.trajectory is None:
            return None
        parameters, _ = self.trajectory.history.record(self.cursor)
        return Line(float(parameters[0]), float(parameters[1]))

    # ---- the run

    def run(self) -> None:
        """Run on from the epoch shown; play a complete run again from its start."""
        trajectory = self.trajectory
        if trajectory is None or self.state.is_running:
            return
        if trajectory.stop_reason is not None and self.cursor >= trajectory.last_epoch:
            self._move_cursor(0)
        self._go_on()

    def pause(self) -> None:
        """Stop computing and playing; the records stay."""
        if self.state.is_running:
            self._halt()
            self._set_resting_state()

    def step(self, n_epochs: int) -> None:
        """Go ``n_epochs`` forward: through the records, then by computing new ones."""
        self.pause()
        trajectory = self.trajectory
        if trajectory is None:
            return
        missing = self.cursor + n_epochs - trajectory.last_epoch
        if missing > 0 and trajectory.stop_reason is None:
            first = trajectory.last_epoch + 1
            trajectory.advance(missing)
            if trajectory.last_epoch >= first:
                self.history_extended.emit(first, trajectory.last_epoch)
            self._set_resting_state()
        self._move_cursor(min(self.cursor + n_epochs, trajectory.last_epoch))

    def seek(self, epoch: int) -> None:
        """Show a recorded epoch; pauses a run."""
        self.pause()
        if self.trajectory is not None:
            self._move_cursor(max(0, min(epoch, self.trajectory.last_epoch)))

    # ---- pace and end

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Change the pace, at once."""
        self._speed = epochs_per_second
        if not self._is_catching_up:
            self._runner.set_speed(epochs_per_second)
        self._playback.set_speed(epochs_per_second)

    def shutdown(self) -> bool:
        """Stop the thread; False when it is still busy."""
        self.pause()
        return self._runner.shutdown()

    # ---- inside

    def _halt(self) -> None:
        """Stop whatever moves, without saying so."""
        self._runner.stop()
        self._playback.stop()
        self._is_catching_up = self._goes_on_afterwards = False
        self._wanted_cursor = None

    def _go_on(self) -> None:
        """Play the records after the epoch shown, or compute new ones."""
        trajectory = self.trajectory
        assert trajectory is not None
        if self.cursor < trajectory.last_epoch:
            self._set_state(RunState(RunStatus.RUNNING))
            self._playback.start(self.cursor, trajectory.last_epoch)
        elif trajectory.stop_reason is None:
            self._set_state(RunState(RunStatus.RUNNING))
            self._runner.start(trajectory.continuation(), self._speed)
        else:
            self._set_resting_state()

    def _catch_up(self, *, goes_on: bool = False) -> None:
        """Let the worker replay what was too long to replay at once; then run on, if asked to."""
        trajectory = self.trajectory
        assert trajectory is not None
        if trajectory.is_behind:
            self._is_catching_up, self._goes_on_afterwards = True, goes_on
            self._set_state(RunState(RunStatus.RUNNING))
            self._runner.start(trajectory.continuation(trajectory.awaited_epoch), None)
        elif goes_on:
            self._go_on()
        else:
            self._set_resting_state()

    def _publish_replay(self, cursor: int) -> None:
        """Announce other records, when epoch and state are already those that go with them."""
        former = self.state
        self.cursor, self.state = cursor, self._resting_state()
        self.revision += 1
        self.history_replaced.emit()
        self.cursor_changed.emit(cursor)
        if self.state != former:
            self.run_status_changed.emit(self.state)

    @Slot(int)
    def _move_cursor(self, epoch: int) -> None:
        if epoch != self.cursor:
            self.cursor = epoch
            self.cursor_changed.emit(epoch)

    def _set_resting_state(self) -> None:
        self._set_state(self._resting_state())

    def _resting_state(self) -> RunState:
        trajectory = self.trajectory
        if trajectory is None:
            return RunState(RunStatus.READY)
        if trajectory.stop_reason is not None:
            reason, diverged = trajectory.stop_reason, trajectory.diverged_epoch
            epoch = trajectory.last_epoch if diverged is None else diverged
            return RunState(RunStatus.FINISHED, reason, epoch)
        is_new = trajectory.last_epoch == 0
        return RunState(RunStatus.READY if is_new else RunStatus.PAUSED)

    def _set_state(self, state: RunState) -> None:
        if state != self.state:
            self.state = state
            self.run_status_changed.emit(state)

    @Slot(int)
    def _on_playback_moved(self, epoch: int) -> None:
        if self.trajectory is not None:
            self._move_cursor(min(epoch, self.trajectory.last_epoch))

    @Slot()
    def _on_played(self) -> None:
        if self.trajectory is not None:
            self._go_on()

    @Slot(object)
    def _on_epochs_completed(self, block: EpochBlock) -> None:
        trajectory = self.trajectory
        if trajectory is None:
            return
        follows_end = not self._is_catching_up or self.cursor >= trajectory.last_epoch
        goal = trajectory.reached_epoch
        trajectory.extend(block)
        trajectory.reached_epoch = max(goal, trajectory.last_epoch)
        self.history_extended.emit(block.first_epoch, block.last_epoch)
        wanted, last = self._wanted_cursor, trajectory.last_epoch
        if follows_end or wanted is not None:
            self._move_cursor(last if wanted is None else min(wanted, last))

    @Slot(object)
    def _on_finished(self, outcome: RunOutcome) -> None:
        trajectory = self.trajectory
        if trajectory is None:
            return
        is_caught_up = self._is_catching_up and outcome.stop_reason is StopReason.MAX_EPOCHS
        goes_on = is_caught_up and self._goes_on_afterwards
        self._is_catching_up = self._goes_on_afterwards = False
        self._wanted_cursor = None
        trajectory.end_computed(outcome.stop_reason, outcome.diverged_epoch)
        if goes_on:
            self._go_on()
        else:
            self._set_resting_state()
