"""The plate of a bet in words: your little curve beside that of the run, with their words."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF

from linreg_gui.core.course import Course
from linreg_gui.session.bets import WordsBet, WordsGap
from linreg_gui.session.wording_bets import what_it_did
from linreg_gui.views.canvas.bet_drawing import bet_pen
from linreg_gui.views.canvas.branches import branch_colour, branch_pen
from linreg_gui.views.canvas.labels import LabelPlacer
from linreg_gui.views.canvas.painting import stroke
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import TYPE_SHARE, draw_ground
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.course_curves import course_curve
from linreg_gui.views.look.theme import Theme

CURVE_WIDTH, CURVE_HEIGHT, LOW_HEIGHT = 44.0, 24.0, 15.0
MARGIN, TOP_MARGIN = 7.0, 4.0
LEAST_HEIGHT = 96.0
"""Pixels of a pane with room for a sentence, too."""
N_PLACES, N_SAMPLES = 9, 24
WIDEST_SENTENCE = 0.8
"""Of the pane."""
FILL_ALPHA = 0.22


class Cell(NamedTuple):
    """Words under one curve, or under both where they are the same."""

    words: str
    width: float
    is_mine: tuple[bool, ...]
    """For each curve whether it is yours or that of the run."""


class Content(NamedTuple):
    """What is on the plate, and the size that it takes."""

    cells: list[Cell]
    sentence: str
    curve_height: float
    size: tuple[float, float]


def paint_words(
    painter: QPainter,
    placer: LabelPlacer,
    frame: PixelFrame,
    look: tuple[Theme, int],
    bet: tuple[WordsBet, WordsGap | None],
    curve: Polyline,
) -> None:
    """Draw the plate in a corner of the pane, the upper right one first.

    Parameters
    ----------
    painter : QPainter
    placer : LabelPlacer
        Finds the corner.
    frame : PixelFrame
    look : (Theme, int)
        With the number of the run.
    bet : (WordsBet, WordsGap or None)
        What was said, and what came if that is known.
    curve : Polyline
        That of the run, to be left in sight.
    """
    (said, gap), theme = bet, look[0]
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * TYPE_SHARE)
    painter.setFont(font)
    content = _content(bet, frame.rect, painter.fontMetrics())
    boxes = _places(frame.rect, content.size)
    free = [box for box in boxes if not any(box.intersects(one) for one in placer.plates.values())]
    box = placer.place("words", [min(free or boxes, key=lambda box: _covered(box, curve))])
    draw_ground(painter, box, theme.bet, theme)
    courses = {True: said.course, False: said.course if gap is None else gap.came}
    left = box.left() + MARGIN
    for cell in content.cells:
        place = QRectF(left, box.top() + TOP_MARGIN, cell.width, content.curve_height)
        _draw_cell(painter, place, cell, courses, look)
        left += cell.width + MARGIN
    if content.sentence:
        inner = box.adjusted(MARGIN, 0.0, -MARGIN, -TOP_MARGIN)
        painter.setPen(QColor(theme.text))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignBottom), content.sentence)


def _content(bet: tuple[WordsBet, WordsGap | None], pane: QRectF, metrics: QFontMetrics) -> Content:
    said, gap = bet
    cells = _cells(said.course, None if gap is None else gap.came, metrics)
    is_low = pane.height() < LEAST_HEIGHT  # the message place has the sentence, too
    sentence = "" if gap is None or is_low else what_it_did(gap)
    room = int(WIDEST_SENTENCE * pane.width())
    sentence = metrics.elidedText(sentence, Qt.TextElideMode.ElideRight, room)
    across = sum(cell.width for cell in cells) + MARGIN * (len(cells) - 1)
    width = max(across, metrics.horizontalAdvance(sentence)) + 2.0 * MARGIN
    n_lines = 2 if sentence else 1
    curve_height = LOW_HEIGHT if is_low else CURVE_HEIGHT
    height = curve_height + n_lines * metrics.height() + 2.0 * TOP_MARGIN
    return Content(cells, sentence, curve_height, (width, height))


def _cells(said: Course, came: Course | None, metrics: QFontMetrics) -> list[Cell]:
    def cell(words: str, *is_mine: bool) -> Cell:
        curves = len(is_mine) * (CURVE_WIDTH + MARGIN) - MARGIN
        return Cell(words, max(curves, metrics.horizontalAdvance(words) + 2.0), is_mine)

    if came is None:
        return [cell(f"you: {said.value}", True)]
    if came is said:
        return [cell(f"both: {said.value}", True, False)]
    return [cell(f"you: {said.value}", True), cell(f"the run: {came.value}", False)]


def _places(pane: QRectF, size: tuple[float, float]) -> list[QRectF]:
    """Return boxes at the upper and the lower edge, from right to left."""
    width, height = size
    rect = pane.adjusted(MARGIN, 2.0, -MARGIN, -2.0)
    lefts = np.linspace(rect.right() - width, rect.left(), N_PLACES)
    tops = rect.top(), max(rect.top(), rect.bottom() - height)
    return [
        QRectF(round(left), round(top), round(width), round(min(height, rect.height())))
        for top in tops
        for left in lefts.tolist()
    ]


def _covered(box: QRectF, curve: Polyline) -> int:
    """Count the places of a box, from its left to its right, at which it covers a curve."""
    x, y = curve
    if not len(x):
        return 0
    across = np.linspace(box.left(), box.right(), N_SAMPLES)
    height = np.interp(across, x, y, left=np.nan, right=np.nan)
    return int(np.count_nonzero((height > box.top()) & (height < box.bottom())))


def _draw_cell(
    painter: QPainter,
    place: QRectF,
    cell: Cell,
    courses: dict[bool, Course],
    look: tuple[Theme, int],
) -> None:
    theme, run = look
    curves = len(cell.is_mine) * (CURVE_WIDTH + MARGIN) - MARGIN
    left = place.left() + (cell.width - curves) / 2.0
    for is_mine in cell.is_mine:
        box = QRectF(left, place.top(), CURVE_WIDTH, place.height() - 3.0)
        curve = course_curve(courses[is_mine], box)
        if is_mine:
            stroke(painter, curve, bet_pen(theme))
        else:
            _fill_under(painter, curve, box, branch_colour(theme, run))
            stroke(painter, curve, branch_pen(theme, run, 2.0))
        left += CURVE_WIDTH + MARGIN
    height = painter.fontMetrics().height()
    painter.setPen(QColor(theme.text))
    words = QRectF(place.left(), place.bottom(), place.width(), height)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter), cell.words)


def _fill_under(painter: QPainter, curve: QPolygonF, box: QRectF, colour: str) -> None:
    tint = QColor(colour)
    tint.setAlphaF(FILL_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawPolygon(QPolygonF([*curve.toList(), box.bottomRight(), box.bottomLeft()]))
