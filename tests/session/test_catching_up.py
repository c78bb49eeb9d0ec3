"""Replays too long to be done while a hand waits: the worker catches up, and nothing is lost."""

from dataclasses import replace
from typing import Any

import pytest

from linreg_gui.core.settings import StopReason
from linreg_gui.session import replay
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus

LENGTH = 9000


@pytest.fixture
def long_run(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Give a session whose run of some length can only be replayed in small part at once."""
    monkeypatch.setattr(replay, "FRAME_SECONDS", 157e-6)  # 100 epochs
    settings = replace(session.runs.settings, max_epochs=10**6, tolerance=0.0, learning_rate=0.001)
    session.set_settings(settings)
    session.player.step(LENGTH)
    return session


def is_caught_up(session: Session) -> bool:
    history = session.player.history
    return history is not None and history.last_epoch >= LENGTH


def test_the_rate_dragged_on_while_a_long_run_is_replayed_begins_no_branch(
    long_run: Session, qtbot: Any
) -> None:
    long_run.edits.begin_drag()
    for rate in (0.002, 0.003, 0.004):
        long_run.set_learning_rate(rate)
        assert long_run.player.state.is_running
    long_run.edits.end_drag()
    assert len(long_run.runs.branches) == 1
    qtbot.waitUntil(lambda: not long_run.player.state.is_running)
    assert is_caught_up(long_run)
    assert [part.config.learning_rate for part in long_run.runs.branches[0].segments] == [0.004]


def test_a_view_option_does_not_slow_a_replay_down(long_run: Session, qtbot: Any) -> None:
    long_run.set_view_options(replace(long_run.view_options, epochs_per_second=1.0))
    long_run.problem.move_point(0, 2.1, 65.0)
    assert long_run.player.state.is_running
    long_run.set_view_options(replace(long_run.view_options, show_squares=True))
    qtbot.waitUntil(lambda: is_caught_up(long_run))
    assert long_run.player.state.status is RunStatus.PAUSED


def test_a_run_under_way_goes_on_from_where_it_was(long_run: Session, qtbot: Any) -> None:
    long_run.set_view_options(replace(long_run.view_options, epochs_per_second=60.0))
    long_run.player.run()
    assert long_run.player.history is not None
    before = long_run.player.cursor
    for x in (2.1, 2.2, 2.3):
        long_run.problem.move_point(0, x, 65.0)
        assert long_run.player.state.is_running
    qtbot.waitUntil(lambda: long_run.player.cursor > before + 2)
    assert long_run.player.state.is_running
    long_run.player.pause()
    assert len(long_run.runs.branches) == 1


def test_longer_runs_are_asked_for_in_the_middle_of_a_replay(long_run: Session, qtbot: Any) -> None:
    long_run.problem.move_point(0, 2.1, 65.0)
    long_run.set_max_epochs(20_000)
    qtbot.waitUntil(lambda: not long_run.player.state.is_running)
    assert is_caught_up(long_run)
    assert long_run.player.state.status is RunStatus.PAUSED
    long_run.problem.move_point(0, 2.2, 65.0)
    long_run.set_max_epochs(150)
    qtbot.waitUntil(lambda: not long_run.player.state.is_running)
    assert long_run.player.state.stop_reason is StopReason.MAX_EPOCHS
    assert long_run.player.cursor == 150
