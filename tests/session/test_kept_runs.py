"""Runs kept to compare with: kept, named, hidden, loaded back and raced."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import Optimizer, Scaling
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.session.values import Branch


def kept(session: Session) -> list[Branch]:
    return [branch for branch in session.runs.branches if branch.is_kept]


def test_a_kept_run_stays_as_it_was(session: Session) -> None:
    session.player.step(40)
    session.runs.keep()
    (run,) = kept(session)
    before = run.history.parameters.copy()
    assert run.name == "rate 0.03"
    assert not run.is_shown
    session.set_learning_rate(0.01)
    session.restart()
    session.problem.set_start(Line(3.0, 3.0))
    session.player.step(5)
    (run,) = kept(session)
    assert np.array_equal(run.history.parameters, before)


def test_a_kept_run_follows_the_data(session: Session) -> None:
    session.player.step(40)
    session.runs.keep()
    session.problem.move_point(0, 3.0, 60.0)
    (run,) = kept(session)
    assert session.problem.loss is not None
    assert run.history.last_epoch == 40
    assert run.history.losses == pytest.approx(session.problem.loss.values(run.history.parameters))
    session.problem.clear_points()
    assert session.runs.branches == ()
    session.edits.undo()
    (run,) = kept(session)
    assert run.history.last_epoch == 40


def test_other_data_let_kept_runs_go(session: Session) -> None:
    session.player.step(40)
    session.runs.keep()
    heard: list[int] = []
    session.runs.branches_changed.connect(lambda: heard.append(len(session.runs.branches)))
    session.opening.open_example("noisy-line")
    assert kept(session) == []
    assert heard[-1] == 1


def test_kept_runs_that_come_back_with_the_points_are_announced(session: Session) -> None:
    session.player.step(40)
    session.runs.keep()
    heard: list[int] = []
    session.runs.branches_changed.connect(lambda: heard.append(len(session.runs.branches)))
    session.problem.clear_points()
    session.edits.undo()
    assert heard == [0, 2]


@pytest.mark.parametrize("changes", [{"l2": 0.5}, {"scaling": Scaling.STANDARDISE}])
def test_it_is_said_that_kept_runs_take_on_the_surface(
    session: Session, changes: dict[str, Any]
) -> None:
    told: list[str] = []
    session.notice_posted.connect(lambda notice: told.extend([notice.text] if notice else []))
    session.set_settings(replace(session.runs.settings, **changes))
    assert told == []
    session.edits.undo()
    session.player.step(40)
    session.runs.keep()
    session.set_settings(replace(session.runs.settings, optimizer=Optimizer.ADAM))
    assert told == []
    session.set_settings(replace(session.runs.settings, **changes))
    (run,) = kept(session)
    config = run.segments[-1].config
    assert config == replace(config, **changes)
    assert [text[:17] for text in told] == ["All runs follow: "]


def test_a_kept_run_without_a_loss_on_other_data_goes(session: Session) -> None:
    session.set_settings(replace(session.runs.settings, learning_rate=1e-9))
    session.problem.set_start(Line(1e149, 0.0))
    session.player.step(3)
    session.runs.keep()
    session.restart()
    session.problem.set_start(Line(0.0, 0.0))
    heard: list[int] = []
    session.runs.branches_changed.connect(lambda: heard.append(len(session.runs.branches)))
    session.problem.move_point(0, 1e150, 3.0)
    assert heard == [1]
    assert kept(session) == []


def test_the_same_run_is_kept_once_and_that_is_said(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.runs.keep()
    assert "Run first" in notices[-1].text
    session.player.step(40)
    session.runs.keep()
    session.set_max_epochs(500)
    session.runs.keep()
    assert len(kept(session)) == 1
    assert "kept already, as B “rate 0.03”" in notices[-1].text
    session.player.step(1)
    session.runs.keep()
    assert [run.history.last_epoch for run in kept(session)] == [41]
    assert notices[-1].text == "Kept as B “rate 0.03”, which now goes on to epoch 41."


def test_there_is_room_for_so_many(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    for number in range(MOST_BRANCHES + 1):
        session.set_learning_rate(0.01 + 0.001 * number)
        session.player.step(1)
        session.runs.keep()
    assert len(session.runs.branches) == MOST_BRANCHES
    assert "remove one first" in notices[-1].text
    session.runs.fork()
    assert len(session.runs.branches) == MOST_BRANCHES


def test_the_place_of_the_first_branch_is_no_room_for_a_kept_run(session: Session) -> None:
    notices: list[Any] = []
    session.notice_posted.connect(notices.append)
    session.player.step(5)
    for _ in range(MOST_BRANCHES - 1):
        session.runs.fork()
        session.player.step(1)
    session.runs.remove(0)
    session.runs.keep()
    assert kept(session) == []
    assert "remove one first" in notices[-1].text
    session.runs.fork()
    assert session.runs.shown_number == 0


def test_names_and_hiding(session: Session) -> None:
    session.player.step(3)
    session.runs.keep()
    number = kept(session)[0].number
    session.runs.rename(number, "  my \n run ")
    session.runs.rename(number, "   ")
    session.runs.rename(0, "not kept")
    session.runs.hide(number, True)
    (run,) = kept(session)
    assert (run.name, run.is_hidden) == ("my run", True)
    assert session.runs.branches[0].name == ""


def test_loading_back_puts_start_settings_and_records_in_place(session: Session) -> None:
    session.problem.set_start(Line(1.0, 2.0))
    session.player.step(30)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(20)
    assert session.player.history is not None
    records = session.player.history.parameters.copy()
    session.runs.keep()
    session.problem.set_start(Line(5.0, 5.0))
    session.restart()
    session.set_learning_rate(0.02)
    session.load_run(kept(session)[0].number)
    assert session.problem.start == Line(1.0, 2.0)
    assert session.runs.settings.learning_rate == 0.01
    assert np.array_equal(session.player.history.parameters, records)
    assert len(kept(session)) == 1
    session.player.step(5)
    assert session.player.cursor == 35
    session.edits.undo()
    assert session.problem.start == Line(5.0, 5.0)


def test_loading_is_one_step_that_gives_the_run_shown_before_back(session: Session) -> None:
    session.player.step(30)
    session.runs.keep()
    session.player.step(5)
    session.load_run(kept(session)[0].number)
    assert session.player.history is not None
    assert session.player.history.last_epoch == 30
    assert session.edits.stack.count() == 1
    session.edits.undo()
    assert session.player.history.last_epoch == 35
    session.edits.redo()
    assert session.player.history.last_epoch == 30


def test_a_load_that_fails_leaves_no_step_open(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.player.step(30)
    session.runs.keep()
    session.set_learning_rate(0.01)

    def fail(*_arguments: object) -> None:
        raise ArithmeticError("planted")

    with monkeypatch.context() as patched:
        patched.setattr(session, "set_settings", fail)
        with pytest.raises(ArithmeticError, match="planted"):
            session.load_run(kept(session)[0].number)
    session.problem.add_point(1.0, 2.0)
    assert session.edits.stack.undoText() == "add point"


def test_a_kept_run_is_not_shown_as_a_branch_and_can_be_removed(session: Session) -> None:
    session.player.step(30)
    session.runs.keep()
    number = kept(session)[0].number
    session.runs.show(number)
    assert session.runs.shown_number == 0
    session.load_run(0)
    session.runs.remove(0)
    assert len(session.runs.branches) == 2
    session.runs.remove(number)
    assert len(session.runs.branches) == 1


def test_a_kept_run_moves_to_the_surface_shown(session: Session) -> None:
    session.problem.set_start(Line(2.0, 30.0))
    session.player.step(10)
    session.runs.keep()
    session.set_settings(
        replace(session.runs.settings, scaling=Scaling.STANDARDISE, learning_rate=0.1)
    )
    (run,) = kept(session)
    assert run.history.parameters[0] == pytest.approx(np.array(session.problem.start_parameters))
    assert run.segments[0].config.learning_rate == 0.03


def test_race_takes_all_runs_along_to_the_longest(session: Session, qtbot: Any) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=1000.0))
    session.player.step(60)
    session.runs.keep()
    session.restart()
    session.set_learning_rate(0.01)
    session.player.step(20)
    seen: list[Any] = []
    session.player.race_moved.connect(seen.append)
    session.player.race()
    assert session.player.state.is_running
    qtbot.waitUntil(lambda: not session.player.state.is_running)
    assert seen[0] == 0
    assert seen[-2:] == [60, None]
    assert session.player.cursor == 20
    assert session.player.history is not None
    assert session.player.history.last_epoch == 20


def test_a_race_can_be_paused_and_needs_runs(session: Session, qtbot: Any) -> None:
    session.player.race()
    assert not session.player.state.is_running
    said: list[Any] = []
    session.notice_posted.connect(said.append)
    session.player.step(300)
    session.player.race()
    assert not session.player.state.is_running
    assert said[-1].text.startswith("A race needs two runs")
    is_still_true = said[-1].is_still_true
    assert is_still_true()
    session.run_edits.keep()
    assert not is_still_true()
    session.player.race()
    qtbot.waitUntil(lambda: (session.player.race_epoch or 0) > 2)
    session.player.pause()
    assert session.player.race_epoch is None
    session.problem.clear_points()
    session.player.race()
    assert session.player.race_epoch is None


def test_names_say_what_sets_a_run_apart(session: Session) -> None:
    session.set_settings(
        replace(
            session.runs.settings, optimizer=Optimizer.ADAM, batch_size=2, l2=0.5, learning_rate=0.5
        )
    )
    session.player.step(3)
    session.runs.keep()
    assert kept(session)[0].name == "rate 0.5 · Adam · batches of 2 · L2 0.5"
