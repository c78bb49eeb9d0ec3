"""The menus of the lessons: each entry asks the session, and is off while it can do nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.generators import noisy_line
from linreg_gui.session.curve import Line
from linreg_gui.views.window.action_table import (
    FORGET_THE_HAND,
    LAYERS,
    PHASE,
    RACE_THE_HAND,
)

WITH_KEYS = [layer for layer in LAYERS if layer.keys]
TELLING = [layer.option for layer in LAYERS if layer.is_telling]


def test_every_toggle_leads_and_follows_its_option(window: Any) -> None:
    session = window.session
    for option in [layer.option for layer in LAYERS]:
        action = window.content.actions.toggles[option]
        before = getattr(session.view_options, option)
        action.trigger()
        assert getattr(session.view_options, option) is not before, option
        session.set_view_options(replace(session.view_options, **{option: before}))
        assert action.isChecked() is before, option


def test_the_key_of_a_layer_switches_it(window: Any) -> None:
    for layer in WITH_KEYS:
        before = getattr(window.session.view_options, layer.option)
        for expected in (not before, before):
            QTest.keySequence(window.content.data_view.canvas, QKeySequence(layer.keys[0]))
            assert getattr(window.session.view_options, layer.option) is expected, layer.option


def test_letters_typed_into_a_field_switch_nothing(window: Any, qtbot: Any) -> None:
    field, options = window.content.training_card.rate_field, window.session.view_options
    field.setFocus()
    for key in "slfgduvyjwckbpr":
        qtbot.keyClick(field, key)
    assert window.session.view_options == options
    assert len(window.session.runs.branches) == 1
    assert field.text().startswith("slfgduvyjwckbpr")


def test_no_two_actions_have_a_key_in_common(window: Any) -> None:
    actions = window.shell.findChildren(QAction)
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_true_line_has_an_entry_only_where_there_is_one(window: Any) -> None:
    action = window.content.actions.toggles["show_true_line"]
    assert not action.isVisible()
    window.session.open_generated(noisy_line(20, 2.0, 1.0, 1.0, np.random.default_rng(1)))
    assert action.isVisible()
    window.session.opening.open_example("hours-and-money")
    assert not action.isVisible()


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
    session, canvas = window.session, window.content.data_view.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    assert len(session.runs.branches) == 1
    session.player.step(20)
    session.player.seek(8)
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    assert len(session.runs.branches) == 2
    assert session.runs.branches[1].fork_epoch == 8


@pytest.mark.parametrize("has_points", [True, False])
@pytest.mark.parametrize("key", [Qt.Key.Key_K, Qt.Key.Key_B, Qt.Key.Key_J])
def test_keys_that_compare_runs_say_what_is_missing(
    window: Any, qtbot: Any, key: Qt.Key, has_points: bool
) -> None:
    if not has_points:
        window.session.problem.clear_points()
        window.content.clock.render_now()
    bar = window.content.notice_bar
    assert bar.notice is None
    qtbot.keyClick(window.content.data_view.canvas, key)
    window.content.clock.render_now()
    assert bar.notice is not None
    assert len(window.session.runs.branches) == int(has_points)


def test_p_goes_through_the_phases(window: Any, qtbot: Any) -> None:
    session, seen = window.session, []
    for _ in StepPhase:
        qtbot.keyClick(window.content.data_view.canvas, Qt.Key.Key_P)
        seen.append(session.step.phase)
    assert seen == list(StepPhase)
    assert session.player.cursor == 1
    session.problem.clear_points()
    assert not window.content.actions.entries[PHASE.text].isEnabled()


def test_entries_of_the_hand_follow_its_trail(window: Any) -> None:
    session, entries = window.session, window.content.actions.entries
    assert not entries[RACE_THE_HAND.text].isEnabled()
    assert not entries[FORGET_THE_HAND.text].isEnabled()
    session.hand.set_line(Line(3.0, 40.0))
    entries[RACE_THE_HAND.text].trigger()
    assert session.problem.start == Line(0.0, 0.0)
    assert session.player.state.is_running
    session.player.pause()
    entries[FORGET_THE_HAND.text].trigger()
    assert len(session.hand.trail) == 0
    assert not entries[FORGET_THE_HAND.text].isEnabled()
