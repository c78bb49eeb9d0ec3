"""A row of the Runs card: what a run is, its name to be typed, its loss, eye and remove."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from linreg_gui.core.course import arrival_of_records
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.runs import LONGEST_NAME
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch
from linreg_gui.session.wording import count, run_name
from linreg_gui.views.canvas.branches import SWATCH, branch_colour, swatch
from linreg_gui.views.look.icons import toggle_icon
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

BUTTON_MARGINS = 10
"""Pixels of a button beside its text."""
EYE = QSize(14, 14)
NARROW_ROW, LONGEST_IN_NARROW, FEWEST_DIGITS = 260, 7, 2
"""A row of fewer pixels has no room for a longer loss, which then has fewer digits: 2.1e13."""
KEPT_GESTURES = "a click shows it, a double click renames it"


class RunButton(QPushButton):
    """A button that shows a run; its text ends in "…" where there is no room.

    A double click on it, or F2, asks for another name.
    """

    rename_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._whole_text = ""
        self.setObjectName("run-row")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_whole_text(self, text: str) -> None:
        """Show as much as fits."""
        if text != self._whole_text:
            self._whole_text = text
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits now."""
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        """Show as much as fits in other type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._elide()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Ask for another name."""
        self.rename_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for another name by F2."""
        if event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _elide(self) -> None:
        room = self.width() - BUTTON_MARGINS
        right = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole_text, right, room))


class NameField(QLineEdit):
    """A field that is seen while a name is typed; Enter takes it, Escape gives the old one back.

    Parameters
    ----------
    longest : int
        Characters that can be typed.
    """

    renamed = Signal(str)
    ended = Signal()
    """Nothing is typed any more."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.is_typing = False
        self.setObjectName("run-name")
        self.setMaxLength(longest)
        self.editingFinished.connect(self._on_editing_finished)
        self.hide()

    def edit(self, name: str) -> None:
        """Let the user change the name."""
        self.is_typing = True
        self.setText(name)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self.is_typing = False
        self.hide()
        self.ended.emit()

    @Slot()
    def _on_editing_finished(self) -> None:
        if self.is_typing:  # hiding it finishes it once more
            self._end()
            self.renamed.emit(self.text())


class RunRow(QWidget):
    """One run: dash, letter, what differs, its loss at the epoch shown; eye and remove.

    A click on what differs shows the run; that of a kept run is its name, which a double click
    changes.

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
        self._has_just_loaded = False
        self._value = 0.0
        self._short, self._is_kept = "", False
        self.mark, self.letter, self.loss = QLabel(), QLabel(), QLabel()
        self.show_button, self.name = RunButton(), NameField(LONGEST_NAME)
        self.hide_button, self.remove_button = QToolButton(), QToolButton()
        self.hide_button.setCheckable(True)
        self.hide_button.setIconSize(EYE)
        self.remove_button.setText("×")
        self._assemble()
        self.show_button.clicked.connect(self._on_show_clicked)
        self.show_button.rename_wanted.connect(self._on_rename_wanted)
        self.name.renamed.connect(self._on_renamed)
        self.name.ended.connect(self.show_button.show)
        self.hide_button.clicked.connect(self._on_hide_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)

    def _assemble(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(2)
        row.addWidget(self.mark)
        row.addWidget(self.letter)
        row.addWidget(self.show_button, 1)
        row.addWidget(self.name, 1)
        for widget in (self.loss, self.hide_button, self.remove_button):
            row.addWidget(widget)
        for button in (self.hide_button, self.remove_button):
            button.setObjectName("toggle")

    def set_theme(self, theme: Theme) -> None:
        """Draw mark, letter and eye in other colours."""
        self.mark.setPixmap(swatch(theme, self._number).pixmap(SWATCH))
        colour = branch_colour(theme, self._number)
        self.letter.setStyleSheet(f"color: {colour}; font-weight: 600")
        self.hide_button.setIcon(toggle_icon("eye", theme))

    def render_run(self, run: Branch, told: str, epoch: int, loss: QuadraticLoss) -> None:
        """Say what a run is.

        Parameters
        ----------
        run : Branch
        told : str
            What sets it apart.
        epoch : int
            The one shown.
        loss : QuadraticLoss
        """
        self.letter.setText(run.letter)
        _, value = run.history.record(min(epoch, run.history.last_epoch))
        self._value = value
        self._show_loss()
        self.loss.setAccessibleName(f"Loss of run {run.letter}")
        self._is_kept = run.is_kept
        self.hide_button.setVisible(run.is_kept)
        self.show_button.setChecked(run.is_shown)
        details = " · ".join(self._details(run, loss))
        if run.is_kept:
            self._render_kept(run, told, details)
        else:
            self._render_branch(run, told, details)
        self._name_buttons(run)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the loss with as many digits as there is room for."""
        super().resizeEvent(event)
        self._show_loss()

    def _show_loss(self) -> None:
        text = measured(self._value)
        is_short = self.width() < NARROW_ROW and len(text) > LONGEST_IN_NARROW
        self.loss.setText(measured(self._value, FEWEST_DIGITS) if is_short else text)
        set_tip(self.loss, text if is_short else "")

    def _render_branch(self, run: Branch, told: str, details: str) -> None:
        self.show_button.set_whole_text(told)
        tip = "This branch is shown" if run.is_shown else "Show this branch"
        set_tip(self.show_button, f"{tip}: {details}")
        self.show_button.setAccessibleName(f"Show branch {run.letter}")
        self.show_button.setAccessibleDescription(details)

    def _render_kept(self, run: Branch, told: str, details: str) -> None:
        is_named = run.name != usual_name(run)
        self._short = run.name if is_named else told
        self.show_button.set_whole_text(self._short)
        set_tip(self.show_button, f"{run.name}: {details} ({KEPT_GESTURES})")
        self.show_button.setAccessibleName(f"Show run {run.letter}, {run.name}")
        self.show_button.setAccessibleDescription(details)
        self.name.setAccessibleName(f"Name of run {run.letter}")
        self.hide_button.setChecked(not run.is_hidden)

    def _name_buttons(self, run: Branch) -> None:
        verb = "Show" if run.is_hidden else "Hide"
        for button, text in (
            (self.hide_button, f"{verb} run {run.letter} in the plots"),
            (self.remove_button, f"Remove run {run.letter}"),
        ):
            if button.accessibleName() != text:
                button.setToolTip(text)
                button.setAccessibleName(text)

    def _details(self, run: Branch, loss: QuadraticLoss) -> list[str]:
        """Return the settings, where the run begins, its arrival and its last loss."""
        first, arrival = run.segments[-1].first_epoch, []
        if run.is_kept:  # the others may grow at every frame
            epoch = self._arrival_of(run, loss)
            told = "not within 1 %" if epoch == math.inf else f"1 % from epoch {count(epoch)}"
            arrival = [told]
        return [
            usual_name(run),
            f"from epoch {count(first)}" if first else "from the start",
            *arrival,
            f"last loss {measured(float(run.history.losses[-1]))}",
        ]

    def _arrival_of(self, run: Branch, loss: QuadraticLoss) -> float:
        """Return the epoch from which on 1 % of the start's excess loss is left; computed once."""
        # Its records follow from these, whatever other runs come and go.
        start = tuple(run.history.parameters[0].tolist())
        key = (run.segments, run.history.n_records, start, loss)
        if self._judged != key:
            loss = loss.of_run(start)
            with np.errstate(all="ignore"):
                epoch = arrival_of_records(run.history.parameters, loss)
            self._arrival = math.inf if epoch is None else float(epoch)
            self._judged = key
        return self._arrival

    @Slot()
    def _on_show_clicked(self) -> None:
        session, before = self._session, self._session.edits.stack.index()
        session.show_run(self._number)
        self._has_just_loaded = session.edits.stack.index() != before
        self.show_button.setChecked(session.runs.shown_number == self._number)

    @Slot()
    def _on_rename_wanted(self) -> None:
        """Let the name of a kept run be typed; the click that was the first half loads nothing."""
        if self._is_kept:
            if self._has_just_loaded:
                self._session.edits.retract()
            self.show_button.hide()
            self.name.edit(self._short)
        self._has_just_loaded = False

    @Slot(str)
    def _on_renamed(self, name: str) -> None:
        if name != self._short:
            self._session.runs.rename(self._number, name)

    @Slot(bool)
    def _on_hide_clicked(self, is_seen: bool) -> None:
        self._session.runs.hide(self._number, not is_seen)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._session.run_edits.remove(self._number)


def usual_name(run: Branch) -> str:
    """Return how a run is named by its settings."""
    return run_name(run.segments[-1].config, run.history.parameters.shape[1] - 1)
