"""The fields of the Training card: how their numbers are read, written and stepped."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, SignalInstance, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.core.setting_spec import Kind, SettingSpec
from linreg_gui.core.settings import BATCH_SIZE
from linreg_gui.session.wording import count, field_text
from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.card import ElidedLabel
from linreg_gui.views.widgets.card_parts import muted
from linreg_gui.views.widgets.number_field import Number, NumberField

FULL_BATCH = "all points"
ALL_POINTS = 0
"""What the batch field holds for a step over all points."""
FIELD_WIDTH = 110
ROW_HEIGHT = 34
BAR_WIDTH, BAR_ROOM = 3, 10
Change = Callable[[str, object], None]


def setting_field(spec: SettingSpec) -> NumberField:
    """Make a field for a setting that is a number."""
    return NumberField(spec.parse_shown, field_writer(spec), spec.stepped)


def field_writer(spec: SettingSpec) -> Callable[[Number], str]:
    """Return what writes a setting that is a number into its field."""
    write: dict[Kind, Callable[[Number], str]] = {
        Kind.NUMBER: lambda value: field_text(value, spec.scale),
        Kind.COUNT: count,
        Kind.LABEL: str,
    }
    return write[spec.kind]


def coefficient_field() -> NumberField:
    """Make a field for any number."""
    return NumberField(parse_number, field_text, _step_coefficient)


def batch_field() -> NumberField:
    """Make a field for the points of a batch; empty, or its own words, mean all points."""
    return NumberField(_parse_batch, _write_batch, _step_batch)


class SettingRow(QWidget):
    """One row of the card: what the field calls the setting, plain words, and the control.

    Parameters
    ----------
    title : str
        The field's term; also the accessible name of the control.
    hint : str
        Plain words; they yield where there is no room.
    control : QWidget
    tip : str
    """

    def __init__(self, title: str, hint: str, control: QWidget, tip: str = "") -> None:
        super().__init__()
        self.label, self.control = QLabel(title), control
        self._is_changed = False
        self.hint = muted(ElidedLabel(hint))
        self.label.setBuddy(control)
        set_tip(self, tip)
        control.setAccessibleName(title)
        self.setMinimumHeight(ROW_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(BAR_ROOM, 2, 0, 2)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.hint, 1)
        row.addWidget(control)

    @property
    def is_changed(self) -> bool:
        """Whether the setting is not as usual."""
        return self._is_changed

    def set_changed(self, is_changed: bool) -> None:
        """Show a bar at the left of a setting that is not as usual."""
        if is_changed != self._is_changed:
            self._is_changed = is_changed
            self.setAccessibleDescription("changed" if is_changed else "")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        super().paintEvent(event)
        if self._is_changed:
            with QPainter(self) as painter:
                colour = self.palette().color(QPalette.ColorRole.Highlight)
                painter.fillRect(QRectF(0, 6, BAR_WIDTH, self.height() - 12), colour)


class SettingBinding(QObject):
    """Carries what is set in a control on, with the name of the setting it belongs to."""

    def __init__(
        self, control: QWidget, value_set: SignalInstance, name: str, change: Change
    ) -> None:
        super().__init__(control)
        self._name, self._change = name, change
        value_set.connect(self._on_value_set)

    @Slot(object)
    def _on_value_set(self, value: object) -> None:
        self._change(self._name, value)


def _parse_batch(text: str) -> int:
    if text.strip().lower() in {"", "all", "full", "full batch", FULL_BATCH, "0"}:
        return ALL_POINTS
    try:
        return int(BATCH_SIZE.parse_shown(text))
    except NumberError as error:
        raise NumberError(f"{error} Leave it empty for all points.") from error


def _write_batch(value: Number) -> str:
    return FULL_BATCH if value == ALL_POINTS else count(value)


def _step_batch(value: Number, direction: int) -> int:
    moved = int(value) + direction
    return ALL_POINTS if moved <= ALL_POINTS else int(BATCH_SIZE.stepped(value, direction))


def _step_coefficient(value: Number, direction: int) -> float:
    size = 10.0 ** (len(str(int(abs(value)))) - 2)
    return round(value + direction * size, 12)
