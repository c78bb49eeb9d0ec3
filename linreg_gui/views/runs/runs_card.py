"""The Runs card: the branches of a run, and the runs kept to compare with, side by side."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch
from linreg_gui.session.wording import count, number, run_name
from linreg_gui.views.canvas.branches import SWATCH, swatch
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.runs.kept_row import KeptRow
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame

BUTTON_MARGINS = 20
"""Pixels of a button beside its picture and its text."""


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
        self.loss.setText(number(loss))

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
