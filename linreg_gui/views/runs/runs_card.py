"""The Runs card: a row for each branch and each run kept to compare with."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.run_differences import differing_settings, short_noun, short_value
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch
from linreg_gui.session.wording import count
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.runs.run_row import RunRow, usual_name
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.card_parts import bare_column
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.key_caps import caps_of, caps_width, draw_caps
from linreg_gui.views.window import action_table as table
from linreg_gui.views.window.actions import tip_with_key

CAP_MARGIN = 8
ONE_RUN = "keep this one to compare"


class KeyButton(QPushButton):
    """A button with the cap of its key; in a narrow card the tool tip alone has the key.

    Parameters
    ----------
    text : str
    spec : ActionSpec
        What it does: its key and its tool tip.
    """

    def __init__(self, text: str, spec: table.ActionSpec) -> None:
        super().__init__(text)
        self._caps = caps_of(spec.keys[0])
        self.setObjectName("with-key")
        set_tip(self, tip_with_key(spec))
        self.setAccessibleName(spec.text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Leave room for the cap."""
        hint = super().sizeHint()
        return QSize(hint.width() + round(caps_width(self, self._caps)) + CAP_MARGIN, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the size without the cap."""
        return super().sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then the cap at its right where there is room for it."""
        super().paintEvent(event)
        if self.width() < self.sizeHint().width():
            return
        at = self.width() - caps_width(self, self._caps) - CAP_MARGIN
        with QPainter(self) as painter:
            draw_caps(painter, QPointF(at, self.height() / 2), self._caps, self.palette())


class RunsCard(QWidget):
    """One row a run, and three buttons; its card comes once a run has moved.

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
        self.rows = tuple(RunRow(place, session) for place in range(MOST_BRANCHES))
        self.keep_button = KeyButton("Keep", table.KEEP)
        self.race_button = KeyButton("Race", table.RACE)
        self.branch_button = KeyButton("Branch", table.BRANCH)
        column, buttons = bare_column(self, 2), QHBoxLayout()
        for row in self.rows:
            column.addWidget(row)
        for button, act in (
            (self.keep_button, session.run_edits.keep),
            (self.race_button, session.player.race),
            (self.branch_button, session.run_edits.fork),
        ):
            button.clicked.connect(act)
            buttons.addWidget(button)
        column.addLayout(buttons)
        card.add(self)
        self._drawn_theme: Theme | None = None
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show a row for each run."""
        if frame.theme is not self._drawn_theme:
            self._drawn_theme = frame.theme
            for row in self.rows:
                row.set_theme(frame.theme)
        runs = frame.branches
        if not frame.has_moved or frame.loss is None:
            self._card.hide()
            return
        epoch = frame.epoch_of_all
        names = differing_settings(runs)
        nouns = ", ".join(short_noun(name) for name in names)
        has_several = len(runs) > 1
        self._card.set_hint(f"{nouns}, loss at epoch {count(epoch)}" if has_several else ONE_RUN)
        self.race_button.setVisible(has_several)
        self.race_button.setEnabled(sum(not run.is_hidden for run in runs) > 1)
        by_number = {run.number: run for run in runs}
        for place, row in enumerate(self.rows):
            run = by_number.get(place)
            row.setVisible(run is not None)
            row.remove_button.setVisible(has_several)
            if run is not None:
                told = _told(run, names) if has_several else usual_name(run)
                row.render_run(run, told, epoch, frame.loss)
        self._card.show()  # last: at the height of the rows that are shown


def _told(run: Branch, names: tuple[str, ...]) -> str:
    """Return the values of the settings in which runs differ."""
    return " · ".join(short_value(run.segments[-1].config, name) for name in names)
