"""A point that is being moved: it stays where the hand has it until it is let go.

Drawn less what the other weights say, a point of several features does not move as far as its y,
for these weights follow the data. Where features rise together it may even go the other way. So it
is drawn less what they said when it was taken; its residual is the true one at all times, and let
go it is drawn as the others are.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.drawn_data import DrawnData
from linreg_gui.session.frame import Frame
from linreg_gui.session.session import Session
from linreg_gui.views.canvas.pixel_frame import PixelFrame

STEPS_A_PIXEL = 4.0
"""A coordinate is rounded to a power of ten that is at most this part of a pixel."""
STEP_DIGITS = 12
"""Significant digits of a coordinate after a step by keys."""


class Held(NamedTuple):
    """A point held where it was pressed, which need not be its middle.

    Attributes
    ----------
    point, column : int
        Which one, and the feature that is drawn across.
    offset : float
        What is taken from its y where it is drawn; 0 where it is drawn as it is.
    x, y : float
        Where it was when it was taken, in the data.
    pressed : QPointF
        Where the mouse was then, in data.
    """

    point: int
    column: int
    offset: float
    x: float
    y: float
    pressed: QPointF


class PointInHand:
    """Moves points of the data pane.

    Parameters
    ----------
    session : Session
    drawn_now : callable
        Returns what is drawn of the points as they are.
    """

    def __init__(self, session: Session, drawn_now: Callable[[], DrawnData]) -> None:
        self._session, self._drawn_now = session, drawn_now
        self.held: Held | None = None

    def take(self, point: int, pressed: QPointF) -> None:
        """Take a point: its moves up to the end of the drag are one step of undo."""
        edits, drawn = self._session.edits, self._drawn_now()
        if not edits.is_dragging or self.held is None or self.held.point != point:
            offset = 0.0 if drawn.offset is None else float(drawn.offset[point])
            self.held = Held(point, drawn.column, offset, *self._at(point, drawn.column), pressed)
        edits.begin_drag()

    def let_go(self) -> None:
        """Draw the point as the others are."""
        self.held = None

    def drag_to(self, position: QPointF, frame: PixelFrame | None) -> None:
        """Move the point as far as the mouse has moved, with the digits that it can point at.

        A coordinate along which the mouse has not moved is left as it was.
        """
        held = self.held
        if held is None or frame is None:
            return
        way, x, y = position - held.pressed, held.x, held.y
        if way.x():
            x = _rounded_to_pixels(x + way.x(), frame.x_scale)
        if way.y():
            y = _rounded_to_pixels(y + way.y(), frame.y_scale)
        self._session.problem.move_point(held.point, x, y, held.column)

    def step_by(self, across: float, up: float) -> None:
        """Move the point from where it is."""
        held = self.held
        if held is None:
            return
        x, y = self._at(held.point, held.column)
        x, y = (float(f"{value:.{STEP_DIGITS}g}") for value in (x + across, y + up))
        self._session.problem.move_point(held.point, x, y, held.column)

    @property
    def way_after(self) -> float:
        """How far the point in the hand will go down by itself, once it is let go."""
        held = self.held
        offset = None if held is None else self._drawn_now().offset
        if held is None or offset is None or held.point >= len(offset):
            return 0.0
        return float(offset[held.point]) - held.offset

    def points_of(self, frame: Frame) -> Dataset:
        """Return the points of a frame as they are to be drawn."""
        data, held = frame.drawn.dataset, self.held
        if held is None or frame.drawn.offset is None or held.point >= data.n_samples:
            return data
        y = data.y.copy()
        y[held.point] = frame.table.y[held.point] - held.offset
        return data.redrawn(data.x, y, (data.feature_names[0], data.target_name))

    def _at(self, point: int, column: int) -> tuple[float, float]:
        data = self._session.problem.dataset
        return float(data.features[point, column]), float(data.y[point])


def pointed_at(position: QPointF, frame: PixelFrame | None) -> tuple[float, float]:
    """Return x and y of a place in data, rounded to what the mouse can tell apart."""
    x, y = position.x(), position.y()
    if frame is None:
        return x, y
    return _rounded_to_pixels(x, frame.x_scale), _rounded_to_pixels(y, frame.y_scale)


def _rounded_to_pixels(value: float, scale: float) -> float:
    """Round a coordinate to a power of ten that is no more than a quarter of a pixel.

    Parameters
    ----------
    value : float
    scale : float
        Pixels per unit, above 0.
    """
    places = math.ceil(math.log10(STEPS_A_PIXEL * scale))
    return round(value, places) + 0.0
