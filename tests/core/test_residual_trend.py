"""Mean and tilt of the residuals, and the gradient made of them."""

import numpy as np
import pytest
from hypothesis import given

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.residual_trend import ResidualTrend
from linreg_gui.core.residuals import centred_residuals
from linreg_gui.core.settings import DescentConfig, Scaling
from tests.core.data import HOURS_AND_MONEY, LINE_EXAMPLES, datasets

RNG = np.random.default_rng(8)


def trend_at(dataset, line, config=None):
    """Measure the residuals of a line in the data's units."""
    seen = dataset.x if config is None else Objective.of(dataset, config).dataset.x
    return ResidualTrend.of(dataset.x, centred_residuals(dataset, line), seen)


def differences(function, place, step):
    """Return central differences of a function of slope and intercept."""
    shifts = np.eye(2) * step
    return [(function(place + shift) - function(place - shift)) / (2 * step) for shift in shifts]


def test_epoch_4_of_hours_and_money():
    trend = trend_at(HOURS_AND_MONEY, (9.953130448, 3.8588136))
    assert trend.mean == pytest.approx(25.365, abs=5e-3)
    assert trend.tilt == pytest.approx(-5.699, abs=5e-3)
    assert trend.spread == pytest.approx(4.56)
    assert trend.offset == pytest.approx(4.8)
    assert trend.gradient == pytest.approx((-191.53, -50.73), abs=0.02)


@pytest.mark.parametrize("line", [(0.0, 0.0), (9.95, 3.86), (-30.0, 200.0)])
def test_it_is_the_line_that_numpy_fits_to_the_residuals(line):
    data = Dataset.from_xy(RNG.uniform(-3, 9, 40), RNG.normal(5, 20, 40))
    residuals = data.y - line[0] * data.x - line[1]
    trend = trend_at(data, line)
    slope, height = np.polyfit(data.x, residuals, 1)
    assert trend.tilt == pytest.approx(slope, rel=1e-11)
    assert trend.mean == pytest.approx(slope * trend.centre + height, rel=1e-11)
    assert trend.tilt == pytest.approx(np.cov(data.x, residuals, bias=True)[0, 1] / np.var(data.x))


@pytest.mark.parametrize("config", [DescentConfig(), DescentConfig(scaling=Scaling.STANDARDISE)])
@pytest.mark.parametrize("line", [(0.0, 0.0), (9.0, -4.0)])
def test_its_gradient_is_that_of_finite_differences(config, line):
    objective = Objective.of(HOURS_AND_MONEY, config)
    place = objective.from_data_units(line)
    found = trend_at(HOURS_AND_MONEY, line, config).gradient
    assert found == pytest.approx(differences(objective.loss.value, place, 1e-3), rel=1e-7)
    assert found == pytest.approx(objective.loss.gradient(place), rel=1e-12)


def test_standardised_columns_make_it_the_tilt_times_the_deviation():
    trend = trend_at(HOURS_AND_MONEY, (2.0, 3.0), DescentConfig(scaling=Scaling.STANDARDISE))
    assert trend.tilt is not None
    assert trend.spread == pytest.approx(np.std(HOURS_AND_MONEY.x))
    assert trend.gradient[0] == pytest.approx(-2 * np.std(HOURS_AND_MONEY.x) * trend.tilt)


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
def test_at_the_best_fit_of_every_example_nothing_is_left(example):
    data = example.dataset()
    best = data.loss.minimum_parameters
    trend = trend_at(data, best)
    assert trend.is_level(data.loss.rounding_excess)
    beside = np.add(best, (0.0, 0.01 * np.std(data.y) + 1.0))
    assert not trend_at(data, beside).is_level(data.loss.rounding_excess)


def test_at_the_best_fit_of_a_bend_the_bend_stays():
    data = EXAMPLES["anscombe-2"].dataset()
    residuals = centred_residuals(data, data.loss.minimum_parameters)
    trend = ResidualTrend.of(data.x, residuals, data.x)
    assert trend.is_level(data.loss.rounding_excess)
    assert np.polyfit(data.x, residuals, 2)[0] == pytest.approx(-0.1267, abs=1e-4)


def test_equal_x_have_no_tilt():
    trend = trend_at(Dataset.from_xy([3.0, 3.0], [1.0, 2.0]), (0.0, 0.0))
    assert trend.tilt is None
    assert trend.gradient == pytest.approx((-9.0, -3.0))
    assert trend.excess == pytest.approx(2.25)


def test_mean_x_far_away_costs_no_digits():
    x = np.array([0.0, 1.0, 2.0, 3.0])
    near, far = (Dataset.from_xy(x + away, [0.0, 2.0, 3.0, 7.0]) for away in (0.0, 2.0**40))
    assert trend_at(far, (0.0, 0.0)).tilt == pytest.approx(trend_at(near, (0.0, 0.0)).tilt)


@given(datasets())
def test_what_it_would_take_away_is_the_excess_of_the_loss(dataset):
    line = np.add(dataset.loss.minimum_parameters, [0.5, -2.0])
    excess = float(dataset.loss.excess_values(line))
    found = trend_at(dataset, line).excess
    assert found == pytest.approx(excess, rel=1e-6, abs=dataset.loss.rounding_excess)
