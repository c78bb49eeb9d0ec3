"""The sentence below the slider: a bold zone and what follows, in lines that are reserved."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QWidget

from linreg_gui.session.wording_training import RateSentence
from linreg_gui.views.widgets.wrapped_text import MOST_LINES, WrappedLabel, elided_lines, unbroken


class SentenceLabel(WrappedLabel):
    """Plain text, its zone in bold; what does not fit ends after a word, in "…".

    The height is that of two lines, or what is spare below them besides, whatever the text is, and
    no text makes it wider.
    """

    def __init__(self) -> None:
        super().__init__()
        self._sentence = RateSentence("")
        self._tip = ""
        self._hidden: QWidget | None = None
        self._gap = 0

    def take_room_of(self, hidden: QWidget | None, gap: int) -> None:
        """Take the room that a widget below has when it is seen, and the gap; None takes none."""
        if hidden is not self._hidden:
            self._hidden, self._gap = hidden, gap
            self.updateGeometry()
            self._lay_out()

    def _spare(self) -> int:
        return 0 if self._hidden is None else self._hidden.sizeHint().height() + self._gap

    def show_sentence(self, sentence: RateSentence, tip: str) -> None:
        """Show a sentence; the tool tip holds its formula."""
        self._tip = tip
        if sentence == self._sentence:
            self._show_tip()
        else:
            self._sentence = sentence
            self.setText(sentence.text)
            self._lay_out()

    def sizeHint(self) -> QSize:
        """Return the height of two lines and of what is spare."""
        return QSize(0, MOST_LINES * self.fontMetrics().lineSpacing() + 1 + self._spare())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            self._lines.draw(painter, QPointF(0.0, 0.0))

    def shown_text(self) -> str:
        """Return as much of the text as fits."""
        return self._fitting_layout()[0].text().replace("\N{NO-BREAK SPACE}", " ")

    def _tip_text(self, *, is_whole: bool) -> str:
        parts = super()._tip_text(is_whole=is_whole), self._tip
        return "\n".join(part for part in parts if part)

    def _fitting_layout(self) -> tuple[QTextLayout, bool]:
        zone = self._sentence.zone
        n_bold = len(zone) + 1 if zone else 0  # with its colon
        n_lines = MOST_LINES + self._spare() // self.fontMetrics().lineSpacing()
        return elided_lines(unbroken(self.text()), self.font(), self.width(), n_bold, n_lines)
