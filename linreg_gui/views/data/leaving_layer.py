"""Where the line leaves the data pane, when it goes far beyond the points."""

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Curve
from linreg_gui.session.wording import value_text
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.data.curve_path import pixels_of
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

CURVE_PLACES = 101
"""Places at which a curve is looked at."""
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
        self.line: Curve | None = None
        self.branch = 0
        self.symbol = "x"
        """What is drawn across: of several features the name of one."""
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
        x, value = _farthest(line, data, frame)
        if not _beyond(value, frame) > FAR_HEIGHTS:
            return None
        is_up = value > frame.top
        reached = f"at {measured(value)}" if math.isfinite(value) else "too large to compute"
        told = f"at {self.symbol} = {value_text(x, data.feature_names[0])} it is {reached}"
        name = "line" if line.degree == 1 else "curve"
        way = _way_out(line, frame, x, is_up=is_up)
        if way is None:
            edge = frame.rect.top() if is_up else frame.rect.bottom()
            at = QPointF(frame.to_pixel(x, frame.bottom).x(), edge)
            words = f"the {name} is {'above' if is_up else 'below'}"
            return Leave(at, QPointF(0.0, -1.0 if is_up else 1.0), (words, told))
        out, along = way
        length = math.hypot(along.x(), along.y()) or 1.0
        return Leave(out, along / length, (f"the {name} leaves here", told))


def _farthest(line: Curve, data: Dataset, frame: PixelFrame) -> tuple[float, float]:
    """Return where, within the points, a model is farthest from the pane, and its value there."""
    ends = float(data.x.max()), float(data.x.min())
    x = np.array(ends)
    if line.degree > 1:
        # A line is farthest at an end, a curve where it is highest or lowest.
        places = np.linspace(*ends, CURVE_PLACES)
        values = line.values(places)
        values[np.isnan(values)] = frame.top
        x = places[[values.argmax(), values.argmin()]]
    found = zip(x.tolist(), line.values(x).tolist(), strict=True)
    return max(found, key=lambda place: _beyond(place[1], frame))


def _way_out(
    line: Curve, frame: PixelFrame, x: float, *, is_up: bool
) -> tuple[QPointF, QPointF] | None:
    """Return where a model leaves the pane on its way to x, and in which direction.

    None where it is not seen, or does not come from a place that is seen.
    """
    if line.degree == 1:
        seen = frame.line(*line)
        if seen is None:
            return None
        first, last = seen
        out, back = (first, last) if (first.y() < last.y()) == is_up else (last, first)
        return out, out - back
    pixels = pixels_of(line, frame)
    assert pixels is not None
    columns, rows = pixels
    is_seen = (rows >= frame.rect.top()) & (rows <= frame.rect.bottom())
    goal = frame.to_pixel(x, frame.bottom).x()
    nearest = np.flatnonzero(is_seen)[np.argsort(np.abs(columns[is_seen] - goal))]
    for place in nearest[:1].tolist():
        step = 1 if columns[place] < goal else -1
        if 0 <= place + step < len(columns):
            beyond = QPointF(columns[place + step], rows[place + step])
            along = beyond - QPointF(columns[place], rows[place])
            edge = frame.rect.top() if along.y() < 0.0 else frame.rect.bottom()
            share = (edge - rows[place]) / along.y() if along.y() else 0.0
            return QPointF(columns[place], rows[place]) + along * share, along
    return None


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
