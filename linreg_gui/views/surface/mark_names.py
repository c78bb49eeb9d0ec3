"""The names of the marks on the loss surface."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Place
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.surface_layers import DOT_RADIUS, STAR_RADIUS, MarksLayer
from linreg_gui.views.widgets.formatting import in_full

START_RADIUS = 7.0


class MarkNamesLayer:
    """Plates at start and current dot; on the first screen also at star and arrow.

    Several runs have letters instead.

    Parameters
    ----------
    marks : MarksLayer
    placer : LabelPlacer
    """

    def __init__(self, marks: MarksLayer, placer: LabelPlacer) -> None:
        self._marks, self._placer = marks, placer
        self._here, self._under = "", ""
        self._is_untouched = self._is_visible = self._has_moved = False

    def take(self, frame: Frame) -> None:
        """Name the marks of a frame."""
        history = frame.history
        n_seen = sum(not branch.is_hidden for branch in frame.branches)
        self._is_visible = history is not None and n_seen == 1
        self._is_untouched = frame.is_untouched
        self._has_moved = history is not None and history.n_records > 1
        slope, intercept = frame.shown_curve
        if frame.is_untouched:
            self._here = "you are here"
            self._under = f"slope {in_full(slope)}, intercept {in_full(intercept)}"
        else:
            self._here = f"epoch {count(frame.cursor)}"
            is_of_data = not frame.settings.scaled_x
            self._under = f"m {in_full(slope)}, b {in_full(intercept)}" if is_of_data else ""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates."""
        if not self._is_visible:
            return
        marks, colour = self._marks, branch_colour(theme, self._marks.branch)
        if self._is_untouched:
            self._name_the_unknown(painter, frame, theme)
        if marks.current is not None and (self._is_untouched or self._has_moved):
            plate = Plate("here", self._here, colour, self._under)
            self._draw(painter, plate, frame.to_pixel(*marks.current), DOT_RADIUS)
        if marks.start is not None and self._has_moved and marks.start != marks.current:
            plate = Plate("start", "start", theme.line)
            self._draw(painter, plate, frame.to_pixel(*marks.start), START_RADIUS)

    def _name_the_unknown(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Say what the star and the arrow are, to who sees them for the first time."""
        arrow = self._marks.arrow(frame)
        if arrow is not None:
            self._draw(painter, Plate("arrow", "steepest way down", theme.text), arrow[1])
        loss = self._marks.loss
        if loss is not None and self._marks.has_star and not loss.is_degenerate:
            at = frame.to_pixel(*Place(*loss.minimum_parameters.tolist()))
            plate = Plate("best fit", "best fit", theme.best, "the lowest place")
            self._draw(painter, plate, at, STAR_RADIUS)

    def _draw(self, painter: QPainter, plate: Plate, at: QPointF, radius: float = 0.0) -> None:
        self._placer.draw(painter, plate, at, radius)
