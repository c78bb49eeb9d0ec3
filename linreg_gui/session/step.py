"""The step from the epoch shown in detail: its parts, its four phases, and its batches."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.batches import batch_loss, batch_of
from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.descents import memory_at, steps_within
from linreg_gui.core.optimizers import RULES
from linreg_gui.core.step import OneStep, StepPlace, one_step
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.last_value import LastValue
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.player import Player
from linreg_gui.session.segments import Segment
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import InnerStep, Notice

PHASES = tuple(StepPhase)
MOST_INNER_STEPS = 20_000
"""More steps of one epoch take too long to be worked out again for a picture."""


class Step(QObject):
    """The step from the epoch shown to the next one, in exactly the numbers of the records.

    Attributes
    ----------
    phase : StepPhase or None
        None when no phase is lit.
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate
    phase_changed = Signal(object)
    """StepPhase, or None when no phase is lit."""
    inner_step_changed = Signal()
    """Another batch of the epoch shown is looked at."""
    notice_posted = Signal(object)
    """Notice"""

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self._player = player
        self.phase: StepPhase | None = None
        self._phase_epoch = 0
        self._inner_index = 0
        self._explained: LastValue[OneStep] = LastValue()
        self._inner: LastValue[InnerStep] = LastValue()
        self._way: LastValue[NDArray[np.float64]] = LastValue()
        player.cursor_changed.connect(self._on_cursor_changed)
        player.begun.connect(self.end_phases)

    @property
    def explained(self) -> OneStep | None:
        """The step looked at, in its parts: the one just taken while its update is lit.

        None without points.
        """
        trajectory = self._player.trajectory
        if trajectory is None:
            return None
        place, segment = self._looked_at(trajectory)
        key = (self._player.revision, place, segment)
        return self._explained.of(key, lambda: _explained(trajectory, place, segment))

    @property
    def look_key(self) -> tuple[object, ...]:
        """A value that changes with the step looked at and with anything shown of that step."""
        trajectory = self._player.trajectory
        place = None if trajectory is None else self._looked_at(trajectory)
        return self._player.revision, self._player.cursor, place

    def _looked_at(self, trajectory: Trajectory) -> tuple[StepPlace, Segment]:
        """Return the place of the step looked at, and the settings it is taken with."""
        epoch = self._explained_epoch
        segment = trajectory.segment_at(epoch)
        n_steps = segment.config.steps_per_epoch(trajectory.objective.dataset.n_samples)
        return StepPlace(epoch, min(self._inner_index, n_steps - 1), segment.first_epoch), segment

    @property
    def _explained_epoch(self) -> int:
        is_taken = self.phase is StepPhase.UPDATE and self._player.cursor > 0
        return self._player.cursor - 1 if is_taken else self._player.cursor

    @property
    def velocity(self) -> NDArray[np.float64] | None:
        """The velocity of the optimizer at the epoch shown, shape (2,); None where it has none.

        For momentum and Nesterov the velocity, for Adam the mean gradient: both point uphill.
        """
        trajectory = self._player.trajectory
        if trajectory is None:
            return None
        segment = trajectory.segment_at(self._player.cursor)
        if not RULES[segment.config.optimizer].has_velocity:
            return None
        memory = memory_at(
            trajectory.objective,
            segment.config,
            trajectory.history,
            self._player.cursor,
            segment.first_epoch,
        )
        return memory.first

    # ---- the batches of an epoch

    @property
    def has_batches(self) -> bool:
        """Whether the epoch looked at has several batches, and not too many to look at."""
        trajectory = self._player.trajectory
        if trajectory is None:
            return False
        config = trajectory.config_at(self._explained_epoch)
        n_steps = config.steps_per_epoch(trajectory.objective.dataset.n_samples)
        return 1 < n_steps <= MOST_INNER_STEPS

    @property
    def inner_step(self) -> InnerStep | None:
        """One of the steps of the epoch looked at: that from the epoch shown to the next one.

        While an update is lit it is the one just taken. None where a step takes all points, or
        there are more than ``MOST_INNER_STEPS``.
        """
        trajectory = self._player.trajectory
        if trajectory is None or not self.has_batches:
            return None
        place, segment = self._looked_at(trajectory)
        key = (self._player.revision, place, segment)
        return self._inner.of(key, lambda: self._made_inner_step(trajectory, place, segment))

    def _made_inner_step(
        self, trajectory: Trajectory, place: StepPlace, segment: Segment
    ) -> InnerStep:
        objective, config = trajectory.objective, segment.config
        epoch, index, first_epoch = place
        way = self._way.of(  # the same for all batches of an epoch
            (self._player.revision, epoch, segment),
            lambda: steps_within(objective, config, trajectory.history, epoch, first_epoch),
        )
        return InnerStep(
            index=index,
            n_steps=len(way) - 1,
            points=objective.numbers_of(batch_of(objective.dataset, config, epoch, index)),
            loss=batch_loss(objective, config, epoch, index),
            way=way,
        )

    @asks(Lockable.VIEW)
    def move_inner_step(self, n_steps: int) -> None:
        """Look at a later or an earlier batch of the epoch shown; stops at its ends."""
        inner = self.inner_step
        if inner is None:
            return
        self._player.rest()
        index = max(0, min(inner.index + n_steps, inner.n_steps - 1))
        if index != inner.index:
            self._inner_index = index
            self.inner_step_changed.emit()

    # ---- the phases of a step

    @asks(Lockable.RUN)
    def next_phase(self) -> None:
        """Light the next of the four phases of a step; the last one takes the step."""
        player = self._player
        if not player.is_trainable():
            return
        player.rest()
        place = -1 if self.phase is None else PHASES.index(self.phase)
        following = PHASES[(place + 1) % len(PHASES)]
        if following is StepPhase.UPDATE:
            self._phase_epoch = player.cursor + 1
            player.step(1)
            if player.cursor != self._phase_epoch:
                self._phase_epoch = player.cursor
                text = "The run is complete: allow more epochs, or restart."
                self.notice_posted.emit(Notice(text))
                return
        self._set_phase(following)

    @Slot()
    def end_phases(self) -> None:
        """Light no phase."""
        self._set_phase(None)

    def _set_phase(self, phase: StepPhase | None) -> None:
        self._phase_epoch = self._player.cursor
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit(phase)

    @Slot(int)
    def _on_cursor_changed(self, epoch: int) -> None:
        self._inner_index = 0
        if epoch != self._phase_epoch:
            self._set_phase(None)


def _explained(trajectory: Trajectory, place: StepPlace, segment: Segment) -> OneStep:
    following = trajectory.next_record(place.epoch)
    return one_step(
        trajectory.objective,
        segment.config,
        trajectory.history,
        place,
        None if following is None else following[0],
    )
