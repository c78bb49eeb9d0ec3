"""What layers paint with: pens, lines, dots and arrows, in pixels."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, cast

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QTransform,
)
from shiboken6 import Shiboken

from linreg_gui.session.last_value import LastValue
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.canvas.thinning import straightened
from linreg_gui.views.look.theme import Theme

STAR_TURNS = np.arange(10) * np.pi / 5 - np.pi / 2
STAR = np.tile((1.0, 0.42), 5) * np.stack((np.cos(STAR_TURNS), np.sin(STAR_TURNS)))
"""x and y of the vertices of a five-pointed star of radius 1, pixels downwards."""
DASHES = {Qt.PenStyle.DashLine: [4.0, 3.0], Qt.PenStyle.DotLine: [1.6, 2.0]}
"""In units of the pen's width."""
FRACTIONS = 4
"""Places within a pixel, each way: no disc is farther from where it belongs than an eighth."""
FARTHEST_PIXEL = 1_000_000
"""From the device's corner; what is farther out is not seen."""
MOST_JOINED = 200
"""Vertices of a line that are joined: of more, which are a zig-zag, nobody sees the corners."""
LONGEST_DASHED = 200_000.0
"""Pixels; most of a longer zig-zag is out of sight, and the rest has no room for dashes."""
NEARLY_OPAQUE = 0.8
RIM_AND_BLUR = 2
"""Pixels that a disc reaches beyond its radius: half its rim, and what antialiasing adds."""


def pen(
    colour: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine, alpha: float = 1.0
) -> QPen:
    """Make a pen with round ends, but for those of dashes and dots; ``alpha`` from 0 to 1.

    Round dots along 200 segments take two seconds, blunt ones some milliseconds.
    """
    return QPen(_known_pen(colour, width, style, alpha))


@lru_cache(maxsize=256)
def _known_pen(colour: str, width: float, style: Qt.PenStyle, alpha: float) -> QPen:
    tint = QColor(colour)
    tint.setAlphaF(alpha)
    made = QPen(tint, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if style in DASHES:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setDashPattern(DASHES[style])
    return made


def polyline(x: FloatArray, y: FloatArray) -> QPolygonF:
    """Make a polygon of pixel positions, or of none, without a Python loop."""
    return pg.functions.arrayToQPolygonF(x, y) if len(x) else QPolygonF()


def draw_dot(
    painter: QPainter, centre: QPointF, radius: float, fill: str, edge: str | None = None
) -> None:
    """Draw a filled disc with an optional rim."""
    painter.setBrush(QBrush(QColor(fill)))
    painter.setPen(QPen(Qt.PenStyle.NoPen) if edge is None else pen(edge, 2.0))
    painter.drawEllipse(centre, radius, radius)


def draw_star(painter: QPainter, centre: QPointF, radius: float, fill: str, edge: str) -> None:
    """Draw a five-pointed star: the best fit differs from every dot by shape."""
    painter.setBrush(QBrush(QColor(fill)))
    painter.setPen(pen(edge, 1.0))
    across, down = STAR
    painter.drawPolygon(polyline(centre.x() + radius * across, centre.y() + radius * down))


def draw_diamond(painter: QPainter, centre: QPointF, radius: float, fill: str, made: QPen) -> None:
    """Draw a filled square that stands on a corner; the pen draws its edge."""
    painter.setPen(made)
    painter.setBrush(QColor(fill))
    across, down = QPointF(radius, 0.0), QPointF(0.0, radius)
    painter.drawPolygon(QPolygonF([centre - across, centre - down, centre + across, centre + down]))


def draw_arrow(painter: QPainter, tail: QPointF, head: QPointF, colour: str) -> None:
    """Draw an arrow with a small filled head."""
    dx, dy = head.x() - tail.x(), head.y() - tail.y()
    length = float(np.hypot(dx, dy))
    if length < 1.0:
        return
    ux, uy = dx / length, dy / length
    size = min(8.0, length)
    back = QPointF(head.x() - ux * size, head.y() - uy * size)
    side = QPointF(-uy * size * 0.45, ux * size * 0.45)
    painter.setPen(pen(colour, 2.0))
    painter.drawLine(tail, back)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(QColor(colour)))
    painter.drawPolygon(QPolygonF([head, back + side, back - side]))


class GridLayer:
    """Faint lines at the axes' labelled ticks; pyqtgraph's own grid costs four times as much."""

    def __init__(self, canvas: PlotCanvas) -> None:
        self._canvas = canvas
        self._lines: LastValue[list[QLineF]] = LastValue()

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw one line a tick."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen(theme.grid))
        area = self._canvas.plot_rect()
        across = tuple(self._ticks("bottom", frame.left, frame.right, area.width()))
        upwards = tuple(self._ticks("left", frame.bottom, frame.top, area.height()))
        key = frame, across, upwards
        painter.drawLines(self._lines.of(key, lambda: _grid_lines(*key)))

    def _ticks(self, axis: str, low: float, high: float, size: float) -> list[float]:
        (_, values), _ = self._canvas.axes[axis].tickValues(low, high, size)
        return values


def _grid_lines(
    frame: PixelFrame, across: Sequence[float], upwards: Sequence[float]
) -> list[QLineF]:
    rect = frame.rect
    columns = frame.x_pixels(np.array(across)).tolist()
    rows = frame.y_pixels(np.array(upwards)).tolist()
    return [
        *(QLineF(x, rect.top(), x, rect.bottom()) for x in columns),
        *(QLineF(rect.left(), y, rect.right(), y) for y in rows),
    ]


class HintLayer:
    """One muted line in the middle of an empty pane."""

    def __init__(self) -> None:
        self.text = ""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the text, if there is one."""
        if not self.text:
            return
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(frame.rect.adjusted(16, 0, -16, 0), flags, self.text)


def stroke(painter: QPainter, points: QPolygonF, made: QPen) -> None:
    """Stroke an open polyline with antialiasing."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(made)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(points)


def stroke_through(painter: QPainter, x: FloatArray, y: FloatArray, made: QPen) -> None:
    """Stroke a line through many places, without those where it is straight.

    A zig-zag is drawn piece by piece: of a joined one Qt looks where it lies over itself, which
    takes ten times as long.
    """
    x, y = straightened(x, y)
    if len(x) <= MOST_JOINED or not hides_its_own(made):
        stroke(painter, polyline(x, y), made)
        return
    is_solid = made.style() is Qt.PenStyle.SolidLine
    dashes, width = np.array(made.dashPattern()), made.widthF()
    area = painter.clipBoundingRect()
    if not is_solid and not area.isEmpty():
        x, y = within(x, y, area.top() - width, area.bottom() + width)
        y, x = within(y, x, area.left() - width, area.right() + width)
        if len(x) < 2:
            return
    made = QPen(made)
    made.setStyle(Qt.PenStyle.SolidLine)
    if is_solid or np.hypot(np.diff(x), np.diff(y)).sum() > LONGEST_DASHED:
        draw_pieces(painter, np.stack((x[:-1], y[:-1], x[1:], y[1:]), axis=1), made)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        draw_segments(painter, made, dashes_of(x, y, width * dashes))


def within(
    along: FloatArray, across: FloatArray, low: float, high: float
) -> tuple[FloatArray, FloatArray]:
    """Return the parts of a line between two limits of its second coordinate, end to end."""
    way, rise = np.diff(along), np.diff(across)
    with np.errstate(all="ignore"):
        one, other = (low - across[:-1]) / rise, (high - across[:-1]) / rise
        begin = np.clip(np.fmin(one, other), 0.0, 1.0)
        end = np.clip(np.fmax(one, other), 0.0, 1.0)
    seen = np.flatnonzero(begin < end)
    shares = np.stack((begin[seen], end[seen]), axis=1)
    return (
        (along[seen, np.newaxis] + shares * way[seen, np.newaxis]).ravel(),
        (across[seen, np.newaxis] + shares * rise[seen, np.newaxis]).ravel(),
    )


def hides_its_own(made: QPen) -> bool:
    """Return whether a line covers itself where it crosses itself; a faint one is darker there."""
    return made.color().alphaF() >= NEARLY_OPAQUE


def dashes_of(x: FloatArray, y: FloatArray, lengths: FloatArray) -> FloatArray:
    """Return both ends of all straight pieces of a dashed line, shape (n, 4).

    Parameters
    ----------
    x, y : ndarray, shape (n_vertices,)
    lengths : ndarray
        Of a dash, the gap behind it, and so on.
    """
    way, ends = np.zeros(len(x)), np.cumsum(lengths)
    np.cumsum(np.hypot(np.diff(x), np.diff(y)), out=way[1:])
    begins = np.arange(0.0, way[-1], ends[-1])[:, np.newaxis]
    at = np.union1d(way, np.minimum(begins + ends, way[-1]))
    place = np.searchsorted(ends, 0.5 * (at[1:] + at[:-1]) % ends[-1], side="right")
    px, py = np.interp(at, way, x), np.interp(at, way, y)
    ends_of_all = np.stack((px[:-1], py[:-1], px[1:], py[1:]), axis=1)
    return np.asarray(ends_of_all[place % 2 == 0])


def draw_pieces(painter: QPainter, ends: FloatArray, made: QPen) -> None:
    """Draw the segments of a zig-zag, shape (n, 4), so that no gap is seen where it turns."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    made = QPen(made)
    made.setCapStyle(Qt.PenCapStyle.SquareCap)
    draw_segments(painter, made, ends)


def draw_uprights(
    painter: QPainter, made: QPen, x: FloatArray, y0: FloatArray, y1: FloatArray
) -> None:
    """Draw upright segments with blunt ends, one a point."""
    ends = np.empty((len(x), 4))
    ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x, y0, x, y1
    made = QPen(made)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    draw_segments(painter, made, ends)


def draw_segments(painter: QPainter, made: QPen, ends: FloatArray) -> None:
    """Draw straight segments, from x and y to x and y, shape (n, 4).

    One by one: wide segments of one path take Qt up to a hundred times as long, for it looks where
    they lie over each other. Round ends take it eight times as long as others.
    """
    if not len(ends):
        return
    painter.setPen(made)
    # The array itself: to make an object of each segment takes as long as to draw it.
    first = cast("QLineF", Shiboken.wrapInstance(ends.ctypes.data, QLineF))
    painter.drawLines(first, len(ends))


def path_through(
    x: FloatArray, y: FloatArray, connect: Literal["pairs"] | NDArray[np.int32]
) -> QPainterPath:
    """Make a path through points in pixels.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
    connect : "pairs" or ndarray of int, shape (n,)
        A line between the two points of each pair, or from each point whose entry is 1 to the next.
    """
    path: QPainterPath = pg.functions.arrayToQPath(x, y, connect=connect)
    return path


def draw_dots(
    painter: QPainter, x: FloatArray, y: FloatArray, radius: float, colours: tuple[str, str | None]
) -> None:
    """Draw many discs of one size, each over those before it.

    Parameters
    ----------
    painter : QPainter
        Of pixels, or of a drawing: there each disc is an ellipse.
    x, y : ndarray of float, shape (n,)
        Centres in the painter's coordinates.
    radius : float
    colours : tuple of str
        Fill and rim; the rim may be None.
    """
    to_device = painter.deviceTransform()
    if painter.paintEngine().type() is QPaintEngine.Type.Raster and _keeps_discs(to_device):
        _stamp(painter, to_device, (x, y), _stamps(radius, colours, to_device.m11()))
        return
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        draw_dot(painter, QPointF(px, py), radius, *colours)


def _keeps_discs(to_device: QTransform) -> bool:
    """Return whether a transform only moves, and enlarges as much across as down."""
    is_upright = to_device.isAffine() and to_device.m12() == to_device.m21() == 0
    return is_upright and 0 < to_device.m11() == to_device.m22()


def _stamp(
    painter: QPainter,
    to_device: QTransform,
    centres: tuple[FloatArray, FloatArray],
    stamps: QPixmap,
) -> None:
    """Put stamps where they fall on whole pixels of the device."""
    with np.errstate(all="ignore"):
        x = to_device.m11() * centres[0] + to_device.dx()
        y = to_device.m22() * centres[1] + to_device.dy()
        is_near = (np.abs(x) < FARTHEST_PIXEL) & (np.abs(y) < FARTHEST_PIXEL)
    column, across = _whole_and_fraction(x[is_near])
    row, down = _whole_and_fraction(y[is_near])
    if not len(row):
        return
    size = stamps.height()
    # Of each its middle, and of the picture copied the corner, size, scales, turn and opacity.
    fragments = np.tile((0.0, 0.0, 0.0, 0.0, size, size, 1.0, 1.0, 0.0, 1.0), (len(row), 1))
    fragments[:, :3] = np.stack((column, row, size * (down * FRACTIONS + across)), axis=1)
    first = Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    to_painter, _ = painter.worldTransform().inverted()
    painter.save()
    painter.setWorldTransform((to_painter * to_device).inverted()[0])
    painter.drawPixmapFragments(cast("QPainter.PixmapFragment", first), len(fragments), stamps)
    painter.restore()


def _whole_and_fraction(places: FloatArray) -> tuple[np.ndarray, np.ndarray]:
    """Round places to fractions of a pixel; give the pixels, and how many fractions beyond."""
    return np.divmod(np.rint(places * FRACTIONS).astype(np.int64), FRACTIONS)


@lru_cache(maxsize=16)
def _stamps(radius: float, colours: tuple[str, str | None], scale: float) -> QPixmap:
    """Paint a disc at every fraction of a pixel, row by row, side by side in one picture."""
    half = math.ceil((radius + RIM_AND_BLUR) * scale)
    stamps = QPixmap(2 * half * FRACTIONS**2, 2 * half)
    stamps.fill(Qt.GlobalColor.transparent)
    with QPainter(stamps) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for number in range(FRACTIONS**2):
            down, across = divmod(number, FRACTIONS)
            painter.resetTransform()
            painter.translate((2 * number + 1) * half + across / FRACTIONS, half + down / FRACTIONS)
            painter.scale(scale, scale)
            draw_dot(painter, QPointF(), radius, *colours)
    return stamps
