"""What stands beside the loss curves: the tries by hand, and where a run ended on a plateau."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.settings import StopReason
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import Branch
from linreg_gui.session.wording_training import stop_sentence
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale
from linreg_gui.views.widgets.formatting import best_name, is_base, measured

HALF_HEIGHT = 9.0
SIZE = 4.0
DOT_RADIUS = 5.0
NAMED_AT = (0.92, 0.74, 0.56, 0.38, 0.2)
"""Parts of the pane's width at which a level line may be named, the best first."""


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
            self.note = f"best by hand {measured(best)}"

    def clear(self) -> None:
        """Forget what is drawn."""
        self.values, self._key = np.empty(0), None

    def pixels(self, frame: PixelFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return where each try stands on the epochs' axis, and its x and y in pixels."""
        epochs = np.linspace(0.0, self.width, len(self.values))
        return epochs, frame.x_pixels(epochs), frame.y_pixels(self.values)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the tries, and the line of the best of them."""
        if not len(self.values):
            return
        _, x, y_pixels = self.pixels(frame)
        stroke(painter, polyline(x, y_pixels), pen(theme.hand, 2.0, Qt.PenStyle.DotLine))
        y = frame.to_pixel(0.0, self.best).y()
        painter.setPen(pen(theme.hand, 1.0, alpha=0.6))
        painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))

    def paint_name(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the name of the line of the best try."""
        if not len(self.values):
            return
        y = frame.to_pixel(0.0, self.best).y()
        plate = Plate("best by hand", self.note, theme.hand, is_shy=True)
        self._placer.draw_along(painter, plate, level_anchors(frame, y))


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
        if is_base(loss) and not frame.view_options.is_guessing:
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
        self._placer.draw(painter, Plate("stop", self.text, theme.text), spot, SIZE)


class ValuesLayer:
    """The loss at the epoch shown, and the least there can be, in words.

    Several runs have plates of their own at their curves instead of the first.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self._now: tuple[str, float, float, int] | None = None
        """Text, epoch and height on the axis, and the number of the run."""
        self.best: tuple[str, float] | None = None
        """What is said of the least loss, and its height on the axis; None where it is not told."""

    def take(self, frame: Frame, scale: LossScale) -> None:
        """Take the numbers of a frame."""
        history, loss = frame.history, frame.loss
        self._now = self.best = None
        if history is None or loss is None:
            return
        epoch = min(frame.cursor, history.last_epoch)
        _, value = history.record(epoch)
        options = frame.view_options
        if len(seen_runs(frame)) <= 1:
            text = f"now {measured(value)}" if frame.is_untouched else measured(value)
            self._now = text, float(epoch), scale.place(value), frame.shown_branch
        if options.show_best_loss and not options.is_guessing:
            least = loss.minimum_value
            self.best = f"{best_name(loss)} {measured(least)}", scale.place(least)

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the plates."""
        if self._now is not None:
            text, epoch, height, run = self._now
            plate = Plate("now", text, branch_colour(theme, run))
            self._placer.draw(painter, plate, frame.to_pixel(epoch, height), DOT_RADIUS)
        if self.best is not None:
            text, height = self.best
            plate = Plate("best possible", text, theme.best, is_shy=True)
            y = frame.to_pixel(frame.left, height).y()
            self._placer.draw_along(painter, plate, level_anchors(frame, y))


def seen_runs(frame: Frame) -> list[Branch]:
    """Return the runs whose curves are drawn."""
    has_kept = frame.view_options.show_kept_runs
    return [run for run in frame.branches if not run.is_hidden and (has_kept or not run.is_kept)]


def level_anchors(frame: PixelFrame, y: float) -> list[tuple[float, QPointF]]:
    """Return places on a level line across the pane, from the right to the left."""
    left, width = frame.rect.left(), frame.rect.width()
    return [(share, QPointF(left + share * width, y)) for share in NAMED_AT]
