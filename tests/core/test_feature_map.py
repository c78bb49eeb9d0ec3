"""Polynomials of one feature: columns, ranges, and coefficients in the data's units."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from linreg_gui.core.curve_formula import centre_of
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.feature_map import FeatureMap
from linreg_gui.core.model import predict
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, datasets, numbers, sound_datasets

SCALINGS = st.sampled_from(Scaling)
YEARS = Dataset.from_xy(
    np.arange(2001.0, 2021.0),
    [49.2, 52.1, 56.19, 59.09, 60.99, 59.95, 58.08, 55.59, 54.1, 51.55,
     46.76, 42.26, 40.33, 41.73, 40.38, 39.68, 43.6, 45.57, 49.54, 53.1],
)  # fmt: skip


def curve_of(dataset, degree, scaling=Scaling.STANDARDISE):
    powers = FeatureMap.of(dataset, degree, scaling)
    return powers, Objective.of(powers.apply(dataset), DescentConfig(scaling=scaling))


def best_coefficients(dataset, degree, centre=0.0):
    powers, objective = curve_of(dataset, degree)
    best = objective.to_data_units(objective.loss.minimum_parameters)
    return powers.coefficients(best, centre)


def exactly_shifted(coefficients, scale, offset):
    """Return the coefficients of p(scale·u + offset) without rounding."""
    found = [Fraction(0)] * len(coefficients)
    for coefficient in reversed(coefficients):
        raised = [Fraction(0), *(c * Fraction(scale) for c in found[:-1])]
        found = [high + low * Fraction(offset) for high, low in zip(raised, found, strict=True)]
        found[0] += Fraction(coefficient)
    return found


def test_degree_1_leaves_the_data_as_they_are():
    for scaling in Scaling:
        assert FeatureMap.of(YEARS, 1, scaling).apply(YEARS) is YEARS


@given(sound_datasets(), st.integers(2, 6))
def test_standardised_powers_are_those_of_standardised_x(dataset, degree):
    """Scaling what is scaled changes nothing."""
    z = (dataset.x - dataset.x.mean()) / dataset.x.std()
    powers = FeatureMap.of(dataset, degree, Scaling.STANDARDISE).apply(dataset)
    expected = z[:, np.newaxis] ** np.arange(1, degree + 1)
    # x far from 0 loses digits of z to the mean, whichever way it is computed.
    lost = 1e-14 * (1 + np.abs(dataset.x).max() / dataset.x.std()) * degree
    assert powers.features == pytest.approx(expected, rel=lost, abs=lost)
    again = FeatureMap.of(Dataset.from_xy(z, dataset.y), degree, Scaling.STANDARDISE)
    assert (again.mean, again.deviation) == pytest.approx((0.0, 1.0), abs=lost)


@given(datasets(), st.integers(2, 6))
def test_the_limit_of_scaled_powers_lies_between_1_over_p_and_1(dataset, degree):
    _, objective = curve_of(dataset, degree)
    limit = largest_stable_learning_rate(objective.loss)
    assert (1 - 1e-12) / degree <= limit <= 1 + 1e-12


@given(sound_datasets(), st.integers(1, 6), SCALINGS, numbers(50.0), st.data())
def test_coefficients_there_and_back(dataset, degree, scaling, centre, data):
    powers = FeatureMap.of(dataset, degree, scaling)
    lists = st.lists(numbers(1e3), min_size=degree + 1, max_size=degree + 1)
    parameters = np.array(data.draw(lists))
    in_z = [float(parameters[-1]), *parameters[:-1].tolist()]
    scale, offset = 1.0 / powers.deviation, (centre - powers.mean) / powers.deviation
    size = exactly_shifted([abs(c) for c in in_z], scale, abs(offset))
    expected = exactly_shifted(in_z, scale, offset)
    found = powers.coefficients(parameters, centre).tolist()
    for value, exact, largest in zip(found, expected, size, strict=True):
        assert abs(Fraction(value) - exact) <= Fraction(1, 10**14) * largest


@pytest.mark.parametrize("degree", range(1, 7))
@pytest.mark.parametrize("dataset", [HOURS_AND_MONEY, YEARS], ids=["hours", "years"])
def test_a_polynomial_survives_the_way_to_the_columns_and_back(dataset, degree):
    centre = 2010.0 if dataset is YEARS else 0.0
    powers = FeatureMap.of(dataset, degree, Scaling.STANDARDISE)
    given = np.array([3.1, 0.42, -0.017, 2e-3, -5e-4, 7e-6, 1e-7])[: degree + 1]
    back = powers.coefficients(powers.parameters(given, centre), centre)
    size = np.abs(powers.parameters(given, centre)).max()
    assert back == pytest.approx(given, rel=1e-13, abs=1e-14 * size)


@pytest.mark.parametrize("degree", range(1, 7))
def test_the_best_curve_is_that_of_numpy(degree):
    found = best_coefficients(YEARS, degree, 2010.0)
    centred = Polynomial.fit(YEARS.x - 2010.0, YEARS.y, degree).convert()
    assert found == pytest.approx(centred.coef, rel=1e-9)
    values = Polynomial(found)(YEARS.x - 2010.0)
    assert values == pytest.approx(centred(YEARS.x - 2010.0), rel=1e-12)


def test_curves_that_can_be_checked_by_hand():
    square = Dataset.from_xy([0, 1, 2, 3, 4], [1, 2, 5, 10, 17])
    assert best_coefficients(square, 2) == pytest.approx([1, 0, 1], abs=1e-13)
    assert best_coefficients(square, 2, 2.0) == pytest.approx([5, 4, 1], rel=1e-14)
    hours = [620 / 11, 2015 / 462, -5 / 462]
    assert best_coefficients(HOURS_AND_MONEY, 2) == pytest.approx(hours, rel=1e-12)


@given(sound_datasets(), st.integers(2, 6))
def test_predictions_do_not_depend_on_the_centre(dataset, degree):
    powers, objective = curve_of(dataset, degree)
    rng = np.random.default_rng(degree)
    parameters = objective.to_data_units(rng.standard_normal(degree + 1))
    expected = predict(powers.apply(dataset).features, parameters)
    centre = float(dataset.x.mean())
    values = Polynomial(powers.coefficients(parameters, centre))(dataset.x - centre)
    lost = 1e-13 * (1 + np.abs(dataset.x).max() / dataset.x.std()) * degree
    assert values == pytest.approx(expected, abs=lost * (1 + np.abs(expected).max()) * 10)


@pytest.mark.parametrize(
    ("dataset", "degree", "centre"),
    [
        (HOURS_AND_MONEY, 2, 0.0),
        (HOURS_AND_MONEY, 4, 0.0),
        (YEARS, 1, 0.0),
        (YEARS, 2, 2010.0),
        (YEARS, 6, 2010.0),
        (Dataset.from_xy([1, 2, 3], [1e9, 1e9 + 1, 1e9 + 4]), 2, 0.0),  # no terms cancel
        (Dataset.from_xy(np.arange(5) + 1e9, [1, 2, 5, 10, 17]), 2, 1_000_000_002.0),
    ],
)
def test_the_centre_is_0_unless_the_terms_cancel(dataset, degree, centre):
    assert centre_of(best_coefficients(dataset, degree), dataset) == centre


@pytest.mark.parametrize(
    ("scaling", "largest", "degree", "ordinal"),
    [
        (Scaling.NONE, 1e30, 6, "6th"),
        (Scaling.NONE, -1e80, 2, "2nd"),
        (Scaling.CENTRE, 3e60, 3, "3rd"),
    ],
)
def test_powers_out_of_range_are_refused(scaling, largest, degree, ordinal):
    dataset = Dataset.from_xy([0.0, 0.0, largest], [1, 2, 3])
    with pytest.raises(DatasetError) as refused:
        FeatureMap.of(dataset, degree, scaling).apply(dataset)
    assert (
        f" to the {ordinal} power is out of range: take a lower degree, or standardise x."
        in str(refused.value)
    )


@pytest.mark.parametrize("size", [1e-140, 1e-30, 1e30, 1e149])
def test_scaled_powers_are_never_out_of_range(size):
    dataset = Dataset.from_xy(size * HOURS_AND_MONEY.x, HOURS_AND_MONEY.y)
    powers, objective = curve_of(dataset, 3)
    assert objective.loss.minimum_value == pytest.approx(3.0325814536340854, rel=1e-10)
    best = objective.to_data_units(objective.loss.minimum_parameters)
    found = powers.coefficients(best)
    if abs(math.log10(size)) < 90:
        expected = best_coefficients(HOURS_AND_MONEY, 3) / size ** np.arange(4.0)
        assert found == pytest.approx(expected, rel=1e-9)
    else:
        assert np.isnan(found).all()


@pytest.mark.parametrize(("x", "degree"), [([2, 3, 5, 6, 8], 5), ([0, 1e-18, 1, 1, 1], 2)])
def test_one_of_many_curves_has_finite_coefficients(x, degree):
    powers, objective = curve_of(Dataset.from_xy(x, HOURS_AND_MONEY.y), degree)
    assert objective.loss.is_degenerate
    assert np.isfinite(powers.coefficients(objective.loss.minimum_parameters)).all()


@pytest.mark.parametrize("degree", [2, 6])
@pytest.mark.parametrize("x", [[7.0] * 5, 1e9 + np.array([0, 2e-7, 0, 0, 2e-7]), [0.1] * 5])
def test_of_equal_x_the_mean_of_y_is_all_there_is(x, degree):
    dataset = Dataset.from_xy(x, HOURS_AND_MONEY.y)
    powers, objective = curve_of(dataset, degree)
    assert not objective.dataset.features.any()
    assert objective.loss.minimum_parameters == pytest.approx([*[0.0] * degree, 77.0])
    assert objective.loss.minimum_value == pytest.approx(86.0)
    line = powers.parameters([1.0, 2.0, *[0.0] * (degree - 1)])
    assert powers.coefficients(line)[:2] == pytest.approx([1.0, 2.0], rel=1e-6)


def test_two_values_of_x_leave_the_square_out():
    dataset = Dataset.from_xy([0.1, 0.1, 0.7, 0.7], [1, 2, 3, 4])
    _, objective = curve_of(dataset, 2)
    assert objective.dataset.features[:, 1].tolist() == [0, 0, 0, 0]
    assert objective.loss.minimum_parameters == pytest.approx([1, 0, 2.5])
    assert objective.standardisation.reason.startswith("All values of (x - 0.4)^2 are equal,")


def test_all_x_equal_raw_powers_go_on():
    _, objective = curve_of(ALL_X_EQUAL, 3, Scaling.NONE)
    assert objective.loss.is_degenerate


def test_a_curve_is_of_one_feature():
    plane = Dataset(np.eye(2), np.ones(2), feature_names=("a", "b"))
    with pytest.raises(ValueError, match="one feature"):
        FeatureMap.of(plane, 2, Scaling.STANDARDISE)


def test_no_points_are_refused():
    with pytest.raises(DatasetError, match="no points"):
        FeatureMap.of(Dataset.from_xy([], []), 2, Scaling.STANDARDISE)
