"""A field for one number that takes ``0.01``, ``0,01`` and ``1e-2`` alike, in every locale.

Not a QDoubleSpinBox: that one reads the other decimal sign as a group separator and so changes
``0,01`` to 1.0 without a word.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QToolTip

from linreg_gui.core.numbers import NumberError, parse_count, parse_number
from linreg_gui.session.wording import MOST_DIGITS, count, number_with_exponent, plain_number
from linreg_gui.views.look.markup import as_tip, set_tip
from linreg_gui.views.widgets.card_parts import ENTER_KEYS, restyle

SubElement = QStyle.SubElement
Number = float | int
INNER_MARGIN = 2
"""What Qt leaves free at both ends of the text."""


class NumberField(QLineEdit):
    """A line edit that holds a legal number; Up and Down step it.

    Parameters
    ----------
    parse : callable
        Text to number; raises NumberError with the sentence to show.
    write : callable
        Number to text.
    step : callable
        Number and direction (+1 or −1) to the next number.
    """

    value_edited = Signal(object)
    """The number typed or stepped to."""
    refused = Signal(str)
    """The sentence that says why a text was not taken."""

    def __init__(
        self,
        parse: Callable[[str], Number],
        write: Callable[[Number], str],
        step: Callable[[Number, int], Number],
    ) -> None:
        super().__init__()
        self._parse, self._write, self._step = parse, write, step
        self._value: Number | None = None
        self._hint, self._whole = "", ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(400)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._on_editing_finished)

    @property
    def value(self) -> Number | None:
        """The number last taken; None before any."""
        return self._value

    def set_hint(self, hint: str) -> None:
        """Set what the tool tip says while nothing is refused."""
        if hint != self._hint:
            self._hint = hint
            if not self.property("refused"):
                self._show_tip("")

    def set_value(self, value: Number) -> None:
        """Show a number; a text being typed is left alone while it means the same."""
        is_same, is_typed = value == self._value, self.isModified()
        self._value = value
        if not is_same or (is_typed and not self.hasFocus()):
            self._show_value()

    def forget_value(self) -> None:
        """Clear the field, and forget its number."""
        self._value, self._whole = None, ""
        self._show_value()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Up and Down from the number that stands there; Escape gives up the text.

        An Enter that ends a number goes no further: it would press the button of a panel, too.
        """
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in directions:
            self._step_once(directions[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show_value()
        else:
            is_typed = self.isModified()
            super().keyPressEvent(event)
            if event.key() in ENTER_KEYS:
                event.setAccepted(is_typed or bool(self.property("refused")))
                if not self.property("refused"):
                    self.clearFocus()  # so that Space runs at once after a number was typed

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the number whole, to be changed."""
        super().focusInEvent(event)
        if not self.isModified():
            self._show_value()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go back to the number in force when the text is no number; show what fits."""
        super().focusOutEvent(event)
        if self.property("refused") or not self.isModified():
            self._show_value()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many digits as fit."""
        super().resizeEvent(event)
        if not self.isModified():
            self._show_value()

    def changeEvent(self, event: QEvent) -> None:
        """Show as many digits as fit in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and not self.isModified():
            self._show_value()

    def _step_once(self, direction: int) -> None:
        value = self._typed_value() if self.isModified() else self._value
        if value is not None:
            self._take(self._step(value, direction))
            self._show_value()

    def _typed_value(self) -> Number | None:
        """Read the text; None, and said why, when it is no legal number."""
        try:
            return self._parse(self.text())
        except NumberError as error:
            self._mark_refused(str(error))
            self.refused.emit(str(error))
            return None

    def _take(self, value: Number) -> None:
        if value != self._value:
            self._value = value
            self.value_edited.emit(value)

    def _show_value(self) -> None:
        self._mark_refused("")
        text = "" if self._value is None else self._fitting_text()
        if text != self.text() or self.isModified():  # Qt draws a field again for the same text
            self.setText(text)
            self.setCursorPosition(0)

    def _fitting_text(self) -> str:
        """Return the number whole; without the focus, rounded where it would be cut."""
        assert self._value is not None
        whole = self._write(self._value)
        room = self.text_room()
        text = whole if self.hasFocus() or self.width_of(whole) <= room else self._short(whole)
        self._whole = whole if text != whole else ""
        self._show_tip("")
        return text

    def _short(self, whole: str) -> str:
        """Return a text that fits: fewer digits, or of words as many letters as there is room.

        An exponent is written before a digit is left out: 1.3e−4, not 0.0001, for 0.00013.
        """
        room = self.text_room()
        try:
            value = parse_number(whole.replace(",", ""))
        except NumberError:  # words for a number, such as "all points"
            return self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
        writers = (plain_number, number_with_exponent) if abs(value) < 1.0 else (plain_number,)
        texts = (write(value, digits) for digits in range(MOST_DIGITS, 0, -1) for write in writers)
        return next((text for text in texts if self.width_of(text) <= room), plain_number(value, 1))

    def width_of(self, text: str) -> int:
        """Return how wide a text is."""
        return self.fontMetrics().horizontalAdvance(text)

    def text_room(self) -> int:
        """Return how wide a text may be to be seen whole."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        area = self.style().subElementRect(SubElement.SE_LineEditContents, option, self)
        return area.width() - 2 * INNER_MARGIN

    def _show_tip(self, sentence: str) -> None:
        """Explain in the tool tip why a text was refused, else the number whole, and the hint."""
        parts = (self._whole, self._hint)
        set_tip(self, sentence or "\n".join(part for part in parts if part))

    @Slot()
    def _on_text_edited(self) -> None:
        self._mark_refused("")

    @Slot()
    def _on_editing_finished(self) -> None:
        value = self._typed_value() if self.isModified() else None
        if value is not None:
            self._take(value)
            self._show_value()

    def _mark_refused(self, sentence: str) -> None:
        if bool(sentence) == bool(self.property("refused")):
            return
        self.setProperty("refused", bool(sentence))
        self._show_tip(sentence)
        restyle(self)
        if sentence:
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), as_tip(sentence), self)


def count_field(minimum: int, maximum: int, value: int | None = None) -> NumberField:
    """Make a field for whole numbers from ``minimum`` to ``maximum``; empty for None."""

    def step(held: Number, direction: int) -> int:
        return min(max(int(held) + direction, minimum), maximum)

    field = NumberField(lambda text: parse_count(text, minimum, maximum), count, step)
    if value is not None:
        field.set_value(value)
    return field
