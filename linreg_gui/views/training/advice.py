"""The advice below the slider: a sentence in lines that are reserved, and the button that helps."""

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from linreg_gui.core.cures import Cure
from linreg_gui.session.session import Session
from linreg_gui.session.wording_training import RateSentence, cure_text
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.buttons import PanelButton
from linreg_gui.views.widgets.wrapped_text import MOST_LINES, WrappedLabel, elided_lines, unbroken

PADDING = 28


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
        """Draw as much of the text as fits."""
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


class CureButton(PanelButton):
    """Offers one cure; its text is the long one where there is room, and never widens a column."""

    def __init__(self, session: Session) -> None:
        super().__init__("")
        self._session = session
        self._cure: Cure | None = None
        self._is_branch = False
        self._room = 0
        self.setObjectName("cure")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def offer(self, cure: Cure | None, *, is_branch: bool) -> None:
        """Offer a cure; None offers nothing."""
        if (cure, is_branch) != (self._cure, self._is_branch):
            self._cure, self._is_branch = cure, is_branch
            self._write()

    def fit(self, room: int) -> None:
        """Choose the text that fits into a width."""
        self._room = room
        self._write()

    def minimumSizeHint(self) -> QSize:
        """Return no width: the text is elided."""
        return QSize(0, super().minimumSizeHint().height())

    def _write(self) -> None:
        cure, is_branch = self._cure, self._is_branch
        if cure is None:
            return
        whole = cure_text(cure, is_branch=is_branch)
        metrics, room = self.fontMetrics(), self._room - PADDING
        text = whole
        if metrics.horizontalAdvance(whole) > room:
            text = cure_text(cure, is_short=True, is_branch=is_branch)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setAccessibleName(whole)
        set_tip(self, whole if shown != whole else "")

    @Slot()
    def _on_clicked(self) -> None:
        if self._cure is not None:
            self._session.use_cure(self._cure)
