"""The desktop's dialog for a file to export to, named after the document; it does not block."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from linreg_gui.session.documents.documents import Documents

SUFFIX = re.compile(r"\*\.(\w+)")


class SaveDialog(QObject):
    """Ask where to save, and as what.

    Parameters
    ----------
    window : QWidget
    documents : Documents
        Tell what the file is called, and beside which it is put.
    """

    def __init__(self, window: QWidget, documents: Documents) -> None:
        super().__init__(window)
        self._window = window
        self._documents = documents
        self._dialog: QFileDialog | None = None
        self._then: Callable[[Path, str], None] | None = None

    def ask(
        self, title: str, part: str, filters: tuple[str, ...], then: Callable[[Path, str], None]
    ) -> None:
        """Ask once; nothing happens when no file is chosen.

        Parameters
        ----------
        title : str
        part : str
            Which part of the document it is, for the name that is proposed; empty for all of it.
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
        stem = Path(self._documents.suggested_name).stem
        dialog.selectFile(f"{stem}-{part}" if part else stem)
        dialog.open()

    def _made(self) -> QFileDialog:
        dialog = QFileDialog(self._window)
        if self._documents.suggested_folder is not None:
            dialog.setDirectory(str(self._documents.suggested_folder))
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
            self._dialog.setDirectory(str(Path(name).parent))  # may have been typed with the name
            self._then(Path(name), self._dialog.selectedNameFilter())
