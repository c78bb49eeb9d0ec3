"""Many segments, handed to Qt as they lie in an array."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from linreg_gui.views.canvas.painting import (
    dashes_of,
    draw_segments,
    draw_uprights,
    pen,
    polyline,
    stroke,
    stroke_through,
)

COLOUR = "#d9560b"


def ink(draw: Callable[[QPainter], None]) -> np.ndarray:
    """Return how dark each pixel of a white picture is after a drawing, 0 to 1."""
    image = QImage(300, 200, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        draw(painter)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(200, image.bytesPerLine())
    return 1.0 - rows[:, :300] / 255.0


@pytest.mark.parametrize("width", [1.0, 1.4, 2.0])
def test_uprights_are_the_lines_that_one_would_draw(qapp: Any, width: float) -> None:
    x = np.array([10.25, 50.5, 50.5, 120.0])
    y0, y1 = np.array([20.0, 150.0, 20.0, 99.5]), np.array([180.0, 30.0, 60.0, 99.5])

    def one_by_one(painter: QPainter) -> None:
        made = pen(COLOUR, width)
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(made)
        for place, begin, end in zip(x, y0, y1, strict=True):
            painter.drawLine(QPointF(place, begin), QPointF(place, end))

    together = ink(lambda painter: draw_uprights(painter, pen(COLOUR, width), x, y0, y1))
    assert np.array_equal(together, ink(one_by_one))
    assert together.any()


def test_no_segment_draws_nothing(qapp: Any) -> None:
    nothing = np.empty(0)
    assert not ink(lambda painter: draw_uprights(painter, pen(COLOUR), *[nothing] * 3)).any()


def test_a_zig_zag_looks_the_same_in_pieces(qapp: Any) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(150.0, 40.0, 400), rng.normal(100.0, 25.0, 400)
    ends = np.column_stack((x[:-1], y[:-1], x[1:], y[1:]))
    made = pen(COLOUR, 2.0)
    made.setCapStyle(Qt.PenCapStyle.SquareCap)
    joined = ink(lambda painter: stroke(painter, polyline(x, y), pen(COLOUR, 2.0)))
    pieces = ink(lambda painter: draw_segments(painter, made, ends))
    assert np.abs(pieces - joined).mean() < 0.05 * joined.mean()


def test_dashes_go_on_around_corners(qapp: Any) -> None:
    x, y = np.array([0.0, 10.0, 10.0]), np.array([0.0, 0.0, 5.0])
    ends = dashes_of(x, y, np.array([4.0, 3.0]))
    assert ends.tolist() == [[0, 0, 4, 0], [7, 0, 10, 0], [10, 0, 10, 1], [10, 4, 10, 5]]


@pytest.mark.parametrize("pattern", [[4.0, 3.0], [10.0, 3.0, 2.0, 3.0]])
def test_dashes_are_those_of_qt(qapp: Any, pattern: list[float]) -> None:
    x = np.linspace(5.0, 295.0, 60)
    y = 100.0 + 60.0 * np.sin(x / 20.0)
    made = pen(COLOUR, 2.0)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    made.setDashPattern(pattern)
    plain = pen(COLOUR, 2.0)
    plain.setCapStyle(Qt.PenCapStyle.FlatCap)
    qt = ink(lambda painter: stroke(painter, polyline(x, y), made))
    ends = dashes_of(x, y, 2.0 * np.array(pattern))
    own = ink(lambda painter: draw_segments(painter, plain, ends))
    assert np.abs(own - qt).mean() < 0.1 * qt.mean()


def test_a_zig_zag_far_out_of_sight_is_drawn_at_once(qapp: Any) -> None:
    x = np.arange(300.0)
    y = np.where(x % 2.0, 100.0, -1e6)
    dark = ink(
        lambda painter: stroke_through(painter, x, y, pen(COLOUR, 2.0, Qt.PenStyle.DashLine))
    )
    assert dark[:95].all()
    assert not dark[110:].any()


def test_a_pen_is_left_as_it_was(qapp: Any) -> None:
    x, made = np.arange(400.0), pen(COLOUR, 2.0, Qt.PenStyle.DashLine)
    before = QPen(made)
    ink(lambda painter: stroke_through(painter, x, 100.0 + 50.0 * (x % 2.0), made))
    ink(lambda painter: draw_uprights(painter, made, x, x, x + 9.0))
    assert made == before


@pytest.mark.parametrize("far", [-1e6, np.nan])
def test_a_vertex_out_of_sight_leaves_a_long_line_dashed(qapp: Any, far: float) -> None:
    x = np.linspace(5.0, 295.0, 400)
    y = 100.0 + 60.0 * np.sin(x / 5.0)

    def inked(last: float) -> float:
        def draw(painter: QPainter) -> None:
            painter.setClipRect(0, 0, 300, 200)  # as that of a plot is
            made = pen(COLOUR, 2.0, Qt.PenStyle.DashLine)
            stroke_through(painter, x, np.append(y[:-1], last), made)

        return float(ink(draw).sum())

    assert inked(far) == pytest.approx(inked(y[-1]), rel=0.1)
