"""What an edit of a long run may cost at once, counted in work and not by a clock."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling
from linreg_gui.session import change_under_way, replay
from linreg_gui.session.documents.autosave import Autosave
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.segments import Segment
from linreg_gui.session.session import Session
from linreg_gui.session.tasks import Tasks
from linreg_gui.session.trajectory import Trajectory
from linreg_gui.session.values import RunStatus
from linreg_gui.storage.projects.project import Project, ProjectRun
from linreg_gui.storage.projects.project_file import decode_project, encode_project
from linreg_gui.storage.projects.recovery import find_abandoned

PLAIN = DescentConfig(learning_rate=1e-3, max_epochs=MAX_GUI_EPOCHS, tolerance=0.0)


class Work:
    """Seconds of work done in the window's thread, by the costs of a replay."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def count(self, run: Trajectory, n_epochs: int, advance: Any) -> None:
        first = run.last_epoch
        advance(run, n_epochs)
        cost = replay.epoch_seconds(run.config_at(first), run.objective.dataset)
        self.seconds += (run.last_epoch - first) * cost


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    made, advance = Work(), Trajectory.advance
    counted = lambda run, n_epochs: made.count(run, n_epochs, advance)  # noqa: E731
    monkeypatch.setattr(Trajectory, "advance", counted)
    monkeypatch.setattr(change_under_way, "GESTURE_SECONDS", 0.0)  # each change begins a branch
    return made


@pytest.fixture
def hopeless(session: Session) -> Project:
    """Give a project of few bytes whose runs take half an hour to compute."""
    settings = DescentConfig(1e-3, MAX_GUI_EPOCHS, 0.0, Optimizer.ADAM, batch_size=1)
    rng = np.random.default_rng(0)
    dataset = Dataset.from_xy(rng.integers(0, 99, 1000), rng.integers(0, 99, 1000))
    faster = replace(settings, learning_rate=2e-3)
    run = ProjectRun(((0, settings), (MAX_GUI_EPOCHS - 1, faster)), MAX_GUI_EPOCHS)
    project = Project(dataset, faster, (0.0, 0.0), (replace(run, name="A"),))
    return decode_project(encode_project(project), "hopeless")


def change_the_rate_at_the_end(session: Session, config: DescentConfig, epochs: int) -> None:
    """Make two branches of a long run, a rate of each changed shortly before its end."""
    session.set_settings(replace(config, max_epochs=epochs))
    session.set_view_options(replace(session.view_options, epochs_per_second=1e-2))
    session.player.step(epochs - 10)
    for rate in (2e-3, 3e-3):
        session.player.run()
        session.set_learning_rate(rate)
        session.player.pause()
        session.player.step(1)


@pytest.mark.parametrize(
    ("config", "epochs"),
    [(PLAIN, MAX_GUI_EPOCHS), (replace(PLAIN, optimizer=Optimizer.ADAM), 300_000)],
)
def test_an_edit_after_a_rate_was_changed_late_costs_a_frame_at_most(
    session: Session, work: Work, config: DescentConfig, epochs: int
) -> None:
    change_the_rate_at_the_end(session, config, epochs)
    assert len(session.runs.branches) == 3
    for x in (2.1, 2.2):
        work.seconds = 0.0
        session.problem.move_point(0, x, 64.0)
        assert 0.5 * replay.FRAME_SECONDS < work.seconds <= replay.FRAME_SECONDS
        assert session.player.state.is_running


def test_all_runs_and_segments_have_one_budget_together() -> None:
    objective = Objective.of(Dataset.from_xy([2, 3, 5, 6, 8], [65, 70, 75, 85, 90]), PLAIN)
    segments = tuple(
        Segment(first, replace(PLAIN, learning_rate=1e-3 + 1e-6 * (first % 3)))
        for first in range(0, 10_000, 10)
    )
    runs = [Trajectory(objective, np.zeros(2), segments, 10_000) for _ in range(6)]
    before = sum(map(replay.seconds_left, runs))
    replay.catch_up(runs)
    assert 0 < before - sum(map(replay.seconds_left, runs)) <= replay.FRAME_SECONDS
    assert [run.last_epoch > 0 for run in runs] == [True] + 5 * [False]


@pytest.mark.parametrize("optimizer", Optimizer)
def test_of_a_curve_fewer_epochs_are_computed_at_once(optimizer: Optimizer) -> None:
    dataset = Dataset.from_xy(np.arange(10.0), np.arange(10.0) ** 2)
    reached = []
    for degree in (1, 6):
        config = replace(PLAIN, optimizer=optimizer, degree=degree, scaling=Scaling.STANDARDISE)
        run = Trajectory(
            Objective.of(dataset, config), np.zeros(degree + 1), (Segment(0, config),), 10**6
        )
        replay.catch_up([run])
        reached.append(run.last_epoch)
    assert reached[0] / 5 < reached[1] < reached[0] / 2


def test_an_epoch_that_costs_more_than_the_budget_is_left_to_the_worker() -> None:
    config = replace(PLAIN, batch_size=1)
    dataset = Dataset.from_xy(np.arange(10_000.0), np.arange(10_000.0))
    run = Trajectory(Objective.of(dataset, config), np.zeros(2), (Segment(0, config),), 5)
    replay.catch_up([run])
    assert run.last_epoch == 0
    assert run.is_behind


def test_a_project_that_takes_long_to_compute_is_open_at_once(
    session: Session, work: Work, hopeless: Project
) -> None:
    session.open_state(state_of(hopeless))
    assert work.seconds <= replay.FRAME_SECONDS
    assert session.player.state.is_running
    assert session.problem.dataset == hopeless.dataset


def test_nothing_waits_for_a_replay(
    session: Session, work: Work, hopeless: Project, tmp_path: Path, qtbot: Any
) -> None:
    tasks = Tasks("files")
    documents = Documents(session, tasks)
    session.open_state(state_of(hopeless))
    work.seconds = 0.0
    session.player.seek(1)
    session.player.step_back()
    documents.save_as(tmp_path / "a.linreg")
    qtbot.waitUntil(lambda: not documents.is_saving, timeout=5000)
    assert session.player.state.is_running
    session.player.pause()
    assert session.is_settled
    assert session.player.state.status is RunStatus.PAUSED
    assert project_of(session.state()).runs == hopeless.runs
    assert work.seconds == 0.0
    documents.close()
    assert tasks.shutdown()


@pytest.fixture
def autosaved(session: Session, tmp_path: Path) -> Iterator[Path]:
    """Give the folder in which the session's work is kept safe."""
    tasks = Tasks("files")
    documents = Documents(session, tasks)
    autosave = Autosave(session, documents, tmp_path / "recovery")
    yield tmp_path / "recovery"
    assert autosave.shutdown(keeps_work=False)
    documents.close()
    assert tasks.shutdown()


def test_work_is_kept_safe_while_runs_are_computed_again(
    session: Session, hopeless: Project, autosaved: Path, qtbot: Any
) -> None:
    session.open_state(state_of(hopeless))
    session.problem.add_point(1.0, 2.0)
    qtbot.waitUntil(lambda: any(autosaved.rglob("*")), timeout=5000)
    assert session.player.state.is_running
    assert not find_abandoned(autosaved)  # it is in use


def test_to_fork_and_to_keep_a_long_run_copies_nothing(session: Session) -> None:
    session.set_settings(replace(PLAIN, max_epochs=100_000))
    session.player.step(100_000)
    session.runs.keep()
    session.runs.fork()
    losses = [run.history.losses for run in session.runs.branches]
    assert len(losses) == 3
    assert all(np.shares_memory(losses[0], other) for other in losses[1:])
