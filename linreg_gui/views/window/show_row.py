"""One row of a *Show* list: tick box, pictogram, words and key of a layer."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QEnterEvent, QIcon, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QCheckBox

from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.card_parts import ENTER_KEYS
from linreg_gui.views.widgets.check_box import BOX, draw_box
from linreg_gui.views.widgets.key_caps import caps_of, caps_width, draw_caps

WIDTH, ROW_HEIGHT, PICTURE = 312, 30, 24
MARGIN = 8
DISABLED_ALPHA = 0.5

KEYS = Qt.Key
NEXT, BEFORE = {KEYS.Key_Down, KEYS.Key_Tab}, {KEYS.Key_Up, KEYS.Key_Backtab}
ENDS = {KEYS.Key_Home: 0, KEYS.Key_End: -1}
OTHERS = {KEYS.Key_Space, KEYS.Key_Escape, KEYS.Key_Left, KEYS.Key_Right}
OWN_KEYS = NEXT | BEFORE | set(ENDS) | {*ENTER_KEYS} | OTHERS
"""Keys of a list that would otherwise be the run's."""


class ShowRow(QCheckBox):
    """One layer: tick box, pictogram, words, key; a click anywhere switches it.

    Parameters
    ----------
    action : QAction
        What it switches, or does where it has no tick.
    picture : QIcon
    key : str
    note : str
        Stands in place of the key, muted: why what is ticked is not seen.

    Attributes
    ----------
    is_wanted : bool
        Whether what it switches means anything now.
    """

    came_or_went = Signal()

    def __init__(self, action: QAction, picture: QIcon, key: str, theme: Theme, note: str) -> None:
        super().__init__(action.text())
        self.action, self._picture, self.note = action, picture, note
        self._caps = caps_of(key) if key and not note else []
        self._scale = theme.type_scale
        self.setToolTip(action.toolTip())
        self.setAccessibleDescription(note or action.toolTip())
        self.setCheckable(action.isCheckable())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.is_wanted = action.isVisible()
        self._follow()
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)

    @Slot()
    def _follow(self) -> None:
        self.setEnabled(self.action.isEnabled())
        if self.action.isCheckable():
            self.setChecked(self.action.isChecked())
        if self.is_wanted != self.action.isVisible():
            self.is_wanted = not self.is_wanted
            self.came_or_went.emit()

    def sizeHint(self) -> QSize:
        """Return the size of a row."""
        height = max(ROW_HEIGHT, self.fontMetrics().height() + 12)
        return QSize(round((WIDTH - 2 * MARGIN) * self._scale), height)

    def hitButton(self, position: QPoint) -> bool:
        """Take a click anywhere in the row."""
        return self.rect().contains(position)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Go to the row under the pointer, as menus do."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().enterEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from the run's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_own = not event.modifiers() and Qt.Key(event.key()) in OWN_KEYS
            event.setAccepted(is_own)
            return is_own
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch by Space or Enter; the list has the other keys."""
        if event.key() in ENTER_KEYS:
            self.click()
        elif event.key() == KEYS.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row; its ground is darker where the keys are."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            palette, middle = self.palette(), self.height() / 2
            if self.hasFocus():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
                painter.drawRoundedRect(QRectF(self.rect()), 5.0, 5.0)
            painter.setOpacity(1.0 if self.isEnabled() else DISABLED_ALPHA)
            if self.isCheckable():
                at = QPointF(MARGIN, middle - BOX / 2)
                draw_box(painter, at, self.palette(), is_on=self.isChecked())
            left, side = 2 * MARGIN + BOX, round(PICTURE * self._scale)
            self._picture.paint(painter, left, round(middle - side / 2), side, side)
            right = self._draw_note(painter) if self.note else self._draw_key(painter)
            words = QRectF(left + side + MARGIN, 0, right - left - side - 2 * MARGIN, self.height())
            elided = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, int(words.width())
            )
            painter.setPen(palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), elided)

    def _draw_note(self, painter: QPainter) -> float:
        """Draw the note at the right; return where it begins."""
        left = self.width() - MARGIN - painter.fontMetrics().horizontalAdvance(self.note)
        place = QRectF(left, 0, self.width() - left, self.height())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self.note)
        return float(left)

    def _draw_key(self, painter: QPainter) -> float:
        """Draw the key at the right; return where it begins."""
        right = float(self.width() - MARGIN)
        if not self._caps:
            return right
        font, whole = painter.font(), painter.font()
        font.setPointSizeF(0.85 * font.pointSizeF())
        painter.setFont(font)
        left = right - caps_width(painter, self._caps)
        draw_caps(painter, QPointF(left, self.height() / 2), self._caps, self.palette())
        painter.setFont(whole)
        return left
