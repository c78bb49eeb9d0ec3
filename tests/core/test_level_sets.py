import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.data import HOURS_AND_MONEY, HOUSE_PRICES, quickly, sound_datasets

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
