"""Points held out of a session: undone, kept in files, and never learnt from."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.session import Session
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.projects.project_file import decode_project, encode_project
from linreg_gui.storage.projects.work_file import read_work, write_work
from tests.core.test_hold_out import BALL, SHARE


@pytest.fixture
def session(qtbot: Any) -> Session:
    made = Session()
    assert made.problem.replace_points("ball", BALL.x, BALL.y)
    return made


def held_rows(session: Session) -> list[int]:
    mask = session.problem.dataset.is_held_out
    return [] if mask is None else np.flatnonzero(mask).tolist()


def test_holding_out_is_one_step_of_undo(session: Session) -> None:
    session.problem.hold_out(SHARE)
    assert held_rows(session) == [1, 2, 7, 8, 15]
    assert session.problem.loss is not None
    assert session.problem.loss.n_samples == 11
    session.problem.hold_out(HoldOut(0.3, 4))
    session.problem.hold_out(None)
    assert held_rows(session) == []
    session.edits.undo()
    assert held_rows(session) == HoldOut(0.3, 4).rows(16).tolist()
    session.edits.undo()
    assert held_rows(session) == [1, 2, 7, 8, 15]
    session.edits.undo()
    assert held_rows(session) == []


def test_single_points_change_sides_and_keep_them(session: Session) -> None:
    session.problem.turn_point(3)
    session.problem.turn_point(9)
    session.problem.move_point(3, 1.0, 1.0)
    session.problem.add_point(5.0, 5.0)
    assert held_rows(session) == [3, 9]
    session.problem.remove_point(3)
    assert held_rows(session) == [8]
    session.edits.undo()
    assert held_rows(session) == [3, 9]
    session.problem.turn_point(3)
    assert held_rows(session) == [9]


def test_removing_several_points_keeps_the_sides_of_the_others(session: Session) -> None:
    session.problem.hold_out(SHARE)
    session.problem.remove_points([0, 2, 3])
    assert session.problem.dataset.x.tolist() == np.delete(BALL.x, [0, 2, 3]).tolist()
    assert held_rows(session) == [0, 4, 5, 12]
    assert session.edits.stack.undoText() == "remove 3 points"
    session.edits.undo()
    assert held_rows(session) == [1, 2, 7, 8, 15]
    session.problem.remove_points([0, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14])  # all trained on
    assert session.problem.dataset.n_samples == 16
    session.problem.remove_points(range(16))
    assert session.problem.dataset.n_samples == 0


def test_the_last_point_trained_on_stays(session: Session) -> None:
    assert session.problem.replace_points("two", [0.0, 1.0], [0.0, 1.0])
    texts: list[str] = []
    session.notice_posted.connect(lambda notice: texts.append(notice.text))
    session.problem.turn_point(0)
    session.problem.turn_point(1)
    session.problem.remove_point(1)
    assert held_rows(session) == [0]
    assert session.problem.dataset.n_samples == 2
    assert len(texts) == 2
    assert all("at least one must be left to train on" in text for text in texts)


def test_a_step_tells_the_numbers_of_its_points_among_all(session: Session) -> None:
    session.problem.hold_out(SHARE)
    step = session.step.explained
    assert step is not None
    assert step.points.tolist() == [0, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14]
    assert step.dataset.x.tolist() == BALL.x[step.points].tolist()


def test_other_coordinates_keep_the_sides_of_their_rows(session: Session) -> None:
    session.problem.hold_out(SHARE)
    assert session.problem.replace_points("fewer", BALL.x[:9], BALL.y[:9])
    assert held_rows(session) == [1, 2, 7, 8]
    assert session.problem.replace_points("more", BALL.x, BALL.y)
    assert held_rows(session) == [1, 2, 7, 8]


def test_projects_and_unsaved_work_keep_which_points_are_held_out(tmp_path: Path) -> None:
    project = Project(SHARE.apply(BALL), DescentConfig(), (0.0, 0.0))
    raw = encode_project(project)
    assert b'"version": 2' in raw
    assert b'"held_out": [1, 2, 7, 8, 15]' in raw
    assert decode_project(raw, "it").dataset == project.dataset
    write_work(tmp_path / "work", project, None, 0.0)
    assert read_work(tmp_path / "work").project.dataset == project.dataset
    bare = encode_project(Project(BALL, DescentConfig(), (0.0, 0.0)))
    assert b'"version": 1' in bare
    assert b"held_out" not in bare


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ("[1, 1]", "held_out[1] must be larger than the one before it"),
        ("[2, 1]", "held_out[1] must be larger than the one before it"),
        ("[16]", "has 16 points, and holds out number 16"),
        ("[-1]", "held_out[0]"),
        ("[0.5]", "held_out[0]"),
        ("3", "held_out"),
        (str(list(range(16))), "Not all points can be held out"),
    ],
)
def test_a_project_with_impossible_rows_is_refused_with_the_place(rows: str, refusal: str) -> None:
    raw = encode_project(Project(SHARE.apply(BALL), DescentConfig(), (0.0, 0.0)))
    raw = raw.replace(b"[1, 2, 7, 8, 15]", rows.encode())
    with pytest.raises(StorageError) as caught:
        decode_project(raw, "it")
    assert refusal in str(caught.value)


def test_version_1_holds_no_points_out() -> None:
    raw = encode_project(Project(SHARE.apply(BALL), DescentConfig(), (0.0, 0.0)))
    with pytest.raises(StorageError, match="needs version 2"):
        decode_project(raw.replace(b'"version": 2', b'"version": 1'), "it")
