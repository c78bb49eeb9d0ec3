"""The keyboard while a question is open: where the focus goes, and which keys say a word.

1 to 4 say a word, and on the stage A to D do.
"""

from collections.abc import Mapping

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from linreg_gui.session.bets import BetKind
from linreg_gui.session.session import Session
from linreg_gui.views.bets.bet_strip import BetStrip
from linreg_gui.views.window.pane_keys import is_plain

DIGITS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2, Qt.Key.Key_4: 3}
LETTERS = {Qt.Key.Key_A: 0, Qt.Key.Key_B: 1, Qt.Key.Key_C: 2, Qt.Key.Key_D: 3}
"""They have other meanings while no question is open, and off the stage."""


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
        if not is_plain(event) or QApplication.activeModalWidget() not in {None, window}:
            return None
        is_stage = self._session.view_options.is_presenting
        keys = DIGITS | LETTERS if is_stage else DIGITS
        return keys.get(Qt.Key(event.key()))


class BetFocus(QObject):
    """Gives the focus to the pane or field of the tab in front, and back when that is over.

    Parameters
    ----------
    session : Session
    places : mapping
        Who answers a kind; kinds that are not in it need no focus.
    parent : QObject
    """

    def __init__(
        self, session: Session, places: Mapping[BetKind, QWidget], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._places = session, places
        self._kind: BetKind | None = None
        self._former: QWidget | None = None
        session.asking.changed.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Give the focus where the question is another one."""
        state = self._session.asking.state
        is_asked_here = not self._session.gate.is_in_lesson
        kind = state.kind if state.is_open and is_asked_here else None
        if kind is self._kind:
            return
        self._kind = kind
        wanted, now = None if kind is None else self._places.get(kind), QApplication.focusWidget()
        is_here = any(now in (place, place.focusProxy()) for place in self._places.values())
        if not is_here:
            self._former = now
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(wanted, QLineEdit):
                wanted.selectAll()
        elif is_here and self._is_there(self._former):
            assert self._former is not None
            self._former.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_there(self, widget: QWidget | None) -> bool:
        return widget is not None and shiboken6.isValid(widget) and widget.isVisible()
