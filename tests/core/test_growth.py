"""Runs that run away are told by their growing swings, whatever the optimizer."""

import numpy as np
import pytest

from linreg_gui.core.growth import MOST_COUNTED, growing_swings, swing_factor


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([1.0], 0),
        ([2.0, 1.0], 0),
        ([1.0, 2.0], 1),
        ([5.0, 1.0, 2.0, 6.0], 1),
        ([5.0, 6.0, 7.0, 6.5, 8.0, 9.0], 2),
        ([1.0, 2.0, 3.0, 4.0], 3),
        ([1.0, 2.0, 2.0], 0),
        ([1.0, np.inf, np.inf], 0),
        (list(range(200)), MOST_COUNTED),
        ([1e3, *range(200)], 0),
    ],
)
def test_growing_swings(losses: list[float], expected: int) -> None:
    assert growing_swings(np.array(losses, float)) == expected


@pytest.mark.parametrize("factor", [1.05, 1.84, 1.0001, 40.0])
def test_the_factor_of_a_swing_is_that_of_the_steepest_axis(factor: float) -> None:
    epochs = np.arange(25)
    rows = np.stack(((-factor) ** epochs, 3.0 * (-factor) ** epochs), axis=1)
    assert swing_factor(rows) == pytest.approx(factor)
    assert swing_factor(rows[:4]) == pytest.approx(factor)
    assert swing_factor(rows[:2]) is None


def test_swings_too_long_for_numbers_have_no_factor() -> None:
    assert swing_factor(np.array([[0.0, 0.0], [1e308, 1.0], [-1e308, 1e308]])) is None
    assert swing_factor(np.zeros((5, 2))) is None
