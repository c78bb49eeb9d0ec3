"""What is said at the end of a run is about the run, the data and the rate that are shown."""

import pytest

from linreg_gui.core.settings import StopReason
from linreg_gui.core.stability import largest_stable_learning_rate, overshoot_factor
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, RunState
from linreg_gui.session.wording import number


@pytest.fixture
def said(session: Session) -> list[Notice | None]:
    notices: list[Notice | None] = []
    session.notice_posted.connect(notices.append)
    return notices


def assert_tells_present_limit(session: Session, notice: Notice | None) -> None:
    assert session.player.state.stop_reason is StopReason.DIVERGED
    assert notice is not None
    assert session.problem.loss is not None
    limit = largest_stable_learning_rate(session.problem.loss)
    swing = overshoot_factor(session.problem.loss, session.runs.settings.learning_rate)
    assert f"each swing was {number(swing, 3)} × the last" in notice.text
    assert f"Below {number(limit, 3)} it settles" in notice.text
    offered = float(notice.choices[0].text.removeprefix("Use ").split(":")[0])
    assert 0.45 * limit < offered <= 0.5 * limit


def test_a_branch_shown_again_is_told_about_in_its_own_rate(
    session: Session, said: list[Notice | None]
) -> None:
    session.player.step(50)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.05)
    session.player.step(1000)
    session.runs.show(0)
    assert said[-1] is not None
    assert said[-1].is_still_true is not None
    assert not said[-1].is_still_true()
    session.runs.show(1)
    assert_tells_present_limit(session, said[-1])
    session.player.step_back(10)
    session.runs.remove(0)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.runs.remove(session.runs.shown_number)
    assert_tells_present_limit(session, said[-1])


def test_a_divergence_at_the_same_epoch_is_told_in_the_new_numbers(
    session: Session, said: list[Notice | None]
) -> None:
    session.set_learning_rate(0.05)
    session.player.step(1000)
    before = session.player.state
    session.problem.move_point(4, 8.05, 90.0)
    assert session.player.state == before
    assert_tells_present_limit(session, said[-1])
    session.set_learning_rate(0.0501)
    assert session.player.state == before
    assert_tells_present_limit(session, said[-1])


def test_whoever_hears_of_other_records_finds_settings_and_state_that_go_with_them(
    session: Session,
) -> None:
    session.player.step(50)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.05)
    session.player.step(1000)
    found: list[tuple[float, RunState]] = []
    session.player.history_replaced.connect(
        lambda: found.append((session.runs.settings.learning_rate, session.player.state))
    )
    session.runs.show(0)
    session.runs.show(1)
    assert [rate for rate, _ in found] == [0.03, 0.05]
    assert [state.stop_reason for _, state in found] == [None, StopReason.DIVERGED]


def test_each_run_that_grows_is_warned_of(session: Session, said: list[Notice | None]) -> None:
    assert session.problem.loss is not None
    session.set_learning_rate(1.05 * largest_stable_learning_rate(session.problem.loss))
    for _ in range(2):
        said.clear()
        session.player.step(15)
        assert [notice.text for notice in said if notice] == [
            "Diverges: each swing is 1.1 × the last."
        ]
        session.restart()


def test_without_points_keep_says_why_it_does_nothing(
    session: Session, said: list[Notice | None]
) -> None:
    session.problem.clear_points()
    session.runs.keep()
    (notice,) = said
    assert notice is not None
    assert notice.is_still_true is not None
    assert notice.is_still_true()
