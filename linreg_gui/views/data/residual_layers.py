"""What lies between points and line: residuals, squares with their mean, and predictions."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Curve
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import draw_dots, draw_uprights, pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.data.leaving_layer import arrowhead
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

LARGEST_RESIDUAL_CLOUD = 500
"""Residuals of more points are a grey mass."""
BEYOND = 2.0
"""Pixels outside the frame at which a residual is cut."""
HEAD_SIZE = 7.0
LARGEST_SQUARED_CLOUD = 200
FILL_ALPHA = 0.13
LARGEST_PREDICTED_CLOUD = 200
DOT_RADIUS, RING_RADIUS = 4.5, 3.5


class ResidualsLayer:
    """A dashed segment from each point to the line; a dotted one where it is held out."""

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.line: Curve | None = None
        self.is_visible = True

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the segments of clouds small enough to read."""
        data = self.dataset
        if not self.is_visible or data is None or self.line is None:
            return
        if not 0 < data.n_samples <= LARGEST_RESIDUAL_CLOUD:
            return
        x = frame.x_pixels(data.x)
        # Dashes of a segment that runs far out of sight are lost in the rasteriser: cut it there.
        low, high = frame.rect.top() - BEYOND, frame.rect.bottom() + BEYOND
        y = np.clip(frame.y_pixels(data.y), low, high)
        predicted = np.clip(frame.y_pixels(self.line.values(data.x)), low, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        dashed = pen(theme.residual, 1.4, Qt.PenStyle.DashLine)
        rows = slice(None) if data.is_held_out is None else ~data.is_held_out
        draw_uprights(painter, dashed, x[rows], y[rows], predicted[rows])
        if data.is_held_out is not None:
            out = data.is_held_out
            dotted = pen(theme.data, 1.4, Qt.PenStyle.DotLine)
            draw_uprights(painter, dotted, x[out], y[out], predicted[out])
        self._draw_heads(painter, frame, theme, (x, y, predicted))

    def _draw_heads(
        self,
        painter: QPainter,
        frame: PixelFrame,
        theme: Theme,
        ends: tuple[FloatArray, FloatArray, FloatArray],
    ) -> None:
        """Draw an arrowhead at the edge where a residual goes on beyond the pane."""
        x, y, predicted = ends
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.residual))
        for edge, downwards in ((frame.rect.top(), -1.0), (frame.rect.bottom(), 1.0)):
            is_gone = (predicted - edge) * downwards > 0.0
            for place in x[is_gone & ((y - edge) * downwards < 0.0)].tolist():
                tip = QPointF(place, edge - downwards)
                painter.drawPolygon(arrowhead(tip, QPointF(0.0, downwards), HEAD_SIZE, HEAD_SIZE))


class SquaresLayer:
    """Squares on the residuals, square on screen at any zoom; a side is as long as the residual.

    The areas are the terms of the loss, so the mean square, drawn in the corner, has the area MSE.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self._mean: QRectF | None = None
        """The mean square, in the lower right corner of the pane."""
        self.dataset: Dataset | None = None
        self.line: Curve | None = None
        self.is_visible = False

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the squares of clouds small enough to read."""
        self._mean = None
        if not self.is_visible or self.dataset is None or self.line is None:
            return
        if not 0 < self.dataset.n_samples <= LARGEST_SQUARED_CLOUD:
            return
        squares = residual_squares(self.dataset, self.line, frame)
        fill = QColor(theme.residual)
        fill.setAlphaF(FILL_ALPHA)
        painter.setBrush(fill)
        painter.setPen(pen(theme.residual, 1.0, alpha=0.6))
        for square in squares:
            painter.drawRect(square)
        mean_side = math.sqrt(np.mean([square.height() ** 2 for square in squares]))
        corner = frame.rect.bottomRight() - QPointF(8, 8)
        self._mean = QRectF(corner.x() - mean_side, corner.y() - mean_side, mean_side, mean_side)
        painter.setPen(pen(theme.residual, 2.0))
        painter.drawRect(self._mean)

    def paint_name(self, painter: QPainter, _frame: PixelFrame, theme: Theme) -> None:
        """Draw the name of the mean square."""
        if self._mean is None or self.dataset is None or self.line is None:
            return
        residuals = self.dataset.y - self.line.values(self.dataset.x)
        value = measured(float(np.mean(residuals**2)))
        plate = Plate("mse", f"MSE {value}", theme.residual, "mean of the squares")
        square = self._mean
        left, top = QPointF(square.left(), square.center().y()), square.center()
        top.setY(square.top())
        inside = square.bottomRight() - QPointF(16, 16)
        anchors = [("left", left), ("top", top), ("inside", inside)]
        self._placer.draw_along(painter, plate, anchors)


def residual_squares(dataset: Dataset, line: Curve, frame: PixelFrame) -> list[QRectF]:
    """Return one square a point, in pixels, beside its residual and away from the line.

    Parameters
    ----------
    dataset : Dataset
    line : Curve
    frame : PixelFrame

    Returns
    -------
    list of QRectF
    """
    x, y = frame.x_pixels(dataset.x), frame.y_pixels(dataset.y)
    predicted = frame.y_pixels(line.values(dataset.x))
    rises = line.values(dataset.x + 1.0 / frame.x_scale) >= line.values(dataset.x)
    squares = []
    places = zip(x.tolist(), y.tolist(), predicted.tolist(), rises.tolist(), strict=True)
    for px, py, on_line, is_rising in places:
        side = abs(py - on_line)
        # Pixels grow downwards: above a rising line the free side is the left one.
        is_left = (py < on_line) == is_rising
        squares.append(QRectF(px - side if is_left else px, min(py, on_line), side, side))
    return squares


class ThoughtOfLayer:
    """Small rings where a model that is only thought of passes at the points."""

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.heights: FloatArray | None = None
        """Of the model at the points; None without such a model, or where a line says it."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the rings of clouds small enough to read."""
        data, heights = self.dataset, self.heights
        if data is None or heights is None or len(heights) != data.n_samples:
            return
        if data.n_samples <= LARGEST_PREDICTED_CLOUD and np.isfinite(heights).all():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            x, y = frame.x_pixels(data.x), frame.y_pixels(heights)
            draw_dots(painter, x, y, RING_RADIUS, (theme.card, theme.muted))


class PredictionsLayer:
    """From every x up to the line, and there ŷ; seen while a step predicts."""

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.line: Curve | None = None
        self.branch = 0
        self.is_visible = False

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the predictions of clouds small enough to read."""
        data = self.dataset
        if not self.is_visible or data is None or self.line is None:
            return
        if not 0 < data.n_samples <= LARGEST_PREDICTED_CLOUD:
            return
        colour = branch_colour(theme, self.branch)
        x = frame.x_pixels(data.x)
        y = frame.y_pixels(self.line.values(data.x))
        axis = np.full_like(x, frame.rect.bottom())
        # Dashes that run far out of sight are lost in the rasteriser: end them at the frame.
        ends = np.clip(y, frame.rect.top() - 2, frame.rect.bottom() + 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        draw_uprights(painter, pen(colour, 1.2, Qt.PenStyle.DotLine), x, axis, ends)
        draw_dots(painter, x, y, DOT_RADIUS, (theme.card, colour))
