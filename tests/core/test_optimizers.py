"""Every optimizer against PyTorch's, step for step, and the loops against the definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.descent_config import Decay, DescentConfig, Optimizer
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.objective import Objective
from linreg_gui.core.optimizers import Memory
from linreg_gui.core.steppers import LineStepper, PlaneStepper, Position, make_stepper
from tests.core import torch_figures
from tests.core.data import HOURS_AND_MONEY, quickly, sound_datasets

STEPPERS = [LineStepper, PlaneStepper]
START = Position(np.zeros(2), Memory.empty(2))


def records(stepper, dataset, config, n_epochs):
    """Descend from (0, 0); row k is the record of epoch k + 1."""
    per_epoch = config.steps_per_epoch(dataset.n_samples)
    made = stepper(Objective.of(dataset, config), config)
    rows, _ = made.run(START, 0, n_epochs * per_epoch)
    return rows[per_epoch - 1 :: per_epoch]


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("key", torch_figures.WHOLE, ids=str)
def test_steps_over_all_points_are_those_of_torch(stepper, key):
    example, optimizer, rate = key
    config = DescentConfig(rate, optimizer=Optimizer(optimizer))
    rows = records(stepper, EXAMPLES[example].dataset(), config, 20)
    for epoch, expected in zip(torch_figures.WHOLE_EPOCHS, torch_figures.WHOLE[key], strict=True):
        assert rows[epoch - 1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("key", torch_figures.BATCHES, ids=str)
def test_steps_over_batches_are_those_of_torch(stepper, key):
    optimizer, rate = key
    config = DescentConfig(rate, optimizer=Optimizer(optimizer), batch_size=2, seed=3, l2=0.1)
    rows = records(stepper, HOURS_AND_MONEY, config, 8)
    for epoch, expected in zip(torch_figures.BATCH_EPOCHS, torch_figures.BATCHES[key], strict=True):
        assert rows[epoch - 1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("stepper", STEPPERS)
@pytest.mark.parametrize("optimizer", torch_figures.HALF_MOMENTUM)
def test_the_momentum_is_that_of_torch(stepper, optimizer):
    config = DescentConfig(0.005, optimizer=Optimizer(optimizer), momentum=0.5)
    rows = records(stepper, HOURS_AND_MONEY, config, 20)
    assert rows[-1] == pytest.approx(torch_figures.HALF_MOMENTUM[optimizer], rel=1e-12)


@given(
    sound_datasets(limit=10),
    st.sampled_from(list(Optimizer)),
    st.sampled_from([None, 1, 2, 3, 100]),
    st.sampled_from(list(Decay)),
    st.sampled_from([0.0, 0.3]),
)
@quickly
def test_the_loops_are_the_definitions(dataset, optimizer, batch_size, decay, l2):
    config = DescentConfig(
        1e-3,
        optimizer=optimizer,
        batch_size=batch_size,
        decay=decay,
        decay_epochs=2,
        l2=l2,
        is_standardised=True,
    )
    fast, readable = (records(stepper, dataset, config, 6) for stepper in STEPPERS)
    # A gradient that is 0 but for rounding has the size of the data's rounding.
    assert fast == pytest.approx(readable, rel=1e-9, abs=1e-9 * (1 + np.abs(readable).max()))


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("stepper", STEPPERS)
def test_pieces_give_the_same_bits(stepper, optimizer):
    config = DescentConfig(0.001, optimizer=optimizer, batch_size=2)
    made = stepper(Objective.of(HOURS_AND_MONEY, config), config)
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
    PlaneStepper(Objective.of(HOURS_AND_MONEY, config), config).run(START, 0, 3)
    assert not np.any([START.parameters, START.memory.first, START.memory.second])
    assert START.memory.n_steps == 0


@pytest.mark.parametrize(("n_features", "kind"), [(1, LineStepper), (2, PlaneStepper)])
def test_a_line_takes_the_loops(n_features, kind):
    rng = np.random.default_rng(2)
    names = ("a", "b")[:n_features]
    dataset = type(HOURS_AND_MONEY)(rng.normal(size=(6, n_features)), rng.normal(size=6), names)
    config = DescentConfig()
    assert isinstance(make_stepper(Objective.of(dataset, config), config), kind)
