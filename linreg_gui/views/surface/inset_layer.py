"""A small picture of the bowl beside a runaway that has left it far behind."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.views.canvas.labels import draw_label, label_box
from linreg_gui.views.canvas.painting import pen
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.surface.bowl_layer import BowlLayer
from linreg_gui.views.surface.path_layer import PathLayer
from linreg_gui.views.surface.surface_framing import Range, is_oversize
from linreg_gui.views.surface.surface_layers import MarksLayer

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
        width, height = SHARE_OF_PANE * frame.rect.width(), SHARE_OF_PANE * frame.rect.height()
        box = QRectF(0, 0, round(width), round(height))
        box.moveBottomRight(frame.rect.bottomRight() - QPointF(MARGIN, MARGIN))
        if not self.is_right:
            box.moveLeft(frame.rect.left() + MARGIN)
        return PixelFrame(*self.home, QRectF(box.toRect()))

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the small picture over the large one, with a border and its name."""
        inside = self.frame_inside(frame)
        if inside is None:
            return
        title = label_box(painter, TITLE)
        title.moveBottomLeft(inside.rect.topLeft() - QPointF(0, 2))
        draw_label(painter, title, TITLE, theme.text, theme)
        painter.setPen(pen(theme.axis, 2.0))
        painter.drawRect(inside.rect)
        painter.setClipRect(inside.rect, Qt.ClipOperation.IntersectClip)
        for layer in (self.bowl, self.path, self.marks):
            painter.save()
            layer.paint(painter, inside, theme)
            painter.restore()
