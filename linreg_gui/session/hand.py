"""Lines fitted by hand, kept in order, so that a hand and the descent can be compared."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from linreg_gui.core.arrays import frozen
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.curve import Curve, Line
from linreg_gui.session.permissions import Gate, asks
from linreg_gui.session.values import HandTries, Notice

if TYPE_CHECKING:
    from linreg_gui.session.edits import Edits
    from linreg_gui.session.player import Player
    from linreg_gui.session.problem import Problem
    from linreg_gui.session.run_edits import RunEdits

NO_LINE = "The model is a curve: pull it to the points in place of a straight line."
NO_LINE_OF_MANY = "The model is over several features: pull its line in the data pane."
MOST_LINES = 4096
"""Some minutes of dragging; then every second line is forgotten."""


class HandTrail:
    """Lines in the order they were tried; a stroke is one drag.

    Attributes
    ----------
    revision : int
        Changes with every line.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._lines = np.empty((MOST_LINES, 2))
        self._strokes = np.empty(MOST_LINES, np.intp)
        self._n_lines = 0
        self._n_strokes = 0

    def __len__(self) -> int:
        return self._n_lines

    @property
    def lines(self) -> NDArray[np.float64]:
        """Slope and intercept of each line, shape (n, 2)."""
        return self._lines[: self._n_lines]

    @property
    def strokes(self) -> NDArray[np.intp]:
        """The number of the stroke each line belongs to, shape (n,)."""
        return self._strokes[: self._n_lines]

    @property
    def first(self) -> Line | None:
        """Where the hand began; None when no line was tried."""
        return Line(*self._lines[0].tolist()) if self._n_lines else None

    def begin_stroke(self, line: Curve) -> None:
        """Begin to drag a line."""
        self._n_strokes += 1
        self.add(line)

    def add(self, line: Curve) -> None:
        """Try a line."""
        if self._n_lines == MOST_LINES:
            self._forget_every_second()
        self._lines[self._n_lines] = line
        self._strokes[self._n_lines] = self._n_strokes
        self._n_lines += 1
        self.revision += 1

    def taken(self) -> HandTries:
        """Return a copy of the lines: this memory is overwritten when lines are forgotten."""
        return HandTries(frozen(self.lines.copy()), frozen(self.strokes.copy()))

    def put(self, tries: HandTries) -> None:
        """Have other lines in place of these."""
        self._n_lines = len(tries)
        self._n_strokes = int(tries.strokes[-1]) if self._n_lines else 0
        self._lines[: self._n_lines] = tries.lines
        self._strokes[: self._n_lines] = tries.strokes
        self.revision += 1

    def clear(self) -> None:
        """Forget all lines."""
        self._n_lines = self._n_strokes = 0
        self.revision += 1

    def _forget_every_second(self) -> None:
        kept = MOST_LINES // 2
        self._lines[:kept] = self._lines[::2].copy()
        self._strokes[:kept] = self._strokes[::2].copy()
        self._n_lines = kept


class Hand(QObject):
    """Makes lines fitted by hand the start, and keeps those that were tried.

    Attributes
    ----------
    trail : HandTrail
    gate : Gate
        Asked before every gesture; the session gives it.
    """

    gate: Gate
    trail_changed = Signal()

    def __init__(
        self, edits: "Edits", problem: "Problem", run_edits: "RunEdits", player: "Player"
    ) -> None:
        super().__init__(problem)
        self._edits = edits
        self._problem = problem
        self._run_edits = run_edits
        self._player = player
        self.trail = HandTrail()
        self._gesture = -1

    @asks(Lockable.LINE)
    def set_line(self, line: Curve) -> None:
        """Make a line fitted by hand the start; records from another start are forgotten.

        Tries are kept of straight lines only, which are refused where another model is fitted.
        """
        if line.is_line and not self._problem.is_line:
            text = NO_LINE if self._problem.surface.degree > 1 else NO_LINE_OF_MANY
            self._problem.notice_posted.emit(Notice(text, ends_with_edit=True))
            return
        before, line = self._player.shown_curve or self._problem.start, self._problem.holding(line)
        if not self._problem.accepts_start(line):
            return
        if self._player.cursor or self._player.state.is_running:
            self._run_edits.restart()
        self._problem.set_start(line)
        if not line.is_line:  # tries are slopes and intercepts
            return
        if not self._edits.is_dragging or self._gesture != self._edits.gesture:
            self._gesture = self._edits.gesture
            self.trail.begin_stroke(before)
        self.trail.add(self._problem.start)
        self.trail_changed.emit()

    @asks(Lockable.RUN)
    def run_from_first(self) -> None:
        """Let the descent begin where the hand began."""
        start = self.trail.first
        if start is not None:
            self._run_edits.restart()
            self._problem.set_start(start)
            self._player.run()

    def put(self, tries: HandTries) -> None:
        """Have other lines in place of those that were tried."""
        self.trail.put(tries)
        self.trail_changed.emit()

    def forget(self) -> None:
        """Forget which lines were tried by hand."""
        if len(self.trail):
            self.trail.clear()
            self.trail_changed.emit()
