"""What suits descents over the powers of x, and what helps them."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.arrival import arrival_of
from linreg_gui.core.automatic import BOTH, suitable_rate
from linreg_gui.core.course import Course, arrival_of_records, course_of
from linreg_gui.core.cures import Remedy, cures
from linreg_gui.core.descents import make_descent, train
from linreg_gui.core.growth import swing_factor
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.stability import stability_limit
from tests.core.data import HOURS_AND_MONEY
from tests.core.test_hold_out import BALL, SHARE

SCALED = DescentConfig(0.1, 5000, scaling=Scaling.STANDARDISE, tolerance=0.0)
TRAINED = SHARE.apply(BALL).training


def curve(degree, dataset=TRAINED, config=SCALED):
    return Objective.of(dataset, replace(config, degree=degree))


def records(objective, config):
    """Return all parameters of a run from 0, shape (n, degree + 1)."""
    start = np.zeros(objective.degree + 1)
    history = History(start, objective.loss.value(start))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(config.max_epochs))
    return history.parameters


def test_rate_and_epochs_that_follow_the_data_arrive():
    objective = curve(3)
    config = BOTH.resolved(replace(SCALED, degree=3), objective, np.zeros(4))
    limit = stability_limit(objective.loss, config)
    assert limit is not None
    assert config.learning_rate < limit
    run = records(objective, config)
    assert arrival_of_records(run, objective.loss) is not None
    course = course_of(run, objective.loss, has_diverged=False, has_batches=False)
    assert course is Course.ARRIVES


def test_no_batch_diverges_at_the_rate_that_follows_the_data():
    objective = curve(4, HOURS_AND_MONEY)
    config = replace(SCALED, degree=4, batch_size=1)
    config = replace(config, learning_rate=suitable_rate(objective, config, np.zeros(5)))
    result = train(objective, config, np.zeros(5), lambda _: None)
    assert objective.loss.value(result.parameters) < objective.loss.value(np.zeros(5))
    adaptive = replace(config, optimizer=Optimizer.ADAM, batch_size=None)
    assert BOTH.resolved(adaptive, objective, np.zeros(5)).max_epochs >= 300


@pytest.mark.parametrize(("scaling", "degree"), [(Scaling.NONE, 3), (Scaling.CENTRE, 4)])
def test_scaling_is_what_helps_raw_powers(scaling, degree):
    config = DescentConfig(1e-7, 300, scaling=scaling, degree=degree)
    objective, start = Objective.of(HOURS_AND_MONEY, config), np.zeros(degree + 1)
    found = {cure.remedy: cure for cure in cures(objective, config, start)}
    cure = found[Remedy.SCALING]
    assert cure.settings.is_standardised
    scaled = Objective.of(HOURS_AND_MONEY, cure.settings)
    arrival = arrival_of(scaled.loss, start, cure.settings.learning_rate)
    assert cure.epochs == arrival.needed


def test_each_swing_of_a_diverging_curve_is_longer_by_the_same_factor():
    objective = curve(3)
    config = replace(SCALED, learning_rate=0.7, max_epochs=60)
    factor = abs(1 - 0.7 * objective.loss.eigenvalues[-1])
    assert factor > 1.0
    assert swing_factor(records(objective, config)) == pytest.approx(factor, rel=1e-3)
