"""The desktop's dialog for a file to export to; it does not block."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

SUFFIX = re.compile(r"\*\.(\w+)")


class SaveDialog(QObject):
    """Ask where to save, and as what.

    Parameters
    ----------
    window : QWidget
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: QFileDialog | None = None
        self._then: Callable[[Path, str], None] | None = None

    def ask(
        self, title: str, name: str, filters: tuple[str, ...], then: Callable[[Path, str], None]
    ) -> None:
        """Ask once; nothing happens when no file is chosen.

        Parameters
        ----------
        title : str
        name : str
            What is proposed; its suffix becomes that of the kind of file chosen.
        filters : tuple of str
            The kinds of file, the first of them chosen.
        then : callable
            Takes the path and the filter.
        """
        if self._dialog is None:
            self._dialog = self._made()
        dialog, self._then = self._dialog, then
        if dialog.isVisible():
            dialog.raise_()
            return
        dialog.setWindowTitle(title)
        dialog.setNameFilters(filters)
        self._on_filter_selected(filters[0])
        dialog.selectFile(name)
        dialog.open()

    def _made(self) -> QFileDialog:
        dialog = QFileDialog(self._window)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.fileSelected.connect(self._on_file_selected)
        return dialog

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        suffix = SUFFIX.search(chosen)
        if suffix is not None and self._dialog is not None:
            self._dialog.setDefaultSuffix(suffix[1])

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        if self._then is not None and self._dialog is not None:
            self._then(Path(name), self._dialog.selectedNameFilter())
