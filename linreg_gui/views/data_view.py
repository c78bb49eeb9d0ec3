"""The data pane: points, the line that slides into them, and the gestures that edit them."""

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line, ViewOptions
from linreg_gui.views.data_layers import LinesLayer, PointsLayer, ResidualsLayer
from linreg_gui.views.frame_clock import FrameClock
from linreg_gui.views.line_grip import LineGrip, grip_at
from linreg_gui.views.painting import GridLayer, HintLayer
from linreg_gui.views.pixel_frame import FloatArray
from linreg_gui.views.plot_canvas import PlotCanvas
from linreg_gui.views.squares_layer import SquaresLayer
from linreg_gui.views.theme import Theme

GRAB_RADIUS_PIXELS = 12.0
EARLIER_LINES = (1, 2, 4, 8, 16, 32, 64, 128)
"""Epochs whose lines stay faintly visible: early ones differ most."""
NEAR_ZERO_SPANS = 4.0
"""Zero lies near the values when it is at most this many times their span away."""
EMPTY_RANGE = (0.0, 10.0, 0.0, 10.0)


class DataView(QWidget):
    """Points, current line, residuals; click adds, drag moves, right-click removes."""

    point_hovered = Signal(object)
    """Index of the point under the pointer, or None."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._dragged_index: int | None = None
        self._grip: LineGrip | None = None
        self._just_added = False
        self.canvas = PlotCanvas(theme, "x", "y")
        self.canvas.setAccessibleName("Data: points and the current line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.lines = LinesLayer()
        self.residuals = ResidualsLayer()
        self.squares = SquaresLayer()
        self.points = PointsLayer()
        self.hint = HintLayer()
        grid = GridLayer(self.canvas)
        self.canvas.stack.layers = [
            grid,
            self.squares,
            self.lines,
            self.residuals,
            self.points,
            self.hint,
        ]
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self._take_dataset(session.dataset)
        self.fit()

    def _connect(self) -> None:
        session, canvas = self._session, self.canvas
        session.dataset_changed.connect(self._on_dataset_changed)
        session.cursor_changed.connect(self._mark_dirty)
        session.history_replaced.connect(self._mark_dirty)
        session.view_options_changed.connect(self._mark_dirty)
        session.start_changed.connect(self._mark_dirty)
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

    def fit(self) -> None:
        """Frame the points, with room around them."""
        data = self._session.dataset
        if not data.n_samples:
            self.canvas.show_range(*EMPTY_RANGE)
            return
        self.canvas.show_range(*padded_range(data.x), *padded_range(data.y))

    def _render(self) -> None:
        session, options = self._session, self._session.view_options
        line = session.shown_line if session.dataset.n_samples else None
        self.lines.current = line
        self.residuals.line = line
        self.residuals.is_visible = options.show_residuals
        self.squares.line = line
        self.squares.is_visible = options.show_squares
        self.lines.earlier = self._earlier_lines(options)
        self.lines.best = self._best_line(options)
        true = session.dataset.true_parameters
        is_true_shown = options.show_true_line and true is not None and len(true) == 2
        self.lines.true = (true[0], true[1]) if true is not None and is_true_shown else None
        self.canvas.refresh()

    def _earlier_lines(self, options: ViewOptions) -> list[tuple[float, float]]:
        history, cursor = self._session.history, self._session.cursor
        if history is None or not options.show_earlier_lines:
            return []
        epochs = [0, *(epoch for epoch in EARLIER_LINES if epoch < cursor)] if cursor else []
        return [(float(m), float(b)) for m, b in history.parameters[epochs]] if epochs else []

    def _best_line(self, options: ViewOptions) -> tuple[float, float] | None:
        loss = self._session.loss
        if loss is None or loss.is_degenerate or not options.show_best_fit:
            return None
        slope, intercept = loss.minimum_parameters
        return float(slope), float(intercept)

    def _take_dataset(self, dataset: Dataset) -> None:
        self.points.dataset = dataset
        self.residuals.dataset = dataset
        self.squares.dataset = dataset
        self._highlight(self._dragged_index)
        self.hint.text = "" if dataset.n_samples else "Click to add points"
        self.canvas.set_axis_labels(
            _axis_label("x", dataset.feature_names[0]), _axis_label("y", dataset.target_name)
        )
        self._mark_dirty()

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        previous = self.points.dataset
        self._take_dataset(dataset)
        if previous is None or not _is_edit(previous, dataset):
            self.fit()

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
        self._highlight(index)
        self._show_cursor(None if index is not None else self._grip_at(position), index)

    @Slot()
    def _on_hover_left(self) -> None:
        self._highlight(None)

    def _highlight(self, index: int | None) -> None:
        if index != self.points.highlighted:
            self.points.highlighted = index
            self.canvas.refresh()
        self.point_hovered.emit(index)  # of the same point too: it may have moved

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
        index = None if self._session.is_dragging else self.points.highlighted
        if event.key() == Qt.Key.Key_Delete and index is not None:
            self._session.remove_point(index)
        else:
            super().keyPressEvent(event)


def padded_range(values: FloatArray) -> tuple[float, float]:
    """Give a range around the values with room to spare; one unit around a single value.

    Zero is taken in when it is not far: the line of the start, ŷ = 0, is then seen leaving it.
    """
    low, high = float(np.min(values)), float(np.max(values))
    if max(abs(low), abs(high)) <= NEAR_ZERO_SPANS * (high - low):
        low, high = min(low, 0.0), max(high, 0.0)
    spare = 0.1 * (high - low) if high > low else max(1.0, 0.1 * abs(high))
    return low - spare, high + spare


def _is_edit(previous: Dataset, dataset: Dataset) -> bool:
    """Tell whether one dataset comes from the other by adding, removing or moving one point."""
    if previous.name != dataset.name or abs(previous.n_samples - dataset.n_samples) > 1:
        return False
    if previous.n_samples != dataset.n_samples:
        return True
    is_moved = (previous.x != dataset.x) | (previous.y != dataset.y)
    return int(np.count_nonzero(is_moved)) <= 1


def _axis_label(symbol: str, name: str) -> str:
    return symbol if name in {"", symbol} else f"{symbol} · {name}"
