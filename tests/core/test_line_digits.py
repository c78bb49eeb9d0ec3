"""An equation as it is printed gives the line it stands for."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.numbers import parse_number

YEARS = [1990, 1995, 2000, 2005, 2010, 2015, 2020]
TEMPERATURES = [14.1, 14.4, 14.4, 14.7, 14.9, 15.1, 15.4]


def printed_error(dataset: Dataset, slope: float, intercept: float) -> Fraction:
    """Return the largest distance of the printed equation from the line, in ranges of y."""
    texts = dataset.digits.texts(slope, intercept)
    slope_error, intercept_error = (
        Fraction(text.replace("\N{MINUS SIGN}", "-")) - Fraction(value)
        for text, value in zip(texts, (slope, intercept), strict=True)
    )
    ends = (Fraction(float(dataset.x.min())), Fraction(float(dataset.x.max())))
    worst = max(abs(slope_error * x + intercept_error) for x in ends)
    return worst / (Fraction(float(dataset.y.max())) - Fraction(float(dataset.y.min())))


def test_years_need_more_than_three_decimals() -> None:
    dataset = Dataset.from_xy(YEARS, TEMPERATURES)
    slope, intercept = dataset.loss.minimum_parameters.tolist()
    assert dataset.digits.texts(slope, intercept) == ("0.041429", "−68.350")
    assert dataset.digits.equation(slope, intercept) == "y = 0.041429 x − 68.350"
    assert printed_error(dataset, slope, intercept) <= Fraction(1, 500)


def test_everyday_data_have_three_decimals_all_the_way() -> None:
    dataset = Dataset.from_xy([1, 2, 4, 6, 7], [62, 64, 73, 84, 85])
    assert dataset.digits.texts(4.254385, 56.578947) == ("4.254", "56.579")
    assert dataset.digits.texts(0.0, 0.0) == ("0.000", "0.000")
    assert dataset.digits.texts(-0.0001, -123456.7) == ("0.000", "−123456.700")


def test_large_values_have_fewer_decimals() -> None:
    dataset = Dataset.from_xy([50, 100, 150], [175_000, 250_000, 325_000])
    assert dataset.digits.texts(1500.0, 100_000.0) == ("1500.000", "100000.0")


def test_very_small_and_very_large_numbers_are_written_in_scientific_form() -> None:
    tiny = Dataset.from_xy([1e9, 2e9, 3e9], [1e-3, 2e-3, 3e-3])
    assert tiny.digits.texts(1e-12, -2e-7) == ("1.000e−12", "0.000000")
    huge = Dataset.from_xy([1, 2, 3], [1e20, 2e20, 3e20])
    assert huge.digits.texts(1e20, -2.5e19) == ("1.000e20", "−2.500e19")


def test_a_large_number_beside_one_that_ran_away_is_written_as_that_one() -> None:
    dataset = Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90])
    assert dataset.digits.texts(-9_002_600.0, -1_574_792.156) == ("−9.0026e6", "−1.5748e6")
    assert dataset.digits.texts(-90_002_600.0, 12.5) == ("−9.0003e7", "12.500")
    assert dataset.digits.texts(1_631_430.393, 285_437.747) == ("1631430.393", "285437.747")


def test_a_line_that_ran_away_is_written_short() -> None:
    dataset = Dataset.from_xy([1, 2, 4], [1, 3, 4])
    assert dataset.digits.texts(-1.23456e200, 1e308) == ("−1.2346e200", "1e308")


@pytest.mark.parametrize("y", [[5, 5, 5], [0, 0, 0], [1e-9, 1e-9, 1e-9]])
def test_equal_values_of_y_are_measured_by_their_size(y: list[float]) -> None:
    dataset = Dataset.from_xy([1, 2, 3], y)
    printed = parse_number(dataset.digits.texts(0.0, y[0])[1])
    assert printed == pytest.approx(y[0], rel=2e-3)


def test_no_points_and_all_x_at_zero() -> None:
    assert Dataset.from_xy([], []).digits.texts(1.25, -2.0) == ("1.250", "−2.000")
    assert Dataset.from_xy([0, 0], [1, 2]).digits.texts(1.25, -2.0) == ("1.250", "−2.000")


numbers = st.integers(-(10**9), 10**9)
scales = st.integers(-12, 12).map(lambda exponent: 10.0**exponent)


@given(
    st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8),
    st.tuples(scales, scales),
    st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)),
)
def test_the_printed_equation_gives_the_line(
    points: list[tuple[int, int]], units: tuple[float, float], shape: tuple[float, float]
) -> None:
    x, y = np.array(points, dtype=float).T * np.array(units)[:, np.newaxis]
    assume(np.ptp(x) > 1e-6 * np.abs(x).max() and np.ptp(y) > 1e-6 * np.abs(y).max())
    dataset = Dataset.from_xy(x, y)
    slope = shape[0] * np.ptp(y) / np.ptp(x)
    intercept = shape[1] * np.ptp(y) - slope * x[0]
    assert printed_error(dataset, float(slope), float(intercept)) <= Fraction(1, 500)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_decimals_are_the_same_during_a_descent(slope: float, intercept: float) -> None:
    texts = Dataset.from_xy(YEARS, TEMPERATURES).digits.texts(slope / 1e3, intercept / 1e3)
    assert [len(text.partition(".")[2]) for text in texts] == [6, 3]
