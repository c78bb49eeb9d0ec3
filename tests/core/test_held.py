"""A held parameter: closed forms, least squares on one column, finite differences, every engine."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from linreg_gui.core.arrival import arrival_of
from linreg_gui.core.automatic import suitable_epochs, suitable_rate
from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.batches import batch_loss, batch_of
from linreg_gui.core.cures import cures
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descents import make_descent, memory_at, train
from linreg_gui.core.held_loss import with_held
from linreg_gui.core.history import History
from linreg_gui.core.model import mse, mse_gradient
from linreg_gui.core.objective import KEEPS_ZERO, NOTHING_MOVES, Objective
from linreg_gui.core.optimizers import Memory, StepSettings, optimizer_step
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import (
    Regime,
    fastest_learning_rate,
    largest_stable_learning_rate,
    monotone_learning_rate,
    regime,
)
from linreg_gui.core.sweep import measured_limit, sweep, sweep_rates

SLOPE, INTERCEPT = Held.SLOPE, Held.INTERCEPT
X = np.array([2.0, 3.0, 5.0, 6.0, 8.0])
Y = np.array([65.0, 70.0, 75.0, 85.0, 90.0])
HOURS = Dataset.from_xy(X, Y)
NO_INT_1 = Dataset.from_xy(np.arange(60.0, 71.0), np.arange(130.0, 141.0))
NO_INT_2 = Dataset.from_xy([4.0, 5.0, 6.0], [3.0, 4.0, 4.0])
YEARS = Dataset.from_xy(np.arange(1990.0, 2021.0), np.sin(np.arange(31.0)) + 0.02 * np.arange(31.0))
SETS = [HOURS, NO_INT_1, NO_INT_2, YEARS, Dataset.from_xy([3.0], [4.0])]


def objective(dataset, held, start, **settings):
    return Objective.of(dataset, DescentConfig(held=held, **settings), start)


def held_place(held):
    return 0 if held is SLOPE else 1


# ---- the minimum


@pytest.mark.parametrize(
    ("dataset", "certified"), [(NO_INT_1, 2.07438016528926), (NO_INT_2, 0.727272727272727)]
)
def test_a_line_through_the_origin_has_the_slope_that_nist_certifies(dataset, certified):
    best = objective(dataset, INTERCEPT, (0.0, 0.0)).loss.minimum_parameters
    assert best[0] == pytest.approx(certified, rel=2e-15)
    assert best[1] == 0.0


@pytest.mark.parametrize("dataset", SETS)
@pytest.mark.parametrize("intercept", [0.0, 12.5, -300.0])
def test_the_best_slope_is_that_of_least_squares_on_one_column(dataset, intercept):
    loss = objective(dataset, INTERCEPT, (9.0, intercept)).loss
    x, y = dataset.x, dataset.y - intercept
    column = np.linalg.lstsq(x[:, np.newaxis], y, rcond=None)[0]
    assert loss.minimum_parameters[0] == pytest.approx(np.mean(x * y) / np.mean(x * x), rel=1e-13)
    assert loss.minimum_parameters[0] == pytest.approx(column[0], rel=1e-12)
    assert loss.minimum_parameters[1] == intercept
    rest = np.mean((y - column[0] * x) ** 2)
    assert loss.minimum_value == pytest.approx(rest, rel=1e-10, abs=1e-26)


@pytest.mark.parametrize("scaling", [Scaling.NONE, Scaling.CENTRE])
@pytest.mark.parametrize("centre", [0.0, 1e3, 1e6, 1e9, -1e12])
@pytest.mark.parametrize("intercept", [0.0, 3.0])
def test_far_from_zero_a_slope_with_the_intercept_held_has_all_its_digits(
    scaling, centre, intercept
):
    rng = np.random.default_rng(8)
    x = centre + rng.normal(0.0, 3.0, 40)
    for y in (
        2.0 * x,
        rng.normal(3.0, 1.0, 40),
        rng.normal(size=40),
        1e6 * rng.normal(size=40) ** 2,
    ):
        loss = objective(Dataset.from_xy(x, y), INTERCEPT, (0.0, intercept), scaling=scaling).loss
        exact = _slope_through(x, y, intercept)
        assert float(abs(Fraction(loss.minimum_parameters[0]) - exact)) <= 1e-14 * abs(exact)


@pytest.mark.parametrize("dataset", [NO_INT_1, NO_INT_2])
def test_certified_lines_through_the_origin_are_exact_to_the_last_digit(dataset):
    slope = objective(dataset, INTERCEPT, (0.0, 0.0)).loss.minimum_parameters[0]
    exact = _slope_through(dataset.x, dataset.y, 0.0)
    assert float(abs(Fraction(slope) - exact)) <= np.finfo(np.float64).eps * exact


def _slope_through(x, y, intercept):
    """Return the slope of least squares through (0, intercept), without rounding."""
    across = [Fraction(value) for value in x.tolist()]
    upwards = [Fraction(value) - Fraction(intercept) for value in y.tolist()]
    products = sum(one * other for one, other in zip(across, upwards, strict=True))
    return products / sum(one * one for one in across)


@pytest.mark.parametrize("dataset", SETS)
@pytest.mark.parametrize("slope", [0.0, 4.0, -70.0])
def test_the_best_intercept_is_the_mean_of_what_the_slope_leaves(dataset, slope):
    loss = objective(dataset, SLOPE, (slope, 1.0)).loss
    rest = dataset.y - slope * dataset.x
    assert loss.minimum_parameters[0] == slope
    assert loss.minimum_parameters[1] == pytest.approx(np.mean(rest), rel=1e-13)
    assert loss.minimum_value == pytest.approx(np.var(rest), rel=1e-12, abs=1e-26)


@pytest.mark.parametrize("l2", [0.5, 40.0])
def test_the_penalty_is_part_of_the_held_minimum(l2):
    through = objective(HOURS, INTERCEPT, (0.0, 20.0), l2=l2).loss
    slope = np.mean(X * (Y - 20.0)) / (np.mean(X * X) + l2)
    assert through.minimum_parameters == pytest.approx([slope, 20.0], rel=1e-14)
    least = mse(HOURS.features, Y, np.array([slope, 20.0])) + l2 * slope**2
    assert through.minimum_value == pytest.approx(least, rel=1e-13)
    assert through.unpenalised.minimum_parameters[0] == pytest.approx(
        np.mean(X * (Y - 20.0)) / np.mean(X * X), rel=1e-14
    )
    steep = objective(HOURS, SLOPE, (3.0, 0.0), l2=l2).loss
    assert steep.minimum_value == pytest.approx(np.var(Y - 3.0 * X) + l2 * 9.0, rel=1e-13)
    assert steep.with_penalty(0.0).minimum_value == pytest.approx(np.var(Y - 3.0 * X), rel=1e-13)


def test_with_several_features_the_best_weights_are_those_of_least_squares():
    rng = np.random.default_rng(5)
    features = rng.normal([2.0, -1.0, 30.0], 1.0, (40, 3))
    target = features @ [1.0, 2.0, -0.5] + 7.0 + rng.normal(size=40)
    dataset = Dataset(features, target, ("a", "b", "c"))
    loss = objective(dataset, INTERCEPT, (0.0, 0.0, 0.0, 4.0)).loss
    weights = np.linalg.lstsq(features, target - 4.0, rcond=None)[0]
    assert loss.minimum_parameters == pytest.approx([*weights, 4.0], rel=1e-11)
    assert loss.eigenvalues[1:] == pytest.approx(
        2.0 * np.linalg.eigvalsh(features.T @ features / 40), rel=1e-11
    )
    held_weight = with_held(dataset.loss, 1, 5.0)
    columns = np.column_stack([np.delete(features, 1, axis=1), np.ones(40)])
    others = np.linalg.lstsq(columns, target - 5.0 * features[:, 1], rcond=None)[0]
    assert np.delete(held_weight.minimum_parameters, 1) == pytest.approx(others, rel=1e-11)


def test_columns_that_say_the_same_leave_many_best_fits():
    features = np.column_stack([X, 2.0 * X])
    loss = objective(Dataset(features, Y, ("a", "b")), INTERCEPT, np.zeros(3)).loss
    assert loss.is_degenerate
    assert loss.minimum_parameters[:2] == pytest.approx(
        np.linalg.lstsq(features, Y, rcond=None)[0], rel=1e-12
    )
    assert loss.eigenvalues[:2].tolist() == [0.0, 0.0]


def test_points_on_the_held_line_leave_exactly_nothing():
    loss = objective(Dataset.from_xy(X, 3.0 * X), INTERCEPT, (0.0, 0.0)).loss
    assert loss.minimum_parameters.tolist() == [3.0, 0.0]
    assert loss.minimum_value == 0.0


def test_equal_x_and_a_held_intercept_have_one_best_line():
    loss = objective(Dataset.from_xy([2.0, 2.0], [4.0, 6.0]), INTERCEPT, (0.0, 1.0)).loss
    assert not loss.is_degenerate
    assert loss.minimum_parameters == pytest.approx([2.0, 1.0], rel=1e-15)


def test_where_all_x_are_0_a_held_intercept_leaves_nothing_to_fit():
    dataset = Dataset.from_xy([0.0, 0.0], [1.0, 2.0])
    for x in (0.0, 1e-160):  # a curvature of which the largest stable rate is no float
        with pytest.raises(DatasetError, match=NOTHING_MOVES):
            objective(Dataset.from_xy([x, 0.0], [1.0, 2.0]), INTERCEPT, (0.0, 0.0))
    assert (
        objective(Dataset.from_xy([1e-140], [1.0]), INTERCEPT, (0.0, 0.0)).loss.eigenvalues[1] > 0
    )
    assert objective(dataset, SLOPE, (1.0, 0.0)).loss.minimum_parameters.tolist() == [1.0, 1.5]


# ---- value, gradient, axes


@pytest.mark.parametrize("held", [SLOPE, INTERCEPT])
@pytest.mark.parametrize("l2", [0.0, 0.7])
def test_values_are_those_of_the_loss_and_the_gradient_that_of_what_moves(held, l2):
    start = np.array([1.5, 20.0])
    loss, free = objective(HOURS, held, start, l2=l2).loss, HOURS.loss.with_penalty(l2)
    places = np.array([[1.5, 20.0], [-3.0, 20.0], [1.5, -7.0], [8.0, 41.0]])
    assert loss.values(places) == pytest.approx(free.values(places), rel=1e-13)
    moving = 1 - held_place(held)
    for place in places[[0, 1 if held is INTERCEPT else 2]]:
        step = np.zeros(2)
        step[moving] = 1e-4
        difference = (free.value(place + step) - free.value(place - step)) / 2e-4
        assert loss.gradient(place)[moving] == pytest.approx(difference, rel=1e-6)
        assert loss.gradient(place)[1 - moving] == 0.0
    assert not loss.gradient(loss.minimum_parameters).any()


@pytest.mark.parametrize("held", [SLOPE, INTERCEPT])
def test_the_excess_keeps_its_digits_near_the_best_fit_of_a_far_line(held):
    loss = objective(YEARS, held, (0.3, 5000.0)).loss
    curvature = 1.0 if held is SLOPE else np.mean(YEARS.x**2)
    place = loss.minimum_parameters.copy()
    place[1 - held_place(held)] += 2.0**-30
    away = place[1 - held_place(held)] - loss.minimum_parameters[1 - held_place(held)]
    assert loss.excess_values(place) == pytest.approx(curvature * away**2, rel=1e-12)


def test_limits_follow_from_the_curvature_along_the_line():
    through = objective(HOURS, INTERCEPT, (0.0, 0.0)).loss
    assert largest_stable_learning_rate(through) == pytest.approx(1.0 / np.mean(X * X), rel=1e-15)
    assert fastest_learning_rate(through) == monotone_learning_rate(through)
    level = objective(HOURS, SLOPE, (0.0, 0.0)).loss
    assert largest_stable_learning_rate(level) == 1.0
    assert [regime(level, rate) for rate in (1e-5, 0.3, 0.7, 1.0)] == list(Regime)
    fast, slow = excess_parts(through, np.array([3.0, 0.0]))
    assert slow == 0.0
    assert fast == through.excess_values(np.array([3.0, 0.0]))


@pytest.mark.parametrize("held", [SLOPE, INTERCEPT])
def test_at_half_the_limit_one_step_arrives_and_the_forecast_says_so(held):
    given = objective(HOURS, held, (0.0, 0.0))
    start = np.array([0.0, 0.0])
    rate = monotone_learning_rate(given.loss)
    assert arrival_of(given.loss, start, rate).epochs == 1.0
    config = DescentConfig(rate, 50, held=held)
    result = train(given, config, start, lambda _: None)
    assert result.stop_reason is StopReason.CONVERGED
    assert result.epochs == 1
    arrival = arrival_of(given.loss, start, rate / 20.0)
    assert not arrival.has_laggard
    assert not arrival.is_lucky
    assert arrival.epochs == np.ceil(np.log(0.01) / (2.0 * np.log(0.95)))


# ---- scaling


def test_with_a_held_intercept_x_is_scaled_but_not_centred():
    given = objective(NO_INT_1, INTERCEPT, (0.0, 0.0), scaling=Scaling.STANDARDISE)
    assert given.to_data_units(given.loss.minimum_parameters) == pytest.approx(
        [2.07438016528926, 0.0], rel=1e-14
    )
    assert given.standardisation.reason == KEEPS_ZERO[Scaling.STANDARDISE]
    assert given.standardisation.means.tolist() == [0.0]


def test_with_a_held_slope_x_is_standardised_and_the_slope_stays():
    given = objective(HOURS, SLOPE, (3.0, 0.0), scaling=Scaling.STANDARDISE)
    assert given.to_data_units(given.loss.minimum_parameters) == pytest.approx(
        [3.0, np.mean(Y - 3.0 * X)], rel=1e-14
    )
    assert given.standardisation.reason is None


# ---- every engine


@pytest.mark.parametrize("held", [SLOPE, INTERCEPT])
@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("decay", [Decay.NONE, Decay.INVERSE_TIME])
def test_a_held_parameter_does_not_move_by_a_bit(held, optimizer, decay):
    start = np.array([0.3, 0.7])
    config = DescentConfig(0.01, 500, optimizer=optimizer, decay=decay, held=held)
    given = Objective.of(HOURS, config, start)
    history = History(start, given.loss.value(start))
    descent = make_descent(given, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(100))
    records = history.parameters
    assert (records[:, held_place(held)] == start[held_place(held)]).all()
    memory = Memory.empty(2)
    at = start
    for epoch in range(6):
        gradient = mse_gradient(HOURS.features, Y, at)
        gradient[held_place(held)] = 0.0
        settings = StepSettings(config.learning_rate_at(epoch), config.momentum)
        at, memory = optimizer_step(optimizer, settings, at, gradient, memory)
        assert records[epoch + 1] == pytest.approx(at, rel=1e-12)
    assert memory_at(given, config, history, 5).first[held_place(held)] == 0.0


@pytest.mark.parametrize("held", [SLOPE, INTERCEPT])
@pytest.mark.parametrize("batch_size", [1, 2])
def test_batches_leave_a_held_parameter_where_it_is(held, batch_size):
    start = np.array([2.0, 5.0])
    config = DescentConfig(0.005, 40, batch_size=batch_size, seed=3, l2=0.1, held=held)
    given = Objective.of(HOURS, config, start)
    history = History(start, given.loss.value(start))
    history.append(make_descent(given, config, history).advance(40))
    assert (history.parameters[:, held_place(held)] == start[held_place(held)]).all()
    at = start
    for step in range(config.steps_per_epoch(5)):
        points = batch_of(HOURS, config, 0, step)
        gradient = mse_gradient(HOURS.features[points], Y[points], at)
        gradient[0] += 0.2 * at[0]
        gradient[held_place(held)] = 0.0
        assert batch_loss(given, config, 0, step).gradient(at) == pytest.approx(gradient)
        at = at - 0.005 * gradient
    assert history.parameters[1] == pytest.approx(at, rel=1e-12)


def test_more_features_than_are_written_out_hold_the_intercept_too():
    rng = np.random.default_rng(1)
    names = tuple("abcdefghijklmn")
    dataset = Dataset(rng.normal(size=(30, 14)), rng.normal(size=30), names)
    start = np.append(np.zeros(14), 3.0)
    config = DescentConfig(0.01, 20, optimizer=Optimizer.ADAM, batch_size=7, held=INTERCEPT)
    result = train(Objective.of(dataset, config, start), config, start, lambda _: None)
    assert result.parameters[-1] == 3.0
    assert result.parameters[:-1].all()


def test_a_descent_of_many_epochs_ends_at_the_held_best_fit():
    config = DescentConfig(0.005, 5000, tolerance=1e-20, held=INTERCEPT)
    start = np.array([0.0, 40.0])
    given = Objective.of(HOURS, config, start)
    result = train(given, config, start, lambda _: None)
    assert result.stop_reason is StopReason.CONVERGED
    assert result.parameters == pytest.approx(given.loss.minimum_parameters, rel=1e-10)


# ---- what follows from the settings


@pytest.mark.parametrize("held", [SLOPE, INTERCEPT])
def test_the_automatic_rate_is_half_the_limit_along_the_line(held):
    config = DescentConfig(held=held)
    given = Objective.of(HOURS, config, (0.0, 0.0))
    rate = suitable_rate(given, config, (0.0, 0.0))
    limit = largest_stable_learning_rate(given.loss)
    assert 0.45 * limit < rate <= 0.5 * limit
    assert suitable_epochs(given, replace(config, learning_rate=rate), (0.0, 0.0)) == 300
    batches = replace(config, batch_size=1)
    largest = 2.0 if held is SLOPE else 2.0 * np.max(X) ** 2
    assert suitable_rate(given, batches, (0.0, 0.0)) == pytest.approx(1.0 / largest, rel=0.1)


def test_standardising_is_no_cure_where_one_parameter_moves():
    config = DescentConfig(1e-12, held=INTERCEPT)
    found = cures(Objective.of(YEARS, config, (0.0, 0.0)), config, (0.0, 0.0))
    assert found
    assert not any(cure.settings.is_standardised for cure in found)


def test_the_runs_of_a_sweep_diverge_from_the_limit_on():
    config = DescentConfig(max_epochs=200, held=INTERCEPT)
    given = Objective.of(HOURS, config, (0.0, 0.0))
    rates = sweep_rates(given, config, (0.0, 0.0), 60)
    measured = measured_limit(given, config, (0.0, 0.0), rates)
    assert measured == pytest.approx(1.0 / np.mean(X * X), rel=0.002)
    arrivals = [
        point.epochs_to_target[0] for point in sweep(given, config, (0.0, 0.0), rates) if point
    ]
    assert min(arrivals) <= 2.0


# ---- other starts


def test_a_run_from_another_start_has_its_own_held_value():
    given = objective(HOURS, INTERCEPT, (0.0, 0.0))
    assert given.for_start((7.0, 0.0)) is given
    other = given.for_start((0.0, 10.0))
    assert other is given.for_start((3.0, 10.0))
    assert other.loss.minimum_parameters[0] == pytest.approx(np.mean(X * (Y - 10)) / np.mean(X * X))
    assert other.loss.bowl is given.loss.bowl
    free = Objective.of(HOURS, DescentConfig())
    assert free.for_start((1.0, 2.0)) is free


@pytest.mark.parametrize("middle", [2.0e3, 1.0e9])
def test_far_from_0_the_best_loss_with_the_intercept_held_keeps_its_digits(middle):
    x, y = [middle, middle + 1.0, middle + 2.0], [1.0, 3.0, 2.0]
    slope = sum(Fraction(a) * Fraction(b) for a, b in zip(x, y, strict=True)) / sum(
        Fraction(a) ** 2 for a in x
    )
    exact = sum((Fraction(b) - slope * Fraction(a)) ** 2 for a, b in zip(x, y, strict=True)) / 3
    loss = objective(Dataset.from_xy(x, y), Held.INTERCEPT, (0.0, 0.0)).loss
    assert loss.minimum_value == pytest.approx(float(exact), rel=1e-12)
