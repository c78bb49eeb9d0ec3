"""The velocity of an optimizer as a second arrow beside the −gradient."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Line
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme

ARROW_PIXELS = 58.0
"""A little longer than the −gradient, so that both are seen where they point alike."""
HEAD_PIXELS = 11.0


class VelocityLayer:
    """An arrow with a hollow head, along what the optimizer carries; none without a velocity."""

    def __init__(self) -> None:
        self.at: Line | None = None
        self.velocity: FloatArray | None = None
        """It points uphill, as gradients do."""

    def take(self, frame: Frame) -> None:
        """Show what is carried to the epoch shown."""
        self.at, self.velocity = frame.shown_parameters, frame.look.velocity

    def caption(self) -> str:
        """Say what the arrow is; empty without one."""
        if self.velocity is None or not self.velocity.any():
            return ""
        return "Hollow arrow: where the velocity leads."

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the arrow."""
        if self.velocity is None or self.at is None:
            return
        way = -self.velocity * (frame.x_scale, -frame.y_scale)
        length = float(np.hypot(*way))
        if not 0.0 < length < np.inf:
            return
        along = QPointF(*(way / length).tolist())
        tail = frame.to_pixel(*self.at)
        tip, across = tail + along * ARROW_PIXELS, QPointF(-along.y(), along.x())
        neck = tip - along * HEAD_PIXELS
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.true_line, 2.0))
        painter.drawLine(tail, neck)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        side = across * (0.5 * HEAD_PIXELS)
        painter.drawPolygon(QPolygonF([tip, neck + side, neck - side]))
