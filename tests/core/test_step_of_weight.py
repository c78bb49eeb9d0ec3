"""The step of one weight of a curve: the same residuals, gradient and way as in the whole step."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.core.step import OneStep, StepPlace, of_weight, one_step, worksheet
from tests.core.data import HOURS_AND_MONEY

EPOCH = 7


def whole_step(**others: Any) -> OneStep:
    config = DescentConfig(0.1, degree=3, scaling=Scaling.STANDARDISE, tolerance=0.0)
    config = replace(config, **others)
    objective = Objective.of(HOURS_AND_MONEY, config)
    begin = np.array([0.5, -0.25, 1.0, 60.0])
    history = History(begin, objective.loss.value(begin))
    descent = make_descent(objective, config, history)
    while history.last_epoch <= EPOCH:
        history.append(descent.advance(EPOCH + 1 - history.last_epoch))
    following, _ = history.record(EPOCH + 1)
    return one_step(objective, config, history, StepPlace(EPOCH), following)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_residuals_and_gradient_are_those_of_the_curve(place: int, l2: float) -> None:
    whole = whole_step(l2=l2)
    step = of_weight(whole, place)
    sheet = worksheet(step)
    x, weights = whole.dataset.features, whole.parameters
    residuals = whole.dataset.y - x @ weights[:-1] - weights[-1]
    assert sheet.residual == pytest.approx(residuals, abs=1e-11)
    assert sheet.x_residual == pytest.approx(x[:, place] * residuals, abs=1e-11)
    assert sheet.prediction == pytest.approx(sheet.y - sheet.residual, abs=1e-11)
    wanted = -2.0 * np.mean(x[:, place] * residuals) + 2.0 * l2 * weights[place]
    assert step.gradient == pytest.approx([wanted, -2.0 * np.mean(residuals)], rel=1e-9)
    assert step.next_parameters == pytest.approx(step.parameters - 0.1 * step.gradient)
    assert step.value == whole.value


def test_the_memory_of_an_optimizer_is_that_of_the_weight() -> None:
    whole = whole_step(optimizer=Optimizer.ADAM)
    step = of_weight(whole, 1)
    assert step.memory.first.tolist() == whole.memory.first[[1, 3]].tolist()
    assert step.memory.second.tolist() == whole.memory.second[[1, 3]].tolist()
    assert step.memory.n_steps == whole.memory.n_steps == EPOCH


def test_the_last_step_of_a_descent_has_no_next() -> None:
    assert of_weight(replace(whole_step(), next_parameters=None), 0).next_parameters is None
