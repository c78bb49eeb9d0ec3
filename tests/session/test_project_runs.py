"""Runs that come back with their project and are computed on other data, too."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.session import replay
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.storage.projects.project_file import encode_project
from tests.session.test_project_state import kept_and_opened

LONG = 150_000
"""Epochs: more than are computed again at once."""


@pytest.fixture
def other(qtbot: Any) -> Any:
    made = Session()
    yield made
    assert made.shutdown()


def test_settings_of_later_epochs_outlive_data_on_which_the_run_ends_before(
    session: Session, other: Session, tmp_path: Path
) -> None:
    session.player.step(20)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.02)
    session.player.step(30)
    session.problem.move_point(4, 500.0, 90.0)
    assert session.player.state.epoch < 10
    kept_and_opened(session, other, tmp_path / "work.linreg")
    for one in (session, other):
        one.problem.move_point(4, 8.0, 90.0)
    assert [segment.first_epoch for segment in other.runs.branches[1].segments] == [0, 10]
    for mine, theirs in zip(session.runs.branches, other.runs.branches, strict=True):
        assert np.array_equal(mine.history.parameters, theirs.history.parameters)


def test_a_branch_from_beyond_the_epochs_allowed_keeps_its_rate_while_it_is_computed(
    session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(replay, "FRAME_SECONDS", 0.0)
    session.player.step(300)
    session.runs.fork()
    session.set_max_epochs(50)
    qtbot.waitUntil(lambda: session.is_settled)
    session.set_learning_rate(0.02)
    assert not session.is_settled
    before = project_of(session.state()).runs[1].segments
    qtbot.waitUntil(lambda: session.is_settled)
    assert project_of(session.state()).runs[1].segments == before
    assert [(epoch, config.learning_rate) for epoch, config in before] == [(0, 0.03), (50, 0.02)]


def test_kept_runs_wait_for_points(session: Session, other: Session, tmp_path: Path) -> None:
    session.player.step(30)
    session.runs.keep()
    session.problem.clear_points()
    kept_and_opened(session, other, tmp_path / "empty.linreg")
    assert not list(other.runs.branches)
    assert encode_project(project_of(other.state())) == encode_project(project_of(session.state()))
    for one in (session, other):
        one.problem.replace_points("paste", [1.0, 2.0, 4.0], [1.0, 2.0, 3.0])
    mine, theirs = session.runs.branches[1].history, other.runs.branches[1].history
    assert theirs.last_epoch == 30
    assert np.array_equal(mine.parameters, theirs.parameters)


def test_kept_runs_come_back_with_their_starts_and_names(session: Session) -> None:
    session.problem.set_start(Line(2.0, 30.0))
    session.player.step(30)
    session.runs.keep()
    session.problem.set_start(Line(0.0, 0.0))
    session.set_learning_rate(0.01)
    session.player.step(5)
    session.runs.rename(1, "from near by")
    session.runs.hide(1, True)
    before = session.runs.branches
    project = project_of(session.state())
    fresh = Session()
    fresh.open_state(state_of(project))
    assert project_of(fresh.state()) == project
    for mine, theirs in zip(before, fresh.runs.branches, strict=True):
        assert (mine.name, mine.is_kept, mine.is_hidden) == (
            theirs.name,
            theirs.is_kept,
            theirs.is_hidden,
        )
        assert np.array_equal(mine.history.parameters, theirs.history.parameters)
    assert fresh.shutdown()


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.ADAM])
def test_long_runs_beside_the_one_shown_come_back_whole(
    session: Session, other: Session, tmp_path: Path, optimizer: Optimizer, qtbot: Any
) -> None:
    epochs = LONG + 1234
    session.set_settings(DescentConfig(1e-5, epochs, 0.0, optimizer))
    session.player.step(epochs)
    session.runs.keep()
    session.player.seek(20)
    session.runs.fork()
    session.player.step(5)
    kept_and_opened(session, other, tmp_path / "work.linreg")
    qtbot.waitUntil(lambda: other.is_settled)
    assert [run.history.last_epoch for run in other.runs.branches] == [epochs, epochs, 25]
    for mine, theirs in zip(session.runs.branches, other.runs.branches, strict=True):
        assert np.array_equal(mine.history.parameters, theirs.history.parameters)
