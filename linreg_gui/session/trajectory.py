"""The records of one run, and what it takes to continue or replay them bit for bit."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.descent import CHUNK_EPOCHS, Descent, DescentConfig, EpochBlock, StopReason
from linreg_gui.core.history import History
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.values import Segment

REPLAY_LIMIT = 100_000
"""Epochs replayed at once while a hand waits for them: some ten milliseconds."""


class Trajectory:
    """A history together with the loss, the start and the settings that made it.

    Parameters
    ----------
    loss : QuadraticLoss
    start : ndarray, shape (n_features + 1,)
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
    """

    def __init__(
        self,
        loss: QuadraticLoss,
        start: NDArray[np.float64],
        segments: tuple[Segment, ...],
        expected_epochs: int = 0,
        fork_epoch: int = 0,
    ) -> None:
        self.loss = loss
        self.start = start
        self.segments = segments
        self.fork_epoch = fork_epoch
        self.reached_epoch = 0
        self._plan: tuple[Segment, ...] | None = None
        self.history = History(start, loss.value(start), capacity=expected_epochs + 1)
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

    def config_at(self, epoch: int) -> DescentConfig:
        """Give the settings in force for the step from ``epoch`` on."""
        begun = [segment for segment in self.segments if segment.first_epoch <= epoch]
        return begun[-1].config

    def next_record(self, epoch: int) -> tuple[NDArray[np.float64], float] | None:
        """Give the record after a recorded epoch, computed if it is not there yet.

        None where the descent goes no further.
        """
        if epoch < self.last_epoch:
            return self.history.record(epoch + 1)
        block = self.continuation(max_epochs=epoch + 1).advance(1)
        return (block.parameters[0], float(block.losses[0])) if len(block) else None

    def renewed(
        self, loss: QuadraticLoss, start: NDArray[np.float64], config: DescentConfig
    ) -> "Trajectory":
        """Replay it on another loss or from another start, the last settings being ``config``."""
        *earlier, last = self._plan or self.segments
        segments = (*earlier, Segment(last.first_epoch, config))
        epochs = min(self.reached_epoch, config.max_epochs)
        made = Trajectory(loss, start, segments, epochs, self.fork_epoch)
        made.reached_epoch = epochs
        made.replay(epochs)
        return made

    def forked(self, epoch: int) -> "Trajectory":
        """Make a trajectory that shares the records up to ``epoch`` and has no future yet."""
        made = Trajectory(self.loss, self.start, self.segments, epoch, fork_epoch=epoch)
        parameters, losses = self.history.parameters, self.history.losses
        made.extend(EpochBlock(1, parameters[1 : epoch + 1], losses[1 : epoch + 1]))
        made.rewind(epoch)
        made.advance(0)  # the last epoch of a run may be the fork
        return made

    def replay(self, epochs: int) -> None:
        """Fill the history up to ``epochs``, through all segments; stops where the descent stops.

        The last segment is filled up to ``REPLAY_LIMIT`` epochs only: the rest is the worker's.
        Where the replay ends before the last segment begins, its settings are in force from there.
        """
        plan, config = self.segments, self.config
        segments, self.segments = self.segments, self.segments[:1]
        for following in segments[1:]:
            self.advance(min(following.first_epoch, epochs) - self.last_epoch)
            if self.stop_reason is not None or self.last_epoch < following.first_epoch:
                break
            self.segments += (following,)
        self.change_config(config)
        if self.stop_reason is None:
            self.advance(min(epochs - self.last_epoch, REPLAY_LIMIT))
        # On these data it may end before its last settings: on others they apply where they did.
        self._plan = plan if self.last_epoch < plan[-1].first_epoch else None

    def advance(self, n_epochs: int) -> None:
        """Compute and record up to ``n_epochs`` more epochs here and now."""
        descent = self.continuation()
        while n_epochs > 0 and descent.stop_reason is None:
            block = descent.advance(n_epochs)
            self.extend(block)
            n_epochs -= len(block)
        self.stop_reason = descent.stop_reason
        self.diverged_epoch = descent.diverged_epoch

    def continuation(self, max_epochs: int | None = None) -> Descent:
        """Make the descent that computes the records after the last one.

        Records are computed in chunks counted from their segment's start, so the chunk is begun
        again at its first record: the same bits come out wherever a run was interrupted.
        """
        segment = self.segments[-1]
        offset = (self.last_epoch - segment.first_epoch) % CHUNK_EPOCHS
        anchor_epoch = self.last_epoch - offset
        anchor, _ = self.history.record(anchor_epoch)
        config = segment.config
        if max_epochs is not None:
            config = replace(config, max_epochs=max_epochs)
        return Descent(
            self.loss,
            config,
            anchor,
            first_epoch=anchor_epoch,
            anchor_offset=offset,
            reference_parameters=self.start,
        )

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
        plan = self._plan or self.segments
        kept = tuple(segment for segment in plan if segment.first_epoch < self.fork_epoch)
        if kept and _same_steps(kept[-1].config, config):
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
        segment = Segment(self.last_epoch, config)
        last = self.segments[-1]
        if _same_steps(last.config, config) or last.first_epoch == segment.first_epoch:
            segment = Segment(last.first_epoch, config)
            self.segments = self.segments[:-1]
        self.segments += (segment,)


def _same_steps(one: DescentConfig, other: DescentConfig) -> bool:
    """Tell whether two settings differ at most in how long they run."""
    return replace(one, max_epochs=other.max_epochs) == other
