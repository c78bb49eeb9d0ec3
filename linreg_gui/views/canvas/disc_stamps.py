"""Many discs of one size: painted once for every fraction of a pixel, then stamped.

A stamp takes half a microsecond, an antialiased ellipse ten.
"""

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QTransform

from linreg_gui.views.canvas.painting import draw_dot
from linreg_gui.views.canvas.pixel_frame import FloatArray

FRACTIONS = 4
"""Places within a pixel, each way: no disc is farther from where it belongs than an eighth."""
FARTHEST_PIXEL = 1_000_000
"""From the device's corner; what is farther out is not seen."""
RIM_AND_BLUR = 2
"""Pixels that a disc reaches beyond its radius: half its rim, and what antialiasing adds."""


def draw_dots(
    painter: QPainter, x: FloatArray, y: FloatArray, radius: float, colours: tuple[str, str | None]
) -> None:
    """Draw many discs of one size, each over those before it.

    Parameters
    ----------
    painter : QPainter
        Of pixels, or of a drawing: there each disc is an ellipse.
    x, y : ndarray of float, shape (n,)
        Centres in the painter's coordinates.
    radius : float
    colours : tuple of str
        Fill and rim; the rim may be None.
    """
    to_device = painter.deviceTransform()
    if painter.paintEngine().type() is QPaintEngine.Type.Raster and _keeps_discs(to_device):
        _stamp(painter, to_device, (x, y), _stamps(radius, colours, to_device.m11()))
        return
    for px, py in zip(x.tolist(), y.tolist(), strict=True):
        draw_dot(painter, QPointF(px, py), radius, *colours)


def _keeps_discs(to_device: QTransform) -> bool:
    """Tell whether a transform only moves, and enlarges as much across as down."""
    is_upright = to_device.isAffine() and to_device.m12() == to_device.m21() == 0
    return is_upright and 0 < to_device.m11() == to_device.m22()


def _stamp(
    painter: QPainter,
    to_device: QTransform,
    centres: tuple[FloatArray, FloatArray],
    stamps: list[QImage],
) -> None:
    """Put stamps where they fall on whole pixels of the device."""
    with np.errstate(all="ignore"):
        x = to_device.m11() * centres[0] + to_device.dx()
        y = to_device.m22() * centres[1] + to_device.dy()
        is_near = (np.abs(x) < FARTHEST_PIXEL) & (np.abs(y) < FARTHEST_PIXEL)
    left, across = _whole_and_fraction(x[is_near])
    top, down = _whole_and_fraction(y[is_near])
    half = stamps[0].width() // 2
    numbers = (down * FRACTIONS + across).tolist()
    to_painter, _ = painter.worldTransform().inverted()
    painter.save()
    painter.setWorldTransform((to_painter * to_device).inverted()[0])
    for px, py, number in zip((left - half).tolist(), (top - half).tolist(), numbers, strict=True):
        painter.drawImage(px, py, stamps[number])
    painter.restore()


def _whole_and_fraction(places: FloatArray) -> tuple[np.ndarray, np.ndarray]:
    """Round places to fractions of a pixel; give the pixels, and how many fractions beyond."""
    return np.divmod(np.rint(places * FRACTIONS).astype(np.int64), FRACTIONS)


@lru_cache(maxsize=16)
def _stamps(radius: float, colours: tuple[str, str | None], scale: float) -> list[QImage]:
    """Paint a disc at every fraction of a pixel, row by row."""
    half = math.ceil((radius + RIM_AND_BLUR) * scale)
    stamps = []
    for number in range(FRACTIONS**2):
        stamp = QImage(2 * half, 2 * half, QImage.Format.Format_ARGB32_Premultiplied)
        stamp.fill(Qt.GlobalColor.transparent)
        painter = QPainter(stamp)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        down, across = divmod(number, FRACTIONS)
        painter.translate(half + across / FRACTIONS, half + down / FRACTIONS)
        painter.scale(scale, scale)
        draw_dot(painter, QPointF(), radius, *colours)
        painter.end()
        stamps.append(stamp)
    return stamps
