"""A column of values over the epochs, thinned to the screen."""

import numpy as np

from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame


class ThinnedCurve:
    """Values at consecutive epochs, brought to pixels once a frame and revision.

    Attributes
    ----------
    values : ndarray, shape (n,)
        On the scale of the axis.
    revision : object
        Changes whenever values other than new ones at the end do.
    first_epoch : int
        The epoch of the first value.
    """

    def __init__(self) -> None:
        self.values: FloatArray = np.empty(0)
        self.revision: object = None
        self.first_epoch = 0
        self._key: object = None
        self._points: tuple[FloatArray, FloatArray, FloatArray]

    def pixels(self, frame: PixelFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give the epochs kept and their positions in pixels, x and y."""
        key = (self.revision, len(self.values), self.first_epoch, frame)
        if key != self._key:
            kept, values = extremes(self.values, max(2, int(frame.rect.width())))
            epochs = kept + self.first_epoch
            self._points = epochs, frame.x_pixels(epochs), frame.y_pixels(values)
            self._key = key
        return self._points


def extremes(values: FloatArray, n_bins: int) -> tuple[FloatArray, FloatArray]:
    """Keep the lowest and the highest value of each bin, so that no peak is lost.

    Parameters
    ----------
    values : ndarray, shape (n,)
    n_bins : int
        About one bin a pixel.

    Returns
    -------
    places, kept : ndarray
        All values where there are at most four a bin.
    """
    n = len(values)
    if n <= 4 * n_bins:
        return np.arange(n, dtype=np.float64), values
    edges = np.linspace(0, n, n_bins, endpoint=False).astype(np.intp)
    low = np.minimum.reduceat(values, edges)
    high = np.maximum.reduceat(values, edges)
    is_rising = values[edges] <= values[np.append(edges[1:], n) - 1]
    kept = np.stack((np.where(is_rising, low, high), np.where(is_rising, high, low)), axis=1)
    places = np.repeat(edges.astype(np.float64), 2)
    return np.append(places, n - 1.0), np.append(kept.ravel(), values[-1])
