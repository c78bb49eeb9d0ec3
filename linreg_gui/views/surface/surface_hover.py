"""What is read out under the pointer on the loss surface, also while the picture changes there."""

from PySide6.QtCore import QObject, QPointF, Signal, Slot

from linreg_gui.session.session import Session
from linreg_gui.session.values import Line
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.surface.surface_picture import SurfacePicture
from linreg_gui.views.surface.surface_pointer import SurfacePointer


class SurfaceHover(QObject):
    """Keeps the read-out true where the pointer rests: a run, an edit or the frame moves on.

    Parameters
    ----------
    session : Session
    canvas : PlotCanvas
    picture : SurfacePicture
    pointer : SurfacePointer
    """

    line_hovered = Signal(object)
    """The Line under the pointer, or None."""

    def __init__(
        self,
        session: Session,
        canvas: PlotCanvas,
        picture: SurfacePicture,
        pointer: SurfacePointer,
    ) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self._read_out, self._pointer = picture.read_out, pointer
        self._line: Line | None = None
        canvas.hovered.connect(self._on_hovered)
        canvas.hover_left.connect(self.leave)
        canvas.drag_started.connect(self.leave)
        canvas.range_changed.connect(self.read_again)

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
        """Take the read-out away."""
        if self._read_out.at is not None:
            self._read_out.at = None
            self._tell(None)

    @Slot(QPointF)
    def _on_hovered(self, position: QPointF) -> None:
        loss, spot = self._session.loss, self._pointer.spot_at(position)
        if loss is None or spot is None:
            self.leave()
            return
        self._read_out.at = spot.pixel
        self._read_out.lines = self._pointer.read_out(spot, loss)
        self._tell(self._session.from_surface(spot.line))

    def _tell(self, line: Line | None) -> None:
        self._canvas.refresh()
        if line != self._line:
            self._line = line
            self.line_hovered.emit(line)
