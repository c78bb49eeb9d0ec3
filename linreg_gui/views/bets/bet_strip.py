"""The strip of *Ask first*: what one can bet, in one row over the transport."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from linreg_gui.core.course import Course, courses
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.session.bets import BetKind, BetStage, NumberBet, WordsBet
from linreg_gui.session.session import Session
from linreg_gui.session.wording_bets import (
    PIN_HINT,
    PIN_TIMES,
    QUESTION_NUMBER,
    SKETCH_HINT,
    pin_time,
)
from linreg_gui.views.bets.bet_buttons import GAP, Tab, WordButton, fitted
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_row
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.number_field import Number, count_field
from linreg_gui.views.widgets.weak_call import weak_call

FIELD_PIXELS = 84
STAGE_MARGIN = 12
"""Pixels around the words on the stage."""
LETTERS = "ABCD"
PLACING = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest}


class BetStrip(QFrame):
    """Four small tabs, what the tab in front asks, and ✕; seen while a question is open.

    It lies over what is beside the run button, and nothing moves.

    Parameters
    ----------
    session : Session
    clock : FrameClock
    beside : QWidget
        The run button.
    """

    drawn_fields = ("bet", "settings", "dataset", "theme")

    def __init__(self, session: Session, clock: FrameClock, beside: QWidget) -> None:
        super().__init__(beside.parentWidget())
        self._session, self._beside = session, beside
        self.setObjectName("bets")
        self.setAccessibleName("Your bet")
        self.tabs = {kind: Tab(kind) for kind in BetKind}
        self.words = [WordButton() for _ in courses(has_batches=False)]
        self._courses: tuple[Course, ...] = ()
        self.pin_hint, self.pin_box = ElidedLabel(PIN_HINT), ChoiceBox(PIN_TIMES)
        self.sketch_hint, self.clear_button = ElidedLabel(SKETCH_HINT), QToolButton()
        self.number_hint = ElidedLabel(QUESTION_NUMBER)
        self.number_field = count_field(1, MAX_GUI_EPOCHS)
        self._is_entered = False
        self.close_button = QToolButton()
        self._pages = QStackedWidget()
        self._assemble()
        self._connect()
        host = beside.parentWidget()
        assert host is not None
        host.installEventFilter(self)
        self.hide()
        self._drawn_theme: Theme | None = None
        clock.add(self)

    def _assemble(self) -> None:
        row = self._row_of_all = bare_row(self, 2)
        self._tab_box = QWidget()
        tabs = QHBoxLayout(self._tab_box)
        tabs.setContentsMargins(0, 0, GAP, 0)
        tabs.setSpacing(2)
        for tab in self.tabs.values():
            tabs.addWidget(tab)
        row.addWidget(self._tab_box)
        for page in (
            _page(*self.words),
            _page(self.pin_hint, self.pin_box),
            _page(self.sketch_hint, self.clear_button),
            _page(self.number_hint, self.number_field),
        ):
            self._pages.addWidget(page)
        # The widest of the pages must not keep the strip as wide.
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        row.addWidget(self._pages, 1)
        row.addWidget(self.close_button)
        self.pin_box.setAccessibleName("When the pin is looked at")
        self.clear_button.setText("Clear")
        self.number_field.setAccessibleName(QUESTION_NUMBER)
        self.number_field.setFixedWidth(FIELD_PIXELS)
        self.close_button.setText("✕")
        self.close_button.setAccessibleName("Close the question")
        self.close_button.setToolTip("Close the question (Esc)")
        for button in (*self.tabs.values(), *self.words, self.clear_button, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        asking = self._session.asking
        for kind, tab in self.tabs.items():
            tab.clicked.connect(weak_call(self._on_tab_clicked, kind))
        for place, button in enumerate(self.words):
            button.clicked.connect(weak_call(self.choose, place))
        self.pin_box.chosen.connect(asking.set_pin_epochs)
        self.clear_button.clicked.connect(self._on_clear_clicked)
        self.number_field.value_edited.connect(self._on_number_edited)
        self.number_field.returnPressed.connect(self._on_enter_pressed)
        self.number_field.editingFinished.connect(self._on_number_finished)
        self.close_button.clicked.connect(asking.close)

    # ---- gestures

    def choose(self, place: int) -> None:
        """Say a word, by its place in the row, and run."""
        asking = self._session.asking
        if asking.state.is_open and asking.state.kind is BetKind.WORDS:
            asking.set_bet(WordsBet(self._courses[place]))
            asking.run()

    def _on_tab_clicked(self, kind: BetKind) -> None:
        self._session.asking.choose_kind(kind)
        self._check_tab(kind)  # also where it was in front already: the click has unchecked it

    def _check_tab(self, wanted: BetKind) -> None:
        for kind, tab in self.tabs.items():
            tab.setChecked(kind is wanted)

    @Slot()
    def _on_clear_clicked(self) -> None:
        self._session.asking.set_bet(None)

    @Slot(object)
    def _on_number_edited(self, value: Number) -> None:
        self._session.asking.set_bet(NumberBet(int(value)))

    @Slot()
    def _on_enter_pressed(self) -> None:
        self._is_entered = True

    @Slot()
    def _on_number_finished(self) -> None:
        """Run with the number that Enter has ended; the field has taken it by now, or refused."""
        is_entered, self._is_entered = self._is_entered, False
        value = self.number_field.value
        if is_entered and value is not None and not self.number_field.property("refused"):
            self._session.asking.set_bet(NumberBet(int(value)))
            self._session.asking.run()

    # ---- rendering

    def render_frame(self, frame: ThemedFrame) -> None:
        """Show the question of a frame."""
        bet = frame.bet
        if frame.theme is not self._drawn_theme:
            self._drawn_theme, self._courses = frame.theme, ()
            for tab in self.tabs.values():
                tab.set_theme(frame.theme)
            self._put_tabs(is_right=frame.theme.is_stage)
        self._render_words(frame)
        for kind, tab in self.tabs.items():
            tab.setVisible(kind in bet.kinds and len(bet.kinds) > 1)
        self._check_tab(bet.kind)
        self._pages.setCurrentIndex(list(BetKind).index(bet.kind))
        is_free = bet.pin_epochs in PIN_TIMES and len(bet.kinds) > 1
        self.pin_box.setVisible(is_free)
        self.pin_hint.setText(PIN_HINT if is_free else f"{PIN_HINT} {pin_time(bet.pin_epochs)}")
        if is_free:
            self.pin_box.set_choice(bet.pin_epochs)
        self.clear_button.setEnabled(bet.bet is not None)
        is_asked_here = not self._session.gate.is_in_lesson  # there the card asks
        self.setVisible(bet.stage is BetStage.ASKING and is_asked_here)
        if self.isVisible():
            self._place()

    def _put_tabs(self, *, is_right: bool) -> None:
        """Put the tabs where they stay under the pointer: on the stage, the words are wider."""
        row = self._row_of_all
        row.removeWidget(self._tab_box)
        row.insertWidget(1 if is_right else 0, self._tab_box)

    def _render_words(self, frame: ThemedFrame) -> None:
        n_points = frame.dataset.n_training
        wanted = courses(has_batches=frame.settings.has_batches(n_points))
        if wanted == self._courses:
            return
        self._courses = wanted
        for place, (button, course) in enumerate(zip(self.words, wanted, strict=True)):
            key = LETTERS[place] if frame.theme.is_stage else str(place + 1)
            button.show_course(course, key, frame.theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the run button when the transport is laid out anew."""
        if event.type() in PLACING and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the tabs as icons where their words leave no room."""
        super().resizeEvent(event)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Leave out the words of the tabs, then the keys, lest the words that answer be cut."""
        styles = Qt.ToolButtonStyle
        room = self.width() - self.close_button.sizeHint().width() - 2 * GAP
        tabs = [tab for tab in self.tabs.values() if not tab.isHidden()]
        has_words = sum(tab.width_with(has_word=True) for tab in tabs) + self._words_width() <= room
        style = styles.ToolButtonTextOnly if has_words else styles.ToolButtonIconOnly
        for tab in tabs:
            tab.setToolButtonStyle(style)
            tab.updateGeometry()
        room -= sum(tab.width_with(has_word=has_words) for tab in tabs)
        has_room = self._words_width() <= room
        for button in self.words:
            button.give_room(has_room=has_room)
        room -= GAP * len(self.words)
        natural = [button.sizeHint().width() for button in self.words]
        widths = fitted(natural, room, is_filled=self._is_large())
        for button, width in zip(self.words, widths, strict=True):
            button.setFixedWidth(width)

    def _words_width(self) -> int:
        """Return how wide the words are with all that belongs to them."""
        for button in self.words:
            button.give_room(has_room=True)
        return sum(button.sizeHint().width() + GAP for button in self.words)

    def _is_large(self) -> bool:
        """Return whether words are asked for on the stage: they take the width of the window."""
        is_stage = self._drawn_theme is not None and self._drawn_theme.is_stage
        return is_stage and self._session.asking.state.kind is BetKind.WORDS

    def _place(self) -> None:
        """Cover the row beside the run button, or on the stage all below the axis."""
        host = self._beside.parentWidget()
        assert host is not None
        card = host.parentWidget()
        parent = card if self._is_large() and card is not None else host
        if self.parentWidget() is not parent:
            self.setParent(parent)
            self.show()
        if parent is card and self._drawn_theme is not None:
            place = QRect(host.mapTo(card, QPoint()), host.size())
            bottom = card.height() - STAGE_MARGIN // 2
            self.setGeometry(
                QRect(QPoint(STAGE_MARGIN, place.top()), QPoint(place.right(), bottom))
            )
        else:
            self.setGeometry(self._row(host))
        self._fit_tabs()  # the words may be others
        self.raise_()

    def _row(self, host: QWidget) -> QRect:
        """Return the row beside the run button; where that is too short, the row below it."""
        beside = self._beside.geometry()
        left = beside.right() + 1 + GAP
        below = QRect(0, beside.bottom() + 1, host.width(), host.height() - beside.bottom() - 1)
        right = QRect(left, beside.top(), host.width() - left, beside.height())
        return below if below.height() >= beside.height() else right


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    row = bare_row(page, GAP)
    for widget in widgets:
        row.addWidget(widget, int(isinstance(widget, ElidedLabel)))
    if not any(isinstance(widget, ElidedLabel) for widget in widgets):
        row.addStretch(1)
    return page
