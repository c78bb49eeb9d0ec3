"""Several runs side by side: branches that grow from one another, and runs kept to compare."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.descent import DescentConfig
from linreg_gui.session import wording
from linreg_gui.session.branches import MOST_BRANCHES, Branches
from linreg_gui.session.opening import Opening
from linreg_gui.session.segments import have_same_surface
from linreg_gui.session.trajectory import KeptRun, Trajectory
from linreg_gui.session.values import Branch, Notice, Records, Severity

LONGEST_NAME = 60
SHARED_SURFACE = (
    "All runs follow: one surface has one scaling and one penalty, so branches and kept runs were "
    "replayed on it with their own rates."
)


class Branching(Opening):
    """Fork a run and go back to its other futures; keep runs and race them."""

    branches_changed = Signal()
    """Another branch or kept run is there, complete, shown, renamed, hidden or gone."""
    branches_edited = Signal()
    """The same, but for runs that are only complete again."""
    race_moved = Signal(object)
    """The epoch that all runs of a race stand at; None when it is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Before any other slot: whoever hears of the records finds the settings that made them.
        self.runs.player.history_replaced.connect(self._on_other_records_shown)
        self.branches_edited.connect(self.branches_changed)
        self.runs.branches_changed.connect(self.branches_edited)
        self.runs.player.runs_completed.connect(self.branches_changed)
        self.runs.player.race_moved.connect(self.race_moved)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Branches and kept runs by number; one entry for a run that never branched."""
        branches = self.runs.branches
        if branches.active is None:
            return ()
        revision = self.runs.player.revision
        return tuple(_branch(number, branches, revision) for number, _ in branches)

    @property
    def shown_branch(self) -> int:
        """The number of the branch shown."""
        return self.runs.branches.active_number

    @property
    def race_epoch(self) -> int | None:
        """The epoch that all runs of a race stand at; None when there is no race."""
        return self.runs.player.race_epoch

    def set_settings(self, settings: DescentConfig) -> None:
        """Change the training settings; says so when that changes other runs as well."""
        is_other_surface = not have_same_surface(self.settings, settings)
        super().set_settings(settings)
        if is_other_surface and self.settings == settings and len(self.runs.branches) > 1:
            self.post_notice(Notice(SHARED_SURFACE))

    # ---- branches

    def fork(self) -> None:
        """Let a branch grow from the epoch shown; the old future stays to be returned to."""
        if not self._is_trainable():
            return
        self.runs.player.rest()
        if not self.runs.branches.has_room:
            self._say_full()
        elif not self.runs.fork():
            text = "Take a step first: a branch grows from an epoch that has a future."
            self.post_notice(Notice(text, Severity.WARNING))

    def show_branch(self, number: int) -> bool:
        """Show a branch, with the settings it runs with; of a kept run say why it cannot be.

        Returns
        -------
        bool
            Whether it is shown now.
        """
        for run in self.branches:
            if run.number == number and run.is_kept:
                text = f"{run.letter} is kept to compare with. “Load”, in Runs, goes on with it."
                self.post_notice(Notice(text))
        self.runs.show_branch(number)
        return self.shown_branch == number

    def remove_branch(self, number: int) -> None:
        """Drop a branch or a kept run; the only branch stays."""
        self.runs.remove_branch(number)

    # ---- kept runs

    def keep_run(self) -> None:
        """Keep the run shown, as it is now, to compare others with."""
        trajectory = self.runs.trajectory
        if trajectory is None or trajectory.end_epoch == 0:
            text = "Run first: there is nothing to keep yet."
            self.post_notice(Notice(text, Severity.WARNING))
            return
        twin = self._kept_twin(trajectory)
        if twin is not None:
            self.post_notice(Notice(f"This run is kept already, as “{twin}”."))
        elif not self.runs.branches.has_room_to_keep:
            self._say_full()
        else:
            name = wording.run_name(trajectory.config)
            self.runs.keep(KeptRun(name, self.start))

    def rename_run(self, number: int, name: str) -> None:
        """Give a kept run another name; an empty one is ignored."""
        shown = " ".join(name.split())[:LONGEST_NAME]
        if shown:
            self._change_kept(number, name=shown)

    def set_run_hidden(self, number: int, is_hidden: bool) -> None:
        """Take a kept run from the pictures, or put it back."""
        self._change_kept(number, is_hidden=is_hidden)

    def load_run(self, number: int) -> None:
        """Go on with a kept run: its start, its settings and its records become the run shown."""
        branches = self.runs.branches
        kept = branches[number].kept if number in branches else None
        if kept is None or branches.active is None:
            return
        self.undo_stack.beginMacro(f"load “{kept.name}”")
        self.runs.restart()
        self.set_start(kept.start)
        self.set_settings(branches[number].config)
        self.undo_stack.endMacro()
        self.runs.load(number)

    def race(self) -> None:
        """Let the run shown and all others that are not hidden start together."""
        if self._is_trainable():
            self.runs.player.race()

    def _change_kept(self, number: int, **changes: object) -> None:
        branches = self.runs.branches
        kept = branches[number].kept if number in branches else None
        if kept is not None:
            branches[number].kept = replace(kept, **changes)  # type: ignore[arg-type]
            self.branches_edited.emit()

    def _kept_twin(self, trajectory: Trajectory) -> str | None:
        """Give the name of the kept run that has the same records; None when none has."""
        for _, other in self.runs.branches:
            kept = other.kept
            if kept is None or kept.start != self.start:
                continue
            same = other.end_epoch == trajectory.end_epoch
            if same and other.has_plan_of(trajectory, trajectory.end_epoch):
                return kept.name
        return None

    def _say_full(self) -> None:
        text = f"There is room for {MOST_BRANCHES} branches and kept runs: remove one first."
        self.post_notice(Notice(text, Severity.WARNING))

    @Slot()
    def _on_other_records_shown(self) -> None:
        trajectory = self.runs.trajectory
        if trajectory is not None and trajectory.config != self.settings:
            self.settings = trajectory.config
            self.settings_changed.emit(self.settings)


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
