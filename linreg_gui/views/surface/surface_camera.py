"""The way of a pane from one part of the loss surface to another: still in a drag, smooth after."""

import math

from PySide6.QtCore import QObject, QVariantAnimation, Signal, Slot

from linreg_gui.views.canvas.pixel_frame import Range
from linreg_gui.views.canvas.plot_canvas import PlotCanvas

MOST_DISTORTION = 1.05
"""How much longer a unit may be in one direction where circles should be seen as circles."""
OVERSIZE = 3.0
"""A frame this many times too large in one direction is tightened."""
TIGHT = 1.25
"""The same after a runaway is cured: its frame shrinks in the steps in which it grew."""
SETTLE_MILLISECONDS = 220
QUICK_MILLISECONDS = 80
"""After a run that grows: it would leave a slower frame."""
FAR_MILLISECONDS = 700
"""For a change of scale so large that the eye needs time to follow it."""
FAR_RATIO = 100.0


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
        """Undo `keep`: let the frame settle again."""
        self._is_kept = False

    def aim(
        self,
        wanted: Range,
        content: Range,
        *,
        is_shape_kept: bool,
        is_quick: bool,
        is_tight: bool,
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
        """Frame automatically again, after the user has zoomed."""
        self.is_automatic = True
        self.release()

    def hold(self) -> None:
        """Stop settling, and leave the frame as it is now."""
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


def is_distorted(shown: Range, wanted: Range) -> bool:
    """Return whether ``shown`` is visibly flatter or steeper than ``wanted``."""
    one, other = ((right - left) / (top - bottom) for left, right, bottom, top in (shown, wanted))
    return max(one, other) > MOST_DISTORTION * min(one, other)


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
