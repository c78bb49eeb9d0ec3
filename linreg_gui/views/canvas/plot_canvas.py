"""The canvas under every pane: axes by pyqtgraph, layers and gestures of our own.

pyqtgraph's mouse handling (left-drag panning, context menu, click threshold by time) is bypassed:
mouse events are read here, so a click lands on exactly the pixel that was clicked.
"""

import math
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from linreg_gui.views.canvas.axes import CanvasAxes, PaneAxis
from linreg_gui.views.canvas.canvas_gestures import CanvasGestures
from linreg_gui.views.canvas.layer_stack import LayerStack
from linreg_gui.views.canvas.pixel_frame import PixelFrame, Range
from linreg_gui.views.look.theme import Theme

SMALLEST_SPAN_IN_FLOATS = 4
"""A range of fewer floats, one next to the other, has nothing to tell apart."""
LARGEST_COORDINATE = 1e160


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
    marks: Callable[[], list[Any]] | None = None
    """Gives what is drawn now, in the order in which screen readers read it; called only while
    something listens."""
    accessible: Any = None
    """What screen readers meet in the canvas, and the canvas as they meet it."""

    def __init__(
        self,
        theme: Theme,
        x_label: str,
        y_label: str,
        left_axis: PaneAxis | None = None,
        bottom_axis: PaneAxis | None = None,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._gestures = CanvasGestures(self)
        self.view_box = pg.ViewBox(enableMouse=False, enableMenu=False)
        self.view_box.disableAutoRange()
        self._axes = CanvasAxes(left_axis, bottom_axis)
        self.axes = self._axes.items
        self.setCentralItem(self._axes.arrange(self.view_box))
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab would stop where no key does anything
        self.viewport().setMouseTracking(True)
        self.stack = LayerStack(self)
        self.set_axis_labels(x_label, y_label)
        self.set_theme(theme)

    def useOpenGL(self, *_: object) -> None:
        """Have a viewport made in Python, without OpenGL.

        For one that Qt makes, PySide6 makes the classes of all widgets, to find out its class.
        """
        self.setViewport(QWidget())

    # ---- look

    def set_axis_labels(self, x_label: str, y_label: str) -> None:
        """Name the axes; an empty name takes no room."""
        self._axes.set_titles(x_label, y_label)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of another theme."""
        self.theme = theme
        self.setBackground(QColor(theme.card))
        self._axes.set_theme(theme)
        self._axes.suit(self.height())
        self.refresh()

    def refresh(self) -> None:
        """Draw the layers again at the next paint.

        The scene is not asked: it would have the window painted at once, once for each canvas.
        """
        area = self.viewportTransform().mapRect(self.stack.sceneBoundingRect())
        self.viewport().update(area.toAlignedRect())

    # ---- range

    def plot_rect(self) -> QRectF:
        """Return the plot area in the view box's pixels."""
        return QRectF(self.view_box.rect())

    def pixel_frame(self) -> PixelFrame | None:
        """Return the present map from data to pixels; None while the plot area is empty.

        The pixels are those the layers draw in: a presentation enlarges them.
        """
        area, scale = self.plot_rect(), self.theme.drawing_scale
        rect = QRectF(area.topLeft() / scale, area.size() / scale)
        (left, right), (bottom, top) = self.view_box.viewRange()
        if rect.width() < 1 or rect.height() < 1 or not (right > left and top > bottom):
            return None
        return PixelFrame(left, right, bottom, top, rect)

    def shown_range(self) -> Range | None:
        """Return left, right, bottom and top; None while the plot area is empty."""
        frame = self.pixel_frame()
        return None if frame is None else (frame.left, frame.right, frame.bottom, frame.top)

    def show_range(self, left: float, right: float, bottom: float, top: float) -> None:
        """Show a rectangle of the data plane; one that cannot be drawn is ignored."""
        for low, high in ((left, right), (bottom, top)):
            largest = max(abs(low), abs(high))
            if not math.isfinite(largest) or largest > LARGEST_COORDINATE:
                return
            if high - low < max(SMALLEST_SPAN_IN_FLOATS * math.ulp(largest), 1e-290):
                return
        self.view_box.setRange(
            xRange=(left, right), yRange=(bottom, top), padding=0, disableAutoRange=True
        )
        self.refresh()

    def show_other_range(self, left: float, right: float, bottom: float, top: float) -> None:
        """Show a rectangle if another one is shown: to show the same again takes time too."""
        if self.view_box.viewRange() != [[left, right], [bottom, top]]:
            self.show_range(left, right, bottom, top)

    # ---- positions

    def data_at(self, position: QPointF) -> QPointF | None:
        """Map a widget position to data; None outside the plot area."""
        frame, pixel = self.pixel_frame(), self._pixel_at(position)
        return frame.to_data(pixel) if frame is not None and frame.rect.contains(pixel) else None

    def data_beyond(self, position: QPointF) -> QPointF | None:
        """Map a widget position to data, outside the plot area too: a drag may leave it."""
        frame = self.pixel_frame()
        return None if frame is None else frame.to_data(self._pixel_at(position))

    def widget_position(self, x: float, y: float) -> QPointF:
        """Map data to a widget position; the origin while nothing is shown."""
        frame = self.pixel_frame()
        if frame is None:
            return QPointF()
        pixel = frame.to_pixel(x, y) * self.theme.drawing_scale
        scene = self.view_box.mapToScene(pixel)
        return self.viewportTransform().map(scene)

    def screen_position(self, x: float, y: float) -> QPoint:
        """Map data to a position on the screen."""
        return self.viewport().mapToGlobal(self.widget_position(x, y).toPoint())

    def _pixel_at(self, position: QPointF) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return self.view_box.mapFromScene(inverse.map(position)) / self.theme.drawing_scale

    # ---- gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a pan."""
        event.accept()
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, pan or hover."""
        event.accept()
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        event.accept()
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report a double click."""
        event.accept()
        self._gestures.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        event.accept()
        self._gestures.turn_wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer is gone."""
        self.hover_left.emit()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the layers as large as the plot area."""
        super().resizeEvent(event)
        if hasattr(self, "stack"):  # pyqtgraph resizes from within its own constructor
            self._axes.suit(self.height())
            self.stack.resized()
