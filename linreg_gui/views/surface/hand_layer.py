"""The lines tried by hand, as a trail over the loss surface."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.session.curve import Place
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import HandTries
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.layer_stack import KeptPicture
from linreg_gui.views.canvas.painting import path_through, pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.thinning import visible_vertices
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

MARK_SPACING_PIXELS = 9.0
MARK_RADIUS, BEST_RADIUS = 1.8, 5.0


class HandLayer:
    """Dotted, with small square marks; the best try is a larger square with its loss.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.places: FloatArray = np.empty((0, 2))
        """Of the lines tried on the surface."""
        self.strokes: NDArray[np.intp] = np.empty(0, np.intp)
        self.best: tuple[Place, float] | None = None
        self._judged: tuple[HandTries, QuadraticLoss] | None = None
        self._kept = KeptPicture()

    def take(self, frame: Frame) -> None:
        """Show what was tried, judged by the present loss; nothing without points."""
        hand, loss = frame.hand, frame.loss
        if loss is None or not len(hand):
            self.places, self.best, self._judged = np.empty((0, 2)), None, None
        elif self._judged != (hand, loss):
            self._judged = (hand, loss)
            self.places, self.strokes = frame.hand_places, hand.strokes
            losses = frame.hand_losses
            row = int(np.argmin(losses))
            self.best = Place(*self.places[row].tolist()), float(losses[row])

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the strokes, the marks and the best try."""
        if not len(self.places):
            return
        self._kept.paint(
            painter,
            frame,
            theme,
            self._judged,
            lambda inner: self._draw(inner, theme, frame),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self.best is not None:
            self._draw_best(painter, frame, theme, *self.best)

    def _draw(self, painter: QPainter, theme: Theme, frame: PixelFrame) -> None:
        path, marks = thinned_trail(self.places, self.strokes, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.hand, 1.5, Qt.PenStyle.DotLine))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hand))
        for x, y in marks.tolist():
            painter.drawRect(_square(QPointF(x, y), MARK_RADIUS))

    def _draw_best(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, line: Place, loss: float
    ) -> None:
        at = frame.to_pixel(*line)
        if not frame.rect.contains(at) or not np.isfinite(loss):
            return
        painter.setPen(pen(theme.hand, 2.0))
        painter.setBrush(QColor(theme.card))
        painter.drawRect(_square(at, BEST_RADIUS))
        plate = Plate("best by hand", f"best by hand {measured(loss)}", theme.hand)
        self._placer.draw(painter, plate, at, BEST_RADIUS)


def thinned_trail(
    places: FloatArray, strokes: NDArray[np.intp], frame: PixelFrame
) -> tuple[QPainterPath, FloatArray]:
    """Keep what the screen can tell apart: lines in other pixels, marks a little apart.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        On the surface.
    strokes : ndarray of int, shape (n,)
        The drag each belongs to.
    frame : PixelFrame

    Returns
    -------
    path : QPainterPath
        One piece a stroke.
    marks : ndarray, shape (n_marks, 2)
        In pixels.
    """
    x, y = frame.x_pixels(places[:, 0]), frame.y_pixels(places[:, 1])
    is_last = np.append(np.diff(strokes) != 0, True)
    is_kept = is_last | np.append(True, is_last[:-1])
    is_kept[visible_vertices(x, y)] = True
    x, y = x[is_kept], y[is_kept]
    connected = np.append(np.diff(strokes[is_kept]) == 0, False)
    cell = np.stack((x, y), axis=1) // MARK_SPACING_PIXELS
    _, first = np.unique(cell, axis=0, return_index=True)
    path = path_through(x, y, connected.astype(np.int32))
    return path, np.stack((x[first], y[first]), axis=1)


def _square(centre: QPointF, radius: float) -> QRectF:
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
