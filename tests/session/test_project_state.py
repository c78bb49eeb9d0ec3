"""A session kept as a project and taken over again: the same, bit for bit, or not at all."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.automatic import NEITHER, Automatic
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.settings import DescentConfig, StopReason
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import kept_flags, project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import RunStatus, ThemeChoice
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project, ProjectRun
from linreg_gui.storage.projects.project_file import encode_project, read_project, write_project
from tests.invariants import check_session

LONG = 150_000
"""Epochs: more than are computed again at once."""


@pytest.fixture
def other(qtbot: Any) -> Any:
    made = Session()
    yield made
    assert made.shutdown()


def at_rest(session: Session, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)


def branched(session: Session) -> None:
    """Leave three branches of different settings, the second one shown at an earlier epoch."""
    session.problem.move_point(0, 2.5, 61.0)
    session.problem.set_start(Line(1.0, -2.0))
    session.player.step(40)
    session.player.seek(12)
    session.runs.fork()
    session.set_learning_rate(0.011)
    session.player.step(30)
    session.player.seek(20)
    session.runs.fork()
    session.set_learning_rate(0.05)
    session.player.step(9)
    session.runs.show(1)
    session.player.seek(17)


def kept_and_opened(session: Session, other: Session, path: Path) -> None:
    write_project(path, project_of(session.state()))
    other.open_state(state_of(read_project(path)))


def test_a_session_comes_back_as_it_was(session: Session, other: Session, tmp_path: Path) -> None:
    branched(session)
    session.set_view_options(
        replace(session.view_options, show_squares=True, epochs_per_second=None)
    )
    kept_and_opened(session, other, tmp_path / "work.linreg")
    assert other.problem.dataset == session.problem.dataset
    assert other.runs.settings == session.runs.settings
    assert other.problem.start == session.problem.start
    assert other.player.cursor == 17
    assert other.runs.shown_number == 1
    assert other.view_options == session.view_options
    for mine, theirs in zip(session.runs.branches, other.runs.branches, strict=True):
        assert mine.number == theirs.number
        assert mine.fork_epoch == theirs.fork_epoch
        assert mine.segments == theirs.segments
        assert np.array_equal(mine.history.parameters, theirs.history.parameters)
        assert np.array_equal(mine.history.losses, theirs.history.losses)
    check_session(other)


def test_kept_again_it_is_the_same_bytes(session: Session, other: Session, tmp_path: Path) -> None:
    branched(session)
    kept_and_opened(session, other, tmp_path / "work.linreg")
    assert encode_project(project_of(other.state())) == encode_project(project_of(session.state()))


def test_both_go_on_alike(session: Session, other: Session, tmp_path: Path) -> None:
    branched(session)
    kept_and_opened(session, other, tmp_path / "work.linreg")
    for one in (session, other):
        one.player.step(300)
        one.problem.move_point(1, 3.0, 71.0)
    assert session.player.history is not None
    assert other.player.history is not None
    assert np.array_equal(session.player.history.parameters, other.player.history.parameters)


def test_a_run_under_way_opens_stopped(session: Session, other: Session, qtbot: Any) -> None:
    session.set_max_epochs(100_000)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    project = project_of(session.state())
    session.player.pause()
    other.open_state(state_of(project))
    assert other.player.state.status is RunStatus.PAUSED
    assert other.player.cursor == project.cursor


def test_a_diverged_run_keeps_how_far_it_was_asked_to_go(session: Session, other: Session) -> None:
    session.player.step(100)
    session.set_learning_rate(0.05)
    assert session.player.state.stop_reason is StopReason.DIVERGED
    other.open_state(state_of(project_of(session.state())))
    assert other.player.state == session.player.state
    for one in (session, other):
        one.set_learning_rate(0.02)
    assert session.player.history is not None
    assert other.player.history is not None
    assert other.player.history.last_epoch == session.player.history.last_epoch == 100


def test_a_long_run_is_caught_up_with_and_the_epoch_shown_is_found(
    session: Session, other: Session, qtbot: Any
) -> None:
    notices: list[Any] = []
    other.notice_posted.connect(notices.append)
    epochs = LONG * 2
    session.set_settings(DescentConfig(1e-5, epochs, 0.0))
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.run()
    at_rest(session, qtbot)
    session.player.seek(epochs - 7)
    other.open_state(state_of(project_of(session.state())))
    at_rest(other, qtbot)
    assert other.player.cursor == epochs - 7
    assert session.player.history is not None
    assert other.player.history is not None
    assert np.array_equal(other.player.history.parameters, session.player.history.parameters)
    assert "Computed anew" not in " ".join(notice.text for notice in notices if notice)


def test_kept_while_catching_up_it_still_knows_how_far_to_go(
    session: Session, other: Session, qtbot: Any
) -> None:
    run = ProjectRun(((0, DescentConfig(1e-5, LONG * 3, 0.0)),), LONG * 3)
    project = Project(session.problem.dataset, run.segments[0][1], (0.0, 0.0), (run,))
    session.open_state(state_of(project))
    assert session.player.state.is_running
    kept = project_of(session.state())
    assert kept.runs[0].epochs == LONG * 3
    assert kept.runs[0].check is None
    at_rest(session, qtbot)
    assert session.player.history is not None
    assert session.player.history.last_epoch == LONG * 3


def test_a_run_that_comes_to_something_else_is_said(session: Session, other: Session) -> None:
    notices: list[Any] = []
    other.notice_posted.connect(notices.append)
    session.player.step(10)
    project = project_of(session.state())
    run = replace(project.runs[0], check=(1.0, 2.0, 3.0))
    other.open_state(state_of(replace(project, runs=(run,))))
    assert [notice.text for notice in notices if notice] == [
        "Computed anew, run A ends elsewhere than when it was saved."
    ]


def test_a_long_run_that_comes_to_something_else_is_said_in_the_end(
    session: Session, qtbot: Any
) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    settings = DescentConfig(1e-5, LONG * 2, 0.0)
    run = ProjectRun(((0, settings),), LONG * 2, check=(0.0, 0.0, 1.0))
    session.open_state(state_of(Project(session.problem.dataset, settings, (0.0, 0.0), (run,))))
    at_rest(session, qtbot)
    assert "Computed anew" in " ".join(notice.text for notice in notices if notice)


def test_a_run_changed_while_it_is_caught_up_with_is_not_compared(
    session: Session, qtbot: Any
) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    settings = DescentConfig(1e-5, LONG * 2, 0.0)
    run = ProjectRun(((0, settings),), LONG * 2, check=(0.0, 0.0, 1.0))
    session.open_state(state_of(Project(session.problem.dataset, settings, (0.0, 0.0), (run,))))
    session.problem.add_point(1.0, 2.0)
    at_rest(session, qtbot)
    assert "Computed anew" not in " ".join(notice.text for notice in notices if notice)


def test_no_points_are_kept_too(session: Session, other: Session, tmp_path: Path) -> None:
    session.problem.clear_points()
    kept_and_opened(session, other, tmp_path / "empty.linreg")
    assert other.problem.dataset.n_samples == 0
    assert other.player.history is None
    assert other.player.cursor == 0
    other.problem.add_point(1.0, 2.0)
    assert other.player.history is not None


def test_points_without_a_run_begin_one(session: Session) -> None:
    settings = DescentConfig(0.02, 50)
    session.open_state(state_of(Project(session.problem.dataset, settings, (1.0, 2.0))))
    assert session.player.history is not None
    assert session.player.history.last_epoch == 0
    assert session.runs.settings == settings
    session.player.step(3)
    assert session.player.cursor == 3


def test_opening_leaves_nothing_to_undo(session: Session) -> None:
    project = project_of(session.state())
    session.problem.add_point(1.0, 2.0)
    session.edits.begin_drag()
    session.open_state(state_of(project))
    assert not session.edits.stack.canUndo()
    assert not session.edits.is_dragging
    assert session.problem.dataset.n_samples == 5


def test_the_room_is_not_part_of_the_work(session: Session, other: Session) -> None:
    options = replace(session.view_options, is_presenting=True, theme=ThemeChoice.DARK)
    session.set_view_options(options)
    other.open_state(state_of(project_of(session.state())))
    assert not other.view_options.is_presenting
    assert other.view_options.theme is ThemeChoice.SYSTEM


def test_a_view_option_of_another_version_does_no_harm(session: Session) -> None:
    project = project_of(session.state())
    session.open_state(state_of(replace(project, view={"show_dragons": True, "show_axes": True})))
    assert session.view_options.show_axes
    assert len(kept_flags()) > 8


def own_data(session: Session) -> None:
    session.opening.open_dataset(Dataset.from_xy(np.arange(10.0), 11.0 - np.arange(10.0)))


def test_settings_that_follow_the_data_follow_them_in_a_project_opened_again(
    session: Session, other: Session, tmp_path: Path
) -> None:
    own_data(session)
    session.set_max_epochs(700)
    kept_and_opened(session, other, tmp_path / "a.linreg")
    assert other.problem.automatic == Automatic(learning_rate=True)
    assert other.runs.settings == session.runs.settings
    for one in (session, other):
        one.problem.move_point(9, 30.0, 2.0)
    assert other.runs.settings == session.runs.settings
    assert other.runs.settings.learning_rate < 0.012
    assert other.runs.settings.max_epochs == 700


def test_programs_that_know_no_automatic_settings_read_the_same_file(session: Session) -> None:
    own_data(session)
    project = project_of(session.state())
    assert b'"version": 1,' in encode_project(project)
    session.set_settings(session.runs.settings, NEITHER)
    numbers = project_of(session.state())
    assert numbers.settings == project.settings
    assert {*project.view} - {*numbers.view} == {
        "automatic_learning_rate",
        "automatic_max_epochs",
    }


def test_a_number_that_does_not_suit_the_data_is_taken_as_set(session: Session) -> None:
    own_data(session)
    project = project_of(session.state())
    rate = replace(project.settings, learning_rate=0.003)
    run = replace(project.runs[0], segments=((0, rate),), check=None)
    session.open_state(state_of(replace(project, settings=rate, runs=(run,))))
    assert session.problem.automatic.learning_rate is False
    assert session.runs.settings.learning_rate == 0.003


def with_settings(project: Project, **changes: Any) -> Project:
    return replace(project, settings=replace(project.settings, **changes))


BAD: dict[str, Any] = {
    "below 6": lambda p: replace(p, runs=(replace(p.runs[0], colour=6),)),
    "own": lambda p: replace(p, runs=p.runs * 2),
    "2,000,000 epochs": lambda p: with_settings(p, max_epochs=MAX_GUI_EPOCHS + 1),
    "at most": lambda p: replace(p, runs=(replace(p.runs[0], epochs=MAX_GUI_EPOCHS + 1),)),
    "no points": lambda p: replace(p, dataset=Dataset.from_xy([], [])),
    "too large to compute": lambda p: replace(
        p, dataset=Dataset.from_xy([1e10, 2e10], [0, 0]), start=(1e150, 0.0), runs=()
    ),
    "view.show_axes": lambda p: replace(p, view={"show_axes": 1}),
    "view.automatic_max_epochs": lambda p: replace(p, view={"automatic_max_epochs": 300}),
    "view.epochs_per_second": lambda p: replace(p, view={"epochs_per_second": 0.0}),
    "epochs_per_second": lambda p: replace(p, view={"epochs_per_second": True}),
}


@pytest.mark.parametrize("said", BAD)
def test_what_the_window_cannot_show_is_refused_and_all_stays(session: Session, said: str) -> None:
    session.player.step(5)
    session.problem.add_point(1.0, 2.0)
    before = encode_project(project_of(session.state()))
    bad = BAD[said](project_of(session.state()))
    with pytest.raises(StorageError, match=said) as refusal:
        session.open_state(state_of(bad))
    assert str(refusal.value).count(". ") == 0
    assert encode_project(project_of(session.state())) == before
    assert session.edits.stack.canUndo()


def test_a_kept_run_that_waits_for_points_is_kept_with_another_degree(
    session: Session, other: Session, tmp_path: Path, qtbot: Any
) -> None:
    session.player.step(1)
    session.runs.keep()
    session.problem.clear_points()
    session.set_degree(2)
    kept_and_opened(session, other, tmp_path / "a.linreg")
    for one in (session, other):
        one.problem.replace_points("paste", [1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 5.0])
        at_rest(one, qtbot)
        check_session(one)
    assert len(other.runs.branches) == len(session.runs.branches)


TABLE = np.random.default_rng(5).normal(size=(30, 4)) * (1.0, 20.0, 0.1, 1.0) + (5, 100, 0, 3)
HOMES = Dataset(TABLE[:, :3], TABLE[:, 3], ("rooms", "size", "slope"), "price", "Homes")


def several_branched(session: Session) -> None:
    session.opening.open_dataset(HOMES)
    session.set_columns((0, 2))
    session.player.step(20)
    session.runs.keep()
    session.problem.move_point(3, 7.5, 4.0, 2)
    session.player.step(20)
    session.player.seek(12)
    session.runs.fork()
    session.set_learning_rate(0.2)
    session.player.step(15)
    session.change_view_options(pair=(1, 2), adjustment=Adjustment.PREDICTED)


def test_a_session_over_some_of_several_features_comes_back(
    session: Session, other: Session, tmp_path: Path, qtbot: Any
) -> None:
    several_branched(session)
    kept_and_opened(session, other, tmp_path / "a.linreg")
    at_rest(other, qtbot)
    assert other.problem.dataset == session.problem.dataset
    assert other.runs.settings.columns == (0, 2)
    assert other.problem.start == session.problem.start
    frame, its = session.frame(), other.frame()
    assert frame.cut is not None
    assert its.cut is not None
    assert its.cut.pair == frame.cut.pair
    assert other.view_options.adjustment is Adjustment.PREDICTED
    histories = [one.player.history for one in (session, other)]
    records = [each.parameters.tobytes() for each in histories if each is not None]
    assert records[0] == records[1]
    assert [run.name for run in other.runs.branches] == [run.name for run in session.runs.branches]
    other.set_columns((0, 1, 2))
    session.set_columns((0, 1, 2))
    assert other.problem.start == session.problem.start
    check_session(other)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"view": {"pair": (0, 3)}},
            "view.pair must be numbers of parameters, 0 to 2.",
        ),
        (
            {"view": {"adjustment": "none"}},
            "view.adjustment must be one of less_the_others, predicted, added.",
        ),
        ({"view": {"others": 1}}, "view.others must be one of as_they_are, at_best."),
        (
            {"dataset": Dataset(np.empty((0, 2)), np.empty(0), ("a", "b"))},
            "it has several features but no points.",
        ),
    ],
)
def test_several_features_that_the_window_cannot_show(
    changes: dict[str, Any], sentence: str
) -> None:
    dataset = Dataset(TABLE[:, :2], TABLE[:, 3], ("a", "b"))
    project = replace(Project(dataset, DescentConfig(), (0.0, 0.0, 0.0)), **changes)
    with pytest.raises(StorageError) as refused:
        state_of(project)
    assert str(refused.value) == f"The project cannot be opened: {sentence}"
