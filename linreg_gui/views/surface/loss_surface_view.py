"""The loss surface pane: the bowl, the paths that walk down it, and a click that sets the start."""

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.session import Session
from linreg_gui.views.canvas.hand_losses import hand_places
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.caption_layer import caption_room
from linreg_gui.views.surface.surface_camera import SurfaceCamera
from linreg_gui.views.surface.surface_framing import (
    PathExtent,
    Range,
    framing,
    hand_corners,
    in_proportion,
    runaway_framing,
)
from linreg_gui.views.surface.surface_hover import SurfaceHover
from linreg_gui.views.surface.surface_picture import SurfacePicture, has_run_away
from linreg_gui.views.surface.surface_pointer import SurfacePointer
from linreg_gui.views.widgets.frame_clock import FrameClock

LABELS = ("slope m", "intercept b")
STANDARDISED_LABELS = ("slope on standardised x", "intercept on standardised x")


class LossSurfaceView(QWidget):
    """Slope across, intercept upwards; the frame keeps still during a drag and settles after.

    After a divergence it frames the runaway; a small inset then keeps the bowl in sight.
    """

    line_hovered = Signal(object)
    """The Line under the pointer, or None."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._has_run_away = self._is_standardised = False
        self._has_just_set_start = False
        self._extents: dict[int, PathExtent] = {}
        self.canvas = PlotCanvas(theme, *LABELS)
        self.canvas.setAccessibleName("Loss surface over slope and intercept")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.picture = SurfacePicture()
        self.path, self.marks = self.picture.path, self.picture.marks
        self.canvas.stack.layers = self.picture.layers()
        self._camera = SurfaceCamera(self.canvas)
        self._pointer = SurfacePointer(self.canvas, self.picture)
        self._hover = SurfaceHover(session, self.canvas, self.picture, self._pointer)
        self._connect(clock)
        self.fit()
        self._mark_dirty()

    def _connect(self, clock: FrameClock) -> None:
        session, canvas = self._session, self.canvas
        self._mark_dirty = clock.register(
            self._render,
            session.dataset_changed,
            session.settings_changed,
            session.start_changed,
            session.history_extended,
            session.history_replaced,
            session.run_status_changed,
            session.cursor_changed,
            session.branches_changed,
            session.phase_changed,
            session.inner_step_changed,
            session.race_moved,
            session.hand_trail_changed,
            session.view_options_changed,
        )
        session.drag_changed.connect(self._on_drag_changed)
        canvas.clicked.connect(self._on_clicked)
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.drag_started.connect(self._on_drag_started)
        canvas.dragged.connect(self._on_dragged)
        canvas.drag_finished.connect(session.end_drag)
        self._camera.moved.connect(self._hover.read_again)
        self._hover.line_hovered.connect(self.line_hovered)

    # ---- rendering

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.canvas.set_theme(theme)

    @Slot(object)
    def show_valley(self, index: int | None) -> None:
        """Show all lines through one data point, and its pull; None takes them away."""
        if self.picture.show_valley(self._seen_data(), index):
            self.canvas.refresh()

    def _seen_data(self) -> Dataset | None:
        objective = self._session.objective
        return None if objective is None else objective.dataset

    def fit(self) -> None:
        """Frame start, path and minimum, or a runaway, now and from now on."""
        self._camera.jump(self._wanted())

    def _render(self) -> None:
        self._render_scaling()
        self.picture.take(self._session)
        self._reframe()
        self._hover.read_again()
        self.canvas.refresh()

    def _render_scaling(self) -> None:
        """Name the axes; another surface is framed anew, whatever was zoomed into before."""
        is_standardised = self._session.settings.is_standardised
        if is_standardised == self._is_standardised:
            return
        self._is_standardised = is_standardised
        labels = STANDARDISED_LABELS if is_standardised else LABELS
        self.canvas.set_axis_labels(*labels)
        self._camera.follow()

    def _reframe(self) -> None:
        if self._session.is_dragging:
            return
        wanted = self._wanted()
        if has_run_away(self._session) != self._has_run_away:
            # The scale changes by decades: a zoom into the other one would show nothing.
            self._has_run_away = not self._has_run_away
            self._camera.follow()
        self._camera.aim(wanted, is_shape_kept=self._is_round() and not self._has_run_away)

    def _wanted(self) -> Range:
        session = self._session
        frame = self.canvas.pixel_frame()
        room = 0.0 if frame is None else caption_room(frame.rect.height())
        home = framing(session.loss, session.start_parameters, self._corners(), room)
        if frame is not None and self._is_round():
            home = in_proportion(home, frame.rect.width(), frame.rect.height())
        if session.history is None or not has_run_away(session):
            return home
        self.picture.inset.home = home
        return runaway_framing(session.history, home)

    def _is_round(self) -> bool:
        """Tell whether the level lines are circles, or would be without a penalty."""
        loss = self._session.loss
        is_standardised = self._session.settings.is_standardised
        return is_standardised and loss is not None and not loss.plain.is_degenerate

    def _corners(self) -> list[FloatArray]:
        """Give the corners of all branches, and of what was tried by hand."""
        session = self._session
        corners = hand_corners(session.loss, session.start_parameters, hand_places(session))
        for branch in session.branches:
            if branch.is_hidden:
                continue
            extent = self._extents.setdefault(branch.number, PathExtent())
            corners += extent.corners(branch.history, session.history_revision)
        return corners

    # ---- gestures

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        spot = self._pointer.spot_at(position)
        if button != Qt.MouseButton.LeftButton or spot is None:
            return
        before = self._session.start
        if spot.epoch is None or spot.branch is None:
            self._session.set_start(self._session.from_surface(spot.line))
            self._has_just_set_start = self._session.start != before
            return
        self._has_just_set_start = False
        if self._session.show_branch(spot.branch):
            self._session.seek(spot.epoch)

    @Slot(QPointF)
    def _on_double_clicked(self, _position: QPointF) -> None:
        if self._has_just_set_start:
            self._session.retract()
            self._has_just_set_start = False
        self.fit()

    @Slot(QPointF)
    def _on_drag_started(self, position: QPointF) -> None:
        self._pointer.begin_drag(position)
        self._session.begin_drag()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        self._session.set_start(self._session.from_surface(self._pointer.dragged_line(position)))

    @Slot(bool)
    def _on_drag_changed(self, is_dragging: bool) -> None:
        if is_dragging:
            self._camera.hold()
        self._mark_dirty()
