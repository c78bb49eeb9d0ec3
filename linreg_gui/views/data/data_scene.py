"""What the data pane shows of a session, layer by layer."""

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.step_phase import StepPhase
from linreg_gui.session.session import Session
from linreg_gui.views.canvas.painting import GridLayer, HintLayer
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.data.data_layers import LinesLayer, PointsLayer, ResidualsLayer
from linreg_gui.views.data.predictions_layer import PredictionsLayer
from linreg_gui.views.data.squares_layer import SquaresLayer

EARLIER_LINES = (1, 2, 4, 8, 16, 32, 64, 128)
"""Epochs whose lines stay faintly visible: early ones differ most."""

PlainLine = tuple[float, float]


class DataScene:
    """The layers of the data pane, filled from the session.

    Parameters
    ----------
    canvas : PlotCanvas
        Gets the layers.
    session : Session
    """

    def __init__(self, canvas: PlotCanvas, session: Session) -> None:
        self._session = session
        self.lines = LinesLayer()
        self.residuals = ResidualsLayer()
        self.squares = SquaresLayer()
        self.predictions = PredictionsLayer()
        self.points = PointsLayer()
        self.hint = HintLayer()
        canvas.stack.layers = [
            GridLayer(canvas),
            self.squares,
            self.lines,
            self.predictions,
            self.residuals,
            self.points,
            self.hint,
        ]

    def take_dataset(self, dataset: Dataset) -> None:
        """Draw other points."""
        for layer in (self.points, self.residuals, self.squares, self.predictions):
            layer.dataset = dataset
        self.points.lit = None  # indices into other points; a paint may come before the next frame
        self.hint.text = "" if dataset.n_samples else "Click to add points"

    def render(self) -> None:
        """Bring all layers up to date."""
        session, options = self._session, self._session.view_options
        line = session.shown_line if session.dataset.n_samples else None
        self.lines.current = self.residuals.line = line
        self.squares.line = self.predictions.line = line
        self.predictions.branch = self.lines.branch = session.shown_branch
        self.lines.earlier = self._earlier_lines() if options.show_earlier_lines else []
        self.lines.others = self._other_branches()
        self.lines.best = self._best_line() if options.show_best_fit else None
        self.lines.true = self._true_line() if options.show_true_line else None
        inner = None if session.run_state.is_running else session.inner_step
        self.points.lit = None if inner is None else inner.points
        self._render_phase(session.phase)

    def _render_phase(self, phase: StepPhase | None) -> None:
        """Show what a phase of a step is about: predictions, then their residuals, then a line."""
        options = self._session.view_options
        is_predicting, is_losing = phase is StepPhase.PREDICT, phase is StepPhase.LOSS
        self.predictions.is_visible = is_predicting
        self.residuals.is_visible = is_losing or (options.show_residuals and not is_predicting)
        self.squares.is_visible = is_losing or (options.show_squares and not is_predicting)
        self.lines.before = self._line_before() if phase is StepPhase.UPDATE else None

    def _earlier_lines(self) -> list[PlainLine]:
        history, cursor = self._session.history, self._session.cursor
        if history is None or not cursor:
            return []
        epochs = [0, *(epoch for epoch in EARLIER_LINES if epoch < cursor)]
        return self._in_data_units(history.parameters[epochs])

    def _line_before(self) -> PlainLine | None:
        """Give the line one epoch before the one shown; None where there is none."""
        history, cursor = self._session.history, self._session.cursor
        if history is None or not cursor:
            return None
        return self._in_data_units(history.parameters[cursor - 1 : cursor])[0]

    def _other_branches(self) -> list[tuple[int, PlainLine]]:
        """Give number and line of the branches not shown, at the same epoch or their last one."""
        others, race_epoch = [], self._session.race_epoch
        shown = self._session.cursor if race_epoch is None else race_epoch
        for branch in self._session.branches:
            if not (branch.is_shown or branch.is_hidden):
                epoch = min(shown, branch.history.last_epoch)
                (line,) = self._in_data_units(branch.history.parameters[epoch : epoch + 1])
                others.append((branch.number, line))
        return others

    def _best_line(self) -> PlainLine | None:
        loss = self._session.loss
        if loss is None or loss.is_degenerate or self._session.view_options.is_guessing:
            return None
        return self._in_data_units(loss.minimum_parameters[np.newaxis])[0]

    def _in_data_units(self, parameters: FloatArray) -> list[PlainLine]:
        objective = self._session.objective
        rows = parameters if objective is None else objective.to_data_units(parameters)
        return [(slope, intercept) for slope, intercept in rows.tolist()]

    def _true_line(self) -> PlainLine | None:
        true = self._session.dataset.true_parameters
        return (true[0], true[1]) if true is not None and len(true) == 2 else None
