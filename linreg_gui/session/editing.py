"""What a hand does to data and start: points put, moved and taken, lines tried."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.generators import random_start
from linreg_gui.session.hand_trail import HandTrail
from linreg_gui.session.point_edits import MovePoint, PointEdit, PutPoint, TakePoint
from linreg_gui.session.problem import Problem
from linreg_gui.session.values import Line, Notice, Severity

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Editing(Problem):
    """Edits of points and of the start by hand; each is one undo step."""

    hand_trail_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hand_trail = HandTrail()
        self._hand_gesture = -1
        self._prepared: tuple[PointEdit, Dataset] | None = None

    # ---- points and tables

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

    def clear_points(self, text: str = "remove all points") -> None:
        """Remove all points, as one undo step called ``text``."""
        if self.dataset.n_samples:
            self._replace_dataset(text, Dataset.from_xy(np.empty(0), np.empty(0)))

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
            self.post_notice(Notice(str(error), Severity.ERROR, ends_with_edit=True))
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

    def _coordinates(self, index: int) -> tuple[float, float]:
        return float(self.dataset.x[index]), float(self.dataset.y[index])

    def _edit_point(self, text: str, way_back: PointEdit, edit: PointEdit) -> bool:
        try:
            dataset = edit.apply(self.dataset)
        except DatasetError as error:
            self.post_notice(Notice(str(error), Severity.ERROR, ends_with_edit=True))
            return False
        is_fit = self._is_trainable_with(dataset, self.settings, self.start)
        if is_fit:
            self._prepared = (edit, dataset)
            self._push(text, self._apply_edit, (way_back, edit))
            self._prepared = None
        return is_fit

    def _apply_edit(self, edit: PointEdit) -> None:
        """Do an edit; one just checked is not done, and its data summed up, a second time."""
        if self._prepared is not None and self._prepared[0] is edit:
            self._put_dataset(self._prepared[1])
        else:
            self._put_dataset(edit.apply(self.dataset))

    def _replace_dataset(self, text: str, dataset: Dataset) -> None:
        is_fit = self._is_trainable_with(dataset, self.settings, self.start)
        if is_fit and dataset != self.dataset:
            self._push(text, self._put_dataset, (self.dataset, dataset))

    # ---- the start

    def set_line_by_hand(self, line: Line) -> None:
        """Make a line fitted by hand the start; what was run from another one is forgotten."""
        before = self.shown_line
        if not self._is_legal_start(line):
            return
        if self.runs.player.cursor or self.runs.player.state.is_running:
            self.runs.restart()
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
