"""Session: one open laboratory, as the parts it has and what ties them together."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.automatic import NEITHER, Automatic
from linreg_gui.core.cures import Cure, Remedy
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.surface import Surface
from linreg_gui.core.surface_cut import Pair, pair_within, slow_pair
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session import wording, wording_training
from linreg_gui.session.asking import Asking
from linreg_gui.session.change_under_way import ChangesUnderWay, ChangeUnderWay
from linreg_gui.session.curve import Columns, Curve
from linreg_gui.session.edits import Edits
from linreg_gui.session.frame import Frame, Frames
from linreg_gui.session.hand import Hand
from linreg_gui.session.opening import Opening, usual_settings, zero_of
from linreg_gui.session.own_work import OwnWork
from linreg_gui.session.permissions import Gate, asks, locks_of_change
from linreg_gui.session.player import Player
from linreg_gui.session.problem import Problem
from linreg_gui.session.run_edits import RunEdits
from linreg_gui.session.run_reports import RunReports
from linreg_gui.session.runs import Runs
from linreg_gui.session.segments import Segment
from linreg_gui.session.state import LabState
from linreg_gui.session.step import Step
from linreg_gui.session.values import (
    Choice,
    Notice,
    Severity,
    ViewOptions,
    letter,
)

if TYPE_CHECKING:
    from linreg_gui.session.lesson_run import LessonRun


class InForce(NamedTuple):
    """Settings with what goes with them: all that a step of undo puts in force."""

    number: int
    """The branch that has them."""
    plan: tuple[Segment, ...]
    settings: DescentConfig
    automatic: Automatic
    start: Curve
    """This and what follows is put in force where degree or features are others."""
    kept_starts: dict[int, Curve]
    pair: Pair | None


class Session(QObject):
    """The problem that is edited, the runs that follow from it, and the view.

    Whatever one part does alone is called on that part; here is what needs two of them.

    Attributes
    ----------
    edits : Edits
        The undo stack, and drags.
    problem : Problem
        Data, surface and start; knows no run.
    runs : Runs
        Branches and kept runs, with their settings.
    player : Player
        Their records and the epoch shown.
    run_edits : RunEdits
        What changes which runs there are, as steps of undo.
    step : Step
        The step from the epoch shown, from near.
    hand : Hand
        Lines fitted by hand.
    opening : Opening
        Other data in place of all there is.
    asking : Asking
        The bet before a run.
    lesson : LessonRun or None
        The lesson under way.
    own_work : OwnWork
        What belongs to the document, whatever a lesson has put on the table.
    gate : Gate
        What a lesson locks and hides; asked before every gesture.
    view_options : ViewOptions
    """

    changed = Signal()
    """Something that a frame shows has changed; emitted as often as something does."""
    view_options_changed = Signal(object)
    """ViewOptions"""
    notice_posted = Signal(object)
    """Notice; None removes the present one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        example = EXAMPLES[DEFAULT_EXAMPLE]
        self.view_options = ViewOptions()
        self.edits = Edits(self)
        self.gate = Gate(self.edits, self)
        self.problem = Problem(example.dataset(), self.edits, self)
        self.player = Player(self)
        self.runs = Runs(self.player, example.settings, self)
        self.step = Step(self.player)
        self.run_edits = RunEdits(self.edits, self.runs, self.player)
        self.hand = Hand(self.edits, self.problem, self.run_edits, self.player)
        self.opening = Opening(self.edits, self.problem, self.runs, self.player, self.hand)
        self.asking = Asking(self.edits, self.problem, self.runs, self.player)
        self.own_work = OwnWork(self)
        self.lesson: LessonRun | None = None
        self._changes = ChangesUnderWay(self.edits, self.runs, self.player)
        self._reports = RunReports(self)
        self._frames = Frames(self)
        self._connect_parts()
        self._announce_changes()
        self._follow()

    def _connect_parts(self) -> None:
        self.problem.changed.connect(self._follow)
        self.problem.dataset_changed.connect(self._pin_pair)
        self.opening.origin_changed.connect(self._forget_pair)
        self.runs.settings_changed.connect(self._on_settings_changed)
        self.edits.drag_changed.connect(self.player.hold)
        self.player.set_speed(self.view_options.epochs_per_second)
        self.player.found_other.connect(self._on_other_result_found)
        parts = (self.problem, self.runs, self.player, self.step, self.asking, self.gate)
        for part in (*parts, self._reports):
            part.notice_posted.connect(self.notice_posted)
        self._share_gate()

    def _share_gate(self) -> None:
        parts = (self.problem, self.player, self.step, self.run_edits, self.hand, self.opening)
        for gated in (*parts, self.asking):
            gated.gate = self.gate

    def _announce_changes(self) -> None:
        for signal in (
            self.gate.changed,
            self.edits.drag_changed,
            self.problem.dataset_changed,
            self.problem.start_changed,
            self.runs.settings_changed,
            self.runs.branches_changed,
            self.player.history_extended,
            self.player.history_replaced,
            self.player.run_status_changed,
            self.player.cursor_changed,
            self.player.race_moved,
            self.step.phase_changed,
            self.step.inner_step_changed,
            self.hand.trail_changed,
            self.asking.changed,
            self.view_options_changed,
        ):
            signal.connect(self.changed)

    def frame(self) -> Frame:
        """Return everything the views need to draw the present moment."""
        return self._frames.now()

    @Slot()
    def _follow(self) -> None:
        """Compute the runs again on the problem as it is now."""
        problem, automatic = self.problem, self.problem.automatic
        settings = None
        if automatic.is_any:
            settings = problem.follow_data(self.runs.settings, automatic)
        self.runs.follow(problem.objective, problem.start, settings)

    def draw_slow_pair(self) -> None:
        """Choose anew the parameters that a cut through the loss draws."""
        if self.problem.loss is not None:
            self.change_view_options(pair=slow_pair(self.problem.loss))

    @Slot()
    def _pin_pair(self) -> None:
        """Choose the parameters that a cut through the loss draws, once: an edit keeps them.

        Chosen anew with every edit, the pair would change to and fro while a point is dragged.
        """
        loss = self.problem.loss
        if loss is not None and loss.n_features > 1:
            self.change_view_options(pair=pair_within(loss, self.view_options.pair))

    @Slot()
    def _forget_pair(self) -> None:
        """Let the pair be chosen for another document."""
        self.change_view_options(pair=None)

    # ---- what is true now

    @property
    def is_settled(self) -> bool:
        """Whether nothing runs, and no run is being computed again."""
        return not (self.player.state.is_running or self.player.is_busy)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was edited or run yet."""
        history = self.player.history
        has_run = history is not None and history.n_records > 1
        return not (has_run or self.edits.stack.count() or len(self.hand.trail))

    @property
    def shown_curve(self) -> Curve:
        """The curve of the epoch shown, in the data's units; the start without points."""
        return self.player.shown_curve or self.problem.start

    def state(self) -> LabState:
        """Return everything the session holds; its branches are live, to be read at once."""
        return LabState(
            self.problem.dataset,
            self.runs.settings,
            self.problem.start,
            self.player.branches,
            self.player.awaited_cursor,
            dict(vars(self.view_options)),
            self.opening.origin,
            self.problem.automatic,
        )

    # ---- settings

    def set_settings(self, settings: DescentConfig, automatic: Automatic | None = None) -> None:
        """Change the training settings; while a run is under way a branch grows with them.

        Parameters
        ----------
        settings : DescentConfig
        automatic : Automatic, optional
            Which of them follow the data; by default those that did and are not changed.
        """
        problem, before = self.problem, (self.runs.settings, self.problem.automatic)
        if automatic is None:
            automatic = problem.automatic.without_changes(self.runs.settings, settings)
        locks = locks_of_change(before, (settings, automatic))
        if (settings, automatic) == before or not self.gate.lets(locks):
            return
        surface = Surface.of(settings)
        if not problem.accepts(problem.dataset, surface, problem.on_surface(surface)):
            return
        settings = problem.follow_data(settings, automatic)
        change = self._changes.change_of(settings) if surface == problem.surface else None
        if change is None:
            self._change_shown_run(settings, automatic)
            return
        put = partial(self._put_on_branch, change)
        self.edits.push(change.text, put, (before, (settings, automatic)))
        if change.number is not None:
            self.post_notice(self._changes.notice(change))

    def _change_shown_run(self, settings: DescentConfig, automatic: Automatic) -> None:
        """Change settings of the run shown, as one step of undo; of all runs what they share."""
        runs, problem, surface = self.runs, self.problem, Surface.of(settings)
        here = InForce(
            number=runs.shown_number,
            plan=runs.plan,
            settings=runs.settings,
            automatic=problem.automatic,
            start=problem.start,
            kept_starts=self.player.branches.kept_starts,
            pair=self.view_options.pair,
        )
        there = here._replace(
            plan=runs.plan_with(settings),
            settings=settings,
            automatic=automatic,
            start=problem.on_surface(surface),
            kept_starts={
                n: problem.on_surface(surface, start) for n, start in here.kept_starts.items()
            },
            pair=None,
        )
        is_other_surface = surface != problem.surface
        if surface.shape != problem.surface.shape:
            self.edits.end_drag()  # what is dragged has the weights of the model before
        text = f"change {wording.settings_change(here.settings, settings)}"
        self.edits.push(text, self._put_in_force, (here, there))
        if is_other_surface and len(runs.branches) > 1:
            self.post_notice(Notice(wording_training.shared_sentence(here.settings, settings)))

    def _put_on_branch(
        self, change: ChangeUnderWay, wanted: tuple[DescentConfig, Automatic]
    ) -> None:
        settings, automatic = wanted
        change.put(settings)
        self.problem.automatic = automatic
        self.changed.emit()

    def _put_in_force(self, wanted: InForce) -> None:
        """Put settings in force on the branch they are of; on the one shown if that is gone."""
        runs = self.runs
        has_branch = runs.is_branch(wanted.number) and bool(wanted.plan)
        if has_branch:
            runs.show(wanted.number)
        if Surface.of(wanted.settings) != self.problem.surface:
            self._put_surface(wanted)
        elif has_branch:
            runs.put_plan(wanted.plan)
        else:
            runs.change_settings(wanted.settings)
        self.problem.automatic = wanted.automatic
        self.changed.emit()

    def _put_surface(self, wanted: InForce) -> None:
        """Put another surface in force, and compute all runs on it."""
        runs, problem = self.runs, self.problem
        former, problem.surface = problem.surface, Surface.of(wanted.settings)
        is_other_shape = problem.surface.shape != former.shape
        if is_other_shape:
            problem.start = wanted.start
            self.player.branches.put_kept_starts(wanted.kept_starts)
        if problem.surface.columns != former.columns:  # lines tried by hand are over the features
            self.hand.forget()
        runs.follow(problem.objective, problem.start, wanted.settings)
        if is_other_shape:
            self.change_view_options(pair=wanted.pair)
            self._pin_pair()

    @asks(Lockable.DEGREE)
    def set_degree(self, degree: int) -> None:
        """Change the degree, with settings that suit the curve, as one undo step."""
        former = self.runs.settings
        if degree > 1 and self.problem.used.n_features > 1:
            self.post_notice(Notice.refusal(wording_training.CURVES_ARE_OF_ONE))
            return
        settings = former.in_degree(degree)
        is_alone = replace(settings, degree=former.degree) == former
        said = "" if is_alone else wording_training.degree_sentence(former, settings)
        self._change_model(settings, said)

    def set_columns(self, columns: Columns) -> None:
        """Change which features are used, with settings that suit them, as one undo step.

        Parameters
        ----------
        columns : tuple of int
            Places among all features of the data, ascending.

        Raises
        ------
        ValueError
            If they are not ascending.
        """
        former, problem = self.runs.settings, self.problem
        refusal = wording_training.columns_refusal(columns, is_in_lesson=self.gate.is_in_lesson)
        if refusal:
            self.post_notice(Notice.refusal(refusal))
            return
        is_several = len(columns) > 1 and problem.used.n_features == 1
        is_all = columns == tuple(range(problem.dataset.n_features))
        settings = former.over_columns(None if is_all else columns, is_several=is_several)
        is_alone = replace(settings, columns=former.columns) == former
        said = "" if is_alone else wording_training.columns_sentence(former, settings, len(columns))
        self._change_model(settings, said)

    def _change_model(self, settings: DescentConfig, said: str) -> None:
        """Change the model, and say what else has changed with it, if anything has."""
        former = self.runs.settings
        self.set_settings(settings)
        if said and self.runs.settings != former:
            follow = " All runs follow." if len(self.runs.branches) > 1 else ""
            self.post_undoable(f"{said}{follow}")

    @Slot(object)
    def _on_settings_changed(self, settings: DescentConfig) -> None:
        """Let numbers of a branch that do not suit the data stay: somebody has set them."""
        problem = self.problem
        suitable = problem.follow_data(settings, problem.automatic)
        problem.automatic = problem.automatic.without_changes(settings, suitable)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Change the learning rate; ValueError when it is not a legal one."""
        settings = replace(self.runs.settings, learning_rate=learning_rate)
        self.set_settings(settings, replace(self.problem.automatic, learning_rate=False))

    def set_max_epochs(self, max_epochs: int) -> None:
        """Change how many epochs a run takes."""
        settings = replace(self.runs.settings, max_epochs=min(max_epochs, MAX_GUI_EPOCHS))
        self.set_settings(settings, replace(self.problem.automatic, max_epochs=False))

    def let_follow_data(self, *, learning_rate: bool = False, max_epochs: bool = False) -> None:
        """Let settings follow the data, besides those that do."""
        was = self.problem.automatic
        now = Automatic(was.learning_rate or learning_rate, was.max_epochs or max_epochs)
        self.set_settings(self.runs.settings, now)

    def use_usual_settings(self) -> None:
        """Put all settings but rate and epochs, the start and held-out points back, as one step."""
        now, problem = self.runs.settings, self.problem
        usual = replace(
            usual_settings(problem.dataset),
            learning_rate=now.learning_rate,
            max_epochs=now.max_epochs,
        )
        if (usual, 0) == (now, problem.dataset.n_held_out) and not any(problem.start):
            return
        with self.edits.as_one_step(wording_training.BACK_TO_THE_USUAL):
            problem.set_start(zero_of(problem.dataset, now))
            problem.hold_out(None)
            self.set_settings(usual)

    def use_cure(self, cure: Cure, *, runs: bool = False) -> None:
        """Use settings that help, for the whole branch.

        Parameters
        ----------
        cure : Cure
        runs : bool
            Whether to run the branch from its beginning; one under way begins anew in any case.
        """
        if cure.remedy is Remedy.EPOCHS:
            self.set_max_epochs(cure.settings.max_epochs)
            return
        is_run = runs or self.player.is_under_way
        # What follows the data goes on doing so, but for a rate that is chosen here.
        automatic = self.problem.automatic
        if cure.remedy is Remedy.LEARNING_RATE:
            automatic = replace(automatic, learning_rate=False)
        former, cursor = self.runs.settings, self.player.cursor
        self.player.seek(0)
        self.set_settings(cure.settings, automatic)
        if self.runs.settings == former:  # refused
            self.player.seek(cursor)
        elif is_run:
            self.player.run()

    # ---- what replaces much

    @asks(Lockable.DATA)
    def open_new(self) -> None:
        """Begin a document without points; the panes show what they show in a new window."""
        self.opening.open_new()
        self.set_view_options(self.view_options.with_usual_layers())

    @asks(Lockable.DATA)
    def open_generated(self, dataset: Dataset) -> None:
        """Open a generated set; show its true line."""
        self.opening.open_dataset(dataset)
        self.change_view_options(show_true_line=True)

    def show_run(self, number: int) -> None:
        """Show a branch, or a kept run: that on the branch it was kept of, or loaded."""
        if not any(run.number == number and run.is_kept for run in self.runs.branches):
            self.runs.show(number)
            return
        branch = self.runs.branch_with(number)
        if branch is None:
            self.load_run(number)
        elif self.runs.show(branch):
            self.player.seek(self.player.branches[number].end_epoch)

    @asks(Lockable.KEEP)
    def load_run(self, number: int) -> None:
        """Go on with a kept run: its start, its settings and its records become the run shown."""
        kept = next((run for run in self.runs.branches if run.number == number), None)
        if kept is None or not kept.is_kept:
            return
        trajectory, runs = self.player.branches[number], self.runs
        assert trajectory.kept is not None
        start, settings = trajectory.kept.start, trajectory.config
        lost = [
            letter(other)
            for other, run in self.player.branches
            if run.kept is None and run.end_epoch and runs.kept_twin(run) is None
        ]
        with self.edits.as_one_step(f"load “{kept.name}”"):
            self.run_edits.begin_anew()
            self.problem.set_start(start)
            self.set_settings(settings, NEITHER)
            self.run_edits.load(number)
        self._say_loaded(kept.letter, lost)

    def _say_loaded(self, kept: str, lost: list[str]) -> None:
        """Say which branch a kept run is shown on, and which branches have made room for it."""
        text = f"Run {letter(self.runs.shown_number)} is now that of {kept}."
        if not lost:
            self.post_notice(Notice(text))
            return
        before = "The one before was" if len(lost) == 1 else f"Branches {', '.join(lost)} were"
        self.post_undoable(f"{text} {before} not kept.")

    @asks(Lockable.RUN)
    def restart(self) -> None:
        """Forget the run and the lines tried by hand, and stand at the start again."""
        dropped = [run.letter for run in self.runs.branches if not run.is_kept]
        self.hand.forget()
        self.run_edits.restart()
        if len(dropped) > 1:
            self.post_undoable(f"Restarted without the branches {', '.join(dropped)}.")

    def open_state(self, state: LabState) -> None:
        """Replace the whole state, at rest.

        What was there before is gone, so there is nothing to undo afterwards.
        """
        self.leave_lesson()
        self.player.pause()
        self.edits.end_drag()
        self.step.end_phases()
        self.opening.put(state)
        self.change_view_options(**state.view)
        self._pin_pair()
        self.edits.stack.clear()

    def begin_lesson(self, lesson: "LessonRun", index: int = 0) -> None:
        """Set the own work aside and open a step of a lesson."""
        self.leave_lesson()
        self.lesson = lesson
        lesson.begin(index)

    def leave_lesson(self) -> None:
        """Put the own work on the table again, as it was."""
        lesson, self.lesson = self.lesson, None
        if lesson is not None:
            lesson.leave()
            lesson.deleteLater()

    def shutdown(self) -> bool:
        """Stop, quit, wait; False when the thread is still busy after three seconds."""
        return self.player.shutdown()

    # ---- what is said

    def post_notice(self, notice: Notice | None) -> None:
        """Show the user one sentence; None removes the present one."""
        self.notice_posted.emit(notice)

    def post_undoable(self, text: str) -> None:
        """Say what the newest step of undo has done, with a button that takes it back."""
        undo = Choice("Undo", self.edits.undo)
        self.post_notice(Notice(text, choices=(undo,), is_still_true=self.edits.newest_step()))

    @Slot(object)
    def _on_other_result_found(self, numbers: tuple[int, ...]) -> None:
        which = " and ".join(letter(number) for number in numbers)
        text = f"Computed anew, run {which} ends elsewhere than when it was saved."
        origin = self.opening.origin
        notice = Notice(text, Severity.WARNING, is_still_true=lambda: self.opening.origin is origin)
        self.post_notice(notice)

    def allows_cure(self, cure: Cure) -> bool:
        """Return whether the settings that help may be used in this step of a lesson."""
        automatic = self.problem.automatic
        changes = (self.runs.settings, automatic), (cure.settings, automatic)
        return not self.gate.is_locked(*locks_of_change(*changes))

    # ---- what is shown

    def set_view_options(self, options: ViewOptions) -> None:
        """Change what is shown and how fast."""
        options = self.gate.options_let_through(self.view_options, options)
        if options != self.view_options:
            self.view_options = options
            self.player.set_speed(options.epochs_per_second)
            self.asking.is_asked_for = options.asks_first
            self.view_options_changed.emit(options)

    def change_view_options(self, **changes: Any) -> None:
        """Change some of the view options, and leave the others as they are."""
        self.set_view_options(replace(self.view_options, **changes))
