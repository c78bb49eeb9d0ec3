"""The worksheet: the step from the epoch shown, worked out on paper."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

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
from linreg_gui.views.worksheet_table import WorksheetTable

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
        self.close_button = QToolButton()
        self._assemble()
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self._render()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.table.set_theme(theme)
        self.formulas.set_theme(theme)

    @Slot(object)
    def highlight(self, index: int | None) -> None:
        """Mark the row of a point, and scroll to it; None marks none."""
        self.table.highlight(index, is_followed=True)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.message.setProperty("role", "muted")
        self.message.setWordWrap(True)
        for part in (self.message, self.table, self.formulas):
            column.addWidget(part)
        self.close_button.setObjectName("fit")
        self.close_button.setText("×")
        self.close_button.setToolTip("Close the worksheet (W)")
        self.close_button.setAccessibleName("Close the worksheet")
        self._card.add(self)
        self._card.add_tool(self.close_button)

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
            self.table.set_worksheet(None)
            return
        is_waiting = session.run_state.is_running and session.dataset.n_samples > MOST_LIVE_POINTS
        rest = " · the rows wait for a pause" if is_waiting else ""
        self._card.set_hint(f"epoch {count(step.epoch)}{rest}")
        self.table.set_worksheet(None if is_waiting else self._worksheet(step))
        self.formulas.set_formulas(step_formulas(step, session.loss.gradient(step.parameters)))
        self.formulas.set_phase(session.phase)

    def _worksheet(self, step: StepRecord) -> Worksheet:
        rate = step.config.learning_rate
        dataset = self._session.dataset
        return worksheet(dataset, step.parameters, step.loss, rate, step.next_parameters)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self.table.forget_fit()
        self._mark_dirty()

    @Slot()
    def _on_closed(self) -> None:
        options = self._session.view_options
        self._session.set_view_options(replace(options, show_worksheet=False))
