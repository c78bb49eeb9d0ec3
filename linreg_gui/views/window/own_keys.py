"""Which keys of the run belong to a control while it has the focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSlider, QWidget


class OwnKeys(QObject):
    """Leaves the keys a focused control itself understands to it."""

    def keep_own(self, window: QWidget) -> None:
        """Watch over every control of a window."""
        for kind in (QAbstractButton, QComboBox, QSlider):
            for control in window.findChildren(kind):
                control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a key from the shortcuts when the control means something by it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_own = Qt.Key(event.key()) in _keys_understood_by(watched)
            event.setAccepted(is_own)
            return is_own
        return super().eventFilter(watched, event)


def _keys_understood_by(control: QObject) -> set[Qt.Key]:
    """Give the run's keys that mean something else to a control; Space is nothing to a slider."""
    if isinstance(control, QAbstractButton):
        return {Qt.Key.Key_Space}
    keys = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
    keys |= {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
    return keys if isinstance(control, QSlider) else keys | {Qt.Key.Key_Space}
