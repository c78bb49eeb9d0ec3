"""The principal axes of the bowl: along one the descent is fast, along the other slow."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.bowl import Bowl
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme

NAMES = ("slow", "fast")
"""In the order of ``Bowl.axes``."""
DASHES = ((9.0, 4.0), (2.5, 3.0))
NAME_PLACES = (0.88, 0.7, 0.12, 0.3)
"""Parts of an axis at which its name may stand, the best first."""


class AxesLayer:
    """Both axes through the minimum, to the frame's edges; nothing while ``bowl`` is None.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.bowl: Bowl | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw each axis with a dash of its own."""
        if self.bowl is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for axis, dashes in enumerate(DASHES):
            ends = axis_chord(self.bowl, axis, frame)
            if ends is None:
                continue
            made = pen(theme.text, 1.5, alpha=0.75)
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setDashPattern(list(dashes))
            painter.setPen(made)
            painter.drawLine(*ends)

    def names(self, frame: PixelFrame) -> list[tuple[str, list[QPointF]]]:
        """Return the names of the axes in view, and where they may stand."""
        if self.bowl is None:
            return []
        chords = [(name, axis_chord(self.bowl, axis, frame)) for axis, name in enumerate(NAMES)]
        return [
            (name, [ends[0] + (ends[1] - ends[0]) * part for part in NAME_PLACES])
            for name, ends in chords
            if ends is not None
        ]

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Write the names of the axes, above the path that often runs along one."""
        for name, places in self.names(frame):
            anchors = [(number, place) for number, place in enumerate(places)]
            self._placer.draw_along(painter, Plate(("axis", name), name, theme.text), anchors)


def axis_chord(bowl: Bowl, axis: int, frame: PixelFrame) -> tuple[QPointF, QPointF] | None:
    """Return the part of a principal axis inside the frame, in pixels; None when there is none.

    Parameters
    ----------
    bowl : Bowl
    axis : int
        0 is the slow one, 1 the fast one.
    frame : PixelFrame
    """
    slope, intercept = bowl.centre.tolist()
    by_slope, by_intercept = bowl.axes[:, axis].tolist()
    # Not by to_pixel: it clamps, and a minimum far outside would bend the axis.
    x = frame.rect.left() + (slope - frame.left) * frame.x_scale
    y = frame.rect.bottom() - (intercept - frame.bottom) * frame.y_scale
    return chord(frame.rect, (x, y), (by_slope * frame.x_scale, -by_intercept * frame.y_scale))


def chord(
    rect: QRectF, through: tuple[float, float], direction: tuple[float, float]
) -> tuple[QPointF, QPointF] | None:
    """Clip the line through a point to a rectangle; None when it passes by."""
    begin, end = -math.inf, math.inf
    sides = ((rect.left(), rect.right()), (rect.top(), rect.bottom()))
    for at, along, (low, high) in zip(through, direction, sides, strict=True):
        if along == 0.0:
            if not low <= at <= high:
                return None
            continue
        near, far = sorted(((low - at) / along, (high - at) / along))
        begin, end = max(begin, near), min(end, far)
    if not (math.isfinite(begin) and math.isfinite(end)) or begin >= end:
        return None
    x, y = through
    dx, dy = direction
    return QPointF(x + begin * dx, y + begin * dy), QPointF(x + end * dx, y + end * dy)
