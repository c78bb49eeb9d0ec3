"""The lines that a held parameter leaves: one straight way across the surface."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.settings import Held
from linreg_gui.session.curve import Place
from linreg_gui.session.frame import Frame
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.axes_layer import chord
from linreg_gui.views.widgets.formatting import measured

NAME_PLACES = (0.9, 0.1, 0.75, 0.25)
"""Parts of the line at which its name may stand, the best first."""


class HeldLayer:
    """The places that the descent can reach while a parameter is held; else nothing.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.held = Held.NOTHING
        self.through: Place | None = None
        """A place on the line."""
        self.name = ""

    def take(self, frame: Frame) -> None:
        """Show what the settings of a frame hold."""
        self.held = frame.settings.held
        self.through = None
        if self.held is not Held.NOTHING and frame.loss is not None:
            self.through = frame.start_place
            value = frame.start.slope if self.held is Held.SLOPE else frame.start.intercept
            self.name = f"{self.held.value} held at {measured(value)}"

    def ends(self, frame: PixelFrame) -> tuple[QPointF, QPointF] | None:
        """Return the line from edge to edge in pixels; None where it is not in view."""
        if self.through is None:
            return None
        at = frame.to_pixel(*self.through)
        direction = (0.0, 1.0) if self.held is Held.SLOPE else (1.0, 0.0)
        return chord(frame.rect, (at.x(), at.y()), direction)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the line."""
        ends = self.ends(frame)
        if ends is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(pen(theme.text, 1.4, Qt.PenStyle.DashLine, alpha=0.7))
            painter.drawLine(*ends)

    def paint_name(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Say what is held, beside its line."""
        ends = self.ends(frame)
        if ends is not None:
            begin, end = ends
            places = [(str(part), begin + (end - begin) * part) for part in NAME_PLACES]
            self._placer.draw_along(painter, Plate("held", self.name, theme.text), places)
