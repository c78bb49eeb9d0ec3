"""Work set aside comes back to the bit, and stays what is saved in the meantime."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.dataset import Dataset
from linreg_gui.session.branches import Branches
from linreg_gui.session.curve import ZERO_LINE, Line
from linreg_gui.session.documents.documents import Documents
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.state import LabState
from linreg_gui.session.tasks import Tasks
from linreg_gui.session.values import ThemeChoice
from linreg_gui.storage.projects.project_file import read_project

LESSON_POINTS = Dataset.from_xy([0.0, 1.0, 2.0], [1.0, 3.0, 4.0], name="A lesson")


def work(session: Session) -> None:
    """Do something of everything."""
    session.problem.add_point(3.5, 61.0)
    session.hand.set_line(Line(2.0, 50.0))
    session.hand.set_line(Line(3.0, 51.0))
    session.player.step(40)
    session.run_edits.keep()
    session.player.seek(12)
    session.run_edits.fork()
    session.set_learning_rate(0.004)
    session.player.step(9)
    session.player.step_back(2)
    session.edits.undo()
    session.set_view_options(replace(session.view_options, show_pulls=True, show_squares=True))


def put_other_work(session: Session) -> None:
    """Do what a lesson does, and what a learner does in it."""
    settings = replace(session.runs.settings, learning_rate=0.1, columns=None)
    session.opening.put(LabState(LESSON_POINTS, settings, ZERO_LINE, Branches()))
    session.problem.add_point(9.0, 9.0)
    session.set_learning_rate(0.01)
    session.player.step(5)
    session.run_edits.keep()
    session.hand.set_line(Line(1.0, 1.0))
    session.set_view_options(replace(session.view_options, show_pulls=False, show_axes=True))
    session.edits.undo()


def test_it_comes_back_to_the_bit(session: Session) -> None:
    work(session)
    before, stack = session.frame(), session.edits.stack
    steps = [stack.text(row) for row in range(stack.count())], stack.index()
    session.own_work.set_aside()
    assert session.own_work.is_aside
    put_other_work(session)
    assert session.own_work.dataset is before.dataset
    session.own_work.bring_back()
    after = session.frame()
    for name in ("dataset", "settings", "automatic", "start", "cursor", "origin", "view_options"):
        assert getattr(after, name) == getattr(before, name), name
    assert np.array_equal(after.hand.lines, before.hand.lines)
    assert np.array_equal(after.hand.strokes, before.hand.strokes)
    assert len(after.branches) == len(before.branches)
    for now, then in zip(after.branches, before.branches, strict=True):
        assert (now.number, now.name, now.segments) == (then.number, then.name, then.segments)
        assert np.array_equal(now.history.parameters, then.history.parameters)
    assert session.edits.stack is stack
    assert ([stack.text(row) for row in range(stack.count())], stack.index()) == steps


def test_undo_goes_on_where_it_was(session: Session) -> None:
    first = session.frame()
    work(session)
    session.own_work.set_aside()
    put_other_work(session)
    session.own_work.bring_back()
    while session.edits.stack.canRedo():
        session.edits.redo()
    while session.edits.stack.canUndo():
        session.edits.undo()
    now = session.frame()
    assert (now.dataset, now.settings, now.start) == (first.dataset, first.settings, first.start)


def test_a_run_under_way_is_paused(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1000.0))
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 3)
    session.own_work.set_aside()
    assert session.is_settled
    put_other_work(session)
    n_records = session.own_work.branches[0].history.n_records
    session.own_work.bring_back()
    assert session.player.history is not None
    assert session.player.history.n_records == n_records
    assert session.is_settled


def test_the_look_chosen_in_the_meantime_stays(session: Session) -> None:
    session.own_work.set_aside()
    session.set_view_options(replace(session.view_options, theme=ThemeChoice.DARK, show_axes=True))
    session.own_work.bring_back()
    assert session.view_options.theme is ThemeChoice.DARK
    assert not session.view_options.show_axes


def test_the_document_knows_the_own_work_only(session: Session, tmp_path: Path) -> None:
    tasks = Tasks("files", session)
    documents = Documents(session, tasks, tmp_path)
    session.problem.add_point(3.0, 4.0)
    heard: list[object] = []
    title, revision = documents.title, documents.changes.revision
    for signal in (documents.title_changed, documents.changes.edited):
        signal.connect(lambda *_: heard.append(1))
    session.own_work.set_aside()
    put_other_work(session)
    assert (documents.title, documents.changes.revision) == (title, revision)
    assert documents.has_unsaved_work
    session.own_work.bring_back()
    assert not heard
    documents.close()
    tasks.shutdown()


def test_what_was_clean_stays_clean(session: Session, tmp_path: Path) -> None:
    tasks = Tasks("files", session)
    documents = Documents(session, tasks, tmp_path)
    session.own_work.set_aside()
    put_other_work(session)
    assert not documents.has_unsaved_work
    session.own_work.bring_back()
    assert not documents.has_unsaved_work
    documents.close()
    tasks.shutdown()


def test_what_is_saved_meanwhile_is_the_own_work(
    session: Session, tmp_path: Path, qtbot: Any
) -> None:
    tasks = Tasks("files", session)
    documents = Documents(session, tasks, tmp_path)
    session.problem.add_point(3.0, 4.0)
    own = session.problem.dataset
    session.own_work.set_aside()
    put_other_work(session)
    with qtbot.waitSignal(documents.saved):
        documents.save_as(tmp_path / "mine.linreg")
    assert read_project(tmp_path / "mine.linreg").dataset == own
    assert not documents.has_unsaved_work
    session.own_work.bring_back()
    assert not documents.has_unsaved_work
    assert documents.path == tmp_path / "mine.linreg"
    documents.close()
    tasks.shutdown()


def test_work_over_several_features_is_saved_meanwhile_and_comes_back(
    session: Session, tmp_path: Path, qtbot: Any
) -> None:
    tasks = Tasks("files", session)
    documents = Documents(session, tasks, tmp_path)
    session.opening.open_example("longley")
    session.set_columns((1, 3, 5))
    session.player.step(40)
    session.runs.keep()
    session.change_view_options(adjustment=Adjustment.ADDED, pair=(2, 0))
    before, kept = session.frame(), project_of(session.state())
    session.own_work.set_aside()
    put_other_work(session)
    with qtbot.waitSignal(documents.saved):
        documents.save_as(tmp_path / "mine.linreg")
    assert read_project(tmp_path / "mine.linreg") == kept
    session.own_work.bring_back()
    after = session.frame()
    for name in ("table", "settings", "start", "cursor", "view_options"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.drawn.adjustment is Adjustment.ADDED
    documents.close()
    tasks.shutdown()
