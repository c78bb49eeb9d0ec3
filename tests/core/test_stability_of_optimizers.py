import numpy as np
import pytest

from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, StopReason
from linreg_gui.core.stability import largest_stable_learning_rate, stability_limit
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
