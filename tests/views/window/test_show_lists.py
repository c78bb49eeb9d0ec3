"""The head of a pane: Show with its list of layers, and zoom to all."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from linreg_gui.core.generators import noisy_line
from linreg_gui.session.preferences import session_preferences
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.values import ThemeChoice, ViewOptions
from linreg_gui.views.window.action_table import DATA, LOSS, PANES, SURFACE, layers_of

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


def press_at(window: Any, widget: Any, place: QPoint) -> None:
    """Click where the window system would: on the window, wherever the widget is."""
    QApplication.processEvents()  # the layout
    QTest.mouseClick(
        window.shell.windowHandle(), LEFT, pos=widget.mapTo(window.shell, place), delay=0
    )


def press_key(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def opened(window: Any, pane: str) -> Any:
    button = window.content.heads.show_buttons[pane]
    press_at(window, button, button.rect().center())
    found = window.content.heads.open_list
    assert found is not None
    assert found.isVisible()
    return found


def row(shown: Any, words: str) -> Any:
    return next(row for row in shown.rows if row.text() == words)


@pytest.fixture
def shown(window: Any) -> Iterator[Any]:
    yield opened(window, DATA)
    window.content.heads.close_list()


@pytest.mark.parametrize("pane", PANES)
def test_every_layer_of_a_pane_has_a_row_that_switches_it(window: Any, pane: str) -> None:
    session, shown = window.session, opened(window, pane)
    actions = window.content.actions.toggles
    layers = [layer for layer in layers_of(pane) if actions[layer.option].isVisible()]
    assert {layer.text for layer in layers} <= {row.text() for row in shown.rows}
    for layer in layers:
        before, ticked = getattr(session.view_options, layer.option), row(shown, layer.text)
        assert ticked.isChecked() is before
        press_at(window, ticked, QPoint(200, 12))
        assert getattr(session.view_options, layer.option) is not before, layer.text
        assert ticked.isChecked() is not before
        assert shown.isVisible(), "it stays open"
        press_at(window, ticked, QPoint(200, 12))
        assert getattr(session.view_options, layer.option) is before


def test_the_plot_follows_each_tick(window: Any) -> None:
    shown = opened(window, SURFACE)
    press_at(window, row(shown, "Best fit"), QPoint(10, 10))
    window.content.clock.render_now()
    assert not window.content.surface_view.marks.has_star
    assert shown.isVisible()


def test_a_list_works_by_keys_alone(window: Any, qtbot: Any) -> None:
    button = window.content.heads.show_buttons[DATA]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, KEY.Key_Space)
    shown = window.content.heads.open_list
    assert shown.rows[0].hasFocus()
    QTest.keyClick(shown.rows[0], KEY.Key_Down)
    squares = row(shown, "Residual squares")
    assert squares.hasFocus()
    QTest.keyClick(squares, KEY.Key_Space)
    assert window.session.view_options.show_squares
    assert not window.session.player.state.is_running, "Space is the list's"
    QTest.keyClick(squares, KEY.Key_Up)
    QTest.keyClick(shown.rows[0], KEY.Key_Up)
    assert shown.usual_button.hasFocus(), "the arrows go round"
    QTest.keyClick(shown.usual_button, KEY.Key_Tab)
    assert shown.rows[0].hasFocus()
    QTest.keyClick(shown.rows[0], KEY.Key_Right)
    assert window.session.player.cursor == 0
    QTest.keyClick(shown.rows[0], KEY.Key_Escape)
    assert window.content.heads.open_list is None
    assert button.hasFocus(), "the focus goes back where it was"
    assert not button.isChecked()


def test_a_card_that_opens_by_a_tick_leaves_the_keys_to_the_list(window: Any) -> None:
    shown = opened(window, DATA)
    ticked = row(shown, "Points as a table")
    ticked.setFocus()
    QTest.keyClick(ticked, KEY.Key_Space)
    window.content.clock.render_now()
    assert window.content.points_table.isVisible()
    assert ticked.hasFocus()
    QTest.keyClick(ticked, KEY.Key_Escape)
    assert window.content.heads.open_list is None


def test_the_keys_of_layers_work_while_a_list_is_open(window: Any, shown: Any) -> None:
    QTest.keyClick(shown.rows[0], KEY.Key_S)
    assert window.session.view_options.show_squares
    assert row(shown, "Residual squares").isChecked()


def test_a_press_outside_closes_the_list_and_does_nothing_else(window: Any, shown: Any) -> None:
    canvas = window.content.data_view.canvas
    place = canvas.widget_position(1.0, 20.0).toPoint()
    press_at(window, canvas.viewport(), place)
    assert window.content.heads.open_list is None
    assert window.session.problem.dataset.n_samples == 5
    press_at(window, canvas.viewport(), place + QPoint(60, 40))
    assert window.session.problem.dataset.n_samples == 6


def test_a_second_click_on_show_closes_the_list(window: Any, shown: Any) -> None:
    button = window.content.heads.show_buttons[DATA]
    press_at(window, button, button.rect().center())
    assert window.content.heads.open_list is None
    assert not button.isChecked()


def test_the_show_of_another_pane_opens_its_list_at_once(window: Any, shown: Any) -> None:
    other = opened(window, LOSS)
    assert not window.content.heads.show_buttons[DATA].isChecked()
    assert window.content.heads.show_buttons[LOSS].isChecked()
    assert row(other, "Best possible").isChecked()


def test_a_changed_size_closes_the_list(window: Any, shown: Any) -> None:
    window.shell.resize(1100, 700)
    QApplication.processEvents()
    assert window.content.heads.open_list is None


def test_back_to_the_usual_is_of_this_pane_only(window: Any) -> None:
    session, heads = window.session, window.content.heads
    session.set_view_options(replace(session.view_options, show_squares=True, show_pulls=True))
    assert heads.show_buttons[DATA].is_unusual
    assert heads.show_buttons[SURFACE].is_unusual
    assert not heads.show_buttons[LOSS].is_unusual
    shown = opened(window, DATA)
    press_at(window, shown.usual_button, shown.usual_button.rect().center())
    assert session.view_options == replace(ViewOptions(), show_pulls=True)
    assert not heads.show_buttons[DATA].is_unusual
    assert heads.show_buttons[SURFACE].is_unusual
    assert not shown.usual_button.isEnabled(), "there is nothing left to take back"


def test_rows_that_mean_nothing_are_absent(window: Any) -> None:
    words = [row.text() for pane in PANES for row in opened(window, pane).rows]
    assert not {"True line", "Bowl of the batch", "Kept runs"} & set(words)
    session = window.session
    session.open_generated(noisy_line(20, 2.0, 1.0, 1.0, np.random.default_rng(1)))
    session.set_settings(replace(session.runs.settings, batch_size=5))
    session.player.step(3)
    session.runs.keep()
    words = [row.text() for pane in PANES for row in opened(window, pane).rows]
    assert {"True line", "Bowl of the batch", "Kept runs"} <= set(words)


def test_an_open_list_follows_rows_that_begin_to_mean_something(window: Any) -> None:
    session = window.session
    session.player.step(5)
    shown = opened(window, LOSS)
    height = shown.height()
    assert "Kept runs" not in [row.text() for row in shown.rows]
    QTest.keyClick(shown.rows[0], KEY.Key_K)
    assert row(shown, "Kept runs").isVisible()
    assert shown.height() > height
    assert window.shell.rect().contains(shown.geometry())
    session.edits.undo()
    assert "Kept runs" not in [row.text() for row in shown.rows]
    assert shown.height() == height


def test_what_tells_the_best_fit_is_faint_while_guessing(window: Any) -> None:
    shown = opened(window, SURFACE)
    press_at(window, row(shown, "Guess first: hide the best fit"), QPoint(20, 10))
    assert not row(shown, "Best fit").isEnabled()
    assert row(shown, "Path of the run").isEnabled()


def test_a_screen_reader_hears_the_words(window: Any, shown: Any) -> None:
    for ticked in shown.rows:
        spoken = QAccessible.queryAccessibleInterface(ticked)
        assert spoken.text(QAccessible.Text.Name) == ticked.text()
        assert spoken.role() == QAccessible.Role.CheckBox
        assert bool(spoken.state().checked) is ticked.isChecked()


def test_what_opens_something_else_closes_the_list(window: Any) -> None:
    shown = opened(window, LOSS)
    sweep = row(shown, "Sweep of learning rates…")
    assert not sweep.isCheckable()
    press_at(window, sweep, QPoint(100, 12))
    assert window.content.heads.open_list is None
    assert window.content.sweep.isVisible()


def test_the_sweep_of_degrees_is_listed_beside_a_curve(window: Any) -> None:
    shown = opened(window, LOSS)
    assert "Sweep of degrees…" not in [ticked.text() for ticked in shown.rows]
    window.content.heads.close_list()
    window.session.set_degree(2)
    press_at(window, row(opened(window, LOSS), "Sweep of degrees…"), QPoint(100, 12))
    assert window.content.degrees.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_a_list_lies_whole_in_the_window(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    QApplication.processEvents()
    for pane in PANES:
        shown = opened(window, pane)
        assert window.shell.rect().contains(shown.geometry()), pane
        assert all(row.width() >= row.sizeHint().width() for row in shown.rows), pane


def test_rows_scroll_where_the_window_is_too_low_for_all(window: Any) -> None:
    window.shell.resize(675, 360)
    session = window.session
    session.open_generated(noisy_line(20, 2.0, 1.0, 1.0, np.random.default_rng(1)))
    shown = opened(window, DATA)
    assert window.shell.rect().contains(shown.geometry())
    assert shown.rect().contains(shown.usual_button.geometry())
    last = shown.rows[-1]
    QTest.keyClick(shown.rows[0], KEY.Key_Up)
    QTest.keyClick(shown.usual_button, KEY.Key_Up)
    assert last.hasFocus()
    place = QRect(last.mapTo(shown, QPoint()), last.size())
    assert place.bottom() < shown.usual_button.geometry().top()


def test_the_list_goes_with_its_theme(window: Any, shown: Any) -> None:
    options = replace(window.session.view_options, theme=ThemeChoice.DARK)
    window.session.set_view_options(options)
    assert window.content.heads.open_list is None


def test_space_runs_after_a_click_on_a_head(window: Any) -> None:
    canvas = window.content.data_view.canvas
    canvas.setFocus()
    opened(window, DATA)
    press_at(window, canvas.viewport(), QPoint(100, 100))
    assert canvas.hasFocus()
    QTest.keyClick(canvas, KEY.Key_Space)
    assert window.session.player.state.is_running
    window.session.player.pause()


def test_a_new_window_shows_the_usual_and_a_project_its_own(window: Any) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, show_squares=True, show_path=False))
    assert not [name for name in session_preferences(session) if "show" in name]
    project = project_of(session.state())
    view = dict(project.view)
    del view["show_squares"]  # as in a file of an older version
    session.set_view_options(replace(session.view_options, show_pulls=True))
    session.open_state(state_of(replace(project, view=view)))
    assert session.view_options == replace(ViewOptions(), show_path=False)


@pytest.mark.parametrize("pane", PANES)
def test_zoom_to_all_shows_everything(window: Any, pane: str) -> None:
    content = window.content
    views = {DATA: content.data_view, SURFACE: content.surface_view, LOSS: content.curve_view}
    canvas, button = views[pane].canvas, content.heads.zoom_buttons[pane]
    whole = canvas.shown_range()
    canvas.show_range(2.0, 2.1, 3.0, 3.1)
    press_at(window, button, button.rect().center())
    assert canvas.shown_range() == pytest.approx(whole)


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_a_head_has_two_buttons_and_neither_is_cut(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    QApplication.processEvents()
    shell = window.shell
    for pane, card in zip(
        PANES, (shell.data_card, shell.surface_card, shell.loss_card), strict=True
    ):
        heads = window.content.heads
        pair = {heads.show_buttons[pane], heads.zoom_buttons[pane]}
        assert pair <= set(card.findChildren(QToolButton))
        for button in pair:
            inside = QRect(button.mapTo(card, QPoint()), button.size())
            assert card.rect().contains(inside)
            assert button.width() >= button.sizeHint().width()


def test_hidden_layers_are_not_drawn(window: Any) -> None:
    session, content = window.session, window.content
    session.player.step(20)
    hidden = {"show_path": False, "show_steepest": False, "show_best_place": False}
    options = replace(session.view_options, show_best_loss=False, **hidden)
    session.set_view_options(options)
    content.clock.render_now()
    surface = content.surface_view
    assert surface.path.history is None
    assert not surface.marks.has_arrow
    assert not surface.marks.has_star
    assert content.curve_view.curve.floor is None
    session.set_view_options(options.with_usual_layers())
    content.clock.render_now()
    assert surface.path.history is not None
    assert surface.marks.has_arrow
    assert surface.marks.has_star
    assert content.curve_view.curve.floor is not None


def test_a_hidden_path_cannot_be_pointed_at(window: Any) -> None:
    session, content = window.session, window.content
    session.player.step(20)
    content.clock.render_now()
    path, frame = content.surface_view.path, content.surface_view.canvas.pixel_frame()
    at = QPointF(frame.to_pixel(*session.player.shown_parameters))
    assert path.epoch_near(at, frame, 6.0) is not None
    session.set_view_options(replace(session.view_options, show_path=False))
    content.clock.render_now()
    assert path.epoch_near(at, frame, 6.0) is None


def test_kept_runs_can_be_left_out_of_the_loss(window: Any) -> None:
    session, curves = window.session, window.content.curve_view
    session.player.step(20)
    session.runs.keep()
    window.content.clock.render_now()
    assert curves.scene.branches.curves
    session.set_view_options(replace(session.view_options, show_kept_runs=False))
    window.content.clock.render_now()
    assert not curves.scene.branches.curves


def test_a_help_page_closes_the_list_and_has_the_focus(window: Any, shown: Any) -> None:
    canvas = window.content.data_view.canvas
    press_key(KEY.Key_F1)
    page = window.content.help_pages.page
    assert window.content.heads.open_list is None
    assert page.isAncestorOf(QApplication.focusWidget())
    press_key(KEY.Key_Escape)
    assert window.content.help_pages.page is None
    assert canvas.hasFocus()


def test_a_list_that_outlives_what_had_the_focus_closes(window: Any) -> None:
    passing = QLineEdit(window.shell)
    passing.show()
    passing.setFocus()
    window.content.heads.toggle_list(DATA)
    shown = window.content.heads.open_list
    passing.deleteLater()
    QCoreApplication.sendPostedEvents(passing, QEvent.Type.DeferredDelete)
    shown.shut()
    assert window.content.heads.open_list is None
