import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.bowl import Bowl
from tests.core.data import (
    ALL_X_EQUAL,
    HOURS_AND_MONEY,
    HOUSE_PRICES,
    datasets,
    numbers,
    sound_datasets,
)

ANGLES = np.linspace(0, 2 * np.pi, 33)
CIRCLE = np.array([np.cos(ANGLES), np.sin(ANGLES)])


def level_set(loss, excess):
    points = loss.minimum_parameters[:, np.newaxis] + excess**0.5 * loss.bowl.ellipse @ CIRCLE
    return points.T


@given(sound_datasets(), st.sampled_from([1e-3, 1.0, 1e3, 1e6]))
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
    lengths = np.linalg.svd(loss.bowl.ellipse)[1]
    assert lengths == pytest.approx((2 / loss.eigenvalues) ** 0.5, rel=1e-6)


@given(datasets(min_size=1), st.tuples(numbers(100), numbers(1e3)))
def test_the_bowl_has_the_values_and_axes_of_the_loss(dataset, place):
    loss, bowl = dataset.loss, dataset.loss.bowl
    excess = float(loss.excess_values(place))
    size = loss.mean_y**2 + (loss.mean_x[0] * place[0]) ** 2 + place[1] ** 2
    assert bowl.excess_values(place) == pytest.approx(excess, rel=1e-9, abs=1e-14 * size)
    assert bowl.floor == loss.minimum_value
    assert bowl.axes == pytest.approx(loss.eigenvectors, abs=1e-12)


def test_the_level_lines_of_a_trough_are_straight():
    bowl = ALL_X_EQUAL.loss.bowl
    assert bowl.is_trough
    assert bowl.trough_line(0.0, 1) == pytest.approx((-3, 3))
    for side in (-1, 1):
        slope, height = bowl.trough_line(4.0, side)
        places = [(m, height + slope * m) for m in (-5.0, 0.0, 7.0)]
        assert bowl.excess_values(places) == pytest.approx(4.0)


def test_the_level_lines_of_an_upright_trough_have_no_slope_to_see():
    bowl = Bowl(np.array([2.0, 0.0]), np.array([[0.0, 0.0], [3.0, 0.0]]), 6.0, 1.0)
    assert bowl.is_trough
    for side, first in ((-1, 0.0), (1, 4.0)):
        slope, height = bowl.trough_line(36.0, side)
        for second in (-5.0, 0.0, 7.0):
            assert (second - height) / slope == pytest.approx(first, abs=1e-9)
    assert bowl.axes.tolist() == [[0.0, 1.0], [1.0, 0.0]]
