from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core import model
from linreg_gui.core.centred_qr import CentredRows
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from tests.core.data import (
    HOURS_AND_MONEY,
    HOUSE_PRICES,
    X,
    Y,
    datasets,
    exact_mse,
    numbers,
    sound_datasets,
)

lines = st.tuples(numbers(100), numbers(1e3))


def best_by_lstsq(dataset):
    design = np.c_[dataset.features, np.ones(dataset.n_samples)]
    return np.linalg.lstsq(design, dataset.target)[0]


def test_the_reference_figures_of_hours_and_money():
    loss = HOURS_AND_MONEY.loss
    assert loss.value([3, 60]) == pytest.approx(17.40, rel=1e-12)
    assert loss.value([0, 0]) == pytest.approx(6015, rel=1e-14)
    assert loss.gradient([0, 0]) == pytest.approx([-778, -154], rel=1e-14)
    assert loss.minimum_parameters == pytest.approx([4.254386, 56.578947], abs=5e-7)
    assert loss.minimum_value == pytest.approx(3.464912, abs=5e-7)
    assert loss.eigenvalues == pytest.approx([0.3207, 56.879], rel=2e-4)
    assert loss.eigenvalues[1] / loss.eigenvalues[0] == pytest.approx(177.37, abs=5e-3)


def test_the_condition_number_of_house_prices():
    eigenvalues = HOUSE_PRICES.loss.eigenvalues
    assert eigenvalues[1] / eigenvalues[0] == pytest.approx(3.5e7, rel=0.01)


def test_the_moments():
    loss = HOURS_AND_MONEY.loss
    assert (loss.n_samples, loss.n_features) == (5, 1)
    assert loss.mean_x == pytest.approx(np.mean(X))
    assert loss.mean_y == pytest.approx(np.mean(Y))
    assert loss.data.covariance[0, 0] == pytest.approx(np.var(X))
    assert loss.variance_y == pytest.approx(np.var(Y))
    assert (loss.data.covariance @ loss.solution.weights)[0] == pytest.approx(
        np.cov(X, Y, ddof=0)[0, 1]
    )
    assert loss.data.is_informative.tolist() == [True]


def test_no_data_has_no_moments():
    with pytest.raises(ValueError, match="no points"):
        CentredRows(np.empty((0, 1)), np.empty(0))


@given(datasets(), lines)
def test_values_are_exact(dataset, line):
    exact = exact_mse(dataset, *line)
    assert dataset.loss.value(line) == pytest.approx(exact, rel=1e-11, abs=1e-20)


@given(datasets(), lines)
def test_values_and_gradients_are_those_of_the_textbook(dataset, line):
    loss, parameters = dataset.loss, np.array(line)
    data = dataset.features, dataset.target
    scale = 1 + np.abs(loss.gradient(np.zeros(2))).max() + np.abs(loss.hessian @ parameters).max()
    assert loss.value(parameters) == pytest.approx(model.mse(*data, parameters), rel=1e-9)
    assert loss.gradient(parameters) == pytest.approx(
        model.mse_gradient(*data, parameters), rel=1e-9, abs=1e-12 * scale
    )
    r_squared = model.r_squared(*data, parameters)
    assert loss.r_squared(parameters) == (
        None if r_squared is None else pytest.approx(r_squared, rel=1e-9, abs=1e-9)
    )


def exact_gradient(dataset, line):
    x, y = ([*map(Fraction, column.tolist())] for column in (dataset.x, dataset.target))
    slope, intercept = map(Fraction, line)
    residuals = [b - slope * a - intercept for a, b in zip(x, y, strict=True)]
    by_slope = sum(a * residual for a, residual in zip(x, residuals, strict=True))
    return [float(-2 * part / len(x)) for part in (by_slope, sum(residuals))]


FAR_OFF = Dataset.from_xy([1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.3, 1e9 + 0.4], [1, 2, 4, 4.5])
SMALL = Dataset.from_xy([1e-19, 2e-19, 3.2e-19, 4.8e-19], [1e-31, 2.2e-31, 3e-31, 5.1e-31])


@pytest.mark.parametrize(
    ("dataset", "line", "is_known"),
    [
        (HOURS_AND_MONEY, (4.0, 57.0), (True, True)),
        # On the floor of a valley, far from the best fit: x·residual cancels, the residuals do not.
        (FAR_OFF, (0.0, 2.875 + 1.5625e-10), (False, True)),
        # A part of 1e-50 is no rounding where all is as small.
        (SMALL, (0.0, 2.825e-31), (True, False)),
    ],
)
def test_the_gradient_is_as_near_to_the_exact_one_as_its_rounding_says(dataset, line, is_known):
    loss = dataset.loss
    gradient, rounding = loss.gradient(line), loss.gradient_rounding(line)
    assert (np.abs(gradient - exact_gradient(dataset, line)) <= rounding).all()
    assert (np.abs(gradient) > rounding).tolist() == list(is_known)


@pytest.mark.parametrize("y", [[0, 628, -641], [3, 0.1, 0.2, -3], [1e9, 0.3, -1e9, 0.7, 0.1]])
def test_a_mean_far_smaller_than_the_values_is_rounded_once(y):
    rows = CentredRows(np.arange(len(y), dtype=float)[:, np.newaxis], np.array(y))
    exact = sum(map(Fraction, y)) / len(y)
    assert rows.means[-1] == pytest.approx(float(exact), rel=2.3e-16)
    assert sum(block.sum(axis=1)[-1] for block in rows) == pytest.approx(0, abs=1e-15 * max(y))


@pytest.mark.parametrize("n_samples", [900, 1500])
def test_no_gradient_of_many_points_is_further_off_than_its_rounding(n_samples):
    rng = np.random.default_rng(n_samples)
    y = 300.0 * rng.standard_normal(n_samples)
    for step, line in ((20.0, (90.0, 3.0)), (1e-3, (0.0, 0.0)), (1.0, (-7.0, 800.0))):
        x = step * rng.integers(-40, 40, n_samples)
        dataset = Dataset.from_xy(x, y - y.mean())
        off = np.abs(dataset.loss.gradient(line) - exact_gradient(dataset, line))
        assert (off <= dataset.loss.gradient_rounding(line)).all()


@given(datasets(n_features=1), lines)
def test_no_gradient_is_further_off_than_its_rounding(dataset, line):
    off = np.abs(dataset.loss.gradient(line) - exact_gradient(dataset, line))
    assert (off <= dataset.loss.gradient_rounding(line)).all()


def test_a_gradient_that_may_be_rounding_is_told_as_0():
    for dataset in (HOURS_AND_MONEY, FAR_OFF, EXAMPLES["longley"].dataset()):
        loss = Objective.of(dataset, DescentConfig(scaling=Scaling.STANDARDISE)).loss
        best = loss.minimum_parameters
        assert loss.told_gradient(best).tolist() == [0.0] * len(best)
        beside = best + 10.0 * loss.gradient_rounding(best)
        assert (loss.told_gradient(beside) == loss.gradient(beside)).all()
        assert loss.told_gradient(beside).all()


@given(sound_datasets(limit=10, n_features=1), lines)
def test_derivatives_agree_with_central_differences(dataset, line):
    loss, at = dataset.loss, np.array(line)
    step = 1e-3 * (1 + np.abs(at))
    scale = 1 + loss.value(at) + np.abs(loss.hessian).max() * (1 + np.abs(at).max())
    for axis, shift in enumerate(np.diag(step)):
        rise = (loss.value(at + shift) - loss.value(at - shift)) / (2 * step[axis])
        assert loss.gradient(at)[axis] == pytest.approx(rise, rel=1e-6, abs=1e-8 * scale)
        bend = (loss.gradient(at + shift) - loss.gradient(at - shift)) / (2 * step[axis])
        assert loss.hessian[:, axis] == pytest.approx(bend, rel=1e-6, abs=1e-8 * scale)


@given(sound_datasets())
def test_the_minimum_is_that_of_lstsq(dataset):
    loss = dataset.loss
    expected = best_by_lstsq(dataset)
    scale = np.abs(dataset.y).max() + np.abs(expected).max()
    assert loss.minimum_parameters == pytest.approx(expected, rel=1e-9, abs=1e-12 * scale)
    assert loss.minimum_value == pytest.approx(
        model.mse(dataset.features, dataset.target, expected), rel=1e-9, abs=1e-20 * scale**2
    )
    assert loss.excess_values(loss.minimum_parameters) <= 1e-24 * scale**2


@given(sound_datasets(), st.lists(lines, min_size=1, max_size=5))
def test_many_values_are_the_single_ones(dataset, several):
    loss = dataset.loss
    array = np.array(several).reshape(-1, 1, 2)
    assert loss.values(array).shape == (len(several), 1)
    assert loss.values(array).ravel().tolist() == [loss.value(line) for line in several]
    assert (loss.excess_values(array) >= 0).all()
    assert loss.excess_values(array) + loss.minimum_value == pytest.approx(loss.values(array))


@given(datasets())
def test_eigenvectors_diagonalise_the_hessian(dataset):
    loss = dataset.loss
    values, vectors = loss.eigenvalues, loss.eigenvectors
    assert vectors.T @ vectors == pytest.approx(np.eye(2), abs=1e-14)
    assert 0 <= values[0] <= values[1]
    rebuilt = vectors @ np.diag(values) @ vectors.T
    assert rebuilt == pytest.approx(loss.hessian, abs=1e-13 * values[1])
    assert values == pytest.approx(np.linalg.eigvalsh(loss.hessian), abs=1e-13 * values[1])
    assert values.prod() == pytest.approx(4 * loss.data.covariance[0, 0], rel=1e-13)


def test_standardised_data_has_a_round_bowl():
    loss = Dataset.from_xy([-1, 1], [2, 5]).loss
    assert loss.hessian.tolist() == [[2, 0], [0, 2]]
    assert loss.eigenvalues.tolist() == [2, 2]
    assert loss.eigenvectors.tolist() == [[1, 0], [0, 1]]


def test_what_is_handed_out_is_read_only():
    loss = HOURS_AND_MONEY.loss
    arrays = (
        *(loss.hessian, loss.eigenvalues, loss.eigenvectors, loss.minimum_parameters),
        *(
            loss.bowl.ellipse,
            loss.mean_x,
            loss.data.covariance,
            loss.solution.weights,
        ),
        loss.data.is_informative,
    )
    assert not any(array is None or array.flags.writeable for array in arrays)
