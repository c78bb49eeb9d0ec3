"""An axis whose numbers are written as everywhere else in the window."""

import re

import pyqtgraph as pg

from linreg_gui.session.wording import count

TICK_FILL = [(0, 0.5), (2, 0.35), (4, 0.25), (6, 0.15)]
"""From how many labels of one level on those of the next must fill at most which part."""
Ticks = list[tuple[float, list[float]]]
"""Levels: the spacing of each and its values."""
EXPONENT = re.compile(r"e([+-])0*(\d)")


class PaneAxis(pg.AxisItem):
    """A linear axis with room between its labels, real minus signs and short exponents."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.setStyle(textFillLimits=TICK_FILL)
        self._chosen_for: tuple[float, float, float] | None = None
        self._chosen: Ticks = []

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Choose ticks, anew only for another range: the grid asks at every paint."""
        if self._chosen_for != (low, high, size):
            self._chosen_for = (low, high, size)
            self._chosen = super().tickValues(low, high, size)
        return self._chosen

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the labels."""
        strings: list[str] = super().tickStrings(values, scale, spacing)
        return [tick_text(text) for text in strings]


class CountAxis(PaneAxis):
    """A bottom axis of what is counted, so with commas between the groups."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickStrings(self, values: list[float], scale: float, _spacing: float) -> list[str]:
        """Write the labels; between two whole numbers there is none."""
        places = (value * scale for value in values)
        return [count(place) if place == round(place) else "" for place in places]


def tick_text(text: str) -> str:
    """Turn a number as Python writes it into one as the window does: -5e+06 is −5e6, 1.0 is 1."""
    short = EXPONENT.sub(lambda found: f"e{found[1].strip('+')}{found[2]}", text)
    if "." in short and "e" not in short:
        short = short.rstrip("0").rstrip(".")
    return short.replace("-", "\N{MINUS SIGN}")
