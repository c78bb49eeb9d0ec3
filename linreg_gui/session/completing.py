"""Branches and kept runs beside the one shown, computed to their ends in the background."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Slot

from linreg_gui.core.descent import EpochBlock, StopReason
from linreg_gui.core.descents import AnyDescent
from linreg_gui.session.problem import Problem
from linreg_gui.session.tasks import Listeners, Report, Task, Tasks
from linreg_gui.session.training import Training
from linreg_gui.session.trajectory import Trajectory

EPOCHS_AT_ONCE = 32_768


class Rest(NamedTuple):
    """The records that a replay left out, and how they end."""

    blocks: list[EpochBlock]
    stop_reason: StopReason
    diverged_epoch: int | None


class Completing(QObject):
    """Computes what a replay left out of the runs that are not shown, one after the other.

    An edit replays as much of each run as can be done while a hand waits. The rest of the run
    shown is what the runner catches up with; that of the others waits until the hand rests.

    Parameters
    ----------
    problem : Problem
        Tells of drags.
    training : Training
        Holds the runs.
    """

    def __init__(self, problem: Problem, training: Training) -> None:
        super().__init__(training)
        self._problem = problem
        self._training = training
        self._tasks = Tasks("completing", self)
        self._task: Task | None = None
        self._run: Trajectory | None = None
        for signal in (
            training.history_replaced,
            training.run_status_changed,
            training.branches_changed,
            problem.drag_changed,
        ):
            signal.connect(self._on_changed)

    @property
    def is_busy(self) -> bool:
        """Whether a run is being computed."""
        return self._task is not None

    def shutdown(self) -> bool:
        """Stop the thread; False when it is still busy."""
        self._give_up()
        return self._tasks.shutdown()

    @Slot()
    def _on_changed(self) -> None:
        unfinished = self._unfinished()
        if any(run is self._run for run in unfinished):
            return
        self._give_up()
        if unfinished and not (self._problem.is_dragging or self._training.state.is_running):
            self._begin(unfinished[0])

    def _unfinished(self) -> list[Trajectory]:
        branches = self._training.branches
        if branches.active is None:
            return []  # kept runs wait for points
        others = (run for number, run in branches if number != branches.active_number)
        return [run for run in others if run.is_behind]

    def _begin(self, run: Trajectory) -> None:
        descent = run.continuation(run.awaited_epoch)
        done = partial(self._on_done, run, run.last_epoch)
        self._run = run
        self._task = self._tasks.start(partial(_rest, descent), Listeners(done, self._on_failed))

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._run = None

    def _on_done(self, run: Trajectory, last_epoch: int, rest: Rest) -> None:
        is_awaited = any(run is other for other in self._unfinished())
        self._give_up()
        if is_awaited and run.last_epoch == last_epoch:
            for block in rest.blocks:
                run.extend(block)
            run.end_computed(rest.stop_reason, rest.diverged_epoch)
            self._training.announce_completed()
        self._on_changed()

    def _on_failed(self, _sentence: str) -> None:
        """Leave the run as far as it is: what went wrong is in the log."""
        self._task = None


def _rest(descent: AnyDescent, report: Report) -> Rest | None:
    """Compute to the end; None when asked to stop."""
    blocks = []
    while descent.stop_reason is None:
        block = descent.advance(EPOCHS_AT_ONCE)
        if len(block):
            blocks.append(block)
        if not report(descent.epoch / descent.config.max_epochs):
            return None
    return Rest(blocks, descent.stop_reason, descent.diverged_epoch)
