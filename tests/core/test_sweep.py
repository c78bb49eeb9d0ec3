import math
from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.stability import (
    FRACTION_LEFT,
    PlainRuns,
    largest_stable_learning_rate,
    stability_limit,
)
from linreg_gui.core.sweep import measured_limit, sweep, sweep_rates
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, HOUSE_PRICES

START = np.zeros(2)


def points(config, dataset=HOURS_AND_MONEY, rates=None, start=START, **options):
    objective = Objective.of(dataset, config)
    chosen = sweep_rates(objective, config, start) if rates is None else rates
    return [point for point in sweep(objective, config, start, chosen, **options) if point]


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, ALL_X_EQUAL])
@pytest.mark.parametrize("l2", [0.0, 2.0])
def test_the_closed_form_is_what_runs_give(dataset, l2):
    config = DescentConfig(max_epochs=500, l2=l2)
    loss = dataset.loss.with_penalty(l2)
    found = points(config, dataset)
    assert len(found) == 200
    for point in found[::7]:
        run = Descent(loss, DescentConfig(point.learning_rate, 40_000, 0.0), START)
        block = run.advance(40_000)
        arrived = np.flatnonzero(
            loss.excess_values(block.parameters) <= FRACTION_LEFT * run.initial_excess
        )
        (epochs,) = point.epochs_to_target
        if arrived.size and run.diverged_epoch is None:
            assert epochs == arrived[0] + 1
        else:
            assert epochs > 40_000
        if len(block) >= 500:
            assert point.final_losses[0] == pytest.approx(block.losses[499], rel=1e-9)
        else:
            assert point.final_losses == (math.inf,)


def test_a_badly_scaled_bowl_needs_more_than_any_run():
    found = points(DescentConfig(), HOUSE_PRICES, rates=[1e-7, 4e-7, 1e-6])
    epochs = [point.epochs_to_target[0] for point in found]
    # From (0, 0) the intercept's share of the excess is tiny: the slope alone brings 99 %. Its
    # factors are 0.5167 and −0.9333: log 0.1 over the logarithms of their sizes.
    assert epochs == [4, 34, math.inf]
    far = [0.0, 1e9]
    (late,) = points(DescentConfig(), HOUSE_PRICES, rates=[4e-7], start=far)
    assert 1e6 < late.epochs_to_target[0] < 1e9


def test_the_optimum_in_one_step():
    config = DescentConfig(scaling=Scaling.STANDARDISE)
    found = points(config, HOUSE_PRICES, rates=[0.5])
    assert found[0].epochs_to_target == (1.0,)
    assert found[0].final_losses[0] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.ADAM])
def test_from_the_minimum_there_is_nothing_to_do(optimizer):
    loss = HOURS_AND_MONEY.loss
    config = DescentConfig(max_epochs=3, optimizer=optimizer)
    found = points(config, rates=[1e-5], start=loss.minimum_parameters)
    assert found[0].epochs_to_target == (0.0,)
    assert found[0].final_losses[0] == pytest.approx(loss.minimum_value, rel=1e-3)


def test_extreme_rates_give_no_nan():
    found = points(DescentConfig(), rates=[1e-300, 1e-20, 1e10, 1e300])
    values = [(point.epochs_to_target[0], point.final_losses[0]) for point in found]
    assert not np.isnan(values).any()
    # As long as steps are short, half the rate takes twice the epochs.
    (short,) = points(DescentConfig(), rates=[1e-6])
    expected = short.epochs_to_target[0] * 1e294
    assert values[0] == (pytest.approx(expected, rel=1e-4), pytest.approx(6015))
    assert values[2:] == [(math.inf, math.inf)] * 2


def test_the_rates_contain_the_cliff():
    for config in (DescentConfig(), DescentConfig(batch_size=2)):
        rates = sweep_rates(Objective.of(HOURS_AND_MONEY, config), config, START)
        limit = largest_stable_learning_rate(HOURS_AND_MONEY.loss)
        assert (rates[0], rates[-1]) == pytest.approx((1e-4 * limit, 2 * limit))
        assert np.ptp(np.diff(np.log(rates))) == pytest.approx(0, abs=1e-12)


def test_adaptive_rates_are_measured_by_the_way():
    config = DescentConfig(optimizer=Optimizer.ADAM)
    objective = Objective.of(HOURS_AND_MONEY, config)
    rates = sweep_rates(objective, config, START, count=3)
    assert rates[-1] == pytest.approx(565.78947, rel=1e-6)
    assert sweep_rates(objective, config, objective.loss.minimum_parameters)[-1] == 10.0


@pytest.mark.parametrize(
    ("optimizer", "momentum"),
    [
        (Optimizer.GRADIENT_DESCENT, 0.0),
        (Optimizer.MOMENTUM, 0.9),
        (Optimizer.NESTEROV, 0.9),
        (Optimizer.MOMENTUM, 0.5),
    ],
)
@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, ALL_X_EQUAL])
def test_the_measured_cliff_is_where_theory_says(dataset, optimizer, momentum):
    config = DescentConfig(optimizer=optimizer, momentum=momentum)
    objective = Objective.of(dataset, config)
    rates = sweep_rates(objective, config, START)
    theory = stability_limit(objective.loss, config)
    assert measured_limit(objective, config, START, rates) == pytest.approx(theory, rel=0.01)


def test_where_nothing_grows_no_cliff_is_claimed():
    config = DescentConfig()
    objective = Objective.of(HOURS_AND_MONEY, config)
    assert measured_limit(objective, config, START, [1e-4, 1e-3]) is None
    assert measured_limit(objective, config, START, [1.0, 2.0]) is None


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.ADAM])
def test_other_optimizers_are_run(optimizer):
    config = DescentConfig(max_epochs=400, optimizer=optimizer)
    found = points(config)
    assert len(found) == 200
    arrivals = [point.epochs_to_target[0] for point in found]
    assert min(arrivals) < 200
    assert all(arrival == math.inf or 0 < arrival <= 400 for arrival in arrivals)
    assert arrivals[0] == math.inf
    if optimizer is Optimizer.MOMENTUM:
        assert found[-1].final_losses == (math.inf,)


def test_a_run_that_swings_through_the_minimum_has_not_arrived():
    config = DescentConfig(0.002, 400, tolerance=0.0, optimizer=Optimizer.MOMENTUM, momentum=0.97)
    objective = Objective.of(HOURS_AND_MONEY, config)
    descent = make_descent(objective, config, History(START, objective.loss.value(START)))
    excess = objective.loss.excess_values(descent.advance(400).parameters)
    near = excess <= FRACTION_LEFT * float(objective.loss.excess_values(START))
    first, settled = int(np.argmax(near)) + 1, int(np.flatnonzero(~near)[-1]) + 2
    assert first < settled <= 400
    (found,) = points(config, rates=[0.002])
    assert found.epochs_to_target == (settled,)
    (shorter,) = points(replace(config, max_epochs=first), rates=[0.002])
    assert shorter.epochs_to_target == (first,)


def test_batches_spread_over_seeds():
    config = DescentConfig(max_epochs=60, batch_size=1)
    rates = [1e-4, 5e-3]
    found = points(config, rates=rates, seeds=range(4))
    again = points(config, rates=rates, seeds=range(4))
    assert found == again
    for point in found:
        assert len(point.final_losses) == len(point.epochs_to_target) == 4
        assert len(set(point.final_losses)) == 4
    # Without batches every seed gives the same: one is run.
    assert len(points(DescentConfig(optimizer=Optimizer.ADAM), rates=[0.1], seeds=range(4))) == 1


def test_there_is_time_to_give_up():
    rng = np.random.default_rng(0)
    x = rng.normal(size=20_000)
    dataset = Dataset.from_xy(x, x + rng.normal(size=20_000))
    config = DescentConfig(max_epochs=3, batch_size=1)
    reports = list(sweep(Objective.of(dataset, config), config, START, [1e-4, 1e-3]))
    assert reports.count(None) > 6
    assert len([point for point in reports if point]) == 2


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, HOUSE_PRICES])
def test_the_arrival_is_the_first_epoch_with_so_little_left(dataset):
    loss = dataset.loss
    rates = np.array([0.9 * largest_stable_learning_rate(loss)])
    runs = PlainRuns(loss, START, rates)
    (arrival,) = runs.arrivals()
    before, after = (runs.excesses(epochs).item() for epochs in (arrival - 1.0, arrival))
    assert after <= 0.01 * loss.excess_values(np.array(START)).item() < before
