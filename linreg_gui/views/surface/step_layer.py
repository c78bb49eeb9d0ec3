"""Single steps pointed out on the loss surface: the one just taken, and a runaway's last ones."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from linreg_gui.session.values import Line, Records
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.label_room import kept_inside
from linreg_gui.views.canvas.labels import draw_label, label_box
from linreg_gui.views.canvas.painting import draw_arrow, pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme

DOT_RADIUS = 7.0
MOST_NUMBERS = 5
MOST_SWINGS = 60
"""Records looked at for a place to number them: further back they lie in one pixel, or dense."""
NUMBER_SPACING_PIXELS = 44.0


class StepLayer:
    """A hollow dot where a step began, and an arrow to where it led."""

    def __init__(self) -> None:
        self.before: Line | None = None
        self.after: Line | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw them; nothing while no step is pointed out."""
        if self.before is None or self.after is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        tail, head = frame.to_pixel(*self.before), frame.to_pixel(*self.after)
        way = head - tail
        length = float(np.hypot(way.x(), way.y()))
        if length > 2 * DOT_RADIUS:
            draw_arrow(painter, tail, head - way * (DOT_RADIUS / length), theme.text)
        painter.setBrush(QColor(theme.card))
        painter.setPen(pen(theme.line, 2.0))
        painter.drawEllipse(tail, DOT_RADIUS, DOT_RADIUS)


class RunawayLayer:
    """The epochs of a divergence's last swings; nothing while ``history`` is None."""

    def __init__(self) -> None:
        self.history: Records | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Write the numbers beside the dots, newest first, as long as they stand apart."""
        if self.history is None:
            return
        placed = [frame.to_pixel(*self.history.parameters[0].tolist())]
        for epoch, at in self._newest(self.history, frame):
            if any((at - other).manhattanLength() < NUMBER_SPACING_PIXELS for other in placed):
                continue
            text = count(epoch) if len(placed) > 1 else f"epoch {count(epoch)}"
            box = label_box(painter, text)
            box.moveCenter(at + QPointF(0, 19))
            draw_label(painter, kept_inside(box, frame.rect), text, theme.text, theme)
            placed.append(at)
            if len(placed) > MOST_NUMBERS:
                return

    def _newest(self, history: Records, frame: PixelFrame) -> list[tuple[int, QPointF]]:
        rows = history.parameters[-MOST_SWINGS:].tolist()
        last = history.last_epoch
        seen = [(last - i, frame.to_pixel(*row)) for i, row in enumerate(reversed(rows))]
        return [(epoch, at) for epoch, at in seen if frame.rect.contains(at)]
