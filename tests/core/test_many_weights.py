"""What holds of every loss over many weights, whether its columns are features or powers."""

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.residuals import pulls
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.stability import condition_number, largest_stable_learning_rate
from linreg_gui.core.stability import fastest_learning_rate as fastest
from linreg_gui.core.surface_cut import Others, cut_through

NO_PENALTY, ANY_PENALTY = st.just(0.0), st.sampled_from([0.0, 0.01, 1.0])


class Made(NamedTuple):
    """Columns as a descent sees them, their loss and a place to look at it from."""

    seen: Dataset
    loss: QuadraticLoss
    place: NDArray[np.float64]


def plane_of(features: Any, target: Any) -> Dataset:
    columns = np.asarray(features, dtype=float)
    names = tuple(f"x{j}" for j in range(columns.shape[1]))
    return Dataset(columns, np.asarray(target, dtype=float), feature_names=names)


def scaled(dataset: Dataset, l2: float = 0.0, degree: int = 1) -> Objective:
    return Objective.of(dataset, DescentConfig(scaling=Scaling.STANDARDISE, degree=degree, l2=l2))


@st.composite
def several(draw: st.DrawFn, penalties: st.SearchStrategy[float] = NO_PENALTY) -> Made:
    """Make scaled columns of 2 to 6 features, or of as many powers."""
    count, is_curve = draw(st.integers(2, 6)), draw(st.booleans())
    rng = np.random.default_rng(draw(st.integers(0, 100_000)))
    n_samples = draw(st.integers(count + 2, 24))
    columns = rng.uniform(-3.0, 9.0, (n_samples, 1 if is_curve else count))
    if not is_curve:
        columns = columns * draw(st.sampled_from([1e-3, 1.0, 1e4])) + columns[:, [0]]
    target = rng.normal(5.0, 3.0, n_samples)
    dataset, l2 = plane_of(columns, target), draw(penalties)
    objective = scaled(dataset, l2, count if is_curve else 1)
    assume(condition_number(objective.loss) < 1e6)
    return Made(objective.dataset, objective.loss, rng.normal(0.0, 4.0, count + 1))


def residuals_on(others: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a least-squares fit with an intercept leaves of values."""
    design = np.c_[others, np.ones(len(values))]
    return np.asarray(values - design @ np.linalg.lstsq(design, values)[0])


@given(several(ANY_PENALTY))
def test_the_parts_along_the_axes_sum_to_the_excess(made: Made) -> None:
    parts = np.array(excess_parts(made.loss, made.place))
    assert (parts >= 0.0).all()
    assert len(parts) == len(made.place)
    assert parts.sum() == pytest.approx(float(made.loss.excess_values(made.place)), rel=1e-13)


@given(several(), st.data())
def test_the_pulls_sum_to_the_slope_of_the_cut(made: Made, data: st.DataObject) -> None:
    """Downhill in the cut that is drawn, whichever pair that is."""
    pair = tuple(data.draw(st.permutations(range(len(made.place))))[:2])
    cut = cut_through(made.loss, made.place, (pair[0], pair[1]))
    shares = pulls(made.seen, made.place)[:, list(pair)]
    root, away = cut.bowl.root, cut.places(made.place) - cut.bowl.centre
    size = np.abs(shares).sum(axis=0) + 1e-9
    assert shares.sum(axis=0) / size == pytest.approx(-2.0 * root.T @ root @ away / size, abs=1e-12)


@given(several())
def test_the_line_through_y_less_the_others_is_the_centre_of_the_cut(made: Made) -> None:
    last = len(made.place) - 1
    for j in range(last):
        weights = np.where(np.arange(last) == j, 0.0, made.place[:-1])
        adjusted = made.seen.target - made.seen.features @ weights
        line = plane_of(made.seen.features[:, [j]], adjusted).loss
        bowl = cut_through(made.loss, made.place, (j, last)).bowl
        assert bowl.centre == pytest.approx(line.minimum_parameters, rel=1e-11, abs=1e-10)
        assert bowl.floor == pytest.approx(line.minimum_value, rel=1e-11)
        assert bowl.ellipse == pytest.approx(line.bowl.ellipse, abs=1e-12)


@given(several())
def test_the_added_variable_has_the_weight_as_its_slope(made: Made) -> None:
    """Frisch and Waugh 1933: what the others leave of y, over what they leave of the feature."""
    features, target = made.seen.features, made.seen.target
    best = made.loss.minimum_parameters
    left = target - features @ best[:-1] - best[-1]
    for j in range(len(best) - 1):
        others = np.delete(features, j, axis=1)
        x, y = residuals_on(others, features[:, j]), residuals_on(others, target)
        slope = float(x @ y / (x @ x))
        lost = 1e-13 * condition_number(made.loss)
        assert slope == pytest.approx(best[j], rel=lost, abs=lost * np.abs(best).max())
        assert y - slope * x == pytest.approx(left, abs=1e-9)
        bowl = cut_through(made.loss, best, (j, len(best) - 1), Others.AT_BEST).bowl
        assert bowl.root[0, 0] ** 2 == pytest.approx(float(np.mean(x * x)), rel=lost)


@given(several(ANY_PENALTY), st.randoms(use_true_random=False))
def test_permuting_the_features_permutes_everything(made: Made, random: Any) -> None:
    order = list(range(made.loss.n_features))
    random.shuffle(order)
    mixed = plane_of(made.seen.features[:, order], made.seen.target).loss
    mixed = mixed.with_penalty(made.loss.l2)
    every, rate = [*order, len(order)], 0.9 * largest_stable_learning_rate(made.loss)
    lost = 1e-13 * condition_number(made.loss)
    best = made.loss.minimum_parameters[every]
    assert mixed.minimum_parameters == pytest.approx(best, rel=1e-9, abs=lost * np.abs(best).max())
    assert mixed.minimum_value == pytest.approx(made.loss.minimum_value, rel=1e-9)
    assert mixed.eigenvalues == pytest.approx(made.loss.eigenvalues, rel=1e-9)
    gradient = made.loss.gradient(made.place)[every]
    size = np.abs(gradient).max()
    assert mixed.gradient(made.place[every]) == pytest.approx(gradient, abs=1e-12 * size)
    config = DescentConfig(rate, 50, 0.0)
    one = Descent(mixed, config, made.place[every]).advance(50).parameters
    other = Descent(made.loss, config, made.place).advance(50).parameters[:, every]
    assert one == pytest.approx(other, abs=1e-11 * np.abs(other).max())
    parts = np.array(excess_parts(made.loss, made.place))
    assert np.array(excess_parts(mixed, made.place[every])) == pytest.approx(
        parts, rel=1e-6, abs=1e-9 * parts.sum()
    )


@given(st.integers(2, 6), st.integers(2, 12), st.integers(0, 100_000), st.integers(0, 3))
def test_the_limit_of_scaled_columns_lies_between_1_over_p_and_1(
    count: int, n_samples: int, seed: int, n_constant: int
) -> None:
    rng = np.random.default_rng(seed)
    features = rng.normal(3.0, 2.0, (n_samples, count)) * 10.0 ** rng.integers(-3, 6, count)
    features[:, : min(n_constant, count)] = 7.0
    features[:, count - 1] += features[:, 0]
    loss = scaled(plane_of(features, rng.normal(size=n_samples))).loss
    limit = largest_stable_learning_rate(loss)
    assert (1.0 - 1e-12) / count <= limit <= 1.0 + 1e-12


@given(st.integers(2, 4), st.integers(0, 100_000))
def test_the_best_curve_does_not_depend_on_the_scaling(degree: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0.0, 10.0, 15), rng.normal(5.0, 3.0, 15)
    found = []
    for scaling in Scaling:
        config = DescentConfig(scaling=scaling, degree=degree)
        objective = Objective.of(Dataset.from_xy(x, y), config)
        best = objective.loss.minimum_parameters
        found.append(objective.dataset.features @ best[:-1] + best[-1])
    for values in found[1:]:
        assert values == pytest.approx(found[0], abs=1e-9)


def too_few(kind: str, rng: np.random.Generator) -> Objective:
    """Make scaled columns of which some say what others say."""
    x, y = rng.uniform(1.0, 9.0, 5), rng.normal(5.0, 3.0, 5)
    plane, other = rng.normal(size=(5, 2)), rng.normal(size=5)
    return {
        "fewer points than weights": lambda: scaled(plane_of(rng.normal(size=(4, 6)), y[:4])),
        "fewer different x": lambda: scaled(Dataset.from_xy(x[[0, 1, 2, 0, 1]], y), degree=4),
        "a degree above the points": lambda: scaled(Dataset.from_xy(x, y), degree=5),
        "two different x": lambda: scaled(Dataset.from_xy(x[[0, 1, 1, 0, 1]], y), degree=2),
        "a column twice": lambda: scaled(plane_of(np.c_[plane, 2.0 * plane[:, 0]], y)),
        "a sum of columns": lambda: scaled(plane_of(np.c_[plane, plane @ [3.0, -1.0] + 4], y)),
        "columns of one value": lambda: scaled(plane_of(np.c_[plane, [7.0] * 5, [0.0] * 5], y)),
        "one value for all": lambda: scaled(Dataset.from_xy([x[0]] * 5, other), degree=3),
    }[kind]()


KINDS = ["fewer points than weights", "fewer different x", "a degree above the points",
         "two different x", "a column twice", "a sum of columns", "columns of one value",
         "one value for all"]  # fmt: skip


@given(st.sampled_from(KINDS), st.integers(0, 100_000))
def test_from_zero_a_descent_ends_at_the_shortest_of_the_best_weights(kind: str, seed: int) -> None:
    objective = too_few(kind, np.random.default_rng(seed))
    loss = objective.loss
    assert loss.is_degenerate
    assume(condition_number(loss) < 2e3)
    seen, best = objective.dataset, loss.minimum_parameters
    design = np.c_[seen.features, np.ones(seen.n_samples)]
    shortest = np.linalg.pinv(design, rcond=1e-10) @ seen.target
    size = float(np.abs(best).max())
    assert best == pytest.approx(shortest, abs=1e-10 * size)
    n_epochs = int(25.0 * condition_number(loss)) + 100
    config = DescentConfig(fastest(loss), n_epochs, 0.0)
    last = Descent(loss, config, np.zeros(len(best))).advance(n_epochs).parameters[-1]
    # What a step loses to rounding stays in the slowest part for as many steps as that takes.
    assert last == pytest.approx(best, abs=1e-14 * condition_number(loss) * size)
