"""The problem of a descent: the data, the surface they make, and the start."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from linreg_gui.core.automatic import NEITHER, Automatic
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.generators import random_start
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.limits import MAX_ABSOLUTE_VALUE
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import Held
from linreg_gui.core.surface import Surface
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.curve import ZERO_LINE, Curve, Line, Parameters
from linreg_gui.session.edits import Edits
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.point_edits import MovePoint, PointEdit, PutPoint, TakePoint, TurnPoint
from linreg_gui.session.values import Notice

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from linreg_gui.core.settings import DescentConfig

NEEDS_MORE_VALUES = (
    "No point was added: it has {} features, and a place here gives one. Type it into the points "
    "table."
)
OTHER_START = "Not taken: a start has a weight for each feature used, and an intercept."


class Problem(QObject):
    """Data, surface and start; edits of them can be undone. Knows no run.

    A setter given an equal value does nothing.

    Attributes
    ----------
    dataset : Dataset
        With all its features.
    start : Curve
        Of the degree of the surface, over the features used.
    surface : Surface
        Set together with the training settings of the runs.
    automatic : Automatic
        Which training settings follow the data; set together with them, too.
    empty : callable
        Puts a dataset without points in place, as an undo step with the text given; by default
        as any edit does.
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate

    changed = Signal()
    """Another objective or start: emitted before ``dataset_changed`` and ``start_changed``."""
    dataset_changed = Signal(object)
    """Dataset"""
    start_changed = Signal(object)
    """Curve"""
    notice_posted = Signal(object)
    """Notice"""

    def __init__(self, dataset: Dataset, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset = dataset
        self.start: Curve = ZERO_LINE
        self.surface = Surface()
        self.automatic = NEITHER
        self.empty: Callable[[str, Dataset], None] = self._replace_dataset
        self._edits = edits
        self._objective: tuple[Dataset, Surface, Objective] | None = None
        self._prepared: tuple[PointEdit, Dataset] | None = None

    # ---- what is true now

    @property
    def used(self) -> Dataset:
        """The data over the features used."""
        return self.dataset.of_columns(self.surface.columns)

    @property
    def is_line(self) -> bool:
        """Whether the model is a straight line over one feature."""
        return self.surface.degree == 1 and self.used.n_features == 1

    @property
    def objective(self) -> Objective | None:
        """The objective of the descent; None without points."""
        if not self.dataset.n_samples:
            return None
        return self.objective_of(self.dataset, self.surface, self.start)

    @property
    def loss(self) -> QuadraticLoss | None:
        """The loss surface, over the parameters that the descent moves; None without points."""
        objective = self.objective
        return None if objective is None else objective.loss

    @property
    def start_parameters(self) -> Parameters:
        """The start as the descent sees it; differs from ``start`` on scaled x."""
        return self.parameters_of(self.start)

    def parameters_of(self, curve: Curve) -> Parameters:
        """Return the parameters that the descent has at a curve; without points its own."""
        objective = self.objective
        return tuple(curve if objective is None else curve.on(objective).tolist())

    def curve_of(self, parameters: "ArrayLike") -> Curve:
        """Return the curve of parameters; without points they are its coefficients."""
        objective = self.objective
        if objective is None:
            return Curve.made(np.asarray(parameters).tolist(), self.surface.degree)
        return Curve.of(objective, parameters)

    def on_surface(self, surface: Surface, curve: Curve | None = None) -> Curve:
        """Return a model, by default the start, as another surface has it.

        It is then of the degree of that surface, over its features.
        """
        before, after = (one.columns_of(self.dataset) for one in (self.surface, surface))
        return (
            (self.start if curve is None else curve).over(before, after).of_degree(surface.degree)
        )

    def accepts(self, dataset: Dataset, surface: Surface, start: Curve) -> bool:
        """Return whether a run can begin so; posts a notice if not."""
        known = self._objective
        text = "Not taken: the loss of the start on these points would be too large to compute."
        try:
            if not dataset.of_columns(surface.columns).n_samples:
                return True
            objective = self.objective_of(dataset, surface, start)
            if math.isfinite(objective.loss.value(start.on(objective))):
                return True
        except DatasetError as error:
            text = f"Not taken: {error}"
        # Views know the objective by its identity: the present object has to stay.
        self._objective = known
        self.notice_posted.emit(Notice.refusal(text))
        return False

    def accepts_start(self, start: Curve) -> bool:
        """Return whether a run can begin at a curve; posts a notice where its loss is too large."""
        if not start.degree > 1 and len(start) != self.used.n_features + 1:
            self.notice_posted.emit(Notice.refusal(OTHER_START))
            return False
        is_finite = bool(np.all(np.abs(start) <= MAX_ABSOLUTE_VALUE))
        return is_finite and self.accepts(self.dataset, self.surface, start)

    def follow_data(self, settings: "DescentConfig", automatic: Automatic) -> "DescentConfig":
        """Return settings with the numbers that suit the data for those that are automatic."""
        if not automatic.is_any:
            return settings
        if not self.dataset.n_samples:
            return automatic.resolved(settings, None, self.start)
        surface = Surface.of(settings)
        start = self.on_surface(surface)
        objective = self.objective_of(self.dataset, surface, start)
        return automatic.resolved(settings, objective, start.on(objective))

    def objective_of(self, dataset: Dataset, surface: Surface, start: Curve) -> Objective:
        """Return the objective; the newest one itself where nothing it depends on has changed.

        It depends on data and surface, and on the start where a parameter is held.

        Raises
        ------
        DatasetError
            If there is no point, or its standardised values are out of range.
        """
        known = self._objective
        if known is None or known[0] is not dataset or known[1] != surface:
            found = Objective.of(dataset, surface, start)
        else:
            found = known[2].for_start(start)
        if known is None or found is not known[2]:
            self._objective = dataset, surface, found
        return found

    # ---- points and tables

    @asks(Lockable.POINTS)
    def add_point(self, x: "float | Sequence[float]", y: float) -> bool:
        """Add a point; False (and a notice) when it is not a legal one.

        Parameters
        ----------
        x : float, or float for each feature
            A click gives one value alone.
        y : float
        """
        given = (x,) if isinstance(x, int | float) else tuple(x)
        if len(given) < self.dataset.n_features:
            self._refuse(DatasetError(NEEDS_MORE_VALUES.format(self.dataset.n_features)))
            return False
        end = self.dataset.n_samples
        return self._edit_point("add point", TakePoint(end), PutPoint(end, given, y))

    @asks(Lockable.POINTS)
    def remove_point(self, index: int) -> None:
        """Remove a point; an index that does not exist is ignored."""
        if self.dataset.n_samples == 1 and index == 0:
            self.clear_points("remove point")
        elif 0 <= index < self.dataset.n_samples:
            x, y = tuple(self.dataset.features[index].tolist()), float(self.dataset.y[index])
            mask = self.dataset.is_held_out
            is_held_out = mask is not None and bool(mask[index])
            way_back = PutPoint(index, x, y, is_held_out)
            self._edit_point("remove point", way_back, TakePoint(index))

    @asks(Lockable.POINTS)
    def remove_points(self, indices: "ArrayLike") -> None:
        """Remove several points, as one undo step.

        Raises
        ------
        IndexError
            If a point does not exist.
        """
        chosen, mask = np.unique(np.asarray(indices, np.intp)), self.dataset.is_held_out
        if len(chosen) == 1:
            self.remove_point(int(chosen[0]))
        elif len(chosen):
            text = f"remove {len(chosen)} points"
            dataset = replace(
                self.dataset,
                features=np.delete(self.dataset.features, chosen, axis=0),
                target=np.delete(self.dataset.target, chosen),
                is_held_out=None if mask is None else np.delete(mask, chosen),
            )
            self._replace_points(text, dataset)

    @asks(Lockable.POINTS)
    def move_point(self, index: int, x: float, y: float, column: int = 0) -> None:
        """Move a point; within a drag all moves are one undo step.

        Parameters
        ----------
        index : int
        x, y : float
        column : int
            The feature that x is of, among all.
        """
        if 0 <= index < self.dataset.n_samples:
            at = float(self.dataset.features[index, column]), float(self.dataset.y[index])
            here, there = MovePoint(index, *at, column), MovePoint(index, x, y, column)
            if here != there:
                self._edit_point("move point", here, there)

    @asks(Lockable.HELD_OUT)
    def turn_point(self, index: int) -> None:
        """Hold a point out, or train on it again."""
        if 0 <= index < self.dataset.n_samples:
            self._edit_point("hold out", TurnPoint(index), TurnPoint(index))

    @asks(Lockable.HELD_OUT)
    def hold_out(self, hold_out: HoldOut | None) -> None:
        """Hold other points out, as one undo step; None trains on all."""
        try:
            bare = self.dataset.with_held_out(None)
            dataset = bare if hold_out is None else hold_out.apply(bare)
        except DatasetError as error:
            self._refuse(error)
            return
        if dataset != self.dataset and self.accepts(dataset, self.surface, self.start):
            self._replace_dataset("hold out", dataset)

    @asks(Lockable.POINTS)
    def clear_points(self, text: str = "remove all points") -> None:
        """Remove all points, as one undo step called ``text``."""
        if self.dataset.n_samples:
            self.empty(text, Dataset.from_xy(np.empty(0), np.empty(0)))

    @asks(Lockable.POINTS)
    def replace_points(self, text: str, x: "ArrayLike", y: "ArrayLike") -> bool:
        """Put other coordinates in place of all, as one undo step called ``text``.

        Parameters
        ----------
        text : str
        x : array_like, shape (n_samples,) or (n_samples, n_features)
        y : array_like, shape (n_samples,)

        Returns
        -------
        bool
            False (and a notice) if a coordinate is not a legal one.
        """
        mask = self.dataset.is_held_out
        if mask is not None:  # rows are known by their place
            mask = np.append(mask, np.zeros(max(0, len(np.asarray(y)) - len(mask)), dtype=bool))
            mask = mask[: len(np.asarray(y))]
        try:
            target = np.asarray(y)
            features = np.reshape(x, (-1, self.dataset.n_features))
            dataset = replace(self.dataset, features=features, target=target, is_held_out=mask)
        except DatasetError as error:
            self._refuse(error)
            return False
        self._replace_points(text, dataset)
        return True

    def _replace_points(self, text: str, dataset: Dataset) -> None:
        if self.dataset.n_samples and not dataset.n_samples:
            self.empty(text, dataset)
        elif self.accepts(dataset, self.surface, self.start) and dataset != self.dataset:
            self._replace_dataset(text, dataset)

    def _edit_point(self, text: str, way_back: PointEdit, edit: PointEdit) -> bool:
        try:
            dataset = edit.apply(self.dataset)
        except DatasetError as error:
            self._refuse(error)
            return False
        is_fit = self.accepts(dataset, self.surface, self.start)
        if is_fit:
            self._prepared = (edit, dataset)
            self._edits.push(text, self._apply_edit, (way_back, edit))
            self._prepared = None
        return is_fit

    def _refuse(self, error: DatasetError) -> None:
        self.notice_posted.emit(Notice.refusal(str(error)))

    def _apply_edit(self, edit: PointEdit) -> None:
        """Do an edit; one just checked is not done, and its data summed up, a second time."""
        if self._prepared is not None and self._prepared[0] is edit:
            self._put_dataset(self._prepared[1])
        else:
            self._put_dataset(edit.apply(self.dataset))

    def _replace_dataset(self, text: str, dataset: Dataset) -> None:
        self._edits.push(text, self._put_dataset, (self.dataset, dataset))

    def _put_dataset(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.changed.emit()
        self.dataset_changed.emit(dataset)

    # ---- the start

    def holding(self, line: Curve) -> Curve:
        """Return a line, in the data's units, with what is held as it is at the start."""
        held, start = self.surface.held, self.start
        if held is Held.NOTHING:
            return line
        if held is Held.SLOPE:
            return Line(start.slope, line.intercept)
        return Curve.made((*line[:-1], start.intercept))

    def start_at(self, parameters: "ArrayLike") -> Curve:
        """Return the curve of the nearest parameters that keep what is held."""
        nearest = np.array(parameters, dtype=np.float64)
        place = self.surface.held.place(len(nearest) - 1)
        if place is not None:
            nearest[place] = self.start_parameters[place]
        return self.holding(self.curve_of(nearest))

    @asks(Lockable.START)
    def set_start(self, start: Curve) -> None:
        """Change the curve the descent starts from; values that are not finite are ignored."""
        start = start.of_degree(self.surface.degree)
        if start != self.start and self.accepts_start(start):
            self._edits.push("change start", self._put_start, (self.start, start))

    @asks(Lockable.START)
    def set_random_start(self, seed: int) -> None:
        """Start from a random line or plane near the data; a curve begins without bends."""
        if self.dataset.n_samples:
            found = random_start(self.used.loss, np.random.default_rng(seed))
            self.set_start(self.holding(Curve.made(found.tolist())))

    def _put_start(self, start: Curve) -> None:
        self.start = start
        self.changed.emit()
        self.start_changed.emit(start)

    # ---- the whole

    def put(
        self, dataset: Dataset, surface: Surface, start: Curve, automatic: Automatic = NEITHER
    ) -> None:
        """Set all of it without a signal; the caller emits when the runs are updated."""
        self.dataset, self.surface, self.start = dataset, surface, start
        self.automatic = automatic
