"""The line dragged by hand, and the valley of a hovered point."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Line
from linreg_gui.views.canvas.labels import mark_box
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.data.line_grip import KNOB_RADIUS, POINT_REACH, grip_at, knobs
from tests.views.helpers import click, drag, hover

FRAME = PixelFrame(0.0, 10.0, 0.0, 10.0, QRectF(0, 0, 500, 500))
FLAT = Line(0.0, 5.0)


def test_middle_shifts_and_ends_turn() -> None:
    middle = grip_at(FLAT, QPointF(5, 5), FRAME)
    right = grip_at(FLAT, QPointF(9, 5), FRAME)
    left = grip_at(FLAT, QPointF(1, 5), FRAME)
    assert middle is not None
    assert right is not None
    assert left is not None
    assert middle.pulled_to(QPointF(6, 7)) == Line(0.0, 7.0)
    assert right.pulled_to(QPointF(9.0, 11.5)) == pytest.approx((1.0, 2.5))
    assert left.pulled_to(QPointF(1.0, -1.5)) == pytest.approx((1.0, -2.5))


def test_far_from_the_line_there_is_no_grip() -> None:
    assert grip_at(FLAT, QPointF(5, 6), FRAME) is None
    assert grip_at(Line(0.0, 50.0), QPointF(5, 5), FRAME) is None


@pytest.mark.parametrize(
    "line", [Line(0.0, 0.0), Line(0.0, 10.0), Line(1.0, 0.0), Line(9.0, 0.0), Line(-1.0, 10.0)]
)
def test_all_of_a_knob_is_seen(line: Line) -> None:
    frame = PixelFrame(-0.6, 10.6, -0.6, 10.6, QRectF(0, 0, 400, 300))
    middles = knobs(line, frame)
    assert len(middles) == 3
    for number, at in enumerate(middles):
        assert frame.rect.contains(mark_box(at.x(), at.y(), KNOB_RADIUS + 1.0))
        grip = grip_at(line, frame.to_data(at), frame)
        assert grip is not None
        assert (grip.pivot is None) == (number == 1)


def test_a_knob_is_not_under_a_point() -> None:
    bare = [FRAME.to_data(at) for at in knobs(FLAT, FRAME)]
    data = Dataset.from_xy([at.x() for at in bare], [at.y() for at in bare])
    for bare_at, at in zip(bare, knobs(FLAT, FRAME, data), strict=True):
        away = FRAME.to_pixel(bare_at.x(), bare_at.y()) - at
        assert abs(away.x()) > POINT_REACH
        assert grip_at(FLAT, FRAME.to_data(at), FRAME, data) is not None


def test_steep_line_is_held_where_it_is_seen() -> None:
    steep = Line(1e6, -5e6)
    grip = grip_at(steep, QPointF(5.0, 5.0), FRAME)
    assert grip is not None
    assert grip.pivot is None


def test_dragging_the_middle_sets_the_start_in_one_undo_step(window: Any) -> None:
    window.session.problem.set_start(Line(3.0, 40.0))
    window.session.player.step(5)
    window.session.restart()
    window.content.clock.render_now()
    count = window.session.edits.stack.count()
    drag(window.content.data_view.canvas, (4.2, 52.6), (4.2, 62.6))
    assert window.session.problem.start.slope == 3.0
    assert window.session.problem.start.intercept == pytest.approx(50.0, abs=0.5)
    assert window.session.edits.stack.count() == count + 1
    assert window.session.shown_curve == window.session.problem.start


def test_the_line_of_data_opened_meanwhile_is_not_dragged_on(window: Any) -> None:
    window.session.problem.set_start(Line(3.0, 40.0))
    window.session.player.step(5)
    window.session.restart()
    window.content.clock.render_now()
    drag(
        window.content.data_view.canvas,
        (4.2, 52.6),
        (4.2, 62.6),
        halfway=lambda: window.session.opening.open_dataset(Dataset.from_xy([1, 2], [3, 4])),
    )
    assert window.session.problem.start == Line(0.0, 0.0)


def test_dragging_the_line_of_a_later_epoch_makes_it_the_start(window: Any) -> None:
    window.session.set_learning_rate(0.01)
    window.session.player.step(120)
    window.content.clock.render_now()
    canvas = window.content.data_view.canvas
    before = window.session.shown_curve
    _, _, bottom, top = canvas.shown_range()
    y = (bottom + top) / 2
    x = (y - before.intercept) / before.slope
    drag(canvas, (x, y), (x, y + 5))
    assert window.session.player.history.last_epoch == 0
    assert window.session.shown_curve.slope == pytest.approx(before.slope)
    assert window.session.shown_curve.intercept > before.intercept


def test_click_on_the_line_still_adds_a_point(window: Any) -> None:
    click(window.content.data_view.canvas, 6.5, 0.0)
    assert window.session.problem.dataset.n_samples == 6
    assert window.session.problem.start == Line(0.0, 0.0)


def test_knobs_show_how_the_line_is_dragged_while_the_pointer_is_in_the_pane(window: Any) -> None:
    view = window.content.data_view
    canvas, layer = view.canvas, view.scene.knobs
    assert len(layer.middles(canvas.pixel_frame())) == 3  # the first screen
    window.session.problem.move_point(0, 2.0, 66.0)
    window.content.clock.render_now()
    assert layer.middles(canvas.pixel_frame()) == []
    hover(canvas, 4.0, 40.0)
    assert len(layer.middles(canvas.pixel_frame())) == 3
    canvas.hover_left.emit()
    assert layer.middles(canvas.pixel_frame()) == []


def test_a_click_on_a_knob_adds_no_point_and_a_drag_of_it_moves_the_line(window: Any) -> None:
    view = window.content.data_view
    frame = view.canvas.pixel_frame()
    middle = frame.to_data(view.scene.knobs.middles(frame)[1] + QPointF(0.0, 8.0))
    hover(view.canvas, middle.x(), middle.y())
    click(view.canvas, middle.x(), middle.y())
    assert window.session.problem.dataset.n_samples == 5
    drag(view.canvas, (middle.x(), middle.y()), (middle.x(), middle.y() + 20.0))
    assert window.session.problem.start.intercept == pytest.approx(20.0, abs=0.5)
    assert window.session.problem.start.slope == 0.0


def test_hovered_point_shows_its_valley(window: Any) -> None:
    marks = window.content.surface_view.marks
    hover(window.content.data_view.canvas, 5.0, 75.0)
    assert marks.valley == Line(-5.0, 75.0)
    window.shell.grab()
    hover(window.content.data_view.canvas, 4.0, 40.0)
    assert marks.valley is None
