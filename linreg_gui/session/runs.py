"""The runs: branches and kept runs, and what makes them other ones."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.objective import Objective
from linreg_gui.session.branches import Branches
from linreg_gui.session.player import END, Player
from linreg_gui.session.segments import have_same_steps
from linreg_gui.session.trajectory import KeptRun, Trajectory
from linreg_gui.session.values import Segment


class Runs(QObject):
    """One descent with everything that may happen to it.

    A run is a pure function of objective, start, settings and number of epochs. So when one of
    them changes the same number of epochs is replayed (see ``replay``).

    Attributes
    ----------
    player : Player
        What moves: the records of the branches and the epoch shown.
    """

    branches_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player = Player(self)

    @property
    def branches(self) -> Branches:
        """All runs by number."""
        return self.player.branches

    @property
    def trajectory(self) -> Trajectory | None:
        """The branch shown; None without points."""
        return self.branches.active

    # ---- the problem

    def set_problem(
        self, objective: Objective | None, start: NDArray[np.float64], config: DescentConfig
    ) -> None:
        """Take new data, start or settings; all runs are computed again with them."""
        n_runs = len(self.branches)
        wanted = self.player.standing()
        if objective is None:
            has_branches = n_runs > 1
            self.branches.clear()
            self.player.show_records(0)
            if has_branches:
                self.branches_changed.emit()
            return
        if self.trajectory is None:
            self.branches.begin(Trajectory(objective, start, (Segment(0, config),)))
            n_runs = len(self.branches)
        self.branches.renew(objective, start, config)
        self.player.show_records(wanted, is_at_rest=False)
        if len(self.branches) != n_runs:
            self.branches_changed.emit()

    def change_config(self, config: DescentConfig) -> None:
        """Use new settings: from the next epoch on while it is computed, else for all of it."""
        run, player = self.trajectory, self.player
        if run is None:
            return
        is_long_enough = run.last_epoch <= config.max_epochs
        follows_end = player.standing() == END
        if is_long_enough and have_same_steps(run.config, config):
            run.set_max_epochs(config.max_epochs)
            player.schedule()
        elif is_long_enough and player.is_under_way and follows_end:
            run.change_config(config)
            player.schedule()
        else:
            wanted = player.standing()
            self.branches.replace_shown(run.replanned(config))
            player.show_records(wanted, is_at_rest=False)

    def take_over(self, branches: Branches, cursor: int) -> None:
        """Have these branches in place of the present ones, and show an epoch; nothing runs.

        Their missing records are computed like those of any run that is behind; an epoch that is
        not there yet is shown as soon as it is.
        """
        self.player.branches = branches
        self.player.show_records(cursor)
        self.branches_changed.emit()

    def restart(self) -> None:
        """Forget the records and the branches; keep the start."""
        run = self.trajectory
        if run is None:
            return
        has_branches = len(self.branches) > 1
        self.branches.begin(Trajectory(run.objective, run.start, (Segment(0, run.config),)))
        self.player.show_records(0)
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
        run = self.trajectory
        if run is None or not self.branches.has_room or run.end_epoch == 0:
            return False
        epoch = self.player.awaited_cursor
        self.branches.activate(self.branches.add(run.forked(epoch)))
        self.player.show_records(END, is_at_rest=False)
        self.branches_changed.emit()
        return True

    def show_branch(self, number: int) -> None:
        """Show another branch at the same epoch, or at its last one."""
        if number == self.branches.active_number or number not in self.branches:
            return
        if self.branches[number].kept is None:
            cursor = self.player.awaited_cursor
            self.branches.activate(number)
            self._show_active(cursor)

    def remove_branch(self, number: int) -> None:
        """Drop a branch, or a kept run; the only branch stays."""
        if number not in self.branches:
            return
        if self.branches[number].kept is None and self.branches.n_branches < 2:
            return
        cursor = self.player.awaited_cursor
        was_active = number == self.branches.active_number
        self.branches.remove(number)
        if was_active:
            self._show_active(cursor)
        else:
            self._publish_runs()

    def _show_active(self, cursor: int) -> None:
        self.player.show_records(cursor)
        self.branches_changed.emit()

    def _publish_runs(self) -> None:
        """Announce a run that came or went; a number may now stand for other records."""
        self.player.revision += 1
        self.player.schedule()
        self.branches_changed.emit()

    # ---- kept runs

    def keep(self, kept: KeptRun) -> None:
        """Keep the run shown, as it is now, beside the branches."""
        run = self.trajectory
        assert run is not None
        copy = run.copied()
        copy.fork_epoch, copy.kept = 0, kept
        self.branches.add(copy)
        self._publish_runs()

    def load(self, number: int) -> None:
        """Put the records of a kept run in place of the branches."""
        copy = self.branches[number].copied()
        copy.fork_epoch = 0
        self.branches.begin(copy)
        self.player.show_records(END)
        self.branches_changed.emit()
