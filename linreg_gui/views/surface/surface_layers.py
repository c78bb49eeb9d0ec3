"""The marks on the loss surface: minimum, start, current dot, read-out, and the sentences."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.surface_cut import Others, SurfaceCut
from linreg_gui.session.curve import Place
from linreg_gui.views.canvas.branches import branch_colour
from linreg_gui.views.canvas.labels import LabelPlacer, mark_box
from linreg_gui.views.canvas.painting import draw_arrow, draw_dot, draw_star, pen
from linreg_gui.views.canvas.pixel_frame import FloatArray, PixelFrame
from linreg_gui.views.canvas.plates import draw_ground, draw_note
from linreg_gui.views.look.theme import Theme

ARROW_PIXELS, LEAST_ARROW = 46.0, 18.0
"""How long the −gradient is drawn; nearer to the minimum than it can be seen there is none."""
STAR_RADIUS, DOT_RADIUS = 9.0, 7.0
FLAT = 1e-9
"""Below this part of the start's excess loss no arrow is drawn: it would point at noise."""
LEAST_SURE = 10.0
"""An arrow is drawn where it is so many times longer than what rounding may add to it."""
MARGIN = 6.0
LARGEST_CAPTION, LARGEST_SENTENCE = 0.16, 0.25
"""Of the pane; of more sentences than fit the last are left out, and one that is larger, too."""
CAPTION_ROOM, MOST_CAPTION_ROOM = 56.0, 0.18
"""Pixels, and at most which part of the pane's height."""
CAPTION_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class MarksLayer:
    """Minimum, start, current dot and −gradient arrow."""

    def __init__(self) -> None:
        self.loss: QuadraticLoss | None = None
        self.cut: SurfaceCut | None = None
        self.start: Place | None = None
        self.current: Place | None = None
        self.branch = 0
        """The number of the branch that the current dot is on."""
        self.valley: Place | None = None
        """All curves through one point: a line, by its slope and its height at 0."""
        self.has_star = True
        self.has_arrow = True
        self._arrow_key: object = None
        self._arrow: tuple[QPointF, QPointF] | None = None

    @property
    def best(self) -> Place | None:
        """The best fit; None where it is hidden, or not unique."""
        loss, cut = self.loss, self.cut
        if not self.has_star or loss is None or cut is None or loss.is_degenerate:
            return None
        return Place(*cut.places(loss.minimum_parameters).tolist())

    @property
    def lowest(self) -> Place | None:
        """The lowest place of a cut, where the others are held; else None."""
        cut = self.cut
        if not self.has_star or cut is None or cut.is_whole or cut.bowl.is_trough:
            return None
        is_held = cut.others is Others.AS_THEY_ARE
        return Place(*cut.bowl.centre.tolist()) if is_held else None

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw the marks, the current dot on top."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for place, colours in (
            (self.lowest, (theme.card, theme.best)),
            (self.best, (theme.best, theme.card)),
        ):
            if place is not None:
                draw_star(painter, frame.to_pixel(*place), STAR_RADIUS, *colours)
        if self.best is not None:
            self._draw_unpenalised_minimum(painter, frame, theme)
        ends = frame.line(*self.valley) if self.valley is not None else None
        if ends is not None:
            painter.setPen(pen(theme.data, 1.6, Qt.PenStyle.DashDotLine))
            painter.drawLine(*ends)
        if self.start is not None:
            painter.setBrush(QColor(theme.card))
            painter.setPen(pen(theme.line, 2.0))
            painter.drawEllipse(frame.to_pixel(*self.start), 6.0, 6.0)
        if self.current is not None:
            arrow = self.arrow(frame)
            if arrow is not None:
                draw_arrow(painter, *arrow, theme.text)
            colour = branch_colour(theme, self.branch)
            draw_dot(painter, frame.to_pixel(*self.current), DOT_RADIUS, colour, theme.card)

    def mark_boxes(self, frame: PixelFrame) -> list[QRectF]:
        """Return the boxes around minimum, start and current dot."""
        marks = [(mark, DOT_RADIUS + 1.0) for mark in (self.start, self.current) if mark]
        marks += [(star, STAR_RADIUS) for star in (self.best, self.lowest) if star]
        places = ((frame.to_pixel(*mark), radius) for mark, radius in marks)
        return [mark_box(at.x(), at.y(), radius) for at, radius in places]

    def _draw_unpenalised_minimum(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Mark where the minimum is without the penalty, with a hollow star."""
        if self.loss is None or not self.loss.l2 or self.loss.unpenalised.is_degenerate:
            return
        if self.lowest is not None:
            return  # one hollow star is enough
        assert self.cut is not None
        place = self.cut.places(self.loss.unpenalised.minimum_parameters)
        centre = frame.to_pixel(*place.tolist())
        draw_star(painter, centre, 8.0, theme.card, theme.best)

    def arrow(self, frame: PixelFrame) -> tuple[QPointF, QPointF] | None:
        """Return tail and head of the −gradient in pixels; None where it is not drawn."""
        loss, cut = self.loss, self.cut
        if not self.has_arrow or self.current is None or self.start is None:
            return None
        if loss is None or cut is None:
            return None
        key = (frame, loss, cut, self.start, self.current, self.has_star)
        if self._arrow_key != key:
            self._arrow_key = key
            whole = loss if cut.is_whole else cut.bowl
            highest = float(whole.excess_values(np.array(self.start)))
            has_way = float(whole.excess_values(np.array(self.current))) > FLAT * highest
            self._arrow = self._downhill(frame, loss, cut, self.current) if has_way else None
        return self._arrow

    def _downhill(
        self, frame: PixelFrame, loss: QuadraticLoss, cut: SurfaceCut, current: Place
    ) -> tuple[QPointF, QPointF] | None:
        """Return the arrow; it ends before the star, beyond which the loss rises again."""
        down = downhill_way(frame, loss, cut, cut.lift(current))
        if down is None:
            return None
        tail, room, star = frame.to_pixel(*current), ARROW_PIXELS, self.lowest or self.best
        if star is not None:  # else its length would tell a hidden place
            way = frame.to_pixel(*star) - tail
            room = min(room, float(np.hypot(way.x(), way.y())) - STAR_RADIUS)
        if not room > LEAST_ARROW:
            return None
        return tail, tail + down * room


def downhill_way(
    frame: PixelFrame, loss: QuadraticLoss, cut: SurfaceCut, here: FloatArray
) -> QPointF | None:
    """Return where −gradient points on the pane, one pixel long.

    None where nobody knows: at the minimum, and where rounding could turn the arrow, as on the
    floor of a valley far narrower than the pane shows.
    """
    scales = (frame.x_scale, -frame.y_scale)
    with np.errstate(all="ignore"):
        down = -cut.places(loss.gradient(here)) * scales
        blur = float(np.hypot(*(cut.places(loss.gradient_rounding(here)) * scales)))
        length = float(np.hypot(*down))
        if not LEAST_SURE * blur < length < np.inf:
            return None
        return QPointF(*(down / length).tolist())


class ReadOutLayer:
    """What lies under the pointer; nothing while ``at`` is None.

    Parameters
    ----------
    placer : LabelPlacer
        Its plates are left in sight.
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self._placer = placer
        self.at: QPointF | None = None
        """In pixels of the pane."""
        self.lines: list[str] = []
        self.box = QRectF()
        """Where the read-out was drawn last."""

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw a ring and the read-out beside it."""
        if self.at is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(theme.muted, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.at, 4.0, 4.0)
        plates = self._placer.plates.values()
        self.box = draw_note(painter, frame, self.lines, self.at, theme, plates)


def caption_room(height: float) -> float:
    """Return the part of a pane's height to be kept free of marks for a caption of two lines."""
    return min(CAPTION_ROOM / max(height, 1.0), MOST_CAPTION_ROOM)


class CaptionLayer:
    """Sentences along an edge of the pane; nothing while there are none.

    Parameters
    ----------
    placer : LabelPlacer
    """

    def __init__(self, placer: LabelPlacer) -> None:
        self.sentences: list[str] = []
        self._placer = placer

    def paint(self, painter: QPainter, frame: PixelFrame, theme: Theme) -> None:
        """Draw as many sentences as leave the picture visible; wide, or narrow in a corner."""
        painter.setFont(self._placer.plain_type)
        text, sizes = self._text_that_fits(painter, frame.rect)
        if not text:
            return
        area = frame.rect.adjusted(MARGIN, 4, -MARGIN, -4)
        boxes = [box for size in sizes for box in _in_corners(QRectF(QPointF(), size), area)]
        box = self._placer.place("caption", boxes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        draw_ground(painter, box, theme.muted, theme)
        painter.setPen(QColor(theme.text))
        painter.drawText(box.adjusted(MARGIN, 3, -MARGIN + 1.0, 0), CAPTION_FLAGS, text)

    def _text_that_fits(self, painter: QPainter, rect: QRectF) -> tuple[str, list[QSizeF]]:
        """Return the text and its sizes, the widest first; no text where none fits."""
        pane = rect.width() * rect.height()
        for n_sentences in range(len(self.sentences), 0, -1):
            text = "\n".join(self.sentences[:n_sentences])
            rooms = (rect.width() - 4 * MARGIN, 0.5 * rect.width() - 3 * MARGIN)
            sizes = [_size_within(painter, text, room, rect.height()) for room in rooms]
            largest = LARGEST_CAPTION if n_sentences > 1 else LARGEST_SENTENCE
            fitting = [size for size in sizes if size.width() * size.height() <= largest * pane]
            fitting = [size for size in fitting if size.height() <= 0.5 * rect.height()]
            if fitting:
                return text, fitting
        return "", []


def _size_within(painter: QPainter, text: str, room: float, height: float) -> QSizeF:
    words = painter.boundingRect(QRectF(0, 0, room, height), CAPTION_FLAGS, text)
    return QSizeF(math.ceil(words.width()) + 2 * MARGIN, words.height() + 6)


def _in_corners(box: QRectF, area: QRectF) -> list[QRectF]:
    """Put a box into the corners of a rectangle, the lower ones first."""
    lefts = (area.left(), area.right() - box.width())
    tops = (area.bottom() - box.height(), area.top())
    return [QRectF(left, top, box.width(), box.height()) for top in tops for left in lefts]
