"""Other data on the table, and the way back to all that was there before."""

from dataclasses import replace
from typing import Any

import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig, Optimizer
from linreg_gui.session.curve import Line
from linreg_gui.session.project_state import project_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import ThemeChoice

LONG = 150_000
"""Epochs: more than are computed again at once."""


def test_undo_brings_back_branches_kept_runs_and_the_epoch_shown(session: Session) -> None:
    session.problem.set_start(Line(1.0, 2.0))
    session.player.step(20)
    session.runs.keep()
    session.player.seek(7)
    session.runs.fork()
    session.player.step(3)
    before, branches = session.problem.dataset, session.runs.branches
    losses = session.player.history.losses.copy() if session.player.history is not None else None
    session.opening.open_example("house-prices")
    assert len(session.runs.branches) == 1
    assert (session.problem.start, session.player.cursor) == (Line(0.0, 0.0), 0)
    session.player.step(4)
    session.edits.undo()
    assert session.problem.dataset is before
    assert (session.problem.start, session.player.cursor) == (Line(1.0, 2.0), 10)
    assert [run.number for run in session.runs.branches] == [run.number for run in branches]
    assert session.player.history is not None
    assert losses is not None
    assert session.player.history.losses.tolist() == losses.tolist()
    session.edits.redo()
    assert session.player.cursor == 4, "the other data are as they were left, too"


@pytest.mark.parametrize("by_one", [False, True])
def test_undo_brings_the_runs_back_with_the_last_points(session: Session, by_one: bool) -> None:
    session.player.step(20)
    session.runs.keep()
    session.player.seek(7)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(3)
    origin = session.opening.origin
    while by_one and session.problem.dataset.n_samples > 1:
        session.problem.remove_point(0)
    before, project = session.problem.dataset, project_of(session.state())
    (session.problem.remove_point(0) if by_one else session.problem.clear_points())
    assert session.edits.stack.undoText() == ("remove point" if by_one else "remove all points")
    assert (session.problem.dataset.n_samples, session.runs.branches) == (0, ())
    session.problem.add_point(1.0, 2.0)
    assert sum(run.is_kept for run in session.runs.branches) == 1
    session.edits.undo()
    session.edits.undo()
    assert session.problem.dataset is before
    assert project_of(session.state()) == project
    assert session.opening.origin is origin
    session.edits.redo()
    assert session.problem.dataset.n_samples == 0


def test_edits_from_before_can_be_undone_after_the_way_back(session: Session) -> None:
    session.problem.add_point(9.0, 99.0)
    session.opening.open_example("house-prices")
    session.problem.clear_points()
    for n_points in (3, 6, 5):
        session.edits.undo()
        assert session.problem.dataset.n_samples == n_points
    for n_points in (6, 3, 0):
        session.edits.redo()
        assert session.problem.dataset.n_samples == n_points


def test_a_long_run_is_not_held_but_computed_again(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.runs.settings, learning_rate=1e-9, max_epochs=1_000_000))
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    n_epochs = 2 * LONG
    session.player.step(n_epochs)
    qtbot.waitUntil(lambda: session.player.cursor == n_epochs, timeout=20_000)
    assert session.player.history is not None
    end = session.player.history.record(n_epochs)[1]
    session.opening.open_example("house-prices")
    session.edits.undo()
    qtbot.waitUntil(lambda: session.player.cursor == n_epochs, timeout=20_000)
    assert session.player.history.record(n_epochs)[1] == end


@pytest.mark.parametrize("epoch", [LONG + 1, 3 * LONG])
def test_the_epoch_shown_survives_whoever_does_not_wait_for_it(
    session: Session, epoch: int, qtbot: Any
) -> None:
    settings = replace(session.runs.settings, learning_rate=1e-6, max_epochs=3 * LONG)
    session.set_settings(settings)
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.run()
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    session.player.seek(epoch)
    session.opening.open_example("house-prices")
    session.edits.undo()
    session.edits.redo()
    session.edits.undo()
    assert session.player.cursor < epoch, "nobody has waited"
    assert project_of(session.state()).cursor == epoch
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    assert session.player.cursor == epoch


def test_pasted_points_are_of_the_same_document(session: Session) -> None:
    origin = session.opening.origin
    session.opening.paste_dataset(Dataset.from_xy([1, 2], [3, 4]))
    assert session.opening.origin is origin
    assert session.edits.stack.undoText() == "paste points"
    session.opening.open_dataset(Dataset.from_xy([1, 2], [3, 4]))
    assert session.opening.origin is not origin


def test_a_new_document_has_no_points_and_the_usual_settings(session: Session) -> None:
    dataset, origin = session.problem.dataset, session.opening.origin
    settings = replace(session.runs.settings, optimizer=Optimizer.ADAM, l2=0.5, seed=7)
    session.set_settings(settings)
    session.problem.set_start(Line(1.0, 2.0))
    session.player.step(5)
    session.runs.keep()
    runs = [run.number for run in session.runs.branches]
    session.open_new()
    assert session.edits.stack.undoText() == "new document"
    assert (session.problem.dataset.n_samples, session.runs.branches) == (0, ())
    assert session.runs.settings == DescentConfig(seed=7)
    assert session.problem.start == Line(0.0, 0.0)
    assert session.opening.origin is not origin
    session.edits.undo()
    assert session.problem.dataset is dataset
    assert session.runs.settings == settings
    assert session.opening.origin is origin
    assert [run.number for run in session.runs.branches] == runs
    assert session.player.cursor == 5


def test_a_new_document_twice_is_one_step_to_undo(session: Session) -> None:
    dataset = session.problem.dataset
    session.open_new()
    session.open_new()
    session.edits.undo()
    assert session.problem.dataset is dataset


def test_a_new_document_shows_the_usual_layers_at_the_same_pace(session: Session) -> None:
    usual = session.view_options
    session.set_view_options(
        replace(usual, show_squares=True, show_residuals=False, is_guessing=True)
    )
    session.set_view_options(
        replace(session.view_options, theme=ThemeChoice.DARK, epochs_per_second=None)
    )
    session.open_new()
    assert session.view_options == replace(usual, theme=ThemeChoice.DARK, epochs_per_second=None)


def test_three_rates_are_ready_to_race(session: Session, qtbot: Any) -> None:
    session.opening.open_example("three-rates")
    runs = session.runs.branches
    rates = [run.segments[-1].config.learning_rate for run in runs]
    assert rates == [0.005, 0.001, 0.1]
    assert [run.is_kept for run in runs] == [False, True, True]
    assert [run.history.last_epoch for run in runs[:2]] == [300, 300]
    assert runs[2].history.losses[-1] > 1e6 * runs[2].history.losses[0]
    assert (session.player.cursor, session.player.race_epoch) == (0, 0)
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.race()
    qtbot.waitUntil(lambda: session.player.race_epoch is None)
    assert session.player.cursor == 300
    assert session.runs.settings.max_epochs == 300  # the axis stays as the race had it


def test_what_else_is_done_with_three_rates_shows_their_ends(session: Session) -> None:
    for act in (
        session.player.step,
        lambda: session.set_learning_rate(0.002),
        lambda: session.problem.move_point(0, 1.0, 2.0),
        lambda: session.player.seek(10),
    ):
        session.opening.open_example("three-rates")
        assert session.player.race_epoch == 0
        act()
        assert session.player.race_epoch is None
