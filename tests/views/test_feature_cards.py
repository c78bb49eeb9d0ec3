"""What the cards say of a model over several features: formula, numbers, worksheet and code."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Optimizer, Scaling
from linreg_gui.session.session import Session
from linreg_gui.session.wording import plain_number, run_name
from linreg_gui.session.wording_cut import column_names, parameter_names
from linreg_gui.storage.errors import StorageError
from linreg_gui.views.code.code_card import CodeCard
from linreg_gui.views.look.theme import LIGHT
from linreg_gui.views.model.model_values import MAIN_ROWS, MORE_ROWS, best_curve, value_texts
from linreg_gui.views.widgets.card import Card
from linreg_gui.views.widgets.formatting import (
    equation_markup,
    equation_pieces,
    equation_text,
    measured,
)
from linreg_gui.views.widgets.formula_step import (
    MOST_NUMBERS_IN_A_SCRIPT,
    run_script,
    step_title,
)
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.window.card_summaries import training_summary
from linreg_gui.views.worksheet.worksheet_card import WorksheetCard
from tests.views.helpers import asked_tip
from tests.views.test_cards import plain, show_more_numbers, type_into

RNG = np.random.default_rng(3)
AREA, ROOMS = RNG.uniform(20, 120, 14).round(), RNG.integers(1, 6, 14).astype(float)
AGE = RNG.uniform(0, 80, 14).round()
PRICE = (3.1 * AREA + 24.0 * ROOMS - 0.4 * AGE + 100 + RNG.normal(0, 9, 14)).round(1)
FLATS = Dataset(
    np.column_stack([AREA, ROOMS, AGE]), PRICE, ("floor area", "rooms", "age"), "price", "Flats"
)


@pytest.fixture
def session(qapp: Any) -> Iterator[Session]:
    made = Session()
    made.opening.open_dataset(FLATS)
    yield made
    made.shutdown()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def written(session: Session, n_terms: int = 7) -> str:
    text = equation_text(equation_pieces(session.frame(), n_terms))
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def test_the_formula_is_the_model_in_the_units_of_the_data(session: Session) -> None:
    session.player.step(40)
    text = written(session)
    pattern = (
        r"ŷ = (-?[0-9.]+) ([+-]) ([0-9.]+)·floor area ([+-]) ([0-9.]+)·rooms ([+-]) ([0-9.]+)·age"
    )
    found = re.fullmatch(pattern, text)
    assert found is not None
    constant, *parts = found.groups()
    weights = [float(sign + size) for sign, size in zip(parts[::2], parts[1::2], strict=True)]
    shown = session.shown_curve.values(FLATS.features)
    values = FLATS.features @ weights + float(constant)
    assert values == pytest.approx(shown, abs=0.002 * np.ptp(FLATS.y))
    assert written(session, 2).endswith("·floor area …")


def test_one_feature_of_several_is_a_line(session: Session) -> None:
    session.set_columns((1,))
    assert re.fullmatch(r"ŷ = [0-9.]+ x \+ [0-9.]+", written(session))
    assert session.frame().formula is None


def test_the_formula_copied_is_read_by_programs(session: Session) -> None:
    session.player.step(40)
    frame, best = session.frame(), best_curve(session.frame())
    assert frame.formula is not None
    assert frame.loss is not None
    assert best is not None
    scope = {"floor_area": AREA, "rooms": ROOMS, "age": AGE}
    for coefficients, curve in (
        (frame.coefficients, frame.shown_curve),
        (frame.coefficients_of(frame.loss.minimum_parameters), best),
    ):
        text = frame.formula.plain(coefficients)
        values = eval(text.removeprefix("y = "), scope)
        assert values == pytest.approx(curve.values(FLATS.features), abs=0.002 * np.ptp(FLATS.y))
    least_squares = np.linalg.lstsq(np.column_stack([FLATS.features, np.ones(14)]), PRICE)[0]
    assert list(best) == pytest.approx(least_squares.tolist())


def test_the_numbers_are_those_of_the_model(session: Session) -> None:
    session.player.step(25)
    frame = session.frame()
    texts = value_texts(frame, MORE_ROWS)
    residuals = PRICE - frame.shown_curve.values(FLATS.features)
    mse = float(np.mean(residuals**2))
    assert texts["r_squared"] == measured(round(1 - mse / float(np.var(PRICE)), 9))
    assert texts["miss"] == measured(float(np.sqrt(mse)))
    assert texts["correlation"] == ""
    names = {row.key: row.naming(frame) for row in MORE_ROWS if row.naming and texts[row.key]}
    assert list(names.values()) == ["w₁ · floor area, scaled", "w₂ · rooms, scaled",
                                    "w₃ · age, scaled", "b, at the means"]  # fmt: skip
    assert frame.loss is not None
    pairs = zip(frame.shown_parameters, frame.loss.minimum_parameters.tolist(), strict=True)
    told = [f"{measured(value)} · best {measured(best)}" for value, best in pairs]
    assert [texts[key] for key in names] == told
    session.set_view_options(replace(session.view_options, is_guessing=True))
    guessed = value_texts(session.frame(), MORE_ROWS)
    assert [guessed[key] for key in names] == [measured(value) for value in frame.shown_parameters]


def test_the_penalty_named_is_that_of_all_weights(session: Session) -> None:
    session.set_settings(replace(session.runs.settings, l2=0.5))
    session.player.step(200)
    above = value_texts(session.frame(), MAIN_ROWS)["above"]
    assert above.startswith("MSE + λ·|w|²: ")


def test_hostile_names_stay_text_of_one_short_line(session: Session) -> None:
    names = ("<img src=x>\n" + "very " * 40, "a & b", "\u202eright to left")
    session.opening.open_dataset(replace(FLATS, feature_names=names))
    frame = session.frame()
    markup = equation_markup(equation_pieces(frame), "#123456")
    assert "<img" not in markup
    assert "a &amp; b".replace(" ", "\N{NO-BREAK SPACE}") in markup
    assert "\u202e" not in markup
    assert all(
        "\n" not in name and len(name) < 30 for name in column_names(frame.dataset, frame.settings)
    )
    told = parameter_names(frame.dataset, frame.settings)
    assert told[1:2] == ("w₂ · a & b, scaled",)
    assert told[-1] == "intercept b"
    assert frame.formula is not None
    assert re.fullmatch(r"y = [\w .*+-]+", frame.formula.plain(frame.coefficients))


def test_the_worksheet_is_of_the_weight_drawn_across(session: Session, qtbot: Any) -> None:
    clock, card = FrameClock(session, LIGHT), Card("Worksheet")
    qtbot.addWidget(card)
    view = WorksheetCard(session, clock, card)
    session.player.step(4)
    card.resize(340, 800)
    card.show()
    for pair, place in (((0, 2), 0), ((2, 1), 2), ((3, 1), 1)):
        options = replace(session.view_options, pair=pair, show_worksheet=True, show_equations=True)
        session.set_view_options(options)
        clock.render_now()
        rows, step = view.table.points, session.step.explained
        assert step is not None
        index = "₁₂₃"[place]
        titles = [rows.headerData(k + 1, Qt.Orientation.Horizontal) for k in range(6)]
        assert titles == [f"x{index}", "y′", "ŷ′", "residual", "residual²", f"x{index}·residual"]
        x = step.dataset.features
        residuals = step.dataset.y - x @ step.parameters[:-1] - step.parameters[-1]
        assert rows.values[:, 0] == pytest.approx(x[:, place])
        assert rows.values[:, 3] == pytest.approx(residuals, abs=1e-9)
        assert (
            f"The step of w{index}, of {FLATS.feature_names[place]}, and b" in view.message.text()
        )
        tip = rows.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert tip.startswith(FLATS.feature_names[place])  # type: ignore[attr-defined]
        assert not view.page_button.isVisible()
    clock.stop()


def test_the_code_has_a_column_for_each_feature(session: Session, qtbot: Any) -> None:
    clock, card = FrameClock(session, LIGHT), Card("Code")
    qtbot.addWidget(card)
    view = CodeCard(session, clock, card)
    session.set_settings(replace(session.runs.settings, batch_size=4, optimizer=Optimizer.ADAM))
    session.set_view_options(replace(session.view_options, show_code=True))
    session.player.step(3)
    card.resize(300, 700)
    card.show()
    clock.render_now()
    lines = [line.text.strip() for line in view.listing.lines]
    assert "prediction = X[points] @ w + b" in lines
    assert "order = rng.permutation(len(X))" in lines
    assert view.columns_label.isVisible()
    assert view.columns_label.text().endswith(": floor area, rooms, age")
    scope: dict[str, Any] = {}
    exec(run_script(session), scope)
    assert [*scope["w"], scope["b"]] == pytest.approx(list(session.shown_curve), rel=1e-9)
    clock.stop()


def test_the_script_is_of_the_features_used(session: Session) -> None:
    session.opening.open_dataset(EXAMPLES["longley"].dataset())
    session.set_columns((1, 5))
    session.player.step(9)
    script = run_script(session)
    assert "# x1 is GNP" in script
    scope: dict[str, Any] = {}
    exec(script, scope)
    assert [*scope["w"], scope["b"]] == pytest.approx(list(session.shown_curve), rel=1e-8)


def test_a_script_of_many_features_holds_fewer_points(session: Session) -> None:
    n_points = MOST_NUMBERS_IN_A_SCRIPT // 4 + 1
    x = np.arange(3.0 * n_points).reshape(-1, 3) % 97.0
    session.opening.open_dataset(Dataset(x, x[:, 0], ("a", "b", "c")))
    with pytest.raises(StorageError, match="at most 50,000 points of 3 features"):
        run_script(session)
    session.set_columns((2,))
    assert "x = np.array(" in run_script(session)


def test_all_parts_of_the_gradient_are_listed(session: Session, qtbot: Any) -> None:
    clock, card = FrameClock(session, LIGHT), Card("Worksheet")
    qtbot.addWidget(card)
    view = WorksheetCard(session, clock, card)
    session.player.step(4)
    session.set_view_options(replace(session.view_options, pair=(1, 0), show_worksheet=True))
    for is_your_turn in (False, True):
        view.turn_box.setChecked(is_your_turn)
        clock.render_now()
        step = session.step.explained
        assert step is not None
        of_gradient = [f.text for f in view.formulas.formulas if f.text.startswith("∂")]
        first, _, third, _ = step.gradient.tolist()
        assert of_gradient[0].startswith("∂w₂ = −2")
        assert of_gradient[1].startswith("∂b = −2")
        wanted = f"∂w₁ = {plain_number(first, 6)}   ∂w₃ = {plain_number(third, 6)}"
        assert of_gradient[2:] == [wanted]
    clock.stop()


def test_what_rounding_leaves_of_the_gradient_is_shown_as_0(window: Any, qtbot: Any) -> None:
    window.session.opening.open_example("longley")
    window.session.change_view_options(show_worksheet=True, show_code=True)
    window.session.player.step(1000)
    qtbot.waitUntil(lambda: window.session.player.cursor == 1000)
    window.content.clock.render_now()
    step = window.session.step.explained
    assert 0.0 < abs(step.gradient[-1]) <= step.rounding[-1]
    sheet, code = window.content.worksheet_card, window.content.code_card
    texts = [formula.text for formula in sheet.formulas.formulas]
    assert "∂b = −2 · mean(residual) = −2 · 0 = 0" in texts
    assert any(re.fullmatch(r"b ← [0-9.]+ − 0.1 · 0 = [0-9.]+", text) for text in texts)
    size = plain_number(float(step.gradient[-1]), 2)
    told = f"∂b = {size}: what rounding leaves, so 0 is shown"
    assert plain(sheet.formulas.toolTip()) == plain(code.listing.toolTip()) == told
    foot, roles = sheet.table.foot, Qt.ItemDataRole
    for row in (0, 1):
        cell = foot.index(row, 4)
        assert float(foot.data(cell)) == 0.0
        assert foot.data(cell, roles.ToolTipRole).endswith(": rounding of 0")
        assert not foot.data(foot.index(row, 6), roles.ToolTipRole).endswith("rounding of 0")
    window.session.player.step_back(900)
    window.content.clock.render_now()
    assert sheet.formulas.toolTip() == ""


def test_what_several_features_are_scaled_by_is_not_called_x(window: Any) -> None:
    session = window.session
    session.opening.open_dataset(FLATS)
    session.change_view_options(show_worksheet=True, show_code=True)
    session.player.step(5)
    session.run_edits.keep()
    clock, content = window.content.clock, window.content
    clock.render_now()
    (kept,) = [run for run in session.runs.branches if run.is_kept]
    assert kept.name == "rate 0.43"  # several features are standardised as a rule
    centred = replace(session.runs.settings, scaling=Scaling.CENTRE)
    as_they_are = replace(session.runs.settings, scaling=Scaling.NONE)
    assert run_name(centred, 3) == "rate 0.43 · centred features"
    assert run_name(as_they_are, 3) == "rate 0.43 · features as they are"
    assert training_summary(clock.frame()).startswith("rate 0.43 · ")
    assert step_title(session.step.explained, is_waiting=False).endswith("standardised features")
    content.training_card.more_button.click()
    clock.render_now()
    more = content.training_card.more
    box, row = more.scale_box, more.rows["scaling"]
    texts = [box.itemText(place) for place in range(box.count())]
    assert (texts, row.hint.text()) == (["none", "centre", "standardise"], "of each")
    session.set_columns((1,))
    clock.render_now()
    assert (box.currentText(), row.hint.text()) == ("standardise x", "of x")


def test_long_names_of_two_features_take_two_rows(window: Any) -> None:
    names = ("height of the person", "weight without any shoes")
    two = Dataset(np.column_stack([AREA, ROOMS]), 1e3 * PRICE, names)
    window.session.opening.open_dataset(two)
    window.session.player.step(5)
    window.content.clock.render_now()
    equation = window.content.model_card.equation
    assert equation.wordWrap()
    assert equation.heightForWidth(equation.width()) <= equation.height()
    assert equation.minimumSizeHint().width() <= equation.width()


def test_a_formula_with_long_names_is_not_cut_and_told_whole(window: Any) -> None:
    names = ("median distance to the sea", "mean of rooms a household", "age")
    window.session.opening.open_dataset(replace(FLATS, feature_names=names))
    card = window.content.model_card
    for columns in ((0, 1), (0, 1, 2)):
        window.session.set_columns(columns)
        window.session.player.step(5)
        window.content.clock.render_now()
        equation = card.equation
        assert equation.heightForWidth(equation.width()) <= equation.height()
        assert "median distance to…" in plain(equation.text()).replace("\N{NO-BREAK SPACE}", " ")
        tip = asked_tip(equation).replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")
        assert "·median distance to the sea" in tip
        weight = equation_pieces(card._seen)[3].text
        assert f" by {weight.removeprefix('−')} with median distance to the sea," in tip
        assert equation.accessibleName() == "Equation of the model shown"
        assert not card.prediction_row.isVisible()
    window.session.set_columns((2,))
    window.content.clock.render_now()
    assert card.equation.accessibleName() == "Equation of the line shown"


def test_without_points_there_is_no_number_and_its_row_stays(window: Any) -> None:
    show_more_numbers(window)
    card = window.content.model_card
    window.session.problem.clear_points()
    window.content.clock.render_now()
    for name in ("mse", "r_squared", "correlation", "best", "miss"):
        assert card.values[name].isVisible()
        assert card.values[name].text() == "–"
    assert not card.values["weight 1"].isVisible()


def test_the_numbers_of_several_features_come_and_go(window: Any) -> None:
    show_more_numbers(window)
    card = window.content.model_card
    before = {name for name, label in card.values.items() if label.isVisible()}
    assert card.prediction_row.isVisible()
    window.session.opening.open_dataset(FLATS)
    window.content.clock.render_now()
    shown = {name for name, label in card.values.items() if label.isVisible()}
    assert shown >= {"mse", "weight 1", "weight 4", "r_squared", "condition"}
    assert not shown & {"weight 5", "correlation", "gradient", "best", "standardised"}
    assert not card.prediction_row.isVisible()
    window.session.edits.undo()
    window.content.clock.render_now()
    assert {name for name, label in card.values.items() if label.isVisible()} == before
    assert card.prediction_row.isVisible()


def test_a_prediction_takes_a_value_of_each_feature(window: Any, qtbot: Any) -> None:
    show_more_numbers(window)
    session, card = window.session, window.content.model_card
    assert card.feature_prediction is None
    session.opening.open_dataset(FLATS)
    session.player.step(30)
    window.content.clock.render_now()
    made: Any = card.feature_prediction
    assert made.isVisible()
    means = [float(f"{mean:.4g}") for mean in FLATS.features.mean(axis=0)]
    assert [field.value for field in made.fields] == means
    names = [field.accessibleName() for field in made.fields]
    assert names == ["floor area to predict at", "rooms to predict at", "age to predict at"]

    def told() -> float:
        return float(made.prediction.text().replace(",", ""))

    def wanted(*values: float) -> Any:
        return pytest.approx(session.shown_curve.values(np.array([values]))[0], rel=1e-3)

    assert told() == wanted(*means)
    type_into(qtbot, made.fields[1], "4")
    assert told() == wanted(means[0], 4.0, means[2])
    session.player.step(3)
    window.content.clock.render_now()
    assert told() == wanted(means[0], 4.0, means[2])
    session.set_columns((0, 2))
    window.content.clock.render_now()
    assert [field.value for field in made.fields] == [means[0], means[2]]
    assert told() == wanted(means[0], means[2])
    session.set_columns((0,))
    window.content.clock.render_now()
    assert not made.isVisible()
    assert card.prediction_row.isVisible()


def test_fields_of_six_features_fit_into_the_card(window: Any) -> None:
    show_more_numbers(window)
    window.session.opening.open_example("longley")
    window.content.clock.render_now()
    QCoreApplication.processEvents()
    card = window.content.model_card
    made = card.feature_prediction
    assert len(made.fields) == 6
    chain = [card.prediction_row.field, *made.fields]
    assert all(one.nextInFocusChain() is other for one, other in pairwise(chain))
    for field in made.fields:
        assert field.geometry().right() < made.width()
        assert field.text() == plain_number(field.value, 6)
    assert made.width() <= card.width()
    window.session.problem.clear_points()
    window.content.clock.render_now()
    assert not made.isVisible()
