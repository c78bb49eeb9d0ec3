"""What the mouse means on a canvas: clicks, drags, panning, zooming and hovering."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from linreg_gui.views.canvas.plot_canvas import PlotCanvas

DRAG_THRESHOLD_PIXELS = 3.0
ZOOM_PER_ANGLE = 1.0015
"""Factor for an eighth of a degree of the wheel."""


class CanvasGestures:
    """Reads a canvas's mouse events and emits its signals, in data coordinates.

    Parameters
    ----------
    canvas : PlotCanvas
        It owns this object and hands its events on.
    """

    def __init__(self, canvas: "PlotCanvas") -> None:
        self._canvas = canvas
        self._pressed_at: QPointF | None = None
        self._is_drag = False
        self._is_double = False
        self._pan_from: QPointF | None = None

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a pan."""
        canvas, position = self._canvas, event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = position
        elif event.button() == Qt.MouseButton.LeftButton and canvas.data_at(position) is not None:
            self._pressed_at = position
            self._is_double = False
        elif event.button() == Qt.MouseButton.RightButton and self._pressed_at is None:
            data = canvas.data_at(position)
            if data is not None:
                canvas.clicked.emit(data, Qt.MouseButton.RightButton)

    def move(self, event: QMouseEvent) -> None:
        """Drag, pan or hover."""
        position = event.position()
        if self._pan_from is not None and event.buttons() & Qt.MouseButton.MiddleButton:
            self._pan(self._pan_from, position)
        elif self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(self._pressed_at, position)
        else:
            self._hover(position)

    def release(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        pressed_at, self._pressed_at = self._pressed_at, None
        if self._is_drag:
            self._is_drag = False
            self._canvas.drag_finished.emit()
        elif not self._is_double:
            data = self._canvas.data_at(pressed_at)
            if data is not None:
                self._canvas.clicked.emit(data, Qt.MouseButton.LeftButton)

    def double_click(self, event: QMouseEvent) -> None:
        """Report a double click; its second release is no click."""
        data = self._canvas.data_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and data is not None:
            self._pressed_at = event.position()
            self._is_double = True
            self._canvas.double_clicked.emit(data)

    def turn_wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; over an axis only what stands at it."""
        frame = self._canvas.pixel_frame()
        data = self._canvas.data_beyond(event.position())
        if frame is None or data is None or data.x() > frame.right or data.y() > frame.top:
            return
        is_left, is_below = data.x() < frame.left, data.y() < frame.bottom
        if is_left and is_below:
            return
        factor = ZOOM_PER_ANGLE ** -event.angleDelta().y()
        along_x, along_y = 1.0 if is_left else factor, 1.0 if is_below else factor
        self._canvas.show_range(
            data.x() + (frame.left - data.x()) * along_x,
            data.x() + (frame.right - data.x()) * along_x,
            data.y() + (frame.bottom - data.y()) * along_y,
            data.y() + (frame.top - data.y()) * along_y,
        )
        self._canvas.range_changed.emit()

    def _drag(self, pressed_at: QPointF, position: QPointF) -> None:
        canvas = self._canvas
        if not self._is_drag:
            moved = position - pressed_at
            if math.hypot(moved.x(), moved.y()) < DRAG_THRESHOLD_PIXELS or self._is_double:
                return
            self._is_drag = True
            start = canvas.data_at(pressed_at)
            if start is not None:
                canvas.drag_started.emit(start)
        data = canvas.data_beyond(position)
        if data is not None:
            canvas.dragged.emit(data)

    def _pan(self, pan_from: QPointF, position: QPointF) -> None:
        before, now = self._canvas.data_beyond(pan_from), self._canvas.data_beyond(position)
        shown = self._canvas.shown_range()
        if before is None or now is None or shown is None:
            return
        self._pan_from = position
        left, right, bottom, top = shown
        moved = before - now
        self._canvas.show_range(
            left + moved.x(), right + moved.x(), bottom + moved.y(), top + moved.y()
        )
        self._canvas.range_changed.emit()

    def _hover(self, position: QPointF) -> None:
        data = self._canvas.data_at(position)
        if data is None:
            self._canvas.hover_left.emit()
        else:
            self._canvas.hovered.emit(data)
