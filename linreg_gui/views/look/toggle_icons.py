"""The drawings on the small buttons in the heads of the panes, in lines on a square of 24."""

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

LINE_WIDTH = 1.9


def use_lines(painter: QPainter, width: float = LINE_WIDTH) -> None:
    """Draw in lines of the colour that areas had."""
    made = QPen(painter.brush().color(), width)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(made)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _squares(painter: QPainter) -> None:
    use_lines(painter)
    painter.drawRect(QRectF(4, 11, 9, 9))
    painter.drawRect(QRectF(15, 4, 5, 5))


def _best(painter: QPainter) -> None:
    """Draw the star that marks the best fit on the surface."""
    turns = ((0, -9), (2.2, -3), (8.6, -2.8), (3.6, 1.2), (5.3, 7.3))
    right = [QPointF(12 + x, 12.6 + y) for x, y in turns]
    left = [QPointF(12 - x, 12.6 + y) for x, y in reversed(turns[1:])]
    use_lines(painter, 1.7)
    painter.drawPolygon(QPolygonF([*right, QPointF(12, 16.4), *left]))


def _guess(painter: QPainter) -> None:
    fill = painter.brush()
    use_lines(painter)
    lids = QPainterPath(QPointF(2.5, 12))
    lids.quadTo(QPointF(12, 1.5), QPointF(21.5, 12))
    lids.quadTo(QPointF(12, 22.5), QPointF(2.5, 12))
    painter.drawPath(lids)
    painter.drawLine(QLineF(5, 20, 19, 4))
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(12, 12), 2.2, 2.2)


def _pulls(painter: QPainter) -> None:
    use_lines(painter)
    for begin, end in (((4, 20), (10, 13)), ((10, 13), (19, 11)), ((19, 11), (16, 4))):
        painter.drawLine(QPointF(*begin), QPointF(*end))
    painter.drawPolyline(QPolygonF([QPointF(13.4, 6.6), QPointF(16, 4), QPointF(19.2, 5.6)]))


def _axes(painter: QPainter) -> None:
    use_lines(painter)
    painter.save()
    painter.translate(12, 12)
    painter.rotate(-35)
    painter.drawEllipse(QPointF(0, 0), 9.5, 4.6)
    painter.drawLine(QLineF(-11, 0, 11, 0))
    painter.drawLine(QLineF(0, -7, 0, 7))
    painter.restore()


def _logarithmic(painter: QPainter) -> None:
    use_lines(painter)
    painter.drawLine(QLineF(5, 4, 5, 20))
    for y, end in ((20, 20), (12.5, 17), (8.5, 14.5), (5.8, 12.5)):
        painter.drawLine(QLineF(5, y, end, y))


def _branch(painter: QPainter) -> None:
    use_lines(painter)
    painter.drawLine(QLineF(4, 15, 20, 15))
    path = QPainterPath(QPointF(8, 15))
    path.cubicTo(QPointF(13, 15), QPointF(11, 7), QPointF(17, 7))
    painter.drawPath(path)
    painter.drawEllipse(QPointF(19, 7), 2.0, 2.0)


def _worksheet(painter: QPainter) -> None:
    use_lines(painter)
    painter.drawRoundedRect(QRectF(4, 4, 16, 16), 1.5, 1.5)
    painter.drawLine(QLineF(4, 9.5, 20, 9.5))
    painter.drawLine(QLineF(4, 14.8, 20, 14.8))
    painter.drawLine(QLineF(11, 9.5, 11, 20))


def _code(painter: QPainter) -> None:
    use_lines(painter)
    painter.drawPolyline(QPolygonF([QPointF(8, 6.5), QPointF(3, 12), QPointF(8, 17.5)]))
    painter.drawPolyline(QPolygonF([QPointF(16, 6.5), QPointF(21, 12), QPointF(16, 17.5)]))
    painter.drawLine(QLineF(13.6, 5, 10.4, 19))


def _keep(painter: QPainter) -> None:
    """Draw a bookmark."""
    use_lines(painter)
    corners = ((7, 4), (17, 4), (17, 20), (12, 15.5), (7, 20))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


TOGGLE_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "squares": _squares,
    "best": _best,
    "guess": _guess,
    "pulls": _pulls,
    "axes": _axes,
    "logarithmic": _logarithmic,
    "branch": _branch,
    "keep": _keep,
    "worksheet": _worksheet,
    "code": _code,
}
