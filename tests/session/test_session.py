"""The session without a window: edits, undo, the run and what it announces."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import StopReason
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus


def finish(session: Session, qtbot: Any) -> None:
    """Run at full speed to the end."""
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.run()
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)


def test_opens_on_hours_and_money_untrained(session: Session) -> None:
    assert session.problem.dataset.x.tolist() == [2, 3, 5, 6, 8]
    assert session.player.cursor == 0
    assert session.shown_curve == Line(0.0, 0.0)
    assert session.player.state.status is RunStatus.READY


def test_first_steps_are_the_published_ones(session: Session) -> None:
    session.set_learning_rate(0.01)
    session.player.step()
    assert session.shown_curve == pytest.approx((7.78, 1.54))
    session.player.step(2)
    assert session.shown_curve == pytest.approx((12.53966208, 2.728984))
    assert session.player.history is not None
    assert session.player.history.losses.tolist() == pytest.approx(
        [6015, 1512.97496, 673.3632379, 514.7541286]
    )


def test_run_reaches_the_published_line(session: Session, qtbot: Any) -> None:
    session.set_learning_rate(0.01)
    session.set_max_epochs(3000)
    finish(session, qtbot)
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS
    assert session.player.cursor == 3000
    assert session.shown_curve.slope == pytest.approx(4.2550, abs=5e-5)
    assert session.shown_curve.intercept == pytest.approx(56.5754, abs=5e-5)


def test_divergence_keeps_finite_records_and_says_the_limit(session: Session, qtbot: Any) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.set_learning_rate(0.05)
    session.set_max_epochs(2000)
    finish(session, qtbot)
    assert session.player.state.stop_reason is StopReason.DIVERGED
    assert session.player.history is not None
    assert np.isfinite(session.player.history.losses).all()
    assert session.player.history.last_epoch == session.player.state.epoch - 1
    assert "0.0352" in notices[-1].text
    assert [choice.text for choice in notices[-1].choices] == [
        "Use 0.017: 191 epochs",
        "Standardise x: 1 epoch",
    ]


def test_offer_after_divergence_leads_to_a_finished_run(session: Session, qtbot: Any) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.set_learning_rate(0.05)
    finish(session, qtbot)
    notices[-1].choices[0].act()
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS
    assert session.player.cursor == session.runs.settings.max_epochs


def test_edit_while_paused_replays_the_same_number_of_epochs(session: Session) -> None:
    session.set_learning_rate(0.005)
    session.player.step(50)
    before = session.shown_curve
    session.problem.move_point(4, 20.0, 90.0)
    assert session.player.history is not None
    assert session.player.history.last_epoch == 50
    assert session.shown_curve != before
    session.edits.undo()
    assert session.shown_curve == before


def test_drag_is_one_undo_step(session: Session) -> None:
    original = session.problem.dataset
    session.edits.begin_drag()
    for x in np.linspace(8, 20, 30):
        session.problem.move_point(4, float(x), 90.0)
    session.edits.end_drag()
    assert session.edits.stack.count() == 1
    session.edits.undo()
    assert session.problem.dataset == original
    session.edits.redo()
    assert session.problem.dataset.x[4] == 20.0


def test_two_drags_are_two_undo_steps(session: Session) -> None:
    for x in (9.0, 10.0):
        session.edits.begin_drag()
        session.problem.move_point(4, x, 90.0)
        session.edits.end_drag()
    assert session.edits.stack.count() == 2


def test_settings_while_running_act_from_the_next_epoch_on(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100_000)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 5)
    assert session.player.history is not None
    old = session.player.history.parameters[:5].copy()
    session.set_learning_rate(0.001)
    changed_at = session.player.cursor
    qtbot.waitUntil(lambda: session.player.cursor > changed_at + 5)
    session.player.pause()
    assert np.array_equal(session.player.history.parameters[:5], old)
    before, after = session.player.history.parameters[changed_at : changed_at + 2]
    assert session.problem.loss is not None
    assert after == pytest.approx(before - 0.001 * session.problem.loss.gradient(before), rel=1e-9)


def test_interrupted_run_equals_an_uninterrupted_one_bit_for_bit(
    session: Session, qtbot: Any
) -> None:
    session.set_max_epochs(9000)
    finish(session, qtbot)
    assert session.player.history is not None
    whole = session.player.history.parameters.copy()
    session.player.seek(4321)
    session.player.run()
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    assert session.player.history.n_records == len(whole)
    assert np.array_equal(session.player.history.parameters, whole)


def test_data_edited_while_running_goes_on_from_the_same_epoch(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.set_max_epochs(100_000)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    reached = session.player.cursor
    session.problem.add_point(4.0, 72.0)
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: session.player.cursor > reached + 3)
    fresh = Session()
    fresh.opening.open_dataset(session.problem.dataset, session.runs.settings)
    fresh.player.step(session.player.cursor)
    assert fresh.shown_curve == pytest.approx(session.shown_curve, rel=1e-12)
    assert fresh.shutdown()


def test_long_replay_is_handed_to_the_worker(session: Session, qtbot: Any) -> None:
    session.set_max_epochs(300_000)
    session.set_settings(replace(session.runs.settings, tolerance=0.0))
    finish(session, qtbot)
    session.problem.move_point(0, 2.5, 65.0)
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    assert session.player.history is not None
    assert session.player.history.last_epoch == 300_000
    assert session.player.cursor == 300_000


def test_without_points_nothing_runs_and_a_reason_is_given(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.problem.clear_points()
    session.player.run()
    session.player.step()
    session.player.seek(3)
    assert session.player.history is None
    assert session.player.state.status is RunStatus.READY
    assert notices[-1].text == (
        "Without points there is nothing to fit: click into the data pane to place some."
    )


def test_all_points_removed_while_running(session: Session, qtbot: Any) -> None:
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 2)
    session.problem.clear_points()
    assert not session.player.state.is_running
    session.edits.undo()
    assert session.problem.dataset.n_samples == 5


def test_refused_point_keeps_the_data(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    before = session.problem.dataset
    assert not session.problem.add_point(1e200, 3.0)
    assert session.problem.dataset is before
    assert "1e150" in notices[-1].text


def test_equal_values_announce_nothing(session: Session) -> None:
    heard: list[Any] = []
    session.runs.settings_changed.connect(heard.append)
    session.problem.start_changed.connect(heard.append)
    session.set_learning_rate(session.runs.settings.learning_rate)
    session.problem.set_start(session.problem.start)
    assert heard == []
    assert session.edits.stack.count() == 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e300])
def test_start_that_is_no_number_is_ignored(session: Session, bad: float) -> None:
    session.problem.set_start(Line(bad, 0.0))
    assert session.problem.start == Line(0.0, 0.0)


def test_step_while_running_pauses_first(session: Session, qtbot: Any) -> None:
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 2)
    session.player.step()
    assert session.player.state.status is RunStatus.PAUSED


def test_restart_returns_to_the_start(session: Session) -> None:
    session.player.step(20)
    session.restart()
    assert session.player.cursor == 0
    assert session.player.history is not None
    assert session.player.history.n_records == 1
    assert session.player.state.status is RunStatus.READY


def test_retracted_edit_is_not_left_to_redo(session: Session) -> None:
    session.problem.add_point(1.0, 1.0)
    session.edits.retract()
    assert session.problem.dataset.n_samples == 5
    assert not session.edits.stack.canRedo()


def test_second_run_is_ignored_while_one_is_under_way(session: Session, qtbot: Any) -> None:
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 2)
    cursor = session.player.cursor
    session.player.run()
    assert session.player.cursor >= cursor


def test_more_epochs_let_a_complete_run_go_on(session: Session, qtbot: Any) -> None:
    finish(session, qtbot)
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS
    session.set_max_epochs(400)
    assert session.player.state.status is RunStatus.PAUSED
    finish(session, qtbot)
    assert session.player.cursor == 400


def test_fewer_epochs_than_run_shorten_the_history(session: Session, qtbot: Any) -> None:
    session.player.step(200)
    session.set_max_epochs(50)
    assert session.player.history is not None
    assert session.player.history.last_epoch == 50
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS


def test_more_epochs_while_running_are_taken_up(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 2)
    session.set_max_epochs(100_000)
    assert session.player.state.is_running
    session.player.pause()
    assert session.runs.settings.max_epochs == 100_000


def test_step_past_the_end_of_a_complete_run_stays(session: Session) -> None:
    session.player.step(1000)
    session.player.step()
    assert session.player.cursor == session.runs.settings.max_epochs


def test_start_moved_while_paused_in_the_past_keeps_the_epoch_shown(session: Session) -> None:
    session.player.step(50)
    session.player.seek(20)
    session.problem.set_start(Line(1.0, 2.0))
    assert session.player.cursor == 20
    assert session.player.history is not None
    assert session.player.history.last_epoch == 50


def test_pausing_a_long_replay_keeps_what_there_is(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.runs.settings, tolerance=0.0, max_epochs=2_000_000))
    finish(session, qtbot)
    session.problem.move_point(0, 2.5, 65.0)
    session.player.pause()
    assert session.player.history is not None
    assert session.player.history.last_epoch >= 100_000
    assert session.player.state.status is RunStatus.PAUSED


def test_a_rate_changed_in_a_slow_run_outlives_an_edit_before_the_next_epoch(
    session: Session,
) -> None:
    session.set_learning_rate(0.01)
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.player.step(3)
    session.player.run()
    session.set_learning_rate(0.02)
    session.problem.move_point(0, 2.5, 60.0)
    session.player.pause()
    before, gradient = (
        session.shown_curve,
        session.problem.dataset.loss.gradient(session.shown_curve),
    )
    session.player.step()
    assert session.shown_curve == pytest.approx(np.array(before) - 0.02 * gradient)


def test_a_run_made_shorter_than_it_is_ends_there(session: Session) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.player.step(100)
    session.player.run()
    session.set_max_epochs(50)
    assert session.player.state.stop_reason is StopReason.MAX_EPOCHS
    assert session.player.history is not None
    assert session.player.history.last_epoch == session.player.cursor == 50


def test_a_run_made_shorter_keeps_the_rates_it_had(session: Session) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1.0))
    session.player.step(50)
    session.player.run()
    session.set_learning_rate(0.02)
    session.player.step(50)
    assert session.player.history is not None
    before = session.player.history.parameters[:71].copy()
    session.set_max_epochs(70)
    assert np.array_equal(session.player.history.parameters, before)


def test_a_long_replay_ends_where_the_run_is_made_to_end(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.runs.settings, max_epochs=1_000_000, tolerance=0.0))
    session.player.step(500_000)
    session.problem.move_point(0, 2.1, 65.0)
    session.set_max_epochs(200_000)
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    assert session.player.history is not None
    assert session.player.history.last_epoch == 200_000


def test_points_moved_all_the_time_do_not_hold_the_run_up(session: Session, qtbot: Any) -> None:
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor >= 1)
    before = session.player.cursor
    for move in range(60):
        session.problem.move_point(0, 2.0 + 0.001 * move, 65.0)
        qtbot.wait(10)
    assert session.player.cursor > before


def test_a_refused_edit_leaves_the_objective_what_it_is(session: Session) -> None:
    session.problem.set_start(Line(1e100, 0.0))
    before = session.problem.objective
    assert not session.problem.add_point(1e100, 7.0)
    assert session.problem.start == Line(1e100, 0.0)
    assert session.problem.objective is before
