import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core import model
from tests.core.data import HOURS_AND_MONEY, datasets, exact_mse, numbers


def test_predictions_and_residuals():
    parameters = np.array([3.0, 60.0])
    predictions = model.predict(HOURS_AND_MONEY.features, parameters)
    assert predictions.tolist() == [66, 69, 75, 78, 84]
    errors = model.residuals(HOURS_AND_MONEY.features, HOURS_AND_MONEY.target, parameters)
    assert errors.tolist() == [-1, 1, 0, 7, 6]


def test_the_reference_figures():
    data = HOURS_AND_MONEY.features, HOURS_AND_MONEY.target
    assert model.mse(*data, np.array([3.0, 60.0])) == pytest.approx(17.40, rel=1e-14)
    assert model.mse(*data, np.zeros(2)) == 6015
    assert model.mse_gradient(*data, np.zeros(2)).tolist() == [-778, -154]
    step = model.gradient_step(np.zeros(2), np.array([-778.0, -154.0]), 0.01)
    assert step == pytest.approx([7.78, 1.54])


@given(datasets(), st.tuples(numbers(100), numbers(1e3)))
def test_the_loss_is_the_exact_one(dataset, line):
    value = model.mse(dataset.features, dataset.target, np.array(line))
    assert value == pytest.approx(exact_mse(dataset, *line), rel=1e-9, abs=1e-18)


def test_r_squared():
    features, target = HOURS_AND_MONEY.features, HOURS_AND_MONEY.target
    best = HOURS_AND_MONEY.loss.minimum_parameters
    assert model.r_squared(features, target, best) == pytest.approx(
        np.corrcoef(HOURS_AND_MONEY.x, HOURS_AND_MONEY.y)[0, 1] ** 2
    )
    assert model.r_squared(features, target, np.array([0.0, 77.0])) == pytest.approx(0.0)
    worse = model.r_squared(features, target, np.array([-5.0, 0.0]))
    assert worse is not None
    assert worse < 0
    assert model.r_squared(features, np.ones(5), best) is None
