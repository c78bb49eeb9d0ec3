"""What the mouse means on the surface tipped up: the gestures of the map, and turning."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from linreg_gui.views.canvas.canvas_gestures import DRAG_THRESHOLD_PIXELS, ZOOM_PER_ANGLE
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.surface.tilt import Pose
from linreg_gui.views.surface.tilted_inset import TiltedInset

if TYPE_CHECKING:
    from linreg_gui.views.surface.tilted_surface import TiltedSurface

DEGREES_PER_PIXEL = 0.4


class TiltedGestures:
    """Reads the mouse events of the surface, and emits the signals of the map.

    Parameters
    ----------
    surface : TiltedSurface
        It owns this object and hands its events on.
    canvas : PlotCanvas
        The map.
    inset : TiltedInset
        A click on it lays the surface flat.

    Attributes
    ----------
    pointer : QPointF or None
        Where on the ground the pointer is, in pixels.
    """

    def __init__(self, surface: "TiltedSurface", canvas: PlotCanvas, inset: TiltedInset) -> None:
        self._surface, self._canvas, self._inset = surface, canvas, inset
        self._pressed: QPointF | None = None
        self._is_drag = False
        self._turned_from: tuple[QPointF, Pose] | None = None
        self.pointer: QPointF | None = None

    @property
    def is_turning(self) -> bool:
        """Whether the surface is being turned."""
        return self._turned_from is not None

    @property
    def is_pointing(self) -> bool:
        """Whether the pointer is on the ground, with no button held."""
        return self.pointer is not None and self._pressed is None

    def press(self, event: QMouseEvent, pixel: QPointF) -> None:
        """Begin a click, a drag, or a turn."""
        if event.button() == Qt.MouseButton.RightButton:
            self._turned_from = pixel, self._surface.pose
            self.leave()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_drag = pixel, False

    def move(self, event: QMouseEvent, pixel: QPointF) -> None:
        """Turn, drag or point."""
        if self._turned_from is not None and event.buttons() & Qt.MouseButton.RightButton:
            begin, pose = self._turned_from
            moved = (pixel - begin) * math.radians(DEGREES_PER_PIXEL)
            self._surface.turn_to(Pose(pose.turn + moved.x(), pose.tip + moved.y()))
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(self._pressed, pixel)
        else:
            self._point(pixel)

    def release(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if event.button() == Qt.MouseButton.RightButton:
            self._turned_from = None
            return
        pressed, self._pressed = self._pressed, None
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        if self._is_drag:
            self._is_drag = False
            self._canvas.drag_finished.emit()
        elif self._inset.is_at(pressed):
            self._surface.laid_flat.emit()
        else:
            place = self._surface.place_at(pressed)
            if place is not None:
                self._canvas.clicked.emit(place, Qt.MouseButton.LeftButton)

    def turn_wheel(self, event: QWheelEvent, pixel: QPointF) -> None:
        """Zoom about the place under the pointer."""
        place, shown = self._surface.place_at(pixel), self._canvas.shown_range()
        if place is None or shown is None:
            return
        factor = ZOOM_PER_ANGLE ** -event.angleDelta().y()
        left, right, bottom, top = shown
        self._canvas.show_range(
            place.x() + (left - place.x()) * factor,
            place.x() + (right - place.x()) * factor,
            place.y() + (bottom - place.y()) * factor,
            place.y() + (top - place.y()) * factor,
        )
        self._canvas.range_changed.emit()

    def leave(self) -> None:
        """Forget where the pointer was."""
        self.pointer = None
        self._canvas.hover_left.emit()

    def _drag(self, pressed: QPointF, pixel: QPointF) -> None:
        moved = pixel - pressed
        place = self._surface.place_at(pixel)
        if not self._is_drag:
            begin = self._surface.place_at(pressed)
            is_far = math.hypot(moved.x(), moved.y()) >= DRAG_THRESHOLD_PIXELS
            if not is_far or begin is None or self._inset.is_at(pressed):
                return
            self._is_drag = True
            self._canvas.drag_started.emit(begin)
        if place is not None:
            self._canvas.dragged.emit(place)

    def _point(self, pixel: QPointF) -> None:
        place = None if self._inset.is_at(pixel) else self._surface.place_at(pixel)
        self.pointer = None if place is None else pixel
        if place is None:
            self._canvas.hover_left.emit()
        else:
            self._canvas.hovered.emit(place)
