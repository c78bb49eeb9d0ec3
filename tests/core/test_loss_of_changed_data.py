"""What shifting, scaling, shuffling and repeating the data does to the loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from tests.core.data import numbers, sound_datasets

lines = st.tuples(numbers(100), numbers(1e3))


@given(sound_datasets(), numbers(1e3), numbers(1e3))
def test_shifting_the_data_moves_the_minimum_and_keeps_its_value(dataset, dx, dy):
    shifted = Dataset.from_xy(dataset.x + dx, dataset.y + dy).loss
    loss = dataset.loss
    slope = loss.minimum_parameters[0]
    scale = abs(dx) + abs(dy) + np.abs(dataset.y).max() + abs(slope)
    if shifted.is_degenerate:
        return
    tolerance = 1e-13 * (1 + abs(slope)) * (1 + scale / loss.data.covariance[0, 0] ** 0.5)
    assert shifted.minimum_parameters[0] == pytest.approx(slope, rel=1e-9, abs=tolerance * scale)
    assert shifted.minimum_value == pytest.approx(
        loss.minimum_value, rel=1e-9, abs=1e-13 * scale**2 * (1 + slope**2)
    )


@given(sound_datasets(), st.sampled_from([2.0**-40, 2.0**-3, 2.0**9, 2.0**60]), lines)
def test_scaling_the_data_by_a_power_of_two_scales_everything_exactly(dataset, factor, line):
    wide = Dataset.from_xy(dataset.x * factor, dataset.y).loss
    high = Dataset.from_xy(dataset.x, dataset.y * factor).loss
    slope, intercept = line
    loss = dataset.loss
    assert wide.minimum_parameters[0] * factor == loss.minimum_parameters[0]
    assert wide.minimum_value == loss.minimum_value
    assert high.minimum_parameters.tolist() == (loss.minimum_parameters * factor).tolist()
    assert high.value([slope * factor, intercept * factor]) == loss.value(line) * factor**2


@given(sound_datasets(), st.randoms(use_true_random=False))
def test_the_order_of_points_does_not_matter(dataset, random):
    order = list(range(dataset.n_samples))
    random.shuffle(order)
    shuffled = Dataset.from_xy(dataset.x[order], dataset.y[order]).loss
    scale = np.abs(dataset.y).max() + np.abs(dataset.loss.minimum_parameters).max()
    assert shuffled.minimum_parameters == pytest.approx(
        dataset.loss.minimum_parameters, rel=1e-9, abs=1e-12 * scale
    )
    assert shuffled.minimum_value == pytest.approx(
        dataset.loss.minimum_value, rel=1e-9, abs=1e-20 * scale**2
    )


@given(sound_datasets())
def test_data_repeated_has_the_same_loss(dataset):
    doubled = Dataset.from_xy(np.tile(dataset.x, 2), np.tile(dataset.y, 2)).loss
    assert doubled.hessian == pytest.approx(dataset.loss.hessian, rel=1e-12, abs=1e-12)
    assert doubled.value([1, 2]) == pytest.approx(dataset.loss.value([1, 2]), rel=1e-12)
