"""The script of several features, executed: it ends where the run ends."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core import examples
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import carry_memory_over, make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.script import numpy_script
from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling
from tests.core.test_curve_script import executed

LONGLEY = examples.EXAMPLES["longley"].dataset()
RNG = np.random.default_rng(11)
FLATS = Dataset(
    RNG.uniform([20.0, 1.0], [120.0, 5.0], (12, 2)).round(1),
    RNG.uniform(100.0, 900.0, 12).round(1),
    ("size", "rooms"),
    "price",
    "Flats",
)
HELD_OUT = LONGLEY.with_held_out(np.arange(16) % 4 == 0)
CONSTANT = Dataset(
    np.column_stack([np.arange(5.0), np.full(5, 7.0)]), np.arange(5.0) ** 2, ("a", "b")
)
EPOCHS = 40
Segments = list[tuple[int, DescentConfig]]


def last_record(dataset: Dataset, start: list[float], segments: Segments) -> tuple[Any, Any]:
    """Descend with the engine; return the objective and its last record."""
    objective = Objective.of(dataset, segments[0][1])
    begin = objective.from_data_units(start)
    history = History(begin, objective.loss.value(begin))
    ends = [*(first for first, _ in segments[1:]), EPOCHS]
    for place, ((first, config), end) in enumerate(zip(segments, ends, strict=True)):
        if place:
            carry_memory_over(objective, segments[place - 1][1], history, segments[place - 1][0])
        descent = make_descent(objective, config, history, first)
        while history.last_epoch < end:
            history.append(descent.advance(end - history.last_epoch))
    return objective, history.record(EPOCHS)


def assert_reproduces(dataset: Dataset, *parts: tuple[int, DescentConfig]) -> None:
    segments = [
        (first, replace(config, tolerance=0.0, max_epochs=EPOCHS)) for first, config in parts
    ]
    n_used = len(segments[0][1].columns or dataset.feature_names)
    start = [0.5 * k for k in range(n_used)] + [-3.0]
    objective, (parameters, loss) = last_record(dataset, start, segments)
    scope = executed(numpy_script(dataset, start, segments, EPOCHS))
    found = objective.to_data_units(parameters).tolist()
    assert [*scope["w"], scope["b"]] == pytest.approx(found, rel=1e-8, abs=1e-10)
    assert scope["loss"] == pytest.approx(loss, rel=1e-9)
    best = objective.to_data_units(objective.loss.minimum_parameters).tolist()
    assert [*scope["best_w"], scope["best_b"]] == pytest.approx(best, rel=1e-7, abs=1e-9)
    assert [line.split(" =")[0] for line in scope["printed"]] == ["w", "b", "loss", "best fit: w"]


@pytest.mark.parametrize("dataset", [FLATS, LONGLEY], ids=["2 features", "6 features"])
@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_every_optimizer_ends_where_its_run_ends(dataset: Dataset, optimizer: Optimizer) -> None:
    config = DescentConfig(0.05, optimizer=optimizer, scaling=Scaling.STANDARDISE)
    assert_reproduces(dataset, (0, config))


@pytest.mark.parametrize(
    ("dataset", "config"),
    [
        (FLATS, DescentConfig(1e-5)),
        (FLATS, DescentConfig(0.2, optimizer=Optimizer.ADAM, l2=0.3)),
        (FLATS, DescentConfig(1e-4, scaling=Scaling.CENTRE, l2=0.1)),
        (FLATS, DescentConfig(0.1, scaling=Scaling.STANDARDISE, l2=0.5, batch_size=5, seed=3)),
        (LONGLEY, DescentConfig(0.2, scaling=Scaling.STANDARDISE, decay=Decay.INVERSE_TIME)),
        (LONGLEY, DescentConfig(0.1, scaling=Scaling.STANDARDISE, columns=(1, 3, 5))),
        (HELD_OUT, DescentConfig(0.1, scaling=Scaling.STANDARDISE)),
        (HELD_OUT, DescentConfig(0.02, scaling=Scaling.STANDARDISE, batch_size=4)),
        (CONSTANT, DescentConfig(0.1, scaling=Scaling.STANDARDISE)),
    ],
    ids=["raw", "raw, penalty", "centred", "penalty in batches", "decay", "some columns",
         "held out", "held out, in batches", "constant column"],
)  # fmt: skip
def test_every_kind_of_run_is_reproduced(dataset: Dataset, config: DescentConfig) -> None:
    assert_reproduces(dataset, (0, config))


def test_settings_may_change_under_way() -> None:
    config = DescentConfig(0.1, scaling=Scaling.STANDARDISE)
    rolling = replace(config, optimizer=Optimizer.MOMENTUM)
    assert_reproduces(LONGLEY, (0, config), (9, replace(config, learning_rate=0.2)))
    assert_reproduces(LONGLEY, (0, config), (9, rolling), (20, replace(rolling, batch_size=4)))


def test_one_column_of_several_is_a_line() -> None:
    config = DescentConfig(0.1, scaling=Scaling.STANDARDISE, columns=(2,))
    alone = Dataset.from_xy(
        LONGLEY.features[:, 2],
        LONGLEY.y,
        name=LONGLEY.name,
        target_name=LONGLEY.target_name,
        feature_names=(LONGLEY.feature_names[2],),
    )
    scripts = (
        numpy_script(data, (0.0, 0.0), [(0, replace(config, columns=columns))], 9)
        for data, columns in ((LONGLEY, (2,)), (alone, None))
    )
    assert next(scripts) == next(scripts)


def test_features_are_named_in_comments_and_columns_of_x() -> None:
    config = DescentConfig(0.1, scaling=Scaling.STANDARDISE, l2=0.5)
    script = numpy_script(FLATS, (0.0, 0.0, 0.0), [(0, config)], 3)
    assert "# x1 is size.\n# x2 is rooms.\n# y is price.\n" in script
    assert "X = np.column_stack([x1, x2])\n" in script
    assert "    # Predict: how high is the model at each row of X?\n" in script
    assert "make_pipeline(StandardScaler(), Ridge(alpha=6.0)).fit(X, y)" in script


def test_names_cannot_leave_their_comments() -> None:
    hostile = ('x\r\nraise SystemExit(3)\n"""', "-*- coding: utf-7 -*-")
    named = replace(FLATS, feature_names=hostile, target_name="\u2028raise SystemExit(3)")
    executed(numpy_script(named, (0.0, 0.0, 0.0), [(0, DescentConfig(1e-5))], 3))
