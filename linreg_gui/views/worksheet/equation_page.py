"""The page of the worksheet that shows where the pulls cancel, and the words that turn to it."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from linreg_gui.core.normal_equations import NormalEquations
from linreg_gui.core.objective import Objective
from linreg_gui.session.session import Session
from linreg_gui.session.wording import count
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import bare_column, muted
from linreg_gui.views.widgets.frame_clock import ThemedFrame
from linreg_gui.views.window.action_table import EQUATIONS
from linreg_gui.views.worksheet.equation_lines import (
    WHY_DESCEND,
    equation_formulas,
    intro_text,
    note_text,
)
from linreg_gui.views.worksheet.formula_panel import FormulaPanel

BACK_TEXT = "Back to the step"


class EquationPage(QWidget):
    """Sums, equations and best fit of all points; worked out when points or loss are others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.intro, self.note, self.why = muted(QLabel()), QLabel(), muted(QLabel(WHY_DESCEND))
        self.formulas = FormulaPanel(theme)
        self._objective: Objective | None = None
        self._kind: tuple[object, ...] = ()
        column = bare_column(self, 8)
        for part in (self.intro, self.formulas, self.note, self.why):
            column.addWidget(part)
            if isinstance(part, QLabel):
                part.setWordWrap(True)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours and the type of another theme."""
        self.formulas.set_theme(theme)

    def render_objective(self, objective: Objective) -> None:
        """Show the equations of an objective."""
        if objective is self._objective:
            return
        self._objective = objective
        found = NormalEquations.of(objective)
        self.intro.setText(intro_text(found))
        self.formulas.set_formulas(equation_formulas(found))
        kind = found.n_samples, found.l2, found.held, found.is_unique, found.n_cancelled
        if kind != self._kind:
            self._kind = kind
            self.formulas.forget_fit()
        self.note.setText(note_text(found))
        self.note.setVisible(bool(self.note.text()))


def page_title(frame: ThemedFrame) -> str:
    """Say what the equations are about: all points, and x as the descent sees it."""
    n_training, n_samples = frame.dataset.n_training, frame.dataset.n_samples
    which = f"all {count(n_samples)}" if n_training == n_samples else count(n_training)
    title = "the one point" if n_training == 1 else f"{which} points"
    scaled_x = frame.settings.scaled_x
    return f"{title} · on {scaled_x}" if scaled_x else title


class PageButton(QToolButton):
    """Words that turn the page, and turn it back.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._key = QKeySequence(EQUATIONS.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
        self.setObjectName("link")
        self.show_page(is_turned=False)
        self.clicked.connect(self._on_clicked)

    def show_page(self, *, is_turned: bool) -> None:
        """Name the page that the button leads to."""
        words = BACK_TEXT if is_turned else EQUATIONS.text
        self.setText(f"‹ {words}" if is_turned else f"{words} ›")
        self.setAccessibleName(words)
        set_tip(self, f"{BACK_TEXT if is_turned else EQUATIONS.tip} ({self._key})")

    @Slot()
    def _on_clicked(self) -> None:
        self._session.set_view_options(EQUATIONS.toggled(self._session.view_options))
