"""Where the window stands: whole on a screen, at its first start as at every later one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from linreg_gui.storage.preferences import Preferences
from linreg_gui.views.window.shell import DEFAULT_SIZE, WindowShell

SMALLEST_SIZE = QSize(400, 300)
FARTHEST = 100_000
USUAL_FRAME = QMargins(4, 33, 4, 4)
"""Of a window that is not on the screen yet: its frame is known afterwards only."""


def first_place(screen: QRect, frame: QMargins) -> QRect:
    """Return the place of a window at its first start, in the middle of a screen.

    Parameters
    ----------
    screen : QRect
        The available part of the screen, in logical pixels.
    frame : QMargins
        What the desktop draws around the window.

    Returns
    -------
    QRect
        The area inside the frame.
    """
    room = screen.marginsRemoved(frame)
    place = QRect(QPoint(0, 0), DEFAULT_SIZE.boundedTo(room.size()))
    place.moveCenter(room.center())
    return place


def place_on_screens(wanted: QRect, screens: Sequence[QRect], frame: QMargins) -> QRect:
    """Return the place nearest to the wanted one where a window is whole on one screen.

    Parameters
    ----------
    wanted : QRect
        The area inside the frame.
    screens : sequence of QRect
        The available parts of the screens, at least one; the first is the primary screen.
    frame : QMargins
        What the desktop draws around the window.

    Returns
    -------
    QRect
        On the screen that shows most of the wanted place; in the middle of the first screen where
        no screen shows any of it.
    """
    framed = wanted.marginsAdded(frame)
    screen = max(screens, key=lambda each: _area(each.intersected(framed)))
    room = screen.marginsRemoved(frame)
    place = QRect(wanted.topLeft(), wanted.size().boundedTo(room.size()))
    if not screen.intersects(framed):
        place.moveCenter(room.center())
    # The right and the lower edge first: what is larger than the screen keeps its title bar.
    place.moveLeft(max(room.left(), min(place.left(), room.right() + 1 - place.width())))
    place.moveTop(max(room.top(), min(place.top(), room.bottom() + 1 - place.height())))
    return place


def restore_place(window: QMainWindow, preferences: Preferences) -> None:
    """Move the window to its last place, or to that of a first start."""
    screens = _available_screens()
    place = first_place(screens[0], USUAL_FRAME)
    width = preferences.whole("window/width", place.width(), SMALLEST_SIZE.width(), 16_384)
    height = preferences.whole("window/height", place.height(), SMALLEST_SIZE.height(), 16_384)
    x = preferences.whole("window/x", -FARTHEST, -FARTHEST + 1, FARTHEST)
    y = preferences.whole("window/y", -FARTHEST, -FARTHEST + 1, FARTHEST)
    # move() would place the frame; the position kept is that of the area inside it.
    window.setGeometry(place_on_screens(QRect(x, y, width, height), screens, USUAL_FRAME))
    if preferences.flag("window/is_maximized", default=False):
        window.showMaximized()


def place_preferences(window: QMainWindow) -> dict[str, object]:
    """Return the window's position as preferences, by key."""
    place = window.geometry() if _has_own_place(window) else window.normalGeometry()
    return {
        "window/x": place.x(),
        "window/y": place.y(),
        "window/width": place.width(),
        "window/height": place.height(),
        "window/is_maximized": window.isMaximized(),
    }


class PlaceKeeper(QObject):
    """Keeps a window whole on a screen, with its true frame and whatever becomes of the screens.

    Parameters
    ----------
    window : WindowShell
    """

    def __init__(self, window: WindowShell) -> None:
        super().__init__(window)
        self._window = window
        window.first_painted.connect(self.keep_on_screen)
        window.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenRemoved.connect(self._on_screens_changed)
        application.screenAdded.connect(self._watch)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again when the window grows by itself: what is in it may need more than it had."""
        if event.type() == QEvent.Type.Resize and not event.spontaneous():
            QTimer.singleShot(0, self, self.keep_on_screen)
        return super().eventFilter(watched, event)

    @Slot()
    def keep_on_screen(self) -> None:
        """Move the window onto a screen, and make it no larger than the screen."""
        window = self._window
        if not (_has_own_place(window) and window.isVisible()) or window.isMinimized():
            return
        place = place_on_screens(window.geometry(), _available_screens(), _frame_of(window))
        if place != window.geometry():
            window.setGeometry(place)

    @Slot(QScreen)
    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._on_screens_changed)

    @Slot()
    def _on_screens_changed(self) -> None:
        # Qt itself moves the windows of a screen that has gone, once this signal has been handled.
        QTimer.singleShot(0, self, self.keep_on_screen)


def _has_own_place(window: QMainWindow) -> bool:
    return not (window.isMaximized() or window.isFullScreen())


def _frame_of(window: QMainWindow) -> QMargins:
    inside, outside = window.geometry(), window.frameGeometry()
    return QMargins(
        inside.left() - outside.left(),
        inside.top() - outside.top(),
        outside.right() - inside.right(),
        outside.bottom() - inside.bottom(),
    )


def _available_screens() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def _area(part: QRect) -> int:
    return max(0, part.width()) * max(0, part.height())
