"""The loss over held-out points at every record, and the epoch at which it is least."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import draw_diamond, draw_dot, pen, stroke_through
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.canvas.thinning import ThinnedCurve
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale, ScaledLosses
from linreg_gui.views.widgets.formatting import measured

DIAMOND, DOT_RADIUS, REACH_PIXELS = 6.5, 4.5, 9.0


class HeldOutLayer(ThinnedCurve):
    """A dashed curve in the colour of the points, with a diamond at its least value.

    Parameters
    ----------
    placer : LabelPlacer

    Attributes
    ----------
    best_epoch : int or None
        The first record with the least loss; None where no points are held out.
    has_best : bool
        Whether it is marked: a run that has only begun has no least loss yet.
    """

    def __init__(self, placer: LabelPlacer) -> None:
        super().__init__()
        self._placer = placer
        self._scaled = ScaledLosses()
        self._shown: FloatArray = np.empty(0)
        self._cursor = 0
        self.best_epoch: int | None = None
        self.has_best = False

    def take(self, frame: Frame, scale: LossScale) -> None:
        """Take the records of a frame; only new ones are computed."""
        history, losses = frame.history, frame.held_out_losses
        if history is None or losses is None:
            self.values, self.best_epoch, self.has_best = np.empty(0), None, False
            return
        key = (history.revision, frame.objective)
        self._shown = losses.values
        self.values = self._scaled.of(self._shown, scale, key)
        self.revision = (key, scale)
        self._cursor = min(frame.cursor, history.last_epoch)
        self.best_epoch = losses.best_epoch
        self.has_best = history.n_records > 1

    def ends(self) -> list[float]:
        """Return the values that should be framed: the first and the least one."""
        if self.best_epoch is None:
            return []
        both = float(self.values[0]), float(self.values[self.best_epoch])
        return [value for value in both if np.isfinite(value)]

    def lines(self, frame: PixelFrame) -> list[Polyline]:
        """Return the curve, in pixels."""
        return [self.pixels(frame)[1:]] if len(self.values) else []

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around the diamond and the dot."""
        spots = [at for at in (self._best(frame), self._now(frame)) if at is not None]
        return [mark_box(at.x(), at.y(), DIAMOND) for at in spots]

    def is_at_best(self, pixel: QPointF, frame: PixelFrame) -> bool:
        """Return whether a pixel lies on the diamond."""
        best = self._best(frame)
        return (
            self.has_best and best is not None and (pixel - best).manhattanLength() <= REACH_PIXELS
        )

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw curve, dot and diamond."""
        best, now = self._best(frame), self._now(frame)
        if best is None or now is None:
            return
        for x, y in self.lines(frame):
            made = pen(theme.data, 1.8, Qt.PenStyle.DashLine)
            stroke_through(painter, x, y, made)
        draw_dot(painter, now, DOT_RADIUS, theme.card, theme.data)
        if not self.has_best:
            return
        draw_diamond(painter, best, DIAMOND, theme.card, pen(theme.data, 1.6))

    def paint_names(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw what the loss is at the epoch shown, and where it is least."""
        best, now = self._best(frame), self._now(frame)
        if best is None or now is None or self.best_epoch is None:
            return
        value = measured(float(self._shown[self._cursor]))
        self._placer.draw(painter, Plate("held out", f"held out {value}", theme.data), now)
        if self.best_epoch != self._cursor:
            least = measured(float(self._shown[self.best_epoch]))
            words = f"least on held-out: {least}", f"at epoch {count(self.best_epoch)}"
            self._placer.draw(
                painter, Plate("least held out", words[0], theme.data, words[1]), best
            )

    def _best(self, frame: PixelFrame) -> QPointF | None:
        return None if self.best_epoch is None else self._place(self.best_epoch, frame)

    def _now(self, frame: PixelFrame) -> QPointF | None:
        return None if self.best_epoch is None else self._place(self._cursor, frame)

    def _place(self, epoch: int, frame: PixelFrame) -> QPointF:
        return frame.to_pixel(epoch, float(self.values[epoch]))
