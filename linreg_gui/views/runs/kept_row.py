"""One row of the Runs card for a run kept to compare with."""

import math

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.stability import arrival_epoch
from linreg_gui.core.sweep import TARGET_FRACTION
from linreg_gui.session.runs import LONGEST_NAME
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch
from linreg_gui.session.wording import count, number, run_name
from linreg_gui.views.canvas.branches import SWATCH, swatch
from linreg_gui.views.look.icons import toggle_icon
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.name_field import NameField


class KeptRow(QWidget):
    """Name, settings, arrival and final loss of a kept run; hide it, load it back, drop it.

    Parameters
    ----------
    number_of_run : int
    session : Session
    """

    def __init__(self, number_of_run: int, session: Session) -> None:
        super().__init__()
        self._number, self._session = number_of_run, session
        self._judged: tuple[object, ...] = ()
        self._arrival = math.inf
        self.mark, self.letter, self.name = QLabel(), QLabel(), NameField(LONGEST_NAME)
        self.detail = ElidedLabel()
        self.hide_button, self.load_button = QToolButton(), QToolButton()
        self.remove_button = QToolButton()
        self.detail.setProperty("role", "muted")
        self.hide_button.setCheckable(True)
        self.load_button.setText("Load")
        self.remove_button.setText("×")
        self._assemble()
        self.name.renamed.connect(self._on_renamed)
        self.hide_button.clicked.connect(self._on_hide_clicked)
        self.load_button.clicked.connect(self._on_load_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)

    def _assemble(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(4)
        second.setSpacing(0)
        for widget in (self.mark, self.letter):
            first.addWidget(widget)
        first.addWidget(self.name, 1)
        first.addWidget(self.hide_button)
        first.addWidget(self.remove_button)
        second.addWidget(self.detail, 1)
        second.addWidget(self.load_button)
        for button in (self.hide_button, self.load_button, self.remove_button):
            button.setObjectName("toggle")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 0, 2)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)

    def set_theme(self, theme: Theme) -> None:
        """Draw mark and eye in other colours."""
        self.mark.setPixmap(swatch(theme, self._number).pixmap(SWATCH))
        self.hide_button.setIcon(toggle_icon("guess", theme))

    def render_run(self, run: Branch, loss: QuadraticLoss) -> None:
        """Say what a run is, and how soon it arrived."""
        self.letter.setText(run.letter)
        self.name.set_name(run.name)
        self.name.setToolTip(as_tip(f"{run.name} (double click to rename)"))
        self.name.setAccessibleName(f"Name of run {run.letter}")
        self.hide_button.setChecked(run.is_hidden)
        verb = "Show" if run.is_hidden else "Hide"
        for button, text in (
            (self.hide_button, f"{verb} run {run.letter} in the pictures"),
            (self.load_button, f"Load run {run.letter}: go on with its settings and records"),
            (self.remove_button, f"Remove run {run.letter}"),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.detail.setText(" · ".join(self._details(run, loss)))

    def _details(self, run: Branch, loss: QuadraticLoss) -> list[str]:
        """Return the settings where the name does not tell them, the arrival and the last loss."""
        settings = run_name(run.segments[-1].config)
        arrival = self._arrival_of(run, loss)
        return [
            *([] if settings == run.name else [settings]),
            "not within 1 %" if arrival == math.inf else f"1 % from epoch {count(arrival)}",
            f"loss {number(float(run.history.losses[-1]))}",
        ]

    def _arrival_of(self, run: Branch, loss: QuadraticLoss) -> float:
        """Return the epoch from which on 1 % of the start's excess loss is left; computed once."""
        # Its records follow from these, whatever other runs come and go.
        start = tuple(run.history.parameters[0].tolist())
        key = (run.segments, run.history.n_records, start, loss)
        if self._judged != key:
            with np.errstate(all="ignore"):
                excess = loss.excess_values(run.history.parameters)
                is_near = excess <= max(TARGET_FRACTION * excess[0], loss.rounding_excess)
            self._arrival = arrival_epoch(is_near)
            self._judged = key
        return self._arrival

    @Slot(str)
    def _on_renamed(self, name: str) -> None:
        self._session.runs.rename(self._number, name)

    @Slot(bool)
    def _on_hide_clicked(self, is_hidden: bool) -> None:
        self._session.runs.hide(self._number, is_hidden)

    @Slot()
    def _on_load_clicked(self) -> None:
        self._session.load_run(self._number)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._session.runs.remove(self._number)
