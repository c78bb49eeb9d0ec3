"""The loss surface pane: the bowl, the paths that walk down it, and a click that sets the start."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from linreg_gui.core.settings import Scaling
from linreg_gui.core.surface_cut import WHOLE, Others, Pair, SurfaceCut
from linreg_gui.lessons.hide_and_lock import Hideable, Lockable
from linreg_gui.session.curve import Place
from linreg_gui.session.session import Session
from linreg_gui.session.wording_cut import parameter_names
from linreg_gui.views.canvas.pixel_frame import FloatArray, Range
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.surface.surface_camera import SurfaceCamera
from linreg_gui.views.surface.surface_framing import (
    EMPTY_RANGE,
    RUNAWAY_FACTOR,
    PathExtent,
    bounds,
    content_bounds,
    enlarged,
    framed_stars,
    framing,
    hand_corners,
    has_grown,
    in_proportion,
    newest_swings,
    was_cured,
)
from linreg_gui.views.surface.surface_keys import SurfaceKeys
from linreg_gui.views.surface.surface_layers import caption_room
from linreg_gui.views.surface.surface_picture import SurfacePicture
from linreg_gui.views.surface.surface_pointer import SurfaceHover, SurfacePointer
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.plot_pane import PlotPane

if TYPE_CHECKING:
    from linreg_gui.views.surface.cut_controls import CutControls
    from linreg_gui.views.surface.surface_cuts import SurfaceCuts
    from linreg_gui.views.surface.tilt_rail import TiltRail
    from linreg_gui.views.surface.tilted_surface import TiltedSurface

LEAST_PANE_OF_CUTS = (270, 300)
"""Width and height of a pane with room for cuts: as in a window of 900 × 560."""
LABELS = ("slope m", "intercept b")
SCALED_LABELS = {
    Scaling.NONE: LABELS,
    Scaling.CENTRE: ("slope m", "intercept on centred x"),
    Scaling.STANDARDISE: ("slope on standardised x", "intercept on standardised x"),
}


class LossSurfaceView(PlotPane):
    """Slope across, intercept upwards; the frame keeps still during a drag and settles after.

    After a divergence it frames the runaway; a small inset then keeps the bowl in sight.
    """

    line_hovered = Signal(object)
    """The Curve under the pointer, or None."""

    drawn_fields = (
        "dataset",
        "settings",
        "objective",
        "start_parameters",
        "shown_parameters",
        "shown_curve",
        "cut",
        "shown_branch",
        "cursor",
        "history",
        "branches",
        "race_epoch",
        "run_state",
        "phase",
        "look",
        "hand",
        "bet",
        "is_dragging",
        "view_options",
        "origin",
        "is_untouched",
        "permissions",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock) -> None:
        super().__init__(session, clock, PlotCanvas(clock.theme, *LABELS))
        for axis in self.canvas.axes.values():
            axis.is_of_parameter = True
        self._has_run_away, self._labels = False, LABELS
        self._extents: dict[int, PathExtent] = {}
        self.canvas.setAccessibleName("Loss surface over slope and intercept")
        self.picture = SurfacePicture()
        self.controls: CutControls | None = None
        self.path, self.marks = self.picture.path, self.picture.marks
        self.canvas.stack.layers = self.picture.layers()
        self._camera = SurfaceCamera(self.canvas)
        self._pointer = SurfacePointer(self.canvas, self.picture)
        self._hover = SurfaceHover(self.seen, self.canvas, self.picture, self._pointer)
        self.cuts: SurfaceCuts | None = None
        self.tilted: TiltedSurface | None = None
        self.rail: TiltRail | None = None
        """All three are loaded and made when they are first shown."""
        self._keys = SurfaceKeys(session, self.canvas, self.picture.key_ring)
        self._is_pinning = False
        self._dragged_over: SurfaceCut | None = None
        """The cut over which the start is dragged: the others stay as they were at the press."""
        self._connect()
        self.frame_all(self.seen)

    def _connect(self) -> None:
        session, canvas = self._session, self.canvas
        canvas.clicked.connect(self._on_clicked)
        canvas.drag_started.connect(self._on_drag_started)
        canvas.dragged.connect(self._on_dragged)
        canvas.drag_finished.connect(session.edits.end_drag)
        self._camera.moved.connect(self._hover.read_again)
        self._hover.line_hovered.connect(self.line_hovered)
        self._keys.moved.connect(self._camera.keep)

    # ---- rendering

    @Slot(object)
    def show_valley(self, index: int | None) -> None:
        """Show all lines through one data point, and its pull; None takes them away."""
        if self.picture.show_valley(self.seen, index):
            self.canvas.refresh()

    def frame_all(self, frame: ThemedFrame) -> None:
        """Frame start, path and minimum, or a runaway, now and from now on."""
        self._camera.jump(self._wanted(frame))
        if self.tilted is not None:
            self.tilted.settle()

    def place(self) -> object:
        """Return the frame if the user has chosen it; else it follows of itself."""
        return None if self._camera.is_automatic else super().place()

    def put_place(self, place: object) -> None:
        """Show the frame that the user has chosen, or frame everything."""
        self.fit()
        if place is not None:
            super().put_place(place)
            self.canvas.range_changed.emit()

    def draw(self, frame: ThemedFrame, former: ThemedFrame) -> None:
        """Bring the layers up to date, and the frame where nobody drags."""
        if frame.is_dragging and not former.is_dragging:
            self._camera.hold()
        self._render_axes(frame)
        if frame.dataset is not former.dataset:
            self._camera.release()
        self.picture.take(frame)
        if not frame.is_dragging:
            self._reframe(frame)
        self._hover.take(frame)
        self._keys.follow()
        self._render_tilt(frame, former)
        self._drop_rail()
        self._render_cuts(frame)
        self._render_controls(frame)

    def has_room_for_cuts(self) -> bool:
        """Return whether the pane is large enough for cuts beside the map."""
        scale = self.canvas.theme.room_scale
        width, height = (least * scale for least in LEAST_PANE_OF_CUTS)
        return self.width() >= width and self.height() >= height

    def _render_tilt(self, frame: ThemedFrame, former: ThemedFrame) -> None:
        """Tip the map up, or lay it down; while it lies flat this costs nothing."""
        is_up = frame.is_tilted
        if self.tilted is None:
            if not is_up:
                return
            from linreg_gui.views.surface.tilted_surface import TiltedSurface

            self.tilted = TiltedSurface(self.canvas, self.picture, frame)
            self.tilted.hide()
            self.tilted.laid_flat.connect(self._lay_flat)
            self.tilted.came_down.connect(self._show_map)
            self.tilted.tipped.connect(self._render_rail)
            self.grid.addWidget(self.tilted, 1, 0, 2, 2)
            self._keys.watch(self.tilted)
            QWidget.setTabOrder(self.canvas, self.tilted)
        if is_up and not self.tilted.is_up:
            self.tilted.show()
            self._keys.stand_in(self.tilted)
            self.canvas.hide()
            self._show_rail()
        self.tilted.tip_up(is_up=is_up)
        if frame.is_cut:
            self.tilted.settle()  # flat at once: on its way down it would be drawn from a cut
        if not self.tilted.isHidden():
            if frame.origin is not former.origin or _is_round(frame) != _is_round(former):
                self.tilted.look_anew()
            self.tilted.take(frame)

    # ---- the rail that tips it up

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the handle that tips the surface up."""
        super().enterEvent(event)
        self._show_rail()

    def leaveEvent(self, event: QEvent) -> None:
        """Leave the map alone, without the handle."""
        super().leaveEvent(event)
        if self.rail is not None and self.is_map_shown and not self.rail.is_held:
            self.rail.hide()

    def _show_rail(self) -> None:
        if not self._has_handle:
            return
        if self.rail is None:
            from linreg_gui.views.surface.tilt_rail import TiltRail

            self.rail = TiltRail(self, self.seen.theme)
            self.rail.pulled.connect(self._on_pulled)
            self.rail.let_go.connect(self._on_let_go)
        self._render_rail()
        self.rail.show()
        self.rail.raise_()

    def _drop_rail(self) -> None:
        """Take the handle away where it means nothing any more, though the pointer did not move."""
        if self.rail is not None and self.is_map_shown and not self._has_handle:
            self.rail.hide()

    @property
    def _has_handle(self) -> bool:
        """Whether a handle is offered: a cut lies flat, and a lesson may hide or lock it."""
        is_locked = self.seen.locks(Lockable.VIEW) and self.is_map_shown
        return not (self.seen.is_cut or is_locked or self.seen.hides(Hideable.TIPPED_UP))

    @Slot()
    @Slot(float)
    def _render_rail(self, tip: float = 0.0) -> None:
        if self.rail is not None:
            self.rail.take(self.seen.theme, tip, is_up=not self.is_map_shown)

    @Slot(float)
    def _on_pulled(self, tip: float) -> None:
        """Tip the surface as the handle says; the first pull takes it from the map."""
        if not self._session.view_options.is_tilted:
            self._session.change_view_options(is_tilted=True)
            self._clock.render_now()
        if self.tilted is not None and self.tilted.is_up:
            self.tilted.pull_to(tip)

    @Slot()
    def _on_let_go(self) -> None:
        if self.tilted is not None and self.tilted.is_up:
            self.tilted.let_go()

    @property
    def is_map_shown(self) -> bool:
        """Whether the map is seen, and not the surface tipped up."""
        return self.tilted is None or self.tilted.isHidden()

    @Slot()
    def _lay_flat(self) -> None:
        self._session.change_view_options(is_tilted=False)

    @Slot()
    def _show_map(self) -> None:
        if self.tilted is not None:
            self.canvas.show()
            self._keys.stand_in(None)
            self.tilted.hide()
            self._render_rail()
            if self.rail is not None and (self.seen.is_cut or not self.underMouse()):
                self.rail.hide()
            self._ask()

    def _render_cuts(self, frame: ThemedFrame) -> None:
        is_shown = frame.view_options.show_cuts and self.has_room_for_cuts() and self.is_map_shown
        is_shown = is_shown and not frame.is_cut
        if is_shown and self.cuts is None:
            from linreg_gui.views.surface.surface_cuts import SurfaceCuts

            self.cuts = SurfaceCuts(self.canvas, self.grid, self.picture.guides)
        if self.cuts is None:
            return
        self.cuts.show(is_shown=is_shown)
        if is_shown:
            self.cuts.fit_size(self)
            self.cuts.take(frame)

    @property
    def has_controls(self) -> bool:
        """Whether there are controls above the canvas: those of a cut."""
        return self.seen.is_cut

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cuts their share, or their room to the map."""
        super().resizeEvent(event)
        self._ask()

    def _render_axes(self, frame: ThemedFrame) -> None:
        """Name the axes; another surface is framed anew, whatever was zoomed into before."""
        labels = SCALED_LABELS[frame.settings.scaling]
        if not frame.is_line:
            names = parameter_names(frame.dataset, frame.settings)
            across, upwards = WHOLE if frame.cut is None else frame.cut.pair
            labels = names[across], names[upwards]
        if labels != self._labels:
            self._labels = labels
            self.canvas.set_axis_labels(*labels)
            self._camera.follow()

    def _render_controls(self, frame: ThemedFrame) -> None:
        """Let somebody choose what a cut draws; of a line there is nothing to choose."""
        if self.controls is None:
            if not frame.is_cut:
                return
            from linreg_gui.views.surface.cut_controls import CutControls

            self.controls = CutControls(self.canvas)
            self.put_above(self.controls.row)
            self.controls.pair_chosen.connect(self._on_pair_chosen)
            self.controls.row.chosen.connect(self._on_others_chosen)
        self.controls.take(frame)

    @property
    def control_row(self) -> QWidget | None:
        """The buttons that say where the other parameters are."""
        return None if self.controls is None else self.controls.row

    @Slot(object)
    def _on_pair_chosen(self, pair: Pair | None) -> None:
        if pair is None:
            self._session.draw_slow_pair()
        else:
            self._session.change_view_options(pair=pair)

    @Slot(object)
    def _on_others_chosen(self, others: Others) -> None:
        self._session.change_view_options(others=others)

    def _reframe(self, frame: ThemedFrame) -> None:
        wanted = self._wanted(frame)
        is_other_scale = frame.has_run_away != self._has_run_away
        if is_other_scale:
            # The scale changes by decades: a zoom into the other one would show nothing.
            self._has_run_away = not self._has_run_away
            self._camera.follow()
        if self._holds_still(frame) and not is_other_scale:
            return
        self._camera.aim(
            wanted,
            self._content(frame),
            is_shape_kept=_is_round(frame),
            is_quick=frame.runs_away and frame.run_state.is_running,
            is_tight=_was_cured(frame),
        )

    def _holds_still(self, frame: ThemedFrame) -> bool:
        """Return whether the map stays where it is: a cut that moves should be seen to move."""
        pixels = self.canvas.pixel_frame()
        if not (frame.is_cut and frame.run_state.is_running) or pixels is None:
            return False
        dot = pixels.to_pixel(*frame.shown_place)
        return pixels.rect.contains(dot)

    def _wanted(self, frame: ThemedFrame) -> Range:
        pixels = self.canvas.pixel_frame()
        room = 0.0 if pixels is None else caption_room(pixels.rect.height())
        follows_swings = frame.runs_away or _was_cured(frame)
        corners = [] if follows_swings else self._corners(frame)
        points = [*framed_stars(frame.loss, frame.cut), *corners]
        home = framing(frame.cut, frame.start_place, points, room)
        if pixels is not None and _is_round(frame):
            home = in_proportion(home, pixels.rect.width(), pixels.rect.height())
        if not follows_swings:
            return home
        if frame.runs_away:
            self.picture.inset.home = home
        return enlarged(home, self._content(frame), is_shape_kept=_is_round(frame))

    def _content(self, frame: ThemedFrame) -> Range:
        """Return left, right, bottom and top of what must be seen."""
        if frame.cut is None:
            return EMPTY_RANGE
        points = [*framed_stars(frame.loss, frame.cut), *self._corners(frame)]
        low, high = content_bounds(frame.cut, frame.start_place, points)
        (left, bottom), (right, top) = low.tolist(), high.tolist()
        return left, right, bottom, top

    def _corners(self, frame: ThemedFrame) -> list[FloatArray]:
        """Return the corners of all branches, and of what was tried by hand."""
        corners = hand_corners(frame.loss, frame.start_place, frame.hand_places)
        for branch in frame.drawn_branches:
            if branch.is_hidden:
                continue
            if branch.is_shown and (frame.runs_away or was_cured(branch)):
                corners += bounds(newest_swings(branch.history, frame.cursor))
                continue
            extent = self._extents.setdefault(branch.number, PathExtent())
            is_runaway = not branch.is_shown and has_grown(branch)
            corners += extent.corners(branch.history, 1.0 if is_runaway else RUNAWAY_FACTOR)
        return corners

    # ---- gestures

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        spot = self._pointer.spot_at(position)
        if button != Qt.MouseButton.LeftButton or spot is None:
            return
        if self._session.asking.state.asks_for_pin:
            self._has_just_edited = False
            self._set_pin(spot.place)
            return
        before = self._session.problem.start
        if spot.epoch is None or spot.branch is None:
            self._camera.keep()
            self._put_start(spot.place, self._seen_cut())
            self._has_just_edited = self._session.problem.start != before
            return
        self._has_just_edited = False
        if self._session.runs.show(spot.branch):
            self._session.player.seek(spot.epoch)

    @Slot(QPointF)
    def _on_drag_started(self, position: QPointF) -> None:
        self._pointer.begin_drag(position)
        self._camera.keep()
        self._is_pinning = self._session.asking.state.asks_for_pin
        if not self._is_pinning:
            self._dragged_over = self._seen_cut()
            self._session.edits.begin_drag()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        if self._is_pinning:
            self._set_pin(self._pointer.dragged_to(position))
            return
        if not self._session.edits.is_dragging:
            return  # other data were opened meanwhile
        self._put_start(self._pointer.dragged_to(position), self._dragged_over)

    def _seen_cut(self) -> SurfaceCut | None:
        """Return the cut whose losses are read: the one drawn last."""
        is_seen = self.seen.objective is self._session.problem.objective
        return (self.seen if is_seen else self._clock.frame()).cut

    def _put_start(self, place: Place, cut: SurfaceCut | None) -> None:
        """Start at a place of a cut, with the others as the cut has them."""
        problem = self._session.problem
        if cut is not None:
            problem.set_start(problem.start_at(cut.lift(place)))

    def _set_pin(self, place: Place) -> None:
        self._session.asking.set_pin(self._session.frame().curve_at(place))


def _was_cured(frame: ThemedFrame) -> bool:
    return any(branch.is_shown and was_cured(branch) for branch in frame.branches)


def _is_round(frame: ThemedFrame) -> bool:
    """Return whether the level lines are circles, or would be without a penalty."""
    is_standardised = frame.settings.is_standardised and not frame.is_cut
    return is_standardised and frame.loss is not None and not frame.loss.unpenalised.is_degenerate
