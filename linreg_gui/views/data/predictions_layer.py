"""The predictions of the line shown: one hollow dot on it above or below each x."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from linreg_gui.core.dataset import Dataset
from linreg_gui.views.canvas.branch_look import branch_colour
from linreg_gui.views.canvas.disc_stamps import draw_dots
from linreg_gui.views.canvas.painting import pen, segments_path
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

LARGEST_PREDICTED_CLOUD = 200
DOT_RADIUS = 4.5


class PredictionsLayer:
    """From every x up to the line, and there ŷ; seen while a step predicts."""

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.line: tuple[float, float] | None = None
        self.branch = 0
        self.is_visible = False

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the predictions of clouds small enough to read."""
        data = self.dataset
        if not self.is_visible or data is None or self.line is None:
            return
        if not 0 < data.n_samples <= LARGEST_PREDICTED_CLOUD:
            return
        slope, intercept = self.line
        colour = branch_colour(theme, self.branch)
        x = frame.x_pixels(data.x)
        y = frame.y_pixels(slope * data.x + intercept)
        axis = np.full_like(x, frame.rect.bottom())
        # Dashes that run far out of sight are lost in the rasteriser: end them at the frame.
        ends = np.clip(y, frame.rect.top() - 2, frame.rect.bottom() + 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(colour, 1.2, Qt.PenStyle.DotLine))
        painter.drawPath(segments_path(x, axis, ends))
        draw_dots(painter, x, y, DOT_RADIUS, (theme.card, colour))
