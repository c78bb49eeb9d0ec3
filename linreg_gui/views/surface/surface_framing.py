"""Which part of the loss surface is worth seeing: around start, path and minimum."""

import math
from collections.abc import Hashable, Sequence

import numpy as np

from linreg_gui.core.bowl import Bowl
from linreg_gui.core.growth import FEWEST_SEEN, growing_swings
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.surface_cut import SurfaceCut
from linreg_gui.session.curve import Place
from linreg_gui.session.values import Branch, Records
from linreg_gui.views.canvas.pixel_frame import FloatArray, Range

PADDING = 0.22
RUNAWAY_PADDING = 0.12
ENLARGEMENT = 1.5
"""A runaway is followed in steps: a frame that grows with each epoch shows no growth."""
MOST_SWINGS = 20
"""Of a runaway: more would fill the pane."""
SHARE_OF_BOWL = 0.2
"""The frame is at least this part of the level ellipse through the start."""
RUNAWAY_FACTOR = 300.0
"""Records with a loss this many times the first are part of a divergence and not framed."""
CUT_REACH = 4.5
"""So many times the extent of path and best fit the lowest place of a cut is followed."""
ONE_PLACE = 1e-6
"""Start, path and best fit this much nearer to each other than to the lowest place are one place:
of data that a lower degree explains, the best weights are 0 up to rounding."""
EMPTY_RANGE: Range = (-10.0, 10.0, -10.0, 10.0)


class PathExtent:
    """Bounding box of a path without its divergent end; only new records are examined."""

    def __init__(self) -> None:
        self._key: tuple[Hashable, float] = (None, RUNAWAY_FACTOR)
        self._n_seen = 0
        self._low = self._high = np.empty(0)

    def corners(self, history: Records, factor: float = RUNAWAY_FACTOR) -> list[FloatArray]:
        """Return the smallest and the largest coordinates of the records.

        Parameters
        ----------
        history : Records
        factor : float
            Records with a loss more than this many times the first are left out.

        Returns
        -------
        list of two ndarrays, shape (2,)
        """
        if (history.revision, factor) != self._key:
            self._key, self._n_seen = (history.revision, factor), 0
            self._low = self._high = history.parameters[0]
        losses = history.losses[self._n_seen :]
        new = history.parameters[self._n_seen :]
        self._n_seen = history.n_records
        is_framed = losses <= factor * float(history.losses[0])
        low, high = bounds(new if is_framed.all() else new[is_framed])
        self._low, self._high = np.minimum(self._low, low), np.maximum(self._high, high)
        return [self._low, self._high]


def framing(
    cut: SurfaceCut | None,
    start: Place,
    points: Sequence[FloatArray],
    room_below: float = 0.0,
) -> Range:
    """Return a frame around start, minima and the corners of paths, with room to see the bowl.

    Parameters
    ----------
    cut : SurfaceCut or None
    start : Place
    points : sequence of ndarray, shape (2,)
        Minima and corners.
    room_below : float
        The part of the frame's height that stays free below all of these.
    """
    if cut is None:
        return EMPTY_RANGE
    low, high = content_bounds(cut, start, points)
    centre, half = (low + high) / 2, (high - low) / 2
    of_bowl = SHARE_OF_BOWL * _bowl_extent(cut.bowl, start)
    if not cut.is_whole and half.any():
        # The valley of many weights is much longer than the way that a descent takes in it.
        of_bowl = np.minimum(of_bowl, _shaped(half, of_bowl))
    half = np.maximum(half * (1 + PADDING), of_bowl)
    smallest = np.maximum(np.abs(centre) * 1e-6, 1e-100)
    half = np.where(half > smallest, half, np.maximum(1.0, np.abs(centre) * 0.1))
    (left, bottom), (right, top) = (centre - half).tolist(), (centre + half).tolist()
    lowest = (float(low[1]) - room_below * top) / (1.0 - room_below)
    return left, right, min(bottom, lowest), top


def content_bounds(
    cut: SurfaceCut, start: Place, points: Sequence[FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return the smallest and the largest coordinates of start, minima and paths, shape (2,).

    Of the lowest place of a cut, which moves with the others, as much as lies near them; of a
    trough the place on its line that is nearest to the start.
    """
    every = [np.array(start), *points]
    if cut.bowl.is_trough and not cut.is_whole:
        every.append(cut.bowl.nearest_lowest(start))
    low, high = np.min(every, axis=0), np.max(every, axis=0)
    if cut.is_whole or cut.bowl.is_trough:
        return low, high
    reach = CUT_REACH * _shaped(high - low, _bowl_extent(cut.bowl, start))
    if (high - low <= ONE_PLACE * np.abs(cut.bowl.centre - low)).all():
        reach = np.full_like(reach, np.inf)
    nearest = np.clip(cut.bowl.centre, low - reach, high + reach)
    return np.minimum(low, nearest), np.maximum(high, nearest)


def framed_stars(loss: QuadraticLoss | None, cut: SurfaceCut | None) -> list[FloatArray]:
    """Return the best places that must be seen: with the penalty, without, with nothing held."""
    if loss is None or cut is None:
        return []
    stars = []
    if cut.is_whole or not loss.is_degenerate:
        stars.append(cut.places(loss.minimum_parameters))
    if loss.l2 and not loss.unpenalised.is_degenerate:
        stars.append(cut.places(loss.unpenalised.minimum_parameters))
    if loss.held is not None:
        stars.append(loss.bowl.centre)  # the held best fit is a place on its slope
    return stars


def in_proportion(wanted: Range, width: float, height: float) -> Range:
    """Widen a frame until a unit is as long across as upwards: then a round bowl looks round.

    Parameters
    ----------
    wanted : tuple of float
    width, height : float
        Of what it is shown in, in pixels.
    """
    left, right, bottom, top = wanted
    unit = max((right - left) / width, (top - bottom) / height)
    across, upwards = unit * width / 2, unit * height / 2
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - across, x + across, y - upwards, y + upwards


def hand_corners(loss: QuadraticLoss | None, start: Place, places: FloatArray) -> list[FloatArray]:
    """Return the bounding box of the lines fitted by hand.

    A line whose loss exceeds that of the first try and that of the start is left out.
    """
    if loss is None or not len(places):
        return []
    losses = loss.values(places)
    is_framed = losses <= max(float(losses[0]), loss.value(np.array(start)))
    return list(bounds(places[is_framed]))


def runaway_begin(history: Records) -> int:
    """Return the first epoch that has left the bowl's frame for good, or the last one."""
    has_left = history.losses > RUNAWAY_FACTOR * float(history.losses[0])
    return int(np.argmax(has_left)) if has_left.any() else history.last_epoch


def was_cured(branch: Branch) -> bool:
    """Return whether a run grew until other settings were put in force."""
    changes = (segment.first_epoch for segment in branch.segments[1:])
    return any(_grows(branch.history.losses[: epoch + 1]) for epoch in changes)


def has_grown(branch: Branch) -> bool:
    """Return whether a run grows, or grew before other settings were put in force."""
    return _grows(branch.history.losses) or was_cured(branch)


def _grows(losses: FloatArray) -> bool:
    return growing_swings(losses) >= FEWEST_SEEN


def newest_swings(history: Records, cursor: int) -> FloatArray:
    """Return the records of a runaway that are shown at an epoch, shape (n, 2)."""
    return history.parameters[max(0, cursor - MOST_SWINGS) : cursor + 1]


def enlarged(home: Range, content: Range, *, is_shape_kept: bool = False) -> Range:
    """Enlarge a frame in steps until it shows something, with room around.

    Parameters
    ----------
    home, content : tuple of float
    is_shape_kept : bool
        Whether both directions are enlarged alike.
    """
    steps = [_steps(home[i : i + 2], content[i : i + 2]) for i in (0, 2)]
    if is_shape_kept:
        steps = [max(steps)] * 2
    across, upwards = (
        (ENLARGEMENT**n_steps * (high - low) / 2, (low + high) / 2)
        for n_steps, low, high in zip(steps, home[::2], home[1::2], strict=True)
    )
    return (
        across[1] - across[0],
        across[1] + across[0],
        upwards[1] - upwards[0],
        upwards[1] + upwards[0],
    )


def _steps(home: Sequence[float], content: Sequence[float]) -> int:
    """Return how many times an interval is enlarged until it encloses another one."""
    centre, half = (home[0] + home[1]) / 2, (home[1] - home[0]) / 2
    needed = max(content[1] - centre, centre - content[0]) * (1.0 + RUNAWAY_PADDING)
    if not half < needed < math.inf:
        return 0
    return math.ceil(math.log(needed / half) / math.log(ENLARGEMENT))


def bounds(parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the smallest and the largest of each column, shape (2,); without rows inf and -inf."""
    # Column by column: over the rows of a million records numpy takes forty times as long.
    columns = [parameters[:, column] for column in range(parameters.shape[1])]
    return (
        np.array([column.min(initial=np.inf) for column in columns]),
        np.array([column.max(initial=-np.inf) for column in columns]),
    )


def _shaped(size: FloatArray, shape: FloatArray) -> FloatArray:
    """Return the smallest box of a shape that encloses a box; the units of its sides may differ."""
    with np.errstate(all="ignore"):
        box = shape * np.max(size / shape)
    return np.asarray(box) if np.isfinite(box).all() else size


def _bowl_extent(bowl: Bowl, start: Place) -> FloatArray:
    """Return the half width and half height of the level set through the start."""
    radius = math.sqrt(max(float(bowl.excess_values(np.array(start))), 0.0))
    if bowl.ellipse is None:
        steepness = max(abs(float(bowl.root[1, 0])), 1.0)
        return np.array([radius / steepness, radius]) / SHARE_OF_BOWL
    with np.errstate(over="ignore", invalid="ignore"):
        extent = np.linalg.norm(bowl.ellipse, axis=1) * radius
    # A level set too large for numbers says nothing about the frame; start and minimum do.
    return np.where(np.isfinite(extent), extent, 0.0)
