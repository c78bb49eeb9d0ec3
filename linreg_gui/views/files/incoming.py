"""What comes from outside: which files can be opened, what is dropped, and the clipboard."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from linreg_gui.storage.errors import shown_name
from linreg_gui.storage.tables.optional_formats import OPTIONAL_FORMATS
from linreg_gui.views.window.shell import WindowShell

ALWAYS_READ = ("*.linreg", "*.linreg-lesson", "*.csv", "*.tsv", "*.tab", "*.txt", "*.dat",
               "*.data", "*.arff", "*.json", "*.xlsx", "*.xlsm")  # fmt: skip


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


class Arrival(NamedTuple):
    """What mime data hold: a file, or text, or why neither; one of the three."""

    path: Path | None = None
    text: str = ""
    refusal: str = ""


def arrival_of(data: QMimeData | None) -> Arrival:
    """Make out what to do with data that were dropped or pasted."""
    if data is None:
        return Arrival(refusal="The clipboard is empty.")
    if data.hasUrls():
        return _file_of(data)
    text = data.text() if data.hasText() else ""
    if text and not text.isspace():
        return Arrival(text=text)
    if data.hasImage():
        return Arrival(refusal="There is a picture on the clipboard; points come as numbers.")
    return Arrival(refusal="There are no numbers on the clipboard.")


def _file_of(data: QMimeData) -> Arrival:
    urls = data.urls()
    if not urls:
        # Files can be offered and then not come: the program they were dragged from has ended.
        return Arrival(refusal="No file has come; open it from the File menu.")
    if len(urls) > 1:
        return Arrival(refusal=f"{len(urls)} files at once; open one of them.")
    path = Path(urls[0].toLocalFile())
    if not urls[0].isLocalFile():
        return Arrival(refusal="Only files on this computer can be opened; save it here first.")
    if path.is_dir():
        return Arrival(refusal=f"{shown_name(path)} is a folder; open a file.")
    return Arrival(path=path)


class DropTarget(QObject):
    """Lets files and text be dropped anywhere on the window.

    Parameters
    ----------
    shell : WindowShell
    """

    dropped = Signal(object)
    """Arrival"""

    def __init__(self, shell: WindowShell) -> None:
        super().__init__(shell)
        shell.setAcceptDrops(True)
        shell.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle drags and drops, and pass everything else on."""
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            if event.mimeData().hasUrls() or event.mimeData().hasText():
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(arrival_of(event.mimeData()))
            return True
        return super().eventFilter(watched, event)
