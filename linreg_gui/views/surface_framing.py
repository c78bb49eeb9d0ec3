"""Which part of the loss surface to show."""

import math

import numpy as np

from linreg_gui.core.history import History
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.values import Line

Range = tuple[float, float, float, float]
"""left, right, bottom, top"""

PADDING = 0.22
SHARE_OF_BOWL = 0.2
"""The frame is at least this part of the level ellipse through the start."""
RUNAWAY_FACTOR = 300.0
"""Records with a loss this many times the first are part of a divergence and not framed."""
OVERSIZE = 3.0
"""A frame this many times too large in one direction is tightened."""
EMPTY_RANGE: Range = (-10.0, 10.0, -10.0, 10.0)


def framing(loss: QuadraticLoss | None, start: Line, history: History | None) -> Range:
    """Give a frame around start, minimum and path, with room to see the bowl."""
    if loss is None:
        return EMPTY_RANGE
    minimum = loss.minimum_parameters
    points = [np.array(start), minimum]
    if history is not None and history.n_records > 1:
        points += _path_corners(history)
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    centre, half = (low + high) / 2, (high - low) / 2
    half = np.maximum(half * (1 + PADDING), SHARE_OF_BOWL * _bowl_extent(loss, start))
    smallest = np.maximum(np.abs(centre) * 1e-6, 1e-100)
    half = np.where(half > smallest, half, np.maximum(1.0, np.abs(centre) * 0.1))
    return (
        float(centre[0] - half[0]),
        float(centre[0] + half[0]),
        float(centre[1] - half[1]),
        float(centre[1] + half[1]),
    )


def needs_reframing(shown: Range, wanted: Range) -> bool:
    """Tell whether ``wanted`` lies partly outside ``shown``, or ``shown`` is far too large."""
    for low, high in ((0, 1), (2, 3)):
        slack = 0.08 * (wanted[high] - wanted[low])
        if wanted[low] < shown[low] - slack or wanted[high] > shown[high] + slack:
            return True
        if shown[high] - shown[low] > OVERSIZE * (wanted[high] - wanted[low]):
            return True
    return False


def between(one: Range, other: Range, share: float) -> Range:
    """Interpolate two frames."""
    left, right, bottom, top = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return left, right, bottom, top


def _path_corners(history: History) -> list[np.ndarray]:
    losses, parameters = history.losses, history.parameters
    is_shown = losses <= RUNAWAY_FACTOR * max(losses[0], losses.min())
    shown = parameters if is_shown.all() else parameters[is_shown]
    # Column by column: over the rows of a million records numpy takes forty times as long.
    columns = [shown[:, column] for column in range(shown.shape[1])]
    return [
        np.array([column.min() for column in columns]),
        np.array([column.max() for column in columns]),
    ]


def _bowl_extent(loss: QuadraticLoss, start: Line) -> np.ndarray:
    """Give the half width and half height of the level set through the start."""
    radius = math.sqrt(max(float(loss.excess_values(np.array(start))), 0.0))
    if loss.contour_transform is None:
        steepness = max(abs(float(loss.mean_x[0])), 1.0)
        return np.array([radius / steepness, radius]) / SHARE_OF_BOWL
    return np.linalg.norm(loss.contour_transform, axis=1) * radius
