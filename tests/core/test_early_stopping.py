"""A run that ends when its loss on held-out points falls no more."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.descents import make_descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import (
    DescentConfig,
    Optimizer,
    Scaling,
    StopReason,
    Watched,
)

BALL = EXAMPLES["thrown-ball"].dataset()
SPLIT = BALL.with_held_out(np.isin(np.arange(16), (1, 2, 7, 8, 15)))
EARLY = DescentConfig(
    learning_rate=0.1,
    max_epochs=3000,
    degree=6,
    scaling=Scaling.STANDARDISE,
    patience=50,
    improvement=1e-12,
    watched=Watched.HELD_OUT,
)


def run(config, dataset=SPLIT, block=10_000):
    objective = Objective.of(dataset, config)
    start = np.zeros(config.degree + 1)
    history = History(start, objective.loss.value(start))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(block))
    return objective, history, descent.stop_reason


def test_it_ends_as_many_epochs_after_the_least_as_it_is_patient():
    for patience in (1, 20, 50, 400):
        objective, history, reason = run(replace(EARLY, patience=patience))
        assert reason is StopReason.PLATEAU
        held_out = objective.held_out.values(history.parameters)
        assert held_out.argmin() == 274
        assert history.last_epoch == 274 + patience


def test_the_smallest_improvement_counts_on_the_held_out_loss():
    objective, history, reason = run(replace(EARLY, improvement=0.01))
    best = np.minimum.accumulate(objective.held_out.values(history.parameters))
    assert reason is StopReason.PLATEAU
    assert best[-1] > 0.99 * best[-51]
    assert (best[50:-1] <= 0.99 * best[:-51]).all()
    assert history.last_epoch < 274


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.ADAM])
def test_it_ends_alike_in_blocks_of_any_size(optimizer):
    config = replace(EARLY, optimizer=optimizer, learning_rate=0.05)
    ends = {run(config, block=block)[1].last_epoch for block in (1, 7, 100, 10_000)}
    assert len(ends) == 1
    assert ends < set(range(51, 3000))


def test_it_ends_alike_when_it_is_resumed():
    objective, whole, _ = run(EARLY)
    history = History(whole.parameters[0], whole.losses[0])
    for n_records in (100, 174, 30, 1000):
        history.append(make_descent(objective, EARLY, history).advance(n_records))
    assert history.last_epoch == whole.last_epoch
    assert make_descent(objective, EARLY, history).stop_reason is StopReason.PLATEAU


def test_without_held_out_points_nothing_is_watched():
    _, history, reason = run(EARLY, BALL)
    assert (history.last_epoch, reason) == (3000, StopReason.MAX_EPOCHS)


def test_the_training_loss_is_watched_as_before():
    plateau = replace(EARLY, watched=Watched.LOSS, improvement=0.01)
    _, history, reason = run(plateau)
    best = np.minimum.accumulate(history.losses)
    assert reason is StopReason.PLATEAU
    assert best[-1] > 0.99 * best[-51]
    assert (best[50:-1] <= 0.99 * best[:-51]).all()
