"""Cuts of the loss surface against the engine's loss and finite differences."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from linreg_gui.core.cut import Cut, cuts_at
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, LINE_EXAMPLES, ONE_POINT, datasets

PLAIN = DescentConfig()
CONFIGS = (PLAIN, replace(PLAIN, l2=0.7), replace(PLAIN, scaling=Scaling.STANDARDISE, l2=2.0))


def test_epoch_4_of_hours_and_money():
    along_slope, along_intercept = cuts_at(HOURS_AND_MONEY.loss.bowl, (9.953130448, 3.8588136))
    assert along_slope.slope == pytest.approx(-191.53, abs=0.02)
    assert along_intercept.slope == pytest.approx(-50.73, abs=0.02)
    assert along_slope.curvature == pytest.approx(np.mean(HOURS_AND_MONEY.x**2))
    assert along_intercept.curvature == 1.0
    assert (along_slope.other_at, along_intercept.other_at) == (3.8588136, 9.953130448)


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("data", [HOURS_AND_MONEY, ALL_X_EQUAL, ONE_POINT])
@pytest.mark.parametrize("place", [(0.0, 0.0), (-7.0, 31.5)])
def test_each_is_the_engines_loss_along_its_line(config, data, place):
    loss = Objective.of(data, config).loss
    slope, intercept = place
    moves = np.linspace(-20.0, 20.0, 41)
    along_slope, along_intercept = cuts_at(loss.bowl, place)
    lines = np.column_stack((slope + moves, np.full_like(moves, intercept)))
    assert along_slope.values(slope + moves) == pytest.approx(loss.values(lines), rel=1e-12)
    lines = np.column_stack((np.full_like(moves, slope), intercept + moves))
    assert along_intercept.values(intercept + moves) == pytest.approx(loss.values(lines), rel=1e-12)


@given(datasets())
def test_their_slopes_are_the_gradient(dataset):
    place = np.add(dataset.loss.minimum_parameters, (1.5, -0.5))
    found = [cut.slope for cut in cuts_at(dataset.loss.bowl, place)]
    gradient = dataset.loss.gradient(place)
    assert found == pytest.approx(gradient, rel=1e-9, abs=1e-9 * float(np.abs(gradient).max()))


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
def test_their_slopes_are_finite_differences(example):
    loss = example.dataset().loss
    place = np.array((1.0, 2.0))
    for axis, cut in enumerate(cuts_at(loss.bowl, place)):
        step = np.zeros(2)
        step[axis] = 1.0
        difference = (loss.value(place + step) - loss.value(place - step)) / 2.0
        assert cut.slope == pytest.approx(difference, rel=1e-7)


def test_where_a_cut_is_below_a_level():
    cut = Cut(at=1.0, other_at=0.0, value=5.0, slope=2.0, curvature=2.0)
    reach = cut.reach_of(9.0)
    assert reach is not None
    low, high = reach
    assert cut.values([low, high]) == pytest.approx([9.0, 9.0])
    assert low < 1.0 < high
    assert cut.reach_of(4.0) is None
    flat = Cut(at=1.0, other_at=0.0, value=5.0, slope=0.0, curvature=0.0)
    assert flat.reach_of(6.0) == (-np.inf, np.inf)
    assert flat.reach_of(4.0) is None


def test_values_too_large_for_floats_come_without_a_warning():
    cut = cuts_at(HOURS_AND_MONEY.loss.bowl, (1e160, 0.0))[0]
    assert np.isinf(cut.value)
    assert cut.reach_of(1e300) is None
