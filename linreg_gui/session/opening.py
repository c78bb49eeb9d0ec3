"""Other data on the table, with a way back to all that was there before."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.branches import Branches
from linreg_gui.session.commands import Swap
from linreg_gui.session.editing import Editing
from linreg_gui.session.problem import ZERO_LINE
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import Segment
from linreg_gui.session.whole_state import Origin, WholeState

if TYPE_CHECKING:
    from linreg_gui.core.dataset import Dataset


class Opening(Editing):
    """Puts other data, or none, in place of the present ones; each time is one undo step.

    Undo brings back everything: points, settings and start, branches and kept runs, the epoch
    shown, and where all that came from, which is what a document is known by.

    Attributes
    ----------
    origin : Origin
    is_taking_over : bool
        Whether all is being replaced at this moment: what is heard then is no edit.
    """

    origin_changed = Signal(object)
    """Origin"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.origin = Origin(self.dataset)
        self.is_taking_over = False

    def open_example(self, key: str) -> None:
        """Open a named example with the settings that suit it.

        Its rate is meant for plain descent on x as it is: with another optimizer or on
        standardised x it would mean something else, so all settings but the seed are put back.
        """
        example = EXAMPLES[key]
        config = DescentConfig(example.learning_rate, example.max_epochs, seed=self.settings.seed)
        self.open_dataset(example.dataset(), config)

    def open_dataset(self, dataset: "Dataset", config: DescentConfig | None = None) -> None:
        """Put other data on the table; the run starts anew, and it is another document."""
        self._replace_all(f"open {dataset.name or 'data'}", dataset, config, Origin(dataset))

    def paste_dataset(self, dataset: "Dataset") -> None:
        """Put other data in place of all points of the same document; the run starts anew."""
        self._replace_all("paste points", dataset, None, self.origin)

    def remove_point(self, index: int) -> None:
        """Remove a point; an index that does not exist is ignored."""
        if self.dataset.n_samples == 1 and index == 0:
            self.clear_points("remove point")
        else:
            super().remove_point(index)

    def _replace_dataset(self, text: str, dataset: "Dataset") -> None:
        """Put other points in place of all; without any the kept runs wait for others."""
        if dataset.n_samples or not self.dataset.n_samples:
            super()._replace_dataset(text, dataset)
            return
        self.end_drag()
        branches = self.runs.branches.bare()
        branches.clear()
        bare = WholeState(dataset, self.settings, self.start, branches, origin=self.origin)
        self.undo_stack.push(Swap(text, self._swap, bare))

    def _replace_all(
        self, text: str, dataset: "Dataset", config: DescentConfig | None, origin: Origin
    ) -> None:
        settings = self.settings if config is None else config
        if not self._is_trainable_with(dataset, settings, ZERO_LINE):
            return
        self.end_drag()
        branches = Branches()
        if dataset.n_samples:
            objective = self._objectives.of(dataset, settings)
            start = objective.from_data_units(ZERO_LINE)
            branches.begin(Trajectory(objective, start, (Segment(0, settings),)))
        fresh = WholeState(dataset, settings, ZERO_LINE, branches, origin=origin)
        self.undo_stack.push(Swap(text, self._swap, fresh))

    def _swap(self, state: WholeState) -> WholeState:
        """Put a state in place of the present one, which is returned."""
        cursor = self.runs.player.awaited_cursor
        self.runs.player.pause()
        branches = self.runs.branches.bare()
        former = WholeState(
            self.dataset, self.settings, self.start, branches, cursor, origin=self.origin
        )
        self._put_whole(state)
        return former

    def _put_whole(self, state: WholeState) -> None:
        """Have a state instead of the present one, at rest."""
        self.forget_hand_trail()
        origin = Origin(state.dataset) if state.origin is None else state.origin
        is_other_document = origin is not self.origin
        self.dataset, self.settings, self.start = state.dataset, state.settings, state.start
        self.origin = origin
        self.is_taking_over = True
        self.runs.take_over(state.branches, state.cursor)
        self.is_taking_over = False
        if is_other_document:
            self.origin_changed.emit(origin)
        self.dataset_changed.emit(self.dataset)
        self.settings_changed.emit(self.settings)
        self.start_changed.emit(self.start)
