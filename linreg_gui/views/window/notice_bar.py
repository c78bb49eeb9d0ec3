"""The message place: one sentence in the head of the loss pane, with at most two buttons."""

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import (
    QHideEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from linreg_gui.session.session import Session
from linreg_gui.session.values import Choice, Notice, Severity
from linreg_gui.session.wording import rate_told
from linreg_gui.views.look.icons import icon
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.card_parts import announce, restyle
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.weak_call import weak_call
from linreg_gui.views.widgets.wrapped_text import MOST_LINES
from linreg_gui.views.window.absence import ANY_HEIGHT
from linreg_gui.views.window.action_table import RACE_THE_HAND
from linreg_gui.views.window.guides import guide, has_tries
from linreg_gui.views.window.notice_queue import Act, NoticeQueue
from linreg_gui.views.window.notice_text import NoticeText

MOST_CHOICES = 2
INFO_MILLISECONDS = 12_000
"""Information without a button disappears after this time."""
LOGARITHMIC = "powers of ten"
STAGE_HEIGHT = 34
"""Pixels, on a screen of 720 lines."""
SYMBOL_SIZE = 18
SYMBOLS = {
    Severity.INFO: "info",
    Severity.SUCCESS: "success",
    Severity.BET: "bet",
    Severity.WARNING: "warning",
}


class NoticeBar(QFrame):
    """Shows the session's notices, and at rest a guide to what can be done next.

    It has the room between the title of a card and its tools, so that it covers no plot, and its
    height is the same whatever it says. Whether a notice is still true is asked when a frame is
    rendered: in the middle of a change nothing is true.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    card : Card
        In whose head it stands.

    Attributes
    ----------
    text : NoticeText
    buttons : list of QPushButton
        Of the choices; hidden where there are fewer.
    close_button : QToolButton
    """

    drawn_fields = (
        "dataset",
        "objective",
        "held_out_losses",
        "settings",
        "start",
        "history",
        "cursor",
        "branches",
        "shown_branch",
        "run_state",
        "phase",
        "race_epoch",
        "hand",
        "bet",
        "view_options",
        "origin",
        "is_in_lesson",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock, card: Card) -> None:
        super().__init__()
        self._session = session
        self._queue = NoticeQueue()
        self._n_runs = 0
        self._rendered: Notice | None = None
        self._frame = clock.frame()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(INFO_MILLISECONDS)
        self.setObjectName("notice")
        self._symbol = _Symbol()
        self.text = NoticeText()
        self.buttons = [QPushButton() for _ in range(MOST_CHOICES)]
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAccessibleName("Close this message")
        self.close_button.setToolTip("Close this message")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 3, 1)
        row.setSpacing(6)
        row.addWidget(self._symbol)
        row.addWidget(self.text, 1)
        for button in (*self.buttons, self.close_button):
            row.addWidget(button)
        card.fill_head(self)
        self._connect()
        self.render_frame(self._frame)
        clock.add(self, self._frame)

    def _connect(self) -> None:
        self._session.notice_posted.connect(self._on_notice_posted)
        self._session.player.begun.connect(self._on_run_begun)
        self._patience.timeout.connect(self._on_ended)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(weak_call(self._take, place))
        self.close_button.clicked.connect(self._on_ended)

    @property
    def notice(self) -> Notice | None:
        """The notice shown; None while there is only a guide."""
        return self._queue.shown

    def render_frame(self, frame: ThemedFrame) -> None:
        """End what is not true any more."""
        is_other_look = frame.theme is not self._frame.theme
        self._frame = frame
        if is_other_look:
            self._suit_stage()
            self._rendered = None
        self.check()

    @Slot()
    def check(self) -> None:
        """End what is not true any more: what a frame shows is judged in a lesson after it."""
        self._queue.check(self._act())
        self._render()

    def _suit_stage(self) -> None:
        """Take one line on the stage, with buttons or without: the plots get the rest."""
        theme = self._frame.theme
        self.text.set_most_lines(1 if theme.is_stage else MOST_LINES)
        height = round(STAGE_HEIGHT * theme.stage_scale) if theme.is_stage else 0
        self.setMinimumHeight(height)
        for button in (*self.buttons, self.close_button):
            button.setMaximumHeight(height - 4 if height else ANY_HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        """Give information its whole time from now on: it was not seen."""
        super().showEvent(event)
        self._run_patience()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timer that ends information."""
        self._patience.stop()
        super().hideEvent(event)

    # ---- what happens

    def _act(self) -> Act:
        return Act.of(self._session, self._n_runs)

    @Slot(object)
    def _on_notice_posted(self, notice: Notice | None) -> None:
        if notice is None:
            self._on_ended()
        else:
            self._queue.post(notice, self._act())
            self._render()

    @Slot()
    def _on_run_begun(self) -> None:
        self._n_runs += 1

    @Slot()
    def _on_ended(self) -> None:
        self._queue.end(self._act())
        self._render()

    def _take(self, place: int) -> None:
        choice = self._message().choices[place]
        self._on_ended()  # first: what the choice does may have a notice of its own
        choice.act()

    # ---- what is shown

    def _message(self) -> Notice:
        """Return the notice to show; a guide where there is none, or an open question."""
        shown = self._queue.shown
        is_asking = self._frame.bet.is_open
        if shown is not None and not (is_asking and shown.severity is Severity.INFO):
            return shown
        race = Choice(RACE_THE_HAND.text, self._session.hand.run_from_first)
        choices = (race,) if has_tries(self._frame) else ()
        return Notice(self._guide(), Severity.GUIDE, choices)

    def _guide(self) -> str:
        """Return what can be done next; on the stage, whose speaker knows, what the picture has."""
        frame = self._frame
        is_said = frame.objective is None or frame.bet.is_open or frame.phase is not None
        if not frame.theme.is_stage or is_said:
            return guide(frame)
        rate = "" if frame.race_epoch is not None else rate_told(frame.rate_in_force)
        axis = LOGARITHMIC if frame.view_options.has_log_loss_axis else ""
        return " · ".join(part for part in (rate, axis) if part)

    def _render(self) -> None:
        message = self._message()
        if message == self._rendered:
            return
        self._rendered = message
        is_guide = message.severity is Severity.GUIDE
        self.text.show_text(message.text, has_keys=is_guide)
        self._symbol.show_kind(message.severity, self._frame.theme)
        self._show_buttons(message)
        self._style(message.severity)
        self._run_patience()
        if message.severity in {Severity.WARNING, Severity.BET} or self._frame.bet.is_open:
            announce(self.text, message.text)

    def _run_patience(self) -> None:
        """Count the time of information without a button, while it is seen."""
        message = self._rendered
        passes = message is not None and message.severity is Severity.INFO and not message.choices
        if passes and self.isVisible():
            self._patience.start()
        else:
            self._patience.stop()

    def _show_buttons(self, message: Notice) -> None:
        n_choices = len(message.choices)
        for place, button in enumerate(self.buttons):
            _set_visible(button, is_visible=place < n_choices)
        _set_visible(self.close_button, is_visible=message.severity is not Severity.GUIDE)
        self._write_buttons(message)

    def _write_buttons(self, message: Notice) -> None:
        """Leave out what follows a colon on the buttons where the sentence would have no room."""
        pairs = list(zip(self.buttons, message.choices, strict=False))
        for button, choice in pairs:
            button.setText(choice.text)
            button.setAccessibleName(choice.text)
            button.setToolTip("")
        others = (self._symbol, *(button for button, _ in pairs), self.close_button)
        taken = sum(part.sizeHint().width() + self._row.spacing() for part in others)
        if pairs and not self.text.is_whole_in(self.contentsRect().width() - taken):
            for button, choice in pairs:
                button.setText(choice.text.partition(":")[0])
                set_tip(button, choice.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write on the buttons what there is room for."""
        super().resizeEvent(event)
        if self._rendered is not None:
            self._write_buttons(self._rendered)

    def _style(self, severity: Severity) -> None:
        """Apply the rules of the style sheet for a kind of message."""
        if self.property("severity") == severity.value:
            return
        self.setProperty("severity", severity.value)
        for widget in (self, self.text, *self.buttons, self.close_button):
            restyle(widget)


class _Symbol(QWidget):
    """The sign of a kind of message; each has another shape."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = icon("info", "#000000")
        self.setFixedSize(SYMBOL_SIZE, SYMBOL_SIZE)

    def show_kind(self, severity: Severity, theme: Theme) -> None:
        """Draw the sign of a kind; a guide has none."""
        self.setVisible(severity in SYMBOLS)
        if severity in SYMBOLS:
            colours = {
                Severity.INFO: theme.info_text,
                Severity.SUCCESS: theme.success_text,
                Severity.BET: theme.bet,
            }
            self._icon = icon(SYMBOLS[severity], colours.get(severity, theme.warning_text))
            side = round(SYMBOL_SIZE * theme.type_scale)
            self.setFixedSize(QSize(side, side))
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the sign; an empty one where there is no sign."""
        return QSize(0, 0) if self.isHidden() else self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sign."""
        with QPainter(self) as painter:
            self._icon.paint(painter, self.rect())


def _set_visible(button: QPushButton | QToolButton, *, is_visible: bool) -> None:
    """Show or hide a button; a hidden one gives the focus to no neighbour."""
    if not is_visible:
        button.clearFocus()
    button.setVisible(is_visible)
