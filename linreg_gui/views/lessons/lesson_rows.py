"""The rows of a task: a choice with its letter, and a goal with its tick."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from linreg_gui.lessons.task import LETTERS
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.buttons import PanelButton
from linreg_gui.views.widgets.wrapped_text import lines_of, unbroken

DISC, PADDING, GAP = 20, 7, 8


if TYPE_CHECKING:
    Widget = QWidget
else:
    Widget = object


class Row(Widget):
    """A sign, words that take as many lines as they need, and a value at the right.

    Mixed into a widget of Qt that is to a screen reader what the row is.
    """

    theme: Theme

    def _prepare(self, theme: Theme) -> None:
        self.theme = theme
        self.words, self.value = "", ""
        self.is_struck = self.is_ticked = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Return True."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its words in a width."""
        lines = lines_of(unbroken(self.words), self.font(), self._words_room(width))
        height = round(lines.boundingRect().height())
        if self._is_value_below(width):
            height += self.fontMetrics().lineSpacing()
        return max(self._disc, height) + 2 * PADDING - 1

    def sizeHint(self) -> QSize:
        """Ask for a line; layouts ask for the height by the width, which is not known before."""
        return QSize(0, self._disc + 2 * PADDING - 1)

    def minimumSizeHint(self) -> QSize:
        """Return the preferred size: no line is given up."""
        return self.sizeHint()

    @property
    def _disc(self) -> int:
        return round(DISC * self.theme.type_scale)

    @property
    def _left(self) -> int:
        return PADDING + self._disc + GAP

    @property
    def _value_room(self) -> int:
        if not self.value:
            return 0
        return self.fontMetrics().horizontalAdvance(self.value) + GAP

    def _is_value_below(self, width: int) -> bool:
        """Return whether the value would leave the words less than half of the row."""
        return self._value_room > (width - self._left) / 2

    def _words_room(self, width: int) -> int:
        taken = 0 if self._is_value_below(width) else self._value_room
        return width - self._left - taken - PADDING

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_frame(painter)
            disc = QRectF(PADDING, (self.height() - self._disc) / 2, self._disc, self._disc)
            self._draw_sign(painter, disc)
            ink = QColor(self.theme.muted if self.is_struck else self.theme.text)
            painter.setPen(ink)
            font = QFont(self.font())
            font.setStrikeOut(self.is_struck)
            lines = lines_of(unbroken(self.words), font, self._words_room(self.width()))
            is_below = self._is_value_below(self.width())
            below = self.fontMetrics().lineSpacing() if is_below else 0
            top = (self.height() - below - lines.boundingRect().height()) / 2
            lines.draw(painter, QPointF(self._left, top))
            painter.setPen(QColor(self.theme.muted))
            self._draw_value(painter, is_below=is_below)

    def _draw_value(self, painter: QPainter, *, is_below: bool) -> None:
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        room = self.rect().adjusted(0, 0, -PADDING, 0)
        if is_below:
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            room = self.rect().adjusted(self._left, 0, -PADDING, -PADDING)
        text = self.fontMetrics().elidedText(self.value, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(flags), text)

    def _draw_frame(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setBrush(QColor(theme.field_hover if self._is_hot else theme.field))
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.card_edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    @property
    def _is_hot(self) -> bool:
        """Whether a press would do something, or does."""
        return False

    def _draw_sign(self, painter: QPainter, disc: QRectF) -> None:
        raise NotImplementedError


class ChoiceRow(Row, PanelButton):
    """A choice with its letter; what was tried is struck through, what was said is full.

    To a screen reader it is a radio button; the arrows go from one to the other and choose none.
    """

    def __init__(self, theme: Theme, number: int) -> None:
        PanelButton.__init__(self, "")
        self._prepare(theme)
        self.number = number
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(f"{LETTERS[number - 1]}, or {number}")

    def show_choice(self, text: str, *, is_struck: bool, is_ticked: bool, is_open: bool) -> None:
        """Show a choice, which can be pressed while it is open."""
        self.words, self.is_struck, self.is_ticked = text, is_struck, is_ticked
        self.setEnabled(is_open and not is_struck)
        self.setAutoExclusive(False)  # else Qt would not let the last one be taken back
        self.setChecked(is_ticked)
        self.setAutoExclusive(True)
        state = ", tried" if is_struck else ""
        self.setAccessibleName(f"{LETTERS[self.number - 1]}: {text}{state}")
        self.updateGeometry()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Leave the other choices to Tab, which Qt would take from them."""
        QWidget.focusInEvent(self, event)
        self.update()

    def nextCheckState(self) -> None:
        """Do nothing: whether a choice is checked is for the step to say."""

    @property
    def _is_hot(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())

    def _draw_sign(self, painter: QPainter, disc: QRectF) -> None:
        theme = self.theme
        painter.setPen(QPen(QColor(theme.accent if self.is_ticked else theme.axis), 1.2))
        painter.setBrush(QColor(theme.accent if self.is_ticked else theme.card))
        painter.drawEllipse(disc.adjusted(0.6, 0.6, -0.6, -0.6))
        painter.setPen(QColor(theme.accent_text if self.is_ticked else theme.text))
        font = QFont(self.font())
        font.setPointSizeF(0.88 * font.pointSizeF())
        painter.setFont(font)
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), LETTERS[self.number - 1])
        painter.setFont(self.font())


class GoalRow(Row, QLabel):
    """A condition: a tick while it holds, a ring while it does not, and the value now."""

    def __init__(self, theme: Theme) -> None:
        QLabel.__init__(self)
        self._prepare(theme)

    def show_condition(self, text: str, value: str, *, is_met: bool) -> None:
        """Set the condition shown, its value now, and whether it is met."""
        is_symbol = text[1:2] in {"", " "}  # x of a point is not X
        first = text if is_symbol else f"{text[:1].upper()}{text[1:]}"
        value = f"now {value}" if value else ""
        if (first, value, is_met) == (self.words, self.value, self.is_ticked):
            return
        self.words, self.value, self.is_ticked = first, value, is_met
        self.setAccessibleName(f"{first}, {'met' if is_met else 'not met'}")
        self.setAccessibleDescription(value)
        self.updateGeometry()
        self.update()

    def _draw_sign(self, painter: QPainter, disc: QRectF) -> None:
        theme, ring = self.theme, disc.adjusted(1.0, 1.0, -1.0, -1.0)
        painter.setPen(QPen(QColor(theme.best if self.is_ticked else theme.axis), 1.4))
        painter.setBrush(QColor(theme.best if self.is_ticked else theme.card))
        painter.drawEllipse(ring)
        if self.is_ticked:
            painter.setPen(QPen(QColor(theme.card), 2.0))
            side, at = ring.width(), ring.topLeft()
            places = ((0.27, 0.52), (0.44, 0.69), (0.74, 0.34))
            painter.drawPolyline([at + QPointF(x * side, y * side) for x, y in places])
