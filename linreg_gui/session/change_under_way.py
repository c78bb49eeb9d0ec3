"""A setting changed during a run: the branch that grows with it, as one step of undo."""

import math
import time
from functools import partial
from typing import TYPE_CHECKING

from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.segments import have_same_steps
from linreg_gui.session.values import Choice, Notice, letter
from linreg_gui.session.wording import branch_sentence, count, settings_change

if TYPE_CHECKING:
    from linreg_gui.session.edits import Edits
    from linreg_gui.session.player import Player
    from linreg_gui.session.runs import Runs
    from linreg_gui.session.trajectory import Trajectory

GESTURE_SECONDS = 1.0
"""Changes that follow one another within this time belong to one gesture."""


class ChangeUnderWay:
    """Puts settings in force from one epoch on, on a branch of their own.

    The branch begins where the change began. Further settings of the same drag replay it from
    there. With the former settings it would repeat the run it left; then it is removed, and kept
    here with its records until the settings differ again.

    Parameters
    ----------
    runs : Runs
        While a run is under way.
    epoch : int
        Where the branch begins.
    noun : str
        What is changed.

    Attributes
    ----------
    former : DescentConfig
        The settings of the run that the branch leaves.
    parent : int
        The number of that run.
    text : str
        The name of the step in the menu.
    """

    def __init__(self, runs: "Runs", epoch: int, noun: str) -> None:
        self._runs = runs
        self.former = runs.settings
        self.parent = runs.shown_number
        self.epoch = epoch
        self.text = f"change {noun} from epoch {count(self.epoch)} on"
        self._removed: tuple[int, Trajectory] | None = None
        self._has_begun = False

    @property
    def number(self) -> int | None:
        """The number of the branch; None while it is not there."""
        return self._runs.number_of(self)

    def put(self, settings: DescentConfig) -> None:
        """Put settings in force: the former ones on the run left, others on the branch.

        Where there is no such branch any more, all are put in force on the run shown.
        """
        number, runs, removed = self.number, self._runs, self._removed
        is_former = settings == self.former
        if number is not None and is_former and runs.can_remove(number):
            self._removed = number, runs.remove_for_a_time(number, self.parent)
        elif number is not None:
            runs.show(number)
            runs.replay_from_fork(settings)
        elif not is_former and removed is not None and runs.bring_back(*removed):
            runs.replay_from_fork(settings)
        else:
            if not self._has_begun:
                runs.branch_off(self)
            runs.change_settings(settings)
        self._has_begun = True


class ChangesUnderWay:
    """Finds the change that new settings belong to: one gesture is one change, with one branch.

    A gesture is a drag, or presses of a key that follow one another.
    """

    def __init__(self, edits: "Edits", runs: "Runs", player: "Player") -> None:
        self._edits, self._runs, self._player = edits, runs, player
        self._newest: tuple[int, ChangeUnderWay] | None = None
        """The number of the last gesture during a run, and what it changed."""
        self._changed_at = -math.inf

    def change_of(self, settings: DescentConfig) -> ChangeUnderWay | None:
        """Return what puts settings on a branch; None where they hold for the run shown.

        What is changed before a branch has epochs of its own is changed on this branch.
        """
        run = self._player.trajectory
        if have_same_steps(self._runs.settings, settings):
            return None
        since, self._changed_at = time.monotonic() - self._changed_at, time.monotonic()
        if self._newest is not None:
            is_same_drag = self._edits.is_dragging and self._newest[0] == self._edits.gesture
            is_shown = run is not None and run.change is self._newest[1]
            if is_same_drag or (is_shown and since < GESTURE_SECONDS):
                return self._newest[1]
        if run is None or not self._player.is_under_way:
            return None
        change = run.change
        if run.end_epoch > run.fork_epoch:
            noun = settings_change(self._runs.settings, settings)
            has_room = self._player.branches.has_room
            epoch = self._player.awaited_cursor
            change = ChangeUnderWay(self._runs, epoch, noun) if has_room else None
        self._newest = None if change is None else (self._edits.gesture, change)
        return change

    def notice(self, change: ChangeUnderWay) -> Notice:
        """Say that a branch has begun; true while it is shown so, and undo would remove it."""
        runs, number, settings = self._runs, self._runs.shown_number, self._runs.settings
        is_newest = self._edits.newest_step()
        back = f"Back to {letter(change.parent)}"
        choices = Choice("Undo", self._edits.undo), Choice(back, partial(runs.show, change.parent))
        letters = letter(change.parent), letter(number)
        text = branch_sentence(letters, change.epoch, (change.former, settings))

        def is_still_true() -> bool:
            is_shown = runs.shown_number == change.number == number
            return is_newest() and is_shown and runs.settings == settings

        return Notice(text, choices=choices, is_still_true=is_still_true)
