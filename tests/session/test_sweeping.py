"""Sweeps kept by a session: at once, or in the background, and only of what is present."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.settings import Optimizer
from linreg_gui.core.stability import stability_limit
from linreg_gui.session import sweeping as module
from linreg_gui.session.session import Session
from linreg_gui.session.sweeping import Sweeping
from linreg_gui.session.tasks import shut_down


@pytest.fixture
def sweeping(session: Session) -> Iterator[Sweeping]:
    made = Sweeping(session, session)
    yield made
    assert shut_down(session)


def use(session: Session, **changes: Any) -> None:
    session.set_settings(replace(session.runs.settings, **changes))


def test_plain_descent_is_swept_at_once(session: Session, sweeping: Sweeping) -> None:
    sweeping.refresh()
    result = sweeping.result
    assert not sweeping.is_busy
    assert result is not None
    assert len(result.points) == 200
    assert result.n_epochs == 300
    assert result.limit == pytest.approx(0.0351622, rel=1e-5)
    assert result.measured == pytest.approx(result.limit, rel=0.01)


def test_another_rate_sweeps_nothing_anew(session: Session, sweeping: Sweeping) -> None:
    sweeping.refresh()
    before = sweeping.result
    session.set_learning_rate(0.001)
    use(session, patience=4, tolerance=0.0)
    sweeping.refresh()
    assert sweeping.result is before
    session.set_max_epochs(50)
    sweeping.refresh()
    assert sweeping.result is not before


def test_a_drag_sweeps_live_but_measures_at_its_end(session: Session, sweeping: Sweeping) -> None:
    session.edits.begin_drag()
    session.problem.move_point(4, 20.0, 90.0)
    sweeping.refresh()
    assert sweeping.result is not None
    assert sweeping.result.limit == pytest.approx(0.0105, rel=0.01)
    assert sweeping.result.measured is None
    session.edits.end_drag()
    sweeping.refresh()
    assert sweeping.result.measured == pytest.approx(sweeping.result.limit, rel=0.01)


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.ADAM])
def test_others_are_swept_in_the_background(
    session: Session, sweeping: Sweeping, qtbot: Any, optimizer: Optimizer
) -> None:
    use(session, optimizer=optimizer, max_epochs=20)
    parts: list[float] = []
    sweeping.progressed.connect(parts.append)
    with qtbot.waitSignal(sweeping.swept, timeout=60_000):
        sweeping.refresh()
        assert sweeping.is_busy
    result = sweeping.result
    assert result is not None
    assert not sweeping.is_busy
    assert parts == sorted(parts)
    assert result.limit == stability_limit(session.problem.dataset.loss, session.runs.settings)
    if result.limit is not None:
        assert result.measured == pytest.approx(result.limit, rel=0.01)


def test_batches_are_swept_over_seeds(session: Session, sweeping: Sweeping, qtbot: Any) -> None:
    use(session, batch_size=2, seed=3, max_epochs=5)
    with qtbot.waitSignal(sweeping.swept, timeout=60_000):
        sweeping.refresh()
    result = sweeping.result
    assert result is not None
    finals = np.array([point.final_losses for point in result.points])
    assert finals.shape == (200, module.N_SEEDS)
    assert (finals.min(axis=1) < finals.max(axis=1)).any()
    assert result.limit is None


def test_what_is_outdated_is_never_told(session: Session, sweeping: Sweeping, qtbot: Any) -> None:
    use(session, batch_size=1, max_epochs=300)
    sweeping.refresh()
    assert sweeping.is_busy
    use(session, batch_size=None)
    sweeping.refresh()
    assert not sweeping.is_busy
    result = sweeping.result
    qtbot.waitUntil(lambda: not sweeping._tasks.is_busy, timeout=30_000)
    assert sweeping.result is result
    assert result is not None
    assert result.limit is not None


def test_who_looks_away_lets_it_rest(session: Session, sweeping: Sweeping) -> None:
    use(session, batch_size=1)
    sweeping.refresh()
    sweeping.rest()
    assert not sweeping.is_busy
    sweeping.refresh()
    assert sweeping.is_busy


def test_long_sweeps_try_fewer_rates(
    session: Session, sweeping: Sweeping, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_STEPS", 2000)
    use(session, optimizer=Optimizer.ADAM, max_epochs=50)
    with qtbot.waitSignal(sweeping.swept, timeout=30_000):
        sweeping.refresh()
    assert sweeping.result is not None
    assert len(sweeping.result.points) == 40


def test_without_points_there_is_nothing(session: Session, sweeping: Sweeping) -> None:
    sweeping.refresh()
    session.problem.clear_points()
    sweeping.refresh()
    assert sweeping.result is None
    sweeping.refresh()


def test_a_failure_is_told_in_one_sentence(
    session: Session, sweeping: Sweeping, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(module, "sweep", fail)
    use(session, optimizer=Optimizer.ADAM)
    with qtbot.waitSignal(session.notice_posted, timeout=10_000) as told:
        sweeping.refresh()
    assert "internal error" in told.args[0].text
    assert not sweeping.is_busy
