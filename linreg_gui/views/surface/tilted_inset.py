"""The map as a small picture beside the surface tipped up; a click on it lays the surface flat."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.views.canvas.branches import branch_colour, branch_pen
from linreg_gui.views.canvas.painting import draw_dot, draw_star, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.bowl_layer import BowlLayer
from linreg_gui.views.surface.path_layers import PathLayer
from linreg_gui.views.surface.surface_layers import MarksLayer

WIDTH, HEIGHT, MARGIN = 104.0, 98.0, 6.0
MOST_SHARE = 0.24
"""Of the pane; in a small one the inset is smaller."""
LEAST_PANE = 270.0
"""Shorter side of a pane with an inset, in pixels."""
STAR, DOT = 5.0, 4.0


class TiltedInset:
    """Bowl, path, best fit and dot, in the lower left corner.

    Parameters
    ----------
    bowl, path, marks
        The layers of the map.
    """

    def __init__(self, bowl: BowlLayer, path: PathLayer, marks: MarksLayer) -> None:
        self._map_bowl, self._path, self._marks = bowl, path, marks
        self._bowl = BowlLayer()
        self.is_resting = True
        """Whether level lines follow: during a drag there is enough to draw."""
        self._box = QRectF()

    def box(self, area: QRectF) -> QRectF:
        """Return where it is, in a pane; an empty box where the pane is too small for it."""
        if min(area.width(), area.height()) < LEAST_PANE:
            return QRectF()
        width = min(WIDTH, MOST_SHARE * area.width())
        height = width * HEIGHT / WIDTH
        bottom = area.bottom() - MARGIN
        return QRectF(MARGIN, round(bottom - height), round(width), round(height))

    def is_at(self, pixel: QPointF) -> bool:
        """Return whether a place is on it."""
        return self._box.contains(pixel)

    def paint(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, flat: PixelFrame | None
    ) -> None:
        """Draw what the map shows in its frame ``flat``."""
        self._box = QRectF() if flat is None else self.box(frame.rect)
        if flat is None or self._box.isEmpty():
            return
        small = PixelFrame(flat.left, flat.right, flat.bottom, flat.top, self._box)
        if self.is_resting or self._bowl.bowl is None:
            self._bowl.bowl = self._map_bowl.bowl
            self._bowl.has_floor = self._map_bowl.has_floor
        painter.save()
        painter.setClipRect(self._box)
        self._bowl.paint(painter, small, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._draw_path(painter, small, theme, flat)
        self._draw_marks(painter, small, theme)
        painter.restore()
        painter.setPen(pen(theme.axis, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._box)

    def _draw_path(
        self, painter: QPainter, small: PixelFrame, theme: Theme, flat: PixelFrame
    ) -> None:
        path = self._path
        x, y = path.line(flat)
        if len(x) < 2 or path.first_epoch is not None:
            return
        share_x = (x - flat.rect.left()) / flat.rect.width()
        share_y = (y - flat.rect.top()) / flat.rect.height()
        x = small.rect.left() + share_x * small.rect.width()
        y = small.rect.top() + share_y * small.rect.height()
        far = 4.0 * small.rect.width()
        near = (np.abs(x) < far) & (np.abs(y - small.rect.top()) < far)
        stroke(painter, polyline(x[near], y[near]), branch_pen(theme, path.number))

    def _draw_marks(self, painter: QPainter, small: PixelFrame, theme: Theme) -> None:
        marks = self._marks
        if marks.best is not None:
            draw_star(painter, small.to_pixel(*marks.best), STAR, theme.best, theme.card)
        if marks.current is not None:
            colour = branch_colour(theme, marks.branch)
            draw_dot(painter, small.to_pixel(*marks.current), DOT, colour, theme.card)
