"""The worksheet: the step from the epoch shown, worked out on paper; one page on, its end."""

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QWidget,
)

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.step import OneStep, of_weight, worksheet
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.lessons.task import Cell as Blank
from linreg_gui.session.session import Session
from linreg_gui.session.wording_bets import YOUR_TURN
from linreg_gui.session.wording_cut import parameter_letter
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.buttons import ClosingButton
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.card_parts import bare_column, bare_row, muted
from linreg_gui.views.widgets.check_box import CheckBox
from linreg_gui.views.widgets.formula_step import rounding_tip, step_title
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.worksheet.answer_marks import answer_style
from linreg_gui.views.worksheet.equation_page import EquationPage, PageButton, page_title
from linreg_gui.views.worksheet.formula_lines import (
    Formula,
    other_gradients,
    step_formulas,
    update_formulas,
)
from linreg_gui.views.worksheet.formula_panel import FormulaPanel
from linreg_gui.views.worksheet.step_names import OF_A_LINE, StepNames, names_of_weight
from linreg_gui.views.worksheet.worksheet_exercise import ALL_FILLED, DONE_TEXT, Exercise
from linreg_gui.views.worksheet.worksheet_questions import Place, blank_of, questions
from linreg_gui.views.worksheet.worksheet_table import WorksheetTable

MOST_LIVE_POINTS = 200_000
"""With more, the rows wait for the end of the run: to work them out would hold the window."""
ONE_WEIGHT = (
    "The step of {weight} and b: y′ and ŷ′ are y and ŷ less what the other weights say. The weight "
    "is the one that the loss surface draws across."
)
Others = tuple[tuple[str, float], ...]
"""The weights that are not worked out, with the parts of the gradient by them."""
NO_OTHERS: Others = ()
OF_FEATURE = "{weight}, of {feature},"
EMPTY_TEXT = "Add points, and a step of the descent is worked out here."


class WorksheetCard(QWidget):
    """A table of the points and the step's four phases as formulas; works only while shown.

    Its second page has the equations whose solution is the best fit.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    card : Card
        The frame to fill; its hint says which epoch is shown.
    """

    row_hovered = Signal(object)
    """Index of the point of the row pointed at or chosen, or None."""

    drawn_fields = (
        "dataset",
        "objective",
        "settings",
        "start_parameters",
        "cut",
        "cursor",
        "run_state",
        "phase",
        "look",
        "bet",
        "view_options",
        "permissions",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__()
        self._clock, theme = clock, clock.theme
        self._card = card
        self.table = WorksheetTable(theme)
        self.formulas = FormulaPanel(theme)
        self.page = EquationPage(theme)
        self.page_button = PageButton(session)
        self.message = muted(QLabel(EMPTY_TEXT))
        self.exercise = Exercise(theme, self)
        self.turn_box = CheckBox("Your turn")
        self.turn_row = QWidget()
        self.hint = QLabel()
        self.show_button = QPushButton("Show me")
        self.close_button = ClosingButton(session, "show_worksheet", "worksheet", "W")
        self._names, self._others = OF_A_LINE, NO_OTHERS
        self._asked: tuple[tuple[Place, ...], StepNames, int] = ((), OF_A_LINE, 0)
        self._only: frozenset[Blank] | None = None
        self._step: OneStep | None = None
        self._assemble()
        self._connect()
        self._seen = clock.frame()
        self._render_theme(theme)
        self.render_frame(self._seen)
        clock.add(self, self._seen)

    def _render_theme(self, theme: Theme) -> None:
        self.setStyleSheet(answer_style(theme))
        self.exercise.set_theme(theme)
        self.table.set_theme(theme)
        self.formulas.set_theme(theme)
        self.page.set_theme(theme)

    @Slot(object)
    def ask_only(self, blanks: frozenset[Blank] | None) -> None:
        """Ask for some of the blanks and show the other numbers; None leaves it to the user."""
        if blanks == self._only:
            return
        self._only = blanks
        self.exercise.done_text = DONE_TEXT if blanks is None else ALL_FILLED
        if self.turn_box.isChecked() == (blanks is None):
            self.turn_box.setChecked(blanks is not None)
        else:
            self._on_turn_toggled(blanks is not None)

    @Slot(object)
    def highlight(self, index: int | None) -> None:
        """Mark the row of a point; scroll to it, but not away from where a learner types."""
        row = None if index is None else self._row_of(index)
        self.table.highlight(row, is_followed=not self.exercise.is_typing)

    def hideEvent(self, event: QHideEvent) -> None:
        """Mark no row in the plots any more."""
        super().hideEvent(event)
        self.table.highlight(None, is_followed=False)
        self.row_hovered.emit(None)

    def _assemble(self) -> None:
        column = bare_column(self, 8)
        self.message.setWordWrap(True)
        for part in (self.message, self.table, self._make_turn_row(), self.formulas):
            column.addWidget(part)
        column.addWidget(self.page)
        column.addWidget(self.page_button, 0, Qt.AlignmentFlag.AlignRight)
        self._card.add(self)
        self.turn_box.setToolTip("Work the step out yourself: the numbers become blanks")
        self._card.add_tool(self.turn_box)
        self._card.add_tool(self.close_button)

    def _make_turn_row(self) -> QWidget:
        row = bare_row(self.turn_row)
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().height())
        self.hint.setAccessibleName("What is said about the answer")
        self.show_button.setToolTip("Fill in the blank that was last in use")
        row.addWidget(self.hint, 1)
        row.addWidget(self.show_button)
        self.turn_row.hide()
        return self.turn_row

    def _connect(self) -> None:
        self.table.row_hovered.connect(self._on_row_hovered)
        self.turn_box.toggled.connect(self._on_turn_toggled)
        self.show_button.clicked.connect(self.exercise.show_answer)
        self.exercise.hint_changed.connect(self.hint.setText)
        self.exercise.point_pointed.connect(self._on_point_pointed)

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Work the step looked at out on paper."""
        former, self._seen = self._seen, frame
        if frame.theme is not former.theme:
            self._render_theme(frame.theme)
        if frame.dataset is not former.dataset:
            self.table.forget_fit()
        if not frame.view_options.show_worksheet:
            return
        if self._turn_page(frame):
            return
        nothing = None, OF_A_LINE, NO_OTHERS
        step, self._names, self._others = nothing if frame.bet.is_open else _step_of(frame)
        self.message.setText(YOUR_TURN if frame.bet.is_open else EMPTY_TEXT)
        if self._names is not OF_A_LINE:
            self.message.setText(_about_weight(self._names))
        self.message.setVisible(step is None or self._names is not OF_A_LINE)
        self.table.setVisible(step is not None)
        self.formulas.setVisible(step is not None)
        self._step = step
        if step is None:
            self._card.set_hint("")
            self._render_numbers(None, is_your_turn=False)
        else:
            self._render_step(frame, step)

    def _turn_page(self, frame: ThemedFrame) -> bool:
        """Show the page that is wanted; return whether it is that of the equations.

        It tells the best fit: while this is to be guessed or asked for, there is no such page.
        """
        objective = frame.objective
        is_asked = frame.view_options.is_guessing or frame.bet.is_open or self._only is not None
        is_line = objective is not None and objective.is_line
        has_page = is_line and not is_asked and not frame.hides(Hideable.EQUATIONS)
        is_turned = has_page and frame.view_options.show_equations
        self.page_button.setVisible(has_page)
        self.page_button.show_page(is_turned=is_turned)
        self.page.setVisible(is_turned)
        self.turn_box.setVisible(self._only is None and not is_turned)
        if is_turned and objective is not None:
            for part in (self.message, self.table, self.turn_row, self.formulas):
                part.hide()
            self._card.set_hint(page_title(frame))
            self.page.render_objective(objective)
        return is_turned

    def _render_step(self, frame: ThemedFrame, step: OneStep) -> None:
        is_waiting = frame.run_state.is_running and step.dataset.n_samples > MOST_LIVE_POINTS
        self._card.set_hint(step_title(step, is_waiting=is_waiting))
        is_your_turn = self.turn_box.isChecked() and not is_waiting
        self.formulas.set_formulas(self._formulas_of(step, is_your_turn=is_your_turn))
        self.formulas.set_phase(frame.phase)
        whole = frame.look.step
        set_tip(self.formulas, "" if whole is None or is_your_turn else rounding_tip(whole))
        self._render_numbers(None if is_waiting else step, is_your_turn=is_your_turn)

    def _formulas_of(self, step: OneStep, *, is_your_turn: bool) -> tuple[Formula, ...]:
        """Return the formulas, with blanks for what is asked."""
        shown, blank = (
            (
                *step_formulas(step, self._names, is_your_turn=is_turn),
                *other_gradients(self._others),
                *update_formulas(step, self._names, is_your_turn=is_turn),
            )
            for is_turn in (False, is_your_turn)
        )
        if not is_your_turn or self._only is None:
            return blank
        return tuple(
            asked if self._is_asked(asked) else told
            for told, asked in zip(shown, blank, strict=True)
        )

    def _is_asked(self, formula: Formula) -> bool:
        if self._only is None or formula.asked is None:
            return formula.phase is StepPhase.LOSS and Blank.MEAN_SQUARE in (self._only or ())
        return Blank[formula.asked.name] in self._only

    def _render_numbers(self, step: OneStep | None, *, is_your_turn: bool) -> None:
        """Show the rows, and blanks over them; those made once serve all epochs of the data."""
        sheet = None if step is None else worksheet(step)
        self.table.set_worksheet(sheet, self._names)
        self.turn_row.setVisible(is_your_turn)
        asked = {}
        if sheet is not None and is_your_turn:
            asked = questions(sheet, self._names)
        if self._only is not None:
            asked = {place: one for place, one in asked.items() if blank_of(place) in self._only}
        places = tuple(asked), self._names, 0 if sheet is None else sheet.n_samples
        if places == self._asked or not (asked or self.exercise.fields):
            self.exercise.ask(asked)
            return
        self._asked = places
        self.exercise.begin(asked)
        self.table.place(self.exercise.points(), self.exercise.means())
        self.formulas.place(self.exercise.formulas())
        self.exercise.put_in_tab_order(self.table.foot_rows)

    def _row_of(self, index: int) -> int | None:
        """Return the row of a point; None where the step does not see it."""
        if self._step is None or self._step.n_steps == 1:
            return index
        rows = np.flatnonzero(self._step.points == index)
        return int(rows[0]) if len(rows) else None

    def _point_of(self, row: int | None) -> int | None:
        if self._step is None or row is None or row >= len(self._step.points):
            return None
        return int(self._step.points[row])

    @Slot(object)
    def _on_row_hovered(self, row: int | None) -> None:
        self.row_hovered.emit(self._point_of(row))

    @Slot(bool)
    def _on_turn_toggled(self, is_your_turn: bool) -> None:
        self.render_frame(self._clock.frame())
        if is_your_turn:
            self.exercise.focus_first()

    @Slot(object)
    def _on_point_pointed(self, index: int | None) -> None:
        self.table.highlight(index, is_followed=True)
        self.row_hovered.emit(self._point_of(index))


def _step_of(frame: ThemedFrame) -> tuple[OneStep | None, StepNames, Others]:
    """Return the step looked at; of several weights that of the one the surface draws across."""
    step, cut = frame.look.step, frame.cut
    if step is None or cut is None or cut.is_whole:
        return step, OF_A_LINE, NO_OTHERS
    n_weights = len(step.parameters) - 1
    place = next(place for place in cut.pair if place < n_weights)
    names = names_of_weight(place, n_weights, frame.dataset)
    gradient = enumerate(step.told_gradient[:-1].tolist())
    others = tuple((parameter_letter(k, n_weights), part) for k, part in gradient if k != place)
    return of_weight(step, place), names, others


def _about_weight(names: StepNames) -> str:
    of_feature = OF_FEATURE.format(weight=names.weight, feature=names.feature)
    return ONE_WEIGHT.format(weight=of_feature if names.feature else names.weight)
