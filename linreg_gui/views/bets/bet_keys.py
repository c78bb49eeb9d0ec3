"""Keys of an open question: 1 to 4 say a word, and on the stage A to D do."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from linreg_gui.session.bets import BetKind
from linreg_gui.session.session import Session
from linreg_gui.views.bets.bet_strip import BetStrip

DIGITS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2, Qt.Key.Key_4: 3}
LETTERS = {Qt.Key.Key_A: 0, Qt.Key.Key_B: 1, Qt.Key.Key_C: 2, Qt.Key.Key_D: 3}
"""They have other meanings while no question is open, and off the stage."""
SHIFTS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class BetKeys(QObject):
    """Reads keys before they are the window's, only while words can be chosen.

    Parameters
    ----------
    session : Session
    strip : BetStrip
    """

    def __init__(self, session: Session, strip: BetStrip) -> None:
        super().__init__(strip)
        self._session, self._strip = session, strip
        self._is_watching = False
        session.asking.changed.connect(self.follow)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Watch while a word is asked for."""
        state = self._session.asking.state
        is_asked_here = not self._session.gate.is_in_lesson
        is_wanted = state.is_open and state.kind is BetKind.WORDS and is_asked_here
        if is_wanted == self._is_watching:
            return
        self._is_watching = is_wanted
        application = QApplication.instance()
        assert application is not None
        if is_wanted:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Say the word of a key; keys typed into a field are the field's."""
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return False
        place = self._place_of(event)
        if place is None or isinstance(QApplication.focusWidget(), QLineEdit):
            return False
        event.accept()  # else the key would be that of a menu's entry
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._strip.choose(place)
        return True

    def _place_of(self, event: QKeyEvent) -> int | None:
        window = self._strip.window()
        if event.modifiers() & ~SHIFTS or QApplication.activeModalWidget() not in {None, window}:
            return None
        is_stage = self._session.view_options.is_presenting
        keys = DIGITS | LETTERS if is_stage else DIGITS
        return keys.get(Qt.Key(event.key()))
