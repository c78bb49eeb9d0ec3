"""The script of a curve, executed: it ends where the run ends."""

import contextlib
import io
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.curve_formula import centre_of
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.script import numpy_script
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling
from tests.core.data import HOURS_AND_MONEY

BALL = Dataset.from_xy(
    [0.0, 0.8, 0.8, 2.6, 2.9, 4.1, 4.4, 6.1, 8.1, 8.1, 8.2, 8.6, 8.6, 9.1, 9.5, 9.8],
    [1.8, 2.6, 4.3, 5.7, 6.8, 7.0, 7.9, 7.5, 5.8, 5.2, 4.5, 3.7, 5.0, 3.8, 3.5, 2.5],
)
YEARS = Dataset.from_xy(np.arange(2001.0, 2021.0), np.sqrt(np.arange(20.0)) + 3.0)
TWO_VALUES = Dataset.from_xy([1.0, 1.0, 4.0, 4.0], [1.0, 2.0, 4.0, 5.0])
EPOCHS = 60


def executed(script: str) -> dict[str, Any]:
    """Run a script in a namespace of its own; return its variables."""
    scope: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed, warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(script, "run.py", "exec"), scope)
    scope["printed"] = printed.getvalue().splitlines()
    return scope


def last_record(dataset: Dataset, config: DescentConfig) -> tuple[Any, float, Objective]:
    objective = Objective.of(dataset, config)
    begin = objective.from_data_units(np.zeros(config.degree + 1), objective.centre)
    history = History(begin, objective.loss.value(begin))
    descent = make_descent(objective, config, history)
    while history.last_epoch < EPOCHS:
        history.append(descent.advance(EPOCHS - history.last_epoch))
    return *history.record(EPOCHS), objective


def assert_reproduces(dataset: Dataset, config: DescentConfig) -> None:
    config = replace(config, tolerance=0.0, max_epochs=EPOCHS)
    parameters, loss, objective = last_record(dataset, config)
    start = [0.0] * (config.degree + 1)
    script = numpy_script(dataset, start, [(0, config)], EPOCHS, objective.centre)
    scope = executed(script)
    assert [*scope["w"], scope["b"]] == pytest.approx(parameters.tolist(), rel=1e-9, abs=1e-12)
    assert scope["loss"] == pytest.approx(loss, rel=1e-9)
    best = objective.to_data_units(objective.loss.minimum_parameters)
    centre = centre_of(np.roll(best, 1), dataset)
    for weights, constant, found in (
        (scope["w"], scope["b"], parameters),
        (scope["best_w"], scope["best_b"], objective.loss.minimum_parameters),
    ):
        curve = scope["coefficients"](weights, constant)
        assert len(curve) == config.degree + 1
        heights = np.polyval(curve[::-1], dataset.x - centre)
        seen = objective.dataset.features @ found[:-1] + found[-1]
        assert heights == pytest.approx(seen.tolist(), rel=1e-6, abs=1e-6 * np.ptp(dataset.y))
    assert [line.split(" =")[0] for line in scope["printed"]] == [
        "coefficients",
        "loss",
        "best fit: coefficients",
    ]


@pytest.mark.parametrize("degree", [2, 3])
@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_every_optimizer_ends_where_its_run_ends(degree: int, optimizer: Optimizer) -> None:
    config = DescentConfig(
        0.1, degree=degree, optimizer=optimizer, scaling=Scaling.STANDARDISE, l2=0.01
    )
    assert_reproduces(BALL, config)


@pytest.mark.parametrize(
    "config",
    [
        DescentConfig(0.1, degree=6, scaling=Scaling.STANDARDISE),
        DescentConfig(1e-3, degree=2, scaling=Scaling.CENTRE),
        DescentConfig(1e-4, degree=2),
        DescentConfig(0.05, degree=4, scaling=Scaling.STANDARDISE, batch_size=3, seed=5),
        DescentConfig(0.2, degree=3, scaling=Scaling.STANDARDISE, decay=Decay.INVERSE_TIME),
    ],
    ids=["degree 6", "centred", "raw", "batches", "decay"],
)
def test_every_kind_of_run_is_reproduced(config: DescentConfig) -> None:
    assert_reproduces(HOURS_AND_MONEY if config.degree < 4 else BALL, config)


def test_years_are_printed_about_a_centre() -> None:
    config = DescentConfig(0.1, degree=3, scaling=Scaling.STANDARDISE)
    assert_reproduces(YEARS, config)
    script = numpy_script(YEARS, (0.0, 0.0, 0.0, 0.0), [(0, config)], 3, 2010.0)
    assert "powers of x - 201" in script


def test_a_column_without_a_spread_stays_out() -> None:
    config = DescentConfig(0.1, degree=2, scaling=Scaling.STANDARDISE)
    script = numpy_script(TWO_VALUES, (0.0, 0.0, 0.0), [(0, config)], EPOCHS)
    scope = executed(script)
    assert "X[:, 1] = 0.0" in script
    assert scope["loss"] == pytest.approx(0.25, rel=1e-3)


def test_what_scikit_learn_would_do_is_said() -> None:
    config = DescentConfig(0.1, degree=3, scaling=Scaling.STANDARDISE, l2=0.5)
    script = numpy_script(HOURS_AND_MONEY, (0.0, 0.0, 0.0, 0.0), [(0, config)], 3)
    assert (
        "make_pipeline(StandardScaler(), PolynomialFeatures(3, include_bias=False), "
        "StandardScaler(), Ridge(alpha=2.5))"
    ) in script
