"""Every optimizer against the same loop on small NumPy arrays, batches and the sweep.

The loops are NumPy as every course writes them; both sides do the same epochs on the same data
in the same run, and keep none of them. `python3 -m tests.benchmarks.optimizers` prints these rows
alone.
"""

import time
from collections.abc import Callable

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import make_descent
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.generators import noisy_line
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.core.optimizers import RULES
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.core.sweep import sweep, sweep_rates
from linreg_gui.workers.run_control import FULL_SPEED_BLOCK_EPOCHS
from tests.benchmarks.row import Row, bounded, middle

REPEATS = 5
SEVERAL_POINTS = 50
LEARNING_RATE = 1e-3
LOOP_EPOCHS = 2_000
BLOCK_EPOCHS, LEAST_BLOCK_RATIO = 1_000_000, 100
STEPWISE_EPOCHS, LEAST_STEPWISE_RATIO = 50_000, 5
LEAST_EPOCHS_A_SECOND = 1_000_000
SGD_POINTS, SGD_EPOCHS = 10_000, 5
LEAST_SGD_RATIO = 20
BATCH_SIZE, BATCH_EPOCHS, LEAST_BATCHES_A_SECOND = 10, 5_000, 100_000
SWEEP_RATES, MOST_SWEEP_MILLISECONDS = 200, 20.0

Array = np.ndarray


def measure() -> list[Row]:
    """Measure each optimizer, batches and the sweep; medians of several runs."""
    rows = [
        _compare(optimizer, dataset)
        for dataset in (EXAMPLES["hours-and-money"].dataset(), _several_features(6))
        for optimizer in Optimizer
    ]
    return [*rows, _time_five_weights(), _compare_batches_of_one(), _time_batches(), _time_sweep()]


def _several_features(n_features: int) -> Dataset:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((SEVERAL_POINTS, n_features))
    names = tuple(f"x{place}" for place in range(n_features))
    return Dataset(x, x.sum(axis=1) + rng.standard_normal(SEVERAL_POINTS), names)


def _compare(optimizer: Optimizer, dataset: Dataset) -> Row:
    is_in_blocks = RULES[optimizer].is_linear
    epochs = BLOCK_EPOCHS if is_in_blocks else STEPWISE_EPOCHS
    config = DescentConfig(LEARNING_RATE, epochs, 0.0, optimizer=optimizer)
    loop = _loop if dataset.n_features == 1 else _loop_over_columns
    pairs = [
        (
            epochs / _seconds(lambda: _run(dataset, config)),
            LOOP_EPOCHS / _seconds(lambda: loop(dataset, LOOPS[optimizer])),
        )
        for _ in range(REPEATS)
    ]
    name = f"{optimizer.value}: epochs/s, {_weights(dataset)} / NumPy loop"
    return _ratio_row(name, pairs, LEAST_BLOCK_RATIO if is_in_blocks else LEAST_STEPWISE_RATIO)


def _weights(dataset: Dataset) -> str:
    return "1 weight" if dataset.n_features == 1 else f"{dataset.n_features} weights"


def _time_five_weights() -> Row:
    dataset, config = _several_features(5), DescentConfig(LEARNING_RATE, BLOCK_EPOCHS, 0.0)
    seconds = middle(_seconds(lambda: _run(dataset, config)) for _ in range(REPEATS))
    return _rate_row("gd: epochs/s, 5 weights", BLOCK_EPOCHS / seconds, LEAST_EPOCHS_A_SECOND)


def _time_batches() -> Row:
    dataset = _several_features(6)
    config = DescentConfig(LEARNING_RATE, BATCH_EPOCHS, 0.0, batch_size=BATCH_SIZE)
    n_steps = config.max_epochs * config.steps_per_epoch(dataset.n_samples)
    seconds = middle(_seconds(lambda: _run(dataset, config)) for _ in range(REPEATS))
    name = f"SGD: steps/s, batch {BATCH_SIZE}, 6 weights"
    return _rate_row(name, n_steps / seconds, LEAST_BATCHES_A_SECOND)


def _rate_row(name: str, rate: float, goal: int) -> Row:
    return Row(name, f"{rate:,.0f}", goal=f"≥ {goal:,}", is_met=rate >= goal)


def _compare_batches_of_one() -> Row:
    dataset = noisy_line(SGD_POINTS, 3.0, 2.0, 1.0, np.random.default_rng(1))
    config = DescentConfig(1e-5, SGD_EPOCHS, 0.0, batch_size=1)
    steps = SGD_POINTS * SGD_EPOCHS
    pairs = [
        (
            steps / _seconds(lambda: _run(dataset, config)),
            SGD_POINTS / _seconds(lambda: _loop_over_samples(dataset, 1e-5)),
        )
        for _ in range(REPEATS)
    ]
    name = f"SGD: steps/s, batch 1, n = {SGD_POINTS:,} / sample loop"
    return _ratio_row(name, pairs, LEAST_SGD_RATIO)


def _time_sweep() -> Row:
    dataset = EXAMPLES["hours-and-money"].dataset()
    config = DescentConfig()
    objective = Objective.of(dataset, config)
    rates = sweep_rates(objective, config, [0.0, 0.0], SWEEP_RATES)
    seconds = middle(
        _seconds(lambda: list(sweep(objective, config, [0.0, 0.0], rates))) for _ in range(REPEATS)
    )
    return bounded(f"sweep: {SWEEP_RATES} rates", 1000 * seconds, "ms", MOST_SWEEP_MILLISECONDS)


def _ratio_row(name: str, pairs: list[tuple[float, float]], goal: int) -> Row:
    # Both sides of a ratio are measured within a second: a busy machine slows both.
    ratio = middle(fast / slow for fast, slow in pairs)
    fast, slow = (middle(side) for side in zip(*pairs, strict=True))
    figures = f"{fast:,.0f}", f"{slow:,.0f}", f"{ratio:,.0f}×"
    return Row(name, *figures, f"≥ {goal}×", ratio >= goal)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _run(dataset: Dataset, config: DescentConfig) -> None:
    objective = Objective.of(dataset, config)
    start = np.zeros(dataset.n_features + 1)
    history = History(start, objective.loss.value(start))
    descent = make_descent(objective, config, history)
    while descent.stop_reason is None:
        descent.advance(FULL_SPEED_BLOCK_EPOCHS)


def _loop(dataset: Dataset, change: Callable[[Array, Array, Array, int], Array]) -> Array:
    x, y = np.ascontiguousarray(dataset.x), dataset.y
    line, first, second = np.zeros(2), np.zeros(2), np.zeros(2)
    for epoch in range(1, LOOP_EPOCHS + 1):
        error = line[0] * x + line[1] - y
        gradient = 2.0 * np.array([np.mean(x * error), np.mean(error)])
        line -= LEARNING_RATE * change(gradient, first, second, epoch)
    return line


def _loop_over_columns(
    dataset: Dataset, change: Callable[[Array, Array, Array, int], Array]
) -> Array:
    x, y = np.ascontiguousarray(dataset.features), dataset.target
    place, first, second = np.zeros((3, x.shape[1] + 1))
    for epoch in range(1, LOOP_EPOCHS + 1):
        error = x @ place[:-1] + place[-1] - y
        gradient = 2.0 * np.append(x.T @ error / len(y), np.mean(error))
        place -= LEARNING_RATE * change(gradient, first, second, epoch)
    return place


def _loop_over_samples(dataset: Dataset, rate: float) -> Array:
    x, y = np.ascontiguousarray(dataset.x), dataset.y
    line = np.zeros(2)
    for i in np.random.default_rng(0).permutation(len(y)):
        one, target = x[i : i + 1], y[i : i + 1]
        error = line[0] * one + line[1] - target
        gradient = 2.0 * np.array([np.mean(one * error), np.mean(error)])
        line -= rate * gradient
    return line


def _momentum(gradient: Array, first: Array, _second: Array, _epoch: int) -> Array:
    first *= 0.9
    first += gradient
    return first


def _nesterov(gradient: Array, first: Array, _second: Array, _epoch: int) -> Array:
    first *= 0.9
    first += gradient
    return gradient + 0.9 * first


def _adagrad(gradient: Array, _first: Array, second: Array, _epoch: int) -> Array:
    second += gradient**2
    return gradient / (np.sqrt(second) + 1e-10)


def _rmsprop(gradient: Array, _first: Array, second: Array, _epoch: int) -> Array:
    second *= 0.99
    second += 0.01 * gradient**2
    return gradient / (np.sqrt(second) + 1e-8)


def _adam(gradient: Array, first: Array, second: Array, epoch: int) -> Array:
    first *= 0.9
    first += 0.1 * gradient
    second *= 0.999
    second += 0.001 * gradient**2
    return first / (1 - 0.9**epoch) / (np.sqrt(second / (1 - 0.999**epoch)) + 1e-8)


LOOPS: dict[Optimizer, Callable[[Array, Array, Array, int], Array]] = {
    Optimizer.GRADIENT_DESCENT: lambda gradient, *_: gradient,
    Optimizer.MOMENTUM: _momentum,
    Optimizer.NESTEROV: _nesterov,
    Optimizer.ADAGRAD: _adagrad,
    Optimizer.RMSPROP: _rmsprop,
    Optimizer.ADAM: _adam,
}


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
