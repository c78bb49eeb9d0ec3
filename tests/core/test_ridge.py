"""The penalised loss against scikit-learn's Ridge, the closed form and finite differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core import model
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.core.stability import fastest_learning_rate, largest_stable_learning_rate
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, ONE_POINT, sound_datasets

PENALTIES = st.floats(1e-6, 1e3)
PLANE = Dataset(
    np.array([[1.0, 2], [2, 1], [4, 3], [3, 7], [5, 5], [0, 1]]),
    np.array([3.0, 1, 4, 1, 5, 9]),
    feature_names=("a", "b"),
)


@pytest.mark.parametrize(
    ("dataset", "l2", "expected"),
    [
        (HOURS_AND_MONEY, 0.5, [3.83399209486166, 58.59683794466403]),
        (HOURS_AND_MONEY, 2.0, [2.957317073170732, 62.80487804878049]),
        (HOURS_AND_MONEY, 100.0, [0.18553940321346596, 76.10941086457537]),
        (PLANE, 0.25, [-0.1959936262235374, -0.3293876621898475, 5.366378329160027]),
        (PLANE, 3.0, [-0.14597199908193711, -0.22882717466146432, 4.9228827174661465]),
    ],
)
def test_the_minimum_is_that_of_scikit_learn(dataset, l2, expected):
    """Made with scikit-learn 1.9.1: Ridge(alpha=n * l2, solver="cholesky").fit(features, target).

    Listed are ``coef_`` and ``intercept_``.
    """
    assert dataset.loss.with_penalty(l2).minimum_parameters == pytest.approx(expected, rel=1e-12)


@given(sound_datasets(n_features=2), PENALTIES)
def test_the_minimum_is_the_closed_form(dataset, l2):
    # lstsq of the data with rows √(nλ)·e_j below it; the intercept's column stays 0 there.
    n_samples, n_features = dataset.features.shape
    rows = np.sqrt(n_samples * l2) * np.eye(n_features, n_features + 1)
    design = np.vstack([np.c_[dataset.features, np.ones(n_samples)], rows])
    target = np.append(dataset.target, np.zeros(n_features))
    expected = np.linalg.lstsq(design, target)[0]
    loss = dataset.loss.with_penalty(l2)
    scale = np.abs(dataset.y).max() + np.abs(expected).max()
    assert loss.minimum_parameters == pytest.approx(expected, rel=1e-7, abs=1e-7 * scale)
    assert loss.minimum_value == pytest.approx(
        np.mean((design @ expected - target)[:n_samples] ** 2) + l2 * np.sum(expected[:-1] ** 2),
        rel=1e-7,
        abs=1e-12 * scale**2,
    )


@given(sound_datasets(), PENALTIES, st.floats(-100, 100), st.floats(-100, 100))
def test_value_and_gradient(dataset, l2, slope, intercept):
    loss, at = dataset.loss.with_penalty(l2), np.array([slope, intercept])
    data = dataset.features, dataset.target
    with np.errstate(under="ignore"):
        expected = model.mse(*data, at) + l2 * slope**2
        gradient = model.mse_gradient(*data, at) + np.array([2 * l2 * slope, 0])
    assert loss.value(at) == pytest.approx(expected, rel=1e-9, abs=1e-20)
    scale = np.abs(loss.hessian).max() * (1 + np.abs(at).max()) + np.abs(dataset.y).max() * 1e3
    assert loss.gradient(at) == pytest.approx(gradient, rel=1e-9, abs=1e-12 * scale)
    assert loss.minimum_value >= loss.unpenalised.minimum_value


def test_the_gradient_is_that_of_finite_differences():
    loss, at, step = HOURS_AND_MONEY.loss.with_penalty(3.0), np.array([2.0, 50.0]), 1e-4
    differences = [
        (loss.value(at + step * axis) - loss.value(at - step * axis)) / (2 * step)
        for axis in np.eye(2)
    ]
    assert loss.gradient(at) == pytest.approx(differences, rel=1e-7)
    assert loss.hessian == pytest.approx(HOURS_AND_MONEY.loss.hessian + np.diag([6.0, 0.0]))


def test_the_limits_follow():
    plain, loss = HOURS_AND_MONEY.loss, HOURS_AND_MONEY.loss.with_penalty(10.0)
    assert loss.eigenvalues == pytest.approx(np.linalg.eigvalsh(loss.hessian), rel=1e-12)
    assert largest_stable_learning_rate(loss) < largest_stable_learning_rate(plain)
    for share, reason in ((0.99, StopReason.CONVERGED), (1.01, StopReason.DIVERGED)):
        rate = share * largest_stable_learning_rate(loss)
        descent = Descent(loss, DescentConfig(rate, 100_000), [0, 0])
        descent.advance(100_000)
        assert descent.stop_reason is reason


@pytest.mark.parametrize("dataset", [ALL_X_EQUAL, ONE_POINT])
@pytest.mark.parametrize("l2", [1e-300, 1e-9, 0.1, 1e9])
def test_a_penalty_makes_a_bowl_of_a_trough(dataset, l2):
    # Without information the best slope is exactly 0, and the best height the mean of y.
    loss = dataset.loss.with_penalty(l2)
    assert dataset.loss.is_degenerate
    assert not loss.is_degenerate
    assert loss.minimum_parameters.tolist() == [0.0, loss.mean_y]
    assert loss.minimum_value == loss.unpenalised.minimum_value
    assert loss.eigenvalues[0] > 0
    assert loss.bowl.ellipse is not None
    assert loss.excess_values([2.0, loss.mean_y - 2.0 * loss.mean_x[0]]) == pytest.approx(4 * l2)


def test_all_x_equal_converge_to_slope_zero():
    loss = ALL_X_EQUAL.loss.with_penalty(0.5)
    descent = Descent(loss, DescentConfig(fastest_learning_rate(loss), 10_000), [4, -3])
    records = descent.advance(10_000)
    assert descent.stop_reason is StopReason.CONVERGED
    assert records.parameters[-1] == pytest.approx([0, 3], abs=1e-5)


def test_dependent_features_are_told_apart():
    # Two equal features share the weight that one alone would have with half the penalty.
    x = np.array([1.0, 2.0, 4.0, 7.0])
    y = np.array([1.0, 3.0, 2.0, 8.0])
    twins = Dataset(np.c_[x, x], y, feature_names=("a", "b")).loss.with_penalty(1.0)
    alone = Dataset.from_xy(x, y).loss.with_penalty(0.5)
    assert not twins.is_degenerate
    slope, intercept = alone.minimum_parameters
    assert twins.minimum_parameters == pytest.approx([slope / 2, slope / 2, intercept])


def test_penalties_replace_each_other():
    plain = HOURS_AND_MONEY.loss
    loss = plain.with_penalty(2.0)
    assert (plain.l2, loss.l2) == (0.0, 2.0)
    assert loss.unpenalised is plain
    assert plain.with_penalty(0.0) is loss.with_penalty(0.0) is plain.unpenalised is plain
    assert loss.with_penalty(5.0).l2 == 5.0
    assert loss.with_penalty(5.0).minimum_value == plain.with_penalty(5.0).minimum_value
    assert loss.r_squared([3, 60]) == plain.r_squared([3, 60])
    assert loss.data.covariance is plain.data.covariance


@pytest.mark.parametrize("l2", [-1e-9, np.inf, np.nan])
def test_impossible_penalties_are_refused(l2):
    with pytest.raises(ValueError, match="finite number and at least 0"):
        HOURS_AND_MONEY.loss.with_penalty(l2)


@pytest.mark.parametrize("l2", [1e-300, 1e-100, 1e140])
def test_no_penalty_overflows(l2):
    plain = Dataset.from_xy([0, 1e-140], [0, 1e150]).loss
    loss = plain.with_penalty(l2)
    assert 0 <= loss.minimum_value <= plain.variance_y * (1 + 1e-12)
    assert np.isfinite(loss.minimum_parameters).all()
