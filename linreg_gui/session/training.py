"""The run: its records, its state and the epoch shown."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.descent import DescentConfig, EpochBlock, StopReason
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.runner import Runner
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import RunState, RunStatus, Segment
from linreg_gui.workers.descent_worker import RunOutcome


class Training(QObject):
    """Run, pause, step, rewind and replay one descent.

    A run is a pure function of loss, start, settings and number of epochs. So when one of them
    changes the same number of epochs is replayed, and running on from an earlier epoch repeats
    the former future bit for bit.
    """

    history_extended = Signal(int, int)
    history_replaced = Signal()
    run_status_changed = Signal(object)
    cursor_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trajectory: Trajectory | None = None
        self.state = RunState(RunStatus.READY)
        self.cursor = 0
        self.revision = 0
        """Changes whenever records are replaced, never when they are only extended."""
        self._speed: float | None = None
        self._reached_epoch = 0
        self._is_catching_up = False
        self._runner = Runner(self)
        self._runner.epochs_completed.connect(self._on_epochs_completed)
        self._runner.finished.connect(self._on_finished)

    # ---- the problem

    def set_problem(
        self, loss: QuadraticLoss | None, start: NDArray[np.float64], config: DescentConfig
    ) -> None:
        """Take new data, start or settings and replay the epochs run so far with them."""
        was_running = self.state.is_running and not self._is_catching_up
        segments = self._segments_with(config)
        self._runner.stop()
        self._is_catching_up = False
        if loss is None:
            self.trajectory = None
            self._reached_epoch = 0
            self._publish_replay(cursor=0)
            return
        follows_end = self.trajectory is None or self.cursor >= self.trajectory.last_epoch
        trajectory = Trajectory(loss, start, segments, min(self._reached_epoch, config.max_epochs))
        trajectory.replay(min(self._reached_epoch, config.max_epochs))
        self.trajectory = trajectory
        end = trajectory.last_epoch
        self._publish_replay(end if follows_end else min(self.cursor, end))
        if was_running and trajectory.stop_reason is None:
            self._start_runner()
        elif trajectory.stop_reason is None and end < self._reached_epoch <= config.max_epochs:
            self._is_catching_up = True
            self._start_runner()

    def change_config(self, config: DescentConfig) -> None:
        """Use new settings: from the next epoch on while running, else for the whole run."""
        trajectory = self.trajectory
        if trajectory is None:
            return
        is_long_enough = trajectory.last_epoch <= config.max_epochs
        has_same_steps = replace(trajectory.config, max_epochs=config.max_epochs) == config
        if has_same_steps and is_long_enough:
            self._change_epochs(config)
        elif is_long_enough and self.state.is_running and not self._is_catching_up:
            self._runner.stop()
            trajectory.change_config(config)
            self._start_runner()
        else:
            if not has_same_steps:
                trajectory.segments = (Segment(0, config),)
            self.set_problem(trajectory.loss, trajectory.start, config)

    def _change_epochs(self, config: DescentConfig) -> None:
        trajectory = self.trajectory
        assert trajectory is not None
        self._runner.stop()
        trajectory.change_config(config)
        if self.state.is_running:
            self._start_runner()
            return
        if trajectory.stop_reason in {None, StopReason.MAX_EPOCHS}:
            is_complete = trajectory.last_epoch == config.max_epochs
            trajectory.stop_reason = StopReason.MAX_EPOCHS if is_complete else None
        self._set_resting_state()

    def _segments_with(self, config: DescentConfig) -> tuple[Segment, ...]:
        if self.trajectory is None:
            return (Segment(0, config),)
        *earlier, last = self.trajectory.segments
        return (*earlier, Segment(last.first_epoch, config))

    # ---- the run

    def run(self) -> None:
        """Run on from the epoch shown; from the start when the run is complete."""
        trajectory = self.trajectory
        if trajectory is None or self.state.is_running:
            return
        if self.cursor < trajectory.last_epoch:
            self._rewind(self.cursor)
        elif trajectory.stop_reason is not None:
            self.restart()
        self._start_runner()

    def pause(self) -> None:
        """Stop computing; the records stay."""
        if self.state.is_running:
            self._runner.stop()
            self._is_catching_up = False
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
            self._reached_epoch = max(self._reached_epoch, trajectory.last_epoch)
            if trajectory.last_epoch >= first:
                self.history_extended.emit(first, trajectory.last_epoch)
            self._set_resting_state()
        self._move_cursor(min(self.cursor + n_epochs, trajectory.last_epoch))

    def seek(self, epoch: int) -> None:
        """Show a recorded epoch; pauses a run."""
        self.pause()
        if self.trajectory is not None:
            self._move_cursor(max(0, min(epoch, self.trajectory.last_epoch)))

    def restart(self) -> None:
        """Forget the records; keep the start."""
        if self.trajectory is None:
            return
        self._runner.stop()
        self._is_catching_up = False
        self._reached_epoch = 0
        self.trajectory.segments = (Segment(0, self.trajectory.config),)
        self.trajectory.rewind(0)
        self._publish_replay(cursor=0)

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Change the pace, at once."""
        self._speed = epochs_per_second
        self._runner.set_speed(epochs_per_second)

    def shutdown(self) -> bool:
        """Stop the thread; False when it is still busy."""
        self.pause()
        return self._runner.shutdown()

    # ---- inside

    def _start_runner(self) -> None:
        assert self.trajectory is not None
        self._set_state(RunState(RunStatus.RUNNING))
        if self._is_catching_up:
            epoch = min(self._reached_epoch, self.trajectory.config.max_epochs)
            self._runner.start(self.trajectory.continuation(epoch), None)
        else:
            self._runner.start(self.trajectory.continuation(), self._speed)

    def _rewind(self, epoch: int) -> None:
        assert self.trajectory is not None
        self.trajectory.rewind(epoch)
        self._reached_epoch = epoch
        self._publish_replay(cursor=epoch)

    def _publish_replay(self, cursor: int) -> None:
        self.cursor = cursor
        self.revision += 1
        self.history_replaced.emit()
        self.cursor_changed.emit(cursor)
        self._set_resting_state()

    def _move_cursor(self, epoch: int) -> None:
        if epoch != self.cursor:
            self.cursor = epoch
            self.cursor_changed.emit(epoch)

    def _set_resting_state(self) -> None:
        trajectory = self.trajectory
        if trajectory is None:
            self._set_state(RunState(RunStatus.READY))
        elif trajectory.stop_reason is not None:
            reason, diverged = trajectory.stop_reason, trajectory.diverged_epoch
            epoch = trajectory.last_epoch if diverged is None else diverged
            self._set_state(RunState(RunStatus.FINISHED, reason, epoch))
        else:
            is_new = trajectory.last_epoch == 0
            self._set_state(RunState(RunStatus.READY if is_new else RunStatus.PAUSED))

    def _set_state(self, state: RunState) -> None:
        if state != self.state:
            self.state = state
            self.run_status_changed.emit(state)

    @Slot(object)
    def _on_epochs_completed(self, block: EpochBlock) -> None:
        trajectory = self.trajectory
        if trajectory is None:
            return
        follows_end = not self._is_catching_up or self.cursor >= trajectory.last_epoch
        trajectory.extend(block)
        self._reached_epoch = max(self._reached_epoch, trajectory.last_epoch)
        self.history_extended.emit(block.first_epoch, block.last_epoch)
        if follows_end:
            self._move_cursor(trajectory.last_epoch)

    @Slot(object)
    def _on_finished(self, outcome: RunOutcome) -> None:
        if self.trajectory is None:
            return
        is_caught_up = self._is_catching_up and outcome.stop_reason is StopReason.MAX_EPOCHS
        self._is_catching_up = False
        if not is_caught_up or self._reached_epoch >= self.trajectory.config.max_epochs:
            self.trajectory.stop_reason = outcome.stop_reason
            self.trajectory.diverged_epoch = outcome.diverged_epoch
        self._set_resting_state()
