"""What a hand does in a window, with the frame that follows."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(window, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    """Press keys where the focus is."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window.shell, key, modifier)
        window.content.clock.render_now()


def click(window, button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()


def stage(window):
    return window.session.asking.state.stage


def settle(window, qtbot):
    qtbot.waitUntil(lambda: window.session.is_settled)
    window.content.clock.render_now()


def tab_to(window, wanted, most=60):
    """Press Tab until a control has the focus."""
    for _ in range(most):
        if QApplication.focusWidget() is wanted:
            return
        press(window, KEYS.Key_Tab)
    raise AssertionError(f"Tab does not come to {wanted}")
