"""Icons of buttons, drawn as paths in the colours of the theme."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from linreg_gui.views.look.theme import Theme

SIZE = 24
"""The drawings are made on a square of this size."""
LINE_WIDTH = 1.9
DISABLED_ALPHA, DISABLED_TOGGLE_ALPHA = 0.6, 0.4
"""A toggle that is off is muted already."""


def _triangle(painter: QPainter, left: float, right: float) -> None:
    painter.drawPolygon(QPolygonF([QPointF(left, 5), QPointF(right, 12), QPointF(left, 19)]))


def _run(painter: QPainter) -> None:
    _triangle(painter, 7, 19)


def _pause(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(6, 5, 4.5, 14), 1, 1)
    painter.drawRoundedRect(QRectF(13.5, 5, 4.5, 14), 1, 1)


def _step(painter: QPainter) -> None:
    _triangle(painter, 6, 15)
    painter.drawRoundedRect(QRectF(16, 5, 2.5, 14), 1, 1)


def _back(painter: QPainter) -> None:
    _triangle(painter, 18, 9)
    painter.drawRoundedRect(QRectF(5.5, 5, 2.5, 14), 1, 1)


def _start(painter: QPainter) -> None:
    _triangle(painter, 13, 7)
    _triangle(painter, 20, 14)
    painter.drawRoundedRect(QRectF(3.5, 5, 2.2, 14), 1, 1)


def _end(painter: QPainter) -> None:
    _triangle(painter, 11, 17)
    _triangle(painter, 4, 10)
    painter.drawRoundedRect(QRectF(18.3, 5, 2.2, 14), 1, 1)


def _restart(painter: QPainter) -> None:
    pen = painter.pen()
    pen.setColor(painter.brush().color())
    pen.setWidthF(2.2)
    pen.setStyle(Qt.PenStyle.SolidLine)
    fill = painter.brush()
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(5, 5, 14, 14), 70 * 16, -290 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF([QPointF(15.5, 1.5), QPointF(15.5, 9.5), QPointF(9.5, 5.5)]))


def _use_lines(painter: QPainter, width: float = LINE_WIDTH) -> None:
    """Draw outlines in the colour of the brush."""
    made = QPen(painter.brush().color(), width)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(made)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _squares(painter: QPainter) -> None:
    _use_lines(painter)
    painter.drawRect(QRectF(4, 11, 9, 9))
    painter.drawRect(QRectF(15, 4, 5, 5))


def _best(painter: QPainter) -> None:
    """Draw the star that marks the best fit on the surface."""
    turns = ((0, -9), (2.2, -3), (8.6, -2.8), (3.6, 1.2), (5.3, 7.3))
    right = [QPointF(12 + x, 12.6 + y) for x, y in turns]
    left = [QPointF(12 - x, 12.6 + y) for x, y in reversed(turns[1:])]
    _use_lines(painter, 1.7)
    painter.drawPolygon(QPolygonF([*right, QPointF(12, 16.4), *left]))


def _guess(painter: QPainter) -> None:
    fill = painter.brush()
    _use_lines(painter)
    lids = QPainterPath(QPointF(2.5, 12))
    lids.quadTo(QPointF(12, 1.5), QPointF(21.5, 12))
    lids.quadTo(QPointF(12, 22.5), QPointF(2.5, 12))
    painter.drawPath(lids)
    painter.drawLine(QLineF(5, 20, 19, 4))
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(12, 12), 2.2, 2.2)


def _pulls(painter: QPainter) -> None:
    _use_lines(painter)
    for begin, end in (((4, 20), (10, 13)), ((10, 13), (19, 11)), ((19, 11), (16, 4))):
        painter.drawLine(QPointF(*begin), QPointF(*end))
    painter.drawPolyline(QPolygonF([QPointF(13.4, 6.6), QPointF(16, 4), QPointF(19.2, 5.6)]))


def _axes(painter: QPainter) -> None:
    _use_lines(painter)
    painter.save()
    painter.translate(12, 12)
    painter.rotate(-35)
    painter.drawEllipse(QPointF(0, 0), 9.5, 4.6)
    painter.drawLine(QLineF(-11, 0, 11, 0))
    painter.drawLine(QLineF(0, -7, 0, 7))
    painter.restore()


def _logarithmic(painter: QPainter) -> None:
    _use_lines(painter)
    painter.drawLine(QLineF(5, 4, 5, 20))
    for y, end in ((20, 20), (12.5, 17), (8.5, 14.5), (5.8, 12.5)):
        painter.drawLine(QLineF(5, y, end, y))


def _branch(painter: QPainter) -> None:
    _use_lines(painter)
    painter.drawLine(QLineF(4, 15, 20, 15))
    path = QPainterPath(QPointF(8, 15))
    path.cubicTo(QPointF(13, 15), QPointF(11, 7), QPointF(17, 7))
    painter.drawPath(path)
    painter.drawEllipse(QPointF(19, 7), 2.0, 2.0)


def _worksheet(painter: QPainter) -> None:
    _use_lines(painter)
    painter.drawRoundedRect(QRectF(4, 4, 16, 16), 1.5, 1.5)
    painter.drawLine(QLineF(4, 9.5, 20, 9.5))
    painter.drawLine(QLineF(4, 14.8, 20, 14.8))
    painter.drawLine(QLineF(11, 9.5, 11, 20))


def _code(painter: QPainter) -> None:
    _use_lines(painter)
    painter.drawPolyline(QPolygonF([QPointF(8, 6.5), QPointF(3, 12), QPointF(8, 17.5)]))
    painter.drawPolyline(QPolygonF([QPointF(16, 6.5), QPointF(21, 12), QPointF(16, 17.5)]))
    painter.drawLine(QLineF(13.6, 5, 10.4, 19))


def _keep(painter: QPainter) -> None:
    """Draw a bookmark."""
    _use_lines(painter)
    corners = ((7, 4), (17, 4), (17, 20), (12, 15.5), (7, 20))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "run": _run,
    "pause": _pause,
    "step": _step,
    "back": _back,
    "start": _start,
    "end": _end,
    "restart": _restart,
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


def icon(name: str, colour: str) -> QIcon:
    """Return an icon in one colour; it is faint while its button is disabled.

    Parameters
    ----------
    name : str
        One of ``_DRAWINGS``.
    colour : str
    """
    return QIcon(_DrawnIcon(name, colour, colour, DISABLED_ALPHA))


def toggle_icon(name: str, theme: Theme) -> QIcon:
    """Return an icon that is muted while its button is off.

    Parameters
    ----------
    name : str
        One of ``_DRAWINGS``.
    theme : Theme
    """
    return QIcon(_DrawnIcon(name, theme.muted, theme.text, DISABLED_TOGGLE_ALPHA))


class _DrawnIcon(QIconEngine):
    """Draws an icon when Qt paints it, so that it is sharp at any size.

    Most icons of a window belong to closed cards; pixmaps for all of them would take a quarter of
    the time needed to build the window.

    Parameters
    ----------
    name : str
        One of ``_DRAWINGS``.
    off, on : str
        The colours for an unchecked and a checked button.
    disabled_alpha : float
        Opacity of the colour ``off`` while the button is disabled.
    """

    _copies: ClassVar[list[QIconEngine]] = []
    """Kept alive, because PySide deletes what a virtual method returns."""

    def __init__(self, name: str, off: str, on: str, disabled_alpha: float) -> None:
        super().__init__()
        self._name, self._off, self._on, self._alpha = name, off, on, disabled_alpha

    def clone(self) -> QIconEngine:
        """Return an engine that draws the same icon."""
        copy = _DrawnIcon(self._name, self._off, self._on, self._alpha)
        self._copies.append(copy)
        return copy

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on a transparent background; Qt leaves the background undefined."""
        made = QPixmap(size)
        if made.isNull():  # a button squeezed to nothing
            return made
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, made.rect(), mode, state)
        painter.end()
        return made

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon into a rectangle."""
        colour = QColor(self._on if state == QIcon.State.On else self._off)
        if mode == QIcon.Mode.Disabled:
            colour = QColor(self._off)
            colour.setAlphaF(self._alpha)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / SIZE, rect.height() / SIZE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        _DRAWINGS[self._name](painter)
        painter.restore()
