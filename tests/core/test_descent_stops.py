"""When a descent ends, and what it says then."""

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import CHUNK_EPOCHS, Descent
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import (
    ALL_X_EQUAL,
    HOURS_AND_MONEY,
    descend,
    textbook_records,
)

LOSS = HOURS_AND_MONEY.loss


def test_convergence_is_told_at_its_first_record():
    descent, block = descend(LOSS, 0.01, 1_000_000, tolerance=1e-6)
    excesses = LOSS.excess_values(block.parameters)
    assert descent.stop_reason is StopReason.CONVERGED
    assert descent.epoch == block.last_epoch == len(block)
    assert excesses[-1] <= 1e-6 * descent.initial_excess < excesses[-2]
    assert descent.diverged_epoch is None
    assert len(descent.advance(10)) == 0


def test_a_small_rate_is_not_taken_for_convergence():
    descent, _ = descend(LOSS, 1e-9, 10_000, tolerance=1e-6)
    assert descent.stop_reason is StopReason.MAX_EPOCHS


@pytest.mark.parametrize("rate", [2 / 56.87932107, 0.035162163726])
def test_at_the_limit_nothing_is_called_converged(rate):
    descent, _ = descend(LOSS, rate, 10_000, tolerance=1e-6)
    assert descent.stop_reason is StopReason.MAX_EPOCHS


def test_a_two_cycle_is_not_converged():
    loss = Dataset.from_xy([-1, 1], [2, 5]).loss
    descent, block = descend(loss, 1.0, 1_000, tolerance=1e-6)
    assert descent.stop_reason is StopReason.MAX_EPOCHS
    assert block.parameters[0] == pytest.approx(block.parameters[998])


def test_zero_tolerance_never_converges():
    descent, block = descend(LOSS, 0.03, 50_000, start=LOSS.minimum_parameters)
    assert descent.stop_reason is StopReason.MAX_EPOCHS
    assert len(block) == 50_000


def test_a_converged_start_ends_at_once():
    descent, block = descend(LOSS, 0.01, 10, tolerance=1e-12, start=LOSS.minimum_parameters)
    assert descent.stop_reason is StopReason.CONVERGED
    assert (len(block), descent.epoch) == (0, 0)
    assert (block.first_epoch, block.last_epoch) == (1, 0)


def test_data_without_a_slope_converges_to_the_trough():
    descent, block = descend(ALL_X_EQUAL.loss, 0.02, 1_000, tolerance=1e-12)
    assert descent.stop_reason is StopReason.CONVERGED
    assert block.losses[-1] == pytest.approx(2.5)
    slope, intercept = block.parameters[-1]
    assert 3 * slope + intercept == pytest.approx(3, rel=1e-5)


def test_divergence_keeps_only_what_is_sound():
    descent, block = descend(LOSS, 0.05, 10_000, tolerance=1e-12)
    assert descent.stop_reason is StopReason.DIVERGED
    assert descent.diverged_epoch == descent.epoch + 1 == block.last_epoch + 1
    assert block.losses[-1] <= 1e12 * 6015
    following = textbook_records(HOURS_AND_MONEY, np.zeros(2), 0.05, descent.diverged_epoch)[-1]
    assert LOSS.value(following) > 1e12 * 6015
    assert len(descent.advance(5)) == 0


def test_just_above_the_limit_divergence_takes_long():
    rate = 1.001 * largest_stable_learning_rate(LOSS)
    descent, block = descend(LOSS, rate, 100_000, tolerance=1e-12)
    assert descent.stop_reason is StopReason.DIVERGED
    assert descent.diverged_epoch == len(block) + 1
    assert 3_000 < len(block) + 1 < 20_000


@pytest.mark.parametrize("rate", [1e10, 1e155, 1e300])
def test_a_huge_rate_diverges_at_once(rate):
    descent, block = descend(LOSS, rate, 300, tolerance=1e-12)
    assert descent.stop_reason is StopReason.DIVERGED
    assert (len(block), descent.diverged_epoch) == (0, 1)


def test_a_start_without_a_finite_loss_has_diverged():
    descent, block = descend(LOSS, 0.01, 10, tolerance=1e-12, start=(1e160, 0))
    assert descent.stop_reason is StopReason.DIVERGED
    assert (len(block), descent.diverged_epoch) == (0, 0)


def test_the_run_s_start_judges_resumed_records():
    config = DescentConfig(0.01, 10_000, 1e-6)
    whole = Descent(LOSS, config, [0, 0])
    records = whole.advance(10_000)
    halfway = records.parameters[999]
    resumed = Descent(LOSS, config, halfway, first_epoch=1_000, reference_parameters=[0, 0])
    assert resumed.initial_loss == pytest.approx(6015)
    resumed.advance(10_000)
    assert resumed.epoch == whole.epoch
    alone = Descent(LOSS, config, halfway, first_epoch=1_000)
    alone.advance(10_000)
    assert alone.epoch > whole.epoch


def test_the_last_epoch_is_reached_and_not_passed():
    descent = Descent(LOSS, DescentConfig(0.01, 100, 0.0), [0, 0])
    endings = [(len(descent.advance(60)), descent.stop_reason) for _ in range(3)]
    assert endings == [(60, None), (40, StopReason.MAX_EPOCHS), (0, StopReason.MAX_EPOCHS)]
    assert descent.epoch == 100


@pytest.mark.parametrize("max_records", [0, -5])
def test_asking_for_nothing_gives_nothing(max_records):
    descent = Descent(LOSS, DescentConfig(), [0, 0])
    assert len(descent.advance(max_records)) == 0
    assert descent.stop_reason is None


def test_a_resumed_run_that_is_complete_ends_at_once():
    descent = Descent(LOSS, DescentConfig(0.01, 100, 0.0), [0, 0], anchor_offset=100)
    assert descent.stop_reason is StopReason.MAX_EPOCHS


@pytest.mark.parametrize("offset", [-1, CHUNK_EPOCHS])
def test_the_anchor_is_less_than_a_chunk_away(offset):
    with pytest.raises(ValueError, match="from 0 to 4095"):
        Descent(LOSS, DescentConfig(), [0, 0], anchor_offset=offset)
