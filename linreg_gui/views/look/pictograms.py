"""Small pictures of what a layer draws, or of what a gesture does, in the colours of the panes."""

import math
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPolygonF

from linreg_gui.views.look.icons import drawn_icon
from linreg_gui.views.look.theme import Theme

Point = tuple[float, float]

DISABLED_ALPHA = 0.4
HEAD = 5.0
"""Length of an arrow's head."""


class Sketch:
    """Draws simple shapes on a square of 24 by 24.

    Parameters
    ----------
    painter : QPainter
    theme : Theme
    """

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self._painter, self.theme = painter, theme

    def line(
        self, colour: str, points: Iterable[Point], width: float = 1.7, dash: str = ""
    ) -> None:
        """Draw a line through points; ``dash`` is a Qt pen style such as "DashLine"."""
        made = QPen(QColor(colour), width, getattr(Qt.PenStyle, dash or "SolidLine"))
        made.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
        made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(made)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def shape(self, colour: str, points: Iterable[Point]) -> None:
        """Fill a polygon."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        self._painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))

    def dot(self, colour: str, at: Point, radius: float = 2.6) -> None:
        """Fill a circle."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        self._painter.drawEllipse(QPointF(*at), radius, radius)

    def ring(self, colour: str, at: Point, radius: float, width: float) -> None:
        """Draw a circle filled with the colour of the card."""
        self._painter.setPen(QPen(QColor(colour), width))
        self._painter.setBrush(QColor(self.theme.card))
        self._painter.drawEllipse(QPointF(*at), radius, radius)

    def ellipse(self, colour: str, half_axes: Point, angle: float) -> None:
        """Draw an ellipse about the centre, turned by an angle in degrees."""
        self._painter.save()
        self._painter.translate(12, 12)
        self._painter.rotate(angle)
        self._painter.setPen(QPen(QColor(colour), 1.4))
        self._painter.setBrush(QColor(self.theme.bowl_deep))
        self._painter.drawEllipse(QPointF(0, 0), *half_axes)
        self._painter.restore()

    def box(self, colour: str, place: tuple[float, float, float, float], alpha: float) -> None:
        """Draw a rectangle: left, top, width and height, filled with some of its colour."""
        fill = QColor(colour)
        fill.setAlphaF(alpha)
        self._painter.setPen(QPen(QColor(colour), 1.3))
        self._painter.setBrush(fill)
        self._painter.drawRoundedRect(QRectF(*place), 1.0, 1.0)

    def arrow(self, colour: str, tail: Point, tip: Point, width: float) -> None:
        """Draw an arrow with a filled head."""
        length = math.hypot(tip[0] - tail[0], tip[1] - tail[1])
        ux, uy = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
        neck = (tip[0] - HEAD * ux, tip[1] - HEAD * uy)
        self.line(colour, (tail, neck), width)
        wings = [(neck[0] - side * uy, neck[1] + side * ux) for side in (2.6, -2.6)]
        self.shape(colour, (tip, *wings))

    def star(self, colour: str) -> None:
        """Fill the star that marks the best fit."""
        turns = [math.pi * (corner / 5 - 0.5) for corner in range(10)]
        reach = [9.0 if corner % 2 == 0 else 4.05 for corner in range(10)]
        places = zip(turns, reach, strict=True)
        self.shape(colour, [(12 + r * math.cos(t), 12.6 + r * math.sin(t)) for t, r in places])


def pictogram(name: str, theme: Theme) -> QIcon:
    """Return a pictogram.

    Parameters
    ----------
    name : str
        One of ``PICTOGRAMS``.
    theme : Theme
    """
    return drawn_icon(f"{name}/{theme.is_dark}", partial(_draw, PICTOGRAMS[name], theme))


def _draw(
    drawing: Callable[[Sketch], None],
    theme: Theme,
    painter: QPainter,
    mode: QIcon.Mode,
    _state: QIcon.State,
) -> None:
    if mode == QIcon.Mode.Disabled:
        painter.setOpacity(DISABLED_ALPHA)
    drawing(Sketch(painter, theme))


RISING = ((2.0, 18.0), (22.0, 6.0))


def _residuals(s: Sketch) -> None:
    for x, top, bottom in ((6.0, 7.0, 15.6), (12.0, 12.0, 19.0), (18.0, 3.0, 8.4)):
        s.line(s.theme.residual, ((x, top), (x, bottom)), 1.6, "DashLine")
    s.line(s.theme.line, RISING)
    for at in ((6.0, 6.0), (12.0, 19.5), (18.0, 3.0)):
        s.dot(s.theme.data, at, 2.4)


def _strip(s: Sketch) -> None:
    s.line(s.theme.muted, ((2.0, 13.0), (22.0, 13.0)), 1.4)
    for x, end in ((5.0, 5.0), (9.5, 9.0), (14.5, 17.5), (19.0, 20.5)):
        s.line(s.theme.residual, ((x, 13.0), (x, end)), 1.8)
        s.dot(s.theme.residual, (x, end), 2.2)


def _squares(s: Sketch) -> None:
    s.box(s.theme.residual, (3.5, 10.5, 9.5, 9.5), 0.2)
    s.box(s.theme.residual, (15, 4, 5.5, 5.5), 0.2)


def _earlier(s: Sketch) -> None:
    for end in (20.5, 15.5, 10.5):
        s.line(s.theme.line, ((2.0, 20.0), (22.0, end)), 0.9)
    s.line(s.theme.line, ((2.0, 20.0), (22.0, 4.5)), 2.2)


def _best_line(s: Sketch) -> None:
    s.line(s.theme.best, RISING, 2.2, "DashLine")


def _true_line(s: Sketch) -> None:
    s.line(s.theme.true_line, RISING, 2.0, "DotLine")
    for at in ((6.0, 12.5), (12.0, 15.0), (18.0, 6.0)):
        s.dot(s.theme.data, at, 2.2)


def _table(s: Sketch) -> None:
    s.line(s.theme.muted, ((4, 4.5), (20, 4.5), (20, 19.5), (4, 19.5), (4, 4.5)), 1.5)
    for y in (9.5, 14.5):
        s.line(s.theme.muted, ((4, y), (20, y)), 1.5)
    s.line(s.theme.muted, ((12, 4.5), (12, 19.5)), 1.5)


def _guess(s: Sketch) -> None:
    lids = [math.pi * part / 8 for part in range(9)]
    for side in (-1, 1):
        s.line(s.theme.muted, [(12 - 9.5 * math.cos(t), 12 + side * 5.5 * math.sin(t))
                               for t in lids])  # fmt: skip
    s.dot(s.theme.muted, (12, 12))
    s.line(s.theme.muted, ((4.5, 20), (19.5, 4)))


def _path(s: Sketch) -> None:
    way = ((3.0, 20.5), (20.5, 18.0), (6.5, 14.0), (15.5, 10.5), (12.0, 5.5))
    s.line(s.theme.line, way)
    s.dot(s.theme.line, way[-1], 3.2)


def _steepest(s: Sketch) -> None:
    s.arrow(s.theme.text, (6.5, 18.5), (19.5, 5.0), 2.0)
    s.dot(s.theme.line, (6.0, 19.0), 3.4)


def _best(s: Sketch) -> None:
    s.star(s.theme.best)


def _pulls(s: Sketch) -> None:
    way = ((3.0, 20.0), (9.0, 14.5), (17.5, 13.5), (20.5, 4.0))
    for tail, tip in pairwise(way):
        s.arrow(s.theme.data, tail, tip, 1.5)


def _cuts(s: Sketch) -> None:
    places = [-1.0 + part / 5 for part in range(11)]
    s.line(s.theme.accent, [(12 + 8.5 * x, 19.5 - 15 * x * x) for x in places], 1.8)
    s.line(s.theme.text, ((2.5, 7.5), (12.0, 21.5)), 1.6)
    s.dot(s.theme.line, (6.5, 13.2), 3.0)


def _tilt(s: Sketch) -> None:
    s.shape(s.theme.bowl_deep, ((2.0, 9.0), (12.0, 13.5), (22.0, 9.0), (22.0, 15.0),
                                (12.0, 21.5), (2.0, 15.0)))  # fmt: skip
    s.line(s.theme.contour, ((2.0, 9.0), (12.0, 3.5), (22.0, 9.0), (12.0, 13.5), (2.0, 9.0)), 1.4)
    s.line(s.theme.contour, ((2.0, 9.0), (2.0, 15.0), (12.0, 21.5), (22.0, 15.0), (22.0, 9.0)), 1.4)
    s.dot(s.theme.line, (12.0, 9.0), 2.6)


def _axes(s: Sketch) -> None:
    s.ellipse(s.theme.contour, (10.0, 5.0), -55.0)
    s.line(s.theme.text, ((6.2, 20.2), (17.8, 3.8)), 1.5)
    s.line(s.theme.text, ((7.8, 9.2), (16.2, 14.8)), 1.5)


def _batch(s: Sketch) -> None:
    turns = [math.pi * part / 12 for part in range(25)]
    ring = [(12 + 9.5 * math.cos(t), 12 + 5.5 * math.sin(t)) for t in turns]
    s.line(s.theme.data, ring, 1.5, "DashLine")
    s.dot(s.theme.data, (9.5, 12.0), 2.2)
    s.dot(s.theme.data, (14.5, 12.0), 2.2)


def _logarithmic(s: Sketch) -> None:
    s.line(s.theme.muted, ((5, 4), (5, 20)))
    for y, end in ((20.0, 20.0), (12.5, 17.0), (8.5, 14.5), (5.8, 12.5)):
        s.line(s.theme.muted, ((5, y), (end, y)))


def _curve(s: Sketch, colour: str, low: float, dash: str = "") -> None:
    heights = [(x, low - 13.5 * math.exp(-(x - 3.0) / 4.0)) for x in range(3, 22, 2)]
    s.line(colour, [(x, y) for x, y in heights], 1.9, dash)


def _floor(s: Sketch) -> None:
    _curve(s, s.theme.line, 17.0)
    s.line(s.theme.best, ((2.0, 20.5), (22.0, 20.5)), 1.8, "DashLine")


def _kept(s: Sketch) -> None:
    _curve(s, s.theme.line, 20.0)
    _curve(s, s.theme.branches[1], 12.0, "DashLine")


def _sweep(s: Sketch) -> None:
    s.line(s.theme.text, ((3, 5), (8, 12), (13, 17), (16, 18.5), (17.5, 18.0), (18.5, 3.5)))
    s.line(s.theme.muted, ((2.5, 21), (21.5, 21)), 1.3)


def _degrees(s: Sketch) -> None:
    s.line(s.theme.line, ((3.5, 6), (9, 15), (14.5, 17.5), (20.5, 18.5)))
    s.line(s.theme.data, ((3.5, 3.5), (9, 9), (14.5, 8), (20.5, 4)), 1.6, "DashLine")
    s.line(s.theme.muted, ((2.5, 21.5), (21.5, 21.5)), 1.3)


def _ask(s: Sketch) -> None:
    _curve(s, s.theme.line, 17.0)
    s.line(s.theme.bet, ((3.0, 4.0), (21.0, 15.0)), 1.8, "DashDotLine")


def _zoom_all(s: Sketch) -> None:
    """Draw a frame fitted around points; corners alone would say "full screen"."""
    left, right, top, bottom = 2.1, 21.9, 3.5, 20.5
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    s.line(s.theme.muted, corners, 1.6)
    for at in ((6.0, 16.5), (9.2, 11.0), (14.8, 13.0), (18.0, 7.5)):
        s.dot(s.theme.muted, at, 2.0)


# ---- gestures


def _add_point(s: Sketch) -> None:
    s.dot(s.theme.data, (9.0, 14.5), 4.0)
    s.line(s.theme.muted, ((15, 7), (22, 7)), 1.6)
    s.line(s.theme.muted, ((18.5, 3.5), (18.5, 10.5)), 1.6)


def _move_point(s: Sketch) -> None:
    s.arrow(s.theme.muted, (8.0, 16.0), (20.5, 6.5), 1.6)
    s.dot(s.theme.data, (7.0, 16.5), 4.0)


def _remove_point(s: Sketch) -> None:
    s.ring(s.theme.data, (12, 12), 4.5, 1.8)
    s.line(s.theme.residual, ((5.5, 18.5), (18.5, 5.5)), 1.8)


def _hold_out(s: Sketch) -> None:
    s.dot(s.theme.data, (6.0, 15.0), 4.0)
    s.ring(s.theme.data, (17.5, 9.0), 4.0, 1.8)


def _shift_line(s: Sketch) -> None:
    s.line(s.theme.line, ((2.0, 15.5), (22.0, 8.5)), 2.2)
    s.arrow(s.theme.text, (12, 12), (12, 2.5), 1.5)
    s.arrow(s.theme.text, (12, 12), (12, 21.5), 1.5)


def _turn_line(s: Sketch) -> None:
    s.line(s.theme.line, ((2.0, 18.5), (18.0, 10.5)), 2.2)
    turns = [math.pi * part / 12 for part in range(-7, 4)]
    s.line(s.theme.text, [(12 + 9 * math.cos(t), 13 + 9 * math.sin(t)) for t in turns], 1.5)
    s.shape(s.theme.text, ((22.2, 17.0), (15.8, 18.6), (19.2, 22.4)))


def _valley(s: Sketch) -> None:
    s.line(s.theme.data, ((9.0, 3.0), (20.0, 21.0)), 1.7, "DashDotLine")
    s.dot(s.theme.data, (5.5, 12.0), 3.4)


def _start(s: Sketch) -> None:
    s.ring(s.theme.line, (12, 12), 6.0, 2.2)


def _try_line(s: Sketch) -> None:
    s.line(s.theme.muted, RISING, 3.0, "DotLine")


def _path_epoch(s: Sketch) -> None:
    s.line(s.theme.line, ((2.5, 18.5), (11.0, 8.0), (21.5, 13.0)), 1.8)
    s.dot(s.theme.line, (11.0, 8.0), 3.6)


def _read_curve(s: Sketch) -> None:
    _curve(s, s.theme.line, 19.0)
    s.line(s.theme.text, ((8.0, 2.5), (8.0, 21.5)), 1.4)


def _scrub(s: Sketch) -> None:
    s.line(s.theme.accent, ((2.0, 12.0), (22.0, 12.0)), 2.6)
    s.ring(s.theme.text, (12.0, 12.0), 4.4, 2.0)


def _wheel(s: Sketch) -> None:
    turns = [math.pi * part / 12 for part in range(13)]
    top = [(12 - 5.5 * math.cos(t), 8.5 - 5.5 * math.sin(t)) for t in turns]
    foot = [(12 + 5.5 * math.cos(t), 15.5 + 5.5 * math.sin(t)) for t in turns]
    s.line(s.theme.muted, (*top, *foot, top[0]), 1.6)
    s.line(s.theme.muted, ((12, 7), (12, 11)), 2.4)


def _file(s: Sketch) -> None:
    s.line(s.theme.muted, ((6, 3), (14, 3), (19, 8), (19, 21), (6, 21), (6, 3)), 1.6)
    s.line(s.theme.muted, ((14, 3), (14, 8), (19, 8)), 1.6)


PICTOGRAMS: dict[str, Callable[[Sketch], None]] = {
    "residuals": _residuals,
    "strip": _strip,
    "squares": _squares,
    "earlier": _earlier,
    "best-line": _best_line,
    "true-line": _true_line,
    "table": _table,
    "guess": _guess,
    "path": _path,
    "steepest": _steepest,
    "best": _best,
    "pulls": _pulls,
    "cuts": _cuts,
    "tilt": _tilt,
    "axes": _axes,
    "batch": _batch,
    "logarithmic": _logarithmic,
    "floor": _floor,
    "kept": _kept,
    "sweep": _sweep,
    "degrees": _degrees,
    "ask": _ask,
    "zoom-all": _zoom_all,
    "add-point": _add_point,
    "move-point": _move_point,
    "remove-point": _remove_point,
    "hold-out": _hold_out,
    "shift-line": _shift_line,
    "turn-line": _turn_line,
    "valley": _valley,
    "start": _start,
    "try-line": _try_line,
    "path-epoch": _path_epoch,
    "read-curve": _read_curve,
    "scrub": _scrub,
    "wheel": _wheel,
    "file": _file,
}
