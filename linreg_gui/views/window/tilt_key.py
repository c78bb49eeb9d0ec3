"""The key that tips the loss surface up: held, it is up while it is held; a short press stays."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QLineEdit

from linreg_gui.session.session import Session
from linreg_gui.session.values import ViewOptions
from linreg_gui.views.window.shell import WindowShell

HELD_MILLISECONDS = 250
"""A shorter press leaves the surface up."""
REPEAT_MILLISECONDS = 60
"""A key pressed again so soon was not let go: the keyboard repeats it."""
KEY = Qt.Key.Key_T
"""As in the table of actions."""


class TiltKey(QObject):
    """Lays the surface flat when the key is let go after a while.

    The press itself is that of the action.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    """

    def __init__(self, shell: WindowShell, session: Session) -> None:
        super().__init__(shell)
        self._session = session
        self._since_up = QElapsedTimer()
        self._was_up = False
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(REPEAT_MILLISECONDS)
        self._end.timeout.connect(self._lay_flat)
        shell.key_released.connect(self._on_released)
        session.view_options_changed.connect(self._on_options_changed)

    @Slot(object)
    def _on_options_changed(self, options: ViewOptions) -> None:
        if options.is_tilted == self._was_up:
            return
        if self._end.isActive():
            self._end.stop()
            if not options.is_tilted:
                QTimer.singleShot(0, self, self._stay_up)  # others have yet to hear of this change
                return
        self._was_up = options.is_tilted
        self._since_up.start()

    @Slot(int)
    def _on_released(self, key: int) -> None:
        is_typed = isinstance(QApplication.focusWidget(), QLineEdit)
        is_held = self._was_up and self._since_up.elapsed() >= HELD_MILLISECONDS
        if key == KEY and is_held and not is_typed:
            self._end.start()

    @Slot()
    def _lay_flat(self) -> None:
        self._session.change_view_options(is_tilted=False)

    @Slot()
    def _stay_up(self) -> None:
        self._session.change_view_options(is_tilted=True)
