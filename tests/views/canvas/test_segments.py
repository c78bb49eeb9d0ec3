"""Many segments, handed to Qt as they lie in an array."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from linreg_gui.views.canvas.painting import draw_segments, draw_uprights, pen, polyline, stroke

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
