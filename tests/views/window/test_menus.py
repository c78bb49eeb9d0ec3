"""The menus of the lessons: each entry asks the session, and is off while it can do nothing."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.session.values import Line
from linreg_gui.views.window.actions import BRANCH, LESSON_TOGGLES, PHASE, TELLING, TOGGLES

DESCEND, FORGET = "Descend from where your hand began", "Forget the lines tried by hand"


@pytest.mark.parametrize("option", [t.option for t in (*TOGGLES, *LESSON_TOGGLES)])
def test_every_toggle_leads_and_follows_its_option(window: Any, option: str) -> None:
    session, action = window.session, window.content.actions.toggles[option]
    before = getattr(session.view_options, option)
    action.trigger()
    assert getattr(session.view_options, option) is not before
    session.set_view_options(replace(session.view_options, **{option: before}))
    assert action.isChecked() is before


@pytest.mark.parametrize(
    ("key", "option"), [(Qt.Key.Key_W, "show_worksheet"), (Qt.Key.Key_C, "show_code")]
)
def test_keys_open_worksheet_and_code(window: Any, qtbot: Any, key: Qt.Key, option: str) -> None:
    qtbot.keyClick(window.content.data_view.canvas, key)
    assert getattr(window.session.view_options, option)


@pytest.mark.parametrize("option", TELLING)
def test_what_tells_the_best_fit_cannot_be_asked_for_while_guessing(
    window: Any, option: str
) -> None:
    toggles = window.content.actions.toggles
    toggles["is_guessing"].trigger()
    assert not toggles[option].isEnabled()
    toggles["is_guessing"].trigger()
    assert toggles[option].isEnabled()


def test_b_branches_once_there_is_a_future(window: Any, qtbot: Any) -> None:
    session, action = window.session, window.content.actions.entries[BRANCH]
    assert not action.isEnabled()
    session.player.step(20)
    assert action.isEnabled()
    session.player.seek(8)
    qtbot.keyClick(window.content.data_view.canvas, Qt.Key.Key_B)
    assert len(session.runs.branches) == 2
    assert session.runs.branches[1].fork_epoch == 8
    session.restart()
    assert not action.isEnabled()


def test_p_goes_through_the_phases(window: Any, qtbot: Any) -> None:
    session, seen = window.session, []
    for _ in StepPhase:
        qtbot.keyClick(window.content.data_view.canvas, Qt.Key.Key_P)
        seen.append(session.step.phase)
    assert seen == list(StepPhase)
    assert session.player.cursor == 1
    session.problem.clear_points()
    assert not window.content.actions.entries[PHASE].isEnabled()


def test_entries_of_the_hand_follow_its_trail(window: Any) -> None:
    session, entries = window.session, window.content.actions.entries
    assert not entries[DESCEND].isEnabled()
    assert not entries[FORGET].isEnabled()
    session.hand.set_line(Line(3.0, 40.0))
    entries[DESCEND].trigger()
    assert session.problem.start == Line(0.0, 0.0)
    assert session.player.state.is_running
    session.player.pause()
    entries[FORGET].trigger()
    assert len(session.hand.trail) == 0
    assert not entries[FORGET].isEnabled()
