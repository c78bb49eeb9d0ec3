"""The axis of the loss: few, whole labels on a linear and on a logarithmic scale.

pyqtgraph's own logarithmic ticks write over each other in a low pane.
"""

import math

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from linreg_gui.session.wording import number
from linreg_gui.views.canvas.pane_axis import PaneAxis, Ticks

LABEL_GAP = 2.0
"""Pixels between one label and the next."""
PLAIN_DECADES = (-3, 3)
"""Powers of ten written out; others are written as 10ⁿ."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class LossAxis(PaneAxis):
    """A left axis whose values are losses, or their decimal logarithms."""

    def __init__(self) -> None:
        super().__init__("left")
        self._is_logarithmic = False
        self._zero_at: float | None = None

    def set_scale(self, is_logarithmic: bool, zero_at: float | None = None) -> None:
        """Say what the values are, and which logarithm stands for a loss of 0, if one does."""
        if (is_logarithmic, zero_at) != (self._is_logarithmic, self._zero_at):
            self._is_logarithmic, self._zero_at = is_logarithmic, zero_at
            self.picture = None
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Choose ticks that leave room for their labels."""
        if not self._is_logarithmic:
            return super().tickValues(low, high, size)
        most = max(2, int(size / self._label_height()))
        if self._zero_at is None:
            return [(1.0, log_ticks(low, high, most))]
        first = self._zero_at + (high - low) * self._label_height() / max(size, 1.0)
        above = log_ticks(first, high, most - 1) if first < high else []
        return [(1.0, [self._zero_at, *above])]

    def _label_height(self) -> float:
        """Give the pixels that a label takes in the type of the axis."""
        font = self.style["tickFont"] or QApplication.font()
        return float(QFontMetricsF(font).height()) + LABEL_GAP

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the labels."""
        if self._is_logarithmic:
            return ["0" if value == self._zero_at else loss_label(value) for value in values]
        strings: list[str] = super().tickStrings(values, scale, spacing)
        return strings


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Choose at most about ``most`` logarithms between two logarithms.

    Parameters
    ----------
    low, high : float
        Decimal logarithms.
    most : int

    Returns
    -------
    list of float
        Whole decades; 1, 2 and 5 of each where they fit; equal steps within less than a decade.
    """
    decades = high - low
    if decades * 3 <= most:
        marks = [1.0, 2.0, 5.0]
        ticks = [
            power + math.log10(mark)
            for power in range(math.floor(low), math.ceil(high) + 1)
            for mark in marks
        ]
        inside = [tick for tick in ticks if low <= tick <= high]
        return inside if len(inside) > 1 else _equal_steps(low, high, most)
    step = max(1, math.ceil(decades / most))
    first = math.ceil(low / step) * step
    return [float(power) for power in range(first, math.floor(high) + 1, step)]


def loss_label(logarithm: float) -> str:
    """Write 10 to the power of ``logarithm``."""
    power = math.floor(logarithm + 1e-9)
    if PLAIN_DECADES[0] <= power <= PLAIN_DECADES[1]:
        return number(10.0**logarithm)
    decade = "10" + str(power).translate(SUPERSCRIPTS)
    mantissa = number(10.0 ** (logarithm - power))
    return decade if mantissa == "1" else f"{mantissa}·{decade}"


def _equal_steps(low: float, high: float, most: int) -> list[float]:
    bottom, top = 10.0**low, 10.0**high
    if not 0 < top - bottom < math.inf:
        return [low]
    rough = (top - bottom) / max(1, min(most, 4))
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * mark for mark in (1, 2, 5, 10) if unit * mark >= rough)
    first = math.ceil(bottom / step)
    return [
        math.log10(step * count)
        for count in range(first, first + 12)
        if bottom <= step * count <= top
    ]
