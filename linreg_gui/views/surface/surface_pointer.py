"""What lies under the pointer on the loss surface, and what is read out there."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal, Slot

from linreg_gui.core.objective import Objective
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Curve, Place, letter
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.surface.surface_picture import SurfacePicture
from linreg_gui.views.widgets.formatting import measured

REACH_PIXELS = 6.0


class Spot(NamedTuple):
    """A place on the surface, and the record drawn there if there is one."""

    line: Place
    pixel: QPointF
    branch: int | None
    epoch: int | None


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

    def dragged_line(self, position: QPointF) -> Place:
        """Return the line at a position of the drag."""
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
        return Spot(self._line_of(branch, epoch) or _line(place), pixel, branch, epoch)

    def _seen_at(self, position: QPointF) -> tuple[QPointF, PixelFrame | None]:
        frame = self._canvas.pixel_frame()
        if frame is None:
            return QPointF(), None
        pixel = frame.to_pixel(position.x(), position.y())
        inside = self._picture.inset.frame_inside(frame)
        return pixel, inside if inside is not None and inside.rect.contains(pixel) else None

    def _line_of(self, branch: int | None, epoch: int | None) -> Place | None:
        for path in self._picture.letters.paths:
            if path.number == branch and path.history is not None and epoch is not None:
                return Place(*path.history.record(epoch)[0].tolist())
        return None

    def read_out(self, spot: Spot, objective: Objective) -> list[str]:
        """Return lines on a place: branch and epoch of a record, slope, intercept, loss."""
        head = []
        if spot.epoch is not None and spot.branch is not None:
            has_letters = len(self._picture.letters.paths) > 1
            run = f"{letter(spot.branch)} · " if has_letters else ""
            head = [f"{run}epoch {count(spot.epoch)}"]
        with np.errstate(all="ignore"):
            value = objective.loss.value(np.array(spot.line))
        slope, intercept = objective.dataset.digits.texts(*spot.line)
        return [
            *head,
            f"m {slope}   b {intercept}",
            f"loss {measured(value)}" if np.isfinite(value) else "loss too large to compute",
        ]


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
        self._read_out.lines = self._pointer.read_out(spot, objective)
        self._tell(self._frame.curve_at(spot.line))

    def _tell(self, line: Curve | None) -> None:
        self._canvas.refresh()
        if line != self._line:
            self._line = line
            self.line_hovered.emit(line)


def _line(position: QPointF) -> Place:
    return Place(position.x(), position.y())
