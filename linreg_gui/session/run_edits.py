"""Acts upon runs as steps of undo: branch, keep, remove, load, restart."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.branches import Branches
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.values import letter
from linreg_gui.session.wording import count

if TYPE_CHECKING:
    from linreg_gui.session.edits import Edits
    from linreg_gui.session.player import Player
    from linreg_gui.session.runs import Runs


class RunSet(NamedTuple):
    """All runs at one moment, and the epoch shown."""

    branches: Branches
    cursor: int


class RunEdits:
    """Adds, replaces and removes runs; each time is one step of undo.

    Attributes
    ----------
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate

    def __init__(self, edits: "Edits", runs: "Runs", player: "Player") -> None:
        self._edits, self._runs, self._player = edits, runs, player

    @asks(Lockable.BRANCH)
    def fork(self) -> None:
        """Let a branch grow from the epoch shown."""
        epoch = count(self._player.awaited_cursor)
        self._do(f"branch from epoch {epoch}", self._runs.fork)

    @asks(Lockable.KEEP)
    def keep(self) -> None:
        """Keep the run shown to compare others with."""
        self._do("keep run", self._runs.keep)

    @asks(Lockable.KEEP)
    def remove(self, number: int) -> None:
        """Drop a branch or a kept run."""
        self._do(f"remove run {letter(number)}", partial(self._runs.remove, number))

    def load(self, number: int) -> None:
        """Put the records of a kept run in place of the branches."""
        self._do("load run", partial(self._runs.load, number))

    @asks(Lockable.RUN)
    def restart(self) -> None:
        """Forget the records and the branches.

        No step of undo where one run is forgotten that *Run* makes again.
        """
        run = self._player.trajectory
        if self._player.branches.n_branches > 1 or (run is not None and len(run.plan) > 1):
            self.begin_anew()
        else:
            self._runs.restart()

    def begin_anew(self) -> None:
        """Forget the records and the branches, as a step in any case."""
        self._do("restart", self._runs.restart)

    def _do(self, text: str, act: Callable[[], None]) -> None:
        before = self._present()
        act()
        if list(before.branches) != list(self._player.branches):
            held = RunSet(_apart(before.branches), before.cursor)
            self._edits.push_done(text, self._swap, held)

    def _present(self) -> RunSet:
        return RunSet(self._player.branches.copied(), self._player.awaited_cursor)

    def _swap(self, wanted: RunSet) -> RunSet:
        """Have other runs in place of the present ones, which are returned."""
        present = self._present()
        self._player.pause()
        self._runs.put(wanted.branches, wanted.cursor)
        return RunSet(_apart(present.branches), present.cursor)


def _apart(branches: Branches) -> Branches:
    """Return the same runs as objects of their own, the branches without records.

    A branch goes on changing, with the edits and the epochs that follow.
    """
    made = branches.bare()
    for number, run in branches:
        if run.kept is None:
            made.put(number, run.bare())
    return made
