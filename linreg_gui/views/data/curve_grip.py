"""Taking hold of a curve: it is pulled to the pointer by the two weights that the surface shows.

So is the line that is drawn over one of several features, by its weight and the intercept.
"""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.objective import Objective
from linreg_gui.session.curve import Curve, Line
from linreg_gui.session.drawn_data import DrawnData
from linreg_gui.session.frame import Frame
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame, Range
from linreg_gui.views.data.curve_path import pixels_of
from linreg_gui.views.data.line_grip import REACH_PIXELS, STEPS, grip_at, nudged

SMALLEST_REACH = 1e-9
"""Of the squares of the two columns at a place; below it these weights do not move the curve."""
PLACES = 65
"""Across the pane, at which a key's step is measured."""


class CurveGrip(NamedTuple):
    """A hold on a curve.

    Attributes
    ----------
    curve : Curve
        The model taken hold of.
    objective : Objective
    pair : tuple of int
        The places of the two parameters that change.
    drawn : DrawnData
        How it is drawn.
    pivot : None
        A curve is not turned.
    """

    curve: Curve
    objective: Objective
    pair: tuple[int, int]
    drawn: DrawnData
    pivot: None = None

    def pulled_to(self, position: QPointF) -> Curve:
        """Return the curve through a data position that is nearest in the two parameters.

        With φ the two columns at x, the smallest change that raises ŷ by Δ is Δ·φ / |φ|²: on the
        loss surface the dot goes straight to the valley of the pointer.
        """
        parameters = self.curve.on(self.objective)
        try:
            (columns,) = self._columns_at(np.array([position.x()]))
        except DatasetError:  # a power of a place so far away is out of range
            return self.curve
        square = float(columns @ columns)
        if not SMALLEST_REACH < square < np.inf:
            return self.curve
        (height,) = self.drawn.line.values(np.array([position.x()])).tolist()
        parameters[list(self.pair)] += (position.y() - height) / square * columns
        return Curve.of(self.objective, parameters)

    def nudged(self, right: int, up: int, shown: Range) -> Curve:
        """Return the model moved by arrow keys, by a hundredth of the pane a step.

        The line over one of several features is shifted and turned as any line is. Of a curve the
        first parameter changes to the right and the second one upwards, as on the loss surface: by
        so much that the curve moves by a step where, in the pane, it moves most.

        Parameters
        ----------
        right, up : int
            Steps.
        shown : tuple of float
            Left, right, bottom and top of the pane.
        """
        left, other, bottom, top = shown
        places = np.linspace(left, other, PLACES)
        try:
            columns = self._columns_at(places)
        except DatasetError:
            return self.curve
        sizes = np.abs(columns).max(axis=0)
        sizes[sizes == 0.0] = np.inf  # of a feature with one value: no step of it moves the line
        change = np.array([right, up]) * (top - bottom) / STEPS
        if self.drawn.adjustment is not None:
            lift = nudged(Line(0.0, 0.0), right, up, shown).values(places)
            change = np.linalg.lstsq(columns / sizes, lift)[0]
        parameters = self.curve.on(self.objective)
        parameters[list(self.pair)] += change / sizes
        return Curve.of(self.objective, parameters)

    def _columns_at(self, x: FloatArray) -> FloatArray:
        """Return what the two parameters are multiplied by at places, shape (len(x), 2)."""
        if self.drawn.adjustment is not None:
            return np.column_stack([self.drawn.column_at(x), np.ones_like(x)])
        places = Dataset.from_xy(x, np.zeros_like(x))
        columns = self.objective.columns_of(places).features
        return np.column_stack([columns, np.ones_like(x)])[:, list(self.pair)]


def curve_grip(seen: Frame) -> CurveGrip | None:
    """Take hold of what is no straight line of the data, by the two parameters that a pull changes.

    Returns
    -------
    CurveGrip or None
        None where it is not drawn where it is.
    """
    drawn, objective = seen.drawn, seen.objective
    if objective is None or seen.cut is None or not drawn.can_edit:
        return None
    of_feature = drawn.feature, objective.loss.n_features
    pair = seen.cut.pair if drawn.adjustment is None else of_feature
    return CurveGrip(seen.shown_curve, objective, pair, drawn)


def curve_grip_at(seen: Frame, position: QPointF, frame: PixelFrame) -> CurveGrip | None:
    """Take hold of it near a data position; None when it is out of reach."""
    line, grip = seen.drawn.line, curve_grip(seen)
    if line.degree > 1:
        is_near = _is_near_curve(line, position, frame)
    else:
        is_near = grip_at(line, position, frame) is not None
    return grip if is_near else None


def _is_near_curve(curve: Curve, position: QPointF, frame: PixelFrame) -> bool:
    pixels = pixels_of(curve, frame)
    if pixels is None:
        return False
    at = frame.to_pixel(position.x(), position.y())
    distance = np.hypot(pixels[0] - at.x(), pixels[1] - at.y())
    return bool(distance.min() <= REACH_PIXELS)
