"""A number field for whole numbers within bounds."""

from linreg_gui.core.numbers import parse_count
from linreg_gui.session.wording import count
from linreg_gui.views.widgets.number_field import Number, NumberField


def count_field(minimum: int, maximum: int, value: int) -> NumberField:
    """Make a field that shows ``value`` and takes whole numbers from ``minimum`` to ``maximum``."""

    def step(held: Number, direction: int) -> int:
        return min(max(int(held) + direction, minimum), maximum)

    field = NumberField(lambda text: parse_count(text, minimum, maximum), count, step)
    field.set_value(value)
    return field
