"""The menus of the lessons: each entry asks the session, and is off while it can do nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

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


def messages(window: Any) -> list[str]:
    texts: list[str] = []
    window.session.notice_posted.connect(lambda notice: texts.append(notice.text))
    return texts


def press(window: Any, *keys: str) -> None:
    """Press keys where the window has the focus, and draw."""
    for key in keys:
        QTest.keySequence(window.content.data_view.canvas, QKeySequence(key))
        window.content.clock.render_now()


@pytest.mark.parametrize("name", ["longley", "thrown-ball"])
def test_keys_of_a_straight_line_say_so_of_other_models(window: Any, name: str) -> None:
    window.session.opening.open_example(name)
    if name == "thrown-ball":
        window.session.set_degree(2)
    window.content.clock.render_now()
    options, said = window.session.view_options, messages(window)
    press(window, "T", "X", "Shift+W", "V")
    assert said == [
        "“Tip up into 3-D” needs a straight line.",
        "“Cuts along slope and intercept” needs a straight line.",
        "“Where the pulls cancel” needs a straight line.",
        "“Fast and slow” needs a straight line whose slope and intercept both move.",
    ]
    assert window.session.view_options == options
    bar = window.content.notice_bar
    shown = bar.notice
    assert shown is not None
    press(window, "V")
    assert bar.notice == shown
    press(window, "Right")
    assert bar.notice == shown
    window.session.set_columns((0,))
    window.session.set_degree(1)
    window.content.clock.render_now()
    assert bar.notice != shown
    press(window, "V")
    assert window.session.view_options.show_axes


def test_a_key_held_down_says_its_sentence_once(window: Any) -> None:
    window.session.set_degree(2)
    said, canvas = messages(window), window.content.data_view.canvas
    for is_repeat in (False, True, True):
        kind = QEvent.Type.KeyPress
        modifier = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, Qt.Key.Key_T, modifier, "t", is_repeat)
        QApplication.sendEvent(canvas, event)
    assert len(said) == 1


def test_other_keys_that_cannot_act_say_why(window: Any) -> None:
    said = messages(window)
    press(window, ".", ",", "G", "F", "Shift+W")
    assert said == [
        (
            "“Next batch of the epoch” needs a batch size below the number of points, "
            "and at most 20,000 batches an epoch."
        ),
        (
            "“Batch before” needs a batch size below the number of points, "
            "and at most 20,000 batches an epoch."
        ),
        "“Best fit” waits while you guess first.",
        "“Where the pulls cancel” waits while you guess first.",
    ]
    bar = window.content.notice_bar
    assert bar.notice is not None
    press(window, "G")
    assert bar.notice is None
    del said[:]
    window.session.problem.clear_points()
    press(window, "P", "H", "Z")
    assert said[-1] == "“Next phase of the step” needs points."


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
