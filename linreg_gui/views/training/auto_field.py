"""A number field whose number may follow the data; a pill in the field says so."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)

from linreg_gui.core.setting_spec import SettingSpec
from linreg_gui.views.training.training_fields import field_writer
from linreg_gui.views.widgets.number_field import Number, NumberField

WORD = "auto"
PILL_INSET, PILL_PADDING = 5, 6
FILL_OPACITY = 0.24
FOLLOWS = "auto: follows the data, until you type or pull a number."
CAN_FOLLOW = "Empty the field, or click “auto” in it, to let the number follow the data."


class AutoField(NumberField):
    """A field for a setting that follows the data until a number is set.

    The pill "auto" stands in the field while the number follows the data. At other times it shows
    in outline under the pointer or with the focus, and a click on it lets the number follow again;
    so does an empty text.
    """

    automatic_wanted = Signal()

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__(spec.parse_shown, field_writer(spec), spec.stepped)
        self._is_automatic = False
        self._is_hovered = False
        self.set_hint(CAN_FOLLOW)

    @property
    def is_automatic(self) -> bool:
        """Whether the number follows the data."""
        return self._is_automatic

    def set_automatic(self, is_automatic: bool) -> None:
        """Show or hide the pill."""
        if is_automatic == self._is_automatic:
            return
        self._is_automatic = is_automatic
        self.set_hint(FOLLOWS if is_automatic else CAN_FOLLOW)
        self.setAccessibleDescription(FOLLOWS if is_automatic else "")
        if not self.isModified():
            self._show_value()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for the pill beside a long number."""
        hint = super().sizeHint()
        return QSize(hint.width() + round(self._pill().right()), hint.height())

    def text_room(self) -> int:
        """Return the width left for the number beside the pill."""
        pill = round(self._pill().right()) - PILL_INSET if self._is_automatic else 0
        return super().text_room() - pill

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the number follow the data when the pill in outline is clicked."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._is_over_outline(event.position()):
            self.automatic_wanted.emit()
            self.clearFocus()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that the pill can be clicked."""
        over = self._is_over_outline(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the pill in outline."""
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the pill in outline."""
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the pill in outline."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and the pill in it where there is room beside the number."""
        super().paintEvent(event)
        pill = self._pill()
        is_seen = self._is_automatic or self._is_hovered or self.hasFocus()
        if not (is_seen and self._has_room_for(pill)):
            return
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill = QColor(colour)
            fill.setAlphaF(FILL_OPACITY if self._is_automatic else 0.0)
            painter.setBrush(fill)
            line = Qt.PenStyle.NoPen if self._is_automatic else QPen(colour, 1.0)
            painter.setPen(line)
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setPen(colour)
            painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), WORD)

    def _pill(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        width = metrics.horizontalAdvance(WORD) + 2 * PILL_PADDING
        height = min(metrics.height() + 2, self.height() - 4)
        corner = QPointF(PILL_INSET, (self.height() - height) / 2)
        return QRectF(corner.x(), corner.y(), width, height)

    def _has_room_for(self, pill: QRectF) -> bool:
        return pill.right() + self.width_of(self.text()) + 2 * PILL_INSET <= self.width()

    def _is_over_outline(self, position: QPointF) -> bool:
        """Return whether a place is on the pill in outline: without room there is none."""
        pill = self._pill()
        return not self._is_automatic and self._has_room_for(pill) and pill.contains(position)

    def _take(self, value: Number) -> None:
        if value == self.value and self._is_automatic:
            self.value_edited.emit(value)  # a number typed is a number set, be it the same one
        super()._take(value)

    @Slot()
    def _on_editing_finished(self) -> None:
        if self.isModified() and not self.text().strip():
            self._show_value()
            self.automatic_wanted.emit()
        else:
            super()._on_editing_finished()
