"""Paths and marks on the surface tipped up: lifted onto the ground, dotted where it hides them."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from linreg_gui.core.settings import Held
from linreg_gui.views.canvas.bet_drawing import PIN_RADIUS, draw_pin
from linreg_gui.views.canvas.branches import branch_colour, branch_pen
from linreg_gui.views.canvas.labels import mark_box
from linreg_gui.views.canvas.painting import draw_dots, draw_star, pen, stroke_through
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.held_layer import HeldLayer
from linreg_gui.views.surface.path_layers import (
    ASIDE_WIDTH,
    DOT_RADIUS,
    DOT_SPACING_PIXELS,
    MOST_DOTS,
    PathLayer,
)
from linreg_gui.views.surface.surface_layers import DOT_RADIUS as HERE_RADIUS
from linreg_gui.views.surface.surface_layers import STAR_RADIUS, MarksLayer
from linreg_gui.views.surface.tilt import Tilt, runs

STEP_PIXELS = 4.0
"""Between two places of a lifted path."""
MOST_PLACES, MOST_WHILE_MOVING = 800, 250
"""Of a lifted path."""
N_HIDING, N_WHILE_MOVING = 20, 10
"""Places looked at on the way from a part of a path to the eye."""
HIDDEN_ALPHA = 0.8
START_RADIUS = 6.0


class Stroke(NamedTuple):
    """One line to be lifted.

    Attributes
    ----------
    places : ndarray, shape (n, 2)
    pen : QPen
    dots : str
        The colour of the dots at its records; empty for none.
    """

    places: FloatArray
    pen: QPen
    dots: str = ""


class Mark(NamedTuple):
    """A mark on the ground.

    Attributes
    ----------
    kind : str
        "start", "best", "here" or "pin".
    at : QPointF
    radius : float
    colour : str
    is_hidden : bool
    """

    kind: str
    at: QPointF
    radius: float
    colour: str
    is_hidden: bool

    def box(self) -> QRectF:
        """Return the box around it."""
        return mark_box(self.at.x(), self.at.y(), self.radius + 1.0)


def strokes_of(path: PathLayer, flat: PixelFrame, theme: Theme) -> Iterator[Stroke]:
    """Return the lines of the path shown."""
    history = path.history
    if history is None or history.n_records < 2:
        return
    if path.first_epoch is not None:
        rows = history.parameters[path.first_epoch : path.cursor + 1]
        colour = branch_colour(theme, path.number)
        yield Stroke(rows, branch_pen(theme, path.number, 1.6), colour)
        return
    for line, number, is_ahead in path.strokes(flat):
        colour = branch_colour(theme, number)
        if is_ahead:
            yield Stroke(_places(line, flat), pen(colour, 1.2, alpha=0.3))
        else:
            made = branch_pen(theme, number, 2.0)
            yield Stroke(_places(line, flat), made, colour if len(line[0]) <= MOST_DOTS else "")


def straight_line(tilt: Tilt, slope: float, at_zero: float, made: QPen) -> list[Stroke]:
    """Return the part of the line b = slope·m + at_zero that is shown, if any."""
    left, right, bottom, top = tilt.shown
    ends = [left, right]
    if slope:
        across = sorted(((bottom - at_zero) / slope, (top - at_zero) / slope))
        ends = [max(left, across[0]), min(right, across[1])]
    if not ends[0] < ends[1]:
        return []
    return [Stroke(np.array([(m, slope * m + at_zero) for m in ends]), made)]


def lines_across(
    tilt: Tilt, theme: Theme, marks: MarksLayer, held: HeldLayer, *, has_floor: bool
) -> list[Stroke]:
    """Return the floor of a trough, the places that a held parameter leaves, and a valley."""
    lines = []
    if tilt.bowl.is_trough and has_floor:
        floor = pen(theme.best, 2.0, Qt.PenStyle.DashLine)
        lines += straight_line(tilt, *tilt.bowl.trough_line(0.0, 1), floor)
    if held.through is not None:
        made = pen(theme.text, 1.4, Qt.PenStyle.DashLine, alpha=0.7)
        if held.held is Held.SLOPE:
            slope, (bottom, top) = held.through.first, tilt.shown[2:]
            lines.append(Stroke(np.array([(slope, bottom), (slope, top)]), made))
        else:
            lines += straight_line(tilt, 0.0, held.through.second, made)
    if marks.valley is not None:
        lines += straight_line(tilt, *marks.valley, pen(theme.data, 1.6, Qt.PenStyle.DashDotLine))
    return lines


def stroke_aside(path: PathLayer, flat: PixelFrame, theme: Theme, until: int | None) -> Stroke:
    """Return the line of a branch that is not shown."""
    made = branch_pen(theme, path.number, ASIDE_WIDTH, alpha=0.6)
    return Stroke(_places(path.own_line(flat, until), flat), made)


def draw_stroke(
    painter: QPainter, tilt: Tilt, stroke: Stroke, *, is_moving: bool
) -> Polyline | None:
    """Draw a line on the ground, coarsely while it moves; return where it is on the screen."""
    places = stroke.places[np.isfinite(stroke.places).all(axis=1)]
    if len(places) < 2:
        return None
    along, records = resampled(places, tilt, MOST_WHILE_MOVING if is_moving else MOST_PLACES)
    x, y = tilt.project(along)
    is_inside = _is_shown(along, tilt)
    is_hidden = tilt.is_hidden(along, N_WHILE_MOVING if is_moving else N_HIDING)
    dotted = QPen(stroke.pen)
    dotted.setStyle(Qt.PenStyle.DotLine)
    colour = dotted.color()
    colour.setAlphaF(HIDDEN_ALPHA * colour.alphaF())
    dotted.setColor(colour)
    dotted.setCapStyle(Qt.PenCapStyle.FlatCap)
    for made, is_chosen in ((dotted, is_hidden), (stroke.pen, ~is_hidden)):
        for first, last in runs((is_chosen & is_inside)[:-1] & is_inside[1:]):
            part = slice(first, last + 2)
            stroke_through(painter, x[part], y[part], QPen(made))
    if stroke.dots:
        inside = records[is_inside[records]]
        spacing = np.hypot(np.diff(x[inside]), np.diff(y[inside]))
        apart = inside[np.append(np.inf, spacing)[: len(inside)] >= DOT_SPACING_PIXELS]
        seen = apart[~is_hidden[apart]]
        draw_dots(painter, x[seen], y[seen], DOT_RADIUS, (stroke.dots, None))
    return x[is_inside], y[is_inside]


def resampled(places: FloatArray, tilt: Tilt, most: int) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return places along a line, at most some pixels apart on the map, and which were given.

    Returns
    -------
    along : ndarray, shape (n, 2)
    given : ndarray of int
        Indices in ``along`` of the places given.
    """
    lengths = np.hypot(*(np.diff(places, axis=0) * tilt.scales).T)
    step = max(STEP_PIXELS, float(lengths.sum()) / most)
    counts = np.maximum(np.ceil(lengths / step).astype(np.intp), 1)
    segment = np.repeat(np.arange(len(counts)), counts)
    given = np.append(0, np.cumsum(counts))
    within = np.arange(len(segment)) - given[segment]
    share = (within / counts[segment])[:, np.newaxis]
    between = places[segment] + share * (places[segment + 1] - places[segment])
    return np.vstack((between, places[-1:])), given


def marks_of(
    tilt: Tilt, places: dict[str, tuple[float, float]], colours: dict[str, str]
) -> list[Mark]:
    """Return the marks of places on the part of the surface that is shown.

    Parameters
    ----------
    tilt : Tilt
    places, colours : dict
        By kind, the lowest first.
    """
    radii = {
        "start": START_RADIUS,
        "best": STAR_RADIUS,
        "here": HERE_RADIUS,
        "pin": PIN_RADIUS,
    }
    kinds = [kind for kind, place in places.items() if all(map(math.isfinite, place))]
    if not kinds:
        return []
    rows = np.array([places[kind] for kind in kinds], dtype=np.float64)
    is_shown, is_hidden = _is_shown(rows, tilt), tilt.is_hidden(rows)
    x, y = tilt.project(rows)
    return [
        Mark(kind, QPointF(x[row], y[row]), radii[kind], colours[kind], bool(is_hidden[row]))
        for row, kind in enumerate(kinds)
        if is_shown[row]
    ]


def draw_mark(painter: QPainter, mark: Mark, theme: Theme) -> None:
    """Draw a mark; of a hidden one its outline."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    is_hollow = mark.is_hidden or mark.kind == "start"
    if mark.kind == "pin":
        draw_pin(painter, mark.at, theme)
        return
    if mark.kind == "best":
        fill, edge = (theme.card, mark.colour) if is_hollow else (mark.colour, theme.card)
        draw_star(painter, mark.at, mark.radius, fill, edge)
        return
    painter.setPen(pen(mark.colour if is_hollow else theme.card, 2.0))
    painter.setBrush(QColor(theme.card if is_hollow else mark.colour))
    painter.drawEllipse(mark.at, mark.radius, mark.radius)


def _is_shown(places: FloatArray, tilt: Tilt) -> np.ndarray:
    left, right, bottom, top = tilt.shown
    slope, intercept = places[:, 0], places[:, 1]
    is_across = (slope >= left) & (slope <= right)
    return np.asarray(is_across & (intercept >= bottom) & (intercept <= top))


def _places(line: tuple[FloatArray, FloatArray], flat: PixelFrame) -> FloatArray:
    """Return the places of a line that is given in pixels of the map."""
    slope = flat.left + (line[0] - flat.rect.left()) / flat.x_scale
    intercept = flat.bottom + (flat.rect.bottom() - line[1]) / flat.y_scale
    return np.column_stack((slope, intercept))
