"""What the loss pane shows of a session, layer by layer."""

import math

import numpy as np

from linreg_gui.core.descent import StopReason
from linreg_gui.core.history import History
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.session import Session
from linreg_gui.views.canvas.label_room import LabelRoom
from linreg_gui.views.canvas.lineage import lineage_of
from linreg_gui.views.canvas.loss_axis import LossAxis
from linreg_gui.views.canvas.painting import GridLayer, HintLayer
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.loss.branch_curves import BranchCurvesLayer
from linreg_gui.views.loss.curve_layer import CurveLayer
from linreg_gui.views.loss.hand_curve import HandCurveLayer
from linreg_gui.views.loss.loss_scale import LossScale, ScaledLosses, scale_of
from linreg_gui.views.loss.parts_layer import PartsLayer
from linreg_gui.views.loss.training_stop import StopLayer

FEWEST_EPOCHS = 12
"""The pane is at least this many epochs wide: ticks then are whole epochs."""


class LossScene:
    """The layers of the loss pane, filled from the session.

    Parameters
    ----------
    canvas : PlotCanvas
        Gets the layers.
    axis : LossAxis
    session : Session
    """

    def __init__(self, canvas: PlotCanvas, axis: LossAxis, session: Session) -> None:
        self._session, self._axis = session, axis
        self.scale = LossScale(is_logarithmic=False, lowest=0.0)
        self.curve, self.hint = CurveLayer(), HintLayer()
        room = LabelRoom([self.curve], goes_back=True)
        self.branches, self.parts = BranchCurvesLayer(room), PartsLayer(room)
        self.hand, self.stop = HandCurveLayer(room), StopLayer(room)
        self._losses = ScaledLosses()
        layers = (self.branches, self.parts, self.hand, self.stop, self.curve, self.hint)
        canvas.stack.layers = [GridLayer(canvas), room, *layers]

    def render(self) -> None:
        """Bring all layers up to date."""
        history, loss = self._session.history, self._session.loss
        if history is None or loss is None:
            self._clear()
        else:
            self._render_curve(history, loss)
            self._render_lessons(history, loss)
        self.hint.text = _hint(self._session)

    def _clear(self) -> None:
        self.curve.values, self.curve.floor = np.empty(0), None
        self.branches.curves = {}
        self.parts.is_visible = False
        self.stop.at = None
        self.hand.clear()
        self._axis.set_scale(is_logarithmic=False)

    def _render_curve(self, history: History, loss: QuadraticLoss) -> None:
        session, curve, losses = self._session, self.curve, history.losses
        self.scale = scale_of(losses, session.view_options.has_log_loss_axis)
        curve.cursor = min(session.cursor, history.last_epoch)
        curve.values = self._losses.of(losses, self.scale, session.history_revision)
        curve.revision = (session.history_revision, self.scale)
        is_guessing = session.view_options.is_guessing
        curve.floor = None if is_guessing else self.scale.place(loss.minimum_value)
        curve.is_lit = session.phase is StepPhase.LOSS
        lowest = float(losses.min()) if is_guessing else min(loss.minimum_value, losses.min())
        has_zero = self.scale.is_logarithmic and lowest < self.scale.lowest
        self._axis.set_scale(
            self.scale.is_logarithmic, math.log10(self.scale.lowest) if has_zero else None
        )

    def _render_lessons(self, history: History, loss: QuadraticLoss) -> None:
        session, revision = self._session, self._session.history_revision
        branches = session.branches
        (shown,) = (branch for branch in branches if branch.is_shown)
        self.curve.branch, self.curve.lineage = shown.number, lineage_of(shown, branches)
        self.branches.take(branches, self.scale, revision)
        self.branches.race_epoch = session.race_epoch
        options = session.view_options
        self.parts.is_visible = options.show_axes and not options.is_guessing
        if self.parts.is_visible:
            self.parts.take(loss, history, self.scale.is_logarithmic, revision)
        self.hand.take(session, self.scale)
        self.stop.take(session, self.scale)
        hands = [self.hand] if len(self.hand.values) else []
        self.parts.neighbours = [self.curve, *self.branches.curves.values(), *hands]

    # ---- what to frame

    def frame(self) -> tuple[float, float, float, float]:
        """Give left, right, bottom and top of everything worth seeing."""
        width = self._width()
        if not len(self.curve.values):
            return 0.0, width, 0.0, 1.0
        low, high = self._heights()
        spare = 0.08 * (high - low) or 0.5 * max(abs(high), 1.0)
        return -0.01 * width, 1.01 * width, low - spare, high + spare

    def _width(self) -> float:
        # A run that ended by itself is shown whole: a divergence is over after a few epochs.
        has_ended_early = self._session.run_state.stop_reason in {
            StopReason.CONVERGED,
            StopReason.DIVERGED,
        }
        max_epochs = self._session.settings.max_epochs
        width = FEWEST_EPOCHS if has_ended_early else max(max_epochs, 1)
        ends = (c.first_epoch + len(c.values) for c in self.branches.curves.values())
        longest = max(ends, default=0)
        return float(max(width, len(self.curve.values) - 1, longest - 1, self.hand.width))

    def _heights(self) -> tuple[float, float]:
        """Give the lowest and highest value; another branch may leave the pane at the top."""
        values, hand = self.curve.values, self.hand.values
        lows, highs = [float(values.min())], [float(values.max())]
        lows += [curve.lowest for curve in self.branches.curves.values()]
        if self.curve.floor is not None:
            lows.append(self.curve.floor)
            highs.append(self.curve.floor)
        if self.parts.is_visible:
            lows.append(self.parts.lowest)
        if len(hand):
            lows.append(float(hand.min()))
            highs.append(float(hand.max()))
        return min(lows), max(highs)


def _hint(session: Session) -> str:
    history = session.history
    if history is None:
        return "Add points to have a loss"
    is_untouched = history.n_records == 1 and not len(session.hand_trail)
    if is_untouched and not session.run_state.is_running:
        return "Press Space to run"
    return ""
