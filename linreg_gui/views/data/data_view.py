"""The data pane: points, the line that slides into them, and the gestures that edit them."""

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.data.data_framing import axis_label, is_edit, is_within, padded_range
from linreg_gui.views.data.data_scene import DataScene
from linreg_gui.views.data.line_grip import LineGrip, grip_at
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.frame_clock import FrameClock

GRAB_RADIUS_PIXELS = 12.0
EMPTY_RANGE = (0.0, 10.0, 0.0, 10.0)


class DataView(QWidget):
    """Points, current line, residuals; click adds, drag moves, right-click removes."""

    point_hovered = Signal(object)
    """Index of the point under the pointer, or None."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._dragged_index: int | None = None
        self._hovered_index: int | None = None
        self._pointed_index: int | None = None
        self._grip: LineGrip | None = None
        self._just_added = False
        self.canvas = PlotCanvas(theme, "x", "y")
        self.canvas.setAccessibleName("Data: points and the current line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self._scene = DataScene(self.canvas, session)
        self.lines, self.points, self.hint = self._scene.lines, self._scene.points, self._scene.hint
        self.residuals, self.squares = self._scene.residuals, self._scene.squares
        self.predictions = self._scene.predictions
        self._connect(clock)
        self._take_dataset(session.dataset)
        self.fit()

    def _connect(self, clock: FrameClock) -> None:
        session, canvas = self._session, self.canvas
        self._mark_dirty = clock.register(
            self._render,
            session.cursor_changed,
            session.history_replaced,
            session.view_options_changed,
            session.start_changed,
            session.branches_changed,
            session.race_moved,
            session.phase_changed,
            session.inner_step_changed,
            session.settings_changed,
            session.run_status_changed,
        )
        session.dataset_changed.connect(self._on_dataset_changed)
        canvas.clicked.connect(self._on_clicked)
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.drag_started.connect(self._on_drag_started)
        canvas.dragged.connect(self._on_dragged)
        canvas.drag_finished.connect(self._on_drag_finished)
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self._on_hover_left)

    # ---- rendering

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.canvas.set_theme(theme)

    def set_ghost(self, line: Line | None) -> None:
        """Show a line that is only thought of (the one under the pointer on the surface)."""
        if line != self.lines.ghost:
            self.lines.ghost = line
            self.canvas.refresh()

    @Slot(object)
    def highlight(self, index: int | None) -> None:
        """Make a point stand out that is pointed at elsewhere; the pointer's own goes first."""
        self._pointed_index = index
        self._render_highlight()

    def fit(self) -> None:
        """Frame the points, with room around them."""
        data = self._session.dataset
        if not data.n_samples:
            self.canvas.show_range(*EMPTY_RANGE)
            return
        self.canvas.show_range(*padded_range(data.x), *padded_range(data.y))

    def _render(self) -> None:
        self._scene.render()
        self.canvas.refresh()

    def _take_dataset(self, dataset: Dataset) -> None:
        self._scene.take_dataset(dataset)
        self._pointed_index = None
        self._hover(self._dragged_index)
        self.canvas.set_axis_labels(
            axis_label("x", dataset.feature_names[0]), axis_label("y", dataset.target_name)
        )
        self._mark_dirty()

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        previous = self.points.dataset
        self._take_dataset(dataset)
        if previous is None or not is_edit(previous, dataset) or self._has_lost(previous, dataset):
            self.fit()

    def _has_lost(self, previous: Dataset, dataset: Dataset) -> bool:
        """Tell whether a point typed or nudged has left a pane that showed all; a drag may."""
        shown = self.canvas.shown_range()
        if shown is None or self._dragged_index is not None:
            return False
        return is_within(previous, shown) and not is_within(dataset, shown)

    # ---- gestures

    def index_at(self, position: QPointF) -> int | None:
        """Give the nearest point within reach of a data position; None when there is none."""
        frame, data = self.canvas.pixel_frame(), self._session.dataset
        if frame is None or not data.n_samples:
            return None
        pixel = frame.to_pixel(position.x(), position.y())
        distance = np.hypot(frame.x_pixels(data.x) - pixel.x(), frame.y_pixels(data.y) - pixel.y())
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= GRAB_RADIUS_PIXELS else None

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        index = self.index_at(position)
        self._just_added = False
        if button == Qt.MouseButton.RightButton:
            if index is not None:
                self._session.remove_point(index)
        elif index is None:
            self._just_added = self._session.add_point(position.x(), position.y())

    @Slot(QPointF)
    def _on_double_clicked(self, _position: QPointF) -> None:
        if self._just_added:
            self._session.retract()
            self._just_added = False
        self.fit()

    @Slot(QPointF)
    def _on_drag_started(self, position: QPointF) -> None:
        self._just_added = False
        self._dragged_index = self.index_at(position)
        self._grip = None if self._dragged_index is not None else self._grip_at(position)
        if self._dragged_index is not None or self._grip is not None:
            self._session.begin_drag()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        if self._dragged_index is not None:
            self._session.move_point(self._dragged_index, position.x(), position.y())
        elif self._grip is not None:
            self._session.set_line_by_hand(self._grip.pulled_to(position))

    @Slot()
    def _on_drag_finished(self) -> None:
        self._dragged_index = self._grip = None
        self._session.end_drag()

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        index = self.index_at(position)
        self._hover(index)
        self._show_cursor(None if index is not None else self._grip_at(position), index)

    @Slot()
    def _on_hover_left(self) -> None:
        self._hover(None)

    def _hover(self, index: int | None) -> None:
        self._hovered_index = index
        self._render_highlight()
        self.point_hovered.emit(index)  # of the same point too: it may have moved

    def _render_highlight(self) -> None:
        index = self._pointed_index if self._hovered_index is None else self._hovered_index
        if index != self.points.highlighted:
            self.points.highlighted = index
            self.canvas.refresh()

    def _show_cursor(self, grip: LineGrip | None, index: int | None) -> None:
        """Say by the pointer's shape what a drag from here would do."""
        shape = Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.OpenHandCursor
        if grip is not None:
            is_shift = grip.pivot is None
            shape = Qt.CursorShape.SizeVerCursor if is_shift else Qt.CursorShape.SizeBDiagCursor
        self.canvas.viewport().setCursor(shape)

    def _grip_at(self, position: QPointF) -> LineGrip | None:
        frame = self.canvas.pixel_frame()
        if frame is None or not self._session.dataset.n_samples:
            return None
        return grip_at(self._session.shown_line, position, frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the point under the pointer."""
        index = None if self._session.is_dragging else self._hovered_index
        if event.key() == Qt.Key.Key_Delete and index is not None:
            self._session.remove_point(index)
        else:
            super().keyPressEvent(event)
