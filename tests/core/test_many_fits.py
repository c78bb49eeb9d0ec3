"""Why many curves or planes fit equally well, said of all that can lead to it."""

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.many_fits import why_many_fit
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling

ENDING = " fit equally well, and where the descent ends depends on its start."
CURVE = "{} coefficients for {}"
PLANE = "{} coefficients for {} different points"
Y = [65.0, 70.0, 75.0, 85.0, 90.0]
RAW, SCALED = Scaling.NONE, Scaling.STANDARDISE


@pytest.mark.parametrize(
    ("x", "degree", "reason"),
    [
        ([2, 3, 5, 6, 8], 5, CURVE.format(6, "5 different x")),
        ([1, 2, 2, 1, 2], 2, CURVE.format(3, "2 different x")),
        ([7, 7, 7, 7, 7], 2, CURVE.format(3, "one x")),
        ([0, 1e-18, 1, 1, 1], 2, "Up to rounding, the powers of x say the same"),
    ],
)
@pytest.mark.parametrize("scaling", [RAW, SCALED])
def test_curves(x, degree, reason, scaling):
    dataset = Dataset.from_xy(x, Y)
    config = DescentConfig(degree=degree, scaling=scaling)
    assert Objective.of(dataset, config).loss.is_degenerate
    assert why_many_fit(dataset, degree) == f"{reason}: many curves{ENDING}"


A, B = np.array([1.0, 4.0, 2.0, 8.0, 5.0]), np.array([3.0, 1.0, 4.0, 1.0, 6.0])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([A, 2 * A], "Up to rounding, each of a and b follows from the other"),
        ([A, B, 3 * A - B + 4], "Up to rounding, each of a, b and c follows from the others"),
        ([A, B, 1e-9 * A], "Up to rounding, each of a and c follows from the other"),
        ([A, [7.0] * 5], "All values of b are equal"),
        ([[7.0] * 5, A, [0.0] * 5], "All values of a and c are equal"),
        ([A, B, A**2, B**2, A * B, A**3], PLANE.format(7, 5)),
        ([A[[0, 1, 0, 1, 0]], B[[0, 1, 0, 1, 0]]], PLANE.format(3, 2)),
    ],
)
@pytest.mark.parametrize("scaling", [RAW, SCALED])
def test_planes(columns, reason, scaling):
    dataset = Dataset(np.column_stack(columns), np.array(Y), tuple("abcdef"[: len(columns)]))
    assert Objective.of(dataset, DescentConfig(scaling=scaling)).loss.is_degenerate
    assert why_many_fit(dataset) == f"{reason}: many planes{ENDING}"


def test_one_point():
    dataset = Dataset(np.array([[1.0, 2.0]]), np.array([3.0]), ("a", "b"))
    assert dataset.loss.is_degenerate
    assert why_many_fit(dataset) == ("3 coefficients for points at one place: many planes" + ENDING)
