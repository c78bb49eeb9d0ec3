"""The excess loss split along the valley's axes: a fast and a slow curve, and their names."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.growing_columns import GrowingColumns
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.values import Records
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen, stroke_through
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.thinning import ThinnedCurve
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import SMALLEST_RATIO, LossScale, ScaledLosses

NAMES = ("fast", "slow")
DASHES = ((2.0, 2.5), (8.0, 4.0))
DEEPEST_RATIO = 1e-6
"""The parts are framed down to this share of the excess loss at the start."""
NAMED_AT = (0.8, 0.6, 0.4, 0.95, 0.2, 0.05)
"""Parts of a curve's width at which its name may stand, the best first."""


class PartsLayer:
    """Two thin curves that add up to the excess loss; short dashes are fast, long ones slow.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.curves = (ThinnedCurve(), ThinnedCurve())
        self.is_visible = False
        self._raw = GrowingColumns(2)
        self._scaled = (ScaledLosses(), ScaledLosses())
        self._deepest = 0.0
        self._has_no_excess = False

    def take(self, loss: QuadraticLoss, history: Records, is_logarithmic: bool) -> None:
        """Split the records; only new ones are computed."""
        revision = history.revision
        parts = self._raw.of(
            revision,
            history.n_records,
            lambda new: np.stack(excess_parts(loss, history.parameters[new])),
        )
        first = float(parts[:, 0].sum())
        self._has_no_excess = first <= 0.0
        scale = LossScale(is_logarithmic, max(first * SMALLEST_RATIO, 1e-300))
        self._deepest = scale.place(first * DEEPEST_RATIO)
        for curve, column, scaled in zip(self.curves, parts, self._scaled, strict=True):
            curve.values = scaled.of(column, scale, revision)
            curve.revision = (revision, scale)

    @property
    def lowest(self) -> float:
        """How far down the pane should reach; infinite at a start that is the best fit itself."""
        if self._has_no_excess:
            return float("inf")
        return max(min(float(curve.values.min()) for curve in self.curves), self._deepest)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the curves."""
        if not self.is_visible or not len(self.curves[0].values):
            return
        for curve, dashes in zip(self.curves, DASHES, strict=True):
            made = pen(theme.muted, 1.4)
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setDashPattern(list(dashes))
            _, x, y = curve.pixels(frame)
            stroke_through(painter, x, y, made)

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the names of the curves."""
        if not self.is_visible or not len(self.curves[0].values):
            return
        for name, curve in zip(NAMES, self.curves, strict=True):
            _, x, y = curve.pixels(frame)
            anchors = [(share, _at(x, y, share)) for share in NAMED_AT]
            self._placer.draw_along(painter, Plate(("part", name), name, theme.muted), anchors)


def _at(x: FloatArray, y: FloatArray, share: float) -> QPointF:
    """Return the place on a curve at a part of its width."""
    at = float(x[0] + share * (x[-1] - x[0]))
    return QPointF(at, float(np.interp(at, x, y)))
