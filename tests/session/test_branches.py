"""Branches: several futures of one run, none of which is lost."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.descent import StopReason
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line, RunStatus


def records(session: Session) -> Any:
    assert session.history is not None
    return session.history.parameters.copy()


def at_rest(session: Session, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not session.run_state.is_running, timeout=20_000)


def run_at_full_speed(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.run()
    at_rest(session, qtbot)


def test_a_run_that_never_branched_is_one_branch(session: Session) -> None:
    session.step(5)
    (only,) = session.branches
    assert (only.number, only.letter, only.fork_epoch, only.is_shown) == (0, "A", 0, True)


def test_branch_keeps_the_old_future_and_shares_the_past(session: Session) -> None:
    session.step(40)
    future = records(session)
    session.seek(12)
    session.fork()
    assert [branch.letter for branch in session.branches] == ["A", "B"]
    assert session.shown_branch == 1
    assert session.cursor == 12
    assert np.array_equal(records(session), future[:13])
    session.set_learning_rate(0.01)
    session.step(10)
    assert np.array_equal(records(session)[:13], future[:13])
    assert not np.array_equal(records(session)[13], future[13])
    session.show_branch(0)
    assert np.array_equal(records(session), future)


def test_branch_without_a_change_repeats_the_old_future_bit_for_bit(
    session: Session, qtbot: Any
) -> None:
    session.set_settings(replace(session.settings, max_epochs=9000, tolerance=0.0))
    run_at_full_speed(session, qtbot)
    future = records(session)
    for epoch in (4097, 4095, 0):
        session.show_branch(0)
        session.seek(epoch)
        session.fork()
        run_at_full_speed(session, qtbot)
        assert np.array_equal(records(session), future)


def test_settings_changed_while_running_begin_a_branch(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100_000)
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 5)
    session.set_learning_rate(0.001)
    forked_at = session.branches[1].fork_epoch
    assert session.run_state.is_running
    qtbot.waitUntil(lambda: session.cursor > forked_at + 3)
    session.pause()
    assert session.branches[0].history.last_epoch == forked_at
    assert session.branches[0].segments[-1].config.learning_rate == 0.03
    session.show_branch(0)
    assert session.settings.learning_rate == 0.03
    session.step(10)
    assert session.cursor == forked_at + 10


def test_a_slider_drag_while_running_begins_one_branch(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.set_max_epochs(100_000)
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 3)
    session.begin_drag()
    for rate in (0.02, 0.01, 0.005):
        session.set_learning_rate(rate)
        reached = session.cursor
        qtbot.waitUntil(lambda reached=reached: session.cursor > reached)
    session.end_drag()
    session.pause()
    assert len(session.branches) == 2


def test_settings_changed_at_rest_replay_the_branch_from_its_fork(session: Session) -> None:
    session.step(30)
    session.seek(10)
    session.fork()
    session.step(20)
    before = records(session)
    session.set_learning_rate(0.005)
    after = records(session)
    assert np.array_equal(after[:11], before[:11])
    assert after[11] == pytest.approx(
        after[10] - 0.005 * session.dataset.loss.gradient(after[10]), rel=1e-9
    )
    assert len(after) == 31
    session.undo()
    assert np.array_equal(records(session), before)


def test_all_branches_follow_a_dragged_point(session: Session) -> None:
    session.step(30)
    session.seek(10)
    session.fork()
    session.set_learning_rate(0.005)
    session.step(20)
    session.move_point(4, 9.0, 80.0)
    assert session.loss is not None
    for branch in session.branches:
        assert branch.history.last_epoch == 30
        assert branch.history.losses == pytest.approx(
            session.loss.values(branch.history.parameters), rel=1e-12
        )
    first, second = (branch.history.parameters[:11] for branch in session.branches)
    assert np.array_equal(first, second)


def test_a_fork_outlives_data_on_which_the_run_ends_before_it(session: Session) -> None:
    session.step(60)
    session.seek(40)
    session.fork()
    session.set_learning_rate(0.005)
    session.step(20)
    before = records(session)
    session.begin_drag()
    session.move_point(4, 30.0, 90.0)
    assert session.run_state.stop_reason is StopReason.DIVERGED
    assert session.history is not None
    assert session.history.last_epoch < 40
    session.move_point(4, 8.0, 90.0)
    session.end_drag()
    assert np.array_equal(records(session), before)
    assert session.undo_stack.count() == 1  # the rate: a drag that ends where it began is no edit


def test_undo_takes_back_what_was_set_on_another_branch_there(session: Session) -> None:
    session.step(50)
    session.seek(30)
    session.fork()
    session.set_learning_rate(0.02)
    session.step(10)
    session.show_branch(0)
    session.undo()
    assert session.shown_branch == 1
    assert [run.segments[-1].config.learning_rate for run in session.branches] == [0.03, 0.03]
    session.show_branch(0)
    session.redo()
    assert session.shown_branch == 1
    assert [run.segments[-1].config.learning_rate for run in session.branches] == [0.03, 0.02]
    assert session.settings.learning_rate == 0.02
    session.restart()
    session.undo()
    assert session.settings.learning_rate == 0.03


def test_a_branch_whose_origin_has_another_rate_is_a_run_of_its_own(session: Session) -> None:
    session.step(50)
    session.seek(30)
    session.fork()
    session.set_learning_rate(0.02)
    session.step(10)
    session.seek(35)
    session.fork()
    session.set_learning_rate(0.01)
    session.step(10)
    assert [branch.fork_epoch for branch in session.branches] == [0, 30, 35]
    session.show_branch(0)
    session.set_learning_rate(0.015)
    assert [branch.fork_epoch for branch in session.branches] == [0, 0, 35]
    first, second, third = (branch.history.parameters for branch in session.branches)
    assert not np.array_equal(first[1], second[1])
    assert np.array_equal(second[:36], third[:36])
    session.undo()
    assert [branch.fork_epoch for branch in session.branches] == [0, 30, 35]
    session.remove_branch(1)
    assert [branch.fork_epoch for branch in session.branches] == [0, 0]


def test_there_is_room_for_so_many_branches(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.step(20)
    for _ in range(MOST_BRANCHES + 2):
        session.seek(10)
        session.fork()
        session.step(5)
    assert len(session.branches) == MOST_BRANCHES
    assert "remove one" in notices[-1].text


def test_a_removed_branch_frees_its_letter(session: Session) -> None:
    session.step(20)
    for _ in range(2):
        session.seek(10)
        session.fork()
        session.step(3)
    session.remove_branch(1)
    assert [branch.letter for branch in session.branches] == ["A", "C"]
    assert session.shown_branch == 2
    session.remove_branch(2)
    assert session.shown_branch == 0
    session.remove_branch(0)
    assert len(session.branches) == 1
    session.seek(10)
    session.fork()
    assert session.shown_branch == 1


def test_nothing_to_branch_off_from_is_said(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.fork()
    assert len(session.branches) == 1
    assert "step first" in notices[-1].text


def test_restart_new_data_and_no_data_leave_one_branch(session: Session) -> None:
    for end in (session.restart, lambda: session.open_example("noisy-line"), session.clear_points):
        session.step(20)
        session.seek(10)
        session.fork()
        assert len(session.branches) == 2
        end()
        assert len(session.branches) <= 1
    session.undo()
    assert len(session.branches) == 2, "as they were left when the points were removed"


def test_a_long_branch_is_caught_up_with_when_it_is_shown(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.settings, max_epochs=200_000, tolerance=0.0))
    run_at_full_speed(session, qtbot)
    session.seek(100)
    session.fork()
    session.move_point(0, 2.5, 65.0)
    session.show_branch(0)
    at_rest(session, qtbot)
    assert session.history is not None
    assert session.history.last_epoch == 200_000
    assert session.run_state.stop_reason is StopReason.MAX_EPOCHS


def test_running_from_the_past_plays_the_records_and_then_goes_on(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1000.0))
    session.step(50)
    past = records(session)
    session.seek(20)
    shown: list[int] = []
    session.cursor_changed.connect(shown.append)
    session.run()
    assert session.run_state.is_running
    qtbot.waitUntil(lambda: session.cursor > 60)
    session.pause()
    assert shown == sorted(shown)
    assert np.array_equal(records(session)[:51], past)


def test_a_complete_run_is_played_again_from_its_start(session: Session, qtbot: Any) -> None:
    session.set_max_epochs(40)
    run_at_full_speed(session, qtbot)
    whole = records(session)
    session.run()
    assert session.cursor == 0
    at_rest(session, qtbot)
    assert session.cursor == 40
    assert session.run_state.status is RunStatus.FINISHED
    assert np.array_equal(records(session), whole)


def test_playing_can_be_paused_and_sped_up(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.step(300)
    session.seek(0)
    session.run()
    session.set_view_options(replace(session.view_options, epochs_per_second=300.0))
    qtbot.waitUntil(lambda: session.cursor > 5)
    session.pause()
    assert session.run_state.status is RunStatus.FINISHED
    assert session.cursor < 300


def test_a_point_moved_while_playing_goes_on_playing(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100)
    session.step(100)
    session.seek(5)
    session.run()
    session.move_point(0, 2.2, 64.0)
    assert session.run_state.is_running
    qtbot.waitUntil(lambda: session.cursor > 8)
    at_rest(session, qtbot)
    assert session.cursor == 100


def test_a_setting_changed_while_playing_branches_off_there(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.step(200)
    old = records(session)
    session.seek(5)
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 8)
    session.set_learning_rate(0.01)
    forked_at = session.branches[1].fork_epoch
    assert forked_at < 200
    qtbot.waitUntil(lambda: session.cursor > forked_at + 2)
    session.pause()
    assert np.array_equal(session.branches[0].history.parameters, old)
    assert np.array_equal(records(session)[: forked_at + 1], old[: forked_at + 1])


def test_a_setting_undone_while_playing_is_replayed_and_played_on(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.set_max_epochs(40)
    session.set_learning_rate(0.01)
    session.step(40)
    session.seek(5)
    session.run()
    session.undo()
    assert session.run_state.is_running
    (only,) = session.branches
    assert [(part.first_epoch, part.config.learning_rate) for part in only.segments] == [(0, 0.03)]
    at_rest(session, qtbot)
    assert session.cursor == 40


def test_branches_of_one_point_and_of_the_last_epoch(session: Session) -> None:
    session.open_dataset(Dataset.from_xy([3.0], [4.0]))
    session.set_start(Line(1.0, 1.0))
    session.set_max_epochs(30)
    session.step(30)
    session.fork()
    assert session.run_state.status is RunStatus.FINISHED
    session.set_max_epochs(50)
    session.step(20)
    assert session.cursor <= 50
