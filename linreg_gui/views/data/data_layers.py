"""The layers of the data pane: lines and points."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Curve
from linreg_gui.session.wording import count
from linreg_gui.views.canvas.branches import branch_colour, branch_pen
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import draw_dot, draw_dots, pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import Plate
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.data.curve_path import Columns, Reach, draw_curves, pixels_of
from linreg_gui.views.look.theme import Theme

LARGEST_DRAWN_CLOUD = 2000
"""Points drawn one by one; a larger cloud is drawn as a picture."""
LARGEST_MARKED_CLOUD = 200
"""Words keep off the points of no larger one."""
POINT_RADIUS = 5.5
FADED = 0.28
"""Opacity of the points that a step does not see."""
MOST_REPEATED_PLACES = 40
"""More counts would cover the points: rounded data have one at nearly every point."""
RING_RADIUS = POINT_RADIUS + 5.0
CHOSEN_POINT = "arrows move this point · Esc releases it"
LOCKED_POINT = "locked by the lesson · Esc releases it"
ONLY_LOOKED_AT = "only to look at in this picture · Esc releases it"
CHOSEN_LINE = "↑ ↓ shift the line, ← → turn it · Esc releases it"
CHOSEN_CURVE = "↑ ↓ change {}, ← → change {} · Esc releases it"
PLACES_OF_WORDS = np.array([0.35, 0.65, 0.2, 0.8])
"""Parts of the way across what is seen of the line."""


class LinesLayer:
    """The current line or curve, faint earlier ones, best fit, true line and ghost."""

    def __init__(self) -> None:
        self.reach: Reach | None = None
        self.current: Curve | None = None
        self.branch = 0
        """That of the current line, and of the earlier ones."""
        self.others: list[tuple[int, Curve]] = []
        """Number and line of the branches not shown."""
        self.before: Curve | None = None
        """The line that a step has just left."""
        self.earlier: list[Curve] = []
        self.best: Curve | None = None
        self.true: Curve | None = None
        self.ghost: Curve | None = None
        self._columns: Columns | None = None
        """Of the picture being painted; None until a curve is."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the lines, the current one on top."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colour = branch_colour(theme, self.branch)
        self._columns = None
        self._draw_earlier(painter, frame, colour)
        for number, line in self.others:
            self._draw(painter, frame, line, branch_pen(theme, number, 1.4))
        styles = Qt.PenStyle
        self._draw(painter, frame, self.true, pen(theme.true_line, 2.0, styles.DotLine))
        self._draw(painter, frame, self.best, pen(theme.best, 2.0, styles.DashLine))
        self._draw(painter, frame, self.ghost, pen(theme.muted, 1.5, styles.DashDotLine))
        self._draw(painter, frame, self.before, pen(colour, 2.2, alpha=0.45))
        self._draw(painter, frame, self.current, branch_pen(theme, self.branch, 2.6))

    def seen(self, frame: PixelFrame) -> list[Polyline]:
        """Return the lines that words should leave in sight, in pixels."""
        own = (self.current, self.best, self.true, *(line for _, line in self.others))
        pixels = (pixels_of(line, frame) for line in own if line is not None)
        return [line for line in pixels if line is not None]

    def _draw_earlier(self, painter: QPainter, frame: PixelFrame, colour: str) -> None:
        n_lines = len(self.earlier)
        pens = [pen(colour, 1.0, alpha=0.15 + 0.3 * (k + 1) / n_lines) for k in range(n_lines)]
        if n_lines and self.earlier[0].degree > 1:
            columns = self._columns = Columns.of(frame, self.reach)
            draw_curves(painter, columns, self.earlier, pens)
            return
        for line, made in zip(self.earlier, pens, strict=True):
            self._draw(painter, frame, line, made)

    def _draw(self, painter: QPainter, frame: PixelFrame, line: Curve | None, made: QPen) -> None:
        if line is not None and line.degree > 1:
            self._columns = self._columns or Columns.of(frame, self.reach)
            draw_curves(painter, self._columns, [line], [made])
            return
        ends = frame.line(*line) if line is not None else None
        if ends is not None:
            painter.setPen(made)
            painter.drawLine(*ends)


class PointsLayer:
    """The points: discs, or a picture of their density when there are many.

    Points that are held out are rings.
    """

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.highlighted: int | None = None
        self.lit: NDArray[np.intp] | None = None
        """Indices of the points of a batch: the others fade. None lights all alike."""
        self._image: QImage | None = None
        self._image_key: object = None
        self._image_dataset: Dataset | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw all points, the highlighted one larger."""
        data = self.dataset
        if data is None or not data.n_samples:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setOpacity(1.0 if self.lit is None else FADED)
        radius = POINT_RADIUS if data.n_samples <= 200 else 3.5
        if data.n_samples > LARGEST_DRAWN_CLOUD:
            self._paint_picture(painter, frame, theme)
        else:
            x, y = frame.x_pixels(data.x), frame.y_pixels(data.y)
            if data.is_held_out is None:
                draw_dots(painter, x, y, radius, (theme.data, theme.card))
            else:
                rings, discs = data.is_held_out, ~data.is_held_out
                draw_dots(painter, x[discs], y[discs], radius, (theme.data, theme.card))
                draw_dots(painter, x[rings], y[rings], radius - 1.0, (theme.card, theme.data))
        painter.setOpacity(1.0)
        if self.lit is not None:
            _paint_lit(painter, frame, theme, (data.x[self.lit], data.y[self.lit]))
        if self.highlighted is not None and self.highlighted < data.n_samples:
            self._paint_highlight(painter, frame, theme, data)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around the points; none of a cloud."""
        data = self.dataset
        if data is None or data.n_samples > LARGEST_MARKED_CLOUD:
            return []
        x, y = frame.x_pixels(data.x).tolist(), frame.y_pixels(data.y).tolist()
        return [mark_box(px, py, POINT_RADIUS) for px, py in zip(x, y, strict=True)]

    def _paint_highlight(
        self, painter: QPainter, frame: PixelFrame, theme: Theme, data: Dataset
    ) -> None:
        assert self.highlighted is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        x, y = float(data.x[self.highlighted]), float(data.y[self.highlighted])
        is_ring = data.is_held_out is not None and bool(data.is_held_out[self.highlighted])
        fill = theme.card if is_ring else theme.data
        draw_dot(painter, frame.to_pixel(x, y), POINT_RADIUS + 2, fill, theme.text)

    def _paint_picture(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        assert self.dataset is not None
        key = (frame, theme.data)
        if self._image_key != key or self._image_dataset is not self.dataset:
            self._image = density_image(self.dataset.x, self.dataset.y, frame, theme.data)
            self._image_key = key
            self._image_dataset = self.dataset
        if self._image is not None:
            painter.drawImage(frame.rect, self._image)


class RepeatsLayer:
    """How many points lie at one place, beside each place of several.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.places: list[tuple[float, float, int]] = []
        """x, y and how many points lie there."""

    def take(self, dataset: Dataset) -> None:
        """Count the points of a cloud small enough for its discs to be seen one by one."""
        self.places = []
        if not 0 < dataset.n_samples <= LARGEST_DRAWN_CLOUD:
            return
        # One complex number a point: numpy sorts those, and rows only after a copy of them.
        points = np.sort(dataset.x + 1j * dataset.y)
        if not (points[1:] == points[:-1]).any():
            return
        points, counts = np.unique(points, return_counts=True)
        repeated = counts > 1
        if np.count_nonzero(repeated) <= MOST_REPEATED_PLACES:
            found = zip(points[repeated].tolist(), counts[repeated].tolist(), strict=True)
            self.places = [(point.real, point.imag, many) for point, many in found]

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the counts."""
        for number, (x, y, many) in enumerate(self.places):
            plate = Plate(("repeats", number), f"× {count(many)}", theme.data)
            self._placer.draw(painter, plate, frame.to_pixel(x, y), POINT_RADIUS)


class HeldOutNameLayer:
    """What the rings are, said beside one of them.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.dataset: Dataset | None = None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the words beside the first ring that has room for them."""
        data = self.dataset
        if data is None or data.is_held_out is None or data.n_samples > LARGEST_MARKED_CLOUD:
            return
        rows = np.flatnonzero(data.is_held_out).tolist()
        spots = [(row, frame.to_pixel(float(data.x[row]), float(data.y[row]))) for row in rows]
        plate = Plate("held out", "held out", theme.data, "not trained on", is_shy=True)
        self._placer.draw_along(painter, plate, spots, POINT_RADIUS)


class ChosenPointLayer:
    """What the arrow keys move, a point with a ring around it or the line, and what they do.

    Parameters
    ----------
    lines : LinesLayer
    placer : LabelPlacer
    """

    def __init__(self, lines: LinesLayer, placer: LabelPlacer) -> None:
        self._lines, self._placer = lines, placer
        self.is_line = self.is_locked = self.is_fixed = False
        self.line_words = CHOSEN_LINE
        """What the keys do with the line."""
        self.dataset: Dataset | None = None
        self.index: int | None = None

    @property
    def words(self) -> str:
        """What the keys do with the point chosen: in a lesson they may not move it."""
        if self.is_locked:
            return LOCKED_POINT
        return ONLY_LOOKED_AT if self.is_fixed else CHOSEN_POINT

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the ring and the words."""
        data, index = self.dataset, self.index
        if self.is_line:
            self._paint_line_words(painter, frame, theme)
        if data is None or index is None or index >= data.n_samples:
            return
        centre = frame.to_pixel(float(data.x[index]), float(data.y[index]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.text, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, RING_RADIUS, RING_RADIUS)
        plate = Plate("chosen", self.words, theme.text)
        self._placer.draw(painter, plate, centre, RING_RADIUS)

    def _paint_line_words(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Say it along what is seen of the line; of one out of sight, in the middle of the pane."""
        plate, line = Plate("chosen", self.line_words, theme.text), self._lines.current
        way = None if line is None else pixels_of(line, frame)
        x, y = way or (np.empty(0), np.empty(0))
        is_seen = (y >= frame.rect.top()) & (y <= frame.rect.bottom())
        x, y = x[is_seen], y[is_seen]
        if not len(x):
            box = QRectF(QPointF(), self._placer.size(plate))
            box.moveCenter(frame.rect.center())
            self._placer.draw_at(painter, plate, box, None)
            return
        across = x[0] + PLACES_OF_WORDS * (x[-1] - x[0])
        both = zip(across.tolist(), np.interp(across, x, y).tolist(), strict=True)
        anchors = [(place, QPointF(*at)) for place, at in enumerate(both)]
        self._placer.draw_along(painter, plate, anchors)


def _paint_lit(
    painter: QPainter, frame: PixelFrame, theme: Theme, points: tuple[FloatArray, FloatArray]
) -> None:
    """Draw the points that a step sees, over all of them."""
    x, y = points
    if len(x) > LARGEST_DRAWN_CLOUD:
        painter.drawImage(frame.rect, density_image(x, y, frame, theme.data))
        return
    radius = POINT_RADIUS + 1.0 if len(x) <= 200 else 3.5
    colours = (theme.data, theme.text)
    draw_dots(painter, frame.x_pixels(x), frame.y_pixels(y), radius, colours)


def density_image(x: FloatArray, y: FloatArray, frame: PixelFrame, colour: str) -> QImage:
    """Count points per pixel and paint the counts; a point covers 2 × 2 pixels.

    Parameters
    ----------
    x, y : ndarray, shape (n_samples,)
    frame : PixelFrame
    colour : str
        Colour of a full pixel.

    Returns
    -------
    QImage
        Premultiplied ARGB, one pixel a logical pixel.
    """
    width, height = max(1, int(frame.rect.width())), max(1, int(frame.rect.height()))
    column = ((x - frame.left) * (width / (frame.right - frame.left))).astype(np.float32)
    row = ((frame.top - y) * (height / (frame.top - frame.bottom))).astype(np.float32)
    is_inside = (column >= 0) & (column < width - 1) & (row >= 0) & (row < height - 1)
    index = row[is_inside].astype(np.int32) * width + column[is_inside].astype(np.int32)
    counts = np.bincount(index, minlength=width * height).reshape(height, width).astype(np.float32)
    counts[1:] += counts[:-1].copy()
    counts[:, 1:] += counts[:, :-1].copy()
    opacity = 1.0 - 0.45 ** np.minimum(counts, 8.0)
    tint = QColor(colour)
    pixels = np.empty((height, width, 4), np.uint8)
    for channel, value in enumerate((tint.blue(), tint.green(), tint.red(), 255)):
        pixels[..., channel] = opacity * value
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
