"""The × at the head of a card that was opened from the View menu."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QToolButton

from linreg_gui.session.session import Session


class ClosingButton(QToolButton):
    """Takes a card away again.

    Parameters
    ----------
    session : Session
    option : str
        The view option that shows the card.
    noun : str
        What the card is called in a sentence.
    key : str
        The key that opens and closes it.
    """

    def __init__(self, session: Session, option: str, noun: str, key: str) -> None:
        super().__init__()
        self._session, self._hidden = session, {option: False}
        self.setObjectName("fit")
        self.setText("×")
        self.setToolTip(f"Close the {noun} ({key})")
        self.setAccessibleName(f"Close the {noun}")
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        hidden: dict[str, Any] = self._hidden
        self._session.set_view_options(replace(self._session.view_options, **hidden))
