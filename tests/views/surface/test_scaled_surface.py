"""The panes while the descent sees standardised x or a penalty: each in its own units."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from linreg_gui.core.settings import Scaling
from linreg_gui.session.curve import Line
from linreg_gui.views.model.model_values import MORE_ROWS, value_texts
from linreg_gui.views.surface.surface_camera import MOST_DISTORTION
from tests.views.helpers import click, drag, hover


def standardise(window: Any, **changes: Any) -> None:
    session = window.session
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE, **changes))
    window.content.clock.render_now()
    window.content.surface_view.fit()


def test_marks_stand_in_the_units_of_the_surface(window: Any) -> None:
    session, picture = window.session, window.content.surface_view.picture
    session.problem.set_start(Line(2.0, 30.0))
    standardise(window, learning_rate=0.1)
    session.player.step(3)
    window.content.clock.render_now()
    assert picture.marks.start == session.problem.start_parameters != session.problem.start
    assert picture.marks.current == tuple(session.player.history.record(3)[0])
    assert "standardised x" in window.content.surface_view.canvas.axes["bottom"].title
    session.edits.undo()
    window.content.clock.render_now()
    assert window.content.surface_view.canvas.axes["bottom"].title == "slope m"


def assert_is_round(canvas: Any) -> None:
    frame = canvas.pixel_frame()
    assert frame.x_scale == pytest.approx(frame.y_scale, rel=MOST_DISTORTION - 1.0)


@pytest.mark.parametrize("example", ["hours-and-money", "house-prices"])
def test_the_bowl_looks_round(window: Any, qtbot: Any, example: str) -> None:
    session, view = window.session, window.content.surface_view
    session.opening.open_example(example)
    standardise(window)
    assert_is_round(view.canvas)
    session.set_settings(replace(session.runs.settings, scaling=Scaling.NONE))
    window.content.clock.render_now()
    view.fit()
    frame = view.canvas.pixel_frame()
    assert frame.x_scale > 2.0 * frame.y_scale
    session.set_settings(replace(session.runs.settings, scaling=Scaling.STANDARDISE))
    window.content.clock.render_now()
    qtbot.waitUntil(lambda: not view._camera._settling.currentValue() < 1.0)
    assert_is_round(view.canvas)


def test_a_click_sets_the_start_in_the_units_of_the_data(window: Any) -> None:
    session, view = window.session, window.content.surface_view
    standardise(window)
    click(view.canvas, 5.0, 70.0)
    assert tuple(session.problem.start_parameters) == pytest.approx((5.0, 70.0), abs=0.5)
    x = session.problem.dataset.x
    assert session.problem.start.slope == pytest.approx(
        session.problem.start_parameters[0] / x.std()
    )
    drag(view.canvas, (5.0, 70.0), (8.0, 60.0))
    assert tuple(session.problem.start_parameters) == pytest.approx((8.0, 60.0), abs=0.5)


def test_hovering_shows_the_line_in_the_data_pane(window: Any) -> None:
    session, content = window.session, window.content
    standardise(window)
    hover(content.surface_view.canvas, 5.0, 70.0)
    ghost = content.data_view.lines.ghost
    assert tuple(session.problem.parameters_of(Line(*ghost))) == pytest.approx((5.0, 70.0), abs=0.5)
    text = content.surface_view.picture.read_out.lines[0]
    assert text.startswith(("m 5", "m 4.9"))


def test_the_valley_of_a_point_is_that_of_its_standardised_x(window: Any) -> None:
    standardise(window)
    hover(window.content.data_view.canvas, 8.0, 90.0)
    valley = window.content.surface_view.picture.marks.valley
    seen = window.session.problem.objective.dataset
    assert valley == Line(-float(seen.x[4]), 90.0)
    best = window.session.problem.loss.minimum_parameters
    assert window.session.problem.loss.value(best) < window.session.problem.loss.value([0.0, 0.0])


@pytest.mark.parametrize("l2", [0.0, 3.0])
def test_the_pulls_sum_to_the_gradient_of_what_is_minimised(window: Any, l2: float) -> None:
    session, pulls = window.session, window.content.surface_view.picture.pulls
    standardise(window, l2=l2)
    session.problem.set_start(Line(9.0, 12.0))
    session.set_view_options(replace(session.view_options, show_pulls=True))
    window.content.clock.render_now()
    total = np.vstack((pulls.arrows(), pulls.penalty_arrow())).sum(axis=0)
    gradient = session.problem.loss.gradient(session.problem.start_parameters)
    assert total == pytest.approx(-gradient, rel=1e-10)
    assert ("penalty" in pulls.caption()) == bool(l2)
    window.shell.grab()


def test_lines_tried_by_hand_lie_where_the_bowl_says(window: Any) -> None:
    session, hand = window.session, window.content.surface_view.picture.hand
    standardise(window)
    session.edits.begin_drag()
    session.hand.set_line(Line(4.0, 57.0))
    session.edits.end_drag()
    window.content.clock.render_now()
    place, loss = hand.best
    assert session.problem.curve_of(place) == pytest.approx((4.0, 57.0))
    assert loss == pytest.approx(session.problem.dataset.loss.value((4.0, 57.0)))
    window.shell.grab()


def test_earlier_lines_and_other_branches_are_lines_of_the_data(window: Any) -> None:
    session, lines = window.session, window.content.data_view.lines
    standardise(window, learning_rate=0.1)
    session.player.step(20)
    session.player.seek(10)
    session.runs.fork()
    session.set_learning_rate(0.3)
    session.player.step(3)
    window.content.clock.render_now()
    x, seen = session.problem.dataset.x, session.problem.objective.dataset.x
    (_, other) = lines.others[0]
    m, b = session.runs.branches[0].history.parameters[13]
    assert other[0] * x + other[1] == pytest.approx(m * seen + b, rel=1e-9)
    m, b = session.player.history.parameters[1]
    slope, intercept = lines.earlier[1]
    assert slope * x + intercept == pytest.approx(m * seen + b, rel=1e-9)


def test_house_prices_arrive_in_one_step(window: Any) -> None:
    session = window.session
    session.opening.open_example("house-prices")
    standardise(window, learning_rate=0.5)
    session.player.step()
    window.content.clock.render_now()
    assert value_texts(session.frame(), MORE_ROWS)["best"] == "250.000, 0.0"
    picture = window.content.surface_view.picture
    assert tuple(picture.marks.current) == pytest.approx(
        session.problem.loss.minimum_parameters.tolist(), rel=1e-9, abs=1e-6
    )
    frame = window.content.surface_view.canvas.pixel_frame()
    assert frame.rect.contains(frame.to_pixel(*picture.marks.current))
    assert isinstance(frame.to_pixel(0.0, 0.0), QPointF)
