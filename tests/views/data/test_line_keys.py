"""The line without a mouse: the stop of Tab after the last point."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.settings import Held
from linreg_gui.session.curve import Line

KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def on_line(window, qtbot):
    """Give a window whose line is chosen by Tab."""
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    window.content.data_view.canvas.setFocus()
    press(window, *[KEYS.Key_Tab] * 6)
    assert window.content.point_keys.is_on_line
    return window


def press(window, *keys, modifier=NONE):
    for key in keys:
        QTest.keyClick(window.content.data_view.canvas, key, modifier)
    window.content.clock.render_now()


def step_of(window):
    left, right, bottom, top = window.content.data_view.canvas.shown_range()
    return (top - bottom) / 100, (left + right) / 2, (right - left) / 2


def test_up_and_down_shift_by_a_hundredth_of_the_pane(on_line):
    step, _, _ = step_of(on_line)
    press(on_line, KEYS.Key_Up, KEYS.Key_Up)
    assert on_line.session.problem.start == pytest.approx((0.0, 2 * step))
    press(on_line, KEYS.Key_Down, modifier=SHIFT)
    assert on_line.session.problem.start == pytest.approx((0.0, -8 * step))
    assert len(on_line.session.hand.trail)


def test_left_and_right_turn_about_the_middle_of_the_pane(on_line):
    step, middle, half = step_of(on_line)
    press(on_line, KEYS.Key_Up, modifier=SHIFT)
    press(on_line, KEYS.Key_Left)
    slope, intercept = on_line.session.problem.start
    assert slope == pytest.approx(step / half)
    assert slope * middle + intercept == pytest.approx(10 * step)
    press(on_line, KEYS.Key_Right)
    assert on_line.session.problem.start == pytest.approx((0.0, 10 * step))


def test_a_held_key_is_one_stroke_and_one_step_of_undo(on_line):
    canvas, session = on_line.content.data_view.canvas, on_line.session
    for _ in range(5):
        QTest.keyPress(canvas, KEYS.Key_Up)
    QTest.keyRelease(canvas, KEYS.Key_Up)
    assert len(set(session.hand.trail.strokes.tolist())) == 1
    session.edits.undo()
    assert session.problem.start == (0.0, 0.0)


def test_from_a_later_epoch_the_line_shown_is_taken_up_as_by_hand(on_line):
    on_line.session.player.step(5)
    slope, intercept = on_line.session.shown_curve
    step, _, _ = step_of(on_line)
    press(on_line, KEYS.Key_Up)
    assert on_line.session.player.cursor == 0
    assert on_line.session.problem.start == pytest.approx((slope, intercept + step))


@pytest.mark.parametrize("held", [Held.SLOPE, Held.INTERCEPT])
def test_what_is_held_stays(on_line, held):
    session = on_line.session
    session.set_settings(replace(session.runs.settings, held=held))
    step, _, half = step_of(on_line)
    press(on_line, KEYS.Key_Up, KEYS.Key_Left)
    slope, intercept = session.problem.start
    if held is Held.SLOPE:
        assert (slope, intercept) == pytest.approx((0.0, step))
    else:
        assert (slope, intercept) == pytest.approx((step / half, 0.0))


def test_the_keys_of_the_line_are_said_and_its_knobs_seen(on_line):
    view = on_line.content.data_view
    view.canvas.grab()
    assert view.scene.knobs.is_visible
    assert "chosen" in view.scene.placer.plates
    press(on_line, KEYS.Key_Escape)
    view.canvas.grab()
    assert "chosen" not in view.scene.placer.plates
    press(on_line, KEYS.Key_Right)
    assert on_line.session.player.cursor == 1


@pytest.mark.parametrize("height", [1e3, -1e3, 1e140])
def test_a_line_out_of_sight_still_shows_that_it_is_chosen(on_line, height):
    on_line.session.problem.set_start(Line(0.0, height))
    on_line.content.clock.render_now()
    view = on_line.content.data_view
    view.canvas.grab()
    assert view.canvas.pixel_frame().rect.contains(view.scene.placer.plates["chosen"])


def test_delete_removes_no_point_while_the_line_is_chosen(on_line):
    press(on_line, KEYS.Key_Delete)
    assert on_line.session.problem.dataset.n_samples == 5


def test_without_points_there_is_no_line_to_choose(on_line):
    on_line.session.problem.clear_points()
    assert not on_line.content.point_keys.is_on_line
    press(on_line, KEYS.Key_Up)
    assert on_line.session.problem.start == (0.0, 0.0)
