"""The loss surface pane: the bowl, the path that walks down it, and a click that sets the start."""

import numpy as np
from PySide6.QtCore import QPointF, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from linreg_gui.session.session import Session
from linreg_gui.session.values import Line
from linreg_gui.views.bowl_layer import BowlLayer
from linreg_gui.views.formatting import fixed_or_short
from linreg_gui.views.frame_clock import FrameClock
from linreg_gui.views.painting import HintLayer
from linreg_gui.views.path_layer import PathLayer
from linreg_gui.views.plot_canvas import PlotCanvas
from linreg_gui.views.surface_framing import Range, between, framing, needs_reframing
from linreg_gui.views.surface_layers import MarksLayer
from linreg_gui.views.theme import Theme

SETTLE_MILLISECONDS = 220
PATH_REACH_PIXELS = 6.0


class LossSurfaceView(QWidget):
    """Slope across, intercept upwards; the frame keeps still during a drag and settles after."""

    line_hovered = Signal(object)
    """The Line under the pointer, or None."""

    def __init__(self, session: Session, clock: FrameClock, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._is_framing_automatic = True
        self._settle_from: Range | None = None
        self._settle_to: Range | None = None
        self.canvas = PlotCanvas(theme, "slope m", "intercept b")
        self.canvas.setAccessibleName("Loss surface over slope and intercept")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.bowl, self.path, self.marks = BowlLayer(), PathLayer(), MarksLayer()
        self.hint = HintLayer()
        self.canvas.stack.layers = [self.bowl, self.path, self.marks, self.hint]
        self._settling = QVariantAnimation(self)
        self._settling.setDuration(SETTLE_MILLISECONDS)
        self._settling.setStartValue(0.0)
        self._settling.setEndValue(1.0)
        self._settling.valueChanged.connect(self._on_settling)
        self._mark_dirty = clock.register(self._render)
        self._connect()
        self.fit()
        self._mark_dirty()

    def _connect(self) -> None:
        session, canvas = self._session, self.canvas
        session.dataset_changed.connect(self._mark_dirty)
        session.start_changed.connect(self._mark_dirty)
        session.history_extended.connect(self._mark_dirty)
        session.history_replaced.connect(self._mark_dirty)
        session.cursor_changed.connect(self._mark_dirty)
        session.drag_changed.connect(self._on_drag_changed)
        canvas.clicked.connect(self._on_clicked)
        canvas.double_clicked.connect(self._on_double_clicked)
        canvas.drag_started.connect(self._on_drag_started)
        canvas.dragged.connect(self._on_dragged)
        canvas.drag_finished.connect(session.end_drag)
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self._on_hover_left)
        canvas.range_changed.connect(self._on_range_changed)

    # ---- rendering

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.canvas.set_theme(theme)

    @Slot(object)
    def show_valley(self, index: int | None) -> None:
        """Show all lines through one data point; None takes them away."""
        data = self._session.dataset
        valley = None
        if index is not None and index < data.n_samples:
            valley = Line(-float(data.x[index]), float(data.y[index]))
        if valley != self.marks.valley:
            self.marks.valley = valley
            self.canvas.refresh()

    def fit(self) -> None:
        """Frame start, path and minimum, now and from now on."""
        self._is_framing_automatic = True
        self._stop_settling()
        session = self._session
        self.canvas.show_range(*framing(session.loss, session.start, session.history))

    def _render(self) -> None:
        session = self._session
        loss = session.loss
        self.bowl.loss = self.marks.loss = loss
        self.path.history, self.path.cursor = session.history, session.cursor
        self.path.revision = session.history_revision
        self.marks.start = session.start if loss is not None else None
        self.marks.current = session.shown_line if loss is not None else None
        self.hint.text = _hint(session)
        if loss is None:
            self._on_hover_left()  # where no line has a loss, none is read out
        self._reframe()
        self.canvas.refresh()

    def _reframe(self) -> None:
        session, shown = self._session, self.canvas.shown_range()
        if not self._is_framing_automatic or session.is_dragging or shown is None:
            return
        wanted = framing(session.loss, session.start, session.history)
        aim = shown if self._settle_to is None else self._settle_to
        if needs_reframing(aim, wanted):
            self._settle_from, self._settle_to = shown, wanted
            self._settling.stop()
            self._settling.start()

    @Slot(object)
    def _on_settling(self, share: float) -> None:
        if self._settle_from is None or self._settle_to is None:
            return
        eased = 1.0 - (1.0 - share) ** 3
        self.canvas.show_range(*between(self._settle_from, self._settle_to, eased))
        if share >= 1.0:
            self._settle_from = self._settle_to = None

    # ---- gestures

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        if button != Qt.MouseButton.LeftButton:
            return
        epoch = self._epoch_at(position)
        if epoch is not None:
            self._session.seek(epoch)
        else:
            self._session.set_start(Line(position.x(), position.y()))

    @Slot(QPointF)
    def _on_double_clicked(self, _position: QPointF) -> None:
        self.fit()

    @Slot(QPointF)
    def _on_drag_started(self, _position: QPointF) -> None:
        self._session.begin_drag()

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        self._session.set_start(Line(position.x(), position.y()))

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        loss, epoch = self._session.loss, self._epoch_at(position)
        if loss is None:
            return
        history = self._session.history
        line, head = Line(position.x(), position.y()), []
        if epoch is not None and history is not None:
            parameters, _ = history.record(epoch)
            line, head = Line(float(parameters[0]), float(parameters[1])), [f"epoch {epoch}"]
        with np.errstate(all="ignore"):
            value = loss.value(np.array(line))
        self.marks.note_at = line
        self.marks.note = [
            *head,
            f"m {fixed_or_short(line.slope)}   b {fixed_or_short(line.intercept)}",
            f"loss {fixed_or_short(value)}" if np.isfinite(value) else "loss beyond all numbers",
        ]
        self.line_hovered.emit(line)
        self.canvas.refresh()

    @Slot()
    def _on_hover_left(self) -> None:
        if self.marks.note_at is not None:
            self.marks.note_at = None
            self.line_hovered.emit(None)
            self.canvas.refresh()

    @Slot()
    def _on_range_changed(self) -> None:
        self._is_framing_automatic = False
        self._stop_settling()

    @Slot(bool)
    def _on_drag_changed(self, is_dragging: bool) -> None:
        if is_dragging:
            self._stop_settling()
        self._mark_dirty()

    def _stop_settling(self) -> None:
        self._settling.stop()
        self._settle_from = self._settle_to = None

    def _epoch_at(self, position: QPointF) -> int | None:
        frame = self.canvas.pixel_frame()
        if frame is None or self._session.history is None or self._session.history.n_records < 2:
            return None
        pixel = frame.to_pixel(position.x(), position.y())
        return self.path.epoch_near(pixel, frame, PATH_REACH_PIXELS)


def _hint(session: Session) -> str:
    loss = session.loss
    if loss is None:
        return "Add points, and every line gets a loss"
    return ""
