"""The code lens of a curve: lines that run, and beside them the values they have."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from linreg_gui.core.code_lines import epoch_lines, start_lines
from linreg_gui.core.settings import Optimizer, Scaling
from linreg_gui.session.session import Session
from linreg_gui.views.code.code_card import CodeCard, line_values
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.formula_step import run_script
from linreg_gui.views.widgets.frame_clock import FrameClock


@pytest.fixture
def session(qtbot: Any) -> Iterator[Session]:
    made = Session()
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def bend(session: Session, degree: int, **others: Any) -> None:
    settings = session.runs.settings
    changed = replace(settings, degree=degree, scaling=Scaling.STANDARDISE, learning_rate=0.1)
    session.set_settings(replace(changed, **others))
    session.player.step(4)


@pytest.mark.parametrize("optimizer", [Optimizer.GRADIENT_DESCENT, Optimizer.ADAM])
def test_the_values_are_those_of_the_lines_executed(session: Session, optimizer: Any) -> None:
    bend(session, 2, optimizer=optimizer)
    step, objective = session.step.explained, session.problem.objective
    assert step is not None
    assert objective is not None
    start = session.problem.start.on(objective).tolist()
    lines = [
        *start_lines(start, step.config),
        *epoch_lines(step.config, (5, 2), range(step.epoch + 1)),
    ]
    scope = {"np": np, "X": objective.dataset.features, "y": objective.dataset.y}
    exec("\n".join(line.text for line in lines), scope)
    assert step.next_parameters is not None
    found = [*scope["w"], scope["b"]]  # type: ignore[misc]
    assert found == pytest.approx(step.next_parameters.tolist(), rel=1e-9)
    beside = dict(zip([line.sets for line in lines], line_values(lines, step, None), strict=True))
    assert beside[("loss",)] == (f"{scope['loss']:.6g}",)
    (weights,) = beside[("gradient_w",)]
    shown = [float(text.replace("\N{MINUS SIGN}", "-")) for text in weights.split(", ")]
    assert shown == pytest.approx(scope["gradient_w"].tolist(), rel=5e-3)  # type: ignore[attr-defined]


def test_many_weights_are_cut_and_all_lines_are_within(session: Session, qtbot: Any) -> None:
    clock, card = FrameClock(session, LIGHT), Card("Code")
    qtbot.addWidget(card)
    view = CodeCard(session, clock, card)
    session.set_view_options(replace(session.view_options, show_code=True))
    bend(session, 6)
    start = session.shown_curve
    session.player.seek(0)
    session.problem.set_start(start)
    card.resize(300, 700)
    card.show()
    clock.render_now()
    assert view.listing.lines[0].text.startswith("w, b = np.array([")
    assert view.listing.values[0][0].endswith(", …")
    assert view.listing._is_within()
    clock.stop()


def test_the_script_of_a_curve_far_from_0_starts_where_the_run_starts(session: Session) -> None:
    assert session.problem.replace_points("years", np.arange(2001.0, 2021.0), np.arange(20.0) ** 2)
    bend(session, 2)
    scope: dict[str, Any] = {}
    exec(run_script(session), scope)
    record, loss = session.player.trajectory.history.record(session.player.cursor)  # type: ignore[union-attr]
    assert [*scope["w"], scope["b"]] == pytest.approx(record.tolist(), rel=1e-9)
    assert scope["loss"] == pytest.approx(loss, rel=1e-9)


@pytest.mark.parametrize(("batch_size", "has_batches"), [(3, True), (4, False)])
def test_batches_are_of_the_points_that_are_trained_on(
    session: Session, qtbot: Any, batch_size: int, *, has_batches: bool
) -> None:
    clock, card = FrameClock(session, LIGHT), Card("Code")
    qtbot.addWidget(card)
    view = CodeCard(session, clock, card)
    session.set_view_options(replace(session.view_options, show_code=True))
    session.problem.turn_point(2)
    session.set_settings(replace(session.runs.settings, batch_size=batch_size))
    card.show()
    clock.render_now()
    assert any("permutation" in line.text for line in view.listing.lines) is has_batches
    clock.stop()
