"""A text of a lesson: paragraphs, bold, italic, code and lists, and nothing from outside."""

import re

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from linreg_gui.views.widgets.wrapped_text import unbroken

RULE_WIDTH, RULE_ROOM = 3, 12
FEATURES = QTextDocument.MarkdownFeature
MARKDOWN = FEATURES.MarkdownDialectCommonMark | FEATURES.MarkdownNoHTML
NUMBERED = re.compile(r"^( {0,3}\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)
"""The number that begins a line, before what makes it an item of a list."""
SIGNS = re.compile(r"([\\`*_\[\]<>#~|&])")
LINE_PERCENT = 128.0
FOCUS_ROOM, TOP_ROOM = 4, 2
KEY_REASONS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class PlainDocument(QTextDocument):
    """A document that asks for no file and no address, whatever its text names."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> None:
        """Return nothing."""
        return


class LessonText(QWidget):
    """A text that is as high as it takes in its width; a rule of a colour may stand beside it.

    Parameters
    ----------
    has_rule : bool
    is_plain : bool
        Whether signs of Markdown are signs like others.
    """

    def __init__(self, *, has_rule: bool = False, is_plain: bool = False) -> None:
        super().__init__()
        self._has_rule, self._is_plain, self._is_by_key = has_rule, is_plain, False
        self._colour = ""
        self._text = ""
        self._document = PlainDocument(self)
        self._document.setDocumentMargin(0.0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def show_text(self, text: str, colour: str = "") -> None:
        """Show a text, plain or Markdown without HTML; an empty one is hidden.

        Parameters
        ----------
        text : str
        colour : str
            Of the rule and of the text; empty for that of other text.
        """
        self._colour = colour
        if text != self._text:
            self._text = text
            self._lay_out()
        self.setVisible(bool(text))
        self.update()

    def _lay_out(self) -> None:
        self._document.setDefaultFont(self.font())
        if self._is_plain:
            self._document.setPlainText(unbroken(self._text))
        else:
            put_markdown(self._document, self._text)
        _space_lines(self._document)
        self.setAccessibleName(self._document.toPlainText())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Return True."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text in lines of a width."""
        self._document.setTextWidth(max(1, width - self._left - FOCUS_ROOM))
        return round(self._document.size().height()) + 2 * TOP_ROOM

    def sizeHint(self) -> QSize:
        """Ask for a line; layouts ask for the height by the width, which is not known before."""
        return QSize(0, self.fontMetrics().lineSpacing())

    @property
    def _left(self) -> int:
        return RULE_ROOM if self._has_rule else FOCUS_ROOM

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a frame if a key has brought the focus."""
        self._is_by_key = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the frame of the focus."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Lay the text out anew in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, the rule, and a frame while it has the focus."""
        ink = self.palette().color(self.foregroundRole())
        with QPainter(self) as painter:
            if self._has_rule:
                rule = QRectF(0, 1, RULE_WIDTH, self.height() - 2)
                painter.fillRect(rule, QColor(self._colour) if self._colour else ink)
            context = QAbstractTextDocumentLayout.PaintContext()
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.Text, ink)
            context.palette = palette
            self._document.setTextWidth(self.width() - self._left - FOCUS_ROOM)
            painter.translate(self._left, TOP_ROOM)
            self._document.documentLayout().draw(painter, context)
            if self.hasFocus() and self._is_by_key:
                painter.translate(-self._left, -TOP_ROOM)
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def as_markdown(plain: str) -> str:
    """Return Markdown that is read as a plain line."""
    return SIGNS.sub(r"\\\1", plain)


def put_markdown(document: QTextDocument, text: str) -> None:
    """Put a text with bold, italic, code and lists into a document.

    A list begins with 1 and counts on: a sentence such as "6. The valley is less steep." is none.
    """
    items = 0

    def number(match: re.Match[str]) -> str:
        nonlocal items
        if int(match[1]) != items + 1:
            return f"{match[1]}\\"
        items += 1
        return match[1]

    document.setMarkdown(NUMBERED.sub(number, unbroken(text)), MARKDOWN)


def _space_lines(document: QTextDocument) -> None:
    """Set the lines apart, as far as reading wants it."""
    block = document.begin()
    while block.isValid():
        cursor, layout = QTextCursor(block), block.blockFormat()
        layout.setLineHeight(
            LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor.setBlockFormat(layout)
        block = block.next()
