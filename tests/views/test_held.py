"""A held parameter on the screen: locks, gestures along one line, and what every part says."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from linreg_gui.core.script import numpy_script
from linreg_gui.core.settings import Held, Optimizer, Scaling
from linreg_gui.session.curve import Line
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.data.line_grip import grip_at
from linreg_gui.views.model.model_values import best_curve
from linreg_gui.views.window.guides import guide, has_tries
from linreg_gui.views.worksheet.formula_lines import Asked, step_formulas, update_formulas
from linreg_gui.views.worksheet.worksheet_questions import Place
from tests.views.helpers import click, drag
from tests.views.worksheet.worksheet_events import open_worksheet

LEFT = Qt.MouseButton.LeftButton
FRAME = PixelFrame(0.0, 10.0, 0.0, 10.0, QRectF(0, 0, 500, 500))


def hold(window: Any, held: Held) -> None:
    window.session.set_settings(replace(window.session.runs.settings, held=held))
    window.content.clock.render_now()


def locks_of(window: Any, qtbot: Any) -> dict[Held, Any]:
    card = window.content.training_card
    if not card.more_button.isChecked():
        qtbot.mouseClick(card.more_button, LEFT)
    window.content.clock.render_now()
    buttons: dict[Held, Any] = card.more.hold_buttons.buttons
    return buttons


# ---- the locks, both ways


def test_a_click_on_a_lock_holds_and_another_lets_go(window: Any, qtbot: Any) -> None:
    session, locks = window.session, locks_of(window, qtbot)
    session.player.step(20)
    qtbot.mouseClick(locks[Held.INTERCEPT], LEFT)
    assert session.frame().settings.held is Held.INTERCEPT
    assert (session.player.history.parameters[:, 1] == 0.0).all()
    qtbot.mouseClick(locks[Held.SLOPE], LEFT)
    assert session.frame().settings.held is Held.SLOPE
    window.content.clock.render_now()
    assert [locks[held].isChecked() for held in (Held.SLOPE, Held.INTERCEPT)] == [True, False]
    qtbot.keyClick(locks[Held.SLOPE], Qt.Key.Key_Space)
    assert session.runs.settings.held is Held.NOTHING
    assert session.edits.stack.undoText() == "change held parameter"


def test_the_locks_show_what_is_held_and_say_what_they_do(window: Any, qtbot: Any) -> None:
    locks = locks_of(window, qtbot)
    assert locks[Held.SLOPE].accessibleName() == "Hold the slope"
    assert locks[Held.INTERCEPT].text() == "Intercept"
    hold(window, Held.INTERCEPT)
    assert locks[Held.INTERCEPT].isChecked()
    assert "Let the intercept move again" in locks[Held.INTERCEPT].toolTip()
    assert window.content.training_card.more.rows["held"].is_changed
    window.session.edits.undo()
    window.content.clock.render_now()
    assert not locks[Held.INTERCEPT].isChecked()
    card = window.content.training_card
    qtbot.mouseClick(card.more_button, LEFT)
    hold(window, Held.SLOPE)
    assert "slope held" in card.summary.text()


def test_back_to_the_usual_lets_go(window: Any, qtbot: Any) -> None:
    locks_of(window, qtbot)
    hold(window, Held.SLOPE)
    qtbot.mouseClick(window.content.training_card.usual_button, LEFT)
    assert window.session.runs.settings.held is Held.NOTHING


# ---- gestures stay on the held line


def test_with_a_held_intercept_the_line_turns_about_it_wherever_it_is_taken(window: Any) -> None:
    hold(window, Held.INTERCEPT)
    window.session.problem.set_start(Line(10.0, 20.0))
    window.content.clock.render_now()
    drag(window.content.data_view.canvas, (4.2, 62.0), (4.2, 41.0))
    slope, intercept = window.session.problem.start
    assert intercept == 20.0
    assert slope == pytest.approx(5.0, abs=0.2)


def test_with_a_held_slope_the_end_of_the_line_shifts_it() -> None:
    line = Line(0.0, 5.0)
    end = grip_at(line, QPointF(9, 5), FRAME, held=Held.SLOPE)
    assert end is not None
    assert end.pulled_to(QPointF(9, 7)) == Line(0.0, 7.0)
    middle = grip_at(line, QPointF(5, 5), FRAME, held=Held.INTERCEPT)
    assert middle is not None
    assert middle.pulled_to(QPointF(5, 10)) == Line(1.0, 5.0)


@pytest.mark.parametrize("scaling", Scaling)
def test_a_click_on_the_surface_goes_to_the_held_line(window: Any, scaling: Scaling) -> None:
    session, canvas = window.session, window.content.surface_view.canvas
    session.set_settings(replace(session.runs.settings, held=Held.SLOPE, scaling=scaling))
    session.problem.set_start(Line(3.0, 20.0))
    window.content.clock.render_now()
    place = session.frame().start_place
    click(canvas, place.first + 1.0, place.second + 8.0)
    assert session.problem.start.slope == 3.0
    assert session.problem.start_parameters[1] == pytest.approx(place.second + 8.0, abs=0.6)
    at = session.frame().start_place
    drag(canvas, (at.first, at.second), (at.first + 2.0, at.second - 4.0))
    assert session.problem.start.slope == 3.0


def test_a_typed_start_changes_what_is_held(window: Any, qtbot: Any) -> None:
    locks_of(window, qtbot)
    hold(window, Held.INTERCEPT)
    field = window.content.training_card.more.intercept_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.problem.start.intercept == 12.0
    assert window.session.problem.loss.minimum_parameters[1] == 12.0
    qtbot.mouseClick(window.content.training_card.more.random_button, LEFT)
    assert window.session.problem.start.intercept == 12.0


def test_the_guide_says_what_a_drag_does(window: Any) -> None:
    hold(window, Held.INTERCEPT)
    window.session.hand.set_line(Line(5.0, 3.0))
    assert window.session.problem.start == Line(5.0, 0.0)
    assert guide(window.session.frame()) == "Drag the line: it turns, as its intercept is held."
    hold(window, Held.SLOPE)
    assert guide(window.session.frame()) == "Drag the line: it shifts, as its slope is held."
    assert has_tries(window.session.frame())


# ---- what is shown


def test_the_surface_has_the_line_that_is_left(window: Any) -> None:
    layer = window.content.surface_view.picture.held
    layer.take(window.session.frame())
    assert layer.ends(FRAME) is None
    hold(window, Held.INTERCEPT)
    window.session.problem.set_start(Line(1.0, 2.0))
    layer.take(window.session.frame())
    ends = layer.ends(FRAME)
    assert ends is not None
    assert {end.y() for end in ends} == {FRAME.to_pixel(1.0, 2.0).y()}
    assert layer.name == "intercept held at 2"
    hold(window, Held.SLOPE)
    layer.take(window.session.frame())
    ends = layer.ends(FRAME)
    assert ends is not None
    assert {end.x() for end in ends} == {FRAME.to_pixel(1.0, 2.0).x()}


def test_the_best_fit_is_that_of_the_held_line_everywhere(window: Any) -> None:
    hold(window, Held.INTERCEPT)
    frame = window.session.frame()
    x, y = frame.dataset.x, frame.dataset.y
    line = best_curve(frame)
    assert line == pytest.approx((np.mean(x * y) / np.mean(x * x), 0.0), rel=1e-14)
    window.session.set_view_options(replace(frame.view_options, show_numbers=True, show_axes=True))
    window.content.clock.render_now()
    assert window.content.model_card.values["gradient"].text().endswith(", held")
    assert window.content.model_card.values["best"].text() == "14.094, 0.000"


@pytest.mark.parametrize("optimizer", Optimizer)
def test_the_worksheet_says_what_is_held_and_asks_nothing_of_it(
    window: Any, optimizer: Optimizer
) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, held=Held.INTERCEPT, optimizer=optimizer))
    session.player.step(2)
    step = session.frame().look.step
    texts = [formula.text for formula in (*step_formulas(step), *update_formulas(step))]
    assert "∂b is not needed" in texts
    assert "b = 0, held" in texts
    assert sum(text.startswith("m ←") for text in texts) == 1
    assert not any(text.startswith("b ←") for text in texts)


def test_nobody_is_asked_for_a_held_parameter(window: Any, qtbot: Any) -> None:
    hold(window, Held.INTERCEPT)
    window.session.player.step(1)
    card = open_worksheet(window)
    qtbot.mouseClick(card.turn_box, LEFT, pos=card.turn_box.rect().center())
    window.content.clock.render_now()
    asked = {place.formula for place in card.exercise.fields if place.formula}
    assert asked == {Asked.SLOPE_GRADIENT, Asked.NEW_SLOPE}
    assert Place(formula=Asked.NEW_SLOPE) in card.exercise.fields


def test_the_code_has_no_step_for_a_held_parameter(window: Any) -> None:
    hold(window, Held.INTERCEPT)
    session = window.session
    session.player.step(3)
    session.set_view_options(replace(session.view_options, show_code=True))
    window.content.clock.render_now()
    text = window.content.code_card.listing.accessibleDescription()
    assert "m, b = 0.0, 0.0  # b is held" in text
    assert "m = m - 0.03 * gradient_m" in text
    assert "gradient_b" not in text


def test_the_script_says_what_scikit_learn_would_do(window: Any) -> None:
    data = window.session.problem.dataset
    config = replace(window.session.runs.settings, held=Held.INTERCEPT)
    text = numpy_script(data, (0.0, 5.0), [(0, config)], 3)
    assert "LinearRegression(fit_intercept=False).fit(x[:, None], (y - 5.0))" in text
    config = replace(config, scaling=Scaling.STANDARDISE)
    text = numpy_script(data, (0.0, 0.0), [(0, config)], 3)
    assert "StandardScaler(with_mean=False), LinearRegression(fit_intercept=False)" in text
    text = numpy_script(data, (2.0, 0.0), [(0, replace(config, held=Held.SLOPE))], 3)
    assert "scikit" not in text


def test_fast_and_slow_are_left_out_where_there_is_one_axis(window: Any) -> None:
    session = window.session
    session.set_view_options(replace(session.view_options, show_axes=True))
    hold(window, Held.SLOPE)
    session.player.step(5)
    window.content.clock.render_now()
    assert not window.content.curve_view.scene.parts.is_visible
