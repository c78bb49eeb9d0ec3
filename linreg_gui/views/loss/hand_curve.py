"""The losses of the lines tried by hand, beside the curve of the descent."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.session.frame import Frame
from linreg_gui.views.canvas.label_room import LabelRoom
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale
from linreg_gui.views.widgets.formatting import fixed_or_short


class HandCurveLayer:
    """Loss against tries, dotted, and a thin line as high as the best of them.

    More tries than epochs are pressed together: the last stands where the epochs end.

    Parameters
    ----------
    room : LabelRoom
    """

    def __init__(self, room: LabelRoom) -> None:
        self._room = room
        self.values: FloatArray = np.empty(0)
        """On the scale of the axis; empty when nothing was tried."""
        self.best = 0.0
        self.note = ""
        self.width = 1.0
        self._key: object = None

    def take(self, frame: Frame, scale: LossScale) -> None:
        """Take the lines tried, with their losses on the present surface."""
        n_epochs = frame.settings.max_epochs
        self.width = float(min(max(len(frame.hand) - 1, 0), n_epochs))
        key = (frame.hand, frame.loss, scale)
        if key == self._key:
            return
        self._key = key
        losses = frame.hand_losses
        self.values = scale.places(losses)
        if len(losses):
            best = float(losses.min())
            self.best = scale.place(best)
            self.note = f"best by hand {fixed_or_short(best)}"

    def clear(self) -> None:
        """Draw nothing."""
        self.values, self._key = np.empty(0), None

    def pixels(self, frame: PixelFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give where each try stands on the epochs' axis, and its x and y in pixels."""
        epochs = np.linspace(0.0, self.width, len(self.values))
        return epochs, frame.x_pixels(epochs), frame.y_pixels(self.values)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the tries, and the line of the best of them with its name."""
        if not len(self.values):
            return
        _, x, y_pixels = self.pixels(frame)
        stroke(painter, polyline(x, y_pixels), pen(theme.hand, 2.0, Qt.PenStyle.DotLine))
        y = frame.to_pixel(0.0, self.best).y()
        painter.setPen(pen(theme.hand, 1.0, alpha=0.6))
        painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))
        metrics = painter.fontMetrics()
        box = QRectF(0, 0, metrics.horizontalAdvance(self.note), metrics.ascent())
        places = [
            QRectF(left, top, box.width(), box.height())
            for left in (frame.rect.right() - box.width() - 6.0, frame.rect.left() + 6.0)
            for top in (y - box.height() - 4.0, y + 2.0)
            if frame.rect.top() <= top <= frame.rect.bottom() - box.height()
        ]
        if places:
            painter.setPen(QColor(theme.hand))
            place = self._room.place("best by hand", places, frame.rect)
            painter.drawText(place.bottomLeft(), self.note)
