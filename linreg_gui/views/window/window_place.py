"""The window's position in the preferences, checked against the present screens."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from linreg_gui.storage.preferences import Preferences

SMALLEST_VISIBLE = 100
SMALLEST_SIZE = QSize(400, 300)
FARTHEST = 100_000


def restore_place(window: QMainWindow, preferences: Preferences) -> None:
    """Move the window to its last position, unless little of it would be visible there."""
    size = window.size()
    width = preferences.whole("window/width", size.width(), SMALLEST_SIZE.width(), 16_384)
    height = preferences.whole("window/height", size.height(), SMALLEST_SIZE.height(), 16_384)
    window.resize(width, height)
    x = preferences.whole("window/x", -FARTHEST, -FARTHEST + 1, FARTHEST)
    y = preferences.whole("window/y", -FARTHEST, -FARTHEST + 1, FARTHEST)
    if x > -FARTHEST and y > -FARTHEST and _is_visible(QRect(x, y, width, height)):
        # move() would place the frame; the position kept is that of the area inside it.
        window.setGeometry(x, y, width, height)
    if preferences.flag("window/is_maximized", default=False):
        window.showMaximized()


def place_preferences(window: QMainWindow) -> dict[str, object]:
    """Return the window's position as preferences, by key."""
    has_own_size = not (window.isMaximized() or window.isFullScreen())
    place = window.geometry() if has_own_size else window.normalGeometry()
    return {
        "window/x": place.x(),
        "window/y": place.y(),
        "window/width": place.width(),
        "window/height": place.height(),
        "window/is_maximized": window.isMaximized(),
    }


def _is_visible(place: QRect) -> bool:
    parts = (screen.availableGeometry().intersected(place) for screen in QGuiApplication.screens())
    return any(
        part.width() >= SMALLEST_VISIBLE and part.height() >= SMALLEST_VISIBLE for part in parts
    )
