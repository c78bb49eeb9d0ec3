"""The button of a panel whose fields take Enter for themselves."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton


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
