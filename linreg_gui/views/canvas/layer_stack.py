"""What is drawn on a canvas: layers, bottom first, in pixels that a presentation enlarges."""

import sys
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QStyleOptionGraphicsItem,
    QWidget,
)

from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

if TYPE_CHECKING:
    from linreg_gui.views.canvas.plot_canvas import PlotCanvas


class Layer(Protocol):
    """One thing drawn on a canvas."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw in pixels."""


class LayerStack(QGraphicsObject):
    """The one scene item that draws a canvas's layers, bottom first."""

    def __init__(self, canvas: "PlotCanvas") -> None:
        super().__init__(canvas.view_box)
        self._canvas = canvas
        self.layers: list[Layer] = []
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, False)

    def boundingRect(self) -> QRectF:
        """Cover the plot area."""
        return self._canvas.plot_rect()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw every layer, clipped to the plot area, all of them enlarged alike."""
        frame = self._canvas.pixel_frame()
        if frame is None:
            return
        theme = self._canvas.theme
        # What is said is English, on a desktop that is written from the right too.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.scale(theme.drawing_scale, theme.drawing_scale)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() / theme.type_scale)
        painter.setFont(font)
        painter.setClipRect(frame.rect)
        for layer in self.layers:
            painter.save()
            try:
                layer.paint(painter, frame, theme)
            except Exception:  # noqa: BLE001 - one that left this method would crash the process
                sys.excepthook(*sys.exc_info())
            finally:
                painter.restore()

    def resized(self) -> None:
        """Tell the scene that the plot area changed."""
        self.prepareGeometryChange()
