"""Two rates that are the fastest, the correlation and the condition, against other ways."""

import math

import numpy as np
import pytest

from linreg_gui.core.arrival import arrival_of, fastest_from
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import train
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held
from linreg_gui.core.stability import (
    PlainRuns,
    condition_number,
    fastest_learning_rate,
    largest_stable_learning_rate,
)
from tests.core.data import HOURS_AND_MONEY

NOISY = EXAMPLES["noisy-line"].dataset()
ANSCOMBE = EXAMPLES["anscombe-1"].dataset()


def test_from_zero_hours_and_money_is_fastest_at_0_0341_and_in_the_end_at_another_rate():
    loss = HOURS_AND_MONEY.loss
    found = fastest_from(loss, (0.0, 0.0))
    assert found == (0.0341, 95)
    in_the_end = fastest_learning_rate(loss)
    assert in_the_end == pytest.approx(2.0 / 57.2, rel=1e-12)
    assert arrival_of(loss, (0.0, 0.0), in_the_end).epochs == 205


def test_a_run_at_the_fastest_rate_arrives_then_and_not_before():
    loss = HOURS_AND_MONEY.loss
    objective, start = Objective.of(HOURS_AND_MONEY, DescentConfig()), np.zeros(2)
    excess = float(loss.excess_values(start))
    for epochs, has_arrived in ((94, False), (95, True)):
        end = train(objective, DescentConfig(0.0341, epochs), start, lambda _: None)
        assert (float(loss.excess_values(end.parameters)) <= 0.01 * excess) == has_arrived


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, NOISY, ANSCOMBE])
@pytest.mark.parametrize("start", [(0.0, 0.0), (14.0, 58.0), (-3.0, 10.0), (5.0, -40.0)])
def test_no_rate_of_a_fine_grid_takes_fewer_epochs(dataset, start):
    loss = dataset.loss
    found = fastest_from(loss, start)
    assert found is not None
    rates = np.linspace(0.0, largest_stable_learning_rate(loss), 20_001)[1:-1]
    fewest = float(PlainRuns(loss, start, rates).arrivals().min())
    assert found.epochs <= fewest
    assert arrival_of(loss, start, found.learning_rate).epochs == found.epochs


def test_one_moving_parameter_has_one_fastest_rate():
    given = Objective.of(HOURS_AND_MONEY, DescentConfig(held=Held.INTERCEPT), (0.0, 0.0))
    found = fastest_from(given.loss, (0.0, 0.0))
    assert found is not None
    assert found.epochs == 1
    assert found.learning_rate == pytest.approx(fastest_learning_rate(given.loss), rel=0.11)


def test_nothing_is_said_at_the_best_fit_nor_where_nobody_waits():
    assert fastest_from(HOURS_AND_MONEY.loss, HOURS_AND_MONEY.loss.minimum_parameters) is None
    years = Dataset.from_xy(np.arange(1990.0, 2021.0), np.sin(np.arange(31.0)))
    slow = np.array(years.loss.minimum_parameters) + 1e6 * years.loss.eigenvectors[:, 0]
    assert fastest_from(years.loss, slow) is None


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, NOISY, ANSCOMBE])
def test_the_correlation_is_numpy_s(dataset):
    r = np.corrcoef(dataset.x, dataset.y)[0, 1]
    assert dataset.loss.correlation == pytest.approx(r, rel=1e-13)
    assert dataset.loss.with_penalty(3.0).correlation == dataset.loss.correlation
    best = dataset.loss.minimum_parameters
    assert dataset.loss.correlation**2 == pytest.approx(dataset.loss.r_squared(best), rel=1e-12)


def test_a_perfect_line_has_a_correlation_of_exactly_one_and_a_level_one_has_none():
    x = np.array([0.1, 0.2, 0.7])
    assert Dataset.from_xy(x, 3.0 - 2.0 * x).loss.correlation == -1.0
    assert Dataset.from_xy(x, 3.0 + 2.0 * x).loss.correlation == 1.0
    assert Dataset.from_xy(x, [2.0, 2.0, 2.0]).loss.correlation is None
    assert Dataset.from_xy([1.0, 1.0], [2.0, 3.0]).loss.correlation is None
    assert Dataset(np.ones((3, 2)), np.arange(3.0), ("a", "b")).loss.correlation is None


def test_the_condition_is_that_of_the_hessian():
    loss = HOURS_AND_MONEY.loss
    assert condition_number(loss) == pytest.approx(np.linalg.cond(loss.hessian), rel=1e-12)
    assert condition_number(Dataset.from_xy([1.0], [1.0]).loss) == 1.0
    assert math.isfinite(condition_number(NOISY.loss))
