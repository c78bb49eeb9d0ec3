"""The sentence below the slider: a bold zone and what follows, in two lines that are reserved."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from linreg_gui.session.wording_training import RateSentence
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.widgets.wrapped_text import MOST_LINES, elided_lines


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
        return QSize(0, MOST_LINES * self.fontMetrics().lineSpacing() + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        layout, is_whole = self._fitting_layout()
        parts = (self._tip,) if is_whole else (self.text(), self._tip)
        self.setToolTip(as_tip("\n".join(part for part in parts if part)))
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            layout.draw(painter, QPointF(0.0, 0.0))

    def shown_text(self) -> str:
        """Return as much of the text as fits."""
        return self._fitting_layout()[0].text()

    def _fitting_layout(self) -> tuple[QTextLayout, bool]:
        zone = self._sentence.zone
        n_bold = len(zone) + 1 if zone else 0  # with its colon
        return elided_lines(self.text(), self.font(), self.width(), n_bold)
