"""The batches of an epoch one by one, and what an optimizer carries along."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import Optimizer, StopReason
from linreg_gui.session.session import Session


def use(session: Session, **changes: Any) -> None:
    session.set_settings(replace(session.runs.settings, tolerance=0.0, **changes))


def test_full_batches_have_no_inner_steps(session: Session) -> None:
    session.player.step(3)
    assert session.step.inner_step is None
    session.step.move_inner_step(1)
    session.problem.clear_points()
    assert session.step.inner_step is None
    assert session.step.velocity is None


def test_batches_of_an_epoch_lead_from_one_record_to_the_next(session: Session) -> None:
    use(session, batch_size=2, learning_rate=0.005)
    session.player.step(4)
    session.player.seek(3)
    seen: list[int] = []
    heard: list[int] = []
    session.step.inner_step_changed.connect(lambda: heard.append(1))
    for index in range(3):
        inner = session.step.inner_step
        assert inner is not None
        assert (inner.index, inner.n_steps) == (index, 3)
        seen += inner.points.tolist()
        before, after = inner.way[index : index + 2]
        assert after == pytest.approx(before - 0.005 * inner.loss.gradient(before), rel=1e-12)
        session.step.move_inner_step(1)
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert len(heard) == 2
    assert session.player.history is not None
    inner = session.step.inner_step
    assert inner is not None
    assert np.array_equal(inner.way[0], session.player.history.parameters[3])
    assert np.array_equal(inner.way[-1], session.player.history.parameters[4])
    session.player.step()
    assert session.step.inner_step is not None
    assert session.step.inner_step.index == 0


def test_velocity_is_what_the_step_is_made_of(session: Session) -> None:
    use(session, optimizer=Optimizer.MOMENTUM, learning_rate=0.01)
    session.player.step(6)
    session.player.seek(5)
    velocity = session.step.velocity
    assert velocity is not None
    assert session.player.history is not None
    previous, here = session.player.history.parameters[4:6]
    assert here == pytest.approx(previous - 0.01 * velocity, rel=1e-12)
    session.player.seek(0)
    assert session.step.velocity == pytest.approx([0.0, 0.0])
    use(session, optimizer=Optimizer.ADAGRAD)
    assert session.step.velocity is None


def test_a_diverged_run_is_diverged_still_after_an_edit_and_its_undoing(session: Session) -> None:
    session.set_learning_rate(0.05)
    session.player.step(300)
    assert session.player.state.stop_reason is StopReason.DIVERGED
    session.problem.add_point(4.0, 70.0)
    session.edits.undo()
    assert session.player.state.stop_reason is StopReason.DIVERGED
