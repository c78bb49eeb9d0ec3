"""The records of one run, with all it takes to continue or replay them bit for bit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.descents import AnyDescent, carry_memory_over, make_descent
from linreg_gui.core.history import EpochBlock, History
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.core.surface import Surface
from linreg_gui.session.curve import Curve
from linreg_gui.session.segments import Segment, changed_from, with_length

if TYPE_CHECKING:
    from linreg_gui.session.change_under_way import ChangeUnderWay

RELATIVE_TOLERANCE = 1e-9
"""Another processor may round the last digits of a product differently."""


@dataclass(frozen=True)
class KeptRun:
    """The name and the start of a run kept to compare with, and whether it is hidden."""

    name: str
    start: Curve
    is_hidden: bool = False


class Claim(NamedTuple):
    """The last record of a run, as its file has it."""

    parameters: tuple[float, ...]
    loss: float


class Trajectory:
    """A history together with the objective, the start and the plan that make it.

    The plan and the goal say what the records will be, the history holds those computed so far.
    A run with fewer records than planned is *behind*; see ``replay``.

    Parameters
    ----------
    objective : Objective
    start : ndarray, shape (degree + 1,)
        In the objective's units.
    plan : tuple of Segment
        The settings from epoch 0 to the goal; those of the last one are the settings shown.
    goal : int
        How many epochs the run is to have.
    fork_epoch : int
        The epoch at which it left the trajectory it branched off; 0 for the first one.

    Attributes
    ----------
    history : History
    stop_reason : StopReason or None
        Why it ended; None while more epochs can be computed.
    diverged_epoch : int or None
    kept : KeptRun or None
        Set when it is a run kept to compare with: it does not take part in what is edited.
    change : ChangeUnderWay or None
        What it is a branch for, if settings were changed during a run.
    claim : Claim or None
        What its file says of its end, until that is compared; an edit drops it.
    """

    def __init__(
        self,
        objective: Objective,
        start: NDArray[np.float64],
        plan: tuple[Segment, ...],
        goal: int = 0,
        fork_epoch: int = 0,
    ) -> None:
        self.objective = objective
        self.start = start
        self.plan = with_length(plan)
        self.goal = goal
        self.fork_epoch = fork_epoch
        self.kept: KeptRun | None = None
        self.change: ChangeUnderWay | None = None
        self.claim: Claim | None = None
        self.history = History(start, objective.loss.value(start), capacity=goal + 1)
        self.stop_reason: StopReason | None = None
        self.diverged_epoch: int | None = None
        self._n_in_force = 1

    # ---- the plan

    @property
    def config(self) -> DescentConfig:
        """The settings at the end of the plan: those shown."""
        return self.plan[-1].config

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The settings in force: the part of the plan that has begun.

        In a run that ended before its last segment, the last settings are in force from its end.
        """
        if self._n_in_force == len(self.plan):
            return self.plan
        in_force = self.plan[: self._n_in_force]
        if self.stop_reason is None:
            return in_force
        return changed_from(in_force, self.last_epoch, self.config)

    @property
    def last_epoch(self) -> int:
        """The newest epoch recorded."""
        last: int = self.history.last_epoch
        return last

    @property
    def planned_epoch(self) -> int:
        """The last epoch to compute; less than the goal where a run may take fewer epochs."""
        return min(self.goal, self.config.max_epochs)

    @property
    def is_behind(self) -> bool:
        """Whether it has neither ended nor all records up to its goal."""
        return self.stop_reason is None and self.last_epoch < self.planned_epoch

    @property
    def end_epoch(self) -> int:
        """Its last epoch when all is computed, as far as is known."""
        return self.planned_epoch if self.is_behind else self.last_epoch

    @property
    def stretch_end(self) -> int:
        """The epoch up to which the settings in force compute what is planned."""
        return next(self.stretches())[1] if self.is_behind else self.last_epoch

    def stretches(self) -> Iterator[tuple[DescentConfig, int]]:
        """Return what is still to compute: settings, and the epoch up to which they are used."""
        first_epoch, end = self.last_epoch, self.planned_epoch
        for index in range(self._n_in_force, len(self.plan) + 1):
            is_last = index == len(self.plan)
            last_epoch = end if is_last else min(end, self.plan[index].first_epoch)
            if last_epoch > first_epoch:
                yield self.plan[index - 1].config, last_epoch
                first_epoch = last_epoch

    def config_at(self, epoch: int) -> DescentConfig:
        """Return the settings in force for the step from ``epoch`` on."""
        return self.segment_at(epoch).config

    def segment_at(self, epoch: int) -> Segment:
        """Return the segment that the step from ``epoch`` on belongs to."""
        return [segment for segment in self.segments if segment.first_epoch <= epoch][-1]

    def has_plan_of(self, other: "Trajectory", epoch: int) -> bool:
        """Return whether another run from the same start takes the same steps up to an epoch."""
        return _steps_until(self, epoch) == _steps_until(other, epoch)

    def is_same_run(self, other: "Trajectory") -> bool:
        """Return whether another run has the same records as far as both have any."""
        own, its = (
            (run.objective, run.plan, run.fork_epoch, run.kept, run.change) for run in (self, other)
        )
        return own == its and np.array_equal(self.start, other.start)

    def plan_as_long_as(self, max_epochs: int) -> tuple[Segment, ...]:
        """Return the same plan for so many epochs."""
        *earlier, last = self.plan
        longer = replace(last.config, max_epochs=max_epochs)
        return with_length((*earlier, Segment(last.first_epoch, longer)))

    def plan_from_end(self, config: DescentConfig) -> tuple[Segment, ...]:
        """Return the plan with other settings from its end on: the goal where that is ahead."""
        if self.is_behind:
            return changed_from(self.plan, self.planned_epoch, config)
        return changed_from(self.segments, self.last_epoch, config)

    def change_config(self, config: DescentConfig) -> None:
        """Put other settings in force from its end on, at the goal where that is still ahead."""
        plan = self.plan_from_end(config)
        if self.is_behind:
            self.plan = plan
            self._n_in_force = min(self._n_in_force, len(plan))
        else:
            self._put_in_force(plan)

    def _put_in_force(self, plan: tuple[Segment, ...]) -> None:
        if plan[-1].first_epoch == self.last_epoch:
            self._carry_memory_over()
        self.plan, self._n_in_force = plan, len(plan)

    def set_max_epochs(self, max_epochs: int) -> None:
        """Change how many epochs it may take, at least those it has; it then goes on or ends."""
        if self.stop_reason is StopReason.MAX_EPOCHS:
            self._put_in_force(self.segments)  # it goes on with the settings it ended with
        self.plan = self.plan_as_long_as(max_epochs)
        self.goal = min(self.goal, max_epochs)
        if self.stop_reason in {None, StopReason.MAX_EPOCHS}:
            is_complete = self.last_epoch == max_epochs
            self.stop_reason = StopReason.MAX_EPOCHS if is_complete else None

    # ---- the same run again

    def renewed(
        self, objective: Objective, start: NDArray[np.float64], config: DescentConfig
    ) -> "Trajectory":
        """Return the run without records, for another objective or start.

        Parameters
        ----------
        objective : Objective
        start : ndarray, shape (degree + 1,)
        config : DescentConfig
            The settings at its end.
        """
        *earlier, last = self.plan
        surface = Surface.of(config)
        if surface != Surface.of(last.config):
            earlier = [replace(part, config=surface.put_into(part.config)) for part in earlier]
        plan = (*earlier, Segment(last.first_epoch, config))
        made = self._without_records(objective, start, plan)
        if self.goal >= last.config.max_epochs:
            made.goal = config.max_epochs  # it took all its epochs, and does so again
        return made

    def replanned(self, plan: tuple[Segment, ...]) -> "Trajectory":
        """Return the run without records, with another plan."""
        return self._without_records(self.objective, self.start, plan)

    def bare(self) -> "Trajectory":
        """Return the same run without records: what is kept of a long one."""
        made = self._without_records(self.objective, self.start, self.plan)
        made.claim = self.claim
        return made

    def _without_records(
        self, objective: Objective, start: NDArray[np.float64], plan: tuple[Segment, ...]
    ) -> "Trajectory":
        goal = min(self.goal, plan[-1].config.max_epochs)
        made = Trajectory(objective, start, plan, goal, self.fork_epoch)
        made.kept, made.change = self.kept, self.change
        return made

    def forked(self, epoch: int) -> "Trajectory":
        """Return a run with the same records up to ``epoch``, and no future yet.

        If that epoch is still to be computed, so is the new run, up to there.
        """
        plan = tuple(part for part in self.plan if part.first_epoch < epoch) or self.plan[:1]
        made = Trajectory(self.objective, self.start, plan, fork_epoch=epoch)
        made.history, made.goal = self.history.copied(min(epoch, self.last_epoch)), epoch
        made._n_in_force = min(self._n_in_force, len(made.plan))
        made.change_config(self.config)
        if not made.is_behind:
            made.advance(0)  # the last epoch of a run may be the fork
        return made

    def copied(self) -> "Trajectory":
        """Return the same run with the same records."""
        made = Trajectory(self.objective, self.start, self.plan, fork_epoch=self.fork_epoch)
        made.history, made.goal = self.history.copied(self.last_epoch), self.goal
        made._n_in_force = self._n_in_force
        made.stop_reason, made.diverged_epoch = self.stop_reason, self.diverged_epoch
        return made

    # ---- records

    def next_record(self, epoch: int) -> tuple[NDArray[np.float64], float] | None:
        """Return the record after a recorded epoch, computed if it is not there yet.

        None where the descent goes no further.
        """
        if epoch < self.last_epoch:
            return self.history.record(epoch + 1)
        descent = self.continuation(epoch + 1)
        while descent.stop_reason is None or descent.epoch == epoch:
            block = descent.advance(1)
            if len(block):
                return block.parameters[0], float(block.losses[0])
            if descent.stop_reason is not None:
                break
        return None

    def continuation(self, last_epoch: int | None = None) -> AnyDescent:
        """Return the descent that computes the records after the last one.

        The same bits come out wherever a run was interrupted.

        Parameters
        ----------
        last_epoch : int, optional
            Where it ends; by default where the settings end it.
        """
        segment = self.segments[-1]
        config = segment.config
        if last_epoch is not None:
            config = replace(config, max_epochs=last_epoch)
        return make_descent(self.objective, config, self.history, segment.first_epoch)

    def extend(self, block: EpochBlock) -> None:
        """Append a block of records."""
        if len(block):
            self.history.append(block)
            self.goal = max(self.goal, self.last_epoch)

    def advance(self, n_epochs: int) -> None:
        """Compute and record up to ``n_epochs`` more epochs here and now, through its segments."""
        end = self.last_epoch + n_epochs
        while self.stop_reason is None:
            descent = self.continuation()
            is_last = self._n_in_force == len(self.plan)
            last_epoch = end if is_last else min(end, self.plan[self._n_in_force].first_epoch)
            while self.last_epoch < last_epoch and descent.stop_reason is None:
                self.extend(descent.advance(last_epoch - self.last_epoch))
            self._end(descent.stop_reason, descent.diverged_epoch)
            if not self._has_begun_next_segment():
                break

    def settle(self, stop_reason: StopReason, diverged_epoch: int | None) -> None:
        """Note how a descent ended that computed records elsewhere.

        Its last epoch may be that of a stretch only: the run then goes on with the next settings.
        """
        is_end = self.last_epoch >= self.config.max_epochs
        if stop_reason is not StopReason.MAX_EPOCHS or is_end:
            self._end(stop_reason, diverged_epoch)
        elif self._has_begun_next_segment() and not self.is_behind:
            self.advance(0)  # the settings that follow may end it at this record

    def _end(self, stop_reason: StopReason | None, diverged_epoch: int | None) -> None:
        """Note how it ended, if it did; computed again, it has to get as far to diverge again."""
        self.stop_reason, self.diverged_epoch = stop_reason, diverged_epoch
        self.goal = max(self.goal, diverged_epoch or 0)
        if stop_reason is not None and self._n_in_force < len(self.plan):
            self._carry_memory_over()

    def _has_begun_next_segment(self) -> bool:
        """Put the next settings in force if their epoch is reached, the last ones at the goal."""
        if self.stop_reason is not None or self._n_in_force == len(self.plan):
            return False
        if self.plan[self._n_in_force].first_epoch <= self.last_epoch:
            self._carry_memory_over()
            self._n_in_force += 1
            return True
        if not self.is_behind:
            in_force = self.plan[: self._n_in_force]
            self._put_in_force(changed_from(in_force, self.last_epoch, self.config))
            return True
        return False

    def _carry_memory_over(self) -> None:
        """Keep the optimizer's memory at the last record for the settings that follow."""
        segment = self.plan[self._n_in_force - 1]
        if segment.first_epoch < self.last_epoch:
            carry_memory_over(self.objective, segment.config, self.history, segment.first_epoch)

    def check_claim(self) -> bool:
        """Return whether the run came to what its file says; its claim is then done with."""
        claim, self.claim = self.claim, None
        if claim is None:
            return True
        parameters, loss = self.history.record(self.last_epoch)
        difference = np.abs(parameters - claim.parameters).max()
        size = max(map(abs, claim.parameters))
        is_same_place = bool(difference <= RELATIVE_TOLERANCE * size)
        return is_same_place and abs(loss - claim.loss) <= RELATIVE_TOLERANCE * abs(claim.loss)


def _steps_until(run: Trajectory, epoch: int) -> list[tuple[int, DescentConfig]]:
    """Return the segments before ``epoch``.

    ``max_epochs`` is left out, so that runs of different length compare equal.
    """
    segments = run.plan if run.is_behind else run.segments
    return [
        (segment.first_epoch, replace(segment.config, max_epochs=1))
        for segment in segments
        if segment.first_epoch < epoch
    ]
