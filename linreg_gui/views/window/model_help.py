"""*Help ▸ The model…*: the page ``assets/model.md`` in a window of its own."""

from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QBrush, QTextTable
from PySide6.QtWidgets import QApplication, QDialog, QTextBrowser, QVBoxLayout, QWidget

import linreg_gui

TITLE = "The model"
SIZE = QSize(720, 700)
PAGE_MARGIN, TABLE_MARGIN, CELL_PADDING = 18, 8, 4


class ModelHelp(QDialog):
    """Shows the page beside the main window, which stays usable; Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setModal(False)
        self.resize(SIZE)
        self.page = QTextBrowser()
        self.page.setAccessibleName(TITLE)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._text = model_page().read_text(encoding="utf-8")
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Lay the page out anew with the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fill()

    def _fill(self) -> None:
        """Show the page in the present colours, scrolled to where it was."""
        place = self.page.verticalScrollBar().value()
        document = self.page.document()
        document.setDocumentMargin(PAGE_MARGIN)
        self.page.setMarkdown(self._text)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._style(frame)
        self.page.verticalScrollBar().setValue(place)

    def _style(self, table: QTextTable) -> None:
        style = table.format()
        style.setCellPadding(CELL_PADDING)
        style.setTopMargin(TABLE_MARGIN)
        style.setBottomMargin(TABLE_MARGIN)
        style.setBorderBrush(QBrush(QApplication.palette().button()))
        table.setFormat(style)


def show_model(parent: QWidget) -> None:
    """Open the page, or bring it to the front where it is open."""
    page = parent.findChild(ModelHelp) or ModelHelp(parent)
    page.show()
    page.raise_()
    page.activateWindow()


def model_page() -> Path:
    """Return where the page is: a checkout has its assets beside the package, a wheel inside."""
    package = Path(linreg_gui.__file__).parent
    shipped = package / "assets" / "model.md"
    return shipped if shipped.is_file() else package.parent / "assets" / "model.md"
