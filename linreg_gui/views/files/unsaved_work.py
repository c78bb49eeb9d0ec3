"""Asks about unsaved work before something else takes its place."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from linreg_gui.session.documents.documents import Documents

Button = QMessageBox.StandardButton
TEXTS = {Button.Save: "&Save", Button.Discard: "&Discard", Button.Cancel: "&Cancel"}
"""Not every desktop gives these buttons a key."""


class UnsavedWork(QObject):
    """Save, discard or cancel; whatever was to happen waits for the answer, nothing blocks.

    Parameters
    ----------
    documents : Documents
    window : QWidget
    """

    def __init__(self, documents: Documents, window: QWidget) -> None:
        super().__init__(window)
        self._documents = documents
        self._window = window
        self._pending: Callable[[], object] | None = None
        self._box: QMessageBox | None = None
        documents.saved.connect(self._on_saved)
        documents.save_failed.connect(self.forget)

    def ask_before(self, act: Callable[[], object]) -> None:
        """Do something as soon as no work would be lost by it, or it may be."""
        if self._box is not None and self._box.isVisible():
            self._box.raise_()
            return
        self._pending = act
        if self._documents.is_saving:
            return  # whether there is still a question shows when that is done
        if self._documents.has_unsaved_work:
            self._ask()
        else:
            self._act()

    @Slot()
    def forget(self) -> None:
        """Drop what was to follow the saving: nothing was saved."""
        self._pending = None

    def _ask(self) -> None:
        if self._box is None:
            self._box = QMessageBox(self._window)
            self._box.setIcon(QMessageBox.Icon.Question)
            self._box.setTextFormat(Qt.TextFormat.PlainText)  # a file may have any name
            self._box.setStandardButtons(Button.Save | Button.Discard | Button.Cancel)
            for button, text in TEXTS.items():
                self._box.button(button).setText(text)
            self._box.setDefaultButton(Button.Save)
            self._box.setInformativeText("Otherwise what you changed is lost.")
            self._box.finished.connect(self._on_answered)
        self._box.setText(f"Save {self._documents.place.shown_name or 'your work'}?")
        # The box keeps the focus of the last answer: Return would discard where that was "Discard".
        self._box.button(Button.Save).setFocus()
        self._box.open()

    @Slot(int)
    def _on_answered(self, answer: int) -> None:
        if answer == Button.Save.value:
            self._documents.save()
        elif answer == Button.Discard.value:
            self._act()
        else:
            self.forget()

    @Slot()
    def _on_saved(self) -> None:
        if self._pending is not None:
            self.ask_before(self._pending)

    def _act(self) -> None:
        act, self._pending = self._pending, None
        if act is not None:
            act()
