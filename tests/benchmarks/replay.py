"""What it takes to compute a run again, against what `session.replay` estimates.

`python3 -m tests.benchmarks.replay` prints these rows alone.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from linreg_gui.core.generators import noisy_line
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.session.replay import epoch_seconds, seconds_left
from linreg_gui.session.segments import Segment
from linreg_gui.session.trajectory import Trajectory
from tests.benchmarks.row import Row, compared

SECONDS = 0.02
"""Estimated, of a replay: some times what an edit computes at once."""
REPEATS = 7
N_SAMPLES = 200
OF_CURVE = DescentConfig(1e-4, degree=6, scaling=Scaling.STANDARDISE)
WAYS = {
    "plain descent": DescentConfig(1e-4),
    "momentum, degree 6": replace(OF_CURVE, optimizer=Optimizer.MOMENTUM),
    "Adam": DescentConfig(1e-4, optimizer=Optimizer.ADAM),
    "Adam, degree 6": replace(OF_CURVE, optimizer=Optimizer.ADAM),
    "batches of 20": DescentConfig(1e-4, batch_size=20),
    "batches of 20, degree 6": replace(OF_CURVE, batch_size=20),
    "batches of one point": DescentConfig(1e-4, batch_size=1),
}
MOST = 2.0
"""An edit may then take half a display frame more than it should."""


def measure() -> Iterator[Row]:
    """Compare the processor's time for the replay of some runs with its estimate."""
    dataset = noisy_line(N_SAMPLES, 3.0, 2.0, 4.0, np.random.default_rng(3))
    for name, settings in WAYS.items():
        objective = Objective.of(dataset, settings)
        n_epochs = max(1, round(SECONDS / epoch_seconds(settings, objective.dataset)))
        config = replace(settings, max_epochs=n_epochs, tolerance=0.0)
        pairs = [_pair(objective, config) for _ in range(REPEATS)]
        yield compared(f"replay, {name}: {n_epochs:,} epochs / estimate", pairs, MOST)


def _pair(objective: Objective, config: DescentConfig) -> tuple[float, float]:
    start = np.zeros(objective.dataset.n_features + 1)
    run = Trajectory(objective, start, (Segment(0, config),), goal=config.max_epochs)
    estimate, began = seconds_left(run), time.process_time()
    run.advance(config.max_epochs)
    return time.process_time() - began, estimate


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
