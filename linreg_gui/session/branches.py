"""The futures of one run side by side; one of them is shown."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.descent import DescentConfig
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.trajectory import Trajectory

MOST_BRANCHES = 6
"""As many as there are colours and dashes that can be told apart."""


class Branches:
    """Trajectories by number; the number is that of the letter and the colour, and stays.

    Attributes
    ----------
    active_number : int
        The one shown; 0 is the first.
    """

    def __init__(self) -> None:
        self._trajectories: dict[int, Trajectory] = {}
        self.active_number = 0

    def __len__(self) -> int:
        return len(self._trajectories)

    def __contains__(self, number: int) -> bool:
        return number in self._trajectories

    def __iter__(self) -> Iterator[tuple[int, Trajectory]]:
        return iter(sorted(self._trajectories.items()))

    @property
    def active(self) -> Trajectory | None:
        """The trajectory shown; None while there are no points."""
        return self._trajectories.get(self.active_number)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another one."""
        return len(self) >= MOST_BRANCHES

    def clear(self) -> None:
        """Drop all."""
        self._trajectories = {}
        self.active_number = 0

    def begin(self, trajectory: Trajectory) -> None:
        """Have this one only."""
        self._trajectories = {0: trajectory}
        self.active_number = 0

    def add(self, trajectory: Trajectory) -> None:
        """Take another one in, under the lowest free number, and show it."""
        number = next(n for n in range(MOST_BRANCHES) if n not in self._trajectories)
        self._trajectories[number] = trajectory
        self.active_number = number

    def put(self, number: int, trajectory: Trajectory) -> None:
        """Take another one in under its own number, without showing it."""
        self._trajectories[number] = trajectory

    def activate(self, number: int) -> None:
        """Show another one."""
        self.active_number = number

    def remove(self, number: int) -> None:
        """Drop one; if it was shown, the first of the others is."""
        del self._trajectories[number]
        if number == self.active_number:
            self.active_number = min(self._trajectories)

    def renew(self, loss: QuadraticLoss, start: NDArray[np.float64], config: DescentConfig) -> None:
        """Replay all on another loss or from another start, the shown one with ``config``."""
        for number, trajectory in self._trajectories.items():
            own = config if number == self.active_number else trajectory.config
            self._trajectories[number] = trajectory.renewed(loss, start, own)
