"""The axes of the surface tipped up: both parameters along the near edges, the loss at a corner."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from linreg_gui.session.last_value import LastValue
from linreg_gui.views.canvas.axes import LABEL_SCALE
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.ticks import TickRoom, Ticks, linear_ticks, log_ticks
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.tilt import Tilt

TICK = 5.0
LABEL_AWAY, TITLE_AWAY, MOST_AWAY = 12.0, 34.0, 46.0
"""Pixels from an edge to the middle of its labels, and of its title: usually, and at most."""
BESIDE = 0.2
"""From this slant of an edge on its labels begin or end there; else their middle is there."""
LOSS_TITLE = "loss, log₁₀"
TITLE_LEFT = 28.0
"""Pixels from the edge of the pane to its title: the rail is there."""
LENGTH_STEP = 8.0
"""Pixels by which an edge grows before other ticks are looked for: during a drag it trembles."""


class TiltedAxes:
    """Draws the axes, and keeps the ticks of both edges from one frame of a drag to the next."""

    def __init__(self) -> None:
        self._ticks: tuple[LastValue[Ticks], LastValue[Ticks]] = LastValue(), LastValue()
        self._type: LastValue[tuple[QFont, QFontMetricsF]] = LastValue()

    def paint_edges(
        self, painter: QPainter, tilt: Tilt, theme: Theme, titles: tuple[str, str]
    ) -> None:
        """Draw the axes of both parameters.

        Parameters
        ----------
        painter : QPainter
        tilt : Tilt
        theme : Theme
        titles : tuple of str
            Of the first parameter and the second one.
        """
        painter.save()
        self._prepare(painter)
        outline = tilt.outline
        corners = [
            QPointF(outline.x[column], outline.base[column])
            for column in (0, outline.near, len(outline.x) - 1)
        ]
        for begin, end in ((0, 1), (1, 2)):
            self._paint_edge(painter, tilt, theme, (corners[begin], corners[end]), titles)
        painter.restore()

    def paint_loss(self, painter: QPainter, tilt: Tilt, theme: Theme) -> None:
        """Draw the axis of the loss, at the left corner."""
        painter.save()
        metrics = self._prepare(painter)
        _paint_loss(painter, tilt, theme, metrics)
        painter.restore()

    def _prepare(self, painter: QPainter) -> QFontMetricsF:
        """Make a painter write labels, and return their measures: to find a type takes long."""
        usual = painter.font()
        font, metrics = self._type.of(usual.key(), lambda: _type_of_labels(usual))
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        return metrics

    def _paint_edge(
        self,
        painter: QPainter,
        tilt: Tilt,
        theme: Theme,
        ends: tuple[QPointF, QPointF],
        titles: tuple[str, str],
    ) -> None:
        """Draw ticks, labels and title along one near edge of the base."""
        corners = [_corner(tilt, end) for end in ends]
        parameter = 0 if corners[0][0] != corners[1][0] else 1
        first, last = corners[0][parameter], corners[1][parameter]
        way = ends[1] - ends[0]
        length = math.hypot(way.x(), way.y())
        if length < 40.0 or first == last:
            return
        away = QPointF(way.y(), -way.x()) / length
        if away.y() < 0:
            away = -away
        metrics = QFontMetricsF(painter.font())
        shortest = LENGTH_STEP * math.floor(length / LENGTH_STEP)
        key = first, last, shortest, round(away.x(), 1), metrics.height()
        ticks = self._ticks[parameter].of(
            key, lambda: _ticks_along((first, last), shortest, away, metrics)
        )
        places = [ends[0] + way * ((value - first) / (last - first)) for value in ticks.values]
        painter.setPen(pen(theme.axis))
        for at in places:
            painter.drawLine(at, at + away * TICK)
        painter.setPen(QColor(theme.muted))
        for at, label in zip(places, ticks.labels, strict=True):
            _draw_label(painter, metrics, at + away * LABEL_AWAY, label, side=away.x())
        needed = (_behind(label, away, metrics) for label in ticks.labels)
        beyond = min(max([TITLE_AWAY, *needed]), MOST_AWAY)
        place = ends[0] + way / 2.0 + away * beyond
        _draw_title(painter, theme, (place, way), (titles[parameter], ticks.note), length)


def _type_of_labels(usual: QFont) -> tuple[QFont, QFontMetricsF]:
    font = QFont(usual)
    font.setPointSizeF(font.pointSizeF() * LABEL_SCALE)
    return font, QFontMetricsF(font)


def _ticks_along(
    ends: tuple[float, float], length: float, away: QPointF, metrics: QFontMetricsF
) -> Ticks:
    room = TickRoom(
        length,
        2.2 * metrics.height(),
        metrics.horizontalAdvance,
        lambda label: _behind(label, away, metrics) <= MOST_AWAY,
        most=7,
    )
    return linear_ticks(min(ends), max(ends), room)


def _behind(label: str, away: QPointF, metrics: QFontMetricsF) -> float:
    """Return how far from its edge a title must be that lies clear of a label."""
    width, height = metrics.horizontalAdvance(label) + 1.0, metrics.height()
    across = width - 3.0 if abs(away.x()) > BESIDE else 0.5 * width
    reach = across * abs(away.x()) + 0.5 * height * abs(away.y())
    return LABEL_AWAY + reach + 0.5 * height


def _paint_loss(painter: QPainter, tilt: Tilt, theme: Theme, metrics: QFontMetricsF) -> None:
    """Draw the heights at the left corner, from the base to the edge of the ground."""
    outline = tilt.outline
    foot = QPointF(outline.x[0], outline.base[0])
    highest = float(outline.rim_height[0])
    length = tilt.lift(highest)
    if length < 1.5 * metrics.height():
        return
    room = TickRoom(length, 1.3 * metrics.height(), lambda _label: metrics.height(), most=9)
    ticks = log_ticks(tilt.base, highest, room)
    painter.setPen(pen(theme.axis))
    top = foot - QPointF(0.0, length)
    painter.drawLine(foot, top)
    places = [foot - QPointF(0.0, tilt.lift(value)) for value in ticks.values]
    for at in places:
        painter.drawLine(at, at - QPointF(TICK, 0.0))
    painter.setPen(QColor(theme.muted))
    for at, label in zip(places, ticks.labels, strict=True):
        _draw_label(painter, metrics, at - QPointF(TICK + 3.0, 0.0), label, side=-1.0)
    half = 0.5 * metrics.horizontalAdvance(LOSS_TITLE)
    above = QPointF(max(top.x() - 0.8 * half, TITLE_LEFT + half), top.y() - 1.1 * metrics.height())
    _draw_label(painter, metrics, above, LOSS_TITLE, side=0.0)


def _draw_label(
    painter: QPainter, metrics: QFontMetricsF, at: QPointF, text: str, *, side: float
) -> None:
    """Draw a label that begins at a place, ends there, or has it in its middle."""
    width, height = metrics.horizontalAdvance(text) + 1.0, metrics.height()
    left = at.x() - 0.5 * width
    if side > BESIDE:
        left = at.x() - 3.0
    elif side < -BESIDE:
        left = at.x() - width + 3.0
    box = QRectF(max(0.0, left), at.y() - 0.5 * height, width, height)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _draw_title(
    painter: QPainter,
    theme: Theme,
    place: tuple[QPointF, QPointF],
    words: tuple[str, str],
    room: float,
) -> None:
    """Draw the title of an edge along it; what its numbers leave out is never elided."""
    at, way = place
    metrics = QFontMetricsF(painter.font())
    title, note = words[0], f"  {words[1]}" if words[1] else ""
    left = room - metrics.horizontalAdvance(note)
    if metrics.horizontalAdvance(title) > left:
        title = _short(title)
    shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, left) + note
    painter.save()
    painter.translate(at)
    painter.rotate(math.degrees(math.atan2(way.y(), way.x())))
    painter.setPen(QColor(theme.muted))
    box = QRectF(-0.5 * room, -0.5 * metrics.height(), room, metrics.height())
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
    painter.restore()


def _short(title: str) -> str:
    """Return what of a title says more than its elided beginning: "b" of "intercept b"."""
    first, *others = title.split() or [""]
    return others[0] if len(others) == 1 else first


def _corner(tilt: Tilt, base: QPointF) -> tuple[float, float]:
    """Return the corner of the map above a corner of the base."""
    across = np.asarray(base.x() - tilt.origin[0])
    away = np.asarray((tilt.origin[1] - base.y()) / math.cos(tilt.pose.tip))
    slope, intercept = tilt.ground_at(across, away).tolist()
    left, right, bottom, top = tilt.shown
    return (
        left if abs(slope - left) < abs(slope - right) else right,
        bottom if abs(intercept - bottom) < abs(intercept - top) else top,
    )
