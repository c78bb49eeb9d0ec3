"""Every kind of descent gives the same bits however it is interrupted, rewound or resumed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.batches import StepInputs, batch_loss
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import CHUNK_EPOCHS, Descent
from linreg_gui.core.descents import (
    carry_memory_over,
    is_affine,
    make_descent,
    memory_at,
    steps_within,
)
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling, StopReason
from linreg_gui.core.stepwise import (
    CHECKPOINT_STEPS,
    MOST_POINTS_A_CALL,
    MOST_STEPS_A_CALL,
    STEPS_A_SHUFFLE,
    StepwiseDescent,
)
from linreg_gui.core.stopping import PatientDescent
from tests.core.data import HOURS_AND_MONEY

RATES = {
    Optimizer.GRADIENT_DESCENT: 0.01,
    Optimizer.MOMENTUM: 0.001,
    Optimizer.NESTEROV: 0.001,
    Optimizer.ADAGRAD: 2.0,
    Optimizer.RMSPROP: 0.05,
    Optimizer.ADAM: 0.05,
}
CONFIGS = {
    f"{optimizer.value}, batch {size}": DescentConfig(
        rate, 10_000, 0.0, optimizer=optimizer, batch_size=size, seed=5
    )
    for optimizer, rate in RATES.items()
    for size in (None, 2)
}
CONFIGS["decay"] = DescentConfig(0.03, 10_000, 0.0, decay=Decay.STEP, decay_epochs=1000)
CONFIGS["patience"] = DescentConfig(0.03, 10_000, 0.0, patience=4_900, improvement=0.5)
CONFIGS["scaled"] = DescentConfig(
    0.1, 10_000, 0.0, Optimizer.MOMENTUM, 0.5, scaling=Scaling.STANDARDISE, l2=0.1
)
TOTAL = 5_000
every_config = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())


def begun(config, dataset=HOURS_AND_MONEY):
    objective = Objective.of(dataset, config)
    start = np.zeros(dataset.n_features + 1)
    return objective, History(start, objective.loss.value(start))


def run(objective, config, history, last_epoch, size=10_000, first_epoch=0):
    """Fill the history up to an epoch with one descent, asked for ``size`` records at a time."""
    descent = make_descent(objective, config, history, first_epoch)
    while descent.stop_reason is None and history.last_epoch < last_epoch:
        history.append(descent.advance(min(size, last_epoch - history.last_epoch)))
    return descent


def bits(history):
    return history.parameters.tobytes() + history.losses.tobytes()


WHOLE: dict[DescentConfig, tuple[Objective, History]] = {}


def whole(config):
    """Run once for all tests of a config."""
    if config not in WHOLE:
        objective, history = begun(config)
        run(objective, config, history, TOTAL)
        WHOLE[config] = objective, history
    return WHOLE[config]


@every_config
def test_one_by_one_is_all_at_once(config):
    objective, expected = whole(config)
    _, history = begun(config)
    run(objective, config, history, 300, size=1)
    assert history.parameters.tobytes() == expected.parameters[:301].tobytes()
    assert history.losses.tobytes() == expected.losses[:301].tobytes()


@every_config
def test_resuming_gives_the_same_bits(config):
    objective, expected = whole(config)
    _, history = begun(config)
    for epoch in (1, 7, 116, 117, 118, 1_365, 4_096, 4_097, TOTAL):
        run(objective, config, history, epoch, size=1_234)
    assert bits(history) == bits(expected)


@every_config
@pytest.mark.parametrize("epoch", [1, 118, 4_097])
def test_going_back_and_on_gives_the_same_bits(config, epoch):
    objective, expected = whole(config)
    _, history = begun(config)
    run(objective, config, history, TOTAL)
    history.truncate(epoch)
    run(objective, config, history, TOTAL)
    assert bits(history) == bits(expected)


@given(
    st.sampled_from(list(CONFIGS)),
    st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 1_499)), max_size=5),
)
def test_any_to_and_fro_gives_the_same_bits(name, moves):
    config = CONFIGS[name]
    objective, expected = whole(config)
    _, history = begun(config)
    for last, size in moves:
        run(objective, config, history, last, size + 1)
        history.truncate(min(history.last_epoch, last // 2))
    run(objective, config, history, 1_500)
    assert history.parameters.tobytes() == expected.parameters[:1_501].tobytes()


@every_config
def test_the_losses_are_those_of_the_objective(config):
    objective, history = whole(config)
    assert history.losses == pytest.approx(objective.loss.values(history.parameters), rel=1e-12)


def test_batches_are_recorded_once_an_epoch():
    config = CONFIGS["gd, batch 2"]
    objective, history = whole(config)
    at = history.record(17)[0]
    for step in range(3):
        at = at - 0.01 * batch_loss(objective, config, 17, step).gradient(at)
    assert history.record(18)[0] == pytest.approx(at, rel=1e-12)


@every_config
@pytest.mark.parametrize("epoch", [0, 4_100])
def test_the_steps_within_an_epoch_end_at_its_record(config, epoch):
    objective, history = whole(config)
    rows = steps_within(objective, config, history, epoch)
    assert len(rows) == config.steps_per_epoch(5) + 1
    assert rows[0].tolist() == history.record(epoch)[0].tolist()
    # Whole blocks are rounded differently.
    following = history.record(epoch + 1)[0]
    rounding = 1e-12 if is_affine(config, 5) else 0.0
    assert rows[-1] == pytest.approx(following, rel=rounding, abs=0.0)


def test_the_velocity_is_the_step_before():
    config = CONFIGS["momentum, batch None"]
    objective, history = whole(config)
    for epoch in (1, 50, 4_096, 4_900):
        moved = history.record(epoch)[0] - history.record(epoch - 1)[0]
        velocity = memory_at(objective, config, history, epoch).first
        assert -config.learning_rate * velocity == pytest.approx(moved, rel=1e-3, abs=1e-13)


def test_checkpoints_are_few_and_dropped_with_their_records():
    config = CONFIGS["adam, batch 2"]
    spacing = CHECKPOINT_STEPS // (3 + STEPS_A_SHUFFLE)
    objective, history = begun(config)
    run(objective, config, history, TOTAL)
    assert history.checkpoint(spacing - 1) is None
    found = [history.checkpoint(epoch) for epoch in (spacing, 2 * spacing - 1, TOTAL)]
    assert [point.epoch for point in found if point] == [
        spacing,
        spacing,
        TOTAL // spacing * spacing,
    ]
    history.truncate(2 * spacing - 1)
    assert history.checkpoint(TOTAL) is found[0]


def test_a_new_rate_keeps_the_velocity():
    config = CONFIGS["momentum, batch None"]
    slower = replace(config, learning_rate=config.learning_rate / 2)
    objective, history = begun(config)
    run(objective, config, history, 100)
    carry_memory_over(objective, config, history)
    velocity = memory_at(objective, config, history, 100).first
    run(objective, slower, history, 101, first_epoch=100)
    at = history.record(100)[0]
    expected = 0.9 * velocity + objective.loss.gradient(at)
    assert history.record(101)[0] == pytest.approx(at - slower.learning_rate * expected)
    # Back to the old settings at the very record of the change: nothing was lost.
    history.truncate(100)
    run(objective, config, history, 500)
    assert history.parameters.tobytes() == whole(config)[1].parameters[:501].tobytes()


def test_the_later_handover_counts():
    config = CONFIGS["adam, batch None"]
    objective, history = begun(config)
    run(objective, config, history, 10)
    for _ in range(2):
        carry_memory_over(objective, config, history)
    run(objective, config, history, 20, first_epoch=10)
    assert history.parameters.tobytes() == whole(config)[1].parameters[:21].tobytes()


@pytest.mark.parametrize("n_features", [1, 3])
@pytest.mark.parametrize("size", [1, 7, 10, 299])
def test_epochs_summed_up_together_are_those_of_one_by_one(n_features, size):
    # 300 points: some epochs at once, cut anywhere, with a batch that is not full.
    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, n_features))
    dataset = Dataset(x, x.sum(axis=1) + rng.normal(size=300), tuple("abc"[:n_features]))
    config = DescentConfig(1e-3, 60, 0.0, batch_size=size, decay=Decay.INVERSE_TIME, decay_epochs=7)
    objective, expected = begun(config, dataset)
    run(objective, config, expected, 60)
    _, history = begun(config, dataset)
    run(objective, config, history, 60, size=1)
    assert bits(history) == bits(expected)
    rows = steps_within(objective, config, history, 33)
    assert rows[-1].tolist() == history.record(34)[0].tolist()


@pytest.mark.parametrize("size", [3, 10, 20_000])
def test_many_numbers_summed_up_together_are_those_of_one_by_one(size):
    rng = np.random.default_rng(4)
    x = rng.normal(size=(60_000, 2))
    dataset = Dataset(x, x.sum(axis=1), ("a", "b"))
    config = DescentConfig(1e-3, batch_size=size)
    inputs = StepInputs(Objective.of(dataset, config), config)
    n_steps = min(3_000, config.steps_per_epoch(60_000))
    apart = [row for step in range(n_steps) for row in inputs.rows(step, 1)]
    assert list(inputs.rows(0, n_steps)) == apart


def test_another_optimizer_begins_without_a_memory():
    objective, history = begun(CONFIGS["momentum, batch None"])
    run(objective, CONFIGS["momentum, batch None"], history, 10)
    carry_memory_over(objective, CONFIGS["momentum, batch None"], history)
    adam = CONFIGS["adam, batch None"]
    assert not memory_at(objective, adam, history, 10, first_epoch=10).first.any()
    run(objective, adam, history, 11, first_epoch=10)
    moved = history.record(11)[0] - history.record(10)[0]
    # Adam's first step has the length of the rate, whatever the gradient.
    assert np.abs(moved) == pytest.approx(adam.learning_rate, rel=1e-6)


def test_plain_descent_has_no_memory_to_carry_over():
    config = DescentConfig()
    objective, history = begun(config)
    run(objective, config, history, 10)
    carry_memory_over(objective, config, history)
    assert history.checkpoint(10) is None


def test_settings_in_force_later_use_no_earlier_checkpoint():
    config = CONFIGS["adam, batch None"]
    objective, history = begun(config)
    run(objective, config, history, CHUNK_EPOCHS + 100)
    assert memory_at(objective, config, history, CHUNK_EPOCHS + 100).n_steps == CHUNK_EPOCHS + 100
    late = memory_at(objective, config, history, CHUNK_EPOCHS + 100, first_epoch=CHUNK_EPOCHS + 99)
    assert late.n_steps == 1


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        (DescentConfig(), Descent),
        (DescentConfig(l2=1.0, scaling=Scaling.STANDARDISE, batch_size=5), Descent),
        (DescentConfig(optimizer=Optimizer.MOMENTUM), Descent),
        (DescentConfig(optimizer=Optimizer.NESTEROV), Descent),
        (DescentConfig(optimizer=Optimizer.NESTEROV, decay=Decay.STEP), StepwiseDescent),
        (DescentConfig(patience=3), PatientDescent),
        (DescentConfig(batch_size=4), StepwiseDescent),
        (DescentConfig(decay=Decay.STEP), StepwiseDescent),
        (DescentConfig(optimizer=Optimizer.ADAM), StepwiseDescent),
    ],
)
def test_what_takes_the_same_step_every_time_is_the_fast_one(config, kind):
    objective, history = begun(config)
    assert isinstance(make_descent(objective, config, history), kind)


def test_plain_descent_stays_bit_for_bit_what_it_is():
    config = DescentConfig(0.01, TOTAL, 0.0)
    objective, history = begun(config)
    run(objective, config, history, TOTAL, size=777)
    block = Descent(HOURS_AND_MONEY.loss, config, [0, 0]).advance(TOTAL)
    assert history.parameters[1:].tobytes() == block.parameters.tobytes()


def test_a_long_epoch_is_computed_in_several_calls():
    rng = np.random.default_rng(0)
    x = rng.normal(size=MOST_STEPS_A_CALL * 2 + 10)
    dataset = Dataset.from_xy(x, 3 * x + rng.normal(size=len(x)))
    config = DescentConfig(1e-3, 2, batch_size=1)
    objective, history = begun(config, dataset)
    descent = make_descent(objective, config, history)
    lengths = [len(descent.advance(5)) for _ in range(6)]
    assert lengths == [0, 0, 1, 0, 0, 1]
    assert descent.stop_reason is StopReason.MAX_EPOCHS


def test_a_call_ends_after_some_points():
    rng = np.random.default_rng(0)
    x = rng.normal(size=MOST_POINTS_A_CALL + 1_000)
    dataset = Dataset.from_xy(x, x)
    config = DescentConfig(1e-3, 2, 0.0, batch_size=1_000)
    objective, history = begun(config, dataset)
    descent = make_descent(objective, config, history)
    assert [len(descent.advance(5)) for _ in range(4)] == [0, 1, 0, 1]


def test_a_call_ends_after_some_steps():
    config = CONFIGS["adam, batch None"]
    objective, history = begun(replace(config, max_epochs=10**6))
    block = make_descent(objective, replace(config, max_epochs=10**6), history).advance(10**6)
    assert len(block) == MOST_STEPS_A_CALL


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.NESTEROV])
@pytest.mark.parametrize("n_epochs", [10, 10_000])
def test_divergence_keeps_only_what_is_sound(optimizer, n_epochs):
    config = DescentConfig(1.0, n_epochs, optimizer=optimizer)
    objective, history = begun(config)
    descent = run(objective, config, history, n_epochs, size=n_epochs)
    assert descent.stop_reason is StopReason.DIVERGED
    assert descent.diverged_epoch == descent.epoch + 1 == history.last_epoch + 1
    assert history.losses.max() <= 1e12 * history.losses[0]
    assert len(descent.advance(5)) == 0


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("rate", [1e155, 1e300])
def test_a_huge_rate_warns_nobody(optimizer, rate):
    config = DescentConfig(rate, 300, optimizer=optimizer, batch_size=2)
    objective, history = begun(config)
    descent = run(objective, config, history, 300)
    assert descent.stop_reason is StopReason.DIVERGED


@pytest.mark.parametrize("optimizer", Optimizer)
def test_convergence_is_told_and_told_again(optimizer):
    config = replace(CONFIGS[f"{optimizer.value}, batch None"], tolerance=1e-3)
    objective, history = begun(config)
    descent = run(objective, config, history, 10_000)
    if optimizer is Optimizer.ADAGRAD:
        assert descent.stop_reason in {StopReason.CONVERGED, StopReason.MAX_EPOCHS}
        return
    assert descent.stop_reason is StopReason.CONVERGED
    excesses = objective.loss.excess_values(history.parameters)
    assert excesses[-1] <= 1e-3 * excesses[0] < excesses[-2]
    assert make_descent(objective, config, history).stop_reason is StopReason.CONVERGED


def test_several_features_resume_as_well():
    rng = np.random.default_rng(1)
    dataset = Dataset(rng.normal(size=(20, 2)), rng.normal(size=20), feature_names=("a", "b"))
    config = DescentConfig(0.01, 60, 0.0, optimizer=Optimizer.ADAM, batch_size=6)
    objective, expected = begun(config, dataset)
    run(objective, config, expected, 60)
    _, history = begun(config, dataset)
    for epoch in (1, 2, 30, 60):
        run(objective, config, history, epoch, size=7)
    assert history.parameters.tobytes() == expected.parameters.tobytes()


def test_a_checkpoint_belongs_to_the_newest_record():
    config = CONFIGS["adam, batch None"]
    objective, history = begun(config)
    carry_memory_over(objective, config, history)
    kept = history.checkpoint(0)
    assert kept is not None
    run(objective, config, history, 1)
    with pytest.raises(ValueError, match="Epoch 0 is not the last, 1"):
        history.keep_checkpoint(kept)
