"""Every optimizer against PyTorch's, step for step, and the loops against the definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core import stepwise
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.optimizers import Memory, Position, step_loop_text
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling
from linreg_gui.core.stepwise import Stepper
from tests.core import torch_figures
from tests.core.data import HOURS_AND_MONEY, sound_datasets

START = Position(np.zeros(2), Memory.empty(2))


@pytest.fixture(params=[stepwise.MOST_WRITTEN_OUT, 0], ids=["floats", "arrays"], autouse=True)
def _most_written_out(request, monkeypatch):
    monkeypatch.setattr(stepwise, "MOST_WRITTEN_OUT", request.param)


def records(dataset, config, n_epochs):
    """Descend from 0; row k is the record of epoch k + 1."""
    n_parameters = dataset.n_features + 1
    start = Position(np.zeros(n_parameters), Memory.empty(n_parameters))
    per_epoch = config.steps_per_epoch(dataset.n_samples)
    made = Stepper(Objective.of(dataset, config), config)
    rows, _ = made.run(start, 0, n_epochs * per_epoch)
    return rows[per_epoch - 1 :: per_epoch]


@pytest.mark.parametrize("key", torch_figures.WHOLE, ids=str)
def test_steps_over_all_points_are_those_of_torch(key):
    example, optimizer, rate = key
    config = DescentConfig(rate, optimizer=Optimizer(optimizer))
    rows = records(EXAMPLES[example].dataset(), config, 20)
    for epoch, expected in zip(torch_figures.WHOLE_EPOCHS, torch_figures.WHOLE[key], strict=True):
        assert rows[epoch - 1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("key", torch_figures.BATCHES, ids=str)
def test_steps_over_batches_are_those_of_torch(key):
    optimizer, rate = key
    config = DescentConfig(rate, optimizer=Optimizer(optimizer), batch_size=2, seed=3, l2=0.1)
    rows = records(HOURS_AND_MONEY, config, 8)
    for epoch, expected in zip(torch_figures.BATCH_EPOCHS, torch_figures.BATCHES[key], strict=True):
        assert rows[epoch - 1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("optimizer", torch_figures.HALF_MOMENTUM)
def test_the_momentum_is_that_of_torch(optimizer):
    config = DescentConfig(0.005, optimizer=Optimizer(optimizer), momentum=0.5)
    rows = records(HOURS_AND_MONEY, config, 20)
    assert rows[-1] == pytest.approx(torch_figures.HALF_MOMENTUM[optimizer], rel=1e-12)


@given(
    st.integers(1, 6).flatmap(lambda n: sound_datasets(limit=10, n_features=n)),
    st.sampled_from(list(Optimizer)),
    st.sampled_from([None, 1, 2, 3, 100]),
    st.sampled_from(list(Decay)),
    st.sampled_from([0.0, 0.3]),
    st.sampled_from([Held.NOTHING, Held.INTERCEPT]),
)
def test_the_loops_are_the_definitions(dataset, optimizer, batch_size, decay, l2, held):
    config = DescentConfig(
        1e-3,
        optimizer=optimizer,
        batch_size=batch_size,
        decay=decay,
        decay_epochs=2,
        l2=l2,
        scaling=Scaling.STANDARDISE,
        held=held,
    )
    fast = records(dataset, config, 6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stepwise, "MOST_WRITTEN_OUT", 0)
        readable = records(dataset, config, 6)
    # A gradient that is 0 but for rounding has the size of the data's rounding.
    assert fast == pytest.approx(readable, rel=1e-9, abs=1e-9 * (1 + np.abs(readable).max()))


@pytest.mark.parametrize("optimizer", Optimizer)
def test_pieces_give_the_same_bits(optimizer):
    config = DescentConfig(0.001, optimizer=optimizer, batch_size=2)
    made = Stepper(Objective.of(HOURS_AND_MONEY, config), config)
    whole, end = made.run(START, 0, 40)
    position, rows, step = START, [], 0
    for n_steps in (1, 2, 7, 1, 13, 16):
        piece, position = made.run(position, step, n_steps)
        rows.append(piece)
        step += n_steps
    assert np.concatenate(rows).tobytes() == whole.tobytes()
    assert position.memory.first.tobytes() == end.memory.first.tobytes()
    assert position.memory.second.tobytes() == end.memory.second.tobytes()
    assert position.memory.n_steps == end.memory.n_steps == 40


def test_a_step_leaves_what_it_was_given():
    config = DescentConfig(0.001, optimizer=Optimizer.ADAM)
    Stepper(Objective.of(HOURS_AND_MONEY, config), config).run(START, 0, 3)
    assert not np.any([START.parameters, START.memory.first, START.memory.second])
    assert START.memory.n_steps == 0


def test_the_loop_is_a_text_to_read():
    assert step_loop_text(Optimizer.RMSPROP, 1) == (
        "def loop(state, steps, record, beta):\n"
        "    w0, w1, v0, v1, s0, s1, t = state\n"
        "    for rate, x0, y, c0_0, q0 in steps:\n"
        "        g1 = 2.0 * (x0 * w0 + w1 - y)\n"
        "        g0 = c0_0 * w0 - q0 + x0 * g1\n"
        "        t += 1\n"
        "        s0 = 0.99 * s0 + (1 - 0.99) * g0 * g0\n"
        "        s1 = 0.99 * s1 + (1 - 0.99) * g1 * g1\n"
        "        w0 -= rate * (g0 / (sqrt(s0) + 1e-08))\n"
        "        w1 -= rate * (g1 / (sqrt(s1) + 1e-08))\n"
        "        record(w0)\n"
        "        record(w1)\n"
        "    return w0, w1, v0, v1, s0, s1, t\n"
    )


def test_many_features_take_steps_on_arrays():
    rng = np.random.default_rng(2)
    names = tuple(f"x{j}" for j in range(40))
    dataset = Dataset(rng.normal(size=(60, 40)), rng.normal(size=60), names)
    config = DescentConfig(0.01, optimizer=Optimizer.MOMENTUM, batch_size=25, l2=0.1)
    rows = records(dataset, config, 200)
    best = dataset.loss.with_penalty(0.1).minimum_parameters
    assert rows[-1] == pytest.approx(best, abs=0.1)
