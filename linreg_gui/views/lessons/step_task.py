"""What a step asks, below its texts: a line of words, goals, choices, a field for a number."""

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from linreg_gui.core.numbers import parse_number
from linreg_gui.lessons.answers import Result
from linreg_gui.lessons.task import Answer, BetKind, Blanks, Goal, Predict
from linreg_gui.lessons.wording import condition_text, now_text
from linreg_gui.session.lesson_run import LessonRun
from linreg_gui.session.lesson_step import Stage
from linreg_gui.session.wording import plain_number
from linreg_gui.views.lessons.lesson_rows import ChoiceRow, GoalRow
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.buttons import PanelButton
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import ENTER_KEYS, bare_column, bare_row, muted
from linreg_gui.views.widgets.number_field import Number, NumberField

MOST_CHOICES, MOST_GOALS = 6, 10
FIELD_WIDTH = 96
DECIMAL_SIGNS = ".,"
PROMPTS = {
    BetKind.PIN: "Click on the surface, then take the step.",
    BetKind.SKETCH: "Draw in the loss pane, then run.",
    BetKind.WORDS: "Say what you expect.",
    BetKind.CHOICES: "Say what you expect.",
    BetKind.NUMBER: "Your number:",
}
NOW_RUN = "Now run it."
UNTIL = "Now do it:"
FILL_IN = "Fill in the blanks of the worksheet."


class StepTask(QWidget):
    """Shows what is asked, and takes choices and numbers.

    Parameters
    ----------
    theme : Theme
    """

    chosen = Signal(int)
    """The number of a choice, from 1."""
    number_given = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.prompt = muted(ElidedLabel())
        self.choices = [ChoiceRow(theme, place + 1) for place in range(MOST_CHOICES)]
        self.goals = [GoalRow(theme) for _ in range(MOST_GOALS)]
        self.field, self.unit, self.set_button = _field(), QLabel(), PanelButton("Set")
        self._field_row = QWidget()
        self._assemble()
        self.set_button.clicked.connect(self.field.commit)
        self.field.value_edited.connect(self._on_number)
        for row in self.choices:
            row.clicked.connect(self._on_row)
            row.toggled.connect(self._on_toggled)

    def _assemble(self) -> None:
        column = bare_column(self, 6)
        row = bare_row(self._field_row)
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.setAccessibleName("Your number")
        for widget in (self.field, self.unit, self.set_button):
            row.addWidget(widget)
        row.addStretch(1)
        for each in (self.prompt, *self.goals, *self.choices, self._field_row):
            column.addWidget(each)
            each.hide()

    @Slot()
    def _on_row(self) -> None:
        row = self.sender()
        if isinstance(row, ChoiceRow):
            self.chosen.emit(row.number)

    @Slot(bool)
    def _on_toggled(self, is_checked: bool) -> None:
        """Take what a screen reader does to a radio button: it checks it, and clicks none."""
        row = self.sender()
        if isinstance(row, ChoiceRow) and is_checked and not row.is_ticked:
            self.chosen.emit(row.number)

    @Slot(object)
    def _on_number(self, value: Number) -> None:
        self.number_given.emit(float(value))

    # ---- what is asked

    def show_step(self, run: LessonRun, theme: Theme) -> None:
        """Show what the step of a lesson asks now."""
        for row in (*self.choices, *self.goals):
            row.theme = theme
        rows = (
            self._show_prompt(run),
            self._show_goals(run),
            self._show_choices(run),
            self._show_field(run),
        )
        self.setVisible(any(rows))

    def _show_prompt(self, run: LessonRun) -> bool:
        stage, task = run.stage, run.step.task
        text = ""
        if stage is Stage.ASKING and isinstance(task, Predict):
            text = task.ask or PROMPTS[task.kind]
        elif stage is Stage.ASKING and isinstance(task, Answer):
            text = task.ask
        elif stage is Stage.ASKING and isinstance(task, Blanks):
            text = FILL_IN
        elif stage is Stage.BOUND:
            text = UNTIL if run.attempt.conditions else NOW_RUN
        self.prompt.setText(text)
        self.prompt.setVisible(bool(text))
        return bool(text)

    def _show_choices(self, run: LessonRun) -> bool:
        state, stage, task = run.state, run.stage, run.step.task
        texts = run.attempt.choices if stage is not Stage.END else ()
        is_open = stage is Stage.ASKING
        right = task.right if isinstance(task, Answer) and stage is Stage.DONE else 0
        for row in self.choices:
            is_ticked = row.number in {state.chosen, right}
            is_said = bool(state.said)  # the text has it
            is_seen = row.number <= len(texts) and (is_open or (is_ticked and not is_said))
            row.setVisible(is_seen)
            if is_seen:
                row.show_choice(
                    texts[row.number - 1],
                    is_struck=row.number in state.tried,
                    is_ticked=is_ticked,
                    is_open=is_open,
                )
        return any(not row.isHidden() for row in self.choices)

    def _show_goals(self, run: LessonRun) -> bool:
        is_seen = run.stage in {Stage.OPEN, Stage.BOUND} or isinstance(run.step.task, Goal)
        conditions = run.attempt.conditions if is_seen and run.stage is not Stage.END else ()
        is_passed = run.stage is Stage.DONE and run.state.result is Result.PASSED
        verdicts, hidden = run.attempt.verdicts, run.attempt.hidden_quantities
        for place, row in enumerate(self.goals):
            row.setVisible(place < len(conditions))
            if place >= len(conditions):
                continue
            verdict = verdicts[place] if place < len(verdicts) else None
            value = "" if verdict is None else now_text(verdict, hidden)
            is_met = is_passed or (verdict is not None and verdict.is_reached)
            row.show_condition(condition_text(conditions[place]), value, is_met=is_met)
        return bool(conditions)

    def _show_field(self, run: LessonRun) -> bool:
        is_wanted, task = run.attempt.wants_number, run.step.task
        if not is_wanted:
            self.field.clearFocus()  # else a button would have it, and Space not run
        self._field_row.setVisible(is_wanted)
        if isinstance(task, Answer):
            self.unit.setText(task.unit)
        return is_wanted

    @property
    def wants_number(self) -> bool:
        """Whether there is a field for a number."""
        return not self._field_row.isHidden()


class AnswerField(NumberField):
    """A field for a number that has none at first."""

    _is_wanted_again = False

    def event(self, event: QEvent) -> bool:
        """Leave . and , to the window while nothing is typed: there they show a batch, if any."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_sign = event.text() in DECIMAL_SIGNS and bool(event.text())
            if is_sign and not self.text():
                event.ignore()
                return True
        return super().event(event)

    @Slot()
    def commit(self) -> None:
        """Take what was typed, as Enter does."""
        self._on_editing_finished()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the focus where another number is wanted: it is typed over the last one."""
        super().keyPressEvent(event)
        if event.key() in ENTER_KEYS and self._is_wanted_again:
            self.setFocus()
            self.selectAll()

    def ask_again(self, *, is_next: bool) -> None:
        """Take another number, or the same once more; with the focus where that comes next."""
        self._value, self._is_wanted_again = None, is_next

    def forget(self) -> None:
        """Clear the field, and forget the number taken."""
        self._is_wanted_again = False
        self.forget_value()


def _field() -> AnswerField:
    def step(value: Number, direction: int) -> Number:
        return value + direction

    return AnswerField(parse_number, plain_number, step)
