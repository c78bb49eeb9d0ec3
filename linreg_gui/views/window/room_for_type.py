"""Larger type where the window is large: its panes have room, and one sits farther away."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Slot
from PySide6.QtWidgets import QWidget

from linreg_gui.views.look.theme import desktop_type_scale

STEPS = ((1900, 1.3), (1500, 1.15))
"""Widths in logical pixels, for type of the design's size, from which on type is so much larger."""
LEAST_HEIGHT = 600
"""That the window must have left after that, in pixels of the design."""
REST_MILLISECONDS = 150
"""After the last change of size: while an edge is dragged, nothing flickers."""


def room_scale(size: QSize, type_scale: float) -> float:
    """Return how much larger the type of a window is for its size.

    Parameters
    ----------
    size : QSize
        Of the window, in logical pixels.
    type_scale : float
        Size of the desktop's type, relative to the design.

    Returns
    -------
    float
        1, 1.15 or 1.3.
    """
    width, height = size.width() / type_scale, size.height() / type_scale
    fitting = (
        scale
        for least_width, scale in STEPS
        if width >= least_width and height >= LEAST_HEIGHT * scale
    )
    return next(fitting, 1.0)


class RoomForType(QObject):
    """Watches the size of a window, and says how much larger its type should be.

    Parameters
    ----------
    window : QWidget
    apply : callable
        Called with the scale at once, and each time the size rests.
    """

    def __init__(self, window: QWidget, apply: Callable[[float], None]) -> None:
        super().__init__(window)
        self._window, self._apply = window, apply
        self._type_scale = desktop_type_scale()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MILLISECONDS)
        self._timer.timeout.connect(self._on_rest)
        window.installEventFilter(self)
        self._on_rest()

    def stop(self) -> None:
        """Stop watching the window."""
        self._window.removeEventFilter(self)
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a change of the window's size."""
        if event.type() == QEvent.Type.Resize:
            self._timer.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_rest(self) -> None:
        self._apply(room_scale(self._window.size(), self._type_scale))
