"""What stands beside the loss curves: the tries by hand, and where a run ended on a plateau."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.settings import StopReason
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording_training import stop_sentence
from linreg_gui.views.canvas.labels import LabelPlacer, around, draw_label, label_box
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale
from linreg_gui.views.widgets.formatting import SMALLEST_MINIMUM, fixed_or_short

HALF_HEIGHT = 9.0
SIZE = 4.0


class HandCurveLayer:
    """Loss against tries, dotted, and a thin line as high as the best of them.

    More tries than epochs are pressed together: the last stands where the epochs end.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
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
        """Return where each try stands on the epochs' axis, and its x and y in pixels."""
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
            place = self._placer.place("best by hand", places, frame.rect)
            painter.drawText(place.bottomLeft(), self.note)


class StopLayer:
    """A square on a short bar, and what going on would have gained; nothing while ``at`` is None.

    Attributes
    ----------
    at : tuple of float or None
        Epoch and loss, the loss on the scale of the axis.
    text : str

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.at: tuple[float, float] | None = None
        self.text = ""

    def take(self, frame: Frame, scale: LossScale) -> None:
        """Show where the run shown was stopped, if it was."""
        history, loss = frame.history, frame.loss
        has_stopped = frame.run_state.stop_reason is StopReason.PLATEAU
        if history is None or loss is None or not has_stopped:
            self.at = None
            return
        parameters, value = history.record(history.last_epoch)
        self.at = float(history.last_epoch), scale.place(value)
        excess = None
        is_base = loss.minimum_value > SMALLEST_MINIMUM * max(loss.variance_y, 0.0)
        if is_base and not frame.view_options.is_guessing:
            excess = float(loss.excess_values(parameters)) / loss.minimum_value
        self.text = stop_sentence(excess, has_penalty=frame.settings.l2 > 0.0)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the mark and the sentence."""
        if self.at is None:
            return
        spot = frame.to_pixel(*self.at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.text, 2.0))
        painter.drawLine(spot - QPointF(0, HALF_HEIGHT), spot + QPointF(0, HALF_HEIGHT))
        painter.setBrush(QColor(theme.card))
        painter.drawRect(round(spot.x() - SIZE), round(spot.y() - SIZE), 8, 8)
        places = around(spot.toTuple(), label_box(painter, self.text), HALF_HEIGHT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = self._placer.place("stop", places, frame.rect)
        draw_label(painter, box, self.text, theme.text, theme)
