"""The half of a session that can be undone: data, training settings and start."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.generators import random_start
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.launch import MAX_GUI_EPOCHS
from linreg_gui.session import wording
from linreg_gui.session.commands import ReplaceValue
from linreg_gui.session.hand_trail import HandTrail
from linreg_gui.session.objectives import Objectives
from linreg_gui.session.point_edits import MovePoint, PointEdit, PutPoint, TakePoint
from linreg_gui.session.training import Training
from linreg_gui.session.values import Line, Notice, Severity

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

ZERO_LINE = Line(0.0, 0.0)
MOST_UNDO_STEPS = 1000


class Editing(QObject):
    """Data, settings and start with their undo stack; every edit replays the run.

    Intent methods go in, fine-grained signals come out and carry the new frozen value. A setter
    given an equal value does nothing.
    """

    dataset_changed = Signal(object)
    """Dataset"""
    settings_changed = Signal(object)
    """DescentConfig"""
    start_changed = Signal(object)
    """Line"""
    hand_trail_changed = Signal()
    drag_changed = Signal(bool)
    """True when a drag begins, False when it ends."""
    notice_posted = Signal(object)
    """Notice; None takes the present one away."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        example = EXAMPLES[DEFAULT_EXAMPLE]
        self.dataset: Dataset = example.dataset()
        self.opened_dataset = self.dataset
        """As it was put on the table; differs from the present one when points were edited."""
        self.settings = DescentConfig(
            learning_rate=example.learning_rate, max_epochs=example.max_epochs
        )
        self.start = ZERO_LINE
        self._objectives = Objectives()
        self.hand_trail = HandTrail()
        self.is_dragging = False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MOST_UNDO_STEPS)
        self._gesture = 0
        self._forked_gesture = self._hand_gesture = -1
        self._training = Training(self)
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

    # ---- data

    def add_point(self, x: float, y: float) -> bool:
        """Add a point; False (and a notice) when it is not a legal one."""
        end = self.dataset.n_samples
        return self._edit_point("add point", TakePoint(end), PutPoint(end, x, y))

    def remove_point(self, index: int) -> None:
        """Remove a point; an index that does not exist is ignored."""
        if 0 <= index < self.dataset.n_samples:
            x, y = self._coordinates(index)
            self._edit_point("remove point", PutPoint(index, x, y), TakePoint(index))

    def move_point(self, index: int, x: float, y: float) -> None:
        """Move a point; within a drag all moves are one undo step."""
        if 0 <= index < self.dataset.n_samples and (x, y) != self._coordinates(index):
            here = MovePoint(index, *self._coordinates(index))
            self._edit_point("move point", here, MovePoint(index, x, y))

    def clear_points(self) -> None:
        """Remove all points."""
        if self.dataset.n_samples:
            self._replace_dataset("remove all points", Dataset.from_xy(np.empty(0), np.empty(0)))

    def replace_points(self, text: str, x: "ArrayLike", y: "ArrayLike") -> bool:
        """Put other coordinates in place of all, as one undo step called ``text``.

        Parameters
        ----------
        text : str
        x, y : array_like, shape (n_samples,)

        Returns
        -------
        bool
            False (and a notice) when one of them is not a legal one.
        """
        try:
            dataset = replace(self.dataset, features=np.reshape(x, (-1, 1)), target=np.asarray(y))
        except DatasetError as error:
            self.post_notice(Notice(str(error), Severity.ERROR))
            return False
        self._replace_dataset(text, dataset)
        return True

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

    def open_dataset(self, dataset: Dataset, config: DescentConfig | None = None) -> None:
        """Put other data on the table; the run starts anew, as one undo step."""
        self.undo_stack.beginMacro(f"open {dataset.name or 'data'}")
        self._training.restart()
        self._training.drop_kept()
        self.forget_hand_trail()
        self.set_start(ZERO_LINE)
        self._replace_dataset(f"open {dataset.name or 'data'}", dataset)
        if config is not None:
            self.set_settings(config)
        self.undo_stack.endMacro()
        self.opened_dataset = self.dataset
        self._training.restart()

    def _coordinates(self, index: int) -> tuple[float, float]:
        return float(self.dataset.x[index]), float(self.dataset.y[index])

    def _edit_point(self, text: str, way_back: PointEdit, edit: PointEdit) -> bool:
        try:
            dataset = edit.apply(self.dataset)
        except DatasetError as error:
            self.post_notice(Notice(str(error), Severity.ERROR))
            return False
        is_fit = self._is_trainable_with(dataset, self.settings, self.start)
        if is_fit:
            self._push(text, self._apply_edit, (way_back, edit))
        return is_fit

    def _apply_edit(self, edit: PointEdit) -> None:
        self._put_dataset(edit.apply(self.dataset))

    def _replace_dataset(self, text: str, dataset: Dataset) -> None:
        is_fit = self._is_trainable_with(dataset, self.settings, self.start)
        if is_fit and dataset != self.dataset:
            self._push(text, self._put_dataset, (self.dataset, dataset))

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
        """Change the training settings; while a run is under way a branch grows with them."""
        is_fit = self._is_trainable_with(self.dataset, settings, self.start)
        if settings != self.settings and is_fit:
            self._fork_if_running(settings)
            text = f"change {wording.settings_change(self.settings, settings)}"
            number = self._training.branches.active_number
            values = (number, self.settings), (number, settings)
            self._push(text, self._put_settings, values)

    def _fork_if_running(self, settings: DescentConfig) -> None:
        """Let other settings begin a branch, once a gesture; more epochs are no other path."""
        is_same_path = replace(self.settings, max_epochs=settings.max_epochs) == settings
        is_forked = self.is_dragging and self._forked_gesture == self._gesture
        is_other_surface = not _have_same_surface(self.settings, settings)
        is_running = self._training.is_descending
        if is_same_path or is_forked or is_other_surface or not is_running:
            return
        self._forked_gesture = self._gesture
        self._training.fork()

    def _put_settings(self, place: tuple[int, DescentConfig]) -> None:
        """Put settings in force on the branch they are of; on the one shown if that is gone."""
        number, settings = place
        self._training.show_branch(number)
        former, self.settings = self.settings, settings
        if _have_same_surface(former, settings):
            self._training.change_config(settings)
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

    def set_line_by_hand(self, line: Line) -> None:
        """Make a line fitted by hand the start; what was run from another one is forgotten."""
        before = self.shown_line
        if not self._is_legal_start(line):
            return
        if self._training.cursor or self._training.state.is_running:
            self._training.restart()
        self.set_start(line)
        self._remember_line_by_hand(before)

    def _remember_line_by_hand(self, before: Line) -> None:
        if not self.is_dragging or self._hand_gesture != self._gesture:
            self._hand_gesture = self._gesture
            self.hand_trail.begin_stroke(before)
        self.hand_trail.add(self.start)
        self.hand_trail_changed.emit()

    def forget_hand_trail(self) -> None:
        """Forget which lines were tried by hand."""
        if len(self.hand_trail):
            self.hand_trail.clear()
            self.hand_trail_changed.emit()

    def set_random_start(self, seed: int) -> None:
        """Start from a random line near the data."""
        if self.loss is not None:
            slope, intercept = random_start(self.dataset.loss, np.random.default_rng(seed))
            self.set_start(Line(float(slope), float(intercept)))

    def _put_start(self, start: Line) -> None:
        self.start = start
        self._renew_problem()
        self.start_changed.emit(start)

    def _renew_problem(self) -> None:
        start = np.array(self.start_parameters)
        self._training.set_problem(self.objective, start, self.settings)

    @property
    def shown_line(self) -> Line:
        """The line of the epoch shown, in the data's units; the start when there are no points."""
        parameters = self._training.shown_parameters
        return self.start if parameters is None else self.from_surface(parameters)

    def _is_trainable(self) -> bool:
        if self.dataset.n_samples:
            return True
        self.post_notice(Notice("Add at least two points to fit a line.", Severity.WARNING))
        return False

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

    def _push(self, text: str, put: Callable[[Any], None], values: tuple[Any, Any]) -> None:
        gesture = self._gesture if self.is_dragging else 0
        self.undo_stack.push(ReplaceValue(text, put, values, gesture))


def _have_same_surface(one: DescentConfig, other: DescentConfig) -> bool:
    """Tell whether two settings minimise the same loss over the same parameters."""
    return (one.l2, one.is_standardised) == (other.l2, other.is_standardised)
