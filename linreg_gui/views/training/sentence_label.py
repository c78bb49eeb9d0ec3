"""The sentence below the slider: a bold zone and what follows, in two lines that are reserved."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from linreg_gui.session.wording_training import RateSentence
from linreg_gui.views.look.markup import as_tip

LINES = 2
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class SentenceLabel(QLabel):
    """Plain text in two lines, its zone in bold; what does not fit ends after a word, in "…".

    The height is that of two lines whatever the text is, and no text makes it wider.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._sentence = RateSentence("")
        self._tip = ""

    def show_sentence(self, sentence: RateSentence, tip: str) -> None:
        """Show a sentence; the tool tip holds its formula."""
        self._sentence, self._tip = sentence, tip
        self.setText(sentence.text)
        self.setToolTip(as_tip(tip))

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        return QSize(0, LINES * self.fontMetrics().lineSpacing() + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        text, shown = self.text(), self.shown_text()
        tip = self._tip if shown == text else "\n".join(part for part in (text, self._tip) if part)
        self.setToolTip(as_tip(tip))
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            self._layout(shown).draw(painter, QPointF(0.0, 0.0))

    def shown_text(self) -> str:
        """Return as much of the text as fits."""
        text = self.text()
        layout = self._layout(text)
        if layout.lineCount() <= LINES:
            return text
        begin = layout.lineAt(LINES - 1).textStart()
        metrics = QFontMetricsF(self._bold() if begin < self._n_bold else self.font())
        elided = metrics.elidedText(text[begin:], Qt.TextElideMode.ElideRight, self.width())
        return text[:begin] + _after_a_word(elided, text[begin:])

    @property
    def _n_bold(self) -> int:
        return len(self._sentence.zone) + 1 if self._sentence.zone else 0

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _layout(self, text: str) -> QTextLayout:
        layout, height = QTextLayout(text, self.font()), 0.0
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, self._n_bold
        bold.format.setFontWeight(QFont.Weight.Bold)
        layout.setFormats([bold] if self._n_bold else [])
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, self.width()))
            line.setPosition(QPointF(0.0, height))
            height += self.fontMetrics().lineSpacing()
        layout.endLayout()
        return layout


def _after_a_word(elided: str, whole: str) -> str:
    """Return an elided text that ends after a word: half of a number would be another number."""
    kept = elided.removesuffix(ELLIPSIS)
    if whole[len(kept) : len(kept) + 1].strip() and " " in kept.strip():
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip() + ELLIPSIS
