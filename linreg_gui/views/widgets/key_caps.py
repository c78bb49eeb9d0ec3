"""Keys as they look on a keyboard: a rounded cap each, beside what they do."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgDown": "Page ↓", "PgUp": "Page ↑"}
GAP, MARGIN, PADDING = 4.0, 6.0, 2.0
RADIUS, EDGE_ALPHA = 4.0, 0.6


def caps_of(keys: str) -> list[str]:
    """Return what stands on the caps of a key sequence such as "Ctrl+T"."""
    parts = ["+"] if keys == "+" else keys.split("+")
    return [SIGNS.get(part, part) for part in parts]


def caps_width(painter_or_widget: QPainter | QWidget, caps: Iterable[str]) -> float:
    """Return the width of a row of caps, in pixels."""
    return sum(_width(painter_or_widget, cap) + GAP for cap in caps) - GAP


def draw_caps(painter: QPainter, at: QPointF, caps: Iterable[str], palette: QPalette) -> None:
    """Draw a row of caps.

    Parameters
    ----------
    painter : QPainter
    at : QPointF
        The middle of the row's left end.
    caps : iterable of str
    palette : QPalette
    """
    roles = QPalette.ColorRole
    height = painter.fontMetrics().height() + 2 * PADDING
    left = at.x()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for cap in caps:
        box = QRectF(left, at.y() - height / 2, _width(painter, cap), height)
        edge = palette.color(roles.PlaceholderText)
        edge.setAlphaF(EDGE_ALPHA)
        painter.setPen(QPen(edge, 1.0))
        painter.setBrush(palette.color(roles.AlternateBase))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setPen(palette.color(roles.WindowText))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
        left = box.right() + GAP


def _width(painter_or_widget: QPainter | QWidget, cap: str) -> float:
    metrics = painter_or_widget.fontMetrics()
    words = metrics.horizontalAdvance(cap) + 2 * MARGIN
    return max(float(words), metrics.height() + 2 * PADDING)


class KeyCaps(QWidget):
    """A row of caps.

    Parameters
    ----------
    caps : tuple of str
    """

    def __init__(self, caps: tuple[str, ...]) -> None:
        super().__init__()
        self._caps = caps
        self.setAccessibleName(" ".join(caps))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of all caps."""
        height = self.fontMetrics().height() + 2 * PADDING + 2
        return QSize(round(caps_width(self, self._caps)) + 1, round(height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the caps."""
        with QPainter(self) as painter:
            draw_caps(painter, QPointF(0.0, self.height() / 2), self._caps, self.palette())
