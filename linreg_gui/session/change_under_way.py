"""A setting changed during a run: the branch that grows with it, as one step of undo."""

from typing import TYPE_CHECKING

from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.wording import count

if TYPE_CHECKING:
    from linreg_gui.session.runs import Runs
    from linreg_gui.session.trajectory import Trajectory


class ChangeUnderWay:
    """Puts settings in force from one epoch on, on a branch of their own.

    The branch begins where the change began. Further settings of the same drag replay it from
    there. With the former settings it would repeat the run it left: then it is removed, and kept
    here with its records until other settings come back.

    Parameters
    ----------
    runs : Runs
        While a run is under way.
    noun : str
        What is changed.

    Attributes
    ----------
    former : DescentConfig
        The settings of the run that the branch leaves.
    parent : int
        The number of that run.
    epoch : int
        Where the branch begins.
    text : str
        The name of the step in the menu.
    """

    def __init__(self, runs: "Runs", noun: str) -> None:
        self._runs = runs
        self.former = runs.settings
        self.parent = runs.shown_number
        self.epoch = runs.awaited_cursor
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
