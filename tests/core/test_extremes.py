"""Values at the edge of the float range: no warning, no nan, no false minimum."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.generators import random_start
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.core.stability import (
    crawl_learning_rate,
    epochs_to_reduce,
    fastest_learning_rate,
    largest_stable_learning_rate,
    regime,
)
from tests.core.data import exact_mse

EXTREME = st.sampled_from(
    [0.0, 1.0, -3.0, 1e-160, -2e-160, 5e-324, 1e-145, 1e9, 1e9 + 1, 1e150, -1e150, 1e75, 4e307]
).filter(lambda value: abs(value) <= 1e150)


def test_x_about_a_thousand_million_with_a_spread_of_four():
    x = 1e9 + np.arange(5)
    dataset = Dataset.from_xy(x, x - 1e9 + 3)
    loss = dataset.loss
    assert not loss.is_degenerate
    assert loss.minimum_parameters[0] == pytest.approx(1, rel=1e-9)
    assert loss.data.covariance[0, 0] == 2
    assert loss.minimum_value == 0
    assert loss.eigenvalues == pytest.approx([4 * 2 / 2e18, 2e18], rel=1e-8)
    rate = 0.5 * largest_stable_learning_rate(loss)
    descent = Descent(loss, DescentConfig(rate, 5_000, 1e-12), [0, 0])
    block = descent.advance(5_000)
    assert np.isfinite(block.parameters).all()


def test_an_offset_of_a_thousand_million_in_y_keeps_its_digits():
    rng = np.random.default_rng(5)
    x, noise = rng.uniform(1000, 5000, 40), rng.standard_normal(40)
    dataset = Dataset.from_xy(x, 1e9 + 0.5 * x + noise)
    line = (0.4, 1e9 + 17)
    assert dataset.loss.value(line) == pytest.approx(exact_mse(dataset, *line), rel=1e-9)


@pytest.mark.parametrize("scale", [1e150, 1e149, 1e75])
def test_huge_coordinates(scale):
    x, y = np.array([-1.0, -0.25, 0.5, 1.0]) * scale, np.array([1.0, 0.5, -1.0, 0.25]) * scale
    loss = Dataset.from_xy(x, y).loss
    ordinary = Dataset.from_xy(x / scale, y / scale).loss
    assert loss.minimum_parameters[0] == pytest.approx(ordinary.minimum_parameters[0])
    assert loss.minimum_value == pytest.approx(ordinary.minimum_value * scale**2)
    assert np.isfinite(loss.value([1, scale]))
    assert np.isfinite(loss.hessian).all()
    assert loss.eigenvalues[1] == pytest.approx(ordinary.eigenvalues[0] * scale**2, rel=0.2)


def test_the_mean_of_a_million_huge_values_is_finite():
    x = np.full(1_000_000, 1e150)
    x[::2] = -1e150
    loss = Dataset.from_xy(x, np.abs(x)).loss
    assert loss.data.covariance[0, 0] == pytest.approx(1e300)
    assert loss.mean_y == pytest.approx(1e150)


@pytest.mark.parametrize("scale", [1e-160, 5e-324, 1e-146])
def test_a_spread_whose_square_underflows_is_no_slope(scale):
    loss = Dataset.from_xy(np.arange(4) * scale, [1, 2, 4, 5]).loss
    assert loss.is_degenerate
    assert loss.eigenvalues[0] == 0
    assert loss.minimum_parameters == pytest.approx([0, 3], abs=1e-12)
    descent = Descent(loss, DescentConfig(0.1, 1_000, 1e-12), [1, 1])
    descent.advance(1_000)
    assert descent.stop_reason is StopReason.CONVERGED


def test_tiny_y():
    loss = Dataset.from_xy([1, 2, 3], [1e-160, 3e-160, 2e-160]).loss
    assert np.isfinite(loss.minimum_parameters).all()
    assert loss.minimum_value < 1e-300
    descent = Descent(loss, DescentConfig(0.1, 1_000, 1e-12), [0, 0])
    descent.advance(1_000)
    assert descent.stop_reason is StopReason.CONVERGED


def test_badly_scaled_axes():
    loss = Dataset.from_xy(np.linspace(0, 1e6, 9), np.linspace(0, 1e-6, 9)).loss
    assert loss.minimum_parameters == pytest.approx([1e-12, 0], abs=1e-20)
    transform = loss.bowl.ellipse
    assert transform is not None
    assert np.isfinite(transform).all()


@given(st.lists(st.tuples(EXTREME, EXTREME), min_size=1, max_size=6), st.floats(1e-3, 3))
@example([(1e150, 0.0), (-1e150, 0.0), (1e-160, 0.0)], 1.0)
def test_nothing_that_is_not_finite_is_ever_recorded(points, share):
    x, y = np.array(points).T
    loss = Dataset.from_xy(x, y).loss
    facts = [loss.hessian, loss.eigenvalues, loss.eigenvectors, loss.minimum_parameters]
    assert all(np.isfinite(fact).all() for fact in facts)
    assert np.isfinite([loss.minimum_value, loss.rounding_excess, loss.variance_y]).all()
    assert loss.bowl.is_trough == (loss.bowl.ellipse is None) == loss.is_degenerate
    start = random_start(loss, np.random.default_rng(1))
    assert np.isfinite(start).all()
    assert np.isfinite(loss.value(start))
    limit = largest_stable_learning_rate(loss)
    assert 0 < fastest_learning_rate(loss) <= limit
    descent = Descent(loss, DescentConfig(max(share * limit, 1e-300), 5_000, 1e-12), start)
    block = descent.advance(5_000)
    assert np.isfinite(block.parameters).all()
    assert np.isfinite(block.losses).all()


@given(
    st.lists(st.tuples(EXTREME, EXTREME), min_size=1, max_size=6),
    st.sampled_from([1e-300, 1e300, 0.1]),
)
@example([(1e9, 0.0), (1e9 + 1, 0.0)], 1e-300)
def test_forecasts_are_made_without_a_warning(points, rate):
    x, y = np.array(points).T
    loss = Dataset.from_xy(x, y).loss
    regime(loss, rate)
    epochs = epochs_to_reduce(loss, rate, 0.01)
    assert epochs is None or epochs >= 1
    crawl = crawl_learning_rate(loss)
    assert crawl is None or crawl > 0
