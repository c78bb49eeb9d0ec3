import math

import numpy as np
import pytest

from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, StopReason
from linreg_gui.core.stability import (
    CRAWL_EPOCHS,
    FRACTION_LEFT,
    largest_stable_learning_rate,
    rolling_crawl_rate,
    rolling_epochs,
    stability_limit,
)
from tests.core.data import HOURS_AND_MONEY

LOSS = HOURS_AND_MONEY.loss
ROLLING = [Optimizer.MOMENTUM, Optimizer.NESTEROV]


def limit(**settings):
    return stability_limit(LOSS, DescentConfig(**settings))


def test_the_formulas():
    plain = largest_stable_learning_rate(LOSS)
    assert limit() == plain
    assert limit(batch_size=5) == plain
    assert limit(optimizer=Optimizer.MOMENTUM) == pytest.approx(1.9 * plain)
    assert limit(optimizer=Optimizer.NESTEROV) == pytest.approx(1.9 / 2.8 * plain)
    for optimizer in ROLLING:
        assert limit(optimizer=optimizer, momentum=0.0) == pytest.approx(plain)


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": Optimizer.ADAGRAD},
        {"optimizer": Optimizer.RMSPROP},
        {"optimizer": Optimizer.ADAM},
        {"batch_size": 4},
        {"decay": Decay.INVERSE_TIME},
        {"decay": Decay.STEP},
    ],
)
def test_where_there_is_no_line_none_is_given(settings):
    assert limit(**settings) is None


def one_step(optimizer, momentum, step):
    """Map distance and velocity along an axis; the velocity is measured in λ·distance."""
    if optimizer is Optimizer.MOMENTUM:
        return np.array([[1 - step, -step * momentum], [1, momentum]])
    return np.array([[1 - step * (1 + momentum), -step * momentum**2], [1, momentum]])


@pytest.mark.parametrize("optimizer", ROLLING)
@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.5, 0.9, 0.99])
def test_the_spectral_radius_is_1_at_the_limit(optimizer, momentum):
    largest = limit(optimizer=optimizer, momentum=momentum) * LOSS.eigenvalues[-1]
    radii = [
        np.abs(np.linalg.eigvals(one_step(optimizer, momentum, share * largest))).max()
        for share in (0.001, 0.1, 0.5, 0.9, 0.999, 1.001, 2.0)
    ]
    assert [radius < 1 for radius in radii] == [True] * 5 + [False] * 2


@pytest.mark.parametrize("optimizer", ROLLING)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    ("share", "reason"), [(0.99, StopReason.CONVERGED), (1.01, StopReason.DIVERGED)]
)
@pytest.mark.parametrize("l2", [0.0, 5.0])
def test_runs_end_as_the_limit_says(optimizer, momentum, share, reason, l2):
    settings = {"optimizer": optimizer, "momentum": momentum, "l2": l2}
    objective = Objective.of(HOURS_AND_MONEY, DescentConfig(**settings))
    largest = stability_limit(objective.loss, DescentConfig(**settings))
    assert largest is not None
    config = DescentConfig(share * largest, 100_000, **settings)
    history = History([0, 0], objective.loss.value([0, 0]))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        descent.advance(100_000)
    assert descent.stop_reason is reason


@pytest.mark.parametrize("optimizer", ROLLING)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99, 0.999])
def test_below_the_crawl_rate_it_takes_more_epochs(optimizer, momentum):
    settings = {"optimizer": optimizer, "momentum": momentum}
    border = rolling_crawl_rate(LOSS, DescentConfig(**settings))
    assert rolling_epochs(LOSS, DescentConfig(border, **settings)) == pytest.approx(
        CRAWL_EPOCHS, rel=1e-6
    )
    step = 0.9 * border * LOSS.eigenvalues[0]
    radius = np.abs(np.linalg.eigvals(one_step(optimizer, momentum, step))).max()
    slower = DescentConfig(0.9 * border, **settings)
    assert rolling_epochs(LOSS, slower) == pytest.approx(
        math.log(FRACTION_LEFT) / (2.0 * math.log(radius)), rel=1e-6
    )
    assert rolling_epochs(LOSS, slower) > CRAWL_EPOCHS


def test_a_ball_that_rolls_on_crawls_at_every_rate():
    config = DescentConfig(optimizer=Optimizer.MOMENTUM, momentum=0.9999)
    assert rolling_crawl_rate(LOSS, config) == stability_limit(LOSS, config)


def test_a_run_needs_as_many_epochs_as_foretold():
    config = DescentConfig(2e-5, 100_000, optimizer=Optimizer.MOMENTUM)
    objective = Objective.of(HOURS_AND_MONEY, config)
    start = LOSS.minimum_parameters + 30.0 * LOSS.eigenvectors[:, 0]
    history = History(start, objective.loss.value(start))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(100_000))
    losses = history.losses - LOSS.minimum_value
    first = int(np.argmax(losses <= FRACTION_LEFT * losses[0]))
    assert first == pytest.approx(rolling_epochs(LOSS, config), rel=1e-3)
    assert first > CRAWL_EPOCHS
