"""Which keys a control keeps for itself, and which go on to the run."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.examples import EXAMPLES
from tests.views.lessons.test_lessons_view import press, tab_to

Key = Qt.Key


@pytest.fixture
def slider(window: Any) -> Any:
    window.shell.activateWindow()
    QApplication.processEvents()
    return window.content.training_card.rate_slider


def drag(slider: Any) -> None:
    middle = slider.rect().center()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=middle)


@pytest.mark.parametrize("key", [Key.Key_Right, Key.Key_PageDown, Key.Key_End])
def test_after_a_rate_was_dragged_the_keys_are_the_runs(window: Any, slider: Any, key: Any) -> None:
    window.session.player.step(5)
    window.session.player.seek(3)
    drag(slider)
    rate = window.session.runs.settings.learning_rate
    assert slider.hasFocus()
    QTest.keyClick(slider, key)
    assert window.session.runs.settings.learning_rate == rate
    assert window.session.player.cursor == (5 if key == Key.Key_End else 4)


def test_up_and_down_still_move_a_slider_that_was_clicked(window: Any, slider: Any) -> None:
    drag(slider)
    rate = window.session.runs.settings.learning_rate
    QTest.keyClick(slider, Key.Key_Up)
    assert window.session.runs.settings.learning_rate > rate


def test_tab_gives_a_slider_its_keys_again(window: Any, slider: Any) -> None:
    drag(slider)
    QTest.keyClick(slider, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    before = QApplication.focusWidget()
    assert before not in {None, slider}
    QTest.keyClick(before, Key.Key_Tab)
    assert slider.hasFocus()
    rate = window.session.runs.settings.learning_rate
    QTest.keyClick(slider, Key.Key_Right)
    assert window.session.runs.settings.learning_rate > rate


def test_a_clicked_slider_leaves_the_keys_when_a_menu_closes(window: Any, slider: Any) -> None:
    drag(slider)
    slider.clearFocus()
    slider.setFocus(Qt.FocusReason.PopupFocusReason)
    rate = window.session.runs.settings.learning_rate
    QTest.keyClick(slider, Key.Key_Right)
    assert window.session.runs.settings.learning_rate == rate


def test_what_is_made_late_has_its_keys_too(window: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)
    session, content = window.session, window.content
    for name in ("close_button", "turn_box"):
        session.change_view_options(show_worksheet=True)
        content.clock.render_now()
        QApplication.processEvents()  # the card is laid out
        tab_to(window, getattr(content.worksheet_card, name))
        press(window, Key.Key_Space)
        assert not session.player.state.is_running
        assert session.view_options.show_worksheet is (name == "turn_box")
    assert content.worksheet_card.turn_box.isChecked()


def test_menus_and_chips_of_several_features_have_their_keys(window: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)
    session, content = window.session, window.content
    session.opening.open_dataset(EXAMPLES["longley"].dataset())
    content.training_card.more_button.click()
    content.clock.render_now()
    tab_to(window, content.data_view.picture_row.picture_box)
    press(window, Key.Key_End)
    assert session.view_options.adjustment is Adjustment.ADDED
    tab_to(window, content.training_card.more.feature_chips.chips[0])
    press(window, Key.Key_Space)
    assert session.runs.settings.columns == (1, 2, 3, 4, 5)
    assert not session.player.state.is_running
    assert session.player.cursor == 0


def test_arrows_across_are_the_runs_where_a_menu_of_choices_has_the_focus(
    window: Any, qtbot: Any
) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.shell)
    session, content = window.session, window.content
    session.opening.open_dataset(EXAMPLES["longley"].dataset())
    content.training_card.more_button.click()
    session.player.step(20)
    content.clock.render_now()
    view, more = content.data_view, content.training_card.more
    boxes = (
        view.picture_row.picture_box,
        view.picture_row.feature_box,
        *content.surface_view.controls.menus,
        content.transport.speed_box,
        more.optimizer_box,
        more.decay_box,
    )
    for box in boxes:
        session.player.seek(10)
        tab_to(window, box)
        choice = box.currentIndex()
        press(window, Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_PageDown)
        assert session.player.cursor == 12
        assert box.currentIndex() == choice
        press(window, Key.Key_End)
        assert session.player.cursor == 12
        assert box.currentIndex() > choice or not box.model().item(box.count() - 1).isEnabled()


def test_letters_are_text_as_long_as_a_number_field_has_the_focus(window: Any, qtbot: Any) -> None:
    session, field = window.session, window.content.model_card.prediction_row.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "4b")
    QTest.keyClick(field, Key.Key_Return)  # is refused: the field stays open
    assert field.hasFocus()
    QTest.keyClicks(field, "c")
    assert field.text() == "4bc"
    assert not session.view_options.show_code
    QTest.keyClick(field, Key.Key_Backspace)
    QTest.keyClick(field, Key.Key_Backspace)
    QTest.keyClick(field, Key.Key_Return)
    assert not field.hasFocus()
    QTest.keyClick(QApplication.focusWidget() or window.shell, Key.Key_C)
    assert session.view_options.show_code
    assert field.value == 4.0
