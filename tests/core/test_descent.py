import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import CHUNK_EPOCHS
from linreg_gui.core.settings import StopReason
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import (
    ALL_X_EQUAL,
    HOURS_AND_MONEY,
    HOUSE_PRICES,
    ONE_POINT,
    descend,
    numbers,
    sound_datasets,
    textbook_records,
)

LOSS = HOURS_AND_MONEY.loss


def test_the_reference_records():
    _, block = descend(LOSS, 0.01, 3_000)
    assert block.first_epoch == 1
    assert block.last_epoch == len(block) == 3_000
    expected = [(7.78, 1.54), (11.1176, 2.30232), (12.53966208, 2.728984)]
    assert block.parameters[:3] == pytest.approx(np.array(expected), rel=1e-12)
    assert block.losses[:3] == pytest.approx([1512.97496, 673.3632379, 514.7541286], rel=1e-9)
    assert block.parameters[-1] == pytest.approx([4.2550, 56.5754], abs=5e-5)
    assert block.losses[-1] == pytest.approx(3.4649, abs=5e-5)


@pytest.mark.parametrize(("rate", "loss"), [(0.034, 9.51), (0.0352, 1.307e4), (0.036, 6.76e11)])
def test_two_hundred_steps_on_both_sides_of_the_limit(rate, loss):
    _, block = descend(LOSS, rate, 200)
    assert block.losses[199] == pytest.approx(loss, rel=5e-4)


def test_records_are_frozen():
    _, block = descend(LOSS, 0.01, 10)
    assert not block.parameters.flags.writeable
    assert not block.losses.flags.writeable
    assert block.parameters.shape == (10, 2)
    assert block.losses == pytest.approx(LOSS.values(block.parameters), rel=1e-15)


def test_standardised_data_needs_one_step():
    for dataset in (HOUSE_PRICES, HOURS_AND_MONEY):
        z = (dataset.x - dataset.x.mean()) / dataset.x.std()
        loss = Dataset.from_xy(z, dataset.y).loss
        descent, block = descend(loss, 0.5, 10, tolerance=1e-12)
        assert descent.stop_reason is StopReason.CONVERGED
        assert len(block) == 1
        assert block.parameters[0] == pytest.approx(loss.minimum_parameters, rel=1e-12)


@given(sound_datasets(limit=100), st.tuples(numbers(50), numbers(50)), st.floats(1e-3, 1.005))
def test_blocks_are_the_step_by_step_loop(dataset, start, share):
    loss = dataset.loss
    rate = share * largest_stable_learning_rate(loss)
    with np.errstate(under="ignore"):
        expected = textbook_records(dataset, np.array(start), rate, 400)[1:]
    _, block = descend(loss, rate, 400, start=start)
    scale = np.abs(expected).max()
    assert block.parameters == pytest.approx(expected, rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize("dataset", [HOUSE_PRICES, ALL_X_EQUAL, ONE_POINT, HOURS_AND_MONEY])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_long_runs_are_the_step_by_step_loop(dataset, share):
    rate = share * largest_stable_learning_rate(dataset.loss)
    n_epochs = 2 * CHUNK_EPOCHS + 100
    expected = textbook_records(dataset, np.array([-30.0, 7.0]), rate, n_epochs)[1:]
    _, block = descend(dataset.loss, rate, n_epochs, start=(-30, 7))
    relative = np.linalg.norm(block.parameters - expected, axis=1)
    assert (relative <= 1e-9 * np.linalg.norm(expected, axis=1)).all()


@given(sound_datasets())
def test_below_the_monotone_rate_the_loss_never_rises(dataset):
    rate = 0.5 * largest_stable_learning_rate(dataset.loss)
    _, block = descend(dataset.loss, rate, 500, start=(1, 1))
    excesses = dataset.loss.excess_values(block.parameters)
    floor = 1e3 * dataset.loss.rounding_excess + 1e-9 * excesses[:-1]
    assert (np.diff(excesses) <= floor).all()


def test_a_tiny_rate_goes_nowhere_quietly():
    descent, block = descend(LOSS, 1e-300, 10_000, tolerance=1e-12)
    assert descent.stop_reason is StopReason.MAX_EPOCHS
    assert block.parameters.max() < 1e-290


def test_an_axis_at_rest_stays_at_rest_while_its_factor_overflows():
    # The intercept's factor is −2 and its offset exactly 0: 2^1100 times 0 must stay 0.
    loss = Dataset.from_xy([-0.1, 0.1], [-1, 1]).loss
    descent, block = descend(loss, 1.5, 5_000)
    assert descent.stop_reason is StopReason.MAX_EPOCHS
    assert not block.parameters[:, 1].any()
    assert block.parameters[-1, 0] == pytest.approx(10)
