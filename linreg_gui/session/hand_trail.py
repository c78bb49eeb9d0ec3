"""The lines tried by hand, in order, so that a hand and the descent can be compared."""

import numpy as np
from numpy.typing import NDArray

from linreg_gui.session.values import Line

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

    def begin_stroke(self, line: Line) -> None:
        """Take hold of a line."""
        self._n_strokes += 1
        self.add(line)

    def add(self, line: Line) -> None:
        """Try a line."""
        if self._n_lines == MOST_LINES:
            self._forget_every_second()
        self._lines[self._n_lines] = line
        self._strokes[self._n_lines] = self._n_strokes
        self._n_lines += 1
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
