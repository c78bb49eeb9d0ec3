"""The worksheet of a curve: the step of the weight that the surface draws across."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from linreg_gui.core.settings import Optimizer
from linreg_gui.session.session import Session
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.worksheet.worksheet_card import WorksheetCard


class Paper(NamedTuple):
    session: Session
    clock: FrameClock
    view: WorksheetCard


@pytest.fixture
def paper(qtbot: Any) -> Iterator[Paper]:
    session = Session()
    clock, card = FrameClock(session, LIGHT), Card("Worksheet")
    qtbot.addWidget(card)
    view = WorksheetCard(session, clock, card)
    session.set_view_options(replace(session.view_options, show_worksheet=True))
    session.set_degree(3)
    session.player.step(4)
    card.resize(340, 800)
    card.show()
    clock.render_now()
    yield Paper(session, clock, view)
    clock.stop()


def titles(paper: Paper) -> list[str]:
    rows = paper.view.table.points
    return [rows.headerData(place + 1, Qt.Orientation.Horizontal) for place in range(6)]  # type: ignore[misc]


def test_it_works_out_the_weight_drawn_across(paper: Paper) -> None:
    session = paper.session
    for pair, power in (((0, 2), "x"), ((2, 0), "x³"), ((3, 1), "x²")):
        session.set_view_options(replace(session.view_options, pair=pair))
        paper.clock.render_now()
        assert titles(paper)[:3] == [power, "y′", "ŷ′"]
        assert titles(paper)[-1] == f"{power}·residual"
        place = {"x": 0, "x²": 1, "x³": 2}[power]
        step = session.step.explained
        assert step is not None
        values = paper.view.table.points.values
        x = step.dataset.features
        residuals = step.dataset.y - x @ step.parameters[:-1] - step.parameters[-1]
        assert values[:, 0] == pytest.approx(x[:, place])
        assert values[:, 3] == pytest.approx(residuals, abs=1e-9)
        texts = [formula.text for formula in paper.view.formulas.formulas]
        letter = "w₁w₂w₃"[2 * place : 2 * place + 2]
        assert any(text.startswith(f"∂{letter} = −2 · mean({power}·residual)") for text in texts)
        assert any(text.startswith(f"{letter} ← ") for text in texts)
        assert letter in paper.view.message.text()


def test_a_line_again_has_its_own_names(paper: Paper) -> None:
    paper.session.set_degree(1)
    paper.clock.render_now()
    assert titles(paper)[:3] == ["x", "y", "ŷ"]
    assert not paper.view.message.isVisible()
    assert paper.view.page_button.isVisible()


def test_there_is_no_page_of_equations_for_a_curve(paper: Paper) -> None:
    paper.session.set_view_options(replace(paper.session.view_options, show_equations=True))
    paper.clock.render_now()
    assert not paper.view.page_button.isVisible()
    assert paper.view.table.isVisible()


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.ADAM])
def test_the_new_weight_of_each_optimizer_is_that_of_the_record(
    paper: Paper, optimizer: Optimizer
) -> None:
    session = paper.session
    session.set_settings(replace(session.runs.settings, optimizer=optimizer))
    paper.clock.render_now()
    place = session.frame().cut.pair[0]  # type: ignore[union-attr]
    step = session.step.explained
    assert step is not None
    assert step.next_parameters is not None
    letter = f"w{'₁₂₃'[place]}"
    (rule,) = (f.text for f in paper.view.formulas.formulas if f.text.startswith(f"{letter} ←"))
    shown = float(rule.rsplit("= ", 1)[1].replace("−", "-").replace(",", ""))
    assert shown == pytest.approx(float(step.next_parameters[place]), rel=1e-5)


def test_the_learner_fills_in_the_step_of_the_weight(paper: Paper) -> None:
    view = paper.view
    QTest.mouseClick(view.turn_box, Qt.MouseButton.LeftButton)
    names = [field.question.name for field in view.exercise.fields.values()]
    assert "ŷ′ of point 1" in names
    assert any(name.startswith("the new w") for name in names)
    first = next(iter(view.exercise.fields.values()))
    QTest.keyClicks(first, f"{first.question.exact:.6g}")
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert first.is_settled
    assert np.isfinite([field.question.exact for field in view.exercise.fields.values()]).all()
