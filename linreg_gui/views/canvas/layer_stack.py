"""The layers of a canvas, and pictures kept of those that are dear to draw."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QStyleOptionGraphicsItem,
    QWidget,
)

from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

STAGE_TYPE = 1.25
"""Type on the stage grows more than all that is drawn: on a plate it has 18 pixels then, on a
screen of 720 lines."""


class KeptPicture:
    """One picture the size of the frame, transparent where nothing is drawn."""

    def __init__(self) -> None:
        self._picture: QPixmap | None = None
        self._key: object = None

    def paint(
        self,
        painter: QPainter,
        frame: PixelFrame,
        theme: Theme,
        content: object,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Copy the picture, drawn anew by ``draw`` if frame, colours or ``content`` changed.

        Where no pixels are made there is no picture: ``draw`` then draws on the painter itself.
        """
        if not makes_pixels(painter):
            painter.save()
            draw(painter)
            painter.restore()
            return
        ratio, scale = painter.device().devicePixelRatio(), theme.drawing_scale
        key = (frame, theme.is_dark, ratio, scale, content)
        if self._picture is None or self._key != key:
            self._key = key
            self._picture = _blank(frame, ratio, scale, self._picture)
            inner = QPainter(self._picture)
            inner.scale(scale, scale)
            inner.translate(-frame.rect.topLeft())
            inner.setFont(painter.font())
            draw(inner)
            inner.end()
        # Copied pixel by pixel: through the scale of a presentation it would be drawn anew.
        painter.save()
        painter.scale(1.0 / scale, 1.0 / scale)
        painter.drawPixmap(frame.rect.topLeft() * scale, self._picture)
        painter.restore()


def makes_pixels(painter: QPainter) -> bool:
    """Return whether a painter draws pixels, not the lines of a drawing to be scaled."""
    kinds = QPaintEngine.Type
    return painter.paintEngine().type() in {kinds.Raster, kinds.OpenGL, kinds.OpenGL2}


def _blank(frame: PixelFrame, ratio: float, scale: float, former: QPixmap | None) -> QPixmap:
    """Return an empty picture: the former one where it has the size, so that a drag makes none."""
    size = (frame.rect.size() * (ratio * scale)).toSize().expandedTo(QSize(1, 1))
    picture = QPixmap(size) if former is None or former.size() != size else former
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


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
        larger = STAGE_TYPE if theme.is_stage else 1.0
        font.setPointSizeF(larger * font.pointSizeF() / theme.type_scale)
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
        """Pass a changed plot area to the scene."""
        self.prepareGeometryChange()
