"""What is kept as a picture on the loss surface, and when it is drawn anew."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPicture

from linreg_gui.views.canvas.layer_stack import KeptPicture, makes_pixels
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import DARK, LIGHT
from tests.views.helpers import hover

FRAME = PixelFrame(0.0, 1.0, 0.0, 1.0, QRectF(0, 0, 40, 30))


def test_a_picture_is_drawn_once_until_something_changes(qapp: Any) -> None:
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    painter, kept = QPainter(image), KeptPicture()
    drawn: list[QPainter] = []
    other = PixelFrame(0.0, 2.0, 0.0, 1.0, QRectF(0, 0, 40, 30))
    for frame, theme, content in (
        (FRAME, LIGHT, 1),
        (FRAME, LIGHT, 1),
        (other, LIGHT, 1),
        (other, DARK, 1),
        (other, DARK, 2),
        (other, DARK, 2),
    ):
        kept.paint(painter, frame, theme, content, drawn.append)
    painter.end()
    assert len(drawn) == 4


def test_other_content_takes_the_room_of_the_former_and_leaves_nothing_of_it(qapp: Any) -> None:
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    kept = KeptPicture()
    devices: list[object] = []

    def show(content: int, place: int) -> None:
        def draw(inner: QPainter) -> None:
            devices.append(inner.device())
            inner.fillRect(QRectF(place, 0, 5, 5), QColor("red"))

        image.fill(QColor("white"))
        painter = QPainter(image)
        kept.paint(painter, FRAME, LIGHT, content, draw)
        painter.end()

    show(1, 0)
    assert image.pixelColor(2, 2) == QColor("red")
    show(2, 20)
    assert image.pixelColor(2, 2) == QColor("white")
    assert image.pixelColor(22, 2) == QColor("red")
    assert devices[0] is devices[1]


def test_a_drawing_without_pixels_gets_the_lines_themselves(qapp: Any) -> None:
    picture = QPicture()
    painters: list[QPainter] = []
    painter = QPainter(picture)
    assert not makes_pixels(painter)
    KeptPicture().paint(painter, FRAME, LIGHT, 1, painters.append)
    painter.end()
    assert painters == [painter]


def test_hovering_draws_no_picture_anew(window: Any, monkeypatch: Any) -> None:
    session, view = window.session, window.content.surface_view
    session.player.step(60)
    session.player.seek(12)
    session.runs.fork()
    session.player.step(5)
    window.content.clock.render_now()
    view.fit()
    window.shell.grab()
    made: list[object] = []
    monkeypatch.setattr(
        "linreg_gui.views.canvas.layer_stack._blank", lambda *args: made.append(args)
    )
    for slope in (2.0, 4.0, 6.0):
        hover(view.canvas, slope, 30.0)
        view.grab()
    assert made == []
