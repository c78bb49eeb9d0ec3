"""The desktop's file dialogs, one for opening and one for saving; neither blocks."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from linreg_gui.storage.tables.optional_formats import OPTIONAL_FORMATS

ALWAYS_READ = ("*.linreg", "*.linreg-lesson", "*.csv", "*.tsv", "*.tab", "*.txt", "*.dat",
               "*.data", "*.arff", "*.json", "*.xlsx", "*.xlsm")  # fmt: skip
SAVE_FILTER = "Projects (*.linreg)"


class FileDialogs(QObject):
    """Ask for a file name.

    Parameters
    ----------
    window : QWidget
    """

    open_chosen = Signal(object)
    """Path"""
    save_chosen = Signal(object)
    """Path"""
    save_cancelled = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: QFileDialog | None = None
        self._save: QFileDialog | None = None

    def ask_what_to_open(self, folder: Path | None) -> None:
        """Ask which file to open; nothing happens when none is chosen."""
        if self._open is None:
            self._open = QFileDialog(self._window, "Open")
            self._open.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._open.setNameFilters(open_filters())
            self._open.fileSelected.connect(self._on_open_selected)
        _show(self._open, folder)

    def ask_where_to_save(self, folder: Path | None, name: str) -> None:
        """Ask for a file to save to; one that exists is asked about by the dialog."""
        if self._save is None:
            self._save = QFileDialog(self._window, "Save as")
            self._save.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self._save.setNameFilter(SAVE_FILTER)
            self._save.setDefaultSuffix("linreg")
            self._save.fileSelected.connect(self._on_save_selected)
            self._save.rejected.connect(self.save_cancelled)
        if not self._save.isVisible():
            self._save.selectFile(name)
        _show(self._save, folder)

    @Slot(str)
    def _on_open_selected(self, name: str) -> None:
        self.open_chosen.emit(Path(name))

    @Slot(str)
    def _on_save_selected(self, name: str) -> None:
        self.save_chosen.emit(Path(name))


def open_filters() -> list[str]:
    """List what can be opened; of what takes an addition that is missing, how to get it."""
    read = list(ALWAYS_READ)
    missing = []
    for addition in OPTIONAL_FORMATS:
        patterns = [f"*{suffix}" for suffix in addition.suffixes]
        if addition.is_there:
            read += patterns
        else:
            missing.append(f"{addition.kind}: {addition.how_to_get_it} ({' '.join(patterns)})")
    return [f"Projects and tables ({' '.join(read)})", *missing, "All files (*)"]


def _show(dialog: QFileDialog, folder: Path | None) -> None:
    if dialog.isVisible():
        dialog.raise_()
        return
    if folder is not None:
        dialog.setDirectory(str(folder))
    dialog.open()
