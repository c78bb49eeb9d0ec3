"""Cuts through bowls of many weights, against sums over the points without rounding."""

import math
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.centred_qr import EPSILON, CentredRows
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.feature_map import FeatureMap
from linreg_gui.core.objective import Objective
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.core.surface_cut import Others, cut_through, slow_pair
from tests.core.data import HOURS_AND_MONEY, HOUSE_PRICES, numbers, sound_datasets
from tests.core.reference import CASES, REFERENCE, objective_of

ANGLES = np.linspace(0.0, 2.0 * np.pi, 8, endpoint=False)
CIRCLE = np.array([np.cos(ANGLES), np.sin(ANGLES)])
BOTH = list(Others)


def points_of(name):
    data = REFERENCE["data"][name]
    return Dataset.from_xy(data["x"], data["y"])


def curve(dataset, degree, scaling=Scaling.STANDARDISE, l2=0.0):
    """Make the objective of a curve: scale, take powers, scale again."""
    powers = FeatureMap.of(dataset, degree, scaling).apply(dataset)
    return Objective.of(powers, DescentConfig(scaling=scaling, l2=l2))


CURVES = [
    ("hours", 2), ("hours", 3), ("hours", 4), ("ball", 2), ("ball", 4), ("ball", 6), ("wave", 3),
    ("wave", 5), ("wave", 6), ("years", 4), ("years", 6),
]  # fmt: skip


@st.composite
def curves(draw):
    """Make objectives of 8 to 20 points, with a start."""
    degree, seed = draw(st.integers(2, 6)), draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    n = draw(st.integers(8, 20))
    x, y = rng.uniform(0.0, 10.0, n), rng.normal(5.0, 3.0, n)
    objective = curve(Dataset.from_xy(x, y), degree, l2=draw(st.sampled_from([0.0, 0.1])))
    return objective, rng.normal(0.0, 4.0, degree + 1)


def pairs_of(loss):
    return list(combinations(range(loss.n_features + 1), 2))


def solving_costs(loss):
    """Return the relative error of solving for weights: ε times the condition of the columns."""
    return 16.0 * EPSILON * math.sqrt(loss.eigenvalues[-1] / loss.eigenvalues[0])


def exact_loss(objective, parameters):
    """Sum the squares of the residuals, and the penalty, without any rounding."""
    *weights, intercept = map(Fraction, np.asarray(parameters).tolist())
    rows = zip(objective.dataset.features.tolist(), objective.dataset.y.tolist(), strict=True)
    squares = [
        (sum(w * Fraction(x) for w, x in zip(weights, row, strict=True)) + intercept - Fraction(y))
        ** 2
        for row, y in rows
    ]
    penalty = Fraction(objective.loss.l2) * sum(w * w for w in weights)
    return float(sum(squares) / len(squares) + penalty)


def contour(bowl, excess):
    return (bowl.centre[:, np.newaxis] + excess**0.5 * bowl.ellipse @ CIRCLE).T


@pytest.mark.parametrize(("name", "degree"), CURVES)
@pytest.mark.parametrize("others", BOTH)
def test_contour_points_are_on_their_level(name, degree, others):
    assert_on_their_level(curve(points_of(name), degree), others)


def assert_on_their_level(objective, others):
    start = np.linspace(-1.0, 2.0, objective.loss.n_features + 1)
    for pair in pairs_of(objective.loss):
        cut = cut_through(objective.loss, start, pair, others)
        excess = 0.3 * objective.loss.variance_y
        for place in contour(cut.bowl, excess):
            level = exact_loss(objective, cut.lift(place))
            assert level == pytest.approx(cut.bowl.floor + excess, rel=1e-12)


@pytest.mark.parametrize("others", BOTH)
def test_contour_points_of_six_features_are_on_their_level(others):
    objective = next(objective_of(case) for case in CASES if case["name"] == "longley, penalty")
    assert_on_their_level(objective, others)


@given(curves(), st.sampled_from(BOTH), st.sampled_from([0.01, 1.0, 1e4]))
def test_contour_points_of_random_data_are_on_their_level(made, others, excess):
    objective, start = made
    rounding = solving_costs(objective.loss)
    for pair in pairs_of(objective.loss)[::4]:
        cut = cut_through(objective.loss, start, pair, others)
        level = exact_loss(objective, cut.lift(contour(cut.bowl, excess)[1]))
        assert level == pytest.approx(cut.bowl.floor + excess, rel=rounding)


@given(curves())
def test_as_they_are_the_dot_has_its_true_loss(made):
    objective, start = made
    rounding = solving_costs(objective.loss)
    for pair in pairs_of(objective.loss):
        cut = cut_through(objective.loss, start, pair)
        place = cut.places(start)
        value = cut.bowl.floor + float(cut.bowl.excess_values(place))
        assert value == pytest.approx(exact_loss(objective, start), rel=rounding)
        assert (cut.lift(place) == start).all()


@given(curves())
def test_at_their_best_the_loss_is_at_most_that_of_now(made):
    objective, start = made
    loss = objective.loss
    rounding = solving_costs(loss)
    for pair in pairs_of(loss):
        best = cut_through(loss, start, pair, Others.AT_BEST)
        place = best.places(start)
        value = best.bowl.floor + float(best.bowl.excess_values(place))
        assert value <= loss.value(start) * (1.0 + rounding)
        lifted = best.lift(place)
        assert (best.places(lifted) == place).all()
        assert loss.value(lifted) == pytest.approx(value, rel=rounding)
        # From the best others the gradient is that of the pair alone.
        gradient = np.delete(loss.gradient(lifted), pair)
        assert gradient == pytest.approx(0.0, abs=rounding * np.abs(loss.gradient(start)).max())
        assert (best.lift(best.bowl.centre) == loss.minimum_parameters).all()


@given(curves())
def test_the_lowest_place_of_now_is_where_the_gradient_of_the_pair_is_0(made):
    objective, start = made
    loss = objective.loss
    rounding = solving_costs(loss)
    for pair in pairs_of(loss):
        cut = cut_through(loss, start, pair)
        lowest = cut.lift(cut.bowl.centre)
        assert (np.delete(lowest, pair) == np.delete(start, pair)).all()
        assert cut.bowl.floor == pytest.approx(exact_loss(objective, lowest), rel=rounding)
        size = np.abs(loss.hessian).max() * np.abs(lowest).max()
        assert loss.gradient(lowest)[list(pair)] == pytest.approx(0.0, abs=rounding * size)


@given(curves(), st.sampled_from([0.05, 0.5, 0.99]))
def test_a_plain_step_below_the_limit_never_rises_in_its_own_cut(made, part):
    objective, parameters = made
    loss = objective.loss
    rate = part * largest_stable_learning_rate(loss)
    for _ in range(20):
        after = parameters - rate * loss.gradient(parameters)
        for pair in pairs_of(loss)[::3]:
            cut = cut_through(loss, parameters, pair)
            before, now = cut.bowl.excess_values([cut.places(parameters), cut.places(after)])
            assert now <= before * (1.0 + 1e-12) + loss.rounding_excess
        parameters = after


@given(curves())
def test_the_root_of_the_best_is_the_schur_complement(made):
    loss = made[0].loss
    for pair in pairs_of(loss):
        rest = [k for k in range(loss.n_features + 1) if k not in pair]
        blocks = np.ix_(pair, pair), np.ix_(pair, rest), np.ix_(rest, rest)
        own, mixed, others = (loss.hessian[block] for block in blocks)
        expected = own - mixed @ np.linalg.solve(others, mixed.T)
        root = cut_through(loss, np.zeros(rest[-1] + 2), pair, Others.AT_BEST).bowl.root
        # The expected value loses digits, by its subtraction.
        assert 2.0 * root.T @ root == pytest.approx(expected, abs=1e-8)


def test_the_bowl_of_a_line_is_the_cut():
    for loss in (HOURS_AND_MONEY.loss, HOUSE_PRICES.loss.with_penalty(0.1)):
        for others in BOTH:
            cut = cut_through(loss, (1.0, 2.0), others=others)
            assert cut.is_whole
            assert cut.bowl is loss.bowl
            path = np.ones((3, 2))
            assert cut.places(path) is path
            assert cut.lift((4.0, 5.0)).tolist() == [4.0, 5.0]
        assert slow_pair(loss) == (0, 1)


@given(sound_datasets(), st.tuples(numbers(100), numbers(1e3)), st.sampled_from([0.0, 0.5]))
def test_beside_a_column_of_zeros_the_cut_over_a_line_is_its_bowl(dataset, line, l2):
    """The general way of cutting gives the closed form of one feature."""
    beside = Dataset(
        np.c_[dataset.x, np.zeros(dataset.n_samples)], dataset.y, feature_names=("x", "nothing")
    )
    bowl = dataset.loss.with_penalty(l2).bowl
    deviation = math.sqrt(dataset.loss.data.covariance[0, 0] + l2)
    mean = float(dataset.loss.mean_x[0])
    expected = np.array([[1.0, 0.0], [-mean, deviation]]) / deviation
    assert bowl.ellipse == pytest.approx(expected, rel=1e-15)
    cut = cut_through(beside.loss.with_penalty(l2), [*line[:1], 0.0, *line[1:]], (0, 2))
    assert cut.bowl.ellipse == pytest.approx(expected, rel=1e-13)
    assert cut.bowl.height == pytest.approx(bowl.height, rel=1e-13)
    size = np.abs(bowl.centre).max() + np.abs(dataset.y).max()
    assert cut.bowl.centre == pytest.approx(bowl.centre, rel=1e-11, abs=1e-11 * size)
    # Each residual is known to the rounding of y.
    rounding = 4.0 * EPSILON * size * math.sqrt(bowl.floor) + 1e-25 * size**2
    assert cut.bowl.floor == pytest.approx(bowl.floor, rel=1e-12, abs=rounding)


@given(curves(), st.randoms(use_true_random=False))
def test_permuting_the_features_permutes_the_cuts(made, random):
    objective, start = made
    features = objective.dataset.features
    order = list(range(features.shape[1]))
    random.shuffle(order)
    l2 = objective.loss.l2
    rows = CentredRows(features[:, order], objective.dataset.y)
    shuffled = QuadraticLoss.of(rows).with_penalty(l2)
    order.append(len(order))
    for pair in permutations(range(len(order)), 2):
        former = order[pair[0]], order[pair[1]]
        for others in BOTH:
            one = cut_through(shuffled, start[order], pair, others).bowl
            other = cut_through(objective.loss, start, former, others).bowl
            place = [2.0, -1.0]
            values = [bowl.floor + float(bowl.excess_values(place)) for bowl in (one, other)]
            assert values[0] == pytest.approx(values[1], rel=1e-10)
    pair = slow_pair(shuffled)
    assert tuple(sorted((order[pair[0]], order[pair[1]]))) == slow_pair(objective.loss)


@pytest.mark.parametrize(
    ("name", "degree", "pair"),
    [
        ("hours", 2, (0, 1)), ("hours", 3, (0, 2)), ("hours", 4, (1, 3)), ("ball", 6, (2, 4)),
        ("wave", 2, (0, 1)), ("wave", 3, (0, 2)), ("wave", 4, (1, 3)), ("wave", 6, (3, 5)),
    ],
)  # fmt: skip
def test_the_slow_pair_has_the_largest_parts_of_the_slowest_axis(name, degree, pair):
    loss = curve(points_of(name), degree).loss
    assert slow_pair(loss) == pair
    assert slow_pair(curve(points_of(name), degree, l2=0.1).loss) == pair
    largest = np.argsort(-np.abs(loss.eigenvectors[:-1, 0]))[:2]
    assert tuple(sorted(largest.tolist())) == pair


def test_slow_pair_of_longley():
    data = REFERENCE["data"]["longley"]
    dataset = Dataset(np.array(data["X"]), data["y"], feature_names=tuple(data["columns"]))
    names = [data["columns"][k] for k in slow_pair(dataset.loss)]
    assert names == ["GNP", "YEAR"]
    assert slow_pair(dataset.loss) == slow_pair(dataset.loss.with_penalty(0.1))


def test_parts_that_are_alike_take_the_first_ones():
    x = [-2.0, -1.0, 0.0, 1.0, 2.0]
    # x and x² do not depend on one another: no direction is slow.
    assert slow_pair(curve(Dataset.from_xy(x, [4.0, 1.0, 0.0, 1.0, 5.0]), 2).loss) == (0, 1)
    one_value = Dataset.from_xy([3.0, 3.0], [1.0, 2.0])
    assert slow_pair(curve(one_value, 3).loss) == (0, 1)


def test_a_column_twice_is_a_trough():
    x = np.array([1.0, 2.0, 4.0, 7.0])
    features = np.c_[x, 2.0 * x, [5.0, 1.0, 2.0, 2.0]]
    loss = Dataset(features, np.array([1.0, 3.0, 2.0, 6.0]), feature_names=("a", "b", "c")).loss
    start = np.array([1.0, -1.0, 0.5, 2.0])
    assert slow_pair(loss) == (0, 1)
    for others in BOTH:
        bowl = cut_through(loss, start, (0, 1), others).bowl
        assert bowl.is_trough
        assert not bowl.is_plane
        # Along the floor b falls by half of what a rises by.
        floor = bowl.centre + np.outer([-3.0, 1.0, 5.0], [2.0, -1.0])
        assert bowl.excess_values(floor) == pytest.approx(0.0, abs=1e-25)
        assert abs(np.cross([*bowl.axes[:, 0], 0.0], [2.0, -1.0, 0.0])[2]) < 1e-12
    as_they_are = cut_through(loss, start, (0, 2)).bowl
    assert not as_they_are.is_trough
    # b makes up for a: only the second parameter counts.
    at_best = cut_through(loss, start, (0, 2), Others.AT_BEST).bowl
    assert at_best.is_trough
    assert at_best.root[1, 0] == 0.0


def test_a_column_that_says_nothing_is_a_trough_along_itself():
    x = np.array([1.0, 2.0, 4.0, 7.0])
    dataset = Dataset(
        np.c_[x, np.zeros(4)], np.array([1.0, 3.0, 2.0, 6.0]), feature_names=("a", "b")
    )
    for pair in ((0, 1), (1, 0)):
        for others in BOTH:
            bowl = cut_through(dataset.loss, np.ones(3), pair, others).bowl
            assert bowl.is_trough
            assert not bowl.is_plane
            aside = np.zeros((2, 2))
            aside[1, pair.index(1)] = 7.0
            excess = bowl.excess_values(bowl.centre + aside)
            assert excess == pytest.approx(0.0, abs=1e-25)
            assert abs(bowl.axes[pair.index(1), 0]) == 1.0


@pytest.mark.parametrize(("degree", "n_troughs", "n_planes"), [(5, 14, 0), (6, 7, 14)])
def test_a_cut_as_they_are_hides_that_many_curves_fit(degree, n_troughs, n_planes):
    loss = curve(HOURS_AND_MONEY, degree).loss
    assert loss.is_degenerate
    pairs, start = pairs_of(loss), np.zeros(degree + 1)
    now = [cut_through(loss, start, pair).bowl for pair in pairs]
    assert not any(bowl.is_trough for bowl in now)
    best = [cut_through(loss, start, pair, Others.AT_BEST).bowl for pair in pairs]
    planes = [bowl for bowl in best if bowl.is_plane]
    assert len(planes) == n_planes
    assert sum(bowl.is_trough for bowl in best) == n_planes + n_troughs
    for plane in planes:
        assert plane.excess_values([[3.0, 4.0], [-1e3, 0.0]]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("degree", [2, 3, 4])
def test_raw_powers_keep_their_digits(degree):
    objective = curve(HOURS_AND_MONEY, degree, Scaling.NONE)
    start = objective.loss.minimum_parameters * 1.5
    for pair in pairs_of(objective.loss):
        for others in BOTH:
            cut = cut_through(objective.loss, start, pair, others)
            excess = 0.3 * objective.loss.variance_y
            for place in contour(cut.bowl, excess):
                level = exact_loss(objective, cut.lift(place))
                assert level == pytest.approx(cut.bowl.floor + excess, rel=1e-9)


def test_far_places_overflow_quietly():
    objective = curve(HOURS_AND_MONEY, 3)
    cut = cut_through(objective.loss, np.full(4, 1e200))
    assert cut.bowl.floor == np.inf


def test_the_nearest_lowest_place_of_a_trough_is_on_its_line():
    loss = Objective.of(Dataset.from_xy([1.0, 1.0], [2.0, 3.0]), DescentConfig()).loss
    assert loss.bowl.is_trough
    found = loss.bowl.nearest_lowest([4.0, 1.0])
    assert found == pytest.approx([2.75, -0.25])  # on m + b = 2.5, straight across it
    assert loss.bowl.nearest_lowest(found) == pytest.approx(found)
