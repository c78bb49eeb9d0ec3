"""*Help ▸ The model…* and *For teachers…*: pages of ``assets/`` in windows of their own."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QBrush, QShowEvent, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import QApplication, QDialog, QTextBrowser, QWidget

from linreg_gui.storage.assets import asset
from linreg_gui.views.widgets.card_parts import bare_column

SIZE = QSize(720, 700)
PAGE_MARGIN, TABLE_MARGIN, CELL_PADDING = 18, 8, 4


class DocumentPage(QDialog):
    """Shows a page beside the main window, which stays usable; Escape closes it.

    Parameters
    ----------
    parent : QWidget
    title : str
    name : str
        Of a file in Markdown.
    """

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(False)
        self.resize(SIZE)
        self.page = QTextBrowser()
        self.page.setAccessibleName(title)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        # All pages are longer than the window: one that comes late would have them laid out twice.
        self.page.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        column = bare_column(self)
        column.addWidget(self.page)
        self._text = asset(name).read_text(encoding="utf-8")
        self._look: object = None
        """Palette and font that the page was laid out for."""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._fill)

    def changeEvent(self, event: QEvent) -> None:
        """Lay the page out anew with the colours of another theme.

        A new style comes as four changes; the layout takes 50 ms and is made once, after them.
        """
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._lay_out_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the page was closed."""
        super().showEvent(event)
        self._fill()

    def _lay_out_soon(self) -> None:
        if self.isVisible():
            self._again.start(0)

    @Slot()
    def _fill(self) -> None:
        """Show the page in the present colours, scrolled to where it was."""
        look = (QApplication.palette().cacheKey(), self.page.font().key())
        if look == self._look or not self.isVisible():
            return
        self._look = look
        place = self.page.verticalScrollBar().value()
        document = self.page.document()
        document.setDocumentMargin(PAGE_MARGIN)
        self.page.setMarkdown(self._text)
        # As one edit: laid out after each, Qt loses the paragraphs between the tables.
        edit = QTextCursor(document)
        edit.beginEditBlock()
        self._wrap_code(document)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._style(frame)
        edit.endEditBlock()
        self.page.verticalScrollBar().setValue(place)

    def _wrap_code(self, document: QTextDocument) -> None:
        """Let long lines of code go on below: large type would push their ends out of the page."""
        block = document.begin()
        while block.isValid():
            if block.blockFormat().nonBreakableLines():
                style = block.blockFormat()
                style.setNonBreakableLines(False)
                QTextCursor(block).setBlockFormat(style)
            block = block.next()

    def _style(self, table: QTextTable) -> None:
        style = table.format()
        style.setCellPadding(CELL_PADDING)
        style.setTopMargin(TABLE_MARGIN)
        style.setBottomMargin(TABLE_MARGIN)
        style.setBorderBrush(QBrush(QApplication.palette().button()))
        table.setFormat(style)


def show_page(parent: QWidget, title: str, name: str) -> None:
    """Open a page, or bring it to the front where it is open."""
    page = parent.findChild(DocumentPage, name) or DocumentPage(parent, title, name)
    page.show()
    page.raise_()
    page.activateWindow()
