"""The loss surface without a mouse: Tab into it, and arrows move the start."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.settings import Held
from tests.views import helpers

KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def entered(window, qtbot):
    """Give a window whose surface was entered by Tab."""
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    window.content.surface_view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    return window


def press(window, *keys, modifier=NONE):
    for key in keys:
        QTest.keyClick(window.content.surface_view.canvas, key, modifier)
    window.content.clock.render_now()


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_arrows_move_the_start_by_a_fiftieth_of_the_pane(entered):
    canvas = entered.content.surface_view.canvas
    left, right, bottom, top = canvas.shown_range()
    press(entered, KEYS.Key_Right, KEYS.Key_Up)
    across, upwards = (right - left) / 50, (top - bottom) / 50
    assert entered.session.problem.start == pytest.approx((across, upwards))
    press(entered, KEYS.Key_Left, modifier=SHIFT)
    assert entered.session.problem.start == pytest.approx((-9 * across, upwards))
    assert canvas.shown_range() == pytest.approx((left, right, bottom, top))
    assert canvas.accessibleDescription().startswith("Start: slope ")


def test_arrows_keep_what_is_held(entered):
    session = entered.session
    session.set_settings(replace(session.runs.settings, held=Held.INTERCEPT))
    press(entered, KEYS.Key_Right, KEYS.Key_Up)
    assert session.problem.start.slope > 0.0
    assert session.problem.start.intercept == 0.0


def test_a_held_arrow_is_one_step_of_undo(entered):
    canvas = entered.content.surface_view.canvas
    QTest.keyPress(canvas, KEYS.Key_Up)
    QTest.keyPress(canvas, KEYS.Key_Up)
    QTest.keyRelease(canvas, KEYS.Key_Up)
    assert entered.session.problem.start.intercept > 0.0
    entered.session.edits.undo()
    assert entered.session.problem.start == (0.0, 0.0)
    assert not entered.session.edits.is_dragging


def test_escape_gives_the_arrows_back_to_the_run(entered):
    press(entered, KEYS.Key_Escape, KEYS.Key_Right)
    assert entered.session.problem.start == (0.0, 0.0)
    assert entered.session.player.cursor == 1


def test_after_a_click_the_arrows_are_the_run_s(window):
    canvas = window.content.surface_view.canvas
    helpers.click(canvas, 1.0, 10.0)
    start = window.session.problem.start
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    press(window, KEYS.Key_Right)
    assert window.session.problem.start == start
    assert window.session.player.cursor == 1


def test_the_focus_is_seen_and_gone_with_it(entered):
    view = entered.content.surface_view
    entered.content.clock.render_now()
    assert view.picture.key_ring.at == entered.session.problem.start_parameters
    entered.content.data_view.canvas.setFocus()
    assert view.picture.key_ring.at is None


def test_without_points_the_arrows_are_the_run_s(entered):
    entered.session.problem.clear_points()
    press(entered, KEYS.Key_Up)
    assert entered.session.problem.start == (0.0, 0.0)


def test_the_arrows_stay_with_the_start_while_the_surface_is_tipped_up(entered):
    view, session = entered.content.surface_view, entered.session
    press(entered, KEYS.Key_Up)
    former = session.problem.start
    QTest.keyClick(focused(), KEYS.Key_T)
    entered.content.clock.render_now()
    assert focused() is view.tilted
    QTest.keyClick(focused(), KEYS.Key_Up)
    entered.content.clock.render_now()
    assert session.problem.start.intercept > former.intercept
    assert view.picture.key_ring.at == session.problem.start_parameters
    assert view.tilted.accessibleDescription().startswith("Start: slope ")
    QTest.keyClick(focused(), KEYS.Key_T)
    entered.content.clock.render_now()
    view.tilted.settle()
    assert focused() is view.canvas
    QTest.keyClick(focused(), KEYS.Key_Escape)
    QTest.keyClick(focused(), KEYS.Key_Right)
    assert session.player.cursor == 1


def test_the_ring_is_drawn_on_the_surface_tipped_up(entered):
    view, session = entered.content.surface_view, entered.session
    QTest.keyClick(focused(), KEYS.Key_T)
    entered.content.clock.render_now()
    view.tilted.settle()
    with_ring = view.tilted.grab().toImage()
    assert "key ring" in view.tilted.things.placer.plates
    QTest.keyClick(focused(), KEYS.Key_Escape)
    assert view.tilted.grab().toImage() != with_ring
    assert "key ring" not in view.tilted.things.placer.plates
    assert session.player.cursor == 0
