"""The window as a whole: menus, themes, presenter mode, generator, notices."""

import sys
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.session.curve import Line
from linreg_gui.session.values import Notice, Severity, ThemeChoice
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.window.presenter import SMALLEST_SCALE, TITLE_PIXELS
from linreg_gui.views.window.shell import SIDE_WIDTH


def menu_action(window: Any, text: str) -> QAction:
    (action,) = [a for a in window.content.actions.findChildren(QAction) if a.text() == text]
    return action


@pytest.mark.parametrize(
    ("choice", "theme"), [(ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)]
)
def test_theme_reaches_palette_and_plots(window: Any, choice: ThemeChoice, theme: Any) -> None:
    menu_action(window, choice.value.capitalize()).trigger()
    assert window.session.view_options.theme is choice
    window.content.clock.render_now()
    image = window.shell.grab().toImage()
    canvas = window.content.data_view.canvas
    corner = canvas.mapTo(window.shell, canvas.rect().bottomRight())
    assert image.pixelColor(corner).name() == theme.card
    assert QApplication.palette().window().color().name() == theme.window


def test_toggles_follow_and_lead_the_session(window: Any) -> None:
    action = window.content.actions.toggles["show_best_fit"]
    assert not action.isChecked()
    action.trigger()
    assert window.session.view_options.show_best_fit
    window.content.clock.render_now()
    assert window.content.data_view.lines.best == pytest.approx((4.254386, 56.578947))
    window.session.set_view_options(replace(window.session.view_options, show_best_fit=False))
    assert not action.isChecked()


def test_undo_action_names_what_it_undoes(window: Any) -> None:
    window.session.problem.add_point(4.0, 70.0)
    assert window.session.edits.stack.undoText() == "add point"
    window.session.edits.stack.undo()
    assert window.session.problem.dataset.n_samples == 5


def test_examples_open_with_rates_that_do_not_diverge(window: Any) -> None:
    for example in EXAMPLES.values():
        menu_action(window, example.title).trigger()
        window.session.player.step(example.max_epochs)
        first, last = window.session.player.history.losses[[0, -1]]
        assert last <= first, example.title


def test_clear_removes_all_points_and_is_undoable(window: Any) -> None:
    menu_action(window, "Remove all points").trigger()
    assert window.session.problem.dataset.n_samples == 0
    window.session.edits.undo()
    assert window.session.problem.dataset.n_samples == 5


def test_presenter_mode_enlarges_the_type_and_goes_back(window: Any) -> None:
    before = QApplication.font().pointSizeF()
    menu_action(window, "Presenter mode").trigger()
    size = round(TITLE_PIXELS * SMALLEST_SCALE)
    assert QFontInfo(QApplication.font()).pixelSize() == size
    assert window.shell.isFullScreen()
    window.shell.grab()
    menu_action(window, "Presenter mode").trigger()
    assert QApplication.font().pointSizeF() == pytest.approx(before)


@pytest.mark.parametrize("is_explained", [False, True])
def test_presenter_mode_gives_the_column_its_width_back(
    qtbot: Any, window: Any, is_explained: bool
) -> None:
    columns, toggle = window.shell.columns, menu_action(window, "Worksheet")
    window.shell.resize(780, 700)  # the offscreen screen is 800 pixels wide
    if is_explained:
        toggle.trigger()
    QApplication.processEvents()
    before = columns.sizes()[1]
    for is_presenting in (True, False):
        menu_action(window, "Presenter mode").trigger()
        QApplication.processEvents()
        assert window.shell.isFullScreen() is is_presenting
    qtbot.waitUntil(lambda: columns.sizes()[1] == before)


def test_presenter_mode_leaves_the_column_as_wide_as_a_hand_made_it(
    qtbot: Any, window: Any
) -> None:
    columns = window.shell.columns
    handle = columns.handle(1)
    place = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseMove(handle, place - QPoint(44, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=place)
    assert columns.sizes()[1] == SIDE_WIDTH + 44
    for _ in range(2):
        menu_action(window, "Presenter mode").trigger()
    qtbot.waitUntil(lambda: columns.sizes()[1] == SIDE_WIDTH + 44)


def test_a_worksheet_opened_in_presenter_mode_leaves_no_wide_column(window: Any) -> None:
    before = window.shell.columns.sizes()[1]
    menu_action(window, "Presenter mode").trigger()
    menu_action(window, "Worksheet").trigger()
    menu_action(window, "Presenter mode").trigger()
    menu_action(window, "Worksheet").trigger()
    assert window.shell.columns.sizes()[1] == before


def test_generator_opens_a_reproducible_line(window: Any, qtbot: Any) -> None:
    menu_action(window, "Generate a noisy line…").trigger()
    panel = window.content.generator
    assert panel.isVisible()
    qtbot.mouseClick(panel.generate_button, Qt.MouseButton.LeftButton)
    first = window.session.problem.dataset
    assert first.n_samples == 50
    assert first.true_parameters == (2.0, 1.0)
    window.content.clock.render_now()
    assert window.content.data_view.lines.true == (2.0, 1.0)
    qtbot.mouseClick(panel.generate_button, Qt.MouseButton.LeftButton)
    assert window.session.problem.dataset == first
    panel.close()


def test_generator_refuses_bad_values_in_words(window: Any, qtbot: Any) -> None:
    menu_action(window, "Generate a noisy line…").trigger()
    panel, before = window.content.generator, window.session.problem.dataset
    panel.noise_field.selectAll()
    qtbot.keyClicks(panel.noise_field, "abc")
    qtbot.keyClick(panel.noise_field, Qt.Key.Key_Return)
    assert panel.refusal.text() == "'abc' is not a number."
    panel.noise_field.set_value(-1.0)
    qtbot.mouseClick(panel.generate_button, Qt.MouseButton.LeftButton)
    assert "noise" in panel.refusal.text()
    assert window.session.problem.dataset is before
    panel.close()


def test_notice_is_plain_text_and_can_be_closed(window: Any, qtbot: Any) -> None:
    bar = window.content.notice_bar
    window.session.post_notice(Notice("<b>not bold</b>", Severity.WARNING))
    assert bar.text.text() == "<b>not bold</b>"
    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert bar.notice is None


def test_space_on_a_focused_button_presses_it(window: Any, qtbot: Any) -> None:
    card = window.content.training_card
    qtbot.mouseClick(card.more_button, Qt.MouseButton.LeftButton)
    window.content.clock.render_now()
    button = card.more.random_button
    window.shell.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert window.session.problem.start != Line(0.0, 0.0)
    assert not window.session.player.state.is_running


def test_arrows_on_the_focused_slider_move_it(window: Any, qtbot: Any) -> None:
    slider = window.content.training_card.rate_slider
    slider.setFocus()
    before = window.session.runs.settings.learning_rate
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert window.session.runs.settings.learning_rate > before
    assert window.session.player.history.last_epoch == 0


def test_scrubber_goes_where_it_is_clicked(window: Any, qtbot: Any) -> None:
    window.session.player.step(300)
    window.content.clock.render_now()
    scrubber = window.content.transport.scrubber
    qtbot.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=scrubber.rect().center())
    assert window.session.player.cursor == pytest.approx(150, abs=3)


def test_space_runs_after_a_number_was_typed(window: Any, qtbot: Any) -> None:
    window.shell.activateWindow()
    field = window.content.training_card.rate_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.02")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.hasFocus()
    assert window.session.runs.settings.learning_rate == 0.02


def test_read_out_of_the_curve_follows_while_it_changes(window: Any) -> None:
    from tests.views.helpers import hover

    window.session.player.step(50)
    window.content.clock.render_now()
    view = window.content.curve_view
    hover(view.canvas, 20.0, sum(view.canvas.shown_range()[2:]) / 2)
    before = view.curve.note
    window.session.set_learning_rate(0.001)
    window.content.clock.render_now()
    assert view.curve.note != before


def test_escape_leaves_presenter_mode_but_not_a_field(window: Any) -> None:
    shell, session = window.shell, window.session
    QTest.keyClick(shell, Qt.Key.Key_F11)
    assert session.view_options.is_presenting
    window.content.clock.render_now()
    assert "Escape" in window.content.notice_bar.text.text()
    field = window.content.training_card.rate_field
    field.setFocus()
    QTest.keyClicks(field, "0.0")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert session.view_options.is_presenting
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not session.view_options.is_presenting
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert not session.view_options.is_presenting


def test_a_closed_window_stays_closed(window: Any) -> None:
    window.shell.showMinimized()
    assert window.shell.close()
    window.shell.showNormal()
    assert not window.shell.isVisible()


def test_painting_ends_with_its_method_even_while_a_traceback_is_kept(window: Any) -> None:
    session = window.session
    options = replace(session.view_options, show_worksheet=True, show_code=True, is_guessing=True)
    session.set_view_options(options)
    window.shell.training_card.fold(is_folded=False)
    window.shell.resize(1280, 1400)
    session.player.step(3)
    window.content.settle()
    QApplication.processEvents()
    kept: list[FrameType] = []

    def keep(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_name == "paintEvent":
            kept.append(frame)

    sys.setprofile(keep)
    try:
        window.shell.repaint()  # Qt would warn of painters that still paint, which fails the test
    finally:
        sys.setprofile(None)
    painted = {type(frame.f_locals["self"]).__name__ for frame in kept}
    assert {"FlatCombo", "ElidedLabel", "LearningRateSlider", "CodeListing"} <= painted
    kept.clear()
