"""Races that are disturbed: what is edited is replayed, and the race goes on."""

from dataclasses import replace
from typing import Any

import pytest

from linreg_gui.session import replay
from linreg_gui.session.player import NOT_RUN
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus
from linreg_gui.session.wording_bets import ABOUT_ONE_RUN


@pytest.fixture
def race(session: Session, qtbot: Any) -> Session:
    """Give a session in the midst of a race of a kept run and a shorter one."""
    session.set_view_options(replace(session.view_options, epochs_per_second=100.0))
    session.player.step(60)
    session.runs.keep()
    session.restart()
    session.player.step(20)
    session.player.race()
    qtbot.waitUntil(lambda: session.player.race_epoch is not None and session.player.race_epoch > 1)
    return session


def assert_race_ends(race: Session, qtbot: Any, last_epoch: int = 20) -> None:
    """Wait for its end: it has computed nothing."""
    assert race.player.race_epoch is not None
    qtbot.waitUntil(lambda: race.player.race_epoch is None)
    assert race.player.state.status is RunStatus.PAUSED
    assert race.player.history is not None
    assert race.player.cursor == race.player.history.last_epoch == last_epoch
    assert len(race.runs.branches) == 2


def test_a_point_moved_in_a_race_is_taken_along(race: Session, qtbot: Any) -> None:
    before = race.player.race_epoch
    assert before is not None
    race.problem.move_point(0, 2.1, 65.0)
    assert race.player.race_epoch == before
    assert race.player.state.is_running
    assert race.problem.loss is not None
    for run in race.runs.branches:
        assert run.history.losses == pytest.approx(race.problem.loss.values(run.history.parameters))
    assert_race_ends(race, qtbot)


def test_a_rate_changed_in_a_race_is_that_of_the_run_shown(race: Session, qtbot: Any) -> None:
    race.set_learning_rate(0.01)
    assert race.runs.branches[0].segments[0].config.learning_rate == 0.01
    assert race.runs.branches[1].segments[0].config.learning_rate == 0.03
    assert_race_ends(race, qtbot)


def test_more_epochs_do_not_make_a_race_a_run(race: Session, qtbot: Any) -> None:
    race.set_max_epochs(500)
    assert_race_ends(race, qtbot)


def test_a_point_moved_after_the_shown_run_has_ended_computes_nothing(
    race: Session, qtbot: Any
) -> None:
    qtbot.waitUntil(lambda: (race.player.race_epoch or 0) > 25)
    assert race.player.cursor == 20
    race.problem.move_point(0, 2.1, 65.0)
    assert_race_ends(race, qtbot)


def two_kept_runs(session: Session) -> None:
    for rate in (0.001, 0.02):
        session.set_learning_rate(rate)
        session.player.step(20)
        session.run_edits.keep()
        session.restart()
    session.set_learning_rate(0.03)


def test_a_run_without_epochs_gets_as_many_as_the_longest(session: Session, qtbot: Any) -> None:
    """So a race can be shown again after a restart."""
    two_kept_runs(session)
    for _ in range(2):
        session.player.race()
        assert session.player.race_epoch == 0
        assert session.player.history is not None
        assert session.player.history.last_epoch == 20
        assert session.runs.settings.learning_rate == 0.03
        qtbot.waitUntil(lambda: session.player.race_epoch is None)
        assert session.player.cursor == 20
        session.restart()


def test_a_run_that_takes_long_is_run_before_it_races(session: Session, monkeypatch: Any) -> None:
    said: list[Any] = []
    session.notice_posted.connect(said.append)
    two_kept_runs(session)
    monkeypatch.setattr(replay, "BLOCK_EPOCH_SECONDS", 1.0)
    session.player.race()
    assert session.player.race_epoch is None
    assert said[-1].text == NOT_RUN
    assert said[-1].is_still_true()
    session.player.step(20)
    assert not said[-1].is_still_true()
    session.player.race()
    assert session.player.race_epoch == 0


def test_who_asks_in_a_race_is_told_where_to_bet(race: Session) -> None:
    """The race goes on meanwhile."""
    said: list[Any] = []
    race.notice_posted.connect(said.append)
    race.asking.ask()
    assert said[-1].text == ABOUT_ONE_RUN
    assert race.player.race_epoch is not None
    race.restart()
    race.asking.ask()
    assert race.asking.state.is_open
    race.asking.close()
    race.player.race()
    assert race.player.race_epoch == 0


def test_without_points_there_is_no_race(race: Session) -> None:
    race.problem.clear_points()
    assert race.player.race_epoch is None
    assert not race.player.state.is_running


def test_all_runs_can_stand_at_an_epoch_until_one_is_looked_for(race: Session) -> None:
    assert race.player.history is not None
    longest = max(branch.history.last_epoch for branch in race.runs.branches)
    race.player.stand_at(longest + 5)
    assert race.player.race_epoch == longest
    assert race.player.cursor == race.player.history.last_epoch
    race.player.seek(0)
    assert race.player.race_epoch is None
