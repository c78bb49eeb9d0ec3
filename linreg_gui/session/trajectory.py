"""The records of one run, and what it takes to continue or replay them bit for bit."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.descent import DescentConfig, EpochBlock, StopReason
from linreg_gui.core.descents import AnyDescent, hand_over, is_plain, make_descent
from linreg_gui.core.history import History
from linreg_gui.core.objective import Objective
from linreg_gui.session.segments import have_same_steps, on_surface_of
from linreg_gui.session.values import Line, Segment

REPLAY_LIMIT = 100_000
"""Epochs replayed at once while a hand waits for them: some ten milliseconds."""
STEPWISE_REPLAY_LIMIT = 10_000
"""The same in steps of a descent that must be computed step by step."""


@dataclass(frozen=True)
class KeptRun:
    """What a run kept to compare with has of its own.

    Attributes
    ----------
    name : str
    start : Line
        In the data's units.
    is_hidden : bool
    """

    name: str
    start: Line
    is_hidden: bool = False


class Trajectory:
    """A history together with the objective, the start and the settings that made it.

    Parameters
    ----------
    objective : Objective
    start : ndarray, shape (n_features + 1,)
        In the objective's units.
    segments : tuple of Segment
        The settings in force, the first from epoch 0 on.
    expected_epochs : int
        How many records to make room for.
    fork_epoch : int
        The epoch at which it left the trajectory it branched off; 0 for the first one.

    Attributes
    ----------
    reached_epoch : int
        How far it was run; on other data it is replayed up to there again.
    kept : KeptRun or None
        Set when it is a run kept to compare with: it does not take part in what is edited.
    """

    def __init__(
        self,
        objective: Objective,
        start: NDArray[np.float64],
        segments: tuple[Segment, ...],
        expected_epochs: int = 0,
        fork_epoch: int = 0,
    ) -> None:
        self.objective = objective
        self.start = start
        self.segments = segments
        self.fork_epoch = fork_epoch
        self.reached_epoch = 0
        self._plan: tuple[Segment, ...] | None = None
        self.kept: KeptRun | None = None
        self.history = History(start, objective.loss.value(start), capacity=expected_epochs + 1)
        self.stop_reason: StopReason | None = None
        self.diverged_epoch: int | None = None

    @property
    def last_epoch(self) -> int:
        """The newest epoch recorded."""
        last: int = self.history.last_epoch
        return last

    @property
    def config(self) -> DescentConfig:
        """The settings in force at the end."""
        return self.segments[-1].config

    @property
    def planned_segments(self) -> tuple[Segment, ...]:
        """The segments with those that other data would bring into force again."""
        return self._plan or self.segments

    @property
    def awaited_epoch(self) -> int:
        """How far it is to be computed again."""
        return min(self.reached_epoch, self.config.max_epochs)

    @property
    def is_behind(self) -> bool:
        """Whether a replay has left out a part of it that did not end before."""
        return self.stop_reason is None and self.last_epoch < self.awaited_epoch

    def config_at(self, epoch: int) -> DescentConfig:
        """Give the settings in force for the step from ``epoch`` on."""
        return self.segment_at(epoch).config

    def segment_at(self, epoch: int) -> Segment:
        """Give the segment that the step from ``epoch`` on belongs to."""
        return [segment for segment in self.segments if segment.first_epoch <= epoch][-1]

    def has_records_of(self, other: "Trajectory", epoch: int) -> bool:
        """Tell whether another run from the same start has the same records up to an epoch."""
        if min(self.last_epoch, other.last_epoch) < epoch:
            return False
        return _steps_until(self, epoch) == _steps_until(other, epoch)

    def next_record(self, epoch: int) -> tuple[NDArray[np.float64], float] | None:
        """Give the record after a recorded epoch, computed if it is not there yet.

        None where the descent goes no further.
        """
        if epoch < self.last_epoch:
            return self.history.record(epoch + 1)
        descent = self.continuation(max_epochs=epoch + 1)
        while descent.stop_reason is None or descent.epoch == epoch:
            block = descent.advance(1)
            if len(block):
                return block.parameters[0], float(block.losses[0])
            if descent.stop_reason is not None:
                break
        return None

    def renewed(
        self, objective: Objective, start: NDArray[np.float64], config: DescentConfig
    ) -> "Trajectory":
        """Replay it on another objective or from another start, with ``config`` at its end."""
        *earlier, last = self.planned_segments
        segments = tuple(
            replace(segment, config=on_surface_of(segment.config, config)) for segment in earlier
        )
        segments = (*segments, Segment(last.first_epoch, config))
        epochs = min(self.reached_epoch, config.max_epochs)
        made = Trajectory(objective, start, segments, epochs, self.fork_epoch)
        made.reached_epoch = epochs
        made.kept = self.kept
        made.replay(epochs)
        return made

    def shortened(self) -> "Trajectory":
        """Make the same run with no more records than are computed at once."""
        return self.renewed(self.objective, self.start, self.config)

    def forked(self, epoch: int) -> "Trajectory":
        """Make a trajectory that shares the records up to ``epoch`` and has no future yet."""
        made = self.copied(epoch)
        made.fork_epoch = epoch
        made.rewind(epoch)
        made.advance(0)  # the last epoch of a run may be the fork
        return made

    def copied(self, last_epoch: int) -> "Trajectory":
        """Make one with the same settings and its own copy of the records up to an epoch."""
        made = Trajectory(self.objective, self.start, self.segments, fork_epoch=self.fork_epoch)
        made.history = self.history.copied(last_epoch)
        made.reached_epoch = last_epoch
        return made

    def replay(self, epochs: int) -> None:
        """Fill the history up to ``epochs``, through all segments; stops where the descent stops.

        The last segment is filled as far as can be done at once: the rest is the worker's.
        Where the replay ends before the last segment begins, its settings are in force from there.
        """
        plan, config = self.segments, self.config
        segments, self.segments = self.segments, self.segments[:1]
        for following in segments[1:]:
            self.advance(min(following.first_epoch, epochs) - self.last_epoch)
            if self.stop_reason is not None or self.last_epoch < following.first_epoch:
                break
            self._hand_over()
            self.segments += (following,)
        self.change_config(config)
        if self.stop_reason is None:
            self.advance(min(epochs - self.last_epoch, self._epochs_at_once()))
        # On these data it may end before its last settings: on others they apply where they did.
        self._plan = plan if self.last_epoch < plan[-1].first_epoch else None

    def advance(self, n_epochs: int) -> None:
        """Compute and record up to ``n_epochs`` more epochs here and now."""
        descent = self.continuation()
        while n_epochs > 0 and descent.stop_reason is None:
            block = descent.advance(n_epochs)
            self.extend(block)
            n_epochs -= len(block)
        self.end(descent.stop_reason, descent.diverged_epoch)

    def end(self, stop_reason: StopReason | None, diverged_epoch: int | None) -> None:
        """Note how it ended, if it did; a replay has to get as far to diverge again."""
        self.stop_reason, self.diverged_epoch = stop_reason, diverged_epoch
        self.reached_epoch = max(self.reached_epoch, diverged_epoch or 0)

    def end_computed(self, stop_reason: StopReason, diverged_epoch: int | None) -> None:
        """Note how the records computed elsewhere end; where only a replay does it may go on."""
        is_all = stop_reason is not StopReason.MAX_EPOCHS
        if is_all or self.reached_epoch >= self.config.max_epochs:
            self.end(stop_reason, diverged_epoch)

    def continuation(self, max_epochs: int | None = None) -> AnyDescent:
        """Make the descent that computes the records after the last one.

        The same bits come out wherever a run was interrupted.
        """
        segment = self.segments[-1]
        config = segment.config
        if max_epochs is not None:
            config = replace(config, max_epochs=max_epochs)
        return make_descent(self.objective, config, self.history, segment.first_epoch)

    def extend(self, block: EpochBlock) -> None:
        """Append a block of records."""
        if len(block):
            self.history.append(block)
            self.reached_epoch = max(self.reached_epoch, self.last_epoch)
            self._plan = None

    def rewind(self, epoch: int) -> None:
        """Drop the records after ``epoch``, and the settings that came into force later."""
        config = self.config
        self.history.truncate(epoch)
        kept = tuple(s for s in self.segments if s.first_epoch < epoch) or self.segments[:1]
        self.segments = kept
        self.stop_reason = None
        self.diverged_epoch = None
        self.change_config(config)

    def replace_config(self, config: DescentConfig) -> None:
        """Plan other settings for all of it that is its own, from the fork on; replays nothing."""
        plan = self.planned_segments
        kept = tuple(segment for segment in plan if segment.first_epoch < self.fork_epoch)
        if kept and have_same_steps(kept[-1].config, config):
            self.segments = (*kept[:-1], Segment(kept[-1].first_epoch, config))
        else:
            self.segments = (*kept, Segment(self.fork_epoch, config))
        self._plan = None

    def change_config(self, config: DescentConfig) -> None:
        """Put settings in force from the last record on; how long to run, from the first on."""
        self._plan = None
        self.segments = tuple(
            replace(kept, config=replace(kept.config, max_epochs=config.max_epochs))
            for kept in self.segments
        )
        first_epoch = self.last_epoch
        if first_epoch > self.segments[-1].first_epoch and not have_same_steps(self.config, config):
            self._hand_over()
        else:
            *earlier, last = self.segments
            if earlier and have_same_steps(earlier[-1].config, config):
                *earlier, last = earlier  # what was changed here is changed back
            first_epoch, self.segments = last.first_epoch, tuple(earlier)
        self.segments += (Segment(first_epoch, config),)

    def _hand_over(self) -> None:
        """Keep the velocity at the last record for the settings that follow."""
        last = self.segments[-1]
        hand_over(self.objective, last.config, self.history, last.first_epoch)

    def _epochs_at_once(self) -> int:
        n_samples = self.objective.dataset.n_samples
        if is_plain(self.config, n_samples):
            return REPLAY_LIMIT
        return max(1, STEPWISE_REPLAY_LIMIT // self.config.steps_per_epoch(n_samples))


def _steps_until(run: Trajectory, epoch: int) -> list[tuple[int, DescentConfig]]:
    """Give what makes the records up to an epoch, but for how long they may become."""
    return [
        (segment.first_epoch, replace(segment.config, max_epochs=1))
        for segment in run.segments
        if segment.first_epoch < epoch
    ]
