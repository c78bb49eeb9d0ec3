"""The fields of the Training card: how their numbers are read, written and stepped."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from linreg_gui.core.descent_config import LARGEST_PENALTY, LARGEST_SEED
from linreg_gui.core.numbers import NumberError, parse_count, parse_number
from linreg_gui.launch import MAX_GUI_EPOCHS
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.session.wording import count, field_text
from linreg_gui.views.widgets.number_field import Number, NumberField

FULL_BATCH = "full batch"
ALL_POINTS = 0
"""What the batch field holds for a step over all points."""
FIELD_WIDTH = 110


def parse_learning_rate(text: str) -> float:
    """Read a learning rate.

    Raises
    ------
    NumberError
        When it is no number or not within the range that means anything.
    """
    value = parse_number(text)
    if not SMALLEST_RATE <= value <= LARGEST_RATE:
        raise NumberError(
            f"The learning rate must be above 0 and at most 1e30, not {text.strip()}."
        )
    return value


def rate_field() -> NumberField:
    """Make a field for a learning rate."""
    return NumberField(parse_learning_rate, field_text, _step_rate)


def coefficient_field() -> NumberField:
    """Make a field for any number."""
    return NumberField(parse_number, field_text, _step_coefficient)


def epochs_field() -> NumberField:
    """Make a field for a number of epochs from 1 on."""
    return NumberField(_parse_epochs, count, _step_epochs)


def seed_field() -> NumberField:
    """Make a field for a seed."""

    def step(value: Number, direction: int) -> int:
        return min(max(int(value) + direction, 0), LARGEST_SEED)

    return NumberField(lambda text: parse_count(text, 0, LARGEST_SEED), str, step)


def batch_field() -> NumberField:
    """Make a field for the points of a batch; empty, or its own words, mean all points."""
    return NumberField(_parse_batch, _write_batch, _step_batch)


def fraction_field(name: str, *, is_percent: bool = False) -> NumberField:
    """Make a field for a number from 0 on that is less than 1, or than 100 %."""
    end = 100.0 if is_percent else 1.0

    def parse(text: str) -> float:
        value = parse_number(text.strip().removesuffix("%"))
        if not 0.0 <= value < end:
            raise NumberError(f"The {name} must be at least 0 and less than {end:g}.")
        return value / end

    def step(value: Number, direction: int) -> float:
        moved = value * 2.0**direction if is_percent else round(value + 0.05 * direction, 6)
        return min(max(moved, 0.0), 0.99)

    return NumberField(parse, lambda value: field_text(value * end), step)


def factor_field() -> NumberField:
    """Make a field for what the rate is multiplied by: above 0 and at most 1."""

    def parse(text: str) -> float:
        value = parse_number(text)
        if not 0.0 < value <= 1.0:
            raise NumberError("The decay factor must be more than 0 and at most 1.")
        return value

    def step(value: Number, direction: int) -> float:
        return min(max(round(value + 0.05 * direction, 6), 0.05), 1.0)

    return NumberField(parse, field_text, step)


def penalty_field() -> NumberField:
    """Make a field for λ of the penalty."""

    def parse(text: str) -> float:
        value = parse_number(text)
        if not 0.0 <= value <= LARGEST_PENALTY:
            raise NumberError("The penalty must be from 0 to 1e150.")
        return value

    def step(value: Number, direction: int) -> float:
        if not value:
            return 0.01 if direction > 0 else 0.0
        return float(f"{min(value * 1.5**direction, LARGEST_PENALTY):.3g}")

    return NumberField(parse, field_text, step)


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


def add_row(grid: QGridLayout, row: int, text: str, field: QWidget, tip: str) -> FieldRow:
    """Put a named field into a row of a grid."""
    label = QLabel(text)
    label.setBuddy(field)
    label.setToolTip(tip)
    field.setAccessibleName(text)
    field.setFixedWidth(FIELD_WIDTH)
    grid.addWidget(label, row, 0)
    grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignRight)
    return FieldRow(label, field)


def _parse_epochs(text: str) -> int:
    return parse_count(text, 1, MAX_GUI_EPOCHS)


def _parse_batch(text: str) -> int:
    if text.strip().lower() in {"", "all", "full", FULL_BATCH, "0"}:
        return ALL_POINTS
    try:
        return parse_count(text, 1, MAX_GUI_EPOCHS)
    except NumberError as error:
        raise NumberError(f"{error} Leave it empty for all points.") from error


def _write_batch(value: Number) -> str:
    return FULL_BATCH if value == ALL_POINTS else count(value)


def _step_batch(value: Number, direction: int) -> int:
    return max(ALL_POINTS, int(value) + direction)


def _step_rate(value: Number, direction: int) -> float:
    return float(f"{min(max(value * 1.1**direction, SMALLEST_RATE), LARGEST_RATE):.3g}")


def _step_epochs(value: Number, direction: int) -> int:
    size = 10 ** max(0, len(str(int(value))) - 2)
    return max(1, min(MAX_GUI_EPOCHS, int(value) + direction * size))


def _step_coefficient(value: Number, direction: int) -> float:
    size = 10.0 ** (len(str(int(abs(value)))) - 2)
    return round(value + direction * size, 12)
