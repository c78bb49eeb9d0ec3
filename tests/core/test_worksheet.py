"""One epoch worked out row by row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.step import MOST_ROWS, ColumnValues, StepPlace, one_step, worksheet
from tests.core.data import HOURS_AND_MONEY, LINE_EXAMPLES, X, Y, datasets, numbers

RNG = np.random.default_rng(11)


def sheet_at(dataset, parameters):
    """Return the worksheet of a first step."""
    history, config = History(parameters, dataset.loss.value(parameters)), DescentConfig()
    objective = Objective.of(dataset, config)
    return worksheet(one_step(objective, config, history, StepPlace(0), None))


def epochs(dataset, learning_rate, count):
    """Worksheets of the first epochs of a run, from the engine's own records."""
    config = DescentConfig(learning_rate, count + 1, 0.0)
    objective = Objective.of(dataset, config)
    history = History((0.0, 0.0), objective.loss.value((0.0, 0.0)))
    history.append(make_descent(objective, config, history).advance(count))
    for epoch in range(history.last_epoch):
        following, _ = history.record(epoch + 1)
        yield worksheet(one_step(objective, config, history, StepPlace(epoch), following))


def assert_agrees(sheet):
    """Hold the means of the columns against the loss and the gradient, by the terms' size."""
    mean = sheet.means
    assert mean.squared_residual == pytest.approx(sheet.step.value, rel=1e-12, abs=1e-300)
    for found, exact, terms in (
        (-2 * mean.x_residual, sheet.step.gradient[0], sheet.x_residual),
        (-2 * mean.residual, sheet.step.gradient[1], sheet.residual),
    ):
        assert found == pytest.approx(exact, abs=1e-12 * np.abs(terms).mean() + 1e-300)


def test_the_first_epochs_of_hours_and_money():
    first, second, *_ = epochs(HOURS_AND_MONEY, 0.01, 3)
    assert (first.x.tolist(), first.y.tolist()) == (X, Y)
    assert first.prediction.tolist() == [0] * 5
    assert first.residual == pytest.approx(Y, rel=1e-14)
    assert first.x_residual == pytest.approx(np.multiply(X, Y), rel=1e-14)
    assert first.means.squared_residual == pytest.approx(6015)
    assert first.step.gradient == pytest.approx([-778, -154])
    assert first.step.next_parameters == pytest.approx([7.78, 1.54])
    assert first.sums.x_residual == pytest.approx(1945)
    assert second.step.value == pytest.approx(1512.97496)
    assert second.step.parameters == pytest.approx([7.78, 1.54])
    assert second.row(0) == pytest.approx(ColumnValues(2, 65, 17.1, 47.9, 2294.41, 95.8))
    assert second.step.next_parameters == pytest.approx([11.1176, 2.30232])


def test_every_number_is_the_engines():
    for sheet in epochs(HOURS_AND_MONEY, 0.03, 300):
        loss, step = HOURS_AND_MONEY.loss, sheet.step
        assert step.value == loss.value(step.parameters)
        assert (step.gradient == loss.gradient(step.parameters)).all()
        following = step.parameters - step.learning_rate * step.gradient
        assert step.next_parameters == pytest.approx(following, rel=1e-12)
        assert_agrees(sheet)


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
def test_the_columns_of_every_example_agree_with_the_engine(example):
    for sheet in epochs(example.dataset(), example.learning_rate, 40):
        assert_agrees(sheet)


@given(datasets(min_size=1), st.tuples(numbers(1e3), numbers(1e6)))
def test_the_columns_of_any_data_agree_with_the_engine(dataset, parameters):
    sheet = sheet_at(dataset, parameters)
    assert_agrees(sheet)
    assert sheet.residual == pytest.approx(dataset.y - sheet.prediction, abs=1e-9)


@pytest.mark.parametrize("away", [(0, 0), (0.5, -3)])
def test_a_target_far_from_zero_costs_no_digits(away):
    x = RNG.uniform(2, 9, 50)
    dataset = Dataset.from_xy(x, 1e9 + 3 * x + RNG.standard_normal(50))
    parameters = np.add(dataset.loss.minimum_parameters, away)
    assert_agrees(sheet_at(dataset, parameters))


@pytest.mark.parametrize("n_samples", [1, MOST_ROWS, MOST_ROWS + 1, 1000])
def test_the_rows_beyond_those_shown_are_summed(n_samples):
    dataset = Dataset.from_xy(RNG.standard_normal(n_samples), RNG.standard_normal(n_samples))
    sheet = sheet_at(dataset, (2, 1))
    assert sheet.n_samples == n_samples
    assert (sheet.rest is None) == (n_samples <= MOST_ROWS)
    shown = np.sum([sheet.row(i) for i in range(min(n_samples, MOST_ROWS))], axis=0)
    assert shown + (sheet.rest or 0) == pytest.approx(np.array(sheet.sums), abs=1e-11)
    assert np.array(sheet.means) * n_samples == pytest.approx(np.array(sheet.sums))
    assert sheet.squared_residual == pytest.approx(sheet.residual**2)


def test_nothing_in_a_worksheet_can_be_changed():
    parameters = np.zeros(2)
    sheet = sheet_at(HOURS_AND_MONEY, parameters)
    parameters[0] = 7
    assert sheet.step.parameters.tolist() == [0, 0]
    for name in ColumnValues._fields:
        assert not getattr(sheet, name).flags.writeable


def test_huge_values_overflow_quietly():
    sheet = sheet_at(Dataset.from_xy([1e150, 0], [1, 2]), (1e100, 0))
    assert sheet.squared_residual[0] == np.inf


def test_a_point_that_is_not_there_and_data_that_has_no_line_are_refused():
    with pytest.raises(IndexError):
        sheet_at(HOURS_AND_MONEY, (0, 0)).row(5)
    plane = Dataset(np.ones((2, 2)), np.ones(2), feature_names=("a", "b"))
    with pytest.raises(ValueError, match="one feature only"):
        sheet_at(plane, (0, 0, 0))
