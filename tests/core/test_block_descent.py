"""Blocks of epochs with a velocity, and of several weights: as exact as steps, at any cut."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import CHUNK_EPOCHS, CHUNK_EPOCHS_OF_MANY, Descent
from linreg_gui.core.descents import carry_memory_over, make_descent, memory_at
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.optimizers import Position
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling, StopReason
from linreg_gui.core.stability import stability_limit
from linreg_gui.core.stepwise import Stepper
from tests.core.data import X, Y, sound_datasets

IN_BLOCKS = [Optimizer.GRADIENT_DESCENT, Optimizer.MOMENTUM, Optimizer.NESTEROV]
N_EPOCHS = 20_000


def below_limit(objective, config, share):
    """Return the settings with a share of the largest learning rate that converges."""
    return replace(config, learning_rate=share * stability_limit(objective.loss, config))


def difference(objective, config):
    """Return how far blocks are from steps, relative to the largest parameter."""
    start = Position.at_rest(np.zeros(objective.loss.n_features + 1))
    rows = Descent(objective.loss, config, start).advance(N_EPOCHS).parameters
    steps, _ = Stepper(objective, config).run(start, 0, N_EPOCHS)
    assert len(rows) == N_EPOCHS
    return np.abs(rows - steps).max() / (np.abs(steps).max() or 1.0)


@settings(max_examples=30)
@given(
    st.integers(1, 6).flatmap(lambda n: sound_datasets(limit=10, n_features=n)),
    st.sampled_from(IN_BLOCKS),
    st.sampled_from([0.01, 0.5, 0.999]),
    st.sampled_from([0.0, 0.5, 0.9, 0.99]),
    st.sampled_from([DescentConfig(), DescentConfig(l2=0.3), DescentConfig(held=Held.INTERCEPT)]),
)
def test_blocks_are_the_steps(dataset, optimizer, share, momentum, config):
    config = replace(
        config, optimizer=optimizer, momentum=momentum, max_epochs=N_EPOCHS, tolerance=0.0
    )
    objective = Objective.of(dataset, config, np.zeros(dataset.n_features + 1))
    assert difference(objective, below_limit(objective, config, share)) <= 1e-9


@pytest.mark.parametrize("optimizer", IN_BLOCKS)
@pytest.mark.parametrize("momentum", [0.9, 0.999])
def test_blocks_over_raw_powers_are_the_steps(optimizer, momentum):
    x = np.array(X)
    names = ("x", "x^2", "x^3", "x^4")
    dataset = Dataset(np.column_stack([x**k for k in (1, 2, 3, 4)]), np.array(Y), names)
    assert dataset.loss.eigenvalues[-1] / dataset.loss.eigenvalues[0] > 3e10
    config = DescentConfig(
        optimizer=optimizer, momentum=momentum, max_epochs=N_EPOCHS, tolerance=0.0
    )
    objective = Objective.of(dataset, config)
    for share in (0.1, 0.999):
        assert difference(objective, below_limit(objective, config, share)) <= 1e-9


@pytest.mark.parametrize("optimizer", IN_BLOCKS)
@pytest.mark.parametrize("held", [Held.SLOPE, Held.INTERCEPT])
def test_blocks_with_a_parameter_held_far_from_zero_are_the_steps(optimizer, held):
    config = DescentConfig(optimizer=optimizer, max_epochs=N_EPOCHS, tolerance=0.0, held=held)
    objective = Objective.of(Dataset.from_xy(np.array(X) + 1e6, Y), config, np.zeros(2))
    assert difference(objective, below_limit(objective, config, 0.5)) <= 1e-9


@pytest.mark.parametrize("optimizer", IN_BLOCKS)
@pytest.mark.parametrize("rate", [1.0, 1e3, 1e200])
def test_blocks_diverge_at_the_record_at_which_steps_do(optimizer, rate):
    config = DescentConfig(rate, optimizer=optimizer)
    dataset = Dataset.from_xy(X, Y)
    descent = Descent(dataset.loss, config, np.zeros(2))
    with np.errstate(all="ignore"):
        start = Position.at_rest(np.zeros(2))
        rows, _ = Stepper(Objective.of(dataset, config), config).run(start, 0, 50)
        sound = dataset.loss.values(rows) <= 1e12 * dataset.loss.value([0.0, 0.0])
    assert len(descent.advance(50)) == np.argmin(sound)
    assert descent.diverged_epoch == np.argmin(sound) + 1


@pytest.mark.parametrize("optimizer", IN_BLOCKS)
def test_four_weights_converge_just_below_the_limit_and_diverge_just_above(optimizer):
    rng = np.random.default_rng(6)
    dataset = Dataset(rng.normal(1.0, 1.0, (40, 4)), rng.normal(size=40), tuple("abcd"))
    config = DescentConfig(max_epochs=N_EPOCHS, tolerance=0.0, optimizer=optimizer)
    objective = Objective.of(dataset, config)
    below, above = (
        Descent(objective.loss, below_limit(objective, config, share), np.ones(5))
        for share in (0.999, 1.001)
    )
    last = below.advance(N_EPOCHS).parameters[-1]
    assert objective.loss.excess_values(last) <= 1e-25 * below.initial_excess
    above.advance(N_EPOCHS)
    assert above.stop_reason is StopReason.DIVERGED


TOTAL = 2 * CHUNK_EPOCHS + 500
PLACES = st.sampled_from([0, 1, CHUNK_EPOCHS - 1, CHUNK_EPOCHS, CHUNK_EPOCHS + 1, TOTAL])


class Run:
    """A run of some weights."""

    def __init__(self, optimizer, n_features=3):
        rng = np.random.default_rng(1)
        names = tuple("abcdefghijklmnopqrst"[:n_features])
        dataset = Dataset(rng.normal(2.0, 1.0, (30, n_features)), rng.normal(size=30), names)
        self.config = DescentConfig(1e-3, TOTAL, 0.0, optimizer, l2=0.01)
        self.objective = Objective.of(dataset, self.config)
        start = np.arange(n_features + 1.0)
        self.history = History(start, self.objective.loss.value(start))

    def descend(self, last_epoch, first_epoch=0, size=TOTAL):
        descent = make_descent(self.objective, self.config, self.history, first_epoch)
        while descent.stop_reason is None and self.history.last_epoch < last_epoch:
            self.history.append(descent.advance(min(size, last_epoch - self.history.last_epoch)))


WHOLE = {optimizer: Run(optimizer) for optimizer in IN_BLOCKS}
for made in WHOLE.values():
    made.descend(TOTAL)


@given(
    st.sampled_from(IN_BLOCKS),
    st.lists(st.tuples(PLACES | st.integers(0, TOTAL), st.integers(100, TOTAL)), max_size=6),
    PLACES | st.integers(0, TOTAL),
)
def test_an_interruption_at_any_record_leaves_the_bits(optimizer, moves, back):
    run, whole = Run(optimizer), WHOLE[optimizer]
    for last, size in moves:
        run.descend(last, size=size)
    run.history.truncate(min(back, run.history.last_epoch))
    run.descend(TOTAL)
    assert run.history.parameters.tobytes() == whole.history.parameters.tobytes()
    assert run.history.losses.tobytes() == whole.history.losses.tobytes()


@pytest.mark.parametrize("optimizer", IN_BLOCKS)
def test_an_interruption_of_many_weights_leaves_the_bits(optimizer):
    run, whole = Run(optimizer, 20), Run(optimizer, 20)
    whole.descend(3 * CHUNK_EPOCHS_OF_MANY)
    for epoch in (1, 100, CHUNK_EPOCHS_OF_MANY, 2 * CHUNK_EPOCHS_OF_MANY + 1):
        run.descend(epoch)
    run.history.truncate(CHUNK_EPOCHS_OF_MANY + 7)
    run.descend(3 * CHUNK_EPOCHS_OF_MANY)
    assert run.history.parameters.tobytes() == whole.history.parameters.tobytes()
    assert run.history.losses.tobytes() == whole.history.losses.tobytes()


@given(st.sampled_from(IN_BLOCKS[1:]), PLACES | st.integers(0, TOTAL))
def test_the_memory_at_any_record_is_that_of_steps(optimizer, epoch):
    run = WHOLE[optimizer]
    memory = memory_at(run.objective, run.config, run.history, epoch)
    start = Position.at_rest(run.history.record(0)[0])
    _, expected = Stepper(run.objective, run.config).run(start, 0, epoch)
    scale = np.abs(run.objective.loss.gradient(start.parameters)).max()
    assert memory.first == pytest.approx(expected.memory.first, rel=1e-9, abs=1e-12 * scale)
    assert not memory.second.any()
    assert memory.n_steps == epoch


@pytest.mark.parametrize("optimizer", IN_BLOCKS[1:])
@pytest.mark.parametrize("change", [7, CHUNK_EPOCHS, CHUNK_EPOCHS + 7])
def test_a_handover_to_the_same_settings_changes_nothing_but_rounding(optimizer, change):
    run, whole = Run(optimizer), WHOLE[optimizer]
    run.descend(change)
    carry_memory_over(run.objective, run.config, run.history)
    run.descend(TOTAL, first_epoch=change)
    assert run.history.parameters == pytest.approx(whole.history.parameters, rel=1e-11, abs=1e-12)
    # The records before it can still be continued with the settings they had.
    run.history.truncate(change)
    run.descend(TOTAL)
    assert run.history.parameters.tobytes() == whole.history.parameters.tobytes()


def test_a_run_with_a_velocity_goes_on_when_the_rate_begins_to_fall():
    config = DescentConfig(0.02, 2_000, 0.0, Optimizer.MOMENTUM, scaling=Scaling.STANDARDISE)
    dataset = Dataset.from_xy(X, Y)
    objective = Objective.of(dataset, config)
    history = History([0.0, 0.0], objective.loss.value([0.0, 0.0]))
    history.append(make_descent(objective, config, history).advance(9))
    carry_memory_over(objective, config, history)
    velocity = memory_at(objective, config, history, 9).first
    falling = replace(config, learning_rate=0.01, decay=Decay.STEP, decay_epochs=100)
    history.append(make_descent(objective, falling, history, 9).advance(1))
    at = history.record(9)[0]
    expected = at - 0.01 * (0.9 * velocity + objective.loss.gradient(at))
    assert history.record(10)[0] == pytest.approx(expected, rel=1e-12)
