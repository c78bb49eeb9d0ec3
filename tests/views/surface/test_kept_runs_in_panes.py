"""Kept runs both ways: listed, renamed, hidden, loaded, raced; and drawn in the panes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.settings import Optimizer
from linreg_gui.session.curve import Line
from linreg_gui.views.window.action_table import KEEP, RACE
from tests.views.helpers import click, without_blanks

LEFT = Qt.MouseButton.LeftButton


def keep_two(window: Any) -> Any:
    """Keep a plain run of 40 epochs as B and one with momentum of 25 as C; show another one."""
    session = window.session
    session.set_learning_rate(0.01)
    session.player.step(40)
    window.content.actions.entries[KEEP.text].trigger()
    session.restart()
    session.set_settings(replace(session.runs.settings, optimizer=Optimizer.MOMENTUM))
    session.player.step(25)
    session.runs.keep()
    session.restart()
    session.set_settings(replace(session.runs.settings, learning_rate=0.002))
    session.player.step(15)
    window.content.clock.render_now()
    QApplication.processEvents()  # rows that were hidden are laid out
    return window.content.runs_card


def row_of(card: Any, number: int) -> Any:
    return card.rows[number]


def test_the_key_keeps_a_run_and_the_card_comes(window: Any) -> None:
    assert window.shell.runs_card.isHidden()
    window.session.player.step(10)
    QTest.keyClick(window.content.data_view.canvas, Qt.Key.Key_K)
    window.content.clock.render_now()
    assert window.shell.runs_card.isVisible()
    assert [run.is_kept for run in window.session.runs.branches] == [False, True]


def test_the_entry_keeps_a_run_once_there_is_one(window: Any) -> None:
    entry = window.content.actions.entries[KEEP.text]
    entry.trigger()
    assert "nothing to keep" in window.content.notice_bar.text.text()
    assert len(window.session.runs.branches) == 1
    window.session.player.step(10)
    entry.trigger()
    assert len(window.session.runs.branches) == 2
    entry.trigger()
    assert "kept already" in window.content.notice_bar.text.text()
    assert len(window.session.runs.branches) == 2


def test_rows_say_settings_arrival_and_final_loss(window: Any) -> None:
    card = keep_two(window)
    assert [row.isVisible() for row in card.rows] == [True, True, True, False, False, False]
    row = row_of(card, 2)
    assert row.letter.text() == "C"
    assert row.show_button.text() == "0.01 · momentum"
    run = window.session.runs.branches[2]
    assert f"last loss {run.history.losses[-1]:.4g}" in row.show_button.toolTip()
    assert "·momentum·fromthestart·notwithin1%·" in without_blanks(row.show_button.toolTip())
    window.session.load_run(2)
    window.session.player.step(200)
    window.session.runs.keep()
    window.content.clock.render_now()
    long_run = window.session.runs.branches[2]
    excess = window.session.problem.loss.excess_values(long_run.history.parameters)
    away = np.flatnonzero(excess > 0.01 * excess[0])
    arrived = [away[-1] + 1]
    assert arrived[0] > np.argmax(excess <= 0.01 * excess[0]), "momentum climbs out again"
    assert f"·1%fromepoch{arrived[0]}·" in without_blanks(row_of(card, 2).show_button.toolTip())


def test_a_double_click_renames_and_shows_nothing(window: Any, qtbot: Any) -> None:
    row = row_of(keep_two(window), 1)
    steps = window.session.edits.stack.index()
    begin_renaming(row, qtbot)
    assert window.session.edits.stack.index() == steps, "the first click has loaded nothing"
    assert window.session.runs.settings.learning_rate == 0.002
    qtbot.keyClicks(row.name, "the slow one")
    qtbot.keyClick(row.name, Qt.Key.Key_Return)
    window.content.clock.render_now()
    assert window.session.runs.branches[1].name == "the slow one"
    assert row.show_button.text() == "the slow one"
    assert row.show_button.toolTip().startswith("the slow one: rate 0.01 · ")
    begin_renaming(row, qtbot)
    qtbot.keyClicks(row.name, "no")
    qtbot.keyClick(row.name, Qt.Key.Key_Escape)
    assert window.session.runs.branches[1].name == "the slow one"
    assert row.show_button.isVisible()
    assert not row.name.isVisible()
    qtbot.keyClick(row.show_button, Qt.Key.Key_F2)
    assert row.name.isVisible()


def begin_renaming(row: Any, qtbot: Any) -> None:
    """Send what a hand sends: a click, then the double click."""
    qtbot.mouseClick(row.show_button, LEFT)
    qtbot.mouseDClick(row.show_button, LEFT)


def test_a_long_name_ends_in_dots_and_is_whole_when_typed(window: Any, qtbot: Any) -> None:
    row = row_of(keep_two(window), 1)
    name = "a name that is far too long for the little room there is".ljust(60, "!")
    window.session.runs.rename(1, name)
    window.content.clock.render_now()
    button = row.show_button
    assert button.text().endswith("…")
    assert name.startswith(button.text()[:-1])
    assert name in button.toolTip()
    gestures = "(aclickshowsit,adoubleclickrenamesit)"
    assert without_blanks(button.toolTip()).endswith(gestures)
    shown = button.text()
    button.resize(button.width() - 40, button.height())
    assert len(button.text()) < len(shown)
    qtbot.mouseDClick(button, LEFT)
    assert row.name.text() == name
    qtbot.keyClick(row.name, Qt.Key.Key_Return)
    assert window.session.runs.branches[1].name == name


def test_space_still_runs_after_a_click_on_a_name(window: Any, qtbot: Any) -> None:
    row = row_of(keep_two(window), 1)
    qtbot.mouseClick(row.show_button, LEFT)
    QTest.keyClick(window.content.data_view.canvas, Qt.Key.Key_Space)
    assert window.session.player.state.is_running
    window.session.player.pause()


def test_a_hidden_run_is_in_no_pane(window: Any, qtbot: Any) -> None:
    card, content = keep_two(window), window.content
    paths = content.surface_view.picture.branches
    assert [path.number for path in paths.paths] == [1, 2]
    assert sorted(content.curve_view.scene.branches.curves) == [0, 1, 2]
    assert [number for number, _ in content.data_view.lines.others] == [1, 2]
    qtbot.mouseClick(row_of(card, 1).hide_button, LEFT)
    content.clock.render_now()
    assert [path.number for path in paths.paths] == [2]
    assert sorted(content.curve_view.scene.branches.curves) == [0, 2]
    assert [number for number, _ in content.data_view.lines.others] == [2]
    assert not row_of(card, 1).hide_button.isChecked()
    qtbot.mouseClick(row_of(card, 1).hide_button, LEFT)
    content.clock.render_now()
    assert [path.number for path in paths.paths] == [1, 2]


def test_a_run_is_loaded_back_and_removed(window: Any, qtbot: Any) -> None:
    card, session = keep_two(window), window.session
    wanted = session.runs.branches[2].history.parameters.copy()
    qtbot.mouseClick(row_of(card, 2).show_button, LEFT)
    assert window.content.notice_bar.text.text() == (
        "Run A is now that of C. The one before was not kept."
    )
    assert session.runs.settings.optimizer is Optimizer.MOMENTUM
    assert session.runs.settings.learning_rate == 0.01
    assert np.array_equal(session.player.history.parameters, wanted)
    window.content.clock.render_now()
    qtbot.mouseClick(row_of(card, 1).remove_button, LEFT)
    qtbot.mouseClick(row_of(card, 2).remove_button, LEFT)
    window.content.clock.render_now()
    assert [row.isVisible() for row in card.rows] == [True, False, False, False, False, False]


def test_a_run_of_which_a_kept_one_is_a_part_is_shown_itself(window: Any, qtbot: Any) -> None:
    session = window.session
    session.player.step(40)
    session.run_edits.keep()
    session.player.step(20)
    window.content.clock.render_now()
    QApplication.processEvents()
    steps = session.edits.stack.index()
    qtbot.mouseClick(row_of(window.content.runs_card, 1).show_button, LEFT)
    assert session.edits.stack.index() == steps
    assert (session.player.cursor, session.player.history.last_epoch) == (40, 60)


def test_a_run_kept_again_is_no_twin_but_the_same_one_grown(window: Any) -> None:
    session, keep = window.session, window.content.actions.entries[KEEP.text]
    session.player.step(10)
    keep.trigger()
    session.player.step(15)
    keep.trigger()
    assert window.content.notice_bar.text.text() == (
        "Kept as B “rate 0.03”, which now goes on to epoch 25."
    )
    assert [run.history.last_epoch for run in session.runs.branches] == [25, 25]
    session.edits.undo()
    assert [run.history.last_epoch for run in session.runs.branches] == [25, 10]
    session.edits.redo()
    session.restart()
    session.player.step(5)
    keep.trigger()
    assert "kept already, as B" in window.content.notice_bar.text.text()


@pytest.mark.parametrize("by_menu", [True, False])
def test_a_race_stands_at_one_epoch_everywhere(window: Any, qtbot: Any, by_menu: bool) -> None:
    card, session, content = keep_two(window), window.session, window.content
    session.set_view_options(replace(session.view_options, epochs_per_second=30.0))
    if by_menu:
        content.actions.entries[RACE.text].trigger()
    else:
        qtbot.mouseClick(card.race_button, LEFT)
    qtbot.waitUntil(lambda: (session.player.race_epoch or 0) >= 18)
    content.clock.render_now()
    epoch = session.player.race_epoch
    assert content.curve_view.curve.cursor == 15
    assert not content.curve_view.curve.has_future
    assert session.player.cursor == 15
    lines = dict(content.data_view.lines.others)
    assert lines[1] == tuple(session.runs.branches[1].history.parameters[epoch])
    assert lines[2] == tuple(session.runs.branches[2].history.parameters[min(epoch, 25)])
    window.shell.grab()
    racing = content.surface_view.grab().toImage()
    session.player.pause()
    content.clock.render_now()
    assert session.player.race_epoch is None
    assert content.surface_view.grab().toImage() != racing


def test_racing_needs_another_run_that_is_seen(window: Any, qtbot: Any) -> None:
    card = keep_two(window)
    for number in (1, 2):
        qtbot.mouseClick(row_of(card, number).hide_button, LEFT)
    window.content.clock.render_now()
    assert not card.race_button.isEnabled()


def test_a_click_on_a_kept_path_says_what_it_is_and_moves_nothing(window: Any) -> None:
    keep_two(window)
    view = window.content.surface_view
    view.fit()
    before = window.session.problem.start
    frame = view.canvas.pixel_frame()
    rows = window.session.runs.branches[2].history.parameters
    x, y = frame.x_pixels(rows[:, 0]), frame.y_pixels(rows[:, 1])
    others = [window.session.runs.branches[number].history.parameters for number in (0, 1)]
    gaps = [
        np.hypot(frame.x_pixels(o[:, 0])[:, None] - x, frame.y_pixels(o[:, 1])[:, None] - y).min(0)
        for o in others
    ]
    alone = np.flatnonzero((np.min(gaps, axis=0) > 15) & (np.arange(len(x)) < 15))
    click(view.canvas, *rows[alone[-1]].tolist())
    assert window.session.problem.start == before
    assert (window.session.player.cursor, window.session.runs.shown_number) == (15, 0)
    assert window.content.notice_bar.text.text().startswith("C is kept to compare with.")


def test_moving_a_point_replays_the_kept_runs_too(window: Any) -> None:
    card = keep_two(window)
    before = row_of(card, 2).show_button.toolTip()
    window.session.problem.move_point(4, 8.0, 300.0)
    window.content.clock.render_now()
    assert row_of(card, 2).show_button.toolTip() != before
    window.session.problem.set_start(Line(1.0, 1.0))
    window.session.problem.clear_points()
    window.content.clock.render_now()
    window.shell.grab()


def test_the_frame_takes_in_the_runs_that_are_seen_only(window: Any, qtbot: Any) -> None:
    card, view = keep_two(window), window.content.surface_view
    window.session.runs.hide(1, True)
    window.session.runs.hide(2, True)
    window.content.clock.render_now()
    view.fit()
    alone = view.canvas.shown_range()
    qtbot.mouseClick(row_of(card, 2).hide_button, LEFT)
    window.content.clock.render_now()
    view.fit()
    assert view.canvas.shown_range() != alone


def test_a_click_on_the_loss_of_a_kept_run_says_what_it_is(window: Any) -> None:
    keep_two(window)
    session, curve = window.session, window.content.curve_view
    height = curve.scene.scale.place(float(session.runs.branches[1].history.losses[30]))
    click(curve.canvas, 30.0, height)
    assert (session.player.cursor, session.runs.shown_number) == (15, 0)
    assert window.content.notice_bar.text.text().startswith("B is kept to compare with.")
