"""The principal axes of the bowl: along one the descent is fast, along the other slow."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.values import Line
from linreg_gui.views.painting import pen
from linreg_gui.views.pixel_frame import PixelFrame
from linreg_gui.views.surface_labels import draw_label, label_box
from linreg_gui.views.theme import Theme

NAMES = ("slow", "fast")
"""In the order of the loss's eigenvectors."""
DASHES = ((9.0, 4.0), (2.5, 3.0))
NAME_PLACES = (0.12, 0.3, 0.7, 0.88)
"""Parts of an axis at which its name may stand."""
CAPTION_PIXELS = 60.0
"""Above the lower edge, where no name is written."""


class AxesLayer:
    """Both axes through the minimum, to the frame's edges; nothing while ``loss`` is None."""

    def __init__(self) -> None:
        self.loss: QuadraticLoss | None = None
        self.start: Line | None = None
        """Like the minimum a place where no name is written."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw each axis with a dash of its own."""
        if self.loss is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for axis, dashes in enumerate(DASHES):
            ends = axis_chord(self.loss, axis, frame)
            if ends is None:
                continue
            made = pen(theme.text, 1.5, alpha=0.75)
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setDashPattern(list(dashes))
            painter.setPen(made)
            painter.drawLine(*ends)

    def names(self, frame: PixelFrame) -> list[tuple[str, QPointF]]:
        """Give the names of the axes in view, and where they cover no mark."""
        if self.loss is None:
            return []
        chords = [(name, axis_chord(self.loss, axis, frame)) for axis, name in enumerate(NAMES)]
        return [(name, self._name_place(frame, ends)) for name, ends in chords if ends is not None]

    def _name_place(self, frame: PixelFrame, ends: tuple[QPointF, QPointF]) -> QPointF:
        """Give the place on an axis that is farthest from the marks and not at the lower edge."""
        assert self.loss is not None
        marks = [frame.to_pixel(*self.loss.minimum_parameters.tolist())]
        if self.start is not None:
            marks.append(frame.to_pixel(*self.start))
        low = frame.rect.bottom() - CAPTION_PIXELS
        places = [ends[0] + (ends[1] - ends[0]) * part for part in NAME_PLACES]

        def freedom(place: QPointF) -> float:
            nearest = min((place - mark).manhattanLength() for mark in marks)
            return nearest if place.y() < low else -nearest

        return max(places, key=freedom)


class AxisNamesLayer:
    """The names of the axes, above the path that often runs along one."""

    def __init__(self, axes: AxesLayer) -> None:
        self._axes = axes

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Write the names."""
        for name, place in self._axes.names(frame):
            box = label_box(painter, name)
            box.moveCenter(place)
            draw_label(painter, box, name, theme.text, theme)


def axis_chord(loss: QuadraticLoss, axis: int, frame: PixelFrame) -> tuple[QPointF, QPointF] | None:
    """Give the part of a principal axis inside the frame, in pixels; None when there is none.

    Parameters
    ----------
    loss : QuadraticLoss
    axis : int
        0 is the slow one, 1 the fast one.
    frame : PixelFrame
    """
    slope, intercept = loss.minimum_parameters.tolist()
    by_slope, by_intercept = loss.eigenvectors[:, axis].tolist()
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
