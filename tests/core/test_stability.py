import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.stability import (
    Regime,
    crawl_learning_rate,
    epochs_to_reduce,
    fastest_learning_rate,
    largest_stable_learning_rate,
    limit_digits,
    monotone_learning_rate,
    overshoot_factor,
    regime,
)
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, HOUSE_PRICES, sound_datasets

LOSS = HOURS_AND_MONEY.loss


def test_the_reference_figures():
    assert largest_stable_learning_rate(LOSS) == pytest.approx(0.0351622, abs=5e-8)
    assert fastest_learning_rate(LOSS) == pytest.approx(0.0349650, abs=5e-8)
    assert monotone_learning_rate(LOSS) == pytest.approx(0.0175811, abs=5e-8)
    assert epochs_to_reduce(LOSS, 0.01, 0.01) == pytest.approx(717, abs=0.5)
    assert largest_stable_learning_rate(HOUSE_PRICES.loss) == pytest.approx(4.138e-7, rel=1e-4)
    far = HOURS_AND_MONEY.moved_point(4, 20, 90).loss
    assert largest_stable_learning_rate(far) == pytest.approx(0.0105, abs=5e-5)
    years = Dataset.from_xy(range(2000, 2020), range(20)).loss
    assert largest_stable_learning_rate(years) == pytest.approx(2.48e-7, abs=5e-10)


def test_the_limit_doubles_when_the_loss_is_halved():
    # Courses with the factor 1/2n have half our eigenvalues.
    assert largest_stable_learning_rate(LOSS) == pytest.approx(2 / (2 * 28.439660538), rel=1e-9)


def worst_factor(loss, rate):
    """Give max |1 − ηλ|: by how much the distance shrinks per epoch along the worst axis."""
    curvatures = loss.eigenvalues[loss.eigenvalues > 0]
    return float(np.max(np.abs(1 - rate * curvatures)))


def test_factors():
    assert overshoot_factor(LOSS, 0.01) == pytest.approx(1 - 0.5687932, abs=1e-7)
    assert worst_factor(LOSS, 0.01) == pytest.approx(1 - 0.0032067893, abs=1e-9)
    limit = largest_stable_learning_rate(LOSS)
    assert overshoot_factor(LOSS, limit) == pytest.approx(1, rel=1e-12)
    assert worst_factor(LOSS, 2 * limit) == pytest.approx(3, rel=1e-12)
    fastest = fastest_learning_rate(LOSS)
    assert overshoot_factor(LOSS, fastest) == pytest.approx(worst_factor(LOSS, fastest))


def test_the_regimes_in_order():
    rates = [1e-300, 1e-5, 0.01, 0.0175, 0.0176, 0.0351, 0.0352, 1e300]
    crawls, converges = [Regime.CRAWLS] * 2, [Regime.CONVERGES] * 2
    expected = [*crawls, *converges, *[Regime.ZIGZAGS] * 2, *[Regime.DIVERGES] * 2]
    assert [regime(LOSS, rate) for rate in rates] == expected
    assert regime(LOSS, largest_stable_learning_rate(LOSS)) is Regime.DIVERGES
    assert regime(LOSS, monotone_learning_rate(LOSS)) is Regime.CONVERGES
    assert regime(HOUSE_PRICES.loss, 2e-7) is Regime.CRAWLS


def test_crawling_ends_where_ten_thousand_epochs_suffice():
    rate = crawl_learning_rate(LOSS)
    assert rate is not None
    assert epochs_to_reduce(LOSS, rate, 0.01) == pytest.approx(10_000, rel=1e-9)
    assert regime(LOSS, rate * 0.999) is Regime.CRAWLS
    assert regime(LOSS, rate * 1.001) is Regime.CONVERGES
    assert crawl_learning_rate(HOUSE_PRICES.loss) is None


def test_epochs_to_reduce_at_the_edges():
    assert epochs_to_reduce(LOSS, largest_stable_learning_rate(LOSS) * 1.001, 0.01) is None
    assert epochs_to_reduce(LOSS, 1e-300, 0.01) == pytest.approx(7.18e300, rel=1e-3)
    round_bowl = Dataset.from_xy([-1, 1], [2, 5]).loss
    assert epochs_to_reduce(round_bowl, 0.5, 0.01) == 1
    assert epochs_to_reduce(round_bowl, 0.5000001, 0.01) == 1
    below_limit = largest_stable_learning_rate(round_bowl) * (1 - 1e-12)
    assert epochs_to_reduce(round_bowl, below_limit, 0.01) == pytest.approx(1.15e12, rel=1e-2)


def test_more_epochs_than_a_float_holds_are_never():
    assert epochs_to_reduce(HOURS_AND_MONEY.loss, 1e-300, 0.01) == pytest.approx(7.18e300, rel=1e-3)
    assert epochs_to_reduce(HOURS_AND_MONEY.loss, 1e-320, 0.01) is None


def test_a_trough_does_not_hinder():
    loss = ALL_X_EQUAL.loss
    assert fastest_learning_rate(loss) == pytest.approx(1 / 20)
    assert largest_stable_learning_rate(loss) == pytest.approx(1 / 10)
    assert worst_factor(loss, 1 / 20) == pytest.approx(0, abs=1e-15)
    assert regime(loss, 0.02) is Regime.CONVERGES


@given(sound_datasets())
def test_no_rate_is_faster_than_the_fastest(dataset):
    loss = dataset.loss
    fastest = fastest_learning_rate(loss)
    best = worst_factor(loss, fastest)
    others = fastest * np.array([0.5, 0.9, 1.01])
    assert all(worst_factor(loss, rate) >= best - 1e-15 for rate in others)
    assert monotone_learning_rate(loss) <= fastest <= largest_stable_learning_rate(loss)


@given(sound_datasets(limit=10), st.floats(0.02, 0.98))
def test_the_predicted_epochs_suffice(dataset, share):
    loss = dataset.loss
    rate = share * largest_stable_learning_rate(loss)
    epochs = epochs_to_reduce(loss, rate, 0.01)
    assert epochs is not None
    if epochs > 20_000:
        return
    slow = loss.eigenvectors[:, 0] * (1 + np.abs(loss.minimum_parameters).max())
    fast = loss.eigenvectors[:, 1] * (1 + np.abs(loss.minimum_parameters).max())
    config = DescentConfig(rate, math.ceil(epochs), 0.0)
    for direction in (slow, fast):
        start = loss.minimum_parameters + direction
        before = float(loss.excess_values(start))
        records = Descent(loss, config, start).advance(config.max_epochs)
        after = float(loss.excess_values(records.parameters[-1]))
        assert after <= 0.01 * before * (1 + 1e-6) + 1e3 * loss.rounding_excess


@given(sound_datasets(limit=10))
def test_the_limit_separates_shrinking_from_growing(dataset):
    loss = dataset.loss
    limit = largest_stable_learning_rate(loss)
    start = loss.minimum_parameters + loss.eigenvectors[:, 1]
    before = float(loss.excess_values(start))
    for factor, grows in ((0.99, False), (1.01, True)):
        config = DescentConfig(factor * limit, 100, 0.0)
        block = Descent(loss, config, start).advance(100)
        assert (float(loss.excess_values(block.parameters[-1])) > before) is grows


@pytest.mark.parametrize(
    ("limit", "rate", "digits"),
    [
        (0.0351622, 0.03, 3),
        (0.0351622, 0.0352, 3),
        (0.0351622, 0.03518, 4),
        (0.03514, 0.03512, 4),
        (0.03514, 0.03514, 3),
        (1.6538e-13, 1.652e-13, 4),
        (0.1 + 2**-56, 0.1, 17),
    ],
)
def test_a_limit_has_the_digits_to_stand_on_its_side_of_a_rate(
    limit: float, rate: float, digits: int
) -> None:
    assert limit_digits(limit, rate) == digits
