"""When something is on the screen: what a first look does not need can wait for it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Emit a signal once, when each of some widgets has been painted.

    Parameters
    ----------
    widgets : sequence of QWidget
    parent : QObject
    """

    painted = Signal()

    def __init__(self, widgets: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._awaited: set[QObject] = set(widgets)
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that a widget is about to be painted."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._awaited.discard(watched)
            if not self._awaited:
                QTimer.singleShot(0, self, self.painted.emit)  # after the painting itself
        return False
