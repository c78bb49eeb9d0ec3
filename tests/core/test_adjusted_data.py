"""Several features drawn over one: against the fit, the cut, and sums without rounding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.adjusted_data import AdjustedData, Adjustment
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.surface_cut import cut_through
from tests.core.reference import REFERENCE

DATA = REFERENCE["data"]["longley"]
LONGLEY = Dataset(np.array(DATA["X"]), np.array(DATA["y"]), tuple(DATA["columns"]), "employed")
SCALED = DescentConfig(scaling=Scaling.STANDARDISE)


def picture(dataset, feature, adjustment, config=SCALED):
    return AdjustedData(Objective.of(dataset, config), dataset, feature, adjustment)


@st.composite
def tables(draw):
    """Make objectives of 2 to 5 features, the data, and parameters."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    p, n = draw(st.integers(2, 5)), draw(st.integers(9, 20))
    features = rng.normal(size=(n, p)) @ rng.normal(size=(p, p)) + 10.0 * rng.normal(size=p)
    dataset = Dataset(features, rng.normal(3.0, 5.0, n), tuple("abcde"[:p]))
    if draw(st.booleans()):
        dataset = dataset.with_held_out(np.arange(n) % 4 == 1)
    scaling = draw(st.sampled_from(Scaling))
    config = DescentConfig(scaling=scaling, l2=draw(st.sampled_from([0.0, 0.1])))
    return Objective.of(dataset, config), dataset, rng.normal(0.0, 3.0, p + 1)


@given(tables(), st.sampled_from([Adjustment.LESS_THE_OTHERS, Adjustment.PREDICTED]))
def test_the_distance_from_the_line_is_the_residual(table, adjustment):
    objective, dataset, parameters = table
    in_data_units = objective.to_data_units(parameters)
    residuals = dataset.y - dataset.features @ in_data_units[:-1] - in_data_units[-1]
    for feature in range(dataset.n_features):
        data = AdjustedData(objective, dataset, feature, adjustment)
        (slope, intercept), points = data.lines([parameters])[0], data.points(parameters)
        size = np.abs(points.y).max() + np.abs(points.x).max() * abs(slope) + abs(intercept)
        found = points.y - slope * points.x - intercept
        assert found == pytest.approx(residuals, rel=1e-9, abs=1e-11 * size)


@given(tables())
def test_what_was_taken_from_y_gives_y_again(table):
    objective, dataset, parameters = table
    points = AdjustedData(objective, dataset, 1).points(parameters)
    assert points.offset is not None
    assert points.x.tolist() == dataset.features[:, 1].tolist()
    size = np.abs(points.y).max()
    assert points.y + points.offset == pytest.approx(dataset.y, rel=1e-15, abs=1e-15 * size)


@given(tables())
def test_the_line_of_least_squares_is_the_lowest_place_of_the_cut(table):
    objective, dataset, parameters = table
    p = dataset.n_features
    for feature in range(p):
        data = AdjustedData(objective, dataset, feature)
        best = parameters.copy()
        best[[feature, p]] = cut_through(objective.loss, parameters, (feature, p)).bowl.centre
        assert data.best_line(parameters) == pytest.approx(data.lines([best])[0])
        if objective.loss.l2:
            continue
        points, trained_on = data.points(parameters), dataset.training_rows
        fitted = Dataset.from_xy(points.x[trained_on], points.y[trained_on]).loss
        size = np.abs(fitted.minimum_parameters).max()
        found = fitted.minimum_parameters
        assert data.best_line(parameters) == pytest.approx(found, rel=1e-8, abs=1e-9 * size)


@pytest.mark.parametrize("feature", range(6))
def test_longley_less_the_others(feature):
    objective = Objective.of(LONGLEY, SCALED)
    for parameters in (np.zeros(7), np.array(objective.loss.minimum_parameters)):
        data = AdjustedData(objective, LONGLEY, feature)
        points = data.points(parameters)
        fitted = Dataset.from_xy(points.x, points.y).loss.minimum_parameters
        assert data.best_line(parameters) == pytest.approx(fitted, rel=5e-12)
        if parameters.any():  # at the best fit it is the line shown
            assert data.lines([parameters])[0] == pytest.approx(fitted, rel=5e-11)


@pytest.mark.parametrize("scaling", Scaling)
@pytest.mark.parametrize("feature", range(6))
def test_the_added_variable_has_the_slope_and_the_residuals_of_the_fit(feature, scaling):
    config = DescentConfig(scaling=scaling)
    data = picture(LONGLEY, feature, Adjustment.ADDED, config)
    points = data.points(np.zeros(7))
    slope = float(points.x @ points.y / (points.x @ points.x))
    weight = REFERENCE["certified"]["Longley"]["coefficients"][feature + 1]
    assert slope == pytest.approx(weight, rel=7e-13)
    rows = LONGLEY.centred
    away = (LONGLEY.features - rows.means[:-1]) / rows.deviations
    scaled = Objective.of(LONGLEY, SCALED).loss.minimum_parameters
    residuals = LONGLEY.y - rows.means[-1] - away @ scaled[:-1]
    size = np.abs(residuals).max()
    assert points.y - slope * points.x == pytest.approx(residuals, abs=4e-12 * size)


@given(tables())
def test_the_added_variable_is_drawn_as_the_best_slope_and_the_one_shown(table):
    objective, dataset, parameters = table
    for feature in range(dataset.n_features):
        data = AdjustedData(objective, dataset, feature, Adjustment.ADDED)
        points, trained_on = data.points(parameters), dataset.training_rows
        x, y = points.x[trained_on], points.y[trained_on]
        best = data.best_line(parameters)
        assert best is not None
        slope, height = best
        assert height == 0.0
        if not objective.loss.l2:
            assert slope == pytest.approx(float(x @ y / (x @ x)), rel=1e-7, abs=1e-9)
        shown = objective.to_data_units(parameters)[feature]
        assert data.lines([parameters])[0] == pytest.approx((shown, 0.0))
        assert points.offset is None
        assert abs(x.sum()) <= 1e-9 * np.abs(x).sum()


def test_predicted_and_actual_have_one_line_and_nothing_to_pull_it_to():
    data = picture(LONGLEY, 2, Adjustment.PREDICTED)
    assert data.lines(np.ones((3, 7))).tolist() == [[1.0, 0.0]] * 3
    assert data.best_line(np.ones(7)) is None
    assert data.points(np.zeros(7)).x.tolist() == [0.0] * 16
    assert data.points(np.zeros(7)).y is LONGLEY.y


def test_a_feature_of_one_value_explains_nothing():
    features = np.c_[np.full(5, 7.0), [1.0, 2.0, 4.0, 5.0, 9.0]]
    dataset = Dataset(features, np.array([1.0, 2.0, 2.0, 5.0, 8.0]), ("seven", "x"))
    data = picture(dataset, 0, Adjustment.LESS_THE_OTHERS)
    assert data.lines([[3.0, 1.0, 2.0]]).tolist() == [[0.0, 2.0]]
    assert data.column_at(np.array([9.0])) == [0.0]
    assert np.isfinite(data.best_line([3.0, 1.0, 2.0])).all()
    added = picture(dataset, 0, Adjustment.ADDED).points(np.zeros(3))
    assert np.abs(added.x).max() < 1e-14


def test_weights_that_ran_away_are_drawn_at_the_edge_of_the_range():
    data = picture(LONGLEY, 0, Adjustment.LESS_THE_OTHERS)
    for size in (1e200, 1e308, np.inf):
        points = data.points(np.full(7, size))
        assert np.isfinite(points.y).all()
        assert np.abs(points.y).max() <= 1e150


def test_the_column_at_a_place_is_that_of_the_points():
    data = picture(LONGLEY, 3, Adjustment.LESS_THE_OTHERS)
    found = data.column_at(LONGLEY.features[:, 3])
    assert found == pytest.approx(data.objective.dataset.features[:, 3].tolist(), abs=1e-13)


def test_a_point_of_longley_goes_down_where_its_y_goes_up():
    """The figure of the page of the model: the other weights follow the point."""
    z = (LONGLEY.features - LONGLEY.features.mean(axis=0)) / LONGLEY.features.std(axis=0)

    def drawn(target):
        weights, intercept = np.zeros(6), 0.0
        for _ in range(1000):
            residual = target - z @ weights - intercept
            weights = weights + 0.2 * z.T @ residual / len(target)
            intercept += 0.2 * residual.mean()
        dataset = Dataset(LONGLEY.features, target, LONGLEY.feature_names)
        points = picture(dataset, 0, Adjustment.LESS_THE_OTHERS).points([*weights, intercept])
        assert points.y == pytest.approx(target - z[:, 1:] @ weights[1:])
        return points.y[-1]

    last = np.arange(16) == 15
    assert drawn(LONGLEY.y + last) - drawn(LONGLEY.y) == pytest.approx(-0.45, abs=0.005)
