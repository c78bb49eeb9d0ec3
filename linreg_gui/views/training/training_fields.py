"""The fields of the Training card: how their numbers are read, written and stepped."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from linreg_gui.core.numbers import NumberError, parse_number
from linreg_gui.core.setting_spec import Kind, SettingSpec
from linreg_gui.core.settings import BATCH_SIZE
from linreg_gui.session.wording import count, field_text
from linreg_gui.views.widgets.number_field import Number, NumberField

FULL_BATCH = "full batch"
ALL_POINTS = 0
"""What the batch field holds for a step over all points."""
FIELD_WIDTH = 110


def setting_field(spec: SettingSpec) -> NumberField:
    """Make a field for a setting that is a number."""
    return NumberField(spec.parse_shown, field_writer(spec), spec.stepped)


def field_writer(spec: SettingSpec) -> Callable[[Number], str]:
    """Return what writes a setting that is a number into its field."""
    write: dict[Kind, Callable[[Number], str]] = {
        Kind.NUMBER: lambda value: field_text(value * spec.scale),
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


class FieldRow(NamedTuple):
    """A field and its label."""

    label: QLabel
    field: QWidget

    def set_visible(self, is_seen: bool) -> None:
        """Show both or none."""
        self.label.setVisible(is_seen)
        self.field.setVisible(is_seen)


class FieldBinding(QObject):
    """Carries what is typed into a field on, with the name of the setting it belongs to."""

    def __init__(
        self, field: NumberField, name: str, change: Callable[[str, object], None]
    ) -> None:
        super().__init__(field)
        self._name, self._change = name, change
        field.value_edited.connect(self._on_value_edited)

    @Slot(object)
    def _on_value_edited(self, value: object) -> None:
        self._change(self._name, value)


def add_row(grid: QGridLayout, row: int, spec: SettingSpec, field: QWidget) -> FieldRow:
    """Put the control of a setting into a row of a grid, with its title and its tip."""
    label = QLabel(spec.title)
    label.setBuddy(field)
    label.setToolTip(spec.tip)
    field.setAccessibleName(spec.title)
    field.setFixedWidth(FIELD_WIDTH)
    grid.addWidget(label, row, 0)
    grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignRight)
    return FieldRow(label, field)


def _parse_batch(text: str) -> int:
    if text.strip().lower() in {"", "all", "full", FULL_BATCH, "0"}:
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
