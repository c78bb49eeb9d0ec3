"""The scale of the loss axis: losses as they are, or their decimal logarithms."""

import math
from typing import NamedTuple

import numpy as np

from linreg_gui.core.growing_columns import GrowingColumns
from linreg_gui.views.canvas.pixel_frame import FloatArray

SMALLEST_RATIO = 1e-16
"""On the log axis a loss is drawn no lower than this part of the largest: 0 has no logarithm."""


class LossScale(NamedTuple):
    """Where a loss stands on the axis.

    Attributes
    ----------
    is_logarithmic : bool
    lowest : float
        On the logarithmic scale smaller losses are taken for this one.
    """

    is_logarithmic: bool
    lowest: float

    def place(self, loss: float) -> float:
        """Put one loss on the axis."""
        return math.log10(max(loss, self.lowest)) if self.is_logarithmic else loss

    def places(self, losses: FloatArray) -> FloatArray:
        """Put losses on the axis."""
        return np.log10(np.maximum(losses, self.lowest)) if self.is_logarithmic else losses


def scale_of(highest: float, is_logarithmic: bool, least: float = 0.0) -> LossScale:
    """Return the scale for losses up to the highest.

    Parameters
    ----------
    highest : float
    is_logarithmic : bool
    least : float
        The smallest loss there can be, where it is more than rounding: it has its place on the
        scale, however high a run has climbed.
    """
    lowest = max(highest * SMALLEST_RATIO, 1e-300) if highest > 0.0 else 1e-3
    return LossScale(is_logarithmic, min(lowest, least) if least > 0.0 else lowest)


class ScaledLosses:
    """A growing column of losses on a scale; each logarithm is computed once."""

    def __init__(self) -> None:
        self._logarithms = GrowingColumns()

    def of(self, losses: FloatArray, scale: LossScale, revision: object) -> FloatArray:
        """Put losses on the axis.

        Parameters
        ----------
        losses : ndarray, shape (n,)
        scale : LossScale
        revision : object
            Changes whenever losses are replaced, not when they are added to.

        Returns
        -------
        ndarray, shape (n,)
            Valid until the next call.
        """
        if not scale.is_logarithmic:
            return losses
        key = (revision, scale)
        rows = self._logarithms.of(key, len(losses), lambda new: scale.places(losses[new]))
        logarithms: FloatArray = rows[0]
        return logarithms
