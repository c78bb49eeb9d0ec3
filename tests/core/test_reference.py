"""The core against figures in 50 digits, those of scikit-learn and the certified ones of NIST."""

import math

import numpy as np
import pytest

from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.feature_map import FeatureMap
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.stability import (
    condition_number,
    epochs_to_reduce,
    fastest_learning_rate,
    largest_stable_learning_rate,
    stability_limit,
)
from tests.core.data import NORRIS_X, NORRIS_Y
from tests.core.reference import CASES, REFERENCE, config_of, id_of, objective_of

every_case = pytest.mark.parametrize("case", CASES, ids=id_of)


def twelve_digits(expected, loss=None):
    """Compare with the largest of several numbers; a loss may be off by its rounding."""
    size = np.abs(expected).max(initial=0.0)
    return pytest.approx(expected, rel=1e-12, abs=loss.rounding_excess if loss else 1e-12 * size)


def correct_digits(found, certified):
    """Return the digits of the worst of several numbers."""
    missed = np.abs(np.array(found) - certified) / np.abs(certified)
    return -math.log10(max(missed.max(), 1e-16))


@every_case
def test_the_best_fit(case):
    objective = objective_of(case)
    loss, expected = objective.loss, np.append(case["weights"], case["intercept"])
    assert loss.n_samples == case["n_samples"]
    assert loss.minimum_parameters == twelve_digits(expected)
    assert loss.minimum_value == twelve_digits(case.get("loss", case["mse"]), loss)
    best = loss.minimum_parameters
    assert loss.unpenalised.value(best) == twelve_digits(case["mse"], loss)
    assert loss.r_squared(best) == twelve_digits(case["r_squared"])
    assert loss.solution.flat_weights.shape[1] == case["flat_directions"]
    if "held_out_mse" in case:
        assert objective.held_out is not None
        assert objective.held_out.value(best) == twelve_digits(case["held_out_mse"])
    if not case["name"].startswith("Wampler"):  # those lose digits in the data's units
        found = objective.to_data_units(best)
        assert np.roll(found, 1) == twelve_digits(case["coefficients"])


@every_case
def test_the_best_fit_of_scikit_learn(case):
    """A pipeline of scalers and powers, and linear regression or Ridge(alpha=n·λ)."""
    found, sklearn = objective_of(case).loss.minimum_parameters, case["scikit_learn"]
    expected = np.append(sklearn["coef"], sklearn["intercept"])
    assert found == twelve_digits(expected)


@every_case
def test_curvatures_and_rates(case):
    loss, n_flat = objective_of(case).loss, case["flat_directions"]
    curved = loss.eigenvalues[n_flat:]
    assert curved == pytest.approx(case["eigenvalues"][-len(curved) :], rel=1e-12)
    assert not loss.eigenvalues[:n_flat].any()
    assert condition_number(loss) == pytest.approx(case["condition"], rel=1e-12)
    assert largest_stable_learning_rate(loss) == pytest.approx(case["limit"], rel=1e-12)
    assert fastest_learning_rate(loss) == pytest.approx(case["fastest"], rel=1e-12)
    momentum = config_of(case, optimizer=Optimizer.MOMENTUM, momentum=0.9)
    limit = case["momentum_limit_0.9"]
    assert stability_limit(loss, momentum) == pytest.approx(limit, rel=1e-12)
    epochs = epochs_to_reduce(loss, case["learning_rate"], 0.01)
    assert epochs == pytest.approx(case["epochs_to_1_percent"], rel=1e-12)


@every_case
def test_the_records_of_a_descent_from_zero(case):
    loss, rate = objective_of(case).loss, case["learning_rate"]
    start = np.zeros(loss.n_features + 1)
    block = Descent(loss, DescentConfig(rate, 100, 0.0), start).advance(100)
    for epoch, record in case["records_from_zero"].items():
        row = block.parameters[int(epoch) - 1]
        assert row == twelve_digits(record["parameters"])
        assert loss.unpenalised.value(row) == pytest.approx(record["mse"], rel=1e-12)
    parts, factors = np.array(excess_parts(loss, start)), 1.0 - rate * loss.eigenvalues[::-1]
    last = case["epochs_to_1_percent_from_zero"]
    with np.errstate(under="ignore"):
        before, after = (np.sum(parts * factors ** (2 * epoch)) for epoch in (last - 1, last))
    assert after <= 0.01 * np.sum(parts) < before


NIST = {"Wampler1": 8.5, "Wampler2": 12, "Wampler3": 8.5, "Wampler4": 8.5, "Wampler5": 7,
        "Pontius": 12, "Filip": 12}  # fmt: skip
"""Of the worst coefficient: correct digits to reach."""


@pytest.mark.parametrize("name", NIST)
def test_polynomials_certified_by_nist(name):
    certified, data = REFERENCE["certified"][name], REFERENCE["data"][name]
    dataset = Dataset.from_xy(data["x"], data["y"])
    powers = FeatureMap.of(dataset, certified["degree"], Scaling.STANDARDISE)
    objective = Objective.of(powers.apply(dataset), DescentConfig(scaling=Scaling.STANDARDISE))
    loss = objective.loss
    found = powers.coefficients(objective.to_data_units(loss.minimum_parameters))
    assert correct_digits(found, certified["coefficients"]) >= NIST[name]
    assert_deviation(loss, certified["residual_standard_deviation"])


def assert_deviation(loss, certified):
    deviation = math.sqrt(
        loss.minimum_value * loss.n_samples / (loss.n_samples - loss.n_features - 1)
    )
    assert deviation == pytest.approx(certified, rel=1e-13, abs=1e-15)


def test_longley_certified_by_nist():
    data, certified = REFERENCE["data"]["longley"], REFERENCE["certified"]["Longley"]
    dataset = Dataset(np.array(data["X"]), data["y"], feature_names=tuple(data["columns"]))
    found = dataset.loss.minimum_parameters
    assert correct_digits(np.roll(found, 1), certified["coefficients"]) >= 12
    assert_deviation(dataset.loss, certified["residual_standard_deviation"])


def test_norris_certified_by_nist():
    loss = Dataset.from_xy(NORRIS_X, NORRIS_Y).loss
    assert correct_digits(loss.minimum_parameters, [1.00211681802045, -0.262323073774029]) >= 12
    assert_deviation(loss, 0.884796396144373)
