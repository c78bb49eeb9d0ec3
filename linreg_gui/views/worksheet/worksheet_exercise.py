"""The learner's turn: the blanks of a worksheet, and what is said about the answers."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from linreg_gui.core.judging import Judgement, Verdict, judge
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import ENTER_KEYS, put_in_tab_order, restyle
from linreg_gui.views.worksheet.answer_marks import MARKS, SETTLED, SIGNS, Mark, draw_sign
from linreg_gui.views.worksheet.formula_lines import Asked
from linreg_gui.views.worksheet.worksheet_columns import plain_text
from linreg_gui.views.worksheet.worksheet_questions import Place, Question
from linreg_gui.views.worksheet.worksheet_rows import Cell

LONGEST_ANSWER = 40
MARK_ROOM = 9
"""Pixels at the left for the sign of the mark."""
BEGIN_TEXT = "Fill in the blanks: three digits will do. Tab goes to the next."
ALL_FILLED = "All filled in."
DONE_TEXT = f"{ALL_FILLED} Take a step, and it asks for the next epoch."


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
    left = Signal()
    """It has lost the focus or the pointer."""

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
        restyle(self)
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
        """Scroll to the field, and report that it is pointed at."""
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
        self.left.emit()
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.answer()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Report that the field is pointed at."""
        super().enterEvent(event)
        self.pointed.emit(self)

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer has left."""
        super().leaveEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and the sign of its mark at the left."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            draw_sign(painter, self.mark, self.height(), self.theme)


class Exercise(QObject):
    """The blanks in their order; they forget their answers when the questions change.

    Parameters
    ----------
    theme : Theme
    """

    hint_changed = Signal(str)
    point_pointed = Signal(object)
    """Index of the point that the blank with the pointer or the focus is about, or None."""
    filled = Signal(bool)
    """All blanks are settled; whether any of them was shown."""
    missed = Signal()
    """A blank was filled in with something else."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.fields: dict[Place, AnswerField] = {}
        self._theme = theme
        self.done_text = DONE_TEXT
        """Said when every blank is right or was shown."""
        self._asked: dict[Place, Question] = {}
        self._current: AnswerField | None = None

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of another theme."""
        self._theme = theme
        for field in self.fields.values():
            field.theme = theme

    @property
    def is_typing(self) -> bool:
        """Whether the focus is in a blank."""
        return any(field.hasFocus() for field in self.fields.values())

    def begin(self, asked: dict[Place, Question]) -> None:
        """Make the blanks; whoever places them owns them."""
        self._asked, self._current = asked, None
        self.point_pointed.emit(None)
        self.fields = {
            place: AnswerField(question, self._theme, self._neighbour)
            for place, question in asked.items()
        }
        for field in self.fields.values():
            field.judged.connect(self._on_judged)
            field.pointed.connect(self._on_pointed)
            field.left.connect(self._on_left)
        self.hint_changed.emit(BEGIN_TEXT if asked else "")

    def ask(self, asked: dict[Place, Question]) -> None:
        """Ask the same places for the numbers of another epoch."""
        if asked == self._asked:
            return
        self._asked = asked
        for place, question in asked.items():
            self.fields[place].ask(question)
        self.hint_changed.emit(BEGIN_TEXT)

    def points(self) -> dict[Cell, AnswerField]:
        """Return the blanks among the points, by cell."""
        return {place.point: field for place, field in self.fields.items() if place.point}

    def means(self) -> dict[Cell, AnswerField]:
        """Return the blanks in the foot of the table, by cell."""
        return {place.mean: field for place, field in self.fields.items() if place.mean}

    def formulas(self) -> dict[Asked, AnswerField]:
        """Return the blanks at the ends of formulas."""
        return {place.formula: field for place, field in self.fields.items() if place.formula}

    def put_in_tab_order(self, before: QWidget) -> None:
        """Have Tab come to the blanks, in their order, after a widget."""
        put_in_tab_order(before, *self.fields.values())

    def focus_first(self) -> None:
        """Put the focus into the first blank that is not settled."""
        field = next((field for field in self.fields.values() if not field.is_settled), None)
        if field is not None:
            field.setFocus()

    @Slot()
    def show_answer(self) -> None:
        """Fill in the blank that was last in use, or the first one."""
        fields = [field for field in self.fields.values() if not field.is_settled]
        if fields:
            field = self._current if self._current in fields else fields[0]
            had_focus = field.hasFocus()
            field.show_answer()
            if had_focus and not field.go_on():
                field.clearFocus()

    def _neighbour(self, field: AnswerField, is_forward: bool) -> AnswerField | None:
        fields = list(self.fields.values())
        if field not in fields:  # one of a former exercise, about to be deleted
            return None
        place = fields.index(field)
        others = fields[place + 1 :] if is_forward else fields[:place][::-1]
        return next((other for other in others if not other.is_settled), None)

    @Slot(object, object)
    def _on_judged(self, field: AnswerField, judgement: Judgement) -> None:
        name = field.question.name
        if all(other.is_settled for other in self.fields.values()):
            self.hint_changed.emit(self.done_text)
            self.filled.emit(any(one.mark is Mark.SHOWN for one in self.fields.values()))
        elif judgement.verdict is not Verdict.CORRECT:
            self.missed.emit()
            self.hint_changed.emit(f"{_capital(name)} · {judgement.hint}")
        else:
            said = "as shown" if field.mark is Mark.SHOWN else "right"
            self.hint_changed.emit(f"{_capital(name)} · {said}.")

    @Slot(object)
    def _on_pointed(self, field: AnswerField) -> None:
        if field.hasFocus():
            self._current = field
        self._point_at(field)

    @Slot()
    def _on_left(self) -> None:
        """Point at what the blank with the focus is about, if there is one."""
        self._point_at(next((field for field in self.fields.values() if field.hasFocus()), None))

    def _point_at(self, field: AnswerField | None) -> None:
        place = next((place for place, other in self.fields.items() if other is field), None)
        self.point_pointed.emit(place.point[0] if place is not None and place.point else None)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:] if name.startswith("the ") else name
