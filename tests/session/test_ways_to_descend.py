"""The other ways to descend, run by a session: resumed, branched and replayed bit for bit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import Decay, DescentConfig, Optimizer, Scaling
from linreg_gui.session.curve import Line
from linreg_gui.session.session import Session

WAYS: dict[str, dict[str, Any]] = {
    "momentum": {"optimizer": Optimizer.MOMENTUM, "learning_rate": 0.01},
    "nesterov": {"optimizer": Optimizer.NESTEROV, "learning_rate": 0.01},
    "adagrad": {"optimizer": Optimizer.ADAGRAD, "learning_rate": 1.0},
    "rmsprop": {"optimizer": Optimizer.RMSPROP, "learning_rate": 0.1},
    "adam": {"optimizer": Optimizer.ADAM, "learning_rate": 0.5},
    "batches": {"batch_size": 2, "learning_rate": 0.005, "seed": 3},
    "decay": {"decay": Decay.INVERSE_TIME, "decay_epochs": 50},
    "batches with momentum": {
        "optimizer": Optimizer.MOMENTUM, "batch_size": 1, "learning_rate": 0.001,
    },
}  # fmt: skip


def use(session: Session, **changes: Any) -> None:
    session.set_settings(replace(session.runs.settings, tolerance=0.0, **changes))


def records(session: Session) -> Any:
    assert session.player.history is not None
    return session.player.history.parameters.copy()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_the_same_however_it_is_interrupted(
    session: Session, qtbot: Any, way: str
) -> None:
    use(session, **WAYS[way], max_epochs=300)
    session.player.step(300)
    whole = records(session)
    session.restart()
    for n_epochs in (1, 70, 2):
        session.player.step(n_epochs)
    session.set_view_options(replace(session.view_options, epochs_per_second=None))
    session.player.run()
    qtbot.waitUntil(lambda: not session.player.state.is_running, timeout=20_000)
    assert np.array_equal(records(session), whole)


@pytest.mark.parametrize("way", WAYS)
def test_a_branch_without_a_change_repeats_the_future(session: Session, way: str) -> None:
    use(session, **WAYS[way], max_epochs=300)
    session.player.step(200)
    future = records(session)
    session.player.seek(77)
    session.runs.fork()
    session.player.step(123)
    assert np.array_equal(records(session), future)


@pytest.mark.parametrize("way", WAYS)
def test_data_moved_there_and_back_leaves_everything_as_it_was(session: Session, way: str) -> None:
    use(session, **WAYS[way], max_epochs=300)
    session.player.step(60)
    session.player.seek(40)
    session.runs.fork()
    session.set_learning_rate(session.runs.settings.learning_rate / 2)
    session.player.step(20)
    before = records(session)
    session.edits.begin_drag()
    session.problem.move_point(0, 2.5, 60.0)
    assert not np.array_equal(records(session), before)
    session.problem.move_point(0, 2.0, 65.0)
    session.edits.end_drag()
    assert np.array_equal(records(session), before)


def test_the_velocity_outlives_a_new_rate(session: Session) -> None:
    use(session, optimizer=Optimizer.MOMENTUM, learning_rate=0.01)
    session.player.step(30)
    session.runs.fork()
    session.set_learning_rate(1e-9)
    session.player.step(1)
    with_velocity = np.diff(records(session)[-2:], axis=0)[0] / 1e-9
    assert session.problem.loss is not None
    gradient = session.problem.loss.gradient(records(session)[-2])
    assert np.linalg.norm(with_velocity + gradient) > 0.1 * np.linalg.norm(gradient)


def test_the_next_line_of_a_step_of_many_batches(session: Session) -> None:
    rng = np.random.default_rng(0)
    from linreg_gui.core.dataset import Dataset

    x = rng.normal(size=20_000)
    session.opening.open_dataset(Dataset.from_xy(x, 3 * x + rng.normal(size=20_000)))
    use(session, batch_size=1, learning_rate=1e-4)
    following = dict(session.player.branches)[session.runs.shown_number].next_record(0)
    session.player.step()
    assert following is not None
    assert tuple(following[0]) == session.player.shown_parameters


def test_standardised_features_move_the_surface_and_not_the_line(session: Session) -> None:
    session.opening.open_example("house-prices")
    session.problem.set_start(Line(100.0, 5000.0))
    use(session, scaling=Scaling.STANDARDISE, learning_rate=0.5)
    assert session.problem.start == Line(100.0, 5000.0)
    assert session.shown_curve == pytest.approx((100.0, 5000.0))
    assert session.player.shown_parameters != session.shown_curve
    session.player.step(1)
    assert session.shown_curve == pytest.approx((250.0, 0.0), abs=1e-6)
    session.edits.undo()
    assert session.player.shown_parameters == session.shown_curve


def test_all_branches_lie_on_the_surface_shown(session: Session) -> None:
    session.player.step(20)
    session.runs.fork()
    session.set_learning_rate(0.01)
    session.player.step(5)
    use(session, l2=0.5)
    assert session.problem.loss is not None
    for branch in session.runs.branches:
        assert branch.segments[0].config.l2 == 0.5
        assert branch.history.losses == pytest.approx(
            session.problem.loss.values(branch.history.parameters)
        )


def test_a_penalty_pulls_the_slope_to_zero(session: Session) -> None:
    plain = session.problem.dataset.loss.minimum_parameters
    use(session, l2=2.0)
    assert session.problem.loss is not None
    assert abs(session.problem.loss.minimum_parameters[0]) < abs(plain[0])
    assert session.problem.dataset.loss.minimum_parameters == pytest.approx(plain)


def test_pasted_points_get_a_rate_for_the_surface_they_are_seen_on(session: Session) -> None:
    from linreg_gui.core.generators import noisy_line

    use(session, scaling=Scaling.STANDARDISE)
    session.opening.paste_dataset(noisy_line(30, 2.0, 1.0, 1.0, np.random.default_rng(1)))
    assert session.runs.settings.is_standardised
    assert session.runs.settings.learning_rate == 0.5


def test_another_document_does_not_inherit_settings(session: Session) -> None:
    from linreg_gui.core.generators import noisy_line

    changed = replace(
        session.runs.settings, scaling=Scaling.STANDARDISE, l2=2.0, optimizer=Optimizer.ADAM,
        learning_rate=0.5, patience=7, seed=11, batch_size=2,
    )  # fmt: skip
    data = noisy_line(30, 2.0, 1.0, 1.0, np.random.default_rng(1))
    for open_data in (session.opening.open_dataset, session.open_generated):
        session.set_settings(changed)
        open_data(data)
        settings = session.runs.settings
        usual = DescentConfig(settings.learning_rate, settings.max_epochs, seed=11)
        assert settings == usual
        assert session.problem.automatic.learning_rate
        session.edits.undo()
        assert session.runs.settings == changed


def test_an_example_comes_with_the_settings_its_rate_is_meant_for(session: Session) -> None:
    changed = replace(
        session.runs.settings, scaling=Scaling.STANDARDISE, l2=2.0, optimizer=Optimizer.ADAM,
        learning_rate=0.5, patience=7, seed=11, batch_size=2,
    )  # fmt: skip
    session.set_settings(changed)
    session.opening.open_example("house-prices")
    assert session.runs.settings == DescentConfig(2e-7, 300, seed=11)
    session.player.step(300)
    assert session.player.history is not None
    assert session.player.history.losses[-1] < 1e-3 * session.player.history.losses[0]
    session.edits.undo()
    assert session.runs.settings == changed
    assert session.problem.dataset.name == "Hours and money"
