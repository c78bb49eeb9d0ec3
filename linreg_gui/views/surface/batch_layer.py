"""One batch on the loss surface: its own bowl, and the way within the epoch.

A step goes downhill on the bowl of its batch, which is not the bowl of all points.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import InnerStep
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.disc_stamps import draw_dots
from linreg_gui.views.canvas.painting import draw_arrow, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme

LEVELS = 5
LEVEL_RATIO = 4.0
TURN = np.linspace(0.0, 2.0 * np.pi, 181)
DOT_RADIUS = 1.6
RING_RADIUS = 4.5
ARROW_PIXELS = 34.0
MOST_DOTS = 400


class BatchLayer:
    """Level lines through the place of a step, dashed; nothing while ``inner`` is None."""

    def __init__(self) -> None:
        self.inner: InnerStep | None = None

    def take(self, frame: Frame) -> None:
        """Show the batch looked at; while a run is under way they would only flicker."""
        self.inner = None if frame.run_state.is_running else frame.look.inner_step

    def caption(self) -> str:
        """Say what the dashed lines are; empty without any."""
        if self.inner is None:
            return ""
        return (
            f"Dashed: the bowl of batch {count(self.inner.index + 1)} of "
            f"{count(self.inner.n_steps)} (keys , and .)"
        )

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the bowl, the way within the epoch and the step downhill."""
        inner = self.inner
        if inner is None or not np.isfinite(inner.way).all():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._draw_bowl(painter, frame, _dashes(theme), inner)
        x, y = frame.x_pixels(inner.way[:, 0]), frame.y_pixels(inner.way[:, 1])
        stroke(painter, polyline(x, y), pen(theme.data, 1.0, alpha=0.55))
        if len(x) <= MOST_DOTS:
            draw_dots(painter, x, y, DOT_RADIUS, (theme.data, None))
        self._draw_step(painter, frame, theme, inner)

    def _draw_bowl(
        self, painter: QPainter, frame: PixelFrame, made: QPen, inner: InnerStep
    ) -> None:
        excess = float(inner.loss.excess_values(inner.way[inner.index]))
        if not 0.0 < excess < math.inf:
            return
        for level in range(LEVELS):
            for x, y in level_lines(inner.loss, excess / LEVEL_RATIO**level, frame):
                stroke(painter, polyline(x, y), made)

    def _draw_step(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, inner: InnerStep
    ) -> None:
        here = inner.way[inner.index]
        at = frame.to_pixel(*here.tolist())
        down = -inner.loss.gradient(here) * (frame.x_scale, -frame.y_scale)
        length = float(np.hypot(*down))
        if 0.0 < length < math.inf:
            way = QPointF(*(down / length * ARROW_PIXELS).tolist())
            draw_arrow(painter, at, at + way, theme.data)
        painter.setPen(pen(theme.data, 2.0))
        painter.setBrush(QColor(theme.card))
        painter.drawEllipse(at, RING_RADIUS, RING_RADIUS)


def level_lines(
    loss: QuadraticLoss, excess: float, frame: PixelFrame
) -> list[tuple[FloatArray, FloatArray]]:
    """Give the level line of an excess loss in pixels: an ellipse, or two lines of a trough."""
    reach = math.sqrt(excess)
    if loss.contour_transform is not None:
        circle = np.stack((np.cos(TURN), np.sin(TURN)))
        rows = loss.minimum_parameters[:, np.newaxis] + reach * loss.contour_transform @ circle
        return [(frame.x_pixels(rows[0]), frame.y_pixels(rows[1]))]
    ends = (frame.line(-float(loss.mean_x[0]), loss.mean_y + side * reach) for side in (-1.0, 1.0))
    return [
        (np.array([one.x(), other.x()]), np.array([one.y(), other.y()]))
        for one, other in (pair for pair in ends if pair is not None)
    ]


def _dashes(theme: Theme) -> QPen:
    return pen(theme.data, 1.2, Qt.PenStyle.DashLine, alpha=0.8)
