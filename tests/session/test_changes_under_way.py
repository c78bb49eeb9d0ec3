"""Settings changed during a run: one branch, one message, one step of undo."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import IMPROVEMENT, Decay, DescentConfig, Optimizer
from linreg_gui.session import change_under_way, wording
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice


@pytest.fixture
def running(session: Session, qtbot: Any) -> Session:
    """Give a session with a run under way, some epochs after its start."""
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100_000)
    session.player.run()
    wait_for_epochs(session, qtbot)
    return session


@pytest.fixture
def said(running: Session) -> list[Notice]:
    notices: list[Notice] = []
    running.notice_posted.connect(notices.append)
    return notices


def wait_for_epochs(session: Session, qtbot: Any, n_epochs: int = 4) -> None:
    reached = session.player.cursor + n_epochs
    qtbot.waitUntil(lambda: session.player.cursor >= reached)


def letters(session: Session) -> str:
    return "".join(run.letter for run in session.runs.branches)


def records(session: Session) -> Any:
    assert session.player.history is not None
    return session.player.history.parameters.copy()


def rate(session: Session) -> float:
    return session.runs.settings.learning_rate


def test_one_message_says_what_began_and_what_stayed(
    running: Session, said: list[Notice], qtbot: Any
) -> None:
    forked_at = running.player.cursor
    running.set_learning_rate(0.01)
    (notice,) = said
    assert notice.text == (
        f"Branch B from epoch {forked_at}: you changed the learning rate to 0.01. "
        "A stays as it was."
    )
    assert [choice.text for choice in notice.choices] == ["Undo", "Back to A"]
    assert notice.is_still_true is not None
    wait_for_epochs(running, qtbot)
    assert notice.is_still_true()
    notice.choices[1].act()
    assert running.runs.shown_number == 0
    assert rate(running) == 0.03
    assert letters(running) == "AB"
    assert not notice.is_still_true()


def test_key_b_says_nothing(running: Session, said: list[Notice]) -> None:
    running.runs.fork()
    assert letters(running) == "AB"
    assert not said


def test_undo_takes_rate_and_branch_back_and_shows_the_epoch_shown(
    running: Session, said: list[Notice], qtbot: Any
) -> None:
    before = running.edits.stack.count()
    running.set_learning_rate(0.01)
    assert running.edits.stack.count() == before + 1
    wait_for_epochs(running, qtbot)
    running.player.pause()
    epoch, branch = running.player.cursor, records(running)
    said[0].choices[0].act()
    assert letters(running) == "A"
    assert rate(running) == 0.03
    assert running.player.cursor == epoch
    assert not np.array_equal(records(running)[epoch], branch[epoch])
    running.edits.redo()
    assert letters(running) == "AB"
    assert rate(running) == 0.01
    assert running.player.cursor == epoch
    assert np.array_equal(records(running), branch)


def test_a_run_goes_on_when_its_change_is_undone(running: Session, qtbot: Any) -> None:
    running.set_learning_rate(0.01)
    wait_for_epochs(running, qtbot)
    running.edits.undo()
    assert letters(running) == "A"
    assert running.player.is_under_way
    wait_for_epochs(running, qtbot)
    running.edits.redo()
    assert letters(running) == "AB"
    wait_for_epochs(running, qtbot)
    running.player.pause()


def test_a_pull_makes_one_branch_from_where_it_began(
    running: Session, said: list[Notice], qtbot: Any
) -> None:
    before = running.edits.stack.count()
    running.edits.begin_drag()
    forked_at = running.player.cursor
    for value in (0.02, 0.01, 0.005):
        running.set_learning_rate(value)
        wait_for_epochs(running, qtbot)
    running.edits.end_drag()
    running.player.pause()
    first, second = running.runs.branches
    assert second.fork_epoch == forked_at == first.history.last_epoch
    assert [part.first_epoch for part in second.segments] == [0, forked_at]
    assert second.segments[-1].config.learning_rate == 0.005
    assert running.edits.stack.count() == before + 1
    assert "to 0.005." in said[-1].text
    assert [notice.is_still_true() for notice in said if notice.is_still_true] == [
        *(False for _ in said[:-1]),
        True,
    ]
    running.edits.undo()
    assert letters(running) == "A"
    assert rate(running) == 0.03


def test_a_pull_that_ends_where_it_began_leaves_no_branch(running: Session, qtbot: Any) -> None:
    before = running.edits.stack.count()
    running.edits.begin_drag()
    for value in (0.02, 0.03, 0.01, 0.03):
        running.set_learning_rate(value)
        assert letters(running) == ("A" if value == 0.03 else "AB")
        wait_for_epochs(running, qtbot)
    running.edits.end_drag()
    running.player.pause()
    assert letters(running) == "A"
    assert running.edits.stack.count() == before


def test_a_change_before_the_branch_has_epochs_of_its_own_makes_no_other(
    running: Session, said: list[Notice], qtbot: Any
) -> None:
    running.set_learning_rate(0.02)
    running.set_learning_rate(0.01)
    assert letters(running) == "AB"
    assert "to 0.01." in said[-1].text
    running.edits.undo()
    assert (letters(running), rate(running)) == ("AB", 0.02)
    running.edits.undo()
    assert (letters(running), rate(running)) == ("A", 0.03)
    running.edits.redo()
    running.edits.redo()
    assert (letters(running), rate(running)) == ("AB", 0.01)
    running.set_learning_rate(0.03)
    assert (letters(running), rate(running)) == ("A", 0.03)
    running.edits.undo()
    assert (letters(running), rate(running)) == ("AB", 0.01)
    running.player.pause()


def test_presses_of_a_key_that_follow_one_another_are_one_gesture(
    running: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_under_way, "GESTURE_SECONDS", math.inf)
    for value in (0.02, 0.015, 0.01):
        running.set_learning_rate(value)
        wait_for_epochs(running, qtbot)
    assert (letters(running), rate(running)) == ("AB", 0.01)
    assert [part.config.learning_rate for part in running.runs.branches[1].segments] == [0.03, 0.01]
    monkeypatch.setattr(change_under_way, "GESTURE_SECONDS", 0.0)
    running.set_learning_rate(0.005)
    assert (letters(running), rate(running)) == ("ABC", 0.005)
    running.player.pause()


def test_a_pull_goes_on_after_the_run_has_ended(running: Session) -> None:
    running.edits.begin_drag()
    running.set_learning_rate(0.02)
    running.player.pause()
    running.set_learning_rate(0.01)
    running.edits.end_drag()
    assert (letters(running), rate(running)) == ("AB", 0.01)
    running.edits.undo()
    assert (letters(running), rate(running)) == ("A", 0.03)


def test_a_pull_that_began_at_rest_branches_where_the_run_does(
    session: Session, qtbot: Any
) -> None:
    session.player.step(20)
    session.edits.begin_drag()
    session.set_learning_rate(0.02)
    session.player.run()
    wait_for_epochs(session, qtbot)
    session.set_learning_rate(0.01)
    session.set_learning_rate(0.015)
    session.edits.end_drag()
    session.player.pause()
    assert letters(session) == "AB"
    session.edits.undo()
    assert (letters(session), rate(session)) == ("A", 0.03)
    session.edits.redo()
    assert (letters(session), rate(session)) == ("AB", 0.015)
    assert session.edits.stack.count() == 1


def test_redo_brings_the_branch_back_on_data_changed_and_changed_back(
    running: Session, qtbot: Any
) -> None:
    running.player.pause()
    running.problem.move_point(0, 2.5, 65.0)
    running.player.run()
    wait_for_epochs(running, qtbot)
    running.set_learning_rate(0.01)
    wait_for_epochs(running, qtbot)
    running.player.pause()
    branch = records(running)
    for _ in range(2):
        running.edits.undo()
    for _ in range(2):
        running.edits.redo()
    assert letters(running) == "AB"
    assert np.array_equal(records(running), branch)


def test_back_to_the_usual_during_a_run_says_what_began(session: Session, qtbot: Any) -> None:
    session.set_settings(replace(session.runs.settings, optimizer=Optimizer.MOMENTUM))
    session.set_max_epochs(100_000)
    notices: list[Notice] = []
    session.notice_posted.connect(notices.append)
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.player.run()
    wait_for_epochs(session, qtbot)
    session.use_usual_settings()
    (notice,) = notices
    assert notice.text.startswith("Branch B from epoch")
    assert notice.is_still_true is not None
    assert notice.is_still_true()
    notice.choices[0].act()
    assert not notice.is_still_true()
    assert letters(session) == "A"
    assert session.runs.settings.optimizer is Optimizer.MOMENTUM


def test_undo_after_a_restart_brings_the_branch_back_and_then_takes_the_rate_back(
    running: Session, qtbot: Any
) -> None:
    running.set_learning_rate(0.01)
    wait_for_epochs(running, qtbot)
    running.restart()
    assert (letters(running), rate(running)) == ("A", 0.01)
    running.edits.undo()
    assert (letters(running), rate(running)) == ("AB", 0.01)
    running.edits.undo()
    assert (letters(running), rate(running)) == ("A", 0.03)
    running.edits.redo()
    assert (letters(running), rate(running)) == ("AB", 0.01)
    running.edits.redo()
    assert (letters(running), rate(running)) == ("A", 0.01)


def test_a_letter_taken_meanwhile_stays_with_its_branch(running: Session, qtbot: Any) -> None:
    running.set_learning_rate(0.01)
    wait_for_epochs(running, qtbot)
    running.player.pause()
    running.edits.undo()
    running.player.seek(3)
    running.runs.fork()
    running.edits.redo()
    assert letters(running) == "ABC"
    assert rate(running) == 0.01
    running.edits.undo()
    assert letters(running) == "AB"
    assert rate(running) == 0.03


def test_without_room_a_change_holds_for_the_run_shown(
    running: Session, said: list[Notice], qtbot: Any
) -> None:
    running.player.pause()
    for _ in range(MOST_BRANCHES - 1):
        running.runs.fork()
    running.player.run()
    wait_for_epochs(running, qtbot)
    running.set_learning_rate(0.01)
    assert letters(running) == "ABCDEF"
    assert rate(running) == 0.01
    assert not [notice for notice in said if "Branch" in notice.text]
    running.edits.undo()
    assert letters(running) == "ABCDEF"
    assert rate(running) == 0.03
    running.player.pause()


def test_without_room_undo_and_redo_act_at_the_epoch_of_the_change(
    running: Session, qtbot: Any
) -> None:
    running.player.pause()
    for _ in range(MOST_BRANCHES - 1):
        running.runs.fork()
    running.player.run()
    wait_for_epochs(running, qtbot)
    before = running.runs.branches[-1].segments
    running.set_learning_rate(0.01)
    wait_for_epochs(running, qtbot)
    running.set_max_epochs(90_000)
    changed = running.runs.branches[-1].segments
    assert [part.config.learning_rate for part in changed] == [0.03, 0.01]
    wait_for_epochs(running, qtbot)
    for _ in range(2):
        running.edits.undo()
    wait_for_epochs(running, qtbot)
    running.player.pause()
    assert running.runs.branches[-1].segments == before
    for _ in range(2):
        running.edits.redo()
    assert running.runs.branches[-1].segments == changed
    assert rate(running) == 0.01
    running.set_max_epochs(20)
    assert [part.first_epoch for part in running.runs.branches[-1].segments] == [
        part.first_epoch for part in changed
    ]
    running.edits.undo()
    assert running.runs.branches[-1].segments == changed


def test_a_change_at_rest_undone_during_the_run_was_never_made(
    session: Session, qtbot: Any
) -> None:
    session.set_view_options(replace(session.view_options, epochs_per_second=200.0))
    session.set_max_epochs(100_000)
    session.set_learning_rate(0.01)
    session.player.run()
    wait_for_epochs(session, qtbot)
    session.edits.undo()
    wait_for_epochs(session, qtbot)
    assert [part.config.learning_rate for part in session.runs.branches[0].segments] == [0.03]
    session.edits.redo()
    session.player.pause()
    assert [part.config.learning_rate for part in session.runs.branches[0].segments] == [0.01]


def test_the_message_offers_undo_only_while_it_undoes_the_change(
    running: Session, said: list[Notice], qtbot: Any
) -> None:
    running.set_learning_rate(0.01)
    still = said[-1].is_still_true
    assert still is not None
    assert still()
    running.problem.set_start(Line(1.0, 1.0))
    assert not still()
    running.edits.undo()
    assert still()
    running.edits.undo()
    assert not still()
    running.player.pause()


@pytest.mark.parametrize(
    ("changes", "said_of_it"),
    [
        ({"learning_rate": 2e-7}, "the learning rate to 2e\N{MINUS SIGN}7"),
        ({"optimizer": Optimizer.ADAM}, "the optimizer to Adam"),
        ({"batch_size": 1000}, "the batch size to 1,000"),
        ({"decay": Decay.STEP}, "the decay to in steps"),
        ({"improvement": 0.25}, f"the {IMPROVEMENT.noun} to 25 %"),
        ({"seed": 7}, "the seed to 7"),
        ({"learning_rate": 0.02, "max_epochs": 9}, "the learning rate to 0.02"),
        ({"learning_rate": 0.02, "momentum": 0.5}, "the settings"),
    ],
)
def test_the_change_is_told_in_its_words(changes: dict[str, Any], said_of_it: str) -> None:
    before = DescentConfig()
    text = wording.branch_sentence(("A", "B"), 1234, (before, replace(before, **changes)))
    assert text == (f"Branch B from epoch 1,234: you changed {said_of_it}. A stays as it was.")


def test_all_points_are_no_number() -> None:
    before = DescentConfig(batch_size=2)
    text = wording.branch_sentence(("B", "C"), 5, (before, replace(before, batch_size=None)))
    assert "you changed the batch size to all points. B stays" in text
