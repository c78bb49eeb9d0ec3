"""Where arrows laid head to tail are in a pane, whatever their length: in pixels."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame

CHAIN_PIXELS = 140.0
"""The larger extent of the chain; one scale for all arrows of it."""
LARGEST_SHARE = 0.42
"""Of the pane's shorter side, which the chain does not exceed."""
SMALLEST_FIT = 0.3
"""What is left at least of a chain that would leave the pane."""
EDGE_PIXELS = 6.0
"""Between the head of a shortened chain and the edge of the pane."""


def chain_pixels(arrows: FloatArray, frame: PixelFrame) -> FloatArray | None:
    """Lay arrows head to tail, in pixels from the tail of the first, y downwards.

    Parameters
    ----------
    arrows : ndarray, shape (k, 2)
    frame : PixelFrame

    Returns
    -------
    ndarray, shape (k + 1, 2), or None
        The first row is (0, 0), the last one the sum. None when there is nothing to be drawn.
    """
    if not len(arrows):
        return None
    with np.errstate(all="ignore"):
        steps = arrows * (frame.x_scale, -frame.y_scale)
        chain = np.vstack((np.zeros((1, 2)), np.cumsum(steps, axis=0)))
        extent = float(np.ptp(chain, axis=0).max())
        if not 0.0 < extent < np.inf:
            return None
        largest = LARGEST_SHARE * min(frame.rect.width(), frame.rect.height())
        scaled = chain / extent * min(CHAIN_PIXELS, largest)
    return np.asarray(scaled) if np.isfinite(scaled).all() else None


def fit_inside(chain: FloatArray, tail: QPointF, rect: QRectF) -> float:
    """Tell how much of a chain's length lets it end within the pane it begins in.

    Parameters
    ----------
    chain : ndarray, shape (k + 1, 2)
        In pixels from ``tail``.
    tail : QPointF
    rect : QRectF
        Of the pane.

    Returns
    -------
    float
        From ``SMALLEST_FIT`` to 1; 1 where the tail itself is not in the pane.
    """
    if not rect.contains(tail):
        return 1.0
    to_the_left, to_the_top = np.min(chain, axis=0)
    to_the_right, to_the_bottom = np.max(chain, axis=0)
    reaches = (-to_the_left, -to_the_top, to_the_right, to_the_bottom)
    across, down = tail.x() - rect.left(), tail.y() - rect.top()
    rooms = (across, down, rect.width() - across, rect.height() - down)
    shares = [
        (room - EDGE_PIXELS) / reach
        for room, reach in zip(rooms, reaches, strict=True)
        if reach > 0.0
    ]
    return float(max(SMALLEST_FIT, min([1.0, *shares])))
