"""A page over the window, for *Help*: a card on a dimmed ground, in columns; Escape closes it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from linreg_gui import __version__
from linreg_gui.views.look.pictograms import pictogram
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.buttons import SignButton
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import bare_column, muted
from linreg_gui.views.widgets.key_caps import KeyCaps
from linreg_gui.views.widgets.scroll_column import SlimScrollArea
from linreg_gui.views.window.action_table import QUIT
from linreg_gui.views.window.help_table import (
    GESTURES,
    PRESENTING,
    RUN_KEYS,
    SHOW_KEYS,
    WORDS,
    WORDS_OF_SEVERAL,
    Gesture,
    KeyRow,
    Word,
)
from linreg_gui.views.window.overlay import Overlay
from linreg_gui.views.window.shell import WindowShell

MOST_WIDTH, NARROW, LEAST_MARGIN = 1168, 560, 16
PADDING, COLUMN_GAP = 28, 34
SHARES = (7, 5, 5)
"""Of the columns."""
PICTURE, TITLE_SCALE = 22, 1.5
HALF = 15
"""Of the words: so many are in the first column; those are longer."""
OF_SEVERAL = "Curves and several features"
DIM = QColor(10, 16, 28, 110)
ABOUT = (
    "See how a line learns: a laboratory for linear regression by gradient descent.",
    "Everything is computed on this machine; nothing is sent anywhere.",
    "Free software under the MIT licence.",
)
LEAVING = {QKeySequence(key) for key in QUIT.keys}
"""Keys that work while a page is open."""
Fill = Callable[[QGridLayout, int], None]
"""Puts the widgets of a row into a grid."""


class HelpPage(Overlay):
    """Lies over the window, and takes all keys while it is open.

    Parameters
    ----------
    shell : WindowShell
    title : tuple of str
        Of its head, and the hint beside it.
    columns : sequence of QWidget
    links : sequence of QToolButton
        At the right of its foot.
    """

    def __init__(
        self,
        shell: WindowShell,
        title: tuple[str, str],
        columns: Sequence[QWidget],
        links: Sequence[QToolButton],
    ) -> None:
        super().__init__(shell)
        self._columns = columns
        self.setAccessibleName(title[0])
        self.card, self.area = QFrame(self), SlimScrollArea()
        self.close_button = SignButton("✕", "Close", "Close (Esc)")
        self.card.setObjectName("card")
        rows = QVBoxLayout(self.card)
        rows.setContentsMargins(PADDING, 18, PADDING - 8, 16)
        rows.setSpacing(10)
        rows.addLayout(self._head(*title))
        rows.addWidget(self.area, 1)
        foot = QHBoxLayout()
        for link in links:
            foot.addWidget(link)
        foot.insertStretch(0, 1)
        rows.addLayout(foot)
        self._fill()
        self._follow()
        shell.installEventFilter(self)

    def _head(self, title: str, hint: str) -> QHBoxLayout:
        name, beside = QLabel(title), muted(ElidedLabel(hint))
        font = QFont(self.font())
        font.setPointSizeF(TITLE_SCALE * font.pointSizeF())
        font.setBold(True)
        name.setFont(font)
        self.close_button.clicked.connect(self.shut)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(name)
        head.addWidget(beside, 1)
        head.addWidget(self.close_button)
        return head

    def _fill(self) -> None:
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(COLUMN_GAP)
        for column, share in zip(self._columns, SHARES, strict=False):
            row.addWidget(column, share, Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(content)
        is_wide = content.minimumSizeHint().width() > self._most_width() - 2 * PADDING
        if is_wide and len(self._columns) > 1:
            self._stack_last(row)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _stack_last(self, row: QHBoxLayout) -> None:
        """Put the last column under the one before it: large type leaves no room beside it."""
        *_, upper, lower = self._columns
        stack = QVBoxLayout()
        for column in (upper, lower):
            row.removeWidget(column)
            stack.addWidget(column)
        stack.addStretch(1)
        row.addLayout(stack, SHARES[-1])

    def _most_width(self) -> int:
        most = MOST_WIDTH if len(self._columns) > 1 else NARROW
        return min(most, self.window().width() - 2 * LEAST_MARGIN)

    def open(self) -> None:
        """Show the page."""
        self.show()
        self.raise_()
        self.area.setFocus(Qt.FocusReason.PopupFocusReason)

    # ---- place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        size = self.window().size()
        self.resize(size)
        content = self.area.widget()
        assert content is not None
        width = self._most_width()
        inner = width - 2 * PADDING
        room = content.heightForWidth(inner) if content.hasHeightForWidth() else 0
        wanted = max(room, content.sizeHint().height()) + self.card.sizeHint().height()
        wanted -= self.area.sizeHint().height()
        height = min(wanted, size.height() - 2 * LEAST_MARGIN)
        self.card.setGeometry(
            (size.width() - width) // 2, (size.height() - height) // 2, width, height
        )

    # ---- keys and mouse

    def event(self, event: QEvent) -> bool:
        """Keep all keys from the run's shortcuts, but for the one that quits."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_kept = QKeySequence(event.keyCombination()) not in LEAVING
            event.setAccepted(is_kept)
            return is_kept
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape, and by the key that opened the page."""
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Question}:
            self.shut()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close by a press beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.shut()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), DIM)


class HelpPages(QObject):
    """Opens the pages of *Help*; one at a time.

    Parameters
    ----------
    shell : WindowShell
    theme : Theme
    """

    def __init__(self, shell: WindowShell, theme: Theme) -> None:
        super().__init__(shell)
        self._shell, self._theme = shell, theme
        self.page: HelpPage | None = None

    def set_theme(self, theme: Theme) -> None:
        """Draw the pages to come with another theme; one that is open closes."""
        self._theme = theme
        self.close()

    def close(self) -> None:
        """Close the page that is open, if any."""
        if self.page is not None:
            self.page.shut()

    @Slot()
    def _on_closed(self) -> None:
        self.page = None

    @Slot()
    def show_keys(self) -> None:
        """Show *Keys and gestures*; on the stage the keys of its speaker come first."""
        first = {PRESENTING: SHOW_KEYS[PRESENTING]} if self._theme.is_stage else {}
        columns = [
            sections(GESTURES, self._gesture),
            sections(RUN_KEYS, _keys),
            sections(first | SHOW_KEYS, _keys),
        ]
        hint = "F1 or ? opens this page, Esc closes it · letters wait while you type in a field"
        self._open(("Keys and gestures", hint), columns, [self._link("Words", self.show_words)])

    @Slot()
    def show_words(self) -> None:
        """Show *Words*."""
        several = self._link(OF_SEVERAL, self.show_words_of_several)
        links = [several, self._link("Keys and gestures", self.show_keys)]
        title = "Words", "what the terms mean, in plain words and as formulas"
        self._open(title, _word_columns(WORDS, HALF), links)

    @Slot()
    def show_words_of_several(self) -> None:
        """Show the words of curves and several features, for which *Words* has no room."""
        title = "Words", "of curves and several features"
        columns = _word_columns(WORDS_OF_SEVERAL, len(WORDS_OF_SEVERAL) // 2)
        self._open(title, columns, [self._link("All other words", self.show_words)])

    @Slot()
    def show_about(self) -> None:
        """Show *About*."""
        column = QWidget()
        rows = bare_column(column)
        for sentence in ABOUT:
            rows.addWidget(_wrapped(sentence))
        self._open((f"linreg_gui {__version__}", ""), [column])

    def _open(
        self, title: tuple[str, str], columns: Sequence[QWidget], links: Sequence[QToolButton] = ()
    ) -> None:
        self.close()
        self.page = HelpPage(self._shell, title, columns, links)
        self.page.closed.connect(self._on_closed)
        self.page.open()

    def _link(self, text: str, act: Callable[[], None]) -> QToolButton:
        link = QToolButton()
        link.setObjectName("link")
        link.setText(text)
        link.clicked.connect(act)
        return link

    def _gesture(self, grid: QGridLayout, row: int, gesture: Gesture) -> None:
        picture, side = QLabel(), round(PICTURE * self._theme.type_scale)
        ratio = self._shell.devicePixelRatioF()
        picture.setPixmap(pictogram(gesture.icon, self._theme).pixmap(QSize(side, side), ratio))
        name = _bold(gesture.gesture)
        for column, widget in enumerate((picture, name, _wrapped(gesture.effect))):
            grid.addWidget(widget, row, column)


def sections(parts: Mapping[str, Sequence[object]], fill: Callable[..., None]) -> QWidget:
    """Return a column: headings, each with its rows.

    Parameters
    ----------
    parts : mapping
        Rows by heading.
    fill : callable
        Puts one row into a grid.
    """
    made = QWidget()
    column = bare_column(made, 4)
    grids = []
    for heading, rows in parts.items():
        if heading:
            label, line = QLabel(heading), QFrame()
            label.setProperty("role", "heading")
            line.setObjectName("rule")
            line.setFixedHeight(1)
            column.addWidget(label)
            column.addWidget(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setContentsMargins(0, 2, 0, 14)
        for place, row in enumerate(rows):
            fill(grid, place, row)
        grid.setColumnStretch(grid.columnCount() - 1, 1)
        column.addLayout(grid)
        grids.append(grid)
    for place in range(grids[0].columnCount() - 1):
        widest = max(_width_of(grid, place) for grid in grids)
        for grid in grids:
            grid.setColumnMinimumWidth(place, widest)
    return made


def _width_of(grid: QGridLayout, column: int) -> int:
    items = (grid.itemAtPosition(row, column) for row in range(grid.rowCount()))
    return max((item.sizeHint().width() for item in items if item is not None), default=0)


def _keys(grid: QGridLayout, row: int, keys: KeyRow) -> None:
    grid.addWidget(KeyCaps(keys.caps), row, 0)
    grid.addWidget(_wrapped(keys.effect), row, 1)


def _word_columns(words: Sequence[Word], half: int) -> list[QWidget]:
    """Return words in two columns, the first with half of them."""
    return [sections({"": part}, _word) for part in (words[:half], words[half:])]


def _word(grid: QGridLayout, row: int, word: Word) -> None:
    term, formula = _bold(word.term), _wrapped(word.formula)
    muted(formula)
    formula.setVisible(bool(word.formula))
    text = QVBoxLayout()
    text.setSpacing(0)
    text.addWidget(_wrapped(word.meaning))
    text.addWidget(formula)
    grid.addWidget(term, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addLayout(text, row, 1)


def _bold(text: str) -> QLabel:
    label = QLabel(text)
    font = QFont(label.font())
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    return label


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
