"""Branches: several futures of one run, none of which is lost."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import StopReason
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus


def records(session: Session) -> Any:
    assert session.player.history is not None
    return session.player.history.parameters.copy()


def at_rest(session: Session, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)


def run_at_full_speed(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.run()
    at_rest(session, qtbot)


def test_a_run_that_never_branched_is_one_branch(session: Session) -> None:
    session.player.step(5)
    (only,) = session.runs.branches
    assert (only.number, only.letter, only.fork_epoch, only.is_shown) == (0, "A", 0, True)


def test_branch_keeps_the_old_future_and_shares_the_past(session: Session) -> None:
    session.player.step(40)
    future = records(session)
    session.player.seek(12)
    session.runs.fork()
    assert [branch.letter for branch in session.runs.branches] == ["A", "B"]
    assert session.runs.shown_number == 1
    assert session.player.cursor == 12
    assert np.array_equal(records(session), future[:13])
    session.set_learning_rate(0.01)
    session.player.step(10)
    assert np.array_equal(records(session)[:13], future[:13])
    assert not np.array_equal(records(session)[13], future[13])
    session.runs.show(0)
    assert np.array_equal(records(session), future)


def test_branch_without_a_change_repeats_the_old_future_bit_for_bit(
    session: Session, qtbot: Any
) -> None:
    session.set_settings(replace(session.runs.settings, max_epochs=9000, tolerance=0.0))
    run_at_full_speed(session, qtbot)
    future = records(session)
    for epoch in (4097, 4095, 0):
        session.runs.show(0)
        session.player.seek(epoch)
        session.runs.fork()
        run_at_full_speed(session, qtbot)
        assert np.array_equal(records(session), future)


def test_settings_changed_while_running_begin_a_branch(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100_000)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 5)
    session.set_learning_rate(0.001)
    forked_at = session.runs.branches[1].fork_epoch
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: session.player.cursor > forked_at + 3)
    session.player.pause()
    assert session.runs.branches[0].history.last_epoch == forked_at
    assert session.runs.branches[0].segments[-1].config.learning_rate == 0.03
    session.runs.show(0)
    assert session.runs.settings.learning_rate == 0.03
    session.player.step(10)
    assert session.player.cursor == forked_at + 10


def test_a_slider_drag_while_running_begins_one_branch(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.set_max_epochs(100_000)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    session.edits.begin_drag()
    for rate in (0.02, 0.01, 0.005):
        session.set_learning_rate(rate)
        reached = session.player.cursor
        qtbot.waitUntil(lambda reached=reached: session.player.cursor > reached)
    session.edits.end_drag()
    session.player.pause()
    assert len(session.runs.branches) == 2


def test_settings_changed_at_rest_replay_the_branch_from_its_fork(session: Session) -> None:
    session.player.step(30)
    session.player.seek(10)
    session.runs.fork()
    session.player.step(20)
    before = records(session)
    session.set_learning_rate(0.005)
    after = records(session)
    assert np.array_equal(after[:11], before[:11])
    assert after[11] == pytest.approx(
        after[10] - 0.005 * session.problem.dataset.loss.gradient(after[10]), rel=1e-9
    )
    assert len(after) == 31
    session.edits.undo()
    assert np.array_equal(records(session), before)


def test_all_branches_follow_a_dragged_point(session: Session) -> None:
    session.player.step(30)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.005)
    session.player.step(20)
    session.problem.move_point(4, 9.0, 80.0)
    assert session.problem.loss is not None
    for branch in session.runs.branches:
        assert branch.history.last_epoch == 30
        assert branch.history.losses == pytest.approx(
            session.problem.loss.values(branch.history.parameters), rel=1e-12
        )
    first, second = (branch.history.parameters[:11] for branch in session.runs.branches)
    assert np.array_equal(first, second)


def test_a_fork_outlives_data_on_which_the_run_ends_before_it(session: Session) -> None:
    session.player.step(60)
    session.player.seek(40)
    session.runs.fork()
    session.set_learning_rate(0.005)
    session.player.step(20)
    before = records(session)
    session.edits.begin_drag()
    session.problem.move_point(4, 30.0, 90.0)
    assert session.player.state.stop_reason is StopReason.DIVERGED
    assert session.player.history is not None
    assert session.player.history.last_epoch < 40
    session.problem.move_point(4, 8.0, 90.0)
    session.edits.end_drag()
    assert np.array_equal(records(session), before)
    assert session.edits.stack.count() == 1  # the rate: a drag that ends where it began is no edit


def test_undo_takes_back_what_was_set_on_another_branch_there(session: Session) -> None:
    session.player.step(50)
    session.player.seek(30)
    session.runs.fork()
    session.set_learning_rate(0.02)
    session.player.step(10)
    session.runs.show(0)
    session.edits.undo()
    assert session.runs.shown_number == 1
    assert [run.segments[-1].config.learning_rate for run in session.runs.branches] == [0.03, 0.03]
    session.runs.show(0)
    session.edits.redo()
    assert session.runs.shown_number == 1
    assert [run.segments[-1].config.learning_rate for run in session.runs.branches] == [0.03, 0.02]
    assert session.runs.settings.learning_rate == 0.02
    session.restart()
    assert len(session.runs.branches) == 1
    session.edits.undo()
    assert len(session.runs.branches) == 2
    session.edits.undo()
    assert session.runs.settings.learning_rate == 0.03


def test_a_branch_whose_origin_has_another_rate_is_a_run_of_its_own(session: Session) -> None:
    session.player.step(50)
    session.player.seek(30)
    session.runs.fork()
    session.set_learning_rate(0.02)
    session.player.step(10)
    session.player.seek(35)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(10)
    assert [branch.fork_epoch for branch in session.runs.branches] == [0, 30, 35]
    session.runs.show(0)
    session.set_learning_rate(0.015)
    assert [branch.fork_epoch for branch in session.runs.branches] == [0, 0, 35]
    first, second, third = (branch.history.parameters for branch in session.runs.branches)
    assert not np.array_equal(first[1], second[1])
    assert np.array_equal(second[:36], third[:36])
    session.edits.undo()
    assert [branch.fork_epoch for branch in session.runs.branches] == [0, 30, 35]
    session.runs.remove(1)
    assert [branch.fork_epoch for branch in session.runs.branches] == [0, 0]


def test_there_is_room_for_so_many_branches(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.player.step(20)
    for _ in range(MOST_BRANCHES + 2):
        session.player.seek(10)
        session.runs.fork()
        session.player.step(5)
    assert len(session.runs.branches) == MOST_BRANCHES
    assert "remove one" in notices[-1].text


def test_a_removed_branch_frees_its_letter(session: Session) -> None:
    session.player.step(20)
    for _ in range(2):
        session.player.seek(10)
        session.runs.fork()
        session.player.step(3)
    session.runs.remove(1)
    assert [branch.letter for branch in session.runs.branches] == ["A", "C"]
    assert session.runs.shown_number == 2
    session.runs.remove(2)
    assert session.runs.shown_number == 0
    session.runs.remove(0)
    assert len(session.runs.branches) == 1
    session.player.seek(10)
    session.runs.fork()
    assert session.runs.shown_number == 1


def test_nothing_to_branch_off_from_is_said(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.runs.fork()
    assert len(session.runs.branches) == 1
    assert "step first" in notices[-1].text


def test_restart_new_data_and_no_data_leave_one_branch(session: Session) -> None:
    for end in (
        session.restart,
        lambda: session.opening.open_example("noisy-line"),
        session.problem.clear_points,
    ):
        session.player.step(20)
        session.player.seek(10)
        session.runs.fork()
        assert len(session.runs.branches) == 2
        end()
        assert len(session.runs.branches) <= 1
    session.edits.undo()
    assert len(session.runs.branches) == 2, "as they were left when the points were removed"


def test_a_long_branch_is_caught_up_with_when_it_is_shown(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.runs.settings, max_epochs=200_000, tolerance=0.0))
    run_at_full_speed(session, qtbot)
    session.player.seek(100)
    session.runs.fork()
    session.problem.move_point(0, 2.5, 65.0)
    session.runs.show(0)
    at_rest(session, qtbot)
    assert session.player.history is not None
    assert session.player.history.last_epoch == 200_000
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS


def test_running_from_the_past_plays_the_records_and_then_goes_on(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1000.0))
    session.player.step(50)
    past = records(session)
    session.player.seek(20)
    shown: list[int] = []
    session.player.cursor_changed.connect(shown.append)
    session.player.run()
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: session.player.cursor > 60)
    session.player.pause()
    assert shown == sorted(shown)
    assert np.array_equal(records(session)[:51], past)


def test_a_complete_run_is_played_again_from_its_start(session: Session, qtbot: Any) -> None:
    session.set_max_epochs(40)
    run_at_full_speed(session, qtbot)
    whole = records(session)
    session.player.run()
    assert session.player.cursor == 0
    at_rest(session, qtbot)
    assert session.player.cursor == 40
    assert session.player.state.status is RunStatus.FINISHED
    assert np.array_equal(records(session), whole)


def test_playing_can_be_paused_and_sped_up(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.player.step(300)
    session.player.seek(0)
    session.player.run()
    session.set_view_options(replace(session.view_options, epochs_per_second=300.0))
    qtbot.waitUntil(lambda: session.player.cursor > 5)
    session.player.pause()
    assert session.player.state.status is RunStatus.FINISHED
    assert session.player.cursor < 300


def test_a_point_moved_while_playing_goes_on_playing(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100)
    session.player.step(100)
    session.player.seek(5)
    session.player.run()
    session.problem.move_point(0, 2.2, 64.0)
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: session.player.cursor > 8)
    at_rest(session, qtbot)
    assert session.player.cursor == 100


def test_a_setting_changed_while_playing_branches_off_there(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.player.step(200)
    old = records(session)
    session.player.seek(5)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 8)
    session.set_learning_rate(0.01)
    forked_at = session.runs.branches[1].fork_epoch
    assert forked_at < 200
    qtbot.waitUntil(lambda: session.player.cursor > forked_at + 2)
    session.player.pause()
    assert np.array_equal(session.runs.branches[0].history.parameters, old)
    assert np.array_equal(records(session)[: forked_at + 1], old[: forked_at + 1])


def test_a_setting_undone_while_playing_is_replayed_and_played_on(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.set_max_epochs(40)
    session.set_learning_rate(0.01)
    session.player.step(40)
    session.player.seek(5)
    session.player.run()
    session.edits.undo()
    assert session.player.state.is_running
    (only,) = session.runs.branches
    assert [(part.first_epoch, part.config.learning_rate) for part in only.segments] == [(0, 0.03)]
    at_rest(session, qtbot)
    assert session.player.cursor == 40


def test_branches_of_one_point_and_of_the_last_epoch(session: Session) -> None:
    session.opening.open_dataset(Dataset.from_xy([3.0], [4.0]))
    session.problem.set_start(Line(1.0, 1.0))
    session.set_max_epochs(30)
    session.player.step(30)
    session.runs.fork()
    assert session.player.state.status is RunStatus.FINISHED
    session.set_max_epochs(50)
    session.player.step(20)
    assert session.player.cursor <= 50
