"""Random walks over the session: in whatever order things are done, it stays consistent."""

import gc
import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QCoreApplication, QEventLoop

from linreg_gui.core.course import Course
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, Optimizer, Scaling, StopReason
from linreg_gui.session import change_under_way, playback, replay
from linreg_gui.session.bets import Bet, BetStage, NumberBet, PinBet, SketchBet, WordsBet
from linreg_gui.session.curve import Curve, Line
from linreg_gui.session.player import Mode, Player
from linreg_gui.session.project_state import project_of
from linreg_gui.session.segments import Segment
from linreg_gui.session.session import Session
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import RunStatus
from linreg_gui.storage.projects.project import Project
from tests.invariants import check_bet, check_runs, check_session, check_step

coordinates = st.one_of(st.integers(-9, 9).map(float), st.sampled_from([1e150, -1e-160, 1e9]))
rates = st.sampled_from([1e-30, 0.001, 0.01, 0.03, 0.0351, 0.05, 1e30])
epochs = st.sampled_from([1, 2, 50, 4095, 4096, 4097, 9000])

bets = st.sampled_from(
    [
        WordsBet(Course.CRAWLS),
        PinBet(Line(1e150, 3.0), 1),
        PinBet(Line(3.0, 50.0), 50),
        PinBet(Line(3.0, 50.0), None),
        SketchBet.empty(0, 1),
        NumberBet(50),
    ]
)

WAYS: tuple[dict[str, Any], ...] = (
    {"optimizer": Optimizer.GRADIENT_DESCENT, "batch_size": None, "l2": 0.0},
    {"optimizer": Optimizer.MOMENTUM},
    {"optimizer": Optimizer.ADAM, "scaling": Scaling.NONE},
    {"batch_size": 2},
    {"scaling": Scaling.STANDARDISE},
    {"scaling": Scaling.CENTRE},
    {"l2": 0.5},
    {"held": Held.INTERCEPT},
    {"held": Held.SLOPE},
    {"held": Held.NOTHING},
)


TABLES = tuple(
    Dataset(
        np.array([[1.0, 4.0, 7.0], [2.0, 1.0, 7.0], [3.0, 9.0, 7.0], [5.0, 2.0, 7.0]])[:, :n],
        np.array([3.0, 1.0, 7.0, 4.0]),
        ("a", "b", "c")[:n],
        name="a table",
    )
    for n in (2, 3)
)


class SessionWalk(RuleBasedStateMachine):
    """Everything a hand can do to a session; a run may be under way at any step."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.numbers: set[int] = set()
        self.has_lost_branches = False
        options = replace(self.session.view_options, epochs_per_second=None)
        self.session.set_view_options(options)

    @invariant()
    def notice_lost_branches(self) -> None:
        numbers = {branch.number for branch in self.session.runs.branches}
        self.has_lost_branches |= not self.numbers <= numbers
        self.numbers = numbers

    @property
    def player(self) -> Player:
        return self.session.player

    def teardown(self) -> None:
        assert self.session.shutdown()
        del self.session
        gc.collect(1)

    # ---- the run

    @rule(milliseconds=st.integers(0, 4))
    def run(self, milliseconds: int) -> None:
        self.session.player.run()
        let_events_in(milliseconds)

    @rule()
    def run_to_the_end(self) -> None:
        self.session.player.pause()  # a race computes nothing
        self.session.player.run()
        deadline = time.monotonic() + 30
        while self.session.player.state.is_running:
            assert time.monotonic() < deadline, "the run does not end"
            let_events_in(1)
        if self.session.player.history is not None:
            assert self.session.player.state.status is RunStatus.FINISHED

    @rule()
    def wait_until_all_is_computed(self) -> None:
        before, was_behind = project_of(self.session.state()), is_behind(self.session)
        if self.player.is_under_way or self.session.player.race_epoch is not None:
            return
        deadline = time.monotonic() + 30
        while not self.session.is_settled:
            assert time.monotonic() < deadline, "a replay does not end"
            let_events_in(1)
        is_suspended = self.player._is_suspended and was_behind
        assert is_behind(self.session) == is_suspended
        assert without_results(before) == without_results(project_of(self.session.state()))

    @rule()
    def pause(self) -> None:
        self.session.player.pause()
        assert not self.session.player.state.is_running

    @rule(n_epochs=epochs)
    def step(self, n_epochs: int) -> None:
        self.session.player.step(n_epochs)
        assert not self.player.is_under_way

    @rule(n_epochs=epochs)
    def step_back(self, n_epochs: int) -> None:
        before = self.session.player.cursor
        self.session.player.step_back(n_epochs)
        assert self.session.player.cursor == max(0, before - n_epochs)

    @rule(epoch=st.integers(-5, 10_000))
    def seek(self, epoch: int) -> None:
        self.session.player.seek(epoch)

    @rule(is_asked_for=st.booleans())
    def run_or_ask(self, is_asked_for: bool) -> None:
        self.session.asking.is_asked_for = is_asked_for
        self.session.asking.toggle()
        let_events_in(1)

    @rule()
    def ask(self) -> None:
        self.session.asking.ask()

    @rule(bet=bets, is_anew=st.booleans(), milliseconds=st.integers(0, 4))
    def bet_and_run(self, bet: Bet, is_anew: bool, milliseconds: int) -> None:
        asking = self.session.asking
        if is_anew:
            self.session.restart()
        asking.ask()
        if isinstance(bet, SketchBet):
            state = asking.state
            bet = SketchBet.empty(state.first_epoch, max(state.last_epoch, state.first_epoch + 1))
            bet = bet.through((0, 1e3), (50, 1.0))
        asking.set_bet(bet)
        if asking.state.is_open and milliseconds:
            asking.run()
            let_events_in(milliseconds)

    @rule()
    def close_the_question(self) -> None:
        self.session.asking.close()
        assert self.session.asking.state.stage is BetStage.OFF

    @rule()
    def restart(self) -> None:
        self.session.restart()
        assert self.session.player.cursor == 0

    @rule()
    def fork(self) -> None:
        before = self.session.player.cursor
        self.session.run_edits.fork()
        assert self.session.player.cursor >= before

    @rule(number=st.integers(0, 6))
    def show_branch(self, number: int) -> None:
        self.session.runs.show(number)

    @rule(number=st.integers(0, 6))
    def remove_branch(self, number: int) -> None:
        self.session.run_edits.remove(number)

    @rule()
    def keep_run(self) -> None:
        self.session.run_edits.keep()

    @rule(number=st.integers(0, 6))
    def load_run(self, number: int) -> None:
        self.session.load_run(number)

    @rule(number=st.integers(0, 6), is_hidden=st.booleans())
    def hide_run(self, number: int, is_hidden: bool) -> None:
        self.session.runs.hide(number, is_hidden)

    @rule(milliseconds=st.integers(0, 4))
    def race(self, milliseconds: int) -> None:
        runs = [(run, run.history.last_epoch) for run in self.session.runs.branches]
        self.session.player.race()
        let_events_in(milliseconds)
        if self.session.player.race_epoch is not None:
            assert all(run.history.last_epoch == last for run, last in runs)

    @rule()
    def run_from_hand(self) -> None:
        self.session.hand.run_from_first()

    @rule()
    def forget_hand(self) -> None:
        self.session.hand.forget()

    @rule()
    def step_phase(self) -> None:
        before = self.session.player.cursor
        self.session.step.next_phase()
        assert before <= self.session.player.cursor <= before + 1

    # ---- edits

    @rule(x=coordinates, y=coordinates)
    def add_point(self, x: float, y: float) -> None:
        self.session.problem.add_point(x, y)

    @rule(index=st.integers(0, 6), x=coordinates, y=coordinates)
    def drag_point(self, index: int, x: float, y: float) -> None:
        self.session.edits.begin_drag()
        column = self.session.frame().drawn.column
        self.session.problem.move_point(index, x / 2, y, column)
        self.session.problem.move_point(index, x, y, column)
        self.session.edits.end_drag()

    @rule(index=st.integers(0, 6), x=coordinates, y=coordinates)
    def drag_drawn_point(self, index: int, x: float, y: float) -> None:
        if index < self.session.problem.dataset.n_samples:
            drawn = self.session.frame().drawn
            self.session.problem.move_point(*drawn.moved_to(index, x, y))

    @rule(data=st.sampled_from(TABLES))
    def open_table(self, data: Dataset) -> None:
        self.session.opening.open_dataset(data)

    @rule(columns=st.sets(st.integers(0, 2)))
    def set_columns(self, columns: set[int]) -> None:
        if max(columns, default=0) < self.session.problem.dataset.n_features:
            self.session.set_columns(tuple(sorted(columns)))

    @rule(weights=st.tuples(coordinates, coordinates, coordinates))
    def pull_plane(self, weights: tuple[float, ...]) -> None:
        n_features = self.session.problem.used.n_features
        if n_features > 1:
            self.session.hand.set_line(Curve.made((*weights[:n_features], 1.0)))

    @rule(index=st.integers(-1, 6))
    def remove_point(self, index: int) -> None:
        self.session.problem.remove_point(index)

    @rule(indices=st.sets(st.integers(0, 4), min_size=2))
    def remove_points(self, indices: set[int]) -> None:
        if max(indices) < self.session.problem.dataset.n_samples:
            self.session.problem.remove_points(sorted(indices))

    @rule(index=st.integers(-1, 6))
    def turn_point(self, index: int) -> None:
        self.session.problem.turn_point(index)

    @rule(hold_out=st.sampled_from([None, HoldOut(0.2, 0), HoldOut(0.5, 1)]))
    def hold_out(self, hold_out: HoldOut | None) -> None:
        self.session.problem.hold_out(hold_out)

    @rule()
    def clear(self) -> None:
        self.session.problem.clear_points()

    @rule(key=st.sampled_from(sorted(EXAMPLES)))
    def open_example(self, key: str) -> None:
        self.session.opening.open_example(key)

    @rule()
    def open_new(self) -> None:
        self.session.open_new()

    @rule(rate=rates)
    def set_learning_rate(self, rate: float) -> None:
        self.session.set_learning_rate(rate)

    @rule(first=rates, second=rates)
    def pull_learning_rate(self, first: float, second: float) -> None:
        before = len(self.session.runs.branches)
        self.session.edits.begin_drag()
        self.session.set_learning_rate(first)
        self.session.set_learning_rate(second)
        self.session.edits.end_drag()
        assert len(self.session.runs.branches) <= before + 1

    @rule(n_epochs=epochs)
    def set_max_epochs(self, n_epochs: int) -> None:
        self.session.set_max_epochs(n_epochs)

    @rule(way=st.sampled_from(WAYS))
    def set_way(self, way: dict[str, Any]) -> None:
        if not self.session.problem.is_line and "held" in way:
            return  # refused by the settings themselves, or not offered
        self.session.set_settings(replace(self.session.runs.settings, **way))

    @rule(degree=st.integers(1, 4))
    def set_degree(self, degree: int) -> None:
        self.session.set_degree(degree)

    @rule(tolerance=st.sampled_from([0.0, 1e-12, 0.5]))
    def set_tolerance(self, tolerance: float) -> None:
        self.session.set_settings(replace(self.session.runs.settings, tolerance=tolerance))

    @rule(slope=coordinates, intercept=coordinates)
    def set_start(self, slope: float, intercept: float) -> None:
        self.session.problem.set_start(Line(slope, intercept))

    @rule(slope=coordinates, intercept=coordinates)
    def drag_line(self, slope: float, intercept: float) -> None:
        self.session.edits.begin_drag()
        self.session.hand.set_line(Line(slope, intercept))
        self.session.hand.set_line(Line(slope / 2, intercept))
        self.session.edits.end_drag()

    @rule(seed=st.integers(0, 3))
    def set_random_start(self, seed: int) -> None:
        self.session.problem.set_random_start(seed)

    @rule()
    def undo(self) -> None:
        self.session.edits.undo()

    @rule()
    def redo(self) -> None:
        self.session.edits.redo()

    @rule()
    def undo_and_redo(self) -> None:
        if self.session.edits.stack.canUndo():
            before, shown = values_of(self.session), self.session.runs.shown_number
            self.session.edits.undo()
            self.session.edits.redo()
            if self.session.runs.shown_number == shown:
                after = values_of(self.session)
                assert (after.data, after.start) == (before.data, before.start)
                # A setting of a branch that is gone is put in force on the one shown instead.
                assert self.has_lost_branches or after.settings == before.settings

    # ---- what always holds

    @invariant()
    def nothing_contradicts(self) -> None:
        check_session(self.session)
        check_runs(self.session)
        check_step(self.session)
        check_bet(self.session)

    @invariant()
    def records_are_those_of_a_fresh_run(self) -> None:
        if self.session.player.history is None:
            return  # kept runs wait for points
        for _, kept in self.session.player.branches:
            curve = self.session.problem.start if kept.kept is None else kept.kept.start
            start = curve.on(kept.objective)
            fresh = Trajectory(kept.objective, start, kept.plan, kept.goal, kept.fork_epoch)
            fresh.advance(kept.last_epoch)
            if kept.stop_reason is StopReason.DIVERGED:
                fresh.advance(1)  # the epoch that could not be kept
            assert fresh.segments == kept.segments
            assert np.array_equal(fresh.history.parameters, kept.history.parameters)
            assert np.array_equal(fresh.history.losses, kept.history.losses)

    @invariant()
    def settings_in_force_are_those_planned_so_far(self) -> None:
        for _, run in self.session.player.branches:
            begun = tuple(part for part in run.plan if part.first_epoch <= run.last_epoch)
            if run.stop_reason is None:
                assert run.segments == begun
            else:
                assert run.segments[:-1] == begun[: len(run.segments) - 1]
                assert run.segments[-1].config == run.config

    @invariant()
    def what_is_behind_is_computed(self) -> None:
        runs = (
            [run for _, run in self.session.player.branches] if self.session.player.history else []
        )
        if any(run.is_behind for run in runs) and not self.player._is_suspended:
            assert not self.session.is_settled

    @invariant()
    def the_epoch_shown_follows_to_where_it_stood(self) -> None:
        run = self.session.player.trajectory
        if run is not None and run.is_behind and self.player._mode is not Mode.RACE:
            assert self.session.player.cursor == min(self.player._wanted, run.last_epoch)

    @invariant()
    def settings_are_those_of_the_branch_shown(self) -> None:
        trajectory = self.session.player.trajectory
        if trajectory is not None:
            assert trajectory.plan[-1].config == trajectory.config == self.session.runs.settings

    @invariant()
    def a_finished_run_has_its_reason(self) -> None:
        state, history = self.session.player.state, self.session.player.history
        if history is None:
            return
        if state.stop_reason is StopReason.MAX_EPOCHS:
            assert history.last_epoch == self.session.runs.settings.max_epochs
        elif state.stop_reason is StopReason.DIVERGED:
            assert state.epoch == history.last_epoch + 1
        else:
            assert state.stop_reason in {None, StopReason.CONVERGED}


class Values(NamedTuple):
    """What undo takes back."""

    data: Dataset
    settings: DescentConfig
    start: Curve


def values_of(session: Session) -> Values:
    return Values(session.problem.dataset, session.runs.settings, session.problem.start)


def let_events_in(milliseconds: int) -> None:
    """Handle events for a while: the worker's blocks arrive as events."""
    flags = QEventLoop.ProcessEventsFlag.AllEvents
    until = time.monotonic() + milliseconds / 1000
    handle: Callable[[], None] = lambda: QCoreApplication.processEvents(flags, 1)  # noqa: E731
    handle()
    while time.monotonic() < until:
        handle()


def is_behind(session: Session) -> bool:
    has_points = session.player.history is not None
    return has_points and any(run.is_behind for _, run in session.player.branches)


def without_results(project: Project) -> Project:
    """Leave out what is only known of a run that is computed: where it ends."""
    runs = tuple(replace(run, check=None) for run in project.runs)
    kept_runs = tuple(replace(run, check=None) for run in project.kept_runs)
    return replace(project, runs=runs, kept_runs=kept_runs, cursor=0)


@pytest.mark.timeout(600)  # to hypothesis a timeout looks like a test that is flaky
@pytest.mark.parametrize("frame_seconds", [8e-3, 200e-6, 0.0])
def test_no_walk_leads_to_a_contradiction(
    qapp: Any, monkeypatch: pytest.MonkeyPatch, frame_seconds: float
) -> None:
    monkeypatch.setattr(replay, "FRAME_SECONDS", frame_seconds)
    monkeypatch.setattr(playback, "SECONDS_AT_FULL_SPEED", 0.01)
    monkeypatch.setattr(change_under_way, "GESTURE_SECONDS", 0.0 if frame_seconds else math.inf)
    run_state_machine_as_test(
        SessionWalk,
        settings=settings(
            max_examples=settings().max_examples,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_run_made_longer_is_so_for_all_its_rates() -> None:
    """A rate changed at the very end of a run, which is then made longer, can be replayed."""
    start = np.zeros(2)
    short = DescentConfig(learning_rate=0.01, max_epochs=1, tolerance=0.0)
    objective = Objective.of(EXAMPLES["hours-and-money"].dataset(), short)
    kept = Trajectory(objective, start, (Segment(0, short),))
    kept.advance(1)
    kept.change_config(replace(short, learning_rate=0.02))
    kept.set_max_epochs(9000)
    fresh = Trajectory(objective, start, kept.segments)
    fresh.advance(50)
    assert fresh.last_epoch == 50
