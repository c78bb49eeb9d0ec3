"""Where the name of a curve stands: beside it, and as far from other curves as can be."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSizeF

from linreg_gui.views.canvas.pixel_frame import FloatArray

Pixels = tuple[FloatArray, FloatArray]
N_CANDIDATES = 24
N_COLUMNS = 5
"""Where along a name its distance to a curve is measured."""
GAP = 4.0
CLEAR_ENOUGH = 24.0
"""Pixels; among places at least this far from all curves the first is taken."""


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
    """Give left and top of rectangles at the four corners of places where a curve is seen."""
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
    """Give how far a curve passes above or below each rectangle; 0 where it crosses."""
    columns = lefts[:, np.newaxis] + np.linspace(0.0, size.width(), N_COLUMNS)
    rows = np.interp(columns, *curve, left=np.inf, right=np.inf)
    above = tops[:, np.newaxis] - rows
    below = rows - tops[:, np.newaxis] - size.height()
    return np.maximum(0.0, np.maximum(above, below).min(axis=1))
