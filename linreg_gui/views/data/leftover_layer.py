"""What a curve could still take away from its residuals, in the strip below the data."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.objective import Objective
from linreg_gui.core.residual_trend import SMALL_SHARE
from linreg_gui.session.curve import Curve
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording_cut import parameter_letter
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import Theme

N_SAMPLES = 161
BY_DEGREE, BY_WEIGHT = "that degree {} could explain", "that {} and b could explain"
NAMED_AT = (0.94, 0.8, 0.65, 0.5, 0.35, 0.2, 0.06)
"""Parts of the way from the first point to the last at which the curve may be named."""


class LeftoverLayer:
    """The best curve less the curve shown: a polynomial fitted to the residuals.

    At the best fit it is 0 everywhere, and what bends the residuals still show is none that a
    curve of this degree could follow. A straight line has mean and tilt instead. Over one of
    several features it is what its weight and the intercept could still explain.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self._x = self._left = np.empty(0)
        self._explanation = ""
        self._is_level = False

    def take(self, frame: Frame | None) -> None:
        """Take the curve of a frame; None for no residuals."""
        self._x = self._left = np.empty(0)
        objective = None if frame is None else frame.objective
        if frame is None or objective is None or frame.is_line or frame.view_options.is_guessing:
            return
        drawn, loss = frame.drawn, objective.loss
        best = self._best_curve(frame, objective)
        if best is None:
            return
        x = drawn.dataset.x
        self._x = np.linspace(float(x.min()), float(x.max()), N_SAMPLES)
        self._left = best.values(self._x) - drawn.line.values(self._x)
        self._explanation = BY_DEGREE.format(objective.degree)
        if drawn.adjustment is not None:
            self._explanation = BY_WEIGHT.format(
                parameter_letter(drawn.feature, frame.dataset.n_features)
            )
        excess = float(loss.excess_values(np.array(frame.shown_parameters)))
        self._is_level = excess <= max(SMALL_SHARE * loss.minimum_value, loss.rounding_excess)

    def _best_curve(self, frame: Frame, objective: Objective) -> Curve | None:
        if frame.drawn.adjustment is not None:
            return frame.drawn.best_line
        return Curve.of(objective, objective.loss.minimum_parameters)

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the curve, in pixels."""
        return [(frame.x_pixels(self._x), frame.y_pixels(self._left))] if len(self._x) else []

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the curve dotted."""
        for line in self.lines(frame):
            stroke(painter, polyline(*line), pen(theme.text, 1.8, Qt.PenStyle.DotLine))

    def paint_name(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw what the curve is."""
        for x, y in self.lines(frame):
            places = [round(share * (len(x) - 1)) for share in NAMED_AT]
            anchors = [(place, QPointF(x[place], y[place])) for place in places]
            begin = "nothing is left" if self._is_level else "what is left"
            plate = Plate("left", begin, theme.text, self._explanation)
            self._placer.draw_along(painter, plate, anchors)
