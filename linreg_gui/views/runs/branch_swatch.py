"""A short piece of a branch's line, to tell branches apart in lists."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from linreg_gui.views.canvas.branch_look import branch_pen
from linreg_gui.views.look.theme import Theme

SWATCH = QSize(28, 12)
SWATCH_LINE = 1.6


def swatch(theme: Theme, number_of_branch: int) -> QIcon:
    """Draw a short piece of a branch's line, sharp at one, two and three times its size."""
    made = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(SWATCH * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(branch_pen(theme, number_of_branch, SWATCH_LINE))
        middle = SWATCH.height() / 2
        painter.drawLine(QPointF(1.5, middle), QPointF(SWATCH.width() - 1.5, middle))
        painter.end()
        made.addPixmap(pixmap)
    return made
