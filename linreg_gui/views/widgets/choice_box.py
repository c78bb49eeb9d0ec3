"""A combo box for one of a few values."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget

from linreg_gui.views.look.markup import set_tip

CHEVRON_WIDTH = 4.0
CHEVRON_MARGIN = 12.0
COMBO, EDIT_FIELD = (
    QStyle.ComplexControl.CC_ComboBox,
    QStyle.SubControl.SC_ComboBoxEditField,
)


class FlatCombo(QComboBox):
    """Its frame comes from the style sheet, which can draw no arrow without a picture file.

    It takes the focus by Tab only, so that Space runs after something was chosen by a click.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tip = ""
        """What the value means, for the tool tip where the text is whole."""
        self.short_texts: Mapping[str, str] = {}
        """What stands for texts in the box, not in its list, where they have no room."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Let a text for which there is no room end in dots; the tool tip has it whole."""
        super().initStyleOption(option)
        area = self.style().subControlRect(COMBO, option, EDIT_FIELD, self)
        option.currentText = self.fitting_text(QFontMetricsF(option.fontMetrics), area.width())

    def fitting_text(self, metrics: QFontMetricsF, room: float) -> str:
        """Return the text of the choice as it fits into some pixels: whole, short or elided."""
        text = self.currentText()
        if metrics.horizontalAdvance(text) > room:
            text = self.short_texts.get(text, text)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, and a chevron where its text ends."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        is_whole = option.currentText == self.currentText()
        set_tip(self, self.tip if is_whole else self.currentText())
        with QPainter(self) as painter:
            self.style().drawComplexControl(COMBO, option, painter, self)
            label = QStyle.ControlElement.CE_ComboBoxLabel
            self.style().drawControl(label, option, painter, self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(self.palette().placeholderText().color(), 1.6))
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            across = CHEVRON_MARGIN if is_mirrored else self.width() - CHEVRON_MARGIN
            tip = QPointF(across, self.height() / 2 + CHEVRON_WIDTH / 2)
            wing = QPointF(CHEVRON_WIDTH, -CHEVRON_WIDTH)
            left, right = tip + QPointF(-wing.x(), wing.y()), tip + wing
            painter.drawPolyline(QPolygonF([left, tip, right]))


class ChoiceBox(FlatCombo):
    """Holds one of some values, each with its text.

    Parameters
    ----------
    texts : mapping
        Value to text, in order.
    """

    chosen = Signal(object)
    """The value the user chose."""

    def __init__(self, texts: Mapping[Any, str]) -> None:
        super().__init__()
        self._values = tuple(texts)
        self.addItems(list(texts.values()))
        self.activated.connect(self._on_activated)

    def set_texts(self, texts: Mapping[Any, str]) -> None:
        """Say the same values in other words."""
        for place, value in enumerate(self._values):
            if self.itemText(place) != texts[value]:
                self.setItemText(place, texts[value])

    def set_choice(self, value: object) -> None:
        """Show one of the values."""
        self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the column scroll: a wheel over the box means that."""
        event.ignore()

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self._values[place])
