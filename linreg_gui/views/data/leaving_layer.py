"""Where the line leaves the data pane, when it goes far beyond the points."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.wording import value_text
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

FAR_HEIGHTS = 1.0
"""Heights of the pane beyond its edge at which the line is told to be gone, not only steep."""
HEAD_LENGTH, HEAD_WIDTH = 13.0, 12.0
REACH_PIXELS = 8.0


class Leave(NamedTuple):
    """Where a line leaves, in pixels, and what it is at an end of the points."""

    at: QPointF
    direction: QPointF
    """Of length 1, out of the pane."""
    words: tuple[str, str]


class LeavingLayer:
    """An arrowhead at the edge where the line leaves, and a plate that says how far it goes.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.dataset: Dataset | None = None
        self.line: tuple[float, float] | None = None
        self.branch = 0
        self._boxes: list[QRectF] = []

    def is_at(self, pixel: QPointF) -> bool:
        """Tell whether a place in pixels is on the arrowhead or the plate."""
        return any(box.contains(pixel) for box in self._boxes)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw arrowhead and plate; nothing while the line stays near."""
        self._boxes = []
        leave = self._leave(frame)
        if leave is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(branch_colour(theme, self.branch)))
        painter.drawPolygon(arrowhead(leave.at, leave.direction, HEAD_LENGTH, HEAD_WIDTH))
        tail = leave.at - leave.direction * HEAD_LENGTH
        words, told = leave.words
        plate = Plate("leaving", words, branch_colour(theme, self.branch), told)
        self._placer.draw(painter, plate, tail)
        reach = QRectF(leave.at, tail).normalized()
        margins = (-REACH_PIXELS, -REACH_PIXELS, REACH_PIXELS, REACH_PIXELS)
        self._boxes = [reach.adjusted(*margins)]
        if plate.owner in self._placer.plates:
            self._boxes.append(self._placer.plates[plate.owner])

    def _leave(self, frame: PixelFrame) -> Leave | None:
        data, line = self.dataset, self.line
        if data is None or line is None or not data.n_samples:
            return None
        slope, intercept = line
        ends = [float(data.x.max()), float(data.x.min())]
        x = max(ends, key=lambda end: _beyond(slope * end + intercept, frame))
        value = slope * x + intercept
        if not _beyond(value, frame) > FAR_HEIGHTS:
            return None
        is_up = value > frame.top
        reached = f"at {measured(value)}" if math.isfinite(value) else "too large to compute"
        told = f"at x = {value_text(x, data.feature_names[0])} it is {reached}"
        seen = frame.line(slope, intercept)
        if seen is None:
            edge = frame.rect.top() if is_up else frame.rect.bottom()
            at = QPointF(frame.to_pixel(x, frame.bottom).x(), edge)
            words = f"the line is {'above' if is_up else 'below'}"
            return Leave(at, QPointF(0.0, -1.0 if is_up else 1.0), (words, told))
        first, last = seen
        out, back = (first, last) if (first.y() < last.y()) == is_up else (last, first)
        way = out - back
        length = math.hypot(way.x(), way.y()) or 1.0
        return Leave(out, way / length, ("the line leaves here", told))


def _beyond(value: float, frame: PixelFrame) -> float:
    """Return how many heights of the pane a value is above or below the pane; 0 inside."""
    height = frame.top - frame.bottom
    return max(value - frame.top, frame.bottom - value, 0.0) / height


def arrowhead(tip: QPointF, direction: QPointF, length: float, width: float) -> QPolygonF:
    """Return a triangle with its tip at a place.

    Parameters
    ----------
    tip, direction : QPointF
        In pixels; the direction has length 1.
    length, width : float
    """
    neck, across = tip - direction * length, QPointF(-direction.y(), direction.x())
    return QPolygonF([tip, neck + across * (width / 2.0), neck - across * (width / 2.0)])
