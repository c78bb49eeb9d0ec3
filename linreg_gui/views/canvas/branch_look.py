"""How the branches of a run look: a colour and a dash each, so that no colour stands alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.look.theme import Theme

DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (6.0, 3.0),
    (1.5, 2.5),
    (6.0, 2.0, 1.5, 2.0),
    (3.0, 2.0),
    (6.0, 2.0, 1.5, 2.0, 1.5, 2.0),
)
"""Dash pattern of each branch in units of the pen's width; empty for a solid line."""


def branch_colour(theme: Theme, number: int) -> str:
    """Give the colour of a branch; the first has that of the line."""
    return theme.branches[number % len(theme.branches)]


def branch_pen(theme: Theme, number: int, width: float = 1.0, alpha: float = 1.0) -> QPen:
    """Make a pen in the colour and the dash of a branch.

    Parameters
    ----------
    theme : Theme
    number : int
        That of the branch.
    width : float
        In pixels.
    alpha : float
        From 0 to 1.
    """
    made = pen(branch_colour(theme, number), width, alpha=alpha)
    dashes = DASHES[number % len(DASHES)]
    if dashes:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setDashPattern(list(dashes))
    return made
