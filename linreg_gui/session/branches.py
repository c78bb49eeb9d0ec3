"""The futures of one run side by side, one of them shown, and the runs kept to compare with."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.surface import Surface
from linreg_gui.session.curve import Curve
from linreg_gui.session.trajectory import Trajectory

MOST_BRANCHES = 6
"""The most runs, kept ones included: so many colours and dashes can be told apart."""
MOST_RECORDS_HELD = 4096
"""Runs in a step of undo that are longer are computed again instead."""


class Branches:
    """Trajectories by number; the number is that of the letter and the colour, and stays.

    Attributes
    ----------
    active_number : int
        The number of the branch shown; 0 is the first.
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
    def n_branches(self) -> int:
        """How many runs are not kept to compare with."""
        return sum(trajectory.kept is None for _, trajectory in self)

    @property
    def racers(self) -> list[Trajectory]:
        """The runs that take part in a race: all but hidden ones."""
        return [run for _, run in self if run.kept is None or not run.kept.is_hidden]

    def last_shared_epoch(self, number: int) -> int:
        """Return up to which epoch a branch shares its records with another one.

        0 where it forked off none, or off one that has other settings now, or is gone.
        """
        own = self[number]
        # With a branch that forked off before it: else each of two would leave their past to the
        # other, and nobody would draw it.
        elders = (
            run
            for other, run in self
            if run.kept is None and (run.fork_epoch, other) < (own.fork_epoch, number)
        )
        return max((_last_shared_epoch(own, run) for run in elders), default=0)

    @property
    def has_room(self) -> bool:
        """Whether there is room for another branch."""
        return len(self) < MOST_BRANCHES

    @property
    def has_room_to_keep(self) -> bool:
        """Whether there is room for another kept run, which number 0 is not for."""
        return any(number not in self for number in range(1, MOST_BRANCHES))

    def clear(self) -> None:
        """Drop all branches; runs that are kept wait for other data."""
        self._trajectories = {n: run for n, run in self if run.kept is not None}
        self.active_number = 0

    def begin(self, trajectory: Trajectory) -> None:
        """Replace all branches by one trajectory; the kept runs stay."""
        kept = {number: run for number, run in self if run.kept is not None}
        self._trajectories = {0: trajectory, **kept}
        self.active_number = 0

    def add(self, trajectory: Trajectory) -> int:
        """Add a run under the lowest free number, which is returned.

        Number 0 is for a branch: there must always be one.
        """
        first = 0 if trajectory.kept is None else 1
        number = next(n for n in range(first, MOST_BRANCHES) if n not in self._trajectories)
        self._trajectories[number] = trajectory
        return number

    def put(self, number: int, trajectory: Trajectory) -> None:
        """Have a run under a number, in place of the one that may have it."""
        self._trajectories[number] = trajectory

    def __getitem__(self, number: int) -> Trajectory:
        return self._trajectories[number]

    def remove(self, number: int) -> None:
        """Drop one; if it was shown, the first of the other branches is."""
        del self._trajectories[number]
        if number == self.active_number:
            self.active_number = min(n for n, run in self if run.kept is None)

    def copied(self) -> "Branches":
        """Return another set of the same runs."""
        made = Branches()
        made.active_number, made._trajectories = self.active_number, dict(self._trajectories)
        return made

    def bare(self) -> "Branches":
        """Return the same branches, the long ones without records, to be computed again."""
        made = Branches()
        made.active_number = self.active_number
        for number, run in self:
            made.put(number, run if run.last_epoch <= MOST_RECORDS_HELD else run.bare())
        return made

    @property
    def kept_starts(self) -> dict[int, Curve]:
        """The starts of the runs kept to compare with, by number."""
        return {number: run.kept.start for number, run in self if run.kept is not None}

    def put_kept_starts(self, starts: dict[int, Curve]) -> None:
        """Change where kept runs begin; the caller then begins all runs again."""
        for number, start in starts.items():
            former = self._trajectories.get(number)
            if former is not None and former.kept is not None:
                run = former.bare()  # steps of undo may hold the former one
                run.kept = replace(former.kept, start=start)
                self._trajectories[number] = run

    def renew(
        self, objective: Objective, start: Curve, settings: DescentConfig | None = None
    ) -> None:
        """Begin all again, without records, on another objective or from another start.

        Kept runs have starts of their own; one whose loss there cannot be computed is dropped.

        Parameters
        ----------
        objective : Objective
        start : Curve
        settings : DescentConfig, optional
            Of the run shown; the others then get its surface. By default all keep their own.
        """
        for number, run in self:
            own = run.config if settings is None else Surface.of(settings).put_into(run.config)
            if settings is not None and number == self.active_number:
                own = settings
            own_start = start if run.kept is None else run.kept.start
            its, begin = objective.for_start(own_start), own_start.on(objective)
            if run.kept is None or math.isfinite(its.loss.value(begin)):
                self._trajectories[number] = run.renewed(its, begin, own)
            else:
                del self._trajectories[number]

    def catch_up_with(self, present: "Branches", start: Curve) -> None:
        """Be runs on the objective of those present, and take over records that are missing.

        Parameters
        ----------
        present : Branches
        start : Curve
            Of the branches.
        """
        if present.active is None:
            self.clear()
            return
        objective = present.active.objective
        begin = start.on(objective)
        branches = [run for _, run in self if run.kept is None]
        is_same_start = all(np.array_equal(run.start, begin) for run in branches)
        if not is_same_start or not all(_is_on(run, objective) for _, run in self):
            self.renew(objective, start)
        runs = dict(present)
        for number, run in self:
            its = runs.get(number, run)
            if run.is_behind and its.goal >= run.goal and its.is_same_run(run):
                self.put(number, its)


def _is_on(run: Trajectory, objective: Objective) -> bool:
    """Return whether a run is on an objective, held at its own start."""
    its = objective if run.kept is None else objective.for_start(run.kept.start)
    return run.objective is its


def _last_shared_epoch(own: Trajectory, elder: Trajectory) -> int:
    """Return up to which epoch two runs share records, at most to where one left the other."""
    epoch = min(own.fork_epoch, own.end_epoch)
    if epoch == 0 or elder.end_epoch < epoch or not own.has_plan_of(elder, epoch):
        return 0
    return min(epoch, own.last_epoch, elder.last_epoch)
