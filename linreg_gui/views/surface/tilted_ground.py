"""The ground of the surface tipped up: rings between exact level ellipses, its edge and its faces.

The ground at one height is all outside the level ellipse of that height, and the eye is above: the
rings painted from the lowest to the highest leave at each pixel the ground that is seen. There is
neither a grid nor a buffer of depths.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from linreg_gui.views.canvas.level_lines import shade_of
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.look.theme import Theme, mixed
from linreg_gui.views.surface.bowl_layer import contour_pen
from linreg_gui.views.surface.tilt import Columns, Tilt, runs

MOST_OCTAVES = 22
SMALLEST_RADIUS, SMALL_RADIUS = 1.5, 30.0
"""Pixels; a level line with a shorter radius is not drawn, or is drawn with fewer places."""
UPWARDS = np.array(((1.0,), (-1.0,)))
"""Turns steps upwards into pixels."""
CONTRAST, DARK_CONTRAST = (0.5, 0.6), (0.35, 0.4)
"""How far walls turned away from the light go to the shadow, and the others to the light."""
NIGHT = "#05070a"
FULL_LIGHT = math.radians(40)
"""From this tip on walls are lit fully; the flat map is not."""
FACES = (0.0, 0.14)
"""How dark the near faces are."""
LINE_INSIDE = 0.6
"""Pixels from a level line to where it is drawn: the ring above would cover one half of it."""
TINY = 1e-300


class Detail(NamedTuple):
    """How finely the ground is drawn.

    Attributes
    ----------
    rings : float
        For each doubling of the excess loss.
    n_places : int
        On each level line; seen from far away level ellipses are long.
    every : int
        Of these places on a small one: Qt fills a ring in a time that grows with its corners.
    """

    rings: float
    n_places: int
    every: int = 1


COARSE, USUAL, FINE = Detail(0.5, 48, 3), Detail(1.0, 128), Detail(2.0, 128)
"""While it moves; at rest in a high relief, where more lines would leave no room; at rest."""


class Palette:
    """Colours of the ground at heights and turned to the light or away.

    Parameters
    ----------
    theme : Theme
    tip : float
        In radians.
    """

    def __init__(self, theme: Theme, tip: float) -> None:
        self._theme = theme
        self._light = min(1.0, math.sin(tip) / math.sin(FULL_LIGHT))
        self._dark, self._bright = (
            (NIGHT, theme.contour) if theme.is_dark else (theme.contour, theme.card)
        )
        self._shade, self._gloss = DARK_CONTRAST if theme.is_dark else CONTRAST
        self._across: dict[float, QLinearGradient] = {}
        """By the excess: rings are doublings of the loss, the same ones from frame to frame."""

    def wall(self, excess: float, turned: float) -> QColor:
        """Return the colour of a wall.

        Parameters
        ----------
        excess : float
            Relative to the largest in view.
        turned : float
            From −1, away from the light, to 1.
        """
        base = shade_of(self._theme, excess)
        if turned < 0.0:
            return QColor(mixed(base, self._dark, self._shade * self._light * -turned))
        return QColor(mixed(base, self._bright, self._gloss * self._light * turned))

    def wall_brush(self, excess: float, centre: FloatArray, away: FloatArray) -> QBrush:
        """Return what fills a ring's wall, from the side turned away to that turned to the light.

        Parameters
        ----------
        excess : float
        centre, away : ndarray, shape (2,)
            Of the ring on the screen, and to the end of the dark side.
        """
        if excess not in self._across:
            gradient = self._across[excess] = QLinearGradient()
            gradient.setColorAt(0.0, self.wall(excess, -1.0))
            gradient.setColorAt(0.5, QColor(shade_of(self._theme, excess)))
            gradient.setColorAt(1.0, self.wall(excess, 1.0))
        gradient = self._across[excess]
        gradient.setStart(*(centre + away).tolist())
        gradient.setFinalStop(*(centre - away).tolist())
        return QBrush(gradient)

    def face(self, number: int) -> QColor:
        """Return the colour of a near face."""
        theme = self._theme
        plain = mixed(theme.bowl_deep, theme.bowl_rim, 0.35)
        return QColor(mixed(plain, theme.axis, FACES[number]))


@lru_cache(maxsize=2)
def palette_of(theme: Theme, tip: float) -> Palette:
    """Return the colours, kept while one looks from the same height, as during a drag."""
    return Palette(theme, tip)


def levels_of(tilt: Tilt, per_octave: float) -> list[float]:
    """Return excess losses of the rings, ascending; the last one is not below any in view."""
    highest = tilt.highest - tilt.bowl.floor
    least = max(tilt.lowest - tilt.bowl.floor, 0.02 * tilt.lowest)
    top = math.floor(per_octave * math.log2(highest)) + 1
    bottom = max(
        math.ceil(per_octave * math.log2(least)) - math.ceil(per_octave),
        top - round(MOST_OCTAVES * per_octave),
    )
    bottom = min(bottom, top)  # close to the best fit all of the ground is lower than the least
    return [2.0 ** (power / per_octave) for power in range(bottom, top + 1)]


def paint_ground(painter: QPainter, tilt: Tilt, theme: Theme, detail: Detail) -> None:
    """Paint ground, edge and near faces.

    Parameters
    ----------
    painter : QPainter
    tilt : Tilt
    theme : Theme
    detail : Detail
    """
    levels, palette = levels_of(tilt, detail.rings), palette_of(theme, tilt.pose.tip)
    columns = tilt.outline
    area = _around(columns)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if tilt.bowl.is_trough:
        _paint_strips(painter, tilt, theme, levels, palette)
    else:
        _paint_rings(painter, tilt, theme, levels, (palette, detail))
    _cover_outside(painter, columns, area, theme)
    painter.restore()
    _paint_faces(painter, tilt, columns, theme, palette)


def _paint_rings(
    painter: QPainter, tilt: Tilt, theme: Theme, levels: list[float], how: tuple[Palette, Detail]
) -> None:
    palette, detail = how
    turns = np.linspace(0.0, 2.0 * math.pi, detail.n_places + 1)
    matrix = tilt.circle_to_screen
    x, y = tilt.project(np.asarray(tilt.bowl.centre), np.asarray(tilt.base))
    foot = np.array((float(x), float(y)))
    if not (np.isfinite(matrix).all() and np.isfinite(foot).all() and np.linalg.det(matrix)):
        return
    circle = np.stack((np.cos(turns), np.sin(turns)))
    on_screen, inwards = UPWARDS * (matrix @ circle), UPWARDS * _inwards(matrix, circle)
    longest, lit_reach = float(np.abs(matrix).max()), _lit_reach(tilt)
    line = contour_pen(painter, theme)
    radii = np.sqrt(levels)
    raised = [tilt.lift(height) for height in tilt.height_of(tilt.bowl.floor + np.array(levels))]
    centres = foot - np.stack((np.zeros(len(levels)), raised), axis=1)
    outlines = centres[:, :, np.newaxis] + radii[:, np.newaxis, np.newaxis] * on_screen
    lines = outlines + inwards
    hole, level_line = np.empty((2, 0)), np.empty((2, 0))
    for ring, (inner, outer) in enumerate(zip((0.0, *levels), levels, strict=False)):
        radius = float(radii[ring])
        if radius * longest < SMALLEST_RADIUS:
            continue
        every = detail.every if radius * longest < SMALL_RADIUS else 1
        outline = outlines[ring, :, ::every]
        _draw_level_line(painter, level_line, line)
        middle = math.sqrt(max(inner, 0.25 * outer) / levels[-1]) * math.sqrt(outer / levels[-1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.wall_brush(middle, centres[ring], radius * lit_reach))
        # By odd and even, what is between the two closed lines is filled.
        closed = polyline(*np.concatenate((outline, hole), axis=1))
        painter.drawPolygon(closed, Qt.FillRule.OddEvenFill)
        hole, level_line = outline, lines[ring, :, ::every]


def _draw_level_line(painter: QPainter, places: FloatArray, line: QPen) -> None:
    if places.size:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(line)
        painter.drawPolyline(polyline(*places))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _inwards(matrix: FloatArray, circle: FloatArray) -> FloatArray:
    """Return steps from level lines into them, at places of a circle, shape (2, n), y upwards.

    A pen one pixel wide is painted in a tenth of the time that a wider one takes.
    """
    (a, b), (c, d) = matrix / np.abs(matrix).max()
    normal = np.array(((d, -c), (-b, a))) @ circle
    length = math.copysign(LINE_INSIDE, b * c - a * d) / np.maximum(np.hypot(*normal), TINY)
    return np.asarray(length * normal)


def _lit_reach(tilt: Tilt) -> FloatArray:
    """Return how far the shade of a level circle of radius 1 reaches on the screen, y downwards.

    It is even along the circle's chords across the light, c · d; with s = M·c that is s · M⁻ᵀd.
    M is the view of the inverse of the bowl's root, which is itself all but singular where the
    slope counts for far more than the intercept: M⁻ᵀd = view⁻ᵀ · rootᵀ · d.
    """
    shade = np.linalg.solve(tilt.ground_to_screen.T, tilt.bowl.root.T @ _lit_direction(tilt))
    length = float(np.hypot(*shade))
    return np.array((shade[0], -shade[1])) / length / length


def _lit_direction(tilt: Tilt) -> FloatArray:
    """Return where on the level circle the wall on the left is, whose back is to the light."""
    direction = tilt.bowl.root @ _left_on_map(tilt)
    length = float(np.hypot(*direction))
    return np.asarray(direction / length) if length > 0.0 else np.array((1.0, 0.0))


def _paint_strips(
    painter: QPainter, tilt: Tilt, theme: Theme, levels: list[float], palette: Palette
) -> None:
    """Paint the ground of a trough: strips between parallel lines, on both sides of its floor."""
    c, d = tilt.bowl.root[1].tolist()
    left, right, bottom, top = tilt.shown
    middle, reach = (
        0.5 * (left + right),
        3.0 * ((right - left) + abs(d / c if c else 0.0) * (top - bottom)),
    )
    slopes = np.array((middle - reach, middle + reach))
    line = contour_pen(painter, theme)
    lit = math.copysign(1.0, float((tilt.bowl.root @ _left_on_map(tilt))[1]))
    edges = {side: _level_line(tilt, slopes, 0.0, side) for side in (-1, 1)}
    for excess in levels:
        for side in (-1, 1):
            outer = _level_line(tilt, slopes, excess, side)
            strip = QPolygonF([*edges[side], *outer[::-1]])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.wall(excess / levels[-1], -side * lit))
            painter.drawPolygon(strip)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(line)
            painter.drawLine(*edges[side])
            edges[side] = outer


def _left_on_map(tilt: Tilt) -> FloatArray:
    turn = tilt.pose.turn
    return np.array((-math.cos(turn) / tilt.scales[0], math.sin(turn) / tilt.scales[1]))


def _level_line(tilt: Tilt, slopes: FloatArray, excess: float, side: float) -> list[QPointF]:
    """Return two places far out on a level line of a trough, lifted to its height."""
    slope, at_zero = tilt.bowl.trough_line(excess, side)
    places = np.column_stack((slopes, slope * slopes + at_zero))
    height = tilt.height_of(np.full(2, tilt.bowl.floor + excess))
    x, y = tilt.project(places, height)
    return [QPointF(px, py) for px, py in zip(x.tolist(), y.tolist(), strict=True)]


def _around(columns: Columns) -> QRectF:
    """Return the box around the ground."""
    left, right, top = columns.x[0], columns.x[-1], columns.top.min()
    box = QRectF(left, top, right - left, columns.base.max() - top)
    return QRectF(box.toAlignedRect()).adjusted(-1.0, -1.0, 1.0, 1.0)


def _cover_outside(painter: QPainter, columns: Columns, area: QRectF, theme: Theme) -> None:
    """Paint over what is beyond the ground: cheaper than to clip every ring."""
    x = np.append(columns.x, columns.x[::-1])
    y = np.append(columns.top, columns.base[::-1])
    outside = QPainterPath()
    outside.addRect(area)
    outside.addPolygon(polyline(x, y))
    outside.closeSubpath()
    painter.fillPath(outside, QColor(theme.card))


def _paint_faces(
    painter: QPainter, tilt: Tilt, columns: Columns, theme: Theme, palette: Palette
) -> None:
    """Paint the near faces down to the base, a dashed line a decade, and the edges."""
    near, last = columns.near, len(columns.x) - 1
    edge = contour_pen(painter, theme)
    for number, part in enumerate((slice(0, near + 1), slice(near, last + 1))):
        x = np.append(columns.x[part], columns.x[part][::-1])
        y = np.append(columns.rim[part], columns.base[part][::-1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.face(number))
        painter.drawPolygon(polyline(x, y))
    _draw_decades(painter, tilt, columns, theme)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for y in (columns.top, columns.rim, columns.base):
        stroke(painter, polyline(columns.x, y), edge)
    for column in (0, near, last):
        x_at = float(columns.x[column])
        painter.drawLine(QPointF(x_at, columns.rim[column]), QPointF(x_at, columns.base[column]))


def _draw_decades(painter: QPainter, tilt: Tilt, columns: Columns, theme: Theme) -> None:
    highest = math.floor(tilt.base + tilt.decades)
    made: QPen = pen(theme.contour, 1.0, Qt.PenStyle.DashLine, alpha=0.7)
    made.setDashPattern([3.0, 4.0])
    painter.setPen(made)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, base = columns.x.tolist(), columns.base.tolist()
    for power in range(math.ceil(tilt.base), highest + 1):
        raised = tilt.lift(float(power))
        for first, last in runs(columns.rim_height > power):
            # The base is straight from corner to corner.
            at = sorted({first, min(max(first, columns.near), last), last})
            painter.drawPolyline([QPointF(x[column], base[column] - raised) for column in at])
