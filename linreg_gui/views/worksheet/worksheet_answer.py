"""A blank of the worksheet: a learner types a number, and is told how good it is."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from linreg_gui.core.judging import Judgement, Verdict, judge
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.worksheet_marks import MARKS, SETTLED, SIGNS, Mark, draw_sign
from linreg_gui.views.worksheet.worksheet_columns import plain_text
from linreg_gui.views.worksheet.worksheet_questions import Question

LONGEST_ANSWER = 40
MARK_ROOM = 9
"""Pixels at the left for the sign of the mark."""
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnswerField(QLineEdit):
    """A blank, judged by Enter, Tab and leaving it; settled once it is right or was shown.

    Parameters
    ----------
    question : Question
    theme : Theme
    neighbour : callable
        Field and direction to the next field that is not settled; None if there is none.
    """

    judged = Signal(object, object)
    """The field itself, and its Judgement."""
    pointed = Signal(object)
    """The field itself, when it gets the focus or the pointer."""

    def __init__(
        self,
        question: Question,
        theme: Theme,
        neighbour: "Callable[[AnswerField, bool], AnswerField | None]",
    ) -> None:
        super().__init__()
        self.theme = theme
        self.mark = Mark.NONE
        self._neighbour = neighbour
        self.setObjectName("answer")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(LONGEST_ANSWER)
        self.ask(question)
        self.textEdited.connect(self._on_text_edited)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is asked here."""
        return self.mark in SETTLED

    def ask(self, question: Question) -> None:
        """Ask for a number; an answer to another question is forgotten."""
        self.question = question
        self.setAccessibleName(question.name)
        if self.text() or self.mark is not Mark.NONE:
            self.clear()
            self._set_mark(Mark.NONE)

    def answer(self) -> None:
        """Judge what was typed; nothing is not judged, nor the same twice."""
        if self.mark is not Mark.NONE or not self.text().strip():
            return
        question = self.question
        judgement = judge(
            self.text(), question.exact, n_samples=question.n_samples, scale=question.scale
        )
        self._set_mark(MARKS[judgement.verdict])
        self.judged.emit(self, judgement)

    def show_answer(self) -> None:
        """Fill in what is right."""
        self.setText(plain_text(self.question.exact, self.question.digits))
        self._set_mark(Mark.SHOWN)
        self.judged.emit(self, Judgement(Verdict.CORRECT))

    def go_on(self, *, is_forward: bool = True) -> bool:
        """Go to the next blank; False when there is none."""
        field = self._neighbour(self, is_forward)
        if field is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)
        return field is not None

    def _set_mark(self, mark: Mark) -> None:
        self.mark = mark
        self.setReadOnly(self.is_settled)
        focus = Qt.FocusPolicy.ClickFocus if self.is_settled else Qt.FocusPolicy.StrongFocus
        self.setFocusPolicy(focus)
        self.setTextMargins(MARK_ROOM if mark in SIGNS else 0, 0, 0, 0)
        self.setProperty("mark", mark.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setCursorPosition(0 if self.is_settled else len(self.text()))

    @Slot()
    def _on_text_edited(self) -> None:
        if self.mark is not Mark.NONE:
            self._set_mark(Mark.NONE)

    # ---- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Judge with Enter, and go on if it is right; leave with Escape."""
        if event.key() in ENTER_KEYS:
            self.answer()
            if self.is_settled and not self.go_on():
                self.clearFocus()
            elif not self.is_settled:
                self.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go to the next blank with Tab; behind the last one, to whatever follows."""
        return self.go_on(is_forward=is_next) or super().focusNextPrevChild(is_next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come into sight."""
        super().focusInEvent(event)
        self.pointed.emit(self)
        area: QWidget | None = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self, 0, 2 * self.height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Judge what was left behind, unless only the window was left."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.answer()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Say that the pointer is here."""
        super().enterEvent(event)
        self.pointed.emit(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and the sign of its mark at the left."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            draw_sign(painter, self.mark, self.height(), self.theme)
