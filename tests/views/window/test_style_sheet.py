"""What the style sheet makes of widgets, looked at pixel by pixel."""

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton, QVBoxLayout, QWidget

from linreg_gui.views.look.style_sheet import apply_theme
from linreg_gui.views.look.theme import DARK, LIGHT, Theme

BORDER = 3
READABLE = 3.0
"""Contrast that WCAG 2.1 asks of pictures that mean something."""


themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def luminance(colour: QColor) -> float:
    """Give the relative luminance of WCAG 2.1."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@themes
def test_the_focus_is_a_frame_and_no_veil_over_the_words(theme: Theme, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    apply_theme(window, theme)
    button, other = QPushButton("random"), QPushButton("zero")
    row = QVBoxLayout(window)
    row.addWidget(button)
    row.addWidget(other)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    without = picture(button)
    qtbot.keyClick(other, Qt.Key.Key_Tab)
    focused = picture(button)
    assert button.hasFocus()
    assert focused != without
    inside = QRect(0, 0, button.width(), button.height()).adjusted(BORDER, BORDER, -BORDER, -BORDER)
    assert focused.copy(inside) == without.copy(inside)


@themes
@pytest.mark.parametrize("name", ["backButton", "toParentButton", "newFolderButton"])
def test_the_buttons_of_the_file_dialog_can_be_seen(theme: Theme, name: str, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    apply_theme(window, theme)
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    button = dialog.findChild(QToolButton, name)
    assert isinstance(button, QToolButton)
    button.setEnabled(True)
    dialog.show()
    image = picture(button)
    under = luminance(image.pixelColor(BORDER * 2, image.height() // 2))
    on_it = [
        luminance(image.pixelColor(x, y))
        for x in range(BORDER, image.width() - BORDER)
        for y in range(BORDER, image.height() - BORDER)
    ]
    assert max(contrast(under, one) for one in on_it) > READABLE
