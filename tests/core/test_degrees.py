"""The errors of six degrees from one factor: those of six separate fits."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.degrees import DegreeErrors, errors_of_degrees
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, Scaling
from tests.core.test_hold_out import BALL, SHARE

CURVE = DescentConfig().in_degree(2)
HELD_OUT = SHARE.apply(BALL)
SMALLEST = 1e-25


def held_out_of(errors: DegreeErrors) -> Any:
    return errors.held_out


def six_fits(dataset, config, start=None):
    """Fit each degree by itself: both errors, and whether the best fit is unique."""
    found = []
    for degree in range(1, 7):
        objective = Objective.of(dataset, config.in_degree(degree), start)
        best, is_unique = objective.loss.minimum_parameters, not objective.loss.is_degenerate
        apart = objective.held_out.value(best) if objective.held_out and is_unique else np.nan
        found.append((objective.loss.unpenalised.value(best), apart, is_unique))
    return [np.array(column) for column in zip(*found, strict=True)]


def assert_like_six_fits(dataset, config, line=None, start=None):
    errors = errors_of_degrees(dataset, config, line)
    training, held_out, is_unique = six_fits(dataset, config, start)
    size = dataset.loss.variance_y + dataset.loss.mean_y**2
    assert errors.training == pytest.approx(training, rel=1e-9, abs=SMALLEST * size)
    assert errors.is_unique.tolist() == is_unique.tolist()
    if errors.held_out is None:
        assert dataset.held_out is None
    else:
        assert errors.held_out == pytest.approx(
            held_out, rel=1e-7, abs=SMALLEST * size, nan_ok=True
        )


@pytest.mark.parametrize(
    ("l2", "training", "held_out"),
    [
        (
            0.0,
            [2.898, 0.238, 0.226, 0.195, 0.187, 0.184],
            [4.164, 0.316, 0.352, 0.446, 0.723, 1.753],
        ),
        (0.01, None, [4.159, 0.320, 0.364, 0.359, 0.358, 0.362]),
    ],
)
def test_a_thrown_ball(l2, training, held_out):
    errors = errors_of_degrees(HELD_OUT, replace(CURVE, l2=l2))
    if training is not None:
        assert errors.training.round(3).tolist() == training
        assert errors.training[[1, 5]] == pytest.approx([0.2378932267, 0.1839768857], rel=1e-9)
    assert held_out_of(errors).round(3).tolist() == held_out
    assert errors.best_held_out == 2


@pytest.mark.parametrize("l2", [1e-4, 1e-3, 0.1, 1.0])
def test_the_penalty_has_a_least_of_its_own(l2):
    wanted = {1e-4: 0.532, 1e-3: 0.473, 0.1: 0.680, 1.0: 1.787}[l2]
    assert held_out_of(errors_of_degrees(HELD_OUT, replace(CURVE, l2=l2)))[5].round(3) == wanted


@given(
    st.integers(0, 10_000),
    st.integers(8, 60),
    st.sampled_from([0.0, 1e-3, 1.0]),
    st.sampled_from(Scaling),
)
def test_one_factor_is_six_fits(seed, n_samples, l2, scaling):
    generator = np.random.default_rng(seed)
    x = np.linspace(-1.0, 3.0, n_samples) + generator.uniform(-0.01, 0.01, n_samples)
    dataset = Dataset.from_xy(x, np.sin(2 * x) + 0.2 * generator.standard_normal(n_samples))
    config = replace(CURVE, l2=l2, scaling=scaling)
    assert_like_six_fits(dataset, config)
    errors = errors_of_degrees(dataset, config)
    assert l2 or (np.diff(errors.training) <= 0.0).all()
    # The last points stay: a curve is not looked at far beyond its own.
    mask = generator.permutation(n_samples) < 2
    mask[[0, -1]] = False
    if mask.any():
        assert_like_six_fits(dataset.with_held_out(mask), config)


@pytest.mark.parametrize("scaling", Scaling)
def test_a_line_has_its_own_penalty_and_what_it_holds(scaling):
    start = (0.5, 1.0)
    for held in Held:
        config = DescentConfig(l2=0.2 * (held is not Held.SLOPE), scaling=scaling, held=held)
        line: Any = Objective.of(HELD_OUT, config, start)
        errors = errors_of_degrees(HELD_OUT, config, line)
        best = line.loss.minimum_parameters
        assert errors.training[0] == pytest.approx(line.loss.unpenalised.value(best), rel=1e-12)
        assert held_out_of(errors)[0] == pytest.approx(line.held_out.value(best), rel=1e-12)
        of_curves = six_fits(HELD_OUT, config.in_degree(2))
        assert errors.training[1:] == pytest.approx(of_curves[0][1:], rel=1e-9)
        assert held_out_of(errors)[1:] == pytest.approx(of_curves[1][1:], rel=1e-9)


def test_few_different_x_leave_many_curves():
    x = [0.0, 0.0, 1.0, 1.0, 3.0, 3.0, 2.0]
    dataset = Dataset.from_xy(x, [1.0, 2.0, 0.0, 4.0, 5.0, 3.0, 9.0])
    errors = errors_of_degrees(dataset.with_held_out([False] * 6 + [True]), CURVE)
    assert errors.is_unique.tolist() == [True, True, False, False, False, False]
    assert errors.training[1:] == pytest.approx([(0.5 + 8.0 + 2.0) / 6] * 5)
    assert np.isnan(held_out_of(errors)[2:]).all()
    assert errors.best_held_out in {1, 2}
    assert_like_six_fits(dataset, CURVE)


def test_a_curve_through_all_points_has_no_error():
    errors = errors_of_degrees(Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90]), CURVE)
    assert errors.training[:3] == pytest.approx([3.464912281, 3.463203463, 3.032581454], rel=1e-6)
    assert errors.training[3:].tolist() == [0.0, 0.0, 0.0]
    assert errors.is_unique.tolist() == [True] * 4 + [False] * 2
    assert errors.held_out is None
    assert errors.best_held_out is None


@pytest.mark.parametrize(("x", "y"), [([2.0], [3.0]), ([7.0, 7.0, 7.0], [1.0, 2.0, 6.0])])
def test_equal_x_say_nothing_of_any_degree(x, y):
    errors = errors_of_degrees(Dataset.from_xy(x, y), CURVE)
    assert errors.training == pytest.approx([np.var(y)] * 6)
    assert not errors.is_unique.any()
    apart = errors_of_degrees(
        Dataset.from_xy([*x, 9.0], [*y, 1.0], is_held_out=[False] * len(x) + [True]), CURVE
    )
    assert apart.best_held_out is None


def test_years_lose_no_digits():
    generator = np.random.default_rng(2)
    years = np.arange(2001.0, 2021.0)
    dataset = HoldOut(0.3, 1).apply(Dataset.from_xy(years, generator.standard_normal(20)))
    near = replace(dataset, features=dataset.features - 2001.0)
    ours, others = (
        errors_of_degrees(one, replace(CURVE, scaling=Scaling.NONE)) for one in (dataset, near)
    )
    assert ours.training == pytest.approx(others.training, rel=1e-10)
    assert ours.held_out == pytest.approx(others.held_out, rel=1e-8)


def test_what_has_no_curve_is_refused():
    two = Dataset(
        np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 2.0, 3.0]), ("a", "b")
    )
    with pytest.raises(DatasetError, match=r"^A curve is of one feature\.$"):
        errors_of_degrees(two, CURVE)
    with pytest.raises(DatasetError, match="There are no points"):
        errors_of_degrees(Dataset.from_xy([], []), CURVE)
    far = Dataset.from_xy([1.0, 1e30], [1.0, 2.0])
    with pytest.raises(DatasetError, match="6th power is out of range"):
        errors_of_degrees(far, replace(CURVE, l2=1.0, scaling=Scaling.NONE))
    assert errors_of_degrees(far, CURVE).training[0] == 0.0


def test_settings_may_name_the_feature_the_data_are_of():
    rng = np.random.default_rng(5)
    table = Dataset(rng.normal(size=(12, 3)), rng.normal(size=12), feature_names=("a", "b", "c"))
    one = table.of_columns((2,))
    found = errors_of_degrees(one, DescentConfig(columns=(2,)))
    assert found.training.tolist() == errors_of_degrees(one, DescentConfig()).training.tolist()
    with pytest.raises(DatasetError, match="one feature"):
        errors_of_degrees(table.of_columns((0, 2)), DescentConfig(columns=(0, 2)))
