"""Each point's share of the negative gradient."""

import numpy as np
import pytest
from hypothesis import given

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.model import residuals
from linreg_gui.core.residuals import bundled, centred_residuals, order_by_x, pulls
from tests.core.data import (
    ALL_X_EQUAL,
    HOURS_AND_MONEY,
    HOUSE_PRICES,
    LINE_EXAMPLES,
    X,
    Y,
    datasets,
)
from tests.core.reference import REFERENCE, objective_of

RNG = np.random.default_rng(5)


def far_away(offset):
    x = RNG.uniform(2, 9, 50)
    return Dataset.from_xy(x, offset + 3 * x + RNG.standard_normal(50))


def beside_best(dataset, away):
    return np.add(dataset.loss.minimum_parameters, away)


def assert_sum_is_gradient(dataset, parameters):
    shares = pulls(dataset, parameters)
    missed = np.abs(shares.sum(axis=0) + dataset.loss.gradient(parameters))
    assert (missed <= 1e-12 * np.abs(shares).sum(axis=0) + 1e-300).all()


def test_the_first_pulls_of_hours_and_money():
    shares = pulls(HOURS_AND_MONEY, (0, 0))
    assert shares == pytest.approx(np.c_[np.multiply(X, Y), Y] * 2 / 5, rel=1e-14)
    assert shares.sum(axis=0) == pytest.approx([778, 154], rel=1e-14)
    assert not shares.flags.writeable


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
@pytest.mark.parametrize("away", [0.0, 1e-9, 1.0, 1e6])
def test_the_pulls_of_every_example_sum_to_the_gradient(example, away):
    dataset = example.dataset()
    assert_sum_is_gradient(dataset, beside_best(dataset, [away, -away]))


@pytest.mark.parametrize("offset", [1e9, -1e9, 1e14])
@pytest.mark.parametrize("away", [(0, 0), (1e-7, 0), (0.3, -5)])
def test_a_far_target_costs_no_digits(offset, away):
    dataset = far_away(offset)
    assert_sum_is_gradient(dataset, beside_best(dataset, away))


def test_far_x_cost_no_digits():
    dataset = Dataset.from_xy([1e9, 1e9 + 1, 1e9 + 3], [1, 2, 5])
    assert_sum_is_gradient(dataset, beside_best(dataset, [1e-3, 0]))


@given(datasets(min_size=1))
def test_away_from_the_minimum_the_sum_is_the_gradient_itself(dataset):
    parameters = beside_best(dataset, [700, 3e6])
    gradient = dataset.loss.gradient(parameters)
    assert pulls(dataset, parameters)[:, 1].sum() == pytest.approx(-gradient[1], rel=1e-12)
    assert_sum_is_gradient(dataset, parameters)


def test_on_a_perfect_fit_nothing_pulls():
    loss = HOUSE_PRICES.loss
    assert pulls(HOUSE_PRICES, loss.minimum_parameters).tolist() == [[0, 0]] * 3


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, ALL_X_EQUAL, far_away(0)])
def test_centred_residuals_are_the_textbook_ones(dataset):
    expected = residuals(dataset.features, dataset.target, np.array([3.5, 60]))
    assert centred_residuals(dataset, (3.5, 60)) == pytest.approx(expected, rel=1e-12)


def test_huge_values_overflow_quietly():
    dataset = Dataset.from_xy([1e150, -1e150], [1, 2])
    assert np.isinf(pulls(dataset, (1e100, 0))[:, 0]).all()


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["name"])
def test_the_pulls_on_several_features_sum_to_the_negative_gradient(case):
    objective = objective_of(case)
    parameters = np.linspace(-1.0, 2.0, objective.loss.n_features + 1)
    found = pulls(objective.dataset, parameters)
    assert found.shape == (objective.dataset.n_samples, len(parameters))
    gradient = objective.loss.unpenalised.gradient(parameters)
    size = np.abs(gradient).max()
    assert found.sum(axis=0) == pytest.approx(-gradient, rel=1e-9, abs=1e-11 * size)
    bundles = bundled(found, order_by_x(objective.dataset.x), most=3)
    assert bundles.sum(axis=0) == pytest.approx(-gradient, rel=1e-9, abs=1e-11 * size)


def test_no_points_are_refused():
    with pytest.raises(DatasetError, match="no points"):
        pulls(Dataset.from_xy([], []), (1, 2))


@pytest.mark.parametrize(("n_samples", "count"), [(1, 1), (39, 39), (40, 40), (41, 40), (3001, 40)])
def test_at_most_forty_arrows_keep_the_sum(n_samples, count):
    arrows = RNG.standard_normal((n_samples, 2))
    bundles = bundled(arrows, order_by_x(RNG.standard_normal(n_samples)))
    assert bundles.shape == (count, 2)
    assert bundles.sum(axis=0) == pytest.approx(arrows.sum(axis=0), abs=1e-12 * n_samples)
    assert not bundles.flags.writeable


def test_neighbours_in_x_are_bundled_and_ties_keep_their_order():
    x = np.array([5.0, 1.0, 3.0, 1.0, 9.0])
    arrows = np.array([[1.0, 0.0], [10.0, 0.0], [100.0, 0.0], [1e3, 0.0], [1e4, 0.0]])
    order = order_by_x(x)
    assert bundled(arrows, order)[:, 0].tolist() == [10, 1e3, 100, 1, 1e4]
    assert bundled(arrows, order, most=2)[:, 0].tolist() == [1010, 10101]


def test_no_points_make_no_arrows():
    assert bundled(np.empty((0, 2)), order_by_x(np.empty(0))).shape == (0, 2)


@pytest.mark.parametrize("has_ties", [False, True])
def test_after_a_move_the_former_order_leads_to_the_same(has_ties):
    x = np.asarray(RNG.standard_normal(200), np.float64)
    if has_ties:
        x = np.round(x)
    former = order_by_x(x)
    for index in range(0, 200, 7):
        x[index] = x[(3 * index) % 200] if has_ties else float(RNG.standard_normal())
        following = order_by_x(x, former)
        assert following.tolist() == np.argsort(x, kind="stable").tolist()
        former = following
    assert order_by_x(x[1:], former).tolist() == np.argsort(x[1:], kind="stable").tolist()
