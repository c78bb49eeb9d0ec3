"""Keys of the run that a focused control uses for itself."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSlider, QWidget

COMING_BACK = {
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
}
"""The focus returns to where it was; the reason it first came there still counts."""
BY_TAB = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
CONTROLS = QAbstractButton, QComboBox, QSlider
WATCHED = "has own keys"
"""The property of a control whose keys are watched."""


class OwnKeys(QObject):
    """Gives a control its own keys, such as Space for a button, if it was focused by Tab.

    After a click the keys stay with the run: who has dragged the learning rate goes on with the
    arrows, or with the Page Down of a presenter's clicker.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._clicked: QObject | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_moved)

    def keep_own(self, part: QWidget) -> None:
        """Watch every control of a part of the window; others are watched once they had focus."""
        for kind in CONTROLS:
            for control in part.findChildren(kind):
                self._watch(control)

    def _watch(self, control: QWidget) -> None:
        control.setProperty(WATCHED, True)
        control.installEventFilter(self)

    @Slot(QWidget, QWidget)
    def _on_focus_moved(self, _former: QWidget | None, control: QWidget | None) -> None:
        """Watch a control that was made late: the event of its first focus has gone by."""
        if not isinstance(control, CONTROLS) or control.property(WATCHED):
            return
        if self._window.isAncestorOf(control):
            self._watch(control)
            is_pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
            self._clicked = control if is_pressed else self._clicked

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override a shortcut whose key the control uses for itself."""
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self._take_reason(watched, event.reason())
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_clicked = watched is self._clicked
            is_own = not is_clicked and Qt.Key(event.key()) in _keys_understood_by(watched)
            event.setAccepted(is_own)
            return is_own
        return super().eventFilter(watched, event)

    def _take_reason(self, control: QObject, reason: Qt.FocusReason) -> None:
        if reason == Qt.FocusReason.MouseFocusReason:
            self._clicked = control
        elif reason not in COMING_BACK:
            self._clicked = None


def _keys_understood_by(control: QObject) -> set[Qt.Key]:
    """Return the keys of the run that a control uses for itself.

    All others are the run's. A list of choices is walked by ↑ and ↓, which are not keys of the run,
    and has no pages.
    """
    keys = Qt.Key
    if isinstance(control, QAbstractButton):
        return {keys.Key_Space}
    if isinstance(control, QSlider):
        across = {keys.Key_Left, keys.Key_Right}
        return {*across, keys.Key_Home, keys.Key_End, keys.Key_PageDown, keys.Key_PageUp}
    return {keys.Key_Home, keys.Key_End, keys.Key_Space}
