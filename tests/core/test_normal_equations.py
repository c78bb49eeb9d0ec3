"""The normal equations: exact sums, and a solution that other libraries find as well."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from linreg_gui.core.centred_qr import MOST_EXACT_VALUES
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.normal_equations import NormalEquations
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Held, Scaling
from tests.core.data import LINE_EXAMPLES

HOURS = Dataset.from_xy([2.0, 3.0, 5.0, 6.0, 8.0], [65.0, 70.0, 75.0, 85.0, 90.0])
CONFIG = DescentConfig()
WAYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "penalty": {"l2": 0.5},
    "centred": {"scaling": Scaling.CENTRE},
    "standardised": {"scaling": Scaling.STANDARDISE},
    "standardised, penalty": {"scaling": Scaling.STANDARDISE, "l2": 0.5},
    "slope held": {"held": Held.SLOPE},
    "intercept held": {"held": Held.INTERCEPT},
    "intercept held, penalty": {"held": Held.INTERCEPT, "l2": 2.0},
    "intercept held, standardised": {"held": Held.INTERCEPT, "scaling": Scaling.STANDARDISE},
    "batches": {"batch_size": 2},
}
START = (3.0, 10.0)


def found_of(dataset: Dataset, **settings: Any) -> tuple[NormalEquations, Objective]:
    objective = Objective.of(dataset, replace(CONFIG, **settings), START)
    return NormalEquations.of(objective), objective


def lstsq(objective: Objective) -> NDArray[np.float64]:
    """Solve by NumPy: the penalty as a row below the others, a held parameter taken to y."""
    dataset, loss = objective.dataset, objective.loss
    n = dataset.n_samples
    rows = np.column_stack([dataset.x, np.ones(n)])
    y = dataset.y
    if loss.l2:
        rows, y = np.vstack([rows, [np.sqrt(n * loss.l2), 0.0]]), np.append(y, 0.0)
    place = loss.held
    if place is None:
        return np.asarray(np.linalg.lstsq(rows, y, rcond=None)[0])
    value = objective.from_data_units(START)[place]
    moving = np.delete(rows, place, axis=1)
    return np.insert(
        np.linalg.lstsq(moving, y - rows[:, place] * value, rcond=None)[0], place, value
    )


def test_sums_and_best_fit_of_five_points_by_hand() -> None:
    found, _ = found_of(HOURS)
    assert (found.n_samples, found.sum_x, found.sum_y) == (5, 24.0, 385.0)
    assert (found.sum_xx, found.sum_xy) == (138.0, 1945.0)
    assert found.slope == pytest.approx(485 / 114, rel=1e-14)
    assert found.intercept == pytest.approx((385 - 24 * 485 / 114) / 5, rel=1e-14)
    assert found.n_cancelled == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", [example.key for example in LINE_EXAMPLES])
def test_the_solution_is_that_of_the_engine_and_of_numpy(key: str, way: str) -> None:
    data = EXAMPLES[key].dataset()
    found, objective = found_of(data, **WAYS[way])
    line = np.array([found.slope, found.intercept])
    np.testing.assert_array_equal(line, objective.loss.minimum_parameters)
    np.testing.assert_allclose(line, lstsq(objective), rtol=1e-7, atol=1e-12 * np.abs(data.y).max())


@pytest.mark.parametrize("way", WAYS)
def test_the_solution_solves_the_equations(way: str) -> None:
    found, _ = found_of(HOURS, **WAYS[way])
    m, b = found.slope, found.intercept
    left = [found.curved_xx * m + found.sum_x * b, found.sum_x * m + found.n_samples * b]
    right = [found.sum_xy, found.sum_y]
    moving = [place for place in (0, 1) if place != found.held]
    assert np.take(left, moving) == pytest.approx(np.take(right, moving), rel=1e-12)
    assert found.held is None or (m, b)[found.held] == START[found.held] or "stand" in way


@pytest.mark.parametrize("offset", [0.0, 2_000.0, 2_459_000.5, 1e9])
def test_sums_are_rounded_once(offset: float) -> None:
    random = np.random.default_rng(3)
    x, y = offset + random.uniform(0.0, 10.0, 40), 1e7 * random.normal(size=40)
    found, _ = found_of(Dataset.from_xy(x, y))
    exact_x, exact_y = [*map(Fraction, x.tolist())], [*map(Fraction, y.tolist())]
    assert found.sum_x == float(sum(exact_x))
    assert found.sum_y == float(sum(exact_y))
    assert found.sum_xx == float(sum(value * value for value in exact_x))
    assert found.sum_xy == float(
        sum(one * other for one, other in zip(exact_x, exact_y, strict=True))
    )


def test_sums_of_very_many_points_are_right_to_all_digits_that_are_shown() -> None:
    random = np.random.default_rng(4)
    x = 2000.0 + random.uniform(size=MOST_EXACT_VALUES + 1)
    found, _ = found_of(Dataset.from_xy(x, -x))
    exact = sum(Fraction(value) ** 2 for value in x.tolist())
    assert found.sum_xx == pytest.approx(float(exact), rel=1e-14)
    assert found.sum_xy == pytest.approx(-float(exact), rel=1e-14)


def test_large_offsets_keep_the_digits_that_the_sums_lose() -> None:
    days = np.arange(2_459_000.0, 2_459_020.0)
    y = 12.3 + 0.1 * np.sin(days)
    found, _ = found_of(Dataset.from_xy(days, y))
    about_the_mean = np.linalg.lstsq(
        np.column_stack([days - days.mean(), np.ones(20)]), y, rcond=None
    )[0]
    assert found.slope == pytest.approx(about_the_mean[0], rel=1e-9)
    assert found.intercept == pytest.approx(y.mean() - about_the_mean[0] * days.mean(), rel=1e-9)
    ratio = 20 * found.sum_xx / (20 * sum(Fraction(day) ** 2 for day in days.tolist())
                                 - Fraction(found.sum_x) ** 2)  # fmt: skip
    assert found.n_cancelled == int(np.floor(np.log10(float(ratio)))) == 11


def test_scaled_x_takes_the_equations_apart() -> None:
    found, _ = found_of(HOURS, scaling=Scaling.STANDARDISE)
    assert found.sum_x == 0.0
    assert found.sum_xx == pytest.approx(found.n_samples)
    assert found.slope == pytest.approx(found.sum_xy / found.n_samples)


@pytest.mark.parametrize("xs", [[3.0, 3.0, 3.0], [3.0]])
def test_equal_x_have_no_single_solution_but_with_a_penalty(xs: list[float]) -> None:
    data = Dataset.from_xy(xs, [1.0, 2.0, 5.0][: len(xs)])
    found, _ = found_of(data)
    assert not found.is_unique
    assert found.sum_xx * found.n_samples == found.sum_x**2
    assert found.n_cancelled == 0
    with_penalty, _ = found_of(data, l2=1.0)
    assert with_penalty.is_unique
    assert with_penalty.slope == 0.0
    assert with_penalty.intercept == pytest.approx(data.y.mean())


def test_a_line_through_the_origin_is_that_of_nist_noint1() -> None:
    data = Dataset.from_xy(np.arange(60.0, 71.0), np.arange(130.0, 141.0))
    objective = Objective.of(data, replace(CONFIG, held=Held.INTERCEPT), (0.0, 0.0))
    found = NormalEquations.of(objective)
    assert found.slope == pytest.approx(2.07438016528926, rel=1e-14)
    assert found.sum_xy / found.sum_xx == pytest.approx(2.07438016528926, rel=1e-14)


def test_values_at_the_ends_of_the_range_are_added_up() -> None:
    found, _ = found_of(Dataset.from_xy([1e150, -1e150, 1.0], [1e-150, 0.0, 1.0]))
    assert found.sum_xx == pytest.approx(2e300)
    assert found.sum_xy == 2.0
    assert found.sum_x == 1.0


def test_several_features_are_refused() -> None:
    data = Dataset(np.ones((3, 2)), np.ones(3), feature_names=("a", "b"))
    with pytest.raises(ValueError, match="one feature"):
        NormalEquations.of(Objective.of(data, CONFIG))
