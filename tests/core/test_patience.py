from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import HOURS_AND_MONEY, sound_datasets


def run(config, dataset=HOURS_AND_MONEY, sizes=(10_000,)):
    objective = Objective.of(dataset, config)
    history = History([0, 0], objective.loss.value([0, 0]))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        for size in sizes:
            history.append(descent.advance(size))
            assert descent.epoch == history.last_epoch
    return descent, history


def first_plateau(losses, patience, improvement):
    """Follow the rule record by record."""
    best = list(accumulate(losses, min))
    for epoch in range(patience, len(losses)):
        if best[epoch] > (1 - improvement) * best[epoch - patience]:
            return epoch
    return None


@given(
    sound_datasets(limit=10),
    st.sampled_from([Optimizer.GRADIENT_DESCENT, Optimizer.ADAM]),
    st.sampled_from([None, 2]),
    st.integers(1, 30),
    st.sampled_from([0.0, 1e-6, 1e-3, 0.1]),
    st.lists(st.integers(1, 70), min_size=1, max_size=4),
)
def test_the_end_is_that_of_the_rule(dataset, optimizer, size, patience, improvement, sizes):
    rate = 0.2 * largest_stable_learning_rate(dataset.loss)
    settings = {"optimizer": optimizer, "batch_size": size}
    _, free = run(DescentConfig(rate, 120, 0.0, **settings), dataset)
    expected = first_plateau(free.losses.tolist(), patience, improvement)
    config = DescentConfig(rate, 120, 0.0, **settings, patience=patience, improvement=improvement)
    descent, history = run(config, dataset, sizes)
    if expected is None:
        assert descent.stop_reason is not StopReason.PLATEAU
        assert history.last_epoch == free.last_epoch
    else:
        assert descent.stop_reason is StopReason.PLATEAU
        assert history.last_epoch == expected
    assert history.losses.tobytes() == free.losses[: len(history.losses)].tobytes()


@pytest.mark.parametrize("interruption", [1, 50, 120, 4_096, 4_100])
def test_the_end_does_not_depend_on_interruptions(interruption):
    config = DescentConfig(0.001, 100_000, patience=300, improvement=0.05)
    whole, expected = run(config)
    assert whole.stop_reason is StopReason.PLATEAU
    objective = Objective.of(HOURS_AND_MONEY, config)
    history = History([0, 0], objective.loss.value([0, 0]))
    history.append(make_descent(objective, config, history).advance(interruption))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(10_000))
    assert descent.stop_reason is StopReason.PLATEAU
    assert history.losses.tobytes() == expected.losses.tobytes()
    again = make_descent(objective, config, history)
    assert again.stop_reason is StopReason.PLATEAU
    assert len(again.advance(10)) == 0


def test_the_unit_of_the_target_does_not_matter():
    config = DescentConfig(0.01, 10_000, patience=20)
    in_cents = type(HOURS_AND_MONEY).from_xy(HOURS_AND_MONEY.x, 100 * HOURS_AND_MONEY.y)
    assert run(config)[0].epoch == run(config, in_cents)[0].epoch


def test_a_crawl_is_no_convergence():
    descent, history = run(DescentConfig(1e-8, 10_000, patience=10))
    assert descent.stop_reason is StopReason.PLATEAU
    assert history.last_epoch == 10


def test_convergence_and_divergence_come_first():
    descent, _ = run(DescentConfig(0.03, 100_000, 1e-6, patience=50, improvement=0.0))
    assert descent.stop_reason is StopReason.CONVERGED
    descent, history = run(DescentConfig(0.05, 100_000, patience=50))
    assert descent.stop_reason is StopReason.DIVERGED
    assert descent.diverged_epoch == history.last_epoch + 1 == 23


def test_a_plateau_before_a_divergence_hides_it():
    # The losses only grow: after 5 epochs nothing is better than the start.
    descent, history = run(DescentConfig(0.05, 100_000, patience=5))
    assert descent.stop_reason is StopReason.PLATEAU
    assert descent.diverged_epoch is None
    assert history.last_epoch == 5


def test_a_convergence_at_the_plateau_s_record_is_a_convergence():
    config = DescentConfig(0.5, 10, patience=1, improvement=0.999999, scaling=Scaling.STANDARDISE)
    descent, history = run(config)
    assert (descent.stop_reason, history.last_epoch) == (StopReason.CONVERGED, 1)


def test_checkpoints_after_the_plateau_are_dropped():
    config = DescentConfig(
        0.001, 100_000, 0.0, optimizer=Optimizer.ADAM, patience=4_000, improvement=0.999
    )
    objective = Objective.of(HOURS_AND_MONEY, config)
    history = History([0, 0], objective.loss.value([0, 0]))
    descent = make_descent(objective, config, history)
    history.append(descent.advance(16_000))
    assert descent.stop_reason is StopReason.PLATEAU
    last = history.checkpoint(10**9)
    assert last is None or last.epoch <= history.last_epoch


def test_the_last_epoch_may_be_a_plateau():
    config = DescentConfig(1e-8, 10, patience=10)
    objective = Objective.of(HOURS_AND_MONEY, config)
    history = History([0, 0], objective.loss.value([0, 0]))
    descent = make_descent(objective, config, history)
    history.append(descent.advance(10))
    assert descent.stop_reason is StopReason.PLATEAU
    assert make_descent(objective, config, history).stop_reason is StopReason.PLATEAU
    assert np.isfinite(history.losses).all()
