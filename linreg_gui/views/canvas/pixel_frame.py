"""The map between data and pixels that every layer draws with."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

FloatArray = NDArray[np.float64]
Range = tuple[float, float, float, float]
"""Left, right, bottom and top of the data shown."""

PIXEL_LIMIT = 1e6
"""Painting far outside the widget is slow, and overflows in the rasteriser: clamp to this."""


@dataclass(frozen=True)
class PixelFrame:
    """A rectangle of the data plane shown in a rectangle of pixels, y upwards.

    Attributes
    ----------
    left, right, bottom, top : float
        The data shown.
    rect : QRectF
        Where it is shown, in pixels of the canvas.
    """

    left: float
    right: float
    bottom: float
    top: float
    rect: QRectF

    @property
    def x_scale(self) -> float:
        """Pixels per unit of x."""
        return self.rect.width() / (self.right - self.left)

    @property
    def y_scale(self) -> float:
        """Pixels per unit of y, positive."""
        return self.rect.height() / (self.top - self.bottom)

    def x_pixels(self, x: FloatArray) -> FloatArray:
        """Map x values to pixels, clamped."""
        return _clamped(self.rect.left() + (x - self.left) * self.x_scale)

    def y_pixels(self, y: FloatArray) -> FloatArray:
        """Map y values to pixels, clamped."""
        return _clamped(self.rect.bottom() - (y - self.bottom) * self.y_scale)

    def to_pixel(self, x: float, y: float) -> QPointF:
        """Map one point to pixels, clamped."""
        px = self.rect.left() + (x - self.left) * self.x_scale
        py = self.rect.bottom() - (y - self.bottom) * self.y_scale
        return QPointF(
            min(max(px, -PIXEL_LIMIT), PIXEL_LIMIT), min(max(py, -PIXEL_LIMIT), PIXEL_LIMIT)
        )

    def to_data(self, pixel: QPointF) -> QPointF:
        """Map a pixel to data."""
        return QPointF(
            self.left + (pixel.x() - self.rect.left()) / self.x_scale,
            self.bottom + (self.rect.bottom() - pixel.y()) / self.y_scale,
        )

    def inset(self, margin: float) -> "PixelFrame":
        """Return the inner part of the frame, so many pixels from each side."""
        low = self.to_data(self.rect.bottomLeft() + QPointF(margin, -margin))
        high = self.to_data(self.rect.topRight() + QPointF(-margin, margin))
        rect = self.rect.adjusted(margin, margin, -margin, -margin)
        return PixelFrame(low.x(), high.x(), low.y(), high.y(), rect)

    def line(self, slope: float, intercept: float) -> tuple[QPointF, QPointF] | None:
        """Clip the line y = slope·x + intercept to the frame, in pixels; None when outside.

        The clipping is done in pixel coordinates, where nothing is large.
        """
        left, width = self.rect.left(), self.rect.width()
        y0 = self.rect.bottom() - (slope * self.left + intercept - self.bottom) * self.y_scale
        y1 = self.rect.bottom() - (slope * self.right + intercept - self.bottom) * self.y_scale
        if not (math.isfinite(y0) and math.isfinite(y1)):
            return None
        low, high = self.rect.top() - 2, self.rect.bottom() + 2
        begin, end = 0.0, 1.0
        rise = y1 - y0
        if rise == 0:
            if not low <= y0 <= high:
                return None
        else:
            at_low, at_high = sorted(((low - y0) / rise, (high - y0) / rise))
            begin, end = max(begin, at_low), min(end, at_high)
        if begin >= end:
            return None
        return (
            QPointF(left + begin * width, y0 + begin * rise),
            QPointF(left + end * width, y0 + end * rise),
        )


def _clamped(pixels: FloatArray) -> FloatArray:
    # By two ufuncs: of arrays as short as these, numpy.clip takes four times as long.
    return np.minimum(np.maximum(pixels, -PIXEL_LIMIT), PIXEL_LIMIT)
