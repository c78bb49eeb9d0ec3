"""Where words stand in a pane: off the marks, off each other, and where they stood before."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from linreg_gui.views.canvas.axes import LossAxis
from linreg_gui.views.canvas.labels import Anchors, LabelPlacer, mark_box
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.canvas.plates import Plate, edge_colour
from linreg_gui.views.canvas.room import Polyline
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.loss.run_plates import stacked

AREA = QRectF(0, 0, 300, 200)
HERE = QPointF(100, 100)
PLATE = Plate("one", "here", "#d9560b")
RUN = Plate("run", "0.01", "#6d4ed1", letter="B")


class Marks:
    def __init__(self, *boxes: QRectF) -> None:
        self.boxes = list(boxes)

    def mark_boxes(self, _frame: PixelFrame) -> list[QRectF]:
        return self.boxes


class Pane:
    """A placer that writes on a picture, from nothing each time."""

    def __init__(self, *boxes: QRectF, lines: Sequence[Polyline] = ()) -> None:
        self.marks, self.lines, self.area = Marks(*boxes), list(lines), AREA
        self.placer = LabelPlacer(lambda _frame: self.lines)
        self.placer.marked = (self.marks,)

    def draw(self, *plates: Plate, at: QPointF = HERE, radius: float = 0.0) -> QImage:
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(QColor(LIGHT.window))
        painter = QPainter(image)
        self.placer.paint(painter, PixelFrame(0, 1, 0, 1, self.area), LIGHT)
        for plate in plates:
            self.placer.draw(painter, plate, at, radius)
        painter.end()
        return image

    def draw_along(self, plate: Plate, anchors: Anchors) -> None:
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        self.placer.paint(painter, PixelFrame(0, 1, 0, 1, self.area), LIGHT)
        self.placer.draw_along(painter, plate, anchors)
        painter.end()

    def box(self, owner: str = "one") -> QRectF | None:
        return self.placer.plates.get(owner)


def level(y: float) -> Polyline:
    return np.array([0.0, 300.0]), np.array([y, y])


def gap(box: QRectF, at: QPointF) -> float:
    """Give the pixels between a box and a place outside it."""
    x = max(box.left() - at.x(), at.x() - box.right(), 0.0)
    return math.hypot(x, max(box.top() - at.y(), at.y() - box.bottom(), 0.0))


def test_a_plate_stands_right_above_its_thing(qapp: Any) -> None:
    pane = Pane()
    pane.draw(PLATE, radius=6.0)
    box = pane.box()
    assert box is not None
    assert box.left() > HERE.x()
    assert box.bottom() < HERE.y()
    assert gap(box, HERE) == pytest.approx(20.0, abs=1.0)


def test_a_leader_of_the_mixed_colour_ends_at_the_thing(qapp: Any) -> None:
    image = Pane().draw(PLATE)
    mix = edge_colour(PLATE.colour, LIGHT.card)
    near = image.pixelColor(101, 98)
    assert near != QColor(LIGHT.window)
    assert abs(near.blue() - mix.blue()) < abs(near.blue() - QColor(PLATE.colour).blue())


def test_plates_cover_no_mark_and_no_other_plate(qapp: Any) -> None:
    marks = [QRectF(105, 70, 60, 25), QRectF(30, 60, 60, 30)]
    pane = Pane(*marks)
    plates = [Plate(name, "a name", "#0a7d4b") for name in "abcdefgh"]
    pane.draw(*plates)
    boxes = [*marks, *pane.placer.plates.values()]
    assert len(boxes) == 2 + len(plates)
    pairs = [(one, two) for one in boxes for two in boxes if one is not two]
    assert not any(one.intersects(two) for one, two in pairs)
    assert all(AREA.contains(box) for box in boxes)


def lead(pane: Pane, owner: str, at: QPointF) -> list[QPointF]:
    """Give places on the leader from a thing to its plate."""
    box = pane.box(owner)
    assert box is not None
    inside = box.adjusted(2, 2, -2, -2)
    x = min(max(at.x(), inside.left()), inside.right())
    way = QPointF(x, min(max(at.y(), inside.top()), inside.bottom())) - at
    return [at + way * share for share in np.linspace(0.0, 1.0, 100).tolist()]


@pytest.mark.parametrize("seed", [10, 23, 33, 40, 54, 59, 72])
def test_no_leader_crosses_the_plate_of_another_thing(qapp: Any, seed: int) -> None:
    places = np.random.default_rng(seed).uniform((100, 60), (200, 140), (3, 2)).tolist()
    things = {f"thing {number}": QPointF(x, y) for number, (x, y) in enumerate(places)}
    pane = Pane(*(mark_box(at.x(), at.y(), 6.0) for at in things.values()))
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    for _ in range(2):  # again: what was kept
        painter = QPainter(image)
        pane.placer.paint(painter, PixelFrame(0, 1, 0, 1, AREA), LIGHT)
        for name, at in things.items():
            pane.placer.draw(painter, Plate(name, f"this is {name}", "#0a7d4b"), at, 6.0)
        painter.end()
        assert set(pane.placer.plates) == set(things)
        for name, at in things.items():
            others = [box for owner, box in pane.placer.plates.items() if owner != name]
            assert not any(box.contains(spot) for box in others for spot in lead(pane, name, at))


def test_a_leader_crosses_a_plate_rather_than_that_its_own_is_left_out(qapp: Any) -> None:
    pane = Pane(QRectF(0, 0, 300, 60), QRectF(0, 120, 300, 80), QRectF(0, 60, 60, 60))
    wide = Plate("run", "a name that is rather long", "#6d4ed1", wish=0.0)
    pane.draw(Plate("one", "I", PLATE.colour, wish=0.0), wide)
    assert set(pane.placer.plates) == {"one", "run"}


def test_a_plate_leaves_its_own_line_in_sight(qapp: Any) -> None:
    pane = Pane(lines=[level(100.0)])
    pane.draw(PLATE)
    box = pane.box()
    assert box is not None
    assert not box.top() < 100.0 < box.bottom()


def test_of_no_line_more_than_a_part_is_covered(qapp: Any) -> None:
    short = np.array([110.0, 150.0]), np.array([78.0, 78.0])
    pane = Pane(lines=[short])
    pane.draw(PLATE)
    box = pane.box()
    assert box is not None
    covered = min(box.right(), 150.0) - max(box.left(), 110.0)
    assert not box.top() < 78.0 < box.bottom() or covered <= 0.3 * 40.0


def test_a_plate_stays_where_it_was_while_that_is_free(qapp: Any) -> None:
    pane = Pane(QRectF(104, 60, 100, 36))
    pane.draw(PLATE)
    first = pane.box()
    assert first is not None
    pane.marks.boxes = []  # what was in the way has gone
    pane.draw(PLATE, at=HERE + QPointF(5, 3))
    assert pane.box() == first.translated(5, 3)
    pane.marks.boxes = [first]
    pane.draw(PLATE)
    second = pane.box()
    assert second is not None
    assert not first.intersects(second)


def test_a_shorter_wording_stays_where_it_was_too(qapp: Any) -> None:
    pane, longer = Pane(QRectF(104, 60, 100, 36)), PLATE._replace(text="W" * 60)
    pane.draw(longer)
    assert pane.box() is None
    pane.draw(longer, PLATE)
    first = pane.box()
    assert first is not None
    pane.marks.boxes = []
    pane.draw(longer, PLATE, at=HERE + QPointF(5, 3))
    assert pane.box() == first.translated(5, 3)


def test_without_room_there_is_only_the_letter_and_then_nothing(qapp: Any) -> None:
    pane = Pane()
    pane.draw(RUN)
    whole = pane.box("run")
    assert whole is not None
    pane.area = QRectF(80, 60, whole.width() - 1, 80)
    pane.draw(RUN)
    letter = pane.box("run")
    assert letter is not None
    assert letter.width() < 0.6 * whole.width()
    pane.area = QRectF(98, 98, 4, 4)
    pane.draw(RUN)
    assert pane.box("run") is None


def test_a_letter_grows_again_only_where_there_is_ample_room(qapp: Any) -> None:
    pane = Pane()
    pane.draw(RUN)
    whole = pane.box("run")
    assert whole is not None
    walls = [QRectF(0, 0, 300, 70), QRectF(0, 130, 300, 70), QRectF(0, 0, 75, 200)]
    pane.marks.boxes = [*walls, QRectF(125, 0, 175, 200)]
    pane.draw(RUN)
    letter = pane.box("run")
    assert letter is not None
    assert letter.width() < whole.width()
    pane.marks.boxes = [QRectF(whole.right() + 1.0, 0, 100, 200), QRectF(0, 0, 100, 200)]
    pane.marks.boxes.append(QRectF(0, whole.bottom() + 1.0, 300, 200))
    pane.marks.boxes.append(QRectF(0, 0, 300, whole.top() - 1.0))
    pane.draw(RUN)
    still = pane.box("run")
    assert still is None or still.width() < whole.width()
    pane.marks.boxes = []
    pane.draw(RUN)
    assert pane.box("run") == whole


def test_a_long_name_ends_in_dots_inside_the_pane(qapp: Any) -> None:
    pane = Pane()
    pane.draw(Plate("one", "a name " * 30, "#0a7d4b"))
    box = pane.box()
    assert box is None or AREA.contains(box)


def test_a_shy_plate_steps_aside_as_soon_as_a_line_comes_under_it(qapp: Any) -> None:
    """The name of the least loss leaves the curve in sight; others stay until much is covered."""
    anchors = [(share, QPointF(300.0 * share, 150.0)) for share in (0.9, 0.5)]
    for is_shy in (True, False):
        pane, plate = Pane(), PLATE._replace(is_shy=is_shy)
        pane.draw_along(plate, anchors)
        before = pane.box()
        assert before is not None
        x = np.array([0.0, before.right() - 5.0])
        pane.lines = [(x, np.array([40.0, before.center().y()]))]
        pane.draw_along(plate, anchors)
        after = pane.box()
        assert after is not None
        assert (after != before) is is_shy
        pane.lines = []
        pane.draw_along(plate, anchors)
        assert pane.box() == after


def test_where_nothing_is_free_a_caption_covers_least(qapp: Any) -> None:
    pane = Pane(QRectF(0, 0, 300, 195))
    pane.draw()
    low, high = QRectF(10, 188, 30, 10), QRectF(10, 10, 30, 10)
    assert pane.placer.place("caption", [high, low]) == low


def test_a_column_of_plates_is_sorted_and_inside_the_pane() -> None:
    tops = stacked([10.0, 12.0, 95.0, 96.0], 20.0, QRectF(0, 0, 100, 100))
    assert tops == sorted(tops)
    assert tops[0] >= 2.0
    assert tops[-1] <= 78.0
    assert all(two - one >= 22.0 for one, two in pairwise(tops))


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
    labels = list(view.picture.placer.plates.values())
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
    plates = scene.placer.plates
    letters = [plates["run", number] for number in range(6)]
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
