"""The axes of a canvas: whole ticks, counts and losses, and the grid they stand for."""

import math
import re

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QApplication, QGraphicsGridLayout, QGraphicsItem

from linreg_gui.session.wording import count, number
from linreg_gui.views.look.markup import as_markup
from linreg_gui.views.look.theme import Theme

TICK_FILL = [(0, 0.5), (2, 0.35), (4, 0.25), (6, 0.15)]
"""From how many labels of one level on those of the next must fill at most which part."""
Ticks = list[tuple[float, list[float]]]
"""Levels: the spacing of each and its values."""
EXPONENT = re.compile(r"e([+-])0*(\d)")
LABEL_GAP = 2.0
"""Pixels between one label and the next."""
PLAIN_DECADES = (-3, 3)
"""Powers of ten written out; others are written as 10ⁿ."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LABEL_SCALE = 0.95
"""Type on the axes, as a part of that within the pane."""
WIDEST_TICK = "\N{MINUS SIGN}0.0000"
RIGHT_MARGIN = 10


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
        """Return the pixels that a label takes in the type of the axis."""
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


class CanvasAxes:
    """The axes to the left of a plot area and below it.

    Parameters
    ----------
    left, bottom : AxisItem, optional
        Those to be used in place of plain ones.
    """

    def __init__(self, left: pg.AxisItem | None = None, bottom: pg.AxisItem | None = None) -> None:
        self.items = {"left": left or PaneAxis("left"), "bottom": bottom or PaneAxis("bottom")}
        self._label_look: tuple[str, ...] = ()
        for axis in self.items.values():
            axis.enableAutoSIPrefix(False)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setStyle(tickLength=-4, tickTextOffset=4)
        # The last label may reach into the margin: without this the number of epochs is not shown.
        self.items["bottom"].setStyle(hideOverlappingLabels=RIGHT_MARGIN)

    def arrange(self, view_box: pg.ViewBox) -> pg.GraphicsWidget:
        """Put the axes beside the plot area; a whole PlotItem would bring menus and more axes."""
        frame = pg.GraphicsWidget()
        grid = self._grid = QGraphicsGridLayout(frame)
        grid.setSpacing(0)
        grid.addItem(self.items["left"], 0, 0)
        grid.addItem(view_box, 0, 1)
        grid.addItem(self.items["bottom"], 1, 1)
        grid.setRowStretchFactor(0, 1)
        grid.setColumnStretchFactor(1, 1)
        for axis in self.items.values():
            axis.linkToView(view_box)
        return frame

    def set_labels(self, x_label: str, y_label: str, theme: Theme) -> None:
        """Name the axes; every new name is laid out anew, which takes a millisecond."""
        style = {"color": theme.muted, "font-size": f"{_tick_font(theme).pointSizeF():.1f}pt"}
        look = (x_label, y_label, *style.values())
        if look == self._label_look:
            return
        self._label_look = look
        for name, label in (("bottom", x_label), ("left", y_label)):
            self.items[name].setLabel(as_markup(label) or None, **style)
            self.items[name].showLabel(bool(label))

    def set_theme(self, theme: Theme) -> None:
        """Take colours and type; the left axis is as wide in all panes, so that they line up."""
        font = _tick_font(theme)
        for axis in self.items.values():
            axis.setPen(QPen(QColor(theme.axis), 1))
            axis.setTextPen(QPen(QColor(theme.muted), 1))
            axis.setTickFont(font)
        metrics = QFontMetricsF(font)
        self.items["left"].setWidth(metrics.horizontalAdvance(WIDEST_TICK) + metrics.height() + 6.0)
        # The highest label may stand at the very top: half of it is above the plot area.
        self._grid.setContentsMargins(0, 0.5 * metrics.ascent(), RIGHT_MARGIN, 0)


def _tick_font(theme: Theme) -> QFont:
    font = QFont(QApplication.font())
    usual = font.pointSizeF() / theme.type_scale
    font.setPointSizeF(usual * LABEL_SCALE * theme.drawing_scale)
    return font
