import numpy as np
import pytest

from linreg_gui.core.batches import batch_loss, batch_of, epoch_order
from linreg_gui.core.model import mse_gradient
from linreg_gui.core.objective import Objective
from linreg_gui.core.optimizers import Memory, Position
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.core.stepwise import Stepper
from tests.core.data import HOURS_AND_MONEY


@pytest.mark.parametrize("batch_size", [1, 2, 4])
def test_an_epoch_takes_every_point_once(batch_size):
    config = DescentConfig(batch_size=batch_size, seed=7)
    n_steps = config.steps_per_epoch(5)
    batches = [batch_of(HOURS_AND_MONEY, config, 3, step) for step in range(n_steps)]
    assert sorted(np.concatenate(batches)) == [0, 1, 2, 3, 4]
    assert {len(batch) for batch in batches[:-1]} == {batch_size}
    assert len(batches[-1]) == 5 - batch_size * (n_steps - 1)


def test_the_order_belongs_to_seed_and_epoch():
    one, other = DescentConfig(batch_size=1, seed=1), DescentConfig(batch_size=1, seed=2)
    orders = [epoch_order(one, 50, 0), epoch_order(one, 50, 1), epoch_order(other, 50, 0)]
    assert len({order.tobytes() for order in orders}) == 3
    assert epoch_order(one, 50, 10**9).tobytes() == epoch_order(one, 50, 10**9).tobytes()
    assert orders[0].tolist() == np.random.default_rng((1, 0)).permutation(50).tolist()


@pytest.mark.parametrize("batch_size", [None, 5, 99])
def test_a_batch_of_all_points_is_all_points(batch_size):
    config = DescentConfig(batch_size=batch_size, seed=4)
    assert batch_of(HOURS_AND_MONEY, config, 9, 0).tolist() == [0, 1, 2, 3, 4]
    loss = batch_loss(Objective.of(HOURS_AND_MONEY, config), config, 9, 0)
    assert loss.minimum_parameters == pytest.approx(HOURS_AND_MONEY.loss.minimum_parameters)


@pytest.mark.parametrize("step", [-1, 3])
def test_other_steps_are_refused(step):
    with pytest.raises(IndexError, match=f"no step {step} among 3"):
        batch_of(HOURS_AND_MONEY, DescentConfig(batch_size=2), 0, step)


@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_a_step_goes_down_the_bowl_of_its_batch(batch_size):
    config = DescentConfig(0.01, batch_size=batch_size, seed=11, l2=0.5)
    stepper = Stepper(Objective.of(HOURS_AND_MONEY, config), config)
    position = Position(np.array([1.0, 40.0]), Memory.empty(2))
    n_steps = config.steps_per_epoch(5)
    for step in range(n_steps):
        at = position.parameters
        rows, position = stepper.run(position, 6 * n_steps + step, 1)
        loss = batch_loss(Objective.of(HOURS_AND_MONEY, config), config, 6, step)
        batch = batch_of(HOURS_AND_MONEY, config, 6, step)
        data = HOURS_AND_MONEY.features[batch], HOURS_AND_MONEY.target[batch]
        gradient = mse_gradient(*data, at) + np.array([2 * 0.5 * at[0], 0.0])
        assert loss.gradient(at) == pytest.approx(gradient, rel=1e-12)
        assert rows[0] == pytest.approx(at - 0.01 * gradient, rel=1e-12)


@pytest.mark.parametrize("optimizer", Optimizer)
def test_a_full_batch_coincides_with_none(optimizer):
    rows = []
    for batch_size in (None, 5):
        config = DescentConfig(0.01, optimizer=optimizer, batch_size=batch_size)
        stepper = Stepper(Objective.of(HOURS_AND_MONEY, config), config)
        rows.append(stepper.run(Position(np.zeros(2), Memory.empty(2)), 0, 100)[0])
    assert rows[0] == pytest.approx(rows[1], rel=1e-12)
