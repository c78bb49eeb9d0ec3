import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.arguments import EXAMPLE_KEYS, LINE_EXAMPLE_KEYS
from linreg_gui.core.dataset import DatasetError
from linreg_gui.core.descent import Descent
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.generators import noisy_line, random_start
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Scaling, StopReason
from linreg_gui.core.stability import Regime, largest_stable_learning_rate, regime
from tests.core.data import ALL_X_EQUAL, ONE_POINT, X, Y, datasets
from tests.core.test_hold_out import BALL, SHARE


def test_the_keys_in_order():
    assert tuple(EXAMPLES) == EXAMPLE_KEYS
    assert EXAMPLE_KEYS[0] == DEFAULT_EXAMPLE
    lines = [key for key, example in EXAMPLES.items() if example.dataset().n_features == 1]
    assert tuple(lines) == LINE_EXAMPLE_KEYS
    assert all(example.key == key for key, example in EXAMPLES.items())


@pytest.mark.parametrize("key", EXAMPLE_KEYS)
def test_an_example_is_always_the_same_and_does_not_diverge(key):
    example = EXAMPLES[key]
    dataset = example.dataset()
    assert dataset == example.dataset()
    assert dataset.name == example.title
    assert example.description.endswith(".")
    config = example.settings
    loss, zero = Objective.of(dataset, config).loss, np.zeros(dataset.n_features + 1)
    assert regime(loss, config.learning_rate) is not Regime.DIVERGES
    descent = Descent(loss, config, zero)
    losses = descent.advance(config.max_epochs).losses
    assert losses[-1] < loss.value(zero)
    assert descent.stop_reason in {StopReason.CONVERGED, StopReason.MAX_EPOCHS}


def test_the_thrown_ball():
    dataset = EXAMPLES["thrown-ball"].dataset()
    assert dataset.x.tolist() == BALL.x.tolist()
    assert dataset.y.tolist() == BALL.y.tolist()
    assert dataset.is_held_out is None
    objective = Objective.of(
        SHARE.apply(dataset), DescentConfig(scaling=Scaling.STANDARDISE, degree=2)
    )
    assert objective.loss.minimum_value == pytest.approx(0.2378932267, rel=1e-9)


def test_the_default_is_hours_and_money():
    dataset = EXAMPLES[DEFAULT_EXAMPLE].dataset()
    assert (dataset.x.tolist(), dataset.y.tolist()) == (X, Y)
    assert dataset.feature_names == ("hours worked",)
    assert dataset.target_name == "money earned"


def test_the_noisy_line():
    example = EXAMPLES["noisy-line"]
    dataset = example.dataset()
    assert dataset.n_samples == 50
    assert dataset.true_parameters == (250, 50_000)
    assert (example.learning_rate, example.max_epochs) == (0.001, 2_000)
    assert np.std(dataset.x) == pytest.approx(10, rel=0.3)
    assert dataset.loss.minimum_value**0.5 == pytest.approx(30_000, rel=0.3)


@pytest.mark.parametrize(
    ("rate", "kind", "reason"),
    [
        (0.001, Regime.CONVERGES, StopReason.MAX_EPOCHS),
        (0.005, Regime.CONVERGES, StopReason.MAX_EPOCHS),
        (0.1, Regime.DIVERGES, StopReason.DIVERGED),
    ],
)
def test_the_three_rates(rate, kind, reason):
    loss = EXAMPLES["three-rates"].dataset().loss
    assert largest_stable_learning_rate(loss) == pytest.approx(0.029, abs=5e-4)
    assert regime(loss, rate) is kind
    descent = Descent(loss, DescentConfig(rate, 10_000, 0.0), [0, 0])
    descent.advance(10_000)
    assert descent.stop_reason is reason


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_anscombe_published_the_same_summary_four_times(number):
    dataset = EXAMPLES[f"anscombe-{number}"].dataset()
    loss = dataset.loss
    assert dataset.n_samples == 11
    assert np.mean(dataset.x) == pytest.approx(9.0)
    assert np.mean(dataset.y) == pytest.approx(7.5, abs=5e-3)
    assert np.sum((dataset.x - 9) ** 2) == pytest.approx(110)
    assert loss.minimum_parameters == pytest.approx([0.5, 3.0], abs=5e-3)
    assert loss.r_squared(loss.minimum_parameters) == pytest.approx(0.667, abs=1e-3)


def test_without_noise_the_points_lie_on_the_line():
    dataset = noisy_line(20, 3.0, -2.0, 0.0, np.random.default_rng(1))
    assert dataset.y == pytest.approx(3 * dataset.x - 2)
    assert dataset == noisy_line(20, 3.0, -2.0, 0.0, np.random.default_rng(1))
    assert dataset != noisy_line(20, 3.0, -2.0, 0.0, np.random.default_rng(2))


@pytest.mark.parametrize(
    ("n_samples", "slope", "noise", "message"),
    [
        (0, 1, 1, "from 1 to 1,000,000"),
        (1_000_001, 1, 1, "from 1 to 1,000,000"),
        (5, 1e151, 1, "within ±1e150"),
        (5, 1, np.nan, "within ±1e150"),
        (5, 1, -1, "not be negative"),
        (5, 1e150, 0, "is outside ±1e150"),
    ],
)
def test_a_line_that_cannot_be_made_is_refused(n_samples, slope, noise, message):
    with pytest.raises(DatasetError, match=message):
        noisy_line(n_samples, slope, 0.0, noise, np.random.default_rng(1))


@given(datasets(min_size=1), st.integers(0, 2**32))
def test_a_random_start_lies_near_the_cloud(dataset, seed):
    loss = dataset.loss
    start = random_start(loss, np.random.default_rng(seed))
    again = random_start(loss, np.random.default_rng(seed))
    assert start.tolist() == again.tolist()
    deviation = loss.variance_y**0.5 or 1.0
    assert abs(start[0] * loss.mean_x[0] + start[1] - loss.mean_y) <= 2 * deviation + 1e-6
    assert loss.excess_values(start) <= 8 * deviation**2 * (1 + 1e-6)


@pytest.mark.parametrize("dataset", [ALL_X_EQUAL, ONE_POINT])
def test_a_random_start_is_finite_for_degenerate_data(dataset):
    start = random_start(dataset.loss, np.random.default_rng(3))
    assert np.isfinite(start).all()
    assert start.shape == (2,)
