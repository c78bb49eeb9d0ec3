"""The data pane both ways, with real mouse events."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.generators import noisy_line
from linreg_gui.lessons.hide_and_lock import Lockable, Permissions
from linreg_gui.session.curve import Line
from linreg_gui.views.canvas.labels import mark_box
from linreg_gui.views.data.data_framing import EMPTY_RANGE
from linreg_gui.views.data.data_layers import POINT_RADIUS
from tests.views.helpers import LEFT, click, double_click, drag, hover, move, pixel, wheel

RIGHT = Qt.MouseButton.RightButton
MIDDLE = Qt.MouseButton.MiddleButton


def canvas_of(window: Any) -> Any:
    return window.content.data_view.canvas


@pytest.mark.parametrize("zoom", [0, 3, -3])
def test_click_adds_a_point_exactly_there(window: Any, zoom: int) -> None:
    canvas = canvas_of(window)
    wheel(canvas, 5.0, 77.0, zoom)
    spot = pixel(canvas, 4.0, 84.0)
    click(canvas, 4.0, 84.0)
    data = window.session.problem.dataset
    assert data.n_samples == 6
    back = canvas.widget_position(data.x[-1], data.y[-1])
    assert abs(back.x() - spot.x()) <= 0.5
    assert abs(back.y() - spot.y()) <= 0.5


def test_click_after_resize_adds_a_point_exactly_there(window: Any, qtbot: Any) -> None:
    canvas = canvas_of(window)
    window.shell.resize(1024, 640)
    qtbot.wait(20)
    spot = pixel(canvas, 4.0, 84.0)
    click(canvas, 4.0, 84.0)
    data = window.session.problem.dataset
    assert (canvas.widget_position(data.x[-1], data.y[-1]) - spot).manhattanLength() <= 1.0


def test_click_on_a_point_adds_none(window: Any) -> None:
    click(canvas_of(window), 5.0, 75.0)
    assert window.session.problem.dataset.n_samples == 5


def test_double_click_leaves_no_stray_point_and_fits(window: Any) -> None:
    canvas = canvas_of(window)
    wheel(canvas, 5.0, 77.0, 5)
    double_click(canvas, 4.6, 77.0)
    assert window.session.problem.dataset.n_samples == 5
    assert not window.session.edits.stack.canRedo()
    left, right, _, _ = canvas.shown_range()
    assert left < 2
    assert right > 8


def test_middle_and_outside_clicks_add_nothing(window: Any) -> None:
    canvas = canvas_of(window)
    click(canvas, 4.0, 84.0, MIDDLE)
    left, _, bottom, _ = canvas.shown_range()
    click(canvas, left - 0.3, bottom + 1.0)
    assert window.session.problem.dataset.n_samples == 5


def test_drag_moves_the_point_in_one_undo_step(window: Any) -> None:
    drag(canvas_of(window), (5.0, 75.0), (4.0, 85.0))
    x, y = window.session.problem.dataset.x[2], window.session.problem.dataset.y[2]
    assert (x, y) == pytest.approx((4.0, 85.0), abs=0.2)
    assert window.session.edits.stack.count() == 1
    window.session.edits.undo()
    assert window.session.problem.dataset.x[2] == 5.0


def test_a_drag_straight_down_leaves_x_as_it_is_and_writes_no_digit_too_many(window: Any) -> None:
    canvas = canvas_of(window)
    window.session.problem.move_point(2, 5.03, 75.017)
    window.content.clock.render_now()
    frame = canvas.pixel_frame()
    down = pixel(canvas, 5.03, 75.017)
    end = canvas.data_at(QPointF(down) + QPointF(0.0, 41.0))
    drag(canvas, (5.03, 75.017), (5.03, end.y()))
    data = window.session.problem.dataset
    assert data.x[2] == 5.03
    assert data.y[2] == pytest.approx(75.017 - 41.0 / frame.y_scale, abs=0.25 / frame.y_scale)
    assert len(repr(float(data.y[2]))) <= len("12.34"), "a quarter of a pixel is 0.06"


def test_a_point_held_off_its_middle_does_not_jump(window: Any) -> None:
    canvas = canvas_of(window)
    frame = canvas.pixel_frame()
    at = QPointF(pixel(canvas, 5.0, 75.0)) + QPointF(4.0, 3.0)
    begin, end = canvas.data_at(at), canvas.data_at(at + QPointF(20.0, 0.0))
    drag(canvas, (begin.x(), begin.y()), (end.x(), end.y()))
    data = window.session.problem.dataset
    assert data.y[2] == 75.0
    assert data.x[2] == pytest.approx(5.0 + 20.0 / frame.x_scale, abs=0.25 / frame.x_scale)


def test_a_click_adds_no_digits_that_nobody_pointed_at(window: Any) -> None:
    canvas = canvas_of(window)
    click(canvas, 4.03, 84.1)
    data = window.session.problem.dataset
    for value, scale in (
        (data.x[-1], canvas.pixel_frame().x_scale),
        (data.y[-1], canvas.pixel_frame().y_scale),
    ):
        assert 0.025 / scale <= 10.0 ** -len(repr(float(value)).partition(".")[2]) <= 10 / scale


def test_drag_from_an_empty_place_adds_nothing(window: Any) -> None:
    drag(canvas_of(window), (4.0, 85.0), (6.0, 70.0))
    assert window.session.problem.dataset.n_samples == 5
    assert window.session.edits.stack.count() == 0


def test_axes_keep_still_while_dragging(window: Any) -> None:
    canvas = canvas_of(window)
    before = canvas.shown_range()
    drag(canvas, (5.0, 75.0), (8.1, 66.0))
    assert canvas.shown_range() == before


def test_right_click_removes_the_point(window: Any) -> None:
    click(canvas_of(window), 5.0, 75.0, RIGHT)
    assert window.session.problem.dataset.x.tolist() == [2, 3, 6, 8]
    click(canvas_of(window), 4.0, 85.0, RIGHT)
    assert window.session.problem.dataset.n_samples == 4


def test_delete_removes_the_hovered_point(window: Any, qtbot: Any) -> None:
    view = window.content.data_view
    hover(view.canvas, 5.0, 75.0)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert window.session.problem.dataset.n_samples == 4


def test_all_points_removed_while_one_is_highlighted(window: Any, qtbot: Any) -> None:
    hover(canvas_of(window), 8.0, 90.0)
    window.session.problem.clear_points()
    window.content.clock.render_now()
    window.shell.grab()
    assert window.content.data_view.scene.hint.text == "Click to add points"


def test_clicks_faster_than_frames_are_all_points_in_their_order(window: Any) -> None:
    window.session.problem.clear_points()
    window.content.clock.render_now()
    canvas = canvas_of(window)
    before = window.content.data_view.seen
    left, right, bottom, top = canvas.shown_range()
    spots = [
        (left + (right - left) * (column + 0.5) / 12, bottom + (top - bottom) * (row + 0.5) / 12)
        for row in range(12)
        for column in range(12)
    ]
    for spot in spots:
        click(canvas, *spot)
    data = window.session.problem.dataset
    half_a_pixel = 0.6 * max((right - left) / canvas.width(), (top - bottom) / canvas.height())
    assert np.c_[data.x, data.y] == pytest.approx(np.array(spots), abs=half_a_pixel * 2)
    assert window.session.edits.stack.count() >= len(spots)
    assert window.content.data_view.seen is before, "a frame is drawn when the events are over"
    window.content.clock.render_now()
    assert canvas.shown_range() == (left, right, bottom, top), "it keeps still under the pointer"


def test_two_clicks_on_one_spot_do_not_add_a_hidden_point(window: Any) -> None:
    click(canvas_of(window), 4.0, 84.0)
    click(canvas_of(window), 4.0, 84.0)
    assert window.session.problem.dataset.n_samples == 6


def test_two_points_on_one_pixel_are_both_there(window: Any) -> None:
    window.session.problem.add_point(4.0, 80.0)
    window.session.problem.add_point(4.0, 80.0)
    assert window.session.problem.dataset.n_samples == 7
    hover(canvas_of(window), 4.0, 80.0)
    window.shell.grab()
    assert window.session.player.history.losses[0] > 0


def test_line_shown_is_the_sessions(window: Any) -> None:
    window.session.player.step(7)
    window.content.clock.render_now()
    assert window.content.data_view.lines.current == window.session.shown_curve


def test_line_is_drawn_in_its_colour_where_it_belongs(window: Any) -> None:
    window.session.player.seek(0)
    window.session.player.step(300)
    window.content.clock.render_now()
    canvas = canvas_of(window)
    slope, intercept = window.session.shown_curve
    spot = pixel(canvas, 4.0, slope * 4.0 + intercept)
    colour = canvas.grab().toImage().pixelColor(spot)
    assert colour.red() > 180
    assert colour.blue() < 100


def test_wheel_limits_hold_and_fit_brings_everything_back(window: Any) -> None:
    canvas = canvas_of(window)
    before = canvas.shown_range()
    for turns in (200, -400, 200):
        for _ in range(abs(turns)):
            wheel(canvas, sum(canvas.shown_range()[:2]) / 2, sum(canvas.shown_range()[2:]) / 2,
                  1 if turns > 0 else -1)  # fmt: skip
        assert np.isfinite(canvas.shown_range()).all()
        window.shell.grab()
    window.content.data_view.fit()
    assert canvas.shown_range() == pytest.approx(before)


def test_large_cloud_is_drawn_as_a_picture(window: Any) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=100_000)
    window.session.opening.open_dataset(
        Dataset.from_xy(x, 3 * x + rng.normal(size=x.size), name="cloud")
    )
    window.content.clock.render_now()
    canvas = canvas_of(window)
    colour = canvas.grab().toImage().pixelColor(pixel(canvas, 0.05, 0.4))
    assert colour.blue() > colour.red() + 40


def test_another_button_within_a_drag_neither_ends_it_nor_removes_the_point(window: Any) -> None:
    canvas = canvas_of(window)
    view, none = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    spot = pixel(canvas, 5.0, 75.0)
    QTest.mousePress(view, LEFT, none, spot)
    move(canvas, QPointF(spot + QPoint(10, 0)))
    for button in (RIGHT, MIDDLE):
        QTest.mousePress(view, button, none, spot)
        QTest.mouseRelease(view, button, none, spot)
    move(canvas, QPointF(spot + QPoint(20, 0)))
    assert window.session.problem.dataset.n_samples == 5
    assert window.session.edits.is_dragging
    QTest.mouseRelease(view, LEFT, none, spot)
    assert not window.session.edits.is_dragging


def test_a_drag_does_not_go_on_into_data_opened_meanwhile(window: Any) -> None:
    other = Dataset.from_xy([1.0, 2.0, 3.0], [60.0, 80.0, 70.0])
    session = window.session
    drag(
        canvas_of(window),
        (5.0, 75.0),
        (4.0, 85.0),
        halfway=lambda: session.opening.open_dataset(other),
    )
    assert session.problem.dataset == other
    session.edits.undo()
    assert session.problem.dataset.n_samples == 5, "opening was the last step"


def test_the_hints_offer_what_is_there(window: Any) -> None:
    session, shell = window.session, window.shell
    hints = shell.data_card._hint, shell.surface_card._hint
    assert hints[0].text() == "drag the points or the line · click adds a point"
    assert hints[1].text() == "each place is a line · click to start"
    session.problem.clear_points()
    window.content.clock.render_now()
    assert [hint.text() for hint in hints] == ["click adds a point", "each place is a line"]
    session.gate.set_permissions(Permissions(locked=frozenset({Lockable.POINTS})))
    window.content.clock.render_now()
    assert hints[0].text() == ""


def test_a_point_placed_at_the_edge_is_seen_whole(window: Any) -> None:
    canvas = canvas_of(window)
    window.session.problem.clear_points()
    window.content.clock.render_now()
    for corner in (QPointF(1.0, 1.0), QPointF(-1.0, -1.0)):
        frame = canvas.pixel_frame()
        edge = frame.rect.topLeft() if corner.x() > 0 else frame.rect.bottomRight()
        at = frame.to_data(edge + corner)
        click(canvas, at.x(), at.y())
        data = window.session.problem.dataset
        seen = frame.to_pixel(data.x[-1], data.y[-1])
        disc = mark_box(seen.x(), seen.y(), POINT_RADIUS)
        assert frame.rect.contains(disc)
    assert window.session.problem.dataset.n_samples == 2


def test_a_drag_undone_halfway_has_ended(window: Any) -> None:
    session = window.session
    drag(canvas_of(window), (5.0, 75.0), (4.0, 85.0), halfway=session.edits.stack.undo)
    assert session.problem.dataset.x[2] == 5.0
    assert session.edits.stack.index() == 0
    drag(canvas_of(window), (5.0, 75.0), (4.0, 85.0))
    assert session.problem.dataset.x[2] == pytest.approx(4.0, abs=0.05)


def test_delete_within_a_drag_removes_nothing(window: Any) -> None:
    canvas = canvas_of(window)
    view, none = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    hover(canvas, 5.0, 75.0)
    spot = pixel(canvas, 5.0, 75.0)
    QTest.mousePress(view, LEFT, none, spot)
    move(canvas, QPointF(spot + QPoint(10, 0)))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    QTest.mouseRelease(view, LEFT, none, spot)
    assert window.session.problem.dataset.n_samples == 5


def test_valley_follows_the_dragged_point_and_goes_with_it(window: Any) -> None:
    canvas, marks = canvas_of(window), window.content.surface_view.marks
    hover(canvas, 5.0, 75.0)
    window.content.surface_view.grab()
    assert "valley" in window.content.surface_view.picture.placer.plates, "it is named"
    drag(canvas, (5.0, 75.0), (4.0, 60.0))
    x, y = window.session.problem.dataset.x[2], window.session.problem.dataset.y[2]
    window.content.clock.render_now()
    assert marks.valley == (-x, y)
    click(canvas, x, y, RIGHT)
    window.content.clock.render_now()
    assert marks.valley is None
    window.content.surface_view.grab()
    assert "valley" not in window.content.surface_view.picture.placer.plates


def test_a_point_typed_beyond_the_pane_is_framed(window: Any) -> None:
    before = canvas_of(window).shown_range()
    window.session.problem.move_point(0, 5.0, 70.0)
    window.content.clock.render_now()
    assert canvas_of(window).shown_range() == before
    window.session.problem.move_point(0, 25.0, 70.0)
    window.content.clock.render_now()
    assert canvas_of(window).shown_range()[1] > 25


def test_who_has_zoomed_in_keeps_the_view_when_a_point_is_typed(window: Any) -> None:
    wheel(canvas_of(window), 5.0, 77.0, 5)
    before = canvas_of(window).shown_range()
    window.session.problem.move_point(0, 25.0, 70.0)
    window.content.clock.render_now()
    assert canvas_of(window).shown_range() == before


def test_data_of_the_same_name_and_size_is_framed_anew(window: Any) -> None:
    for slope, intercept in ((2.0, 1.0), (200.0, 1e6)):
        rng = np.random.default_rng(1)
        window.session.open_generated(noisy_line(50, slope, intercept, 1.0, rng))
        window.content.clock.render_now()
    _, _, bottom, top = canvas_of(window).shown_range()
    data = window.session.problem.dataset
    assert bottom < data.y.min()
    assert data.y.max() < top


def test_a_double_click_after_a_drag_takes_nothing_back(window: Any) -> None:
    canvas = canvas_of(window)
    click(canvas, 1.0, 20.0)
    drag(canvas, (5.0, 75.0), (4.0, 60.0))
    moved = window.session.problem.dataset
    QTest.mouseDClick(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier,
                      pixel(canvas, 1.0, 50.0))  # fmt: skip
    assert window.session.problem.dataset == moved


def open_points(window: Any, x: Any, y: Any) -> None:
    window.session.opening.open_dataset(Dataset(np.array(x, float)[:, np.newaxis], np.array(y)))
    window.content.clock.render_now()
    window.shell.grab()


@pytest.mark.parametrize("size", [1.7e18, -1.7e18, 2459000.25, 1e-200])
def test_points_whose_x_hardly_spreads_are_seen_apart(window: Any, size: float) -> None:
    y = [1.0, 2.0]
    for n_floats in (1, 2, 5, 50, 1000):
        x = size + np.spacing(abs(size)) * np.array([0, n_floats])
        open_points(window, x, y)
        canvas = canvas_of(window)
        first, second = (canvas.widget_position(*point) for point in zip(x, y, strict=True))
        assert second.x() - first.x() >= 2.0, n_floats
        assert canvas.viewport().rect().contains(first.toPoint()), n_floats
        assert canvas.viewport().rect().contains(second.toPoint()), n_floats
        assert window.content.data_view.index_at(QPointF(x[1], 2.0)) == 1, n_floats


def test_points_at_one_place_are_counted(window: Any) -> None:
    repeats = window.content.data_view.scene.repeats
    open_points(window, [1, 1, 1, 2, 3, 3], [5.0, 5.0, 5.0, 1.0, 3.0, 4.0])
    assert repeats.places == [(1.0, 5.0, 3)]
    before = window.content.data_view.grab().toImage()
    window.session.problem.move_point(0, 1.2, 5.5)
    window.content.clock.render_now()
    assert repeats.places == [(1.0, 5.0, 2)]
    assert window.content.data_view.grab().toImage() != before
    window.session.problem.move_point(1, 1.2, 6.0)
    window.content.clock.render_now()
    assert repeats.places == []


def test_counts_at_every_point_of_rounded_data_are_left_out(window: Any) -> None:
    x = np.repeat(np.arange(100.0), 2)
    open_points(window, x, x)
    assert window.content.data_view.scene.repeats.places == []


def test_axes_go_to_ten_until_there_are_two_points(window: Any) -> None:
    canvas, view = canvas_of(window), window.content.data_view
    window.session.problem.clear_points()
    window.content.clock.render_now()
    assert canvas.shown_range() == EMPTY_RANGE
    click(canvas, 7.0, 8.0)
    window.content.clock.render_now()
    view.fit()
    assert canvas.shown_range() == EMPTY_RANGE
    window.session.problem.add_point(8.0, 9.0)
    window.content.clock.render_now()
    view.fit()
    assert canvas.shown_range() != EMPTY_RANGE
    open_points(window, [100.0], [3.0])
    left, right, _, _ = canvas.shown_range()
    assert left < 100.0 < right


def test_a_point_that_comes_back_at_the_edge_is_seen_whole(window: Any) -> None:
    canvas, session = window.content.data_view.canvas, window.session
    x = canvas.shown_range()[1] - 0.01
    session.problem.add_point(x, 50.0)
    undone = Qt.KeyboardModifier.ControlModifier
    for modifier in (undone, undone | Qt.KeyboardModifier.ShiftModifier):
        QTest.keyClick(window.shell, Qt.Key.Key_Z, modifier)
        window.content.clock.render_now()
        assert (session.problem.dataset.n_samples == 6) is (modifier != undone)
    frame = canvas.pixel_frame()
    assert frame.to_pixel(x, 50.0).x() + POINT_RADIUS <= frame.rect.right()


def test_a_point_pointed_at_says_its_numbers_and_those_of_the_line_there(window: Any) -> None:
    view = window.content.data_view
    window.session.hand.set_line(Line(4.0, 50.0))
    window.content.clock.render_now()
    read_out = view.scene.read_out
    hover(view.canvas, 6.0, 85.0)
    view.canvas.grab()
    assert read_out.lines == ["x 6   y 85", "ŷ 74   residual 11"]
    hover(view.canvas, 4.0, 20.0)
    view.canvas.grab()
    assert not read_out.lines


def test_a_dragged_point_says_where_it_is(window: Any) -> None:
    view, seen = window.content.data_view, []

    def halfway() -> None:
        window.content.clock.render_now()
        view.canvas.grab()
        data = window.session.problem.dataset
        seen.append((view.scene.read_out.lines[0], float(data.x[2]), float(data.y[2])))

    drag(view.canvas, (5.0, 75.0), (4.0, 60.0), halfway=halfway)
    ((line, x, y),) = seen
    assert y < 75.0
    assert line == f"x {x:.6g}   y {y:.6g}"


def test_the_numbers_of_a_point_leave_the_points_around_it_in_sight(window: Any) -> None:
    view = window.content.data_view
    for index in range(4):  # beside the last one, in the corner, there is a single side
        data, frame = window.session.problem.dataset, view.canvas.pixel_frame()
        hover(view.canvas, float(data.x[index]), float(data.y[index]))
        view.canvas.grab()
        box = view.scene.read_out.box
        assert frame.rect.contains(box)
        pixels = zip(frame.x_pixels(data.x), frame.y_pixels(data.y), strict=True)
        assert not any(box.contains(*at) for at in pixels)


def test_a_date_pointed_at_is_written_as_one(window: Any) -> None:
    view = window.content.data_view
    names = ("when (days since 2031-03-01)",)
    data = Dataset.from_xy([0.0, 30.0], [1.0, 2.0], feature_names=names)
    window.session.opening.open_dataset(data)
    window.content.clock.render_now()
    hover(view.canvas, 30.0, 2.0)
    view.canvas.grab()
    assert view.scene.read_out.lines[0] == "x 2031-03-31   y 2"
