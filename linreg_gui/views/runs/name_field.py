"""A field in which the name of a run is typed over what shows it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class NameField(QLineEdit):
    """A field that is seen while a name is typed; Enter takes it, Escape gives the old one back.

    Parameters
    ----------
    longest : int
        Characters that can be typed.
    """

    renamed = Signal(str)
    ended = Signal()
    """Nothing is typed any more."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.is_typing = False
        self.setObjectName("run-name")
        self.setMaxLength(longest)
        self.editingFinished.connect(self._on_editing_finished)
        self.hide()

    def edit(self, name: str) -> None:
        """Let a name be changed."""
        self.is_typing = True
        self.setText(name)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self.is_typing = False
        self.hide()
        self.ended.emit()

    @Slot()
    def _on_editing_finished(self) -> None:
        if self.is_typing:  # hiding it finishes it once more
            self._end()
            self.renamed.emit(self.text())
