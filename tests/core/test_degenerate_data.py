"""Data without a unique best line."""

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, ONE_POINT, X


def best_by_lstsq(dataset):
    design = np.c_[dataset.features, np.ones(dataset.n_samples)]
    return np.linalg.lstsq(design, dataset.target)[0]


def test_two_points_give_an_exact_line_without_noise():
    loss = Dataset.from_xy([0.1, 0.7], [0.3, 1.1]).loss
    assert loss.minimum_value == 0
    assert loss.minimum_parameters == pytest.approx([4 / 3, 1 / 6])


THREE_AT_ONE_PLACE = Dataset.from_xy([3, 3, 3], [4, 4, 4])


@pytest.mark.parametrize("dataset", [ALL_X_EQUAL, ONE_POINT, THREE_AT_ONE_PLACE])
def test_without_a_slope_the_bowl_is_a_trough(dataset):
    loss = dataset.loss
    assert loss.is_degenerate
    assert loss.eigenvalues[0] == 0
    assert loss.bowl.ellipse is None
    best, flat = loss.minimum_parameters, loss.eigenvectors[:, 0]
    assert best == pytest.approx(best_by_lstsq(dataset), rel=1e-12)
    assert np.linalg.norm(flat) == pytest.approx(1)
    assert best @ flat == pytest.approx(0, abs=1e-14)
    assert loss.excess_values(best + np.outer([-7, 0, 1e3], flat)) == pytest.approx(0, abs=1e-20)


def test_sound_data_has_no_trough():
    assert not HOURS_AND_MONEY.loss.is_degenerate


@pytest.mark.parametrize("x", [0.1, 1 / 3, 1e9 + 0.1, -1e150])
@pytest.mark.parametrize("n_samples", [2, 7, 1000])
def test_equal_x_have_exactly_no_variance(x, n_samples):
    loss = Dataset.from_xy([x] * n_samples, range(n_samples)).loss
    assert loss.data.covariance[0, 0] == 0
    assert loss.mean_x[0] == x
    assert loss.is_degenerate


def test_a_spread_below_rounding_is_no_slope_but_not_equal():
    loss = Dataset.from_xy([1e9, 1e9 + 1e-6], [1, 2]).loss
    assert loss.is_degenerate
    assert loss.data.covariance[0, 0] > 0
    assert loss.eigenvalues[0] == 0


def test_equal_y():
    loss = Dataset.from_xy(X, [7] * 5).loss
    assert loss.minimum_parameters.tolist() == [0, 7]
    assert loss.minimum_value == 0
    assert loss.r_squared([1, 2]) is None
    assert 0 < Dataset.from_xy(X, [0] * 5).loss.rounding_excess < 1e-300
