"""What lies over the window for a while, has the focus meanwhile, and gives it back."""

import shiboken6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget


class Overlay(QWidget):
    """A part of the window over the others; it is deleted when it is closed.

    Parameters
    ----------
    window : QWidget
        It lies over this one.
    """

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._former = QApplication.focusWidget()

    @Slot()
    def shut(self) -> None:
        """Close, and give the focus back to where it was, if it is here and that is still there."""
        if self.isHidden():
            return
        has_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if has_focus and self._former is not None and shiboken6.isValid(self._former):
            self._former.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()
