"""A name that stands as a label and can be typed."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

INNER_MARGINS = 5
"""Pixels that a line edit keeps clear within its contents, its cursor among them."""


class NameField(QLineEdit):
    """A name that a double click makes editable; Enter takes it, Escape gives the old one back.

    At rest a name that is too long ends in "…".

    Parameters
    ----------
    longest : int
        Characters that can be typed.
    """

    renamed = Signal(str)

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._name = ""
        self.setObjectName("run-name")
        self.setMaxLength(longest)
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.editingFinished.connect(self._on_editing_finished)

    @property
    def name(self) -> str:
        """The whole name."""
        return self._name

    def set_name(self, name: str) -> None:
        """Show a name; one being typed is left alone."""
        self._name = name
        self._show_name()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits now."""
        super().resizeEvent(event)
        self._show_name()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin to edit."""
        if self.isReadOnly():
            self._set_editable(True)
            self.setText(self._name)
            self.selectAll()
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return up with Escape; leave all other keys of a name at rest to the run."""
        if self.isReadOnly():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def _show_name(self) -> None:
        if not self.isReadOnly():
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        contents = QStyle.SubElement.SE_LineEditContents
        room = self.style().subElementRect(contents, option, self).width() - INNER_MARGINS
        right = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self._name, right, room)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def _set_editable(self, is_editable: bool) -> None:
        self.setReadOnly(not is_editable)
        self.style().unpolish(self)  # the sheet tells a name being typed by this property
        self.style().polish(self)

    def _end(self) -> None:
        self._set_editable(False)
        self.deselect()
        self.clearFocus()
        self._show_name()

    @Slot()
    def _on_editing_finished(self) -> None:
        if not self.isReadOnly():
            name = self.text()
            self._end()
            self.renamed.emit(name)
