"""What is trained: the problem with its replays, the branches and the runs kept to compare."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal

from linreg_gui.core.descent import DescentConfig, StopReason
from linreg_gui.core.objective import Objective
from linreg_gui.session.branches import Branches
from linreg_gui.session.racing import Racing
from linreg_gui.session.segments import have_same_steps
from linreg_gui.session.trajectory import KeptRun, Trajectory
from linreg_gui.session.values import Segment


class Training(Racing):
    """One descent with everything that may happen to it.

    A run is a pure function of objective, start, settings and number of epochs. So when one of
    them changes the same number of epochs is replayed.
    """

    branches_changed = Signal()
    runs_completed = Signal()
    """Another run than the one shown has all its records again; nobody changed anything."""

    # ---- the problem

    def set_problem(
        self, objective: Objective | None, start: NDArray[np.float64], config: DescentConfig
    ) -> None:
        """Take new data, start or settings and replay the epochs run so far with them."""
        was_descending, race_epoch = self.is_descending, self.race_epoch
        self._halt()
        if objective is None:
            has_branches = len(self.branches) > 1
            self.branches.clear()
            self._publish_replay(cursor=0)
            if has_branches:
                self.branches_changed.emit()
            return
        former = self.trajectory
        n_runs = 1 if former is None else len(self.branches)
        follows_end = former is None or self.cursor >= former.last_epoch
        if former is None:
            self.branches.begin(Trajectory(objective, start, (Segment(0, config),)))
        self.branches.renew(objective, start, config)
        trajectory = self.trajectory
        assert trajectory is not None
        end = trajectory.last_epoch
        self._publish_replay(end if follows_end else min(self.cursor, end))
        if len(self.branches) != n_runs:
            self.branches_changed.emit()
        self._resume(was_descending, race_epoch)

    def change_config(self, config: DescentConfig) -> None:
        """Use new settings: from the next epoch on while it is computed, else for all of it."""
        trajectory = self.trajectory
        if trajectory is None:
            return
        is_long_enough = trajectory.last_epoch <= config.max_epochs
        has_same_steps = have_same_steps(trajectory.config, config)
        if has_same_steps and is_long_enough:
            self._change_epochs(config)
        elif is_long_enough and self.is_descending and self.cursor >= trajectory.last_epoch:
            self._halt()
            trajectory.change_config(config)
            self._catch_up(goes_on=True)
        else:
            if not has_same_steps:
                trajectory.replace_config(config)
            self.set_problem(trajectory.objective, trajectory.start, config)

    def _change_epochs(self, config: DescentConfig) -> None:
        trajectory = self.trajectory
        assert trajectory is not None
        is_under_way = self.state.is_running
        was_descending, race_epoch = self.is_descending, self.race_epoch
        self._halt()
        trajectory.change_config(config)
        if trajectory.stop_reason in {None, StopReason.MAX_EPOCHS}:
            is_complete = trajectory.last_epoch == config.max_epochs
            trajectory.stop_reason = StopReason.MAX_EPOCHS if is_complete else None
        if is_under_way:
            self._resume(was_descending, race_epoch)
        else:
            self._set_resting_state()

    def take_over(self, branches: Branches, cursor: int) -> None:
        """Have these branches in place of the present ones, and show an epoch; nothing runs.

        What of the branch shown was too long to compute beforehand is computed now; an epoch that
        is not there yet is shown as soon as it is.
        """
        self._halt()
        self.branches = branches
        trajectory = self.trajectory
        last = 0 if trajectory is None else trajectory.last_epoch
        self._publish_replay(min(cursor, last))
        self.branches_changed.emit()
        if trajectory is not None and trajectory.stop_reason is None:
            self._wanted_cursor = cursor if cursor > last else None
            self._catch_up()

    def restart(self) -> None:
        """Forget the records and the branches; keep the start."""
        trajectory = self.trajectory
        if trajectory is None:
            return
        self._halt()
        has_branches = len(self.branches) > 1
        segments = (Segment(0, trajectory.config),)
        fresh = Trajectory(trajectory.objective, trajectory.start, segments)
        self.branches.begin(fresh)
        self._publish_replay(cursor=0)
        if has_branches:
            self.branches_changed.emit()

    # ---- branches

    def fork(self) -> bool:
        """Let a branch grow from the epoch shown, and go on running if a run is under way.

        Returns
        -------
        bool
            False when there is no room for another branch, or nothing to branch off from.
        """
        trajectory = self.trajectory
        if trajectory is None or not self.branches.has_room or trajectory.last_epoch == 0:
            return False
        was_descending = self.is_descending
        self._halt()
        self.branches.activate(self.branches.add(trajectory.forked(self.cursor)))
        self._publish_replay(self.cursor)
        self.branches_changed.emit()
        if was_descending:
            self._go_on()
        return True

    def show_branch(self, number: int) -> None:
        """Show another branch at the same epoch, or at its last one."""
        if number == self.branches.active_number or number not in self.branches:
            return
        if self.branches[number].kept is not None:
            return
        self._halt()
        self.branches.activate(number)
        self._show_active()

    def remove_branch(self, number: int) -> None:
        """Drop a branch, or a kept run; the only branch stays."""
        if number not in self.branches:
            return
        if self.branches[number].kept is None and self.branches.n_branches < 2:
            return
        was_active = number == self.branches.active_number
        if was_active:
            self._halt()
        self.branches.remove(number)
        if was_active:
            self._show_active()
        else:
            self._publish_runs()

    def _show_active(self) -> None:
        trajectory = self.trajectory
        assert trajectory is not None
        self._publish_replay(min(self.cursor, trajectory.last_epoch))
        self.branches_changed.emit()
        self._catch_up()

    def _publish_runs(self) -> None:
        """Announce a run that came or went; a number may now stand for other records."""
        self.revision += 1
        self.branches_changed.emit()

    def announce_completed(self) -> None:
        """Announce that a run beside the one shown has all its records again."""
        self.revision += 1
        self.runs_completed.emit()

    # ---- kept runs

    def drop_kept(self) -> None:
        """Drop the kept runs: they belong to data that are gone."""
        n_runs = len(self.branches)
        self.branches.drop_kept()
        if len(self.branches) != n_runs:
            self._publish_runs()

    def keep(self, kept: KeptRun) -> None:
        """Keep the run shown, as it is now, beside the branches."""
        trajectory = self.trajectory
        assert trajectory is not None
        copy = trajectory.copied(trajectory.last_epoch)
        copy.fork_epoch, copy.kept = 0, kept
        copy.end(trajectory.stop_reason, trajectory.diverged_epoch)
        self.branches.add(copy)
        self._publish_runs()

    def load(self, number: int) -> None:
        """Put the records of a kept run in place of the branches."""
        kept = self.branches[number]
        self._halt()
        copy = kept.copied(kept.last_epoch)
        copy.fork_epoch, copy.reached_epoch = 0, kept.reached_epoch
        copy.end(kept.stop_reason, kept.diverged_epoch)
        self.branches.begin(copy)
        self._publish_replay(copy.last_epoch)
        self.branches_changed.emit()
        self._catch_up()
