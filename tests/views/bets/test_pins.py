"""Pins: set by mouse and by keys, compared on the surface and in the data."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.settings import Scaling
from linreg_gui.session.bets import BetKind, BetStage, PinBet
from linreg_gui.session.curve import Line
from linreg_gui.views.exporting.picture_painting import Pane, image_of
from tests.views import helpers
from tests.views.bets.acts import KEYS, SHIFT, click, press, settle, stage, tab_to


@pytest.fixture
def pinning(asked):
    """Give a window that asks for a pin."""
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.tabs[BetKind.PIN])
    return asked


def surface(window) -> Any:
    return window.content.surface_view


def pin(window):
    return window.session.asking.state.bet


def has_colour(widget, colour):
    """Return whether a colour is painted somewhere, as it is."""
    image = widget.grab().toImage().convertToFormat(widget.grab().toImage().Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, :3]
    wanted = QColor(colour)
    return bool((pixels == (wanted.blue(), wanted.green(), wanted.red())).all(axis=1).any())


def test_a_click_sets_the_pin_and_not_the_start(pinning):
    start = pinning.session.problem.start
    helpers.click(surface(pinning).canvas, 5.0, 50.0)
    pinning.content.clock.render_now()
    assert pinning.session.problem.start == start
    assert pin(pinning).line == pytest.approx((5.0, 50.0), abs=0.1)
    assert stage(pinning) is BetStage.ASKING
    assert has_colour(surface(pinning).canvas, pinning.content.clock.theme.bet)
    assert has_colour(pinning.content.data_view.canvas, pinning.content.clock.theme.bet)


@pytest.mark.parametrize("place", [(5.0, 50.0), (2.0, 10.0), (7.7, 1.5), (3.0, 35.0)])
def test_the_read_out_leaves_the_name_of_the_pin_in_sight(pinning, place):
    canvas, picture = surface(pinning).canvas, surface(pinning).picture
    helpers.click(canvas, *place)
    pinning.content.clock.render_now()
    helpers.hover(canvas, *place)
    canvas.grab()
    assert picture.read_out.lines
    assert not picture.read_out.box.intersects(picture.placer.plates["pin"])


def test_a_drag_moves_the_pin_and_is_no_step_of_undo(pinning):
    n_steps = pinning.session.edits.stack.count()
    helpers.drag(surface(pinning).canvas, (5.0, 50.0), (2.0, 20.0))
    assert pin(pinning).line == pytest.approx((2.0, 20.0), abs=0.2)
    assert pinning.session.edits.stack.count() == n_steps
    assert not pinning.session.edits.is_dragging


def test_the_gap_is_drawn_in_the_frame_of_the_record(pinning, qtbot):
    helpers.click(surface(pinning).canvas, 5.0, 50.0)
    press(pinning, KEYS.Key_Space)
    settle(pinning, qtbot)
    assert stage(pinning) is BetStage.SHOWN
    surface(pinning).canvas.grab()
    assert "pin" in surface(pinning).picture.placer.plates
    pinning.session.restart()
    pinning.content.clock.render_now()
    surface(pinning).canvas.grab()
    assert "pin" not in surface(pinning).picture.placer.plates
    assert not has_colour(pinning.content.data_view.canvas, pinning.content.clock.theme.bet)


def test_a_pin_by_keys_only(asked, qtbot):
    press(asked, KEYS.Key_Space)
    tab_to(asked, asked.content.bet_strip.tabs[BetKind.PIN])
    press(asked, KEYS.Key_Space)
    canvas = surface(asked).canvas
    assert canvas.hasFocus()
    left, right, bottom, top = canvas.shown_range()
    press(asked, KEYS.Key_Right, KEYS.Key_Up)
    across, upwards = (right - left) / 50, (top - bottom) / 50
    assert pin(asked).line == pytest.approx((across, upwards))
    press(asked, KEYS.Key_Up, modifier=SHIFT)
    assert pin(asked).line == pytest.approx((across, 11 * upwards))
    assert "Your pin: slope" in canvas.accessibleDescription()
    press(asked, KEYS.Key_Return)
    settle(asked, qtbot)
    assert stage(asked) is BetStage.SHOWN


def test_enter_sets_the_pin_where_the_dot_is(pinning):
    press(pinning, KEYS.Key_Return)
    assert pin(pinning).line == pinning.session.shown_curve
    assert stage(pinning) is BetStage.ASKING


def test_the_focus_goes_back_where_it_was(asked):
    before = QApplication.focusWidget()
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.tabs[BetKind.PIN])
    assert QApplication.focusWidget() is surface(asked).canvas
    press(asked, KEYS.Key_Escape)
    assert stage(asked) is BetStage.OFF
    assert QApplication.focusWidget() is before
    press(asked, KEYS.Key_Right)
    assert asked.session.player.cursor == 1


def test_the_time_of_the_pin_is_chosen(pinning):
    helpers.click(surface(pinning).canvas, 5.0, 50.0)
    box = pinning.content.bet_strip.pin_box
    box.setFocus()
    press(pinning, KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Down)
    assert pin(pinning).epochs is None
    assert pinning.session.asking.state.pin_epochs is None


@pytest.mark.parametrize("line", [Line(1e150, 1e150), Line(-1e150, 3.0), Line(400.0, -9000.0)])
def test_a_pin_out_of_view_stands_at_the_edge_with_an_arrow(pinning, qtbot, line):
    pinning.session.asking.set_pin(line)
    pinning.content.clock.render_now()
    canvas = surface(pinning).canvas
    canvas.grab()
    frame = canvas.pixel_frame()
    (box,) = surface(pinning).picture.pin.mark_boxes(frame)
    assert frame.rect.contains(box)
    assert has_colour(canvas, pinning.content.clock.theme.bet)
    press(pinning, KEYS.Key_Space)
    settle(pinning, qtbot)
    assert pinning.session.asking.state.gap.said == line
    canvas.grab()
    pinning.content.data_view.canvas.grab()


def test_a_pin_that_is_not_finite_is_not_taken(pinning):
    pinning.session.asking.set_pin(Line(float("inf"), 0.0))
    assert pin(pinning) is None


def test_a_pin_on_a_standardised_surface_is_in_the_units_of_the_data(asked):
    settings = replace(asked.session.runs.settings, scaling=Scaling.STANDARDISE)
    asked.session.set_settings(settings)
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.tabs[BetKind.PIN])
    surface(asked).fit()
    helpers.click(surface(asked).canvas, 5.0, 50.0)
    place = asked.session.problem.parameters_of(pin(asked).line)
    assert place == pytest.approx((5.0, 50.0), abs=0.3)


def test_a_pin_set_in_the_middle_of_a_zoom_stays_where_it_was_set(pinning):
    canvas = surface(pinning).canvas
    helpers.wheel(canvas, 3.0, 30.0, 2)
    helpers.click(canvas, 4.0, 40.0)
    line = pin(pinning).line
    helpers.wheel(canvas, 3.0, 30.0, -3)
    pinning.content.clock.render_now()
    assert pin(pinning) == PinBet(line, 1)
    assert line == pytest.approx((4.0, 40.0), abs=0.1)


def test_a_step_closes_the_question_and_the_pin_is_gone(pinning):
    helpers.click(surface(pinning).canvas, 5.0, 50.0)
    pinning.session.player.step()
    pinning.content.clock.render_now()
    assert stage(pinning) is BetStage.OFF
    assert not has_colour(surface(pinning).canvas, pinning.content.clock.theme.bet)


def test_phases_of_the_step_leave_the_question_open(pinning):
    pinning.session.step.next_phase()
    assert pinning.session.step.phase is StepPhase.PREDICT
    assert stage(pinning) is BetStage.ASKING


def test_a_pin_is_set_and_seen_on_the_surface_tipped_up(pinning, qtbot):
    view = surface(pinning)
    press(pinning, KEYS.Key_T)
    qtbot.waitUntil(lambda: not view.canvas.isVisible())
    tilted = view.tilted
    at = tilted.rect().center()
    QTest.mouseClick(tilted, Qt.MouseButton.LeftButton, pos=at)
    pinning.content.clock.render_now()
    assert isinstance(pin(pinning), PinBet)
    tilted.grab()
    assert any(mark.kind == "pin" for mark in tilted.things.marks)
    assert has_colour(tilted, pinning.content.clock.theme.bet)


def test_without_a_question_a_click_on_the_surface_sets_the_start(asked):
    helpers.click(surface(asked).canvas, 3.0, 30.0)
    assert asked.session.problem.start == pytest.approx((3.0, 30.0), abs=0.1)
    assert Qt.FocusPolicy.StrongFocus == surface(asked).canvas.focusPolicy()


def test_a_picture_of_the_pane_has_the_pin(pinning):
    helpers.click(surface(pinning).canvas, 5.0, 50.0)
    pinning.content.clock.render_now()
    image = image_of(pinning.content.subjects()[Pane.SURFACE], surface(pinning).size())
    wanted = QColor(pinning.content.clock.theme.bet)
    colours = {image.pixelColor(x, y).rgb() for x in range(image.width())
               for y in range(0, image.height(), 2)}  # fmt: skip
    assert wanted.rgb() in colours


def test_a_pin_is_set_by_keys_on_the_surface_tipped_up(asked):
    options = asked.session.view_options
    asked.session.set_view_options(replace(options, is_tilted=True))
    asked.content.clock.render_now()
    press(asked, KEYS.Key_Space)
    click(asked, asked.content.bet_strip.tabs[BetKind.PIN])
    assert QApplication.focusWidget() is surface(asked).tilted
    press(asked, KEYS.Key_Up, KEYS.Key_Enter)
    assert pin(asked).line.intercept > 0.0
    assert asked.session.problem.start == (0.0, 0.0)
    asked.session.asking.close()
    assert QApplication.focusWidget() is not surface(asked).tilted
