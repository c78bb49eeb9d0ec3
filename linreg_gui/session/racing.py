"""Races: all runs set out from their starts together, through the records they have."""

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.session.running import Running
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import RunState, RunStatus


class Racing(Running):
    """Walk through the records of several runs at one pace; computes nothing."""

    race_moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.race_epoch: int | None = None

    @property
    def is_descending(self) -> bool:
        """Whether the run shown goes on of itself: it is neither caught up with nor in a race."""
        return super().is_descending and self.race_epoch is None

    def race(self) -> None:
        """Play all runs that are not hidden together, from their starts on."""
        if self.trajectory is None:
            return
        self._halt()
        if self._longest():
            self._move_cursor(0)
            self._race_on(0)
        else:
            self._set_resting_state()

    def _race_on(self, epoch: int) -> None:
        """Race from an epoch on."""
        self._move_race(epoch)
        self._set_state(RunState(RunStatus.RUNNING))
        self._playback.start(epoch, self._longest())

    def _longest(self) -> int:
        """Give the last epoch of the longest run that takes part."""
        return max(run.last_epoch for _, run in self.branches if _takes_part(run))

    def _move_race(self, epoch: int | None) -> None:
        if epoch != self.race_epoch:
            self.race_epoch = epoch
            self.race_moved.emit(epoch)

    def _resume(self, was_descending: bool, race_epoch: int | None) -> None:
        """Go on with what an edit interrupted, and catch up with what it left to be replayed."""
        if race_epoch is None:
            self._catch_up(goes_on=was_descending)
        else:
            self._race_on(race_epoch)

    def _halt(self) -> None:
        super()._halt()
        self._move_race(None)

    @Slot(int)
    def _on_playback_moved(self, epoch: int) -> None:
        if self.race_epoch is not None:
            self._move_race(epoch)
        super()._on_playback_moved(epoch)

    @Slot()
    def _on_played(self) -> None:
        if self.race_epoch is None:
            super()._on_played()
        else:
            self._move_race(None)
            self._catch_up()


def _takes_part(run: Trajectory) -> bool:
    return run.kept is None or not run.kept.is_hidden
