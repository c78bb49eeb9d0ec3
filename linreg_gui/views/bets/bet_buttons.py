"""The buttons of the strip: a tab for each kind of bet, and a word with its little curve."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

from linreg_gui.core.course import Course
from linreg_gui.session.bets import BetKind
from linreg_gui.views.look.course_curves import course_icon
from linreg_gui.views.look.icons import icon
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.look.pictograms import pictogram
from linreg_gui.views.look.theme import Theme

GAP = 4
ICON_PIXELS = 17
LARGE_ICON, LARGE_TYPE, LARGE_LETTER = 34, 1.35, 1.9
"""On the stage: pixels on a screen of 720 lines, and sizes relative to the type there."""
LESS_TYPE, LESS_LETTER = 1.0, 1.35
"""The same where there is little room."""
TAB_PADDING, WORD_MARGIN = 12, 7
LEAST_WIDTH = 56
TIPS = {
    BetKind.WORDS: "Say in one word what the run will do",
    BetKind.PIN: "Put a pin where the dot will be",
    BetKind.SKETCH: "Draw how the loss will fall",
    BetKind.NUMBER: "Say how many epochs the run takes",
}


class WordButton(QToolButton):
    """A key and a word with its little curve; on the stage a large letter and large type.

    Without room the key is left out and the curve stays; on the stage, where the room calls the
    letters, the curve is left out and the type is smaller. Then the word ends in "…".
    """

    def __init__(self) -> None:
        super().__init__()
        self._word = self._key = ""
        self._has_room, self._is_large = True, False
        self._key_colour = ""
        self._key_font = QFont()
        self.setObjectName("word")

    def show_course(self, course: Course, key: str, theme: Theme) -> None:
        """Show a course, with the key that chooses it."""
        is_large = theme.is_stage
        side = round(LARGE_ICON * theme.stage_scale if is_large else ICON_PIXELS * theme.type_scale)
        self.setIconSize(QSize(side, side))
        self.setIcon(course_icon(course, theme))
        self._word, self._key = course.value, key
        self._key_colour = theme.bet if is_large else theme.muted
        self._is_large = is_large
        policies = QSizePolicy.Policy
        upwards = policies.Expanding if is_large else policies.Fixed
        self.setSizePolicy(policies.Fixed, upwards)
        self.setText(course.value)
        self.setAccessibleName(course.value)
        set_tip(self, f"The run {course.value} ({key})")
        self.give_room(has_room=True)

    def give_room(self, *, has_room: bool) -> None:
        """Have all of key, curve and word, or leave out what is left out first."""
        self._has_room = has_room
        self._set_type(LARGE_TYPE if has_room else LESS_TYPE,
                       LARGE_LETTER if has_room else LESS_LETTER)  # fmt: skip
        self.updateGeometry()
        self.update()

    def _set_type(self, of_word: float, of_letter: float) -> None:
        font, self._key_font = QFont(QApplication.font()), QFont(QApplication.font())
        if self._is_large:
            font.setPointSizeF(of_word * font.pointSizeF())
            self._key_font.setPointSizeF(of_letter * self._key_font.pointSizeF())
            self._key_font.setBold(True)
        if font != self.font():
            self.setFont(font)

    @property
    def has_key(self) -> bool:
        """Whether the key stands before the word."""
        return self._has_room or self._is_large

    @property
    def _has_curve(self) -> bool:
        return self._has_room or not self._is_large

    def sizeHint(self) -> QSize:
        """Return the size of what it shows."""
        width = 2 * WORD_MARGIN + self.fontMetrics().horizontalAdvance(self._word)
        width += self._key_width() if self.has_key else 0
        width += self._curve_width() if self._has_curve else 0
        return QSize(width, super().sizeHint().height())

    def _key_width(self) -> int:
        return QFontMetrics(self._key_font).horizontalAdvance(self._key) + GAP

    def _curve_width(self) -> int:
        return self.iconSize().width() + GAP

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw curve, key, and as much of the word as fits."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        place = self.rect().adjusted(WORD_MARGIN, 0, 1 - WORD_MARGIN, 0)
        if self._has_curve:
            side = self.iconSize().width()
            self.icon().paint(painter, WORD_MARGIN, (self.height() - side) // 2, side, side)
            place.adjust(self._curve_width(), 0, 0, 0)
        if self.has_key:
            painter.setFont(self._key_font)
            painter.setPen(QColor(self._key_colour))
            painter.drawText(place, flags, self._key)
            place.adjust(self._key_width(), 0, 0, 0)
        self._draw_word(painter, place, flags)
        painter.end()

    def _draw_word(self, painter: QStylePainter, place: QRect, flags: int) -> None:
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        how = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self._word, how, place.width())
        painter.drawText(place, flags, text)


def fitted(widths: list[int], room: int, *, is_filled: bool) -> list[int]:
    """Return widths that fit into a room; the widest gives first, and each keeps a few letters.

    Parameters
    ----------
    widths : list of int
    room : int
    is_filled : bool
        Whether room that is left is given to all.
    """
    spare = sum(widths) - room
    if spare <= 0:
        more = -spare // len(widths) if is_filled else 0
        return [width + more for width in widths]
    made = list(widths)
    for place in sorted(range(len(made)), key=lambda place: -made[place]):
        less = max(min(spare, made[place] - LEAST_WIDTH), 0)
        made[place] -= less
        spare -= less
    return made


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
