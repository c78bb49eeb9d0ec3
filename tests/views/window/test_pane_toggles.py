"""The small buttons in the heads of the panes: in step with the menus, and never cut off."""

from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from linreg_gui.views.window.action_table import BRANCH, KEEP
from linreg_gui.views.window.pane_toggles import PANE_TOGGLES

LEFT = Qt.MouseButton.LeftButton
OPTIONS = [toggle for toggle in PANE_TOGGLES if toggle.key not in {BRANCH.text, KEEP.text}]


def button_of(window: Any, pane: str, key: str) -> QToolButton:
    made: QToolButton = window.content.toggles.buttons[pane, key]
    return made


@pytest.mark.parametrize("toggle", OPTIONS, ids=lambda toggle: f"{toggle.pane}-{toggle.icon}")
def test_button_and_menu_entry_are_one(window: Any, qtbot: Any, toggle: Any) -> None:
    session, button = window.session, button_of(window, toggle.pane, toggle.key)
    action = window.content.actions.toggles[toggle.key]
    before = getattr(session.view_options, toggle.key)
    qtbot.mouseClick(button, LEFT)
    assert getattr(session.view_options, toggle.key) is not before
    assert button.isChecked() is action.isChecked() is not before
    action.trigger()
    assert button.isChecked() is before
    assert button.accessibleName()
    assert button.toolTip() == toggle.tip


def test_branch_button_waits_for_a_future(window: Any, qtbot: Any) -> None:
    button = button_of(window, "Loss", BRANCH.text)
    assert not button.isEnabled()
    window.session.player.step(10)
    window.session.player.seek(4)
    qtbot.mouseClick(button, LEFT)
    assert len(window.session.runs.branches) == 2


def test_space_still_runs_after_a_click_on_one(window: Any, qtbot: Any) -> None:
    window.shell.activateWindow()
    window.content.data_view.canvas.setFocus()
    qtbot.mouseClick(button_of(window, "Data", "show_squares"), LEFT)
    assert window.content.data_view.canvas.hasFocus()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_no_head_is_cut_off(window: Any, size: tuple[int, int]) -> None:
    window.shell.resize(*size)
    QApplication.processEvents()
    for button in window.content.toggles.buttons.values():
        card = button.parentWidget()
        place = QRect(button.mapTo(window.shell, button.rect().topLeft()), button.size())
        inside = QRect(card.mapTo(window.shell, card.rect().topLeft()), card.size())
        if card.isVisible():
            assert inside.contains(place)
            assert button.width() >= button.sizeHint().width()


def test_icons_take_the_colours_of_the_theme(window: Any) -> None:
    button = button_of(window, "Data", "show_squares")
    light = button.icon().pixmap(24).toImage()
    window.content.actions.entries["Dark"].trigger()
    assert button.icon().pixmap(24).toImage() != light
