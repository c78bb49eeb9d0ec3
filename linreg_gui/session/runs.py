"""The runs: branches and kept runs, with their settings, and the operations that change them."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.surface import Surface
from linreg_gui.session import wording
from linreg_gui.session.branches import MOST_BRANCHES, MOST_RECORDS_HELD, Branches
from linreg_gui.session.curve import ZERO_LINE, Curve
from linreg_gui.session.player import END, Player
from linreg_gui.session.segments import Segment, changed_from, have_same_steps
from linreg_gui.session.state import LabState
from linreg_gui.session.trajectory import KeptRun, Trajectory
from linreg_gui.session.values import Branch, Notice, Records, Severity, letter

if TYPE_CHECKING:
    from linreg_gui.session.change_under_way import ChangeUnderWay

LONGEST_NAME = 60


class Runs(QObject):
    """Branches that grow from one another, and runs kept to compare with.

    A run is a pure function of objective, start, settings and number of epochs. So when one of
    them changes, the same number of epochs is computed again (see ``replay``). The settings belong
    to the branches: those of the branch shown are the ones shown. Nothing here is a step of undo;
    ``RunEdits`` makes steps of what changes which runs there are.

    Parameters
    ----------
    player : Player
        Holds the branches, and computes and plays their records.
    settings : DescentConfig
        Of the next branch that begins.
    parent : QObject, optional

    Attributes
    ----------
    start : Curve
        Of the branches.
    """

    settings_changed = Signal(object)
    """DescentConfig"""
    branches_changed = Signal()
    """Another branch or kept run is there, complete, shown, renamed, hidden or gone."""
    edited = Signal()
    """Somebody has changed which runs there are, their names, or whether they are hidden."""
    notice_posted = Signal(object)
    """Notice"""

    def __init__(
        self, player: Player, settings: DescentConfig, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._settings = self._announced = settings
        self.start: Curve = ZERO_LINE
        player.runs_completed.connect(self.branches_changed)

    # ---- what there is

    @property
    def settings(self) -> DescentConfig:
        """The settings of the branch shown; without points those of the next one."""
        run = self._player.trajectory
        return self._settings if run is None else run.config

    @property
    def plan(self) -> tuple[Segment, ...]:
        """The settings of the branch shown, from which epoch on each; none without points."""
        run = self._player.trajectory
        return () if run is None else run.plan

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Branches and kept runs by number; one entry for a run that never branched."""
        branches = self._player.branches
        if branches.active is None:
            return ()
        revision = self._player.revision
        return tuple(_branch(number, branches, revision) for number, _ in branches)

    @property
    def shown_number(self) -> int:
        """The number of the branch shown."""
        return self._player.branches.active_number

    # ---- the problem and the settings

    def follow(
        self, objective: Objective | None, start: Curve, settings: DescentConfig | None = None
    ) -> None:
        """Compute all runs again on another objective or from another start.

        Parameters
        ----------
        objective : Objective or None
            None without points: then there is no branch, and kept runs wait.
        start : Curve
        settings : DescentConfig, optional
            Of the run shown, where they change; the other runs get their surface.
        """
        wanted = self._player.standing()
        self.start, self._settings = start, settings or self.settings
        branches, n_runs = self._player.branches, len(self._player.branches)
        if objective is None:
            branches.clear()
            self._player.show_records(0)
            has_other_runs = n_runs > 1
        else:
            if branches.active is None:
                branches.begin(self._fresh(objective))
                n_runs = len(branches)
            branches.renew(objective, start, settings)
            self._player.show_records(wanted, is_at_rest=False)
            has_other_runs = len(branches) != n_runs
        if has_other_runs:
            self._announce_edit()
        self._announce_settings()

    def _fresh(self, objective: Objective) -> Trajectory:
        begin = self.start.on(objective)
        return Trajectory(objective, begin, (Segment(0, self._settings),))

    def plan_with(self, settings: DescentConfig) -> tuple[Segment, ...]:
        """Return the plan of the branch shown with new settings of the same surface.

        They hold from the next epoch on while the branch is run, else from its fork epoch on;
        without points there is no plan.
        """
        run = self._player.trajectory
        if run is None:
            return ()
        if have_same_steps(run.config, settings):
            return run.plan_as_long_as(settings.max_epochs)
        if run.last_epoch <= settings.max_epochs and self._player.continues_from_end:
            return run.plan_from_end(settings)
        return changed_from(run.plan, run.fork_epoch, settings)

    def change_settings(self, settings: DescentConfig) -> None:
        """Use new settings on the branch shown: from the next epoch on while it is run, else anew.

        Parameters
        ----------
        settings : DescentConfig
            Of the same surface.
        """
        if self._player.trajectory is None:
            self._settings = settings
            self._announce_settings()
        else:
            self.put_plan(self.plan_with(settings))

    def replay_from_fork(self, settings: DescentConfig) -> None:
        """Compute the branch shown again with other settings, from its fork epoch on."""
        run = self._player.trajectory
        if run is not None and settings != run.config:
            self.put_plan(changed_from(run.plan, run.fork_epoch, settings))

    def put_plan(self, plan: tuple[Segment, ...]) -> None:
        """Put a plan in force on the branch shown; records that do not follow it are made again."""
        run, player = self._player.trajectory, self._player
        if run is None or plan == run.plan:
            return
        settings = plan[-1].config
        has_room = run.last_epoch <= settings.max_epochs
        if has_room and plan == run.plan_as_long_as(settings.max_epochs):
            run.set_max_epochs(settings.max_epochs)
            player.schedule()
        elif has_room and player.continues_from_end and plan == run.plan_from_end(settings):
            run.change_config(settings)
            player.schedule()
        else:
            wanted = player.standing()
            player.branches.put(self.shown_number, run.replanned(plan))
            player.show_records(wanted, is_at_rest=False)
        self._announce_settings()

    def open_state(self, state: LabState) -> None:
        """Have the runs of a state in place of the present ones, and show its epoch, at rest.

        Their missing records are computed like those of any run that is behind; an epoch that is
        not there yet is shown as soon as it is.
        """
        self.start, self._settings = state.start, state.settings
        self._player.branches = state.branches
        self._player.show_records(state.cursor)
        self._announced = self.settings  # the caller does, when the problem is the new one
        self.branches_changed.emit()

    def put(self, branches: Branches, cursor: int) -> None:
        """Have other runs on the same problem in place of the present ones, at rest."""
        branches.catch_up_with(self._player.branches, self.start)
        self._player.branches = branches
        self._show_active(cursor)

    def restart(self) -> None:
        """Forget the records and the branches; keep the start and the kept runs."""
        run, branches = self._player.trajectory, self._player.branches
        if run is None:
            return
        n_runs = len(branches)
        branches.begin(Trajectory(run.objective, run.start, (Segment(0, run.config),)))
        self._player.show_records(0)
        if n_runs > 1:
            self._announce_edit()

    # ---- branches

    def is_branch(self, number: int) -> bool:
        """Return whether a number is that of a branch, which can be shown."""
        branches = self._player.branches
        return number in branches and branches[number].kept is None

    def fork(self) -> None:
        """Let a branch grow from the epoch shown; the old future stays to be returned to."""
        run = self._player.trajectory
        if not self._player.is_trainable() or run is None:
            return
        self._player.rest()
        if not self._player.branches.has_room:
            self._say_full()
        elif not self.branch_off():
            text = "Take a step first: a branch grows from an epoch that has a future."
            self._warn(text, self._has_no_future)

    def branch_off(self, change: "ChangeUnderWay | None" = None) -> bool:
        """Let a branch grow from the epoch shown, and go on with it if a run is under way.

        Parameters
        ----------
        change : ChangeUnderWay, optional
            What the branch is there for.

        Returns
        -------
        bool
            False when there is no room for another branch, or nothing to branch off from.
        """
        run, branches = self._player.trajectory, self._player.branches
        if run is None or run.end_epoch == 0 or not branches.has_room:
            return False
        branch = run.forked(self._player.awaited_cursor)
        branch.change = change
        branches.active_number = branches.add(branch)
        self._player.show_records(END, is_at_rest=False)
        self._announce_edit()
        return True

    def number_of(self, change: "ChangeUnderWay") -> int | None:
        """Return the number of the branch that is there for a change; None if it is gone."""
        found = (number for number, run in self._player.branches if run.change is change)
        return next(found, None)

    def can_remove(self, number: int) -> bool:
        """Return whether there is such a branch, and another one that stays."""
        branches = self._player.branches
        return self.is_branch(number) and branches.n_branches > 1

    def remove_for_a_time(self, number: int, parent: int) -> Trajectory:
        """Remove a branch, and show the run that it left, up to the same epoch.

        Returns
        -------
        Trajectory
            For `bring_back`; without records if they are many.
        """
        branches, player = self._player.branches, self._player
        cursor, is_at_rest = player.awaited_cursor, not player.is_under_way
        removed, was_shown = branches[number], number == branches.active_number
        branches.remove(number)
        if self.is_branch(parent):
            branches.active_number = parent
        run = branches.active
        if was_shown and run is not None and run.stop_reason is None:
            run.goal = max(run.goal, min(cursor, run.config.max_epochs))
        self._show_active(cursor, is_at_rest=is_at_rest)
        return removed if removed.last_epoch <= MOST_RECORDS_HELD else removed.bare()

    def bring_back(self, number: int, removed: Trajectory) -> bool:
        """Show a branch again that was removed for a time, under its number if that is free.

        Returns
        -------
        bool
            False when there is no room for it.
        """
        branches, run = self._player.branches, self._player.trajectory
        if run is None or not branches.has_room:
            return False
        begin = self.start.on(run.objective)
        if run.objective is not removed.objective or not np.array_equal(begin, removed.start):
            config = Surface.of(self.settings).put_into(removed.config)
            removed = removed.renewed(run.objective, begin, config)
        if number in branches:
            number = branches.add(removed)
        else:
            branches.put(number, removed)
        cursor, is_at_rest = self._player.awaited_cursor, not self._player.is_under_way
        branches.active_number = number
        self._show_active(cursor, is_at_rest=is_at_rest)
        return True

    def show(self, number: int) -> bool:
        """Show a branch, at the same epoch or its last one, with the settings it runs with.

        Returns
        -------
        bool
            Whether it is shown now; a kept run cannot be, and a notice says why.
        """
        branches = self._player.branches
        if branches.active is None or number not in branches:
            return False
        if branches[number].kept is not None:
            text = f"{letter(number)} is kept to compare with. A click on it in Runs shows it."
            self.notice_posted.emit(Notice(text))
        elif number != branches.active_number:
            cursor = self._player.awaited_cursor
            branches.active_number = number
            self._show_active(cursor)
        return number == branches.active_number

    def remove(self, number: int) -> None:
        """Drop a branch or a kept run; the only branch stays."""
        branches = self._player.branches
        if number not in branches or branches.active is None:
            return
        if branches[number].kept is None and branches.n_branches < 2:
            return
        cursor = self._player.awaited_cursor
        was_active = number == branches.active_number
        branches.remove(number)
        if was_active:
            self._show_active(cursor)
        else:
            self._publish_other_runs()

    def _show_active(self, cursor: int, *, is_at_rest: bool = True) -> None:
        self._player.show_records(cursor, is_at_rest=is_at_rest)
        self._announce_edit()
        self._announce_settings()

    # ---- kept runs

    def keep(self) -> None:
        """Keep the run shown, as it is now, to compare others with."""
        run, branches = self._player.trajectory, self._player.branches
        if run is None or run.end_epoch == 0:
            self._warn("Run first: there is nothing to keep yet.", self._has_no_future)
            return
        twin = self.kept_twin(run)
        if twin is not None and branches[twin].end_epoch >= run.end_epoch:
            self.notice_posted.emit(Notice(f"This run is kept already, as {self._known_as(twin)}."))
        elif twin is None and not branches.has_room_to_keep:
            self._say_full()
        else:
            self._put_kept(run.copied(), twin)

    def _put_kept(self, copy: Trajectory, twin: int | None) -> None:
        """Keep a run, in place of the beginning of it that is kept already."""
        branches, copy.fork_epoch = self._player.branches, 0
        if twin is None:
            name = wording.run_name(copy.config, copy.objective.loss.n_features)
            copy.kept = KeptRun(name, self.start)
            branches.add(copy)
        else:
            copy.kept = branches[twin].kept
            branches.put(twin, copy)
        self._publish_other_runs()
        if twin is not None:
            text = f"Kept as {self._known_as(twin)}, which now goes on to epoch "
            self.notice_posted.emit(Notice(f"{text}{wording.count(copy.end_epoch)}."))

    def _known_as(self, number: int) -> str:
        kept = self._player.branches[number].kept
        return letter(number) if kept is None else f"{letter(number)} “{kept.name}”"

    def rename(self, number: int, name: str) -> None:
        """Give a kept run another name; an empty one is ignored."""
        shown = " ".join(name.split())[:LONGEST_NAME]
        if shown:
            self._change_kept(number, name=shown)

    def hide(self, number: int, is_hidden: bool) -> None:
        """Hide a kept run in the pictures, or show it again."""
        self._change_kept(number, is_hidden=is_hidden)

    def load(self, number: int) -> None:
        """Put the records of a kept run in place of the branches."""
        branches = self._player.branches
        copy = branches[number].copied()
        copy.fork_epoch = 0
        branches.begin(copy)
        self._show_active(END)

    def _change_kept(self, number: int, **changes: object) -> None:
        branches = self._player.branches
        kept = branches[number].kept if number in branches else None
        if kept is not None:
            branches[number].kept = replace(kept, **changes)  # type: ignore[arg-type]
            self._announce_edit()

    def kept_twin(self, run: Trajectory) -> int | None:
        """Return the number of the kept run that is the same but for its length; else None."""
        for number, other in self._player.branches:
            if other.kept is None or not self._has_start_of(other.kept):
                continue
            if other.has_plan_of(run, max(run.end_epoch, other.end_epoch)):
                return number
        return None

    def branch_with(self, number: int) -> int | None:
        """Return the number of the branch that has all records of a kept run; None if none has."""
        kept = self._player.branches[number]
        if kept.kept is None or not self._has_start_of(kept.kept):
            return None
        for other_number, other in self._player.branches:
            is_long_enough = other.kept is None and other.end_epoch >= kept.end_epoch
            if is_long_enough and other.has_plan_of(kept, kept.end_epoch):
                return other_number
        return None

    def _has_start_of(self, kept: KeptRun) -> bool:
        return kept.start.of_degree(self.start.degree) == self.start

    # ---- announcements

    def _publish_other_runs(self) -> None:
        """Announce a run that came or went; a number may now stand for other records."""
        self._player.revision += 1
        self._player.schedule()
        self._announce_edit()

    def _announce_edit(self) -> None:
        self.edited.emit()
        self.branches_changed.emit()

    def _announce_settings(self) -> None:
        if self.settings != self._announced:
            self._announced = self.settings
            self.settings_changed.emit(self.settings)

    def _has_no_future(self) -> bool:
        run = self._player.trajectory
        return run is None or run.end_epoch == 0

    def _say_full(self) -> None:
        n_runs = len(self._player.branches)
        text = f"There is room for {MOST_BRANCHES} branches and kept runs: remove one first."
        self._warn(text, lambda: len(self._player.branches) >= n_runs)

    def _warn(self, text: str, is_still_true: Callable[[], bool]) -> None:
        notice = Notice(text, Severity.WARNING, is_still_true=is_still_true)
        self.notice_posted.emit(notice)


def _branch(number: int, branches: Branches, revision: int) -> Branch:
    trajectory = branches[number]
    kept = trajectory.kept
    return Branch(
        number=number,
        fork_epoch=branches.last_shared_epoch(number),
        segments=trajectory.segments,
        history=Records.of(trajectory.history, revision),
        is_shown=number == branches.active_number,
        name="" if kept is None else kept.name,
        is_kept=kept is not None,
        is_hidden=kept is not None and kept.is_hidden,
    )
