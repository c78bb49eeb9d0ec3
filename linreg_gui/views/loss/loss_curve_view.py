"""The loss pane: loss against epoch with a cursor that scrubs."""

from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QResizeEvent

from linreg_gui.core.axes_split import excess_parts
from linreg_gui.session.curve import Curve
from linreg_gui.session.session import Session
from linreg_gui.session.values import Records
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.axes import CountAxis, LossAxis
from linreg_gui.views.canvas.pixel_frame import Range
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scene import LossScene
from linreg_gui.views.loss.sketching import Sketching
from linreg_gui.views.widgets.formatting import measured
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.widgets.plot_pane import PlotPane

LEAST_HEIGHT = 60
"""Pixels, with type of the size of the design."""
TITLED_HEIGHT = 150
"""From how many pixels on, with such type, there is room for a title below the epochs."""
SPARE_SHARE = 0.05
"""A frame has about so much room above and below its curve."""
REACH_PIXELS = 6.0
"""How near the pointer must be to another branch to take it."""


class LossCurveView(PlotPane):
    """Loss over the epochs, log or linear; click or drag moves the cursor."""

    drawn_fields = (
        "settings",
        "objective",
        "history",
        "held_out_losses",
        "cursor",
        "branches",
        "shown_branch",
        "race_epoch",
        "run_state",
        "phase",
        "hand",
        "bet",
        "is_dragging",
        "view_options",
        "is_untouched",
        "theme",
    )

    def __init__(self, session: Session, clock: FrameClock) -> None:
        axis = LossAxis()
        super().__init__(session, clock, PlotCanvas(clock.theme, "", "", axis, CountAxis()))
        self.axis = axis
        self._is_framing_automatic = True
        self._hovered: QPointF | None = None
        self._is_scrubbing = False
        self.canvas.setAccessibleName("Loss against epoch")
        self.scene = LossScene(self.canvas, self.axis)
        self.curve = self.scene.curve
        self._sketching = Sketching(session, self.canvas, self.scene.handles)
        self._is_sketching = False
        self._connect()
        self._keep_height(clock.theme)

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.clicked.connect(self._on_clicked)
        canvas.drag_started.connect(self._on_drag_started)
        canvas.dragged.connect(self._on_dragged)
        canvas.drag_finished.connect(self._on_drag_finished)
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self._on_hover_left)
        canvas.range_changed.connect(self._on_range_changed)

    # ---- rendering

    def fit(self) -> None:
        """Frame the whole curve, now and from now on."""
        self.rearrange()
        self._is_framing_automatic = True
        self._ask()

    def draw(self, frame: ThemedFrame, former: ThemedFrame) -> None:
        """Bring the layers up to date, and the frame until the user zooms."""
        if frame.theme is not former.theme:
            self._keep_height(frame.theme)
        self._name_axes()
        self.scene.render(frame)
        self._sketching.follow(self.scene.scale)
        if self._is_framing_automatic:
            self.frame_all(frame)
        self._read_out()

    def frame_all(self, frame: ThemedFrame) -> None:
        """Show the whole curve; during a drag the frame holds still while the curve is in it."""
        shown, wanted = self.canvas.shown_range(), self.scene.frame()
        is_held = frame.is_dragging and shown is not None and _holds(shown, wanted)
        if not is_held:
            self.canvas.show_range(*wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the axes where there is room."""
        super().resizeEvent(event)
        self._name_axes()

    def _keep_height(self, theme: Theme) -> None:
        """Keep room for type of another size."""
        self.setMinimumHeight(round(LEAST_HEIGHT * theme.type_scale))
        self._name_axes()

    def _name_axes(self) -> None:
        has_penalty = self.seen.settings.l2 > 0.0
        theme = self.seen.theme
        is_titled = not theme.is_stage and self.height() >= TITLED_HEIGHT * theme.type_scale
        error = "mean squared error + penalty" if has_penalty else "mean squared error"
        self.canvas.set_axis_labels("epoch" if is_titled else "", error)

    # ---- gestures

    def _branch_at(self, position: QPointF) -> int | None:
        """Return the branch under the pointer, if it is another one than the one shown."""
        frame = self.canvas.pixel_frame()
        if frame is None or self._is_scrubbing or not self.scene.branches.curves:
            return None
        pixel = frame.to_pixel(position.x(), position.y())
        return self.scene.branches.branch_near(pixel, frame, REACH_PIXELS)

    def _is_on_diamond(self, position: QPointF) -> bool:
        """Return whether the least loss over held-out points is marked there."""
        frame = self.canvas.pixel_frame()
        at = None if frame is None else frame.to_pixel(position.x(), position.y())
        return frame is not None and at is not None and self.scene.held_out.is_at_best(at, frame)

    @Slot(QPointF, Qt.MouseButton)
    def _on_clicked(self, position: QPointF, button: Qt.MouseButton) -> None:
        if button == Qt.MouseButton.LeftButton and self._sketching.is_wanted:
            self._sketching.begin(position)
            self._sketching.end()
        elif button == Qt.MouseButton.LeftButton and self._is_on_diamond(position):
            self._session.player.seek(self.scene.held_out.best_epoch or 0)
        elif button == Qt.MouseButton.LeftButton:
            branch = self._branch_at(position)
            if branch is None or self._session.runs.show(branch):
                self._seek(position)

    @Slot(QPointF)
    def _on_drag_started(self, position: QPointF) -> None:
        self._is_sketching = self._sketching.is_wanted
        if self._is_sketching:
            self._on_hover_left()  # its read-out would stand still beside the stroke
            self._sketching.begin(position)

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        if self._is_sketching:
            self._sketching.move(position)
            return
        self._is_scrubbing = True
        self._seek(position)
        self._on_hovered(position)

    @Slot()
    def _on_drag_finished(self) -> None:
        self._is_scrubbing = self._is_sketching = False
        self._sketching.end()

    def _seek(self, position: QPointF) -> None:
        history = self._session.player.history
        if history is not None:
            self._session.player.seek(_epoch_at(position, history.last_epoch))

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        self._hovered = position
        self._read_out()
        self.canvas.refresh()

    def _read_out(self) -> None:
        """Say what the curve is under the pointer, also while it changes there."""
        curve, history = self.curve, self.seen.history
        if self._hovered is None or history is None:
            curve.note_epoch = None
            return
        other, name = self._branch_at(self._hovered), ""
        for branch in self.seen.branches if other is not None else ():
            if branch.number == other:
                history, name = branch.history, f"{branch.letter} · "
        epoch = _epoch_at(self._hovered, history.last_epoch)
        curve.note_epoch = epoch
        curve.note_value = self.scene.scale.place(history.record(epoch)[1])
        curve.note = self._note(history, epoch, name)
        goes_there = other is not None or self._is_on_diamond(self._hovered)
        shape = Qt.CursorShape.PointingHandCursor if goes_there else Qt.CursorShape.ArrowCursor
        self.canvas.viewport().setCursor(shape)

    def _note(self, history: Records, epoch: int, name: str) -> list[str]:
        parameters, value = history.record(epoch)
        lines = [f"{name}epoch {count(epoch)}   loss {measured(value)}"]
        objective = self.seen.objective
        if objective is not None and objective.is_line:
            line = Curve.of(objective, parameters)
            slope, intercept = self.seen.dataset.digits.texts(line.slope, line.intercept)
            lines.append(f"m {slope}   b {intercept}")
        if objective is not None and objective.held_out is not None:
            lines.append(f"held out {measured(objective.held_out.value(parameters))}")
        if self.scene.parts.is_visible and self.seen.loss is not None:
            fast, slow = excess_parts(self.seen.loss, parameters)
            lines.append(f"fast {measured(float(fast))}   slow {measured(float(slow))}")
        return lines

    @Slot()
    def _on_hover_left(self) -> None:
        if self._hovered is not None:
            self._hovered = self.curve.note_epoch = None
            self.canvas.refresh()

    @Slot()
    def _on_range_changed(self) -> None:
        self._is_framing_automatic = False


def _epoch_at(position: QPointF, last_epoch: int) -> int:
    return round(max(0.0, min(position.x(), float(last_epoch))))


def _holds(shown: Range, wanted: Range) -> bool:
    """Return whether a curve that wants a frame is wholly seen in the one that is shown."""
    left, right, bottom, top = shown
    spare = SPARE_SHARE * (top - bottom)
    is_as_wide = (left, right) == wanted[:2]
    return is_as_wide and wanted[2] >= bottom - spare and wanted[3] <= top + spare
