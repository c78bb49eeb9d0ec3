"""Where the stop rule ended a run, on the loss curve."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.descent import StopReason
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording_training import stop_sentence
from linreg_gui.views.canvas.label_room import LabelRoom, around
from linreg_gui.views.canvas.labels import draw_label, label_box
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale
from linreg_gui.views.widgets.model_values import SMALLEST_MINIMUM

HALF_HEIGHT = 9.0
SIZE = 4.0


class StopLayer:
    """A square on a short bar, and what going on would have gained; nothing while ``at`` is None.

    Attributes
    ----------
    at : tuple of float or None
        Epoch and loss, the loss on the scale of the axis.
    text : str

    Parameters
    ----------
    room : LabelRoom
    """

    def __init__(self, room: LabelRoom) -> None:
        self._room = room
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
        box = self._room.place("stop", places, frame.rect)
        draw_label(painter, box, self.text, theme.text, theme)
