"""The learner's turn: the blanks of a worksheet, and what is said about the answers."""

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.core.judging import Judgement, Verdict
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.worksheet_marks import Mark
from linreg_gui.views.worksheet.formula_lines import Asked
from linreg_gui.views.worksheet.worksheet_answer import AnswerField
from linreg_gui.views.worksheet.worksheet_questions import Place, Question
from linreg_gui.views.worksheet.worksheet_rows import Cell

BEGIN_TEXT = "Fill in the blanks: three digits will do. Tab goes to the next."
DONE_TEXT = "All filled in. Take a step, and it asks for the next epoch."


class Exercise(QObject):
    """The blanks in their order; they forget their answers when the questions change.

    Parameters
    ----------
    theme : Theme
    """

    hint_changed = Signal(str)
    point_pointed = Signal(object)
    """Index of the point a blank is about, when the blank gets the focus or the pointer."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[Place, AnswerField] = {}
        self._theme = theme
        self._asked: dict[Place, Question] = {}
        self._current: AnswerField | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
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
        self.fields = {
            place: AnswerField(question, self._theme, self._neighbour)
            for place, question in asked.items()
        }
        for field in self.fields.values():
            field.judged.connect(self._on_judged)
            field.pointed.connect(self._on_pointed)
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
        """Give the blanks among the points, by cell."""
        return {place.point: field for place, field in self.fields.items() if place.point}

    def means(self) -> dict[Cell, AnswerField]:
        """Give the blanks in the foot of the table, by cell."""
        return {place.mean: field for place, field in self.fields.items() if place.mean}

    def formulas(self) -> dict[Asked, AnswerField]:
        """Give the blanks at the ends of formulas."""
        return {place.formula: field for place, field in self.fields.items() if place.formula}

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
        place = fields.index(field)
        others = fields[place + 1 :] if is_forward else fields[:place][::-1]
        return next((other for other in others if not other.is_settled), None)

    @Slot(object, object)
    def _on_judged(self, field: AnswerField, judgement: Judgement) -> None:
        name = field.question.name
        if all(other.is_settled for other in self.fields.values()):
            self.hint_changed.emit(DONE_TEXT)
        elif judgement.verdict is not Verdict.CORRECT:
            self.hint_changed.emit(f"{_capital(name)} · {judgement.hint}")
        else:
            said = "as shown" if field.mark is Mark.SHOWN else "right"
            self.hint_changed.emit(f"{_capital(name)} · {said}.")

    @Slot(object)
    def _on_pointed(self, field: AnswerField) -> None:
        if field.hasFocus():
            self._current = field
        place = next((place for place, other in self.fields.items() if other is field), None)
        self.point_pointed.emit(place.point[0] if place is not None and place.point else None)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:] if name.startswith("the ") else name
