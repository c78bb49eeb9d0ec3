"""The session without a window: edits, undo, the run and what it announces."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.descent import StopReason
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line, RunStatus


def finish(session: Session, qtbot: Any) -> None:
    """Run at full speed to the end."""
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.run()
    qtbot.waitUntil(lambda: not session.run_state.is_running, timeout=20_000)


def test_opens_on_hours_and_money_untrained(session: Session) -> None:
    assert session.dataset.x.tolist() == [2, 3, 5, 6, 8]
    assert session.cursor == 0
    assert session.shown_line == Line(0.0, 0.0)
    assert session.run_state.status is RunStatus.READY


def test_first_steps_are_the_published_ones(session: Session) -> None:
    session.set_learning_rate(0.01)
    session.step()
    assert session.shown_line == pytest.approx((7.78, 1.54))
    session.step(2)
    assert session.shown_line == pytest.approx((12.53966208, 2.728984))
    assert session.history is not None
    assert session.history.losses.tolist() == pytest.approx(
        [6015, 1512.97496, 673.3632379, 514.7541286]
    )


def test_run_reaches_the_published_line(session: Session, qtbot: Any) -> None:
    session.set_learning_rate(0.01)
    session.set_max_epochs(3000)
    finish(session, qtbot)
    assert session.run_state.stop_reason is StopReason.MAX_EPOCHS
    assert session.cursor == 3000
    assert session.shown_line.slope == pytest.approx(4.2550, abs=5e-5)
    assert session.shown_line.intercept == pytest.approx(56.5754, abs=5e-5)


def test_divergence_keeps_finite_records_and_says_the_limit(session: Session, qtbot: Any) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.set_learning_rate(0.05)
    session.set_max_epochs(2000)
    finish(session, qtbot)
    assert session.run_state.stop_reason is StopReason.DIVERGED
    assert session.history is not None
    assert np.isfinite(session.history.losses).all()
    assert session.history.last_epoch == session.run_state.epoch - 1
    assert "0.0352" in notices[-1].text
    assert notices[-1].offered_learning_rate == pytest.approx(0.9 * 0.0351622, rel=1e-2)


def test_offer_after_divergence_leads_to_a_finished_run(session: Session, qtbot: Any) -> None:
    session.set_learning_rate(0.05)
    finish(session, qtbot)
    session.run_with(0.0316)
    qtbot.waitUntil(lambda: not session.run_state.is_running, timeout=20_000)
    assert session.run_state.stop_reason is StopReason.MAX_EPOCHS
    assert session.cursor == session.settings.max_epochs


def test_edit_while_paused_replays_the_same_number_of_epochs(session: Session) -> None:
    session.set_learning_rate(0.005)
    session.step(50)
    before = session.shown_line
    session.move_point(4, 20.0, 90.0)
    assert session.history is not None
    assert session.history.last_epoch == 50
    assert session.shown_line != before
    session.undo()
    assert session.shown_line == before


def test_drag_is_one_undo_step(session: Session) -> None:
    original = session.dataset
    session.begin_drag()
    for x in np.linspace(8, 20, 30):
        session.move_point(4, float(x), 90.0)
    session.end_drag()
    assert session.undo_stack.count() == 1
    session.undo()
    assert session.dataset == original
    session.redo()
    assert session.dataset.x[4] == 20.0


def test_two_drags_are_two_undo_steps(session: Session) -> None:
    for x in (9.0, 10.0):
        session.begin_drag()
        session.move_point(4, x, 90.0)
        session.end_drag()
    assert session.undo_stack.count() == 2


def test_settings_while_running_act_from_the_next_epoch_on(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100_000)
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 5)
    assert session.history is not None
    old = session.history.parameters[:5].copy()
    session.set_learning_rate(0.001)
    changed_at = session.cursor
    qtbot.waitUntil(lambda: session.cursor > changed_at + 5)
    session.pause()
    assert np.array_equal(session.history.parameters[:5], old)
    before, after = session.history.parameters[changed_at : changed_at + 2]
    assert session.loss is not None
    assert after == pytest.approx(before - 0.001 * session.loss.gradient(before), rel=1e-9)


def test_interrupted_run_equals_an_uninterrupted_one_bit_for_bit(
    session: Session, qtbot: Any
) -> None:
    session.set_max_epochs(9000)
    finish(session, qtbot)
    assert session.history is not None
    whole = session.history.parameters.copy()
    session.seek(4321)
    session.run()
    qtbot.waitUntil(lambda: not session.run_state.is_running, timeout=20_000)
    assert session.history.n_records == len(whole)
    assert np.array_equal(session.history.parameters, whole)


def test_data_edited_while_running_goes_on_from_the_same_epoch(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.set_max_epochs(100_000)
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 3)
    reached = session.cursor
    session.add_point(4.0, 72.0)
    assert session.run_state.is_running
    qtbot.waitUntil(lambda: session.cursor > reached + 3)
    fresh = Session()
    fresh.open_dataset(session.dataset)
    fresh.step(session.cursor)
    assert fresh.shown_line == pytest.approx(session.shown_line, rel=1e-12)
    assert fresh.shutdown()


def test_long_replay_is_handed_to_the_worker(session: Session, qtbot: Any) -> None:
    session.set_max_epochs(300_000)
    session.set_settings(replace(session.settings, tolerance=0.0))
    finish(session, qtbot)
    session.move_point(0, 2.5, 65.0)
    assert session.run_state.is_running
    qtbot.waitUntil(lambda: not session.run_state.is_running, timeout=20_000)
    assert session.history is not None
    assert session.history.last_epoch == 300_000
    assert session.cursor == 300_000


def test_without_points_nothing_runs_and_a_reason_is_given(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.clear_points()
    session.run()
    session.step()
    session.seek(3)
    assert session.history is None
    assert session.run_state.status is RunStatus.READY
    assert notices[-1].text == "Add at least two points to fit a line."


def test_all_points_removed_while_running(session: Session, qtbot: Any) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 2)
    session.clear_points()
    assert not session.run_state.is_running
    session.undo()
    assert session.dataset.n_samples == 5


def test_refused_point_keeps_the_data(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    before = session.dataset
    assert not session.add_point(1e200, 3.0)
    assert session.dataset is before
    assert "1e150" in notices[-1].text


def test_equal_values_announce_nothing(session: Session) -> None:
    heard: list[Any] = []
    session.settings_changed.connect(heard.append)
    session.start_changed.connect(heard.append)
    session.set_learning_rate(session.settings.learning_rate)
    session.set_start(session.start)
    assert heard == []
    assert session.undo_stack.count() == 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e300])
def test_start_that_is_no_number_is_ignored(session: Session, bad: float) -> None:
    session.set_start(Line(bad, 0.0))
    assert session.start == Line(0.0, 0.0)


def test_step_while_running_pauses_first(session: Session, qtbot: Any) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 2)
    session.step()
    assert session.run_state.status is RunStatus.PAUSED


def test_restart_returns_to_the_start(session: Session) -> None:
    session.step(20)
    session.restart()
    assert session.cursor == 0
    assert session.history is not None
    assert session.history.n_records == 1
    assert session.run_state.status is RunStatus.READY


def test_retracted_edit_is_not_left_to_redo(session: Session) -> None:
    session.add_point(1.0, 1.0)
    session.retract()
    assert session.dataset.n_samples == 5
    assert not session.undo_stack.canRedo()


def test_second_run_is_ignored_while_one_is_under_way(session: Session, qtbot: Any) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 2)
    cursor = session.cursor
    session.run()
    assert session.cursor >= cursor


def test_more_epochs_let_a_complete_run_go_on(session: Session, qtbot: Any) -> None:
    finish(session, qtbot)
    assert session.run_state.stop_reason is StopReason.MAX_EPOCHS
    session.set_max_epochs(400)
    assert session.run_state.status is RunStatus.PAUSED
    finish(session, qtbot)
    assert session.cursor == 400


def test_fewer_epochs_than_run_shorten_the_history(session: Session, qtbot: Any) -> None:
    session.step(200)
    session.set_max_epochs(50)
    assert session.history is not None
    assert session.history.last_epoch == 50
    assert session.run_state.stop_reason is StopReason.MAX_EPOCHS


def test_more_epochs_while_running_are_taken_up(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.run()
    qtbot.waitUntil(lambda: session.cursor > 2)
    session.set_max_epochs(100_000)
    assert session.run_state.is_running
    session.pause()
    assert session.settings.max_epochs == 100_000


def test_step_past_the_end_of_a_complete_run_stays(session: Session) -> None:
    session.step(1000)
    session.step()
    assert session.cursor == session.settings.max_epochs


def test_start_moved_while_paused_in_the_past_keeps_the_epoch_shown(session: Session) -> None:
    session.step(50)
    session.seek(20)
    session.set_start(Line(1.0, 2.0))
    assert session.cursor == 20
    assert session.history is not None
    assert session.history.last_epoch == 50


def test_pausing_a_long_replay_keeps_what_there_is(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.settings, tolerance=0.0, max_epochs=2_000_000))
    finish(session, qtbot)
    session.move_point(0, 2.5, 65.0)
    session.pause()
    assert session.history is not None
    assert session.history.last_epoch >= 100_000
    assert session.run_state.status is RunStatus.PAUSED


def test_a_rate_changed_in_a_slow_run_outlives_an_edit_before_the_next_epoch(
    session: Session,
) -> None:
    session.set_learning_rate(0.01)
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.step(3)
    session.run()
    session.set_learning_rate(0.02)
    session.move_point(0, 2.5, 60.0)
    session.pause()
    before, gradient = session.shown_line, session.dataset.loss.gradient(session.shown_line)
    session.step()
    assert session.shown_line == pytest.approx(np.array(before) - 0.02 * gradient)


def test_a_run_made_shorter_than_it_is_ends_there(session: Session) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.step(100)
    session.run()
    session.set_max_epochs(50)
    assert session.run_state.stop_reason is StopReason.MAX_EPOCHS
    assert session.history is not None
    assert session.history.last_epoch == session.cursor == 50


def test_a_run_made_shorter_keeps_the_rates_it_had(session: Session) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.step(50)
    session.run()
    session.set_learning_rate(0.02)
    session.step(50)
    assert session.history is not None
    before = session.history.parameters[:71].copy()
    session.set_max_epochs(70)
    assert np.array_equal(session.history.parameters, before)


def test_a_long_replay_ends_where_the_run_is_made_to_end(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.settings, max_epochs=1_000_000, tolerance=0.0))
    session.step(500_000)
    session.move_point(0, 2.1, 65.0)
    session.set_max_epochs(200_000)
    qtbot.waitUntil(lambda: not session.run_state.is_running, timeout=20_000)
    assert session.history is not None
    assert session.history.last_epoch == 200_000


def test_points_moved_all_the_time_do_not_hold_the_run_up(session: Session, qtbot: Any) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.cursor >= 1)
    before = session.cursor
    for move in range(60):
        session.move_point(0, 2.0 + 0.001 * move, 65.0)
        qtbot.wait(10)
    assert session.cursor > before
