"""A horizontal axis whose values are decimal logarithms of learning rates."""

from linreg_gui.views.canvas.loss_axis import log_ticks, loss_label
from linreg_gui.views.canvas.pane_axis import PaneAxis, Ticks

PIXELS_A_LABEL = 70.0


class RateAxis(PaneAxis):
    """Powers of ten, and 2 and 5 times them where there is room."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Choose ticks that leave room for their labels."""
        return [(1.0, log_ticks(low, high, max(2, int(size / PIXELS_A_LABEL))))]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        """Write the labels."""
        return [loss_label(value) for value in values]
