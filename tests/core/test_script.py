"""The run as a script: executed, it does what the engine does."""

import ast
import contextlib
import io
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.code_lines import StepPhase, epoch_lines, start_lines
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descents import carry_memory_over, make_descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.script import numpy_script
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling
from tests.core.data import ALL_X_EQUAL, HOURS_AND_MONEY, X, Y
from tests.storage.children import unmeasured

RNG = np.random.default_rng(17)
X_MANY = RNG.uniform(-4, 9, 3000)
MANY = Dataset.from_xy(X_MANY, 3 * X_MANY + 1 + RNG.standard_normal(3000), name="Many")

HOSTILE_NAMES = [
    'a"""\nimport os\nraise SystemExit(3)\n"""',
    "a'''\\",
    "x\r\nraise SystemExit(3)",
    "x\x0b\x0c\x1c\x85\u2028\u2029raise SystemExit(3)",
    "-*- coding: utf-7 -*-",
    "\x00",
    "{slope} %s {0}",
    "\ud800\u202e",
    "]); raise SystemExit(3) #" * 100,
    "",
]


def written(script, folder):
    path = folder / "run.py"
    path.write_text(script, encoding="utf-8")
    return path


def executed(path):
    """Run the script as Python runs a file, with NumPy's own handling of errors."""
    said = io.StringIO()
    with np.errstate(all="warn", under="ignore"), contextlib.redirect_stdout(said):
        runpy.run_path(str(path), run_name="__main__")
    return said.getvalue()


def executed_alone(path):
    """Run the script as a user would, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env=unmeasured(),
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def numbers_in(output):
    """Return m, b, the loss and the best fit that a script printed."""
    slope, intercept, loss, best = output.splitlines()
    pairs = ((slope, "m ="), (intercept, "b ="), (loss, "loss ="))
    values = [float(line.removeprefix(label)) for line, label in pairs]
    best_slope, best_intercept = best.removeprefix("best fit: m = ").split(" b = ")
    return values, [float(best_slope), float(best_intercept)]


def loop_lines(start, rate, epochs):
    """Write the loop of plain descent."""
    config = DescentConfig(rate)
    return [*start_lines(start, config), *epoch_lines(config, (5, 1), range(epochs))]


def engines(dataset, start, segments, epochs):
    """Descend with the engine, phase by phase; return m, b in the data's units and the loss."""
    configs = [replace(config, tolerance=0.0, max_epochs=max(epochs, 1)) for _, config in segments]
    objective = Objective.of(dataset, configs[0], start)
    begin = objective.from_data_units(start)
    history = History(begin, objective.loss.value(begin))
    ends = [*(first for first, _ in segments[1:]), epochs]
    for place, ((first, _), config, end) in enumerate(zip(segments, configs, ends, strict=True)):
        if place:
            carry_memory_over(objective, configs[place - 1], history, segments[place - 1][0])
        descent = make_descent(objective, config, history, first)
        while history.last_epoch < end:
            history.append(descent.advance(end - history.last_epoch))
    parameters, loss = history.record(epochs)
    return [*objective.to_data_units(parameters), loss]


def plain(*rates):
    return tuple((first, DescentConfig(rate)) for first, rate in rates)


def assert_reproduces(dataset, start, segments, epochs, tmp_path):
    path = written(numpy_script(dataset, start, segments, epochs), tmp_path)
    values, best = numbers_in(executed(path))
    assert values == pytest.approx(engines(dataset, start, segments, epochs), rel=1e-9, abs=0)
    objective = Objective.of(dataset, segments[0][1], start)
    wanted = objective.to_data_units(objective.loss.minimum_parameters).tolist()
    assert best == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("key", ["hours-and-money", "noisy-line", "three-rates", "all-x-equal"])
def test_the_script_ends_where_the_run_ends(key, tmp_path):
    example = EXAMPLES[key]
    segments = plain((0, example.learning_rate))
    assert_reproduces(example.dataset(), (-0.25, 1.5), segments, example.max_epochs, tmp_path)


@pytest.mark.parametrize("name", ["Hours and money", *HOSTILE_NAMES[:2]])
def test_a_python_of_its_own_prints_the_same(name, tmp_path):
    dataset = replace(HOURS_AND_MONEY, name=name)
    path = written(numpy_script(dataset, (0, 0), plain((0, 0.01)), 30), tmp_path)
    assert executed_alone(path) == executed(path)


@pytest.mark.parametrize(
    ("segments", "epochs"),
    [
        (((0, 0.03), (120, 0.001)), 300),
        (((0, 0.01), (1, 0.02), (2, 0.034)), 3),
        (((0, 0.01), (50, 0.02)), 50),
        (((0, 0.01),), 0),
        (((0, 0.036),), 200),
    ],
)
def test_a_run_may_change_its_rate_not_begin_or_diverge(segments, epochs, tmp_path):
    assert_reproduces(HOURS_AND_MONEY, (0, 0), plain(*segments), epochs, tmp_path)


WAYS: dict[str, dict[str, Any]] = {
    "momentum": {"optimizer": Optimizer.MOMENTUM, "momentum": 0.8},
    "nesterov": {"optimizer": Optimizer.NESTEROV},
    "adagrad": {"optimizer": Optimizer.ADAGRAD, "learning_rate": 2.0},
    "rmsprop": {"optimizer": Optimizer.RMSPROP, "learning_rate": 0.3},
    "adam": {"optimizer": Optimizer.ADAM, "learning_rate": 0.5},
    "batches": {"batch_size": 2, "learning_rate": 0.003, "seed": 5},
    "single points": {"batch_size": 1, "learning_rate": 0.003, "seed": 2**40},
    "1/t": {"decay": Decay.INVERSE_TIME, "decay_epochs": 7},
    "in steps": {"decay": Decay.STEP, "decay_epochs": 9, "decay_factor": 0.3},
    "penalty": {"l2": 0.25},
    "centred": {"scaling": Scaling.CENTRE, "learning_rate": 0.1},
    "centred, held intercept": {"scaling": Scaling.CENTRE, "held": Held.INTERCEPT},
    "centred, held slope, penalised": {
        "scaling": Scaling.CENTRE, "held": Held.SLOPE, "l2": 0.3
    },
    "held intercept": {"held": Held.INTERCEPT},
    "held slope": {"held": Held.SLOPE, "optimizer": Optimizer.MOMENTUM},
    "held, penalised": {"held": Held.INTERCEPT, "l2": 0.5, "optimizer": Optimizer.ADAM},
    "held slope, penalised, in batches": {"held": Held.SLOPE, "l2": 0.5, "batch_size": 1},
    "held, standardised": {
        "held": Held.INTERCEPT, "scaling": Scaling.STANDARDISE, "learning_rate": 0.1
    },
    "held slope, standardised": {
        "held": Held.SLOPE, "scaling": Scaling.STANDARDISE, "optimizer": Optimizer.NESTEROV
    },
    "standardised": {"scaling": Scaling.STANDARDISE, "learning_rate": 0.2},
    "all at once": {
        "optimizer": Optimizer.ADAM, "batch_size": 2, "learning_rate": 0.9, "l2": 0.1,
        "scaling": Scaling.STANDARDISE, "decay": Decay.STEP, "decay_epochs": 20,
    },
    "ridge in batches": {
        "optimizer": Optimizer.NESTEROV, "batch_size": 3, "learning_rate": 1e-3, "l2": 2.0,
        "decay": Decay.INVERSE_TIME,
    },
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_script_repeats_every_way_to_descend(way, tmp_path):
    config = replace(DescentConfig(0.01), **WAYS[way])
    assert_reproduces(HOURS_AND_MONEY, (1.5, 20.0), ((0, config),), 60, tmp_path)


def test_settings_may_change_in_the_course_of_a_run(tmp_path):
    rolling = DescentConfig(0.01, optimizer=Optimizer.MOMENTUM)
    segments = (
        (0, DescentConfig(0.01)),
        (10, rolling),
        (25, replace(rolling, learning_rate=0.005, momentum=0.5)),
        (40, replace(rolling, batch_size=2, learning_rate=0.002)),
        (50, DescentConfig(0.4, optimizer=Optimizer.ADAM)),
        (60, DescentConfig(0.6, optimizer=Optimizer.ADAM, decay=Decay.STEP, decay_epochs=5)),
    )
    assert_reproduces(HOURS_AND_MONEY, (0, 0), segments, 80, tmp_path)
    assert_reproduces(HOURS_AND_MONEY, (0, 0), segments[:3], 25, tmp_path)


def test_equal_x_are_left_as_they_are(tmp_path):
    segments = ((0, DescentConfig(0.01, scaling=Scaling.STANDARDISE)),)
    assert_reproduces(ALL_X_EQUAL, (0.5, 1), segments, 30, tmp_path)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "LinearRegression().fit(x[:, None], y)"),
        ({"l2": 0.5}, "Ridge(alpha=2.5).fit(x[:, None], y)"),
        (
            {"l2": 0.5, "scaling": Scaling.STANDARDISE},
            "make_pipeline(StandardScaler(), Ridge(alpha=2.5)).fit(x[:, None], y)",
        ),
        ({"batch_size": 1}, 'SGDRegressor(penalty=None, learning_rate="constant", eta0=0.02)'),
        ({"batch_size": 1, "l2": 0.1}, "SGDRegressor(alpha=0.1, "),
    ],
)
def test_what_scikit_learn_would_do_is_said(changes, line):
    config = replace(DescentConfig(0.01), **changes)
    assert line in numpy_script(HOURS_AND_MONEY, (0, 0), ((0, config),), 9)


def test_three_thousand_points_are_wrapped_and_exact(tmp_path):
    script = numpy_script(MANY, (0, 0), plain((0, 0.01)), 200)
    assert max(map(len, script.splitlines())) <= 88
    names: dict[str, np.ndarray] = {}
    data = "import numpy as np\n" + script[script.index("x = np") : script.index("m, b =")]
    exec(data, names)
    assert (names["x"] == MANY.x).all()
    assert (names["y"] == MANY.y).all()
    assert_reproduces(MANY, (0, 0), plain((0, 0.01)), 200, tmp_path)


def test_the_script_for_hours_and_money_is_that_of_the_stored_text():
    """Neither degrees nor features nor held-out points have changed a letter of it."""
    dataset = EXAMPLES["hours-and-money"].dataset()
    stored = Path(__file__).with_name("script_of_a_line.txt").read_text(encoding="utf-8")
    assert numpy_script(dataset, (0, 0), plain((0, 0.03)), 300) == stored


def test_the_eight_lines_of_the_loop():
    lines = loop_lines((0, 0), 0.01, 300)
    assert "\n".join(line.text for line in lines) == (
        "m, b = 0.0, 0.0\n"
        "for epoch in range(300):\n"
        "    prediction = m * x + b\n"
        "    residual = y - prediction\n"
        "    loss = np.mean(residual**2)\n"
        "    gradient_m = -2 * np.mean(x * residual)\n"
        "    gradient_b = -2 * np.mean(residual)\n"
        "    m, b = m - 0.01 * gradient_m, b - 0.01 * gradient_b"
    )
    assert [line.phase for line in lines[:2]] == [None, None]
    assert list(dict.fromkeys(line.phase for line in lines[2:])) == list(StepPhase)


def test_the_lines_do_what_the_engine_does():
    names = {"np": np, "x": np.array(X), "y": np.array(Y)}
    exec("\n".join(line.text for line in loop_lines((-1.5, 1e-7), 0.01, 3)), names)
    expected = engines(HOURS_AND_MONEY, (-1.5, 1e-7), plain((0, 0.01)), 3)
    assert [names["m"], names["b"]] == pytest.approx(expected[:2], rel=1e-12)


def test_the_script_holds_the_very_lines_of_the_loop():
    script = numpy_script(HOURS_AND_MONEY, (np.float64(1e-20), -3), plain((0, 1e-7)), 12)
    without_comments = [line for line in script.splitlines() if line.lstrip()[:1] != "#"]
    first = without_comments.index("m, b = 1e-20, -3.0")
    shown = [line.text for line in loop_lines((1e-20, -3.0), 1e-7, 12)]
    assert without_comments[first : first + 8] == shown


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_cannot_leave_their_comment(name, tmp_path):
    assert_inert(name)
    dataset = Dataset.from_xy(X, Y, name=name, feature_names=(name,), target_name=name)
    assert_reproduces(dataset, (0, 0), plain((0, 0.01)), 3, tmp_path)


@given(st.text(max_size=80) | st.text("\r\n\\\"'#\t\x0c\x85\u2028 =:coding8", max_size=30))
def test_no_name_changes_what_the_script_does(name):
    assert_inert(name)


def assert_inert(name):
    """Hold what Python reads, from the bytes of the file on, against that of plain names."""
    named = Dataset.from_xy(X, Y, name=name, feature_names=(name,), target_name=name)
    scripts = (numpy_script(data, (0, 0), plain((0, 0.01)), 9) for data in (HOURS_AND_MONEY, named))
    tame, hostile = (ast.dump(ast.parse(script.encode())) for script in scripts)
    assert tame == hostile


def test_what_no_script_can_be_written_for_is_refused():
    plane = Dataset(np.ones((2, 2)), np.ones(2), feature_names=("a", "b"))
    held = DescentConfig(0.01, held=Held.INTERCEPT)
    with pytest.raises(ValueError, match="of a line only"):
        numpy_script(plane, (0, 0, 0), ((0, held),), 3)
    with pytest.raises(DatasetError, match="no points"):
        numpy_script(Dataset.from_xy([], []), (0, 0), plain((0, 0.01)), 3)


@pytest.mark.parametrize(
    "segments", [(), ((1, 0.1),), ((0, 0.1), (0, 0.2)), ((0, 1), (9, 1), (3, 1))]
)
def test_rates_that_do_not_follow_in_order_are_refused(segments):
    with pytest.raises(ValueError, match="begin at epoch 0"):
        numpy_script(ALL_X_EQUAL, (0, 0), plain(*segments), 3)


def test_points_held_out_are_counted_and_left_out():
    held_out = HOURS_AND_MONEY.with_held_out([False, True, False, False, True])
    script = numpy_script(held_out, (0.0, 0.0), plain((0, 0.01)), 3)
    assert "# Without the points that are held out, 2.\n" in script
    assert "x = np.array([2.0, 5.0, 6.0])" in script
    assert "held out" not in numpy_script(HOURS_AND_MONEY, (0.0, 0.0), plain((0, 0.01)), 3)
