"""Buttons of cards and panels: the × that takes a card away, and one for a panel's action."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton

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


class PanelButton(QPushButton):
    """A button that Enter presses where it has the focus, and nowhere else.

    As the default of its panel it would also be pressed by the Enter that ends a number.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space is taken."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)
