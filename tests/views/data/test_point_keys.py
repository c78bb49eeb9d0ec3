"""The data pane without a mouse."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.dataset import Dataset
from linreg_gui.views.data.point_keys import _round_step
from tests.views.helpers import click, move, pixel
from tests.views.services_window import open_window

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def laboratory(qtbot: Any) -> Iterator[Any]:
    with open_window(None, qtbot) as made:
        made.content.data_view.canvas.setFocus()
        yield made


def press(laboratory: Any, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(laboratory.content.data_view.canvas, key, modifier)


def shown(laboratory: Any) -> int | None:
    highlighted: int | None = laboratory.content.data_view.points.highlighted
    return highlighted


def test_tab_walks_over_the_points_and_on(laboratory: Any) -> None:
    canvas = laboratory.content.data_view.canvas
    for point in range(5):
        press(laboratory, Key.Key_Tab)
        assert shown(laboratory) == point
        assert canvas.hasFocus()
    assert canvas.accessibleDescription() == "Point 5 of 5: x 8, y 90"
    press(laboratory, Key.Key_Backtab, modifier=SHIFT)
    assert shown(laboratory) == 3
    press(laboratory, Key.Key_Tab, Key.Key_Tab)
    assert canvas.hasFocus()
    assert shown(laboratory) is None
    assert canvas.accessibleDescription() == "The line: slope 0.000, intercept 0.000"
    press(laboratory, Key.Key_Tab)
    assert not canvas.hasFocus()
    assert not canvas.accessibleDescription()


def test_escape_lets_tab_go_on(laboratory: Any) -> None:
    canvas = laboratory.content.data_view.canvas
    press(laboratory, Key.Key_Tab, Key.Key_Escape)
    assert shown(laboratory) is None
    press(laboratory, Key.Key_Tab)
    assert not canvas.hasFocus()


def test_tab_into_the_pane_shows_where_the_focus_is(laboratory: Any) -> None:
    content = laboratory.content
    content.transport.run_button.setFocus()
    content.data_view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert shown(laboratory) == 0
    content.transport.run_button.setFocus()
    content.data_view.canvas.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert content.point_keys.is_on_line
    press(laboratory, Key.Key_Backtab, modifier=SHIFT)
    assert shown(laboratory) == 4
    laboratory.session.problem.clear_points()
    content.transport.run_button.setFocus()
    content.data_view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert shown(laboratory) is None


def visit_a_menu(laboratory: Any) -> None:
    canvas = laboratory.content.data_view.canvas
    QTest.keyClick(canvas, Key.Key_E, Qt.KeyboardModifier.AltModifier)
    assert shown(laboratory) is None
    for focused in (QApplication.activePopupWidget(), laboratory.shell.menuBar()):
        assert focused is not None
        QTest.keyClick(focused, Key.Key_Escape)
    assert canvas.hasFocus()


def visit_another_window(laboratory: Any) -> None:
    canvas = laboratory.content.data_view.canvas
    for kind in (QEvent.Type.FocusOut, QEvent.Type.FocusIn):
        QApplication.sendEvent(canvas, QFocusEvent(kind, Qt.FocusReason.ActiveWindowFocusReason))


@pytest.mark.parametrize("visit", [visit_a_menu, visit_another_window])
def test_who_comes_back_is_at_the_same_point(laboratory: Any, visit: Callable[[Any], None]) -> None:
    press(laboratory, *[Key.Key_Tab] * 5)
    visit(laboratory)
    assert shown(laboratory) == 4
    press(laboratory, Key.Key_Right)
    assert laboratory.session.player.cursor == 0
    assert laboratory.session.problem.dataset.x[4] > 8.0
    press(laboratory, Key.Key_Escape)
    visit(laboratory)
    assert shown(laboratory) is None


def test_who_comes_back_to_fewer_points_is_at_the_last(laboratory: Any) -> None:
    press(laboratory, *[Key.Key_Tab] * 5)
    lost = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(laboratory.content.data_view.canvas, lost)
    laboratory.session.problem.remove_point(0)
    visit_another_window(laboratory)
    assert shown(laboratory) == 3


def test_tab_stops_at_no_pane_where_no_key_does_anything(laboratory: Any) -> None:
    content = laboratory.content
    stops: list[Any] = []
    while len(stops) < 8 or stops[-1] is not content.data_view.canvas:
        focused: Any = QApplication.focusWidget()
        QTest.keyClick(focused, Key.Key_Tab)
        stops.append(QApplication.focusWidget())
    assert content.surface_view.canvas in stops
    assert content.curve_view.canvas not in stops


def test_arrows_move_the_chosen_point(laboratory: Any) -> None:
    session = laboratory.session
    press(laboratory, Key.Key_Tab, Key.Key_Right)
    step_x = session.problem.dataset.x[0] - 2.0
    assert step_x == pytest.approx(0.05)
    press(laboratory, Key.Key_Up)
    step_y = session.problem.dataset.y[0] - 65.0
    assert step_y > 0.0
    press(laboratory, Key.Key_Left, Key.Key_Down, modifier=SHIFT)
    assert session.problem.dataset.x[0] == pytest.approx(2.0 + step_x - 10 * step_x)
    assert session.problem.dataset.y[0] == pytest.approx(65.0 + step_y - 10 * step_y)
    assert shown(laboratory) == 0
    assert session.player.cursor == 0
    for _ in range(4):
        session.edits.undo()
    assert session.problem.dataset.x[0] == 2.0
    assert session.problem.dataset.y[0] == 65.0


def test_a_key_held_down_is_one_step_to_undo(laboratory: Any) -> None:
    session, canvas = laboratory.session, laboratory.content.data_view.canvas
    press(laboratory, Key.Key_Tab)
    for _ in range(8):
        QTest.keyPress(canvas, Key.Key_Right)
    assert session.edits.is_dragging
    QTest.keyRelease(canvas, Key.Key_Right)
    assert not session.edits.is_dragging
    session.edits.undo()
    assert session.problem.dataset.x[0] == 2.0


def test_a_key_let_go_with_a_modifier_held_ends_the_step(laboratory: Any) -> None:
    session, canvas = laboratory.session, laboratory.content.data_view.canvas
    press(laboratory, Key.Key_Tab)
    QTest.keyPress(canvas, Key.Key_Right)
    QTest.keyRelease(canvas, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert not session.edits.is_dragging


def test_focus_lost_with_a_key_down_ends_the_step(laboratory: Any) -> None:
    press(laboratory, Key.Key_Tab)
    QTest.keyPress(laboratory.content.data_view.canvas, Key.Key_Right)
    laboratory.content.transport.run_button.setFocus()
    assert not laboratory.session.edits.is_dragging


def keys_to_the_focus(laboratory: Any, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or laboratory.shell, key, modifier)
    QApplication.processEvents()
    laboratory.content.clock.render_now()


def test_a_closed_table_leaves_the_arrows_to_the_run(laboratory: Any) -> None:
    session, before = laboratory.session, laboratory.session.problem.dataset
    for is_open in (True, False):
        keys_to_the_focus(laboratory, Key.Key_T, CTRL)
        assert laboratory.shell.points_card.isVisible() is is_open
    keys_to_the_focus(laboratory, Key.Key_Right)
    assert session.problem.dataset is before
    assert session.player.cursor == 1
    assert shown(laboratory) is laboratory.content.point_keys.chosen is None


@pytest.mark.parametrize("is_hidden", [True, False])
def test_a_control_that_goes_gives_the_focus_to_no_point(laboratory: Any, is_hidden: bool) -> None:
    field = laboratory.content.training_card.rate_field
    field.setFocus(Qt.FocusReason.TabFocusReason)
    if is_hidden:
        laboratory.shell.training_card.hide()
    else:
        field.setEnabled(False)
    assert laboratory.content.data_view.canvas.hasFocus()
    keys_to_the_focus(laboratory, Key.Key_Right)
    assert laboratory.session.player.cursor == 1


def test_a_point_left_by_a_click_is_not_chosen_again(laboratory: Any) -> None:
    press(laboratory, *[Key.Key_Tab] * 3)
    laboratory.content.training_card.rate_field.setFocus(Qt.FocusReason.MouseFocusReason)
    visit_another_window(laboratory)
    assert shown(laboratory) is None


def ctrl_click(laboratory: Any, x: float, y: float) -> None:
    canvas = laboratory.content.data_view.canvas
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, CTRL, pixel(canvas, x, y))


def test_a_click_with_ctrl_chooses_a_point_for_the_arrows(laboratory: Any) -> None:
    session, chosen = laboratory.session, laboratory.content.data_view.scene.chosen
    laboratory.content.transport.run_button.setFocus()
    ctrl_click(laboratory, 5.0, 75.0)
    assert chosen.index == 2
    keys_to_the_focus(laboratory, Key.Key_Right)
    assert session.problem.dataset.x[2] > 5.0
    assert session.player.cursor == 0
    ctrl_click(laboratory, 8.0, 90.0)
    assert chosen.index == 4
    keys_to_the_focus(laboratory, Key.Key_Escape)
    assert chosen.index is None
    keys_to_the_focus(laboratory, Key.Key_Right)
    assert session.player.cursor == 1
    assert session.problem.dataset.n_samples == 5


def test_a_plain_click_chooses_none_and_releases_the_chosen(laboratory: Any) -> None:
    canvas = laboratory.content.data_view.canvas
    click(canvas, 5.0, 75.0)
    keys_to_the_focus(laboratory, Key.Key_Right)
    assert laboratory.session.player.cursor == 1
    ctrl_click(laboratory, 5.0, 75.0)
    click(canvas, 4.0, 20.0)
    assert laboratory.content.data_view.scene.chosen.index is None
    assert laboratory.session.problem.dataset.n_samples == 6


def test_a_drag_with_ctrl_is_a_drag(laboratory: Any) -> None:
    session, canvas = laboratory.session, laboratory.content.data_view.canvas
    view, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, CTRL, pixel(canvas, 5.0, 75.0))
    move(canvas, QPointF(pixel(canvas, 5.0, 40.0)))
    QTest.mouseRelease(view, left, CTRL, pixel(canvas, 5.0, 40.0))
    assert session.problem.dataset.y[2] == pytest.approx(40.0, abs=1.0)


def test_what_the_arrows_do_stands_beside_the_point(laboratory: Any) -> None:
    view = laboratory.content.data_view
    before = view.canvas.grab().toImage()
    press(laboratory, Key.Key_Tab)
    assert view.scene.chosen.index == 0
    assert view.canvas.grab().toImage() != before
    press(laboratory, Key.Key_Escape)
    assert view.canvas.grab().toImage() == before


def test_without_a_chosen_point_the_keys_are_the_runs(laboratory: Any) -> None:
    press(laboratory, Key.Key_Right, Key.Key_Right)
    assert laboratory.session.player.cursor == 2
    press(laboratory, Key.Key_Tab, Key.Key_Space)
    assert laboratory.session.player.state.is_running
    press(laboratory, Key.Key_Escape, Key.Key_Space)
    assert not laboratory.session.player.state.is_running


def test_n_adds_a_point_and_delete_removes_it(laboratory: Any) -> None:
    session = laboratory.session
    press(laboratory, Key.Key_N)
    assert session.problem.dataset.n_samples == 6
    assert shown(laboratory) == 5
    press(laboratory, Key.Key_Delete)
    assert session.problem.dataset.n_samples == 5
    assert shown(laboratory) == 4
    press(laboratory, *[Key.Key_Delete] * 6)
    assert session.problem.dataset.n_samples == 0
    assert shown(laboratory) is None
    press(laboratory, Key.Key_Tab)
    assert not laboratory.content.data_view.canvas.hasFocus()


def test_n_on_an_empty_canvas(laboratory: Any) -> None:
    laboratory.session.problem.clear_points()
    press(laboratory, Key.Key_N, Key.Key_Up)
    assert laboratory.session.problem.dataset.n_samples == 1
    laboratory.content.clock.render_now()
    assert shown(laboratory) == 0, "the frame that draws the new point keeps it"


def test_other_data_keep_no_point_that_is_not_there(laboratory: Any) -> None:
    press(laboratory, *[Key.Key_Tab] * 5)
    laboratory.session.opening.open_dataset(Dataset.from_xy([1, 2], [3, 4]))
    assert laboratory.content.point_keys.chosen == 1


@pytest.mark.parametrize("span", [1e-300, 1e-6, 0.3, 1.0, 7.0, 99.0, 1e5, 1e150])
def test_steps_are_round_and_about_a_hundredth(span: float) -> None:
    step = _round_step(span)
    assert 30 <= span / step <= 210
    assert f"{step:.0e}"[0] in "125"
    assert np.isfinite(step)
