"""The Runs card both ways: one row a branch, a click shows it, × removes it."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from linreg_gui.core.settings import Optimizer
from linreg_gui.views.canvas.branches import SWATCH, swatch
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.widgets.formatting import measured

LEFT = Qt.MouseButton.LeftButton


def branch(window: Any) -> None:
    """Make A of 40 epochs at rate 0.03, and B from its epoch 12 on at rate 0.01."""
    window.session.player.step(40)
    window.session.player.seek(12)
    window.session.runs.fork()
    window.session.set_learning_rate(0.01)
    window.session.player.step(10)
    window.content.clock.render_now()
    QApplication.processEvents()
    window.content.clock.render_now()


def test_card_comes_once_a_run_has_moved_and_offers_what_to_do_with_it(
    window: Any, qtbot: Any
) -> None:
    shell_card, card = window.shell.runs_card, window.content.runs_card
    assert shell_card.isHidden()
    window.session.player.step(5)
    window.content.clock.render_now()
    assert shell_card.isVisible()
    assert card.rows[0].show_button.text() == "rate 0.03"
    assert not card.race_button.isVisible()
    assert not card.rows[0].remove_button.isVisible()
    qtbot.mouseClick(card.keep_button, LEFT)
    window.content.clock.render_now()
    assert [run.is_kept for run in window.session.runs.branches] == [False, True]
    assert card.race_button.isEnabled()
    window.session.player.seek(2)
    qtbot.mouseClick(card.branch_button, LEFT)
    assert len(window.session.runs.branches) == 3


def test_rows_come_and_go_with_their_runs(window: Any, qtbot: Any) -> None:
    card, rows = window.shell.runs_card, window.content.runs_card.rows
    branch(window)
    assert card.isVisible()
    assert [row.isVisible() for row in rows] == [True, True, False, False, False, False]
    qtbot.mouseClick(rows[0].remove_button, LEFT)
    window.content.clock.render_now()
    assert [branch.number for branch in window.session.runs.branches] == [1]
    assert [row.isVisible() for row in rows] == [False, True, False, False, False, False]


def test_keys_bring_back_what_a_click_or_a_key_took_away(window: Any, qtbot: Any) -> None:
    session, rows = window.session, window.content.runs_card.rows
    control = Qt.KeyboardModifier.ControlModifier

    def press(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> list[int]:
        qtbot.keyClick(window.shell, key, modifier)
        window.content.clock.render_now()
        return [run.number for run in session.runs.branches]

    session.player.step(40)
    session.player.seek(12)
    assert press(Qt.Key.Key_B) == [0, 1]
    session.set_learning_rate(0.01)
    session.player.step(10)
    window.content.clock.render_now()
    before = session.shown_curve
    assert press(Qt.Key.Key_R) == [0]
    notice = window.content.notice_bar.notice
    assert notice.text == "Restarted without the branches A, B."
    assert [choice.text for choice in notice.choices] == ["Undo"]
    assert press(Qt.Key.Key_Z, control) == [0, 1]
    assert session.shown_curve == before
    assert not notice.is_still_true()
    qtbot.mouseClick(rows[0].remove_button, LEFT)
    assert press(Qt.Key.Key_Z, control) == [0, 1]
    assert press(Qt.Key.Key_K) == [0, 1, 2]
    assert press(Qt.Key.Key_Z, control) == [0, 1]
    press(Qt.Key.Key_Z, control)
    assert press(Qt.Key.Key_Z, control) == [0]
    shift = Qt.KeyboardModifier.ShiftModifier
    press(Qt.Key.Key_Z, control | shift)
    assert press(Qt.Key.Key_Z, control | shift) == [0, 1]
    assert session.shown_curve == before


def test_rows_say_only_what_differs_and_the_loss_at_the_epoch_shown(window: Any) -> None:
    branch(window)
    first, second = window.content.runs_card.rows[:2]
    assert (first.letter.text(), first.show_button.text()) == ("A", "0.03")
    assert (second.letter.text(), second.show_button.text()) == ("B", "0.01")
    assert "rate 0.01 · from epoch 12" in second.show_button.toolTip()
    assert window.shell.runs_card._hint.text() == "rate, loss at epoch 22"
    assert window.session.player.cursor == 22
    losses = window.session.runs.branches[0].history.losses
    assert first.loss.text() == measured(float(losses[22]))
    window.session.player.seek(3)
    window.content.clock.render_now()
    assert first.loss.text() == second.loss.text() == measured(float(losses[3]))


def test_a_row_without_room_for_its_text_ends_in_dots(window: Any) -> None:
    branch(window)
    window.session.set_settings(
        replace(window.session.runs.settings, optimizer=Optimizer.MOMENTUM, batch_size=2)
    )
    window.content.clock.render_now()
    button = window.content.runs_card.rows[1].show_button
    button.resize(90, button.height())
    assert button.text().endswith("…")
    assert "batches of 2" in button.toolTip()
    button.resize(400, button.height())
    assert button.text() == "0.01 · momentum · batches of 2"


def test_click_on_a_row_shows_its_branch(window: Any, qtbot: Any) -> None:
    branch(window)
    first, second = window.content.runs_card.rows[:2]
    assert second.show_button.isChecked()
    qtbot.mouseClick(first.show_button, LEFT)
    window.content.clock.render_now()
    assert window.session.runs.shown_number == 0
    assert window.session.runs.settings.learning_rate == 0.03
    assert not second.show_button.isChecked()
    qtbot.mouseClick(first.show_button, LEFT)
    assert first.show_button.isChecked()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_swatches_differ_by_dash_as_well_as_colour(qapp: Any, theme: Any) -> None:
    drawn = []
    for place in range(len(theme.branches)):
        image = swatch(theme, place).pixmap(SWATCH).toImage()
        middle = image.height() // 2
        row = (image.pixelColor(x, middle).alpha() > 90 for x in range(image.width()))
        drawn.append(tuple(row))
    assert len(set(drawn)) == len(drawn)


def test_the_buttons_of_the_card_fit_into_the_narrowest_column(window: Any) -> None:
    window.session.player.step(10)
    window.session.runs.keep()
    window.shell.resize(1024, 640)
    QApplication.processEvents()
    window.content.clock.render_now()
    QApplication.processEvents()
    shell = window.shell
    column = shell.runs_card.parentWidget()
    assert column.width() <= column.parentWidget().width(), "it does not scroll sideways"
    card = window.content.runs_card
    for button in (card.keep_button, card.race_button, card.branch_button):
        assert button.width() >= button.minimumSizeHint().width()
        assert "(" in button.toolTip(), "the key is said"


def test_in_a_small_window_what_differs_is_not_cut(window: Any) -> None:
    window.shell.resize(1024, 640)
    session = window.session
    session.player.step(20)
    session.runs.keep()
    session.set_learning_rate(0.034)
    window.content.clock.render_now()
    QApplication.processEvents()
    rows = window.content.runs_card.rows
    assert rows[0].show_button.text() == "0.034"
    assert rows[1].show_button.text() == "0.03"


def test_a_kept_runaway_leaves_a_narrow_column_as_it_is(window: Any) -> None:
    window.session.opening.open_example("three-rates")
    window.shell.resize(1024, 640)
    window.session.player.stand_at(300)
    window.content.clock.render_now()
    QApplication.processEvents()
    runaway = window.content.runs_card.rows[2]
    assert runaway.loss.text() == "2.1e13"
    assert runaway.loss.toolTip() == "2.058e13"
    column = window.shell.runs_card.parentWidget()
    assert column.width() <= column.parentWidget().width(), "it does not scroll sideways"
    window.shell.resize(1280, 800)
    QApplication.processEvents()
    assert (runaway.loss.text(), runaway.loss.toolTip()) == ("2.058e13", "")
