"""Replace the dataset, or everything, as one undoable step."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from linreg_gui.core.automatic import BOTH, NEITHER
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.surface import Surface
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.branches import Branches
from linreg_gui.session.curve import ZERO_LINE, Curve
from linreg_gui.session.edits import Edits
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.problem import Problem
from linreg_gui.session.segments import Segment
from linreg_gui.session.state import DocumentId, LabState
from linreg_gui.session.trajectory import KeptRun, Trajectory
from linreg_gui.session.wording import run_name
from linreg_gui.storage.errors import one_line

if TYPE_CHECKING:
    from linreg_gui.session.hand import Hand
    from linreg_gui.session.player import Player
    from linreg_gui.session.runs import Runs

RACE_EPOCHS = 300
"""Epochs of the runs that an example is opened with: ten seconds at the usual pace."""


class Opening(QObject):
    """Replaces the data, or removes them; each time is one step of undo.

    Undo brings back everything: points, settings and start, branches and kept runs, the epoch
    shown, and where all that came from, which is what a document is known by.

    Attributes
    ----------
    origin : DocumentId
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate
    origin_changed = Signal(object)
    """DocumentId"""

    def __init__(
        self, edits: Edits, problem: Problem, runs: "Runs", player: "Player", hand: "Hand"
    ) -> None:
        super().__init__(problem)
        self._edits = edits
        self._problem = problem
        self._runs = runs
        self._player = player
        self._hand = hand
        self.origin = DocumentId(problem.dataset)
        problem.empty = self._empty

    @asks(Lockable.DATA)
    def open_example(self, key: str) -> None:
        """Open a named example with the settings that suit it.

        Its rate is meant for plain descent on x scaled as the example says: with another optimizer
        or scaling it would mean something else, so all settings but the seed are put back.
        """
        example = EXAMPLES[key]
        config = replace(example.settings, seed=self._runs.settings.seed)
        self.open_dataset(example.dataset(), config, example.kept_rates)
        if example.kept_rates:
            self._player.stand_at(0)

    @asks(Lockable.DATA)
    def open_dataset(
        self,
        dataset: Dataset,
        config: DescentConfig | None = None,
        kept_rates: tuple[float, ...] = (),
    ) -> None:
        """Open a dataset as another document, as one undoable step; the run starts anew.

        Without settings of their own the data get the usual ones, whatever the document before
        was run with, and rate and epochs follow the data. Other rates are those of runs kept
        beside the one shown, all with the epochs of a race.
        """
        text = f"open {one_line(dataset.name) or 'data'}"
        usual = usual_settings(dataset, self._runs.settings.seed)
        fresh = _bare_state(dataset, config or usual, DocumentId(dataset))
        if config is not None and dataset.n_samples:
            fresh = replace(fresh, automatic=NEITHER)
        self._replace_all(text, fresh, kept_rates)

    @asks(Lockable.DATA)
    def open_new(self) -> None:
        """Begin a document without points, with the usual settings but for the seed."""
        is_new = not (self._problem.dataset.n_samples or self.origin.dataset.n_samples)
        dataset = Dataset.from_xy(np.empty(0), np.empty(0))
        usual = usual_settings(dataset, self._runs.settings.seed)
        is_usual = self._runs.settings == usual and self._problem.automatic == BOTH
        if is_new and is_usual and not len(self._player.branches):
            return  # there is nothing that undo would bring back
        self._replace_all("new document", _bare_state(dataset, usual, DocumentId(dataset)))

    @asks(Lockable.DATA)
    def paste_dataset(self, dataset: Dataset) -> None:
        """Put other data in place of all points of the same document; the run starts anew.

        The document keeps its settings, but rate and epochs follow the data; other features are
        all used.
        """
        settings = self._runs.settings
        if dataset.n_features > 1 or self._problem.dataset.n_features > 1:
            settings = usual_settings(dataset, settings.seed)
        fresh = _bare_state(dataset, settings, self.origin)
        self._replace_all("paste points", fresh)

    def put(self, state: LabState) -> None:
        """Have a state instead of the present one, at rest; no step of undo."""
        self._hand.forget()
        origin = DocumentId(state.dataset) if state.origin is None else state.origin
        is_other_document = origin is not self.origin
        self.origin = origin
        surface = Surface.of(state.settings)
        self._problem.put(state.dataset, surface, state.start, state.automatic)
        self._runs.open_state(state)
        if is_other_document:
            self.origin_changed.emit(origin)
        self._problem.dataset_changed.emit(state.dataset)
        self._runs.settings_changed.emit(self._runs.settings)
        self._problem.start_changed.emit(state.start)

    def _empty(self, text: str, dataset: Dataset) -> None:
        """Put a dataset without points in place; the kept runs wait for others.

        Points come one by one, with one feature: what was over features of several is done with.
        """
        branches, start = self._player.branches.bare(), self._problem.start
        branches.clear()
        if self._problem.dataset.n_features > 1:
            dataset = Dataset.from_xy(np.empty(0), np.empty(0), target_name=dataset.target_name)
            branches, start = Branches(), ZERO_LINE.of_degree(self._runs.settings.degree)
        without_columns = replace(self._runs.settings, columns=None)
        settings = BOTH.resolved(without_columns, None, ZERO_LINE)
        bare = LabState(dataset, settings, start, branches, origin=self.origin, automatic=BOTH)
        self._edits.push_swap(text, self._swap, bare)

    def _replace_all(self, text: str, fresh: LabState, kept_rates: tuple[float, ...] = ()) -> None:
        """Put a state in force, its runs begun and its settings suited to its data."""
        dataset, settings = fresh.dataset, fresh.settings
        zero = fresh.start
        if not self._problem.accepts(dataset, Surface.of(settings), zero):
            return
        if not dataset.n_samples:
            settings = fresh.automatic.resolved(settings, None, ZERO_LINE)
        else:
            objective = self._problem.objective_of(dataset, Surface.of(settings), zero)
            start = zero.on(objective)
            settings = fresh.automatic.resolved(settings, objective, start)
            fresh.branches.begin(Trajectory(objective, start, (Segment(0, settings),)))
            _keep_rates(fresh.branches, kept_rates, zero)
        self._edits.push_swap(text, self._swap, replace(fresh, settings=settings))

    def _swap(self, state: LabState) -> LabState:
        """Put a state in place of the present one, which is returned."""
        cursor = self._player.awaited_cursor
        self._player.pause()
        former = LabState(
            self._problem.dataset,
            self._runs.settings,
            self._problem.start,
            self._player.branches.bare(),
            cursor,
            origin=self.origin,
            automatic=self._problem.automatic,
        )
        self.put(state)
        return former


def usual_settings(dataset: Dataset, seed: int = 0) -> DescentConfig:
    """Return the settings that a document begins with: several features are all used, scaled."""
    scaling = Scaling.STANDARDISE if dataset.n_features > 1 else Scaling.NONE
    return DescentConfig(seed=seed, scaling=scaling)


def zero_of(dataset: Dataset, settings: DescentConfig) -> Curve:
    """Return the model whose coefficients are all 0."""
    n_features = len(Surface.of(settings).columns_of(dataset))
    return Curve.made((0.0,) * (n_features + 1)).of_degree(settings.degree)


def _bare_state(dataset: Dataset, settings: DescentConfig, origin: DocumentId) -> LabState:
    """Return a state without runs, whose rate and epochs follow the data."""
    start = zero_of(dataset, settings)
    return LabState(dataset, settings, start, Branches(), origin=origin, automatic=BOTH)


def _keep_rates(branches: Branches, rates: tuple[float, ...], zero: Curve) -> None:
    """Run the only branch as far as a race goes, and keep a run at each other rate beside it."""
    run = branches.active
    if run is None or not rates:
        return
    run.advance(RACE_EPOCHS)
    for rate in rates:
        config = replace(run.config, learning_rate=rate)
        other = Trajectory(run.objective, run.start, (Segment(0, config),))
        other.advance(RACE_EPOCHS)
        other.kept = KeptRun(run_name(config, len(zero) - 1), zero)
        branches.add(other)
