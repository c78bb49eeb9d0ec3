"""The Runs card: the branches of a run, and the runs kept to compare with, side by side."""

import math

import numpy as np
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.stability import arrival_epoch
from linreg_gui.core.sweep import TARGET_FRACTION
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.runs import LONGEST_NAME
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch
from linreg_gui.session.wording import count, run_name
from linreg_gui.views.canvas.branches import SWATCH, swatch
from linreg_gui.views.look.icons import toggle_icon
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import Card, ElidedLabel
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.name_field import NameField

BUTTON_MARGINS = 20
"""Pixels of a button beside its picture and its text."""


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
            f"loss {measured(float(run.history.losses[-1]))}",
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


class ElidedButton(QPushButton):
    """A button whose text ends in "…" where there is no room, whenever its width changes."""

    def __init__(self) -> None:
        super().__init__()
        self._whole_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_whole_text(self, text: str) -> None:
        """Show as much as fits."""
        self._whole_text = text
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits now."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - SWATCH.width() - BUTTON_MARGINS
        right = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole_text, right, room))


class RunRow(QObject):
    """The controls of one branch: what it is, its loss at the epoch shown, and its removal."""

    def __init__(self, number_of_branch: int, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._number, self._session = number_of_branch, session
        self.show_button, self.loss = ElidedButton(), QLabel()
        self.remove_button = QToolButton()
        self.show_button.setObjectName("run-row")
        self.show_button.setCheckable(True)
        self.show_button.setIconSize(SWATCH)
        self.show_button.clicked.connect(self._on_show_clicked)
        self.loss.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.remove_button.setObjectName("toggle")
        self.remove_button.setText("×")
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self._name("")
        self.widgets: tuple[QWidget, ...] = (self.show_button, self.loss, self.remove_button)

    def render(self, branch: Branch, cursor: int) -> None:
        """Say what a branch is."""
        name = run_name(branch.segments[-1].config)
        settings, first = name.removeprefix("rate "), branch.segments[-1].first_epoch
        short = f"{settings} from epoch {count(first)}" if first else name
        since = f"from epoch {count(first)}" if first else "from the start"
        self.show_button.set_whole_text(f"{branch.letter}  {short}")
        self.show_button.setChecked(branch.is_shown)
        tip = "This branch is shown" if branch.is_shown else "Show this branch"
        self.show_button.setToolTip(f"{tip}: learning rate {settings} {since}")
        self.show_button.setAccessibleDescription(f"Learning rate {settings} {since}")
        self._name(branch.letter)
        _, loss = branch.history.record(min(cursor, branch.history.last_epoch))
        self.loss.setText(measured(loss))

    def _name(self, letter: str) -> None:
        """Name the controls for those who do not see them beside each other."""
        self.show_button.setAccessibleName(f"Show branch {letter}")
        self.loss.setAccessibleName(f"Loss of branch {letter}")
        self.remove_button.setAccessibleName(f"Remove branch {letter}")
        self.remove_button.setToolTip(f"Remove branch {letter}")

    @Slot()
    def _on_show_clicked(self) -> None:
        self._session.runs.show(self._number)
        self.show_button.setChecked(self._session.runs.shown_number == self._number)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._session.runs.remove(self._number)


class RunsCard(QWidget):
    """One row a branch and one a kept run; its card is hidden while there is only one run.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    card : Card
        The card this is put into.
    """

    drawn_fields = ("branches", "objective", "cursor", "race_epoch", "theme")

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__()
        self._session, self._card = session, card
        self.rows = tuple(RunRow(place, session, self) for place in range(MOST_BRANCHES))
        self.kept_rows = tuple(KeptRow(place, session) for place in range(MOST_BRANCHES))
        self.race_button = QToolButton()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for place, row in enumerate(self.rows):
            for column, widget in enumerate(row.widgets):
                grid.addWidget(widget, place, column)
        for place, kept_row in enumerate(self.kept_rows):
            grid.addWidget(kept_row, MOST_BRANCHES + place, 0, 1, 3)
        card.set_hint("settings · loss at this epoch")
        card.add(self)
        self._add_race_button()
        self._drawn_theme: Theme | None = None
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def _render_theme(self, theme: Theme) -> None:
        """Draw the swatches in other colours."""
        for place, row in enumerate(self.rows):
            row.show_button.setIcon(swatch(theme, place))
        for kept_row in self.kept_rows:
            kept_row.set_theme(theme)

    def _add_race_button(self) -> None:
        self.race_button.setObjectName("race")
        self.race_button.setText("Race")
        self.race_button.setToolTip("Let all runs that are not hidden start together")
        self.race_button.clicked.connect(self._session.player.race)
        self._card.add_tool(self.race_button)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show a row for each run."""
        if frame.theme is not self._drawn_theme:
            self._drawn_theme = frame.theme
            self._render_theme(frame.theme)
        branches = {branch.number: branch for branch in frame.branches}
        is_used = len(branches) > 1
        self._card.setVisible(is_used)
        if not is_used or frame.loss is None:
            return
        epoch = frame.cursor if frame.race_epoch is None else frame.race_epoch
        self.race_button.setEnabled(sum(not run.is_hidden for run in branches.values()) > 1)
        for place, (row, kept_row) in enumerate(zip(self.rows, self.kept_rows, strict=True)):
            branch = branches.get(place)
            is_kept = branch is not None and branch.is_kept
            for widget in row.widgets:
                widget.setVisible(branch is not None and not is_kept)
            kept_row.setVisible(is_kept)
            if branch is not None and is_kept:
                kept_row.render_run(branch, frame.loss)
            elif branch is not None:
                row.render(branch, epoch)
