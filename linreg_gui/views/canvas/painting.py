"""Small helpers and layers shared by the panes."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme

DASHES = {Qt.PenStyle.DashLine: [4.0, 3.0], Qt.PenStyle.DotLine: [1.6, 2.0]}
"""In units of the pen's width."""


def pen(
    colour: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine, alpha: float = 1.0
) -> QPen:
    """Make a pen with round ends, but for those of dashes and dots; ``alpha`` from 0 to 1.

    Round dots along 200 segments take two seconds, blunt ones some milliseconds.
    """
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
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    reach = np.where(np.arange(10) % 2 == 0, radius, radius * 0.42)
    painter.setBrush(QBrush(QColor(fill)))
    painter.setPen(pen(edge, 1.0))
    painter.drawPolygon(
        polyline(centre.x() + reach * np.cos(turns), centre.y() + reach * np.sin(turns))
    )


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


def draw_note(
    painter: QPainter, frame: PixelFrame, lines: list[str], at: QPointF, theme: Theme
) -> None:
    """Draw a small read-out beside ``at``, kept inside the frame."""
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in lines) + 14
    height = metrics.height() * len(lines) + 8
    x = at.x() + 14 if at.x() + 14 + width <= frame.rect.right() else at.x() - 14 - width
    y = at.y() - 10 - height if at.y() - 10 - height >= frame.rect.top() else at.y() + 12
    y = max(frame.rect.top(), min(y, frame.rect.bottom() - height))
    box = QRectF(max(x, frame.rect.left() + 2), y, width, height)
    back = QColor(theme.card)
    back.setAlphaF(0.93)
    painter.setPen(pen(theme.card_edge))
    painter.setBrush(back)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(QColor(theme.text))
    for row, line in enumerate(lines):
        painter.drawText(
            QRectF(box.left() + 7, box.top() + 4 + row * metrics.height(), width, metrics.height()),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            line,
        )


class GridLayer:
    """Faint lines at the axes' major ticks; pyqtgraph's own grid costs four times as much."""

    def __init__(self, canvas: PlotCanvas) -> None:
        self._canvas = canvas

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw one line a tick."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen(theme.grid))
        area = self._canvas.plot_rect()
        for x in self._ticks("bottom", frame.left, frame.right, area.width()):
            px = frame.to_pixel(x, frame.bottom).x()
            painter.drawLine(QPointF(px, frame.rect.top()), QPointF(px, frame.rect.bottom()))
        for y in self._ticks("left", frame.bottom, frame.top, area.height()):
            py = frame.to_pixel(frame.left, y).y()
            painter.drawLine(QPointF(frame.rect.left(), py), QPointF(frame.rect.right(), py))

    def _ticks(self, axis: str, low: float, high: float, size: float) -> list[float]:
        levels = self._canvas.axes[axis].tickValues(low, high, size)
        return list(levels[0][1]) if levels else []


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


def segments_path(x: FloatArray, y0: FloatArray, y1: FloatArray) -> QPainterPath:
    """Make a path of vertical segments, one a point."""
    xs = np.repeat(x, 2)
    ys = np.empty(2 * len(x))
    ys[0::2], ys[1::2] = y0, y1
    return pg.functions.arrayToQPath(xs, ys, connect="pairs")
