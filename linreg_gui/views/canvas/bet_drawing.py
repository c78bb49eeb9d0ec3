"""What bets are drawn with: a colour of their own, dot-dash lines, hatch and a drop."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.look.icons import drop_path
from linreg_gui.views.look.theme import Theme

DOT_DASH = (7.0, 3.0, 1.5, 3.0)
"""Lengths in pixels."""
PIN_RADIUS = 8.0
PIN_HEIGHT = 3.1 * PIN_RADIUS
HATCH_ALPHA, BAND_ALPHA = 0.55, 0.1


def bet_pen(theme: Theme, width: float = 2.0) -> QPen:
    """Make the dot-dash pen of what was bet."""
    made = pen(theme.bet, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    made.setDashPattern([length / width for length in DOT_DASH])  # it counts in widths
    return made


def hatch(painter: QPainter, path: QPainterPath, theme: Theme) -> None:
    """Hatch the area between what was bet and what came."""
    tint = QColor(theme.bet)
    tint.setAlphaF(BAND_ALPHA)
    painter.fillPath(path, tint)
    tint.setAlphaF(HATCH_ALPHA)
    painter.fillPath(path, QBrush(tint, Qt.BrushStyle.BDiagPattern))


def draw_pin(painter: QPainter, tip: QPointF, theme: Theme) -> None:
    """Draw a drop whose tip stands on a place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.save()
    painter.translate(tip)
    painter.setPen(pen(theme.card, 1.5))
    painter.setBrush(QColor(theme.bet))
    painter.drawPath(drop_path(PIN_RADIUS))
    painter.restore()


def pin_box(tip: QPointF) -> QRectF:
    """Return the box around a pin."""
    return QRectF(tip.x() - PIN_RADIUS, tip.y() - PIN_HEIGHT, 2.0 * PIN_RADIUS, PIN_HEIGHT)


def draw_two_heads(painter: QPainter, one: QPointF, other: QPointF, theme: Theme) -> None:
    """Draw an upright line with a head at both ends."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(pen(theme.bet, 1.6))
    painter.drawLine(one, other)
    size = min(6.0, abs(one.y() - other.y()) / 2.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.bet))
    for tip, from_ in ((one, other), (other, one)):
        back = size if from_.y() > tip.y() else -size
        painter.drawPolygon(
            QPolygonF([tip, tip + QPointF(-size / 2, back), tip + QPointF(size / 2, back)])
        )
