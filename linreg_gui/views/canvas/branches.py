"""How the branches of a run look, and which branch made which records."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.stability import fraction_left
from linreg_gui.session.values import Branch, Records
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.look.theme import BRANCH_DASHES, Theme

SWATCH = QSize(28, 12)
SWATCH_LINE = 1.6
TICK = "\N{THIN SPACE}\N{CHECK MARK}"
"""Beside the letter of a run that has arrived in a race."""
AWAY = "\N{THIN SPACE}\N{NORTH EAST ARROW}"
"""Beside the letter of a run whose dot is out of sight, where its path leaves the view."""


def has_arrived(records: Records, loss: QuadraticLoss | None) -> bool:
    """Return whether a run is 99 % of the way to the least loss, as sentences count it."""
    if loss is None:
        return False
    own = loss.of_run(records.parameters[0])
    first, last = float(records.losses[0]), float(records.losses[-1])
    excess = first - own.minimum_value
    return last - own.minimum_value <= fraction_left(own, excess) * excess


def branch_colour(theme: Theme, number: int) -> str:
    """Return the colour of a branch; the first has that of the line."""
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
    dashes = BRANCH_DASHES[number % len(BRANCH_DASHES)]
    if dashes:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setDashPattern([length / width for length in dashes])  # it counts in widths
    return made


class Stretch(NamedTuple):
    """Records up to an epoch, and the branch that made them."""

    last_epoch: int
    number: int


class Part(NamedTuple):
    """Vertices of a line, and the branch whose colour they have."""

    vertices: slice
    number: int


Lineage = tuple[Stretch, ...]
"""In the order of the epochs; after the last of them the records are the branch's own."""


def lineage_of(branch: Branch, branches: Iterable[Branch]) -> Lineage:
    """Return whose records a branch shares; the first branch's, where no other is found.

    Parameters
    ----------
    branch : Branch
    branches : iterable of Branch
        All there are; one that is gone is not found.
    """
    if not branch.number:
        return ()
    parents = [
        other
        for other in branches
        if other.number not in {0, branch.number}
        and not other.is_kept
        and _is_within(other, branch)
    ]
    parents.sort(key=lambda other: other.fork_epoch)
    made, number = [], 0
    for other in parents:
        made.append(Stretch(other.fork_epoch, number))
        number = other.number
    return (*made, Stretch(branch.fork_epoch, number))


def parts(epochs: NDArray[np.intp] | FloatArray, lineage: Lineage, number: int) -> list[Part]:
    """Split a line's vertices by who made them; each part begins where the one before ends.

    Parameters
    ----------
    epochs : ndarray, shape (n,)
        Of the vertices, ascending.
    lineage : Lineage
    number : int
        That of the branch itself.
    """
    made, begin = [], 0
    for last_epoch, other in lineage:
        end = int(np.searchsorted(epochs, last_epoch, side="right"))
        if end > begin:
            made.append(Part(slice(max(begin - 1, 0), end), other))
            begin = end
    return [*made, Part(slice(max(begin - 1, 0), len(epochs)), number)]


def _is_within(other: Branch, branch: Branch) -> bool:
    """Return whether a branch grew from records that the other one had made by itself."""
    first, last = other.fork_epoch + 1, branch.fork_epoch
    if not first <= last <= other.history.last_epoch:
        return False
    return all(_is_same(other.history, branch.history, epoch) for epoch in (first, last))


def _is_same(one: Records, other: Records, epoch: int) -> bool:
    return bool((one.parameters[epoch] == other.parameters[epoch]).all())


def swatch(theme: Theme, number_of_branch: int) -> QIcon:
    """Draw a short piece of a branch's line, sharp at one, two and three times its size."""
    made = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(SWATCH * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(branch_pen(theme, number_of_branch, SWATCH_LINE))
        middle = SWATCH.height() / 2
        painter.drawLine(QPointF(1.5, middle), QPointF(SWATCH.width() - 1.5, middle))
        painter.end()
        made.addPixmap(pixmap)
    return made
