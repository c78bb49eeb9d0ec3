"""Rate and epochs follow the data of one's own until somebody sets them."""

from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.automatic import BOTH, NEITHER, Automatic
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.settings import DescentConfig, Optimizer, Scaling, StopReason
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session

TEN = np.arange(1.0, 11.0)
DIAGONAL = Dataset.from_xy(TEN, 11.0 - TEN, name="Diagonal")


@pytest.fixture
def own(session: Session) -> Session:
    session.problem.clear_points()
    return session


def numbers(session: Session) -> tuple[float, int]:
    return session.runs.settings.learning_rate, session.runs.settings.max_epochs


def test_an_example_brings_numbers_of_its_own(session: Session) -> None:
    assert session.problem.automatic == NEITHER
    session.problem.move_point(4, 20.0, 90.0)
    assert numbers(session) == (0.03, 300)
    session.opening.open_dataset(DIAGONAL)
    session.opening.open_example("noisy-line")
    assert session.problem.automatic == NEITHER
    assert numbers(session) == (0.001, 2_000)


def test_the_first_own_run_arrives(own: Session) -> None:
    assert own.problem.automatic == BOTH
    assert numbers(own) == (0.01, 300)
    for x in TEN:
        own.problem.add_point(x, 11.0 - x)
    assert numbers(own) == (0.012, 550)
    own.player.step()
    while own.player.state.stop_reason is None:
        own.player.step()
    assert own.player.state.stop_reason is StopReason.MAX_EPOCHS
    loss, history = own.problem.loss, own.player.history
    assert loss is not None
    assert history is not None
    left = loss.excess_values(history.parameters)
    assert int(np.argmax(left <= 0.01 * left[0])) == 416


def test_tables_begin_it(session: Session) -> None:
    for put in (
        session.opening.open_dataset,
        session.opening.paste_dataset,
        session.open_generated,
    ):
        session.opening.open_example("hours-and-money")
        put(DIAGONAL)
        assert session.problem.automatic == BOTH
        assert numbers(session) == (0.012, 550)


def test_undo_brings_back_the_numbers_with_the_data(session: Session) -> None:
    session.problem.clear_points()
    for x in TEN[:3]:
        session.problem.add_point(x, x)
    after = numbers(session)
    for _ in range(3):
        session.edits.undo()
    assert numbers(session) == (0.01, 300)
    session.edits.undo()
    assert session.problem.automatic == NEITHER
    assert numbers(session) == (0.03, 300)
    for _ in range(4):
        session.edits.redo()
    assert numbers(session) == after
    assert session.problem.automatic == BOTH


def test_a_drag_is_one_step_with_the_rates_that_followed(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    n_steps = own.edits.stack.count()
    own.edits.begin_drag()
    rates = []
    for x in (12.0, 16.0, 20.0):
        own.problem.move_point(9, x, 1.0)
        rates.append(own.runs.settings.learning_rate)
    own.edits.end_drag()
    assert rates == [0.011, 0.0091, 0.0072]
    assert own.edits.stack.count() == n_steps + 1
    own.edits.undo()
    assert numbers(own) == (0.012, 550)


def test_a_value_set_ends_it_and_undo_brings_it_back(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    own.set_learning_rate(0.012)  # the very value is a value set, too
    assert own.problem.automatic == Automatic(max_epochs=True)
    own.problem.move_point(9, 20.0, 1.0)
    assert own.runs.settings.learning_rate == 0.012
    own.edits.undo()
    own.edits.undo()
    assert own.problem.automatic == BOTH
    own.edits.redo()
    assert own.problem.automatic == Automatic(max_epochs=True)
    own.set_max_epochs(40)
    assert own.problem.automatic == NEITHER
    own.let_follow_data(learning_rate=True)
    own.let_follow_data(max_epochs=True)
    assert own.problem.automatic == BOTH
    assert numbers(own) == (0.012, 550)


def test_it_follows_the_optimizer_and_the_scaling(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    own.set_settings(replace(own.runs.settings, optimizer=Optimizer.MOMENTUM))
    assert own.runs.settings.learning_rate == 0.024
    own.edits.undo()
    assert own.runs.settings.learning_rate == 0.012
    own.set_settings(replace(own.runs.settings, scaling=Scaling.STANDARDISE))
    assert numbers(own) == (0.5, 300)
    own.set_settings(replace(own.runs.settings, scaling=Scaling.NONE, optimizer=Optimizer.ADAM))
    assert own.runs.settings.learning_rate == 10.0 / 50
    own.problem.set_start(Line(-1.0, 11.0))
    assert own.runs.settings.learning_rate == 0.01


def test_a_run_that_took_all_epochs_takes_all_of_the_new_ones(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    for x in (10.2, 10.0):
        own.player.branches.active.advance(2_000)  # type: ignore[union-attr]
        own.problem.move_point(9, x, 1.0)
        state = own.player.state
        assert state.stop_reason is StopReason.MAX_EPOCHS
        assert state.epoch == own.runs.settings.max_epochs


def test_a_run_loaded_brings_its_rate(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    own.player.step()
    own.runs.keep()
    own.player.step()
    own.load_run(1)
    assert own.problem.automatic == NEITHER
    own.edits.undo()
    assert own.problem.automatic == BOTH


def test_a_state_put_in_whole_is_not_automatic(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    state = own.state()
    assert state.automatic == BOTH
    own.open_state(replace(state, automatic=NEITHER, settings=DescentConfig(0.02, 10)))
    assert own.problem.automatic == NEITHER


def test_a_branch_shown_keeps_numbers_that_do_not_suit_the_data(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    for _ in range(4):
        own.player.step()
    own.player.seek(2)
    own.runs.fork()
    own.set_learning_rate(0.001)
    own.let_follow_data(learning_rate=True)
    own.problem.move_point(9, 20.0, 1.0)
    assert own.runs.settings.learning_rate == 0.0072
    own.runs.show(0)
    assert own.runs.settings.learning_rate == 0.012
    assert not own.problem.automatic.learning_rate


def test_a_rate_that_diverges_has_the_usual_epochs(own: Session) -> None:
    own.opening.open_dataset(DIAGONAL)
    own.set_learning_rate(0.1)
    assert numbers(own) == (0.1, 300)
    own.set_learning_rate(0.001)
    assert numbers(own) == (0.001, 6_500)
    own.set_learning_rate(1e-6)
    assert numbers(own) == (1e-6, 20_000)
