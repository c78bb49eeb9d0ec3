"""Tells a screen reader how far a run is, politely and at most once a second."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from linreg_gui.session.wording import count
from linreg_gui.views.widgets.card_parts import announce
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

PAUSE_MILLISECONDS = 1000


class Announcer(QObject):
    """Announces the epoch shown and its loss when they have changed; nothing while nobody listens.

    Parameters
    ----------
    window : QWidget
        In whose name it speaks.
    clock : FrameClock
    """

    drawn_fields = ("cursor", "history")

    def __init__(self, window: QWidget, clock: FrameClock) -> None:
        super().__init__(window)
        self._window = window
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._announce)
        clock.add(self, clock.frame())

    def render_frame(self, frame: ThemedFrame) -> None:
        """Keep what there is to say until the pause is over."""
        if not QAccessible.isActive() or frame.history is None:
            return
        loss = measured(frame.history.record(frame.cursor)[1])
        self._text = f"epoch {count(frame.cursor)}, loss {loss}"
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _announce(self) -> None:
        announce(self._window, self._text)
