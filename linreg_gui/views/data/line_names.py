"""The names of the lines in the data pane: letters of runs, and words on the first screen."""

import math

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from linreg_gui.core.numbers import MINUS
from linreg_gui.session.curve import Curve
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import letter
from linreg_gui.session.wording import number
from linreg_gui.session.wording_cut import parameter_letter
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.data.data_layers import LinesLayer
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

PLACES = np.linspace(0.06, 0.94, 12)
"""Parts of the pane's width at which a line may be named."""
NAMED_AT = 0.22
"""Where the only line is named, left of its middle."""
LARGEST_NAMED_RESIDUALS = 500
LINE_OF = "the line of {} and b"


class LineNamesLayer:
    """A letter by the line of each run; on the first screen what line and residual are.

    Parameters
    ----------
    lines : LinesLayer
    placer : LabelPlacer
    """

    def __init__(self, lines: LinesLayer, placer: LabelPlacer) -> None:
        self._lines, self._placer = lines, placer
        self._is_untouched = False
        self._weight: str | None = None
        """Of several features: that of the one drawn over."""
        self._residual: tuple[float, float, float] | None = None
        """x, middle and size of the largest one."""

    def take(self, frame: Frame) -> None:
        """Name the lines of a frame."""
        data, line = frame.drawn.dataset, frame.drawn.line
        self._weight = None
        if frame.drawn.adjustment is not None:
            self._weight = parameter_letter(frame.drawn.feature, frame.dataset.n_features)
        self._is_untouched, self._residual = frame.is_untouched, None
        is_shown = frame.is_untouched and frame.view_options.show_residuals
        if is_shown and 0 < data.n_samples <= LARGEST_NAMED_RESIDUALS:
            residuals = data.y - line.values(data.x)
            largest = int(np.argmax(np.abs(residuals)))
            x, y, size = (float(v[largest]) for v in (data.x, data.y, residuals))
            self._residual = x, y - size / 2.0, size

    def seen(self, frame: PixelFrame) -> list[Polyline]:
        """Return the residual that is named: its name should leave it in sight."""
        if self._residual is None:
            return []
        x, middle, size = self._residual
        ends = np.array((middle - size / 2.0, middle + size / 2.0))
        return [(frame.x_pixels(np.array((x, x))), frame.y_pixels(ends))]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates."""
        if self._lines.others:
            self._draw_letters(painter, frame, theme)
        elif self._is_untouched:
            self._draw_words(painter, frame, theme)

    def _draw_words(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Say what the line and a residual are, to who sees them for the first time."""
        if self._lines.current is None:
            return
        line, colour = self._lines.current, branch_colour(theme, self._lines.branch)
        x = frame.left + NAMED_AT * (frame.right - frame.left)
        under = "" if any(line) else "it knows nothing yet"
        words = _words_of(line) if self._weight is None else LINE_OF.format(self._weight)
        plate = Plate("line", words, colour, under)
        (height,) = line.values(np.array([x])).tolist()
        self._placer.draw(painter, plate, frame.to_pixel(x, height))
        if self._residual is not None:
            x, middle, size = self._residual
            at = frame.to_pixel(x, middle)
            wish = 0.0 if at.x() < frame.rect.center().x() else math.pi
            plate = Plate("residual", f"residual {measured(size)}", theme.residual, wish=wish)
            self._placer.draw(painter, plate, at)

    def _draw_letters(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw each letter where its line is farthest from the others."""
        lines = [(self._lines.branch, self._lines.current), *self._lines.others]
        shown = sorted((number, line) for number, line in lines if line is not None)
        x = frame.left + PLACES * (frame.right - frame.left)
        rows = np.array([frame.y_pixels(line.values(x)) for _, line in shown])
        columns = frame.x_pixels(x)
        for row, (run, _) in enumerate(shown):
            others = np.delete(rows, row, axis=0)
            gaps = np.abs(others - rows[row]).min(axis=0)
            order = np.argsort(-gaps).tolist()
            anchors = [(place, QPointF(columns[place], rows[row][place])) for place in order]
            plate = Plate(("run", run), "", branch_colour(theme, run), letter=letter(run))
            self._placer.draw_along(painter, plate, anchors)


def _words_of(line: Curve) -> str:
    """Return what a line or curve is called, and the formula of a line."""
    if line.degree > 1:
        return f"the curve of degree {line.degree}"
    sign = MINUS if line.intercept < 0 else "+"
    formula = f"{number(line.slope, 3)} x {sign} {number(abs(line.intercept), 3)}"
    return f"the line: ŷ = {formula if any(line) else 0}"
