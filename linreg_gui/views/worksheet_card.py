"""The worksheet: the step from the epoch shown, worked out on paper."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.worksheet import Worksheet, worksheet
from linreg_gui.session.session import Session
from linreg_gui.session.values import StepRecord
from linreg_gui.session.wording import count
from linreg_gui.views.card import Card
from linreg_gui.views.formula_lines import step_formulas
from linreg_gui.views.formula_panel import FormulaPanel
from linreg_gui.views.formula_step import explained_step
from linreg_gui.views.frame_clock import FrameClock
from linreg_gui.views.theme import Theme
from linreg_gui.views.worksheet_exercise import Exercise
from linreg_gui.views.worksheet_marks import answer_style
from linreg_gui.views.worksheet_questions import Place, questions
from linreg_gui.views.worksheet_table import WorksheetTable
from linreg_gui.views.worksheet_turn_box import TurnBox

MOST_LIVE_POINTS = 200_000
"""With more, the rows wait for the end of the run: to work them out would hold the window."""
EMPTY_TEXT = "Add points, and a step of the descent is worked out here."


class WorksheetCard(QWidget):
    """A table of the points and the step's four phases as formulas; works only while shown.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    theme : Theme
    card : Card
        The frame to fill; its hint says which epoch is shown.
    """

    row_hovered = Signal(object)
    """Index of the point of the row pointed at or chosen, or None."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme, card: Card) -> None:
        super().__init__()
        self._session = session
        self._card = card
        self.table = WorksheetTable(theme)
        self.formulas = FormulaPanel(theme)
        self.message = QLabel(EMPTY_TEXT)
        self.exercise = Exercise(theme, self)
        self.turn_box = TurnBox("Your turn", theme)
        self.turn_row = QWidget()
        self.hint = QLabel()
        self.show_button = QPushButton("Show me")
        self.close_button = QToolButton()
        self._asked: tuple[tuple[Place, ...], int] = ((), 0)
        self._assemble(theme)
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self._render()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.setStyleSheet(answer_style(theme))
        self.turn_box.set_theme(theme)
        self.exercise.set_theme(theme)
        self.table.set_theme(theme)
        self.formulas.set_theme(theme)

    @Slot(object)
    def highlight(self, index: int | None) -> None:
        """Mark the row of a point; scroll to it, but not away from where a learner types."""
        self.table.highlight(index, is_followed=not self.exercise.is_typing)

    def _assemble(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.setStyleSheet(answer_style(theme))
        self.message.setProperty("role", "muted")
        self.message.setWordWrap(True)
        for part in (self.message, self.table, self._make_turn_row(), self.formulas):
            column.addWidget(part)
        self.close_button.setObjectName("fit")
        self.close_button.setText("×")
        self.close_button.setToolTip("Close the worksheet (W)")
        self.close_button.setAccessibleName("Close the worksheet")
        self._card.add(self)
        self.turn_box.setToolTip("Work the step out yourself: the numbers become blanks")
        self._card.add_tool(self.turn_box)
        self._card.add_tool(self.close_button)

    def _make_turn_row(self) -> QWidget:
        row = QHBoxLayout(self.turn_row)
        row.setContentsMargins(0, 0, 0, 0)
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().height())
        self.hint.setAccessibleName("What is said about the answer")
        self.show_button.setToolTip("Fill in the blank that was last in use")
        row.addWidget(self.hint, 1)
        row.addWidget(self.show_button)
        self.turn_row.hide()
        return self.turn_row

    def _connect(self) -> None:
        session = self._session
        session.dataset_changed.connect(self._on_dataset_changed)
        session.settings_changed.connect(self._mark_dirty)
        session.start_changed.connect(self._mark_dirty)
        session.cursor_changed.connect(self._mark_dirty)
        session.history_replaced.connect(self._mark_dirty)
        session.phase_changed.connect(self._mark_dirty)
        session.run_status_changed.connect(self._mark_dirty)
        session.view_options_changed.connect(self._mark_dirty)
        self.table.row_hovered.connect(self.row_hovered)
        self.close_button.clicked.connect(self._on_closed)
        self.turn_box.toggled.connect(self._on_turn_toggled)
        self.show_button.clicked.connect(self.exercise.show_answer)
        self.exercise.hint_changed.connect(self.hint.setText)
        self.exercise.point_pointed.connect(self._on_point_pointed)

    # ---- rendering

    def _render(self) -> None:
        session = self._session
        if not session.view_options.show_worksheet:
            return
        step = explained_step(session)
        self.message.setVisible(step is None)
        self.table.setVisible(step is not None)
        self.formulas.setVisible(step is not None)
        if step is None or session.loss is None:
            self._card.set_hint("")
            self._render_numbers(None, is_your_turn=False)
            return
        is_waiting = session.run_state.is_running and session.dataset.n_samples > MOST_LIVE_POINTS
        rest = " · the rows wait for a pause" if is_waiting else ""
        self._card.set_hint(f"epoch {count(step.epoch)}{rest}")
        is_your_turn = self.turn_box.isChecked() and not is_waiting
        gradient = session.loss.gradient(step.parameters)
        self.formulas.set_formulas(step_formulas(step, gradient, is_your_turn=is_your_turn))
        self.formulas.set_phase(session.phase)
        self._render_numbers(None if is_waiting else step, is_your_turn=is_your_turn)

    def _render_numbers(self, step: StepRecord | None, *, is_your_turn: bool) -> None:
        """Show the rows, and blanks over them; those made once serve all epochs of the data."""
        sheet = None if step is None else self._worksheet(step)
        self.table.set_worksheet(sheet)
        self.turn_row.setVisible(is_your_turn)
        asked = {}
        if step is not None and sheet is not None and is_your_turn:
            asked = questions(sheet, has_next=step.next_parameters is not None)
        places = tuple(asked), 0 if sheet is None else sheet.n_samples
        if places == self._asked or not (asked or self.exercise.fields):
            self.exercise.ask(asked)
            return
        self._asked = places
        self.exercise.begin(asked)
        self.table.place(self.exercise.points(), self.exercise.means())
        self.formulas.place(self.exercise.formulas())

    def _worksheet(self, step: StepRecord) -> Worksheet:
        rate = step.config.learning_rate
        dataset = self._session.dataset
        return worksheet(dataset, step.parameters, step.loss, rate, step.next_parameters)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self.table.forget_fit()
        self._mark_dirty()

    @Slot(bool)
    def _on_turn_toggled(self, is_your_turn: bool) -> None:
        self._render()
        if is_your_turn:
            self.exercise.focus_first()

    @Slot(object)
    def _on_point_pointed(self, index: int | None) -> None:
        self.table.highlight(index, is_followed=True)
        self.row_hovered.emit(index)

    @Slot()
    def _on_closed(self) -> None:
        options = self._session.view_options
        self._session.set_view_options(replace(options, show_worksheet=False))
