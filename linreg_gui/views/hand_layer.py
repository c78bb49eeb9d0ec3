"""The lines tried by hand, as a trail over the loss surface."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.hand_trail import HandTrail
from linreg_gui.session.values import Line
from linreg_gui.views.formatting import fixed_or_short
from linreg_gui.views.kept_picture import KeptPicture
from linreg_gui.views.painting import pen
from linreg_gui.views.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.surface_labels import beside, draw_label, label_box
from linreg_gui.views.theme import Theme
from linreg_gui.views.thinning import visible_vertices

MARK_SPACING_PIXELS = 9.0
MARK_RADIUS, BEST_RADIUS = 1.8, 5.0


class HandLayer:
    """Dotted, with small square marks; the best try is a larger square with its loss."""

    def __init__(self) -> None:
        self.trail: HandTrail | None = None
        self.best: tuple[Line, float] | None = None
        self._judged: tuple[int, QuadraticLoss] | None = None
        self._kept = KeptPicture()

    def take(self, trail: HandTrail, loss: QuadraticLoss | None) -> None:
        """Show a trail, judged by a loss; nothing without points."""
        self.trail = trail if loss is not None and len(trail) else None
        if loss is None or self.trail is None:
            self.best = self._judged = None
        elif self._judged != (trail.revision, loss):
            self._judged = (trail.revision, loss)
            self.best = trail.best(loss)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the strokes, the marks and the best try."""
        if self.trail is None:
            return
        trail = self.trail
        self._kept.paint(
            painter,
            frame,
            theme,
            trail.revision,
            lambda inner: self._draw(inner, theme, trail, frame),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.best is not None:
            self._draw_best(painter, frame, theme, *self.best)

    def _draw(self, painter: QPainter, theme: Theme, trail: HandTrail, frame: PixelFrame) -> None:
        path, marks = thinned_trail(trail, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.hand, 1.5, Qt.PenStyle.DotLine))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hand))
        for x, y in marks.tolist():
            painter.drawRect(_square(QPointF(x, y), MARK_RADIUS))

    def _draw_best(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, line: Line, loss: float
    ) -> None:
        at = frame.to_pixel(*line)
        if not frame.rect.contains(at) or not np.isfinite(loss):
            return
        painter.setPen(pen(theme.hand, 2.0))
        painter.setBrush(QColor(theme.card))
        painter.drawRect(_square(at, BEST_RADIUS))
        text = f"best by hand {fixed_or_short(loss)}"
        box = beside(at, label_box(painter, text), frame.rect)
        draw_label(painter, box, text, theme.hand, theme)


def thinned_trail(trail: HandTrail, frame: PixelFrame) -> tuple[QPainterPath, FloatArray]:
    """Keep what the screen can tell apart: lines in other pixels, marks a little apart.

    Returns
    -------
    path : QPainterPath
        One piece a stroke.
    marks : ndarray, shape (n_marks, 2)
        In pixels.
    """
    x, y = frame.x_pixels(trail.lines[:, 0]), frame.y_pixels(trail.lines[:, 1])
    is_last = np.append(np.diff(trail.strokes) != 0, True)
    is_kept = is_last | np.append(True, is_last[:-1])
    is_kept[visible_vertices(x, y)] = True
    x, y = x[is_kept], y[is_kept]
    connected = np.append(np.diff(trail.strokes[is_kept]) == 0, False)
    cell = np.stack((x, y), axis=1) // MARK_SPACING_PIXELS
    _, first = np.unique(cell, axis=0, return_index=True)
    path = pg.functions.arrayToQPath(x, y, connect=connected.astype(np.int32))
    return path, np.stack((x[first], y[first]), axis=1)


def _square(centre: QPointF, radius: float) -> QRectF:
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
