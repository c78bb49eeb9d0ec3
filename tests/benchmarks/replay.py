"""What it takes to compute a run again, against what `session.replay` estimates.

`python3 -m tests.benchmarks.replay` prints these rows alone.
"""

import time
from collections.abc import Iterator

import numpy as np

from linreg_gui.core.generators import noisy_line
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.session.replay import epoch_seconds, seconds_left
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import Segment
from tests.benchmarks.row import Row, compared

SECONDS = 0.02
"""Estimated, of a replay: some times what an edit computes at once."""
REPEATS = 7
N_SAMPLES = 200
WAYS = {
    "plain descent": DescentConfig(1e-4),
    "Adam": DescentConfig(1e-4, optimizer=Optimizer.ADAM),
    "batches of 20": DescentConfig(1e-4, batch_size=20),
    "batches of one point": DescentConfig(1e-4, batch_size=1),
}
MOST = 2.0
"""An edit may then take half a display frame more than it should."""


def measure() -> Iterator[Row]:
    """Compare the processor's time for the replay of some runs with its estimate."""
    dataset = noisy_line(N_SAMPLES, 3.0, 2.0, 4.0, np.random.default_rng(3))
    for name, settings in WAYS.items():
        n_epochs = max(1, round(SECONDS / epoch_seconds(settings, N_SAMPLES)))
        config = DescentConfig(**{**vars(settings), "max_epochs": n_epochs, "tolerance": 0.0})
        objective = Objective.of(dataset, config)
        pairs = [_pair(objective, config) for _ in range(REPEATS)]
        yield compared(f"replay, {name}: {n_epochs:,} epochs / estimate", pairs, MOST)


def _pair(objective: Objective, config: DescentConfig) -> tuple[float, float]:
    run = Trajectory(objective, np.zeros(2), (Segment(0, config),), goal=config.max_epochs)
    estimate, began = seconds_left(run), time.process_time()
    run.advance(config.max_epochs)
    return time.process_time() - began, estimate


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:<52}{row.measured:>14}{row.base:>10}{row.ratio:>10}  {row.goal}")
