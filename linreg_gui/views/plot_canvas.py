"""The canvas under every pane: axes by pyqtgraph, layers and gestures of our own.

pyqtgraph's mouse handling (left-drag panning, context menu, click threshold by time) is bypassed:
mouse events are read here, so a click lands on exactly the pixel that was clicked.
"""

import math
import sys
from typing import Protocol

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsGridLayout,
    QGraphicsItem,
    QGraphicsObject,
    QStyleOptionGraphicsItem,
    QWidget,
)

from linreg_gui.views.pane_axis import PaneAxis
from linreg_gui.views.pixel_frame import PixelFrame
from linreg_gui.views.theme import Theme

DRAG_THRESHOLD_PIXELS = 3.0
LABEL_SCALE = 0.95
"""Type on the axes, as a part of the application's."""
WIDEST_TICK = "\N{MINUS SIGN}0.0000"
SMALLEST_RELATIVE_SPAN = 1e-12
"""A narrower range cannot be told apart in float64 and would break the axes."""
LARGEST_COORDINATE = 1e160
RIGHT_MARGIN = 10


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
        """Draw every layer, clipped to the plot area."""
        frame = self._canvas.pixel_frame()
        if frame is None:
            return
        painter.setClipRect(frame.rect)
        for layer in self.layers:
            painter.save()
            try:
                layer.paint(painter, frame, self._canvas.theme)
            except Exception:  # noqa: BLE001 - one that left this method would crash the process
                sys.excepthook(*sys.exc_info())
            finally:
                painter.restore()

    def resized(self) -> None:
        """Tell the scene that the plot area changed."""
        self.prepareGeometryChange()


class PlotCanvas(pg.GraphicsView):
    """A plot with two axes, a stack of layers, and gestures in data coordinates."""

    clicked = Signal(QPointF, Qt.MouseButton)
    """Data position and button of a press and release within three pixels."""
    double_clicked = Signal(QPointF)
    drag_started = Signal(QPointF)
    """Data position of the press."""
    dragged = Signal(QPointF)
    drag_finished = Signal()
    hovered = Signal(QPointF)
    hover_left = Signal()
    range_changed = Signal()
    """The user zoomed or panned."""

    def __init__(
        self,
        theme: Theme,
        x_label: str,
        y_label: str,
        left_axis: pg.AxisItem | None = None,
        bottom_axis: pg.AxisItem | None = None,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._pressed_at: QPointF | None = None
        self._is_drag = False
        self._pan_from: QPointF | None = None
        self._is_double = False
        self._label_look: tuple[str, ...] = ()
        self.view_box = pg.ViewBox(enableMouse=False, enableMenu=False)
        self.view_box.disableAutoRange()
        self.axes = {
            "left": left_axis or PaneAxis("left"),
            "bottom": bottom_axis or PaneAxis("bottom"),
        }
        self._arrange()
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        for axis in self.axes.values():
            axis.enableAutoSIPrefix(False)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setStyle(tickLength=-4, tickTextOffset=4)
        # The last label may reach into the margin: without this the number of epochs is not shown.
        self.axes["bottom"].setStyle(hideOverlappingLabels=RIGHT_MARGIN)
        self.stack = LayerStack(self)
        self.set_axis_labels(x_label, y_label)
        self.set_theme(theme)

    def _arrange(self) -> None:
        """Put the axes beside the plot area; a whole PlotItem would bring menus and more axes."""
        frame = pg.GraphicsWidget()
        grid = self._grid = QGraphicsGridLayout(frame)
        grid.setSpacing(0)
        grid.addItem(self.axes["left"], 0, 0)
        grid.addItem(self.view_box, 0, 1)
        grid.addItem(self.axes["bottom"], 1, 1)
        grid.setRowStretchFactor(0, 1)
        grid.setColumnStretchFactor(1, 1)
        self.setCentralItem(frame)
        for axis in self.axes.values():
            axis.linkToView(self.view_box)

    # ---- look

    def set_axis_labels(self, x_label: str, y_label: str) -> None:
        """Name the axes; every new name is laid out anew, which takes a millisecond."""
        self._labels = (x_label, y_label)
        points = QApplication.font().pointSizeF()
        style = {"color": self.theme.muted, "font-size": f"{points * LABEL_SCALE:.1f}pt"}
        look = (x_label, y_label, *style.values())
        if look == self._label_look:
            return
        self._label_look = look
        for name, label in (("bottom", x_label), ("left", y_label)):
            self.axes[name].setLabel(label or None, **style)
            self.axes[name].showLabel(bool(label))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.theme = theme
        self.setBackground(QColor(theme.card))
        for name in ("left", "bottom"):
            axis = self.axes[name]
            axis.setPen(QPen(QColor(theme.axis), 1))
            axis.setTextPen(QPen(QColor(theme.muted), 1))
            axis.setTickFont(_tick_font())
        self.axes["left"].setWidth(_left_width())
        # The highest label may stand at the very top: half of it is above the plot area.
        self._grid.setContentsMargins(
            0, 0.5 * QFontMetricsF(_tick_font()).ascent(), RIGHT_MARGIN, 0
        )
        self.set_axis_labels(*self._labels)
        self.refresh()

    def refresh(self) -> None:
        """Draw the layers again at the next paint."""
        self.stack.update()

    # ---- range

    def plot_rect(self) -> QRectF:
        """Give the plot area in the view box's pixels."""
        return QRectF(self.view_box.rect())

    def pixel_frame(self) -> PixelFrame | None:
        """Give the present map from data to pixels; None while the plot area is empty."""
        rect = self.plot_rect()
        (left, right), (bottom, top) = self.view_box.viewRange()
        if rect.width() < 1 or rect.height() < 1 or not (right > left and top > bottom):
            return None
        return PixelFrame(left, right, bottom, top, rect)

    def shown_range(self) -> tuple[float, float, float, float] | None:
        """Give left, right, bottom and top; None while the plot area is empty."""
        frame = self.pixel_frame()
        return None if frame is None else (frame.left, frame.right, frame.bottom, frame.top)

    def show_range(self, left: float, right: float, bottom: float, top: float) -> None:
        """Show a rectangle of the data plane; one that cannot be drawn is ignored."""
        for low, high in ((left, right), (bottom, top)):
            largest = max(abs(low), abs(high))
            if not math.isfinite(largest) or largest > LARGEST_COORDINATE:
                return
            if high - low <= largest * SMALLEST_RELATIVE_SPAN or high - low < 1e-290:
                return
        self.view_box.setRange(
            xRange=(left, right), yRange=(bottom, top), padding=0, disableAutoRange=True
        )
        self.refresh()

    # ---- gestures

    def data_at(self, position: QPointF) -> QPointF | None:
        """Map a widget position to data; None outside the plot area."""
        frame = self.pixel_frame()
        pixel = self.view_box.mapFromScene(self._scene_position(position))
        if frame is None or not frame.rect.contains(pixel):
            return None
        return frame.to_data(pixel)

    def widget_position(self, x: float, y: float) -> QPointF:
        """Map data to a widget position; the origin while nothing is shown."""
        frame = self.pixel_frame()
        if frame is None:
            return QPointF()
        scene = self.view_box.mapToScene(frame.to_pixel(x, y))
        return self.viewportTransform().map(scene)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a pan."""
        event.accept()
        position = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = position
        elif event.button() == Qt.MouseButton.LeftButton and self.data_at(position) is not None:
            self._pressed_at = position
            self._is_double = False
        elif event.button() == Qt.MouseButton.RightButton and self._pressed_at is None:
            data = self.data_at(position)
            if data is not None:
                self.clicked.emit(data, Qt.MouseButton.RightButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, pan or hover."""
        event.accept()
        position = event.position()
        if self._pan_from is not None and event.buttons() & Qt.MouseButton.MiddleButton:
            self._pan(position)
        elif self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(position)
        else:
            self._hover(position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        event.accept()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        pressed_at, self._pressed_at = self._pressed_at, None
        if self._is_drag:
            self._is_drag = False
            self.drag_finished.emit()
        elif not self._is_double:
            data = self.data_at(pressed_at)
            if data is not None:
                self.clicked.emit(data, Qt.MouseButton.LeftButton)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report a double click; its second release is no click."""
        event.accept()
        data = self.data_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and data is not None:
            self._pressed_at = event.position()
            self._is_double = True
            self.double_clicked.emit(data)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        event.accept()
        frame = self.pixel_frame()
        data = self.data_at(event.position())
        if frame is None or data is None:
            return
        factor = 1.0015 ** -event.angleDelta().y()
        self.show_range(
            data.x() + (frame.left - data.x()) * factor,
            data.x() + (frame.right - data.x()) * factor,
            data.y() + (frame.bottom - data.y()) * factor,
            data.y() + (frame.top - data.y()) * factor,
        )
        self.range_changed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer is gone."""
        self.hover_left.emit()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the layers as large as the plot area."""
        super().resizeEvent(event)
        if hasattr(self, "stack"):  # pyqtgraph resizes from within its own constructor
            self.stack.resized()

    def _scene_position(self, position: QPointF) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(position)

    def _drag(self, position: QPointF) -> None:
        assert self._pressed_at is not None
        if not self._is_drag:
            moved = position - self._pressed_at
            if math.hypot(moved.x(), moved.y()) < DRAG_THRESHOLD_PIXELS or self._is_double:
                return
            self._is_drag = True
            start = self.data_at(self._pressed_at)
            if start is not None:
                self.drag_started.emit(start)
        frame = self.pixel_frame()
        if frame is not None:
            pixel = self.view_box.mapFromScene(self._scene_position(position))
            self.dragged.emit(frame.to_data(pixel))

    def _pan(self, position: QPointF) -> None:
        frame = self.pixel_frame()
        if frame is None or self._pan_from is None:
            return
        dx = (position.x() - self._pan_from.x()) / frame.x_scale
        dy = (position.y() - self._pan_from.y()) / frame.y_scale
        self._pan_from = position
        self.show_range(frame.left - dx, frame.right - dx, frame.bottom + dy, frame.top + dy)
        self.range_changed.emit()

    def _hover(self, position: QPointF) -> None:
        data = self.data_at(position)
        if data is None:
            self.hover_left.emit()
        else:
            self.hovered.emit(data)


def _tick_font() -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * LABEL_SCALE)
    return font


def _left_width() -> float:
    """Give the width of the left axis: the same for all panes, so that they line up."""
    metrics = QFontMetricsF(_tick_font())
    return metrics.horizontalAdvance(WIDEST_TICK) + metrics.height() + 6.0
