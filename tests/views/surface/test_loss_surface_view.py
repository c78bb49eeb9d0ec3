"""The loss surface pane both ways, with real mouse events."""

import math
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Line
from linreg_gui.views.surface.surface_camera import SurfaceCamera
from linreg_gui.views.surface.surface_layers import ARROW_PIXELS, LEAST_ARROW, STAR_RADIUS
from tests.core.data import LINE_EXAMPLES
from tests.views.helpers import click, double_click, drag, hover, pixel, wheel


def view_of(window: Any) -> Any:
    return window.content.surface_view


def test_click_sets_the_start_and_replays(window: Any) -> None:
    window.session.player.step(10)
    click(view_of(window).canvas, 2.0, 30.0)
    assert window.session.problem.start == pytest.approx((2.0, 30.0), abs=0.3)
    assert window.session.player.history.last_epoch == 10
    assert tuple(window.session.player.history.parameters[0]) == window.session.problem.start


def test_drag_sets_the_start_in_one_undo_step(window: Any) -> None:
    drag(view_of(window).canvas, (1.0, 20.0), (3.0, 40.0))
    assert window.session.problem.start == pytest.approx((3.0, 40.0), abs=0.3)
    window.session.edits.undo()
    assert window.session.problem.start == Line(0.0, 0.0)


def test_a_drag_does_not_set_the_start_of_data_opened_meanwhile(window: Any) -> None:
    drag(
        view_of(window).canvas,
        (1.0, 20.0),
        (3.0, 40.0),
        halfway=lambda: window.session.opening.open_dataset(Dataset.from_xy([1, 2], [3, 4])),
    )
    assert window.session.problem.start == Line(0.0, 0.0)


def test_frame_keeps_still_during_a_drag(window: Any) -> None:
    canvas = view_of(window).canvas
    before = canvas.shown_range()
    window.session.edits.begin_drag()
    window.session.problem.move_point(4, 30.0, 200.0)
    window.content.clock.render_now()
    assert canvas.shown_range() == before
    window.session.edits.end_drag()


def test_frame_settles_after_a_drag(window: Any, qtbot: Any) -> None:
    view = view_of(window)
    window.session.edits.begin_drag()
    window.session.problem.move_point(4, 8.0, 900.0)
    window.session.edits.end_drag()
    slope, intercept = window.session.problem.loss.minimum_parameters

    def contains_minimum() -> bool:
        left, right, bottom, top = view.canvas.shown_range()
        return bool(left < slope < right and bottom < intercept < top)

    qtbot.waitUntil(contains_minimum)


def test_hover_shows_the_ghost_line_and_leaving_takes_it_away(window: Any) -> None:
    lines = window.content.data_view.lines
    hover(view_of(window).canvas, 2.0, 30.0)
    assert lines.ghost == pytest.approx((2.0, 30.0), abs=0.3)
    view_of(window).canvas.hover_left.emit()
    assert lines.ghost is None


def test_click_on_a_path_dot_seeks_there(window: Any) -> None:
    window.session.player.step(100)
    window.content.clock.render_now()
    view_of(window).fit()
    window.shell.grab()
    slope, intercept = window.session.player.history.parameters[3]
    click(view_of(window).canvas, float(slope), float(intercept))
    assert window.session.player.cursor == 3


def test_marks_are_the_sessions(window: Any) -> None:
    window.session.player.step(5)
    window.content.clock.render_now()
    marks = view_of(window).marks
    assert marks.current == window.session.shown_curve
    assert marks.start == window.session.problem.start
    assert marks.loss is window.session.problem.loss


def test_zoom_is_kept_until_a_double_click(window: Any) -> None:
    view = view_of(window)
    wheel(view.canvas, 4.0, 50.0, 4)
    zoomed = view.canvas.shown_range()
    window.session.player.step(50)
    window.content.clock.render_now()
    assert view.canvas.shown_range() == zoomed
    double_click(view.canvas, 4.0, 50.0)
    assert view.canvas.shown_range() != zoomed


def test_every_example_frames_start_and_minimum_and_draws(window: Any) -> None:
    view, problem = view_of(window), window.session.problem
    for example in LINE_EXAMPLES:
        window.session.opening.open_example(example.key)
        window.session.player.step(20)
        window.content.clock.render_now()
        view.fit()
        window.shell.grab()
        left, right, bottom, top = view.canvas.shown_range()
        for slope, intercept in (problem.start, problem.loss.minimum_parameters):
            assert left <= slope <= right, example.key
            assert bottom <= intercept <= top, example.key


def test_read_out_and_ghost_go_with_the_last_point(window: Any) -> None:
    view = view_of(window)
    hover(view.canvas, 2.0, 30.0)
    assert view.picture.read_out.at is not None
    window.session.problem.clear_points()
    window.content.clock.render_now()
    assert view.picture.read_out.at is None
    assert window.content.data_view.lines.ghost is None


def read_out_of(window: Any) -> Any:
    return view_of(window).picture.read_out


def true_line(window: Any) -> Line:
    """Give the line that is where the read-out stands."""
    at = view_of(window).canvas.pixel_frame().to_data(read_out_of(window).at)
    return Line(at.x(), at.y())


def test_read_out_stays_true_while_the_frame_settles(window: Any, qtbot: Any) -> None:
    canvas, lines = view_of(window).canvas, window.content.data_view.lines
    hover(canvas, 2.0, 50.0)
    before, pixel = canvas.shown_range(), read_out_of(window).at
    window.session.problem.set_start(Line(-40.0, -200.0))
    qtbot.waitUntil(lambda: canvas.shown_range()[0] < -40.0)
    assert canvas.shown_range() != before
    assert read_out_of(window).at == pixel
    assert lines.ghost == pytest.approx(true_line(window))
    slope, _ = window.session.problem.dataset.digits.texts(*lines.ghost)
    assert read_out_of(window).lines[0].startswith(f"m {slope} ")


def test_read_out_follows_the_data(window: Any) -> None:
    hover(view_of(window).canvas, 2.0, 50.0)
    before = list(read_out_of(window).lines)
    window.session.problem.move_point(4, 8.0, 80.0)
    window.content.clock.render_now()
    assert read_out_of(window).lines[0] == before[0]
    assert read_out_of(window).lines[1] != before[1]


def test_read_out_goes_during_a_drag(window: Any) -> None:
    canvas, lines = view_of(window).canvas, window.content.data_view.lines
    hover(canvas, 1.0, 20.0)
    assert lines.ghost is not None
    drag(canvas, (1.0, 20.0), (3.0, 40.0))
    assert read_out_of(window).at is None
    assert lines.ghost is None


def settled(window: Any) -> Any:
    """Draw a frame, and go through the way of the camera to its end."""
    camera = window.content.surface_view.findChild(SurfaceCamera)
    window.content.clock.render_now()
    while camera.is_settling:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.content.clock.render_now()
    return window.content.surface_view.canvas


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
@pytest.mark.parametrize("share", [(0.05, 0.95), (0.5, 0.5), (0.9, 0.1), (0.62, 0.27)])
def test_a_start_set_by_a_click_lies_under_the_pointer(
    window: Any, share: tuple[float, float], size: tuple[int, int]
) -> None:
    window.shell.resize(*size)
    window.session.set_learning_rate(1e-5)
    canvas = settled(window)
    left, right, bottom, top = before = canvas.shown_range()
    x, y = left + share[0] * (right - left), bottom + share[1] * (top - bottom)
    spot = pixel(canvas, x, y)
    click(canvas, x, y)
    settled(window)
    assert canvas.shown_range() == before
    away = canvas.widget_position(*window.session.problem.start) - QPointF(spot)
    assert max(abs(away.x()), abs(away.y())) <= 1.0
    window.session.player.step(5)
    settled(window)
    assert canvas.shown_range() == before


def test_a_dragged_start_stays_under_the_pointer_at_its_release(window: Any) -> None:
    canvas = settled(window)
    before, spot = canvas.shown_range(), pixel(canvas, 6.0, 40.0)
    drag(canvas, (0.0, 0.0), (6.0, 40.0))
    settled(window)
    assert canvas.shown_range() == before
    away = canvas.widget_position(*window.session.problem.start) - QPointF(spot)
    assert max(abs(away.x()), abs(away.y())) <= 1.0


def test_a_start_that_leaves_the_view_is_framed(window: Any) -> None:
    canvas = settled(window)
    click(canvas, 2.0, 30.0)
    before = settled(window).shown_range()
    window.session.problem.set_start(Line(40.0, 30.0))
    assert settled(window).shown_range()[1] > 40.0 > before[1]


def test_other_data_are_framed_after_a_click(window: Any) -> None:
    canvas = settled(window)
    click(canvas, 2.0, 30.0)
    before = settled(window).shown_range()
    data = window.session.problem.dataset
    tiny = Dataset(data.features, 1e-3 * data.target)
    window.session.opening.open_dataset(tiny)
    assert settled(window).shown_range()[3] < 0.1 * before[3]


def test_a_double_click_frames_all_after_a_click(window: Any) -> None:
    canvas = settled(window)
    start = window.session.problem.start
    click(canvas, 4.0, 57.0)
    before = settled(window).shown_range()
    double_click(canvas, 2.0, 30.0)
    assert settled(window).shown_range() != before
    assert window.session.problem.start != start


def epoch_by_epoch(window: Any) -> Any:
    """Press the key of a step again and again, and give what is drawn after each."""
    canvas = view_of(window).canvas
    for _ in range(60):
        QTest.keyClick(window.shell, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        window.content.clock.render_now()
        yield canvas.pixel_frame()


def test_the_arrow_downhill_ends_before_the_star(window: Any) -> None:
    marks, loss = view_of(window).marks, window.session.problem.loss
    n_short = 0
    for frame in epoch_by_epoch(window):
        way = frame.to_pixel(*loss.minimum_parameters) - frame.to_pixel(*marks.current)
        arrow = marks.arrow(frame)
        room = math.hypot(way.x(), way.y()) - STAR_RADIUS
        if arrow is None:
            assert room <= LEAST_ARROW
            continue
        drawn = arrow[1] - arrow[0]
        length = math.hypot(drawn.x(), drawn.y())
        assert length == pytest.approx(min(ARROW_PIXELS, room))
        n_short += length < ARROW_PIXELS
    assert n_short
    assert arrow is None  # the dot has come to the star, and nothing points on from there


def test_the_length_of_the_arrow_does_not_tell_a_hidden_best_fit(window: Any) -> None:
    QTest.keyClick(window.shell, Qt.Key.Key_G)
    QTest.keyClick(window.shell, Qt.Key.Key_End)
    marks = view_of(window).marks
    for frame in epoch_by_epoch(window):
        arrow = marks.arrow(frame)
        assert arrow is not None
        drawn = arrow[1] - arrow[0]
        assert math.hypot(drawn.x(), drawn.y()) == pytest.approx(ARROW_PIXELS)
