"""What a button offers is what then happens: each cure is taken and run."""

from typing import Any

import numpy as np
import pytest

from linreg_gui.core.automatic import Automatic
from linreg_gui.core.cures import Remedy, cures
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import StopReason
from linreg_gui.lessons.hide_and_lock import Lockable, Permissions
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice

HOURS = Dataset.from_xy([1, 2, 4, 6, 9, 10], [12, 9, 8, 4, 2, 1])
HEIGHTS = Dataset.from_xy([160, 170, 175, 183, 190], [55, 68, 70, 84, 88], name="Heights")


def offered(session: Session) -> Any:
    assert session.problem.objective is not None
    return cures(session.problem.objective, session.runs.settings, session.problem.start_parameters)


def first_arrival(session: Session) -> int:
    """Run to the end, and return the first record that has 1 % of the excess loss."""
    session.player.seek(0)
    while session.player.state.stop_reason is None:
        session.player.step(1_000)
    assert session.player.state.stop_reason is not StopReason.DIVERGED
    loss, history = session.problem.loss, session.player.history
    assert loss is not None
    assert history is not None
    left = loss.excess_values(history.parameters)
    return int(np.argmax(left <= 0.01 * left[0]))


@pytest.mark.parametrize(
    ("rate", "epochs"), [(0.05, 300), (1e-5, 50), (0.01, 300), (0.004, 100), (0.05, 100)]
)
def test_the_cure_of_a_known_example(session: Session, rate: float, epochs: int) -> None:
    session.set_learning_rate(rate)
    session.set_max_epochs(epochs)
    session.player.step(40)
    (cure, *_) = offered(session)
    session.use_cure(cure)
    assert offered(session) == ()
    assert first_arrival(session) == cure.epochs


def test_scaling_is_offered_to_a_first_own_run_that_no_rate_helps(session: Session) -> None:
    session.opening.open_dataset(HEIGHTS)
    (cure, *_) = offered(session)
    assert cure.remedy is Remedy.SCALING
    session.use_cure(cure)
    assert session.runs.settings.learning_rate == 0.5
    assert session.problem.automatic == Automatic(learning_rate=True, max_epochs=True)
    assert first_arrival(session) == cure.epochs == 1
    session.edits.undo()
    assert not session.runs.settings.is_standardised


def test_a_run_under_way_begins_anew(session: Session, qtbot: Any) -> None:
    session.set_learning_rate(0.04)
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 2)
    (cure, *_) = offered(session)
    session.use_cure(cure)
    assert session.player.is_under_way
    assert len(session.runs.branches) == 1
    session.player.pause()
    assert first_arrival(session) == 191


def test_more_epochs_go_on_where_the_run_stands(session: Session, qtbot: Any) -> None:
    session.set_learning_rate(0.01)
    session.set_max_epochs(200)
    session.player.step(200)
    (cure, *_) = offered(session)
    assert cure.remedy is Remedy.EPOCHS
    session.use_cure(cure)
    assert session.player.cursor == 200
    assert first_arrival(session) == 326


@pytest.mark.parametrize("place", [0, 1])
def test_a_notice_runs_what_it_offers(session: Session, qtbot: Any, place: int) -> None:
    notices: list[Notice | None] = []
    session.notice_posted.connect(notices.append)
    session.set_learning_rate(0.05)
    session.player.step(300)
    notice = next(each for each in reversed(notices) if each is not None)
    assert [choice.text for choice in notice.choices] == [
        "Use 0.017: 191 epochs",
        "Standardise x: 1 epoch",
    ]
    notice.choices[place].act()
    assert session.player.is_under_way
    session.player.pause()
    assert first_arrival(session) == (191, 1)[place]


def test_a_branch_is_promised_no_epochs(session: Session) -> None:
    notices: list[Notice | None] = []
    session.notice_posted.connect(notices.append)
    session.player.step(50)
    session.player.seek(20)
    session.runs.fork()
    session.set_learning_rate(0.08)
    session.player.step(300)
    notice = next(each for each in reversed(notices) if each is not None)
    assert [choice.text for choice in notice.choices] == ["Use 0.017", "Standardise x"]


def test_epochs_that_follow_the_data_go_on_doing_so(session: Session) -> None:
    session.opening.open_dataset(HOURS)
    session.set_learning_rate(5.0)
    assert session.runs.settings.max_epochs == 300
    (cure, *_) = offered(session)
    session.use_cure(cure)
    assert session.problem.automatic == Automatic(max_epochs=True)
    assert session.runs.settings.max_epochs >= first_arrival(session) == cure.epochs


def test_help_that_a_lesson_refuses_moves_and_runs_nothing(session: Session) -> None:
    session.set_learning_rate(0.004)
    session.player.step(40)
    (cure, *_) = offered(session)
    session.gate.set_permissions(Permissions(locked=frozenset({Lockable.LEARNING_RATE})))
    session.use_cure(cure, runs=True)
    assert session.runs.settings.learning_rate == 0.004
    assert session.player.cursor == 40
    assert not session.player.state.is_running
