"""The frame: everything the views need to draw one moment of a session.

A session announces changes by one signal, ``changed``, and views are given a frame at most once
per display frame. A view compares the fields it draws with those of the frame it drew last, by
identity: a field that did not change is the same object, and costs nothing.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.automatic import Automatic
from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.curve_formula import CurveFormula
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.growing_columns import GrowingColumns
from linreg_gui.core.growth import FEWEST_SEEN, growing_swings
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.core.step import OneStep
from linreg_gui.core.surface_cut import Others, SurfaceCut, cut_through, pair_within
from linreg_gui.lessons.hide_and_lock import Hideable, Lockable, Permissions
from linreg_gui.session.bets import BetState
from linreg_gui.session.curve import Curve, Parameters, Place
from linreg_gui.session.drawn_data import DrawnData, KnownPoints
from linreg_gui.session.last_value import LastValue
from linreg_gui.session.state import DocumentId
from linreg_gui.session.values import Branch, HandTries, InnerStep, Records, RunState, ViewOptions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from linreg_gui.session.session import Session


class Look:
    """The step looked at from near; each part is worked out when a view first asks for it.

    Parameters
    ----------
    session : Session
        Asked while the frame is drawn, when it stands as it stood when the frame was made.
    """

    def __init__(self, session: "Session") -> None:
        self._session = session

    @cached_property
    def step(self) -> OneStep | None:
        """The step from the epoch shown; while phase *update* is lit, the step that led to it.

        None without points.
        """
        return self._session.step.explained

    @cached_property
    def inner_step(self) -> InnerStep | None:
        """One of the steps of an epoch of several batches; None where a step takes all points."""
        return self._session.step.inner_step

    @cached_property
    def velocity(self) -> NDArray[np.float64] | None:
        """The velocity of the optimizer at the epoch shown, shape (2,); None where it has none."""
        return self._session.step.velocity


class HeldOutLosses:
    """The loss over the held-out points along a run; worked out when a view first asks for it.

    Parameters
    ----------
    loss : QuadraticLoss
        Over the held-out points.
    records : Records
    known : GrowingColumns
        Keeps those of the records before, of the same run.
    """

    def __init__(self, loss: QuadraticLoss, records: Records, known: GrowingColumns) -> None:
        self._loss, self._records, self._known = loss, records, known

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The losses of all records, shape (n_records,); inf where one is too large to compute."""
        return self._known.of(None, self._records.n_records, self._values_of).ravel()

    def _values_of(self, rows: slice) -> NDArray[np.float64]:
        return self._loss.values_or_inf(self._records.parameters[rows])

    @cached_property
    def best_epoch(self) -> int:
        """The first record with the least one."""
        return int(np.argmin(self.values))


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of a session.

    Attributes
    ----------
    dataset : Dataset
        Over the features used.
    table : Dataset
        The same points with all their features.
    settings : DescentConfig
    automatic : Automatic
        Which settings follow the data.
    start : Curve
        In the data's units.
    objective : Objective or None
        None without points.
    held_out_losses : HeldOutLosses or None
        None where no points are held out.
    start_parameters : tuple of float
        The start as the descent sees it.
    history : Records or None
        Of the branch shown; None without points.
    cursor : int
        The epoch shown.
    shown_parameters : tuple of float
        Those of the epoch shown, as the descent sees it; the start without points.
    shown_curve : Curve
        The same in the data's units.
    formula : CurveFormula or None
        How curves and planes are written; None for a line, and without points.
    cut : SurfaceCut or None
        What the loss surface draws: all of it for a line, else a cut over two parameters through
        the epoch shown. None without points.
    drawn : DrawnData
        What the data pane draws: of one feature the data and the curve shown.
    branches : tuple of Branch
        Branches and kept runs by number; one entry for a run that never branched.
    shown_branch : int
        The number of the branch shown.
    run_state : RunState
    phase : StepPhase or None
        None when no phase of a step is lit.
    look : Look
    race_epoch : int or None
        The epoch that all runs of a race stand at; None when there is no race.
    hand : HandTries
    bet : BetState
        The question or the bet there is.
    is_dragging : bool
    view_options : ViewOptions
    origin : DocumentId
        What the document is known by.
    is_untouched : bool
        Whether nothing was moved, run or edited yet: the first screen names its things.
    permissions : Permissions
        What a lesson hides and locks; empty outside of one.
    is_in_lesson : bool
        Whether a lesson is on the table: it says what to do.
    """

    dataset: Dataset
    table: Dataset
    settings: DescentConfig
    automatic: Automatic
    start: Curve
    objective: Objective | None
    held_out_losses: HeldOutLosses | None
    start_parameters: Parameters
    history: Records | None
    cursor: int
    shown_parameters: Parameters
    shown_curve: Curve
    formula: CurveFormula | None
    cut: SurfaceCut | None
    drawn: DrawnData
    branches: tuple[Branch, ...]
    shown_branch: int
    run_state: RunState
    phase: StepPhase | None
    look: Look
    race_epoch: int | None
    hand: HandTries
    bet: BetState
    is_dragging: bool
    view_options: ViewOptions
    origin: DocumentId
    is_untouched: bool
    permissions: Permissions
    is_in_lesson: bool

    @property
    def loss(self) -> QuadraticLoss | None:
        """The loss surface; None without points."""
        return None if self.objective is None else self.objective.loss

    @property
    def is_line(self) -> bool:
        """Whether the model is a straight line over one feature, with slope and intercept."""
        return self.settings.degree == 1 and self.dataset.n_features == 1

    @property
    def epoch_of_all(self) -> int:
        """The epoch at which all runs are shown, or their last one; that of a race while one is."""
        return self.cursor if self.race_epoch is None else self.race_epoch

    @property
    def has_moved(self) -> bool:
        """Whether any run has left its start."""
        runs = self.branches
        return len(runs) > 1 or any(run.history.n_records > 1 for run in runs)

    @property
    def has_run_away(self) -> bool:
        """Whether the run ended in a divergence, and left more than its start."""
        has_diverged = self.run_state.stop_reason is StopReason.DIVERGED
        return has_diverged and self.history is not None and self.history.n_records > 1

    @cached_property
    def runs_away(self) -> bool:
        """Whether the run grows at the epoch shown, or ended in a divergence."""
        if self.history is None:
            return False
        losses = self.history.losses[: self.cursor + 1]
        return self.has_run_away or growing_swings(losses) >= FEWEST_SEEN

    def hides(self, name: Hideable) -> bool:
        """Return whether a lesson hides something."""
        return name in self.permissions.hidden

    def locks(self, *names: Lockable) -> bool:
        """Return whether a lesson locks all of these."""
        return self.permissions.locked.issuperset(names)

    @property
    def rate_in_force(self) -> float:
        """The learning rate of the step from the epoch shown on."""
        segments = next((run.segments for run in self.branches if run.is_shown), ())
        begun = [part for part in segments if part.first_epoch <= self.cursor]
        return (begun[-1].config if begun else self.settings).learning_rate

    @cached_property
    def start_place(self) -> Place:
        """The place of the start on the loss surface."""
        return self.place_of(self.start_parameters)

    @cached_property
    def shown_place(self) -> Place:
        """The place of the epoch shown on the loss surface."""
        return self.place_of(self.shown_parameters)

    @cached_property
    def coefficients(self) -> tuple[float, ...]:
        """The coefficients of the model shown as its formula has them, the constant first."""
        return self.coefficients_of(self.shown_parameters)

    def coefficients_of(self, parameters: "ArrayLike") -> tuple[float, ...]:
        """Return the coefficients of parameters; without a formula the parameters themselves."""
        if self.formula is None or self.objective is None:
            return tuple(np.asarray(parameters).tolist())
        *weights, constant = self.objective.to_data_units(parameters, self.formula.centre).tolist()
        return (constant, *weights)

    @cached_property
    def shown_mse(self) -> float:
        """The mean squared error at the epoch shown; there must be points."""
        if self.is_line or self.objective is None:
            return self.dataset.loss.value(np.array(self.shown_curve))
        return self.objective.loss.unpenalised.value(np.array(self.shown_parameters))

    @cached_property
    def held_out_mse(self) -> float | None:
        """The mean squared error over the held-out points; None without such points."""
        held_out = None if self.objective is None else self.objective.held_out
        return None if held_out is None else held_out.value(np.array(self.shown_parameters))

    @property
    def is_cut(self) -> bool:
        """Whether the loss surface is a cut through a bowl of more parameters than two."""
        return self.cut is not None and not self.cut.is_whole

    @property
    def moves_its_cut(self) -> bool:
        """Whether the loss surface changes with every epoch, because the other parameters move."""
        return self.cut is not None and self.is_cut and self.cut.others is Others.AS_THEY_ARE

    @property
    def is_tilted(self) -> bool:
        """Whether the loss surface is tipped up; a cut lies flat."""
        return self.view_options.is_tilted and self.is_line

    @cached_property
    def drawn_branches(self) -> tuple[Branch, ...]:
        """The branches, their records as places on the loss surface."""
        cut = self.cut
        if cut is None or cut.is_whole:
            return self.branches
        return tuple(replace(branch, history=branch.history.drawn(cut)) for branch in self.branches)

    def place_of(self, parameters: "ArrayLike") -> Place:
        """Return where parameters stand on the loss surface; without points the first two."""
        given = np.asarray(parameters)
        return Place(*(given[:2] if self.cut is None else self.cut.places(given)).tolist())

    def curve_at(self, place: Place) -> Curve:
        """Return the curve of a place on the loss surface; there must be points."""
        assert self.objective is not None
        assert self.cut is not None
        return Curve.of(self.objective, self.cut.lift(place))

    def start_moved_to(self, place: Place) -> NDArray[np.float64]:
        """Return the parameters of the start, those that the surface draws put to a place."""
        assert self.cut is not None
        parameters = np.array(self.start_parameters)
        parameters[list(self.cut.pair)] = place
        return parameters

    @cached_property
    def hand_places(self) -> NDArray[np.float64]:
        """Places of the lines tried by hand on the surface, shape (n, 2)."""
        lines = self.hand.lines
        if not len(lines):
            return lines
        return lines if self.objective is None else self.objective.from_data_units(lines)

    @cached_property
    def hand_losses(self) -> NDArray[np.float64]:
        """Losses of the lines tried by hand, shape (n,); empty without lines or points."""
        if self.loss is None or not len(self.hand):
            return np.empty(0)
        return self.loss.values(self.hand_places)


def is_same(one: object, other: object) -> bool:
    """Tell whether a field did not change: the same object, or an equal number, text or choice."""
    if one is other:
        return True
    is_plain = type(one) is type(other) and isinstance(one, bool | int | float | str | tuple)
    return is_plain and one == other


class Frames:
    """Makes the frames of a session; what did not change is the same object as before."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._branches: dict[int, Branch] = {}
        self._look: LastValue[Look] = LastValue()
        self._run_state: LastValue[RunState] = LastValue()
        self._hand: LastValue[HandTries] = LastValue()
        self._cut: LastValue[SurfaceCut | None] = LastValue()
        self._drawn: LastValue[DrawnData] = LastValue()
        self._drawn_points: KnownPoints = LastValue()
        self._formula: LastValue[CurveFormula] = LastValue()
        self._held_out: LastValue[HeldOutLosses] = LastValue()
        self._known_held_out: LastValue[GrowingColumns] = LastValue()

    def now(self) -> Frame:
        """Return the frame of the present moment."""
        session = self._session
        branches = self._known_branches()
        shown = next((branch for branch in branches if branch.is_shown), None)
        objective, used = session.problem.objective, session.problem.used
        is_line = session.problem.is_line
        parameters = session.player.shown_parameters or session.problem.start
        curve = session.shown_curve
        cut = self._cut_through(objective, parameters, session.view_options)
        return Frame(
            dataset=used,
            table=session.problem.dataset,
            settings=session.runs.settings,
            automatic=session.problem.automatic,
            start=session.problem.start,
            objective=objective,
            held_out_losses=self._held_out_losses(objective, shown),
            start_parameters=session.problem.start_parameters,
            history=None if shown is None else shown.history,
            cursor=session.player.cursor,
            shown_parameters=parameters,
            shown_curve=curve,
            formula=self._formula_of(objective, used),
            cut=cut,
            drawn=self._drawn_data(objective, (parameters, curve), cut),
            branches=branches,
            shown_branch=session.runs.shown_number,
            run_state=self._run_state.of(session.player.state, lambda: session.player.state),
            phase=session.step.phase,
            look=self._look.of(session.step.look_key, lambda: Look(session)),
            race_epoch=session.player.race_epoch,
            hand=self._hand.of((session.hand.trail.revision, is_line), self._hand_tries),
            bet=session.asking.state,
            is_dragging=session.edits.is_dragging,
            view_options=session.view_options,
            origin=session.opening.origin,
            is_untouched=session.is_untouched,
            permissions=session.gate.permissions,
            is_in_lesson=session.gate.is_in_lesson,
        )

    def _held_out_losses(
        self, objective: Objective | None, shown: Branch | None
    ) -> HeldOutLosses | None:
        held_out = None if objective is None else objective.held_out
        if held_out is None or shown is None:
            return None
        records = shown.history
        run = objective, records.revision
        known = self._known_held_out.of(run, GrowingColumns)
        key = run, records.n_records
        return self._held_out.of(key, lambda: HeldOutLosses(held_out, records, known))

    def _formula_of(self, objective: Objective | None, dataset: Dataset) -> CurveFormula | None:
        if objective is None or objective.is_line:
            return None
        return self._formula.of(objective, lambda: CurveFormula.suited_to(dataset, objective))

    def _cut_through(
        self, objective: Objective | None, parameters: Parameters, options: ViewOptions
    ) -> SurfaceCut | None:
        """Return the cut that the loss surface draws; None without points."""
        if objective is None:
            return None
        loss, others = objective.loss, options.others
        # The pair may still be that of a former model with more parameters.
        pair = pair_within(loss, options.pair)
        # A line, and a cut with the others at their best, are the same at every epoch.
        is_fixed = loss.n_features == 1 or others is Others.AT_BEST
        key = objective, pair, others, () if is_fixed else parameters
        return self._cut.of(key, lambda: cut_through(loss, parameters, pair, others))

    def _drawn_data(
        self,
        objective: Objective | None,
        shown: tuple[Parameters, Curve],
        cut: SurfaceCut | None,
    ) -> DrawnData:
        """Return what the data pane draws: of several features the first one of the pair."""
        problem, adjustment = self._session.problem, self._session.view_options.adjustment
        used, feature = problem.used, 0
        if cut is not None and used.n_features > 1:
            feature = next(place for place in cut.pair if place < used.n_features)
        columns = problem.surface.columns_of(problem.dataset)
        key = objective, id(used), shown, feature, columns, adjustment
        return self._drawn.of(
            key,
            # The value keeps the data, whose id is therefore that of no others.
            lambda: DrawnData(
                objective, used, shown, (feature, columns), adjustment, self._drawn_points
            ),
        )

    def _known_branches(self) -> tuple[Branch, ...]:
        former = self._branches
        branches = (_unchanged(former.get(new.number), new) for new in self._session.runs.branches)
        self._branches = {branch.number: branch for branch in branches}
        return tuple(self._branches.values())

    def _hand_tries(self) -> HandTries:
        """Return the lines tried by hand; none beside another model, until it is a line again."""
        trail = self._session.hand.trail
        if not self._session.problem.is_line:
            return HandTries(np.empty((0, 2)), np.empty(0, np.intp))
        return trail.taken()


def _unchanged(former: Branch | None, branch: Branch) -> Branch:
    """Return the branch of the frame before if nothing of it has changed, else the new one."""
    return former if former is not None and _contents(former) == _contents(branch) else branch


def _contents(branch: Branch) -> tuple[object, ...]:
    records = branch.history
    flags = (branch.is_shown, branch.is_kept, branch.is_hidden)
    shape = (records.revision, records.n_records, branch.fork_epoch)
    return (*flags, *shape, branch.name, branch.segments)
