"""The stage: what presenter mode shows of the window, and the keys and the pointer of a speaker."""

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeySequence,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from linreg_gui.core.settings import LEARNING_RATE
from linreg_gui.session.session import Session
from linreg_gui.session.values import ViewOptions
from linreg_gui.session.wording import number
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.widgets.formatting import (
    beside_the_best,
    equation_markup,
    is_base,
    measured,
)
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import SCROLL_BAR, WindowShell

FORMULA_PIXELS, ERROR_PIXELS, BESIDE_PIXELS = 42, 34, 22
"""Type of the first row, on a screen of 720 lines."""
TYPE_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Of that type, the largest that the numbers of the row leave room for."""
SPARE = 1.03
"""Only with so much room is type enlarged again: a sign that comes and goes changes no size."""
ROWS = (292, 348)
"""Shares of the two rows of panes."""
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
        self._keys = [
            self._key(Qt.Key.Key_Up, self._raise_rate),
            self._key(Qt.Key.Key_Down, self._lower_rate),
            self._key(Qt.Key.Key_Tab, self._open_drawer),
        ]
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        shell.installEventFilter(self)
        session.view_options_changed.connect(self._render_column)

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
            self._row_sizes = shell.rows.sizes()
            shell.rows.setSizes([1000 * share for share in ROWS])
        else:
            self.rate_plate.hide()
        self.pointer.watch(is_watching=is_on)
        self._render_column(self._session.view_options)
        self._on_focus_changed(None, shell.focusWidget())

    def restore_rows(self) -> None:
        """Give the rows of panes the sizes they had, once the window has its own again."""
        if self._row_sizes:
            self._shell.rows.setSizes(self._row_sizes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Change the pointer while the window is on the screen only."""
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide}:
            self.pointer.watch(is_watching=self._is_on and event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def leave_drawer(self) -> bool:
        """Close the drawer; False when it was not open."""
        was_open, self.is_drawer_open = self.is_drawer_open, False
        self._render_column(self._session.view_options)
        return was_open

    @Slot(object)
    def _render_column(self, options: ViewOptions) -> None:
        """Show the column of cards where something in it was asked for."""
        shell, is_open = self._shell, self.is_drawer_open or not self._is_on
        is_asked = options.show_worksheet or options.show_code or options.show_points
        self._column.setVisible(is_open or is_asked)
        layout = shell.main_area.layout()
        assert layout is not None
        # Beside the column there is room for its scroll bar, and so at the window's edge.
        layout.setContentsMargins(0, 0, 0 if is_open or is_asked else SCROLL_BAR, 0)
        shell.training_card.setVisible(is_open)
        shell.model_card.setVisible(not self._is_on)

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

    @Slot()
    def _raise_rate(self) -> None:
        self._step_rate(1)

    @Slot()
    def _lower_rate(self) -> None:
        self._step_rate(-1)

    def _step_rate(self, direction: int) -> None:
        rate = self._session.runs.settings.learning_rate
        self._session.set_learning_rate(float(LEARNING_RATE.stepped(rate, direction)))
        self.rate_plate.tell(self._session.runs.settings.learning_rate)

    @Slot()
    def _open_drawer(self) -> None:
        self.is_drawer_open = True
        self._render_column(self._session.view_options)
        for field in self._shell.training_card.findChildren(QLineEdit):
            if field.isVisibleTo(self._shell):
                field.setFocus(Qt.FocusReason.TabFocusReason)
                return


class StageHead(QWidget):
    """The first row: the line in large type, its error, and how that compares with the best.

    Long numbers are written smaller: they never widen the window.
    """

    drawn_fields = (
        "dataset",
        "objective",
        "shown_line",
        "shown_parameters",
        "shown_branch",
        "view_options",
        "theme",
    )

    def __init__(self, clock: FrameClock) -> None:
        super().__init__()
        self.formula, self.error, self.beside = QLabel(), QLabel(), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(24)
        row.addWidget(self.formula, 1)
        row.addWidget(self.error)
        row.addWidget(self.beside)
        for label in (self.formula, self.error):
            label.setTextFormat(Qt.TextFormat.RichText)
        self.formula.setAccessibleName("Equation of the line shown")
        self.error.setAccessibleName("Mean squared error")
        self.beside.setProperty("role", "muted")
        self._scale, self._share = 1.0, 1.0
        self.ask = clock.add(self, clock.frame())

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the line of a frame; nothing while it is not on the stage."""
        if self.isHidden():
            return
        self._scale = frame.theme.stage_scale
        colour = branch_colour(frame.theme, frame.shown_branch)
        self.formula.setText(equation_markup(frame.dataset.digits, frame.shown_line, colour))
        self.error.setText(_error(frame))
        self.beside.setText(_beside_the_best(frame))
        self.setFixedHeight(QFontMetrics(self._font(FORMULA_PIXELS)).height())
        self._suit_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the size of type anew."""
        super().resizeEvent(event)
        self._suit_width()

    def minimumSizeHint(self) -> QSize:
        """Return no width: type is smaller instead."""
        return QSize(0, super().minimumSizeHint().height())

    def _suit_width(self) -> None:
        """Give the row the largest type that fits into its width."""
        before, room = self._share, self.width()
        needed = self._width_at(before)
        if needed <= room and (before == TYPE_SHARES[0] or SPARE * needed > room):
            return
        fitting = (share for share in TYPE_SHARES if self._width_at(share) <= room)
        wanted = next(fitting, TYPE_SHARES[-1])
        if wanted > before and SPARE * self._width_at(wanted) > room:
            wanted = before
        self._share = wanted
        self._width_at(wanted)

    def _width_at(self, share: float) -> int:
        """Write the row in a share of its type, and return how wide it is."""
        for label, pixels in (
            (self.formula, FORMULA_PIXELS),
            (self.error, ERROR_PIXELS),
            (self.beside, BESIDE_PIXELS),
        ):
            label.setFont(self._font(share * pixels))
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return layout.sizeHint().width()

    def _font(self, pixels: float) -> QFont:
        font = QFont(QApplication.font())
        font.setPixelSize(round(pixels * self._scale))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font


def _error(frame: ThemedFrame) -> str:
    if frame.loss is None:
        return ""
    value = measured(frame.dataset.loss.value(np.array(frame.shown_line)))
    muted = frame.theme.muted
    return f"<span style='color:{muted}'>MSE</span> <span style='font-weight:600'>{value}</span>"


def _beside_the_best(frame: ThemedFrame) -> str:
    loss = frame.loss
    if loss is None or frame.view_options.is_guessing:
        return ""
    if not is_base(loss):
        return ""
    excess = float(loss.excess_values(np.array(frame.shown_parameters)))
    return beside_the_best(excess, loss.minimum_value)


class RatePlate(QLabel):
    """A plate over the loss plot that says which learning rate a key has chosen."""

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
        """Forget when it would have gone."""
        self._end.stop()
        super().hideEvent(event)

    def tell(self, rate: float) -> None:
        """Show a learning rate for a while."""
        self.setText(f"learning rate {number(rate)}")
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
            QApplication.setOverrideCursor(ring_cursor())
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
            QApplication.changeOverrideCursor(blank if is_hidden else ring_cursor())


def ring_cursor() -> QCursor:
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
