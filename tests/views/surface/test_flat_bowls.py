"""Troughs along an axis and planes on the loss surface: cuts through a bowl of many weights."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from linreg_gui.core.bowl import Bowl
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.surface.bowl_layer import BowlLayer
from linreg_gui.views.surface.step_layers import level_lines

FRAME = PixelFrame(-4.0, 4.0, -3.0, 3.0, QRectF(0, 0, 80, 60))


def bowl(c: float, d: float) -> Bowl:
    return Bowl(np.zeros(2), np.array([[0.0, 0.0], [c, d]]), 0.0, 1.0)


def colours(drawn: Bowl) -> Any:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    layer = BowlLayer()
    layer.bowl = drawn
    with QPainter(image) as painter:
        layer.paint(painter, FRAME, LIGHT)
    return np.array([[image.pixelColor(x, y).red() for x in range(80)] for y in range(60)])


@pytest.mark.parametrize(("c", "d"), [(1.0, 0.0), (0.0, 1.0)])
def test_a_trough_along_an_axis_is_the_same_all_along_it(qapp: Any, c: float, d: float) -> None:
    drawn = colours(bowl(c, d))
    # Its floor is dashed; a level line lies on the edge of the frame.
    along = drawn[:, 45:78] if c else drawn[35:58, :].T
    assert np.ptp(along, axis=0).max() <= 2  # a gradient is dithered
    assert np.ptp(drawn) > 30


def test_a_plane_has_one_shade(qapp: Any) -> None:
    assert np.unique(colours(bowl(0.0, 0.0))).tolist() == [QColor(LIGHT.bowl_deep).red()]


def test_the_level_lines_of_an_upright_trough_are_upright() -> None:
    lines = level_lines(bowl(1.0, 0.0), 4.0, FRAME)
    assert sorted(round(float(x.mean())) for x, _ in lines) == [20, 60]
    for x, y in lines:
        assert float(np.ptp(x)) < 1e-6
        assert float(np.ptp(y)) >= 60.0
