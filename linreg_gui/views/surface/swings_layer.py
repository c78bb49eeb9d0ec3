"""The path of a run that runs away: its last swings, so that their growth is seen and told."""

import math

import numpy as np
from PySide6.QtGui import QPainter

from linreg_gui.core.growth import swing_factor
from linreg_gui.session.wording import SLOW_GROWTH, times_told
from linreg_gui.views.canvas.branches import branch_colour, branch_pen
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import draw_dots, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.path_layers import PathLayer
from linreg_gui.views.surface.surface_framing import MOST_SWINGS

FAINTEST, FAINT = 0.18, 0.48
"""Opacity of the oldest swing drawn, and of the newest of those drawn faintly."""
N_STRONG = 2
"""The newest swings, in full strength."""
STRONG_WIDTH = 2.4
DOT_RADIUS = 2.0
RIGHT_BELOW = math.pi / 4


class PathOrSwingsLayer:
    """A path as it is, or of one that runs away its last swings.

    Parameters
    ----------
    path : PathLayer
    """

    def __init__(self, path: PathLayer) -> None:
        self.path = path

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the path, or the swings up to the epoch shown, fading with their age."""
        path, history = self.path, self.path.history
        if history is None or path.first_epoch is None:
            path.paint(painter, frame, theme)
            return
        rows = history.parameters[path.first_epoch : path.cursor + 1]
        x, y = frame.x_pixels(rows[:, 0]), frame.y_pixels(rows[:, 1])
        n_faint = max(0, len(x) - 1 - N_STRONG)
        self._draw_faint(painter, theme, (x, y), n_faint)
        colour = branch_colour(theme, path.number)
        newest = polyline(x[n_faint:], y[n_faint:])
        stroke(painter, newest, branch_pen(theme, path.number, STRONG_WIDTH))
        draw_dots(painter, x[n_faint:], y[n_faint:], DOT_RADIUS, (colour, None))

    def _draw_faint(
        self, painter: QPainter, theme: Theme, places: tuple[FloatArray, FloatArray], n_faint: int
    ) -> None:
        """Draw the older swings, one pixel wide, the oldest first."""
        x, y = places
        colour = branch_colour(theme, self.path.number)
        # An age of its own, whatever is drawn: a swing fades from epoch to epoch.
        ages = np.arange(n_faint, 0, -1) / (MOST_SWINGS - N_STRONG)
        for swing, age in enumerate(ages.tolist()):
            alpha = FAINT + (FAINTEST - FAINT) * age
            stroke(
                painter,
                polyline(x[swing : swing + 2], y[swing : swing + 2]),
                pen(colour, 1.0, alpha=alpha),
            )
            painter.setOpacity(alpha)
            draw_dots(
                painter, x[swing : swing + 1], y[swing : swing + 1], DOT_RADIUS, (colour, None)
            )
            painter.setOpacity(1.0)


class SwingsNameLayer:
    """How the swings of a runaway grow; nothing for a path that does not run away.

    Parameters
    ----------
    path : PathLayer
    placer : LabelPlacer

    Attributes
    ----------
    tells_factor : bool
        Whether to say by how much they grow.
    """

    def __init__(self, path: PathLayer, placer: LabelPlacer) -> None:
        self._path, self._placer = path, placer
        self.tells_factor = True

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Name the swings, at one of the older ones."""
        path, history = self._path, self._path.history
        if history is None or path.first_epoch is None or not path.cursor:
            return
        colour = branch_colour(theme, path.number)
        rows = history.parameters[path.first_epoch : path.cursor + 1]
        at = [frame.to_pixel(*row) for row in rows.tolist()]
        swings = self._swings(rows, colour)
        if swings is not None:
            ends = [(epoch, at[-1 - epoch]) for epoch in range(N_STRONG, len(at))]
            self._placer.draw_along(painter, swings, ends, DOT_RADIUS)

    def _swings(self, rows: FloatArray, colour: str) -> Plate | None:
        """Return what is said of the swings; None of too few."""
        n_swings, factor = len(rows) - 1, swing_factor(rows)
        if n_swings <= N_STRONG:
            return None
        told = "each longer than the last"
        if factor is not None and self.tells_factor:
            told = f"each {times_told(factor, 3 if factor >= SLOW_GROWTH else 6)} the last"
        return Plate("swings", f"the last {n_swings} swings", colour, told, wish=RIGHT_BELOW)
