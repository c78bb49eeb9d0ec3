"""The window's shell: cards and splitters, painted before anything heavy is loaded."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.views.look.theme import desktop_type_scale
from linreg_gui.views.widgets.card import Card, FoldingCard
from linreg_gui.views.widgets.card_parts import bare_column
from linreg_gui.views.widgets.scroll_column import ScrollColumn
from linreg_gui.views.window.bars_above import BarsAbove

DEFAULT_SIZE = QSize(1280, 800)
MENUS = ("&File", "&Edit", "E&xamples", "&Lessons", "&Run", "&View", "&Help")
NESTED_LAYOUTS = 10
"""More than there are from a pane to the window; each is updated after the one inside it."""
SCROLL_BAR = 8
"""Pixels beside the cards that are kept free for the scroll bar, so that nothing jumps."""
SIDE_WIDTH, SIDE_MINIMUM = 306 + SCROLL_BAR, 220
SMALL_SIDE_WIDTH = 268 + SCROLL_BAR
"""Of the column of cards; narrower than its cards only where the window has no more room."""
SMALL_WIDTH = 1100
"""Narrower than that, margins and gaps of a window are smaller, and its column is narrower."""
MARGIN, SMALL_MARGIN, GAP, SMALL_GAP, TOP_MARGIN = 10, 8, 8, 6, 6
LARGEST_SHARE = 0.37
"""Largest part of the window's width for the cards; very large type scrolls sideways."""
WIDE_SHARE, WIDE_MINIMUM, WIDE_MAXIMUM = 0.3125, 340, 400
"""Width of the column of cards while a worksheet or code is shown."""


class WindowShell(QMainWindow):
    """Two large panes, the loss pane under them, and a column of cards on the right."""

    escaped = Signal()
    """Escape was pressed, and no control used it."""
    key_released = Signal(int)
    """A key was let go that no control used; not those a keyboard repeats."""
    key_unused = Signal(QKeySequence)
    """A key was pressed that neither a control nor an action used; not those a keyboard repeats."""
    resized = Signal()
    """It has another size, or is shown."""
    first_painted = Signal()
    """The empty window is on the screen; heavy work may begin."""

    def __init__(self) -> None:
        super().__init__()
        self._is_painted = self._is_closed = False
        self._is_wide, self._type_scale = False, desktop_type_scale()
        self._is_small = False
        self._widths: dict[tuple[bool, float], int] = {}
        """Width of the column, by whether it explains a step and by the scale of its type."""
        self.setWindowTitle("linreg_gui")
        self.resize(DEFAULT_SIZE)
        self._wanted_width = self._usual_width = self._narrow_width()
        """Of the column; it is narrower while the panes leave no room."""
        self._side: ScrollColumn
        self._column = QWidget()
        self._focus_home: QWidget | None = None
        self._close_handlers: list[Callable[[], bool]] = []
        self._data_guard: Callable[[Callable[[], object]], object] = _at_once
        self.data_card = Card("Data")
        self.surface_card = Card("Loss surface")
        self.loss_card = Card("Loss")
        self.model_card = FoldingCard("Model", has_title_line=False)
        self.worksheet_card = Card("Worksheet")
        self.code_card = Card("Code")
        self.points_card = Card("Points", "type, paste, N adds, Delete removes")
        self.training_card = FoldingCard("Training", has_title_line=False)
        self.runs_card = FoldingCard("Runs")
        self._folds: dict[bool, list[bool]] = {True: [True, True]}
        """Which of the cards below a worksheet are folded, by whether the worksheet is open."""
        self.main_area = QWidget()
        self._assemble()

    def set_type_scale(self, scale: float) -> None:
        """Scale the width of the column of cards with its type."""
        self._show_column(is_wide=self._is_wide, scale=scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adapt the limits of the column of cards."""
        super().resizeEvent(event)
        self._suit_size()
        self._limit_column()
        self._make_up_width()
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Report the size that the window is shown with."""
        super().showEvent(event)
        self.resized.emit()

    def _suit_size(self) -> None:
        """Spend less room on margins and on the column where the window is small."""
        is_small = self.width() < SMALL_WIDTH
        if is_small != self._is_small:
            self._is_small = is_small
            margin, gap = (SMALL_MARGIN, SMALL_GAP) if is_small else (MARGIN, GAP)
            self._rows_of_all.setContentsMargins(margin, TOP_MARGIN, margin - SCROLL_BAR, margin)
            self._cards.setSpacing(gap)
            for splitter in (self.columns, self.rows, self.panes):
                splitter.setHandleWidth(gap)
        former, self._usual_width = self._usual_width, self._narrow_width()
        if not self._is_wide and former == self._wanted_width != self._usual_width:
            self._want_width(self._usual_width)

    def _want_width(self, width: int) -> None:
        """Give the column a width, which it gets again when there is room."""
        room = sum(self.columns.sizes())
        self._wanted_width = width
        self.columns.setSizes([room - width, width])

    def event(self, event: QEvent) -> bool:
        """Widen the column again when a changed layout leaves room, and keep the focus home.

        A window that becomes active without a focus gets one from Qt as by Tab: after a number and
        a dialog that was the button of a message, which then took the key Space.
        """
        is_woken = event.type() == QEvent.Type.WindowActivate
        if is_woken and self._focus_home is not None and not _takes_keys(self.focusWidget()):
            self._focus_home.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        is_done = bool(super().event(event))
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_up_width()
        return is_done

    def _limit_column(self) -> None:
        ratio = SIDE_MINIMUM / SIDE_WIDTH
        self._column.setMinimumWidth(max(SIDE_MINIMUM, round(ratio * self._narrow_width())))

    def _narrow_width(self) -> int:
        """Return the width of the column while it explains nothing."""
        usual = SMALL_SIDE_WIDTH if self._is_small else SIDE_WIDTH
        share = max(usual, LARGEST_SHARE * self.width())
        return round(min(usual * self._type_scale, share))

    def show_explanations(self, *, has_worksheet: bool, has_code: bool) -> None:
        """Show the cards that explain a step; a worksheet folds the cards below it."""
        had_worksheet = not self.worksheet_card.isHidden()
        if has_worksheet != had_worksheet:
            below = (self.training_card, self.runs_card)
            self._folds[had_worksheet] = [card.is_folded for card in below]
            for card, is_folded in zip(below, self._folds[has_worksheet], strict=True):
                card.fold(is_folded=is_folded)
        self.worksheet_card.setVisible(has_worksheet)
        self.code_card.setVisible(has_code)
        self._show_column(is_wide=has_worksheet or has_code, scale=self._type_scale)

    def _show_column(self, *, is_wide: bool, scale: float) -> None:
        """Restore the width that the column last had in this state."""
        before, wanted = (self._is_wide, self._type_scale), (is_wide, scale)
        if wanted == before:
            return
        self._widths[before] = self._wanted_width
        self._is_wide, self._type_scale = wanted
        self._usual_width = self._narrow_width()
        self._limit_column()
        room = sum(self.columns.sizes())
        self._want_width(self._widths.get(wanted) or self._first_width(room))

    def _make_up_width(self) -> None:
        """Widen the column to the wanted width."""
        main, side = self.columns.sizes()
        missing = self._wanted_width - side
        if missing > 0:
            self.columns.setSizes([main - missing, self._wanted_width])

    @Slot()
    def _on_column_moved(self) -> None:
        self._wanted_width = self.columns.sizes()[1]

    def _first_width(self, room: int) -> int:
        """Return a width that reads well and does not make the window grow."""
        if not self._is_wide:
            return self._narrow_width()
        share = round(WIDE_SHARE * self.width())
        wanted = self._type_scale * min(max(share, WIDE_MINIMUM), WIDE_MAXIMUM)
        most = room - self.main_area.minimumSizeHint().width()
        return max(self._widths.get((False, self._type_scale), 0), min(round(wanted), most))

    @property
    def plain_title(self) -> str:
        """The title without Qt's mark "[*]" for unsaved work; "[*][*]" is "[*]" in a name."""
        parts = self.windowTitle().split("[*][*]")
        return "[*]".join(part.replace("[*]", "") for part in parts)

    def show_parts(self, *, is_shown: bool) -> None:
        """Show or hide all below the menus.

        Hidden while it is filled: in a window that is seen Qt lays each part out by itself.
        """
        self.columns.setVisible(is_shown)

    def set_menu(self, title: str, menu: QMenu) -> None:
        """Have a menu below its title, one of ``MENUS``."""
        self._menu_titles[title].setMenu(menu)

    def add_above(self, bar: QWidget) -> None:
        """Add a bar above the panes and cards."""
        self._rows_of_all.insertLayout(self._rows_of_all.count() - 1, _before_scroll_bar(bar))

    def add_passing(self, bar: QWidget) -> None:
        """Add a bar that comes and goes above the panes; over their heads in a low window."""
        self._bars.add(bar)

    def put_above_cards(self, card: QWidget) -> None:
        """Put a card on top of the column, where it does not scroll with the others."""
        self._above_cards.insertLayout(0, _before_scroll_bar(card))

    def show_cards(self, *, are_shown: bool) -> None:
        """Show the cards that scroll, or leave all the column to the one on top of it."""
        self._side.setVisible(are_shown)

    def add_below_cards(self, widget: QWidget) -> None:
        """Add a widget below all cards."""
        self._cards.insertWidget(self._cards.count() - 1, widget)

    def bring_into_sight(self, card: QWidget) -> None:
        """Scroll the column so that a card just opened is seen."""
        lay_out_now()
        self._side.bring_into_sight(card)

    @property
    def column_height(self) -> int:
        """The height that there is for cards."""
        return self._column.height()

    @property
    def least_cards_height(self) -> int:
        """The height that the cards which scroll keep in any case."""
        if self._side.isHidden():
            return 0
        return self._side.minimumSizeHint().height() + self._above_cards.spacing()

    @property
    def cards_height(self) -> int:
        """The height that the cards which scroll would take."""
        return self._cards.sizeHint().height() + GAP

    def add_close_handler(self, handler: Callable[[], bool]) -> None:
        """Call ``handler`` before the window closes; if it returns False, the window stays open."""
        self._close_handlers.append(handler)

    def set_data_guard(self, guard: Callable[[Callable[[], object]], object]) -> None:
        """Set the function that may delay opening other data, to ask about unsaved work."""
        self._data_guard = guard

    def bring_data(self, bring: Callable[[], object]) -> None:
        """Open other data by calling ``bring``, as soon as the guard allows."""
        self._data_guard(bring)

    def set_focus_home(self, widget: QWidget) -> None:
        """Set the widget that has the focus while no control has it."""
        self._focus_home = widget
        widget.setFocus()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Give the focus of a control that is hidden or disabled to the window, not to the next.

        Qt moves it on as Tab would: a closed table would hand its arrow keys to whatever follows.
        """
        if _is_gone(self.focusWidget()) and self._focus_home is not None:
            self._focus_home.setFocus()
            return True
        return bool(super().focusNextPrevChild(is_next))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close if all handlers agree."""
        if all(handler() for handler in self._close_handlers):
            self._is_closed = True
            super().closeEvent(event)
        else:
            event.ignore()

    def setVisible(self, visible: bool) -> None:
        """Show or hide the window; a closed window stays closed, because its session has ended.

        A minimised window that is restored just after it was closed would come back lifeless.
        """
        super().setVisible(visible and not self._is_closed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Emit `escaped` for an Escape that no control used, and `key_unused` for other keys."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        if not event.isAutoRepeat():
            self.key_unused.emit(QKeySequence(event.keyCombination()))
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Emit `key_released`."""
        if not event.isAutoRepeat():
            self.key_released.emit(event.key())
        super().keyReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Emit `first_painted` after the first painting, children included."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def _assemble(self) -> None:
        self._menu_titles = {title: self.menuBar().addAction(title) for title in MENUS}
        self.panes = _splitter(Qt.Orientation.Horizontal, self.data_card, self.surface_card)
        self.panes.setSizes([480, 480])
        self.rows = _splitter(Qt.Orientation.Vertical, self.panes, self.loss_card)
        self.rows.setStretchFactor(0, 3)
        self.rows.setStretchFactor(1, 1)
        self.rows.setSizes([560, 230])
        column = bare_column(self.main_area)
        column.addWidget(self.rows)
        self._side = self._side_column()
        self._above_cards = bare_column(self._column, GAP)
        self._above_cards.addWidget(self._side, 1)
        self._above_cards.addStretch(0)
        self.columns = _splitter(Qt.Orientation.Horizontal, self.main_area, self._column)
        self.columns.splitterMoved.connect(self._on_column_moved)
        self.columns.setStretchFactor(0, 1)
        self.columns.setStretchFactor(1, 0)
        self.columns.setSizes([DEFAULT_SIZE.width() - self._wanted_width, self._wanted_width])
        centre = QWidget()
        self._rows_of_all = QVBoxLayout(centre)
        self._rows_of_all.setContentsMargins(MARGIN, TOP_MARGIN, MARGIN - SCROLL_BAR, MARGIN)
        self._rows_of_all.addWidget(self.columns, 1)
        self._bars = BarsAbove(centre, self._rows_of_all, SCROLL_BAR, desktop_type_scale())
        self.setCentralWidget(centre)

    def _side_column(self) -> ScrollColumn:
        self.scrolled_cards = column = QWidget()
        """Its layout is asked for when one comes or goes."""
        self._cards = layout = bare_column(column, GAP)
        cards = (
            self.model_card,
            self.worksheet_card,
            self.code_card,
            self.points_card,
            self.training_card,
            self.runs_card,
        )
        for card in cards:
            layout.addWidget(card)
        for card in (self.worksheet_card, self.code_card, self.points_card, self.runs_card):
            card.hide()
        layout.addStretch(1)
        return ScrollColumn(column)


def _before_scroll_bar(widget: QWidget) -> QHBoxLayout:
    """Return a line with a widget that ends where the cards do, which scroll."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, SCROLL_BAR, 0)
    line.addWidget(widget)
    return line


def _at_once(bring: Callable[[], object]) -> None:
    bring()


def _takes_keys(focused: QWidget | None) -> bool:
    return focused is not None and focused.isVisible() and focused.isEnabled()


def _is_gone(focused: QWidget | None) -> bool:
    return focused is not None and not _takes_keys(focused)


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter


def lay_out_now() -> None:
    """Do the layouts that wait: what is painted before would be painted twice."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.PolishRequest)
    for _ in range(NESTED_LAYOUTS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateLater)
