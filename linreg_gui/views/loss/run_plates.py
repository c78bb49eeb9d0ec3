"""The names of several loss curves, in one column beside their ends."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from linreg_gui.views.canvas.labels import LabelPlacer, in_whole_pixels
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import EDGE

COLUMN_GAP = 34.0
"""Pixels between the newest point drawn and the column."""
ROW_GAP = 2.0
APART = 8.0
"""Pixels between two columns."""


class CurveEnd(NamedTuple):
    """Where a curve ends on the screen, and what it is called."""

    plate: Plate
    at: QPointF


def draw_columns(
    painter: QPainter, placer: LabelPlacer, area: QRectF, ends: list[CurveEnd]
) -> None:
    """Draw the plates of curves, each with a leader to its own curve.

    The plates of curves that end near each other stand in one column, sorted by height: right of
    the newest point, and left of it where there is no room. In a pane too low for all there are
    letters alone, and several columns of them.
    """
    rest = sorted(ends, key=lambda end: end.at.x())
    while rest:
        newest = rest[-1].at.x()
        width = COLUMN_GAP + max(placer.size(end.plate).width() for end in rest)
        is_left = newest + width > area.right() - EDGE
        reach = (2 if is_left else 1) * width + APART
        group = [end for end in rest if end.at.x() > newest - reach]
        rest = rest[: len(rest) - len(group)]
        _draw_column(painter, placer, area, sorted(group, key=lambda end: end.at.y()))


def _draw_column(
    painter: QPainter, placer: LabelPlacer, area: QRectF, ends: list[CurveEnd]
) -> None:
    n_rows = _n_rows(area, placer.size(ends[0].plate).height())
    if len(ends) > n_rows:
        ends = [CurveEnd(end.plate._replace(text=""), end.at) for end in ends]
    sizes = [placer.size(end.plate) for end in ends]
    width = max(size.width() for size in sizes)
    n_columns = math.ceil(len(ends) / n_rows)
    whole = n_columns * (width + ROW_GAP) - ROW_GAP
    left = _left(area, max(end.at.x() for end in ends), whole)
    for column in range(n_columns):
        rows = slice(column * n_rows, (column + 1) * n_rows)
        tops = stacked([end.at.y() for end in ends[rows]], sizes[0].height(), area)
        x = left + column * (width + ROW_GAP)
        for end, size, top in zip(ends[rows], sizes[rows], tops, strict=True):
            box = in_whole_pixels(QRectF(QPointF(x, top), size))
            placer.draw_at(painter, end.plate, box, end.at)


def stacked(middles: list[float], height: float, area: QRectF) -> list[float]:
    """Return the tops of boxes that lie as near as they can to their ascending middles.

    Parameters
    ----------
    middles : list of float
        Wanted; at most as many as there is room for.
    height : float
        Of each box.
    area : QRectF
        The boxes lie in it, ``ROW_GAP`` apart.
    """
    tops: list[float] = []
    for middle in middles:
        least = tops[-1] + height + ROW_GAP if tops else area.top() + EDGE
        tops.append(max(middle - height / 2.0, least))
    lowest = area.bottom() - EDGE - height
    for row in range(len(tops) - 1, -1, -1):
        tops[row] = min(tops[row], lowest)
        lowest = tops[row] - height - ROW_GAP
    return tops


def _n_rows(area: QRectF, height: float) -> int:
    return max(1, int((area.height() - 2 * EDGE + ROW_GAP) / (height + ROW_GAP)))


def _left(area: QRectF, newest: float, width: float) -> float:
    right_of = newest + COLUMN_GAP
    if right_of + width <= area.right() - EDGE:
        return right_of
    return max(area.left() + EDGE, newest - COLUMN_GAP - width)
