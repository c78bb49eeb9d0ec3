"""The strip of *Ask first*: what one can bet, in one row over the transport."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from linreg_gui.core.course import Course, courses
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.numbers import parse_count
from linreg_gui.session.bets import BetKind, BetStage, NumberBet, WordsBet
from linreg_gui.session.session import Session
from linreg_gui.session.wording import count
from linreg_gui.session.wording_bets import (
    PIN_HINT,
    PIN_TIMES,
    QUESTION_NUMBER,
    SKETCH_HINT,
    pin_time,
)
from linreg_gui.views.look.course_curves import course_icon
from linreg_gui.views.look.icons import icon
from linreg_gui.views.look.markup import as_tip
from linreg_gui.views.look.pictograms import pictogram
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.choice_box import ChoiceBox
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.number_field import Number, NumberField

GAP = 4
ICON_PIXELS = 17
FIELD_PIXELS = 84
TAB_PADDING, WORD_MARGIN = 12, 7
LETTERS = "ABCD"
TIPS = {
    BetKind.WORDS: "Say in one word what the run will do",
    BetKind.PIN: "Put a pin where the dot will be",
    BetKind.SKETCH: "Draw how the loss will fall",
    BetKind.NUMBER: "Say how many epochs the run takes",
}


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
        self.number_field = _epochs_field()
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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for tab in self.tabs.values():
            row.addWidget(tab)
        row.addSpacing(GAP)
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
            tab.clicked.connect(partial(self._on_tab_clicked, kind))
        for place, button in enumerate(self.words):
            button.clicked.connect(partial(self.choose, place))
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

    def _render_words(self, frame: ThemedFrame) -> None:
        n_points = frame.dataset.n_samples
        wanted = courses(has_batches=frame.settings.steps_per_epoch(n_points) > 1)
        if wanted == self._courses:
            return
        self._courses = wanted
        for place, (button, course) in enumerate(zip(self.words, wanted, strict=True)):
            key = LETTERS[place] if frame.theme.is_stage else str(place + 1)
            button.show_course(course, key, frame.theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the run button when the transport is laid out anew."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest} and self.isVisible():
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
        has_keys = self._words_width() <= room
        for button in self.words:
            button.show_key(is_shown=has_keys)
        room -= GAP * len(self.words)
        widths = _shortened([button.sizeHint().width() for button in self.words], room)
        for button, width in zip(self.words, widths, strict=True):
            button.setFixedWidth(width)

    def _words_width(self) -> int:
        return sum(button.whole_width() + GAP for button in self.words)

    def _place(self) -> None:
        """Cover the row beside the run button; where that is too short, the row below it."""
        host, beside = self.parentWidget(), self._beside.geometry()
        assert host is not None
        left = beside.right() + 1 + GAP
        below = QRect(0, beside.bottom() + 1, host.width(), host.height() - beside.bottom() - 1)
        right = QRect(left, beside.top(), host.width() - left, beside.height())
        has_two_rows = below.height() >= beside.height()
        self.setGeometry(below if has_two_rows else right)
        self.raise_()


class WordButton(QToolButton):
    """A word with its little curve; without room the word ends in "…", the curve stays."""

    def __init__(self) -> None:
        super().__init__()
        self._word = self._key = ""
        self.setObjectName("word")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def show_course(self, course: Course, key: str, theme: Theme) -> None:
        """Show a course, with the key that chooses it."""
        side = round(ICON_PIXELS * theme.type_scale)
        self.setIconSize(QSize(side, side))
        self.setIcon(course_icon(course, theme))
        self._word, self._key = course.value, key
        self.setAccessibleName(course.value)
        self.setToolTip(as_tip(f"The run {course.value} ({key})"))
        self.show_key(is_shown=True)

    def show_key(self, *, is_shown: bool) -> None:
        """Have the key before the word, or the word alone."""
        self.setText(f"{self._key} {self._word}" if is_shown else self._word)

    def whole_width(self) -> int:
        """Return how wide it is with key and word."""
        return self._width_with(f"{self._key} {self._word}")

    def sizeHint(self) -> QSize:
        """Return the size of what it shows."""
        return QSize(self._width_with(self.text()), super().sizeHint().height())

    def _width_with(self, text: str) -> int:
        """Return how wide it is with a text; the style would leave more room around it."""
        words = self.fontMetrics().horizontalAdvance(text)
        return 2 * WORD_MARGIN + self.iconSize().width() + GAP + words

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the curve, and as much of the word as fits; the style would leave it less room."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        side, middle = self.iconSize().width(), self.height() / 2
        self.icon().paint(painter, WORD_MARGIN, round(middle - side / 2), side, side)
        left = WORD_MARGIN + side + GAP
        words = QRect(left, 0, self.width() - left - WORD_MARGIN + 1, self.height())
        how, flags = Qt.TextElideMode.ElideRight, int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            words, flags, painter.fontMetrics().elidedText(self.text(), how, words.width())
        )
        painter.end()


def _shortened(widths: list[int], room: int) -> list[int]:
    """Return widths that fit into a room, taken from the widest ones only."""
    spare = sum(widths) - room
    if spare <= 0:
        return widths
    *_, second, widest = sorted(widths)
    most = max(widest - spare, second)
    shorter = [min(width, most) for width in widths]
    left = sum(shorter) - room
    return [max(width - max(left, 0) // len(widths), ICON_PIXELS) for width in shorter]


def _epochs_field() -> NumberField:
    """Return a field for a number of epochs, empty at first."""

    def step(held: Number, direction: int) -> int:
        return min(max(int(held) + direction, 1), MAX_GUI_EPOCHS)

    return NumberField(lambda text: parse_count(text, 1, MAX_GUI_EPOCHS), count, step)


class Tab(QToolButton):
    """A kind of bet: its word, or an icon where there is little room.

    Parameters
    ----------
    kind : BetKind
    """

    def __init__(self, kind: BetKind) -> None:
        super().__init__()
        self._kind = kind
        self.setObjectName("kind")
        self.setText(kind.value)
        self.setAccessibleName(kind.value)
        self.setCheckable(True)
        self.setToolTip(TIPS[kind])

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon, as large as the type."""
        side = round(ICON_PIXELS * theme.type_scale)
        self.setIconSize(QSize(side, side))
        self.setIcon(_kind_icon(self._kind, theme))

    def sizeHint(self) -> QSize:
        """Return the size of what it shows."""
        has_word = self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextOnly
        return QSize(self.width_with(has_word=has_word), super().sizeHint().height())

    def width_with(self, *, has_word: bool) -> int:
        """Return how wide it is with its word, or with its icon."""
        inner = self.fontMetrics().horizontalAdvance(self.text())
        return (inner if has_word else self.iconSize().width()) + TAB_PADDING


def _kind_icon(kind: BetKind, theme: Theme) -> QIcon:
    if kind is BetKind.WORDS:
        return course_icon(Course.SWINGS, theme)
    if kind is BetKind.SKETCH:
        return pictogram("ask", theme)
    return icon("bet" if kind is BetKind.PIN else "number", theme.text)


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for widget in widgets:
        row.addWidget(widget, int(isinstance(widget, ElidedLabel)))
    if not any(isinstance(widget, ElidedLabel) for widget in widgets):
        row.addStretch(1)
    return page
