import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, HOUSE_PRICES, quickly, sound_datasets

ANGLES = np.linspace(0, 2 * np.pi, 33)
CIRCLE = np.array([np.cos(ANGLES), np.sin(ANGLES)])


def level_set(loss, excess):
    points = loss.minimum_parameters[:, np.newaxis] + excess**0.5 * loss.contour_transform @ CIRCLE
    return points.T


@given(sound_datasets(), st.sampled_from([1e-3, 1.0, 1e3, 1e6]))
@quickly
def test_the_points_of_a_contour_lie_on_its_level(dataset, excess):
    loss = dataset.loss
    points = level_set(loss, excess)
    # A height of 1e-3 above points at 1e3 has lost six of its sixteen digits.
    noise = 1e-15 * (np.abs(points) @ [np.abs(loss.mean_x[0]), 1]).max() / excess**0.5
    assert loss.excess_values(points) == pytest.approx(excess, rel=1e-11 + 8 * noise)


@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, HOUSE_PRICES])
def test_the_long_axis_lies_along_the_slow_eigenvector(dataset):
    loss = dataset.loss
    offsets = level_set(loss, 1.0) - loss.minimum_parameters
    farthest = np.linalg.norm(offsets, axis=1).max()
    assert farthest <= (2 / loss.eigenvalues[0]) ** 0.5 * (1 + 1e-9)
    lengths = np.linalg.svd(loss.contour_transform)[1]
    assert lengths == pytest.approx((2 / loss.eigenvalues) ** 0.5, rel=1e-6)


def test_levels_are_in_constant_ratio():
    loss = HOURS_AND_MONEY.loss
    levels = loss.geometric_levels(0.5, 512, 11)
    assert levels == pytest.approx(0.5 * 2.0 ** np.arange(11))
    assert loss.geometric_levels(3, 7, 1) == pytest.approx([3])


def test_levels_start_above_rounding():
    loss = HOURS_AND_MONEY.loss
    levels = loss.geometric_levels(0, 100, 5)
    assert levels[0] == loss.rounding_excess > 0
    assert levels[-1] == pytest.approx(100)
    flat = Dataset.from_xy([1, 2], [0, 0]).loss
    assert (flat.geometric_levels(0, 1, 3) > 0).all()


def test_levels_over_three_hundred_decades():
    levels = HOURS_AND_MONEY.loss.geometric_levels(1, 1e300, 4)
    assert levels == pytest.approx([1, 1e100, 1e200, 1e300])


@pytest.mark.parametrize(
    ("lowest", "highest", "count"),
    [(1, 0.5, 3), (1, 2, 0), (1, np.inf, 3), (1, np.nan, 3), (0, 0, 3)],
)
def test_where_there_is_no_contour_there_is_no_level(lowest, highest, count):
    assert ALL_X_EQUAL.loss.geometric_levels(lowest, highest, count).shape == (0,)
