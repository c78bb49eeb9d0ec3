"""Replay: computing runs again that an edit has made stale.

A run is a pure function of its data, start and settings. An edit of any of them therefore makes
every run it concerns anew: the same plan (which settings from which epoch on) and the same goal
(how many epochs), but no record. Such a run is *behind*: it has not ended and has fewer records
than its goal. Nothing else marks a replay; a run is behind or it is not, and a run that was opened
from a file, or that undo has brought back, is behind in just the same way.

To *catch up* is to compute the missing records. It begins in the window's thread, within the
edit, so that a short run never flickers: `catch_up` spends at most ``FRAME_SECONDS`` for all runs
together, the one shown first. What does not fit is left to the worker (``player``), which computes
it at full speed, one *stretch* after another; a stretch is a part of the plan with one setting. An
epoch that alone costs more than the budget is left to the worker whole.

How much fits is counted, not timed: each kind of step has a cost here, measured once, so that the
same edit computes the same records on every machine and under every load. Whatever the budget, the
order and the interruptions, the records come out the same, bit for bit.

While the run shown is behind, the epoch shown follows up to where it stood before the edit.
"""

from collections.abc import Iterable

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descents import is_affine
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.trajectory import Trajectory

FRAME_SECONDS = 0.008
"""The time an edit may compute for at once: half a display frame is left to draw it."""

STRETCH_SECONDS = 150e-6
"""To begin a stretch."""
BLOCK_EPOCH_SECONDS = 60e-9
STEP_SECONDS = 0.8e-6
"""A step over all points that is not one of a block: with a decay or squares of gradients."""
BATCH_SECONDS = 0.8e-6
"""A step over a batch, and for each of its points:"""
POINT_SECONDS = 20e-9
SHUFFLE_SECONDS = 30e-6
"""To put the points of an epoch of batches in order."""
SHARE_OF_WEIGHT = 0.5
"""Each weight after the first adds this part to an epoch of a block and to a step."""


def catch_up(runs: Iterable[Trajectory]) -> None:
    """Compute at once as much of these runs, one after the other, as a frame has time for."""
    seconds = FRAME_SECONDS
    for run in runs:
        epoch, seconds = _reached_within(run, seconds)
        if epoch > run.last_epoch or run.goal == 0:
            run.advance(epoch - run.last_epoch)


def seconds_left(run: Trajectory) -> float:
    """Return about how long it takes to compute what a run is behind."""
    epoch, seconds = run.last_epoch, 0.0
    if run.is_behind:
        for config, end in run.stretches():
            per_epoch = epoch_seconds(config, run.objective.dataset)
            seconds += STRETCH_SECONDS + (end - epoch) * per_epoch
            epoch = end
    return seconds


def epoch_seconds(config: DescentConfig, dataset: Dataset) -> float:
    """Return about how long an epoch takes on the columns of an objective."""
    n_samples, weights = dataset.n_samples, 1.0 + SHARE_OF_WEIGHT * (dataset.n_features - 1)
    if is_affine(config, n_samples):
        return weights * BLOCK_EPOCH_SECONDS
    n_steps = config.steps_per_epoch(n_samples)
    if n_steps == 1:
        return weights * STEP_SECONDS
    return n_steps * weights * BATCH_SECONDS + n_samples * POINT_SECONDS + SHUFFLE_SECONDS


def _reached_within(run: Trajectory, seconds: float) -> tuple[int, float]:
    """Return the epoch that a run can be computed up to, and the time that is left then."""
    epoch = run.last_epoch
    if not run.is_behind:
        return epoch, seconds
    for config, end in run.stretches():
        per_epoch = epoch_seconds(config, run.objective.dataset)
        n_epochs = min(end - epoch, int((seconds - STRETCH_SECONDS) / per_epoch))
        if n_epochs < 1:
            break
        epoch += n_epochs
        seconds -= STRETCH_SECONDS + n_epochs * per_epoch
        if epoch < end:
            break
    return epoch, seconds
