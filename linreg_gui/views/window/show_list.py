"""The list that *Show* opens: a row for each layer of a pane, ticked while it is shown."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import bare_column, muted
from linreg_gui.views.widgets.scroll_column import SlimScrollArea
from linreg_gui.views.window.overlay import Overlay
from linreg_gui.views.window.show_row import BEFORE, ENDS, KEYS, MARGIN, NEXT, ROW_HEIGHT, ShowRow

SHADOW, RADIUS = 12, 10.0
SHADOW_ALPHA = 4
"""Of 255, for each of the layers that lie over one another."""


class RowsArea(SlimScrollArea):
    """The rows, which scroll where a window is too low for all; the list has its keys."""

    def __init__(self, groups: Sequence[tuple[str, list[ShowRow]]]) -> None:
        super().__init__()
        content = QWidget()
        column = bare_column(content, 0)
        self._groups: list[tuple[QLabel, list[ShowRow]]] = []
        for heading, rows in groups:
            label = muted(QLabel(heading))
            label.setContentsMargins(MARGIN, 4, 0, 2)
            column.addWidget(label)
            for row in rows:
                column.addWidget(row)
            self._groups.append((label, rows))
        self.setWidget(content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self, highest: int) -> None:
        """Show the rows that mean something now, as high as all of them, or as there is room."""
        for label, rows in self._groups:
            label.setVisible(any(row.is_wanted for row in rows))
            for row in rows:
                row.setVisible(row.is_wanted)
        content = self.widget()
        assert content is not None
        content.ensurePolished()
        wanted = content.sizeHint()
        self.setFixedHeight(min(wanted.height(), highest))
        self.setFixedWidth(wanted.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the list."""
        event.ignore()


class ShowList(Overlay):
    """Rows under headings, and a way back to the usual; it stays open while rows are ticked.

    Escape or a press outside closes it; that press does nothing else, but for one on another
    button like the one that opened it.

    Parameters
    ----------
    window : QWidget
        It lies over this one.
    groups : sequence of (str, list of ShowRow)
        Headings with their rows.
    theme : Theme
    """

    def __init__(
        self, window: QWidget, groups: Sequence[tuple[str, list[ShowRow]]], theme: Theme
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._rows = [row for _, rows in groups for row in rows]
        self.usual_button = QToolButton()
        self._button: QWidget = self
        """What opened it."""
        column = QVBoxLayout(self)
        column.setContentsMargins(*[SHADOW + MARGIN] * 4)
        column.setSpacing(0)
        self._area = RowsArea(groups)
        column.addWidget(self._area)
        column.addLayout(self._foot())
        for row in self._rows:
            row.came_or_went.connect(self._place)
            if not row.isCheckable():  # it opens something else
                row.clicked.connect(self.shut)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._keep_focus)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    @property
    def rows(self) -> list[ShowRow]:
        """The rows that mean something now."""
        return [row for row in self._rows if row.is_wanted]

    def _foot(self) -> QHBoxLayout:
        self.usual_button.setText("Back to the usual")
        self.usual_button.setObjectName("link")
        self.usual_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        way_out = muted(QLabel("Esc closes"))
        foot = QHBoxLayout()
        foot.setContentsMargins(0, MARGIN, MARGIN, 0)
        foot.addWidget(self.usual_button)
        foot.addStretch(1)
        foot.addWidget(way_out)
        return foot

    def open_beside(self, button: QWidget) -> None:
        """Open below a button, or beside it where there is no room below."""
        self._button = button
        self._place()
        self.show()
        self.raise_()
        self._focusable()[0].setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _place(self) -> None:
        """Place the list beside the button, as high as its rows."""
        window, button = self.window(), self._button
        foot = self.sizeHint().height() - self._area.sizeHint().height()
        self._area.fit(window.height() - foot)
        self.adjustSize()
        corner = button.mapTo(window, QPoint(0, button.height()))
        x, y = corner.x() + MARGIN - SHADOW, corner.y() - SHADOW + 2
        lowest = window.height() - self.height()
        if y > lowest:
            x, y = corner.x() + button.width() + MARGIN - SHADOW, lowest
        self.move(max(0, min(x, window.width() - self.width())), max(0, y))

    @Slot(QWidget, QWidget)
    def _keep_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Take the focus back from a card that opened by a tick, such as the table of points."""
        if before is None or now is None or not self.isVisible():
            return
        is_leaving = self.isAncestorOf(before) and not self.isAncestorOf(now)
        if is_leaving and now.window() is self.window():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close at a press outside, and where the window changes its size."""
        if event.type() == QEvent.Type.Resize:
            self.shut()
        elif self._is_press_outside(event):
            assert isinstance(event, QMouseEvent)
            below = self.window().childAt(event.position().toPoint())
            self.shut()
            return below is self._button or not isinstance(below, type(self._button))
        return super().eventFilter(watched, event)

    def _is_press_outside(self, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.MouseButtonPress and self.isVisible()
        if not (is_press and isinstance(event, QMouseEvent)):
            return False
        inside = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        return not inside.contains(self.mapFromGlobal(event.globalPosition()).toPoint())

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by the arrows, close by Escape."""
        key = Qt.Key(event.key())
        if key == KEYS.Key_Escape:
            self.shut()
        elif key in NEXT | BEFORE:
            self._walk(1 if key in NEXT else -1)
        elif key in ENDS:
            self._focusable()[ENDS[key]].setFocus(Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Keep the focus inside the list."""
        self._walk(1 if is_next else -1)
        return True

    def _walk(self, direction: int) -> None:
        stops = self._focusable()
        here = QApplication.focusWidget()
        place = next((number for number, stop in enumerate(stops) if stop is here), 0)
        following = stops[(place + direction) % len(stops)]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(following, 0, ROW_HEIGHT)

    def _focusable(self) -> list[QWidget]:
        return [widget for widget in (*self.rows, self.usual_button) if widget.isEnabled()]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card and its shadow."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, SHADOW_ALPHA))
            for reach in range(SHADOW):
                box = QRectF(self.rect()).adjusted(reach, reach + 2, -reach, -reach + 2)
                painter.drawRoundedRect(box, RADIUS + SHADOW - reach, RADIUS + SHADOW - reach)
            card = QRectF(self.rect()).adjusted(*[SHADOW + 0.5] * 2, *[-SHADOW - 0.5] * 2)
            painter.setPen(QColor(self._theme.card_edge))
            painter.setBrush(QColor(self._theme.card))
            painter.drawRoundedRect(card, RADIUS, RADIUS)
            y = self.usual_button.geometry().top() - 0.5 * MARGIN
            painter.drawLine(QPointF(card.left() + MARGIN, y), QPointF(card.right() - MARGIN, y))
