"""What helps a descent, and that it does."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linreg_gui.core.arrival import arrival_of
from linreg_gui.core.cures import Cure, Remedy, cures, cures_of_divergence
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.stability import largest_stable_learning_rate
from tests.core.data import HOURS_AND_MONEY, HOUSE_PRICES, sound_datasets

ORIGIN = (0.0, 0.0)
HEIGHTS = Dataset.from_xy([160, 170, 175, 183, 190], [55, 68, 70, 84, 88])


def cures_of(
    dataset: Dataset, config: DescentConfig, line: tuple[float, float] = ORIGIN
) -> tuple[Cure, ...]:
    objective = Objective.of(dataset, config)
    return cures(objective, config, objective.from_data_units(line))


def first_arrival(dataset: Dataset, config: DescentConfig) -> int:
    """Run from ŷ = 0, and return the first record with 1 % of the excess loss; −1 for none."""
    objective = Objective.of(dataset, config)
    start = objective.from_data_units(ORIGIN)
    history = History(start, objective.loss.value(start))
    descent = make_descent(objective, replace(config, tolerance=0.0), history)
    parameters = np.vstack([start, descent.advance(config.max_epochs).parameters])
    left = objective.loss.excess_values(parameters)
    arrived = left <= 0.01 * left[0]
    return int(np.argmax(arrived)) if arrived.any() else -1


@pytest.mark.parametrize(
    ("rate", "epochs"), [(0.03, 108), (0.017, 191), (0.01, 326), (0.0351, 639), (0.001, 3_255)]
)
def test_the_count_is_the_first_record_that_arrives(rate, epochs):
    arrival = arrival_of(HOURS_AND_MONEY.loss, ORIGIN, rate)
    assert first_arrival(HOURS_AND_MONEY, DescentConfig(rate, 4_000)) == epochs
    assert arrival.epochs == arrival.needed == epochs


@given(sound_datasets(limit=10), st.floats(0.02, 0.98))
def test_any_count_is_the_first_record_that_arrives(dataset, share):
    rate = share * largest_stable_learning_rate(dataset.loss)
    arrival = arrival_of(dataset.loss, ORIGIN, rate)
    assume(0.0 < arrival.epochs <= 20_000)
    first = first_arrival(dataset, DescentConfig(rate, int(arrival.epochs) + 2))
    assert abs(first - arrival.epochs) <= (first > 1_000)


def test_a_rate_that_diverges_is_halved_below_the_limit_and_scaling_is_second():
    by_rate, scaling = cures_of(HOURS_AND_MONEY, DescentConfig(0.05))
    assert by_rate.remedy is Remedy.LEARNING_RATE
    assert (by_rate.settings.learning_rate, by_rate.epochs) == (0.017, 191.0)
    assert first_arrival(HOURS_AND_MONEY, by_rate.settings) == 191
    assert scaling.remedy is Remedy.SCALING
    assert (scaling.settings.learning_rate, scaling.epochs) == (0.5, 1.0)
    assert first_arrival(HOURS_AND_MONEY, scaling.settings) == 1


def test_too_few_epochs_are_made_more():
    (cure,) = cures_of(HOURS_AND_MONEY, DescentConfig(0.01, 300))
    assert cure.remedy is Remedy.EPOCHS
    assert cure.settings == DescentConfig(0.01, 330)
    assert cures_of(HOURS_AND_MONEY, cure.settings) == ()
    assert first_arrival(HOURS_AND_MONEY, cure.settings) == 326


def test_a_rate_too_slow_is_made_larger():
    (cure, *_) = cures_of(HOURS_AND_MONEY, DescentConfig(1e-4, 100))
    assert cure.settings == DescentConfig(0.017, 200)
    assert cure.epochs == 191.0


@pytest.mark.parametrize("rate", [1.6e-5, 1e-8, 0.01])
def test_where_every_rate_is_hopeless_scaling_is_first(rate):
    (cure, *others) = cures_of(HEIGHTS, DescentConfig(rate))
    assert cure.remedy is Remedy.SCALING
    assert cure.epochs == first_arrival(HEIGHTS, cure.settings) == 1
    assert cure.instead_of > 20_000
    assert [other.remedy for other in others] in ([], [Remedy.LEARNING_RATE])
    assert all(other.epochs is None for other in others)


def test_scaling_is_offered_only_where_it_saves_much():
    narrow = Dataset.from_xy([-1.0, -0.5, 0.5, 1.0], [1.0, 2.0, 2.5, 4.0])
    (cure,) = cures_of(narrow, DescentConfig(2.0))
    assert cure.remedy is Remedy.LEARNING_RATE
    equal = Dataset.from_xy([4.0, 4.0], [1.0, 2.0])
    assert {cure.remedy for cure in cures_of(equal, DescentConfig(2.0))} == {Remedy.LEARNING_RATE}
    scaled = DescentConfig(3.0, scaling=Scaling.STANDARDISE)
    assert {cure.remedy for cure in cures_of(HEIGHTS, scaled)} == {Remedy.LEARNING_RATE}


def test_nothing_is_offered_where_all_is_well_or_nothing_is_known():
    assert cures_of(HOURS_AND_MONEY, DescentConfig(0.03)) == ()
    assert cures_of(HOUSE_PRICES, DescentConfig(2e-7)) == ()
    for config in (DescentConfig(9.0, optimizer=Optimizer.ADAM), DescentConfig(9.0, batch_size=2)):
        assert cures_of(HOURS_AND_MONEY, config) == ()


def test_momentum_is_held_to_its_own_limit():
    config = DescentConfig(0.09, optimizer=Optimizer.MOMENTUM)
    (cure,) = cures_of(HOURS_AND_MONEY, config)
    assert cure.settings.learning_rate == 0.033
    assert cures_of(HOURS_AND_MONEY, cure.settings) == ()


def test_batches_that_diverged_are_offered_a_rate_that_cannot():
    config = DescentConfig(0.1, batch_size=1)
    objective = Objective.of(HOURS_AND_MONEY, config)
    (cure,) = cures_of_divergence(objective, config, ORIGIN)
    assert cure.settings.learning_rate == 0.0076  # 1 / (2·(8² + 1)), in two digits
    assert cures_of_divergence(objective, cure.settings, ORIGIN) == ()
    plain = DescentConfig(0.05)
    assert len(cures_of_divergence(objective, plain, ORIGIN)) == 2


@given(sound_datasets(limit=100), st.floats(-9, 1), st.sampled_from([0.0, 0.5]))
def test_every_cure_keeps_its_word(dataset, logarithm, l2):
    config = DescentConfig(10.0**logarithm, 300, l2=l2)
    for cure in cures_of(dataset, config):
        if cure.epochs is None or cure.epochs > 20_000:
            continue
        objective = Objective.of(dataset, cure.settings)
        start = objective.from_data_units(ORIGIN)
        arrival = arrival_of(objective.loss, start, cure.settings.learning_rate)
        assert arrival.needed == pytest.approx(cure.epochs, rel=1e-6, abs=1.0)
        assert cure.settings.max_epochs >= cure.epochs
        if not arrival.has_laggard and arrival.epochs:
            first = first_arrival(dataset, cure.settings)
            assert abs(first - cure.epochs) <= (first > 1_000)
