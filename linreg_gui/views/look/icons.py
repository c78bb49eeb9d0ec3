"""Icons, drawn as paths and tinted from the palette."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from linreg_gui.views.look.theme import Theme
from linreg_gui.views.look.toggle_icons import TOGGLE_DRAWINGS

SIZE = 24
DISABLED_ALPHA = 0.4


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


def icon(name: str, colour: str, scale: float) -> QIcon:
    """Give an icon in a colour, sharp at one, two and three times its size.

    Parameters
    ----------
    name : str
        run, pause, step, back, start, end or restart, or one of ``TOGGLE_DRAWINGS``.
    colour : str
    scale : float
        How many times ``SIZE`` it is; Qt draws one smaller when asked to, but never larger.
    """
    made = QIcon()
    for pixmap in _pixmaps(name, QColor(colour), scale):
        made.addPixmap(pixmap)
    return made


def toggle_icon(name: str, theme: Theme) -> QIcon:
    """Give an icon that is muted while off and plain while on.

    Parameters
    ----------
    name : str
        One of ``TOGGLE_DRAWINGS``.
    theme : Theme
    """
    faint = QColor(theme.muted)
    faint.setAlphaF(DISABLED_ALPHA)
    made = QIcon()
    for colour, mode, state in (
        (QColor(theme.muted), QIcon.Mode.Normal, QIcon.State.Off),
        (QColor(theme.text), QIcon.Mode.Normal, QIcon.State.On),
        (faint, QIcon.Mode.Disabled, QIcon.State.Off),
        (faint, QIcon.Mode.Disabled, QIcon.State.On),
    ):
        for pixmap in _pixmaps(name, colour, theme.type_scale):
            made.addPixmap(pixmap, mode, state)
    return made


def _pixmaps(name: str, colour: QColor, scale: float) -> list[QPixmap]:
    made, size = [], round(SIZE * scale)
    for ratio in (1, 2, 3):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.scale(size / SIZE, size / SIZE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        _DRAWINGS[name](painter)
        painter.end()
        made.append(pixmap)
    return made
