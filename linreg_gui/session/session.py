"""Session: the single source of truth of one open laboratory."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.generators import random_start
from linreg_gui.core.history import History
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.launch import MAX_GUI_EPOCHS
from linreg_gui.session import wording
from linreg_gui.session.commands import ReplaceValue
from linreg_gui.session.training import Training
from linreg_gui.session.values import (
    Line,
    Notice,
    RunState,
    RunStatus,
    Severity,
    ViewOptions,
)

ZERO_LINE = Line(0.0, 0.0)


class Session(QObject):
    """Data, training settings and start (undoable); the run; what is shown.

    Intent methods go in, fine-grained signals come out and carry the new frozen value. A setter
    given an equal value does nothing.
    """

    dataset_changed = Signal(object)
    """Dataset"""
    settings_changed = Signal(object)
    """DescentConfig"""
    start_changed = Signal(object)
    """Line"""
    history_extended = Signal(int, int)
    """First and last of the new epochs."""
    history_replaced = Signal()
    run_status_changed = Signal(object)
    """RunState"""
    cursor_changed = Signal(int)
    view_options_changed = Signal(object)
    """ViewOptions"""
    notice_posted = Signal(object)
    """Notice; None takes the present one away."""
    drag_changed = Signal(bool)
    """True when a drag begins, False when it ends."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        example = EXAMPLES[DEFAULT_EXAMPLE]
        self.dataset: Dataset = example.dataset()
        self.settings = DescentConfig(
            learning_rate=example.learning_rate, max_epochs=example.max_epochs
        )
        self.start = ZERO_LINE
        self.view_options = ViewOptions()
        self.is_dragging = False
        self.undo_stack = QUndoStack(self)
        self._gesture = 0
        self._training = Training(self)
        self._training.set_speed(self.view_options.epochs_per_second)
        self._training.history_extended.connect(self.history_extended)
        self._training.history_replaced.connect(self.history_replaced)
        self._training.run_status_changed.connect(self._on_run_status_changed)
        self._training.cursor_changed.connect(self.cursor_changed)
        self._renew_problem()

    # ---- what is true now

    @property
    def loss(self) -> QuadraticLoss | None:
        """The loss surface of the data; None without points."""
        return self.dataset.loss if self.dataset.n_samples else None

    @property
    def history(self) -> History | None:
        """The records of the run; None without points."""
        trajectory = self._training.trajectory
        return None if trajectory is None else trajectory.history

    @property
    def history_revision(self) -> int:
        """A number that changes whenever records are replaced, not when they are extended."""
        return self._training.revision

    @property
    def cursor(self) -> int:
        """The epoch shown."""
        return self._training.cursor

    @property
    def run_state(self) -> RunState:
        """Whether a run is under way, and how the last one ended."""
        return self._training.state

    @property
    def shown_line(self) -> Line:
        """The line of the epoch shown; the start when there are no points."""
        history = self.history
        if history is None:
            return self.start
        parameters, _ = history.record(self.cursor)
        return Line(float(parameters[0]), float(parameters[1]))

    # ---- data

    def add_point(self, x: float, y: float) -> bool:
        """Add a point; False (and a notice) when it is not a legal one."""
        return self._edit_dataset("add point", lambda: self.dataset.with_point(x, y))

    def remove_point(self, index: int) -> None:
        """Remove a point; an index that does not exist is ignored."""
        if 0 <= index < self.dataset.n_samples:
            self._edit_dataset("remove point", lambda: self.dataset.without_point(index))

    def move_point(self, index: int, x: float, y: float) -> None:
        """Move a point; within a drag all moves are one undo step."""
        if 0 <= index < self.dataset.n_samples:
            self._edit_dataset("move point", lambda: self.dataset.moved_point(index, x, y))

    def clear_points(self) -> None:
        """Remove all points."""
        empty = Dataset.from_xy(np.empty(0), np.empty(0))
        if self.dataset.n_samples:
            self._edit_dataset("remove all points", lambda: empty)

    def retract(self) -> None:
        """Take the last edit back without leaving it to redo (the first half of a double click)."""
        command = self.undo_stack.command(self.undo_stack.index() - 1)
        if command is not None:
            command.undo()
            command.setObsolete(True)  # the stack then drops it instead of undoing it
            self.undo_stack.undo()

    def open_example(self, key: str) -> None:
        """Open a named example with the settings that suit it."""
        example = EXAMPLES[key]
        config = replace(
            self.settings, learning_rate=example.learning_rate, max_epochs=example.max_epochs
        )
        self.open_dataset(example.dataset(), config)

    def open_generated(self, dataset: Dataset) -> None:
        """Open a generated set with a learning rate that is stable on it; show its true line."""
        rate = float(
            f"{wording.SAFE_FRACTION / 2 * largest_stable_learning_rate(dataset.loss):.2g}"
        )
        self.open_dataset(dataset, replace(self.settings, learning_rate=rate))
        self.set_view_options(replace(self.view_options, show_true_line=True))

    def open_dataset(self, dataset: Dataset, config: DescentConfig | None = None) -> None:
        """Put other data on the table; the run starts anew, as one undo step."""
        self.undo_stack.beginMacro(f"open {dataset.name or 'data'}")
        self._training.restart()
        self.set_start(ZERO_LINE)
        self._edit_dataset(f"open {dataset.name or 'data'}", lambda: dataset)
        if config is not None:
            self.set_settings(config)
        self.undo_stack.endMacro()
        self._training.restart()

    def _edit_dataset(self, text: str, make: Callable[[], Dataset]) -> bool:
        try:
            dataset = make()
        except DatasetError as error:
            self.post_notice(Notice(str(error), Severity.ERROR))
            return False
        if not self._has_finite_loss(dataset, self.start):
            return False
        if dataset != self.dataset:
            restore = partial(self._put_dataset, self.dataset)
            self._push(text, restore, partial(self._put_dataset, dataset))
        return True

    def _put_dataset(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._renew_problem()
        self.dataset_changed.emit(dataset)

    # ---- settings and start

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change the learning rate; ValueError when it is not a legal one."""
        self.set_settings(replace(self.settings, learning_rate=learning_rate))

    def set_max_epochs(self, max_epochs: int) -> None:
        """Change how many epochs a run takes."""
        self.set_settings(replace(self.settings, max_epochs=min(max_epochs, MAX_GUI_EPOCHS)))

    def set_settings(self, settings: DescentConfig) -> None:
        """Change the training settings."""
        if settings != self.settings:
            restore = partial(self._put_settings, self.settings)
            self._push("change settings", restore, partial(self._put_settings, settings))

    def _put_settings(self, settings: DescentConfig) -> None:
        self.settings = settings
        self._training.change_config(settings)
        self.settings_changed.emit(settings)

    def set_start(self, start: Line) -> None:
        """Change the line the descent starts from; values that are not finite are ignored."""
        if start == self.start or not np.all(np.abs(start) <= MAX_ABSOLUTE_VALUE):
            return
        if self._has_finite_loss(self.dataset, start):
            restore = partial(self._put_start, self.start)
            self._push("change start", restore, partial(self._put_start, start))

    def _has_finite_loss(self, dataset: Dataset, start: Line) -> bool:
        """Tell whether a run can begin; says so if not."""
        if not dataset.n_samples or math.isfinite(dataset.loss.value(np.array(start))):
            return True
        text = "Not taken: the loss of the start on these points would be beyond all numbers."
        self.post_notice(Notice(text, Severity.ERROR))
        return False

    def set_line_by_hand(self, line: Line) -> None:
        """Make a line fitted by hand the start; the run so far is forgotten."""
        if self.cursor or self.run_state.is_running:
            self._training.restart()
        self.set_start(line)

    def set_random_start(self, seed: int) -> None:
        """Start from a random line near the data."""
        if self.loss is not None:
            slope, intercept = random_start(self.loss, np.random.default_rng(seed))
            self.set_start(Line(float(slope), float(intercept)))

    def _put_start(self, start: Line) -> None:
        self.start = start
        self._renew_problem()
        self.start_changed.emit(start)

    def _renew_problem(self) -> None:
        self._training.set_problem(self.loss, np.array(self.start), self.settings)

    # ---- undo

    def begin_drag(self) -> None:
        """Edits up to ``end_drag`` become one undo step."""
        if not self.is_dragging:
            self._gesture += 1
            self.is_dragging = True
            self.drag_changed.emit(True)

    def end_drag(self) -> None:
        """End the drag."""
        if self.is_dragging:
            self.is_dragging = False
            self.drag_changed.emit(False)

    def undo(self) -> None:
        """Take back the last edit."""
        self.undo_stack.undo()

    def redo(self) -> None:
        """Do the last undone edit again."""
        self.undo_stack.redo()

    def _push(self, text: str, restore: Callable[[], None], apply: Callable[[], None]) -> None:
        gesture = self._gesture if self.is_dragging else 0
        self.undo_stack.push(ReplaceValue(text, restore, apply, gesture))

    # ---- the run

    def run(self) -> None:
        """Run on from the epoch shown."""
        if self._is_trainable():
            self._training.run()

    def run_with(self, learning_rate: float) -> None:
        """Use another learning rate for the whole run and run on."""
        self.set_learning_rate(learning_rate)
        self.run()

    def pause(self) -> None:
        """Pause the run."""
        self._training.pause()

    def toggle_run(self) -> None:
        """Run or pause: what the run button says."""
        if self.run_state.is_running:
            self.pause()
        else:
            self.run()

    def step(self, n_epochs: int = 1) -> None:
        """Take ``n_epochs`` steps; pauses first."""
        if self._is_trainable():
            self._training.step(n_epochs)

    def step_back(self, n_epochs: int = 1) -> None:
        """Show an earlier epoch; nothing is computed backwards."""
        self._training.seek(self.cursor - n_epochs)

    def seek(self, epoch: int) -> None:
        """Show a recorded epoch, the nearest one if it does not exist."""
        self._training.seek(epoch)

    def seek_last(self) -> None:
        """Show the newest epoch."""
        if self.history is not None:
            self._training.seek(self.history.last_epoch)

    def restart(self) -> None:
        """Forget the run and stand at the start again."""
        self.post_notice(None)
        self._training.restart()

    def shutdown(self) -> bool:
        """Stop, quit, wait; False when the thread is still busy after three seconds."""
        return self._training.shutdown()

    def _is_trainable(self) -> bool:
        if self.dataset.n_samples:
            return True
        self.post_notice(Notice("Add at least two points to fit a line.", Severity.WARNING))
        return False

    @Slot(object)
    def _on_run_status_changed(self, state: RunState) -> None:
        notice: Notice | None = None
        if state.status is RunStatus.FINISHED and self.loss is not None:
            notice = wording.outcome_notice(state, self.loss, self.settings)
        self.post_notice(notice)
        self.run_status_changed.emit(state)

    # ---- what is shown

    def set_view_options(self, options: ViewOptions) -> None:
        """Change what is shown and how fast."""
        if options != self.view_options:
            self.view_options = options
            self._training.set_speed(options.epochs_per_second)
            self.view_options_changed.emit(options)

    def post_notice(self, notice: Notice | None) -> None:
        """Tell the user one sentence; None takes the present one away."""
        self.notice_posted.emit(notice)
