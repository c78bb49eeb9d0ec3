"""Where the focus goes while a question is open: to what answers it, and back afterwards."""

from collections.abc import Mapping

import shiboken6
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from linreg_gui.session.bets import BetKind
from linreg_gui.session.session import Session


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
