"""The excess loss split along the principal axes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.axes_split import (
    excess_parts,
    slow_direction,
)
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.held_loss import with_held
from linreg_gui.core.settings import DescentConfig
from tests.core.data import (
    ALL_X_EQUAL,
    HOURS_AND_MONEY,
    HOUSE_PRICES,
    LINE_EXAMPLES,
    ONE_POINT,
    descend,
    numbers,
    sound_datasets,
)
from tests.core.reference import REFERENCE, objective_of

SEVERAL = [case for case in REFERENCE["cases"] if case["degree"] > 1 or case["features"] > 1]


def records(dataset, learning_rate, max_epochs, start=(0.0, 0.0)):
    _, block = descend(dataset.loss, learning_rate, max_epochs, start=start)
    return np.vstack([start, block.parameters])


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
@pytest.mark.parametrize("part_of_rate", [1.0, 0.01])
def test_fast_and_slow_sum_to_the_excess_at_every_epoch(example, part_of_rate):
    loss = example.dataset().loss
    path = records(example.dataset(), part_of_rate * example.learning_rate, example.max_epochs)
    fast, slow = excess_parts(loss, path)
    assert fast.shape == slow.shape == (len(path),)
    assert (fast >= 0).all()
    assert (slow >= 0).all()
    assert fast + slow == pytest.approx(loss.excess_values(path), rel=1e-9, abs=0)


def test_the_parts_are_those_of_the_definition():
    loss = HOURS_AND_MONEY.loss
    away = np.array([[3.0, -7.0], [0.1, 2.0]])
    parts = excess_parts(loss, loss.minimum_parameters + away)
    distances = away @ loss.eigenvectors[:, ::-1]
    assert np.transpose(parts) == pytest.approx(loss.eigenvalues[::-1] * distances**2 / 2)


def test_a_run_shrinks_each_part_by_the_square_of_its_factor():
    loss = HOURS_AND_MONEY.loss
    rate = 0.03
    parts = np.array(excess_parts(loss, records(HOURS_AND_MONEY, rate, 20)))
    factors = 1 - rate * loss.eigenvalues[::-1]
    assert factors == pytest.approx([1 - rate * 56.879, 1 - rate * 0.3207], rel=1e-4)
    assert parts[:, 1:] / parts[:, :-1] == pytest.approx(
        np.repeat(factors[:, np.newaxis] ** 2, 20, axis=1), rel=1e-8
    )


@pytest.mark.parametrize("dataset", [ALL_X_EQUAL, ONE_POINT])
def test_a_trough_has_no_slow_part(dataset):
    path = records(dataset, 0.02, 100)
    fast, slow = excess_parts(dataset.loss, path)
    assert slow.tolist() == [0.0] * len(path)
    assert (fast == dataset.loss.excess_values(path)).all()
    assert slow_direction(dataset.loss) == pytest.approx((-1 / 3, 1))


def test_one_line_has_one_number_each():
    fast, slow = excess_parts(HOURS_AND_MONEY.loss, (0, 0))
    assert fast.shape == slow.shape == ()
    assert float(fast + slow) == pytest.approx(6015 - 3.464912, rel=1e-7)


@given(
    sound_datasets(),
    st.tuples(numbers(1e4), numbers(1e4)),
    st.sampled_from([0.0, 1e3, 1e9]),
    st.sampled_from([0.0, 1e5]),
)
def test_the_parts_sum_to_the_excess_wherever_the_data_lies(dataset, away, above, aside):
    moved = Dataset.from_xy(dataset.x + aside, dataset.y + above)
    parameters = np.add(moved.loss.minimum_parameters, away)
    fast, slow = excess_parts(moved.loss, parameters)
    assert fast + slow == pytest.approx(moved.loss.excess_values(parameters), rel=1e-9, abs=1e-300)


def test_far_x_lose_no_digits():
    loss = Dataset.from_xy([1e8, 1e8 + 1, 1e8 + 3], [1, 2, 5]).loss
    path = loss.minimum_parameters + np.outer(np.geomspace(1e-6, 10, 50), [1, -1e8])
    assert sum(excess_parts(loss, path)) == pytest.approx(loss.excess_values(path), rel=1e-9)


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, HOUSE_PRICES, ALL_X_EQUAL])
def test_a_penalised_loss_is_split_the_same_way(dataset):
    loss = dataset.loss.with_penalty(0.5)
    path = loss.minimum_parameters + np.array([[3.0, -7.0], [1e-6, 2.0], [-40.0, 0.0]])
    assert sum(excess_parts(loss, path)) == pytest.approx(loss.excess_values(path), rel=1e-12)


def test_a_huge_line_overflows_quietly():
    fast, _ = excess_parts(HOURS_AND_MONEY.loss, (1e200, 0))
    assert fast == math.inf


def test_the_slow_direction_of_hours_and_money():
    assert slow_direction(HOURS_AND_MONEY.loss) == pytest.approx((-0.175, 1), abs=5e-4)


def test_for_small_x_the_slope_is_the_slow_one():
    loss = Dataset.from_xy([-1, -0.5, 0.5, 1], [1, 2, 3, 5]).loss
    assert slow_direction(loss) == (1, 0)
    assert not any(math.copysign(1, part) < 0 for part in slow_direction(loss))


@given(sound_datasets())
def test_the_direction_is_the_axis_with_its_larger_part_one(dataset):
    loss = dataset.loss
    found = slow_direction(loss)
    assert max(found) == 1
    assert abs(min(found)) <= 1
    assert np.cross([*found, 0], [*loss.eigenvectors[:, 0], 0])[2] == pytest.approx(0)


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: case["name"])
def test_the_parts_of_several_features_sum_to_the_excess(case):
    loss = objective_of(case).loss
    start = np.zeros(loss.n_features + 1)
    rate = case["learning_rate"]
    block = Descent(loss, DescentConfig(rate, 50, 0.0), start).advance(50)
    path = np.vstack([start, block.parameters])
    parts = excess_parts(loss, path)
    assert len(parts) == loss.n_features + 1
    assert sum(parts) == pytest.approx(loss.excess_values(path), rel=1e-12)
    assert all((part >= 0).all() for part in parts)
    for k in range(case["flat_directions"]):
        assert parts[-1 - k].tolist() == [0.0] * len(path)
    distances = (path - loss.minimum_parameters) @ loss.eigenvectors
    expected = (loss.eigenvalues * distances**2 / 2)[:, ::-1]
    if case["condition"] < 1e4:
        size = 1e-12 * np.max(expected, axis=1, keepdims=True)
        assert (np.abs(np.transpose(parts) - expected) <= size).all()


def test_the_slow_direction_of_several_features_has_its_largest_part_one():
    for case in SEVERAL:
        loss = objective_of(case).loss
        found = np.array(slow_direction(loss))
        assert found.max() == 1.0
        assert found.min() >= -1.0
        missed = loss.hessian @ found - loss.eigenvalues[0] * found
        assert missed == pytest.approx(0.0, abs=1e-14 * loss.eigenvalues[-1])


def test_a_held_weight_of_several_is_refused():
    loss = Dataset(np.eye(3, 2), np.ones(3), feature_names=("a", "b")).loss
    with pytest.raises(ValueError, match="held"):
        excess_parts(with_held(loss, 0, 1.0), (1, 2, 3))


def test_unscaled_x_make_the_intercept_the_slow_one():
    mean, variance = 1500, 500**2 * 2 / 3
    expected = -mean / (mean**2 + variance), 1
    assert slow_direction(HOUSE_PRICES.loss) == pytest.approx(expected, rel=1e-6)
