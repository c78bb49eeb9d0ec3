"""Discs that are stamped look like discs that are drawn, wherever they lie."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QImage, QPainter, QPicture, QTransform

from linreg_gui.views.canvas.painting import FRACTIONS, draw_dot, draw_dots

RADIUS = 4.5
COLOURS = ("#000000", None)


def ink(draw: Callable[[QPainter], None], ratio: float = 1.0, size: int = 60) -> NDArray[Any]:
    """Paint on white; give how dark each pixel became, from 0 to 1."""
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(255)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    draw(painter)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return 1 - rows[:, : image.width()] / 255.0


def stamped(x: float, y: float) -> Callable[[QPainter], None]:
    return lambda painter: draw_dots(painter, np.array([x]), np.array([y]), RADIUS, COLOURS)


def drawn(x: float, y: float) -> Callable[[QPainter], None]:
    return lambda painter: draw_dot(painter, QPointF(x, y), RADIUS, *COLOURS)


def centre_of(darkness: NDArray[Any]) -> NDArray[Any]:
    """Give x and y of the middle of the ink, in pixels."""
    rows, columns = np.indices(darkness.shape) + 0.5
    return np.array([np.sum(columns * darkness), np.sum(rows * darkness)]) / np.sum(darkness)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0, 4.0])
@pytest.mark.parametrize("place", [(20.0, 30.0), (20.3, 30.9), (20.62, 29.12), (-1.4, 58.7)])
def test_a_stamp_is_the_disc_at_most_an_eighth_of_a_pixel_away(
    qapp: Any, ratio: float, place: tuple[float, float]
) -> None:
    stamp, disc = ink(stamped(*place), ratio), ink(drawn(*place), ratio)
    assert np.sum(stamp) == pytest.approx(np.sum(disc), rel=0.02, abs=3)
    assert np.abs(centre_of(stamp) - centre_of(disc)).max() < 0.5 / FRACTIONS + 0.02


def test_stamps_follow_the_painter(qapp: Any) -> None:
    def enlarged(painter: QPainter) -> None:
        painter.translate(10, 5)
        painter.scale(2, 2)
        painter.setClipRect(QRect(0, 0, 10, 100))
        painter.setOpacity(0.5)
        stamped(10, 10)(painter)

    darkness = ink(enlarged)
    assert darkness.max() == pytest.approx(0.5, abs=0.01)
    assert not darkness[:, 31:].any()  # beyond the clip, through the middle of the disc
    assert np.sum(darkness) == pytest.approx(0.5 * np.pi * (2 * RADIUS) ** 2 / 2, rel=0.03)


def test_the_painter_is_as_it_was(qapp: Any) -> None:
    def both(painter: QPainter) -> None:
        painter.scale(2, 2)
        stamped(1e9, 5)(painter)
        drawn(10, 20)(painter)

    assert centre_of(ink(both)) == pytest.approx([20, 40], abs=0.01)


def test_a_turned_painter_draws_its_discs(qapp: Any) -> None:
    turned = QTransform().translate(30, 0).rotate(45)

    def on_turned(painter: QPainter) -> None:
        painter.setTransform(turned)
        stamped(20, 20)(painter)

    assert centre_of(ink(on_turned)) == pytest.approx([30, 28.284], abs=0.01)


def test_a_drawing_has_discs_and_no_pixels(qapp: Any) -> None:
    picture = QPicture()
    painter = QPainter(picture)
    stamped(20.3, 30.9)(painter)
    painter.end()
    darkness = ink(lambda onto: onto.drawPicture(0, 0, picture), ratio=4.0)
    assert np.abs(centre_of(darkness) - [81.2, 123.6]).max() < 0.02


@pytest.mark.parametrize("far", [np.nan, np.inf, -np.inf, 1e300, 3e9])
def test_what_is_far_out_is_left_out(qapp: Any, far: float) -> None:
    x, y = np.array([20.0, far, 40.0, 30.0]), np.array([30.0, 10.0, far, 30.0])
    darkness = ink(lambda painter: draw_dots(painter, x, y, RADIUS, COLOURS))
    two = ink(lambda painter: draw_dots(painter, x[[0, 3]], y[[0, 3]], RADIUS, COLOURS))
    np.testing.assert_array_equal(darkness, two)


def test_later_discs_cover_the_rims_of_those_before(qapp: Any) -> None:
    x, y = np.array([20.0, 24.0]), np.array([30.0, 30.0])
    rims = ("#000000", "#ffffff")
    darkness = ink(lambda painter: draw_dots(painter, x, y, RADIUS, rims))
    assert darkness[30, 19] < 0.05  # the rim of the second, over the first
    assert darkness[30, 24] == 1.0
