"""The player: starts and stops the worker that computes records, and moves the epoch shown."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.history import EpochBlock, History
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session import replay
from linreg_gui.session.branches import Branches
from linreg_gui.session.curve import Curve, Parameters
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.playback import Playback
from linreg_gui.session.runner import Runner
from linreg_gui.session.segments import Segment
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import Notice, RunState, RunStatus, Severity
from linreg_gui.workers.descent_worker import RunOutcome

END = 2**62
"""Larger than any epoch: the cursor follows the newest record."""
RACE_SECONDS = 10 * replay.FRAME_SECONDS
"""The time that may be computed for before a race begins."""
NOT_RUN = "The run shown has no epochs yet: run it by Space, then race it by J."
NO_RIVALS = "A race needs two runs that are seen: keep one by K, then run with another rate."


class Mode(Enum):
    """The movement that was asked for."""

    REST = "rest"
    RUN = "run"
    RACE = "race"


@dataclass(frozen=True, eq=False)
class Job:
    """A piece of work for the worker: a run, with these settings, up to an epoch."""

    run: Trajectory
    segment: Segment
    last_epoch: int
    is_replay: bool


class Player(QObject):
    """The records of the branches and the epoch shown.

    The cursor has three sources: records that the worker computes, playback of those there are,
    and a race, which is playback of all runs together. Which of them is at work follows from the
    mode, the runs that are behind (see ``replay``), a drag and a suspension; `schedule` finds out
    and is the only place that starts or stops one. Records are never dropped by going back:
    running from an earlier epoch plays them, and computes only what follows the last one.

    ======  ==========================  ======================================================
    mode    shown run is behind         else
    ======  ==========================  ======================================================
    REST    the worker replays it       the worker replays the others, but not in a drag
    RUN     the worker replays it       playback up to the last record; then the worker
                                        computes new ones at the pace; REST where the run ends
    RACE    playback only               playback only; REST at its end
    ======  ==========================  ======================================================

    While it is suspended nothing is computed again; a run, an edit or another branch ends that.

    Attributes
    ----------
    branches : Branches
    state : RunState
    cursor : int
        The epoch shown.
    race_epoch : int or None
        The epoch that all runs of a race stand at, or are made to stand at before one begins;
        None when there is no race.
    revision : int
        Changes whenever a number may stand for other records; not when records are added.
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate

    history_extended = Signal(int, int)
    """First and last of the new epochs of the run shown."""
    history_replaced = Signal()
    run_status_changed = Signal(object)
    """RunState"""
    begun = Signal()
    """A run was asked for."""
    cursor_changed = Signal(int)
    race_moved = Signal(object)
    """The epoch that all runs of a race stand at; None when it is over."""
    runs_completed = Signal()
    """Another run than the one shown has all its records again; nobody changed anything."""
    found_other = Signal(object)
    """Numbers of runs that came to something else than their files say, a tuple of int."""
    notice_posted = Signal(object)
    """Notice"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.branches = Branches()
        self.state = RunState(RunStatus.READY)
        self.cursor = 0
        self.race_epoch: int | None = None
        self.revision = 0
        self._mode = Mode.REST
        self._wanted = END
        self._is_suspended = False
        self._is_held = False
        self._speed: float | None = None
        self._job: Job | None = None
        self._job_epoch = 0
        self._playback = Playback(self)
        self._playback.moved.connect(self._on_played)
        self._playback.finished.connect(self._on_playback_finished)
        self._runner = Runner(self)
        self._runner.epochs_completed.connect(self._on_epochs_completed)
        self._runner.finished.connect(self._on_finished)

    @property
    def trajectory(self) -> Trajectory | None:
        """The branch shown; None without points."""
        return self.branches.active

    @property
    def history(self) -> History | None:
        """The records of the branch shown; None without points."""
        run = self.trajectory
        return None if run is None else run.history

    @property
    def is_under_way(self) -> bool:
        """Whether the run shown goes on of itself: new epochs follow those there are."""
        return self._mode is Mode.RUN

    @property
    def continues_from_end(self) -> bool:
        """Whether the next epochs computed follow the last one, shown now or awaited."""
        return self.is_under_way and self.standing() == END

    @property
    def is_busy(self) -> bool:
        """Whether the worker computes anything."""
        return self._job is not None

    @property
    def seconds_left(self) -> float:
        """About how long the worker takes until no run is behind."""
        return sum(replay.seconds_left(run) for run in self._in_order())

    @property
    def awaited_cursor(self) -> int:
        """The epoch that is shown as soon as it is computed again; mostly the one shown."""
        run = self.trajectory
        if run is None or not run.is_behind:
            return self.cursor
        return min(self._wanted, run.planned_epoch)

    @property
    def shown_parameters(self) -> Parameters | None:
        """The parameters of the epoch shown, as the descent sees them; None without points."""
        if self.trajectory is None:
            return None
        parameters, _ = self.trajectory.history.record(self.cursor)
        return tuple(parameters.tolist())

    @property
    def shown_curve(self) -> Curve | None:
        """The curve of the epoch shown, in the data's units; None without points."""
        run, parameters = self.trajectory, self.shown_parameters
        if run is None or parameters is None:
            return None
        return Curve.of(run.objective, parameters)

    # ---- intents

    def is_trainable(self) -> bool:
        """Return whether there is anything to run on; posts a notice if not."""
        if self.trajectory is not None:
            return True
        text = "Without points there is nothing to fit: click into the data pane to place some."
        notice = Notice(text, Severity.WARNING, is_still_true=lambda: self.trajectory is None)
        self.notice_posted.emit(notice)
        return False

    @asks(Lockable.RUN)
    def run(self) -> None:
        """Run on from the epoch shown; play a complete run again from its start."""
        run = self.trajectory
        if not self.is_trainable() or run is None:
            return
        self.begun.emit()
        if self._mode is not Mode.REST:
            return
        self._move_race(None)
        if run.stop_reason is not None and self.cursor >= run.last_epoch:
            self._move_cursor(0)
        self._mode, self._is_suspended = Mode.RUN, False
        self.schedule()

    @asks(Lockable.KEEP)
    def race(self) -> None:
        """Play all runs that are not hidden together, from their starts on.

        Nothing is computed, but for a run shown that has no epochs: it gets as many as the longest.
        """
        if not self.is_trainable():
            return
        if not self._has_rivals():
            notice = Notice(NO_RIVALS, is_still_true=lambda: not self._has_rivals())
            self.notice_posted.emit(notice)
            return
        if self._shown_is_unrun() and not self._run_along():
            self.notice_posted.emit(Notice(NOT_RUN, is_still_true=self._shown_is_unrun))
            return
        self.rest()
        if self._longest():
            self._mode = Mode.RACE
            self._move_cursor(0)
            self._move_race(0)
            self.schedule()

    def pause(self) -> None:
        """Stop computing and playing; the records stay, and a replay is gone on with by a run."""
        run = self.trajectory
        self._is_suspended |= run is not None and run.is_behind
        self.rest()

    def toggle(self) -> None:
        """Run or pause: what the run button says."""
        if self.state.is_running:
            self.pause()
        else:
            self.run()

    def rest(self) -> None:
        """Let the run or the race go no further; what is behind is still computed again."""
        self._wanted = self.standing()
        self._mode = Mode.REST
        self._move_race(None)
        self.schedule()

    @asks(Lockable.RUN)
    def step(self, n_epochs: int = 1) -> None:
        """Go ``n_epochs`` forward: through the records, then by computing new ones."""
        run = self.trajectory
        if not self.is_trainable() or run is None:
            return
        self.rest()
        wanted, first = self.cursor + n_epochs, run.last_epoch + 1
        if wanted >= first:
            run.advance(wanted - run.last_epoch)
            if run.last_epoch >= first:
                self.history_extended.emit(first, run.last_epoch)
        self._wanted = wanted
        self.schedule()
        self._move_cursor(min(wanted, run.last_epoch))

    def step_back(self, n_epochs: int = 1) -> None:
        """Show an earlier epoch; nothing is computed backwards."""
        self.seek(self.cursor - n_epochs)

    def seek_last(self) -> None:
        """Show the newest epoch."""
        if self.history is not None:
            self.seek(self.history.last_epoch)

    @asks(Lockable.RUN)
    def seek(self, epoch: int) -> None:
        """Show a recorded epoch, the nearest one if it does not exist; ends a run."""
        self.rest()
        run = self.trajectory
        if run is not None:
            self._wanted = END if epoch == run.last_epoch else max(0, epoch)
            self._move_cursor(min(max(0, epoch), run.last_epoch))

    def stand_at(self, epoch: int) -> None:
        """Show all runs as a race does at an epoch; ends a run."""
        self.seek(epoch)
        if self.trajectory is not None:
            self._move_race(min(max(0, epoch), self._longest()))

    def hold(self, is_held: bool) -> None:
        """Let the runs beside the one shown wait, as long as a hand drags something."""
        self._is_held = is_held
        self.schedule()

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Change the pace, at once."""
        self._speed = epochs_per_second
        if self._job is not None and not self._job.is_replay:
            self._runner.set_speed(epochs_per_second)
        self._playback.set_speed(epochs_per_second)

    def shutdown(self) -> bool:
        """Stop the thread; False when it is still busy."""
        self._is_suspended = True
        self.rest()
        return self._runner.shutdown()

    # ---- other records

    def standing(self) -> int:
        """Return the epoch to show again on other records; END where the end is followed."""
        run = self.trajectory
        if run is not None and run.is_behind and self._mode is not Mode.RACE:
            return self._wanted
        return END if run is None or self.cursor >= run.last_epoch else self.cursor

    def show_records(self, wanted: int, *, is_at_rest: bool = True) -> None:
        """Catch up with the runs there are now, and announce that the records are others.

        Parameters
        ----------
        wanted : int
            The epoch to show, as soon as it is there.
        is_at_rest : bool
            Whether a run under way, or a race, ends.
        """
        run = self.trajectory
        self._wanted, self._is_suspended = wanted, False
        if is_at_rest or run is None:
            self._mode = Mode.REST
        if self._mode is not Mode.RACE:
            self._move_race(None)
        replay.catch_up(self._in_order())
        self.cursor = 0 if run is None else min(wanted, run.last_epoch)
        self.revision += 1
        former = self.state
        self._arrange()
        self.history_replaced.emit()
        if self.state != former:
            self.run_status_changed.emit(self.state)
        self.cursor_changed.emit(self.cursor)
        self._compare_with_claims()

    def _in_order(self) -> list[Trajectory]:
        """Return all runs in the order in which they are computed; none without points."""
        shown = self.trajectory
        if shown is None:
            return []  # kept runs wait for points
        return [shown, *(run for _, run in self.branches if run is not shown)]

    def _compare_with_claims(self) -> None:
        """Say once when runs came to something else than when they were saved."""
        differing = tuple(
            number
            for number, run in self.branches
            if run.claim is not None and not run.is_behind and not run.check_claim()
        )
        if differing:
            for _, run in self.branches:
                run.claim = None
            self.found_other.emit(differing)

    # ---- who is at work

    def schedule(self) -> None:
        """Start and stop the worker and the playback, as all is now; announces the status."""
        former = self.state
        self._arrange()
        if self.state != former:
            self.run_status_changed.emit(self.state)

    def _arrange(self) -> None:
        run = self.trajectory
        if self._mode is Mode.RUN and (run is None or self._has_ended(run)):
            self._mode = Mode.REST
        self._arrange_playback(run)
        job = self._next_job(run)
        if job is not self._job:
            self._begin(job)
        self.state = self._state(run)

    def _has_ended(self, run: Trajectory) -> bool:
        return run.stop_reason is not None and self.cursor >= run.last_epoch

    def _arrange_playback(self, run: Trajectory | None) -> None:
        if self._mode is Mode.RACE:
            self._playback.play(self.race_epoch or 0, self._longest())
        elif self._mode is Mode.RUN and run is not None and self._has_records_to_play(run):
            self._playback.play(self.cursor, run.last_epoch)
        else:
            self._playback.stop()

    def _has_records_to_play(self, run: Trajectory) -> bool:
        return not run.is_behind and self.cursor < run.last_epoch

    def _next_job(self, shown: Trajectory | None) -> Job | None:
        """Return what is to be computed now; the present job where that is it."""
        if shown is None or self._mode is Mode.RACE or self._is_suspended:
            return None
        if self._mode is Mode.RUN and not shown.is_behind:
            is_played = self._has_records_to_play(shown)
            return None if is_played else self._job_of(shown, shown.config.max_epochs)
        behind = next((run for run in self._in_order() if run.is_behind), None)
        if behind is None or (self._is_held and behind is not shown):
            return None
        return self._job_of(behind, behind.stretch_end)

    def _job_of(self, run: Trajectory, last_epoch: int) -> Job:
        segment, now = run.segments[-1], self._job
        is_under_way = (
            now is not None
            and (now.run, now.last_epoch, now.is_replay) == (run, last_epoch, run.is_behind)
            and now.segment == segment
            and self._job_epoch == run.last_epoch
        )
        if now is not None and is_under_way:
            return now
        return Job(run, segment, last_epoch, run.is_behind)

    def _begin(self, job: Job | None) -> None:
        self._runner.stop()
        self._job = job
        if job is not None:
            self._job_epoch = job.run.last_epoch
            descent = job.run.continuation(job.last_epoch)
            self._runner.start(descent, None if job.is_replay else self._speed)

    def _state(self, run: Trajectory | None) -> RunState:
        if run is None:
            return RunState(RunStatus.READY)
        if run.is_behind and not self._is_suspended and self._mode is not Mode.RACE:
            return RunState(RunStatus.REPLAYING, epoch=run.planned_epoch)
        if self._mode is not Mode.REST:
            return RunState(RunStatus.RUNNING)
        if run.stop_reason is not None:
            diverged = run.diverged_epoch
            epoch = run.last_epoch if diverged is None else diverged
            return RunState(RunStatus.FINISHED, run.stop_reason, epoch)
        return RunState(RunStatus.PAUSED if run.goal else RunStatus.READY)

    def _has_rivals(self) -> bool:
        """Return whether two runs or more can race."""
        return len(self.branches.racers) > 1 and self._longest() > 0

    def _shown_is_unrun(self) -> bool:
        """Return whether the run shown would stand at the start while the others race."""
        run = self.trajectory
        return run is not None and run.last_epoch == 0 and run in self.branches.racers

    def _run_along(self) -> bool:
        """Give the run shown as many epochs as the longest has; False where it would take long."""
        run = self.trajectory
        assert run is not None
        n_epochs = min(self._longest(), run.config.max_epochs)
        per_epoch = replay.epoch_seconds(run.config, run.objective.dataset)
        if n_epochs * per_epoch > RACE_SECONDS:
            return False
        self.rest()
        run.advance(n_epochs)
        self.history_extended.emit(1, run.last_epoch)
        return run.last_epoch > 0

    def _longest(self) -> int:
        """Return the last epoch of the longest run that takes part in a race."""
        return max(run.last_epoch for run in self.branches.racers)

    # ---- what arrives

    @Slot(object)
    def _on_epochs_completed(self, block: EpochBlock) -> None:
        job = self._job
        if job is None:
            return
        job.run.extend(block)
        self._job_epoch = job.run.last_epoch
        if job.run is self.trajectory:
            self.history_extended.emit(block.first_epoch, block.last_epoch)
            wanted = self._wanted if job.is_replay else END
            self._move_cursor(min(wanted, job.run.last_epoch))

    @Slot(object)
    def _on_finished(self, outcome: RunOutcome) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        job.run.settle(outcome.stop_reason, outcome.diverged_epoch)
        if job.run is not self.trajectory and not job.run.is_behind:
            self.revision += 1
            self.runs_completed.emit()
        self.schedule()
        self._compare_with_claims()

    @Slot(int)
    def _on_played(self, epoch: int) -> None:
        run = self.trajectory
        if self._mode is Mode.RACE:
            self._move_race(epoch)
        if run is not None:
            self._move_cursor(min(epoch, run.last_epoch))

    @Slot()
    def _on_playback_finished(self) -> None:
        if self._mode is Mode.RACE:
            self.rest()
        else:
            self.schedule()

    def _move_cursor(self, epoch: int) -> None:
        if epoch != self.cursor:
            self.cursor = epoch
            self.cursor_changed.emit(epoch)

    def _move_race(self, epoch: int | None) -> None:
        if epoch != self.race_epoch:
            self.race_epoch = epoch
            self.race_moved.emit(epoch)
