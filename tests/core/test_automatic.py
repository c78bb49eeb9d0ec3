"""Learning rate and epochs that follow the data."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.automatic import (
    BOTH,
    NEITHER,
    Automatic,
    rounded_down,
    rounded_up,
    suitable_epochs,
    suitable_rate,
)
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, StopReason
from linreg_gui.core.stability import largest_stable_learning_rate, stability_limit
from tests.core.data import HOURS_AND_MONEY, HOUSE_PRICES, sound_datasets

TEN = np.arange(1.0, 11.0)
ORIGIN = (0.0, 0.0)


def settle(dataset: Dataset, config: DescentConfig | None = None) -> DescentConfig:
    config = config or DescentConfig()
    return BOTH.resolved(config, Objective.of(dataset, config), ORIGIN)


def excesses(dataset: Dataset, config: DescentConfig) -> np.ndarray:
    """Run, and return the excess loss of every record as a part of the first one."""
    objective = Objective.of(dataset, config)
    history = History(np.zeros(2), objective.loss.value(ORIGIN))
    descent = make_descent(objective, config, history)
    block = descent.advance(config.max_epochs)
    assert descent.stop_reason is not StopReason.DIVERGED
    values = objective.loss.excess_values(np.vstack([ORIGIN, block.parameters]))
    return values / values[0] if values[0] else values


def test_ten_points_on_a_diagonal_have_the_rate_of_their_curvature():
    dataset = Dataset.from_xy(TEN, 11.0 - TEN)
    # H = 2·[[38.5, 5.5], [5.5, 1]]: λmax = 39.5 + √(37.5² + 11²)
    assert dataset.loss.eigenvalues[-1] == pytest.approx(39.5 + math.hypot(37.5, 11.0))
    config = settle(dataset)
    assert config.learning_rate == 0.012
    left = excesses(dataset, config)
    first = int(np.argmax(left <= 0.01))
    assert left[first - 1] > 0.01
    assert config.max_epochs == rounded_up(1.3 * first)
    assert (first, config.max_epochs) == (416, 550)


def test_epochs_count_a_parameter_that_lags():
    """On y = x from the origin one step takes 99 % of the loss, and the intercept is left."""
    dataset = Dataset.from_xy(TEN, TEN)
    config = settle(dataset)
    left = excesses(dataset, config)
    assert left[1] < 0.01
    slow = 39.5 - math.hypot(37.5, 11.0)
    needed = math.ceil(math.log(0.01) / (2.0 * math.log1p(-0.012 * slow)))
    assert config.max_epochs == rounded_up(1.3 * needed) == 600


@pytest.mark.parametrize(
    ("dataset", "rate", "epochs"),
    [
        (HOURS_AND_MONEY, 0.017, 300),
        (HOUSE_PRICES, 2e-7, 300),
        (Dataset.from_xy([3.0], [7.0]), 0.05, 300),
        (Dataset.from_xy([0.0], [0.0]), 0.5, 300),
        (Dataset.from_xy([4.0, 4.0, 4.0], [1.0, 2.0, 3.0]), 0.029, 300),
        (Dataset.from_xy([2e5, 2e5 + 1], [1.0, 2.0]), 1.2e-11, 20_000),
    ],
)
def test_known_and_degenerate_data(dataset, rate, epochs):
    config = settle(dataset)
    assert (config.learning_rate, config.max_epochs) == (rate, epochs)


def test_without_points_the_usual_numbers_stand():
    config = DescentConfig(0.5, 7)
    assert BOTH.resolved(config, None, ORIGIN) == DescentConfig()
    assert NEITHER.resolved(config, None, ORIGIN) == config
    assert Automatic(max_epochs=True).resolved(config, None, ORIGIN) == DescentConfig(0.5)


def test_a_change_by_hand_ends_it_for_that_setting():
    former = DescentConfig(0.01, 300)
    assert BOTH.without_changes(former, replace(former, batch_size=2)) == BOTH
    assert BOTH.without_changes(former, replace(former, learning_rate=0.02)) == Automatic(
        max_epochs=True
    )
    assert BOTH.without_changes(former, replace(former, max_epochs=2)) == Automatic(
        learning_rate=True
    )


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.NESTEROV])
def test_the_rate_is_half_of_the_optimizers_own_limit(optimizer):
    config = DescentConfig(optimizer=optimizer)
    objective = Objective.of(HOURS_AND_MONEY, config)
    limit = stability_limit(objective.loss, config)
    assert limit is not None
    assert suitable_rate(objective, config, ORIGIN) == rounded_down(limit / 2.0)
    falling = replace(config, decay=Decay.STEP)
    assert suitable_rate(objective, falling, ORIGIN) == rounded_down(limit / 2.0)


def test_an_adaptive_optimizer_walks_the_longer_way_in_fifty_steps():
    config = DescentConfig(optimizer=Optimizer.ADAM)
    objective = Objective.of(HOURS_AND_MONEY, config)
    assert suitable_rate(objective, config, ORIGIN) == 60 / 50  # the intercept is 56.58
    best = objective.loss.minimum_parameters
    assert suitable_rate(objective, config, best) == 0.01


@given(sound_datasets(limit=100), st.integers(1, 4), st.sampled_from([0.0, 0.5, 0.9]))
def test_batches_are_given_a_rate_that_no_batch_overshoots_with(dataset, size, momentum):
    optimizer = Optimizer.MOMENTUM if momentum else Optimizer.GRADIENT_DESCENT
    config = DescentConfig(
        max_epochs=200, batch_size=size, optimizer=optimizer, momentum=momentum, tolerance=0.0
    )
    config = Automatic(learning_rate=True).resolved(config, Objective.of(dataset, config), ORIGIN)
    excesses(dataset, config)  # does not diverge


@given(sound_datasets())
def test_the_rate_is_safe_and_does_not_overshoot(dataset):
    config = settle(dataset)
    limit = largest_stable_learning_rate(dataset.loss)
    assert 0.45 * limit <= config.learning_rate <= 0.5 * limit * (1 + 1e-8)
    assert 300 <= config.max_epochs <= 20_000


@given(sound_datasets(limit=10))
def test_the_first_run_arrives(dataset):
    config = settle(dataset)
    left = excesses(dataset, config)
    assert left[-1] <= 0.01 or config.max_epochs == 20_000


ADAPTIVE = [Optimizer.ADAGRAD, Optimizer.RMSPROP, Optimizer.ADAM]
METRES = Dataset.from_xy([1.6, 1.7, 1.75, 1.83, 1.9], [55, 68, 70, 84, 88])
LEFT_OF_ZERO = Dataset.from_xy(np.linspace(-3.0, -2.0, 9), 3.0 * np.linspace(-3.0, -2.0, 9) + 7.0)


@pytest.mark.parametrize("optimizer", ADAPTIVE)
@pytest.mark.parametrize(
    "dataset", [HOURS_AND_MONEY, HOUSE_PRICES, METRES, LEFT_OF_ZERO, Dataset.from_xy(TEN, 11 - TEN)]
)
def test_an_adaptive_optimizer_arrives_within_its_epochs(dataset, optimizer):
    config = settle(dataset, DescentConfig(optimizer=optimizer))
    left = excesses(dataset, config)
    first = int(np.argmax(left <= 0.01))
    assert first > 0
    assert config.max_epochs == max(300, rounded_up(1.3 * first))


def test_batches_of_an_adaptive_optimizer_are_not_measured():
    config = settle(METRES, DescentConfig(optimizer=Optimizer.ADAM, batch_size=2))
    assert config.max_epochs == 300


def test_momentum_is_given_the_epochs_that_it_needs():
    config = replace(settle(HOURS_AND_MONEY), optimizer=Optimizer.MOMENTUM, learning_rate=1e-3)
    epochs = suitable_epochs(Objective.of(HOURS_AND_MONEY, config), config, ORIGIN)
    left = excesses(HOURS_AND_MONEY, replace(config, max_epochs=epochs))
    assert left[-1] < 0.01
    assert left[epochs // 4] > 0.01


@pytest.mark.parametrize(
    ("value", "down"),
    [(0.012725, 0.012), (0.5, 0.5), (0.5 * (1 - 1e-15), 0.5), (0.4999, 0.49), (1.0, 1.0),
     (2.069e-7, 2.0e-7), (0.1, 0.1), (9.99, 9.9), (123.0, 120.0), (1e-301, 1e-301)],
)  # fmt: skip
def test_down_to_two_digits(value, down):
    assert rounded_down(value) == down


@pytest.mark.parametrize(
    ("count", "up"),
    [(0, 0), (1, 1), (7, 7), (42, 42), (384, 390), (390, 390), (499.2, 500), (10_001, 11_000)],
)
def test_up_to_two_digits(count, up):
    assert rounded_up(count) == up
