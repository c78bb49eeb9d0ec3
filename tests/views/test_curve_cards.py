"""The cards beside a curve: its formula and its numbers."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.polynomial import Polynomial
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.views.widgets.formatting import equation_pieces, equation_text, measured
from tests.core.test_hold_out import SHARE
from tests.views.test_cards import plain, show_more_numbers, type_into

LEFT = Qt.MouseButton.LeftButton


def bend(window: Any, degree: int, epochs: int = 0) -> Any:
    """Have a curve, some epochs of its run, and the card that writes it."""
    window.session.set_degree(degree)
    if epochs:
        window.session.player.step(epochs)
    window.content.clock.render_now()
    return window.content.model_card


def read(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def test_the_formula_is_the_curve_shown(window: Any) -> None:
    card = bend(window, 2, 30)
    text = read(plain(card.equation.text()))
    numbers = re.fullmatch(r"ŷ = (-?[0-9.]+) ([+-]) ([0-9.]+) x ([+-]) ([0-9.]+) x²", text)
    assert numbers is not None
    constant, sign, first, other_sign, second = numbers.groups()
    found = Polynomial([float(constant), float(sign + first), float(other_sign + second)])
    data = window.session.problem.dataset
    shown = window.session.shown_curve.values(data.x)
    assert found(data.x) == pytest.approx(shown, abs=0.002 * np.ptp(data.y))
    assert text == read(equation_text(equation_pieces(window.session.frame())))


def test_years_are_written_about_a_year(window: Any) -> None:
    years = np.arange(2001.0, 2021.0)
    window.session.problem.replace_points("years", years, np.sin(years / 3))
    card = bend(window, 3, 50)
    text = read(plain(card.equation.text()))
    assert "(x - 2010)²" in text or "(x - 2011)²" in text
    window.session.set_degree(1)
    window.content.clock.render_now()
    assert "(x" not in plain(card.equation.text())


def test_the_numbers_are_those_of_the_curve(window: Any) -> None:
    show_more_numbers(window)
    card = bend(window, 3, 40)
    data, curve = window.session.problem.dataset, window.session.shown_curve
    mse = float(np.mean((data.y - curve.values(data.x)) ** 2))
    assert card.values["mse"].text() == measured(mse)
    assert card.values["r_squared"].text() == measured(round(1 - mse / float(data.y.var()), 9))
    assert card.values["miss"].text() == measured(float(np.sqrt(mse)))
    shown = window.session.frame().shown_parameters
    names = ["w₁ · x, scaled", "w₂ · x², scaled", "w₃ · x³, scaled", "b, at mean x"]
    for k, name in enumerate(names, 1):
        value = card.values[f"weight {k}"]
        assert value.accessibleName() == name
        assert value.text().startswith(f"{measured(shown[k - 1])} · best ")
    assert not card.values["weight 5"].isVisible()
    assert [
        name for name in ("gradient", "best", "standardised") if card.names[name].isVisible()
    ] == []


def test_the_rows_of_a_line_come_back_with_it(window: Any) -> None:
    show_more_numbers(window)
    card = window.content.model_card
    before = {name for name, label in card.values.items() if label.isVisible()}
    height = card.equation.height()
    bend(window, 4, 5)
    assert {name for name, label in card.values.items() if label.isVisible()} != before
    window.session.edits.undo()
    window.content.clock.render_now()
    window.session.restart()
    window.content.clock.render_now()
    assert {name for name, label in card.values.items() if label.isVisible()} == before
    assert card.equation.height() == height


def test_a_prediction_is_on_the_curve(window: Any, qtbot: Any) -> None:
    show_more_numbers(window)
    card = bend(window, 2, 30)
    type_into(qtbot, card.prediction_row.field, "4.5")
    expected = float(window.session.shown_curve.values(np.array(4.5)))
    assert float(card.prediction_row.prediction.text()) == pytest.approx(expected, rel=1e-3)


def test_a_click_copies_a_formula_that_programs_read(window: Any, qtbot: Any) -> None:
    card = bend(window, 2, 30)
    qtbot.mouseClick(card.equation, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("y = ")
    data = window.session.problem.dataset
    values = eval(copied.removeprefix("y = ").replace("^", "**"), {"x": data.x})
    shown = window.session.shown_curve.values(data.x)
    assert values == pytest.approx(shown, abs=0.002 * np.ptp(data.y))
    card.equation.copy_best.trigger()
    copied = QGuiApplication.clipboard().text()
    values = eval(copied.removeprefix("y = ").replace("^", "**"), {"x": data.x})
    best = Polynomial.fit(data.x, data.y, 2)
    assert values == pytest.approx(best(data.x), abs=0.002 * np.ptp(data.y))
    assert card.equation.copy_line.text() == "Copy the formula"


def test_no_part_of_a_long_formula_is_cut(window: Any) -> None:
    years = np.arange(2001.0, 2021.0)
    window.session.problem.replace_points("years", years, np.sin(years / 3))
    card = bend(window, 6, 100)
    equation = card.equation
    assert equation.heightForWidth(equation.width()) <= equation.height()
    assert equation.minimumSizeHint().width() <= equation.width()


def test_the_room_of_a_long_formula_goes_with_it(window: Any) -> None:
    equation = bend(window, 4, 40).equation
    height, size, text = equation.height(), equation.font().pointSizeF(), equation.text()
    equation.setText("3.14159 x " * 60)
    equation.show_rows(2)
    assert equation.height() > height
    assert equation.font().pointSizeF() < size
    equation.setText(text)
    equation.show_rows(2)
    assert (equation.height(), equation.font().pointSizeF()) == (height, size)


def test_a_penalty_is_on_all_weights_of_a_curve(window: Any) -> None:
    bend(window, 3)
    window.session.set_settings(replace(window.session.runs.settings, l2=0.5, max_epochs=2000))
    window.session.player.step(2000)
    window.content.clock.render_now()
    assert window.content.model_card.values["above"].text() == "MSE + λ·|w|²: the best"


def test_what_is_said_of_many_curves_that_fit(window: Any) -> None:
    window.session.problem.replace_points("few", [1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    bend(window, 4)
    assert "Many curves fit equally well" in window.content.training_card.sentence.text()
    assert "slope" not in window.content.training_card.sentence.text()


def test_on_the_stage_a_long_formula_ends_in_dots(window: Any) -> None:
    years = np.arange(2001.0, 2021.0)
    window.session.problem.replace_points("years", years, np.sin(years / 3))
    bend(window, 6, 50)
    options = replace(window.session.view_options, is_presenting=True)
    window.session.set_view_options(options)
    window.content.clock.render_now()
    head = window.content.stage.head
    assert plain(head.formula.text()).endswith("…")
    assert "⁶" in head.formula.toolTip()
    assert head.layout().sizeHint().width() <= head.width()
    window.session.set_degree(1)
    window.content.clock.render_now()
    assert "…" not in head.formula.text()
    assert head.formula.toolTip() == ""


def test_held_out_points_have_a_row_of_their_own(window: Any) -> None:
    session = window.session
    session.opening.open_example("thrown-ball")
    card = bend(window, 2, 40)
    value, name = card.values["held_out"], card.names["held_out"]
    assert not value.isVisible()
    assert not name.isVisible()
    session.problem.hold_out(SHARE)
    window.session.player.step(40)
    window.content.clock.render_now()
    data, curve = session.problem.dataset, session.shown_curve
    held = data.is_held_out
    squares = (data.y - curve.values(data.x)) ** 2
    assert value.text() == measured(float(np.mean(squares[held])))
    assert card.values["mse"].text() == measured(float(np.mean(squares[~held])))
    assert value.accessibleName() == "on 5 held-out points"
    session.problem.hold_out(HoldOut(1))
    window.content.clock.render_now()
    assert value.accessibleName() == "on 1 held-out point"
    session.set_degree(1)
    window.content.clock.render_now()
    assert value.isVisible()
    assert name.isVisible()
    session.problem.hold_out(None)
    window.content.clock.render_now()
    assert not value.isVisible()
    assert not name.isVisible()
