"""Replaying and continuing trajectories, bit for bit."""

from dataclasses import replace

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.session.segments import Segment
from linreg_gui.session.trajectory import Trajectory

HOURS = Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90])
SLOW = DescentConfig(learning_rate=0.001, max_epochs=1_000_000, tolerance=0.0)
FAST = DescentConfig(learning_rate=0.02, max_epochs=1_000_000, tolerance=0.0)


def trajectory(*segments: Segment) -> Trajectory:
    return Trajectory(Objective.of(HOURS, FAST), np.zeros(2), segments or (Segment(0, FAST),))


def test_replay_passes_through_all_segments() -> None:
    made = trajectory(Segment(0, SLOW), Segment(5000, FAST))
    made.advance(10_000)
    grown = trajectory(Segment(0, SLOW))
    grown.advance(5000)
    grown.change_config(FAST)
    grown.advance(5000)
    assert np.array_equal(made.history.parameters, grown.history.parameters)
    assert made.segments == grown.segments


def test_forking_and_running_on_repeats_the_future() -> None:
    made = trajectory()
    made.advance(9999)
    for epoch in (8192, 8191, 4097, 1, 0):
        fork = made.forked(epoch)
        fork.advance(9999 - epoch)
        assert np.array_equal(fork.history.parameters, made.history.parameters)


def test_a_fork_drops_later_settings_but_keeps_those_in_force() -> None:
    made = trajectory(Segment(0, SLOW))
    made.advance(100)
    made.change_config(FAST)
    made.advance(100)
    assert made.forked(50).segments == (Segment(0, SLOW), Segment(50, FAST))


def test_more_epochs_are_no_new_settings() -> None:
    made = trajectory()
    made.advance(10)
    longer = DescentConfig(learning_rate=0.02, max_epochs=2_000_000, tolerance=0.0)
    made.set_max_epochs(longer.max_epochs)
    assert made.segments == (Segment(0, longer),)


def test_settings_changed_and_changed_back_at_one_epoch_are_no_new_settings() -> None:
    made = trajectory(Segment(0, SLOW))
    made.advance(100)
    made.change_config(FAST)
    made.change_config(SLOW)
    assert made.segments == (Segment(0, SLOW),)
    made.advance(9000)
    straight = trajectory(Segment(0, SLOW))
    straight.advance(9100)
    assert np.array_equal(made.history.parameters, straight.history.parameters)


def test_momentum_changed_and_changed_back_goes_on_as_if_nothing_had_been() -> None:
    rolling = replace(SLOW, optimizer=Optimizer.MOMENTUM, max_epochs=200)
    made = trajectory(Segment(0, rolling))
    made.advance(100)
    made.change_config(FAST)
    made.change_config(rolling)
    made.advance(100)
    straight = trajectory(Segment(0, rolling))
    straight.advance(200)
    assert np.array_equal(made.history.parameters, straight.history.parameters)
