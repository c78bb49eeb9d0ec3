"""The two axes of a canvas: their names, their type and how much room they take."""

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QApplication, QGraphicsGridLayout, QGraphicsItem

from linreg_gui.views.canvas.pane_axis import PaneAxis
from linreg_gui.views.look.markup import as_markup
from linreg_gui.views.look.theme import Theme

LABEL_SCALE = 0.95
"""Type on the axes, as a part of that within the pane."""
WIDEST_TICK = "\N{MINUS SIGN}0.0000"
RIGHT_MARGIN = 10


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
