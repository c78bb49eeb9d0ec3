"""The loss surface tipped up into a bowl: a widget in place of the map, drawn from the same frames.

What the pointer does on the ground is said by the signals of the map, in its coordinates: a click
sets the start, and pointing tries a line, as there.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from linreg_gui.session.last_value import LastValue
from linreg_gui.views.canvas.layer_stack import STAGE_TYPE, KeptPicture
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame, Range
from linreg_gui.views.canvas.plates import draw_note
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.surface_picture import SurfacePicture
from linreg_gui.views.surface.tilt import Pose, Tilt
from linreg_gui.views.surface.tilted_axes import TiltedAxes
from linreg_gui.views.surface.tilted_gestures import TiltedGestures
from linreg_gui.views.surface.tilted_ground import COARSE, FINE, USUAL, paint_ground
from linreg_gui.views.surface.tilted_inset import TiltedInset
from linreg_gui.views.surface.tilted_things import TiltedThings
from linreg_gui.views.surface.viewpoint import MOST_TIP, most_tip, usual_pose
from linreg_gui.views.widgets.frame_clock import ThemedFrame

TIP_MILLISECONDS = 180
LEFT, RIGHT, TOP, BOTTOM = 66.0, 34.0, 20.0, 52.0
"""Kept free for the labels of the axes, in pixels."""
MOST_FINE_DECADES = 4.5
"""In a higher relief more rings would leave no room between their lines."""
LABELS = 44.0
"""Pixels below the ground that labels and title of an axis take."""
MOST_TURN = math.radians(85)
LEAST_TIP = math.radians(3)
"""Below it a tip counts as flat."""
NOT_DRAWN = "The losses here are too large to be drawn, or all the same"


class TiltedSurface(QWidget):
    """The surface in relief: height is log₁₀ of the loss.

    Parameters
    ----------
    canvas : PlotCanvas
        The map. It is hidden while this is shown, and keeps what part of the surface is in view.
    picture : SurfacePicture
        The layers of the map, filled from frames.
    frame : ThemedFrame
    """

    laid_flat = Signal()
    """The user tipped it back."""
    came_down = Signal()
    """It lies flat: the map can take its place."""
    tipped = Signal(float)
    """It is tipped up by so much, in radians."""
    accessible: Any = None
    """What screen readers meet in it, as in the map."""

    def __init__(self, canvas: PlotCanvas, picture: SurfacePicture, frame: ThemedFrame) -> None:
        super().__init__()
        self._canvas, self._picture, self._seen = canvas, picture, frame
        self._own_pose: Pose | None = None
        """The one chosen by hand; None while one looks from the usual place."""
        self._is_pose_held = self._is_turned = False
        """Whether that one is the usual one of before a drag; and whether it was turned."""
        self._usual: LastValue[Pose] = LastValue()
        self._share, self.is_up = 0.0, False
        self._tilt: LastValue[Tilt | None] = LastValue()
        self._held: tuple[QSize, Tilt] | None = None
        """How large it was drawn, and where, in the first frame of a drag that lasts."""
        self._ground, self._edges, self._axes = KeptPicture(), KeptPicture(), TiltedAxes()
        self._inset = TiltedInset(picture.bowl, picture.path, picture.marks)
        self.things = TiltedThings(picture, self._inset)
        self._gestures = TiltedGestures(self, canvas, self._inset)
        self._moving = QVariantAnimation(self)
        self._moving.setDuration(TIP_MILLISECONDS)
        self._moving.valueChanged.connect(self._on_moving)
        self.setAccessibleName("Loss surface tipped up: height is the loss, in powers of ten")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        canvas.view_box.sigRangeChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for no room of its own: it takes that of the map."""
        return QSize(0, 0)

    # ---- up and down

    def tip_up(self, *, is_up: bool) -> None:
        """Begin to tip up, or to lie down."""
        if is_up == self.is_up:
            return
        self.is_up = is_up
        if is_up and not self._share:
            self.look_anew()
        self._moving.stop()
        self._moving.setStartValue(self._share)
        self._moving.setEndValue(1.0 if is_up else 0.0)
        self._moving.start()

    def settle(self) -> None:
        """End the movement at once, and look from the usual place."""
        self._moving.stop()
        self.look_anew()
        self._on_moving(1.0 if self.is_up else 0.0)

    def look_anew(self) -> None:
        """Look from the usual place."""
        self._own_pose, self._is_turned = None, False

    @Slot(object)
    def _on_moving(self, share: float) -> None:
        self._share = share
        self.update()
        self._tell()
        if share <= 0.0 and not self.is_up:
            self.came_down.emit()

    def take(self, frame: ThemedFrame) -> None:
        """Show a frame; while something is dragged, one looks from where one did."""
        if frame.is_dragging and not self._seen.is_dragging and self._own_pose is None:
            self._own_pose, self._is_pose_held = self.pose, True
        elif self._is_pose_held and not frame.is_dragging:
            self._own_pose, self._is_pose_held = None, False
        if not frame.is_dragging:
            self._held = None
        self._seen = frame
        self.update()
        self._tell()

    # ---- the projection

    @property
    def tilt(self) -> Tilt | None:
        """What is seen, from where; None while there is nothing that could be drawn."""
        bowl = None if self._seen.loss is None else self._seen.loss.bowl
        flat = self._canvas.pixel_frame()
        if bowl is None or flat is None:
            return None
        shown = flat.left, flat.right, flat.bottom, flat.top
        key = (bowl, flat, self._own_pose, self._share, self.size(), self._seen.theme.drawing_scale)
        return self._tilt.of(key, lambda: self._made_tilt(flat, shown))

    def _made_tilt(self, flat: PixelFrame, shown: Range) -> Tilt | None:
        assert self._seen.loss is not None
        scale = self._seen.theme.drawing_scale
        left, top = (self._canvas.geometry().left(), self._canvas.geometry().top())
        at = self._canvas.widget_position(flat.left, flat.top)
        middle = flat.rect.center() + (at + QPointF(left, top)) / scale - flat.rect.topLeft()
        map_tilt = Tilt(
            self._seen.loss.bowl,
            shown,
            (flat.x_scale, flat.y_scale),
            Pose(),
            (middle.x(), middle.y()),
        )
        if not map_tilt.is_drawable:
            return None
        held = self._held_tilt(map_tilt)
        if held is not None:
            return held
        width, height = self.width() / scale, self.height() / scale
        whole = replace(map_tilt, pose=self._pose_for(map_tilt))
        box = self._inset.box(QRectF(0.0, 0.0, width, height))
        for spare in (BOTTOM, BOTTOM + 0.5 * box.height(), BOTTOM + box.height()):
            area = (LEFT, TOP, max(width - LEFT - RIGHT, 20.0), max(height - TOP - spare, 20.0))
            tilt = Tilt.fitted(map_tilt, whole, area, self._eased())
            if self._share < 1.0 or not _covers(tilt, box):
                break
        if self._seen.is_dragging and self._share >= 1.0:
            self._held = self.size(), tilt
        return tilt

    def _held_tilt(self, map_tilt: Tilt) -> Tilt | None:
        """Return the ground where it has been since a drag began; None where it must move."""
        size, held = self._held or (None, None)
        is_there = held is not None and size == self.size() and held.shown == map_tilt.shown
        if held is None or not is_there or held.pose != self._own_pose:
            return None
        tilt = replace(held, bowl=map_tilt.bowl, _outline=None)
        return tilt if tilt.outline.top.min() >= 0.0 else None

    def _pose_for(self, map_tilt: Tilt) -> Pose:
        """Return from where one looks; while something is dragged, from where one did."""
        return self._own_pose or self._usual_of(map_tilt)

    def _usual_of(self, tilt: Tilt) -> Pose:
        return self._usual.of((tilt.bowl, tilt.shown), lambda: usual_pose(tilt))

    @property
    def pose(self) -> Pose:
        """From where one looks when it is up."""
        tilt = self.tilt
        return self._own_pose or (Pose() if tilt is None else self._pose_for(tilt))

    def _eased(self) -> float:
        return 1.0 - (1.0 - self._share) ** 3

    def _is_moving(self) -> bool:
        is_running = self._moving.state() == QVariantAnimation.State.Running
        return is_running or self._gestures.is_turning or self._seen.is_dragging

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all of it."""
        theme = self._seen.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.card))
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.scale(theme.drawing_scale, theme.drawing_scale)
            font = QFont(painter.font())
            larger = STAGE_TYPE if theme.is_stage else 1.0
            font.setPointSizeF(larger * font.pointSizeF() / theme.type_scale)
            painter.setFont(font)
            self._paint(painter, theme)

    def _paint(self, painter: QPainter, theme: Theme) -> None:
        scale, tilt = theme.drawing_scale, self.tilt
        area = QRectF(0.0, 0.0, self.width() / scale, self.height() / scale)
        if tilt is None:
            if self._seen.loss is not None:
                painter.setPen(QColor(theme.muted))
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), NOT_DRAWN)
            return
        frame = PixelFrame(0.0, 1.0, 0.0, 1.0, area)
        self._paint_ground(painter, frame, theme, tilt)
        flat = self._canvas.pixel_frame()
        if flat is not None:
            self.things.paint(painter, tilt, self._seen, flat, is_moving=self._is_moving())
        if self._share >= 1.0:
            self.things.paint_names(painter, tilt, self._seen, frame)
            self._inset.is_resting = not self._seen.is_dragging
            self._inset.paint(painter, frame, theme, flat)
        self._paint_read_out(painter, frame, theme)

    def _paint_ground(self, painter: QPainter, frame: PixelFrame, theme: Theme, tilt: Tilt) -> None:
        """Draw ground and axes; at rest from a picture of them."""
        detail = USUAL if tilt.decades > MOST_FINE_DECADES else FINE
        if self._is_moving():
            detail = COARSE

        def draw(inner: QPainter) -> None:
            paint_ground(inner, tilt, theme, detail)
            if self._share >= 1.0:
                self._axes.paint_edges(inner, tilt, theme, self._titles())
                self._axes.paint_loss(inner, tilt, theme)

        if detail is COARSE:
            self._paint_moving(painter, frame, theme, tilt)
        else:
            content = (tilt, detail, self._titles())
            self._ground.paint(painter, frame, theme, content, draw)

    def _paint_moving(self, painter: QPainter, frame: PixelFrame, theme: Theme, tilt: Tilt) -> None:
        """Draw ground and axes; those of both parameters rest while something is dragged."""
        paint_ground(painter, tilt, theme, COARSE)
        if self._share < 1.0:
            return

        def draw(inner: QPainter) -> None:
            self._axes.paint_edges(inner, tilt, theme, self._titles())

        content = (tilt.shown, tilt.scales, tilt.pose, tilt.origin, self._titles())
        self._edges.paint(painter, frame, theme, content, draw)
        self._axes.paint_loss(painter, tilt, theme)

    def _titles(self) -> tuple[str, str]:
        axes = self._canvas.axes
        return axes["bottom"].title, axes["left"].title

    def _paint_read_out(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        read_out, at = self._picture.read_out, self._gestures.pointer
        if at is None or read_out.at is None or not self._gestures.is_pointing:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.muted, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 4.0, 4.0)
        draw_note(painter, frame, read_out.lines, at, theme)

    @property
    def marks(self) -> Callable[[], list[Any]] | None:
        """What gives the things drawn to screen readers: those of the map."""
        return self._canvas.marks

    def screen_position(self, x: float, y: float) -> QPoint:
        """Return where a place of the map is seen on the screen; its middle where none is."""
        tilt = self.tilt
        if tilt is None:
            return self.mapToGlobal(self.rect().center())
        across, down = tilt.project(np.array((x, y)))
        at = QPointF(float(across), float(down)) * self._seen.theme.drawing_scale
        return self.mapToGlobal(at.toPoint())

    # ---- the pointer

    def place_at(self, pixel: QPointF) -> QPointF | None:
        """Return the place of the map that is seen at a pixel, None beside the ground."""
        tilt = self.tilt
        found = None if tilt is None else tilt.place_at(pixel.x(), pixel.y())
        return None if found is None else QPointF(*found)

    def _pixel(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        return event.position() / self._seen.theme.drawing_scale

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag, or a turn."""
        event.accept()
        self._gestures.press(event, self._pixel(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn, drag or point."""
        event.accept()
        self._gestures.move(event, self._pixel(event))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        event.accept()
        self._gestures.release(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report a double click."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._canvas.double_clicked.emit(self.place_at(self._pixel(event)) or QPointF())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the place under the pointer."""
        event.accept()
        self._gestures.turn_wheel(event, self._pixel(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget where the pointer was."""
        self._gestures.leave()
        self.update()
        super().leaveEvent(event)

    # ---- by hand

    def turn_to(self, pose: Pose) -> None:
        """Turn the surface to another direction."""
        self._is_turned = True
        self._look_from(Pose(max(-MOST_TURN, min(pose.turn, MOST_TURN)), pose.tip))

    def pull_to(self, tip: float) -> None:
        """Tip it by hand; as long as it was not turned by hand it turns on the way, too."""
        tilt = self.tilt
        if tilt is None:
            return
        usual = self._usual_of(tilt)
        turn = self.pose.turn if self._is_turned else usual.turn * min(1.0, tip / usual.tip)
        self._look_from(Pose(turn, tip))

    def let_go(self) -> None:
        """End a pull; one back to the map lays it flat."""
        if self.pose.tip < LEAST_TIP:
            self.laid_flat.emit()

    def _look_from(self, pose: Pose) -> None:
        tilt = self.tilt
        if tilt is None:
            return
        most = max(most_tip(tilt), LEAST_TIP)
        self._own_pose = Pose(pose.turn, max(0.0, min(pose.tip, most, MOST_TIP)))
        self.update()
        self._tell()

    def _tell(self) -> None:
        tilt = self.tilt
        self.tipped.emit(0.0 if tilt is None else tilt.pose.tip)


def _covers(tilt: Tilt, box: QRectF) -> bool:
    """Return whether the ground or its labels would be under a box in the lower left corner."""
    if box.isEmpty():
        return False
    outline = tilt.outline
    is_above = outline.x < box.right() + 0.5 * LEFT
    lowest = float(np.max(outline.base[is_above], initial=0.0))
    return lowest + LABELS > box.top()
