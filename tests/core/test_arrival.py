"""When a descent arrives, foretold and in its records."""

import math

import numpy as np
import pytest

from linreg_gui.core.arrival import arrival_of, fastest_from
from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.course import Course, arrival_of_records, course_of
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.stability import (
    PlainRuns,
    Regime,
    arrival_epoch,
    crawl_learning_rate,
    fraction_left,
    regime,
    rolling_crawl_rate,
    rolling_epochs,
    slow_curvature,
)
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY
from tests.core.reference import REFERENCE, objective_of


@pytest.mark.parametrize(
    ("near", "epoch"),
    [
        ([0, 0, 1, 1], 2.0),
        ([0, 1, 0, 1], 3.0),
        ([1, 1, 1], 0.0),
        ([1, 1, 0], math.inf),
        ([], math.inf),
    ],
)
def test_a_run_has_arrived_when_it_stays(near, epoch):
    assert arrival_epoch(np.array(near, dtype=bool)) == epoch
    assert arrival_epoch(np.array(near, dtype=bool), 10) == 10 + epoch


def thrown_ball(degree):
    """Make the loss of the points of Thrown ball that are not held out."""
    return next(
        objective_of(case).loss
        for case in REFERENCE["cases"]
        if case["name"] == "ball, training points" and case["degree"] == degree
    )


@pytest.mark.parametrize(("degree", "epochs"), [(2, 25), (6, 416)])
def test_several_features_arrive_with_1_percent_of_what_they_explain(degree, epochs):
    loss, start = thrown_ball(degree), np.zeros(degree + 1)
    arrival = arrival_of(loss, start, 0.1)
    assert arrival.epochs == epochs
    assert not arrival.has_laggard
    assert not arrival.is_lucky
    assert PlainRuns(loss, start, np.array([0.1])).arrivals().tolist() == [epochs]
    block = Descent(loss, DescentConfig(0.1, 600, 0.0), start).advance(600)
    path = np.vstack([start, block.parameters])
    assert arrival_of_records(path, loss) == epochs
    assert loss.r_squared(path[epochs]) >= 0.99 * loss.r_squared(loss.minimum_parameters)
    # Of the excess at the start the intercept has most: 1 % of that is left long before.
    assert loss.excess_values(path[14]) < 0.01 * loss.excess_values(start)
    course = course_of(path, loss, has_diverged=False, has_batches=False)
    assert course is Course.ARRIVES


def test_the_weights_arrive_with_1_percent_of_the_slowest_part_of_the_start():
    config = DescentConfig(0.1, 40_000, 0.0, scaling=Scaling.STANDARDISE)
    loss, start = Objective.of(EXAMPLES["longley"].dataset(), config).loss, np.zeros(7)
    arrival = arrival_of(loss, start, 0.1)
    block = Descent(loss, config, start).advance(40_000)
    slowest = excess_parts(loss, np.vstack([start, block.parameters]))[-1]
    assert arrival.weights == np.argmax(slowest <= 0.01 * slowest[0])
    assert arrival.has_late_weights
    assert not arrival_of(thrown_ball(2), np.zeros(3), 0.1).has_late_weights
    of_a_line = Objective.of(HOURS_AND_MONEY, DescentConfig()).loss
    assert arrival_of(of_a_line, (0.0, 0.0), 0.01).weights == 0.0


def test_from_near_the_best_fit_1_percent_of_the_excess_is_to_be_left():
    loss = thrown_ball(2)
    start = np.add(loss.minimum_parameters, [1e-3, 0.0, 0.0])
    assert fraction_left(loss, float(loss.excess_values(start))) == 0.01
    assert 1.0 < arrival_of(loss, start, 0.1).epochs < 100.0
    assert arrival_of(loss, loss.minimum_parameters, 0.1).epochs == 0.0


def test_no_rate_near_the_fastest_one_arrives_sooner():
    loss, start = thrown_ball(6), np.zeros(7)
    found = fastest_from(loss, start)
    assert found is not None
    rates = found.learning_rate * np.geomspace(0.5, 1.01, 100)
    assert PlainRuns(loss, start, rates).arrivals().min() >= found.epochs
    assert arrival_of(loss, start, found.learning_rate).epochs == found.epochs


def test_the_slow_curvature_of_a_line_is_the_smaller_one():
    assert slow_curvature(HOURS_AND_MONEY.loss) == HOURS_AND_MONEY.loss.eigenvalues[0]
    assert slow_curvature(ALL_X_EQUAL.loss) == ALL_X_EQUAL.loss.eigenvalues[1]


def test_a_rate_with_which_a_curve_arrives_soon_is_not_too_slow():
    loss = thrown_ball(6)
    assert slow_curvature(loss) > 1000.0 * loss.eigenvalues[0]
    assert regime(loss, 0.05) is Regime.CONVERGES
    rate = crawl_learning_rate(loss)
    assert rate is not None
    at_mean = [*np.zeros(6), loss.mean_y]
    assert arrival_of(loss, at_mean, rate).epochs == pytest.approx(10_000, rel=1e-2)
    assert regime(loss, 0.99 * rate) is Regime.CRAWLS
    assert regime(loss, 1.01 * rate) is Regime.CONVERGES
    momentum = DescentConfig(0.05, optimizer=Optimizer.MOMENTUM)
    assert rolling_crawl_rate(loss, momentum) < rate
    assert rolling_epochs(loss, momentum) < 416


def test_features_that_explain_nothing_leave_the_smallest_curvature():
    level = Dataset.from_xy([0.0, 1.0, 2.0, 3.0, 5.0], [4.0] * 5)
    powers = Objective.of(level, DescentConfig(degree=3, scaling=Scaling.STANDARDISE)).loss
    assert slow_curvature(powers) == powers.eigenvalues[0]
