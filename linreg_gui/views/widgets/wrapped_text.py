"""Plain text in two lines at most; what does not fit ends in "…"."""

import re

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy

from linreg_gui.views.look.markup import set_tip

MOST_LINES = 2
ELLIPSIS = "…"
SPACE_OF_PERCENT = re.compile(r"(?<=\d) (?=%)")


def unbroken(text: str) -> str:
    """Keep each number on one line with its % sign."""
    return SPACE_OF_PERCENT.sub("\N{NO-BREAK SPACE}", text)


def lines_of(text: str, font: QFont, width: int, n_bold: int = 0) -> QTextLayout:
    """Lay a text out in as many lines as it takes.

    Parameters
    ----------
    text : str
    font : QFont
    width : int
        Of each line, in pixels.
    n_bold : int
        So many letters at its beginning are bold.
    """
    layout, height = QTextLayout(text, font), 0.0
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    if n_bold:
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, n_bold
        bold.format.setFontWeight(QFont.Weight.Bold)
        layout.setFormats([bold])
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0.0, height))
        height += line.height()
    layout.endLayout()
    return layout


def elided_lines(
    text: str, font: QFont, width: int, n_bold: int = 0, n_lines: int = MOST_LINES
) -> tuple[QTextLayout, bool]:
    """Lay out as much of a text as some lines hold, and return whether that is all of it.

    The parameters are those of `lines_of`, and how many lines there are.
    """
    layout = lines_of(text, font, width, n_bold)
    if layout.lineCount() <= n_lines:
        return layout, True
    begin = layout.lineAt(n_lines - 1).textStart()
    last = QFont(font)
    if begin < n_bold:
        last.setBold(True)
    elided = QFontMetricsF(last).elidedText(text[begin:], Qt.TextElideMode.ElideRight, width)
    rest = _after_a_word(elided, text[begin:])
    return lines_of(text[:begin] + rest, font, width, n_bold), False


def _after_a_word(elided: str, whole: str) -> str:
    """Return an elided text that ends after a word: half of a number would be another number."""
    kept = elided.removesuffix(ELLIPSIS)
    if whole[len(kept) : len(kept) + 1].strip() and " " in kept.strip():
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip() + ELLIPSIS


class WrappedLabel(QLabel):
    """Plain text in two lines at most, as wide as there is room; the tool tip has it whole.

    The text is laid out when it, the width or the type changes, and not at every paint.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lines, self._is_whole = QTextLayout(), True

    def _fitting_layout(self) -> tuple[QTextLayout, bool]:
        """Return the text in lines, and whether it is all there."""
        raise NotImplementedError

    def _tip_text(self, *, is_whole: bool) -> str:
        return "" if is_whole else self.text()

    def _lay_out(self) -> None:
        self._lines, self._is_whole = self._fitting_layout()
        self._show_tip()
        self.update()

    def _show_tip(self) -> None:
        set_tip(self, self._tip_text(is_whole=self._is_whole))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the text out in the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Lay the text out anew in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """Return the preferred size: no line is given up."""
        return self.sizeHint()
