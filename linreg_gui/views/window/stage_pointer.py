"""The pointer of a speaker: a ring while it moves, and hidden while it rests."""

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication

RING_PIXELS = 28
POINTER_MILLISECONDS = 100
"""Between two looks at where the pointer is."""
RESTING_LOOKS = 30
"""After so many looks at a pointer that rests, three seconds, it is hidden."""


class StagePointer(QObject):
    """A pointer that the last row sees while it moves, and nobody while it rests."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._at = QPoint()
        self._n_rests = 0
        self.is_hidden = False
        self._looks = QTimer(self)
        self._looks.setInterval(POINTER_MILLISECONDS)
        self._looks.timeout.connect(self._look)

    def watch(self, *, is_watching: bool) -> None:
        """Change the pointer of the application, or give it back."""
        if is_watching and not self._looks.isActive():
            self._at, self._n_rests, self.is_hidden = QCursor.pos(), 0, False
            QApplication.setOverrideCursor(ring_cursor())
            self._looks.start()
        elif not is_watching and self._looks.isActive():
            self._looks.stop()
            QApplication.restoreOverrideCursor()

    @Slot()
    def _look(self) -> None:
        self.see(QCursor.pos())

    def see(self, at: QPoint) -> None:
        """Take note of where the pointer is."""
        self._n_rests = self._n_rests + 1 if at == self._at else 0
        self._at = at
        is_hidden = self._n_rests >= RESTING_LOOKS
        if is_hidden != self.is_hidden:
            self.is_hidden = is_hidden
            blank = QCursor(Qt.CursorShape.BlankCursor)
            QApplication.changeOverrideCursor(blank if is_hidden else ring_cursor())


def ring_cursor() -> QCursor:
    """Return a ring, dark on light and light on dark, with a dot at its place."""
    ratio = QApplication.primaryScreen().devicePixelRatio()
    pixmap = QPixmap(round(RING_PIXELS * ratio), round(RING_PIXELS * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    centre = QPointF(RING_PIXELS / 2, RING_PIXELS / 2)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in (("#ffffff", 5.0), ("#1b1f27", 2.4)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(centre, RING_PIXELS / 2 - 3, RING_PIXELS / 2 - 3)
            painter.drawPoint(centre)
    return QCursor(pixmap, RING_PIXELS // 2, RING_PIXELS // 2)
