"""The loss and the descent of a plane instead of a line."""

import numpy as np
import pytest
from hypothesis import given

from linreg_gui.core import model
from linreg_gui.core.centred_qr import CentredRows
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import sound_datasets, textbook_records


def plane(features, target):
    features = np.asarray(features, dtype=float)
    names = tuple(f"x{i}" for i in range(features.shape[1]))
    return Dataset(features, target, feature_names=names)


def best_by_lstsq(dataset):
    design = np.c_[dataset.features, np.ones(dataset.n_samples)]
    return np.linalg.lstsq(design, dataset.target)[0]


@given(sound_datasets(n_features=3))
def test_the_minimum_is_that_of_lstsq(dataset):
    loss, expected = dataset.loss, best_by_lstsq(dataset)
    scale = np.abs(dataset.y).max() + np.abs(expected).max()
    assert loss.minimum_parameters == pytest.approx(expected, rel=1e-7, abs=1e-7 * scale)
    assert loss.minimum_value == pytest.approx(
        model.mse(dataset.features, dataset.target, expected), rel=1e-9, abs=1e-18 * scale**2
    )


@given(sound_datasets(n_features=3))
def test_values_gradients_and_spectrum(dataset):
    loss, at = dataset.loss, np.array([1.0, -2.0, 3.0, 0.5])
    data = dataset.features, dataset.target
    scale = 1 + loss.value(at)
    assert loss.value(at) == pytest.approx(model.mse(*data, at), rel=1e-9)
    gradient = model.mse_gradient(*data, at)
    assert loss.gradient(at) == pytest.approx(gradient, rel=1e-9, abs=1e-9 * scale)
    rebuilt = loss.eigenvectors @ np.diag(loss.eigenvalues) @ loss.eigenvectors.T
    assert rebuilt == pytest.approx(loss.hessian, abs=1e-12 * loss.eigenvalues[-1])
    with pytest.raises(ValueError, match="one feature only"):
        _ = loss.bowl
    assert loss.values(np.tile(at, (2, 3, 1))).shape == (2, 3)


@given(sound_datasets(limit=10, n_features=2))
def test_descent_is_the_textbook_loop(dataset):
    rate = 0.9 * largest_stable_learning_rate(dataset.loss)
    start = np.array([1.0, -1.0, 2.0])
    block = Descent(dataset.loss, DescentConfig(rate, 300, 0.0), start).advance(300)
    expected = textbook_records(dataset, start, rate, 300)[1:]
    scale = np.abs(expected).max()
    assert block.parameters == pytest.approx(expected, rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize(
    "features",
    [
        [[1, 2], [2, 4], [3, 6], [4, 8]],
        [[1, 5], [2, 5], [3, 5], [4, 5]],
        [[3, 5], [3, 5], [3, 5], [3, 5]],
        [[1e-6, 2e6], [2e-6, 4e6], [3e-6, 6e6], [4e-6, 8e6]],
    ],
)
def test_dependent_features_leave_a_trough(features):
    dataset = plane(features, [1, 2, 4, 5])
    loss = dataset.loss
    assert loss.is_degenerate
    assert loss.eigenvalues[0] == 0
    best, flat = loss.minimum_parameters, loss.eigenvectors[:, 0]
    assert np.linalg.norm(flat) == pytest.approx(1)
    assert best @ flat == pytest.approx(0, abs=1e-9 * float(np.linalg.norm(best)))
    assert loss.excess_values(best) == pytest.approx(0, abs=1e-20)
    assert loss.excess_values(best + flat) == pytest.approx(0, abs=1e-17)
    assert loss.minimum_value == pytest.approx(
        model.mse(dataset.features, dataset.target, best_by_lstsq(dataset)), rel=1e-6
    )


def test_the_scale_of_a_feature_does_not_decide_its_rank():
    x = np.array([1.0, 2.0, 3.0, 5.0])
    loss = plane(np.c_[x * 1e-9, x**2 * 1e9], [1, 2, 4, 5]).loss
    assert not loss.is_degenerate
    ordinary = plane(np.c_[x, x**2], [1, 2, 4, 5]).loss
    assert loss.minimum_parameters[:2] * [1e-9, 1e9] == pytest.approx(
        ordinary.minimum_parameters[:2], rel=1e-9
    )


@pytest.mark.parametrize("n_features", range(2, 7))
def test_a_loss_has_the_same_bits_alone_and_among_others(n_features):
    rng = np.random.default_rng(n_features)
    data = CentredRows(rng.standard_normal((9, n_features)), rng.standard_normal(9))
    loss = QuadraticLoss.of(data)
    rows = rng.standard_normal((300, n_features + 1))
    together = loss.values(rows)
    assert [loss.value(row) for row in rows] == together.tolist()
    assert loss.values(rows[7:20]).tolist() == together[7:20].tolist()
    assert loss.values(np.asfortranarray(rows)).tolist() == together.tolist()
