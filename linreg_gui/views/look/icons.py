"""Icons of buttons, drawn as paths in the colours of the theme."""

from collections.abc import Callable
from functools import partial
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
    QPixmapCache,
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


def _eye(painter: QPainter) -> None:
    fill = painter.brush()
    _use_lines(painter)
    lids = QPainterPath(QPointF(2.5, 12))
    lids.quadTo(QPointF(12, 1.5), QPointF(21.5, 12))
    lids.quadTo(QPointF(12, 22.5), QPointF(2.5, 12))
    painter.drawPath(lids)
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(12, 12), 3.0, 3.0)


def _lock(painter: QPainter) -> None:
    _draw_lock(painter, 11.0)


def _open_lock(painter: QPainter) -> None:
    _draw_lock(painter, 8.0)


def _draw_lock(painter: QPainter, foot: float) -> None:
    """Draw a lock whose bow ends on its right side at a height."""
    painter.drawRoundedRect(QRectF(5.0, 11.0, 14.0, 9.5), 2.0, 2.0)
    _use_lines(painter, 2.2)
    bow = QPainterPath(QPointF(8.0, 11.0))
    bow.lineTo(8.0, 7.0)
    bow.arcTo(QRectF(8.0, 3.0, 8.0, 8.0), 180.0, -180.0)
    bow.lineTo(16.0, foot)
    painter.drawPath(bow)


def _info(painter: QPainter) -> None:
    fill = painter.brush()
    _use_lines(painter)
    painter.drawEllipse(QPointF(12, 12), 9, 9)
    painter.drawLine(QLineF(12, 11, 12, 16.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(12, 7.6), 1.3, 1.3)


def _success(painter: QPainter) -> None:
    """Draw a tick without a frame."""
    _use_lines(painter, 2.6)
    painter.drawPolyline(QPolygonF([QPointF(4.5, 12.5), QPointF(9.5, 17.5), QPointF(19.5, 6.5)]))


def _warning(painter: QPainter) -> None:
    fill = painter.brush()
    _use_lines(painter)
    painter.drawPolygon(QPolygonF([QPointF(12, 3.5), QPointF(21.5, 20), QPointF(2.5, 20)]))
    painter.drawLine(QLineF(12, 9.5, 12, 14))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(12, 17), 1.2, 1.2)


def drop_path(radius: float) -> QPainterPath:
    """Return a drop with its tip at (0, 0), and a hole in the middle of its round part."""
    middle = QPointF(0.0, -2.1 * radius)
    drop = QPainterPath(QPointF(0.0, 0.0))
    drop.quadTo(QPointF(-radius, -0.9 * radius), middle - QPointF(radius, 0.0))
    drop.arcTo(QRectF(-radius, middle.y() - radius, 2 * radius, 2 * radius), 180.0, -180.0)
    drop.quadTo(QPointF(radius, -0.9 * radius), QPointF(0.0, 0.0))
    drop.addEllipse(middle, 0.42 * radius, 0.42 * radius)
    return drop


def _bet(painter: QPainter) -> None:
    painter.translate(12, 22)
    painter.drawPath(drop_path(6.6))


def _number(painter: QPainter) -> None:
    """Draw the sign for a number."""
    _use_lines(painter)
    for line in ((9.5, 4, 7.5, 20), (16.5, 4, 14.5, 20), (4, 9, 20, 9), (4, 15, 20, 15)):
        painter.drawLine(QLineF(*line))


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "run": _run,
    "pause": _pause,
    "step": _step,
    "back": _back,
    "start": _start,
    "end": _end,
    "restart": _restart,
    "guess": _guess,
    "eye": _eye,
    "lock": _lock,
    "open lock": _open_lock,
    "info": _info,
    "success": _success,
    "warning": _warning,
    "bet": _bet,
    "number": _number,
}


Draw = Callable[[QPainter, QIcon.Mode, QIcon.State], None]
"""Draws on a square of ``SIZE``, with a painter that has neither pen nor brush."""


def icon(name: str, colour: str) -> QIcon:
    """Return an icon in one colour; it is faint while its button is disabled.

    Parameters
    ----------
    name : str
        One of ``_DRAWINGS``.
    colour : str
    """
    return drawn_icon(f"{name}/{colour}", partial(_fill, name, colour, colour))


def toggle_icon(name: str, theme: Theme) -> QIcon:
    """Return an icon that is muted while its button is off.

    Parameters
    ----------
    name : str
        One of ``_DRAWINGS``.
    theme : Theme
    """
    drawing = partial(_fill, name, theme.muted, theme.text)
    return drawn_icon(f"{name}/{theme.muted}/{theme.text}", drawing)


def lock_icon(theme: Theme) -> QIcon:
    """Return a lock that is closed while its button is on."""

    def draw(painter: QPainter, mode: QIcon.Mode, state: QIcon.State) -> None:
        name = "lock" if state == QIcon.State.On else "open lock"
        _fill(name, theme.muted, theme.text, painter, mode, state)

    return drawn_icon(f"locks/{theme.muted}/{theme.text}", draw)


def drawn_icon(key: str, draw: Draw) -> QIcon:
    """Return an icon that is drawn when Qt paints it, so that it is sharp at any size.

    Parameters
    ----------
    key : str
        Two icons of the same key look the same: they share their pictures.
    draw : callable
    """
    return QIcon(_DrawnIcon(key, draw))


def _fill(
    name: str, off: str, on: str, painter: QPainter, mode: QIcon.Mode, state: QIcon.State
) -> None:
    """Draw one of ``_DRAWINGS`` in the colour of its button's state."""
    is_on = state == QIcon.State.On and mode != QIcon.Mode.Disabled
    colour = QColor(on if is_on else off)
    if mode == QIcon.Mode.Disabled:
        colour.setAlphaF(DISABLED_ALPHA if on == off else DISABLED_TOGGLE_ALPHA)
    painter.setBrush(colour)
    _DRAWINGS[name](painter)


class _DrawnIcon(QIconEngine):
    """Draws an icon when Qt paints it.

    Most icons of a window belong to closed cards; pixmaps for all of them would take a quarter of
    the time needed to build the window. What was drawn once is kept in Qt's cache of pixmaps.
    """

    _copies: ClassVar[list[QIconEngine]] = []
    """Kept alive, because PySide deletes what a virtual method returns."""

    def __init__(self, key: str, draw: Draw) -> None:
        super().__init__()
        self._key, self._draw = key, draw

    def clone(self) -> QIconEngine:
        """Return an engine that draws the same icon."""
        copy = _DrawnIcon(self._key, self._draw)
        self._copies.append(copy)
        return copy

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on a transparent background; Qt leaves the background undefined."""
        key = f"linreg_gui/{self._key}/{size.width()}x{size.height()}/{mode.name}/{state.name}"
        made = QPixmap()
        if QPixmapCache.find(key, made):
            return made
        made = QPixmap(size)
        if made.isNull():  # a button squeezed to nothing
            return made
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, made.rect(), mode, state)
        painter.end()
        QPixmapCache.insert(key, made)
        return made

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon into a rectangle."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / SIZE, rect.height() / SIZE)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw(painter, mode, state)
        painter.restore()
