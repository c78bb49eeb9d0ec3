"""The groove of the learning-rate slider: its colours, the zones' names and the marks."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPolygonF

from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.look.theme import Theme

Zones = Sequence[tuple[float, str]]
"""End of each zone as a share of the groove, and its name; the last one diverges."""

ZONE_NAMES = {
    "crawl": "crawls",
    "converge": "converges",
    "zigzag": "zig-zags",
    "diverge": "diverges",
}
MARK_SIZE = 3.4


def groove_brush(zones: Zones, groove: QRectF, theme: Theme) -> QBrush:
    """Give the colours of the zones, each melting a little into the next."""
    if not zones:
        return QBrush(QColor(theme.field_hover))
    gradient = QLinearGradient(groove.topLeft(), groove.topRight())
    colours = {"crawl": theme.crawl, "converge": theme.converge, "zigzag": theme.zigzag}
    begin = 0.0
    for end, name in zones:
        low, high = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
        if high > low:
            gradient.setColorAt(min(low + 0.012, high), QColor(colours[name]))
            gradient.setColorAt(max(high - 0.012, low), QColor(colours[name]))
        begin = max(begin, end)
    gradient.setColorAt(min(begin + 0.004, 1.0), QColor(theme.diverge))
    gradient.setColorAt(1.0, QColor(theme.diverge))
    return QBrush(gradient)


def draw_zone_names(
    painter: QPainter, zones: Zones, groove: QRectF, area: QRectF, theme: Theme
) -> None:
    """Name each zone within ``area``, under its middle, where there is room.

    At the ends, a name may reach beyond the groove.
    """
    painter.setPen(QColor(theme.muted))
    metrics, begin = painter.fontMetrics(), 0.0
    for end, name in (*zones, (1.0, "diverge")) if zones else ():
        low, high = min(max(begin, 0.0), 1.0), min(max(end, 0.0), 1.0)
        left, right = (groove.left() + share * groove.width() for share in (low, high))
        width = metrics.horizontalAdvance(ZONE_NAMES[name])
        if width > right - left:
            left, right = _to_the_edge(low, left, area), _to_the_edge(high, right, area)
        if width <= right - left:
            zone = QRectF(left, area.top(), right - left, area.height())
            painter.drawText(zone, int(Qt.AlignmentFlag.AlignHCenter), ZONE_NAMES[name])
        begin = max(begin, end)


def _to_the_edge(share: float, at: float, area: QRectF) -> float:
    return {0.0: area.left(), 1.0: area.right()}.get(share, at)


def draw_marks(
    painter: QPainter, places: Sequence[tuple[float, QPointF]], groove: QRectF, theme: Theme
) -> None:
    """Draw a mark at each place, in a shape of its own, and a thin line to where it belongs.

    Parameters
    ----------
    painter : QPainter
    places : sequence of (float, QPointF)
        Where on the groove it belongs, and where there is room for it.
    groove : QRectF
    theme : Theme
    """
    shapes = (("open", theme.muted), ("diamond", theme.best), ("bar", theme.diverge))
    for (at, centre), (shape, colour) in zip(places, shapes[-len(places) :], strict=True):
        painter.setPen(pen(colour, 1.0))
        painter.drawLine(centre + QPointF(0, MARK_SIZE), QPointF(at, groove.top()))
        painter.setPen(pen(colour, 1.3))
        painter.setBrush(QBrush() if shape == "open" else QBrush(QColor(colour)))
        if shape == "open":
            painter.drawEllipse(centre, MARK_SIZE - 0.6, MARK_SIZE - 0.6)
        elif shape == "diamond":
            size = MARK_SIZE
            corners = ((0, -size), (size, 0), (0, size), (-size, 0))
            painter.drawPolygon(QPolygonF([centre + QPointF(*corner) for corner in corners]))
        else:
            painter.drawRect(QRectF(centre.x() - 1.2, centre.y() - MARK_SIZE, 2.4, 2 * MARK_SIZE))
