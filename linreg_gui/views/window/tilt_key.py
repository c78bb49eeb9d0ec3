"""The key that tips the loss surface up: held, it is up while it is held; a short press stays."""

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QLineEdit

from linreg_gui.session.session import Session
from linreg_gui.session.values import ViewOptions
from linreg_gui.views.window.shell import WindowShell

HELD_MILLISECONDS = 250
"""A shorter press leaves the surface up."""
KEY = Qt.Key.Key_T
"""As in the table of actions."""
MAP_HINT = "each place is a line · click to start"
TILTED_HINT = "right-drag turns · T lays it flat"


class TiltKey(QObject):
    """Lays the surface flat when the key is let go after a while; says so in the pane's head.

    The press itself is that of the action.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    """

    def __init__(self, shell: WindowShell, session: Session) -> None:
        super().__init__(shell)
        self._shell, self._session = shell, session
        self._since_up = QElapsedTimer()
        self._was_up = False
        shell.key_released.connect(self._on_released)
        session.view_options_changed.connect(self._on_options_changed)

    @Slot(object)
    def _on_options_changed(self, options: ViewOptions) -> None:
        if options.is_tilted != self._was_up:
            self._was_up = options.is_tilted
            self._since_up.start()
            self._shell.surface_card.set_hint(TILTED_HINT if options.is_tilted else MAP_HINT)

    @Slot(int)
    def _on_released(self, key: int) -> None:
        is_typed = isinstance(QApplication.focusWidget(), QLineEdit)
        if key != KEY or not self._was_up or is_typed:
            return
        if self._since_up.elapsed() >= HELD_MILLISECONDS:
            self._session.set_view_options(replace(self._session.view_options, is_tilted=False))
