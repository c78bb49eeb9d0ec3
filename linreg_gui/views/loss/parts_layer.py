"""The excess loss split along the valley's axes: a fast and a slow curve, and their names."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.axes_split import excess_parts
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.values import Records
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.thinning import GrowingColumns, ThinnedCurve
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import SMALLEST_RATIO, LossScale, ScaledLosses

NAMES = ("fast", "slow")
DASHES = ((2.0, 2.5), (8.0, 4.0))
DEEPEST_RATIO = 1e-6
"""The parts are framed down to this share of the excess loss at the start."""
N_CANDIDATES = 24
N_COLUMNS = 5
"""Where along a name its distance to a curve is measured."""
GAP = 4.0
CLEAR_ENOUGH = 24.0
"""Pixels; among places at least this far from all curves the first is taken."""


class Drawn(Protocol):
    """A curve on the screen."""

    def pixels(self, frame: PixelFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return places along the curve, and their x and y in pixels."""


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
        self.neighbours: list[Drawn] = []
        """Curves that the names keep away from."""
        self._raw = GrowingColumns(2)
        self._scaled = (ScaledLosses(), ScaledLosses())
        self._deepest = 0.0
        self._has_no_excess = False

    def take(self, loss: QuadraticLoss, history: Records, is_logarithmic: bool) -> None:
        """Split the records; only new ones cost."""
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
        """Draw the curves and their names."""
        if not self.is_visible or not len(self.curves[0].values):
            return
        for curve, dashes in zip(self.curves, DASHES, strict=True):
            made = pen(theme.muted, 1.4)
            made.setCapStyle(Qt.PenCapStyle.FlatCap)
            made.setDashPattern(list(dashes))
            _, x, y = curve.pixels(frame)
            stroke(painter, polyline(x, y), made)
        painter.setPen(QColor(theme.muted))
        self._draw_names(painter, frame)

    def _draw_names(self, painter: QPainter, frame: PixelFrame) -> None:
        metrics = painter.fontMetrics()
        taken = self._placer.taken
        fast, slow, *rest = (c.pixels(frame)[1:] for c in (*self.curves, *self.neighbours))
        for name, own, other in ((NAMES[0], fast, slow), (NAMES[1], slow, fast)):
            size = QSizeF(metrics.horizontalAdvance(name), metrics.ascent())
            place = clearest_place(own, [other, *rest], frame.rect, size, taken)
            if place is not None:
                painter.drawText(place.bottomLeft(), name)
                taken.append(place)


Pixels = tuple[FloatArray, FloatArray]


def clearest_place(
    curve: Pixels,
    others: Sequence[Pixels],
    area: QRectF,
    size: QSizeF,
    taken: Sequence[QRectF] = (),
) -> QRectF | None:
    """Choose a rectangle beside a curve.

    Parameters
    ----------
    curve : tuple of ndarray
        Its x and y pixels, x ascending.
    others : sequence of such
        The curves to keep away from.
    area : QRectF
        The rectangle lies in it.
    size : QSizeF
        How large it is.
    taken : sequence of QRectF
        Rectangles it may not meet.

    Returns
    -------
    QRectF or None
        None when the curve is out of sight, or nowhere free.
    """
    lefts, tops = _candidates(curve, area, size)
    if not len(lefts):
        return None
    clearance = np.full(len(lefts), CLEAR_ENOUGH)
    for other in (curve, *others):
        clearance = np.minimum(clearance, _gaps(other, lefts, tops, size))
    for rect in taken:
        is_beside = (lefts > rect.right()) | (lefts + size.width() < rect.left())
        is_beside |= (tops > rect.bottom()) | (tops + size.height() < rect.top())
        clearance[~is_beside] = 0.0
    best = int(np.argmax(clearance))
    if clearance[best] <= 0.0:
        return None
    return QRectF(float(lefts[best]), float(tops[best]), size.width(), size.height())


def _candidates(curve: Pixels, area: QRectF, size: QSizeF) -> Pixels:
    """Return left and top of rectangles at the four corners of places where a curve is seen."""
    x, y = curve
    is_seen = (x >= area.left()) & (x <= area.right()) & (y >= area.top()) & (y <= area.bottom())
    seen = x[is_seen]
    if not len(seen):
        return seen, seen
    last = max(seen[0], seen[-1] - size.width() - GAP)
    at = np.linspace(seen[0], last, N_CANDIDATES)
    rows = np.interp(at, x, y)
    right, left = at + GAP, at - GAP - size.width()
    above, below = rows - GAP - size.height(), rows + GAP
    lefts = np.concatenate((right, right, left, left))
    tops = np.concatenate((above, below, below, above))
    is_inside = (lefts >= area.left()) & (lefts + size.width() <= area.right())
    is_inside &= (tops >= area.top()) & (tops + size.height() <= area.bottom())
    return lefts[is_inside], tops[is_inside]


def _gaps(curve: Pixels, lefts: FloatArray, tops: FloatArray, size: QSizeF) -> FloatArray:
    """Return how far a curve passes above or below each rectangle; 0 where it crosses."""
    columns = lefts[:, np.newaxis] + np.linspace(0.0, size.width(), N_COLUMNS)
    rows = np.interp(columns, *curve, left=np.inf, right=np.inf)
    above = tops[:, np.newaxis] - rows
    below = rows - tops[:, np.newaxis] - size.height()
    return np.asarray(np.maximum(0.0, np.maximum(above, below).min(axis=1)))
