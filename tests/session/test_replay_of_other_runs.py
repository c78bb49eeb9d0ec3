"""Runs beside the one shown: what a replay leaves out of them is computed in the background."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.history import History
from linreg_gui.session import replay
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Tasks
from linreg_gui.session.values import Records

LENGTH = 5000


@pytest.fixture(autouse=True)
def short_replays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "FRAME_SECONDS", 157e-6)  # 100 epochs


@pytest.fixture
def session_with_kept(session: Session) -> Session:
    """Give a session that shows a short run beside a long one that is kept."""
    slow = replace(session.runs.settings, max_epochs=LENGTH, learning_rate=1e-4, tolerance=0.0)
    session.set_settings(slow)
    session.player.step(LENGTH)
    session.runs.keep()
    session.restart()
    session.player.step(3)
    return session


def fork_and_edit(session: Session) -> None:
    """Make a long branch 0, show a branch 1 of it, and move a point."""
    session.set_settings(replace(session.runs.settings, max_epochs=LENGTH, learning_rate=1e-4))
    session.player.step(LENGTH)
    session.player.seek(10)
    session.runs.fork()
    session.problem.move_point(0, 2.5, 65.0)


def computed_alone(session: Session) -> History:
    """Compute the long run on the same points in a session that does nothing else."""
    alone = Session()
    alone.opening.open_dataset(session.problem.dataset, session.runs.settings)
    alone.player.step(LENGTH)
    alone.shutdown()
    assert alone.player.history is not None
    return alone.player.history


def kept(session: Session, number: int = 1) -> Records:
    (run,) = (run for run in session.runs.branches if run.number == number)
    return run.history


def is_whole(session: Session) -> bool:
    return session.is_settled and kept(session).last_epoch == LENGTH


def test_a_kept_run_is_as_long_after_an_edit_as_before(
    session_with_kept: Session, qtbot: Any
) -> None:
    session = session_with_kept
    session.problem.move_point(0, 2.5, 65.0)
    assert kept(session).last_epoch < LENGTH
    qtbot.waitUntil(lambda: is_whole(session))
    assert session.player.cursor == 3
    alone = computed_alone(session)
    np.testing.assert_array_equal(kept(session).parameters, alone.parameters)
    np.testing.assert_array_equal(kept(session).losses, alone.losses)


def test_so_is_one_in_batches(session: Session, qtbot: Any) -> None:
    settings = replace(session.runs.settings, batch_size=2, max_epochs=200, learning_rate=1e-3)
    session.set_settings(settings)
    session.player.step(200)
    session.runs.keep()
    session.problem.move_point(0, 2.5, 65.0)
    qtbot.waitUntil(lambda: session.is_settled and kept(session).last_epoch == 200)
    assert session.player.history is not None
    np.testing.assert_array_equal(kept(session).parameters, session.player.history.parameters)


def test_a_branch_that_is_not_shown_is_computed_too(session: Session, qtbot: Any) -> None:
    fork_and_edit(session)
    qtbot.waitUntil(lambda: session.is_settled and kept(session, 0).last_epoch == LENGTH)
    assert session.runs.shown_number == 1


def test_it_waits_until_the_hand_rests(session_with_kept: Session, qtbot: Any) -> None:
    session = session_with_kept
    session.edits.begin_drag()
    for x in (2.1, 2.2, 2.3):
        session.problem.move_point(0, x, 65.0)
        assert session.is_settled
    session.edits.end_drag()
    assert not session.is_settled
    qtbot.waitUntil(lambda: is_whole(session))


def test_what_is_edited_meanwhile_is_computed_anew(session_with_kept: Session, qtbot: Any) -> None:
    session = session_with_kept
    for x in (2.1, 2.2, 2.3):
        session.problem.move_point(0, x, 65.0)
    qtbot.waitUntil(lambda: is_whole(session))
    np.testing.assert_array_equal(kept(session).losses, computed_alone(session).losses)


def test_a_branch_shown_meanwhile_is_caught_up_with_once(session: Session, qtbot: Any) -> None:
    fork_and_edit(session)
    assert not session.is_settled
    session.runs.show(0)
    qtbot.waitUntil(lambda: session.is_settled)
    assert kept(session, 0).last_epoch == LENGTH


def test_one_removed_meanwhile_stays_away(session_with_kept: Session, qtbot: Any) -> None:
    session_with_kept.problem.move_point(0, 2.5, 65.0)
    session_with_kept.runs.remove(1)
    assert session_with_kept.is_settled
    assert len(session_with_kept.runs.branches) == 1


def test_to_be_complete_is_no_change(
    session_with_kept: Session, tmp_path: Path, qtbot: Any
) -> None:
    session, tasks = session_with_kept, Tasks("files")
    documents = Documents(session, tasks)
    session.problem.move_point(0, 2.5, 65.0)
    assert not session.is_settled
    documents.save_as(tmp_path / "a.linreg")
    qtbot.waitUntil(lambda: is_whole(session) and not documents.is_saving)
    assert not documents.changes.is_modified
    assert tasks.shutdown()
    documents.close()


def test_a_run_that_is_loaded_has_all_its_records(session_with_kept: Session, qtbot: Any) -> None:
    session = session_with_kept
    session.problem.move_point(0, 2.5, 65.0)
    session.load_run(1)
    qtbot.waitUntil(lambda: session.is_settled)
    assert session.player.history is not None
    assert session.player.history.last_epoch == session.player.cursor == LENGTH


def test_a_project_is_opened_before_all_of_its_steps_are_taken(
    session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(replay, "FRAME_SECONDS", 4e-3)
    session.opening.open_dataset(Dataset.from_xy(range(6), [1, 3, 4, 8, 9, 9]))
    session.set_settings(replace(session.runs.settings, batch_size=2, max_epochs=200))
    session.player.step(200)
    session.runs.keep()
    whole = kept(session).parameters.copy()
    session.restart()
    project = project_of(session.state())
    session.open_state(state_of(project))
    assert 0 < kept(session).last_epoch < 200
    qtbot.waitUntil(lambda: session.is_settled)
    np.testing.assert_array_equal(kept(session).parameters, whole)
    assert project_of(session.state()) == project
