"""The quantities that lessons judge, against the textbook loop and closed forms."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Decay, DescentConfig, Held, Optimizer, Scaling
from linreg_gui.lessons.conditions import value_of
from linreg_gui.lessons.moment import Moment
from linreg_gui.lessons.quantities import QUANTITIES, Kind, find_quantity
from linreg_gui.lessons.table import ByHand, Table, moment_of, run_to_the_end, solved
from linreg_gui.lessons.table_state import Move, TableState

X = np.array([2.0, 3.0, 5.0, 6.0, 8.0])
Y = np.array([65.0, 70.0, 75.0, 85.0, 90.0])
HOURS = Table(Dataset.from_xy(X, Y), DescentConfig(learning_rate=0.03, max_epochs=300), run=300)


def loop(x, y, rate, n_epochs, start=(0.0, 0.0)):
    """Descend as the textbook does, one step at a time; slope and intercept by epoch."""
    lines = [start]
    for _ in range(n_epochs):
        m, b = lines[-1]
        r = y - (m * x + b)
        lines.append((m + rate * 2 * np.mean(x * r), b + rate * 2 * np.mean(r)))
    return np.array(lines)


def mse(x, y, lines):
    lines = np.atleast_2d(lines)
    return np.mean((y - lines[:, :1] * x - lines[:, 1:]) ** 2, axis=1)


LINES = loop(X, Y, 0.03, 300)
LOSSES = mse(X, Y, LINES)
BEST = np.polyfit(X, Y, 1)
BEST_MSE = mse(X, Y, BEST)[0]
LEAST, MOST = np.linalg.eigvalsh(2 * np.array([[np.mean(X**2), X.mean()], [X.mean(), 1.0]]))


def first_to_stay(is_near):
    return next(k for k in range(len(is_near)) if is_near[k:].all())


@pytest.fixture(scope="module")
def moment() -> Moment:
    return moment_of(HOURS)


HELD_OUT = (
    *("held_out_mse", "held_out_least", "held_out_least_epoch"),
    *("held_out_at_best_fit", "held_out_best_degree"),
)
RECENT = LOSSES[-60:]
EXCESSES = LOSSES - BEST_MSE
HAS_ARRIVED = EXCESSES / EXCESSES[0] <= 0.01
EXPECTED = {
    "slope": LINES[-1][0],
    "intercept": LINES[-1][1],
    "mse": LOSSES[-1],
    "loss": LOSSES[-1],
    "above_best": 100 * (LOSSES[-1] - BEST_MSE) / BEST_MSE,
    "excess_left": 100 * (LOSSES[-1] - BEST_MSE) / (LOSSES[0] - BEST_MSE),
    "r_squared": 1 - LOSSES[-1] / np.var(Y),
    "gradient_slope": -2 * np.mean(X * (Y - LINES[-1][0] * X - LINES[-1][1])),
    "gradient_intercept": -2 * np.mean(Y - LINES[-1][0] * X - LINES[-1][1]),
    "learning_rate": 0.03,
    "epochs_allowed": 300,
    "optimizer": "gd",
    "momentum": 0.9,
    "batch_size": 5,
    "steps_per_epoch": 1,
    "seed": 0,
    "scaling": "none",
    "held": "nothing",
    "l2": 0,
    "degree": 1,
    "decay": "none",
    "limit": 2 / MOST,
    "fastest": 2 / (LEAST + MOST),
    "zone": "zigzags",
    "curvature_min": LEAST,
    "curvature_max": MOST,
    "condition": MOST / LEAST,
    "epochs": 300,
    "epoch_shown": 300,
    "stop_reason": "max_epochs",
    "epochs_to_1_percent": first_to_stay(HAS_ARRIVED),
    "arrival_slope": None,  # 300 epochs are not enough
    "arrival_intercept": None,
    "recent_above_best": 100 * np.mean(RECENT - BEST_MSE) / BEST_MSE,
    "loss_rises": np.count_nonzero(np.diff(LOSSES) > 0),
    "start_slope": 0,
    "start_intercept": 0,
    "start_mse": np.mean(Y**2),
    "hand_mse": None,
    "hand_strokes": 0,
    "kept_runs": 0,
    "branches": 1,
    "points": 5,
    "x_mean": X.mean(),
    "x_spread": X.std(),
    "correlation": np.corrcoef(X, Y)[0, 1],
    "best_slope": BEST[0],
    "best_intercept": BEST[1],
    "best_mse": BEST_MSE,
    "worst_point": 1 + np.argmax(np.abs(Y - np.polyval(BEST, X))),
    "held_out_points": 0,
    **dict.fromkeys(HELD_OUT),
}


@pytest.mark.parametrize("name", QUANTITIES)
def test_a_quantity_is_what_the_textbook_computes(name: str, moment: Moment) -> None:
    value, expected = value_of(name, moment), EXPECTED[name]
    if expected is None or isinstance(expected, str):
        assert value == expected
    else:
        assert value == pytest.approx(expected, rel=1e-9)


def test_the_expected_run_is_no_accident() -> None:
    assert EXPECTED["epochs_to_1_percent"] == 108
    assert EXPECTED["loss_rises"] == 0


@pytest.mark.parametrize(("name", "column"), [("arrival_slope", 0), ("arrival_intercept", 1)])
def test_arrival_of_a_parameter(name: str, column: int) -> None:
    table = replace(HOURS, config=replace(HOURS.config, learning_rate=0.01, max_epochs=3000))
    lines = loop(X, Y, 0.01, 3000)[:, column]
    expected = first_to_stay(np.abs(lines - BEST[column]) <= 0.01 * abs(BEST[column]))
    assert value_of(name, moment_of(run_to_the_end(table))) == expected
    assert expected in {1684, 1421}


def test_points_are_numbered_from_1(moment: Moment) -> None:
    assert value_of("x1", moment) == 2.0
    assert value_of("y5", moment) == 90.0
    assert value_of("x6", moment) is None


@pytest.mark.parametrize("name", ["x0", "x100", "x01", "z1", "best_fit", "x", ""])
def test_other_names_are_no_quantities(name: str) -> None:
    assert find_quantity(name) is None


def test_batches_and_momentum_leave_theory_undefined_where_it_is() -> None:
    for changes in (
        {"batch_size": 2},
        {"optimizer": Optimizer.ADAM},
        {"decay": Decay.STEP},
    ):
        moment = moment_of(replace(HOURS, config=replace(HOURS.config, **changes)))
        assert [value_of(name, moment) for name in ("limit", "fastest", "zone")] == [None] * 3
    moment = moment_of(
        replace(HOURS, config=replace(HOURS.config, optimizer=Optimizer.MOMENTUM, momentum=0.5))
    )
    assert value_of("limit", moment) == pytest.approx(1.5 * 2 / MOST)
    assert value_of("zone", moment) is None


@pytest.mark.parametrize(("size", "shown", "steps"), [(2, 2, 3), (5, 5, 1), (9, 5, 1)])
def test_batches(size: int, shown: int, steps: int) -> None:
    moment = moment_of(replace(HOURS, config=replace(HOURS.config, batch_size=size), run=1))
    assert value_of("batch_size", moment) == shown
    assert value_of("steps_per_epoch", moment) == steps


def test_penalty_and_scaling() -> None:
    config = replace(
        HOURS.config, scaling=Scaling.STANDARDISE, learning_rate=0.4, l2=0.5, tolerance=0.0
    )
    moment = moment_of(run_to_the_end(replace(HOURS, config=config)))
    z = (X - X.mean()) / X.std()
    weight = np.mean(z * Y) / 1.5
    line = weight / X.std(), Y.mean() - weight / X.std() * X.mean()
    assert value_of("slope", moment) == pytest.approx(line[0])
    assert value_of("best_intercept", moment) == pytest.approx(line[1])
    assert value_of("best_mse", moment) == pytest.approx(mse(X, Y, line)[0])
    assert value_of("mse", moment) == pytest.approx(mse(X, Y, line)[0])
    assert value_of("loss", moment) == pytest.approx(mse(X, Y, line)[0] + 0.5 * weight**2)
    assert value_of("scaling", moment) == "standardise"


def test_a_held_intercept() -> None:
    config = replace(HOURS.config, held=Held.INTERCEPT, learning_rate=0.005)
    moment = moment_of(replace(HOURS, config=config, start=(1.0, 10.0)))
    slope = np.mean(X * (Y - 10.0)) / np.mean(X**2)
    assert value_of("held", moment) == "intercept"
    assert value_of("best_slope", moment) == pytest.approx(slope)
    assert value_of("best_intercept", moment) == value_of("intercept", moment) == 10.0
    assert value_of("best_mse", moment) == pytest.approx(mse(X, Y, (slope, 10.0))[0])
    assert value_of("limit", moment) == pytest.approx(1.0 / np.mean(X**2))


# ---- curves, and held-out points

BALL = EXAMPLES["thrown-ball"].dataset()
SPLIT = np.isin(np.arange(16), (1, 2, 7, 8, 15))
CURVE = Table(
    BALL.with_held_out(SPLIT),
    DescentConfig(max_epochs=3000, degree=6, scaling=Scaling.STANDARDISE, learning_rate=0.1),
    run=3000,
)


def columns(x, degree, trained=~SPLIT):
    """Scale x, take its powers, scale them, by the points that are trained on."""
    z = (x - x[trained].mean()) / x[trained].std()
    powers = z[:, np.newaxis] ** np.arange(1, degree + 1)
    scaled = (powers - powers[trained].mean(axis=0)) / powers[trained].std(axis=0)
    return np.column_stack([scaled, np.ones_like(x)])


def curve_losses(degree, n_epochs, l2=0.0):
    """Descend over a curve as the textbook does; both losses by epoch."""
    matrix, theta = columns(BALL.x, degree), np.zeros(degree + 1)
    penalty = np.append(np.full(degree, l2), 0.0)
    both = []
    for _ in range(n_epochs + 1):
        misses = matrix @ theta - BALL.y
        both.append((np.mean(misses[~SPLIT] ** 2), np.mean(misses[SPLIT] ** 2)))
        rest = matrix[~SPLIT]
        theta = theta - 0.1 * 2 * (rest.T @ misses[~SPLIT] / len(rest) + penalty * theta)
    return np.array(both)


def best_of_degree(degree):
    matrix = columns(BALL.x, degree)
    theta = np.linalg.lstsq(matrix[~SPLIT], BALL.y[~SPLIT], rcond=None)[0]
    return np.mean((matrix @ theta - BALL.y)[SPLIT] ** 2)


def test_a_curve_with_held_out_points() -> None:
    moment, (trained, held_out) = moment_of(CURVE), curve_losses(6, 3000).T
    expected = {
        "degree": 6,
        "held_out_points": 5,
        "mse": trained[-1],
        "loss": trained[-1],
        "held_out_mse": held_out[-1],
        "held_out_least": held_out.min(),
        "held_out_least_epoch": 274,
        "held_out_at_best_fit": best_of_degree(6),
        "held_out_best_degree": 1 + np.argmin([best_of_degree(k) for k in range(1, 7)]),
        "batch_size": 11,
        "points": 16,
    }
    for name, value in expected.items():
        assert value_of(name, moment) == pytest.approx(value, rel=1e-9), name
    shown = moment_of(replace(CURVE, epoch=274))
    assert value_of("held_out_mse", shown) == value_of("held_out_least", shown)


def test_a_curve_has_no_slope() -> None:
    undefined = undefined_at(moment_of(CURVE))
    assert undefined == {name for name, entry in QUANTITIES.items() if entry.is_of_line}
    assert {"slope", "best_intercept", "arrival_slope", "worst_point", "hand_mse"} <= undefined


def test_many_best_curves_are_none_on_points_held_out() -> None:
    few = replace(CURVE, dataset=BALL.with_held_out(np.arange(16) > 3))
    assert value_of("held_out_at_best_fit", moment_of(few)) is None
    assert value_of("held_out_best_degree", moment_of(few)) in {1.0, 2.0}
    none = replace(CURVE, dataset=BALL)
    assert set(HELD_OUT) <= undefined_at(moment_of(none))


# ---- by hand


def test_the_line_that_a_stroke_began_from_was_not_tried() -> None:
    table = replace(HOURS, start=(4.2, 56.9), run=0)
    solved_table, by_hand = solved(table, TableState(hand=(0.0, 77.0)))
    moment = moment_of(solved_table, by_hand)
    assert value_of("hand_mse", moment) == pytest.approx(mse(X, Y, (0.0, 77.0))[0])
    assert value_of("hand_strokes", moment) == 1
    assert value_of("slope", moment) == 0.0


def test_the_least_of_all_strokes_counts(moment: Moment) -> None:
    lines = np.array([(4.2, 56.9), (1.0, 70.0), (0.0, 0.0), (0.0, 77.0), (1.0, 60.0)])
    strokes = np.array([1, 1, 2, 2, 2])
    tried = replace(moment, hand_lines=lines, hand_strokes=strokes)
    expected = mse(X, Y, lines[[1, 3, 4]]).min()
    assert value_of("hand_mse", tried) == pytest.approx(expected)
    assert value_of("hand_strokes", tried) == 2


def test_what_was_kept_counts() -> None:
    assert value_of("kept_runs", moment_of(HOURS, ByHand(kept_runs=2))) == 2


# ---- where something is undefined


def undefined_at(moment: Moment) -> set[str]:
    return {name for name in QUANTITIES if value_of(name, moment) is None}


BY_HAND = {"hand_mse", *HELD_OUT}


def test_all_x_equal() -> None:
    table = Table(Dataset.from_xy([3, 3, 3], [1, 2, 4]), DescentConfig(0.02), run=300)
    assert undefined_at(moment_of(table)) == BY_HAND | {
        *("condition", "arrival_slope", "arrival_intercept", "correlation"),
        *("best_slope", "best_intercept"),
    }


def test_one_point() -> None:
    table = Table(Dataset.from_xy([3], [4]), DescentConfig(0.02), run=300)
    assert undefined_at(moment_of(table)) == BY_HAND | {
        *("condition", "arrival_slope", "arrival_intercept", "correlation"),
        *("best_slope", "best_intercept", "above_best", "recent_above_best", "r_squared"),
    }


def test_a_perfect_line_of_house_prices() -> None:
    data = Dataset.from_xy([1000, 1500, 2000], [250_000, 375_000, 500_000])
    config = DescentConfig(0.5, scaling=Scaling.STANDARDISE)
    moment = moment_of(Table(data, config, start=(0.0, 1e5), run=9))
    assert undefined_at(moment) == BY_HAND | {
        *("above_best", "recent_above_best", "arrival_intercept", "worst_point"),
    }
    assert value_of("intercept", moment) == 0.0
    assert value_of("best_mse", moment) == 0.0


def test_equal_y() -> None:
    moment = moment_of(Table(Dataset.from_xy([1, 2, 3], [5, 5, 5]), DescentConfig(0.1), run=9))
    assert value_of("r_squared", moment) is None
    assert value_of("correlation", moment) is None
    assert value_of("arrival_slope", moment) is None


def test_a_start_at_the_minimum() -> None:
    moment = moment_of(replace(HOURS, start=(float(BEST[0]), float(BEST[1]))))
    assert {"excess_left", "epochs_to_1_percent"} <= undefined_at(moment)


def test_a_diverged_run_ends_with_its_last_finite_record() -> None:
    table = replace(HOURS, config=replace(HOURS.config, learning_rate=0.05, max_epochs=5000))
    moment = moment_of(run_to_the_end(table))
    assert value_of("stop_reason", moment) == "diverged"
    assert value_of("epochs_to_1_percent", moment) is None
    for name, entry in QUANTITIES.items():
        value = value_of(name, moment)
        assert value is None or entry.kind is Kind.WORD or np.isfinite(value)


def test_numbers_beyond_all_floats_are_undefined() -> None:
    table = Table(Dataset.from_xy([1e150, 5e149], [1e150, -1e150]), HOURS.config, run=3)
    for name in QUANTITIES:
        value = value_of(name, moment_of(table))
        assert value is None or isinstance(value, str) or np.isfinite(value)


def test_no_value_is_minus_0() -> None:
    moment = moment_of(Table(Dataset.from_xy([-1, 1], [0, 0]), HOURS.config, (-0.0, -0.0)))
    for name in QUANTITIES:
        assert str(value_of(name, moment)) != "-0.0"


def test_a_worst_point_needs_to_be_one() -> None:
    data = Dataset.from_xy([0, 1, 2, 3], [0, 1, 1, 0])
    assert value_of("worst_point", moment_of(Table(data, HOURS.config))) is None
    moved, _ = solved(Table(data, HOURS.config), TableState(move=(Move(4, 3.0, 9.0),)))
    assert value_of("worst_point", moment_of(moved)) is not None


def test_words_are_all_listed() -> None:
    for entry in QUANTITIES.values():
        assert bool(entry.words) == (entry.kind is Kind.WORD)
    assert len({entry.title for entry in QUANTITIES.values()}) == len(QUANTITIES)
