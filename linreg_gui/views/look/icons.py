"""Icons, drawn as paths and tinted from the palette."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPolygonF

from linreg_gui.views.look.theme import Theme
from linreg_gui.views.look.toggle_icons import TOGGLE_DRAWINGS

SIZE = 24
"""The drawings are made on a square of this size."""
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


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "run": _run,
    "pause": _pause,
    "step": _step,
    "back": _back,
    "start": _start,
    "end": _end,
    "restart": _restart,
    **TOGGLE_DRAWINGS,
}


def icon(name: str, colour: str) -> QIcon:
    """Return an icon in one colour, faint while its button is disabled.

    Parameters
    ----------
    name : str
        run, pause, step, back, start, end or restart, or one of ``TOGGLE_DRAWINGS``.
    colour : str
    """
    return QIcon(_DrawnIcon(name, colour, colour, DISABLED_ALPHA))


def toggle_icon(name: str, theme: Theme) -> QIcon:
    """Return an icon that is muted while off and plain while on.

    Parameters
    ----------
    name : str
        One of ``TOGGLE_DRAWINGS``.
    theme : Theme
    """
    return QIcon(_DrawnIcon(name, theme.muted, theme.text, DISABLED_TOGGLE_ALPHA))


class _DrawnIcon(QIconEngine):
    """Draws an icon when Qt paints it, and so sharp at any size.

    Most icons of a window belong to cards that are closed: pixmaps for all of them would take a
    quarter of the time in which the window is made.

    Parameters
    ----------
    name : str
        Of one of the drawings.
    off, on : str
        The colours while a button is not checked, and while it is.
    disabled_alpha : float
        Of the colour ``off`` while the button is disabled.
    """

    _copies: ClassVar[list[QIconEngine]] = []
    """Held here because PySide deletes what a virtual method returns; the window changes none."""

    def __init__(self, name: str, off: str, on: str, disabled_alpha: float) -> None:
        super().__init__()
        self._name, self._off, self._on, self._alpha = name, off, on, disabled_alpha

    def clone(self) -> QIconEngine:
        """Return an engine that draws the same, for a copy of the icon that is changed."""
        copy = _DrawnIcon(self._name, self._off, self._on, self._alpha)
        self._copies.append(copy)
        return copy

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on a transparent ground; Qt's own would leave the ground undefined."""
        made = QPixmap(size)
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
