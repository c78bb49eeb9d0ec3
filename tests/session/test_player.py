"""What can be done while runs are computed again: nothing of them is lost."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.session import replay
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus
from linreg_gui.session.wording import run_text


@pytest.fixture
def behind(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Give a session in which a run is computed again, of which 100 epochs are there."""
    monkeypatch.setattr(replay, "FRAME_SECONDS", 157e-6)
    settings = replace(
        session.runs.settings, max_epochs=2_000_000, tolerance=0.0, learning_rate=1e-4
    )
    session.set_settings(settings)
    session.player.step(1_500_000)
    session.problem.move_point(0, 2.1, 65.0)
    assert session.player.state.is_running
    return session


def epochs(session: Session) -> int:
    assert session.player.history is not None
    return session.player.history.last_epoch


def wait(session: Session, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: session.is_settled, timeout=20_000)


def test_a_replay_is_no_run_and_says_where_it_ends(behind: Session) -> None:
    state = behind.player.state
    assert (state.status, state.epoch) == (RunStatus.REPLAYING, 1_500_000)
    assert run_text(state, behind.player.cursor, epochs(behind)) == "Cancel"
    behind.player.toggle()
    paused = behind.player.state
    assert paused.status is RunStatus.PAUSED
    assert run_text(paused, behind.player.cursor, epochs(behind)) == "Run"
    behind.player.toggle()
    assert behind.player.state.status is RunStatus.REPLAYING
    behind.player.pause()


def test_a_pause_suspends_it_and_a_run_goes_on_with_it(behind: Session, qtbot: Any) -> None:
    behind.set_view_options(replace(behind.view_options, epochs_per_second=None))
    behind.player.pause()
    there = epochs(behind)
    assert behind.is_settled
    assert behind.player.state.status is RunStatus.PAUSED
    assert behind.player.awaited_cursor == 1_500_000
    behind.player.run()
    qtbot.waitUntil(lambda: not behind.player.state.is_running, timeout=20_000)
    assert there < epochs(behind) == behind.player.cursor == 2_000_000


def test_an_edit_ends_the_suspension(behind: Session, qtbot: Any) -> None:
    behind.player.pause()
    behind.problem.move_point(0, 2.2, 65.0)
    wait(behind, qtbot)
    assert epochs(behind) == behind.player.cursor == 1_500_000


def test_it_goes_on_while_the_records_there_are_are_looked_at(behind: Session, qtbot: Any) -> None:
    behind.player.seek(50)
    assert behind.player.state.is_running
    behind.player.step_back(20)
    wait(behind, qtbot)
    assert (behind.player.cursor, epochs(behind)) == (30, 1_500_000)


def test_the_newest_record_is_followed(behind: Session, qtbot: Any) -> None:
    behind.player.seek(50)
    behind.player.seek_last()
    wait(behind, qtbot)
    assert behind.player.cursor == 1_500_000


def test_a_step_at_the_last_record_computes_one(behind: Session, qtbot: Any) -> None:
    there = epochs(behind)
    behind.player.step(7)
    assert behind.player.cursor == there + 7
    assert behind.player.state.is_running
    wait(behind, qtbot)
    assert (behind.player.cursor, epochs(behind)) == (there + 7, 1_500_000)


def test_a_fork_waits_for_the_epoch_it_begins_at(behind: Session, qtbot: Any) -> None:
    behind.runs.fork()
    assert len(behind.runs.branches) == 2
    behind.set_learning_rate(2e-4)
    wait(behind, qtbot)
    old, new = behind.runs.branches
    assert [part.first_epoch for part in new.segments] == [0, 1_500_000]
    assert new.fork_epoch == 1_500_000
    assert epochs(behind) == old.history.last_epoch == behind.player.cursor == 1_500_000
    assert np.array_equal(old.history.losses, new.history.losses)


def test_a_setting_changed_in_a_run_is_in_force_from_the_end_on(
    behind: Session, qtbot: Any
) -> None:
    behind.set_view_options(replace(behind.view_options, epochs_per_second=None))
    behind.player.run()
    behind.set_learning_rate(2e-4)
    qtbot.waitUntil(lambda: not behind.player.state.is_running, timeout=20_000)
    wait(behind, qtbot)
    old, new = behind.runs.branches
    assert old.history.last_epoch == 1_500_000
    assert [part.first_epoch for part in new.segments] == [0, 1_500_000]
    assert new.history.last_epoch == 2_000_000


def test_a_run_kept_meanwhile_is_as_long_as_the_one_shown(behind: Session, qtbot: Any) -> None:
    behind.runs.keep()
    behind.runs.keep()
    assert len(behind.runs.branches) == 2, "it is kept already"
    wait(behind, qtbot)
    assert [run.history.last_epoch for run in behind.runs.branches] == [1_500_000] * 2


def test_a_race_is_one_of_the_records_there_are(behind: Session, qtbot: Any) -> None:
    behind.set_view_options(replace(behind.view_options, epochs_per_second=None))
    behind.runs.keep()
    there = epochs(behind)
    seen = set()
    behind.player.race_moved.connect(lambda epoch: seen.add(epochs(behind)))
    behind.player.race()
    assert behind.player.race_epoch == 0
    qtbot.waitUntil(lambda: behind.player.race_epoch is None)
    assert seen == {there}
    wait(behind, qtbot)
    assert epochs(behind) == behind.player.cursor == 1_500_000


def test_more_epochs_allowed_after_a_shorter_run_are_taken_with_its_last_rate(
    session: Session,
) -> None:
    session.set_settings(replace(session.runs.settings, tolerance=0.0, learning_rate=0.01))
    session.set_view_options(replace(session.view_options, epochs_per_second=1e-2))
    session.player.step(50)
    session.player.run()
    session.set_learning_rate(0.02)
    session.player.step(10)
    session.set_max_epochs(30)
    session.set_max_epochs(100)
    session.player.step(5)
    segments = session.runs.branches[1].segments
    assert [(part.first_epoch, part.config.learning_rate) for part in segments] == [
        (0, 0.01),
        (30, 0.02),
    ]
