"""A small picture of the bowl beside a runaway that has left it far behind."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.views.bowl_layer import BowlLayer
from linreg_gui.views.painting import pen
from linreg_gui.views.path_layer import PathLayer
from linreg_gui.views.pixel_frame import PixelFrame
from linreg_gui.views.surface_framing import Range, is_oversize
from linreg_gui.views.surface_labels import draw_label, label_box
from linreg_gui.views.surface_layers import MarksLayer
from linreg_gui.views.theme import Theme

SHARE_OF_PANE = 0.34
MARGIN = 10.0
TITLE = "the bowl"


class InsetLayer:
    """Bowl, path and marks once more, framed on the bowl; nothing while ``home`` is None."""

    def __init__(self) -> None:
        self.home: Range | None = None
        self.is_right = True
        self.bowl, self.path, self.marks = BowlLayer(), PathLayer(), MarksLayer()

    def frame_inside(self, frame: PixelFrame) -> PixelFrame | None:
        """Give the inset's own frame; None where the large picture shows the bowl itself."""
        shown = (frame.left, frame.right, frame.bottom, frame.top)
        if self.home is None or not is_oversize(shown, self.home):
            return None
        size = (np.array([frame.rect.width(), frame.rect.height()]) * SHARE_OF_PANE).round()
        box = QRectF(0, 0, *size.tolist())
        box.moveBottomRight(frame.rect.bottomRight() - QPointF(MARGIN, MARGIN))
        if not self.is_right:
            box.moveLeft(frame.rect.left() + MARGIN)
        return PixelFrame(*self.home, QRectF(box.toRect()))

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the small picture over the large one, with a border and its name."""
        inside = self.frame_inside(frame)
        if inside is None:
            return
        painter.setClipRect(inside.rect, Qt.ClipOperation.IntersectClip)
        painter.fillRect(inside.rect, QColor(theme.card))
        for layer in (self.bowl, self.path, self.marks):
            painter.save()
            layer.paint(painter, inside, theme)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(theme.axis, 2.0))
        painter.drawRect(inside.rect)
        box = label_box(painter, TITLE)
        box.moveTopLeft(inside.rect.topLeft() + QPointF(3, 3))
        draw_label(painter, box, TITLE, theme.muted, theme)
