"""Session: the single source of truth of one open laboratory."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.session import wording, wording_training
from linreg_gui.session.frame import Frame, Frames
from linreg_gui.session.stepping import Stepping
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import (
    Line,
    Notice,
    RunState,
    RunStatus,
    Severity,
    ViewOptions,
)
from linreg_gui.session.whole_state import WholeState


class Session(Stepping):
    """What is edited, the run with its branches, and what is shown.

    The records of a run and the epoch shown are not undoable: they follow from what is.
    """

    changed = Signal()
    """Something that a frame shows is another one; emitted as often as something changes."""
    history_extended = Signal(int, int)
    """First and last of the new epochs."""
    history_replaced = Signal()
    run_status_changed = Signal(object)
    """RunState"""
    view_options_changed = Signal(object)
    """ViewOptions"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view_options = ViewOptions()
        player = self.runs.player
        player.set_speed(self.view_options.epochs_per_second)
        player.history_extended.connect(self.history_extended)
        player.history_replaced.connect(self.history_replaced)
        player.history_replaced.connect(self._on_run_replayed)
        player.run_status_changed.connect(self._on_run_status_changed)
        player.found_other.connect(self._on_other_result_found)
        self.drag_changed.connect(player.hold)
        self._frames = Frames(self)
        self._announce_changes()

    def _announce_changes(self) -> None:
        for signal in (
            self.dataset_changed,
            self.settings_changed,
            self.start_changed,
            self.history_extended,
            self.history_replaced,
            self.run_status_changed,
            self.cursor_changed,
            self.phase_changed,
            self.inner_step_changed,
            self.branches_changed,
            self.race_moved,
            self.hand_trail_changed,
            self.drag_changed,
            self.view_options_changed,
        ):
            signal.connect(self.changed)

    def frame(self) -> Frame:
        """Return everything the views need to draw the present moment."""
        return self._frames.now()

    # ---- what is true now

    @property
    def history(self) -> History | None:
        """The records of the branch shown; None without points."""
        trajectory = self.runs.trajectory
        return None if trajectory is None else trajectory.history

    @property
    def history_revision(self) -> int:
        """A number that changes whenever records are replaced, not when they are extended."""
        return self.runs.player.revision

    @property
    def run_state(self) -> RunState:
        """Whether a run is under way, and how the last one ended."""
        return self.runs.player.state

    @property
    def is_settled(self) -> bool:
        """Whether nothing runs, and no run is being computed again."""
        return not (self.run_state.is_running or self.runs.player.is_busy)

    @property
    def shown_parameters(self) -> Line:
        """Where the epoch shown stands on the loss surface; the start when there are no points."""
        return self.runs.player.shown_parameters or self.start

    # ---- data

    def open_generated(self, dataset: Dataset) -> None:
        """Open a generated set with a learning rate that is stable on it; show its true line."""
        loss = Objective.of(dataset, self.settings).loss
        rate = float(f"{wording.SAFE_FRACTION / 2 * largest_stable_learning_rate(loss):.2g}")
        self.open_dataset(dataset, replace(self.settings, learning_rate=rate))
        self.set_view_options(replace(self.view_options, show_true_line=True))

    # ---- the whole

    @property
    def trajectories(self) -> tuple[tuple[int, Trajectory], ...]:
        """The branches with what it takes to compute them again, by number."""
        return tuple(self.runs.branches)

    def take_over(self, state: WholeState) -> None:
        """Put a whole laboratory in place of the present one, at rest.

        What was there before is gone, so there is nothing to undo afterwards.
        """
        self.pause()
        self.end_drag()
        self._set_phase(None)
        self.is_taking_over = True
        self.set_view_options(replace(self.view_options, **state.view))
        self._put_whole(state)
        self.undo_stack.clear()

    # ---- the run

    def run(self) -> None:
        """Run on from the epoch shown."""
        if self._is_trainable():
            self._set_phase(None)
            self.runs.player.run()

    def run_with(self, learning_rate: float) -> None:
        """Use another learning rate for the whole branch and run it from its beginning."""
        self.set_learning_rate(learning_rate)
        self.seek(0)
        self.run()

    def run_from_hand(self) -> None:
        """Let the descent begin where the hand began."""
        start = self.hand_trail.first
        if start is not None:
            self.runs.restart()
            self.set_start(start)
            self.run()

    def pause(self) -> None:
        """Pause the run."""
        self.runs.player.pause()

    def toggle_run(self) -> None:
        """Run or pause: what the run button says."""
        if self.run_state.is_running:
            self.pause()
        else:
            self.run()

    def step(self, n_epochs: int = 1) -> None:
        """Take ``n_epochs`` steps; pauses first."""
        if self._is_trainable():
            self.runs.player.step(n_epochs)

    def step_back(self, n_epochs: int = 1) -> None:
        """Show an earlier epoch; nothing is computed backwards."""
        self.runs.player.seek(self.cursor - n_epochs)

    def seek(self, epoch: int) -> None:
        """Show a recorded epoch, the nearest one if it does not exist."""
        self.runs.player.seek(epoch)

    def seek_last(self) -> None:
        """Show the newest epoch."""
        if self.history is not None:
            self.runs.player.seek(self.history.last_epoch)

    def restart(self) -> None:
        """Forget the run and stand at the start again."""
        self.post_notice(None)
        self.runs.restart()

    def shutdown(self) -> bool:
        """Stop, quit, wait; False when the thread is still busy after three seconds."""
        return self.runs.player.shutdown()

    @Slot(object)
    def _on_other_result_found(self, numbers: tuple[int, ...]) -> None:
        which = " and ".join(chr(ord("A") + number) for number in numbers)
        text = f"Computed anew, run {which} ends elsewhere than when it was saved."
        self.post_notice(Notice(text, Severity.WARNING))

    @Slot(object)
    def _on_run_status_changed(self, state: RunState) -> None:
        self.post_notice(self._ending_notice())
        self.run_status_changed.emit(state)

    @Slot()
    def _on_run_replayed(self) -> None:
        """Warn in the numbers of the present data and rate, also when it ends where it did."""
        notice = self._ending_notice()
        if notice is not None and notice.severity is Severity.WARNING:
            self.post_notice(notice)

    def _ending_notice(self) -> Notice | None:
        if self.run_state.status is not RunStatus.FINISHED or self.loss is None:
            return None
        return wording_training.ending_notice(self.run_state, self.loss, self.settings)

    # ---- what is shown

    def set_view_options(self, options: ViewOptions) -> None:
        """Change what is shown and how fast."""
        if options != self.view_options:
            self.view_options = options
            self.runs.player.set_speed(options.epochs_per_second)
            self.view_options_changed.emit(options)
