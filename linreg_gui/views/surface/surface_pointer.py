"""What lies under the pointer on the loss surface, and what is read out there."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal, Slot

from linreg_gui.core.objective import Objective
from linreg_gui.core.surface_cut import Others, SurfaceCut
from linreg_gui.session.curve import Curve, Place
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import letter
from linreg_gui.session.wording import count
from linreg_gui.session.wording_cut import LOSS_IN_CUT, NOT_THERE_YET, parameter_letter
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.surface.surface_picture import SurfacePicture
from linreg_gui.views.widgets.formatting import measured

REACH_PIXELS = 6.0
TOO_LARGE = "loss too large to compute"


class Spot(NamedTuple):
    """A place on the surface, and the record drawn there if there is one."""

    place: Place
    pixel: QPointF
    branch: int | None
    epoch: int | None

    def parameters(self, frame: Frame) -> FloatArray:
        """Return all parameters: those of the record, else those that the cut gives the place."""
        for branch in frame.branches:
            if branch.number == self.branch and self.epoch is not None:
                return branch.history.record(min(self.epoch, branch.history.last_epoch))[0]
        assert frame.cut is not None
        return frame.cut.lift(self.place)


class SurfacePointer:
    """Read positions that a canvas reports: in the large picture, or in the inset over it."""

    def __init__(self, canvas: PlotCanvas, picture: SurfacePicture) -> None:
        self._canvas = canvas
        self._picture = picture
        self._dragged_in: PixelFrame | None = None

    def begin_drag(self, position: QPointF) -> None:
        """Read what follows in the picture where the drag begins."""
        _, inside = self._seen_at(position)
        self._dragged_in = inside

    def dragged_to(self, position: QPointF) -> Place:
        """Return the place at a position of the drag."""
        frame = self._canvas.pixel_frame()
        if frame is not None and self._dragged_in is not None:
            position = self._dragged_in.to_data(frame.to_pixel(position.x(), position.y()))
        return Place(position.x(), position.y())

    def spot_at(self, position: QPointF) -> Spot | None:
        """Return what is at a position; None while nothing is shown."""
        frame, picture = self._canvas.pixel_frame(), self._picture
        if frame is None:
            return None
        pixel, inside = self._seen_at(position)
        place = position if inside is None else inside.to_data(pixel)
        path = picture.path if inside is None else picture.inset.path
        branch, epoch = None, None
        if path.history is not None and path.history.n_records > 1:
            epoch = path.epoch_near(pixel, inside or frame, REACH_PIXELS)
            branch = None if epoch is None else path.number
        if epoch is None and inside is None:
            branch, epoch = picture.branches.record_near(pixel, frame, REACH_PIXELS) or (None, None)
        at = self._place_of(branch, epoch) or Place(place.x(), place.y())
        return Spot(at, pixel, branch, epoch)

    def _seen_at(self, position: QPointF) -> tuple[QPointF, PixelFrame | None]:
        frame = self._canvas.pixel_frame()
        if frame is None:
            return QPointF(), None
        pixel = frame.to_pixel(position.x(), position.y())
        inside = self._picture.inset.frame_inside(frame)
        return pixel, inside if inside is not None and inside.rect.contains(pixel) else None

    def _place_of(self, branch: int | None, epoch: int | None) -> Place | None:
        for path in self._picture.letters.paths:
            if path.number == branch and path.history is not None and epoch is not None:
                return Place(*path.history.record(epoch)[0].tolist())
        return None

    def read_out(self, spot: Spot, frame: Frame, objective: Objective) -> list[str]:
        """Return lines on a place: branch and epoch of a record, both parameters, loss."""
        head = []
        if spot.epoch is not None and spot.branch is not None:
            has_letters = len(self._picture.letters.paths) > 1
            run = f"{letter(spot.branch)} · " if has_letters else ""
            head = [f"{run}epoch {count(spot.epoch)}"]
        with np.errstate(all="ignore"):
            value = objective.loss.value(spot.parameters(frame))
        if frame.cut is not None and frame.is_cut:
            return [*head, *_read_out_of_cut(spot, frame.cut, value)]
        slope, intercept = objective.dataset.digits.texts(*spot.place)
        return [
            *head,
            f"m {slope}   b {intercept}",
            f"loss {measured(value)}" if np.isfinite(value) else TOO_LARGE,
        ]


def _read_out_of_cut(spot: Spot, cut: SurfaceCut, value: float) -> list[str]:
    """Return lines on a place of a cut: what the loss is, and where the others are."""
    degree = len(cut.parameters) - 1
    both = zip(cut.pair, spot.place, strict=True)
    place = "   ".join(f"{parameter_letter(k, degree)} {measured(at)}" for k, at in both)
    if not np.isfinite(value):
        return [place, TOO_LARGE]
    if spot.epoch is None:
        return [place, LOSS_IN_CUT[cut.others].format(loss=measured(value))]
    lines = [place, f"loss {measured(value)}"]
    if cut.others is Others.AT_BEST:
        best = measured(cut.value(spot.place))
        if best != measured(value):
            lines += [line.format(best=best) for line in NOT_THERE_YET]
    return lines


class SurfaceHover(QObject):
    """Keeps the read-out true where the pointer rests: a run, an edit or the frame moves on.

    Parameters
    ----------
    frame : Frame
        The one drawn last; ``take`` gives it another one.
    canvas : PlotCanvas
    picture : SurfacePicture
    pointer : SurfacePointer
    """

    line_hovered = Signal(object)
    """The Curve under the pointer, or None."""

    def __init__(
        self,
        frame: Frame,
        canvas: PlotCanvas,
        picture: SurfacePicture,
        pointer: SurfacePointer,
    ) -> None:
        super().__init__(canvas)
        self._frame, self._canvas = frame, canvas
        self._read_out, self._pointer = picture.read_out, pointer
        self._line: Curve | None = None
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self.leave)
        canvas.drag_started.connect(self.leave)
        canvas.range_changed.connect(self.read_again)

    def take(self, frame: Frame) -> None:
        """Read what is where the pointer rests in a frame just drawn."""
        self._frame = frame
        self.read_again()

    @Slot()
    def read_again(self) -> None:
        """Read what is now where the pointer rests; nothing without a pointer or a loss."""
        frame, at = self._canvas.pixel_frame(), self._read_out.at
        if at is None:
            return
        if frame is None or not frame.rect.contains(at):
            self.leave()
        else:
            self._on_hovered(frame.to_data(at))

    @Slot()
    def leave(self) -> None:
        """Remove the read-out."""
        if self._read_out.at is not None:
            self._read_out.at = None
            self._tell(None)

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        objective, spot = self._frame.objective, self._pointer.spot_at(position)
        if objective is None or spot is None:
            self.leave()
            return
        self._read_out.at = spot.pixel
        self._read_out.lines = self._pointer.read_out(spot, self._frame, objective)
        self._tell(Curve.of(objective, spot.parameters(self._frame)))

    def _tell(self, line: Curve | None) -> None:
        self._canvas.refresh()
        if line != self._line:
            self._line = line
            self.line_hovered.emit(line)
