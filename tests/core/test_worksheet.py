"""One epoch worked out row by row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.step import MOST_ROWS, ColumnValues, worksheet
from tests.core.data import HOURS_AND_MONEY, LINE_EXAMPLES, X, Y, datasets, numbers

RNG = np.random.default_rng(11)


def epochs(dataset, learning_rate, count, start=(0.0, 0.0)):
    """Worksheets of the first epochs of a run, from the engine's own records."""
    descent = Descent(dataset.loss, DescentConfig(learning_rate, count + 1, 0.0), start)
    block = descent.advance(count)
    parameters = [np.array(start), *block.parameters]
    losses = [dataset.loss.value(start), *block.losses.tolist()]
    for epoch in range(len(block)):
        record = parameters[epoch], losses[epoch]
        yield worksheet(dataset, *record, learning_rate, parameters[epoch + 1])


def assert_agrees(sheet):
    """Hold the means of the columns against the loss and the gradient, by the terms' size."""
    mean = sheet.means
    assert mean.squared_residual == pytest.approx(sheet.loss, rel=1e-12, abs=1e-300)
    for found, exact, terms in (
        (-2 * mean.x_residual, sheet.gradient[0], sheet.x_residual),
        (-2 * mean.residual, sheet.gradient[1], sheet.residual),
    ):
        assert found == pytest.approx(exact, abs=1e-12 * np.abs(terms).mean() + 1e-300)


def test_the_first_epochs_of_hours_and_money():
    first, second, *_ = epochs(HOURS_AND_MONEY, 0.01, 3)
    assert (first.x.tolist(), first.y.tolist()) == (X, Y)
    assert first.prediction.tolist() == [0] * 5
    assert first.residual == pytest.approx(Y, rel=1e-14)
    assert first.x_residual == pytest.approx(np.multiply(X, Y), rel=1e-14)
    assert first.means.squared_residual == pytest.approx(6015)
    assert first.gradient == pytest.approx([-778, -154])
    assert first.next_parameters == pytest.approx([7.78, 1.54])
    assert first.sums.x_residual == pytest.approx(1945)
    assert second.loss == pytest.approx(1512.97496)
    assert second.parameters == pytest.approx([7.78, 1.54])
    assert second.row(0) == pytest.approx(ColumnValues(2, 65, 17.1, 47.9, 2294.41, 95.8))
    assert second.next_parameters == pytest.approx([11.1176, 2.30232])


def test_every_number_is_the_engines():
    for sheet in epochs(HOURS_AND_MONEY, 0.03, 300):
        loss = HOURS_AND_MONEY.loss
        assert sheet.loss == loss.value(sheet.parameters)
        assert (sheet.gradient == loss.gradient(sheet.parameters)).all()
        step = sheet.parameters - sheet.learning_rate * sheet.gradient
        assert sheet.next_parameters == pytest.approx(step, rel=1e-12)
        assert_agrees(sheet)


@pytest.mark.parametrize("example", LINE_EXAMPLES, ids=lambda example: example.key)
def test_the_columns_of_every_example_agree_with_the_engine(example):
    for sheet in epochs(example.dataset(), example.learning_rate, 40):
        assert_agrees(sheet)


@given(datasets(min_size=1), st.tuples(numbers(1e3), numbers(1e6)))
def test_the_columns_of_any_data_agree_with_the_engine(dataset, parameters):
    loss = dataset.loss
    sheet = worksheet(dataset, parameters, loss.value(parameters), 0.01, None)
    assert_agrees(sheet)
    assert sheet.residual == pytest.approx(dataset.y - sheet.prediction, abs=1e-9)


@pytest.mark.parametrize("away", [(0, 0), (0.5, -3)])
def test_a_target_far_from_zero_costs_no_digits(away):
    x = RNG.uniform(2, 9, 50)
    dataset = Dataset.from_xy(x, 1e9 + 3 * x + RNG.standard_normal(50))
    parameters = np.add(dataset.loss.minimum_parameters, away)
    assert_agrees(worksheet(dataset, parameters, dataset.loss.value(parameters), 0.01, None))


def test_a_step_that_is_not_recorded_is_worked_out():
    sheet = worksheet(HOURS_AND_MONEY, (0, 0), 6015.0, 0.01, None)
    assert sheet.next_parameters == pytest.approx([7.78, 1.54], rel=1e-14)


@pytest.mark.parametrize("n_samples", [1, MOST_ROWS, MOST_ROWS + 1, 1000])
def test_the_rows_beyond_those_shown_are_summed(n_samples):
    dataset = Dataset.from_xy(RNG.standard_normal(n_samples), RNG.standard_normal(n_samples))
    sheet = worksheet(dataset, (2, 1), dataset.loss.value((2, 1)), 0.1, None)
    assert sheet.n_samples == n_samples
    assert (sheet.rest is None) == (n_samples <= MOST_ROWS)
    shown = np.sum([sheet.row(i) for i in range(min(n_samples, MOST_ROWS))], axis=0)
    assert shown + (sheet.rest or 0) == pytest.approx(np.array(sheet.sums), abs=1e-11)
    assert np.array(sheet.means) * n_samples == pytest.approx(np.array(sheet.sums))
    assert sheet.squared_residual == pytest.approx(sheet.residual**2)


def test_nothing_in_a_worksheet_can_be_changed():
    parameters = np.zeros(2)
    sheet = worksheet(HOURS_AND_MONEY, parameters, 6015.0, 0.01, parameters)
    parameters[0] = 7
    assert sheet.parameters.tolist() == sheet.next_parameters.tolist() == [0, 0]
    columns = [getattr(sheet, name) for name in ColumnValues._fields]
    for array in (*columns, sheet.parameters, sheet.gradient, sheet.next_parameters):
        assert not array.flags.writeable


def test_huge_values_overflow_quietly():
    sheet = worksheet(Dataset.from_xy([1e150, 0], [1, 2]), (1e100, 0), 0.0, 0.01, None)
    assert sheet.squared_residual[0] == np.inf


def test_a_point_that_is_not_there_and_data_that_has_no_line_are_refused():
    with pytest.raises(IndexError):
        worksheet(HOURS_AND_MONEY, (0, 0), 6015.0, 0.01, None).row(5)
    with pytest.raises(DatasetError, match="no points"):
        worksheet(Dataset.from_xy([], []), (0, 0), 0.0, 0.01, None)
    plane = Dataset(np.ones((2, 2)), np.ones(2), feature_names=("a", "b"))
    with pytest.raises(ValueError, match="one feature only"):
        worksheet(plane, (0, 0, 0), 0.0, 0.01, None)
