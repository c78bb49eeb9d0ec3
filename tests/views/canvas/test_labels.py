"""Where words stand in a pane: off the marks, off each other, and where they stood before."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from linreg_gui.views.canvas.axes import LossAxis
from linreg_gui.views.canvas.labels import LabelPlacer, around, kept_inside, mark_box
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.look.theme import LIGHT

AREA = QRectF(0, 0, 200, 100)
LABEL = QRectF(0, 0, 30, 10)


class Marks:
    def __init__(self, *boxes: QRectF) -> None:
        self.boxes = list(boxes)

    def mark_boxes(self, _frame: PixelFrame) -> list[QRectF]:
        return self.boxes


def begin(placer: LabelPlacer) -> None:
    placer.paint(None, PixelFrame(0, 1, 0, 1, AREA), LIGHT)  # type: ignore[arg-type]


def test_the_first_place_that_is_free_is_taken() -> None:
    placer = LabelPlacer([Marks(mark_box(120.0, 40.0, 8.0))])
    begin(placer)
    places = around((100.0, 50.0), LABEL, 4.0)
    assert placer.place("one", places, AREA) == places[1]  # the upper right is where the mark is
    assert placer.place("other", places, AREA) == places[2]


def test_a_label_stays_where_it_was_while_that_is_free() -> None:
    marks = Marks(QRectF(104, 30, 40, 20))
    placer = LabelPlacer([marks])
    for x in (100.0, 101.0):
        begin(placer)
        places = around((x, 50.0), LABEL, 4.0)
        assert placer.place("one", places, AREA) == places[1]
        marks.boxes = []  # what was in the way has gone
    marks.boxes = [QRectF(104, 50, 40, 20)]
    begin(placer)
    assert placer.place("one", places, AREA) == places[0]


def test_a_label_that_goes_back_does_so_when_there_is_ample_room() -> None:
    marks = Marks(QRectF(104, 30, 40, 20))
    placer = LabelPlacer([marks], goes_back=True)
    places = around((100.0, 50.0), LABEL, 4.0)
    begin(placer)
    assert placer.place("one", places, AREA) == places[1]
    for gap, place in ((1.0, 1), (3.0, 1), (5.0, 0), (3.0, 0), (1.0, 0), (-1.0, 1)):
        marks.boxes = [QRectF(places[0].right() + gap, 30, 40, 20)]
        begin(placer)
        assert placer.place("one", places, AREA) == places[place], gap


def test_where_nothing_is_free_the_least_is_covered() -> None:
    placer = LabelPlacer([Marks(QRectF(0, 0, 200, 95))])
    begin(placer)
    low, high = LABEL.translated(10, 88), LABEL.translated(10, 10)
    assert placer.place("one", [high, low], AREA) == low


@pytest.mark.parametrize("corner", [(-50.0, -50.0), (500.0, 500.0), (190.0, 50.0)])
def test_a_label_is_moved_into_the_pane(corner: tuple[float, float]) -> None:
    assert AREA.contains(kept_inside(LABEL.translated(*corner), AREA))


def test_caption_letters_and_names_cover_no_mark_of_a_small_window(window: Any) -> None:
    session, view = window.session, window.content.surface_view
    window.shell.resize(1024, 640)
    session.set_view_options(replace(session.view_options, show_axes=True))
    session.player.step(40)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(40)
    QApplication.processEvents()
    window.content.settle()
    window.shell.grab()
    frame = view.canvas.pixel_frame()
    marks = view.picture.marks.mark_boxes(frame)
    labels = view.picture.placer.taken[len(marks) :]
    assert len(marks) == 3
    assert len(labels) == 5  # a caption, two letters, two names
    everything = [*marks, *labels]
    for label in labels:
        assert frame.rect.contains(label)
        assert [other for other in everything if other.intersects(label)] == [label]


def test_letters_of_six_branches_fit_into_a_low_pane(window: Any) -> None:
    session, canvas = window.session, window.content.curve_view.canvas
    session.player.step(100)
    for epoch in (10, 20, 30, 40, 50):
        session.player.seek(epoch)
        session.runs.fork()
        session.player.step(100 - epoch)
    canvas.setFixedHeight(70)
    QApplication.processEvents()
    window.content.settle()
    canvas.grab()
    scene, rect = window.content.curve_view.scene, canvas.pixel_frame().rect
    _, *letters = scene.branches.placer.taken
    assert len(letters) == 6
    assert all(rect.contains(letter) for letter in letters)
    pairs = [(one, two) for one in letters for two in letters if one is not two]
    assert not any(one.intersects(two) for one, two in pairs)


@pytest.mark.parametrize("points", [6.0, 10.0, 20.0, 40.0])
def test_ticks_of_the_loss_leave_room_for_their_type(qapp: Any, points: float) -> None:
    axis, font = LossAxis(), qapp.font()
    font.setPointSizeF(points)
    axis.setTickFont(font)
    axis.set_scale(is_logarithmic=True, zero_at=-15.0)
    size = 6.0 * QFontMetricsF(font).height()
    ticks = axis.ticks(-16.0, 2.0, size).values
    assert ticks[0] == -15.0
    assert len(ticks) >= 3
    gaps = [(two - one) * size / 18.0 for one, two in pairwise(ticks)]
    assert min(gaps) >= QFontMetricsF(font).height()
