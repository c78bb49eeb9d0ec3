"""The desktop's dialog for the name of one file; it does not block."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

SUFFIX = re.compile(r"\*\.([\w-]+)")


class FileDialog(QObject):
    """Ask for a file to open, or for one to save to; made when it is first wanted.

    Parameters
    ----------
    window : QWidget
    is_saving : bool
        Whether a file is saved to; one that exists is asked about by the dialog.

    Attributes
    ----------
    has_asked : bool
        Whether it was ever opened.
    """

    cancelled = Signal()

    def __init__(self, window: QWidget, *, is_saving: bool) -> None:
        super().__init__(window)
        self._window, self._is_saving = window, is_saving
        self._then: Callable[[Path], object] | None = None
        self.has_asked = False

    @cached_property
    def _dialog(self) -> QFileDialog:
        dialog = QFileDialog(self._window)
        if self._is_saving:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.filterSelected.connect(self._on_filter_selected)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.rejected.connect(self.cancelled)
        return dialog

    @property
    def chosen_filter(self) -> str:
        """The kind of file that is chosen, as it was given."""
        return self._dialog.selectedNameFilter()

    def go_to(self, folder: Path) -> None:
        """Open in a folder from now on."""
        self._dialog.setDirectory(str(folder))

    def ask(
        self,
        title: str,
        filters: Sequence[str],
        then: Callable[[Path], object],
        *,
        name: str = "",
        folder: Path | None = None,
    ) -> None:
        """Ask once; nothing happens when no file is chosen.

        Parameters
        ----------
        title : str
        filters : sequence of str
            The kinds of file. Of those to save as the first is chosen; of those to open the one
            that was chosen last.
        then : callable
            Takes the path.
        name : str
            Proposed for a file to save to.
        folder : Path, optional
            Where it opens; by default where it was left.
        """
        dialog = self._dialog
        if dialog.isVisible():
            dialog.raise_()
            return
        self._then = then
        dialog.setWindowTitle(title)
        if self._is_saving or not self.has_asked:
            dialog.setNameFilters(filters)
        if self._is_saving:
            self._on_filter_selected(filters[0])
            dialog.selectFile(name)
        if folder is not None:
            self.go_to(folder)
        self.has_asked = True
        dialog.open()

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        suffix = SUFFIX.search(chosen)
        if suffix is not None:
            self._dialog.setDefaultSuffix(suffix[1])

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        if self._then is not None:
            self._then(Path(name))
