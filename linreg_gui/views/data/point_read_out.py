"""What a point is, in numbers, beside it while it is pointed at or dragged."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from linreg_gui.core.date_scale import column_of
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import value_text
from linreg_gui.storage.errors import one_line
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import draw_note
from linreg_gui.views.data.data_layers import PointsLayer
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.widgets.formatting import measured

REACH = QPointF(300.0, 80.0)
"""Pixels: a read-out reaches no farther from its point."""
LONGEST_NAME = 24
"""Letters of the name of a column of several."""


class PointReadOutLayer:
    """The numbers of the point that stands out; nothing while none does.

    Parameters
    ----------
    points : PointsLayer
    placer : LabelPlacer
        Its plates are left in sight.
    """

    def __init__(self, points: PointsLayer, placer: LabelPlacer) -> None:
        self._points, self._placer = points, placer
        self._frame: Frame | None = None
        self.lines: list[str] = []
        """As drawn last."""
        self.box = QRectF()
        """Where the read-out was drawn last."""

    def take(self, frame: Frame) -> None:
        """Read points and model of another frame."""
        self._frame = frame

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the read-out beside the point."""
        self.lines, data, index = [], self._points.dataset, self._points.highlighted
        if data is None or index is None or index >= data.n_samples or self._frame is None:
            return
        at = frame.to_pixel(float(data.x[index]), float(data.y[index]))
        if frame.rect.contains(at) and index < self._frame.dataset.n_samples:
            self.lines = point_lines(self._frame, index)
            near = QRectF(at - REACH, at + REACH)
            marks = [box for box in self._points.mark_boxes(frame) if near.intersects(box)]
            taken = [*self._placer.plates.values(), *marks]
            self.box = draw_note(painter, frame, self.lines, at, theme, taken)


def point_lines(frame: Frame, index: int) -> list[str]:
    """Return what a point is, with all its numbers as the data have them, and what ŷ is there.

    Parameters
    ----------
    frame : Frame
    index : int
        Of one of its points.
    """
    data, target = frame.dataset, frame.dataset.target_name
    place = frame.drawn.feature
    names = data.feature_names
    value, y = float(data.features[index, place]), float(data.y[index])
    texts = value_text(value, names[place]), value_text(y, target)
    row = data.features[index : index + 1]
    if data.n_features == 1:
        lines, row = ["x {}   y {}".format(*texts)], row[:, 0]
    else:
        shown = zip((names[place], target), texts, strict=True)
        lines = [f"{one_line(column_of(name), LONGEST_NAME)} {text}" for name, text in shown]
    predicted = float(frame.shown_curve.values(row)[0])
    return [*lines, f"ŷ {measured(predicted)}   residual {measured(y - predicted)}"]
