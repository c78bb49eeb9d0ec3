"""What moves the frame of the loss surface: still during a drag, settling smoothly after it."""

import math

from PySide6.QtCore import QObject, QVariantAnimation, Signal, Slot

from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.surface.surface_framing import Range, between, is_distorted, needs_reframing

SETTLE_MILLISECONDS = 220
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
        self._is_automatic = True
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

    def aim(self, wanted: Range, *, is_shape_kept: bool = False) -> None:
        """Settle on a frame, if the one shown (or aimed at) does not do; not against the user.

        Parameters
        ----------
        wanted : tuple of float
        is_shape_kept : bool
            Whether a frame of another shape will not do.
        """
        shown = self._canvas.shown_range()
        if not self._is_automatic or shown is None:
            return
        present = self._to or shown
        if needs_reframing(present, wanted) or (is_shape_kept and is_distorted(present, wanted)):
            self._from, self._to = shown, wanted
            self._settling.stop()
            self._settling.setDuration(_duration(shown, wanted))
            self._settling.start()

    def follow(self) -> None:
        """Forget that the user zoomed."""
        self._is_automatic = True

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
        self._is_automatic = False
        self.hold()


def _duration(shown: Range, wanted: Range) -> int:
    one, other = shown[1] - shown[0], wanted[1] - wanted[0]
    is_far = abs(math.log(other) - math.log(one)) > math.log(FAR_RATIO)
    return FAR_MILLISECONDS if is_far else SETTLE_MILLISECONDS
