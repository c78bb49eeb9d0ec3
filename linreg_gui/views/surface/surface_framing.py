"""Which part of the loss surface to show, and the way there: still in a drag, smooth after it."""

import math
from collections.abc import Hashable, Sequence

import numpy as np
from PySide6.QtCore import QObject, QVariantAnimation, Signal, Slot

from linreg_gui.core.bowl import Bowl
from linreg_gui.core.growth import FEWEST_SEEN, growing_swings
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.surface_cut import SurfaceCut
from linreg_gui.session.curve import Place
from linreg_gui.session.values import Branch, Records
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.canvas.plot_canvas import PlotCanvas

Range = tuple[float, float, float, float]
"""left, right, bottom, top"""

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
MOST_DISTORTION = 1.05
"""How much longer a unit may be in one direction where circles should be seen as circles."""
CUT_REACH = 4.5
"""So many times the extent of path and best fit the lowest place of a cut is followed."""
ONE_PLACE = 1e-6
"""Start, path and best fit this much nearer to each other than to the lowest place are one place:
of data that a lower degree explains, the best weights are 0 up to rounding."""
OVERSIZE = 3.0
"""A frame this many times too large in one direction is tightened."""
TIGHT = 1.25
"""The same after a runaway is cured: its frame shrinks in the steps in which it grew."""
EMPTY_RANGE: Range = (-10.0, 10.0, -10.0, 10.0)
SETTLE_MILLISECONDS = 220
QUICK_MILLISECONDS = 80
"""After a run that grows: it would leave a slower frame."""
FAR_MILLISECONDS = 700
"""For a change of scale so large that the eye needs time to follow it."""
FAR_RATIO = 100.0


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


def is_distorted(shown: Range, wanted: Range) -> bool:
    """Return whether ``shown`` is visibly flatter or steeper than ``wanted``."""
    one, other = ((right - left) / (top - bottom) for left, right, bottom, top in (shown, wanted))
    return max(one, other) > MOST_DISTORTION * min(one, other)


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


def needs_reframing(shown: Range, wanted: Range) -> bool:
    """Return whether ``wanted`` lies partly outside ``shown``, or ``shown`` is far too large."""
    for low, high in ((0, 1), (2, 3)):
        slack = 0.08 * (wanted[high] - wanted[low])
        if wanted[low] < shown[low] - slack or wanted[high] > shown[high] + slack:
            return True
    return is_oversize(shown, wanted)


def encloses(shown: Range, content: Range) -> bool:
    """Return whether a frame shows all of another one."""
    left, right, bottom, top = content
    is_across = shown[0] <= left and right <= shown[1]
    return is_across and shown[2] <= bottom and top <= shown[3]


def is_oversize(shown: Range, wanted: Range, factor: float = OVERSIZE) -> bool:
    """Return whether ``shown`` is so many times larger than ``wanted`` in one direction."""
    return any(
        shown[high] - shown[low] > factor * (wanted[high] - wanted[low])
        for low, high in ((0, 1), (2, 3))
    )


def between(one: Range, other: Range, share: float) -> Range:
    """Interpolate two frames: sizes by their ratio, so that a zoom over decades is seen.

    Parameters
    ----------
    one, other : tuple of float
    share : float
        From 0, which gives exactly ``one``, to 1, which gives exactly ``other``.
    """
    if share <= 0.0 or share >= 1.0:
        return one if share <= 0.0 else other
    left, right = _edges(one[:2], other[:2], share)
    bottom, top = _edges(one[2:], other[2:], share)
    return left, right, bottom, top


def _edges(
    one: tuple[float, float], other: tuple[float, float], share: float
) -> tuple[float, float]:
    """Interpolate the two edges of an interval.

    Both are measured from those of the smaller interval: from the larger one, thirty decades away,
    float64 would not tell the edges of the smaller one apart.
    """
    sizes = one[1] - one[0], other[1] - other[0]
    if sizes[1] < sizes[0]:
        return _edges(other, one, 1.0 - share)
    part = _travelled(*sizes, share)
    low, high = (a + (b - a) * part for a, b in zip(one, other, strict=True))
    return low, high


def _travelled(one: float, other: float, share: float) -> float:
    """Return the part of the way at which the size has grown by ``share`` of its ratio's powers."""
    ratio = other / one
    if not 0.0 < ratio < math.inf or abs(ratio - 1.0) < 1e-6:
        return share
    return float((ratio**share - 1.0) / (ratio - 1.0))


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


class SurfaceCamera(QObject):
    """Points a canvas at the frames wanted, until the user zooms or pans."""

    moved = Signal()
    """The frame went a part of its way."""

    def __init__(self, canvas: PlotCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.is_automatic = True
        """Whether it follows what there is: nobody has zoomed."""
        self._is_kept = False
        self._from: Range | None = None
        self._to: Range | None = None
        self._settling = QVariantAnimation(self)
        self._settling.setStartValue(0.0)
        self._settling.setEndValue(1.0)
        self._settling.valueChanged.connect(self._on_settling)
        canvas.range_changed.connect(self._on_range_changed)

    def jump(self, wanted: Range) -> None:
        """Show a frame at once, and follow from now on."""
        self.follow()
        self.hold()
        self._canvas.show_range(*wanted)

    @property
    def is_settling(self) -> bool:
        """Whether the frame is on its way."""
        return self._to is not None

    def keep(self) -> None:
        """Leave the frame as it is until something leaves it."""
        self.hold()
        self._is_kept = True

    def release(self) -> None:
        """Let the frame settle again."""
        self._is_kept = False

    def aim(
        self,
        wanted: Range,
        content: Range,
        *,
        is_shape_kept: bool = False,
        is_quick: bool = False,
        is_tight: bool = False,
    ) -> None:
        """Settle on a frame, if the one shown (or aimed at) does not do; not against the user.

        Parameters
        ----------
        wanted : tuple of float
        content : tuple of float
            What must be seen, without any room around it.
        is_shape_kept : bool
            Whether a frame of another shape will not do.
        is_quick : bool
        is_tight : bool
            Whether a frame that is only somewhat too large will not do.
        """
        shown = self._canvas.shown_range()
        if not self.is_automatic or shown is None:
            return
        present = self._to or shown
        self._is_kept = self._is_kept and encloses(present, content)
        if self._is_kept:
            return
        is_other_shape = is_shape_kept and is_distorted(present, wanted)
        is_too_wide = is_tight and is_oversize(present, wanted, TIGHT)
        if needs_reframing(present, wanted) or is_other_shape or is_too_wide:
            self._from, self._to = shown, wanted
            self._settling.stop()
            usual = _duration(shown, wanted)
            self._settling.setDuration(QUICK_MILLISECONDS if is_quick else usual)
            self._settling.start()

    def follow(self) -> None:
        """Forget that the user zoomed."""
        self.is_automatic = True
        self.release()

    def hold(self) -> None:
        """Stop where the frame is."""
        self._settling.stop()
        self._from = self._to = None

    @Slot(object)
    def _on_settling(self, share: float) -> None:
        if self._from is None or self._to is None:
            return
        eased = 1.0 - (1.0 - share) ** 3
        self._canvas.show_range(*between(self._from, self._to, eased))
        self.moved.emit()
        if share >= 1.0:
            self._from = self._to = None

    @Slot()
    def _on_range_changed(self) -> None:
        self.is_automatic = False
        self.hold()


def _duration(shown: Range, wanted: Range) -> int:
    one, other = shown[1] - shown[0], wanted[1] - wanted[0]
    is_far = abs(math.log(other) - math.log(one)) > math.log(FAR_RATIO)
    return FAR_MILLISECONDS if is_far else SETTLE_MILLISECONDS
