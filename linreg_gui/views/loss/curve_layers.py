"""The loss curves: that of the branch shown with floor, cursor and read-out, and the others."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.session.values import Branch
from linreg_gui.views.canvas.branches import Lineage, branch_colour, branch_pen, parts
from linreg_gui.views.canvas.labels import LabelPlacer, kept_inside, mark_box
from linreg_gui.views.canvas.painting import draw_dot, draw_note, pen, polyline, stroke
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.thinning import ThinnedCurve
from linreg_gui.views.look.theme import Theme
from linreg_gui.views.loss.loss_scale import LossScale, ScaledLosses

DOT_RADIUS, LIT_RADIUS = 5.0, 6.5
FAINT = 0.75
RACER_RADIUS = 4.0
MOST_COLUMNS = 4
"""Of letters that end together, in a low pane."""
LINE_ROOM = 1.0
"""Pixels above and below a curve that no letter should cover."""
SHOWN_FIRST = 1.5
"""Pixels by which the shown branch is preferred: up to a fork two curves are one."""


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
        """Return the box around the dot."""
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
            stroke(painter, polyline(x[part], y[part]), branch_pen(theme, number, 2.0))

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


class BranchCurve(ThinnedCurve):
    """The loss of one branch: from its fork on, or whole if it is the one shown."""

    def __init__(self) -> None:
        super().__init__()
        self.letter = ""
        self.is_shown = False
        self.lowest = 0.0
        self._scaled = ScaledLosses()

    def take(self, branch: Branch, scale: LossScale) -> None:
        """Take the records of a branch."""
        revision = branch.history.revision
        first = 0 if branch.is_shown else branch.fork_epoch
        losses = branch.history.losses[first:]
        key = (revision, scale, first)
        if key != self.revision or len(losses) != len(self.values):
            self.values = self._scaled.of(losses, scale, (revision, first))
            self.lowest = float(self.values.min())
        self.letter, self.is_shown = branch.letter, branch.is_shown
        self.first_epoch, self.revision = first, key

    def distance(self, pixel: QPointF, frame: PixelFrame) -> float:
        """Return the distance of a pixel to the curve."""
        _, x, y = self.pixels(frame)
        if len(x) == 1:
            return float(np.hypot(x[0] - pixel.x(), y[0] - pixel.y()))
        dx, dy = np.diff(x), np.diff(y)
        along = (pixel.x() - x[:-1]) * dx + (pixel.y() - y[:-1]) * dy
        share = np.clip(along / np.maximum(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        gap_x, gap_y = x[:-1] + share * dx - pixel.x(), y[:-1] + share * dy - pixel.y()
        return float(np.hypot(gap_x, gap_y).min())


class BranchCurvesLayer:
    """Faint curves in the colours and dashes of their branches, with a letter at each end.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self.placer = placer
        self._known: dict[int, BranchCurve] = {}
        self.curves: dict[int, BranchCurve] = {}
        """By the number of the branch; empty while there is only one."""
        self.race_epoch: int | None = None
        """In a race the curves end there, each with a dot."""

    def take(self, branches: tuple[Branch, ...], scale: LossScale) -> None:
        """Take the branches there are."""
        self.curves = {}
        seen = [branch for branch in branches if not branch.is_hidden]
        for branch in seen if len(seen) > 1 else ():
            curve = self._known.setdefault(branch.number, BranchCurve())
            curve.take(branch, scale)
            self.curves[branch.number] = curve

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the curves, and the letters of all of them."""
        for number, curve in self.curves.items():
            if not curve.is_shown:
                x, y = self._drawn(curve, frame)
                stroke(painter, polyline(x, y), branch_pen(theme, number, 1.0, FAINT))
                if self.race_epoch is not None and len(x):
                    at = QPointF(float(x[-1]), float(y[-1]))
                    draw_dot(painter, at, RACER_RADIUS, branch_colour(theme, number), theme.card)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        size = QSizeF(metrics.horizontalAdvance("A") + 1.0, metrics.ascent())
        for number, box in self.letter_boxes(frame, size).items():
            painter.setPen(QColor(branch_colour(theme, number)))
            painter.drawText(box.bottomLeft(), self.curves[number].letter)

    def _drawn(self, curve: BranchCurve, frame: PixelFrame) -> tuple[FloatArray, FloatArray]:
        """Return what there is of a curve; in a race nothing before the branch has left another."""
        epochs, x, y = curve.pixels(frame)
        if self.race_epoch is None or curve.is_shown:
            return x, y
        end = int(np.searchsorted(epochs, self.race_epoch, side="right"))
        return x[:end], y[:end]

    def letter_boxes(self, frame: PixelFrame, size: QSizeF) -> dict[int, QRectF]:
        """Return where each letter stands: right of the last of its curve that is drawn and seen.

        Where letters would meet, or a curve goes on, they stand above or below, and then in a
        column beside.
        """
        boxes: dict[int, QRectF] = {}
        drawn = {number: self._drawn(curve, frame) for number, curve in self.curves.items()}
        lines = {number: line for number, line in drawn.items() if len(line[0])}
        for number, (x, y) in lines.items():
            seen = np.flatnonzero((y >= frame.rect.top()) & (y <= frame.rect.bottom()))
            if not len(seen):
                continue
            at = QRectF(QPointF(float(x[seen[-1]]) + 8.0, float(y[seen[-1]])), size)
            at = kept_inside(at.translated(0.0, -0.5 * size.height()), frame.rect)
            columns = _columns(at)
            pieces = [_piece(*line, column) for line in lines.values() for column in columns]
            places, owner = _near(columns, frame.rect), ("letter", number)
            boxes[number] = self.placer.place(owner, places, frame.rect, pieces)
        return boxes

    def branch_near(self, pixel: QPointF, frame: PixelFrame, reach: float) -> int | None:
        """Return the branch whose curve is nearest; None if it is the one shown or too far."""
        distances = {
            number: curve.distance(pixel, frame) - (SHOWN_FIRST if curve.is_shown else 0.0)
            for number, curve in self.curves.items()
        }
        nearest = min(distances, key=lambda number: distances[number], default=None)
        if nearest is None or self.curves[nearest].is_shown or distances[nearest] > reach:
            return None
        return nearest


def _piece(x: FloatArray, y: FloatArray, box: QRectF) -> QRectF:
    """Return the room of a line where it passes a box, above, below or through it; else none."""
    left, right = max(box.left(), float(x[0])), min(box.right(), float(x[-1]))
    if left >= right:
        return QRectF()
    inside = y[np.searchsorted(x, left) : np.searchsorted(x, right)]
    heights = np.concatenate((np.interp((left, right), x, y), inside))
    top, bottom = float(heights.min()) - LINE_ROOM, float(heights.max()) + LINE_ROOM
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def _columns(box: QRectF) -> list[QRectF]:
    """Put a box where it is, and ever farther to its left."""
    width = box.width() + 4.0
    return [box.translated(-column * width, 0.0) for column in range(MOST_COLUMNS)]


def _near(columns: list[QRectF], area: QRectF) -> list[QRectF]:
    """Put each box where it is, then below and above, ever farther."""
    height = columns[0].height()
    n_rows = int(area.height() / height)
    rows = [0, *(side * row for row in range(1, n_rows + 1) for side in (1, -1))]
    moved = [box.translated(0.0, row * height) for box in columns for row in rows]
    return [place for place in moved if area.contains(place)] or columns[:1]
