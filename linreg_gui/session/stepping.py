"""One step looked at from near: its record, its four phases, and its batches one by one."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.batches import batch_loss, batch_of
from linreg_gui.core.descent_config import Optimizer
from linreg_gui.core.descents import memory_at, steps_within
from linreg_gui.core.one_step import OneStep, StepPlace, one_step
from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.branching import Branching
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import InnerStep, Notice, Segment, StepRecord

PHASES = tuple(StepPhase)
WITH_VELOCITY = {Optimizer.MOMENTUM, Optimizer.NESTEROV, Optimizer.ADAM}
MOST_INNER_STEPS = 20_000
"""More steps of one epoch take too long to be worked out again for a picture."""


class Stepping(Branching):
    """The step from the epoch shown to the next one, in exactly the numbers of the records."""

    cursor_changed = Signal(int)
    phase_changed = Signal(object)
    """StepPhase, or None when no phase is lit."""
    inner_step_changed = Signal()
    """Another batch of the epoch shown is looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase: StepPhase | None = None
        self._phase_epoch = 0
        self._inner_index = 0
        self._way: NDArray[np.float64] = np.empty((0, 2))
        self._way_key: object = None
        self._training.cursor_changed.connect(self._on_cursor_changed)

    @property
    def cursor(self) -> int:
        """The epoch shown."""
        return self._training.cursor

    @property
    def step_record(self) -> StepRecord | None:
        """The step from the epoch shown to the next one; None without points."""
        trajectory = self._training.trajectory
        if trajectory is None:
            return None
        parameters, loss = trajectory.history.record(self.cursor)
        following = trajectory.next_record(self.cursor)
        config = trajectory.config_at(self.cursor)
        return StepRecord(
            self.cursor, parameters, loss, config, None if following is None else following[0]
        )

    @property
    def explained_step(self) -> OneStep | None:
        """The step looked at, in its parts: the one just taken while its update is lit.

        None without points.
        """
        trajectory = self._training.trajectory
        if trajectory is None:
            return None
        epoch = self._explained_epoch
        segment, following = trajectory.segment_at(epoch), trajectory.next_record(epoch)
        n_steps = segment.config.steps_per_epoch(trajectory.objective.dataset.n_samples)
        place = StepPlace(epoch, min(self._inner_index, n_steps - 1), segment.first_epoch)
        return one_step(
            trajectory.objective,
            segment.config,
            trajectory.history,
            place,
            None if following is None else following[0],
        )

    @property
    def _explained_epoch(self) -> int:
        is_taken = self.phase is StepPhase.UPDATE and self.cursor > 0
        return self.cursor - 1 if is_taken else self.cursor

    @property
    def velocity(self) -> NDArray[np.float64] | None:
        """What the optimizer carries to the epoch shown, shape (2,); None where it carries none.

        For momentum and Nesterov the velocity, for Adam the mean gradient: both point uphill.
        """
        trajectory = self._training.trajectory
        if trajectory is None:
            return None
        segment = trajectory.segment_at(self.cursor)
        if segment.config.optimizer not in WITH_VELOCITY:
            return None
        memory = memory_at(
            trajectory.objective,
            segment.config,
            trajectory.history,
            self.cursor,
            segment.first_epoch,
        )
        return memory.first

    # ---- the batches of an epoch

    @property
    def inner_step(self) -> InnerStep | None:
        """One of the steps of the epoch looked at: that from the epoch shown to the next one.

        While an update is lit it is the one just taken. None where a step takes all points, or
        there are more than ``MOST_INNER_STEPS``.
        """
        trajectory = self._training.trajectory
        if trajectory is None:
            return None
        epoch = self._explained_epoch
        segment, data = trajectory.segment_at(epoch), trajectory.objective.dataset
        config = segment.config
        n_steps = config.steps_per_epoch(data.n_samples)
        if not 1 < n_steps <= MOST_INNER_STEPS:
            return None
        index = min(self._inner_index, n_steps - 1)
        return InnerStep(
            index=index,
            n_steps=n_steps,
            points=batch_of(data, config, epoch, index),
            loss=batch_loss(data, config, epoch, index),
            way=self._way_within(trajectory, segment, epoch),
        )

    def _way_within(
        self, trajectory: Trajectory, segment: Segment, epoch: int
    ) -> NDArray[np.float64]:
        """Work out the steps of an epoch, once for all its batches."""
        key = (self._training.revision, epoch, segment)
        if key != self._way_key:
            self._way_key = key
            self._way = steps_within(
                trajectory.objective,
                segment.config,
                trajectory.history,
                epoch,
                segment.first_epoch,
            )
        return self._way

    def move_inner_step(self, n_steps: int) -> None:
        """Look at a later or an earlier batch of the epoch shown; stops at its ends."""
        inner = self.inner_step
        if inner is None:
            return
        self._training.pause()
        index = max(0, min(inner.index + n_steps, inner.n_steps - 1))
        if index != inner.index:
            self._inner_index = index
            self.inner_step_changed.emit()

    # ---- the phases of a step

    def step_phase(self) -> None:
        """Light the next of the four phases of a step; the last one takes the step."""
        if not self._is_trainable():
            return
        self._training.pause()
        place = -1 if self.phase is None else PHASES.index(self.phase)
        following = PHASES[(place + 1) % len(PHASES)]
        if following is StepPhase.UPDATE:
            self._phase_epoch = self.cursor + 1
            self._training.step(1)
            if self.cursor != self._phase_epoch:
                self._phase_epoch = self.cursor
                text = "The run is complete: allow more epochs, or restart."
                self.post_notice(Notice(text))
                return
        self._set_phase(following)

    def _set_phase(self, phase: StepPhase | None) -> None:
        self._phase_epoch = self.cursor
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit(phase)

    @Slot(int)
    def _on_cursor_changed(self, epoch: int) -> None:
        self._inner_index = 0
        if epoch != self._phase_epoch:
            self._set_phase(None)
        self.cursor_changed.emit(epoch)
