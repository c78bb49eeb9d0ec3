"""Little curves of the loss, one for each course that a run may take."""

import math
from functools import lru_cache, partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPolygonF

from linreg_gui.core.course import Course
from linreg_gui.views.look.icons import SIZE, drawn_icon
from linreg_gui.views.look.theme import Theme

N_POINTS = 41
INSET = 3.0
LINE = 2.0
JITTER = (0.10, 0.32, 0.06, 0.28, 0.14, 0.34, 0.08, 0.30, 0.12)
"""Heights of a run that comes near and does not stay."""
N_WAVES, WAVES, WAVES_FALL = 3, 0.16, 3.1
"""Of a run that swings: as high as waves can be that never rise."""


def course_curve(course: Course, box: QRectF) -> QPolygonF:
    """Return the curve of a course inside a box, in its units."""
    return QPolygonF(
        [
            QPointF(box.left() + x * box.width(), box.bottom() - y * box.height())
            for x, y in _heights(course)
        ]
    )


def course_icon(course: Course, theme: Theme) -> QIcon:
    """Return the curve of a course as an icon in the colour of text."""
    return drawn_icon(f"{course.value}/{theme.text}", partial(_draw, course, theme.text))


def _draw(
    course: Course, colour: str, painter: QPainter, _mode: QIcon.Mode, _state: QIcon.State
) -> None:
    painter.setPen(QPen(QColor(colour), LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    side = SIZE - 2 * INSET
    painter.drawPolyline(course_curve(course, QRectF(INSET, INSET, side, side)))


@lru_cache(maxsize=len(Course))
def _heights(course: Course) -> tuple[tuple[float, float], ...]:
    """Return places from (0, ·) to (1, ·), heights from 0 to 1."""
    if course is Course.JITTERS:
        begin = [(x / 20, math.exp(-x / 3.5)) for x in range(8)]
        step = (1.0 - 0.4) / (len(JITTER) - 1)
        return (*begin, *((0.4 + number * step, y) for number, y in enumerate(JITTER)))
    return tuple((x, _height(course, x)) for x in (n / (N_POINTS - 1) for n in range(N_POINTS)))


def _height(course: Course, x: float) -> float:
    if course is Course.ARRIVES:
        return math.exp(-6.0 * x)
    if course is Course.SWINGS:  # the line swings: its loss falls in waves, and does not rise
        wave = (1.0 + WAVES * math.cos(2.0 * math.pi * N_WAVES * x)) / (1.0 + WAVES)
        return math.exp(-WAVES_FALL * x) * wave
    if course is Course.BLOWS_UP:
        return 0.08 + 0.92 * math.exp(5.0 * (x - 1.0))
    return 1.0 - 0.28 * x
