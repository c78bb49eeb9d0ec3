"""What the data pane shows of a frame, layer by layer."""

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.dataset import Dataset
from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.curve import Curve, Line
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording_cut import parameter_letter
from linreg_gui.storage.errors import one_line
from linreg_gui.views.canvas.labels import LabelPlacer, NamesLayer
from linreg_gui.views.canvas.painting import GridLayer, HintLayer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.data.data_layers import (
    CHOSEN_CURVE,
    CHOSEN_LINE,
    ONLY_LOOKED_AT,
    ChosenPointLayer,
    HeldOutNameLayer,
    LinesLayer,
    PointsLayer,
    RepeatsLayer,
)
from linreg_gui.views.data.leaving_layer import LeavingLayer
from linreg_gui.views.data.line_grip import KnobsLayer
from linreg_gui.views.data.line_names import LineNamesLayer
from linreg_gui.views.data.pin_line_layer import PinLineLayer
from linreg_gui.views.data.point_read_out import PointReadOutLayer
from linreg_gui.views.data.residual_layers import (
    PredictionsLayer,
    ResidualsLayer,
    SquaresLayer,
    ThoughtOfLayer,
)

LONGEST_NAME = 24
"""Letters of a feature's name in a sentence of the pane."""
EARLIER_LINES = (1, 2, 4, 8, 16, 32, 64, 128)
"""Epochs whose lines stay faintly visible: early ones differ most."""


class DataScene:
    """The layers of the data pane, filled from frames.

    Parameters
    ----------
    canvas : PlotCanvas
        Gets the layers.
    """

    def __init__(self, canvas: PlotCanvas) -> None:
        self.lines = LinesLayer()
        self.residuals = ResidualsLayer()
        self.placer = LabelPlacer(self._seen_lines)
        self.names = LineNamesLayer(self.lines, self.placer)
        self.knobs = KnobsLayer(self.lines)
        self.squares = SquaresLayer(self.placer)
        self.predictions, self.thought_of = PredictionsLayer(), ThoughtOfLayer()
        self.points, self.repeats = PointsLayer(), RepeatsLayer(self.placer)
        self.held_out = HeldOutNameLayer(self.placer)
        self.chosen = ChosenPointLayer(self.lines, self.placer)
        self.leaving, self.hint = LeavingLayer(self.placer), HintLayer()
        self.pin_line = PinLineLayer(self.placer)
        self.read_out = PointReadOutLayer(self.points, self.placer)
        canvas.stack.layers = [
            GridLayer(canvas),
            self.placer,
            self.squares,
            self.pin_line,
            self.lines,
            self.predictions,
            self.thought_of,
            self.residuals,
            self.knobs,
            self.points,
            self.leaving,
            self.chosen,
            self.repeats,
            NamesLayer(self.squares.paint_name),
            self.names,
            self.held_out,
            NamesLayer(self.pin_line.paint_name),
            self.read_out,
            self.hint,
        ]
        self.placer.marked = (self.points, self.knobs)

    def _seen_lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the lines that words should leave in sight."""
        return [*self.lines.seen(frame), *self.names.seen(frame), *self.pin_line.seen(frame)]

    def take_dataset(self, dataset: Dataset, points: Dataset) -> None:
        """Draw other points.

        Parameters
        ----------
        dataset : Dataset
        points : Dataset
            The same, but for one that is held by a hand.
        """
        for of_points in (self.points, self.chosen, self.held_out):
            of_points.dataset = points
        for layer in (self.residuals, self.thought_of, self.knobs, self.leaving):
            layer.dataset = dataset
        for of_steps in (self.squares, self.predictions):
            of_steps.dataset = dataset.training
        self.repeats.take(dataset)
        x = dataset.x
        self.lines.reach = (float(x.min()), float(x.max())) if len(x) else None
        self.points.lit = None  # indices into other points; a paint may come before the next frame
        self.hint.text = "" if dataset.n_samples else "Click to add points"

    def render(self, frame: Frame) -> None:
        """Bring all layers but for the points up to date."""
        options = frame.view_options
        line = frame.drawn.line if frame.dataset.n_samples else None
        self.knobs.held = frame.settings.held
        self.chosen.is_locked = frame.locks(Lockable.POINTS)
        self.chosen.is_fixed = not frame.drawn.can_edit
        self.chosen.line_words = _line_words(frame)
        self.lines.current = self.residuals.line = line
        self.squares.line = self.predictions.line = line
        self.predictions.branch = self.lines.branch = frame.shown_branch
        self.leaving.line, self.leaving.branch = line, frame.shown_branch
        self.leaving.symbol = one_line(frame.drawn.symbols[0], LONGEST_NAME)
        self.lines.earlier = _earlier_lines(frame) if options.show_earlier_lines else []
        self.lines.others = _other_branches(frame)
        is_best_shown = options.show_best_fit and not options.is_guessing
        self.lines.best = frame.drawn.best_line if is_best_shown else None
        self.lines.true = _true_line(frame.dataset) if options.show_true_line else None
        inner = None if frame.run_state.is_running else frame.look.inner_step
        self.points.lit = None if inner is None else inner.points
        self._render_phase(frame)
        self.names.take(frame)
        self.pin_line.take(frame)
        self.read_out.take(frame)

    def _render_phase(self, frame: Frame) -> None:
        """Show what a phase of a step is about: predictions, then their residuals, then a line."""
        options, phase = frame.view_options, frame.phase
        is_predicting, is_losing = phase is StepPhase.PREDICT, phase is StepPhase.LOSS
        self.predictions.is_visible = is_predicting
        self.residuals.is_visible = is_losing or (options.show_residuals and not is_predicting)
        self.squares.is_visible = is_losing or (options.show_squares and not is_predicting)
        self.lines.before = _line_before(frame) if phase is StepPhase.UPDATE else None


def _line_words(frame: Frame) -> str:
    """Say what the keys do with the line or curve."""
    if not frame.drawn.can_edit:
        return ONLY_LOOKED_AT
    if frame.settings.degree == 1 or frame.cut is None:
        return CHOSEN_LINE
    across, upwards = (parameter_letter(k, frame.settings.degree) for k in frame.cut.pair)
    return CHOSEN_CURVE.format(upwards, across)


def _earlier_lines(frame: Frame) -> list[Curve]:
    if frame.history is None or not frame.cursor or _has_one_line(frame):
        return []
    epochs = [0, *(epoch for epoch in EARLIER_LINES if epoch < frame.cursor)]
    return frame.drawn.lines(frame.history.parameters[epochs])


def _has_one_line(frame: Frame) -> bool:
    """Return whether all models have the same line, from which predictions differ."""
    return frame.drawn.adjustment is Adjustment.PREDICTED


def _line_before(frame: Frame) -> Curve | None:
    """Return the line one epoch before the one shown; None where there is none."""
    if frame.history is None or not frame.cursor or _has_one_line(frame):
        return None
    return frame.drawn.lines(frame.history.parameters[frame.cursor - 1 : frame.cursor])[0]


def _other_branches(frame: Frame) -> list[tuple[int, Curve]]:
    """Return number and line of the branches not shown, at the same epoch or their last one."""
    others: list[tuple[int, Curve]] = []
    if _has_one_line(frame):
        return others
    shown = frame.epoch_of_all
    for branch in frame.branches:
        if not (branch.is_shown or branch.is_hidden):
            epoch = min(shown, branch.history.last_epoch)
            (line,) = frame.drawn.lines(branch.history.parameters[epoch : epoch + 1])
            others.append((branch.number, line))
    return others


def _true_line(dataset: Dataset) -> Curve | None:
    true = dataset.true_parameters
    return Line(*true) if true is not None and len(true) == 2 else None
