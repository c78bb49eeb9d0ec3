"""Taking hold of a curve: it is pulled to the pointer by the two weights that the surface shows.

So is the line that is drawn over one of several features, by its weight and the intercept.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.objective import Objective
from linreg_gui.session.curve import Curve
from linreg_gui.session.drawn_data import DrawnData
from linreg_gui.session.frame import Frame
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.data.curve_path import pixels_of
from linreg_gui.views.data.line_grip import REACH_PIXELS, grip_at

SMALLEST_REACH = 1e-9
"""Of the squares of the two columns at a place; below it these weights do not move the curve."""


@dataclass(frozen=True)
class CurveGrip:
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
            columns = self._columns_at(position.x())
        except DatasetError:  # a power of a place so far away is out of range
            return self.curve
        square = float(columns @ columns)
        if not SMALLEST_REACH < square < np.inf:
            return self.curve
        (height,) = self.drawn.line.values(np.array([position.x()])).tolist()
        parameters[list(self.pair)] += (position.y() - height) / square * columns
        return Curve.of(self.objective, parameters)

    def _columns_at(self, x: float) -> FloatArray:
        """Return what the two parameters are multiplied by at a place, shape (2,)."""
        if self.drawn.adjustment is not None:
            return np.array([self.drawn.column_at(x), 1.0])
        place = Dataset.from_xy([x], [0.0])
        columns = np.append(self.objective.columns_of(place).features[0], 1.0)
        return columns[list(self.pair)]


def curve_grip_at(seen: Frame, position: QPointF, frame: PixelFrame) -> CurveGrip | None:
    """Take hold of what is no straight line of the data; None when it is out of reach."""
    drawn, objective = seen.drawn, seen.objective
    if objective is None or seen.cut is None or not drawn.can_edit:
        return None
    if drawn.adjustment is not None:
        is_near = grip_at(drawn.line, position, frame) is not None
        pair = drawn.feature, objective.loss.n_features
    else:
        is_near, pair = _is_near_curve(drawn.line, position, frame), seen.cut.pair
    return CurveGrip(seen.shown_curve, objective, pair, drawn) if is_near else None


def _is_near_curve(curve: Curve, position: QPointF, frame: PixelFrame) -> bool:
    pixels = pixels_of(curve, frame)
    if pixels is None:
        return False
    at = frame.to_pixel(position.x(), position.y())
    distance = np.hypot(pixels[0] - at.x(), pixels[1] - at.y())
    return bool(distance.min() <= REACH_PIXELS)
