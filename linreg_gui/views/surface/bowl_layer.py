"""The loss surface itself: shade by log loss and exact level lines, without any grid.

In the coordinates of ``Bowl.ellipse`` the excess loss is the squared distance from the
minimum, so one radial gradient and plain circles, drawn through an affine map, are exact at any
zoom. Degenerate data give a trough: a linear gradient and straight level lines. A plane, on which
any place is as good as another, has one shade.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGradient,
    QLinearGradient,
    QPainter,
    QPen,
    QRadialGradient,
    QTransform,
)

from linreg_gui.core.bowl import Bowl
from linreg_gui.views.canvas.layer_stack import KeptPicture
from linreg_gui.views.canvas.level_lines import levels_below, shades
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

SMALLEST_RADIUS_PIXELS = 1.5


class BowlLayer:
    """Shade and level lines, kept as a picture until loss, frame or colours change."""

    def __init__(self) -> None:
        self.bowl: Bowl | None = None
        self.has_floor = True
        """Whether the floor of a trough is drawn: all its lines are best."""
        self._kept = KeptPicture()

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the picture, made anew if it is stale."""
        bowl = self.bowl
        if bowl is None:
            return
        self._kept.paint(
            painter, frame, theme, bowl, lambda inner: _draw_bowl(inner, frame, theme, bowl)
        )
        if self.has_floor and bowl.is_trough and not bowl.is_plane:
            _paint_floor(painter, frame, theme, bowl)


def _draw_bowl(painter: QPainter, frame: PixelFrame, theme: Theme, bowl: Bowl) -> None:
    painter.fillRect(frame.rect, QColor(theme.bowl_rim))
    if bowl.is_plane:
        painter.fillRect(frame.rect, QColor(theme.bowl_deep))
    highest = bowl.highest_excess((frame.left, frame.right, frame.bottom, frame.top))
    if not 0 < highest < math.inf:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if bowl.is_trough:
        _paint_trough(painter, frame, theme, bowl, highest)
    else:
        _paint_bowl(painter, frame, theme, bowl, highest)


def _paint_bowl(
    painter: QPainter, frame: PixelFrame, theme: Theme, bowl: Bowl, highest: float
) -> None:
    slope, intercept = bowl.centre
    reach = math.sqrt(highest)
    with np.errstate(over="ignore"):
        (a, b), (c, d) = np.asarray(bowl.ellipse) * reach
    x0 = frame.rect.left() + (slope - frame.left) * frame.x_scale
    y0 = frame.rect.bottom() - (intercept - frame.bottom) * frame.y_scale
    to_pixels = QTransform(
        a * frame.x_scale, -c * frame.y_scale, b * frame.x_scale, -d * frame.y_scale, x0, y0
    )
    if not (math.isfinite(to_pixels.determinant()) and to_pixels.isInvertible()):
        return
    longest = max(abs(entry) for entry in (to_pixels.m11(), to_pixels.m12(), to_pixels.m22()))
    gradient = QRadialGradient(QPointF(0, 0), 1.0)
    gradient.setStops(shades(theme))
    brush = QBrush(gradient)
    brush.setTransform(to_pixels)
    painter.fillRect(frame.rect, brush)
    painter.setPen(contour_pen(painter, theme))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setTransform(to_pixels, True)
    for level in levels_below(highest):
        radius = math.sqrt(level / highest)
        if radius * longest > SMALLEST_RADIUS_PIXELS:
            painter.drawEllipse(QPointF(0, 0), radius, radius)


def _paint_trough(
    painter: QPainter, frame: PixelFrame, theme: Theme, bowl: Bowl, highest: float
) -> None:
    by_slope, by_intercept = bowl.root[1].tolist()
    reach = math.sqrt(highest)
    across_x, across_y = by_slope / frame.x_scale, -by_intercept / frame.y_scale
    steepness = across_x**2 + across_y**2
    centre = frame.rect.center()
    at_centre = frame.to_data(centre)
    height = by_slope * at_centre.x() + by_intercept * at_centre.y() - bowl.height
    foot = centre - QPointF(across_x, across_y) * (height / steepness)
    gradient = QLinearGradient(foot, foot + QPointF(across_x, across_y) * (reach / steepness))
    gradient.setSpread(QGradient.Spread.ReflectSpread)
    gradient.setStops(shades(theme))
    painter.fillRect(frame.rect, QBrush(gradient))
    painter.setPen(contour_pen(painter, theme))
    for level in levels_below(highest, count=12):
        for side in (-1, 1):
            ends = frame.line(*bowl.trough_line(level, side))
            if ends is not None:
                painter.drawLine(*ends)


def _paint_floor(painter: QPainter, frame: PixelFrame, theme: Theme, bowl: Bowl) -> None:
    """Draw the lines that all fit best."""
    ends = frame.line(*bowl.trough_line(0.0, 1))
    if ends is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.best, 2.0, Qt.PenStyle.DashLine))
        painter.drawLine(*ends)


def contour_pen(painter: QPainter, theme: Theme) -> QPen:
    """Make a pen one pixel of the pane wide: a cosmetic pen counts in those of the device."""
    made = pen(theme.contour, painter.device().devicePixelRatio() * theme.drawing_scale)
    made.setCosmetic(True)
    return made
