"""The Runs card both ways: one row a branch, a click shows it, × removes it."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

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


def test_card_comes_with_the_second_branch_and_goes_with_it(window: Any, qtbot: Any) -> None:
    card, rows = window.shell.runs_card, window.content.runs_card.rows
    window.session.player.step(5)
    window.content.clock.render_now()
    assert card.isHidden()
    branch(window)
    assert card.isVisible()
    assert [row.show_button.isVisible() for row in rows] == [True, True, False, False, False, False]
    qtbot.mouseClick(rows[0].remove_button, LEFT)
    window.content.clock.render_now()
    assert [branch.number for branch in window.session.runs.branches] == [1]
    assert card.isHidden()


def test_rows_say_rate_fork_and_loss_at_the_epoch_shown(window: Any) -> None:
    branch(window)
    first, second = window.content.runs_card.rows[:2]
    assert first.show_button.text() == "A  rate 0.03"
    assert second.show_button.text() == "B  0.01 from epoch 12"
    assert window.session.player.cursor == 22
    losses = window.session.runs.branches[0].history.losses
    assert first.loss.text() == measured(float(losses[22]))
    window.session.player.seek(3)
    window.content.clock.render_now()
    assert first.loss.text() == second.loss.text() == measured(float(losses[3]))


def test_a_row_without_room_for_its_text_ends_in_dots(window: Any) -> None:
    branch(window)
    button = window.content.runs_card.rows[1].show_button
    button.resize(button.width() - 60, button.height())
    assert button.text().endswith("…")
    assert "0.01 from epoch 12" in button.toolTip()
    button.resize(button.width() + 60, button.height())
    assert button.text() == "B  0.01 from epoch 12"


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
