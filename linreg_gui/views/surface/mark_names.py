"""The names of the marks on the loss surface."""

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from linreg_gui.core.surface_cut import Others
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import count
from linreg_gui.session.wording_cut import AT_BEST, BEST_FIT, LOWEST_IN_CUT, OFF_THE_CUT
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.surface_layers import DOT_RADIUS, STAR_RADIUS, MarksLayer
from linreg_gui.views.widgets.formatting import in_full, measured

START_RADIUS = 7.0
LINES_THROUGH = "all lines through the point"
MODELS_THROUGH = "all that pass through the point"
VALLEY_PLACES = (0.85, 0.15, 0.7, 0.3)
"""Parts of the way along what a point leaves of the surface, the best first."""


class MarkNamesLayer:
    """Plates at start and current dot; on the first screen also at star and arrow.

    Several runs have letters instead; on a cut the two stars are told apart beside them as well.
    While a point is pointed at, the line of all models that pass through it is named.

    Parameters
    ----------
    marks : MarksLayer
    placer : LabelPlacer
    """

    def __init__(self, marks: MarksLayer, placer: LabelPlacer) -> None:
        self._marks, self._placer = marks, placer
        self._here, self._under = "", ""
        self._best_loss, self._lowest_loss = "", ""
        self._is_untouched = self._is_visible = self._has_moved = self._is_cut = False
        self._through = LINES_THROUGH

    def take(self, frame: Frame) -> None:
        """Name the marks of a frame."""
        history = frame.history
        n_seen = sum(not branch.is_hidden for branch in frame.branches)
        self._is_visible = history is not None and n_seen == 1
        self._is_untouched = frame.is_untouched
        self._has_moved = history is not None and history.n_records > 1
        self._is_cut = frame.is_cut
        self._through = LINES_THROUGH if frame.is_line else MODELS_THROUGH
        if not frame.is_line:
            self._name_losses(frame)
            return
        slope, intercept = frame.shown_curve
        if frame.is_untouched:
            self._here = "you are here"
            self._under = f"slope {in_full(slope)}, intercept {in_full(intercept)}"
        else:
            self._here = f"epoch {count(frame.cursor)}"
            is_of_data = not frame.settings.scaled_x
            self._under = f"m {in_full(slope)}, b {in_full(intercept)}" if is_of_data else ""

    def _name_losses(self, frame: Frame) -> None:
        """Say the losses on a cut, which tell more than a few of the weights would."""
        cut, loss, history = frame.cut, frame.loss, frame.history
        if cut is None or loss is None or history is None:
            return
        here, best = history.record(frame.cursor)[1], cut.value(frame.shown_place)
        self._here, self._under = f"epoch {count(frame.cursor)}", loss_text(here)
        if cut.others is Others.AT_BEST and measured(best) != measured(here):
            self._under += AT_BEST.format(best=measured(best))
        self._best_loss = loss_text(loss.minimum_value)
        if self._marks.best is not None:
            in_cut = cut.value(self._marks.best)
            if measured(in_cut) != measured(loss.minimum_value):
                self._best_loss = OFF_THE_CUT.format(loss=self._best_loss)
        self._lowest_loss = loss_text(cut.bowl.floor)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates."""
        self._name_the_valley(painter, frame, theme)
        if self._is_cut:
            self._name_the_stars(painter, frame, theme)
        if not self._is_visible:
            return
        marks, colour = self._marks, branch_colour(theme, self._marks.branch)
        if self._is_untouched and not self._is_cut:
            self._name_the_unknown(painter, frame, theme)
        if marks.current is not None and (self._is_untouched or self._has_moved):
            plate = Plate("here", self._here, colour, self._under)
            self._draw(painter, plate, frame.to_pixel(*marks.current), DOT_RADIUS)
        if marks.start is not None and self._has_moved and marks.start != marks.current:
            plate = Plate("start", "start", theme.line)
            self._draw(painter, plate, frame.to_pixel(*marks.start), START_RADIUS)

    def _name_the_valley(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Say what the line is that a point pointed at leaves on the surface."""
        ends = None if self._marks.valley is None else frame.line(*self._marks.valley)
        if ends is not None:
            begin, end = ends
            places = [(str(part), begin + (end - begin) * part) for part in VALLEY_PLACES]
            plate = Plate("valley", self._through, theme.data)
            self._placer.draw_along(painter, plate, places)

    def _name_the_unknown(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Say what the star and the arrow are, to who sees them for the first time."""
        arrow = self._marks.arrow(frame)
        if arrow is not None:
            self._draw(painter, Plate("arrow", "steepest way down", theme.text), arrow[1])
        if self._marks.best is not None:
            plate = Plate("best fit", "best fit", theme.best, "the lowest place")
            self._draw(painter, plate, frame.to_pixel(*self._marks.best), STAR_RADIUS)

    def _name_the_stars(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Tell the best fit from the lowest place of a cut, and say the loss of both."""
        best, lowest = self._marks.best, self._marks.lowest
        at_best = None if best is None else frame.to_pixel(*best)
        if best is not None and at_best is not None:
            plate = Plate("best fit", BEST_FIT, theme.best, self._best_loss)
            self._draw(painter, plate, at_best, STAR_RADIUS)
        if lowest is None:
            return
        at = frame.to_pixel(*lowest)
        way = QPointF() if at_best is None else at - at_best
        if at_best is None or math.hypot(way.x(), way.y()) > STAR_RADIUS:
            plate = Plate("lowest", LOWEST_IN_CUT, theme.best, self._lowest_loss)
            self._draw(painter, plate, at, STAR_RADIUS)

    def _draw(self, painter: QPainter, plate: Plate, at: QPointF, radius: float = 0.0) -> None:
        self._placer.draw(painter, plate, at, radius)


def loss_text(loss: float) -> str:
    """Say a loss in the second line of a plate."""
    return f"loss {measured(loss)}"
