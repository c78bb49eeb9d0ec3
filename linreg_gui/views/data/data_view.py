"""The data pane: points, the line that slides into them, and the gestures that edit them."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent

from linreg_gui.core.dataset import Dataset
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.curve import Curve
from linreg_gui.session.drawn_data import DrawnData
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.views.canvas.pixel_frame import PixelFrame, Range
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.data.curve_grip import CurveGrip, curve_grip_at
from linreg_gui.views.data.data_framing import (
    POINT_ROOM,
    grown,
    is_edit,
    is_too_large,
    is_within,
    padded_range,
    suitable_range,
)
from linreg_gui.views.data.data_scene import DataScene
from linreg_gui.views.data.line_grip import POINT_REACH, LineGrip, grip_at, knob_at
from linreg_gui.views.data.point_in_hand import PointInHand, pointed_at
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.plot_pane import PlotPane

if TYPE_CHECKING:
    from linreg_gui.views.data.picture_row import PictureRow
    from linreg_gui.views.data.residual_strip import ResidualStrip

ONLY_TO_LOOK_AT = (
    "This picture is to be looked at: points and line are moved in “y less the others”."
)
LEAST_PANE_HEIGHT = 300
"""Of a pane with room for a strip: as in a window of 900 × 560."""
OTHERS_FOLLOWED = "The other weights followed the point: it is drawn less what they say now."
CURVE_PLACES = 201
"""Places at which it is found how high and low a curve goes."""


class DataView(PlotPane):
    """Points, current line, residuals; click adds, drag moves, right-click removes."""

    drawn_fields = (
        "dataset",
        "drawn",
        "cut",
        "origin",
        "settings",
        "objective",
        "history",
        "cursor",
        "shown_parameters",
        "shown_curve",
        "branches",
        "shown_branch",
        "race_epoch",
        "run_state",
        "phase",
        "look",
        "bet",
        "is_dragging",
        "view_options",
        "is_untouched",
        "permissions",
        "theme",
    )
    point_hovered = Signal(object)
    """Index of the point under the pointer, or None."""

    def __init__(self, session: Session, clock: FrameClock) -> None:
        super().__init__(session, clock, PlotCanvas(clock.theme, "x", "y"))
        self._moved_index: int | None = None
        """The point dragged since the last frame: the drag may have ended meanwhile."""
        self.hand = PointInHand(session, self._drawn_now)
        self._follows = True
        """Whether what is shown was chosen here, and not by the user."""
        self._model_thought_of: Curve | None = None
        self._newest = self.seen.table
        self._is_other_data = False
        """Whether more than single points changed since the last frame."""
        self._hovered_index: int | None = None
        self._pointed_index: int | None = None
        self._grip: LineGrip | CurveGrip | None = None
        self._has_pointer = False
        """Whether the pointer is over the pane, or has dragged out of it."""
        self.canvas.setAccessibleName("Data: points and the current line")
        self.scene = DataScene(self.canvas)
        self.strip: ResidualStrip | None = None
        """Loaded and made when it is first shown."""
        self.lines, self.points = self.scene.lines, self.scene.points
        self.picture_row: PictureRow | None = None
        """Made when there are several features first."""
        self._connect()
        self._take_drawn(self.seen.drawn, self.seen.drawn.dataset)
        self._render_picture_row(self.seen)
        self.frame_all(self.seen)

    def _connect(self) -> None:
        canvas = self.canvas
        self._session.problem.dataset_changed.connect(self._on_dataset_changed)
        canvas.clicked.connect(self._on_clicked)
        canvas.drag_started.connect(self._on_drag_started)
        canvas.dragged.connect(self._on_dragged)
        canvas.drag_finished.connect(self._on_drag_finished)
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self._on_hover_left)
        canvas.range_changed.connect(self._on_range_changed)

    # ---- rendering

    def draw(self, frame: ThemedFrame, former: ThemedFrame) -> None:
        """Bring the layers up to date; other data are framed anew."""
        is_other_dataset = frame.dataset is not former.dataset
        is_drawn_anew = frame.drawn.dataset is not former.drawn.dataset
        if is_other_dataset:
            self._point_at_points_of(frame.dataset)
        if not frame.is_dragging:
            self.hand.let_go()
        points = self.hand.points_of(frame)
        if is_drawn_anew or points is not self.points.dataset:
            self._take_drawn(frame.drawn, points)
        if is_drawn_anew:
            is_other = self._is_other_data or frame.origin is not former.origin
            if frame.drawn.picture != former.drawn.picture:
                is_other, self._model_thought_of = True, None
            if frame.drawn.adjustment is not None or former.drawn.adjustment is not None:
                self.set_ghost(self._model_thought_of)
            if is_other or self._has_lost(frame, former):
                self.frame_all(frame)
        if frame.drawn.adjustment is not None:
            self._follow(frame)
        if is_other_dataset:
            self._moved_index, self._is_other_data = None, False
        self._render_picture_row(frame)
        self.scene.render(frame)
        self.scene.knobs.is_visible = self._has_knobs(frame)
        self._render_strip(frame)

    # ---- the strip below

    def has_room_for_strip(self) -> bool:
        """Return whether the pane is high enough for the residuals below the data."""
        return self.height() >= LEAST_PANE_HEIGHT * self.canvas.theme.room_scale

    def _render_strip(self, frame: ThemedFrame) -> None:
        is_shown = frame.view_options.show_residual_strip and self.has_room_for_strip()
        if is_shown and self.strip is None:
            self.strip = self._made_strip(frame)
        if self.strip is None:
            return
        self.strip.setVisible(is_shown)
        self.canvas.axes["bottom"].show_words(has_words=not is_shown)
        if is_shown:
            if frame.theme is not self.strip.theme:
                self.strip.set_theme(frame.theme)
            self.strip.fit_height(self.height())
            self.strip.take(frame, self.scene.points.lit)

    def _made_strip(self, frame: ThemedFrame) -> "ResidualStrip":
        from linreg_gui.views.data.residual_strip import ResidualStrip

        strip = ResidualStrip(self.canvas, frame.theme)
        strip.set_axis_labels(self.canvas.axes["bottom"].title, frame.drawn.residual_name)
        strip.hovered.connect(self._on_strip_hovered)
        strip.hover_left.connect(self._on_hover_left)
        strip.double_clicked.connect(self._on_double_clicked)
        self.grid.addWidget(strip, 3, 0)
        return strip

    @Slot(QPointF)
    def _on_strip_hovered(self, position: QPointF) -> None:
        if self.strip is not None:
            self._hover(self.strip.index_at(position))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the strip its share, or its room to the data."""
        super().resizeEvent(event)
        self._ask()

    # ---- what is pointed at

    def set_ghost(self, curve: Curve | None) -> None:
        """Show a line that is only thought of (the one under the pointer on the surface)."""
        drawn, rings = self.seen.drawn, self.scene.thought_of
        self._model_thought_of = curve
        ghost = None if curve is None else drawn.line_of(curve)
        heights = None if curve is None else drawn.heights_of(curve)
        if ghost != self.lines.ghost or heights is not rings.heights:
            self.lines.ghost, rings.heights = ghost, heights
            self.canvas.refresh()

    @Slot(object)
    def highlight(self, index: int | None) -> None:
        """Make a point stand out that is pointed at elsewhere; the pointer's own goes first."""
        self._pointed_index = index
        self._render_highlight()

    def choose(self, index: int | None, *, is_line: bool = False) -> None:
        """Mark the point that the arrow keys move, or the line."""
        self.scene.chosen.index, self.scene.chosen.is_line = index, is_line
        self.scene.knobs.is_visible = self._has_knobs(self.seen)
        self.highlight(index)
        self.canvas.refresh()

    # ---- data

    def frame_all(self, frame: ThemedFrame) -> None:
        """Frame the points, with room around them."""
        if self.strip is not None:
            self.strip.show_all()
            self._ask()
        self._follows = True
        self.canvas.show_range(*self._suitable_range(frame))

    def _suitable_range(self, frame: ThemedFrame) -> Range:
        data, line = frame.drawn.dataset, frame.drawn.line
        if frame.drawn.adjustment is None:
            return suitable_range(data)
        return suitable_range(data, line.values(data.x))

    def place(self) -> object:
        """Return what is shown, and whether it follows the points."""
        return self.canvas.shown_range(), self._follows

    def put_place(self, place: object) -> None:
        """Show what was shown before, and follow the points again if it did so then."""
        if isinstance(place, tuple):
            shown, self._follows = place
            super().put_place(shown)

    def _point_at_points_of(self, dataset: Dataset) -> None:
        """Point at no point that is not there any more; at the one moved where it is now."""
        # Kept where it is a point still: keys have chosen it for these data, a frame ago.
        if self._pointed_index is not None and self._pointed_index >= dataset.n_samples:
            self._pointed_index = None
        moved = self._moved_index if self._has_pointer else None
        self._hover(moved if moved is not None and moved < dataset.n_samples else None)

    def _take_drawn(self, drawn: DrawnData, points: Dataset) -> None:
        """Draw other points, or the same ones elsewhere."""
        self.scene.take_dataset(drawn.dataset, points)
        across, upwards = drawn.x_name, drawn.y_name
        if drawn.adjustment is None:
            across, upwards = axis_label("x", across), axis_label("y", upwards)
        self.canvas.set_axis_labels(across, upwards)
        if self.strip is not None:
            self.strip.set_axis_labels(across, drawn.residual_name)

    @property
    def control_row(self) -> "PictureRow | None":
        """The menus of several features."""
        return self.picture_row

    @property
    def has_controls(self) -> bool:
        """Whether there are controls above the canvas: those of several features."""
        return self.seen.dataset.n_features > 1

    def _render_picture_row(self, frame: ThemedFrame) -> None:
        """Let the picture of several features be chosen, and the feature."""
        is_shown = frame.drawn.adjustment is not None
        if is_shown and self.picture_row is None:
            self.picture_row = self._made_picture_row()
        if self.picture_row is not None:
            self.picture_row.take(frame)
            self.picture_row.setVisible(is_shown)

    def _made_picture_row(self) -> "PictureRow":
        from linreg_gui.views.data.picture_row import PictureRow

        row = PictureRow(self._session)
        self.put_above(row)
        # What is made late would come last for Tab, after all cards.
        self.setTabOrder(self.canvas, row.picture_box)
        return row

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        """Judge each change by itself: many clicks may come in between two frames."""
        self._is_other_data |= not is_edit(self._newest, dataset)
        self._newest = dataset

    def _has_lost(self, frame: ThemedFrame, former: ThemedFrame) -> bool:
        """Return whether a pane that showed all points whole cuts one now; a drag may do so."""
        shown = self._inner_frame()
        is_followed = frame.drawn.adjustment is not None  # see _follow
        if shown is None or self._moved_index is not None or is_followed:
            return False
        room = shown.left, shown.right, shown.bottom, shown.top
        were, are = former.drawn.dataset, frame.drawn.dataset
        return is_within(were, room) and not is_within(are, room)

    @Slot()
    def _on_range_changed(self) -> None:
        self._follows = False

    def _follow(self, frame: ThemedFrame) -> None:
        """Keep points in sight that move by themselves, as those of several features do in a run.

        While anything moves, the axes only grow; once all rests they are as large as they need to
        be, unless that is hardly less.
        """
        inner, shown = self._inner_frame(), self.canvas.shown_range()
        if not self._follows or inner is None or shown is None or self.hand.held is not None:
            return
        data = frame.drawn.dataset
        is_lost = not is_within(data, (inner.left, inner.right, inner.bottom, inner.top))
        wanted = self._suitable_range(frame)
        is_race = frame.race_epoch is not None
        if frame.run_state.is_running or frame.is_dragging or is_race:
            if is_lost:
                self.canvas.show_range(*grown(shown, wanted))
        elif is_lost or is_too_large(shown, wanted):
            self.frame_all(frame)

    def _inner_frame(self) -> PixelFrame | None:
        """Return the part of the pane where a point is seen whole; all of a very small one."""
        frame = self.canvas.pixel_frame()
        if frame is None or min(frame.rect.width(), frame.rect.height()) < 4 * POINT_ROOM:
            return frame
        # Half a pixel less than clicks keep: what they have placed counts as whole.
        return frame.inset(POINT_ROOM - 0.5)

    # ---- gestures

    def _points_now(self) -> Dataset:
        """Return the points as they are drawn of the problem as it is, before the next frame.

        While the points are those of the last frame, they are where it has drawn them.
        """
        problem = self._session.problem
        if problem.used.n_features == 1:
            return problem.used
        seen = self.points.dataset if problem.dataset is self.seen.table else None
        return self._session.frame().drawn.dataset if seen is None else seen

    def _drawn_now(self) -> DrawnData:
        """Return what is drawn of the points as they are."""
        is_seen = self._session.problem.dataset is self.seen.table
        return self.seen.drawn if is_seen else self._session.frame().drawn

    def index_at(self, position: QPointF) -> int | None:
        """Return the nearest point within reach of a data position; None when there is none."""
        frame, data = self.canvas.pixel_frame(), self._points_now()
        if frame is None or not data.n_samples:
            return None
        pixel = frame.to_pixel(position.x(), position.y())
        distance = np.hypot(frame.x_pixels(data.x) - pixel.x(), frame.y_pixels(data.y) - pixel.y())
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= POINT_REACH else None

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        index = self.index_at(position)
        self._has_just_edited = False
        if button == Qt.MouseButton.LeftButton and index is None and self._is_leaving(position):
            self._show_line()
        elif index is not None and button == Qt.MouseButton.LeftButton:
            if QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._session.problem.turn_point(index)
        elif button == Qt.MouseButton.RightButton:
            if index is not None:
                self._session.problem.remove_point(index)
        elif index is None and not self._is_on_knob(position):
            place = pointed_at(self._where_whole(position), self.canvas.pixel_frame())
            self._has_just_edited = self._session.problem.add_point(*place)

    def _where_whole(self, position: QPointF) -> QPointF:
        """Return the place itself, or the nearest one where all of a point is seen."""
        frame = self.canvas.pixel_frame()
        if frame is None or min(frame.rect.width(), frame.rect.height()) < 4 * POINT_ROOM:
            return position
        inner = frame.inset(POINT_ROOM)
        return QPointF(
            min(max(position.x(), inner.left), inner.right),
            min(max(position.y(), inner.bottom), inner.top),
        )

    def _is_leaving(self, position: QPointF) -> bool:
        """Tell whether a place is where the line is said to leave the pane."""
        frame = self.canvas.pixel_frame()
        at = None if frame is None else frame.to_pixel(position.x(), position.y())
        return at is not None and self.scene.leaving.is_at(at)

    def _show_line(self) -> None:
        """Frame the points together with the line over them; a double click goes back."""
        data, line = self.seen.drawn.dataset, self.seen.drawn.line
        across = padded_range(data.x)
        places = np.array(across) if line.degree == 1 else np.linspace(*across, CURVE_PLACES)
        on_line = line.values(places)
        if np.isfinite(on_line).all():
            self._follows = False
            self.canvas.show_range(*across, *padded_range(np.append(data.y, on_line)))

    @Slot(QPointF)
    def _on_drag_started(self, position: QPointF) -> None:
        self._has_just_edited, self._has_pointer = False, True
        index = self.index_at(position)
        self._grip = None if index is not None else self._grip_at(position)
        if index is not None and not self.seen.drawn.can_edit:
            self._session.post_notice(Notice(ONLY_TO_LOOK_AT, ends_with_edit=True))
        elif index is not None:
            self.hand.take(index, position)
        elif self._grip is not None:
            self._session.edits.begin_drag()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        if not self._session.edits.is_dragging:
            # Other data were opened meanwhile: the point and the line are of the former ones.
            self._let_go()
        elif self.hand.held is not None:
            self._moved_index = self.hand.held.point
            self.hand.drag_to(position, self.canvas.pixel_frame())
        elif self._grip is not None:
            self._session.hand.set_line(self._grip.pulled_to(position))

    @Slot()
    def _on_drag_finished(self) -> None:
        frame, way = self.canvas.pixel_frame(), self.hand.way_after
        self._let_go()
        self._session.edits.end_drag()
        if frame is not None and abs(way) * frame.y_scale > POINT_REACH:
            self._session.post_notice(Notice(OTHERS_FOLLOWED))

    def _let_go(self) -> None:
        self._grip = None
        self.hand.let_go()

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        index, self._has_pointer = self.index_at(position), True
        self._show_knobs()
        self._hover(index)
        self._show_cursor(None if index is not None else self._grip_at(position), index)
        if index is None and self._is_leaving(position):
            self.canvas.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    @Slot()
    def _on_hover_left(self) -> None:
        self._has_pointer = False
        self._show_knobs()
        self._hover(None)

    def _show_knobs(self) -> None:
        """Show how the line can be dragged, where the pointer is near enough to do it."""
        is_visible = self._has_knobs(self.seen)
        if is_visible != self.scene.knobs.is_visible:
            self.scene.knobs.is_visible = is_visible
            self.canvas.refresh()

    def _has_knobs(self, frame: ThemedFrame) -> bool:
        if frame.locks(Lockable.LINE) or frame.drawn.adjustment is not None:
            return False
        is_pointed_at = self._has_pointer and not frame.run_state.is_running
        return frame.is_untouched or is_pointed_at or self.scene.chosen.is_line

    def _hover(self, index: int | None) -> None:
        self._hovered_index = index
        self._render_highlight()
        self.point_hovered.emit(index)  # of the same point too: it may have moved

    def _render_highlight(self) -> None:
        index = self._pointed_index if self._hovered_index is None else self._hovered_index
        if index != self.points.highlighted:
            self.points.highlighted = index
            self.canvas.refresh()
        if self.strip is not None and index != self.strip.stems.highlighted:
            self.strip.stems.highlighted = index
            self.strip.refresh()

    def _show_cursor(self, grip: LineGrip | CurveGrip | None, index: int | None) -> None:
        """Say by the pointer's shape what a drag from here would do."""
        is_movable = index is not None and self.seen.drawn.can_edit
        shape = Qt.CursorShape.OpenHandCursor if is_movable else Qt.CursorShape.ArrowCursor
        if grip is not None:
            is_shift = grip.pivot is None
            shape = Qt.CursorShape.SizeVerCursor if is_shift else Qt.CursorShape.SizeBDiagCursor
        self.canvas.viewport().setCursor(shape)

    def _grip_at(self, position: QPointF) -> LineGrip | CurveGrip | None:
        """Take hold of the line that is seen: by now there may be another model."""
        frame, seen = self.canvas.pixel_frame(), self.seen
        if frame is None or not seen.dataset.n_samples:
            return None
        if not seen.is_line:
            return curve_grip_at(seen, position, frame)
        return grip_at(seen.shown_curve, position, frame, seen.dataset, seen.settings.held)

    def _is_on_knob(self, position: QPointF) -> bool:
        """Return whether a knob is shown there: a click on it that drags nothing does nothing."""
        frame, drawn = self.canvas.pixel_frame(), self.seen.drawn
        if frame is None or not self.scene.knobs.is_visible:
            return False
        pixel = frame.to_pixel(position.x(), position.y())
        return knob_at(drawn.line, pixel, frame, drawn.dataset) is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the point under the pointer."""
        # A point is removed by its index, which is of the points drawn: others may be there now.
        is_drawn = self._session.problem.dataset is self.seen.table
        index = self._hovered_index if is_drawn and not self._session.edits.is_dragging else None
        if event.key() == Qt.Key.Key_Delete and index is not None:
            self._session.problem.remove_point(index)
        else:
            super().keyPressEvent(event)


def axis_label(symbol: str, name: str) -> str:
    """Name an axis after its symbol, and after what the values are if they have a name."""
    return symbol if name in {"", symbol} else f"{symbol} · {name}"
