"""Residual squares: true squares on screen whose areas are the terms of the loss."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAction

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Line
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.data.residual_layers import residual_squares
from tests.views.helpers import pixel, wheel

HOURS = Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90])


@pytest.mark.parametrize("rect", [QRectF(0, 0, 300, 500), QRectF(0, 0, 900, 200)])
def test_squares_are_square_at_any_aspect_and_their_mean_is_the_mse(rect: QRectF) -> None:
    frame = PixelFrame(0.0, 10.0, 0.0, 100.0, rect)
    squares = residual_squares(HOURS, Line(3.0, 60.0), frame)
    assert all(square.width() == square.height() for square in squares)
    mean_area = np.mean([square.width() * square.height() for square in squares])
    assert mean_area / frame.y_scale**2 == pytest.approx(17.40)


def test_squares_lie_beside_their_residual_and_away_from_the_line() -> None:
    frame = PixelFrame(0.0, 10.0, 0.0, 100.0, QRectF(0, 0, 500, 500))
    above, below = residual_squares(Dataset.from_xy([5, 5], [90, 20]), Line(5.0, 30.0), frame)
    assert above.right() == pytest.approx(250)
    assert below.left() == pytest.approx(250)


def test_toggle_draws_them_where_they_belong_at_any_zoom(window: Any) -> None:
    (action,) = [
        a for a in window.content.actions.findChildren(QAction) if a.text() == "Residual squares"
    ]
    window.session.problem.set_start(Line(3.0, 40.0))
    canvas = window.content.data_view.canvas
    for turns in (0, 2):
        wheel(canvas, 5.0, 60.0, turns)
        window.content.clock.render_now()
        spot = pixel(canvas, 5.0, 65.0)
        spot.setX(spot.x() - 9)
        plain = canvas.grab().toImage().pixelColor(spot)
        action.trigger()
        window.content.clock.render_now()
        assert window.session.view_options.show_squares
        tinted = canvas.grab().toImage().pixelColor(spot)
        assert tinted.green() < plain.green()
        action.trigger()
