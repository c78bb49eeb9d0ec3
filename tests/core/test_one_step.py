"""A step taken apart: its parts make the record that the descent made."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.descents import make_descent, steps_within
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.optimizers import StepSettings, optimizer_step
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling
from linreg_gui.core.step import StepPlace, one_step, worksheet
from tests.core.data import HOURS_AND_MONEY

WAYS: dict[str, dict[str, Any]] = {
    **{kind.value: {"optimizer": kind} for kind in Optimizer},
    **{
        f"{kind.value} in batches": {"optimizer": kind, "batch_size": 2, "learning_rate": 1e-3}
        for kind in Optimizer
    },
    "penalty": {"l2": 0.7},
    "standardised": {"scaling": Scaling.STANDARDISE, "learning_rate": 0.2},
    "centred": {"scaling": Scaling.CENTRE, "learning_rate": 0.1},
    "intercept held": {"held": Held.INTERCEPT, "l2": 0.7},
    "slope held": {"held": Held.SLOPE, "scaling": Scaling.CENTRE, "batch_size": 2},
    "held with Adam": {
        "held": Held.INTERCEPT, "scaling": Scaling.STANDARDISE, "optimizer": Optimizer.ADAM,
    },
    "decay": {"decay": Decay.INVERSE_TIME, "decay_epochs": 5},
    "all": {
        "l2": 0.2, "scaling": Scaling.STANDARDISE, "batch_size": 3, "optimizer": Optimizer.ADAM,
        "decay": Decay.STEP, "decay_epochs": 3,
    },
}  # fmt: skip
EPOCH = 7


def run(way: str) -> tuple[Objective, DescentConfig, History]:
    config = replace(DescentConfig(0.01, 30, 0.0), **WAYS[way])
    objective = Objective.of(HOURS_AND_MONEY, config)
    history = History(np.zeros(2), objective.loss.value(np.zeros(2)))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        history.append(descent.advance(30))
    return objective, config, history


@pytest.mark.parametrize("way", WAYS)
def test_the_parts_make_the_record_that_follows(way: str) -> None:
    objective, config, history = run(way)
    following = history.record(EPOCH + 1)[0]
    n_steps = config.steps_per_epoch(5)
    inner = steps_within(objective, config, history, EPOCH)
    for index in range(n_steps):
        step = one_step(objective, config, history, StepPlace(EPOCH, index), following)
        assert (step.epoch, step.index, step.n_steps) == (EPOCH, index, n_steps)
        assert np.array_equal(step.parameters, inner[index])
        settings = StepSettings(step.learning_rate, config.momentum)
        made, _ = optimizer_step(
            config.optimizer, settings, step.parameters, step.gradient, step.memory
        )
        assert step.next_parameters == pytest.approx(made, rel=1e-11)
    assert step.next_parameters is not None
    assert np.array_equal(step.next_parameters, following)


@pytest.mark.parametrize("way", WAYS)
def test_its_worksheet_comes_to_its_gradient(way: str) -> None:
    objective, config, history = run(way)
    step = one_step(objective, config, history, StepPlace(EPOCH), history.record(EPOCH + 1)[0])
    sheet = worksheet(step)
    slope = float(step.parameters[0])
    by_slope = -2 * sheet.means.x_residual + 2 * config.l2 * slope
    gradient = [by_slope, -2 * sheet.means.residual]
    if step.held is not None:
        gradient[step.held] = 0.0
    assert step.gradient == pytest.approx(gradient, rel=1e-9)
    penalty = config.l2 * slope**2
    assert step.value == pytest.approx(sheet.means.squared_residual + penalty, rel=1e-9)
    assert sheet.n_samples == len(step.points)


def test_there_is_no_step_beyond_the_end_and_none_beyond_the_batches() -> None:
    objective, config, history = run("gd in batches")
    last = one_step(objective, config, history, StepPlace(30, 1), None)
    assert last.next_parameters is None
    with pytest.raises(IndexError, match="no step 3"):
        one_step(objective, config, history, StepPlace(0, 3), None)
