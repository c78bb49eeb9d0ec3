"""Descent in blocks against the textbook loop: predict, two means and an update per epoch.

The loop is NumPy as every course writes it; both do the same epochs on the same data in the
same run. `python3 -m tests.benchmarks.descent` prints these rows alone.
"""

import time
from collections.abc import Callable

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import Descent
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.stability import monotone_learning_rate
from tests.benchmarks.row import Row, middle

CASES = ((5, 20_000, 300), (100_000, 400, 3_000))
"""Points, epochs of the textbook loop, and the smallest good ratio of speeds."""

BLOCK_EPOCHS = 1_000_000
REPEATS = 9


def measure() -> list[Row]:
    """Compare epochs per second at each number of points; medians of several runs."""
    return [_compare(*case) for case in CASES]


def _compare(n_samples: int, textbook_epochs: int, goal: int) -> Row:
    rng = np.random.default_rng(1)
    x = rng.uniform(0.0, 10.0, n_samples)
    dataset = Dataset.from_xy(x, 3.0 * x + 2.0 + rng.standard_normal(n_samples))
    rate = monotone_learning_rate(dataset.loss)
    config = DescentConfig(rate, BLOCK_EPOCHS, tolerance=0.0)
    pairs = [
        (
            BLOCK_EPOCHS / _seconds(lambda: _descend(dataset, config)),
            textbook_epochs / _seconds(lambda: _textbook(dataset, rate, textbook_epochs)),
        )
        for _ in range(REPEATS)
    ]
    # Both sides of a ratio are measured within a second: a busy machine slows both.
    ratio = middle(fast / slow for fast, slow in pairs)
    fast, slow = (middle(side) for side in zip(*pairs, strict=True))
    return Row(
        f"descent: epochs/s at n = {n_samples:,} / textbook loop",
        f"{fast:,.0f}",
        f"{slow:,.0f}",
        f"{ratio:,.0f}×",
        f"≥ {goal:,}×",
        ratio >= goal,
    )


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _descend(dataset: Dataset, config: DescentConfig) -> int:
    return len(Descent(dataset.loss, config, [0.0, 0.0]).advance(BLOCK_EPOCHS))


def _textbook(dataset: Dataset, learning_rate: float, epochs: int) -> tuple[float, float]:
    x, y = np.ascontiguousarray(dataset.x), dataset.y
    slope = intercept = np.float64(0.0)
    for _ in range(epochs):
        error = y - (slope * x + intercept)
        slope_gradient = -2.0 * np.mean(x * error)
        intercept_gradient = -2.0 * np.mean(error)
        slope -= learning_rate * slope_gradient
        intercept -= learning_rate * intercept_gradient
    return float(slope), float(intercept)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
