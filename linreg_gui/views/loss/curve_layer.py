"""The loss curve of the branch shown, its floor, the cursor and the read-out."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from linreg_gui.views.canvas.branch_look import branch_colour
from linreg_gui.views.canvas.label_room import mark_box
from linreg_gui.views.canvas.lineage import Lineage, parts
from linreg_gui.views.canvas.painting import draw_dot, draw_note, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.thinned_curve import ThinnedCurve
from linreg_gui.views.look.theme import Theme

DOT_RADIUS, LIT_RADIUS = 5.0, 6.5


class CurveLayer(ThinnedCurve):
    """Loss against epoch; ``values`` are already on the axis's scale (log or linear).

    Attributes
    ----------
    floor : float or None
        The loss of the best fit.
    branch : int
        The number of the one shown, for its colour.
    lineage : Lineage
        Up to its fork the curve has the colours of the branches it grew from.
    is_lit : bool
        Whether a step is working out its loss just now.
    note_epoch : int or None
        Where the read-out ``note`` belongs, ``note_value`` high.
    """

    def __init__(self) -> None:
        super().__init__()
        self.floor: float | None = None
        self.branch = 0
        self.lineage: Lineage = ()
        self.cursor = 0
        self.is_lit = False
        self.note_epoch: int | None = None
        self.note_value = 0.0
        self.note: list[str] = []

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw floor, curve, cursor and read-out."""
        if self.floor is not None:
            y = frame.to_pixel(frame.left, self.floor).y()
            painter.setPen(pen(theme.best, 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))
        if not len(self.values):
            return
        epochs, x, y_pixels = self.pixels(frame)
        self._draw_curve(painter, theme, epochs, (x, y_pixels))
        self._draw_cursor(painter, frame, theme)
        if self.note_epoch is not None:
            spot = frame.to_pixel(self.note_epoch, self.note_value)
            painter.setPen(pen(theme.muted, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, 4.0, 4.0)
            draw_note(painter, frame, self.note, spot, theme)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Give the box around the dot."""
        if not len(self.values):
            return []
        at = frame.to_pixel(self.cursor, float(self.values[self.cursor]))
        return [mark_box(at.x(), at.y(), DOT_RADIUS + 1.0)]

    def _draw_curve(
        self,
        painter: QPainter,
        theme: Theme,
        epochs: FloatArray,
        pixels: tuple[FloatArray, FloatArray],
    ) -> None:
        x, y = pixels
        for part, number in parts(epochs, self.lineage, self.branch):
            made = pen(branch_colour(theme, number), 2.0)
            stroke(painter, polyline(x[part], y[part]), made)

    def _draw_cursor(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        at = frame.to_pixel(self.cursor, float(self.values[self.cursor]))
        painter.setPen(pen(theme.text, 1.0))
        painter.drawLine(QPointF(at.x(), frame.rect.top()), QPointF(at.x(), frame.rect.bottom()))
        colour = branch_colour(theme, self.branch)
        if self.is_lit:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(colour, 2.0))
            painter.drawEllipse(at, 11.0, 11.0)
        draw_dot(painter, at, LIT_RADIUS if self.is_lit else DOT_RADIUS, colour, theme.card)
