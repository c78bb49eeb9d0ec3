"""What the loss pane shows of a frame, layer by layer."""

import math

import numpy as np

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.settings import StopReason
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Records
from linreg_gui.views.canvas.axes import LossAxis
from linreg_gui.views.canvas.branches import lineage_of
from linreg_gui.views.canvas.labels import LabelPlacer, NamesLayer
from linreg_gui.views.canvas.painting import GridLayer, HintLayer
from linreg_gui.views.canvas.pixel_frame import PixelFrame, Range
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.canvas.thinning import GrowingRange
from linreg_gui.views.loss.bet_layer import BetLayer
from linreg_gui.views.loss.curve_layers import BranchCurvesLayer, CurveLayer
from linreg_gui.views.loss.curve_marks import HandCurveLayer, StopLayer, ValuesLayer, seen_runs
from linreg_gui.views.loss.held_out_layer import HeldOutLayer
from linreg_gui.views.loss.loss_scale import LossScale, ScaledLosses, scale_of
from linreg_gui.views.loss.parts_layer import PartsLayer
from linreg_gui.views.loss.sketching import HandlesLayer
from linreg_gui.views.widgets.formatting import is_base

FEWEST_EPOCHS = 12
"""The pane is at least this many epochs wide: ticks then are whole epochs."""


class LossScene:
    """The layers of the loss pane, filled from frames.

    Parameters
    ----------
    canvas : PlotCanvas
        Gets the layers.
    axis : LossAxis
    """

    def __init__(self, canvas: PlotCanvas, axis: LossAxis) -> None:
        self._axis = axis
        self._narrowest: float = FEWEST_EPOCHS
        self.scale = LossScale(is_logarithmic=False, lowest=0.0)
        self.curve, self.hint = CurveLayer(), HintLayer()
        self.placer = self.curve.placer = placer = LabelPlacer(self._lines)
        self.branches, self.parts = BranchCurvesLayer(placer), PartsLayer(placer)
        self.hand, self.stop = HandCurveLayer(placer), StopLayer(placer)
        self.held_out = HeldOutLayer(placer)
        self.values = ValuesLayer(placer)
        self.bet, self.handles = BetLayer(placer, self.curve), HandlesLayer(placer)
        placer.marked = (self.curve, self.branches, self.handles, self.held_out)
        self._losses, self._losses_range = ScaledLosses(), GrowingRange()
        self._range = 0.0, 0.0
        """The lowest and the highest loss of the curve."""
        canvas.stack.layers = [
            GridLayer(canvas),
            placer,
            self.bet,
            self.branches,
            self.parts,
            self.hand,
            self.held_out,
            self.curve,
            NamesLayer(self.branches.paint_names),
            self.stop,
            self.handles,
            NamesLayer(self.bet.paint_names),
            NamesLayer(self.handles.paint_name),
            self.values,
            NamesLayer(self.held_out.paint_names),
            NamesLayer(self.parts.paint_names),
            NamesLayer(self.hand.paint_name),
            NamesLayer(self.curve.paint_note),
            self.hint,
        ]

    def _lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the lines that plates should leave in sight."""
        curves = (self.curve, *self.branches.curves.values())
        lines = [curve.pixels(frame)[1:] for curve in curves if len(curve.values)]
        lines += self.bet.lines(frame) + self.held_out.lines(frame)
        return [*lines, *([self.hand.pixels(frame)[1:]] if len(self.hand.values) else [])]

    def render(self, frame: Frame) -> None:
        """Bring all layers up to date."""
        history, loss = frame.history, frame.loss
        if history is None or loss is None:
            self._clear()
        else:
            self._render_curve(frame, history, loss)
            self._render_lessons(frame, history, loss)
        self.held_out.take(frame, self.scale)
        self.values.take(frame, self.scale)
        self.bet.take(frame, self.scale)
        self._narrowest = _narrowest(frame)
        self.hint.text = "" if frame.history is not None else "Add points to have a loss"

    def _clear(self) -> None:
        self.curve.values, self.curve.floor = np.empty(0), None
        self.branches.curves = {}
        self.parts.is_visible = False
        self.stop.at = None
        self.hand.clear()
        self._axis.set_scale(is_logarithmic=False)

    def _render_curve(self, frame: Frame, history: Records, loss: QuadraticLoss) -> None:
        curve, losses, options = self.curve, history.losses, frame.view_options
        self._range = lowest, highest = self._losses_range.of(history.revision, losses)
        least = loss.minimum_value if is_base(loss) else 0.0
        self.scale = scale_of(highest, options.has_log_loss_axis, least)
        curve.cursor = min(frame.cursor, history.last_epoch)
        curve.values = self._losses.of(losses, self.scale, history.revision)
        curve.revision = (history.revision, self.scale)
        is_guessing, has_floor = options.is_guessing, options.show_best_loss
        lowest_possible = self.scale.place(loss.minimum_value)
        curve.floor = lowest_possible if has_floor and not is_guessing else None
        curve.is_lit = frame.phase is StepPhase.LOSS
        lowest = lowest if is_guessing else min(loss.minimum_value, lowest)
        has_zero = self.scale.is_logarithmic and lowest < self.scale.lowest
        self._axis.set_scale(
            self.scale.is_logarithmic, math.log10(self.scale.lowest) if has_zero else None
        )

    def _render_lessons(self, frame: Frame, history: Records, loss: QuadraticLoss) -> None:
        branches, options = frame.branches, frame.view_options
        (shown,) = (branch for branch in branches if branch.is_shown)
        self.curve.branch, self.curve.lineage = shown.number, lineage_of(shown, branches)
        seen = seen_runs(frame)
        self.curve.has_future = frame.race_epoch is None
        self.branches.take(frame, seen, self.scale)
        has_parts = options.show_axes and not options.is_guessing
        self.parts.is_visible = has_parts and loss.held is None and loss.n_features == 1
        if self.parts.is_visible:
            self.parts.take(loss, history, self.scale.is_logarithmic)
        self.hand.take(frame, self.scale)
        self.stop.take(frame, self.scale)

    # ---- what to frame

    def frame(self) -> Range:
        """Return left, right, bottom and top of everything worth seeing."""
        width = self._width()
        if not len(self.curve.values):
            return 0.0, width, 0.0, 1.0
        low, high = self._heights()
        spare = 0.08 * (high - low) or 0.5 * max(abs(high), 1.0)
        has_diamond = self.held_out.has_best and low in self.held_out.ends()
        below = 2.5 * spare if has_diamond else spare  # a low pane would cut it
        return -0.01 * width, 1.01 * width, low - below, high + spare

    def _width(self) -> float:
        ends = (c.first_epoch + len(c.values) for c in self.branches.curves.values())
        longest = max(ends, default=0)
        ends_aside = longest - 1, self.hand.width, self.bet.width
        return float(max(self._narrowest, len(self.curve.values) - 1, *ends_aside))

    def _heights(self) -> tuple[float, float]:
        """Return the lowest and highest value; another branch may leave the pane at the top."""
        lows, highs = ([place] for place in self.scale.places(np.array(self._range)).tolist())
        lows += [curve.lowest for curve in self.branches.curves.values()]
        if self.curve.floor is not None:
            lows.append(self.curve.floor)
            highs.append(self.curve.floor)
        if self.parts.is_visible:
            lows.append(self.parts.lowest)
        lows += self.held_out.ends()
        highs += self.held_out.ends()
        for aside in (self.hand.values, self.bet.heights):
            if len(aside):
                lows.append(float(aside.min()))
                highs.append(float(aside.max()))
        return min(lows), max(highs)


def _narrowest(frame: Frame) -> float:
    """Return the epochs that the pane is at least wide."""
    if frame.race_epoch is not None:
        return FEWEST_EPOCHS  # as wide as the longest run
    # A run that ended by itself is shown whole: a divergence is over after a few epochs.
    ended_early = {StopReason.CONVERGED, StopReason.DIVERGED}
    if frame.run_state.stop_reason in ended_early:
        return FEWEST_EPOCHS
    return max(frame.settings.max_epochs, 1)
