"""The stage: what presenter mode shows of the window, and the keys and the pointer of a speaker."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QCursor,
    QHideEvent,
    QKeySequence,
    QPainter,
    QPen,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from linreg_gui.core.settings import LEARNING_RATE
from linreg_gui.session.session import Session
from linreg_gui.session.values import ViewOptions
from linreg_gui.session.wording import rate_told
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.widgets.weak_call import weak_call
from linreg_gui.views.window.shell import SCROLL_BAR, WindowShell
from linreg_gui.views.window.stage_head import StageHead

ROWS = (310, 330)
HIGH_ROWS = (430, 210)
"""Shares of the two rows of panes; with strip, cuts or a tipped surface the upper one is higher."""
RATE_MILLISECONDS = 2500
"""For so long the plate with a learning rate chosen by key is seen."""
RING_PIXELS = 28
POINTER_MILLISECONDS = 100
"""Between two looks at where the pointer is."""
RESTING_LOOKS = 30
"""After so many looks at a pointer that rests, three seconds, it is hidden."""
TYPED_IN = (QLineEdit, QAbstractSlider, QComboBox, QAbstractItemView)
"""Controls that use the arrow keys themselves."""


class Stage(QObject):
    """Show less and larger while the window presents, and everything again afterwards.

    Parameters
    ----------
    shell : WindowShell
    session : Session
    clock : FrameClock
    """

    speed_stepped = Signal(int)
    """A run is to be shown faster, 1, or slower, -1."""

    def __init__(self, shell: WindowShell, session: Session, clock: FrameClock) -> None:
        super().__init__(shell)
        self._shell, self._session = shell, session
        column = shell.columns.widget(1)
        assert column is not None
        self._column = column
        self.head = StageHead(clock)
        self.head.hide()
        shell.add_above(self.head)
        self.rate_plate = RatePlate(shell.loss_card)
        self.pointer = StagePointer(self)
        self.is_drawer_open = False
        self._is_on = False
        self._row_sizes: list[int] = []
        self._shares = (0, 0)
        self._keys = [
            self._key(Qt.Key.Key_Up, weak_call(self._step_rate, 1)),
            self._key(Qt.Key.Key_Down, weak_call(self._step_rate, -1)),
            self._key(Qt.Key.Key_Plus, weak_call(self._step_speed, 1)),
            self._key(Qt.Key.Key_Minus, weak_call(self._step_speed, -1)),
        ]
        self._tab = self._key(Qt.Key.Key_Tab, self._open_drawer_or_other_kind)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        shell.installEventFilter(self)
        session.view_options_changed.connect(self._follow_options)
        session.asking.changed.connect(self._set_tab)

    def set_on(self, *, is_on: bool) -> None:
        """Go on the stage or leave it; the type is enlarged already."""
        if is_on == self._is_on:
            return
        self._is_on, self.is_drawer_open = is_on, False
        shell = self._shell
        # A hidden menu bar would take the keys of its entries with it.
        shell.menuBar().setMaximumHeight(0 if is_on else shell.maximumHeight())
        self.head.setVisible(is_on)
        self.head.ask()
        for card in (shell.data_card, shell.surface_card, shell.loss_card):
            card.show_head(has_all=not is_on)
        if is_on:
            self._row_sizes, self._shares = shell.rows.sizes(), (0, 0)
            self._share_rows(self._session.view_options)
        else:
            self.rate_plate.hide()
        self.pointer.watch(is_watching=is_on)
        self._render_column(self._session.view_options)
        self._on_focus_changed(None, shell.focusWidget())

    def _share_rows(self, options: ViewOptions) -> None:
        """Give the upper row room for what is shown beside its plots, and take it back."""
        has_more = options.show_residual_strip or options.show_cuts or options.is_tilted
        shares = HIGH_ROWS if has_more else ROWS
        if self._is_on and shares != self._shares:
            self._shares = shares
            self._shell.rows.setSizes([1000 * share for share in shares])

    def restore_rows(self) -> None:
        """Give the rows of panes the sizes they had, once the window has its own again."""
        if self._row_sizes:
            self._shell.rows.setSizes(self._row_sizes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Change the pointer only while the window is on the screen."""
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
            self.pointer.watch(is_watching=self._is_on and event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def leave_drawer(self) -> bool:
        """Close the drawer; False when it was not open."""
        was_open, self.is_drawer_open = self.is_drawer_open, False
        self._render_column(self._session.view_options)
        return was_open

    @Slot(object)
    def _follow_options(self, options: ViewOptions) -> None:
        self._share_rows(options)
        self._render_column(options)

    def _render_column(self, options: ViewOptions) -> None:
        """Show the column of cards where something in it was asked for."""
        shell, is_open = self._shell, self.is_drawer_open or not self._is_on
        is_asked = options.show_worksheet or options.show_code or options.show_points
        shell.show_cards(are_shown=is_open or is_asked)
        is_asked = is_asked or self._session.lesson is not None
        self._column.setVisible(is_open or is_asked)
        layout = shell.main_area.layout()
        assert layout is not None
        # Beside the column there is room for its scroll bar, and so at the window's edge.
        layout.setContentsMargins(0, 0, 0 if is_open or is_asked else SCROLL_BAR, 0)
        shell.training_card.setVisible(is_open)
        shell.model_card.setVisible(not self._is_on)

    @Slot()
    def follow_lesson(self) -> None:
        """Show the column while a lesson is in it."""
        self._render_column(self._session.view_options)

    # ---- keys

    def _key(self, key: Qt.Key, slot: object) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._shell)
        shortcut.activated.connect(slot)
        shortcut.setEnabled(False)
        return shortcut

    @Slot(object, object)
    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Leave the keys to a control that uses them, and outside the stage to the window."""
        is_ours = self._is_on and not isinstance(now, TYPED_IN)
        is_in_column = now is not None and self._column.isAncestorOf(now)
        for shortcut in self._keys:
            shortcut.setEnabled(is_ours and not is_in_column)
        self._set_tab()

    @Slot()
    def _set_tab(self) -> None:
        """Have Tab open the drawer, or while a question is open choose another kind of bet."""
        self._tab.setEnabled(self._is_on and (self._keys[0].isEnabled() or self._is_asking()))

    def _is_asking(self) -> bool:
        return self._session.asking.state.is_open and self._session.lesson is None

    def _step_speed(self, direction: int) -> None:
        self.speed_stepped.emit(direction)

    def _step_rate(self, direction: int) -> None:
        rate = self._session.runs.settings.learning_rate
        self._session.set_learning_rate(float(LEARNING_RATE.stepped(rate, direction)))
        self.rate_plate.tell(rate_told(self._session.runs.settings.learning_rate))

    @Slot()
    def _open_drawer_or_other_kind(self) -> None:
        if self._is_asking():
            self._session.asking.choose_next_kind()
        else:
            self._open_drawer()

    def _open_drawer(self) -> None:
        self.is_drawer_open = True
        self._render_column(self._session.view_options)
        for field in self._shell.training_card.findChildren(QLineEdit):
            if field.isVisibleTo(self._shell):
                field.setFocus(Qt.FocusReason.TabFocusReason)
                return


class RatePlate(QLabel):
    """A plate over the loss plot that says which learning rate or speed a key has chosen."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self._card = card
        self.setObjectName("rate-plate")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(RATE_MILLISECONDS)
        self._end.timeout.connect(self.hide)
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timer that would hide it."""
        self._end.stop()
        super().hideEvent(event)

    @Slot(str)
    def tell(self, text: str) -> None:
        """Show what was chosen for a while."""
        self.setText(text)
        self.adjustSize()
        card = self._card
        self.move((card.width() - self.width()) // 2, card.height() // 4)
        self.show()
        self.raise_()
        self._end.start()


class StagePointer(QObject):
    """A pointer that the last row sees while it moves, and nobody while it rests."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._at = QPoint()
        self._n_rests = 0
        self.is_hidden = False
        self._looks = QTimer(self)
        self._looks.setInterval(POINTER_MILLISECONDS)
        self._looks.timeout.connect(self._look)

    def watch(self, *, is_watching: bool) -> None:
        """Change the pointer of the application, or give it back."""
        if is_watching and not self._looks.isActive():
            self._at, self._n_rests, self.is_hidden = QCursor.pos(), 0, False
            QApplication.setOverrideCursor(_ring_cursor())
            self._looks.start()
        elif not is_watching and self._looks.isActive():
            self._looks.stop()
            QApplication.restoreOverrideCursor()

    @Slot()
    def _look(self) -> None:
        self.see(QCursor.pos())

    def see(self, at: QPoint) -> None:
        """Take note of where the pointer is."""
        self._n_rests = self._n_rests + 1 if at == self._at else 0
        self._at = at
        is_hidden = self._n_rests >= RESTING_LOOKS
        if is_hidden != self.is_hidden:
            self.is_hidden = is_hidden
            blank = QCursor(Qt.CursorShape.BlankCursor)
            QApplication.changeOverrideCursor(blank if is_hidden else _ring_cursor())


def _ring_cursor() -> QCursor:
    """Return a ring, dark on light and light on dark, with a dot at its place."""
    ratio = QApplication.primaryScreen().devicePixelRatio()
    pixmap = QPixmap(round(RING_PIXELS * ratio), round(RING_PIXELS * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    centre = QPointF(RING_PIXELS / 2, RING_PIXELS / 2)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in (("#ffffff", 5.0), ("#1b1f27", 2.4)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(centre, RING_PIXELS / 2 - 3, RING_PIXELS / 2 - 3)
            painter.drawPoint(centre)
    return QCursor(pixmap, RING_PIXELS // 2, RING_PIXELS // 2)
