"""Undo: every edit by its name, and small however large the data are."""

import sys
from dataclasses import replace

import numpy as np

from linreg_gui.core.dataset import Dataset
from linreg_gui.session.curve import Line
from linreg_gui.session.documents.changes import Changes
from linreg_gui.session.edits import MOST_UNDO_STEPS
from linreg_gui.session.session import Session


def test_every_edit_has_a_name(session: Session) -> None:
    session.problem.add_point(1.0, 2.0)
    session.problem.move_point(0, 3.0, 4.0)
    session.problem.remove_point(1)
    session.set_learning_rate(0.01)
    session.set_max_epochs(50)
    session.problem.set_start(Line(1.0, 1.0))
    session.set_settings(replace(session.runs.settings, l2=0.5))
    session.problem.clear_points()
    stack = session.edits.stack
    assert [stack.text(row) for row in range(stack.count())] == [
        "add point",
        "move point",
        "remove point",
        "change learning rate",
        "change epochs",
        "change start",
        "change L2 penalty",
        "remove all points",
    ]


def test_there_and_back_through_every_kind_of_edit(session: Session) -> None:
    before = session.problem.dataset
    session.problem.add_point(1.0, 2.0)
    session.problem.move_point(2, 3.0, 4.0)
    session.problem.remove_point(0)
    session.problem.remove_point(3)
    after = session.problem.dataset
    for _ in range(4):
        session.edits.undo()
    assert session.problem.dataset == before
    for _ in range(4):
        session.edits.redo()
    assert session.problem.dataset == after


def test_an_edit_of_one_point_keeps_one_point(session: Session) -> None:
    x = np.arange(200_000.0)
    session.opening.open_dataset(Dataset.from_xy(x, 3 * x))
    session.edits.stack.clear()
    references = sys.getrefcount(session.problem.dataset)
    first = session.problem.dataset
    for step in range(20):
        session.problem.move_point(step, 0.5, 0.5)
    assert sys.getrefcount(first) < references  # neither the session nor an undo step holds it
    for _ in range(20):
        session.edits.undo()
    assert session.problem.dataset == first


def test_undo_goes_back_so_far(session: Session) -> None:
    for step in range(MOST_UNDO_STEPS + 10):
        session.set_max_epochs(10 + step)
    assert session.edits.stack.count() == MOST_UNDO_STEPS


def test_an_undo_in_the_middle_of_a_drag_ends_it(session: Session) -> None:
    session.edits.begin_drag()
    session.problem.move_point(4, 9.0, 80.0)
    session.problem.move_point(4, 10.0, 80.0)
    session.edits.stack.undo()  # as the menu does
    assert session.problem.dataset.x[4] == 8.0
    assert not session.edits.is_dragging
    session.problem.move_point(4, 11.0, 80.0)
    session.edits.end_drag()
    assert session.edits.stack.count() == 1
    session.edits.undo()
    assert session.problem.dataset.x[4] == 8.0


def test_what_is_dragged_on_after_a_save_is_not_saved(session: Session) -> None:
    session.edits.begin_drag()
    session.problem.move_point(4, 9.0, 80.0)
    session.edits.stack.setClean()
    session.problem.move_point(4, 10.0, 80.0)
    assert not session.edits.stack.isClean()
    session.edits.end_drag()
    session.edits.undo()
    assert session.edits.stack.isClean()
    assert session.problem.dataset.x[4] == 9.0


def test_a_drag_ends_well_when_the_steps_were_forgotten_in_the_middle(session: Session) -> None:
    session.edits.begin_drag()
    session.problem.move_point(4, 9.0, 80.0)
    session.edits.stack.clear()
    session.problem.move_point(4, 10.0, 80.0)
    session.edits.end_drag()
    assert session.edits.stack.count() == 1


def test_every_move_of_a_drag_counts_as_a_change(session: Session) -> None:
    changes = Changes(session)
    seen = []
    session.edits.begin_drag()
    for x in (9.0, 10.0, 11.0):
        session.problem.move_point(4, x, 80.0)
        seen.append(changes.revision)
    session.edits.end_drag()
    assert len(set(seen)) == 3
    changes.stop()


def shown(session: Session) -> tuple[object, ...]:
    """Return all that a window shows of the runs."""
    runs = [
        (run.number, run.segments, run.fork_epoch, run.history.parameters.tolist(), run.is_kept)
        for run in session.runs.branches
    ]
    return runs, session.runs.shown_number, session.player.cursor, session.problem.automatic


def test_what_changes_the_runs_is_undone_and_done_again(session: Session) -> None:
    """With rates that follow the data, so that other data would change the past of a branch."""
    session.let_follow_data(learning_rate=True)
    session.player.step(60)
    session.problem.move_point(4, 8.75, 37.6)
    session.player.seek(50)
    states = [shown(session)]
    session.run_edits.fork()
    session.player.step(20)
    states.append(shown(session))
    session.set_learning_rate(0.03)
    states.append(shown(session))
    session.run_edits.keep()
    states.append(shown(session))
    session.run_edits.remove(0)
    states.append(shown(session))
    session.restart()
    states.append(shown(session))
    assert len(session.runs.branches) == 2
    for state in reversed(states[1:-1]):
        session.edits.undo()
        assert shown(session) == state
    for _ in range(2):  # the branch, and the point
        session.edits.undo()
    assert [branch.number for branch in session.runs.branches] == [0]
    for _ in range(6):
        session.edits.redo()
    assert shown(session) == states[-1]
    for state in reversed(states[1:-1]):
        session.edits.undo()
        assert shown(session) == state


def test_a_restart_of_one_run_is_no_step(session: Session) -> None:
    session.player.step(20)
    session.restart()
    assert session.edits.stack.count() == 0


def test_a_line_fitted_by_hand_leaves_the_branches_to_undo(session: Session) -> None:
    session.player.step(20)
    session.player.seek(10)
    session.run_edits.fork()
    session.player.step(5)
    before = shown(session)
    session.edits.begin_drag()
    session.hand.set_line(Line(1.0, 1.0))
    session.hand.set_line(Line(2.0, 1.0))
    session.edits.end_drag()
    assert len(session.runs.branches) == 1
    assert session.edits.stack.undoText() == "change start"
    after = shown(session)
    session.edits.undo()
    assert shown(session) == before
    session.edits.redo()
    assert shown(session) == after
    assert session.problem.start == Line(2.0, 1.0)


def test_a_kept_run_that_was_loaded_gives_the_branches_back(session: Session) -> None:
    session.player.step(20)
    session.run_edits.keep()
    session.set_learning_rate(0.01)
    session.player.seek(10)
    session.run_edits.fork()
    session.player.step(5)
    before = shown(session)
    session.load_run(1)
    assert len(session.runs.branches) == 2
    session.edits.undo()
    assert shown(session) == before


def test_undone_edits_before_it_do_not_change_what_a_branch_brings_back(session: Session) -> None:
    def epochs() -> list[int]:
        return [run.segments[-1].config.max_epochs for run in session.runs.branches]

    session.problem.add_point(4.0, 60.0)
    session.set_max_epochs(60)
    session.player.step(20)
    session.run_edits.fork()
    assert epochs() == [60, 60]
    for act in (session.edits.undo,) * 3 + (session.edits.redo,) * 3:
        act()
    assert epochs() == [60, 60]
