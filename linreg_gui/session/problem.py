"""What a descent is about: data, training settings and start, and the way back from edits."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE, MAX_GUI_EPOCHS
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session import wording
from linreg_gui.session.commands import ReplaceValue
from linreg_gui.session.objectives import Objectives
from linreg_gui.session.runs import Runs
from linreg_gui.session.segments import have_same_steps, have_same_surface
from linreg_gui.session.values import Line, Notice, Severity

ZERO_LINE = Line(0.0, 0.0)
MOST_UNDO_STEPS = 1000


class Problem(QObject):
    """Data, settings and start with their undo stack; every change of them replays the run.

    Intent methods go in, fine-grained signals come out and carry the new frozen value. A setter
    given an equal value does nothing.
    """

    dataset_changed = Signal(object)
    """Dataset"""
    settings_changed = Signal(object)
    """DescentConfig"""
    start_changed = Signal(object)
    """Line"""
    edit_extended = Signal()
    """The newest step of undo has grown; the stack itself says nothing of it."""
    drag_changed = Signal(bool)
    """True when a drag begins, False when it ends."""
    notice_posted = Signal(object)
    """Notice; None takes the present one away."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        example = EXAMPLES[DEFAULT_EXAMPLE]
        self.dataset: Dataset = example.dataset()
        self.settings = DescentConfig(
            learning_rate=example.learning_rate, max_epochs=example.max_epochs
        )
        self.start = ZERO_LINE
        self._objectives = Objectives()
        self.is_dragging = False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MOST_UNDO_STEPS)
        self._gesture = 0
        self._forked_gesture = -1
        self._dragged: ReplaceValue | None = None
        self.runs = Runs(self)
        self._renew_problem()

    @property
    def objective(self) -> Objective | None:
        """What the descent minimises, over the data as it sees them; None without points."""
        return self._objectives.of(self.dataset, self.settings) if self.dataset.n_samples else None

    @property
    def loss(self) -> QuadraticLoss | None:
        """The loss surface, over the parameters that the descent moves; None without points."""
        objective = self.objective
        return None if objective is None else objective.loss

    @property
    def start_parameters(self) -> Line:
        """The start on the loss surface; differs from ``start`` on standardised x."""
        return self.to_surface(self.start)

    def to_surface(self, line: Line) -> Line:
        """Give the place of a line, in the data's units, on the loss surface."""
        objective = self.objective
        return line if objective is None else Line(*objective.from_data_units(line).tolist())

    def from_surface(self, parameters: Line) -> Line:
        """Give the line, in the data's units, of a place on the loss surface."""
        objective = self.objective
        return parameters if objective is None else Line(*objective.to_data_units(parameters))

    def post_notice(self, notice: Notice | None) -> None:
        """Tell the user one sentence; None takes the present one away."""
        self.notice_posted.emit(notice)

    # ---- settings and start

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change the learning rate; ValueError when it is not a legal one."""
        self.set_settings(replace(self.settings, learning_rate=learning_rate))

    def set_max_epochs(self, max_epochs: int) -> None:
        """Change how many epochs a run takes."""
        self.set_settings(replace(self.settings, max_epochs=min(max_epochs, MAX_GUI_EPOCHS)))

    def set_settings(self, settings: DescentConfig) -> None:
        """Change the training settings; while a run is under way a branch grows with them."""
        is_fit = self._is_trainable_with(self.dataset, settings, self.start)
        if settings != self.settings and is_fit:
            self._fork_if_running(settings)
            text = f"change {wording.settings_change(self.settings, settings)}"
            number = self.runs.branches.active_number
            values = (number, self.settings), (number, settings)
            self._push(text, self._put_settings, values)

    def _fork_if_running(self, settings: DescentConfig) -> None:
        """Let other settings begin a branch, once a gesture; more epochs are no other path."""
        is_same_path = have_same_steps(self.settings, settings)
        is_forked = self.is_dragging and self._forked_gesture == self._gesture
        is_other_surface = not have_same_surface(self.settings, settings)
        is_running = self.runs.player.is_under_way
        if is_same_path or is_forked or is_other_surface or not is_running:
            return
        self._forked_gesture = self._gesture
        self.runs.fork()

    def _put_settings(self, place: tuple[int, DescentConfig]) -> None:
        """Put settings in force on the branch they are of; on the one shown if that is gone."""
        number, settings = place
        self.runs.show_branch(number)
        former, self.settings = self.settings, settings
        if have_same_surface(former, settings):
            self.runs.change_config(settings)
        else:
            self._renew_problem()
        self.settings_changed.emit(settings)

    def set_start(self, start: Line) -> None:
        """Change the line the descent starts from; values that are not finite are ignored."""
        if start != self.start and self._is_legal_start(start):
            self._push("change start", self._put_start, (self.start, start))

    def _is_legal_start(self, start: Line) -> bool:
        is_finite = bool(np.all(np.abs(start) <= MAX_ABSOLUTE_VALUE))
        return is_finite and self._is_trainable_with(self.dataset, self.settings, start)

    def _is_trainable_with(self, dataset: Dataset, settings: DescentConfig, start: Line) -> bool:
        """Tell whether a run can begin; says so if not."""
        if not dataset.n_samples:
            return True
        text = "Not taken: the loss of the start on these points would be beyond all numbers."
        try:
            objective = self._objectives.of(dataset, settings)
            if math.isfinite(objective.loss.value(objective.from_data_units(start))):
                return True
        except DatasetError as error:
            text = f"Not taken: {error}"
        self.post_notice(Notice(text, Severity.ERROR))
        return False

    def _put_start(self, start: Line) -> None:
        self.start = start
        self._renew_problem()
        self.start_changed.emit(start)

    def _renew_problem(self) -> None:
        start = np.array(self.start_parameters)
        self.runs.set_problem(self.objective, start, self.settings)

    @property
    def shown_line(self) -> Line:
        """The line of the epoch shown, in the data's units; the start when there are no points."""
        parameters = self.runs.player.shown_parameters
        return self.start if parameters is None else self.from_surface(parameters)

    def _is_trainable(self) -> bool:
        if self.dataset.n_samples:
            return True
        self.post_notice(Notice("Add at least two points to fit a line.", Severity.WARNING))
        return False

    def _put_dataset(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._renew_problem()
        self.dataset_changed.emit(dataset)

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
            dragged, self._dragged = self._dragged, None
            if dragged is not None and self._is_newest(dragged) and dragged.is_void:
                dragged.setObsolete(True)  # the stack then drops it instead of undoing it
                self.undo_stack.undo()
            self.is_dragging = False
            self.drag_changed.emit(False)

    def undo(self) -> None:
        """Take back the last edit."""
        self.undo_stack.undo()

    def redo(self) -> None:
        """Do the last undone edit again."""
        self.undo_stack.redo()

    def _push(self, text: str, put: Callable[[Any], None], values: tuple[Any, Any]) -> None:
        """Do an edit and keep it; all of one kind within a drag are one step."""
        newest = self._dragged
        if newest is not None and self._is_newest(newest) and newest.text() == text:
            newest.extend(values[1])
            self.edit_extended.emit()
            return
        command = ReplaceValue(text, put, values)
        self.undo_stack.push(command)
        self._dragged = command if self.is_dragging else None

    def _is_newest(self, command: ReplaceValue) -> bool:
        """Tell whether a step can still grow: it cannot once it is undone, or in a file."""
        stack = self.undo_stack
        is_on_top = stack.index() > 0 and stack.command(stack.index() - 1) is command
        return is_on_top and not stack.isClean()
